//! Rules and their versions.

use jiff::Timestamp;
use kernel::PartnerCode;
use register::{StoreError, Tx, both};
use sqlx::{FromRow, types::Uuid};

use super::turns;
use crate::{
    notice::{State, Why},
    rules::rule::{Arm, Halt, Plan, Rule, RuleId, RuleOrigin, RuleState, RuleVersion, TurnEnd, TurnState},
    service::ServiceId,
    store::{instant, json, maybe_instant, partner, text, word, written},
};

/// Rules of a partner that are listed.
pub const LISTED_MAX: i64 = 500;
/// How far back a rule that starts looks for requests whose dates are to come, or that are silent.
const LOOKED_BACK_DAYS: i64 = 400;

const COLUMNS: &str = "r.rule_id, r.partner, r.service_id, r.version, r.name, r.state, r.origin, r.created_by, r.created_at_us, r.started_at_us,
    r.changed_at_us, r.practice, v.plan";
const JOINED: &str =
    "notice_rule r JOIN notice_rule_version v ON v.rule_id = r.rule_id AND v.version = r.version";

#[derive(FromRow)]
struct Row {
    rule_id: Uuid,
    partner: String,
    service_id: Uuid,
    version: i64,
    name: String,
    state: String,
    origin: Option<String>,
    created_by: String,
    created_at_us: i64,
    started_at_us: Option<i64>,
    changed_at_us: i64,
    practice: Option<String>,
    plan: String,
}

impl TryFrom<Row> for Rule {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let origin = row.origin.as_deref().map(|it| json("notice_rule.origin", it)).transpose()?;
        Ok(Self {
            id: RuleId::from_uuid(row.rule_id),
            partner: partner(&row.partner)?,
            service: ServiceId::from_uuid(row.service_id),
            version: row.version,
            name: row.name,
            state: word("notice_rule.state", &row.state, RuleState::of)?,
            plan: json("notice_rule_version.plan", &row.plan)?,
            origin,
            practice: row.practice,
            created_by: row.created_by,
            created_at: instant("notice_rule.created_at_us", row.created_at_us)?,
            started_at: maybe_instant("notice_rule.started_at_us", row.started_at_us)?,
            changed_at: instant("notice_rule.changed_at_us", row.changed_at_us)?,
        })
    }
}

/// What a new rule is.
#[derive(Debug, Clone, PartialEq)]
pub struct NewRule {
    /// Whose usagers it tells.
    pub partner: PartnerCode,
    /// In whose name.
    pub service: ServiceId,
    /// In the words of whoever makes it.
    pub name: String,
    /// What it does; check it first ([`Plan::check`]).
    pub plan: Plan,
    /// What it is made from.
    pub origin: Option<RuleOrigin>,
    /// The practice that it puts to use.
    pub practice: Option<String>,
}

/// Makes a draft.
pub async fn create(tx: &mut Tx, new: &NewRule, by: &str, now: Timestamp) -> Result<Rule, StoreError> {
    const SQL: &str = "
        INSERT INTO notice_rule (rule_id, partner, service_id, version, name, state, origin, practice, created_by, created_at_us,
            changed_at_us)
        VALUES ($1, $2, $3, 1, $4, 'draft', $5, $8, $6, $7, $7)";
    let rule = Rule {
        id: RuleId::new(now),
        partner: new.partner.clone(),
        service: new.service,
        version: 1,
        name: text(new.name.trim()),
        state: RuleState::Draft,
        plan: new.plan.clone(),
        origin: new.origin.clone(),
        practice: new.practice.clone(),
        created_by: by.to_owned(),
        created_at: now,
        started_at: None,
        changed_at: now,
    };
    both!(&mut *tx, conn => sqlx::query(SQL)
        .bind(rule.id.uuid())
        .bind(rule.partner.as_str())
        .bind(rule.service.uuid())
        .bind(&rule.name)
        .bind(rule.origin.as_ref().map(written))
        .bind(by)
        .bind(now.as_microsecond())
        .bind(rule.practice.as_deref())
        .execute(conn).await.map(drop))?;
    write_version(tx, &rule, by, now).await?;
    Ok(rule)
}

