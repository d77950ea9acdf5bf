DROP TABLE question_reports;
DROP TABLE practice_favourites;
DROP TABLE practice_marks;
DROP TABLE practice_answers;
DROP TABLE practice_rounds;
