//! Whether what sets a rule off comes at all, and with a reason that the rule is about: a rule whose events carry none tells nobody.
//!
//! Start with [`Heard`].

use jiff::{SignedDuration, Timestamp};
use kernel::PartnerCode;
use register::{StoreError, Tx, both};
use site::Shell;

use super::rule::{Condition, Trigger};
use crate::{effects::sentences::counted, rules::pages::said};

/// How far back one looks.
pub const LOOKED_BACK: SignedDuration = SignedDuration::from_hours(90 * 24);
/// Reasons that are named.
const NAMED_MAX: usize = 8;

/// What was heard of requests that a trigger is about, in the last [`LOOKED_BACK`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Heard {
    /// Requests with what sets the rule off.
    pub requests: u64,
    /// Of which no event has a reason.
    pub without_reason: u64,
    /// Of which have one of the reasons that the rule is about; all, if it is about all.
    pub wanted: u64,
    /// The reasons that came, the most frequent first.
    pub reasons: Vec<String>,
}

/// What came of a partner's requests that a trigger and a condition are about.
pub async fn heard(
    tx: &mut Tx,
    partner: &PartnerCode,
    (trigger, condition): (&Trigger, &Condition),
    now: Timestamp,
) -> Result<Heard, StoreError> {
    const SQL: &str = "
        SELECT r.reason, CAST(COUNT(*) AS BIGINT) FROM (
            SELECT request, MAX(reason) AS reason FROM notice_fact
            WHERE partner = $1 AND at_us >= $2 AND request IN (
                SELECT request FROM notice_fact WHERE partner = $1 AND at_us >= $2 AND kind = $3 AND ($4 = '' OR name = $4)
            ) GROUP BY request
        ) r GROUP BY r.reason ORDER BY 2 DESC, 1";
    let (kind, name) = match trigger {
        Trigger::Entered { status } | Trigger::Silent { status, .. } => ("status", status.as_str()),
        Trigger::Before { date, .. } | Trigger::After { date, .. } => ("date", date.as_str()),
        Trigger::PromiseAtRisk { .. } => ("promise", ""),
    };
    let since = now.saturating_sub(LOOKED_BACK).unwrap_or(Timestamp::MIN);
    let rows: Vec<(Option<String>, i64)> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(partner.as_str()).bind(since.as_microsecond()).bind(kind).bind(name).fetch_all(conn).await)?;
    let mut heard = Heard::default();
    for (reason, count) in rows {
        let count = u64::try_from(count).unwrap_or(0);
        heard.requests += count;
        let is_wanted = |it: &String| condition.reasons.contains(it);
        if condition.reasons.is_empty() || reason.as_ref().is_some_and(is_wanted) {
            heard.wanted += count;
        }
        match reason {
            Some(reason) => heard.reasons.push(reason),
            None => heard.without_reason += count,
        }
    }
    Ok(heard)
}

/// What keeps a rule from telling people, and what to send; empty where all is well.
pub fn warnings(shell: &Shell, heard: &Heard, (trigger, condition): (&Trigger, &Condition)) -> Vec<String> {
    let lang = shell.lang();
    let what = what(shell, trigger);
    if heard.requests == 0 {
        return vec![shell.t1("rules-heard-nothing", "what", what), how(shell, trigger, condition)];
    }
    if condition.reasons.is_empty() {
        return Vec::new();
    }
    let requests = counted(lang, "rules-count-requests", heard.requests);
    let wanted = condition.reasons.join(", ");
    let named = |list: &[String]| list.iter().take(NAMED_MAX).cloned().collect::<Vec<_>>().join(", ");
    let args = [
        ("what", what.into()),
        ("requests", requests.into()),
        ("without", shell.figures().count(heard.without_reason).into()),
        ("reasons", wanted.into()),
        ("came", named(&heard.reasons).into()),
    ];
    if heard.without_reason == heard.requests {
        vec![shell.t_with("rules-heard-no-reason", &args), how(shell, trigger, condition)]
    } else if heard.wanted == 0 {
        vec![shell.t_with("rules-heard-other-reasons", &args)]
    } else if heard.without_reason > 0 {
        vec![shell.t_with("rules-heard-some-without", &args)]
    } else {
        Vec::new()
    }
}

