-- Registers: divisions, committees, editable lists, teams, speakers, venues, lectures, accounts.
-- Instants are UTC; days are civil days in Asia/Shanghai; ids are opaque text.

CREATE TABLE facts (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE divisions (
    id TEXT NOT NULL PRIMARY KEY,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    name_en TEXT NOT NULL DEFAULT '',
    level TEXT NOT NULL CHECK (level IN ('province', 'prefecture', 'county', 'township', 'village', 'functional_zone', 'statistical_unit')),
    parent_code TEXT,
    lat DOUBLE PRECISION,
    lon DOUBLE PRECISION,
    valid_from DATE NOT NULL,
    valid_to DATE,
    UNIQUE (code, valid_from)
);
CREATE INDEX divisions_parent ON divisions (parent_code);

CREATE TABLE committees (
    id TEXT NOT NULL PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    level TEXT NOT NULL CHECK (level IN ('province', 'city', 'county', 'township', 'village', 'school', 'enterprise', 'government')),
    parent_id TEXT REFERENCES committees (id),
    path TEXT NOT NULL UNIQUE,
    division_code TEXT,
    phone TEXT NOT NULL DEFAULT '',
    email TEXT NOT NULL DEFAULT '',
    feed_generation INTEGER NOT NULL DEFAULT 1,
    version INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX committees_parent ON committees (parent_id);

-- A committee's own settings: equity, weights, home hour, answer deadline; absent means the default.
CREATE TABLE committee_settings (
    committee_id TEXT NOT NULL REFERENCES committees (id),
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (committee_id, name)
);

CREATE TABLE liaison_areas (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
);
CREATE TABLE liaison_members (
    area_id TEXT NOT NULL REFERENCES liaison_areas (id) ON DELETE CASCADE,
    committee_id TEXT NOT NULL REFERENCES committees (id),
    PRIMARY KEY (area_id, committee_id)
);

CREATE TABLE campaigns (
    id TEXT NOT NULL PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    slogan TEXT NOT NULL DEFAULT '',
    from_day DATE NOT NULL,
    to_day DATE NOT NULL,
    committee_id TEXT NOT NULL REFERENCES committees (id),
    CHECK (from_day <= to_day)
);

-- The editable lists. A theme is known by its name, the others by a code.
CREATE TABLE themes (
    code TEXT NOT NULL PRIMARY KEY,
    name_en TEXT NOT NULL DEFAULT '',
    position INTEGER NOT NULL DEFAULT 0,
    retired BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE TABLE team_kinds (
    code TEXT NOT NULL PRIMARY KEY,
    name_en TEXT NOT NULL DEFAULT '',
    position INTEGER NOT NULL DEFAULT 0,
    retired BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE TABLE venue_kinds (
    code TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    name_en TEXT NOT NULL DEFAULT '',
    position INTEGER NOT NULL DEFAULT 0,
    -- schools keep terms, exams and school days; stations live on weekends and in holidays
    keeps_terms BOOLEAN NOT NULL DEFAULT FALSE,
    retired BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE TABLE languages (
    code TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    name_en TEXT NOT NULL DEFAULT '',
    position INTEGER NOT NULL DEFAULT 0,
    retired BOOLEAN NOT NULL DEFAULT FALSE
);

CREATE TABLE teams (
    id TEXT NOT NULL PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    kind TEXT NOT NULL REFERENCES team_kinds (code),
    committee_id TEXT NOT NULL REFERENCES committees (id),
    brand TEXT NOT NULL DEFAULT '',
    members INTEGER NOT NULL DEFAULT 0 CHECK (members >= 0),
    version INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX teams_committee ON teams (committee_id);

CREATE TABLE speakers (
    id TEXT NOT NULL PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    elder_kind TEXT NOT NULL CHECK (elder_kind IN ('cadre', 'soldier', 'expert', 'teacher', 'model_worker', 'other')),
    birth_year INTEGER,
    committee_id TEXT NOT NULL REFERENCES committees (id),
    team_id TEXT REFERENCES teams (id),
    township_code TEXT NOT NULL DEFAULT '',
    phone TEXT NOT NULL DEFAULT '',
    email TEXT NOT NULL DEFAULT '',
    channel TEXT NOT NULL CHECK (channel IN ('email', 'telephone', 'paper')),
    -- codes of languages, separated by |
    languages TEXT NOT NULL DEFAULT 'mandarin',
    per_day INTEGER NOT NULL DEFAULT 1 CHECK (per_day >= 0),
    per_week INTEGER NOT NULL DEFAULT 2 CHECK (per_week >= 0),
    per_month INTEGER NOT NULL DEFAULT 4 CHECK (per_month >= 0),
    min_rest_days INTEGER NOT NULL DEFAULT 0 CHECK (min_rest_days >= 0),
    max_travel_km INTEGER NOT NULL DEFAULT 20 CHECK (max_travel_km >= 0),
    wish_per_month INTEGER NOT NULL DEFAULT 2 CHECK (wish_per_month >= 0),
    -- minutes since midnight; absent means the committee's hours
    earliest INTEGER,
    latest INTEGER,
    no_stairs BOOLEAN NOT NULL DEFAULT FALSE,
    needs_companion BOOLEAN NOT NULL DEFAULT FALSE,
    appointed_until DATE,
    checked_until DATE,
    insured_until DATE,
    consent_public_name BOOLEAN NOT NULL DEFAULT FALSE,
    active BOOLEAN NOT NULL DEFAULT TRUE,
    merged_into TEXT REFERENCES speakers (id),
    feed_generation INTEGER NOT NULL DEFAULT 1,
    email_bad BOOLEAN NOT NULL DEFAULT FALSE,
    version INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX speakers_committee ON speakers (committee_id, code);

CREATE TABLE speaker_qualifications (
    speaker_id TEXT NOT NULL REFERENCES speakers (id) ON DELETE CASCADE,
    theme TEXT NOT NULL REFERENCES themes (code) ON UPDATE CASCADE,
    grade TEXT NOT NULL CHECK (grade IN ('kindergarten', 'primary_1_3', 'primary_4_6', 'junior', 'senior', 'vocational', 'university', 'community')),
    PRIMARY KEY (speaker_id, theme, grade)
);
CREATE TABLE speaker_availability (
    speaker_id TEXT NOT NULL REFERENCES speakers (id) ON DELETE CASCADE,
    weekday INTEGER NOT NULL CHECK (weekday BETWEEN 1 AND 7),
    from_minute INTEGER NOT NULL,
    to_minute INTEGER NOT NULL,
    PRIMARY KEY (speaker_id, weekday, from_minute),
    CHECK (0 <= from_minute AND from_minute < to_minute AND to_minute <= 1440)
);
-- A day off, or a day with other hours than the week's.
CREATE TABLE speaker_exceptions (
    speaker_id TEXT NOT NULL REFERENCES speakers (id) ON DELETE CASCADE,
    day DATE NOT NULL,
    is_off BOOLEAN NOT NULL,
    from_minute INTEGER NOT NULL DEFAULT 0,
    to_minute INTEGER NOT NULL DEFAULT 1440,
    PRIMARY KEY (speaker_id, day, from_minute)
);

CREATE TABLE venues (
    id TEXT NOT NULL PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    kind TEXT NOT NULL REFERENCES venue_kinds (code),
    tier TEXT NOT NULL DEFAULT '',
    committee_id TEXT NOT NULL REFERENCES committees (id),
    township_code TEXT NOT NULL DEFAULT '',
    lat DOUBLE PRECISION NOT NULL,
    lon DOUBLE PRECISION NOT NULL,
    -- `08:20-09:05|...`, in the form of files
    bells TEXT NOT NULL DEFAULT '',
    stairs BOOLEAN NOT NULL DEFAULT FALSE,
    pickup BOOLEAN NOT NULL DEFAULT FALSE,
    active BOOLEAN NOT NULL DEFAULT TRUE,
    merged_into TEXT REFERENCES venues (id),
    feed_generation INTEGER NOT NULL DEFAULT 1,
    version INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX venues_committee ON venues (committee_id, code);

CREATE TABLE venue_rooms (
    id TEXT NOT NULL PRIMARY KEY,
    venue_id TEXT NOT NULL REFERENCES venues (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    capacity INTEGER NOT NULL CHECK (capacity >= 0),
    UNIQUE (venue_id, name)
);
CREATE TABLE venue_enrolment (
    venue_id TEXT NOT NULL REFERENCES venues (id) ON DELETE CASCADE,
    grade TEXT NOT NULL,
    count INTEGER NOT NULL CHECK (count >= 0),
    PRIMARY KEY (venue_id, grade)
);
CREATE TABLE venue_contacts (
    id TEXT NOT NULL PRIMARY KEY,
    venue_id TEXT NOT NULL REFERENCES venues (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    phone TEXT NOT NULL DEFAULT '',
    email TEXT NOT NULL DEFAULT '',
    -- 0 is the main one
    position INTEGER NOT NULL DEFAULT 0,
    email_bad BOOLEAN NOT NULL DEFAULT FALSE,
    last_used_at TIMESTAMP
);
CREATE INDEX venue_contacts_venue ON venue_contacts (venue_id, position);
CREATE TABLE venue_blackouts (
    venue_id TEXT NOT NULL REFERENCES venues (id) ON DELETE CASCADE,
    from_day DATE NOT NULL,
    to_day DATE NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (venue_id, from_day),
    CHECK (from_day <= to_day)
);
CREATE TABLE speaker_blocked_venues (
    speaker_id TEXT NOT NULL REFERENCES speakers (id) ON DELETE CASCADE,
    venue_id TEXT NOT NULL REFERENCES venues (id) ON DELETE CASCADE,
    PRIMARY KEY (speaker_id, venue_id)
);

CREATE TABLE lectures (
    id TEXT NOT NULL PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    outline TEXT NOT NULL DEFAULT '',
    needs TEXT NOT NULL DEFAULT '',
    theme TEXT NOT NULL REFERENCES themes (code) ON UPDATE CASCADE,
    -- grade codes, separated by |
    grades TEXT NOT NULL,
    minutes INTEGER NOT NULL CHECK (minutes > 0),
    committee_id TEXT NOT NULL REFERENCES committees (id),
    status TEXT NOT NULL CHECK (status IN ('draft', 'submitted', 'approved', 'retired')),
    approved_until DATE,
    -- of the text; each approval is of one version
    revision INTEGER NOT NULL DEFAULT 1,
    version INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX lectures_theme ON lectures (theme, code);
CREATE TABLE lecture_speakers (
    lecture_id TEXT NOT NULL REFERENCES lectures (id) ON DELETE CASCADE,
    speaker_id TEXT NOT NULL REFERENCES speakers (id) ON DELETE CASCADE,
    PRIMARY KEY (lecture_id, speaker_id)
);
CREATE INDEX lecture_speakers_speaker ON lecture_speakers (speaker_id);

CREATE TABLE materials (
    id TEXT NOT NULL PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    kind TEXT NOT NULL DEFAULT '',
    theme TEXT NOT NULL REFERENCES themes (code) ON UPDATE CASCADE,
    committee_id TEXT NOT NULL REFERENCES committees (id),
    lecture_id TEXT REFERENCES lectures (id),
    author TEXT NOT NULL DEFAULT '',
    version INTEGER NOT NULL DEFAULT 1,
    status TEXT NOT NULL CHECK (status IN ('draft', 'submitted', 'approved', 'retired')),
    approved_by TEXT NOT NULL DEFAULT '',
    approved_at TIMESTAMP
);
CREATE INDEX materials_committee ON materials (committee_id, code);
CREATE INDEX materials_lecture ON materials (lecture_id);
-- Every text that was ever submitted, and what became of it.
CREATE TABLE revisions (
    id TEXT NOT NULL PRIMARY KEY,
    noun TEXT NOT NULL CHECK (noun IN ('lecture', 'material')),
    noun_id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL DEFAULT '',
    status TEXT NOT NULL CHECK (status IN ('draft', 'submitted', 'approved', 'returned')),
    note TEXT NOT NULL DEFAULT '',
    by_name TEXT NOT NULL DEFAULT '',
    at TIMESTAMP NOT NULL,
    UNIQUE (noun, noun_id, revision)
);

CREATE TABLE accounts (
    id TEXT NOT NULL PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    password_hash TEXT,
    language TEXT NOT NULL DEFAULT 'zh' CHECK (language IN ('zh', 'en')),
    elder_mode BOOLEAN NOT NULL DEFAULT FALSE,
    active BOOLEAN NOT NULL DEFAULT TRUE,
    created_at TIMESTAMP NOT NULL
);
-- What an account may be: a role over a committee's subtree; a speaker or contact also names itself.
CREATE TABLE grants (
    id TEXT NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    role TEXT NOT NULL CHECK (role IN ('administrator', 'coordinator', 'reviewer', 'speaker', 'contact')),
    committee_id TEXT NOT NULL REFERENCES committees (id),
    speaker_id TEXT REFERENCES speakers (id),
    venue_id TEXT REFERENCES venues (id)
);
CREATE INDEX grants_account ON grants (account_id);
-- One-use links and printed codes; only hashes are kept.
CREATE TABLE sign_in_tokens (
    hash TEXT NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('link', 'code')),
    created_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    used_at TIMESTAMP
);
CREATE TABLE web_sessions (
    hash TEXT NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    created_at TIMESTAMP NOT NULL,
    seen_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL
);
-- Counts against the sign-in limits, shared by all nodes.
CREATE TABLE attempts (
    id TEXT NOT NULL PRIMARY KEY,
    bucket TEXT NOT NULL,
    at TIMESTAMP NOT NULL
);
CREATE INDEX attempts_bucket ON attempts (bucket, at);

-- What happened, in order; never changed.
CREATE TABLE journal (
    id TEXT NOT NULL PRIMARY KEY,
    at TIMESTAMP NOT NULL,
    actor_id TEXT,
    actor_name TEXT NOT NULL,
    -- for whom a coordinator acted, if not for the committee
    acted_for TEXT NOT NULL DEFAULT '',
    action TEXT NOT NULL,
    noun TEXT NOT NULL,
    noun_id TEXT NOT NULL,
    committee_path TEXT NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL
);
CREATE INDEX journal_noun ON journal (noun, noun_id, at);
CREATE INDEX journal_at ON journal (at);
