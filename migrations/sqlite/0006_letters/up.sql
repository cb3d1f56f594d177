-- Letters gathered into one, and the question "still all right?".

-- The letter that tells this one's change, when several were gathered.
ALTER TABLE letters ADD COLUMN gathered_into TEXT NOT NULL DEFAULT '';
CREATE INDEX letters_gathered ON letters (gathered_into);

-- Asked of a speaker before the day; an answer is by one button.
CREATE TABLE assurances (
    assignment_id TEXT NOT NULL REFERENCES assignments (id),
    -- SEQUENCE of the session when asked: a session that moved is asked anew
    sequence INTEGER NOT NULL,
    asked_at TIMESTAMP NOT NULL,
    answer_by TIMESTAMP NOT NULL,
    answered_at TIMESTAMP,
    -- link, page, telephone
    through TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (assignment_id, sequence)
);
CREATE INDEX assurances_open ON assurances (answered_at, answer_by);
