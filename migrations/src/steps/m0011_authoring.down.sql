DROP TABLE question_flags;
DROP TABLE fact_changes;
DROP TABLE question_uploads;
DROP TABLE question_events;
DROP TABLE question_drafts;
