DROP TABLE quiz_attempts;
DROP TABLE lesson_progress;
DROP TABLE readings;
DROP TABLE reading_cursors;
DROP TABLE lessons;
DROP TABLE courses;