/// Says which practice a rule puts to use: its messages stay the same, so that its version does.
pub async fn name_practice(
    tx: &mut Tx,
    rule: &Rule,
    practice: Option<&str>,
    now: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str =
        "UPDATE notice_rule SET practice = $3, changed_at_us = $4 WHERE rule_id = $1 AND partner = $2";
    both!(tx, conn => sqlx::query(SQL)
        .bind(rule.id.uuid()).bind(rule.partner.as_str()).bind(practice).bind(now.as_microsecond())
        .execute(conn).await.map(drop))?;
    Ok(())
}

async fn write_version(tx: &mut Tx, rule: &Rule, by: &str, now: Timestamp) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO notice_rule_version (rule_id, version, plan, created_by, created_at_us) VALUES ($1, $2, $3, $4, $5)";
    both!(tx, conn => sqlx::query(SQL)
        .bind(rule.id.uuid())
        .bind(rule.version)
        .bind(text(&written(&rule.plan)))
        .bind(by)
        .bind(now.as_microsecond())
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// Makes the next version of a rule that is `rule` so far: turns that have begun go on with theirs, what was only planned is planned anew.
/// `None`: somebody else edited it meanwhile, and nothing is written.
pub async fn edit(
    tx: &mut Tx,
    rule: &Rule,
    (name, plan): (&str, &Plan),
    by: &str,
    now: Timestamp,
) -> Result<Option<Rule>, StoreError> {
    const SQL: &str = "
        UPDATE notice_rule SET version = version + 1, name = $4, changed_at_us = $5
        WHERE rule_id = $1 AND partner = $2 AND version = $3";
    let changed = both!(&mut *tx, conn => sqlx::query(SQL)
        .bind(rule.id.uuid())
        .bind(rule.partner.as_str())
        .bind(rule.version)
        .bind(text(name.trim()))
        .bind(now.as_microsecond())
        .execute(conn).await.map(|it| it.rows_affected()))?;
    if changed == 0 {
        return Ok(None);
    }
    let next = Rule {
        version: rule.version + 1,
        name: name.trim().to_owned(),
        plan: plan.clone(),
        changed_at: now,
        ..rule.clone()
    };
    write_version(tx, &next, by, now).await?;
    if next.state == RuleState::Running {
        turns::forget_planned(tx, next.id).await?;
        touch_all(tx, &next.partner, now).await?;
    }
    Ok(Some(next))
}

/// Has a rule run from now on: a draft, one that was paused (what waited goes on) or one that was stopped. `false`: there is no such rule,
/// or it runs.
pub async fn start(tx: &mut Tx, rule: &Rule, now: Timestamp) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE notice_rule SET started_at_us = CASE WHEN state = 'paused' THEN started_at_us ELSE $3 END,
            state = 'running', changed_at_us = $3
        WHERE rule_id = $1 AND partner = $2 AND state <> 'running'";
    let changed = both!(&mut *tx, conn => sqlx::query(SQL)
        .bind(rule.id.uuid()).bind(rule.partner.as_str()).bind(now.as_microsecond())
        .execute(conn).await.map(|it| it.rows_affected()))?;
    if changed == 1 {
        touch_all(tx, &rule.partner, now).await?;
    }
    Ok(changed == 1)
}

/// Pauses a rule that runs: what it began waits, what it has handed over leaves. `false`: it does not run.
pub async fn pause(tx: &mut Tx, rule: &Rule, now: Timestamp) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE notice_rule SET state = 'paused', changed_at_us = $3 WHERE rule_id = $1 AND partner = $2 AND state = 'running'";
    let changed = both!(tx, conn => sqlx::query(SQL)
        .bind(rule.id.uuid()).bind(rule.partner.as_str()).bind(now.as_microsecond())
        .execute(conn).await.map(|it| it.rows_affected()))?;
    Ok(changed == 1)
}

