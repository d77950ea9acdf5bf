DROP TABLE board_checks;
DROP TABLE board_photos;
DROP TABLE boards;
DROP TABLE board_contacts;
