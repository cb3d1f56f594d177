-- Headcounts with ids of their own.
ALTER TABLE attendance DROP CONSTRAINT attendance_stands;
ALTER TABLE attendance DROP CONSTRAINT attendance_pkey;
ALTER TABLE attendance ADD COLUMN id TEXT;
UPDATE attendance SET id = session_id || '/' || grade || '/' || kind || '/' || turn;
ALTER TABLE attendance ADD PRIMARY KEY (id);
ALTER TABLE attendance DROP COLUMN turn;
CREATE UNIQUE INDEX attendance_current
    ON attendance (session_id, grade, kind, (CASE WHEN replaced_at IS NULL THEN '' ELSE id END));
ALTER TABLE reach_peaks DROP COLUMN years;
