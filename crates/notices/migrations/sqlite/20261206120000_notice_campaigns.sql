-- A campaign: a list of people who get the same template, each at most once.
CREATE TABLE notice_campaign (
    campaign_id     BLOB PRIMARY KEY,
    partner         TEXT NOT NULL REFERENCES partner (code),
    service_id      BLOB NOT NULL REFERENCES notice_service (service_id),
    template_id     BLOB NOT NULL REFERENCES notice_template (template_id),
    version         BIGINT NOT NULL,
    name            TEXT NOT NULL,
    -- Titles of the columns (JSON list), and which column fills what (JSON object; "" is the address).
    titles          TEXT NOT NULL,
    fills           TEXT NOT NULL,
    -- loading: its lines are being written; draft: nobody has said yes; ready: it leaves from begins_at_us on;
    -- stopped: what had not left stays; done: no line waits.
    state           TEXT NOT NULL CHECK (state IN ('loading', 'draft', 'ready', 'stopped', 'done')),
    -- Who made it: an account's or a key's id, and as which kind of key its messages count.
    created_by      TEXT NOT NULL,
    key_id          BLOB,
    key_kind        TEXT NOT NULL CHECK (key_kind IN ('live', 'team', 'test')),
    reference       TEXT,
    -- What the last check found: lines that may leave, parts of messages, what they cost.
    good            BIGINT NOT NULL DEFAULT 0,
    parts           BIGINT NOT NULL DEFAULT 0,
    cost            BIGINT NOT NULL DEFAULT 0,
    -- How many slices were handed over: two workers never hand over the same.
    slices          BIGINT NOT NULL DEFAULT 0,
    begins_at_us    BIGINT NOT NULL,
    created_at_us   BIGINT NOT NULL,
    confirmed_at_us BIGINT,
    done_at_us      BIGINT
);
CREATE INDEX notice_campaign_listed ON notice_campaign (partner, created_at_us);
CREATE INDEX notice_campaign_ready ON notice_campaign (begins_at_us) WHERE state = 'ready';

-- A line of a campaign, as it came. It waits until it has a notice, or a problem says why it never gets one.
CREATE TABLE notice_campaign_line (
    campaign_id BLOB NOT NULL REFERENCES notice_campaign (campaign_id),
    line        BIGINT NOT NULL,
    -- One cell a column (JSON list); empty once it is forgotten.
    cells       TEXT NOT NULL,
    notice_id   BLOB,
    -- The title of the column, and the sentence in both languages (JSON).
    fault_at    TEXT,
    fault       TEXT,
    PRIMARY KEY (campaign_id, line)
);
CREATE INDEX notice_campaign_waiting ON notice_campaign_line (campaign_id, line) WHERE notice_id IS NULL AND fault IS NULL;
CREATE INDEX notice_campaign_faults ON notice_campaign_line (campaign_id, line) WHERE fault IS NOT NULL;
