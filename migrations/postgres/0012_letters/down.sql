DROP TABLE letter_templates;
ALTER TABLE assignments DROP COLUMN still_at;
