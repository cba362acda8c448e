-- An experiment of a partner. The plan in force is TOML; what it was when it was registered is in experiment_plan.
CREATE TABLE experiment (
    experiment_id    BLOB PRIMARY KEY,
    partner          TEXT NOT NULL REFERENCES partner (code),
    practice         TEXT NOT NULL,
    title            TEXT NOT NULL,
    plan             TEXT NOT NULL,
    state            TEXT NOT NULL CHECK (state IN ('draft', 'registered', 'concluded', 'published', 'abandoned')),
    hash             TEXT,
    -- Secret until the experiment is concluded: who knows it knows who gets what next.
    seed             TEXT,
    created_by       TEXT NOT NULL,
    created_at_us    BIGINT NOT NULL,
    changed_at_us    BIGINT NOT NULL,
    registered_at_us BIGINT,
    concluded_at_us  BIGINT,
    published_at_us  BIGINT
);
CREATE INDEX experiment_partner ON experiment (partner, state, changed_at_us);
CREATE INDEX experiment_practice ON experiment (practice, state);
-- Every plan that was in force: place 0 is the registered one, the others are amendments.
CREATE TABLE experiment_plan (
    experiment_id  BLOB NOT NULL REFERENCES experiment (experiment_id),
    place          BIGINT NOT NULL,
    plan           TEXT NOT NULL,
    hash           TEXT NOT NULL,
    reason         TEXT NOT NULL,
    after_outcomes BIGINT NOT NULL CHECK (after_outcomes IN (0, 1)),
    made_by        TEXT NOT NULL,
    made_at_us     BIGINT NOT NULL,
    PRIMARY KEY (experiment_id, place)
);
-- Who got what. A usager, a request and an agent stand as pseudonyms; they are removed a year after the conclusion.
CREATE TABLE experiment_unit (
    experiment_id  BLOB NOT NULL REFERENCES experiment (experiment_id),
    unit           TEXT NOT NULL,
    place          BIGINT NOT NULL,
    arm            BIGINT NOT NULL,
    stratum        TEXT NOT NULL,
    probability    DOUBLE PRECISION NOT NULL,
    assigned_at_us BIGINT NOT NULL,
    PRIMARY KEY (experiment_id, unit)
);
CREATE UNIQUE INDEX experiment_unit_place ON experiment_unit (experiment_id, place);
-- What was looked at, and when: the report of each planned look, and of the conclusion (the last).
CREATE TABLE experiment_look (
    experiment_id BLOB NOT NULL REFERENCES experiment (experiment_id),
    place         BIGINT NOT NULL,
    report        TEXT NOT NULL,
    made_by       TEXT NOT NULL,
    made_at_us    BIGINT NOT NULL,
    PRIMARY KEY (experiment_id, place)
);
-- What the partner says of it besides the figures; published with them.
CREATE TABLE experiment_lesson (
    experiment_id BLOB PRIMARY KEY REFERENCES experiment (experiment_id),
    conditions    TEXT NOT NULL,
    lessons       TEXT NOT NULL
);
-- A project: from an idea to a national deployment.
CREATE TABLE project (
    project_id    BLOB PRIMARY KEY,
    partner       TEXT NOT NULL REFERENCES partner (code),
    practice      TEXT,
    title         TEXT NOT NULL,
    summary       TEXT NOT NULL,
    stage         TEXT NOT NULL CHECK (stage IN ('idea', 'framing', 'design', 'experiment', 'deployment', 'national', 'stopped')),
    owner         TEXT NOT NULL,
    created_by    TEXT NOT NULL,
    created_at_us BIGINT NOT NULL,
    changed_at_us BIGINT NOT NULL
);
CREATE INDEX project_by_partner ON project (partner, stage);
-- Other partners of a project.
CREATE TABLE project_partner (
    project_id BLOB NOT NULL REFERENCES project (project_id),
    partner    TEXT NOT NULL REFERENCES partner (code),
    PRIMARY KEY (project_id, partner)
);
-- The experiments of a project.
CREATE TABLE project_experiment (
    project_id    BLOB NOT NULL REFERENCES project (project_id),
    experiment_id BLOB NOT NULL REFERENCES experiment (experiment_id),
    PRIMARY KEY (project_id, experiment_id)
);
-- What happened and what was learned, in its order; a change of stage is an entry too.
CREATE TABLE project_entry (
    entry_id    BLOB PRIMARY KEY,
    project_id  BLOB NOT NULL REFERENCES project (project_id),
    kind        TEXT NOT NULL CHECK (kind IN ('stage', 'note', 'lesson')),
    stage       TEXT,
    body        TEXT NOT NULL,
    author      TEXT NOT NULL,
    author_name TEXT NOT NULL,
    made_at_us  BIGINT NOT NULL
);
CREATE INDEX project_entry_project ON project_entry (project_id, made_at_us);
