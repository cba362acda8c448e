-- How a refusal by silence can be contested, as the acknowledgements of a reason say it.
CREATE TABLE reason_appeal (
    partner     TEXT NOT NULL,
    reason      TEXT NOT NULL,
    ways        TEXT NOT NULL,
    time_limits TEXT NOT NULL,
    PRIMARY KEY (partner, reason),
    FOREIGN KEY (partner, reason) REFERENCES reason (partner, code)
);
-- How the arrival of a request was answered: with all that the law asks for, with less, or not at all (why: codes, JSON).
CREATE TABLE acknowledgement (
    request_id BLOB PRIMARY KEY REFERENCES request (request_id),
    partner    TEXT NOT NULL,
    kind       TEXT NOT NULL CHECK (kind IN ('full', 'receipt', 'unsent')),
    contact_id BLOB REFERENCES contact (contact_id),
    why        TEXT NOT NULL,
    at_us      BIGINT NOT NULL
);
CREATE INDEX acknowledgement_partner ON acknowledgement (partner, kind, at_us);
-- What one address was sent by all partners together.
CREATE INDEX automatic_answer_whole ON automatic_answer (address, at_us);
-- Requests to which a new one is compared.
CREATE INDEX request_closed ON request (partner, reason, closed_at_us);
