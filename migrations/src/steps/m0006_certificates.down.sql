DROP TABLE status_lists;
DROP TABLE certificate_statuses;
DROP TABLE certificates;
DROP TABLE number_counters;
