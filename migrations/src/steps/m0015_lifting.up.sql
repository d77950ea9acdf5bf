-- The end of a restriction, beside the answer that began it.
ALTER TABLE data_requests ADD COLUMN lifted_at BIGINT;
ALTER TABLE data_requests ADD COLUMN lifted_by {uuid};
ALTER TABLE data_requests ADD COLUMN lifted_reason TEXT;
