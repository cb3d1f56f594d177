-- Reach in fewer rows: a cell holds all grade bands of its listeners, what does not add up stands
-- in one row a venue with its days packed into bytes, so that any stretch of days is read alike.

DROP INDEX reach_days_day;
ALTER TABLE reach_days RENAME TO reach_cells;
CREATE TABLE reach_days (
    day DATE NOT NULL,
    committee_id TEXT NOT NULL REFERENCES committees (id),
    theme TEXT NOT NULL REFERENCES themes (code) ON UPDATE CASCADE,
    kind TEXT NOT NULL,
    venue_kind TEXT NOT NULL,
    campaign_id TEXT NOT NULL DEFAULT '',
    sessions BIGINT NOT NULL DEFAULT 0,
    talks BIGINT NOT NULL DEFAULT 0,
    youth BIGINT NOT NULL DEFAULT 0,
    parents BIGINT NOT NULL DEFAULT 0,
    others BIGINT NOT NULL DEFAULT 0,
    field_persons BIGINT NOT NULL DEFAULT 0,
    online_views BIGINT NOT NULL DEFAULT 0,
    left_behind BIGINT NOT NULL DEFAULT 0,
    migrant BIGINT NOT NULL DEFAULT 0,
    hardship BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (day, committee_id, theme, kind, venue_kind, campaign_id)
);
CREATE INDEX reach_days_owner ON reach_days (committee_id, day);
INSERT INTO reach_days
SELECT day, committee_id, theme, kind, venue_kind, campaign_id,
    SUM(sessions), SUM(talks), SUM(youth), SUM(parents), SUM(others),
    SUM(field_persons), SUM(online_views), SUM(left_behind), SUM(migrant), SUM(hardship)
FROM reach_cells GROUP BY 1, 2, 3, 4, 5, 6;
DROP TABLE reach_cells;

-- The largest single headcounts of youths at a venue by day, for a committee with all below it.
-- 28 bytes a day: its number from 1 January of the year 1 in four, then three for each grade band.
-- Without a campaign all sessions; with one, those of that campaign once more. Field practice
-- stays out.
CREATE TABLE reach_peaks (
    committee_id TEXT NOT NULL REFERENCES committees (id),
    campaign_id TEXT NOT NULL DEFAULT '',
    venue_id TEXT NOT NULL REFERENCES venues (id),
    days BYTEA NOT NULL,
    PRIMARY KEY (committee_id, campaign_id, venue_id)
);
CREATE INDEX reach_peaks_venue ON reach_peaks (venue_id);
-- Of a venue the days on which delivered sessions were held there, four bytes a session, and its
-- enrolment, four bytes a grade band.
CREATE TABLE venue_tallies (
    venue_id TEXT NOT NULL PRIMARY KEY REFERENCES venues (id) ON DELETE CASCADE,
    visits BYTEA NOT NULL,
    enrolled BYTEA NOT NULL
);

