reach-over-sessions = More than { $number }
reach-over-listeners = more than { $number }
reach-sentence = { $sessions } sessions held, with { $listeners } young listeners
bad-period = “{ $text }” is not a period; write 2026, 2026-H1, 2026-Q3, 2026-11, 2026/2027 (school year) or 2026-01-01/2026-11-23.
period-ends-before-start = The last day must not lie before the first.

by-theme = Theme
by-grade = Grade band
by-kind = Kind of session
by-venue_kind = Kind of venue
by-month = Month
by-committee = Committee

measure-sessions = Sessions
measure-youth_reach = Young listeners
measure-materials = Materials (pieces)
measure-coverage = Coverage (%)

filing-draft = Draft
filing-filed = Filed
filing-returned = Returned
filing-accepted = Accepted
filing-locked = Locked
filing-step-file = File
filing-step-return = Return
filing-step-accept = Accept
filing-step-lock = Lock
filing-step-not-now = This period is not at that step now; somebody may have just dealt with it. Load the page again and look.
filing-period = File a month, quarter, half or year: 2026-11, 2026-Q3, 2026-H1, 2026.
filing-not-over = { $period } is not over yet; file it once it is.
filing-overlaps = { $period } overlaps { $other }, which is filed already; no day is filed twice.
filing-reason = Give a reason for returning it, so that they know what to change.

target-set = Target set
target-remove = Target removed
target-value = A target is a whole number above 0; to have none, remove it.
target-percent = A target of coverage lies between 1 and 100.
target-period = Set targets by year, half, quarter, month or school year.
target-missing = This target is gone; somebody may have just removed it.
indicator-set = Yearly indicator recorded
indicator-name = Enter the indicator’s name, at most 100 characters.
indicator-year = Enter a year, as 2026.
indicator-share = The numerator lies between 0 and the denominator.

reach-sessions = Sessions
reach-talks = Talks
reach-youth = Young listeners
reach-parents = Parents
reach-others = Others
reach-field = Field practice (persons)
reach-online = Views online
reach-materials = Materials (pieces)
reach-persons = Persons (estimated)
reach-coverage = Coverage
reach-regularity = Regularity
reach-target = Target { $measure }: { $value }, { $share } done
reach-beside = Besides: { $sessions } sessions with { $youth } young listeners reported and not yet confirmed; { $missing } sessions without a headcount (not counted)
