DROP TABLE project_counts;
