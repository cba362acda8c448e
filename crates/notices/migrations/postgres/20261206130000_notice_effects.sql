-- What was last found of each rule: contacts avoided and provoked, by version (JSON), and what it was found from.
CREATE TABLE notice_rule_effect (
    rule_id     UUID PRIMARY KEY REFERENCES notice_rule (rule_id),
    effects     TEXT NOT NULL,
    state       TEXT NOT NULL,
    found_at_us BIGINT NOT NULL
);
