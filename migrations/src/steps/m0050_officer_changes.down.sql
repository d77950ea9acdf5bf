DROP TABLE handovers;
DROP TABLE officer_changes;
