-- An incident: from when on requests belong to it, the hour at which it ends by itself, and who ended it.
ALTER TABLE incident ADD COLUMN since_us BIGINT;
ALTER TABLE incident ADD COLUMN ends_at_us BIGINT;
ALTER TABLE incident ADD COLUMN ended_by TEXT;
-- Grows with each edit and each answer: a button that is pressed twice answers once.
ALTER TABLE incident ADD COLUMN version BIGINT NOT NULL DEFAULT 0;
-- One that runs for a reason; the one for all reasons has none.
CREATE UNIQUE INDEX incident_one ON incident (partner, reason) WHERE ended_at_us IS NULL AND reason IS NOT NULL;
CREATE INDEX request_incident ON request (incident_id, opened_at_us, request_id) WHERE incident_id IS NOT NULL;
-- Requests that an agent took out of an incident: they never join it again by themselves.
CREATE TABLE incident_out (
    incident_id UUID NOT NULL REFERENCES incident (incident_id),
    request_id  UUID NOT NULL REFERENCES request (request_id),
    PRIMARY KEY (incident_id, request_id)
);
-- One text for all requests of an incident, as it was written, before its places are filled.
CREATE TABLE incident_answer (
    answer_id UUID PRIMARY KEY,
    incident_id UUID NOT NULL REFERENCES incident (incident_id),
    partner     TEXT NOT NULL,
    subject     TEXT NOT NULL,
    body        TEXT NOT NULL,
    -- Null: the requests stay open.
    outcome     TEXT,
    cause       TEXT,
    agent       UUID REFERENCES account (account_id) ON DELETE SET NULL,
    -- The language of the days that it says.
    language    TEXT NOT NULL,
    at_us       BIGINT NOT NULL
);
CREATE INDEX incident_answer_incident ON incident_answer (incident_id, at_us);
-- Each request that an answer is for. It is done in the transaction of the message that leaves.
CREATE TABLE incident_delivery (
    answer_id  UUID NOT NULL REFERENCES incident_answer (answer_id),
    request_id UUID NOT NULL REFERENCES request (request_id),
    done_at_us BIGINT,
    -- sent; closed: sent, and the request was closed; skipped: it was closed by somebody before; lacking: a place of the text has no value.
    outcome    TEXT CHECK (outcome IN ('sent', 'closed', 'skipped', 'lacking')),
    -- What lacks, in both languages (JSON).
    problem    TEXT,
    PRIMARY KEY (answer_id, request_id)
);
CREATE INDEX incident_delivery_waiting ON incident_delivery (answer_id, request_id) WHERE done_at_us IS NULL;
CREATE INDEX incident_delivery_request ON incident_delivery (request_id);
-- How many requests came for a reason in a quarter of an hour; quarters without any have no row. Kept for thirteen weeks.
CREATE TABLE reason_quarter (
    partner    TEXT NOT NULL,
    reason     TEXT NOT NULL,
    quarter_us BIGINT NOT NULL,
    count      BIGINT NOT NULL,
    PRIMARY KEY (partner, reason, quarter_us)
);
CREATE INDEX reason_quarter_time ON reason_quarter (quarter_us, partner, reason, count);
-- By which the last day's requests are counted without reading them.
CREATE INDEX request_opened ON request (opened_at_us, partner, reason);
-- More requests on a reason than usual, as long as it lasts.
CREATE TABLE surge (
    partner         TEXT NOT NULL REFERENCES partner (code),
    reason          TEXT NOT NULL,
    since_us        BIGINT NOT NULL,
    observed        BIGINT NOT NULL,
    expected        BIGINT NOT NULL,
    -- Somebody looked, and it is none.
    dismissed_at_us BIGINT,
    PRIMARY KEY (partner, reason)
);
