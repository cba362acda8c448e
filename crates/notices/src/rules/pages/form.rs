//! The form of a rule: its fields, and the plan that was typed. Nothing in it needs a script: a button adds a rung.

use kernel::{Channel, Explain as _};
use site::{ErrorSummary, Field, Sent, Shell, form::FieldKind};

use super::said;
use crate::{
    rules::rule::{
        Condition, DAYS_MAX, Delay, Goal, Means, NAME_MAX, Part, Plan, PlanFault, RISK_E4, Rung, Trigger,
    },
    service::ServiceId,
    template::Template,
};

/// Rungs that the form has room for.
pub(crate) const RUNGS: usize = 4;
/// Hours that a delay has at most.
const HOURS_MAX: u16 = DAYS_MAX * 24;
/// What a rung's way is where somebody calls.
const CALL: &str = "appel";

/// A rung of the form.
pub(crate) struct RungFields {
    pub(crate) number: usize,
    pub(crate) fields: Vec<Field>,
    pub(crate) is_last: bool,
}

/// The form, as it stands.
pub(crate) struct Form {
    pub(crate) problems: ErrorSummary,
    pub(crate) name: Field,
    pub(crate) trigger: Vec<Field>,
    pub(crate) condition: Vec<Field>,
    pub(crate) channels: Vec<(&'static str, String, bool)>,
    pub(crate) rungs: Vec<RungFields>,
    pub(crate) goal: Vec<Field>,
    pub(crate) control: Vec<Field>,
    pub(crate) can_grow: bool,
}

/// The fields that a plan fills.
pub(crate) fn of_plan((name, practice): (&str, Option<&str>), plan: &Plan) -> Sent {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("nom", name).append_pair("pratique", practice.unwrap_or(""));
    query.append_pair("declencheur", plan.trigger.code());
    let (status, date, days, hours) = match &plan.trigger {
        Trigger::Entered { status } => (status.as_str(), "", 0, 0),
        Trigger::Silent { status, days } => (status.as_str(), "", *days, 0),
        Trigger::Before { date, days, hours } | Trigger::After { date, days, hours } => {
            ("", date.as_str(), *days, *hours)
        }
        Trigger::PromiseAtRisk { days_before, .. } => ("", "", *days_before, 0),
    };
    let risk_e4 = match &plan.trigger {
        Trigger::PromiseAtRisk { risk_e4, .. } => *risk_e4,
        _ => RISK_E4,
    };
    query.append_pair("risque", &percent(f64::from(risk_e4) / 10_000.0));
    query.append_pair("statut", status).append_pair("date", date);
    query.append_pair("jours", &days.to_string()).append_pair("heures", &hours.to_string());
    let condition = &plan.condition;
    query.append_pair("motifs", &condition.reasons.join(", "));
    query.append_pair("langues", &condition.languages.join(", "));
    query.append_pair("donnees", &said::data_written(&condition.data));
    for channel in &condition.channels {
        query.append_pair("canal", channel.code());
    }
    query.append_pair("marches", &plan.ladder.len().clamp(1, RUNGS).to_string());
    for (place, rung) in plan.ladder.iter().enumerate() {
        let (way, script) = match &rung.means {
            Means::Message { template, .. } => (template.to_string(), ""),
            Means::Call { script } => (CALL.to_owned(), script.as_str()),
        };
        query.append_pair(&at("voie", place), &way).append_pair(&at("script", place), script);
        query.append_pair(&at("jours", place), &rung.after.days.to_string());
        query.append_pair(&at("heures", place), &rung.after.hours.to_string());
        for (name, is_set) in [("ouvres", rung.after.is_working_days), ("secours", rung.is_fallback)] {
            if is_set {
                query.append_pair(&at(name, place), "on");
            }
        }
    }
    query.append_pair("but", plan.goal.code());
    if let Goal::Statuses { statuses } = &plan.goal {
        query.append_pair("but-statuts", &statuses.join(", "));
    }
    query.append_pair("temoin", &percent(plan.holdout));
    if plan.is_self_stopping {
        query.append_pair("arret", "on");
    }
    query.append_pair("territoire", plan.territory.code());
    Sent::of(&query.finish())
}

fn at(name: &str, place: usize) -> String {
    format!("{name}-{}", place + 1)
}

/// A share as it is typed.
fn percent(share: f64) -> String {
    let text = format!("{:.2}", share * 100.0);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A share that was typed in percent.
fn share(typed: &str) -> Option<f64> {
    let number = typed.replace(',', ".");
    number.trim_end_matches('%').trim().parse::<f64>().ok().map(|it| it / 100.0)
}

/// A share from 0 to 1 in ten-thousandths.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 10,000")]
fn in_e4(share: f64) -> u16 {
    (share.clamp(0.0, 1.0) * 10_000.0).round() as u16
}

/// How many rungs are shown: those that were sent, one more or one less if a button asks for it.
pub(crate) fn rungs(sent: &Sent) -> usize {
    let sent_rungs: usize = sent.text("marches").parse().unwrap_or(1);
    let wanted = match sent.text("geste") {
        "ajouter" => sent_rungs.saturating_add(1),
        "retirer" => sent_rungs.saturating_sub(1),
        _ => sent_rungs,
    };
    wanted.clamp(1, RUNGS)
}

fn list(text: &str) -> Vec<String> {
    text.split([',', '\n', ';']).map(str::trim).filter(|it| !it.is_empty()).map(str::to_owned).collect()
}

/// What is wrong: the field, and its sentence.
pub(crate) type Problems = Vec<(String, String)>;

/// The name and the plan that were typed, for a service with these templates.
pub(crate) fn read(
    shell: &Shell,
    sent: &Sent,
    service: ServiceId,
    templates: &[Template],
) -> Result<(String, Plan), Problems> {
    let mut problems = Problems::new();
    let name = sent.text("nom").to_owned();
    if name.is_empty() || name.chars().count() > NAME_MAX {
        problems.push(("nom".to_owned(), shell.t1("rules-wrong-name", "max", NAME_MAX as u64)));
    }
    let mut whole = |field: String, most: u16, place: Option<usize>| {
        let text = sent.text(&field);
        let number = if text.is_empty() { Some(0) } else { text.parse::<u16>().ok() };
        number.filter(|it| *it <= most).unwrap_or_else(|| {
            let problem = shell.t1("rules-wrong-number", "max", shell.figures().count(most));
            problems.push((field, of_rung(shell, place, problem)));
            0
        })
    };
    let (days, hours) =
        (whole("jours".to_owned(), DAYS_MAX, None), whole("heures".to_owned(), HOURS_MAX, None));
    let mut delays = Vec::new();
    for place in 0..rungs(sent) {
        let days = whole(at("jours", place), DAYS_MAX, Some(place));
        let hours = whole(at("heures", place), HOURS_MAX, Some(place));
        delays.push(Delay { days, hours, is_working_days: sent.text(&at("ouvres", place)) == "on" });
    }
    let (status, date) = (sent.text("statut").to_owned(), sent.text("date").to_owned());
    let trigger = match sent.text("declencheur") {
        "silent" => Trigger::Silent { status, days },
        "before" => Trigger::Before { date, days, hours },
        "after" => Trigger::After { date, days, hours },
        "promise-at-risk" => {
            let share = share(sent.text("risque")).filter(|it| (0.0..=1.0).contains(it));
            if share.is_none() {
                problems.push(("risque".to_owned(), shell.t("rules-wrong-risk")));
            }
            Trigger::PromiseAtRisk { days_before: days, risk_e4: share.map_or(RISK_E4, in_e4) }
        }
        _ => Trigger::Entered { status },
    };
    needed(shell, &trigger, &mut problems);
    let mut ladder = Vec::new();
    for (place, after) in delays.into_iter().enumerate() {
        match means(sent, place, templates) {
            Some(means) => {
                let is_fallback = place > 0 && sent.text(&at("secours", place)) == "on";
                ladder.push(Rung { means, after, is_fallback });
            }
            None => {
                problems.push((at("voie", place), of_rung(shell, Some(place), shell.t("rules-wrong-way"))));
            }
        }
    }
    let statuses = list(sent.text("but-statuts"));
    let goal = match sent.text("but") {
        "statuses" => Goal::Statuses { statuses },
        "document-received" => Goal::DocumentReceived,
        "appointment-taken" => Goal::AppointmentTaken,
        "any-contact" => Goal::AnyContact,
        _ => Goal::None,
    };
    if matches!(&goal, Goal::Statuses { statuses } if statuses.is_empty()) {
        problems.push(("but-statuts".to_owned(), shell.t("rules-wrong-statuses")));
    }
    let holdout = share(sent.text("temoin")).filter(|it| (0.0..=0.9).contains(it)).unwrap_or_else(|| {
        problems.push(("temoin".to_owned(), shell.say(&PlanFault::Holdout.message())));
        0.0
    });
    let plan = Plan {
        trigger,
        condition: Condition {
            reasons: list(sent.text("motifs")),
            channels: sent.all("canal").filter_map(|it| it.parse().ok()).collect(),
            languages: list(sent.text("langues")),
            data: said::data_read(sent.typed("donnees").unwrap_or_default()),
        },
        ladder,
        goal,
        holdout,
        is_self_stopping: sent.text("arret") == "on",
        territory: sent.text("territoire").to_owned().try_into().unwrap_or_default(),
    };
    if problems.is_empty()
        && let Err(fault) = plan.check(service, templates)
    {
        problems.push((field_of(&fault), shell.say(&fault.message())));
    }
    if problems.is_empty() { Ok((name, plan)) } else { Err(problems) }
}

/// A problem with the step that it is in: those of several steps are told apart in the list of problems.
fn of_rung(shell: &Shell, place: Option<usize>, problem: String) -> String {
    let Some(place) = place else { return problem };
    shell.t_with("rules-at-rung", &[("number", (place as u64 + 1).into()), ("problem", problem.into())])
}

/// What a trigger cannot do without.
fn needed(shell: &Shell, trigger: &Trigger, problems: &mut Problems) {
    match trigger {
        Trigger::Entered { status } | Trigger::Silent { status, .. } if status.is_empty() => {
            problems.push(("statut".to_owned(), shell.t("rules-wrong-status")));
        }
        Trigger::Before { date, .. } | Trigger::After { date, .. } if date.is_empty() => {
            problems.push(("date".to_owned(), shell.t("rules-wrong-date")));
        }
        _ => {}
    }
}

fn means(sent: &Sent, place: usize, templates: &[Template]) -> Option<Means> {
    let way = sent.text(&at("voie", place)).to_owned();
    if way == CALL {
        let script = sent.text(&at("script", place)).to_owned();
        return (!script.is_empty()).then_some(Means::Call { script });
    }
    let found = templates.iter().find(|it| it.id.to_string() == way)?;
    Some(Means::Message { medium: found.medium, template: found.id })
}

/// Where a fault is mended.
fn field_of(fault: &PlanFault) -> String {
    match fault {
        PlanFault::NoSilence | PlanFault::TooLong => "jours".to_owned(),
        PlanFault::Holdout => "temoin".to_owned(),
        PlanFault::Template(place) => at("voie", *place),
        PlanFault::NoRung | PlanFault::TooManyRungs => at("voie", 0),
        PlanFault::Text(part) => match part {
            Part::Status => "statut".to_owned(),
            Part::Date => "date".to_owned(),
            Part::Reasons => "motifs".to_owned(),
            Part::Languages => "langues".to_owned(),
            Part::Data => "donnees".to_owned(),
            Part::Goal => "but-statuts".to_owned(),
            Part::Script(place) => at("script", *place),
        },
    }
}

/// The form with what was sent and what is wrong with it.
pub(crate) fn form(shell: &Shell, sent: &Sent, templates: &[Template], wrong: &Problems) -> Form {
    let error = |name: &str| wrong.iter().find(|it| it.0 == name).map(|it| it.1.clone());
    let field = |kind: FieldKind, name: &str, key: &str| {
        Field::new(kind, name, shell.t(key)).value(sent.text(name)).error(error(name))
    };
    let hinted =
        |kind: FieldKind, name: &str, key: &str| field(kind, name, key).hint(shell.t(&format!("{key}-hint")));
    let options = |codes: &[&str], prefix: &str| -> FieldKind {
        FieldKind::Select(
            codes.iter().map(|it| ((*it).to_owned(), shell.t(&format!("{prefix}-{it}")))).collect(),
        )
    };
    let triggers = ["entered", "silent", "before", "after", "promise-at-risk"];
    let goals = ["none", "statuses", "document-received", "appointment-taken", "any-contact"];
    let shown = rungs(sent);
    let mut problems = ErrorSummary::new(shell);
    for (field, problem) in wrong {
        problems.add(field.clone(), problem.clone());
    }
    let is_chosen = |channel: Channel| sent.all("canal").any(|it| it == channel.code());
    Form {
        problems,
        name: field(FieldKind::Text, "nom", "rules-name").required(),
        trigger: vec![
            field(options(&triggers, "rule-trigger"), "declencheur", "rules-trigger"),
            hinted(FieldKind::Text, "statut", "rules-trigger-status"),
            hinted(FieldKind::Text, "date", "rules-trigger-date"),
            hinted(FieldKind::Number, "jours", "rules-trigger-days"),
            hinted(FieldKind::Number, "heures", "rules-trigger-hours"),
            hinted(FieldKind::Text, "risque", "rules-trigger-risk"),
        ],
        condition: vec![
            hinted(FieldKind::Text, "motifs", "rules-reasons"),
            hinted(FieldKind::Text, "langues", "rules-languages"),
            hinted(FieldKind::LongText, "donnees", "rules-data"),
        ],
        channels: Channel::ALL
            .iter()
            .map(|it| (it.code(), said::channel(shell, *it), is_chosen(*it)))
            .collect(),
        rungs: (0..shown)
            .map(|place| RungFields {
                number: place + 1,
                fields: rung_fields(shell, sent, place, templates, &error),
                is_last: place + 1 == shown && shown > 1,
            })
            .collect(),
        goal: vec![
            field(options(&goals, "rule-goal"), "but", "rules-goal"),
            hinted(FieldKind::Text, "but-statuts", "rules-goal-which"),
        ],
        control: vec![
            hinted(FieldKind::Number, "temoin", "rules-holdout"),
            hinted(FieldKind::Checkbox, "arret", "rules-self-stop"),
            hinted(FieldKind::Select(said::territories(shell.lang())), "territoire", "rules-territory"),
            hinted(FieldKind::Select(said::practices(shell)), "pratique", "rules-practice"),
        ],
        can_grow: shown < RUNGS,
    }
}

fn rung_fields(
    shell: &Shell,
    sent: &Sent,
    place: usize,
    templates: &[Template],
    error: &dyn Fn(&str) -> Option<String>,
) -> Vec<Field> {
    let mut ways = vec![(String::new(), shell.t("rules-way-choose"))];
    for medium in said::MEDIA {
        let of_medium = templates.iter().filter(|it| it.medium == medium);
        let way = shell.t(&format!("rules-way-{}", medium.code()));
        ways.extend(of_medium.map(|it| (it.id.to_string(), format!("{way} – {}", it.name))));
    }
    ways.push((CALL.to_owned(), shell.t("rules-way-call")));
    let field = |kind: FieldKind, name: &str, key: &str| {
        let name = at(name, place);
        Field::new(kind, name.clone(), shell.t(key)).value(sent.text(&name)).error(error(&name))
    };
    let mut fields = vec![
        field(FieldKind::Select(ways), "voie", "rules-rung-way"),
        field(FieldKind::LongText, "script", "rules-rung-script").hint(shell.t("rules-rung-script-hint")),
        field(
            FieldKind::Number,
            "jours",
            if place == 0 { "rules-rung-days-first" } else { "rules-rung-days" },
        ),
        field(FieldKind::Number, "heures", "rules-rung-hours"),
        field(FieldKind::Checkbox, "ouvres", "rules-rung-working"),
    ];
    if place > 0 {
        fields.push(field(FieldKind::Checkbox, "secours", "rules-rung-fallback"));
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::TemplateId;

    #[test]
    fn the_fields_are_those_of_the_plan_and_buttons_change_the_number_of_rungs() {
        let template = TemplateId::from_uuid(uuid::Uuid::from_u128(7));
        let rung = |means: Means| Rung { means, after: Delay::default(), is_fallback: true };
        let plan = Plan {
            trigger: Trigger::Silent { status: "complete".to_owned(), days: 12 },
            condition: Condition::default(),
            ladder: vec![
                rung(Means::Message { medium: crate::address::Medium::Sms, template }),
                rung(Means::Call { script: "Rassurer".to_owned() }),
            ],
            goal: Goal::Statuses { statuses: vec!["decided".to_owned(), "paid".to_owned()] },
            holdout: 0.125,
            is_self_stopping: true,
            territory: calendar::Territory::default(),
        };
        let sent = of_plan(("Nom", Some("P13")), &plan);
        let texts = ["jours", "voie-1", "voie-2", "script-2", "secours-2", "but-statuts", "temoin"];
        let shown = texts.map(|it| sent.text(it).to_owned());
        let id = template.to_string();
        assert_eq!(shown, ["12", &id, CALL, "Rassurer", "on", "decided, paid", "12.5"]);
        assert_eq!(rungs(&sent), 2);
        let grown = |more: &str| rungs(&Sent::of(&format!("marches=4&geste={more}")));
        assert_eq!((grown("ajouter"), grown("retirer")), (RUNGS, 3));
    }
}
