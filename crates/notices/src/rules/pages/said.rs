//! A rule in words.

use calendar::Territory;
use kernel::Lang;
use site::Shell;

use crate::{
    address::Medium,
    pages::templates,
    rules::rule::{Condition, DataTest, Delay, Goal, Means, Plan, RuleState, Rung, Trigger},
    template::{Template, TemplateId},
};

/// Statuses that have a name of their own; others are shown as the partner's systems write them.
const STATUSES: [&str; 6] = ["opened", "complete", "missing_piece", "decided", "paid", "closed"];
/// Kinds of dates that have a name of their own.
pub(crate) const DATES: [&str; 3] = ["payment", "appointment", "expiry"];

/// A status as people call it.
pub(crate) fn status(shell: &Shell, code: &str) -> String {
    if STATUSES.contains(&code) {
        shell.t(&format!("rules-status-{}", code.replace('_', "-")))
    } else {
        code.to_owned()
    }
}

/// A kind of date as people call it.
pub(crate) fn date(shell: &Shell, code: &str) -> String {
    if DATES.contains(&code) { shell.t(&format!("rules-date-{code}")) } else { code.to_owned() }
}

/// Where a rule stands, with the class of its badge.
pub(crate) fn state(shell: &Shell, state: RuleState) -> (String, &'static str) {
    let class = match state {
        RuleState::Running => "good",
        RuleState::Stopped(crate::rules::rule::Halt::Provokes) => "bad",
        _ => "note",
    };
    (shell.t(&format!("rule-state-{}", state.code())), class)
}

/// What makes an occasion: *Quand un dossier passe au statut …*
pub(crate) fn trigger(shell: &Shell, trigger: &Trigger) -> String {
    let time = |days: u16, hours: u16| time(shell, days, hours);
    match trigger {
        Trigger::Entered { status: code } => shell.t1("rules-when-entered", "status", status(shell, code)),
        Trigger::Silent { status: code, days } => shell.t_with(
            "rules-when-silent",
            &[("status", status(shell, code).into()), ("time", time(*days, 0).into())],
        ),
        Trigger::Before { date: kind, days: 0, hours: 0 }
        | Trigger::After { date: kind, days: 0, hours: 0 } => {
            shell.t1("rules-when-date", "date", date(shell, kind))
        }
        Trigger::Before { date: kind, days, hours } => shell.t_with(
            "rules-when-before",
            &[("date", date(shell, kind).into()), ("time", time(*days, *hours).into())],
        ),
        Trigger::After { date: kind, days, hours } => shell.t_with(
            "rules-when-after",
            &[("date", date(shell, kind).into()), ("time", time(*days, *hours).into())],
        ),
        Trigger::PromiseAtRisk { days_before, risk_e4 } => {
            let risk = shell.figures().share(f64::from(*risk_e4) / 10_000.0);
            shell.t_with(
                "rules-when-promise",
                &[("time", time(*days_before, 0).into()), ("risk", risk.into())],
            )
        }
    }
}

/// A length of time: *3 jours et 2 heures*.
fn time(shell: &Shell, days: u16, hours: u16) -> String {
    let days_said = || shell.t1("rules-days", "count", i64::from(days));
    let hours_said = || shell.t1("rules-hours", "count", i64::from(hours));
    match (days, hours) {
        (_, 0) => days_said(),
        (0, _) => hours_said(),
        _ => format!("{} {} {}", days_said(), shell.t("rules-and"), hours_said()),
    }
}

/// Whom it concerns, one line a limit; empty: everybody.
pub(crate) fn condition(shell: &Shell, condition: &Condition) -> Vec<String> {
    let mut lines = Vec::new();
    if !condition.reasons.is_empty() {
        lines.push(shell.t1("rules-if-reasons", "reasons", condition.reasons.join(", ")));
    }
    if !condition.channels.is_empty() {
        let channels: Vec<String> = condition.channels.iter().map(|it| channel(shell, *it)).collect();
        lines.push(shell.t1("rules-if-channels", "channels", channels.join(", ")));
    }
    if !condition.languages.is_empty() {
        lines.push(shell.t1("rules-if-languages", "languages", condition.languages.join(", ")));
    }
    for test in &condition.data {
        let key = match (test.is_there, &test.value) {
            (true, None) => "rules-if-there",
            (false, None) => "rules-if-not-there",
            (true, Some(_)) => "rules-if-is",
            (false, Some(_)) => "rules-if-is-not",
        };
        let args =
            [("field", test.field.clone().into()), ("value", test.value.clone().unwrap_or_default().into())];
        lines.push(shell.t_with(key, &args));
    }
    lines
}

/// A channel of contact.
pub(crate) fn channel(shell: &Shell, channel: kernel::Channel) -> String {
    shell.t(&format!("rules-channel-{}", channel.code()))
}

/// The way of a rung: *SMS*, *appel* …
pub(crate) fn way(shell: &Shell, means: &Means) -> String {
    shell.t(&format!("rules-way-{}", means.code()))
}

/// A template by its name; one that is not there any more, by its id.
pub(crate) fn template(templates: &[Template], id: TemplateId) -> String {
    templates.iter().find(|it| it.id == id).map_or_else(|| id.to_string(), |it| it.name.clone())
}

