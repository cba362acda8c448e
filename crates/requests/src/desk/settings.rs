//! Settings of a partner's desk: teams, members, reasons.

pub(super) mod reasons;

use askama::Template;
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use calendar::{DayHours, OnHolidays, Opening, Target, Territory};
use jiff::SignedDuration;
use kernel::{Explain as _, Id};
use register::{AccountId, Tx};
use serde_json::json;
use site::{ErrorSummary, Failure, Field, Going, Sent, Shell, form::FieldKind};

use super::{
    common::{LINE_MAX, Reader, colleagues, cut, not_offered},
    recoding, style,
};
use crate::{
    filling::DAYS,
    handling::House,
    rules::suggest,
    store::{codings, suggestions, teams},
    team::{Member, Team, TeamId},
};

const PATH: &str = "/demandes/reglages";
/// Requests that a member may have.
const LOAD_MAX: u32 = 1_000;
/// Closings of the last months that are looked at.
const KEPT_SINCE: SignedDuration = SignedDuration::from_hours(90 * 24);
/// With fewer closings a share would say little: the counts are shown.
const PROPOSED_MIN: u64 = 20;
/// Hours or days of a target.
const TARGET_MAX: u16 = 400;

struct Line {
    href: String,
    name: String,
    about: String,
}

struct MemberLine {
    team: String,
    account: String,
    name: String,
    team_name: String,
    about: String,
}

#[derive(Template)]
#[template(path = "desk_settings.html")]
struct SettingsPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    teams: Vec<Line>,
    members: Vec<MemberLine>,
    member: Vec<Field>,
    reasons: Vec<Line>,
    coding: Vec<String>,
}

/// `GET /demandes/reglages`
pub(super) async fn show(shell: Shell) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let mut tx = shell.site().db().read().await?;
    let house = House::read(&mut tx, &reader.partner).await?;
    let members = teams::members(&mut tx, &reader.partner).await?;
    let people = colleagues(&mut tx, &reader.partner).await?;
    let coding = coding(&shell, &mut tx, &reader).await?;
    let team_name = |id: TeamId| house.team(id).map_or_else(String::new, |it| it.name.clone());
    let mut skills = vec![(String::new(), shell.t("desk-all-reasons"))];
    skills.extend(house.reasons.iter().map(|it| (it.code.clone(), it.name.clone())));
    let page = SettingsPage {
        style: style::SHEET.address(),
        teams: house
            .teams
            .iter()
            .map(|it| Line {
                href: format!("{PATH}/equipes/{}", it.id),
                name: it.name.clone(),
                about: target_said(&shell, it.target),
            })
            .collect(),
        members: members
            .into_iter()
            .map(|it| MemberLine {
                about: member_said(&shell, &house, &it),
                team: it.team.to_string(),
                account: it.account.to_string(),
                team_name: team_name(it.team),
                name: it.name,
            })
            .collect(),
        member: vec![
            Field::new(
                FieldKind::Select(
                    house.teams.iter().map(|it| (it.id.to_string(), it.name.clone())).collect(),
                ),
                "equipe",
                shell.t("desk-member-team"),
            ),
            Field::new(
                FieldKind::Select(people.into_iter().map(|it| (it.id.to_string(), it.name)).collect()),
                "agent",
                shell.t("desk-member-account"),
            ),
            Field::new(FieldKind::Text, "motifs", shell.t("desk-member-skills"))
                .hint(shell.t("desk-member-skills-hint")),
            Field::new(FieldKind::Text, "territoires", shell.t("desk-member-territories"))
                .hint(shell.t("desk-member-territories-hint")),
            Field::new(FieldKind::Number, "charge", shell.t("desk-member-load")).value("40"),
        ],
        reasons: house
            .reasons
            .iter()
            .map(|it| Line {
                href: format!("{PATH}/motifs/{}", it.code),
                name: it.name.clone(),
                about: it.team.map(team_name).filter(|it| !it.is_empty()).unwrap_or_else(|| {
                    house.teams.first().map_or_else(|| shell.t("desk-no-team"), |it| it.name.clone())
                }),
            })
            .collect(),
        coding,
        shell: &shell,
    };
    Ok(shell.page(shell.t("desk-settings")).crumb(shell.t("desk-title"), super::PATH).wide().render(&page))
}

