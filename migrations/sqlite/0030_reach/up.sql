-- How a fact stood until a moment, for reports of earlier days: where a committee belonged, targets,
-- approved materials, agreed sessions, results of contests, what counts as regular, liaison areas.
-- What is told is JSON; nothing means that it was not there.
CREATE TABLE stood_before (
    id TEXT NOT NULL PRIMARY KEY,
    noun TEXT NOT NULL CHECK (noun IN ('committee', 'target', 'material', 'session', 'contest', 'regular', 'area', 'area-unit')),
    subject TEXT NOT NULL,
    until_at TIMESTAMP NOT NULL,
    told TEXT NOT NULL DEFAULT ''
);
CREATE INDEX stood_before_until ON stood_before (noun, until_at);
