-- The bank: facts with their mark, questions by immutable version.
CREATE TABLE facts (
    id TEXT PRIMARY KEY,
    law_key TEXT NOT NULL,
    law TEXT NOT NULL,
    article TEXT NOT NULL,
    statement TEXT NOT NULL,
    confidence TEXT NOT NULL CHECK (confidence IN ('law', 'seed', 'secondary', 'unverified')),
    content TEXT NOT NULL
);

CREATE TABLE questions (
    id TEXT PRIMARY KEY,
    created_at BIGINT NOT NULL
);

CREATE TABLE question_versions (
    hash TEXT PRIMARY KEY,
    question_id TEXT NOT NULL REFERENCES questions (id),
    version INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('single', 'multiple', 'true_false', 'case')),
    point TEXT NOT NULL,
    difficulty TEXT NOT NULL CHECK (difficulty IN ('easy', 'medium', 'hard')),
    purpose TEXT NOT NULL CHECK (purpose IN ('official', 'practice')),
    -- the weakest mark among its facts: decides whether it may be drawn
    confidence TEXT NOT NULL CHECK (confidence IN ('law', 'seed', 'secondary', 'unverified')),
    content TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('draft', 'reviewed', 'ready', 'retired')),
    created_at BIGINT NOT NULL,
    UNIQUE (question_id, version)
);
CREATE UNIQUE INDEX question_versions_ready ON question_versions (question_id) WHERE state = 'ready';
CREATE INDEX question_versions_cell ON question_versions (purpose, point, kind, difficulty);
