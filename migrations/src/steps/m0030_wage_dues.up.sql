-- What a registration earned in a month, by when it was due and what of it was paid. The rows of a project's month are
-- written anew when something about it changed, so that no list reads the days and orders of a year. They follow from other
-- tables alone, and there are as many as people and months: no REFERENCES.
CREATE TABLE wage_dues (
    project_id {uuid} NOT NULL,
    month TEXT NOT NULL,
    registration_id {uuid} NOT NULL,
    unit_id {uuid} NOT NULL,
    -- days with attendance
    days INTEGER NOT NULL,
    -- after what is rightly held back; none where neither an order nor a contract says what it comes to
    owed_fen BIGINT,
    -- none where nothing says by when
    due_on TEXT,
    is_provisional INTEGER NOT NULL CHECK (is_provisional IN (0, 1)),
    paid_fen BIGINT NOT NULL,
    -- the day on which all of it had been paid
    settled_on TEXT,
    -- the day after which it is late: none while that is uncertain, and once all is paid
    late_after TEXT,
    PRIMARY KEY (project_id, month, registration_id)
) {clustered};
CREATE INDEX wage_dues_late ON wage_dues (late_after, project_id) WHERE late_after IS NOT NULL;

-- Months whose rows are to be written anew.
CREATE TABLE wage_months_stale (
    project_id {uuid} NOT NULL,
    month TEXT NOT NULL,
    marked_on TEXT NOT NULL,
    PRIMARY KEY (project_id, month)
);

-- A line that should never have been. It gives up its number, so that what takes its place can carry it.
CREATE TABLE payment_withdrawals (
    id {uuid} PRIMARY KEY,
    payment_row_id {uuid} NOT NULL REFERENCES payment_rows (id),
    reference TEXT NOT NULL,
    reason TEXT NOT NULL,
    account_id {uuid} REFERENCES accounts (id),
    at BIGINT NOT NULL,
    batch_id {uuid},
    -- taken back with the import that brought it: the line counts again
    undone_at BIGINT
);
CREATE UNIQUE INDEX payment_withdrawals_once ON payment_withdrawals (payment_row_id) WHERE undone_at IS NULL;
CREATE INDEX payment_withdrawals_batch ON payment_withdrawals (batch_id) WHERE batch_id IS NOT NULL;

-- By its batch a correction of a feed names what it put out of force, so that undoing the batch finds it again.
CREATE INDEX registrations_withdrawn_reason ON registrations (withdrawn_reason) WHERE withdrawn_reason IS NOT NULL;
CREATE INDEX registration_stays_withdrawn_reason ON registration_stays (withdrawn_reason) WHERE withdrawn_reason IS NOT NULL;
CREATE INDEX contracts_withdrawn_reason ON contracts (withdrawn_reason) WHERE withdrawn_reason IS NOT NULL;
CREATE INDEX worker_trainings_withdrawn_reason ON worker_trainings (withdrawn_reason) WHERE withdrawn_reason IS NOT NULL;
CREATE INDEX project_parties_withdrawn_reason ON project_parties (withdrawn_reason) WHERE withdrawn_reason IS NOT NULL;
CREATE INDEX project_permits_withdrawn_reason ON project_permits (withdrawn_reason) WHERE withdrawn_reason IS NOT NULL;
CREATE INDEX project_accounts_withdrawn_reason ON project_accounts (withdrawn_reason) WHERE withdrawn_reason IS NOT NULL;
