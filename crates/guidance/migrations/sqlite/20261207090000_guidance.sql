-- The right way for each contact. A way of a partner: whether it is offered, when it is open, where it is, how many work on it.
CREATE TABLE guidance_way (
    partner       TEXT NOT NULL REFERENCES partner (code),
    channel       TEXT NOT NULL,
    is_offered    BIGINT NOT NULL CHECK (is_offered IN (0, 1)),
    -- What people need to use it: a number, an address, a link; and a line of words in either language.
    place         TEXT NOT NULL DEFAULT '',
    words_fr      TEXT NOT NULL DEFAULT '',
    words_en      TEXT NOT NULL DEFAULT '',
    -- Hours, exceptions and holidays (JSON of calendar::Opening); null: always open.
    opening       TEXT,
    -- Agents who answer at once when it is open; null: not known, its capacity is not limited.
    agents        BIGINT,
    -- The wait that was told last, in seconds, and when; null: never.
    wait_s        BIGINT,
    wait_at_us    BIGINT,
    PRIMARY KEY (partner, channel)
);

-- What a partner asks of advice (JSON), and whether its page is open to the public.
CREATE TABLE guidance_setting (
    partner       TEXT PRIMARY KEY REFERENCES partner (code),
    is_public     BIGINT NOT NULL CHECK (is_public IN (0, 1)),
    limits        TEXT NOT NULL,
    -- The randomised trial that decides who is advised; null: everybody is.
    trial         TEXT,
    changed_by    TEXT NOT NULL,
    changed_at_us BIGINT NOT NULL
);

-- What was learned from the log, the latest last; advice given keeps the number of the one that it rests on.
CREATE TABLE guidance_model (
    model_id      BLOB PRIMARY KEY,
    fitted_at_us  BIGINT NOT NULL,
    -- Until when contacts were seen.
    seen_until_us BIGINT NOT NULL,
    contacts      BIGINT NOT NULL,
    -- The estimates, and how well they foretold what came after (JSON).
    fitted        TEXT NOT NULL,
    reliability   TEXT NOT NULL
);
CREATE INDEX guidance_model_fitted ON guidance_model (fitted_at_us);

-- One advice, with all that its judgement needs later. It names nobody.
CREATE TABLE guidance_advice (
    advice_id     BLOB PRIMARY KEY,
    partner       TEXT NOT NULL REFERENCES partner (code),
    reason        TEXT NOT NULL,
    site          TEXT,
    -- What the person told (JSON list of words), and whether it could not wait.
    features      TEXT NOT NULL,
    is_urgent     BIGINT NOT NULL CHECK (is_urgent IN (0, 1)),
    given_at_us   BIGINT NOT NULL,
    -- Where: page, embedded, api, inbox.
    door          TEXT NOT NULL,
    model_id      BLOB,
    -- advised: with an advice; plain: the list alone, by the draw of a trial.
    arm           TEXT NOT NULL CHECK (arm IN ('advised', 'plain')),
    advised       TEXT,
    -- Each way with its estimate, its probability and why (JSON of channel_choice::Advice).
    advice        TEXT NOT NULL,
    -- What the person did: the way they took, and whether it settled the matter.
    taken         TEXT,
    taken_at_us   BIGINT,
    request_id    TEXT,
    is_settled    BIGINT CHECK (is_settled IN (0, 1)),
    answered_at_us BIGINT
);
CREATE INDEX guidance_advice_partner ON guidance_advice (partner, given_at_us);
CREATE INDEX guidance_advice_answered ON guidance_advice (answered_at_us);
