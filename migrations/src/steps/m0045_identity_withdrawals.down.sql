ALTER TABLE identity_confirmations DROP COLUMN withdrawn_by;
