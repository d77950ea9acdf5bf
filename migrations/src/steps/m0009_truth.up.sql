-- What can be checked about an exam: receipts of hand-ins, commitments, regrades, complaints.
-- One per end of an attempt; an attempt that was reopened ends again, and the newest is the one that counts.
CREATE TABLE receipts (
    id {uuid} PRIMARY KEY,
    attempt_id {uuid} NOT NULL REFERENCES attempts (id),
    -- exactly what was signed
    document TEXT NOT NULL,
    signature TEXT NOT NULL,
    key_id TEXT NOT NULL,
    code TEXT NOT NULL,
    made_at BIGINT NOT NULL
);
CREATE INDEX receipts_attempt ON receipts (attempt_id, made_at);

-- Published with the exam, before anybody can have a paper of it.
CREATE TABLE exam_commitments (
    exam_id {uuid} PRIMARY KEY REFERENCES exams (id),
    commitment TEXT NOT NULL,
    committed_at BIGINT NOT NULL
);
