DROP TABLE question_uploads;
DROP TABLE question_events;
DROP TABLE question_drafts;
