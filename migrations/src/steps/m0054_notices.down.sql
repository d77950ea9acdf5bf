DROP TABLE letters;
DROP TABLE mail_addresses;
DROP INDEX attendance_anomalies_unread_leader;
DROP INDEX attendance_anomalies_unread;
DROP TABLE notice_readings;
DROP TABLE notices;
