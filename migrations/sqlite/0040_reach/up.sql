-- The window of a campaign is a fact that reports of earlier days look back to.
DROP INDEX stood_before_until;
ALTER TABLE stood_before RENAME TO stood_before_old;
CREATE TABLE stood_before (
    id TEXT NOT NULL PRIMARY KEY,
    noun TEXT NOT NULL CHECK (noun IN ('committee', 'target', 'material', 'session', 'contest', 'regular', 'area', 'area-unit', 'campaign')),
    subject TEXT NOT NULL,
    until_at TIMESTAMP NOT NULL,
    told TEXT NOT NULL DEFAULT ''
);
INSERT INTO stood_before SELECT id, noun, subject, until_at, told FROM stood_before_old;
DROP TABLE stood_before_old;
CREATE INDEX stood_before_until ON stood_before (noun, until_at);
