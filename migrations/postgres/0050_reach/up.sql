-- A headcount is known by its session, grade band, kind and turn: what stands has turn 0, what
-- gave way counts from 1 in the order in which it went.
DROP INDEX attendance_current;
ALTER TABLE attendance ADD COLUMN turn INTEGER NOT NULL DEFAULT 0;
UPDATE attendance a SET turn = gone.turn
FROM (SELECT id, row_number() OVER (PARTITION BY session_id, grade, kind ORDER BY reported_at, id) AS turn
    FROM attendance WHERE replaced_at IS NOT NULL) gone
WHERE gone.id = a.id;
ALTER TABLE attendance DROP COLUMN id;
ALTER TABLE attendance ADD PRIMARY KEY (session_id, grade, kind, turn);
ALTER TABLE attendance ADD CONSTRAINT attendance_stands CHECK ((turn = 0) = (replaced_at IS NULL));
-- The largest headcounts of each year; until a row is written anew its days answer for them.
ALTER TABLE reach_peaks ADD COLUMN years BYTEA NOT NULL DEFAULT '';
UPDATE reach_peaks SET years = days;
