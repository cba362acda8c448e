//! Settings of reasons: who answers, within what, what silence comes to mean.

use axum::{
    extract::Path,
    response::{IntoResponse as _, Response},
};
use calendar::{
    Target,
    legal::{Delay, Silence},
};
use serde_json::json;
use site::{ErrorSummary, Failure, Field, Going, Sent, Shell, form::FieldKind};

use super::{FormPage, PATH, read_target, rendered, target_fields};
use crate::{
    desk::{
        common::{LINE_MAX, Reader, cut},
        style,
    },
    handling::House,
    store::teams,
    team::{Reason, TeamId},
};

/// Letters of a reason's code.
const CODE_MAX: usize = 40;

/// `GET /demandes/reglages/motifs/{code}`; `nouveau` is a new one.
pub(in crate::desk) async fn show(shell: Shell, Path(code): Path<String>) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let mut tx = shell.site().db().read().await?;
    let house = House::read(&mut tx, &reader.partner).await?;
    let kept = own_reason(&house, &code)?;
    Ok(reason_form(&shell, &house, kept, &Sent::default(), &[]))
}

fn own_reason<'a>(house: &'a House, code: &str) -> Result<Option<&'a Reason>, Failure> {
    if code == "nouveau" {
        return Ok(None);
    }
    house.reason(code).map(Some).ok_or_else(Failure::not_found)
}

