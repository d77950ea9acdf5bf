-- Courses by version, and what was really read of them.
CREATE TABLE courses (
    id {uuid} PRIMARY KEY,
    slug TEXT NOT NULL,
    version INTEGER NOT NULL,
    title TEXT NOT NULL,
    summary TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    published_at BIGINT NOT NULL,
    retired_at BIGINT,
    UNIQUE (slug, version)
);
CREATE UNIQUE INDEX courses_in_force ON courses (slug) WHERE retired_at IS NULL;

CREATE TABLE lessons (
    id {uuid} PRIMARY KEY,
    course_id {uuid} NOT NULL REFERENCES courses (id),
    slug TEXT NOT NULL,
    position INTEGER NOT NULL,
    chapter TEXT NOT NULL,
    title TEXT NOT NULL,
    block TEXT NOT NULL,
    minutes INTEGER NOT NULL CHECK (minutes > 0),
    facts TEXT NOT NULL,
    quiz TEXT NOT NULL,
    markdown TEXT NOT NULL,
    UNIQUE (course_id, slug),
    UNIQUE (course_id, position)
);

-- One reader reads in one window at a time: the cursor says where, since when, and up to when credit was given.
CREATE TABLE reading_cursors (
    person_id {uuid} PRIMARY KEY REFERENCES people (id),
    lesson_id {uuid} NOT NULL REFERENCES lessons (id),
    reader TEXT NOT NULL,
    seen_at BIGINT NOT NULL
);

CREATE TABLE readings (
    id {uuid} PRIMARY KEY,
    person_id {uuid} NOT NULL REFERENCES people (id),
    lesson_id {uuid} NOT NULL REFERENCES lessons (id),
    from_at BIGINT NOT NULL,
    to_at BIGINT NOT NULL,
    CHECK (from_at <= to_at)
);
CREATE INDEX readings_person ON readings (person_id, lesson_id);

CREATE TABLE lesson_progress (
    person_id {uuid} NOT NULL REFERENCES people (id),
    lesson_id {uuid} NOT NULL REFERENCES lessons (id),
    place INTEGER NOT NULL DEFAULT 0 CHECK (place BETWEEN 0 AND 1000),
    opened_at BIGINT NOT NULL,
    quiz_passed_at BIGINT,
    PRIMARY KEY (person_id, lesson_id)
);

CREATE TABLE quiz_attempts (
    id {uuid} PRIMARY KEY,
    person_id {uuid} NOT NULL REFERENCES people (id),
    lesson_id {uuid} NOT NULL REFERENCES lessons (id),
    answered_at BIGINT NOT NULL,
    answers TEXT NOT NULL,
    right_count INTEGER NOT NULL,
    question_count INTEGER NOT NULL
);
CREATE INDEX quiz_attempts_person ON quiz_attempts (person_id, lesson_id);
