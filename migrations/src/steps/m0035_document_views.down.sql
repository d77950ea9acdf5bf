DROP TABLE document_views;
