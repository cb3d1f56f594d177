-- Nobody is in two places and no room holds two sessions: refused by the database itself.
CREATE EXTENSION IF NOT EXISTS btree_gist;

CREATE TABLE bookings (
    session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    -- a speaker, a room, or a venue without rooms
    resource_id TEXT NOT NULL,
    starts_at TIMESTAMP NOT NULL,
    ends_at TIMESTAMP NOT NULL,
    PRIMARY KEY (session_id, resource_id),
    CHECK (starts_at < ends_at),
    CONSTRAINT double_booking EXCLUDE USING gist (resource_id WITH =, tsrange(starts_at, ends_at) WITH &&)
);
CREATE INDEX bookings_resource ON bookings (resource_id, starts_at);
