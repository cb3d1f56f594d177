ALTER TABLE speaker_calendars DROP COLUMN expanded_at;
