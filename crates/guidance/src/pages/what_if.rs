//! What if: other hours, other teams, an offer to call back; waits and people who give up by hour, contacts and cost.
//!
//! The form is an address that can be kept and sent on: it changes nothing.

use askama::Template;
use axum::{
    extract::{RawQuery, State},
    response::Response,
};
use calendar::{DayHours, Territory};
use channel_choice::{
    Share,
    lines::{AGENTS_MAX, Habits, Hour, IN_LINE, Line, LineFault, Outcome, Plan, Week, what_if},
};
use jiff::{SignedDuration, Timestamp};
use kernel::{Channel, Explain as _};
use measures::ways::{WEEK_HOURS, WayQuestion, Ways};
use site::{
    ErrorSummary, Failure, Field, Markup, Sent, Shell, Unit,
    chart::{About, Point, Trend},
    form::FieldKind,
    table,
};

use super::{
    Pages,
    common::{Faults, Form, Reader, channel_said, counted, euros, number, page, status, tabs, typed_number},
    hours, style, unit_costs,
};
use crate::{
    store,
    way::{Way, open_shares},
};

/// The page.
pub(super) const PATH: &str = "/orientation/et-si";
/// Contacts of so long are looked at.
const LOOKED_AT: SignedDuration = SignedDuration::from_hours(365 * 24);

/// What the log says of the partner's ways.
struct Seen {
    ways: Ways,
    code: String,
}

#[derive(Template)]
#[template(path = "orientation_what_if.html")]
struct WhatIfPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    tabs: Markup,
    presets: Vec<(String, String)>,
    problems: ErrorSummary,
    refused: Option<String>,
    way: Field,
    channel: &'static str,
    week: Vec<Field>,
    team: Vec<Field>,
    habits: Vec<Field>,
    result: Option<Shown>,
}

/// Consequences, as they are shown.
struct Shown {
    title: String,
    said: Vec<String>,
    notes: Vec<String>,
    table: Markup,
    charts: Vec<Markup>,
    by_hour: Markup,
}

/// `GET /orientation/et-si`
pub(super) async fn show(
    State(pages): State<Pages>,
    shell: Shell,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let asked = Sent::of(query.as_deref().unwrap_or(""));
    let channel =
        asked.text("moyen").parse().ok().filter(|it| IN_LINE.contains(it)).unwrap_or(Channel::Phone);
    let mut tx = shell.site().db().read().await?;
    let ways = store::ways::of(&mut tx, &reader.partner).await?;
    let costs = unit_costs(&mut tx, &reader.scope()).await?;
    drop(tx);
    let way = ways.iter().find(|it| it.channel == channel);
    // A form that was sent has all days; a preset names what it changes only.
    let is_asked = asked.text("calculer") == "oui";
    let mut faults = Faults::new();
    let wanted = wanted(&shell, way, is_asked.then_some(&asked), &mut faults);
    let result = match (is_asked && faults.is_empty(), &wanted) {
        (true, Some(wanted)) => {
            let now = shell.now();
            let from = now.checked_sub(LOOKED_AT).unwrap_or(Timestamp::UNIX_EPOCH).as_microsecond();
            let question = WayQuestion {
                partner: Some(reader.partner.clone()),
                from: Some(from),
                ..WayQuestion::default()
            };
            let (log, scope) = (pages.log(), reader.scope());
            let read = tokio::task::spawn_blocking(move || log.ways(&scope, &question, &costs));
            let read = match read.await {
                Ok(read) => read.map_err(|error| {
                    tracing::error!(
                        error = &error as &dyn std::error::Error,
                        "the contact log cannot be read"
                    );
                    Failure::our_fault()
                })?,
                Err(ended) => std::panic::resume_unwind(ended.into_panic()),
            };
            let seen = Seen { ways: read, code: reader.partner.to_string() };
            Some(computed(&shell, &seen, way, wanted, channel))
        }
        _ => None,
    };
    let (result, refused) = match result {
        Some(Ok(shown)) => (Some(shown), None),
        Some(Err(LineFault::OutOfRange { what, low, high, .. })) => {
            let args =
                [("low", typed_number(&shell, low).into()), ("high", typed_number(&shell, high).into())];
            faults.push((field_of(what), shell.t_with("orientation-range", &args)));
            (None, None)
        }
        Some(Err(fault)) => (None, Some(shell.say(&fault.message()))),
        None => (None, None),
    };
    let form = Form { shell: &shell, sent: is_asked.then_some(&asked), faults: &faults };
    let content = WhatIfPage {
        style: style::SHEET.address(),
        tabs: tabs(&shell),
        presets: presets(&shell, &ways),
        problems: form.summary(),
        refused,
        way: way_field(&shell, channel),
        channel: channel.code(),
        week: hours::week_fields(&form, &week_of(way)),
        team: team_fields(&form, way),
        habits: habit_fields(&form),
        result,
        shell: &shell,
    };
    let shown = page(&shell, shell.t("orientation-what-if-title"));
    let shown = shown.lead(shell.t("orientation-what-if-lead")).status(status(!faults.is_empty()));
    Ok(shown.wide().render(&content))
}

