-- Letters gathered into one.

-- The letter that tells this one's change, when several were gathered.
ALTER TABLE letters ADD COLUMN gathered_into TEXT NOT NULL DEFAULT '';
CREATE INDEX letters_gathered ON letters (gathered_into);
