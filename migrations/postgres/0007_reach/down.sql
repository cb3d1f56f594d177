DROP INDEX attendance_waiting;
CREATE INDEX attendance_waiting ON attendance (state, session_id) WHERE replaced_at IS NULL;
DROP INDEX sessions_campaign;
DROP TABLE sessions_before;
DROP TABLE session_claims;
DROP TABLE sessions_untold;
DROP TABLE venue_visits;
DROP TABLE reach_venues;
DROP TABLE reach_months;
