-- Reach for many rows: sums by month for each committee with all below it, the largest
-- headcounts by venue, visits, what is still untold, and gatherings claimed twice.

-- A committee with all below it, by month: the total, and one breakdown a dimension. Without a
-- campaign all sessions; with one, those of that campaign once more.
CREATE TABLE reach_months (
    committee_id TEXT NOT NULL REFERENCES committees (id),
    campaign_id TEXT NOT NULL DEFAULT '',
    part TEXT NOT NULL CHECK (part IN ('total', 'theme', 'grade', 'kind', 'venue_kind')),
    month TEXT NOT NULL,
    name TEXT NOT NULL DEFAULT '',
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
    PRIMARY KEY (committee_id, campaign_id, part, month, name)
)
WITHOUT ROWID;
-- The largest single headcount of youths at a venue, by owner, grade band and month; a year
-- ('2026') has rows of its own. Field practice stays out.
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
-- Delivered sessions at a venue by month, whoever owns them; a year has rows of its own.
CREATE TABLE venue_visits (
    span TEXT NOT NULL,
    venue_id TEXT NOT NULL REFERENCES venues (id),
    sessions BIGINT NOT NULL,
    PRIMARY KEY (span, venue_id)
)
WITHOUT ROWID;
-- Sessions of which nobody has told a headcount yet, held or still to come.
CREATE TABLE sessions_untold (
    session_id TEXT NOT NULL PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE
);
-- The same venue and overlapping time under two owners; both directions stand here.
CREATE TABLE session_claims (
    session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    other_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    PRIMARY KEY (session_id, other_id)
);
-- As what a session counted before it was changed, so that an as-of report stays the same.
CREATE TABLE sessions_before (
    id TEXT NOT NULL PRIMARY KEY,
    session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    until_at TIMESTAMP NOT NULL,
    committee_id TEXT NOT NULL,
    venue_id TEXT NOT NULL,
    day DATE NOT NULL,
    theme TEXT NOT NULL,
    kind TEXT NOT NULL,
    venue_kind TEXT NOT NULL,
    campaign_id TEXT NOT NULL DEFAULT '',
    grade TEXT NOT NULL,
    talks BIGINT NOT NULL,
    online_views BIGINT NOT NULL
);
CREATE INDEX sessions_before_session ON sessions_before (session_id, until_at);
CREATE INDEX sessions_campaign ON sessions (campaign_id, day);

-- Of the figures that stand only the reported ones wait for anybody.
DROP INDEX attendance_waiting;
CREATE INDEX attendance_waiting ON attendance (session_id) WHERE state = 'reported' AND replaced_at IS NULL;

INSERT INTO reach_months
SELECT a.id, c.campaign_id, p.part, substr(d.day, 1, 7),
    CASE p.part WHEN 'theme' THEN d.theme WHEN 'grade' THEN d.grade WHEN 'kind' THEN d.kind
        WHEN 'venue_kind' THEN d.venue_kind ELSE '' END,
    SUM(d.sessions), SUM(d.talks), SUM(d.youth), SUM(d.parents), SUM(d.others), SUM(d.field_persons),
    SUM(d.online_views), SUM(d.left_behind), SUM(d.migrant), SUM(d.hardship)
FROM reach_days d
JOIN committees o ON o.id = d.committee_id
JOIN committees a ON o.path LIKE a.path || '%'
JOIN (SELECT 'total' AS part UNION ALL SELECT 'theme' UNION ALL SELECT 'grade' UNION ALL SELECT 'kind'
    UNION ALL SELECT 'venue_kind') p
    ON p.part = 'total' OR a.level IN ('province', 'city', 'county', 'township')
JOIN (SELECT '' AS campaign_id UNION ALL SELECT id FROM campaigns) c
    ON c.campaign_id = '' OR c.campaign_id = d.campaign_id
GROUP BY 1, 2, 3, 4, 5;

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
JOIN (SELECT DISTINCT substr(day, 1, 7) AS span, substr(day, 1, 7) AS month FROM sessions
    UNION ALL SELECT DISTINCT substr(day, 1, 4), substr(day, 1, 7) FROM sessions) p ON p.month = substr(s.day, 1, 7)
WHERE s.status = 'delivered' AND t.state <> 'reported' AND t.replaced_at IS NULL AND t.kind = 'youth'
    AND t.headcount > 0 AND s.kind <> 'field_practice'
GROUP BY 1, 2, 3, 4;

INSERT INTO venue_visits
SELECT substr(day, 1, 7), venue_id, COUNT(*) FROM sessions WHERE status = 'delivered' GROUP BY 1, 2
UNION ALL
SELECT substr(day, 1, 4), venue_id, COUNT(*) FROM sessions WHERE status = 'delivered' GROUP BY 1, 2;

INSERT INTO sessions_untold
SELECT id FROM sessions WHERE id NOT IN (SELECT session_id FROM attendance WHERE replaced_at IS NULL);

INSERT INTO session_claims
SELECT s.id, o.id FROM sessions s
JOIN sessions o ON o.venue_id = s.venue_id AND o.day = s.day AND o.committee_id <> s.committee_id
    AND o.starts_at < s.ends_at AND s.starts_at < o.ends_at
WHERE s.status IN ('confirmed', 'delivered') AND o.status IN ('confirmed', 'delivered');
