ALTER TABLE data_requests DROP COLUMN lifted_reason;
ALTER TABLE data_requests DROP COLUMN lifted_by;
ALTER TABLE data_requests DROP COLUMN lifted_at;
