-- A contract that comes from a supplier may say nothing about its rate: it stands all the same, and its rate is not known.
ALTER TABLE contracts RENAME COLUMN rate_fen TO known_rate_fen;
ALTER TABLE contracts ADD COLUMN rate_fen BIGINT CHECK (rate_fen > 0);
UPDATE contracts SET rate_fen = known_rate_fen;
ALTER TABLE contracts DROP COLUMN known_rate_fen;
-- Taking an enterprise away asks whether anything names it.
CREATE INDEX contracts_employer ON contracts (employer_id);
CREATE INDEX teams_unit ON teams (unit_id);
-- A sheet of enterprises that was taken can be taken back, once.
ALTER TABLE enterprise_sheets ADD COLUMN undone_at BIGINT;
ALTER TABLE enterprise_sheets ADD COLUMN undone_reason TEXT;
