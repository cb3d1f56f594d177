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
