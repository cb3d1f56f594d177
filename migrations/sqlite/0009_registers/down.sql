DROP TABLE uploads;
DROP TABLE liaison_venues;
DROP TABLE liaison_members;
DROP TABLE liaison_areas;
CREATE TABLE liaison_areas (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
);
CREATE TABLE liaison_members (
    area_id TEXT NOT NULL REFERENCES liaison_areas (id) ON DELETE CASCADE,
    committee_id TEXT NOT NULL REFERENCES committees (id),
    PRIMARY KEY (area_id, committee_id)
);
DROP TABLE known_apart;
