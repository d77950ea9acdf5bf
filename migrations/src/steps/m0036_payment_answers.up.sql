-- One answer of the bank to an order, as somebody handed it in. It can be taken back as a whole while nothing follows from it.
CREATE TABLE payment_answers (
    id {uuid} PRIMARY KEY,
    payment_batch_id {uuid} NOT NULL REFERENCES payment_batches (id),
    -- how many lines it answered
    lines INTEGER NOT NULL CHECK (lines > 0),
    taken_by {uuid} REFERENCES accounts (id),
    taken_at BIGINT NOT NULL,
    withdrawn_by {uuid} REFERENCES accounts (id),
    withdrawn_at BIGINT,
    withdrawn_reason TEXT,
    CHECK ((withdrawn_at IS NULL) = (withdrawn_reason IS NULL))
);
CREATE INDEX payment_answers_batch ON payment_answers (payment_batch_id);

-- Of the answer that brought it; none for what feeds and files say.
ALTER TABLE payment_results ADD COLUMN answer_id {uuid};
-- Taken back with its answer: it stays on record and counts no more.
ALTER TABLE payment_results ADD COLUMN withdrawn_at BIGINT;
CREATE INDEX payment_results_answer ON payment_results (answer_id) WHERE answer_id IS NOT NULL;

-- What is owed and by when follows from more than before: every month on record is worked out anew.
INSERT INTO wage_months_stale (project_id, month, marked_on)
SELECT DISTINCT dues.project_id, dues.month, '1970-01-01' FROM wage_dues AS dues
WHERE NOT EXISTS (
    SELECT 1 FROM wage_months_stale AS stale WHERE stale.project_id = dues.project_id AND stale.month = dues.month
);
