-- Who there is, who signs in, for which office or enterprise, and who confirmed whose identity.
CREATE TABLE people (
    id {uuid} PRIMARY KEY,
    name TEXT NOT NULL,
    name_pinyin TEXT NOT NULL,
    id_number_sealed {bytes} NOT NULL,
    id_number_index TEXT NOT NULL UNIQUE,
    birth_day TEXT NOT NULL,
    sex TEXT NOT NULL CHECK (sex IN ('female', 'male')),
    phone_sealed {bytes} NOT NULL,
    phone_index TEXT NOT NULL,
    photo TEXT REFERENCES blobs (hash),
    created_at BIGINT NOT NULL
);
CREATE INDEX people_pinyin ON people (name_pinyin);

CREATE TABLE accounts (
    id {uuid} PRIMARY KEY,
    person_id {uuid} NOT NULL UNIQUE REFERENCES people (id),
    phone_index TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL,
    privacy_notice TEXT NOT NULL,
    privacy_accepted_at BIGINT NOT NULL,
    failed_sign_ins INTEGER NOT NULL DEFAULT 0,
    locked_until BIGINT,
    created_at BIGINT NOT NULL
);

CREATE TABLE sessions (
    id {uuid} PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE,
    account_id {uuid} NOT NULL REFERENCES accounts (id),
    kind TEXT NOT NULL CHECK (kind IN ('cookie', 'bearer')),
    device TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    ended_at BIGINT
);
CREATE INDEX sessions_account ON sessions (account_id);

CREATE TABLE setup_links (
    id {uuid} PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT,
    used_by {uuid} REFERENCES accounts (id)
);

CREATE TABLE offices (
    id {uuid} PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('issuer', 'city_arrears', 'county_arrears', 'human_resources', 'industry')),
    area TEXT NOT NULL REFERENCES areas (code),
    industry TEXT,
    created_at BIGINT NOT NULL
);

CREATE TABLE grants (
    id {uuid} PRIMARY KEY,
    account_id {uuid} NOT NULL REFERENCES accounts (id),
    role TEXT NOT NULL CHECK (role IN ('system_administrator', 'office_administrator', 'issuer', 'city', 'county_arrears',
        'human_resources', 'industry', 'question_editor', 'question_reviewer', 'exam_administrator', 'proctor',
        'lecturer', 'auditor')),
    office_id {uuid} REFERENCES offices (id),
    granted_by {uuid} REFERENCES accounts (id),
    granted_at BIGINT NOT NULL,
    seconded_by {uuid} REFERENCES accounts (id),
    seconded_at BIGINT,
    ended_by {uuid} REFERENCES accounts (id),
    ended_at BIGINT
);
CREATE UNIQUE INDEX grants_once ON grants (account_id, role, office_id) WHERE ended_at IS NULL;

CREATE TABLE enterprises (
    id {uuid} PRIMARY KEY,
    name TEXT NOT NULL,
    credit_code TEXT NOT NULL UNIQUE,
    area TEXT NOT NULL REFERENCES areas (code),
    registered_by {uuid} REFERENCES accounts (id),
    registered_at BIGINT NOT NULL,
    accepted_by {uuid} REFERENCES accounts (id),
    accepted_at BIGINT
);

CREATE TABLE enterprise_members (
    id {uuid} PRIMARY KEY,
    enterprise_id {uuid} NOT NULL REFERENCES enterprises (id),
    person_id {uuid} NOT NULL REFERENCES people (id),
    part TEXT NOT NULL CHECK (part IN ('administrator', 'employee')),
    joined_at BIGINT NOT NULL,
    left_at BIGINT
);
CREATE UNIQUE INDEX enterprise_members_once ON enterprise_members (enterprise_id, person_id, part)
    WHERE left_at IS NULL;
CREATE INDEX enterprise_members_person ON enterprise_members (person_id);

CREATE TABLE identity_confirmations (
    id {uuid} PRIMARY KEY,
    person_id {uuid} NOT NULL REFERENCES people (id),
    confirmed_by {uuid} NOT NULL REFERENCES accounts (id),
    office_id {uuid} REFERENCES offices (id),
    enterprise_id {uuid} REFERENCES enterprises (id),
    document TEXT NOT NULL CHECK (document IN ('identity_card', 'personnel_file')),
    confirmed_at BIGINT NOT NULL,
    withdrawn_at BIGINT,
    withdrawn_reason TEXT,
    CHECK ((office_id IS NULL) <> (enterprise_id IS NULL))
);
CREATE UNIQUE INDEX identity_confirmations_once ON identity_confirmations (person_id) WHERE withdrawn_at IS NULL;

-- Who saw whose full values, and why. The reason is free text, so it stands here and not in the audit chain.
CREATE TABLE full_views (
    id {uuid} PRIMARY KEY,
    person_id {uuid} NOT NULL REFERENCES people (id),
    account_id {uuid} NOT NULL REFERENCES accounts (id),
    reason TEXT NOT NULL,
    viewed_at BIGINT NOT NULL
);
CREATE INDEX full_views_person ON full_views (person_id);
