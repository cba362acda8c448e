-- A program that is told what happens. Its secret is made from the instance's, the id and the generation: it is kept nowhere.
CREATE TABLE webhook (
    webhook_id    BLOB PRIMARY KEY,
    partner       TEXT NOT NULL REFERENCES partner (code),
    url           TEXT NOT NULL,
    -- The names of what it is told (JSON list); an empty list: everything.
    events        TEXT NOT NULL,
    is_on         BIGINT NOT NULL CHECK (is_on IN (0, 1)),
    -- Grows each time the secret is renewed.
    generation    BIGINT NOT NULL DEFAULT 0,
    -- Tries without an answer in a row, and until when nothing is sent because of them.
    failures      BIGINT NOT NULL DEFAULT 0,
    next_at_us    BIGINT NOT NULL DEFAULT 0,
    created_by    TEXT NOT NULL,
    created_at_us BIGINT NOT NULL
);
CREATE INDEX webhook_partner ON webhook (partner, is_on);
-- What a program is told, written in the transaction of what it tells. Kept ninety days; ids, codes and dates only.
CREATE TABLE webhook_delivery (
    delivery_id    BLOB PRIMARY KEY,
    webhook_id     BLOB NOT NULL REFERENCES webhook (webhook_id) ON DELETE CASCADE,
    event          TEXT NOT NULL,
    request_id     BLOB NOT NULL,
    body           TEXT NOT NULL,
    -- waiting; sent: it was taken; refused: for good, or for too long.
    state          TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'refused')),
    tries          BIGINT NOT NULL DEFAULT 0,
    next_try_at_us BIGINT NOT NULL,
    -- Since when it is tried: its first try, or when somebody had it sent again.
    waits_since_us BIGINT NOT NULL,
    -- What the receiver answered last, or why it did not (a code).
    status         BIGINT,
    answer         TEXT,
    problem        TEXT,
    tried_at_us    BIGINT,
    created_at_us  BIGINT NOT NULL
);
CREATE INDEX webhook_delivery_due ON webhook_delivery (webhook_id, state, next_try_at_us);
CREATE INDEX webhook_delivery_listed ON webhook_delivery (webhook_id, created_at_us, delivery_id);
CREATE INDEX webhook_delivery_old ON webhook_delivery (created_at_us);
-- What a program has asked with a key: the same key again changes nothing. Kept thirty days.
CREATE TABLE api_once (
    partner   TEXT NOT NULL,
    kind      TEXT NOT NULL,
    value     TEXT NOT NULL,
    -- What was asked, as BLAKE3.
    asked     TEXT NOT NULL,
    object_id TEXT NOT NULL,
    at_us     BIGINT NOT NULL,
    PRIMARY KEY (partner, kind, value)
);
CREATE INDEX api_once_old ON api_once (at_us);
-- A telephone call, as the telephone system tells it; events may come twice, late, or not at all. Kept ninety days.
CREATE TABLE phone_call (
    call_id        BLOB PRIMARY KEY,
    partner        TEXT NOT NULL REFERENCES partner (code),
    -- How the telephone system names it.
    name           TEXT NOT NULL,
    direction      TEXT NOT NULL CHECK (direction IN ('inbound', 'outbound')),
    -- The number of the usager, as it was told; empty if it is hidden.
    phone          TEXT NOT NULL DEFAULT '',
    usager_id      BLOB REFERENCES usager (usager_id),
    agent          BLOB REFERENCES account (account_id) ON DELETE SET NULL,
    begun_at_us    BIGINT NOT NULL,
    answered_at_us BIGINT,
    ended_at_us    BIGINT,
    -- The request and the contact that it became.
    request_id     BLOB REFERENCES request (request_id),
    contact_id     BLOB REFERENCES contact (contact_id),
    -- The call that was promised because nobody answered.
    callback_id    BLOB REFERENCES callback (callback_id),
    -- When somebody said what it was about, or that there is nothing to do.
    seen_at_us     BIGINT,
    UNIQUE (partner, name)
);
CREATE INDEX phone_call_shown ON phone_call (partner, seen_at_us, begun_at_us);
-- The numbers by which programs written for Zammad know people, teams and contacts; a request's number is its reference.
CREATE TABLE zammad_number (
    partner   TEXT NOT NULL,
    kind      TEXT NOT NULL CHECK (kind IN ('user', 'group', 'article')),
    object_id BLOB NOT NULL,
    number    BIGINT NOT NULL,
    PRIMARY KEY (partner, kind, object_id),
    UNIQUE (partner, kind, number)
);
CREATE TABLE zammad_counter (
    partner TEXT NOT NULL,
    kind    TEXT NOT NULL,
    last    BIGINT NOT NULL,
    PRIMARY KEY (partner, kind)
);
