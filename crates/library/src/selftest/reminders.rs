//! Messages that remind a partner of its plan: seven days before a day, and once it is past.
//!
//! **Invariants:** each is sent once for a day, and again if the day changes; it goes to the partner's own managers alone.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil};
use kernel::{Lang, PartnerCode, Scope, paris_date};
use practices::collection;
use register::{Role, StoreError, Tx, account, both, outgoing};
use site::Figures;
use sqlx::FromRow;

use super::pages::plan;
use crate::words::{say, word};

/// Days before the day itself.
pub const AHEAD_DAYS: i64 = 7;
/// Managers of one partner that are written to.
const MANAGERS_MAX: i64 = 200;

#[derive(FromRow)]
struct Row {
    partner: String,
    practice: String,
    owner: String,
    due_on: String,
    reminded: Option<String>,
}

/// A step to remind of.
struct Item {
    practice: String,
    owner: String,
    due_on: civil::Date,
    is_late: bool,
}

impl Item {
    /// What is kept, so that nobody is reminded of the same twice.
    fn mark(&self) -> String {
        format!("{} {}", if self.is_late { "late" } else { "soon" }, self.due_on)
    }
}

/// Writes the messages that are due, in both languages, with links to `base`; says how many.
pub async fn remind(tx: &mut Tx, base: &str, now: Timestamp) -> Result<u64, StoreError> {
    let today = paris_date(now.as_microsecond());
    let mut sent = 0;
    for (partner, items) in to_remind(tx, today).await? {
        let managers = account::list(tx, &Scope::Partner(partner.clone()), "", MANAGERS_MAX).await?;
        let managers = managers.into_iter().filter(|it| it.role == Role::Manager && !it.closed);
        let text = [Lang::Fr, Lang::En].map(|lang| text(lang, &items, base)).join("\n\n— — —\n\n");
        for manager in managers {
            outgoing::post(tx, &manager.email, &word(Lang::Fr, "mail-plan-subject"), &text, now).await?;
            sent += 1;
        }
        for item in &items {
            mark(tx, &partner, item).await?;
        }
    }
    Ok(sent)
}

/// The open steps whose day is near or past and was not told yet, by partner.
async fn to_remind(tx: &mut Tx, today: civil::Date) -> Result<BTreeMap<PartnerCode, Vec<Item>>, StoreError> {
    const SQL: &str = "
        SELECT partner, practice, owner, due_on, reminded FROM plan_step
        WHERE state IN ('todo', 'doing') AND due_on IS NOT NULL AND due_on <= $1 ORDER BY due_on, practice";
    let until = today.saturating_add(jiff::Span::new().days(AHEAD_DAYS));
    let rows: Vec<Row> =
        both!(tx, conn => sqlx::query_as(SQL).bind(until.to_string()).fetch_all(conn).await)?;
    let mut found: BTreeMap<PartnerCode, Vec<Item>> = BTreeMap::new();
    for row in rows {
        let due_on: civil::Date =
            row.due_on.parse().map_err(|_| StoreError::unreadable("plan_step.due_on", &row.due_on))?;
        let partner = row.partner.parse();
        let partner = partner.map_err(|_| StoreError::unreadable("plan_step.partner", &row.partner))?;
        let item = Item { practice: row.practice, owner: row.owner, due_on, is_late: due_on < today };
        if row.reminded.as_deref() != Some(&item.mark()) {
            found.entry(partner).or_default().push(item);
        }
    }
    Ok(found)
}

async fn mark(tx: &mut Tx, partner: &PartnerCode, item: &Item) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE plan_step SET reminded = $3 WHERE partner = $1 AND practice = $2";
    both!(tx, conn => sqlx::query(SQL)
        .bind(partner.as_str()).bind(&item.practice).bind(item.mark()).execute(conn).await.map(drop))?;
    Ok(())
}

fn text(lang: Lang, items: &[Item], base: &str) -> String {
    let line = |it: &Item| {
        let title = collection().practice(&it.practice).map_or("", |practice| practice.title(lang));
        let owner = if it.owner.is_empty() { word(lang, "plan-no-owner") } else { it.owner.clone() };
        let args = [
            ("practice", format!("{} {title}", it.practice).into()),
            ("day", Figures::new(lang).date(it.due_on).into()),
            ("owner", owner.into()),
        ];
        say(lang, if it.is_late { "mail-plan-late" } else { "mail-plan-soon" }, &args)
    };
    let lines = items.iter().map(line).collect::<Vec<_>>().join("\n");
    say(lang, "mail-plan", &[("steps", lines.into()), ("link", format!("{base}{}", plan::PATH).into())])
}
