-- Which projects a batch speaks of, those that a correction names too: whoever decides over it has to reach all of them.
CREATE TABLE feed_batch_projects (
    batch_id {uuid} NOT NULL REFERENCES feed_batches (id),
    project_id {uuid} NOT NULL REFERENCES projects (id),
    row_count INTEGER NOT NULL,
    PRIMARY KEY (batch_id, project_id)
);
CREATE INDEX feed_batch_projects_project ON feed_batch_projects (project_id, batch_id);

-- When a supplier last said anything about a project, so that nobody reads its days to know.
CREATE TABLE feed_last_seen (
    supplier_id {uuid} NOT NULL REFERENCES feed_suppliers (id),
    project_id {uuid} NOT NULL REFERENCES projects (id),
    last_received_at BIGINT NOT NULL,
    PRIMARY KEY (supplier_id, project_id)
);
INSERT INTO feed_last_seen (supplier_id, project_id, last_received_at)
    SELECT supplier_id, project_id, MAX(last_received_at) FROM feed_seen GROUP BY supplier_id, project_id;

-- Rows that came later than their object allows; they count all the same.
ALTER TABLE feed_batches ADD COLUMN late_count INTEGER NOT NULL DEFAULT 0;