/// Stops a rule: what waits is cancelled, in this transaction. `false`: it was stopped before.
pub async fn stop(tx: &mut Tx, rule: &Rule, halt: Halt, now: Timestamp) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE notice_rule SET state = $3, changed_at_us = $4
        WHERE rule_id = $1 AND partner = $2 AND state IN ('draft', 'running', 'paused')";
    const NOTICES: &str = "
        UPDATE notice SET state = 'cancelled', why = $2, done_at_us = $3
        WHERE state = 'waiting' AND turn_id IN (SELECT turn_id FROM notice_rule_turn WHERE rule_id = $1 AND state = 'open')";
    const CALLS: &str = "
        UPDATE notice_call SET state = 'cancelled', done_at_us = $2
        WHERE state = 'open' AND turn_id IN (SELECT turn_id FROM notice_rule_turn WHERE rule_id = $1 AND state = 'open')";
    const TURNS: &str = "
        UPDATE notice_rule_turn SET state = $2, due_at_us = NULL, done_at_us = $3 WHERE rule_id = $1 AND state = 'open'";
    let changed = both!(&mut *tx, conn => sqlx::query(SQL)
        .bind(rule.id.uuid())
        .bind(rule.partner.as_str())
        .bind(RuleState::Stopped(halt).code())
        .bind(now.as_microsecond())
        .execute(conn).await.map(|it| it.rows_affected()))?;
    if changed == 0 {
        return Ok(false);
    }
    both!(&mut *tx, conn => sqlx::query(NOTICES)
        .bind(rule.id.uuid()).bind(Why::RuleStopped.code()).bind(now.as_microsecond())
        .execute(conn).await.map(drop))?;
    both!(&mut *tx, conn => sqlx::query(CALLS)
        .bind(rule.id.uuid()).bind(now.as_microsecond()).execute(conn).await.map(drop))?;
    let end = TurnState::Done(TurnEnd::RuleStopped).code();
    both!(&mut *tx, conn => sqlx::query(TURNS)
        .bind(rule.id.uuid()).bind(end).bind(now.as_microsecond()).execute(conn).await.map(drop))?;
    turns::forget_planned(tx, rule.id).await?;
    Ok(true)
}

/// Has every request of a partner looked at that may concern a rule which starts now.
async fn touch_all(tx: &mut Tx, partner: &PartnerCode, now: Timestamp) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO notice_touched (partner, request, touches, at_us)
        SELECT DISTINCT partner, request, CAST(1 AS BIGINT), CAST($3 AS BIGINT) FROM notice_fact WHERE partner = $1 AND at_us >= $2
        ON CONFLICT (partner, request) DO UPDATE SET touches = notice_touched.touches + 1";
    let from = now.as_microsecond() - LOOKED_BACK_DAYS * 86_400_000_000;
    both!(tx, conn => sqlx::query(SQL)
        .bind(partner.as_str()).bind(from).bind(now.as_microsecond()).execute(conn).await.map(drop))?;
    Ok(())
}

/// One rule of a partner.
pub async fn find(tx: &mut Tx, partner: &PartnerCode, id: RuleId) -> Result<Option<Rule>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM {JOINED} WHERE r.rule_id = $1 AND r.partner = $2");
    let row: Option<Row> = both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(id.uuid()).bind(partner.as_str()).fetch_optional(conn).await)?;
    row.map(Rule::try_from).transpose()
}

/// The versions of a rule, the newest first.
pub async fn versions(tx: &mut Tx, rule: &Rule) -> Result<Vec<RuleVersion>, StoreError> {
    const SQL: &str = "
        SELECT version, plan, created_by, created_at_us FROM notice_rule_version WHERE rule_id = $1 ORDER BY version DESC LIMIT 500";
    let rows: Vec<(i64, String, String, i64)> =
        both!(tx, conn => sqlx::query_as(SQL).bind(rule.id.uuid()).fetch_all(conn).await)?;
    let version = |(version, plan, created_by, created_at_us): (i64, String, String, i64)| {
        Ok(RuleVersion {
            version,
            plan: json("notice_rule_version.plan", &plan)?,
            created_by,
            created_at: instant("notice_rule_version.created_at_us", created_at_us)?,
        })
    };
    rows.into_iter().map(version).collect()
}

