DROP TABLE speaker_busy_lifted;
DROP TABLE speaker_busy;
DROP TABLE speaker_calendars;
DROP TABLE replies;
