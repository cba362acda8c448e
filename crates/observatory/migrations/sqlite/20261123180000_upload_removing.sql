-- The rows that an import brought can leave the log again. SQLite changes a constraint by a new table only.
CREATE TABLE upload_next (
    upload_id     BLOB PRIMARY KEY,
    partner       TEXT NOT NULL REFERENCES partner (code),
    created_by    TEXT NOT NULL,
    file_name     TEXT NOT NULL,
    bytes         BIGINT NOT NULL,
    plan          TEXT NOT NULL,
    state         TEXT NOT NULL CHECK (state IN ('received', 'asked', 'removing', 'given_up')),
    job_id        BLOB,
    created_at_us BIGINT NOT NULL
);
INSERT INTO upload_next SELECT * FROM upload;
DROP TABLE upload;
ALTER TABLE upload_next RENAME TO upload;
CREATE INDEX upload_partner ON upload (partner, created_at_us);
