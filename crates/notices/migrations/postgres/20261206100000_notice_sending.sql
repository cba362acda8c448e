-- How often nobody knew whether the carrier had it.
ALTER TABLE notice ADD COLUMN doubts BIGINT NOT NULL DEFAULT 0;
-- When it was due before it was counted anew because it left late; null: it never was.
ALTER TABLE notice ADD COLUMN first_due_us BIGINT;

-- What carriers call the parts of text messages, and what they say of each: 'delivered', or why it failed.
CREATE TABLE notice_part (
    carrier     TEXT NOT NULL,
    their_id    TEXT NOT NULL,
    notice_id   UUID NOT NULL,
    -- Whether this is another name of the whole message: one receipt then says it all.
    is_whole    BIGINT NOT NULL CHECK (is_whole IN (0, 1)),
    outcome     TEXT,
    taken_at_us BIGINT NOT NULL,
    heard_at_us BIGINT,
    PRIMARY KEY (carrier, their_id)
);
CREATE INDEX notice_part_notice ON notice_part (notice_id);
CREATE INDEX notice_part_taken ON notice_part (carrier, taken_at_us);

-- Receipts that came before the answer that says what they are of, one row for each way to write their id.
CREATE TABLE notice_stray (
    carrier     TEXT NOT NULL,
    spelled     TEXT NOT NULL,
    their_id    TEXT NOT NULL,
    -- To whom the message was, if the carrier said so.
    number      TEXT,
    outcome     TEXT NOT NULL,
    detail      TEXT NOT NULL,
    heard_at_us BIGINT NOT NULL,
    PRIMARY KEY (carrier, spelled)
);
CREATE INDEX notice_stray_id ON notice_stray (carrier, their_id);
CREATE INDEX notice_stray_number ON notice_stray (number) WHERE number IS NOT NULL;
CREATE INDEX notice_stray_old ON notice_stray (heard_at_us);

-- What each carrier gets of what is sent: where its share rests, and where it is now.
CREATE TABLE notice_carrier (
    name          TEXT PRIMARY KEY,
    rest          BIGINT NOT NULL,
    weight        BIGINT NOT NULL,
    shifted_at_us BIGINT NOT NULL
);

-- Failures at an address, until a message arrives there: enough of them, and it counts as unreachable (notice_unreachable).
CREATE TABLE notice_failure (
    partner       TEXT NOT NULL,
    recipient_key TEXT NOT NULL,
    -- The last message that failed.
    notice_id     UUID NOT NULL,
    failures      BIGINT NOT NULL,
    first_at_us   BIGINT NOT NULL,
    last_at_us    BIGINT NOT NULL,
    PRIMARY KEY (partner, recipient_key)
);
CREATE INDEX notice_failure_key ON notice_failure (recipient_key);

-- Texts that people sent.
CREATE TABLE notice_received (
    received_id    UUID PRIMARY KEY,
    carrier        TEXT NOT NULL,
    -- What the carrier calls it; null if it does not say.
    their_id       TEXT,
    -- Whose usager wrote, and to which service; null while nobody knows.
    partner        TEXT,
    service_id     UUID,
    sender         TEXT NOT NULL,
    recipient      TEXT NOT NULL,
    body           TEXT NOT NULL,
    -- What it was taken for; null until it is handled.
    kind           TEXT,
    failures       BIGINT NOT NULL DEFAULT 0,
    next_try_at_us BIGINT NOT NULL,
    received_at_us BIGINT NOT NULL
);
CREATE UNIQUE INDEX notice_received_once ON notice_received (carrier, their_id) WHERE their_id IS NOT NULL;
CREATE INDEX notice_received_open ON notice_received (next_try_at_us) WHERE kind IS NULL;
CREATE INDEX notice_received_sender ON notice_received (sender, received_at_us);
CREATE INDEX notice_received_partner ON notice_received (partner, received_at_us);
CREATE INDEX notice_received_service ON notice_received (service_id, received_at_us);

-- What is answered to them by itself.
CREATE TABLE notice_answer (
    answer_id      UUID PRIMARY KEY,
    received_id    UUID NOT NULL REFERENCES notice_received (received_id),
    partner        TEXT NOT NULL,
    sender         TEXT NOT NULL,
    recipient      TEXT NOT NULL,
    body           TEXT NOT NULL,
    state          TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'sent', 'failed')),
    carrier        TEXT,
    tries          BIGINT NOT NULL DEFAULT 0,
    next_try_at_us BIGINT NOT NULL,
    created_at_us  BIGINT NOT NULL
);
CREATE INDEX notice_answer_due ON notice_answer (state, next_try_at_us) WHERE state IN ('waiting', 'sending');
CREATE INDEX notice_answer_number ON notice_answer (recipient, created_at_us);

-- Letters of one day and service that are printed together.
CREATE TABLE notice_print (
    print_id      UUID PRIMARY KEY,
    partner       TEXT NOT NULL,
    service_id    UUID NOT NULL,
    letters       BIGINT NOT NULL,
    created_at_us BIGINT NOT NULL,
    -- When an agent said that they were posted.
    posted_at_us  BIGINT,
    posted_by     TEXT
);
CREATE INDEX notice_print_listed ON notice_print (partner, created_at_us);
ALTER TABLE notice ADD COLUMN print_id UUID;
CREATE INDEX notice_printed ON notice (print_id) WHERE print_id IS NOT NULL;
