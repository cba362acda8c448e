//! The action plan of a partner.

use askama::Template;
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use icalendar::{Alarm, Calendar, Component as _, Event, EventLike as _, Trigger};
use jiff::civil;
use kernel::Message;
use practices::collection;
use register::audit;
use serde_json::json;
use site::{ErrorSummary, Failure, Field, Going, Sent, Shell, form::FieldKind};

use super::{PATH as START, actor, own_partner, start};
use crate::{
    pages::{Card, sheet},
    selftest::plan::{Due, NOTE_MAX, OWNER_MAX, Step, StepState, add, change, remove, steps},
    style,
};

/// The page.
pub const PATH: &str = "/autodiagnostic/plan";
/// The same days for calendars.
pub const CALENDAR: &str = "/autodiagnostic/plan.ics";
/// Days before the day itself on which a calendar reminds.
const REMIND_DAYS: i64 = 7;

#[derive(Template)]
#[template(path = "selftest_plan.html")]
struct PlanPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    problems: ErrorSummary,
    late: Option<Message>,
    items: Vec<Item>,
    others: Vec<(&'static str, String)>,
    calendar: &'static str,
    has_days: bool,
}

struct Item {
    card: Card,
    state: String,
    owner: String,
    kept_note: Option<String>,
    is_open: bool,
    due: Option<String>,
    is_late: bool,
    seen: i64,
    fields: Vec<Field>,
    note: Field,
}

/// `GET /autodiagnostic/plan`
pub async fn show(shell: Shell) -> Result<Response, Failure> {
    let partner = own_partner(&shell)?;
    let mut tx = shell.site().db().read().await?;
    let steps = steps(&mut tx, &partner).await?;
    drop(tx);
    Ok(page(&shell, &steps, None))
}

/// A step that was not kept: as it was sent, and why.
struct Refused {
    step: Step,
    due_text: String,
    field: &'static str,
    sentence: String,
}

/// `POST /autodiagnostic/plan`: adds practices, changes a step, or takes one off.
pub async fn save(shell: Shell, sent: Sent) -> Result<Response, Failure> {
    let partner = own_partner(&shell)?;
    let by = actor(&shell).ok_or_else(Failure::unauthorized)?;
    let at = shell.now();
    let mut tx = shell.site().db().write().await?;
    let known = |id: &&str| collection().practice(id).is_some();
    let (sentence, practice) = match sent.text("do") {
        "add" => {
            let wanted: Vec<&str> = sent.all("practice").filter(known).collect();
            let mut added = 0_u64;
            for id in &wanted {
                added += u64::from(add(&mut tx, &partner, id, &by, at).await?);
            }
            (shell.t1("plan-added", "n", added), wanted.join(" "))
        }
        "remove" => {
            remove(&mut tx, &partner, sent.text("practice")).await?;
            (shell.t("plan-removed"), sent.text("practice").to_owned())
        }
        "change" => match read(&shell, &sent) {
            Ok(step) => {
                if !change(&mut tx, &partner, &step, &by, at).await? {
                    let due_text = sent.text("due").to_owned();
                    let sentence = shell.t("plan-overtaken");
                    let refused = Refused { step, due_text, field: "state", sentence };
                    let steps = steps(&mut tx, &partner).await?;
                    return Ok(page(&shell, &steps, Some(&refused)));
                }
                (shell.t("plan-saved"), step.practice)
            }
            Err(refused) => {
                let steps = steps(&mut tx, &partner).await?;
                let refused = refused.ok_or_else(Failure::not_found)?;
                return Ok(page(&shell, &steps, Some(&refused)));
            }
        },
        _ => return Err(Failure::of_status(StatusCode::BAD_REQUEST)),
    };
    let entry = audit::Entry {
        actor: &by,
        action: "plan.change",
        object: &practice,
        partner: Some(&partner),
        detail: json!({ "do": sent.text("do"), "state": sent.text("state") }),
    };
    audit::tell(&mut tx, entry, at).await?;
    tx.commit().await?;
    Ok(Going::to(PATH).done(sentence).into_response())
}

/// A step from its form. `Err(None)`: no practice has this id.
fn read(shell: &Shell, sent: &Sent) -> Result<Step, Option<Box<Refused>>> {
    let practice = collection().practice(sent.text("practice")).ok_or(None)?;
    let seen = sent.text("seen").parse().ok().and_then(|it| jiff::Timestamp::from_microsecond(it).ok());
    let mut step = Step::new(&practice.id, seen.ok_or(None)?);
    step.owner = sent.text("owner").chars().take(OWNER_MAX).collect();
    step.note = sent.text("note").chars().take(NOTE_MAX).collect();
    step.state = StepState::of(sent.text("state")).ok_or(None)?;
    let due = sent.text("due");
    if !due.is_empty() {
        match due.parse::<civil::Date>() {
            Ok(day) if (2000..=2100).contains(&day.year()) => step.due_on = Some(day),
            _ => {
                let sentence = shell.t1("plan-wrong-day", "value", due);
                let refused = Refused { step, due_text: due.to_owned(), field: "due", sentence };
                return Err(Some(Box::new(refused)));
            }
        }
    }
    Ok(step)
}