fn way_field(shell: &Shell, channel: Channel) -> Field {
    let choices = IN_LINE.map(|it| (it.code().to_owned(), channel_said(shell, it)));
    Field::new(FieldKind::Select(choices.into()), "moyen", shell.t("orientation-way"))
        .hint(shell.t("orientation-what-if-way-hint"))
        .value(channel.code())
}

/// The week of a way; closed where nobody said.
fn week_of(way: Option<&Way>) -> [DayHours; 7] {
    match way.and_then(|it| it.opening.as_ref()) {
        Some(opening) => opening.week().clone(),
        None => std::array::from_fn(|_| DayHours::closed()),
    }
}

fn team_fields(form: &Form<'_>, way: Option<&Way>) -> Vec<Field> {
    let agents = way.and_then(|it| it.agents).map_or_else(String::new, |it| it.to_string());
    vec![
        form.field(FieldKind::Number, "agents", "orientation-what-if-agents", &agents),
        form.hinted(
            form.field(FieldKind::Number, "rappel", "orientation-call-back", "0"),
            "orientation-call-back-hint",
        ),
    ]
}

fn habit_fields(form: &Form<'_>) -> Vec<Field> {
    let usual = Habits::default();
    let field = |name, key: &str, value: f64| {
        let kept = typed_number(form.shell, value);
        form.hinted(form.field(FieldKind::Number, name, key, &kept), &format!("{key}-hint"))
    };
    vec![
        field("patience", "orientation-patience", usual.patience_s / 60.0),
        field("nouvelles", "orientation-new-hours", usual.new_hours * 100.0),
        field("autre-heure", "orientation-other-hour", usual.other_hour * 100.0),
        field("encore", "orientation-again", usual.again * 100.0),
    ]
}

/// The field of a value that the computation refuses.
fn field_of(what: &str) -> &'static str {
    match what {
        "agents" => "agents",
        "called-back" => "rappel",
        "patience" => "patience",
        "new-hours" => "nouvelles",
        "other-hour" => "autre-heure",
        _ => "encore",
    }
}

/// What is wanted: a week, a team, habits.
struct Wanted {
    open: Vec<f64>,
    agents: Option<u32>,
    called_back: f64,
    habits: Habits,
}

/// What was typed; `None` where nothing was asked or something is wrong with it.
fn wanted(shell: &Shell, way: Option<&Way>, sent: Option<&Sent>, faults: &mut Faults) -> Option<Wanted> {
    let sent = sent?;
    let week = hours::read_week(shell, sent, faults);
    let mut read = |field: &'static str, low: f64, high: f64| {
        let found = number(sent.text(field)).filter(|it| (low..=high).contains(it));
        if found.is_none() {
            let args = [("low", typed_number(shell, low).into()), ("high", typed_number(shell, high).into())];
            faults.push((field, shell.t_with("orientation-range", &args)));
        }
        found.unwrap_or(low)
    };
    let habits = Habits {
        patience_s: read("patience", 0.1, 1_440.0) * 60.0,
        new_hours: read("nouvelles", 0.0, 100.0) / 100.0,
        other_hour: read("autre-heure", 0.0, 100.0) / 100.0,
        again: read("encore", 0.0, 100.0) / 100.0,
    };
    let called_back = read("rappel", 0.0, 100.0) / 100.0;
    let agents = match sent.text("agents") {
        "" => None,
        text => {
            let found: Option<u32> = text.parse().ok().filter(|it| (1..=AGENTS_MAX).contains(it));
            if found.is_none() {
                let most = f64::from(AGENTS_MAX);
                let args = [("low", "1".into()), ("high", typed_number(shell, most).into())];
                faults.push(("agents", shell.t_with("orientation-range", &args)));
            }
            found
        }
    };
    let open = open_shares(territory(way), &week);
    faults.is_empty().then_some(Wanted { open, agents, called_back, habits })
}

