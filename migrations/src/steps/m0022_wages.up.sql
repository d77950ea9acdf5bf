-- What was ordered from the project's wage account to whose card, and what the bank said (R-056). The states of a batch and
-- of its rows follow from the step and the results; none is stored.
CREATE TABLE payment_batches (
    id {uuid} PRIMARY KEY,
    project_id {uuid} NOT NULL REFERENCES projects (id),
    unit_id {uuid} NOT NULL REFERENCES enterprises (id),
    paying_account_sealed {bytes} NOT NULL,
    paying_account_index TEXT NOT NULL,
    drafted_by {uuid} REFERENCES accounts (id),
    drafted_at BIGINT NOT NULL,
    batch_id {uuid}
);
CREATE INDEX payment_batches_project ON payment_batches (project_id, id);
CREATE INDEX payment_batches_unit ON payment_batches (unit_id);
CREATE INDEX payment_batches_batch ON payment_batches (batch_id) WHERE batch_id IS NOT NULL;

-- Sent to the bank or taken back: one of both, once. What the checks found at sending stands with it.
CREATE TABLE payment_steps (
    payment_batch_id {uuid} PRIMARY KEY REFERENCES payment_batches (id),
    kind TEXT NOT NULL CHECK (kind IN ('sent', 'withdrawn')),
    findings TEXT NOT NULL,
    rule_pack TEXT NOT NULL,
    account_id {uuid} REFERENCES accounts (id),
    at BIGINT NOT NULL
);

-- `reference` is the payer's own number of the line (thirdPayRollCode), used once on a project.
CREATE TABLE payment_rows (
    id {uuid} PRIMARY KEY,
    payment_batch_id {uuid} NOT NULL REFERENCES payment_batches (id),
    position INTEGER NOT NULL CHECK (position >= 0),
    project_id {uuid} NOT NULL REFERENCES projects (id),
    reference TEXT NOT NULL,
    registration_id {uuid} NOT NULL REFERENCES registrations (id),
    month TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('wages', 'back_pay')),
    card_sealed {bytes} NOT NULL,
    card_index TEXT NOT NULL,
    card_holder TEXT NOT NULL,
    payable_fen BIGINT NOT NULL,
    deducted_fen BIGINT NOT NULL,
    amount_fen BIGINT NOT NULL,
    days_hundredths BIGINT,
    batch_id {uuid},
    UNIQUE (payment_batch_id, position),
    UNIQUE (project_id, reference)
);
CREATE INDEX payment_rows_registration ON payment_rows (registration_id, month);
CREATE INDEX payment_rows_month ON payment_rows (project_id, month);
CREATE INDEX payment_rows_batch ON payment_rows (batch_id) WHERE batch_id IS NOT NULL;

CREATE TABLE payment_results (
    payment_row_id {uuid} NOT NULL REFERENCES payment_rows (id),
    number INTEGER NOT NULL CHECK (number > 0),
    outcome TEXT NOT NULL CHECK (outcome IN ('succeeded', 'failed', 'returned')),
    amount_fen BIGINT NOT NULL CHECK (amount_fen >= 0),
    at BIGINT NOT NULL,
    receipt TEXT,
    reason TEXT,
    recorded_by {uuid} REFERENCES accounts (id),
    recorded_at BIGINT NOT NULL,
    batch_id {uuid},
    PRIMARY KEY (payment_row_id, number)
);
CREATE INDEX payment_results_batch ON payment_results (batch_id) WHERE batch_id IS NOT NULL;
