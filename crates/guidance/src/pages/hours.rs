//! Opening hours in forms: a week, holidays, exceptions.

use std::collections::BTreeMap;

use calendar::{DayHours, OnHolidays, Opening, OpeningFault, Territory, read_exceptions, written_exceptions};
use kernel::Explain as _;
use site::{Field, Sent, Shell, form::FieldKind};

use super::common::{Faults, Form};
use crate::{way::week_of, words::quoted};

/// Names of the fields of a week, Monday first.
pub(super) const DAYS: [&str; 7] = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"];

/// The fields of a week.
pub(super) fn week_fields(form: &Form<'_>, week: &[DayHours; 7]) -> Vec<Field> {
    let field = |(day, hours): (&&'static str, &DayHours)| {
        form.field(FieldKind::Text, day, &format!("orientation-day-{day}"), &hours.to_string())
    };
    DAYS.iter().zip(week).map(field).collect()
}

/// Where, holidays and exceptions.
pub(super) fn other_fields(form: &Form<'_>, opening: &Opening) -> Vec<Field> {
    let shell = form.shell;
    let territories = Territory::ALL.map(|it| (it.code().to_owned(), shell.say(&it.label())));
    let kept = written_exceptions(opening.exceptions(), &shell.t("orientation-closed"));
    vec![
        form.field(
            FieldKind::Select(territories.into()),
            "territoire",
            "orientation-territory",
            opening.territory().code(),
        ),
        form.checkbox("feries", "orientation-holidays", opening.on_holidays() == OnHolidays::AsUsual),
        form.hinted(
            form.field(FieldKind::LongText, "exceptions", "orientation-exceptions", &kept),
            "orientation-exceptions-hint",
        ),
    ]
}

/// A week as it was typed.
pub(super) fn read_week(shell: &Shell, sent: &Sent, faults: &mut Faults) -> [DayHours; 7] {
    let mut week: [DayHours; 7] = std::array::from_fn(|_| DayHours::closed());
    for (hours, day) in week.iter_mut().zip(DAYS) {
        match sent.text(day).parse() {
            Ok(read) => *hours = read,
            Err(fault) => faults.push((day, shell.say(&short(fault).message()))),
        }
    }
    week
}

/// What is wrong with hours, naming no more of what was typed than it takes to know it again.
fn short(fault: OpeningFault) -> OpeningFault {
    match fault {
        OpeningFault::NotARange(it) => OpeningFault::NotARange(quoted(&it)),
        OpeningFault::NotATime(it) => OpeningFault::NotATime(quoted(&it)),
        OpeningFault::EndsBeforeStart(it) => OpeningFault::EndsBeforeStart(quoted(&it)),
        other => other,
    }
}

/// Hours as they were typed; those that are wrong are in `faults`, and nothing is read then.
pub(super) fn read_opening(shell: &Shell, sent: &Sent, faults: &mut Faults) -> Option<Opening> {
    let before = faults.len();
    let week = read_week(shell, sent, faults);
    let exceptions = read_exceptions(sent.text("exceptions")).unwrap_or_else(|fault| {
        faults.push(("exceptions", shell.say(&fault.message())));
        BTreeMap::new()
    });
    let is_never_open = week.iter().all(DayHours::is_closed) && exceptions.values().all(DayHours::is_closed);
    if is_never_open && faults.len() == before {
        faults.push((DAYS[0], shell.t("orientation-hours-none")));
    }
    let territory = Territory::ALL.into_iter().find(|it| it.code() == sent.text("territoire"));
    let holidays = if sent.text("feries") == "on" { OnHolidays::AsUsual } else { OnHolidays::Closed };
    match Opening::new(territory.unwrap_or_default(), week, exceptions, holidays) {
        Ok(opening) if faults.len() == before => Some(opening),
        Ok(_) => None,
        Err(fault) => {
            faults.push(("exceptions", shell.say(&fault.message())));
            None
        }
    }
}

/// Monday to Friday, mornings and afternoons: what a form begins with.
pub(super) fn usual() -> Opening {
    let open: DayHours = "9:00-12:00, 13:30-17:00".parse().unwrap_or_default();
    week_of(
        Territory::Mainland,
        &std::array::from_fn(|day| if day < 5 { open.clone() } else { DayHours::closed() }),
    )
}

/// A week in a line: `lundi : 09:00-12:00, …`.
pub(super) fn week_said(shell: &Shell, opening: &Opening) -> String {
    let open = DAYS.iter().zip(opening.week()).filter(|(_, hours)| !hours.is_closed());
    let said = open.map(|(day, hours)| {
        let day = shell.t(&format!("orientation-day-{day}"));
        shell.t_with("orientation-day-hours", &[("day", day.into()), ("hours", hours.to_string().into())])
    });
    let all: Vec<String> = said.collect();
    if all.is_empty() { shell.t("orientation-week-closed") } else { all.join(" ; ") }
}
