-- Practice: rounds of practice questions, what was answered in them, and where a person stands with each thing to answer.
CREATE TABLE practice_rounds (
    id {uuid} PRIMARY KEY,
    person_id {uuid} NOT NULL REFERENCES people (id),
    -- what was asked for
    wish TEXT NOT NULL,
    -- versions and orders of options, written as the paper of an exam is
    paper TEXT NOT NULL,
    begun_at BIGINT NOT NULL,
    ended_at BIGINT
);
CREATE UNIQUE INDEX practice_rounds_open ON practice_rounds (person_id) WHERE ended_at IS NULL;

CREATE TABLE practice_answers (
    round_id {uuid} NOT NULL REFERENCES practice_rounds (id),
    slot INTEGER NOT NULL,
    person_id {uuid} NOT NULL REFERENCES people (id),
    -- option bits in displayed order
    choice INTEGER NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('right', 'incomplete', 'wrong')),
    answered_at BIGINT NOT NULL,
    PRIMARY KEY (round_id, slot)
);
CREATE INDEX practice_answers_person ON practice_answers (person_id, answered_at);

CREATE TABLE practice_marks (
    person_id {uuid} NOT NULL REFERENCES people (id),
    question_id TEXT NOT NULL REFERENCES questions (id),
    -- 0 for a plain question, the parts of a case count from 1
    part INTEGER NOT NULL,
    right_count INTEGER NOT NULL,
    wrong_count INTEGER NOT NULL,
    -- right answers in a row, up to the last one
    streak INTEGER NOT NULL,
    last_verdict TEXT NOT NULL CHECK (last_verdict IN ('right', 'incomplete', 'wrong', 'blank')),
    last_at BIGINT NOT NULL,
    -- since when it stands in the error book
    booked_at BIGINT,
    PRIMARY KEY (person_id, question_id, part)
);

CREATE TABLE practice_favourites (
    person_id {uuid} NOT NULL REFERENCES people (id),
    question_id TEXT NOT NULL REFERENCES questions (id),
    kept_at BIGINT NOT NULL,
    PRIMARY KEY (person_id, question_id)
);

-- What somebody found wrong with a question, and what the bank's people answered.
CREATE TABLE question_reports (
    id {uuid} PRIMARY KEY,
    question_id TEXT NOT NULL REFERENCES questions (id),
    -- the version that was seen
    hash TEXT NOT NULL REFERENCES question_versions (hash),
    person_id {uuid} NOT NULL REFERENCES people (id),
    kind TEXT NOT NULL CHECK (kind IN ('stem', 'key', 'law', 'unclear', 'other')),
    words TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    outcome TEXT CHECK (outcome IN ('accepted', 'declined')),
    answer TEXT,
    answered_by {uuid} REFERENCES accounts (id),
    answered_at BIGINT
);
CREATE UNIQUE INDEX question_reports_open ON question_reports (person_id, question_id) WHERE answered_at IS NULL;
CREATE INDEX question_reports_queue ON question_reports (answered_at, made_at);
CREATE INDEX question_reports_question ON question_reports (question_id);
