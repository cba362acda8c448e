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
    common::{Reader, tabs, why_said},
    notices, services, style, templates,
};
use crate::{
    notice::{State, Why},
    service::ServiceId,
    store::{maybe_word, word},
};

/// How far back it looks.
const LOOKED_AT: SignedDuration = SignedDuration::from_hours(7 * 24);
/// The latest messages of a service that are counted: a page stays quick in the midst of a great campaign.
const COUNTED_MAX: i64 = 200_000;

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
    today: Vec<Tile>,
    troubles: Vec<Trouble>,
    carriers: Vec<Vec<String>>,
    cut: Option<String>,
}

/// How many of the latest notices stand where.
#[derive(Debug, Default)]
struct Counts {
    all: i64,
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
            SELECT state, why, CASE WHEN created_at_us >= $3 THEN 1 ELSE 0 END, COUNT(*) FROM (
                SELECT state, why, created_at_us FROM notice
                WHERE service_id = $1 AND created_at_us >= $2 AND simulated IS NULL
                ORDER BY created_at_us DESC LIMIT $4) latest
            GROUP BY 1, 2, 3";
        let rows: Vec<(String, Option<String>, i32, i64)> = both!(tx, conn => sqlx::query_as(SQL)
            .bind(service.uuid())
            .bind(since.as_microsecond())
            .bind(today.as_microsecond())
            .bind(COUNTED_MAX)
            .fetch_all(conn).await)?;
        for (state, why, is_today, count) in rows {
            let state = word("notice.state", &state, State::of)?;
            let why = maybe_word("notice.why", why, Why::of)?;
            self.all += count;
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
        today: tiles(&shell, &counts),
        troubles: troubles.collect(),
        carriers,
        cut: (counts.all >= COUNTED_MAX).then(|| shell.t("notice-today-cut")),
        shell: &shell,
    };
    Ok(shell.page(shell.t("notice-home-title")).lead(shell.t("notice-home-lead")).wide().render(&content))
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
            Line::Down { .. } => shell.t("notice-carrier-down"),
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