fn reason_form(
    shell: &Shell,
    house: &House,
    kept: Option<&Reason>,
    sent: &Sent,
    faults: &[(&'static str, String)],
) -> Response {
    let wrong = |field: &str| faults.iter().find(|it| it.0 == field).map(|it| it.1.clone());
    let typed = |name: &str, of: String| sent.typed(name).map_or(of, str::to_owned);
    let mut problems = ErrorSummary::new(shell);
    for (field, sentence) in faults {
        problems.add(*field, sentence.clone());
    }
    let mut owners = vec![(String::new(), shell.t("desk-reason-first-team"))];
    owners.extend(house.teams.iter().map(|it| (it.id.to_string(), it.name.clone())));
    let mut events = vec![(String::new(), shell.t("desk-none"))];
    let named = |it: &practices::LifeEvent| (it.id.clone(), it.label.in_lang(shell.lang()).to_owned());
    events.extend(practices::collection().life_events.iter().map(named));
    let silences = ["", "acceptation", "refus", "rien"].map(|it| {
        (it.to_owned(), shell.t(&format!("desk-silence-{}", if it.is_empty() { "inconnu" } else { it })))
    });
    let (silence, months) = match kept.and_then(|it| it.silence) {
        None => ("", 2),
        Some(Silence::Acceptance(delay)) => ("acceptation", months(delay)),
        Some(Silence::Refusal(delay)) => ("refus", months(delay)),
        Some(Silence::Nothing) => ("rien", 2),
    };
    let is_public = if sent.typed("nom").is_some() {
        sent.text("public") == "on"
    } else {
        kept.is_none_or(|it| it.is_public)
    };
    let mut fields = Vec::new();
    if kept.is_none() {
        fields.push(
            Field::new(FieldKind::Text, "code", shell.t("desk-reason-code"))
                .hint(shell.t("desk-reason-code-hint"))
                .value(typed("code", String::new()))
                .error(wrong("code"))
                .required(),
        );
    }
    fields.extend([
        Field::new(FieldKind::Text, "nom", shell.t("desk-reason-name"))
            .value(typed("nom", kept.map_or_else(String::new, |it| it.name.clone())))
            .error(wrong("nom"))
            .required(),
        Field::new(FieldKind::Select(owners), "equipe", shell.t("desk-reason-team")).value(typed(
            "equipe",
            kept.and_then(|it| it.team).map_or_else(String::new, |it| it.to_string()),
        )),
        Field::new(FieldKind::Select(events), "evenement", shell.t("desk-reason-life-event"))
            .value(typed("evenement", kept.and_then(|it| it.life_event.clone()).unwrap_or_default())),
    ]);
    let mut target = target_fields(shell, kept.and_then(|it| it.target), sent, wrong("cible"));
    if kept.and_then(|it| it.target).is_some() {
        target[1] = Field::new(
            FieldKind::Select(vec![
                (String::new(), shell.t("desk-target-of-team")),
                ("jours".to_owned(), shell.t("desk-target-unit-days")),
                ("heures".to_owned(), shell.t("desk-target-unit-hours")),
            ]),
            "unite",
            shell.t("desk-target-unit"),
        )
        .value(typed(
            "unite",
            match kept.and_then(|it| it.target) {
                Some(Target::OpenTime(_)) => "heures".to_owned(),
                _ => "jours".to_owned(),
            },
        ));
    }
    fields.extend(target);
    fields.extend([
        Field::new(FieldKind::Select(silences.into()), "silence", shell.t("desk-reason-silence"))
            .value(typed("silence", silence.to_owned())),
        Field::new(FieldKind::Number, "mois", shell.t("desk-reason-months"))
            .value(typed("mois", months.to_string()))
            .error(wrong("mois")),
        Field::new(FieldKind::Checkbox, "public", shell.t("desk-reason-public")).value(if is_public {
            "on"
        } else {
            ""
        }),
    ]);
    let page = FormPage {
        style: style::SHEET.address(),
        problems,
        action: format!("{PATH}/motifs/{}", kept.map_or("nouveau", |it| it.code.as_str())),
        hours: Vec::new(),
        fields,
        closes: kept.is_some(),
        shell,
    };
    let title = kept.map_or_else(|| shell.t("desk-reason-new"), |it| it.name.clone());
    rendered(shell, title, &page, faults.is_empty())
}

/// The months of a delay; one in days is told as none.
const fn months(delay: Delay) -> i64 {
    match delay {
        Delay::Months(months) => months as i64,
        Delay::Days(_) => 0,
    }
}

/// `POST /demandes/reglages/motifs/{code}`
pub(in crate::desk) async fn save(
    shell: Shell,
    Path(code): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let mut tx = shell.site().db().write().await?;
    let house = House::read(&mut tx, &reader.partner).await?;
    let kept = own_reason(&house, &code)?;
    let code = kept.map_or_else(|| cut(sent.text("code"), CODE_MAX), |it| it.code.clone());
    if sent.text("geste") == "clore" {
        teams::close_reason(&mut tx, &reader.partner, &code).await?;
    } else {
        let mut faults = Vec::new();
        let is_code = |it: &str| {
            !it.is_empty()
                && it.bytes().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-')
        };
        if kept.is_none() && (!is_code(&code) || code == "nouveau" || house.reason(&code).is_some()) {
            faults.push(("code", shell.t("desk-reason-bad-code")));
        }
        let name = cut(sent.text("nom"), LINE_MAX);
        if name.is_empty() {
            faults.push(("nom", shell.t("desk-reason-no-name")));
        }
        let target = read_target(&shell, &sent).unwrap_or_else(|fault| {
            faults.push(fault);
            None
        });
        let silence = read_silence(&shell, kept, &sent).unwrap_or_else(|fault| {
            faults.push(fault);
            None
        });
        if !faults.is_empty() {
            return Ok(reason_form(&shell, &house, kept, &sent, &faults));
        }
        let team = sent.text("equipe").parse::<TeamId>().ok();
        let reason = Reason {
            code: code.clone(),
            name,
            team: team.filter(|it| house.team(*it).is_some()),
            life_event: Some(cut(sent.text("evenement"), LINE_MAX)).filter(|it| !it.is_empty()),
            target,
            silence,
            is_public: sent.text("public") == "on",
        };
        teams::save_reason(&mut tx, &reader.partner, &reason).await?;
    }
    let detail = json!({ "what": sent.text("geste") });
    shell.tell(&mut tx, "reason.save", &code, Some(&reader.partner), detail).await?;
    tx.commit().await?;
    Ok(Going::to(PATH).done(shell.t("desk-settings-saved")).into_response())
}

/// What silence comes to mean. A delay in days that was kept stays if nobody writes months.
fn read_silence(
    shell: &Shell,
    kept: Option<&Reason>,
    sent: &Sent,
) -> Result<Option<Silence>, (&'static str, String)> {
    let in_days = match kept.and_then(|it| it.silence) {
        Some(Silence::Acceptance(delay @ Delay::Days(_)) | Silence::Refusal(delay @ Delay::Days(_))) => {
            Some(delay)
        }
        _ => None,
    };
    let delay = match sent.text("mois").parse::<u8>().ok() {
        Some(0) => in_days,
        Some(months @ 1..=24) => Some(Delay::Months(months)),
        _ => None,
    };
    let delay = delay.ok_or_else(|| ("mois", shell.t("desk-reason-bad-months")));
    Ok(match sent.text("silence") {
        "acceptation" => Some(Silence::Acceptance(delay?)),
        "refus" => Some(Silence::Refusal(delay?)),
        "rien" => Some(Silence::Nothing),
        _ => None,
    })
}
