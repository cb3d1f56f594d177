ALTER TABLE indicators DROP COLUMN counted_on;
DROP TABLE contest_results;
DROP TABLE certificates;
DROP TABLE talk_hours;