/// A rung: *Tout de suite, un SMS : « … »*.
pub(crate) fn rung(shell: &Shell, rung: &Rung, is_first: bool, templates: &[Template]) -> String {
    let what = match &rung.means {
        Means::Message { template: id, .. } => template(templates, *id),
        Means::Call { script } => script.clone(),
    };
    let args = [
        ("when", delay(shell, rung, is_first).into()),
        ("way", way(shell, &rung.means).into()),
        ("what", what.into()),
    ];
    shell.t_with("rules-rung", &args)
}

/// Where the text of a rung is read; a call has none.
pub(crate) fn text_of(rung: &Rung) -> Option<String> {
    match &rung.means {
        Means::Message { template, .. } => Some(templates::address(*template)),
        Means::Call { .. } => None,
    }
}

fn delay(shell: &Shell, rung: &Rung, is_first: bool) -> String {
    let delay: Delay = rung.after;
    let is_none = delay.days == 0 && delay.hours == 0;
    if rung.is_fallback {
        return shell.t("rules-only-if-failed");
    }
    if is_none {
        return shell.t(if is_first { "rules-at-once" } else { "rules-if-failed" });
    }
    let key = match (is_first, delay.is_working_days) {
        (true, false) => "rules-later",
        (true, true) => "rules-later-working",
        (false, false) => "rules-then",
        (false, true) => "rules-then-working",
    };
    shell.t1(key, "time", time(shell, delay.days, delay.hours))
}

/// What ends it.
pub(crate) fn goal(shell: &Shell, goal: &Goal) -> String {
    match goal {
        Goal::Statuses { statuses } => {
            let named: Vec<String> = statuses.iter().map(|it| status(shell, it)).collect();
            shell.t1("rules-goal-statuses", "statuses", named.join(", "))
        }
        _ => shell.t(&format!("rule-goal-{}", goal.code())),
    }
}

/// All in one sentence, for the list.
pub(crate) fn summary(shell: &Shell, plan: &Plan) -> String {
    summary_of(shell, &plan.trigger, plan.ladder.iter().map(|it| it.means.code()))
}

/// The same of what makes an occasion, and the words of the ways ([`Means::code`]).
pub(crate) fn summary_of<'a>(shell: &Shell, when: &Trigger, ways: impl Iterator<Item = &'a str>) -> String {
    let ways: Vec<String> = ways.map(|it| shell.t(&format!("rules-way-{it}"))).collect();
    let then = format!(", {} ", shell.t("rules-then-word"));
    shell.t_with("rules-summary", &[("when", trigger(shell, when).into()), ("ways", ways.join(&then).into())])
}

/// The share of people kept apart, in percent.
pub(crate) fn holdout(shell: &Shell, share: f64) -> String {
    let key = if share > 0.0 { "rules-held" } else { "rules-held-none" };
    shell.t1(key, "share", shell.figures().share(share))
}

/// A practice's id and title, and its sheet; `None`: the collection has none of this id.
pub(crate) fn practice(shell: &Shell, id: &str) -> Option<(String, String)> {
    let found = practices::collection().practice(id)?;
    Some((format!("{} – {}", found.id, found.title(shell.lang())), format!("/pratiques/{}", found.id)))
}

/// Practices to choose from, none of them first.
pub(crate) fn practices(shell: &Shell) -> Vec<(String, String)> {
    let named = |it: &practices::Practice| (it.id.clone(), format!("{} – {}", it.id, it.title(shell.lang())));
    let none = (String::new(), shell.t("rules-practice-none"));
    std::iter::once(none).chain(practices::collection().practices.iter().map(named)).collect()
}

/// Territories to choose from.
pub(crate) fn territories(lang: Lang) -> Vec<(String, String)> {
    Territory::ALL.iter().map(|it| (it.code().to_owned(), it.label().say(lang))).collect()
}

/// What a condition asks of data, one line each, as the form writes it: `champ`, `champ=valeur`, `!champ`, `!champ=valeur`.
pub(crate) fn data_written(tests: &[DataTest]) -> String {
    let line = |it: &DataTest| {
        let sign = if it.is_there { "" } else { "!" };
        let value = it.value.as_ref().map_or_else(String::new, |value| format!("={value}"));
        format!("{sign}{}{value}", it.field)
    };
    tests.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The other way round.
pub(crate) fn data_read(text: &str) -> Vec<DataTest> {
    let read = |line: &str| {
        let (is_there, rest) = line.strip_prefix('!').map_or((true, line), |it| (false, it));
        let (field, value) = rest
            .split_once('=')
            .map_or((rest, None), |(field, value)| (field, Some(value.trim().to_owned())));
        DataTest { field: field.trim().to_owned(), value, is_there }
    };
    text.lines().map(str::trim).filter(|it| !it.is_empty()).map(read).collect()
}

/// The media by which a rung may tell, in the order of the form.
pub(crate) const MEDIA: [Medium; 3] = Medium::ALL;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_of_data_are_read_as_they_are_written() {
        let text = "montant\n!iban\nnature=ALS\n!nature=APL";
        let read = data_read(&format!("  {text}\n\n"));
        assert_eq!(read.len(), 4);
        assert_eq!((read[1].is_there, read[1].value.as_deref()), (false, None));
        assert_eq!((read[3].is_there, read[3].value.as_deref()), (false, Some("APL")));
        assert_eq!(data_written(&read), text);
    }
}
