DELETE FROM languages;
DELETE FROM venue_kinds;
DELETE FROM team_kinds;
DELETE FROM themes;
