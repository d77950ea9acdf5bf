ALTER TABLE sessions DROP COLUMN address;
DROP TABLE data_requests;
DROP TABLE demo_messages;
DROP TABLE one_time_codes;
DROP TABLE throttles;
DROP TABLE half_sign_ins;
DROP TABLE recovery_codes;
DROP TABLE second_factors;
