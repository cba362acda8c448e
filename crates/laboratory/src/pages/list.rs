//! The laboratory's first page: what it is, the partner's own experiments with what comes next, and what everybody published.

use askama::Template;
use axum::{extract::RawQuery, response::Response, routing::get};
use experiments::{Plan, plan::Design, report::Verdict};
use jiff::{ToSpan as _, civil::Date};
use kernel::{Scope, paris_date};
use practices::collection;
use site::{Access, Failure, Field, Routes, Sent, Shell, form::FieldKind};

use super::{address, follow, may_change, partner};
use crate::{Experiment, Laboratory, State, pooled, store, style};

/// The list.
pub const PATH: &str = "/laboratoire";

pub(crate) fn routes(laboratory: Laboratory) -> Routes {
    Routes::new().route(PATH, Access::Public, get(show)).with_state(laboratory)
}

#[derive(Template)]
#[template(path = "laboratory.html")]
struct ListPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    /// `None`: the reader belongs to no partner.
    own: Option<Vec<Own>>,
    may_begin: bool,
    begin: String,
    filter: Field,
    filtered: Option<String>,
    tally: Option<String>,
    published: Vec<Card>,
}

struct Own {
    title: String,
    href: String,
    tone: &'static str,
    state: String,
    practice: String,
    dates: String,
    next: String,
    next_href: Option<String>,
}

/// A published result in a card.
struct Card {
    result: pooled::Published,
    practice: Option<(String, String)>,
    on: String,
}

/// `GET /laboratoire`
async fn show(shell: Shell, RawQuery(query): RawQuery) -> Result<Response, Failure> {
    let sent = Sent::of(&query.unwrap_or_default());
    let practice = collection().practice(sent.text("pratique"));
    let wanted = practice.map(|it| it.id.as_str());
    let mut tx = shell.site().db().read().await?;
    let own = match partner(&shell) {
        None => None,
        Some(code) => {
            let scope = Scope::Partner(code);
            let with_units = store::with_units(&mut tx, &scope).await?;
            let listed = store::listed(&mut tx, &scope).await?;
            let wanted = listed.iter().filter(|it| wanted.is_none_or(|wanted| it.plan.practice == wanted));
            Some(wanted.map(|it| own_row(&shell, it, with_units.contains(&it.id))).collect())
        }
    };
    let published = pooled::latest(&mut tx, wanted, usize::MAX, shell.lang()).await?;
    drop(tx);
    let tally = (!published.is_empty()).then(|| tally(&shell, &published));
    let card = |result: pooled::Published| Card {
        practice: practice_link(&shell, &result.practice),
        on: shell.figures().date(paris_date(result.published_at.as_microsecond())),
        result,
    };
    let published = published.into_iter().map(card).collect();
    let mut options = vec![(String::new(), shell.t("lab-all-practices"))];
    options.extend(
        collection()
            .practices
            .iter()
            .map(|it| (it.id.clone(), format!("{} · {}", it.id, it.title(shell.lang())))),
    );
    let content = ListPage {
        style: style::SHEET.address(),
        own,
        may_begin: may_change(&shell),
        begin: match wanted {
            Some(id) => format!("{}?pratique={id}", super::plan::NEW),
            None => super::plan::NEW.to_owned(),
        },
        filter: Field::new(FieldKind::Select(options), "pratique", shell.t("lab-practice"))
            .value(wanted.unwrap_or("")),
        filtered: practice.map(|it| it.title(shell.lang()).to_owned()),
        tally,
        published,
        shell: &shell,
    };
    Ok(shell.page(shell.t("lab-title")).lead(shell.t("lab-lead")).wide().render(&content))
}

fn own_row(shell: &Shell, experiment: &Experiment, has_units: bool) -> Own {
    let plan = &experiment.plan;
    let has_units = has_units || plan.design == Design::Interrupted;
    let (next, next_href) = next(experiment, has_units, shell.today());
    let figures = shell.figures();
    let end = last_day(plan);
    let args = [("from", figures.date(plan.start).into()), ("to", figures.date(end).into())];
    Own {
        title: plan.title.clone(),
        href: if experiment.state == State::Draft {
            super::plan::address(experiment.id)
        } else {
            address(experiment.id)
        },
        tone: follow::state_tone(experiment.state),
        state: shell.t(&format!("state-{}", experiment.state.code())),
        practice: collection()
            .practice(&plan.practice)
            .map_or_else(|| plan.practice.clone(), |it| format!("{} · {}", it.id, it.title(shell.lang()))),
        dates: shell.t_with("lab-dates", &args),
        next: shell.t1(next, "day", figures.date(plan.start)),
        next_href,
    }
}

/// The last day on which outcomes are counted.
pub(crate) fn last_day(plan: &Plan) -> Date {
    let days = i64::from(plan.days.saturating_sub(1));
    plan.start.checked_add(days.days()).unwrap_or(plan.start)
}

/// What comes next in the life of an experiment, and where it is done.
fn next(experiment: &Experiment, has_units: bool, today: Date) -> (&'static str, Option<String>) {
    let (id, plan) = (experiment.id, &experiment.plan);
    match experiment.state {
        State::Draft => ("lab-next-plan", Some(super::plan::address(id))),
        State::Registered if !has_units => ("lab-next-units", Some(super::units::address(id))),
        State::Registered if today < plan.start => ("lab-next-wait", None),
        State::Registered if today <= last_day(plan) => ("lab-next-follow", Some(address(id))),
        State::Registered => ("lab-next-conclude", Some(address(id))),
        State::Concluded => ("lab-next-publish", Some(address(id))),
        State::Published => ("lab-next-read", Some(address(id))),
        State::Abandoned => ("lab-next-nothing", None),
    }
}

fn practice_link(shell: &Shell, id: &str) -> Option<(String, String)> {
    let practice = collection().practice(id)?;
    let name = format!("{} · {}", practice.id, practice.title(shell.lang()));
    Some((format!("/pratiques/{}", practice.id), name))
}

/// How many say what: those without effect are told as loudly as the others.
fn tally(shell: &Shell, published: &[pooled::Published]) -> String {
    let count = |said: &[Verdict]| {
        published.iter().filter(|it| said.iter().any(|said| said.code() == it.verdict)).count() as u64
    };
    let args = [
        ("n", (published.len() as u64).into()),
        ("good", count(&[Verdict::ProvedBenefit, Verdict::ProbableBenefit, Verdict::NonInferior]).into()),
        ("open", count(&[Verdict::NotProven, Verdict::Invalid]).into()),
        ("bad", count(&[Verdict::ProvedHarm, Verdict::ProbableHarm]).into()),
    ];
    shell.t_with("lab-tally", &args)
}
