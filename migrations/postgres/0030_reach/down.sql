DROP TABLE stood_before;
