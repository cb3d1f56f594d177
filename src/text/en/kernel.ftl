bad-clock = “{ $text }” is not a clock time; write it as 09:30.
bad-instant = “{ $text }” is not a date and time; write it as 2026-11-25 09:30.
bad-date = “{ $text }” is not a date of the calendar; write it as 2026-11-25.
bad-window = “{ $text }” is not a stretch of time; write it as 2026-11-25 09:30/11:30.
window-ends-before-start = The end must be later than the start.
bad-number = “{ $text }” is not a whole number.
headcount-out-of-range = { $count } is not a possible headcount; give a whole number from 0 to { $most }.