/// What sets the rule off, in words.
fn what(shell: &Shell, trigger: &Trigger) -> String {
    match trigger {
        Trigger::Entered { status } | Trigger::Silent { status, .. } => {
            shell.t1("rules-heard-status", "status", said::status(shell, status))
        }
        Trigger::Before { date, .. } | Trigger::After { date, .. } => {
            shell.t1("rules-heard-date", "date", said::date(shell, date))
        }
        Trigger::PromiseAtRisk { .. } => shell.t("rules-heard-promise"),
    }
}

/// What to send, as an example.
fn how(shell: &Shell, trigger: &Trigger, condition: &Condition) -> String {
    let quoted = |it: &str| serde_json::Value::String(it.to_owned()).to_string();
    let mut fields =
        vec!["\"request\": \"…\"".to_owned(), "\"usager\": { … }".to_owned(), "\"at\": \"…\"".to_owned()];
    fields.push(match trigger {
        Trigger::Entered { status } | Trigger::Silent { status, .. } => {
            format!("\"status\": {}", quoted(status))
        }
        Trigger::Before { date, .. } | Trigger::After { date, .. } => {
            format!("\"date\": {{ \"kind\": {}, \"on\": \"…\" }}", quoted(date))
        }
        Trigger::PromiseAtRisk { .. } => "\"due\": \"…\"".to_owned(),
    });
    fields.extend(condition.reasons.first().map(|it| format!("\"reason\": {}", quoted(it))));
    shell.t1("rules-heard-how", "example", format!("{{ {} }}", fields.join(", ")))
}

#[cfg(test)]
mod tests {
    use testkit::on_both;

    use super::*;
    use crate::{
        rules::{
            facts::{Fact, What},
            store::facts::{ForLog, record},
            testing::fact,
        },
        testing::{Scene, now},
    };

    async fn tell(db: &register::Db, request: &str, status: &str, reason: Option<&str>) {
        let told = Fact {
            reason: reason.map(str::to_owned),
            ..fact(request, now(), What::Status(status.to_owned()))
        };
        let mut tx = db.write().await.unwrap();
        record(&mut tx, &told, ForLog::No, now()).await.unwrap();
        tx.commit().await.unwrap();
    }

    on_both! {
        async fn requests_are_counted_by_the_reason_that_any_of_their_events_has(db: Db) {
            let scene = Scene::set(&db).await;
            tell(&db, "D1", "complete", None).await;
            tell(&db, "D1", "opened", Some("APL")).await;
            tell(&db, "D2", "complete", Some("RSA")).await;
            tell(&db, "D3", "complete", None).await;
            tell(&db, "D4", "opened", Some("APL")).await;
            let trigger = Trigger::Silent { status: "complete".to_owned(), days: 9 };
            let of = |reasons: &[&str]| Condition {
                reasons: reasons.iter().map(|it| (*it).to_owned()).collect(),
                ..Condition::default()
            };
            let mut tx = db.read().await.unwrap();
            let partner = &scene.service.partner;
            let found = heard(&mut tx, partner, (&trigger, &of(&["APL"])), now()).await.unwrap();
            assert_eq!((found.requests, found.without_reason, found.wanted), (3, 1, 1));
            assert_eq!(found.reasons, ["APL", "RSA"]);
            let all = heard(&mut tx, partner, (&trigger, &of(&[])), now()).await.unwrap();
            assert_eq!(all.wanted, 3);
            let later = now() + LOOKED_BACK + SignedDuration::from_hours(1);
            let none = heard(&mut tx, partner, (&trigger, &of(&[])), later).await.unwrap();
            assert_eq!(none, Heard::default());
        }
    }
}
