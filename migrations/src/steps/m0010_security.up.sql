-- Second factors, one-time codes, who waits after too many tries, and requests about the own data.
-- `accounts.failed_sign_ins` and `accounts.locked_until` are no longer read: `throttles` has every door.
CREATE TABLE second_factors (
    id {uuid} PRIMARY KEY,
    account_id {uuid} NOT NULL REFERENCES accounts (id),
    secret_sealed {bytes} NOT NULL,
    begun_at BIGINT NOT NULL,
    confirmed_at BIGINT,
    -- the last step of thirty seconds whose code was used: none is taken twice
    last_step BIGINT NOT NULL DEFAULT 0,
    ended_at BIGINT,
    ended_by {uuid} REFERENCES accounts (id),
    end_reason TEXT CHECK (end_reason IN ('replaced', 'turned_off', 'reset')),
    -- what was seen in person; free text, so it stands here and not in the audit chain
    end_note TEXT
);
CREATE UNIQUE INDEX second_factors_one ON second_factors (account_id) WHERE confirmed_at IS NOT NULL AND ended_at IS NULL;
CREATE UNIQUE INDEX second_factors_begun ON second_factors (account_id) WHERE confirmed_at IS NULL AND ended_at IS NULL;

CREATE TABLE recovery_codes (
    factor_id {uuid} NOT NULL REFERENCES second_factors (id),
    code_hash TEXT NOT NULL,
    used_at BIGINT,
    PRIMARY KEY (factor_id, code_hash)
);

-- A password was right and the code is still due.
CREATE TABLE half_sign_ins (
    id {uuid} PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE,
    account_id {uuid} NOT NULL REFERENCES accounts (id),
    kind TEXT NOT NULL CHECK (kind IN ('cookie', 'bearer')),
    made_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);

-- `subject` is the keyed hash of an account, an address or what was typed.
CREATE TABLE throttles (
    door TEXT NOT NULL CHECK (door IN ('sign_in', 'second_factor', 'ask_reset', 'reset', 'search', 'sign_up')),
    subject TEXT NOT NULL,
    tries INTEGER NOT NULL,
    rounds INTEGER NOT NULL,
    counted_at BIGINT NOT NULL,
    waits_until BIGINT NOT NULL,
    PRIMARY KEY (door, subject)
);
CREATE INDEX throttles_quiet ON throttles (counted_at);

-- `account_id` is null where nobody was found: asking takes the same work then.
CREATE TABLE one_time_codes (
    id {uuid} PRIMARY KEY,
    account_id {uuid} REFERENCES accounts (id),
    purpose TEXT NOT NULL CHECK (purpose IN ('password', 'phone')),
    channel TEXT NOT NULL CHECK (channel IN ('message', 'in_person')),
    code_hash TEXT NOT NULL,
    phone_sealed {bytes},
    made_by {uuid} REFERENCES accounts (id),
    reason TEXT,
    made_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX one_time_codes_account ON one_time_codes (account_id);

-- What the demonstration would have sent by SMS.
CREATE TABLE demo_messages (
    id {uuid} PRIMARY KEY,
    phone_sealed {bytes} NOT NULL,
    body_sealed {bytes} NOT NULL,
    sent_at BIGINT NOT NULL
);

CREATE TABLE data_requests (
    id {uuid} PRIMARY KEY,
    person_id {uuid} NOT NULL REFERENCES people (id),
    kind TEXT NOT NULL CHECK (kind IN ('name', 'deletion')),
    new_name TEXT,
    old_name TEXT,
    reason TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    decided_at BIGINT,
    decided_by {uuid} REFERENCES accounts (id),
    office_id {uuid} REFERENCES offices (id),
    enterprise_id {uuid} REFERENCES enterprises (id),
    decision TEXT CHECK (decision IN ('corrected', 'refused', 'restricted', 'erased', 'withdrawn')),
    reply TEXT,
    -- codes of what the law keeps, when the request was decided
    kept TEXT
);
CREATE UNIQUE INDEX data_requests_open ON data_requests (person_id, kind) WHERE decided_at IS NULL;
CREATE INDEX data_requests_person ON data_requests (person_id);

ALTER TABLE sessions ADD COLUMN address TEXT NOT NULL DEFAULT '';
