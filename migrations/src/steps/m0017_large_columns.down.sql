ALTER TABLE exams ADD COLUMN pool TEXT NOT NULL DEFAULT '[]';
UPDATE exams SET pool = (SELECT exam_pools.pool FROM exam_pools WHERE exam_pools.exam_id = exams.id)
    WHERE EXISTS (SELECT 1 FROM exam_pools WHERE exam_pools.exam_id = exams.id);
DROP TABLE exam_pools;
