-- what was taken back counted no more; without its mark it would
DELETE FROM payment_results WHERE withdrawn_at IS NOT NULL;
DROP INDEX payment_results_answer;
ALTER TABLE payment_results DROP COLUMN withdrawn_at;
ALTER TABLE payment_results DROP COLUMN answer_id;
DROP TABLE payment_answers;
