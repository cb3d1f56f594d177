DROP TABLE venues_before;
DROP TABLE visits_before;
ALTER TABLE attendance DROP COLUMN counted_at;
