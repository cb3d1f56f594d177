-- What an as-of report needs to stay the same for ever: when a figure began to count here, how
-- sessions were held and how venues stood before they changed.

-- A file may bring figures that were signed long ago; they count from the day on which they came.
ALTER TABLE attendance ADD COLUMN counted_at TIMESTAMP;
UPDATE attendance SET counted_at = confirmed_at WHERE state <> 'reported';

-- Where and when a session counted as held until a moment; no venue means not yet, or not any more.
CREATE TABLE visits_before (
    id TEXT NOT NULL PRIMARY KEY,
    session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    until_at TIMESTAMP NOT NULL,
    venue_id TEXT NOT NULL DEFAULT '',
    day DATE NOT NULL,
    campaign_id TEXT NOT NULL DEFAULT ''
);
CREATE INDEX visits_before_until ON visits_before (until_at);

-- Who kept a venue, and its enrolment, until a moment; no committee means that it was not active.
CREATE TABLE venues_before (
    id TEXT NOT NULL PRIMARY KEY,
    venue_id TEXT NOT NULL REFERENCES venues (id) ON DELETE CASCADE,
    until_at TIMESTAMP NOT NULL,
    committee_id TEXT NOT NULL DEFAULT '',
    enrolment TEXT NOT NULL DEFAULT ''
);
CREATE INDEX venues_before_until ON venues_before (until_at);