fn page(shell: &Shell, steps: &[Step], refused: Option<&Refused>) -> Response {
    let mut problems = ErrorSummary::new(shell);
    let status = match refused {
        Some(it) => {
            problems.add(format!("{}-{}", it.step.practice, it.field), it.sentence.clone());
            if it.field == "due" { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::CONFLICT }
        }
        None => StatusCode::OK,
    };
    let item = |step: &Step| {
        let own = refused.filter(|it| it.step.practice == step.practice);
        item(shell, step, own)
    };
    let lang = shell.lang();
    let others = collection().practices.iter().filter(|it| steps.iter().all(|step| step.practice != it.id));
    let content = PlanPage {
        shell,
        style: style::SHEET.address(),
        problems,
        late: start::late(shell, steps),
        items: steps.iter().filter_map(item).collect(),
        others: others.map(|it| (it.id.as_str(), format!("{} · {}", it.id, it.title(lang)))).collect(),
        calendar: CALENDAR,
        has_days: steps.iter().any(|it| it.due_on.is_some() && it.state.is_open()),
    };
    let page = shell.page(shell.t("plan-title")).crumb(shell.t("diagnosis-title"), START);
    page.lead(shell.t("plan-lead")).wide().status(status).render(&content)
}

fn item(shell: &Shell, step: &Step, refused: Option<&Refused>) -> Option<Item> {
    let practice = collection().practice(&step.practice)?;
    let shown = refused.map_or(step, |it| &it.step);
    let due = step.due(shell.today());
    let day = step.due_on.map(|it| shell.figures().date(it));
    let due_said = day.map(|day| match due {
        Due::Late => shell.t1("plan-due-late", "day", day),
        Due::Soon => shell.t1("plan-due-soon", "day", day),
        Due::Later => shell.t1("plan-due", "day", day),
        Due::None => day,
    });
    let due_said = due_said.or_else(|| step.state.is_open().then(|| shell.t("plan-no-day")));
    let states =
        StepState::ALL.map(|it| (it.code().to_owned(), shell.t(&format!("plan-state-{}", it.code()))));
    let name = |field: &str| format!("{}-{field}", step.practice);
    let wrong = |field: &str| refused.filter(|it| it.field == field).map(|it| it.sentence.clone());
    let due_text = refused
        .map_or_else(|| shown.due_on.map_or_else(String::new, |it| it.to_string()), |it| it.due_text.clone());
    // The browser sends names without the practice: each step is a form of its own.
    Some(Item {
        card: Card::of(practice, shell.lang()),
        state: shell.t(&format!("plan-state-{}", step.state.code())),
        owner: if step.owner.is_empty() { shell.t("plan-no-owner") } else { step.owner.clone() },
        kept_note: Some(step.note.clone()).filter(|it| !it.is_empty()),
        is_open: refused.is_some(),
        is_late: due == Due::Late,
        due: due_said,
        seen: step.changed_at.as_microsecond(),
        fields: vec![
            Field::new(FieldKind::Text, "owner", shell.t("plan-owner")).value(&shown.owner).id(name("owner")),
            Field::new(FieldKind::Date, "due", shell.t("plan-day"))
                .value(due_text)
                .error(wrong("due"))
                .id(name("due")),
            Field::new(FieldKind::Select(states.into()), "state", shell.t("plan-state"))
                .value(shown.state.code())
                .error(wrong("state"))
                .id(name("state")),
        ],
        note: Field::new(FieldKind::LongText, "note", shell.t("plan-note"))
            .value(&shown.note)
            .id(name("note")),
    })
}

/// `GET /autodiagnostic/plan.ics`: the days of the plan, for a calendar that reminds.
pub async fn calendar(shell: Shell) -> Result<Response, Failure> {
    let partner = own_partner(&shell)?;
    let mut tx = shell.site().db().read().await?;
    let steps = steps(&mut tx, &partner).await?;
    drop(tx);
    let base = shell.site().public_url().unwrap_or("");
    let mut calendar = Calendar::new();
    calendar.name(&shell.t("plan-title"));
    for step in steps.iter().filter(|it| it.state.is_open()) {
        let (Some(day), Some(practice)) = (step.due_on, collection().practice(&step.practice)) else {
            continue;
        };
        let title = format!("{} · {}", practice.id, practice.title(shell.lang()));
        let Some(day) = chrono_day(day) else { continue };
        let at = chrono::DateTime::from_timestamp_micros(step.changed_at.as_microsecond());
        let mut event = Event::new();
        if !base.is_empty() {
            event.url(&format!("{base}{}", sheet::address(&practice.id)));
        }
        let event = event
            .uid(&format!("{}-{partner}@contacts-efficaces", practice.id))
            .timestamp(at.unwrap_or_default())
            .summary(&title)
            .description(&[step.owner.as_str(), step.note.as_str()].join("\n"))
            .starts(day)
            .alarm(Alarm::display(&title, Trigger::before_start(chrono::Duration::days(REMIND_DAYS))))
            .done();
        calendar.push(event);
    }
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/calendar; charset=utf-8")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"plan.ics\"")),
    ];
    Ok((headers, calendar.done().to_string()).into_response())
}

/// The same day in the type that calendars take.
fn chrono_day(day: civil::Date) -> Option<chrono::NaiveDate> {
    let month = u32::try_from(day.month()).ok()?;
    chrono::NaiveDate::from_ymd_opt(i32::from(day.year()), month, u32::try_from(day.day()).ok()?)
}