/// How far the coding of causes can be relied on: of those proposed how many agents keep, and how far two readers agree.
async fn coding(shell: &Shell, tx: &mut Tx, reader: &Reader) -> Result<Vec<String>, Failure> {
    let kept = suggestions::kept(tx, &reader.partner, shell.now() - KEPT_SINCE).await?;
    let mut said = vec![match suggestions::last(tx, &reader.partner).await? {
        None => shell.t1("desk-coding-unlearned", "n", u64::from(suggest::EXAMPLES_MIN)),
        Some(it) => {
            let at = shell.figures().instant(it.at);
            shell.t_with("desk-coding-learned", &[("n", it.examples.into()), ("at", at.into())])
        }
    }];
    for (key, (proposed, kept)) in
        [("desk-coding-kept-learned", kept.learned), ("desk-coding-kept-ruled", kept.ruled)]
    {
        if proposed >= PROPOSED_MIN {
            let share = shell.figures().share_with(share(kept, proposed), 0);
            said.push(shell.t_with(key, &[("share", share.into()), ("n", proposed.into())]));
        } else if proposed > 0 {
            said.push(shell.t_with(&format!("{key}-few"), &[("kept", kept.into()), ("n", proposed.into())]));
        }
    }
    said.extend(recoding::agreement(shell, &codings::pairs(tx, &reader.partner).await?));
    Ok(said)
}

#[expect(clippy::cast_precision_loss, reason = "counts of closings are below 2^53")]
fn share(part: u64, whole: u64) -> f64 {
    part as f64 / whole as f64
}

fn member_said(shell: &Shell, house: &House, member: &Member) -> String {
    let named = |codes: &[String], key: &str| {
        let names: Vec<String> = codes.iter().map(|it| super::common::reason_name(house, it)).collect();
        if names.is_empty() { shell.t(key) } else { names.join(", ") }
    };
    let args = [
        ("skills", named(&member.skills, "desk-all-reasons").into()),
        ("territories", named(&member.territories, "desk-all-territories").into()),
        ("load", i64::from(member.load_max).into()),
    ];
    shell.t_with("desk-member-about", &args)
}

fn target_said(shell: &Shell, target: Target) -> String {
    match target {
        Target::OpenTime(time) => shell.t1("desk-target-hours", "count", time.as_hours()),
        Target::WorkingDays(days) => shell.t1("desk-target-days", "count", i64::from(days)),
    }
}

#[derive(Template)]
#[template(path = "desk_settings_form.html")]
struct FormPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    problems: ErrorSummary,
    action: String,
    hours: Vec<Field>,
    fields: Vec<Field>,
    closes: bool,
}

/// `GET /demandes/reglages/equipes/{id}`; `nouvelle` is a new one.
pub(super) async fn team(shell: Shell, Path(id): Path<String>) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let mut tx = shell.site().db().read().await?;
    let team = own_team(&shell, &mut tx, &reader, &id).await?;
    let gives = teams::gives(&mut tx, team.id).await?;
    Ok(team_form(&shell, (&team, gives), &id, &Sent::default(), &[]))
}

/// A team as it is kept, or a new one.
async fn own_team(shell: &Shell, tx: &mut Tx, reader: &Reader, id: &str) -> Result<Team, Failure> {
    if id == "nouvelle" {
        return Ok(Team {
            id: Id::new(shell.now()),
            partner: reader.partner.clone(),
            name: String::new(),
            email: None,
            phone: None,
            postal: None,
            opening: Team::usual_opening(),
            target: Team::TARGET,
        });
    }
    let id: TeamId = id.parse().map_err(|_| Failure::not_found())?;
    let all = teams::teams(tx, &reader.partner).await?;
    all.into_iter().find(|it| it.id == id).ok_or_else(Failure::not_found)
}

