DROP TABLE plan_steps;
DROP TABLE plan_runs;
