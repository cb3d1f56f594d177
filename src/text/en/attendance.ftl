headcount-above-room = { $count } people present, above the room’s capacity of { $capacity }
headcount-above-enrolment = { $grade }: { $count } present, above the enrolment of { $enrolment }

session-has-no-headcount = This session is not confirmed, or was called off; it takes no headcount.
session-not-begun = This session has not begun; report the headcount once it has.
headcount-not-yet = This session is not over; confirm its headcount once it is.
period-locked = { $period } is locked; it changes only by a correction with a reason.
headcount-nobody = Enter at least one number above 0.
headcount-twice = The same grade band and kind of listener stands there twice ({ $grade }); make it one number.
headcount-missing = Nobody has reported a headcount of this session.
headcount-already-confirmed = { $who } has confirmed the headcount. If it is wrong, a coordinator can correct it with a reason.
headcount-changed-meanwhile = The headcount changed while you were looking; nothing was saved. Look at the new numbers, then submit again.
flags-above-headcount = { $flag } of them is more than the { $count } young people present; please check.
flags-of-others = Left-behind, migrant and hardship are counted among young people only.
bad-rating = Choose a rating from 1 to 5.
note-too-long = The text is too long ({ $count } characters); at most { $most }.
note-looks-like-identity = The note seems to hold an identity number. Do not enter pupils’ personal data; if it is none, tick “I have checked” and submit again.
note-looks-like-roster = The note seems to be a list of names. Do not enter pupils’ names; if it is none, tick “I have checked” and submit again.
correction-before-confirmation = The headcount is not confirmed yet; simply report it again, without a correction.
correction-changes-nothing = The numbers are the same as now; there is nothing to correct.

attendance-report = Headcount reported
attendance-confirm = Headcount confirmed
attendance-correct = Headcount corrected
