-- The spine: requests, plans, sessions, headcounts, reach, letters.

CREATE TABLE requests (
    id TEXT NOT NULL PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    -- shared by the gatherings of one order (weekly for a station, six classes on one day)
    series_id TEXT,
    series_index INTEGER NOT NULL DEFAULT 0,
    series_count INTEGER NOT NULL DEFAULT 1,
    -- as ordered: '', 'weekly:8', 'classes:6'
    repeat TEXT NOT NULL DEFAULT '',
    committee_id TEXT NOT NULL REFERENCES committees (id),
    venue_id TEXT NOT NULL REFERENCES venues (id),
    room_id TEXT REFERENCES venue_rooms (id),
    lecture_id TEXT REFERENCES lectures (id),
    theme TEXT REFERENCES themes (code) ON UPDATE CASCADE,
    grade TEXT NOT NULL,
    headcount INTEGER NOT NULL CHECK (headcount > 0),
    minutes INTEGER NOT NULL CHECK (minutes > 0),
    language TEXT NOT NULL REFERENCES languages (code),
    teacher TEXT NOT NULL DEFAULT '',
    teacher_phone TEXT NOT NULL DEFAULT '',
    school_approval TEXT NOT NULL DEFAULT '',
    priority_pct INTEGER NOT NULL DEFAULT 100 CHECK (priority_pct BETWEEN 1 AND 1000),
    repeat_speaker_id TEXT REFERENCES speakers (id),
    note TEXT NOT NULL DEFAULT '',
    status TEXT NOT NULL CHECK (status IN ('submitted', 'returned', 'approved', 'scheduled', 'done', 'withdrawn')),
    return_reason TEXT NOT NULL DEFAULT '',
    asked_by TEXT NOT NULL DEFAULT '',
    created_at TIMESTAMP NOT NULL,
    changed_at TIMESTAMP NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    CHECK (lecture_id IS NOT NULL OR theme IS NOT NULL)
);
CREATE INDEX requests_status ON requests (status, created_at);
CREATE INDEX requests_venue ON requests (venue_id, created_at);
CREATE INDEX requests_committee ON requests (committee_id, created_at);
CREATE TABLE request_windows (
    request_id TEXT NOT NULL REFERENCES requests (id) ON DELETE CASCADE,
    rank INTEGER NOT NULL CHECK (rank BETWEEN 1 AND 3),
    starts_at TIMESTAMP NOT NULL,
    ends_at TIMESTAMP NOT NULL,
    PRIMARY KEY (request_id, rank),
    CHECK (starts_at < ends_at)
);

CREATE TABLE plans (
    id TEXT NOT NULL PRIMARY KEY,
    committee_id TEXT NOT NULL REFERENCES committees (id),
    from_day DATE NOT NULL,
    to_day DATE NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('running', 'proposed', 'published', 'discarded', 'interrupted')),
    objective BIGINT NOT NULL DEFAULT 0,
    bound BIGINT NOT NULL DEFAULT 0,
    seed BIGINT NOT NULL DEFAULT 0,
    seconds DOUBLE PRECISION NOT NULL DEFAULT 0,
    started_at TIMESTAMP NOT NULL,
    finished_at TIMESTAMP,
    published_at TIMESTAMP,
    by_name TEXT NOT NULL DEFAULT '',
    version INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX plans_committee ON plans (committee_id, started_at);
-- One request in one plan: a proposal, or unfilled with its reasons.
CREATE TABLE plan_items (
    plan_id TEXT NOT NULL REFERENCES plans (id) ON DELETE CASCADE,
    request_id TEXT NOT NULL REFERENCES requests (id),
    speaker_id TEXT REFERENCES speakers (id),
    starts_at TIMESTAMP,
    pinned BOOLEAN NOT NULL DEFAULT FALSE,
    -- JSON: gain parts and runner-up, or reasons why unfilled
    reasons TEXT NOT NULL DEFAULT '[]',
    PRIMARY KEY (plan_id, request_id)
);
CREATE INDEX plan_items_request ON plan_items (request_id);

