-- Self-diagnoses. One without partner was begun by a visitor who is not signed in: whoever knows its address has it, and it
-- is swept 90 days after its last change.
CREATE TABLE self_test (
    self_test_id  UUID PRIMARY KEY,
    partner       TEXT REFERENCES partner (code),
    started_by    TEXT,
    contacts      BIGINT,
    coded         TEXT NOT NULL,
    started_at_us BIGINT NOT NULL,
    changed_at_us BIGINT NOT NULL
);
CREATE INDEX self_test_partner ON self_test (partner, started_at_us);
CREATE TABLE self_test_answer (
    self_test_id UUID NOT NULL REFERENCES self_test (self_test_id) ON DELETE CASCADE,
    question     TEXT NOT NULL,
    answer       TEXT NOT NULL CHECK (answer IN ('0', '1', '2', '3', 'unknown', 'na')),
    given_by     TEXT,
    given_at_us  BIGINT NOT NULL,
    PRIMARY KEY (self_test_id, question)
);
-- What a partner has decided to do: one row for a practice. `reminded` says of which day, and when, people were last reminded.
CREATE TABLE plan_step (
    partner       TEXT NOT NULL REFERENCES partner (code),
    practice      TEXT NOT NULL,
    owner         TEXT NOT NULL,
    due_on        TEXT,
    state         TEXT NOT NULL CHECK (state IN ('todo', 'doing', 'done', 'dropped')),
    note          TEXT NOT NULL,
    changed_by    TEXT NOT NULL,
    changed_at_us BIGINT NOT NULL,
    reminded      TEXT,
    PRIMARY KEY (partner, practice)
);
