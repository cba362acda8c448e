-- The words of people's names, in lower case and without accents: agents find people while they type.
CREATE TABLE usager_word (
    partner   TEXT NOT NULL,
    word      TEXT NOT NULL,
    usager_id BLOB NOT NULL REFERENCES usager (usager_id),
    PRIMARY KEY (partner, word, usager_id)
);
CREATE INDEX usager_word_usager ON usager_word (usager_id);
