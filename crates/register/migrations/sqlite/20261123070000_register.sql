-- Administrations of the instance.
CREATE TABLE partner (
    code          TEXT PRIMARY KEY,
    name          TEXT NOT NULL,
    created_at_us BIGINT NOT NULL
);

-- What one contact costs a partner on a channel, in ten-thousandths of a euro. No row: the documented default.
CREATE TABLE unit_cost (
    partner TEXT NOT NULL REFERENCES partner (code),
    channel TEXT NOT NULL,
    cost    BIGINT NOT NULL CHECK (cost BETWEEN 0 AND 1000000000),
    PRIMARY KEY (partner, channel)
);

-- People who sign in. Kept while the account is open, and three years after for the audit trail's sake.
CREATE TABLE account (
    account_id    BLOB PRIMARY KEY,
    email         TEXT NOT NULL UNIQUE,
    name          TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    role          TEXT NOT NULL CHECK (role IN ('usager', 'agent', 'manager', 'analyst', 'programme', 'administrator')),
    partner       TEXT REFERENCES partner (code),
    epoch         BIGINT NOT NULL DEFAULT 0,
    closed        BIGINT NOT NULL DEFAULT 0 CHECK (closed IN (0, 1)),
    created_at_us BIGINT NOT NULL,
    CHECK (partner IS NOT NULL OR role IN ('usager', 'programme', 'administrator'))
);

-- Open sessions: the cookie's value is never stored, only its hash. A session of an older epoch is void.
CREATE TABLE session (
    key_hash      BLOB PRIMARY KEY,
    account_id    BLOB NOT NULL REFERENCES account (account_id) ON DELETE CASCADE,
    epoch         BIGINT NOT NULL,
    created_at_us BIGINT NOT NULL,
    seen_at_us    BIGINT NOT NULL
);
CREATE INDEX session_account ON session (account_id);

-- Keys of machines. Shown once, stored hashed.
CREATE TABLE api_token (
    token_id      BLOB PRIMARY KEY,
    key_hash      BLOB NOT NULL UNIQUE,
    partner       TEXT NOT NULL REFERENCES partner (code),
    label         TEXT NOT NULL,
    scopes        TEXT NOT NULL,
    created_by    TEXT NOT NULL,
    created_at_us BIGINT NOT NULL,
    used_at_us    BIGINT,
    revoked_at_us BIGINT
);
CREATE INDEX api_token_partner ON api_token (partner, created_at_us);

-- Who did or saw what. Each row holds the hash of the one before.
CREATE TABLE audit (
    seq      BIGINT PRIMARY KEY,
    at_us    BIGINT NOT NULL,
    actor    TEXT NOT NULL,
    action   TEXT NOT NULL,
    object   TEXT NOT NULL,
    partner  TEXT,
    detail   TEXT NOT NULL,
    previous BLOB NOT NULL,
    hash     BLOB NOT NULL
);
CREATE INDEX audit_partner ON audit (partner, seq);
-- One row: the end of the chain. Updating it is what puts writers in order.
CREATE TABLE audit_head (
    one  BIGINT PRIMARY KEY CHECK (one = 1),
    seq  BIGINT NOT NULL,
    hash BLOB NOT NULL
);
INSERT INTO audit_head (one, seq, hash) VALUES (1, 0, x'');

-- Work that outlives a request. A lease that expires gives the job back.
CREATE TABLE job (
    job_id         BLOB PRIMARY KEY,
    kind           TEXT NOT NULL,
    partner        TEXT REFERENCES partner (code),
    created_by     TEXT NOT NULL,
    payload        TEXT NOT NULL,
    state          TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed')),
    worker         TEXT,
    lease_until_us BIGINT NOT NULL DEFAULT 0,
    attempts       BIGINT NOT NULL DEFAULT 0,
    done           BIGINT NOT NULL DEFAULT 0,
    total          BIGINT,
    result         TEXT,
    problem        TEXT,
    created_at_us  BIGINT NOT NULL,
    finished_at_us BIGINT
);
CREATE INDEX job_waiting ON job (kind, state, created_at_us);
CREATE INDEX job_partner ON job (partner, kind, created_at_us);

-- Settings that are changed while the server runs.
CREATE TABLE setting (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

-- Contacts received by the API, pseudonyms only, until the contact log has them. The key stays for ever, so that a
-- contact sent again a year later is still recognised; the payload goes once it is in the log.
CREATE TABLE incoming_contact (
    seq            INTEGER PRIMARY KEY,
    partner        TEXT NOT NULL,
    contact_id     TEXT NOT NULL,
    digest         BLOB NOT NULL,
    payload        TEXT,
    received_at_us BIGINT NOT NULL,
    UNIQUE (partner, contact_id)
);
-- `written`: the last number given. `logged`: the last one that the contact log holds.
CREATE TABLE incoming_cursor (
    name TEXT PRIMARY KEY,
    seq  BIGINT NOT NULL
);
INSERT INTO incoming_cursor (name, seq) VALUES ('written', 0), ('logged', 0);
