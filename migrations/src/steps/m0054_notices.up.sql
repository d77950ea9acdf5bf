-- What is told to a person, an office or an enterprise. The staff of an office or an enterprise share its inbox: it is read
-- when the first of them opened it, and who opened it when stays on record.
CREATE TABLE notices (
    id {uuid} PRIMARY KEY,
    person_id {uuid} REFERENCES people (id),
    office_id {uuid} REFERENCES offices (id),
    enterprise_id {uuid} REFERENCES enterprises (id),
    -- the one of the three that is given
    inbox_id {uuid} NOT NULL,
    kind TEXT NOT NULL,
    -- the row that it speaks of; of which table follows from the kind
    about_id {uuid} NOT NULL,
    -- names, days and figures that its words need: a JSON object
    facts TEXT NOT NULL,
    -- what makes it single where the same is said again; none where it may be
    once_key TEXT,
    -- nobody where a job or a command sent it
    sent_by {uuid} REFERENCES accounts (id),
    sent_at BIGINT NOT NULL,
    read_at BIGINT,
    -- when letters were made of it for those who gave an address
    posted_at BIGINT,
    CHECK (
        (person_id IS NOT NULL AND office_id IS NULL AND enterprise_id IS NULL AND inbox_id = person_id)
        OR (person_id IS NULL AND office_id IS NOT NULL AND enterprise_id IS NULL AND inbox_id = office_id)
        OR (person_id IS NULL AND office_id IS NULL AND enterprise_id IS NOT NULL AND inbox_id = enterprise_id)
    )
);
CREATE UNIQUE INDEX notices_once ON notices (inbox_id, kind, about_id, once_key);
-- whether a job has said it already
CREATE INDEX notices_said ON notices (kind, once_key, about_id) WHERE once_key IS NOT NULL;
CREATE INDEX notices_inbox ON notices (inbox_id, sent_at);
-- counted with every page of somebody who is signed in
CREATE INDEX notices_unread ON notices (inbox_id) WHERE read_at IS NULL;
CREATE INDEX notices_unposted ON notices (sent_at) WHERE posted_at IS NULL;

CREATE TABLE notice_readings (
    notice_id {uuid} NOT NULL REFERENCES notices (id),
    account_id {uuid} NOT NULL REFERENCES accounts (id),
    read_at BIGINT NOT NULL,
    PRIMARY KEY (notice_id, account_id)
);

-- What was told about attendance is counted beside the notices.
CREATE INDEX attendance_anomalies_unread ON attendance_anomalies (person_id)
    WHERE worker_read_at IS NULL AND settled_at IS NULL;
CREATE INDEX attendance_anomalies_unread_leader ON attendance_anomalies (leader_id)
    WHERE leader_id IS NOT NULL AND leader_read_at IS NULL AND settled_at IS NULL;

-- Where somebody wants letters sent; it counts once the link in the first of them was followed.
CREATE TABLE mail_addresses (
    id {uuid} PRIMARY KEY,
    account_id {uuid} NOT NULL REFERENCES accounts (id),
    address_sealed {bytes} NOT NULL,
    -- of the letters
    lang TEXT NOT NULL CHECK (lang IN ('zh-CN', 'en')),
    token_hash TEXT NOT NULL,
    given_at BIGINT NOT NULL,
    confirmed_at BIGINT,
    -- taken away, or another took its place
    ended_at BIGINT
);
CREATE UNIQUE INDEX mail_addresses_token ON mail_addresses (token_hash);
CREATE UNIQUE INDEX mail_addresses_one ON mail_addresses (account_id) WHERE confirmed_at IS NOT NULL AND ended_at IS NULL;
CREATE UNIQUE INDEX mail_addresses_waiting ON mail_addresses (account_id) WHERE confirmed_at IS NULL AND ended_at IS NULL;

-- Letters on their way. What they say and to whom is gone once they are sent or given up.
CREATE TABLE letters (
    id {uuid} PRIMARY KEY,
    account_id {uuid} NOT NULL REFERENCES accounts (id),
    -- which notice it carries; none for a code or a link
    notice_id {uuid} REFERENCES notices (id),
    address_sealed {bytes},
    subject_sealed {bytes},
    body_sealed {bytes},
    made_at BIGINT NOT NULL,
    -- nobody has any use of it later
    good_until BIGINT,
    attempts INTEGER NOT NULL CHECK (attempts >= 0),
    next_try_at BIGINT,
    sent_at BIGINT,
    given_up_at BIGINT,
    -- a kind and a code, never what the server wrote
    last_error TEXT,
    CHECK (sent_at IS NULL OR given_up_at IS NULL),
    CHECK ((next_try_at IS NULL) = (sent_at IS NOT NULL OR given_up_at IS NOT NULL)),
    CHECK ((next_try_at IS NULL) = (address_sealed IS NULL)),
    CHECK ((address_sealed IS NULL) = (subject_sealed IS NULL)),
    CHECK ((address_sealed IS NULL) = (body_sealed IS NULL))
);
CREATE UNIQUE INDEX letters_notice ON letters (notice_id, account_id);
CREATE INDEX letters_due ON letters (next_try_at) WHERE next_try_at IS NOT NULL;
