INSERT INTO people (name, email) VALUES ('Ada', 'ada@example.org');
INSERT INTO people (name, email) VALUES ('Ada', 'ada@example.org');
INSERT INTO people (name, email) VALUES ('Ada', 'ada@example.org');
