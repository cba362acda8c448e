//! The overview: what left, what waits, what did not arrive and what to do, how the carriers are.

use std::sync::Arc;

use askama::Template;
use axum::{extract::State as Extracted, response::Response};
use gateways::carrier::{Carrier, Line};
use jiff::{SignedDuration, Timestamp};
use register::{StoreError, Tx, both};
use site::{Failure, Markup, Shell};

use super::{
    Pages,
    common::{Reader, counted, medium_said, tabs, why_said},
    notices, services, style, templates,
};
use crate::{
    address::Medium,
    campaigns::{self, CampaignState},
    notice::{State, Why},
    rules::rule::{Halt, RuleState},
    service::ServiceId,
    store::maybe_word,
    targets::{
        self, Kind,
        pages::{Shown, shown_targets},
    },
};

/// How far back it looks.
const LOOKED_AT: SignedDuration = SignedDuration::from_hours(7 * 24);
/// Messages of a service that are counted of each kind: a page stays quick in the midst of a great campaign.
const COUNTED_MAX: i64 = 100_000;

struct Tile {
    href: String,
    name: String,
    figure: String,
    meaning: String,
}

struct Trouble {
    href: String,
    count: String,
    why: String,
    next: String,
}

#[derive(Template)]
#[template(path = "notice_home.html")]
struct HomePage<'a> {
    shell: &'a Shell,
    style: &'static str,
    tabs: Markup,
    has_services: bool,
    has_templates: bool,
    is_manager: bool,
    not_live: Vec<(String, String)>,
    /// What to do first, if targets hold messages back.
    first: String,
    held_back: Vec<Shown>,
    todo: Vec<(String, String)>,
    today: Vec<Tile>,
    troubles: Vec<Trouble>,
    carriers: Vec<Vec<String>>,
    cut: Option<String>,
}

/// How many messages there are, by what happened to them on which day; simulated ones are left out.
#[derive(Debug, Default)]
struct Counts {
    /// Whether there are more than were counted.
    is_cut: bool,
    /// Whether anything left in the days that are looked at.
    has_left: bool,
    /// Handed over today, whatever came of them.
    left: i64,
    /// Not gone yet, whenever they were asked for: letters that are to be posted among them.
    waiting: i64,
    /// Arrived today.
    delivered: i64,
    /// Failed today.
    failed: i64,
    /// Cancelled today.
    cancelled: i64,
    /// Failed in the days that are looked at, by reason.
    whys: Vec<(Why, i64)>,
}

/// What left since.
const LEFT: &str = "
    SELECT COUNT(*) FROM (
        SELECT sent_at_us FROM notice WHERE service_id = $1 AND sent_at_us >= $2 AND simulated IS NULL LIMIT $3) AS latest";
/// What ended since, by reason, and whether that was since a later instant.
const ENDED: &str = "
    SELECT why, CASE WHEN done_at_us >= $4 THEN 1 ELSE 0 END, COUNT(*) FROM (
        SELECT why, done_at_us FROM notice
        WHERE service_id = $1 AND state = $2 AND done_at_us >= $3 AND simulated IS NULL
        ORDER BY done_at_us DESC LIMIT $5) AS latest
    GROUP BY 1, 2";
/// What stands so, whenever it came.
const STANDS: &str = "
    SELECT COUNT(*) FROM (
        SELECT state FROM notice WHERE service_id = $1 AND state = $2 AND simulated IS NULL LIMIT $3) AS found";

impl Counts {
    fn is_empty(&self) -> bool {
        let today = self.left + self.waiting + self.delivered + self.failed + self.cancelled;
        !self.has_left && today == 0 && self.whys.is_empty()
    }

    /// Adds those of a service.
    async fn read(
        &mut self,
        tx: &mut Tx,
        service: ServiceId,
        (since, today): (Timestamp, Timestamp),
    ) -> Result<(), StoreError> {
        self.has_left |= left(tx, service, since, 1).await? > 0;
        let left = left(tx, service, today, COUNTED_MAX).await?;
        self.is_cut |= left >= COUNTED_MAX;
        self.left += left;
        for state in [State::Waiting, State::Sending, State::Doubtful] {
            let count: i64 = both!(&mut *tx, conn => sqlx::query_scalar(STANDS)
                .bind(service.uuid()).bind(state.code()).bind(COUNTED_MAX).fetch_one(conn).await)?;
            self.is_cut |= count >= COUNTED_MAX;
            // A carrier was handed what is doubtful.
            *(if state == State::Doubtful { &mut self.left } else { &mut self.waiting }) += count;
        }
        for (state, since) in [(State::Delivered, today), (State::Failed, since), (State::Cancelled, today)] {
            self.ended(tx, service, (state, since, today)).await?;
        }
        Ok(())
    }

