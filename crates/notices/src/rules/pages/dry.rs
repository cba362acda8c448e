//! What a rule would have done last month: who would have been told what and when, at what cost, and how many contacts one should expect.

use askama::Template;
use axum::{
    extract::{Path, RawQuery, State},
    response::Response,
};
use jiff::{SignedDuration, Timestamp};
use site::{
    Failure, Field, Markup, Sent, Shell, Unit,
    chart::{About, Bar, Bars},
    form::FieldKind,
};

use super::{RulePages, address, own, page};
use crate::{
    effects::{real, sentences::counted},
    notice::Why,
    pages::{
        common::{tabs, why_said},
        style,
    },
    rules::{
        dry::{self, DryRun, Hour, Line, Outcome},
        reasons,
        rule::{Rule, Trigger},
    },
};

/// How far back it looks.
const LOOKED_AT: SignedDuration = SignedDuration::from_hours(30 * 24);
/// Examples that are shown.
const EXAMPLES: usize = 20;

struct Example {
    at: String,
    way: String,
    outcome: String,
    text: String,
}

#[derive(Template)]
#[template(path = "rules_dry.html")]
struct DryPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    tabs: Markup,
    address: String,
    capacity: Field,
    sentence: String,
    warnings: Vec<String>,
    sums: Option<Markup>,
    stopped: Vec<String>,
    hours: Option<Markup>,
    few: Option<String>,
    examples: Vec<Example>,
}

/// `GET /messages/regles/{id}/essai`; `capacite`: contacts that can be answered in an hour.
pub(super) async fn show(
    State(pages): State<RulePages>,
    shell: Shell,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let asked = Sent::of(query.as_deref().unwrap_or(""));
    let capacity: String = asked.text("capacite").chars().filter(|it| !it.is_whitespace()).collect();
    let capacity_h: Option<u32> = capacity.parse().ok();
    let is_wrong = capacity_h.is_none() && !capacity.is_empty();
    let until = shell.now();
    let period = (until.saturating_sub(LOOKED_AT).unwrap_or(Timestamp::MIN), until);
    let mut tx = shell.site().db().read().await?;
    let rule = own(&mut tx, &shell, &id).await?;
    let loaded = dry::load(&mut tx, pages.door(), &rule, period, capacity_h).await?;
    let about = (&rule.plan.trigger, &rule.plan.condition);
    let heard = reasons::heard(&mut tx, &rule.partner, about, shell.now()).await?;
    drop(tx);
    let (setting, subjects, left_out) = loaded.ok_or_else(Failure::not_found)?;
    let ran = tokio::task::spawn_blocking(move || DryRun { left_out, ..dry::run(&setting, &subjects) });
    let ran = match ran.await {
        Ok(ran) => ran,
        Err(ended) => std::panic::resume_unwind(ended.into_panic()),
    };
    let hint = shell.t("rules-dry-capacity-hint");
    let field = Field::new(FieldKind::Number, "capacite", shell.t("rules-dry-capacity")).hint(hint);
    let view = DryPage {
        style: style::SHEET.address(),
        tabs: tabs(&shell),
        address: address(rule.id),
        capacity: field
            .value(asked.text("capacite"))
            .error(is_wrong.then(|| shell.t1("rules-wrong-number", "max", shell.figures().count(u32::MAX)))),
        sentence: sentence(&shell, &ran),
        warnings: reasons::warnings(&shell, &heard, about)
            .into_iter()
            .chain(warnings(&shell, &rule, &ran))
            .collect(),
        sums: (!ran.sums.is_empty()).then(|| sums(&shell, &ran)),
        stopped: stopped(&shell, &ran),
        hours: (most(&ran) >= 1.0).then(|| hours(&shell, &ran)),
        few: (ran.contacts() > 0.0 && most(&ran) < 1.0).then(|| few(&shell, &ran)),
        examples: ran.lines.iter().take(EXAMPLES).map(|it| example(&shell, it)).collect(),
        shell: &shell,
    };
    let shown = page(&shell, shell.t("rules-dry")).lead(shell.t("rules-dry-lead"));
    Ok(shown.crumb(rule.name.clone(), address(rule.id)).render(&view))
}

fn sentence(shell: &Shell, ran: &DryRun) -> String {
    let figures = shell.figures();
    let requests = u64::try_from(ran.requests).unwrap_or(u64::MAX);
    if requests == 0 {
        return shell.t("rules-dry-no-request");
    }
    let said = |key: &str, count: u64| counted(shell.lang(), key, count);
    if ran.told == 0 && ran.held == 0 {
        return said("rules-dry-nobody", requests);
    }
    let args = [
        ("requests", said("rules-count-requests", requests).into()),
        ("told", said("rules-dry-told", ran.told).into()),
        ("held", said("rules-dry-held", ran.held).into()),
        ("cost", figures.euro(ran.cost()).into()),
    ];
    shell.t_with("rules-dry-sentence", &args)
}

