-- What was proposed as a cause when a request was closed, and what the agent gave; by no model: by the coding rule. Kept as long as the
-- request; facts are codes (rules::coding::Facts, JSON), no words.
CREATE TABLE cause_proposal (
    request_id BLOB PRIMARY KEY REFERENCES request (request_id),
    partner    TEXT NOT NULL,
    proposed   TEXT NOT NULL,
    model      BIGINT,
    given      TEXT NOT NULL,
    facts      TEXT NOT NULL,
    at_us      BIGINT NOT NULL
);
CREATE INDEX cause_proposal_partner ON cause_proposal (partner, at_us);
-- What was learned from a partner's own coding: counts of stems as numbers (rules::suggest::Model, JSON), 600 kB at most. Three versions.
CREATE TABLE cause_model (
    partner  TEXT NOT NULL REFERENCES partner (code),
    version  BIGINT NOT NULL,
    at_us    BIGINT NOT NULL,
    -- The last closing that it knows.
    until_us BIGINT NOT NULL,
    examples BIGINT NOT NULL,
    model    TEXT NOT NULL,
    PRIMARY KEY (partner, version)
);
-- The requests that a partner closed last.
CREATE INDEX request_partner_closed ON request (partner, closed_at_us) WHERE closed_at_us IS NOT NULL;
