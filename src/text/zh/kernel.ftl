bad-clock = “{ $text }”不是钟点，请写成 09:30。
bad-instant = “{ $text }”不是日期和钟点，请写成 2026-11-25 09:30。
bad-date = “{ $text }”不是日历上的日期，请写成 2026-11-25。
bad-window = “{ $text }”不是时间段，请写成 2026-11-25 09:30/11:30。
window-ends-before-start = 结束时间要晚于开始时间。
bad-number = “{ $text }”不是整数。
headcount-out-of-range = 人数 { $count } 不对，请填 0 到 { $most } 之间的整数。
