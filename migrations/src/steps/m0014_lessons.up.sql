-- How a course is written before a version of it is published: a version never changes, a draft does.
CREATE TABLE course_drafts (
    id {uuid} PRIMARY KEY,
    slug TEXT NOT NULL,
    manuscript TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('draft', 'submitted', 'published', 'discarded')),
    -- counts the savings, so that two of them at once do not undo each other
    revision INTEGER NOT NULL,
    changed_by {uuid} NOT NULL REFERENCES accounts (id),
    changed_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX course_drafts_open ON course_drafts (slug) WHERE state IN ('draft', 'submitted');
CREATE INDEX course_drafts_state ON course_drafts (state);

-- What happened to a course, by whom and why.
CREATE TABLE course_events (
    id {uuid} PRIMARY KEY,
    slug TEXT NOT NULL,
    draft_id {uuid} NOT NULL REFERENCES course_drafts (id),
    course_id {uuid} REFERENCES courses (id),
    verb TEXT NOT NULL CHECK (verb IN ('draft', 'submit', 'return', 'publish', 'discard')),
    at BIGINT NOT NULL,
    account_id {uuid} NOT NULL REFERENCES accounts (id),
    reason TEXT NOT NULL
);
CREATE INDEX course_events_slug ON course_events (slug, at);
CREATE INDEX course_events_draft ON course_events (draft_id);

-- Who had full hours when a version was followed by another one: they stay full.
CREATE TABLE course_completions (
    person_id {uuid} NOT NULL REFERENCES people (id),
    slug TEXT NOT NULL,
    -- the version under which they were full
    course_id {uuid} NOT NULL REFERENCES courses (id),
    credited_minutes BIGINT NOT NULL,
    required_minutes BIGINT NOT NULL,
    settled_at BIGINT NOT NULL,
    PRIMARY KEY (person_id, slug)
);

-- An update of the program does not undo what an office published.
ALTER TABLE courses ADD COLUMN origin TEXT NOT NULL DEFAULT 'built_in' CHECK (origin IN ('built_in', 'authored'));
-- What the learners are told of a new version.
ALTER TABLE courses ADD COLUMN note TEXT NOT NULL DEFAULT '';
-- The version from which on reading counts for the lesson: its text was another one before.
ALTER TABLE lessons ADD COLUMN read_since INTEGER NOT NULL DEFAULT 1;

-- What a reader answered to the questions inside a lesson: as often as one likes, and for no exam.
CREATE TABLE lesson_answers (
    id {uuid} PRIMARY KEY,
    person_id {uuid} NOT NULL REFERENCES people (id),
    lesson_id {uuid} NOT NULL REFERENCES lessons (id),
    question_id TEXT NOT NULL,
    hash TEXT NOT NULL REFERENCES question_versions (hash),
    -- letters
    answer TEXT NOT NULL,
    answered_at BIGINT NOT NULL
);
CREATE INDEX lesson_answers_person ON lesson_answers (person_id, lesson_id);

-- A video of a lesson, in pieces of a mebibyte that lie in the store of files. A row never changes: other captions make
-- another one.
CREATE TABLE videos (
    id {uuid} PRIMARY KEY,
    file_name TEXT NOT NULL,
    media_type TEXT NOT NULL CHECK (media_type IN ('video/mp4', 'video/webm')),
    size BIGINT NOT NULL,
    duration_ms BIGINT NOT NULL CHECK (duration_ms > 0),
    hash TEXT NOT NULL,
    pieces TEXT NOT NULL,
    captions TEXT,
    poster TEXT REFERENCES blobs (hash),
    uploaded_by {uuid} NOT NULL REFERENCES accounts (id),
    uploaded_at BIGINT NOT NULL
);

-- Which stretches of its video were really watched, in its own time.
CREATE TABLE watchings (
    id {uuid} PRIMARY KEY,
    person_id {uuid} NOT NULL REFERENCES people (id),
    lesson_id {uuid} NOT NULL REFERENCES lessons (id),
    from_ms BIGINT NOT NULL,
    to_ms BIGINT NOT NULL,
    watched_at BIGINT NOT NULL,
    CHECK (from_ms < to_ms)
);
CREATE INDEX watchings_person ON watchings (person_id, lesson_id);

ALTER TABLE lessons ADD COLUMN video_id {uuid};
-- Its length; 0 without one.
ALTER TABLE lessons ADD COLUMN video_ms BIGINT NOT NULL DEFAULT 0;
-- Where the video was at the last report, while it was playing.
ALTER TABLE reading_cursors ADD COLUMN media_ms BIGINT;
-- Where to go on.
ALTER TABLE lesson_progress ADD COLUMN video_ms BIGINT NOT NULL DEFAULT 0;
