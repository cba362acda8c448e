//! Turns with their messages, read from the register; and what was last found of each rule, kept there.

use jiff::Timestamp;
use kernel::{Euro, PartnerCode};
use register::{StoreError, Tx, both};
use sqlx::{FromRow, types::Uuid};

use super::Effects;
use crate::{
    rules::rule::{Arm, RuleId},
    store::{instant, json, maybe_instant, partner, word, written},
    template::TemplateId,
};

/// A turn of a rule as the register has it: whose it is in the words of the partner's systems.
#[derive(Debug, Clone)]
pub struct KeptTurn {
    /// Whose.
    pub usager: String,
    /// Which arm.
    pub arm: Arm,
    /// With which probability the person was to be kept apart, in ten-thousandths.
    pub share_e4: i64,
    /// When the first message was to leave.
    pub entered_at: Timestamp,
    /// The version of the rule.
    pub version: i64,
    /// What its first message says, or would have said.
    pub template: Option<(TemplateId, i64)>,
    /// Messages handed to a carrier, arrived, failed.
    pub messages: (u64, u64, u64),
    /// What they cost.
    pub cost: Euro,
}

#[derive(FromRow)]
struct TurnRow {
    usager: String,
    arm: String,
    share_e4: i64,
    entered_at_us: i64,
    version: i64,
    template_id: Option<Uuid>,
    template_version: Option<i64>,
    sent: i64,
    delivered: i64,
    failed: i64,
    cost: i64,
}

fn count(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

impl TryFrom<TurnRow> for KeptTurn {
    type Error = StoreError;

    fn try_from(row: TurnRow) -> Result<Self, StoreError> {
        Ok(Self {
            arm: word("notice_rule_turn.arm", &row.arm, Arm::of)?,
            share_e4: row.share_e4,
            entered_at: instant("notice_rule_turn.entered_at_us", row.entered_at_us)?,
            version: row.version,
            template: row.template_id.map(TemplateId::from_uuid).zip(row.template_version),
            messages: (count(row.sent), count(row.delivered), count(row.failed)),
            cost: Euro(row.cost),
            usager: row.usager,
        })
    }
}

/// All turns of a rule that began, with what became of their messages. Simulated messages are none.
pub async fn turns(tx: &mut Tx, rule: RuleId) -> Result<Vec<KeptTurn>, StoreError> {
    const SQL: &str = "
        SELECT t.usager, t.arm, COALESCE(t.share_e4, 0) AS share_e4, t.entered_at_us, t.version, t.template_id, t.template_version,
               COALESCE(n.sent, 0) AS sent, COALESCE(n.delivered, 0) AS delivered, COALESCE(n.failed, 0) AS failed,
               COALESCE(n.cost, 0) AS cost
        FROM notice_rule_turn t LEFT JOIN (
            SELECT turn_id,
                   CAST(SUM(CASE WHEN sent_at_us IS NULL THEN 0 ELSE 1 END) AS BIGINT) AS sent,
                   CAST(SUM(CASE WHEN state = 'delivered' THEN 1 ELSE 0 END) AS BIGINT) AS delivered,
                   CAST(SUM(CASE WHEN state = 'failed' THEN 1 ELSE 0 END) AS BIGINT) AS failed,
                   CAST(SUM(CASE WHEN sent_at_us IS NULL THEN 0 ELSE cost END) AS BIGINT) AS cost
            FROM notice WHERE simulated IS NULL AND turn_id IN (SELECT turn_id FROM notice_rule_turn WHERE rule_id = $1)
            GROUP BY turn_id
        ) n ON n.turn_id = t.turn_id
        WHERE t.rule_id = $1 AND t.entered_at_us IS NOT NULL AND t.arm IS NOT NULL AND t.usager <> ''";
    let rows: Vec<TurnRow> = both!(tx, conn => sqlx::query_as(SQL).bind(rule.uuid()).fetch_all(conn).await)?;
    rows.into_iter().map(KeptTurn::try_from).collect()
}

/// How many turns of a rule began, and when the last one did (µs UTC): other figures, other effects.
pub async fn turns_mark(tx: &mut Tx, rule: RuleId) -> Result<(i64, i64), StoreError> {
    const SQL: &str = "
        SELECT count(*), COALESCE(max(entered_at_us), 0) FROM notice_rule_turn
        WHERE rule_id = $1 AND entered_at_us IS NOT NULL AND arm IS NOT NULL";
    Ok(both!(tx, conn => sqlx::query_as(SQL).bind(rule.uuid()).fetch_one(conn).await)?)
}

/// People to whom the messages of a rule were handed over from an instant on.
pub async fn told_since(tx: &mut Tx, rule: RuleId, since: Timestamp) -> Result<u64, StoreError> {
    const SQL: &str = "
        SELECT count(DISTINCT t.usager) FROM notice_rule_turn t JOIN notice n ON n.turn_id = t.turn_id
        WHERE t.rule_id = $1 AND n.simulated IS NULL AND n.sent_at_us >= $2";
    let found: i64 = both!(tx, conn => sqlx::query_scalar(SQL)
        .bind(rule.uuid()).bind(since.as_microsecond()).fetch_one(conn).await)?;
    Ok(count(found))
}

/// What was last found of a rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Of which rule.
    pub rule: RuleId,
    /// What its messages changed.
    pub effects: Effects,
    /// What it was found from: the same as long as nothing changes.
    pub state: String,
    /// When.
    pub found_at: Timestamp,
}

