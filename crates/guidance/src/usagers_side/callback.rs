//! Somebody asks to be called: what they said already goes on with it, so that nobody has to say it twice.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use jiff::{Timestamp, ToSpan as _, civil::Date};
use kernel::{Channel, Lang, paris_day_start};
use site::{Failure, Going, Machine, Sent, Shell};

use super::{UsagersSide, back_of, take};
use crate::{given::Given, guide::House, ports::Said, store, telling};

/// Letters of a name.
const NAME_MAX: usize = 200;
/// Letters of what it is about.
const MESSAGE_MAX: usize = 2_000;
/// How far ahead a day may lie.
const DAYS_MAX: i32 = 60;

/// What was typed.
#[derive(Debug, Clone, Default)]
pub(super) struct Wanted {
    pub(super) name: String,
    pub(super) phone: String,
    pub(super) message: String,
    pub(super) day: String,
}

impl Wanted {
    fn of(sent: &Sent) -> Self {
        let line = |name: &str| sent.text(name).replace(char::is_control, " ").trim().to_owned();
        let lines = sent.text("message").replace("\r\n", "\n");
        Self {
            name: line("name"),
            phone: line("phone"),
            message: lines.replace(|it: char| it.is_control() && it != '\n', " "),
            day: line("day"),
        }
    }

    /// The fields that are wrong, with keys of sentences.
    fn problems(&self, today: Date) -> Vec<(&'static str, &'static str)> {
        let mut problems = Vec::new();
        let too_long = |text: &str, most| text.chars().count() > most;
        if self.name.is_empty() {
            problems.push(("name", "guidance-call-no-name"));
        } else if too_long(&self.name, NAME_MAX) {
            problems.push(("name", "guidance-too-long"));
        }
        if !is_number(&self.phone) {
            problems.push(("phone", "guidance-call-bad-phone"));
        }
        if self.message.is_empty() {
            problems.push(("message", "guidance-call-no-message"));
        } else if too_long(&self.message, MESSAGE_MAX) {
            problems.push(("message", "guidance-too-long"));
        }
        let last = today.saturating_add(DAYS_MAX.days());
        if !self.day.is_empty() && self.date().is_none_or(|it| it < today || it > last) {
            problems.push(("day", "guidance-call-bad-day"));
        }
        problems
    }

    fn date(&self) -> Option<Date> {
        self.day.parse().ok()
    }
}

fn is_number(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let is_sign =
        |it: char| it.is_ascii_digit() || matches!(it, ' ' | '\u{a0}' | '.' | '-' | '+' | '(' | ')');
    (9..=15).contains(&digits) && text.chars().all(is_sign)
}

/// `POST /aiguillage/{partner}/rappel/{id}`
pub async fn ask(
    State(side): State<UsagersSide>,
    shell: Shell,
    machine: Machine,
    Path((_partner, id)): Path<(String, String)>,
    sent: Sent,
) -> Result<Response, Failure> {
    side.page(machine, shell.now())?;
    let (house, given) = side.given(&id).await?;
    let going = || Going::to(back_of(given.id));
    if given.taken.is_none_or(|(it, _)| it != Channel::Phone) {
        return Ok(going().into_response());
    }
    if given.request.is_some() {
        return Ok(going().done(shell.t("guidance-call-already")).into_response());
    }
    let wanted = Wanted::of(&sent);
    let wrong: Vec<_> =
        wanted.problems(shell.today()).into_iter().map(|(field, key)| (field, shell.t(key))).collect();
    if !wrong.is_empty() {
        return take::page(&side, &shell, (&house, &given), (&wanted, &wrong)).await;
    }
    // A field that no person sees: programs fill it. They are told what everybody is told, and nothing is kept.
    if !sent.text("website").is_empty() {
        return Ok(going().done(shell.t("guidance-call-asked")).into_response());
    }
    side.call(machine, shell.now())?;
    let said = said(&shell, (&house, &given), &wanted);
    let mut tx = side.guide().db().write().await?;
    let handed = side.guide().ports().handover.hand_over(&mut tx, &said, shell.now()).await?;
    let Some(handed) = handed else {
        drop(tx);
        let wrong = [("phone", shell.t("guidance-call-bad-phone"))];
        return take::page(&side, &shell, (&house, &given), (&wanted, &wrong)).await;
    };
    if !store::given::became(&mut tx, given.id, &handed.request).await? {
        // Sent twice at the same instant: the other one stands.
        drop(tx);
        return Ok(going().done(shell.t("guidance-call-already")).into_response());
    }
    tx.commit().await?;
    Ok(Going::to(handed.follow_up).done(shell.t("guidance-call-asked")).into_response())
}

fn said(shell: &Shell, (house, given): (&House, &Given), wanted: &Wanted) -> Said {
    Said {
        partner: given.partner.clone(),
        reason: given.reason.clone(),
        channel: Channel::Phone,
        lang: shell.lang(),
        name: wanted.name.clone(),
        phone: wanted.phone.clone(),
        message: wanted.message.clone(),
        // Agents read it, whatever the language of the page.
        situation: telling::situation(&given.situation, Lang::Fr),
        is_urgent: given.situation.is_urgent,
        wanted_at: wanted.date().and_then(|it| opening_on(house, it, shell.now())),
    }
}

/// When the telephone is open on a day or after it.
fn opening_on(house: &House, day: Date, now: Timestamp) -> Option<Timestamp> {
    let start = Timestamp::from_microsecond(paris_day_start(day)?).ok()?.max(now);
    let opening = house.way(Channel::Phone).and_then(|it| it.opening.as_ref());
    opening.map_or(Some(start), |it| it.next_opening(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_called_is_refused() {
        for good in ["01 44 55 66 77", "+33 1 44 55 66 77", "0144556677"] {
            assert!(is_number(good), "{good}");
        }
        for bad in ["", "12", "demain", "01 44 55 66 77 poste 3", "1234567890123456"] {
            assert!(!is_number(bad), "{bad}");
        }
    }

    #[test]
    fn a_day_lies_ahead_and_not_too_far() {
        let today = jiff::civil::date(2026, 11, 9);
        let fields = |day: &str| -> Vec<&str> {
            let wanted = Wanted {
                name: "Jeanne".to_owned(),
                phone: "0144556677".to_owned(),
                message: "Mon dossier".to_owned(),
                day: day.to_owned(),
            };
            wanted.problems(today).into_iter().map(|it| it.0).collect()
        };
        assert!(fields("").is_empty());
        assert!(fields("2026-11-10").is_empty());
        for wrong in ["2026-11-08", "2027-11-08", "demain", "9999-99-99"] {
            assert_eq!(fields(wrong), ["day"], "{wrong}");
        }
    }
}
