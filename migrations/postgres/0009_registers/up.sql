-- Registers: records found to be two, liaison areas, files that wait to be saved.

-- Two records that look alike and belong to two persons or places; both directions stand here.
CREATE TABLE known_apart (
    noun TEXT NOT NULL CHECK (noun IN ('speaker', 'venue')),
    one_id TEXT NOT NULL,
    other_id TEXT NOT NULL,
    PRIMARY KEY (noun, one_id, other_id)
);

-- A liaison area has an owner and may have a convener; whatever is in one is in no other.
CREATE TEMP TABLE kept_areas AS SELECT id, name FROM liaison_areas;
CREATE TEMP TABLE kept_members AS SELECT MIN(area_id) AS area_id, committee_id FROM liaison_members GROUP BY committee_id;
DROP TABLE liaison_members;
DROP TABLE liaison_areas;
CREATE TABLE liaison_areas (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    committee_id TEXT NOT NULL REFERENCES committees (id),
    convener_id TEXT REFERENCES committees (id),
    version INTEGER NOT NULL DEFAULT 1,
    UNIQUE (committee_id, name)
);
CREATE TABLE liaison_members (
    committee_id TEXT NOT NULL PRIMARY KEY REFERENCES committees (id),
    area_id TEXT NOT NULL REFERENCES liaison_areas (id) ON DELETE CASCADE
);
CREATE INDEX liaison_members_area ON liaison_members (area_id);
CREATE TABLE liaison_venues (
    venue_id TEXT NOT NULL PRIMARY KEY REFERENCES venues (id),
    area_id TEXT NOT NULL REFERENCES liaison_areas (id) ON DELETE CASCADE
);
CREATE INDEX liaison_venues_area ON liaison_venues (area_id);
INSERT INTO liaison_areas (id, name, committee_id)
SELECT a.id, a.name, c.id FROM kept_areas a
JOIN committees c ON c.code = (SELECT MIN(code) FROM committees WHERE parent_id IS NULL);
INSERT INTO liaison_members (committee_id, area_id)
SELECT m.committee_id, m.area_id FROM kept_members m JOIN liaison_areas a ON a.id = m.area_id;
DROP TABLE kept_members;
DROP TABLE kept_areas;

-- A file that was looked through and waits for the word to save it: one an account.
CREATE TABLE uploads (
    account_id TEXT NOT NULL PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    token TEXT NOT NULL,
    kind TEXT NOT NULL,
    format TEXT NOT NULL,
    bytes BYTEA NOT NULL,
    at TIMESTAMP NOT NULL
);
