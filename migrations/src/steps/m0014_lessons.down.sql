DROP TABLE practice_answers;
ALTER TABLE lessons DROP COLUMN read_since;
ALTER TABLE courses DROP COLUMN note;
ALTER TABLE courses DROP COLUMN origin;
DROP TABLE course_completions;
DROP TABLE course_events;
DROP TABLE course_drafts;