CREATE TABLE sessions (
    id TEXT NOT NULL PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    -- of iCalendar: never changes, holds no host
    uid TEXT NOT NULL UNIQUE,
    committee_id TEXT NOT NULL REFERENCES committees (id),
    venue_id TEXT NOT NULL REFERENCES venues (id),
    room_id TEXT REFERENCES venue_rooms (id),
    request_id TEXT REFERENCES requests (id),
    plan_id TEXT REFERENCES plans (id),
    campaign_id TEXT REFERENCES campaigns (id),
    kind TEXT NOT NULL CHECK (kind IN ('lecture', 'class_talk', 'situational', 'symposium', 'field_practice', 'contest', 'online', 'law_class')),
    theme TEXT NOT NULL REFERENCES themes (code) ON UPDATE CASCADE,
    lecture_id TEXT REFERENCES lectures (id),
    grade TEXT NOT NULL,
    language TEXT NOT NULL REFERENCES languages (code),
    starts_at TIMESTAMP NOT NULL,
    ends_at TIMESTAMP NOT NULL,
    -- the day in Shanghai, beside starts_at so that sums need no arithmetic
    day DATE NOT NULL,
    planned INTEGER NOT NULL DEFAULT 0 CHECK (planned >= 0),
    status TEXT NOT NULL CHECK (status IN ('proposed', 'published', 'confirmed', 'delivered', 'cancelled')),
    cancel_reason TEXT NOT NULL DEFAULT '',
    teacher TEXT NOT NULL DEFAULT '',
    teacher_phone TEXT NOT NULL DEFAULT '',
    school_approval TEXT NOT NULL DEFAULT '',
    -- why it was confirmed although a check or the insurance had expired
    override_reason TEXT NOT NULL DEFAULT '',
    online_views BIGINT NOT NULL DEFAULT 0 CHECK (online_views >= 0),
    pickup_by TEXT NOT NULL DEFAULT '',
    pickup_at TIMESTAMP,
    companion TEXT NOT NULL DEFAULT '',
    -- SEQUENCE of RFC 5545
    sequence INTEGER NOT NULL DEFAULT 0,
    changed_at TIMESTAMP NOT NULL,
    created_at TIMESTAMP NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    CHECK (starts_at < ends_at)
);
CREATE INDEX sessions_day ON sessions (day, starts_at);
CREATE INDEX sessions_committee ON sessions (committee_id, day);
CREATE INDEX sessions_venue ON sessions (venue_id, day);
CREATE INDEX sessions_request ON sessions (request_id);
CREATE INDEX sessions_status ON sessions (status, day);
CREATE TABLE session_cohosts (
    session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    committee_id TEXT NOT NULL REFERENCES committees (id),
    PRIMARY KEY (session_id, committee_id)
);

-- A speaker's part in a session, and the answer to the invitation.
CREATE TABLE assignments (
    id TEXT NOT NULL PRIMARY KEY,
    session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    speaker_id TEXT NOT NULL REFERENCES speakers (id),
    role TEXT NOT NULL CHECK (role IN ('speaker', 'standby')),
    answer TEXT NOT NULL CHECK (answer IN ('waiting', 'accepted', 'declined', 'proposed', 'released')),
    pinned BOOLEAN NOT NULL DEFAULT FALSE,
    invited_at TIMESTAMP,
    answer_by TIMESTAMP,
    answered_at TIMESTAMP,
    -- how the answer came: link, page, telephone, calendar
    answered_through TEXT NOT NULL DEFAULT '',
    -- another time that the speaker proposes, and any words
    proposed_start TIMESTAMP,
    note TEXT NOT NULL DEFAULT '',
    changed_at TIMESTAMP NOT NULL
);
CREATE INDEX assignments_session ON assignments (session_id);
CREATE INDEX assignments_speaker ON assignments (speaker_id, answer);

-- A headcount as it was reported; a correction is a further row, nothing is overwritten.
CREATE TABLE attendance (
    id TEXT NOT NULL PRIMARY KEY,
    session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    grade TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('youth', 'parent', 'other')),
    headcount INTEGER NOT NULL CHECK (headcount BETWEEN 0 AND 100000),
    basis TEXT NOT NULL CHECK (basis IN ('counted', 'enrolment', 'estimated')),
    left_behind INTEGER NOT NULL DEFAULT 0,
    migrant INTEGER NOT NULL DEFAULT 0,
    hardship INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL CHECK (state IN ('reported', 'confirmed', 'corrected')),
    note TEXT NOT NULL DEFAULT '',
    rating INTEGER,
    reported_by TEXT NOT NULL,
    reported_at TIMESTAMP NOT NULL,
    confirmed_by TEXT NOT NULL DEFAULT '',
    confirmed_at TIMESTAMP,
    -- set when a later row took its place
    replaced_at TIMESTAMP,
    correction_reason TEXT NOT NULL DEFAULT ''
);
CREATE INDEX attendance_session ON attendance (session_id);
CREATE INDEX attendance_waiting ON attendance (state, session_id) WHERE replaced_at IS NULL;
-- One valid row a session, grade and kind.
CREATE UNIQUE INDEX attendance_current ON attendance (session_id, grade, kind) WHERE replaced_at IS NULL;

