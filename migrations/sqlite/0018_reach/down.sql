-- The tables as they were; headcounts by grade band come back from the figures themselves.
DROP INDEX sessions_contests;
DROP INDEX attendance_current;
CREATE INDEX attendance_session ON attendance (session_id);
CREATE UNIQUE INDEX attendance_current ON attendance (session_id, grade, kind) WHERE replaced_at IS NULL;
CREATE TABLE reach_venues (
    committee_id TEXT NOT NULL REFERENCES committees (id),
    span TEXT NOT NULL,
    venue_id TEXT NOT NULL REFERENCES venues (id),
    campaign_id TEXT NOT NULL DEFAULT '',
    kindergarten INTEGER NOT NULL DEFAULT 0,
    primary_1_3 INTEGER NOT NULL DEFAULT 0,
    primary_4_6 INTEGER NOT NULL DEFAULT 0,
    junior INTEGER NOT NULL DEFAULT 0,
    senior INTEGER NOT NULL DEFAULT 0,
    vocational INTEGER NOT NULL DEFAULT 0,
    university INTEGER NOT NULL DEFAULT 0,
    community INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (committee_id, span, venue_id, campaign_id)
)
WITHOUT ROWID;
CREATE TABLE venue_visits (
    span TEXT NOT NULL,
    venue_id TEXT NOT NULL REFERENCES venues (id),
    sessions BIGINT NOT NULL,
    PRIMARY KEY (span, venue_id)
)
WITHOUT ROWID;
INSERT INTO reach_venues
SELECT s.committee_id, p.span, s.venue_id, COALESCE(s.campaign_id, ''),
    MAX(CASE t.grade WHEN 'kindergarten' THEN t.headcount ELSE 0 END),
    MAX(CASE t.grade WHEN 'primary_1_3' THEN t.headcount ELSE 0 END),
    MAX(CASE t.grade WHEN 'primary_4_6' THEN t.headcount ELSE 0 END),
    MAX(CASE t.grade WHEN 'junior' THEN t.headcount ELSE 0 END),
    MAX(CASE t.grade WHEN 'senior' THEN t.headcount ELSE 0 END),
    MAX(CASE t.grade WHEN 'vocational' THEN t.headcount ELSE 0 END),
    MAX(CASE t.grade WHEN 'university' THEN t.headcount ELSE 0 END),
    MAX(CASE t.grade WHEN 'community' THEN t.headcount ELSE 0 END)
FROM attendance t
JOIN sessions s ON s.id = t.session_id
JOIN (SELECT DISTINCT day, substr(day, 1, 7) AS span FROM sessions
    UNION SELECT DISTINCT day, substr(day, 1, 4) FROM sessions) p ON p.day = s.day
WHERE s.status = 'delivered' AND t.state <> 'reported' AND t.replaced_at IS NULL AND t.kind = 'youth'
    AND t.headcount > 0 AND s.kind <> 'field_practice'
GROUP BY 1, 2, 3, 4;
INSERT INTO venue_visits
SELECT substr(day, 1, 7), venue_id, COUNT(*) FROM sessions WHERE status = 'delivered' GROUP BY 1, 2
UNION ALL
SELECT substr(day, 1, 4), venue_id, COUNT(*) FROM sessions WHERE status = 'delivered' GROUP BY 1, 2;
DROP TABLE venue_tallies;
DROP TABLE reach_peaks;

DROP TABLE reach_days;
CREATE TABLE reach_days (
    committee_id TEXT NOT NULL REFERENCES committees (id),
    day DATE NOT NULL,
    theme TEXT NOT NULL REFERENCES themes (code) ON UPDATE CASCADE,
    kind TEXT NOT NULL,
    venue_kind TEXT NOT NULL,
    campaign_id TEXT NOT NULL DEFAULT '',
    grade TEXT NOT NULL,
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
    PRIMARY KEY (committee_id, day, theme, kind, venue_kind, campaign_id, grade)
);
CREATE INDEX reach_days_day ON reach_days (day);
INSERT INTO reach_days
SELECT c.committee_id, c.day, c.theme, c.kind, v.kind, c.campaign_id, c.grade, SUM(c.sessions), SUM(c.talks),
    SUM(c.youth), SUM(c.parents), SUM(c.others), SUM(c.field_persons), SUM(c.online_views), SUM(c.left_behind),
    SUM(c.migrant), SUM(c.hardship)
FROM (
    SELECT s.committee_id, s.day, s.theme, s.kind, s.venue_id, COALESCE(s.campaign_id, '') AS campaign_id, s.grade,
        1 AS sessions, (SELECT COUNT(*) FROM assignments a
            WHERE a.session_id = s.id AND a.role = 'speaker' AND a.answer = 'accepted') AS talks,
        0 AS youth, 0 AS parents, 0 AS others, 0 AS field_persons, s.online_views,
        0 AS left_behind, 0 AS migrant, 0 AS hardship
    FROM sessions s
    WHERE s.status = 'delivered' AND EXISTS (SELECT 1 FROM attendance t
        WHERE t.session_id = s.id AND t.state <> 'reported' AND t.replaced_at IS NULL)
    UNION ALL
    SELECT s.committee_id, s.day, s.theme, s.kind, s.venue_id, COALESCE(s.campaign_id, ''), t.grade, 0, 0,
        CASE WHEN t.kind = 'youth' AND s.kind <> 'field_practice' THEN t.headcount ELSE 0 END,
        CASE WHEN t.kind = 'parent' THEN t.headcount ELSE 0 END,
        CASE WHEN t.kind = 'other' THEN t.headcount ELSE 0 END,
        CASE WHEN t.kind = 'youth' AND s.kind = 'field_practice' THEN t.headcount ELSE 0 END,
        0, t.left_behind, t.migrant, t.hardship
    FROM attendance t
    JOIN sessions s ON s.id = t.session_id
    WHERE s.status = 'delivered' AND t.state <> 'reported' AND t.replaced_at IS NULL
) c
JOIN venues v ON v.id = c.venue_id
GROUP BY 1, 2, 3, 4, 5, 6, 7;
