-- Headcounts with ids of their own.
CREATE TABLE attendance_before (
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
    replaced_at TIMESTAMP,
    correction_reason TEXT NOT NULL DEFAULT '',
    counted_at TIMESTAMP
);
INSERT INTO attendance_before
SELECT session_id || '/' || grade || '/' || kind || '/' || turn, session_id, grade, kind, headcount, basis, left_behind,
    migrant, hardship, state, note, rating, reported_by, reported_at, confirmed_by, confirmed_at, replaced_at,
    correction_reason, counted_at
FROM attendance;
DROP TABLE attendance;
ALTER TABLE attendance_before RENAME TO attendance;
CREATE INDEX attendance_waiting ON attendance (session_id) WHERE state = 'reported' AND replaced_at IS NULL;
CREATE UNIQUE INDEX attendance_current
    ON attendance (session_id, grade, kind, (CASE WHEN replaced_at IS NULL THEN '' ELSE id END));
ALTER TABLE reach_peaks DROP COLUMN years;