#[derive(FromRow)]
struct FoundRow {
    rule_id: Uuid,
    effects: String,
    state: String,
    found_at_us: i64,
}

impl TryFrom<FoundRow> for Found {
    type Error = StoreError;

    fn try_from(row: FoundRow) -> Result<Self, StoreError> {
        Ok(Self {
            rule: RuleId::from_uuid(row.rule_id),
            effects: json("notice_rule_effect.effects", &row.effects)?,
            state: row.state,
            found_at: instant("notice_rule_effect.found_at_us", row.found_at_us)?,
        })
    }
}

/// Keeps what was found, in the place of what was found before.
pub async fn keep(tx: &mut Tx, found: &Found) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO notice_rule_effect (rule_id, effects, state, found_at_us) VALUES ($1, $2, $3, $4)
        ON CONFLICT (rule_id) DO UPDATE SET effects = excluded.effects, state = excluded.state, found_at_us = excluded.found_at_us
        WHERE notice_rule_effect.found_at_us <= excluded.found_at_us";
    both!(tx, conn => sqlx::query(SQL)
        .bind(found.rule.uuid())
        .bind(written(&found.effects))
        .bind(&found.state)
        .bind(found.found_at.as_microsecond())
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// What was last found of a rule; `None`: nobody has looked yet.
pub async fn found(tx: &mut Tx, rule: RuleId) -> Result<Option<Found>, StoreError> {
    const SQL: &str =
        "SELECT rule_id, effects, state, found_at_us FROM notice_rule_effect WHERE rule_id = $1";
    let row: Option<FoundRow> =
        both!(tx, conn => sqlx::query_as(SQL).bind(rule.uuid()).fetch_optional(conn).await)?;
    row.map(Found::try_from).transpose()
}

/// A rule whose effect may be shown beyond its partner.
#[derive(Debug, Clone)]
pub struct OfRule {
    /// Whose.
    pub partner: PartnerCode,
    /// Its name.
    pub name: String,
    /// The practice that it puts to use.
    pub practice: Option<String>,
    /// Since when it has run.
    pub started_at: Option<Timestamp>,
    /// What was found.
    pub found: Found,
}

#[derive(FromRow)]
struct OfRuleRow {
    partner: String,
    name: String,
    practice: Option<String>,
    started_at_us: Option<i64>,
    rule_id: Uuid,
    effects: String,
    state: String,
    found_at_us: i64,
}

/// What was found of all rules of a partner, or of everybody's: the latest first, 1,000 at most.
pub async fn all(tx: &mut Tx, of: Option<&PartnerCode>) -> Result<Vec<OfRule>, StoreError> {
    const SQL: &str = "
        SELECT r.partner, r.name, r.practice, r.started_at_us, e.rule_id, e.effects, e.state, e.found_at_us
        FROM notice_rule_effect e JOIN notice_rule r ON r.rule_id = e.rule_id
        WHERE $1 IS NULL OR r.partner = $1
        ORDER BY e.found_at_us DESC, e.rule_id LIMIT 1000";
    let rows: Vec<OfRuleRow> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(of.map(PartnerCode::as_str)).fetch_all(conn).await)?;
    let read = |row: OfRuleRow| {
        Ok(OfRule {
            partner: partner(&row.partner)?,
            name: row.name,
            practice: row.practice,
            started_at: maybe_instant("notice_rule.started_at_us", row.started_at_us)?,
            found: Found::try_from(FoundRow {
                rule_id: row.rule_id,
                effects: row.effects,
                state: row.state,
                found_at_us: row.found_at_us,
            })?,
        })
    };
    rows.into_iter().map(read).collect()
}
