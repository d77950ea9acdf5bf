DROP TABLE results;
DROP TABLE attempt_events;
DROP TABLE answers;
DROP TABLE attempts;
DROP TABLE exam_roster;
DROP TABLE exams;