    async fn ended(
        &mut self,
        tx: &mut Tx,
        service: ServiceId,
        (state, since, today): (State, Timestamp, Timestamp),
    ) -> Result<(), StoreError> {
        let rows: Vec<(Option<String>, i32, i64)> = both!(tx, conn => sqlx::query_as(ENDED)
            .bind(service.uuid())
            .bind(state.code())
            .bind(since.as_microsecond())
            .bind(today.as_microsecond())
            .bind(COUNTED_MAX)
            .fetch_all(conn).await)?;
        self.is_cut |= rows.iter().map(|it| it.2).sum::<i64>() >= COUNTED_MAX;
        for (why, is_today, count) in rows {
            let of_day = match state {
                State::Delivered => &mut self.delivered,
                State::Failed => &mut self.failed,
                _ => &mut self.cancelled,
            };
            *of_day += if is_today == 1 { count } else { 0 };
            if let (State::Failed, Some(why)) = (state, maybe_word("notice.why", why, Why::of)?) {
                match self.whys.iter_mut().find(|it| it.0 == why) {
                    Some(known) => known.1 += count,
                    None => self.whys.push((why, count)),
                }
            }
        }
        Ok(())
    }
}

/// How many messages of a service left since, `most` at most.
async fn left(tx: &mut Tx, service: ServiceId, since: Timestamp, most: i64) -> Result<i64, StoreError> {
    Ok(both!(tx, conn => sqlx::query_scalar(LEFT)
        .bind(service.uuid()).bind(since.as_microsecond()).bind(most).fetch_one(conn).await)?)
}

/// `GET /messages`
pub(super) async fn show(Extracted(pages): Extracted<Pages>, shell: Shell) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let midnight = kernel::paris_day_start(shell.today())
        .and_then(|it| Timestamp::from_microsecond(it).ok())
        .unwrap_or_else(|| shell.now());
    let mut tx = shell.site().db().read().await?;
    let all = reader.services(&mut tx).await?;
    let mut counts = Counts::default();
    let mut has_templates = false;
    for service in &all {
        counts.read(&mut tx, service.id, (shell.now() - LOOKED_AT, midnight)).await?;
        has_templates |= !crate::store::templates::listed(&mut tx, service.id, None).await?.is_empty();
    }
    let carriers = carriers(&shell, &mut tx, &pages).await?;
    let held_back = shown_targets(&shell, &mut tx, &reader, true).await?;
    let kinds = held_back.iter().filter_map(|it| Kind::of(it.kind));
    let first = shell.t1("target-first", "kind", targets::fault(kinds));
    let todo = todo(&shell, &reader, &mut tx).await?;
    drop(tx);
    counts.whys.sort_by_key(|it| std::cmp::Reverse(it.1));
    let troubles = counts.whys.iter().map(|(why, count)| {
        let (said, next) = why_said(&shell, None, *why);
        Trouble {
            href: format!("{}?etat=failed&raison={}", notices::PATH, why.code()),
            count: shell.figures().count(*count),
            why: said,
            next,
        }
    });
    let not_live = all.iter().filter(|it| !it.is_live);
    let content = HomePage {
        style: style::SHEET.address(),
        tabs: tabs(&shell),
        has_services: !all.is_empty(),
        has_templates,
        is_manager: reader.is_manager,
        not_live: not_live.map(|it| (services::address(it.id), it.name.clone())).collect(),
        todo,
        today: if counts.is_empty() { Vec::new() } else { tiles(&shell, &counts) },
        troubles: troubles.collect(),
        first,
        held_back,
        carriers,
        cut: counts.is_cut.then(|| shell.t("notice-today-cut")),
        shell: &shell,
    };
    Ok(shell.page(shell.t("notice-home-title")).lead(shell.t("notice-home-lead")).wide().render(&content))
}

