//! Looks at every rule that runs, keeps what was found, and stops those that make people call.

use jiff::Timestamp;
use kernel::PartnerCode;
use register::{Db, StoreError, Tx, audit, both};
use serde_json::json;
use sqlx::types::Uuid;

use super::reading::{EffectsError, Watch, has_to_stop};
use crate::{
    rules::{
        rule::{Halt, RuleId, RuleState},
        store::rules,
    },
    store::partner,
};

/// Who is named in the audit trail when a rule stops itself.
const ACTOR: &str = "product";

/// What a round did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Round {
    /// Rules that were looked at.
    pub looked: usize,
    /// Rules that were stopped, because they make people call.
    pub stopped: Vec<RuleId>,
}

/// Looks at all rules that run or are paused. Once an hour is enough: intervals hold at all looks together, and what nothing has
/// changed of is not computed again.
///
/// # Errors
///
/// [`EffectsError`] if the register or the log cannot be read; what was found before stays.
pub async fn round(db: &Db, watch: &Watch, now: Timestamp) -> Result<Round, EffectsError> {
    let mut tx = db.read().await?;
    let all = in_force(&mut tx).await?;
    drop(tx);
    let mut round = Round::default();
    for (partner, id) in all {
        let mut tx = db.read().await?;
        let Some(rule) = rules::find(&mut tx, &partner, id).await? else { continue };
        drop(tx);
        let found = watch.look(db, &rule, now).await?;
        round.looked += 1;
        if rule.state == RuleState::Running && has_to_stop(&rule, &found.effects) {
            let mut tx = db.write().await?;
            if rules::stop(&mut tx, &rule, Halt::Provokes, now).await? {
                let object = rule.id.to_string();
                let detail = json!({ "version": rule.version, "why": "provokes" });
                let entry = audit::Entry {
                    actor: ACTOR,
                    action: "rule.stop",
                    object: &object,
                    partner: Some(&rule.partner),
                    detail,
                };
                audit::tell(&mut tx, entry, now).await?;
                tx.commit().await?;
                round.stopped.push(rule.id);
            }
        }
    }
    Ok(round)
}

async fn in_force(tx: &mut Tx) -> Result<Vec<(PartnerCode, RuleId)>, StoreError> {
    const SQL: &str = "SELECT partner, rule_id FROM notice_rule WHERE state IN ('running', 'paused') ORDER BY partner, rule_id";
    let rows: Vec<(String, Uuid)> = both!(tx, conn => sqlx::query_as(SQL).fetch_all(conn).await)?;
    rows.into_iter().map(|(code, id)| Ok((partner(&code)?, RuleId::from_uuid(id)))).collect()
}
