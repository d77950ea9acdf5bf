DROP TABLE regraded_results;
DROP TABLE regrades;
DROP TABLE complaint_steps;
DROP TABLE complaints;