-- Roll-ups of confirmed figures, kept in the transaction of the confirmation.
-- A session counts once, in the cell of its own grade band; its listeners each in theirs.
CREATE TABLE reach_days (
    committee_id TEXT NOT NULL REFERENCES committees (id),
    day DATE NOT NULL,
    theme TEXT NOT NULL REFERENCES themes (code) ON UPDATE CASCADE,
    kind TEXT NOT NULL,
    venue_kind TEXT NOT NULL,
    campaign_id TEXT NOT NULL DEFAULT '',
    grade TEXT NOT NULL,
    sessions BIGINT NOT NULL DEFAULT 0,
    talks BIGINT NOT NULL DEFAULT 0,
    youth BIGINT NOT NULL DEFAULT 0,
    parents BIGINT NOT NULL DEFAULT 0,
    others BIGINT NOT NULL DEFAULT 0,
    field_persons BIGINT NOT NULL DEFAULT 0,
    online_views BIGINT NOT NULL DEFAULT 0,
    left_behind BIGINT NOT NULL DEFAULT 0,
    migrant BIGINT NOT NULL DEFAULT 0,
    hardship BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (committee_id, day, theme, kind, venue_kind, campaign_id, grade)
);
CREATE INDEX reach_days_day ON reach_days (day);

CREATE TABLE targets (
    id TEXT NOT NULL PRIMARY KEY,
    committee_id TEXT NOT NULL REFERENCES committees (id),
    -- 2026, 2026-H1, 2026-Q3, 2026-11, 2026/2027 (school year)
    period TEXT NOT NULL,
    measure TEXT NOT NULL CHECK (measure IN ('sessions', 'youth_reach', 'materials', 'coverage')),
    theme TEXT NOT NULL DEFAULT '',
    grade TEXT NOT NULL DEFAULT '',
    venue_kind TEXT NOT NULL DEFAULT '',
    value BIGINT NOT NULL CHECK (value >= 0),
    UNIQUE (committee_id, period, measure, theme, grade, venue_kind)
);
CREATE TABLE indicators (
    id TEXT NOT NULL PRIMARY KEY,
    committee_id TEXT NOT NULL REFERENCES committees (id),
    year INTEGER NOT NULL,
    name TEXT NOT NULL,
    numerator BIGINT NOT NULL,
    denominator BIGINT NOT NULL,
    source TEXT NOT NULL DEFAULT '',
    UNIQUE (committee_id, year, name)
);
CREATE TABLE filings (
    committee_id TEXT NOT NULL REFERENCES committees (id),
    -- 2026, 2026-H1, 2026-Q3, 2026-11; those of one committee never overlap
    period TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('draft', 'filed', 'returned', 'accepted', 'locked')),
    reason TEXT NOT NULL DEFAULT '',
    by_name TEXT NOT NULL DEFAULT '',
    at TIMESTAMP NOT NULL,
    PRIMARY KEY (committee_id, period)
);

-- The outbox. A letter without an address waits on the call list.
CREATE TABLE letters (
    id TEXT NOT NULL PRIMARY KEY,
    dedup_key TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    recipient_kind TEXT NOT NULL CHECK (recipient_kind IN ('speaker', 'venue', 'account')),
    recipient_id TEXT NOT NULL,
    committee_path TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    facts TEXT NOT NULL DEFAULT '{}',
    -- owed, waiting (rendered), sending, sent, dead, dropped (pointless by now), by_hand (call list)
    state TEXT NOT NULL CHECK (state IN ('owed', 'waiting', 'sending', 'sent', 'dead', 'dropped', 'by_hand')),
    priority INTEGER NOT NULL DEFAULT 1,
    not_before TIMESTAMP NOT NULL,
    not_after TIMESTAMP,
    message_id TEXT NOT NULL DEFAULT '',
    to_name TEXT NOT NULL DEFAULT '',
    to_address TEXT NOT NULL DEFAULT '',
    subject_line TEXT NOT NULL DEFAULT '',
    -- for people: the plain text, and the same in one breath; of a sign-in letter never kept
    body_text TEXT NOT NULL DEFAULT '',
    spoken TEXT NOT NULL DEFAULT '',
    phone TEXT NOT NULL DEFAULT '',
    bytes BLOB,
    claimed_by TEXT NOT NULL DEFAULT '',
    lease_until TIMESTAMP,
    attempts INTEGER NOT NULL DEFAULT 0,
    last_error TEXT NOT NULL DEFAULT '',
    created_at TIMESTAMP NOT NULL,
    sent_at TIMESTAMP,
    -- the call list's tick
    handled_by TEXT NOT NULL DEFAULT '',
    handled_at TIMESTAMP,
    outcome TEXT NOT NULL DEFAULT ''
);
CREATE INDEX letters_due ON letters (state, not_before);
CREATE INDEX letters_recipient ON letters (recipient_id, created_at);
CREATE INDEX letters_subject ON letters (subject_id);
CREATE INDEX letters_sent ON letters (sent_at);

-- Who wants no reminders; what one must know is sent all the same.
CREATE TABLE unsubscriptions (
    recipient_kind TEXT NOT NULL CHECK (recipient_kind IN ('speaker', 'venue')),
    recipient_id TEXT NOT NULL,
    at TIMESTAMP NOT NULL,
    PRIMARY KEY (recipient_kind, recipient_id)
);

CREATE TABLE chores (
    name TEXT NOT NULL PRIMARY KEY,
    last_run TIMESTAMP NOT NULL
);
