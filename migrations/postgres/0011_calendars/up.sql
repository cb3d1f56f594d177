-- When the busy times were last worked out of a whole copy: an unchanged one is read anew when its far end comes near.
ALTER TABLE speaker_calendars ADD COLUMN expanded_at TIMESTAMP;
