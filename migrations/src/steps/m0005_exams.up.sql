-- Exams, who may sit them, attempts with their saved answers, and results.
CREATE TABLE exams (
    id {uuid} PRIMARY KEY,
    title TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('certification', 'assessment', 'mock', 'practice')),
    state TEXT NOT NULL CHECK (state IN ('draft', 'published', 'withdrawn')),
    entry TEXT NOT NULL CHECK (entry IN ('open', 'roster')),
    office_id {uuid} NOT NULL REFERENCES offices (id),
    course_id {uuid} REFERENCES courses (id),
    opens_at BIGINT NOT NULL,
    closes_at BIGINT NOT NULL,
    blueprint TEXT NOT NULL,
    -- the exam's rules, frozen from the rule pack when it was published
    policy TEXT NOT NULL,
    rule_pack TEXT NOT NULL,
    -- the candidates of the draw, frozen when the exam was published: with seed and blueprint it gives every paper
    pool TEXT NOT NULL,
    seed_sealed {bytes} NOT NULL,
    created_by {uuid} REFERENCES accounts (id),
    created_at BIGINT NOT NULL,
    published_at BIGINT,
    CHECK (opens_at < closes_at)
);

CREATE TABLE exam_roster (
    exam_id {uuid} NOT NULL REFERENCES exams (id),
    person_id {uuid} NOT NULL REFERENCES people (id),
    extra_ms BIGINT NOT NULL DEFAULT 0 CHECK (extra_ms >= 0),
    extra_reason TEXT,
    added_by {uuid} REFERENCES accounts (id),
    added_at BIGINT NOT NULL,
    PRIMARY KEY (exam_id, person_id)
);

CREATE TABLE attempts (
    id {uuid} PRIMARY KEY,
    exam_id {uuid} NOT NULL REFERENCES exams (id),
    person_id {uuid} NOT NULL REFERENCES people (id),
    ordinal INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'finished', 'void')),
    started_at BIGINT NOT NULL,
    deadline_at BIGINT NOT NULL,
    -- deadline plus receive grace: the last moment at which the server still takes an answer
    accepts_until BIGINT NOT NULL,
    next_check_at BIGINT,
    epoch BIGINT NOT NULL,
    device TEXT NOT NULL,
    paper TEXT NOT NULL,
    finished_at BIGINT,
    ended_by TEXT CHECK (ended_by IN ('hand_in', 'time_out')),
    UNIQUE (exam_id, person_id, ordinal)
);
CREATE UNIQUE INDEX attempts_one_live ON attempts (person_id) WHERE state = 'open';
CREATE INDEX attempts_due ON attempts (next_check_at) WHERE next_check_at IS NOT NULL;
CREATE INDEX attempts_person ON attempts (person_id);

CREATE TABLE answers (
    attempt_id {uuid} NOT NULL REFERENCES attempts (id),
    slot INTEGER NOT NULL,
    epoch BIGINT NOT NULL DEFAULT 0,
    sequence BIGINT NOT NULL DEFAULT 0,
    choice INTEGER NOT NULL DEFAULT 0,
    -- the option bits that exist, and how many may be chosen: checked by the saving statement itself
    options INTEGER NOT NULL,
    most INTEGER NOT NULL,
    -- set when the attempt ends; a save that waited for that moment finds it and is refused
    closed INTEGER NOT NULL DEFAULT 0 CHECK (closed IN (0, 1)),
    marked INTEGER NOT NULL DEFAULT 0 CHECK (marked IN (0, 1)),
    saved_at BIGINT,
    PRIMARY KEY (attempt_id, slot)
);

CREATE TABLE attempt_events (
    id {uuid} PRIMARY KEY,
    attempt_id {uuid} NOT NULL REFERENCES attempts (id),
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    facts TEXT NOT NULL
);
CREATE INDEX attempt_events_attempt ON attempt_events (attempt_id);

CREATE TABLE results (
    attempt_id {uuid} PRIMARY KEY REFERENCES attempts (id),
    exam_id {uuid} NOT NULL REFERENCES exams (id),
    person_id {uuid} NOT NULL REFERENCES people (id),
    score INTEGER NOT NULL,
    full_score INTEGER NOT NULL,
    pass_score INTEGER NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('passed', 'failed')),
    detail TEXT NOT NULL,
    graded_at BIGINT NOT NULL,
    -- a pass waits, visibly, until the person's identity is confirmed
    held_since BIGINT,
    released_at BIGINT
);
CREATE INDEX results_exam ON results (exam_id);
CREATE INDEX results_person ON results (person_id);
