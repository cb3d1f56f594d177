-- What speakers gave beside the talk itself, certificates of service, results of contests, and
-- the day on which an indicator was counted.

-- Minutes of preparing a talk and of the way there and back, as somebody noted them.
CREATE TABLE talk_hours (
    assignment_id TEXT NOT NULL PRIMARY KEY REFERENCES assignments (id) ON DELETE CASCADE,
    preparation_minutes INTEGER NOT NULL CHECK (preparation_minutes >= 0),
    travel_minutes INTEGER NOT NULL CHECK (travel_minutes >= 0),
    noted_by TEXT NOT NULL,
    noted_at TIMESTAMP NOT NULL
);
-- Certificates of volunteer service: asked for, issued under a number, replaced or revoked. What
-- one attests is kept as it stood when it was issued.
CREATE TABLE certificates (
    id TEXT NOT NULL PRIMARY KEY,
    number TEXT UNIQUE,
    speaker_id TEXT NOT NULL REFERENCES speakers (id),
    committee_id TEXT NOT NULL REFERENCES committees (id),
    from_day DATE NOT NULL,
    to_day DATE NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('asked', 'declined', 'issued', 'replaced', 'revoked')),
    attested TEXT NOT NULL DEFAULT '',
    asked_at TIMESTAMP NOT NULL,
    issued_by TEXT NOT NULL DEFAULT '',
    issued_at TIMESTAMP,
    ended_by TEXT NOT NULL DEFAULT '',
    ended_at TIMESTAMP,
    reason TEXT NOT NULL DEFAULT ''
);
CREATE INDEX certificates_speaker ON certificates (speaker_id);
CREATE INDEX certificates_committee ON certificates (committee_id, state);
-- A contest's entrants and winners, as counts.
CREATE TABLE contest_results (
    session_id TEXT NOT NULL PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE,
    entrants INTEGER NOT NULL CHECK (entrants >= 0),
    winners INTEGER NOT NULL CHECK (winners >= 0),
    noted_by TEXT NOT NULL,
    noted_at TIMESTAMP NOT NULL
);
ALTER TABLE indicators ADD COLUMN counted_on DATE;
