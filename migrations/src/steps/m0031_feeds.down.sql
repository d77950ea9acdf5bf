ALTER TABLE feed_batches DROP COLUMN late_count;
DROP TABLE feed_last_seen;
DROP TABLE feed_batch_projects;
