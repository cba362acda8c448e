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
    common::{Reader, counted, tabs, why_said},
    notices, services, style, templates,
};
use crate::{
    campaigns::{self, CampaignState},
    notice::{State, Why},
    rules::rule::{Halt, RuleState},
    service::ServiceId,
    store::maybe_word,
    targets::pages::{Shown, shown_targets},
};

/// How far back it looks.
const LOOKED_AT: SignedDuration = SignedDuration::from_hours(7 * 24);
/// The latest messages of a service in one state that are counted: a page stays quick in the midst of a great campaign.
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
    held_back: Vec<Shown>,
    todo: Vec<(String, String)>,
    today: Vec<Tile>,
    troubles: Vec<Trouble>,
    carriers: Vec<Vec<String>>,
    cut: Option<String>,
}

/// How many of the latest notices stand where.
#[derive(Debug, Default)]
struct Counts {
    /// Whether there are more than were counted.
    is_cut: bool,
    today: Vec<(State, i64)>,
    open: Vec<(State, i64)>,
    whys: Vec<(Why, i64)>,
}

impl Counts {
    fn add(list: &mut Vec<(State, i64)>, state: State, count: i64) {
        match list.iter_mut().find(|it| it.0 == state) {
            Some(known) => known.1 += count,
            None => list.push((state, count)),
        }
    }

    fn of(list: &[(State, i64)], states: &[State]) -> i64 {
        list.iter().filter(|it| states.contains(&it.0)).map(|it| it.1).sum()
    }

    async fn read(
        &mut self,
        tx: &mut Tx,
        service: ServiceId,
        (since, today): (Timestamp, Timestamp),
    ) -> Result<(), StoreError> {
        const SQL: &str = "
            SELECT why, CASE WHEN created_at_us >= $3 THEN 1 ELSE 0 END, COUNT(*) FROM (
                SELECT why, created_at_us FROM notice
                WHERE service_id = $1 AND state = $5 AND created_at_us >= $2 AND simulated IS NULL
                ORDER BY created_at_us DESC LIMIT $4) latest
            GROUP BY 1, 2";
        for state in State::ALL {
            let rows: Vec<(Option<String>, i32, i64)> = both!(&mut *tx, conn => sqlx::query_as(SQL)
                .bind(service.uuid())
                .bind(since.as_microsecond())
                .bind(today.as_microsecond())
                .bind(COUNTED_MAX)
                .bind(state.code())
                .fetch_all(conn).await)?;
            self.is_cut |= rows.iter().map(|it| it.2).sum::<i64>() >= COUNTED_MAX;
            for (why, is_today, count) in rows {
                let why = maybe_word("notice.why", why, Why::of)?;
                Self::add(&mut self.open, state, count);
                if is_today == 1 {
                    Self::add(&mut self.today, state, count);
                }
                if let (State::Failed, Some(why)) = (state, why) {
                    match self.whys.iter_mut().find(|it| it.0 == why) {
                        Some(known) => known.1 += count,
                        None => self.whys.push((why, count)),
                    }
                }
            }
        }
        Ok(())
    }
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
    let carriers = carriers(&shell, &mut tx, pages.carriers()).await?;
    let held_back = shown_targets(&shell, &mut tx, &reader, true).await?;
    let todo = todo(&shell, &reader, &mut tx).await?;
    drop(tx);
    counts.whys.sort_by_key(|it| std::cmp::Reverse(it.1));
    let troubles = counts.whys.iter().map(|(why, count)| {
        let (said, next) = why_said(&shell, *why);
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
        today: if counts.open.is_empty() { Vec::new() } else { tiles(&shell, &counts) },
        troubles: troubles.collect(),
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

/// Each carrier: its name, whether it can be reached, which share of messages it gets.
async fn carriers(
    shell: &Shell,
    tx: &mut Tx,
    carriers: &[Arc<dyn Carrier>],
) -> Result<Vec<Vec<String>>, StoreError> {
    const SQL: &str = "SELECT name, weight FROM notice_carrier";
    let weights: Vec<(String, i64)> = both!(tx, conn => sqlx::query_as(SQL).fetch_all(conn).await)?;
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
    Ok(carriers.iter().map(row).collect())
}

fn tiles(shell: &Shell, counts: &Counts) -> Vec<Tile> {
    let tile = |key: &str, query: &str, count: i64| Tile {
        href: format!("{}{query}", notices::PATH),
        name: shell.t(key),
        figure: shell.figures().count(count),
        meaning: shell.t(&format!("{key}-about")),
    };
    let today = |states: &[State]| Counts::of(&counts.today, states);
    vec![
        tile("notice-today-left", "?etat=sent", today(&[State::Sent, State::Delivered, State::Doubtful])),
        tile("notice-today-delivered", "?etat=delivered", today(&[State::Delivered])),
        tile(
            "notice-today-waiting",
            "?etat=waiting",
            Counts::of(&counts.open, &[State::Waiting, State::Sending]),
        ),
        tile("notice-today-failed", "?etat=failed", today(&[State::Failed])),
        tile("notice-today-cancelled", "?etat=cancelled", today(&[State::Cancelled])),
    ]
}