fn territory(way: Option<&Way>) -> Territory {
    way.and_then(|it| it.opening.as_ref()).map(calendar::Opening::territory).unwrap_or_default()
}

/// The line of a way from the log and from what managers said.
fn line(seen: &Seen, way: Option<&Way>, channel: Channel) -> Line {
    let weeks = seen.ways.weeks(&seen.code).unwrap_or(1.0);
    let mut arrivals = vec![0.0; WEEK_HOURS];
    let is_own = |it: &&measures::ways::Arrivals| it.partner.as_str() == seen.code && it.channel == channel;
    for of in seen.ways.arrivals.iter().filter(is_own) {
        arrivals.iter_mut().zip(&of.hours).for_each(|(sum, count)| *sum += real(*count) / weeks);
    }
    let (mut timed, mut seconds) = (0, 0);
    for cell in seen.ways.cells.iter().filter(|it| it.partner.as_str() == seen.code && it.channel == channel)
    {
        timed += cell.duration.contacts;
        seconds += cell.duration.seconds;
    }
    Line {
        channel,
        arrivals,
        open: way.and_then(|it| it.opening.as_ref()).map(|it| open_shares(it.territory(), it.week())),
        agents: way.and_then(|it| it.agents),
        handling_s: (timed > 0).then(|| real(seconds) / real(timed)),
        contact_cost: contact_cost(seen, channel),
    }
}

/// What a first contact costs by a way, in euros; 0 where the log has none.
fn contact_cost(seen: &Seen, channel: Channel) -> f64 {
    let own = seen.ways.cells.iter().filter(|it| it.partner.as_str() == seen.code && it.channel == channel);
    let (firsts, cost) = own.fold((0, 0.0), |sum, it| (sum.0 + it.firsts, sum.1 + it.cost.as_f64()));
    if firsts > 0 { cost / real(firsts) } else { 0.0 }
}

/// By which other ways people come, with what a contact costs there.
fn others(seen: &Seen, channel: Channel) -> Vec<(Share, f64)> {
    let count = |of: Channel| {
        let own = seen.ways.cells.iter().filter(|it| it.partner.as_str() == seen.code && it.channel == of);
        own.map(|it| it.firsts).sum::<u64>()
    };
    let all = Channel::ALL.iter().copied().filter(|it| *it != channel);
    all.map(|it| (Share { channel: it, share: real(count(it)) }, contact_cost(seen, it)))
        .filter(|it| it.0.share > 0.0)
        .collect()
}

fn computed(
    shell: &Shell,
    seen: &Seen,
    way: Option<&Way>,
    wanted: &Wanted,
    channel: Channel,
) -> Result<Shown, LineFault> {
    let line = line(seen, way, channel);
    let agents = wanted.agents.or(line.agents).ok_or(LineFault::AgentsUnknown(channel))?;
    let plan = Plan { open: wanted.open.clone(), agents, called_back: wanted.called_back };
    let outcome = what_if(&line, &plan, &wanted.habits, &others(seen, channel))?;
    Ok(shown(shell, &outcome, &line))
}

