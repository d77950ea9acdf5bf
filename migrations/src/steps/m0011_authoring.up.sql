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

-- What became of a statement of law: a new text, or a surer mark, which a second person has to agree to.
CREATE TABLE fact_changes (
    id {uuid} PRIMARY KEY,
    fact_id TEXT NOT NULL REFERENCES facts (id),
    kind TEXT NOT NULL CHECK (kind IN ('text', 'mark')),
    -- the fact as it is afterwards
    content TEXT NOT NULL,
    official_text TEXT NOT NULL,
    text_version TEXT NOT NULL,
    proposed_by {uuid} NOT NULL REFERENCES accounts (id),
    proposed_at BIGINT NOT NULL,
    seconded_by {uuid} REFERENCES accounts (id),
    seconded_at BIGINT
);
CREATE INDEX fact_changes_fact ON fact_changes (fact_id);

-- A version that is not drawn until somebody has read it beside the new text of a law.
CREATE TABLE question_flags (
    id {uuid} PRIMARY KEY,
    hash TEXT NOT NULL REFERENCES question_versions (hash),
    fact_id TEXT NOT NULL REFERENCES facts (id),
    reason TEXT NOT NULL,
    flagged_by {uuid} NOT NULL REFERENCES accounts (id),
    flagged_at BIGINT NOT NULL,
    cleared_by {uuid} REFERENCES accounts (id),
    cleared_at BIGINT,
    law_version TEXT NOT NULL
);
CREATE UNIQUE INDEX question_flags_open ON question_flags (hash, fact_id) WHERE cleared_at IS NULL;
