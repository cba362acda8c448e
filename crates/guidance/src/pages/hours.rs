//! Opening hours in forms: a week, holidays, exceptions; and the share of each hour of an ordinary week that is open.

use std::collections::BTreeMap;

use calendar::{DayHours, OnHolidays, Opening, OpeningFault, Territory, read_exceptions, written_exceptions};
use jiff::{SignedDuration, Timestamp};
use kernel::Explain as _;
use measures::ways::WEEK_HOURS;
use site::{Field, Sent, Shell, form::FieldKind};

use super::common::{Faults, Form};

/// Names of the fields of a week, Monday first.
pub(super) const DAYS: [&str; 7] = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"];
/// A Monday at midnight in Paris, of a week without a change of the clock.
const A_MONDAY: &str = "2026-03-01T23:00:00Z";

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
            Err(fault) => faults.push((day, shell.say(&OpeningFault::message(&fault)))),
        }
    }
    week
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

/// A week without exceptions nor holidays.
fn week_of(territory: Territory, week: &[DayHours; 7]) -> Opening {
    Opening::new(territory, week.clone(), BTreeMap::new(), OnHolidays::AsUsual)
        .expect("a week without exceptions")
}

/// Share of each hour of a week of Paris in which these hours are open, exceptions and holidays aside.
pub(super) fn open_shares(territory: Territory, week: &[DayHours; 7]) -> Vec<f64> {
    let opening = week_of(territory, week);
    let monday: Timestamp = A_MONDAY.parse().unwrap_or(Timestamp::UNIX_EPOCH);
    let hour = SignedDuration::from_hours(1);
    let mut at = monday;
    let mut shares = Vec::with_capacity(WEEK_HOURS);
    for _ in 0..WEEK_HOURS {
        let end = at.checked_add(hour).unwrap_or(at);
        shares.push((opening.open_time_between(at, end).as_secs_f64() / 3_600.0).clamp(0.0, 1.0));
        at = end;
    }
    shares
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_of_a_week_are_shares_of_hours_of_paris() {
        let shares = open_shares(Territory::Mainland, usual().week());
        assert_eq!(shares.len(), WEEK_HOURS);
        for (hour, open) in [(8, 0.0), (9, 1.0), (11, 1.0), (12, 0.0), (13, 0.5), (14, 1.0), (17, 0.0)] {
            assert!((shares[hour] - open).abs() < 1e-9, "{hour} h");
        }
        assert!((shares.iter().sum::<f64>() - 5.0 * 6.5).abs() < 1e-9);
        // La Réunion is three hours ahead of Paris in winter.
        assert!((open_shares(Territory::Reunion, usual().week())[6] - 1.0).abs() < 1e-9);
    }
}