fn shown(shell: &Shell, outcome: &Outcome, line: &Line) -> Shown {
    let figures = shell.figures();
    let (before, after) = (&outcome.before, &outcome.after);
    let duration = |it: f64| figures.duration(it);
    let share = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
    let mut said = vec![
        shell.t_with(
            "orientation-result-wait",
            &[("before", duration(before.wait_s).into()), ("after", duration(after.wait_s).into())],
        ),
        shell.t_with(
            "orientation-result-given-up",
            &[
                ("before", figures.share(share(before.given_up, before.contacts)).into()),
                ("after", figures.share(share(after.given_up, after.contacts)).into()),
            ],
        ),
        shell.t_with(
            "orientation-result-cost",
            &[
                ("cost", euros(figures, outcome.more_cost).into()),
                ("hours", figures.number(after.agent_hours - before.agent_hours, 1).into()),
            ],
        ),
    ];
    said.extend(outcome.elsewhere.iter().filter(|it| it.1 >= 0.5).map(|(channel, contacts)| {
        let [count, shown] = counted(shell, *contacts);
        let way = ("way", channel_said(shell, *channel).into());
        shell.t_with("orientation-result-elsewhere", &[count, shown, way])
    }));
    if outcome.is_back_full {
        said.push(shell.t("orientation-result-back-full"));
    }
    let [count, contacts] = counted(shell, before.contacts);
    let handling = ("handling", duration(line.handling_s.unwrap_or(0.0)).into());
    let agents = ("agents", i64::from(line.agents.unwrap_or(0)).into());
    let mut notes = vec![shell.t_with("orientation-result-rests-on", &[count, contacts, handling, agents])];
    if outcome.outside > 0.5 {
        notes.push(shell.t_with("orientation-result-outside", &counted(shell, outcome.outside)));
    }
    notes.push(shell.t("orientation-result-assumes"));
    Shown {
        title: shell.t1("orientation-result-title", "way", channel_said(shell, outcome.channel)),
        said,
        notes,
        table: week_table(shell, before, after),
        charts: charts(shell, before, after),
        by_hour: hour_table(shell, before, after),
    }
}

fn week_table(shell: &Shell, before: &Week, after: &Week) -> Markup {
    let figures = shell.figures();
    let count = |it: f64| figures.number(it, 0);
    let row = |key: &str, of: &dyn Fn(&Week) -> String| vec![shell.t(key), of(before), of(after)];
    let rows = [
        row("orientation-week-contacts", &|it| count(it.contacts)),
        row("orientation-week-answered", &|it| count(it.answered())),
        row("orientation-week-given-up", &|it| count(it.given_up)),
        row("orientation-week-called-back", &|it| count(it.called_back)),
        row("orientation-week-wait", &|it| figures.duration(it.wait_s)),
        row("orientation-week-agent-hours", &|it| figures.number(it.agent_hours, 1)),
        row("orientation-week-occupancy", &|it| figures.share_with(it.occupancy, 0)),
    ];
    let titles = ["orientation-in-a-week", "orientation-today", "orientation-with-change"];
    table(&shell.t("orientation-week-table"), &titles.map(|it| shell.t(it)), &rows)
}

/// Hours in which the way is open before or after.
fn open_hours<'a>(before: &'a Week, after: &'a Week) -> impl Iterator<Item = (usize, &'a Hour, &'a Hour)> {
    let both = before.hours.iter().zip(&after.hours).enumerate();
    both.map(|(place, (was, is))| (place, was, is)).filter(|(_, was, is)| was.open > 0.0 || is.open > 0.0)
}

fn hour_said(shell: &Shell, hour: usize) -> String {
    let day = shell.t(&format!("orientation-day-{}", hours::DAYS[(hour / 24).min(6)]));
    let hour = i64::try_from(hour % 24).unwrap_or(0);
    shell.t_with("orientation-hour", &[("day", day.into()), ("hour", hour.into())])
}

fn charts(shell: &Shell, before: &Week, after: &Week) -> Vec<Markup> {
    let chart = |key: &str, unit: Unit, of: &dyn Fn(&Hour) -> f64, week: bool| {
        let points = open_hours(before, after).map(|(place, was, is)| {
            let hour = if week { is } else { was };
            let label = hour_said(shell, place);
            Point { label, value: (hour.open > 0.0).then(|| of(hour)), ..Point::default() }
        });
        let about = About::new(shell.t(key), shell.t(&format!("{key}-about")));
        Trend { about, unit, points: points.collect() }.draw(shell.lang())
    };
    vec![
        chart("orientation-chart-wait-before", Unit::Seconds, &|it| it.wait_s, false),
        chart("orientation-chart-wait-after", Unit::Seconds, &|it| it.wait_s, true),
    ]
}

