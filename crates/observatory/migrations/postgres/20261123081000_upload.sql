-- Files that people send by the browser. The file itself is in the instance's folder until it is imported or given up,
-- at most seven days; this row stays as the history of imports.
CREATE TABLE upload (
    upload_id     UUID PRIMARY KEY,
    partner       TEXT NOT NULL REFERENCES partner (code),
    created_by    TEXT NOT NULL,
    file_name     TEXT NOT NULL,
    bytes         BIGINT NOT NULL,
    plan          TEXT NOT NULL,
    state         TEXT NOT NULL CHECK (state IN ('received', 'asked', 'given_up')),
    job_id        UUID,
    created_at_us BIGINT NOT NULL
);
CREATE INDEX upload_partner ON upload (partner, created_at_us);
