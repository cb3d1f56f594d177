-- Nobody is in two places and no room holds two sessions: refused by the database itself.
CREATE TABLE bookings (
    session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    -- a speaker, a room, or a venue without rooms
    resource_id TEXT NOT NULL,
    starts_at TIMESTAMP NOT NULL,
    ends_at TIMESTAMP NOT NULL,
    PRIMARY KEY (session_id, resource_id),
    CHECK (starts_at < ends_at)
);
CREATE INDEX bookings_resource ON bookings (resource_id, starts_at);

CREATE TRIGGER bookings_insert BEFORE INSERT ON bookings
WHEN EXISTS (
    SELECT 1 FROM bookings b
    WHERE b.resource_id = NEW.resource_id AND b.session_id <> NEW.session_id
      AND b.starts_at < NEW.ends_at AND NEW.starts_at < b.ends_at
)
BEGIN SELECT RAISE(ABORT, 'double booking'); END;

CREATE TRIGGER bookings_update BEFORE UPDATE ON bookings
WHEN EXISTS (
    SELECT 1 FROM bookings b
    WHERE b.resource_id = NEW.resource_id AND b.rowid <> OLD.rowid
      AND b.starts_at < NEW.ends_at AND NEW.starts_at < b.ends_at
)
BEGIN SELECT RAISE(ABORT, 'double booking'); END;