fn hour_table(shell: &Shell, before: &Week, after: &Week) -> Markup {
    let figures = shell.figures();
    let wait =
        |it: &Hour| if it.open > 0.0 { figures.duration(it.wait_s) } else { shell.t("orientation-closed") };
    let gone = |it: &Hour| if it.open > 0.0 { figures.share(it.given_up) } else { "—".to_owned() };
    let row = |(place, was, is): (usize, &Hour, &Hour)| {
        vec![
            hour_said(shell, place),
            figures.number(was.contacts, 1),
            wait(was),
            gone(was),
            figures.number(is.contacts, 1),
            wait(is),
            gone(is),
        ]
    };
    let rows: Vec<Vec<String>> = open_hours(before, after).map(row).collect();
    let titles = [
        "orientation-hour-title",
        "orientation-contacts-today",
        "orientation-wait-today",
        "orientation-given-up-today",
        "orientation-contacts-then",
        "orientation-wait-then",
        "orientation-given-up-then",
    ];
    table(&shell.t("orientation-hour-table"), &titles.map(|it| shell.t(it)), &rows)
}

/// What people ask most, as addresses that fill the form.
fn presets(shell: &Shell, ways: &[Way]) -> Vec<(String, String)> {
    let of = |channel: Channel| ways.iter().find(|it| it.channel == channel);
    let mut all = Vec::new();
    if let Some(phone) = of(Channel::Phone).filter(|it| it.opening.is_some()) {
        let agents = phone.agents;
        let mut saturday = week_of(Some(phone));
        saturday[5] = "9:00-12:00".parse().unwrap_or_default();
        all.push((shell.t("orientation-preset-saturday"), address(phone, &saturday, agents, 0)));
        let more = agents.map(|it| it.saturating_add(1));
        all.push((shell.t("orientation-preset-agent"), address(phone, &week_of(Some(phone)), more, 0)));
        all.push((
            shell.t("orientation-preset-call-back"),
            address(phone, &week_of(Some(phone)), agents, 60),
        ));
    }
    if let Some(counter) = of(Channel::Counter).filter(|it| it.opening.is_some()) {
        let mut week = week_of(Some(counter));
        for day in [1, 3] {
            week[day] = morning(&week[day]);
        }
        all.push((shell.t("orientation-preset-afternoons"), address(counter, &week, counter.agents, 0)));
    }
    all
}

/// A day without its afternoon: hours as they are written, cut at noon.
fn morning(day: &DayHours) -> DayHours {
    let written = day.to_string();
    let ranges = written.split(", ").filter_map(|it| it.split_once('-'));
    let kept = ranges.filter(|(from, _)| *from < "12:00").map(|(from, to)| {
        let to = if to > "13:00" { "12:00" } else { to };
        format!("{from}-{to}")
    });
    kept.collect::<Vec<_>>().join(", ").parse().unwrap_or_default()
}

/// The address of a question with the usual habits.
fn address(way: &Way, week: &[DayHours; 7], agents: Option<u32>, called_back: u32) -> String {
    let usual = Habits::default();
    let percent = |share: f64| format!("{:.0}", share * 100.0);
    let mut pairs = vec![
        ("calculer", "oui".to_owned()),
        ("moyen", way.channel.code().to_owned()),
        ("agents", agents.map_or_else(String::new, |it| it.to_string())),
        ("rappel", called_back.to_string()),
        ("patience", format!("{:.0}", usual.patience_s / 60.0)),
        ("nouvelles", percent(usual.new_hours)),
        ("autre-heure", percent(usual.other_hour)),
        ("encore", percent(usual.again)),
    ];
    pairs.extend(hours::DAYS.iter().zip(week).map(|(day, hours)| (*day, hours.to_string())));
    let query: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
    format!("{PATH}?{}", query.join("&"))
}

/// What stands in an address: hours have colons, commas and spaces.
fn escaped(value: &str) -> String {
    value.replace(':', "%3A").replace(',', "%2C").replace(' ', "+")
}

#[expect(clippy::cast_precision_loss, reason = "counts of contacts are below 2^53")]
fn real(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_afternoon_ends_at_noon() {
        for (day, expected) in [
            ("9:00-12:00, 13:30-17:00", "09:00-12:00"),
            ("8:30-17:00", "08:30-12:00"),
            ("9:00-12:30, 14:00-18:00", "09:00-12:30"),
            ("14:00-17:00", ""),
            ("", ""),
        ] {
            assert_eq!(morning(&day.parse().unwrap()).to_string(), expected, "{day}");
        }
    }
}