fn team_form(
    shell: &Shell,
    (team, gives): (&Team, bool),
    id: &str,
    sent: &Sent,
    faults: &[(&'static str, String)],
) -> Response {
    let wrong = |field: &str| faults.iter().find(|it| it.0 == field).map(|it| it.1.clone());
    let typed = |name: &str, kept: &str| sent.typed(name).unwrap_or(kept).to_owned();
    let mut problems = ErrorSummary::new(shell);
    for (field, sentence) in faults {
        problems.add(*field, sentence.clone());
    }
    let text = |name: &'static str, key: &str, kept: Option<&str>| {
        Field::new(FieldKind::Text, name, shell.t(key))
            .value(typed(name, kept.unwrap_or("")))
            .error(wrong(name))
    };
    let territories = Territory::ALL.map(|it| (it.code().to_owned(), shell.say(&it.label())));
    let on_holidays = if sent.typed("nom").is_some() {
        sent.text("feries") == "on"
    } else {
        team.opening.on_holidays() == OnHolidays::AsUsual
    };
    let mut fields = vec![
        text("nom", "desk-team-name", Some(&team.name)).required(),
        text("courriel", "desk-team-email", team.email.as_deref()),
        text("telephone", "desk-team-phone", team.phone.as_deref()),
        Field::new(FieldKind::LongText, "adresse", shell.t("desk-team-post"))
            .value(typed("adresse", team.postal.as_deref().unwrap_or(""))),
        Field::new(FieldKind::Select(territories.into()), "territoire", shell.t("desk-team-territory"))
            .value(typed("territoire", team.opening.territory().code())),
        Field::new(FieldKind::Checkbox, "feries", shell.t("desk-team-holidays")).value(if on_holidays {
            "on"
        } else {
            ""
        }),
    ];
    fields.extend(target_fields(shell, Some(team.target), sent, wrong("cible")));
    let gives = if sent.typed("nom").is_some() { sent.text("attribue") == "on" } else { gives };
    fields.push(
        Field::new(FieldKind::Checkbox, "attribue", shell.t("desk-team-gives"))
            .hint(shell.t("desk-team-gives-hint"))
            .value(if gives { "on" } else { "" }),
    );
    let hours = DAYS.iter().zip(team.opening.week()).map(|(day, hours)| {
        Field::new(FieldKind::Text, *day, shell.t(&format!("desk-day-{day}")))
            .value(typed(day, &hours.to_string()))
            .error(wrong(day))
    });
    let kept = calendar::written_exceptions(team.opening.exceptions(), &shell.t("exceptions-closed"));
    let exceptions = Field::new(FieldKind::LongText, "exceptions", shell.t("exceptions-label"))
        .hint(shell.t("exceptions-hint"))
        .value(typed("exceptions", &kept))
        .error(wrong("exceptions"));
    let page = FormPage {
        style: style::SHEET.address(),
        problems,
        action: format!("{PATH}/equipes/{id}"),
        hours: hours.chain([exceptions]).collect(),
        fields,
        closes: false,
        shell,
    };
    let title = if team.name.is_empty() { shell.t("desk-team-new") } else { team.name.clone() };
    rendered(shell, title, &page, faults.is_empty())
}

fn rendered(shell: &Shell, title: String, page: &FormPage<'_>, is_sound: bool) -> Response {
    let status = if is_sound { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let shown = shell.page(title).crumb(shell.t("desk-title"), super::PATH);
    shown.crumb(shell.t("desk-settings"), PATH).status(status).render(page)
}

/// What is promised: a unit and how much of it.
fn target_fields(shell: &Shell, kept: Option<Target>, sent: &Sent, wrong: Option<String>) -> [Field; 2] {
    let (unit, count) = match kept {
        None => ("", String::new()),
        Some(Target::OpenTime(time)) => ("heures", time.as_hours().to_string()),
        Some(Target::WorkingDays(days)) => ("jours", days.to_string()),
    };
    let mut units = vec![
        ("jours".to_owned(), shell.t("desk-target-unit-days")),
        ("heures".to_owned(), shell.t("desk-target-unit-hours")),
    ];
    if kept.is_none() || sent.typed("unite") == Some("") || unit.is_empty() {
        units.insert(0, (String::new(), shell.t("desk-target-of-team")));
    }
    [
        Field::new(FieldKind::Number, "cible", shell.t("desk-target"))
            .value(sent.typed("cible").map_or(count, str::to_owned))
            .error(wrong),
        Field::new(FieldKind::Select(units), "unite", shell.t("desk-target-unit"))
            .value(sent.typed("unite").unwrap_or(unit)),
    ]
}

/// The target of a form; `Ok(None)`: that of the team.
fn read_target(shell: &Shell, sent: &Sent) -> Result<Option<Target>, (&'static str, String)> {
    let count = sent.text("cible").parse::<u16>().ok().filter(|it| (1..=TARGET_MAX).contains(it));
    match (sent.text("unite"), count) {
        ("", _) => Ok(None),
        ("heures", Some(count)) => Ok(Some(Target::OpenTime(SignedDuration::from_hours(i64::from(count))))),
        ("jours", Some(count)) => Ok(Some(Target::WorkingDays(count))),
        _ => Err(("cible", shell.t1("desk-target-bad", "most", i64::from(TARGET_MAX)))),
    }
}

/// `POST /demandes/reglages/equipes/{id}`
pub(super) async fn save_team(shell: Shell, Path(id): Path<String>, sent: Sent) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let mut tx = shell.site().db().write().await?;
    let mut team = own_team(&shell, &mut tx, &reader, &id).await?;
    let mut faults = Vec::new();
    let name = cut(sent.text("nom"), LINE_MAX);
    let all = teams::teams(&mut tx, &reader.partner).await?;
    if name.is_empty() {
        faults.push(("nom", shell.t("desk-team-no-name")));
    } else if all.iter().any(|it| it.name == name && it.id != team.id) {
        faults.push(("nom", shell.t("desk-team-taken")));
    }
    let mut week: [DayHours; 7] = std::array::from_fn(|_| DayHours::closed());
    for (hours, day) in week.iter_mut().zip(DAYS) {
        match sent.text(day).parse() {
            Ok(read) => *hours = read,
            Err(fault) => faults.push((day, shell.say(&calendar::OpeningFault::message(&fault)))),
        }
    }
    let territory = Territory::ALL.into_iter().find(|it| it.code() == sent.text("territoire"));
    let territory = territory.unwrap_or(team.opening.territory());
    let on_holidays = if sent.text("feries") == "on" { OnHolidays::AsUsual } else { OnHolidays::Closed };
    let exceptions = calendar::read_exceptions(sent.text("exceptions")).unwrap_or_else(|fault| {
        faults.push(("exceptions", shell.say(&fault.message())));
        team.opening.exceptions().clone()
    });
    let target = read_target(&shell, &sent).map(|it| it.unwrap_or(Team::TARGET));
    match target {
        Ok(target) => team.target = target,
        Err(fault) => faults.push(fault),
    }
    if !faults.is_empty() {
        return Ok(team_form(&shell, (&team, false), &id, &sent, &faults));
    }
    team.opening = Opening::new(territory, week, exceptions, on_holidays).map_err(|_| not_offered())?;
    let line = |field: &str| Some(cut(sent.text(field), LINE_MAX)).filter(|it| !it.is_empty());
    team.name = name;
    (team.email, team.phone, team.postal) = (line("courriel"), line("telephone"), line("adresse"));
    teams::save_team(&mut tx, &team, shell.now()).await?;
    teams::set_gives(&mut tx, team.id, sent.text("attribue") == "on").await?;
    shell.tell(&mut tx, "team.save", &team.id.to_string(), Some(&reader.partner), json!({})).await?;
    tx.commit().await?;
    Ok(Going::to(PATH).done(shell.t("desk-settings-saved")).into_response())
}

/// `POST /demandes/reglages/membres`: puts somebody in a team, changes what they know, or takes them out (`geste`).
pub(super) async fn save_member(shell: Shell, sent: Sent) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let mut tx = shell.site().db().write().await?;
    let house = House::read(&mut tx, &reader.partner).await?;
    let team: TeamId = sent.text("equipe").parse().map_err(|_| Failure::not_found())?;
    let account: AccountId = sent.text("agent").parse().map_err(|_| Failure::not_found())?;
    house.team(team).ok_or_else(Failure::not_found)?;
    if sent.text("geste") == "retirer" {
        teams::remove_member(&mut tx, team, account).await?;
    } else {
        let people = colleagues(&mut tx, &reader.partner).await?;
        let name = people.into_iter().find(|it| it.id == account).ok_or_else(Failure::not_found)?.name;
        let words = |field: &str| -> Vec<String> {
            sent.text(field).split(',').map(|it| cut(it, LINE_MAX)).filter(|it| !it.is_empty()).collect()
        };
        // A reason is written by its code or by its name.
        let skill = |it: String| {
            let known = house.reasons.iter().find(|known| known.code == it || known.name == it);
            known.map(|it| it.code.clone()).ok_or(it)
        };
        let skills: Result<Vec<String>, String> = words("motifs").into_iter().map(skill).collect();
        let load = sent.text("charge").parse::<u32>().ok().filter(|it| (1..=LOAD_MAX).contains(it));
        let problem = match (&skills, load) {
            (Err(unknown), _) => Some(shell.t1("desk-member-bad-skill", "reason", unknown.as_str())),
            (_, None) => Some(shell.t1("desk-member-bad-load", "most", i64::from(LOAD_MAX))),
            _ => None,
        };
        let (Ok(skills), Some(load_max), None) = (skills, load, &problem) else {
            return Ok(Going::to(PATH).problem(problem.unwrap_or_default()).into_response());
        };
        let member = Member { team, account, name, skills, territories: words("territoires"), load_max };
        teams::save_member(&mut tx, &member).await?;
    }
    let detail = json!({ "account": account.to_string(), "what": sent.text("geste") });
    shell.tell(&mut tx, "team.member", &team.to_string(), Some(&reader.partner), detail).await?;
    tx.commit().await?;
    Ok(Going::to(PATH).done(shell.t("desk-settings-saved")).into_response())
}