fn warnings(shell: &Shell, rule: &Rule, ran: &DryRun) -> Vec<String> {
    let figures = shell.figures();
    let count = |key: &str, count: u64| (count > 0).then(|| counted(shell.lang(), key, count));
    let mut all: Vec<String> = [
        count("rules-dry-left-out", u64::try_from(ran.left_out).unwrap_or(u64::MAX)),
        count("rules-dry-unreachable", ran.unreachable),
        count("rules-dry-unfillable", ran.unfillable),
    ]
    .into_iter()
    .flatten()
    .collect();
    for (name, count) in &ran.missing {
        let shown = figures.count(*count);
        let args = [("name", name.clone().into()), ("count", (*count).into()), ("shown", shown.into())];
        all.push(shell.t_with("rules-dry-missing", &args));
    }
    let overloaded = u64::try_from(ran.overloaded().count()).unwrap_or(u64::MAX);
    all.extend(count("rules-dry-overloaded", overloaded));
    if matches!(rule.plan.trigger, Trigger::PromiseAtRisk { .. }) {
        all.push(shell.t("rules-dry-promises"));
    }
    all
}

fn sums(shell: &Shell, ran: &DryRun) -> Markup {
    let titles = ["rules-rung-way", "rules-dry-messages", "rules-dry-parts", "effect-cost"];
    let figures = shell.figures();
    let row = |(way, it): (&&'static str, &dry::Sum)| {
        vec![
            shell.t(&format!("rules-way-{way}")),
            figures.count(it.messages),
            if *way == "call" { "—".to_owned() } else { figures.count(it.parts) },
            figures.euro(it.cost),
        ]
    };
    let rows: Vec<Vec<String>> = ran.sums.iter().map(row).collect();
    site::table(&shell.t("rules-dry-by-way"), &titles.map(|it| shell.t(it)), &rows)
}

/// What the governor stops, by reason.
fn stopped(shell: &Shell, ran: &DryRun) -> Vec<String> {
    let line = |(code, count): (&&'static str, &u64)| {
        let why = Why::of(code).map_or_else(|| (*code).to_owned(), |it| why_said(shell, None, it).0);
        let args = [("count", shell.figures().count(*count).into()), ("why", why.into())];
        shell.t_with("rules-dry-stopped", &args)
    };
    ran.cancelled.iter().map(line).collect()
}

/// Contacts that are expected, by hour of the day, as a mean of the days on which any is.
fn hours(shell: &Shell, ran: &DryRun) -> Markup {
    let zone = calendar::Territory::default().time_zone();
    let hour = |it: &Hour| it.at.to_zoned(zone.clone()).hour();
    let mut days: Vec<jiff::civil::Date> = ran
        .hours
        .iter()
        .filter(|it| it.contacts > 0.0)
        .map(|it| it.at.to_zoned(zone.clone()).date())
        .collect();
    days.sort_unstable();
    days.dedup();
    let days = real(u64::try_from(days.len().max(1)).unwrap_or(1));
    let bars = (dry::OPEN_FROM_H..dry::OPEN_UNTIL_H).map(|wanted| {
        let sum: f64 = ran.hours.iter().filter(|it| hour(it) == wanted).map(|it| it.contacts).sum();
        Bar {
            label: shell.t1("rules-dry-hour", "hour", i64::from(wanted)),
            value: Some(sum / days),
            ..Bar::default()
        }
    });
    let bars = bars.collect();
    let most = shell.figures().number(most(ran), 1);
    let description = format!("{} {}", shell.t1("rules-dry-hours-about", "most", most), rate(shell, ran));
    let about = About::new(shell.t("rules-dry-hours"), description);
    Bars { about, unit: Unit::Ratio, bars }.draw(shell.lang())
}

/// That no hour is busy.
fn few(shell: &Shell, ran: &DryRun) -> String {
    format!("{} {}", shell.t("rules-dry-hours-few"), rate(shell, ran))
}

/// How many contacts messages are taken to provoke, and who says so.
fn rate(shell: &Shell, ran: &DryRun) -> String {
    let key = if ran.is_measured { "rules-dry-rate-measured" } else { "rules-dry-rate-assumed" };
    shell.t1(key, "rate", shell.figures().number(ran.contacts_per_100, 1))
}

/// Contacts of the worst hour.
fn most(ran: &DryRun) -> f64 {
    ran.hours.iter().map(|it| it.contacts).fold(0.0, f64::max)
}

/// A message, without whose it is.
fn example(shell: &Shell, line: &Line) -> Example {
    let outcome = match &line.outcome {
        Outcome::Leaves if line.means == "call" => shell.t("rules-dry-called"),
        Outcome::Leaves => shell.t("rules-dry-leaves"),
        Outcome::Held => shell.t("rules-arm-held"),
        Outcome::Cancelled(why) => why_said(shell, None, *why).0,
        Outcome::Missing(names) => shell.t1("rules-dry-lacks", "names", names.join(", ")),
        Outcome::Unfillable => shell.t("rules-dry-cannot"),
    };
    Example {
        at: shell.figures().instant(line.at),
        way: shell.t(&format!("rules-way-{}", line.means)),
        outcome,
        text: line.text.clone(),
    }
}
