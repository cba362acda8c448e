-- A practice being changed: the three files as they will be. One draft for a practice.
CREATE TABLE practice_draft (
    practice      TEXT PRIMARY KEY,
    facts         TEXT NOT NULL,
    fr            TEXT NOT NULL,
    en            TEXT NOT NULL,
    what          TEXT NOT NULL,
    state         TEXT NOT NULL CHECK (state IN ('draft', 'submitted')),
    edited_by     TEXT NOT NULL,
    returned      TEXT,
    changed_at_us BIGINT NOT NULL
);
-- What was published by the browser. Version 1 of each practice is the one the product was built with, and is not here.
CREATE TABLE practice_version (
    practice        TEXT NOT NULL,
    version         BIGINT NOT NULL,
    facts           TEXT NOT NULL,
    fr              TEXT NOT NULL,
    en              TEXT NOT NULL,
    what            TEXT NOT NULL,
    edited_by       TEXT NOT NULL,
    published_by    TEXT NOT NULL,
    published_at_us BIGINT NOT NULL,
    PRIMARY KEY (practice, version)
);
-- What members say of a practice; shown once the programme has read it.
CREATE TABLE practice_comment (
    comment_id    UUID PRIMARY KEY,
    practice      TEXT NOT NULL,
    kind          TEXT NOT NULL CHECK (kind IN ('comment', 'report')),
    author        TEXT NOT NULL,
    author_name   TEXT NOT NULL,
    partner       TEXT REFERENCES partner (code),
    body          TEXT NOT NULL,
    state         TEXT NOT NULL CHECK (state IN ('waiting', 'shown', 'hidden')),
    created_at_us BIGINT NOT NULL
);
CREATE INDEX practice_comment_practice ON practice_comment (practice, state, created_at_us);
