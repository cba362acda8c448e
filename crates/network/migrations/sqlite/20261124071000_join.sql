-- Requests of administrations to join. One whose address was not confirmed is swept after seven days, one that was decided
-- after a year.
CREATE TABLE join_request (
    join_id        BLOB PRIMARY KEY,
    organisation   TEXT NOT NULL,
    person         TEXT NOT NULL,
    post           TEXT NOT NULL,
    email          TEXT NOT NULL,
    message        TEXT NOT NULL,
    lang           TEXT NOT NULL,
    state          TEXT NOT NULL CHECK (state IN ('unconfirmed', 'confirmed', 'accepted', 'declined')),
    token_hash     BLOB NOT NULL UNIQUE,
    created_at_us  BIGINT NOT NULL,
    decided_at_us  BIGINT,
    decided_by     TEXT,
    partner        TEXT REFERENCES partner (code),
    answer         TEXT
);
CREATE INDEX join_request_state ON join_request (state, created_at_us);
-- Links by which a new person chooses a password, once.
CREATE TABLE invitation (
    token_hash    BLOB PRIMARY KEY,
    account_id    BLOB NOT NULL REFERENCES account (account_id) ON DELETE CASCADE,
    expires_at_us BIGINT NOT NULL
);
