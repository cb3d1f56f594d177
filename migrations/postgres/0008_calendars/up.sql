-- What was read in the mailbox of replies: each message once, and what became of it.
CREATE TABLE replies (
    -- SHA-256 of the message, so that one read twice counts once
    id TEXT NOT NULL PRIMARY KEY,
    read_at TIMESTAMP NOT NULL,
    -- counted, maybe, old_sequence, older_answer, not_invited, wrong_sender, unknown_session, refused, unreadable, automatic, other
    outcome TEXT NOT NULL,
    session_id TEXT REFERENCES sessions (id) ON DELETE CASCADE,
    speaker_id TEXT REFERENCES speakers (id) ON DELETE CASCADE,
    -- DTSTAMP: the newest answer counts
    given_at TIMESTAMP
);
CREATE INDEX replies_session ON replies (session_id, speaker_id);

-- Where a speaker's own calendar comes from, and how reading it went.
CREATE TABLE speaker_calendars (
    speaker_id TEXT NOT NULL PRIMARY KEY REFERENCES speakers (id) ON DELETE CASCADE,
    -- empty when it was uploaded
    address TEXT NOT NULL DEFAULT '',
    -- when the copy that holds was read
    read_at TIMESTAMP,
    -- the server's marks of that copy
    etag TEXT NOT NULL DEFAULT '',
    last_modified TEXT NOT NULL DEFAULT '',
    doubtful INTEGER NOT NULL DEFAULT 0,
    tried_at TIMESTAMP NOT NULL,
    -- why the last try failed, as a key of text and its arguments; empty when it went well
    failure TEXT NOT NULL DEFAULT '',
    failures INTEGER NOT NULL DEFAULT 0,
    next_at TIMESTAMP,
    version INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX speaker_calendars_next ON speaker_calendars (next_at);

-- Busy times of that calendar: never a title.
CREATE TABLE speaker_busy (
    speaker_id TEXT NOT NULL REFERENCES speakers (id) ON DELETE CASCADE,
    starts_at TIMESTAMP NOT NULL,
    ends_at TIMESTAMP NOT NULL,
    PRIMARY KEY (speaker_id, starts_at),
    CHECK (starts_at < ends_at)
);

-- "I can come all the same": an interval that no longer counts as busy.
CREATE TABLE speaker_busy_lifted (
    speaker_id TEXT NOT NULL REFERENCES speakers (id) ON DELETE CASCADE,
    starts_at TIMESTAMP NOT NULL,
    ends_at TIMESTAMP NOT NULL,
    PRIMARY KEY (speaker_id, starts_at),
    CHECK (starts_at < ends_at)
);
