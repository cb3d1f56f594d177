-- Asked once more before the day, and letters in a committee's own words.

-- When a speaker last said that all stands as agreed.
ALTER TABLE assignments ADD COLUMN still_at TIMESTAMP;

-- What a committee writes instead of ours; a letter without a row is in our words.
CREATE TABLE letter_templates (
    committee_id TEXT NOT NULL REFERENCES committees (id),
    kind TEXT NOT NULL,
    reader TEXT NOT NULL CHECK (reader IN ('speaker', 'venue', 'account')),
    language TEXT NOT NULL CHECK (language IN ('zh', 'en')),
    subject TEXT NOT NULL,
    opening TEXT NOT NULL,
    changed_at TIMESTAMP NOT NULL,
    changed_by TEXT NOT NULL DEFAULT '',
    version INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (committee_id, kind, reader, language)
);
