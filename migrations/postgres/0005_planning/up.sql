-- Planning: how a run fares, what it weighs, and what was changed by hand.
CREATE TABLE plan_runs (
    plan_id TEXT NOT NULL PRIMARY KEY REFERENCES plans (id) ON DELETE CASCADE,
    state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'stopped', 'interrupted', 'failed')),
    phase TEXT NOT NULL CHECK (phase IN ('waiting', 'reading', 'solving', 'explaining', 'ended')),
    -- both unknown until the first plan is found
    objective BIGINT,
    bound BIGINT,
    time_limit INTEGER NOT NULL DEFAULT 0,
    stop_asked BOOLEAN NOT NULL DEFAULT FALSE,
    -- JSON: why it failed, as a key with its arguments
    failure TEXT NOT NULL DEFAULT '',
    -- by the wall clock of the node that works at it; an old one means that nobody does
    heartbeat_at TIMESTAMP NOT NULL,
    -- JSON: the weights, and who was behind the target, as this plan heeded them
    basis TEXT NOT NULL DEFAULT '{}',
    copied_from TEXT REFERENCES plans (id)
);
CREATE INDEX plan_runs_state ON plan_runs (state, heartbeat_at);
-- A change made by hand, so that it can be undone and made again.
CREATE TABLE plan_steps (
    plan_id TEXT NOT NULL REFERENCES plans (id) ON DELETE CASCADE,
    step INTEGER NOT NULL,
    -- JSON: [{"before", "after"}], both the whole item
    changes TEXT NOT NULL,
    undone BOOLEAN NOT NULL DEFAULT FALSE,
    by_name TEXT NOT NULL DEFAULT '',
    made_at TIMESTAMP NOT NULL,
    PRIMARY KEY (plan_id, step)
);
