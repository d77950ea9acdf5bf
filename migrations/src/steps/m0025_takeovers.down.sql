DROP TABLE person_takeovers;
