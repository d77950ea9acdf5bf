DROP TABLE rule_changes;
