DROP TABLE exam_commitments;
DROP TABLE receipts;
