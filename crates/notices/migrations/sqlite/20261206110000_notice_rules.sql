-- Rules: when whom is told what. Its newest plan stands in rule_version, of which none ever changes.
CREATE TABLE notice_rule (
    rule_id       BLOB PRIMARY KEY,
    partner       TEXT NOT NULL REFERENCES partner (code),
    service_id    BLOB NOT NULL REFERENCES notice_service (service_id),
    version       BIGINT NOT NULL,
    name          TEXT NOT NULL,
    state         TEXT NOT NULL,
    -- What it was made from (JSON), null: from nothing.
    origin        TEXT,
    created_by    TEXT NOT NULL,
    created_at_us BIGINT NOT NULL,
    started_at_us BIGINT,
    changed_at_us BIGINT NOT NULL
);
CREATE INDEX notice_rule_partner ON notice_rule (partner, state);
CREATE TABLE notice_rule_version (
    rule_id       BLOB NOT NULL REFERENCES notice_rule (rule_id),
    version       BIGINT NOT NULL,
    plan          TEXT NOT NULL,
    created_by    TEXT NOT NULL,
    created_at_us BIGINT NOT NULL,
    PRIMARY KEY (rule_id, version)
);

-- What happened to requests.
CREATE TABLE notice_fact (
    fact_id        BLOB PRIMARY KEY,
    partner        TEXT NOT NULL,
    request        TEXT NOT NULL,
    -- What the partner's systems call the person; the contact log knows them by it.
    usager         TEXT NOT NULL,
    kind           TEXT NOT NULL CHECK (kind IN ('status', 'date', 'promise', 'sign')),
    -- The status, the kind of date, or the sign; empty for a promise.
    name           TEXT NOT NULL,
    at_us          BIGINT NOT NULL,
    -- The day of a date (2026-03-09), and its instant where it has an hour; of a promise, its instant.
    on_day         TEXT,
    on_us          BIGINT,
    reason         TEXT,
    life_event     TEXT,
    channel        TEXT,
    -- Whose turn it is from then on, if it says so.
    waits_for      TEXT CHECK (waits_for IN ('usager', 'administration')),
    is_closing     BIGINT NOT NULL CHECK (is_closing IN (0, 1)),
    -- What fills templates (JSON object).
    data           TEXT NOT NULL,
    -- Who told it, and the same id whenever it is told again; the digest tells other contents under the same id.
    source         TEXT NOT NULL,
    source_id      TEXT NOT NULL,
    digest         TEXT NOT NULL,
    recorded_at_us BIGINT NOT NULL,
    -- Whether the contact log has it, or needs it not.
    is_logged      BIGINT NOT NULL CHECK (is_logged IN (0, 1)),
    UNIQUE (partner, source, source_id, kind)
);
CREATE INDEX notice_fact_request ON notice_fact (partner, request, at_us);
CREATE INDEX notice_fact_period ON notice_fact (partner, at_us);
CREATE INDEX notice_fact_usager ON notice_fact (partner, usager);
CREATE INDEX notice_fact_unlogged ON notice_fact (partner, fact_id) WHERE is_logged = 0;

-- Requests to which something happened that no rule has looked at.
CREATE TABLE notice_touched (
    partner TEXT NOT NULL,
    request TEXT NOT NULL,
    touches BIGINT NOT NULL,
    at_us   BIGINT NOT NULL,
    PRIMARY KEY (partner, request)
);
CREATE INDEX notice_touched_order ON notice_touched (at_us);

-- Where those who bring facts from the rest of the product go on.
CREATE TABLE notice_place (
    source TEXT PRIMARY KEY,
    place  TEXT NOT NULL
);

-- Who is kept apart from a rule, for good.
CREATE TABLE notice_rule_arm (
    rule_id  BLOB NOT NULL REFERENCES notice_rule (rule_id),
    person   TEXT NOT NULL,
    arm      TEXT NOT NULL CHECK (arm IN ('told', 'held')),
    -- With which probability they were to be held, in ten-thousandths.
    share_e4 BIGINT NOT NULL,
    at_us    BIGINT NOT NULL,
    PRIMARY KEY (rule_id, person)
);

-- What a rule does for one person and one occasion.
CREATE TABLE notice_rule_turn (
    turn_id       BLOB PRIMARY KEY,
    rule_id       BLOB NOT NULL REFERENCES notice_rule (rule_id),
    version       BIGINT NOT NULL,
    partner       TEXT NOT NULL,
    request       TEXT NOT NULL,
    usager        TEXT NOT NULL,
    -- Who it was, when the turn began.
    person        TEXT,
    occasion      TEXT NOT NULL,
    state         TEXT NOT NULL,
    arm           TEXT CHECK (arm IN ('told', 'held')),
    share_e4      BIGINT,
    -- The template of its first rung, which a held person would have got.
    template_id   BLOB,
    template_version BIGINT,
    -- The next rung, and when it is taken, or when one looks again; null: nothing is to come.
    rung          BIGINT NOT NULL,
    due_at_us     BIGINT,
    -- What the last rung made, and whether it is known to have failed.
    notice_id     BLOB,
    call_id       BLOB,
    taken_at_us   BIGINT,
    is_failed     BIGINT NOT NULL CHECK (is_failed IN (0, 1)),
    -- Why a rung made nothing: a code.
    problem       TEXT,
    -- When the first rung left, or would have.
    entered_at_us BIGINT,
    created_at_us BIGINT NOT NULL,
    done_at_us    BIGINT,
    UNIQUE (rule_id, request, occasion)
);
CREATE INDEX notice_rule_turn_due ON notice_rule_turn (due_at_us) WHERE due_at_us IS NOT NULL;
CREATE INDEX notice_rule_turn_request ON notice_rule_turn (partner, request);
CREATE INDEX notice_rule_turn_listed ON notice_rule_turn (rule_id, entered_at_us, turn_id);
CREATE INDEX notice_rule_turn_call ON notice_rule_turn (call_id) WHERE call_id IS NOT NULL;
-- Messages of rules that ended without arriving.
CREATE INDEX notice_rule_turn_failed ON notice (done_at_us) WHERE turn_id IS NOT NULL AND state IN ('failed', 'cancelled');

-- Calls that a rule asks for.
CREATE TABLE notice_call (
    call_id    BLOB PRIMARY KEY,
    partner    TEXT NOT NULL,
    turn_id    BLOB NOT NULL REFERENCES notice_rule_turn (turn_id),
    rung       BIGINT NOT NULL,
    request    TEXT NOT NULL,
    usager     TEXT NOT NULL,
    script     TEXT NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('open', 'reached', 'missed', 'cancelled')),
    -- What stands for it where agents work.
    callback   TEXT,
    made_at_us BIGINT NOT NULL,
    done_at_us BIGINT,
    UNIQUE (turn_id, rung)
);
CREATE INDEX notice_call_open ON notice_call (partner, made_at_us) WHERE state = 'open';
CREATE INDEX notice_call_left ON notice_call (made_at_us) WHERE state = 'cancelled' AND callback IS NOT NULL;