/// What waits for somebody: the sentence and where it is done. Letters and people come first, then what only managers decide.
async fn todo(shell: &Shell, reader: &Reader, tx: &mut Tx) -> Result<Vec<(String, String)>, Failure> {
    let bundles = crate::letters::ready(tx, &reader.partner).await?;
    let to_post: i64 = bundles.iter().filter(|it| it.posted_at.is_none()).map(|it| it.letters).sum();
    let unreachable = crate::unreachable::list(tx, &reader.partner).await?.len();
    let mut todo = vec![
        ("todo-letters", super::letters::PATH.to_owned(), to_post),
        (
            "todo-unreachable",
            super::unreachable::PATH.to_owned(),
            i64::try_from(unreachable).unwrap_or(i64::MAX),
        ),
    ];
    if reader.is_manager {
        let campaigns = campaigns::store::listed(tx, &reader.partner, campaigns::pages::LISTED_MAX).await?;
        let drafts = campaigns.iter().filter(|it| it.state == CampaignState::Draft).count();
        let list = campaigns::pages::PATH.to_owned();
        todo.push(("todo-campaigns", list, i64::try_from(drafts).unwrap_or(i64::MAX)));
        let rules = crate::rules::store::rules::listed(tx, &reader.partner).await?;
        for (key, state) in
            [("todo-provoking", RuleState::Stopped(Halt::Provokes)), ("todo-rules", RuleState::Draft)]
        {
            let count = rules.iter().filter(|it| it.rule.state == state).count();
            let list = crate::rules::pages::PATH.to_owned();
            todo.push((key, list, i64::try_from(count).unwrap_or(i64::MAX)));
        }
    }
    let there = todo.into_iter().filter(|it| it.2 > 0);
    Ok(there.map(|(key, href, count)| (counted(shell, key, count), href)).collect())
}

/// By what messages leave: each carrier of text messages with its name, whether it can be reached and which share of them it gets; then e-mail.
async fn carriers(shell: &Shell, tx: &mut Tx, pages: &Pages) -> Result<Vec<Vec<String>>, StoreError> {
    const SQL: &str = "SELECT name, weight FROM notice_carrier";
    let weights: Vec<(String, i64)> = both!(tx, conn => sqlx::query_as(SQL).fetch_all(conn).await)?;
    let carriers = pages.carriers();
    let weight = |name: &str| weights.iter().find(|it| it.0 == name).map_or(0, |it| it.1.max(0));
    let all: i64 = carriers.iter().map(|it| weight(it.name())).sum();
    let row = |it: &Arc<dyn Carrier>| {
        let state = match it.line() {
            Line::Up => shell.t("notice-carrier-up"),
            Line::Down { .. } => match it.problem() {
                Some(problem) => format!("{}. {}", shell.t("notice-carrier-down"), shell.say(&problem)),
                None => shell.t("notice-carrier-down"),
            },
        };
        #[expect(clippy::cast_precision_loss, reason = "weights are small")]
        let share = (all > 0).then(|| weight(it.name()) as f64 / all as f64);
        vec![it.name().to_owned(), state, shell.figures().share_or_dash(share)]
    };
    let mut rows: Vec<Vec<String>> = carriers.iter().map(row).collect();
    let alone = |medium: Medium, state: String| {
        vec![medium_said(shell, medium), state, shell.figures().share_or_dash(None)]
    };
    if carriers.is_empty() {
        rows.push(alone(Medium::Sms, shell.t("notice-carrier-none-sms")));
    }
    let key = if pages.carries(Medium::Email) { "notice-carrier-email" } else { "notice-carrier-none-email" };
    rows.push(alone(Medium::Email, shell.t(key)));
    Ok(rows)
}

fn tiles(shell: &Shell, counts: &Counts) -> Vec<Tile> {
    let tile = |key: &str, query: &str, count: i64| Tile {
        href: format!("{}{query}", notices::PATH),
        name: shell.t(key),
        figure: shell.figures().count(count),
        meaning: shell.t(&format!("{key}-about")),
    };
    vec![
        tile("notice-today-left", "?etat=sent", counts.left),
        tile("notice-today-delivered", "?etat=delivered", counts.delivered),
        tile("notice-today-waiting", "?etat=waiting", counts.waiting),
        tile("notice-today-failed", "?etat=failed", counts.failed),
        tile("notice-today-cancelled", "?etat=cancelled", counts.cancelled),
    ]
}

#[cfg(test)]
mod tests {
    use testkit::Fresh;

    use super::*;
    use crate::testing::Scene;

    #[tokio::test]
    async fn what_is_counted_is_read_from_indexes_whatever_the_table_holds() {
        let fresh = Fresh::sqlite().await;
        Scene::set(&fresh.db).await;
        let mut tx = fresh.db.read().await.unwrap();
        for (sql, index) in [(LEFT, "notice_left"), (ENDED, "notice_ended"), (STANDS, "notice_standing")] {
            let explained = format!("EXPLAIN QUERY PLAN {sql}");
            let plan: Vec<String> = both!(&mut tx, conn => {
                let rows = sqlx::query(sqlx::AssertSqlSafe(explained)).fetch_all(conn).await;
                rows.map(|rows| rows.iter().map(|it| sqlx::Row::get(it, 3)).collect())
            })
            .unwrap();
            assert!(plan.iter().any(|it| it.contains(&format!("COVERING INDEX {index}"))), "{plan:?}");
        }
    }
}
