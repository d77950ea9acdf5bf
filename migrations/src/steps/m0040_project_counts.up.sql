-- How many people work on a project, have a contract and came, as a job counted them last: the city reads sums of these.
CREATE TABLE project_counts (
    project_id {uuid} PRIMARY KEY REFERENCES projects (id),
    -- the day as it ran when it was counted
    day TEXT NOT NULL,
    workers BIGINT NOT NULL,
    signed BIGINT NOT NULL,
    attended BIGINT NOT NULL,
    attended_before BIGINT NOT NULL,
    counted_at BIGINT NOT NULL
);
CREATE INDEX project_counts_counted ON project_counts (counted_at);
