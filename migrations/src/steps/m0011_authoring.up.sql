-- How a question is written and judged before a version of it is frozen: a version never changes, a draft does.
CREATE TABLE question_drafts (
    id {uuid} PRIMARY KEY,
    question_id TEXT NOT NULL,
    -- the version that it was begun from; empty for a new question
    base_hash TEXT,
    manuscript TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('draft', 'submitted', 'approved', 'discarded')),
    -- counts the savings, so that nobody overwrites what another wrote meanwhile
    revision INTEGER NOT NULL,
    changed_by {uuid} NOT NULL REFERENCES accounts (id),
    changed_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX question_drafts_open ON question_drafts (question_id) WHERE state IN ('draft', 'submitted');
CREATE INDEX question_drafts_state ON question_drafts (state);

-- What happened to a question, by whom and why.
CREATE TABLE question_events (
    id {uuid} PRIMARY KEY,
    question_id TEXT NOT NULL,
    draft_id {uuid} REFERENCES question_drafts (id),
    hash TEXT REFERENCES question_versions (hash),
    verb TEXT NOT NULL CHECK (verb IN ('draft', 'submit', 'return', 'approve', 'discard', 'publish', 'retire')),
    at BIGINT NOT NULL,
    account_id {uuid} NOT NULL REFERENCES accounts (id),
    reason TEXT NOT NULL,
    -- the version of the law's text that the reviewer read
    law_version TEXT NOT NULL
);
CREATE INDEX question_events_question ON question_events (question_id, at);
CREATE INDEX question_events_draft ON question_events (draft_id);

-- A file of questions that somebody brought: kept as it came, so that it can be looked through before it is taken.
CREATE TABLE question_uploads (
    id {uuid} PRIMARY KEY,
    blob_hash TEXT NOT NULL REFERENCES blobs (hash),
    format TEXT NOT NULL CHECK (format IN ('xlsx', 'text', 'moodle_xml', 'gift', 'qti_2_1', 'qti_3_0')),
    file_name TEXT NOT NULL,
    uploaded_by {uuid} NOT NULL REFERENCES accounts (id),
    uploaded_at BIGINT NOT NULL,
    taken_at BIGINT
);