/// The plan of one version.
pub(crate) async fn plan(tx: &mut Tx, rule: RuleId, version: i64) -> Result<Option<Plan>, StoreError> {
    const SQL: &str = "SELECT plan FROM notice_rule_version WHERE rule_id = $1 AND version = $2";
    let plan: Option<String> = both!(tx, conn => sqlx::query_scalar(SQL)
        .bind(rule.uuid()).bind(version).fetch_optional(conn).await)?;
    plan.map(|it| json("notice_rule_version.plan", &it)).transpose()
}

/// The rules of a partner that are not drafts nor stopped; paused ones go on with nothing.
pub(crate) async fn in_force(tx: &mut Tx, partner: &PartnerCode) -> Result<Vec<Rule>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM {JOINED} WHERE r.partner = $1 AND r.state IN ('running', 'paused')
         ORDER BY r.created_at_us, r.rule_id LIMIT {LISTED_MAX}"
    );
    let rows: Vec<Row> = both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(partner.as_str()).fetch_all(conn).await)?;
    rows.into_iter().map(Rule::try_from).collect()
}

/// What a rule did so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// Turns by arm; what is only planned has none.
    pub arms: Vec<(Arm, i64)>,
    /// Turns by state.
    pub turns: Vec<(TurnState, i64)>,
    /// Messages by state.
    pub notices: Vec<(State, i64)>,
}

/// A rule in the list.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    /// The rule.
    pub rule: Rule,
    /// What it did.
    pub counts: Counts,
}

/// The rules of a partner, those that run first, then by name.
pub async fn listed(tx: &mut Tx, partner: &PartnerCode) -> Result<Vec<Listed>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM {JOINED} WHERE r.partner = $1
         ORDER BY CASE r.state WHEN 'running' THEN 0 WHEN 'paused' THEN 1 WHEN 'draft' THEN 2 ELSE 3 END, r.name, r.rule_id
         LIMIT {LISTED_MAX}"
    );
    let rows: Vec<Row> = both!(&mut *tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(partner.as_str()).fetch_all(conn).await)?;
    let mut listed = Vec::with_capacity(rows.len());
    for row in rows {
        let rule = Rule::try_from(row)?;
        let counts = counts(tx, &rule).await?;
        listed.push(Listed { rule, counts });
    }
    Ok(listed)
}

/// What a rule did so far, over all its versions.
pub async fn counts(tx: &mut Tx, rule: &Rule) -> Result<Counts, StoreError> {
    const TURNS: &str = "
        SELECT arm, state, CAST(COUNT(*) AS BIGINT) FROM notice_rule_turn WHERE rule_id = $1 GROUP BY arm, state ORDER BY arm, state";
    const NOTICES: &str = "
        SELECT n.state, CAST(COUNT(*) AS BIGINT) FROM notice_rule_turn t JOIN notice n ON n.turn_id = t.turn_id
        WHERE t.rule_id = $1 GROUP BY n.state ORDER BY n.state";
    let turns: Vec<(Option<String>, String, i64)> =
        both!(&mut *tx, conn => sqlx::query_as(TURNS).bind(rule.id.uuid()).fetch_all(conn).await)?;
    let notices: Vec<(String, i64)> =
        both!(tx, conn => sqlx::query_as(NOTICES).bind(rule.id.uuid()).fetch_all(conn).await)?;
    let mut counts = Counts::default();
    for (arm, state, count) in turns {
        let state = word("notice_rule_turn.state", &state, TurnState::of)?;
        add(&mut counts.turns, state, count);
        if let Some(arm) = arm {
            add(&mut counts.arms, word("notice_rule_turn.arm", &arm, Arm::of)?, count);
        }
    }
    for (state, count) in notices {
        add(&mut counts.notices, word("notice.state", &state, State::of)?, count);
    }
    Ok(counts)
}

fn add<T: PartialEq>(list: &mut Vec<(T, i64)>, key: T, count: i64) {
    match list.iter_mut().find(|it| it.0 == key) {
        Some(found) => found.1 += count,
        None => list.push((key, count)),
    }
}
