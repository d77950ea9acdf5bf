ALTER TABLE exam_notices DROP COLUMN room;
ALTER TABLE exam_roster DROP COLUMN room;
