ALTER TABLE enterprise_sheets DROP COLUMN undone_reason;
ALTER TABLE enterprise_sheets DROP COLUMN undone_at;
DROP INDEX teams_unit;
DROP INDEX contracts_employer;
-- Where no rate is known, one fen stands for it: the column had no way to say so.
ALTER TABLE contracts ADD COLUMN known_rate_fen BIGINT NOT NULL DEFAULT 1 CHECK (known_rate_fen > 0);
UPDATE contracts SET known_rate_fen = rate_fen WHERE rate_fen IS NOT NULL;
ALTER TABLE contracts DROP COLUMN rate_fen;
ALTER TABLE contracts RENAME COLUMN known_rate_fen TO rate_fen;
