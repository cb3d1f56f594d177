-- A headcount is known by its session, grade band, kind and turn: what stands has turn 0, what
-- gave way counts from 1 in the order in which it went. One tree holds it all, in the order in
-- which it is read and counted. Fixed words stand one by one: a list of them is built anew for
-- every row that is written.
DROP INDEX attendance_current;
DROP INDEX attendance_waiting;
ALTER TABLE attendance RENAME TO attendance_old;
CREATE TABLE attendance (
    session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    grade TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind = 'youth' OR kind = 'parent' OR kind = 'other'),
    turn INTEGER NOT NULL DEFAULT 0,
    headcount INTEGER NOT NULL CHECK (headcount BETWEEN 0 AND 100000),
    basis TEXT NOT NULL CHECK (basis = 'counted' OR basis = 'enrolment' OR basis = 'estimated'),
    left_behind INTEGER NOT NULL DEFAULT 0,
    migrant INTEGER NOT NULL DEFAULT 0,
    hardship INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL CHECK (state = 'confirmed' OR state = 'reported' OR state = 'corrected'),
    note TEXT NOT NULL DEFAULT '',
    rating INTEGER,
    reported_by TEXT NOT NULL,
    reported_at TIMESTAMP NOT NULL,
    confirmed_by TEXT NOT NULL DEFAULT '',
    confirmed_at TIMESTAMP,
    -- set when a later row took its place
    replaced_at TIMESTAMP,
    correction_reason TEXT NOT NULL DEFAULT '',
    -- from when on it counts
    counted_at TIMESTAMP,
    PRIMARY KEY (session_id, grade, kind, turn),
    CHECK ((turn = 0) = (replaced_at IS NULL))
)
WITHOUT ROWID;
INSERT INTO attendance
SELECT session_id, grade, kind, CASE WHEN replaced_at IS NULL THEN 0 ELSE row_number()
    OVER (PARTITION BY session_id, grade, kind, replaced_at IS NULL ORDER BY reported_at, id) END, headcount, basis, left_behind, migrant, hardship, state, note, rating, reported_by, reported_at, confirmed_by, confirmed_at, replaced_at, correction_reason, counted_at
FROM attendance_old
ORDER BY session_id, grade, kind;
DROP TABLE attendance_old;
CREATE INDEX attendance_waiting ON attendance (session_id) WHERE state = 'reported' AND replaced_at IS NULL;
-- The largest headcounts of each year; until a row is written anew its days answer for them.
ALTER TABLE reach_peaks ADD COLUMN years BLOB NOT NULL DEFAULT x'';
UPDATE reach_peaks SET years = days;