WITH above AS MATERIALIZED (
    SELECT o.id AS owner_id, a.id AS committee_id FROM committees o JOIN committees a ON o.path LIKE a.path || '%'
), held AS MATERIALIZED (
    SELECT s.committee_id AS owner_id, COALESCE(s.campaign_id, '') AS campaign_id, s.venue_id, (s.day - DATE '0001-01-01') + 1 AS n,
        MAX(CASE t.grade WHEN 'kindergarten' THEN t.headcount ELSE 0 END) AS kindergarten,
        MAX(CASE t.grade WHEN 'primary_1_3' THEN t.headcount ELSE 0 END) AS primary_1_3,
        MAX(CASE t.grade WHEN 'primary_4_6' THEN t.headcount ELSE 0 END) AS primary_4_6,
        MAX(CASE t.grade WHEN 'junior' THEN t.headcount ELSE 0 END) AS junior,
        MAX(CASE t.grade WHEN 'senior' THEN t.headcount ELSE 0 END) AS senior,
        MAX(CASE t.grade WHEN 'vocational' THEN t.headcount ELSE 0 END) AS vocational,
        MAX(CASE t.grade WHEN 'university' THEN t.headcount ELSE 0 END) AS university,
        MAX(CASE t.grade WHEN 'community' THEN t.headcount ELSE 0 END) AS community
    FROM attendance t
    JOIN sessions s ON s.id = t.session_id
    WHERE s.status = 'delivered' AND t.state <> 'reported' AND t.replaced_at IS NULL AND t.kind = 'youth'
        AND t.headcount > 0 AND s.kind <> 'field_practice'
    GROUP BY 1, 2, 3, 4
), d AS (
    SELECT a.committee_id, h.campaign_id, h.venue_id, h.n,
        MAX(h.kindergarten) AS kindergarten, MAX(h.primary_1_3) AS primary_1_3, MAX(h.primary_4_6) AS primary_4_6, MAX(h.junior) AS junior,
        MAX(h.senior) AS senior, MAX(h.vocational) AS vocational, MAX(h.university) AS university, MAX(h.community) AS community
    FROM (SELECT * FROM held WHERE campaign_id <> ''
        UNION ALL SELECT owner_id, '', venue_id, n, kindergarten, primary_1_3, primary_4_6, junior, senior, vocational, university, community FROM held) h
    JOIN above a ON a.owner_id = h.owner_id
    GROUP BY 1, 2, 3, 4
)
INSERT INTO reach_peaks
SELECT d.committee_id, d.campaign_id, d.venue_id, decode(string_agg(lpad(to_hex(d.n), 8, '0') || lpad(to_hex(d.kindergarten), 6, '0') || lpad(to_hex(d.primary_1_3), 6, '0')
    || lpad(to_hex(d.primary_4_6), 6, '0') || lpad(to_hex(d.junior), 6, '0') || lpad(to_hex(d.senior), 6, '0')
    || lpad(to_hex(d.vocational), 6, '0') || lpad(to_hex(d.university), 6, '0') || lpad(to_hex(d.community), 6, '0'), '' ORDER BY d.n), 'hex')
FROM d GROUP BY 1, 2, 3;

INSERT INTO venue_tallies
SELECT v.id,
    COALESCE((SELECT decode(string_agg(lpad(to_hex((s.day - DATE '0001-01-01') + 1), 8, '0'), '' ORDER BY s.day), 'hex')
        FROM sessions s WHERE s.venue_id = v.id AND s.status = 'delivered'), ''::bytea),
    COALESCE((SELECT decode(
        '' || lpad(to_hex(COALESCE(MAX(CASE e.grade WHEN 'kindergarten' THEN e.count END), -1)), 8, '0')
        || lpad(to_hex(COALESCE(MAX(CASE e.grade WHEN 'primary_1_3' THEN e.count END), -1)), 8, '0')
        || lpad(to_hex(COALESCE(MAX(CASE e.grade WHEN 'primary_4_6' THEN e.count END), -1)), 8, '0')
        || lpad(to_hex(COALESCE(MAX(CASE e.grade WHEN 'junior' THEN e.count END), -1)), 8, '0')
        || lpad(to_hex(COALESCE(MAX(CASE e.grade WHEN 'senior' THEN e.count END), -1)), 8, '0')
        || lpad(to_hex(COALESCE(MAX(CASE e.grade WHEN 'vocational' THEN e.count END), -1)), 8, '0')
        || lpad(to_hex(COALESCE(MAX(CASE e.grade WHEN 'university' THEN e.count END), -1)), 8, '0')
        || lpad(to_hex(COALESCE(MAX(CASE e.grade WHEN 'community' THEN e.count END), -1)), 8, '0')
        , 'hex')
        FROM venue_enrolment e WHERE e.venue_id = v.id HAVING COUNT(*) > 0), ''::bytea)
FROM venues v;

DROP TABLE venue_visits;
DROP TABLE reach_venues;

-- One index says what stands once a session, grade and kind, and finds all figures of a session.
DROP INDEX attendance_session;
DROP INDEX attendance_current;
CREATE UNIQUE INDEX attendance_current
    ON attendance (session_id, grade, kind, (CASE WHEN replaced_at IS NULL THEN '' ELSE id END));
-- Contests are found without looking through all sessions.
CREATE INDEX sessions_contests ON sessions (status, day, committee_id, id) WHERE kind = 'contest';
