//! What managers see of the usager's side: ready answers with what they save, and what acknowledgements still lack.

use askama::Template;
use axum::response::{IntoResponse, Response};
use calendar::legal::{Appeal, Silence};
use kernel::PartnerCode;
use register::partner;
use serde_json::json;
use site::{Failure, Going, Sent, Shell};

use super::style;
use crate::{
    acknowledge::{self, Missed},
    handling::House,
    store::{
        acknowledgements,
        ready_answers::{self, ReadyAnswer, ReadyAnswerId},
    },
};

/// The page of ready answers.
pub const ANSWERS: &str = "/demandes/reponses";
/// The page of acknowledgements.
pub const ACKNOWLEDGEMENTS: &str = "/demandes/accuses";
/// Letters of a title.
const TITLE_MAX: usize = 150;
/// Letters of an answer, of ways of appeal.
const BODY_MAX: usize = 4_000;
/// Late requests that are listed.
const LATE_MAX: usize = 100;

#[derive(Template)]
#[template(path = "usager_manage_answers.html")]
struct AnswersPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    form: &'static str,
    answers: Vec<Line>,
    reasons: Vec<(String, String)>,
}

struct Line {
    id: String,
    answer: ReadyAnswer,
    shown: String,
    helped: String,
    share: String,
}

#[derive(Template)]
#[template(path = "usager_manage_acknowledgements.html")]
struct AcknowledgementsPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    form: &'static str,
    lacking: Vec<(String, Vec<String>)>,
    appeals: Vec<(String, String, Appeal)>,
    late: Vec<(String, String)>,
}

/// Whose manager reads.
fn own(shell: &Shell) -> Result<PartnerCode, Failure> {
    shell.signed_in()?.partner.clone().ok_or_else(Failure::forbidden)
}

/// `GET /demandes/reponses`
pub async fn answers(shell: Shell) -> Result<Response, Failure> {
    let own = own(&shell)?;
    let mut tx = shell.site().db().read().await?;
    let house = House::read(&mut tx, &own).await?;
    let all = ready_answers::of_partner(&mut tx, &own).await?;
    drop(tx);
    let figures = shell.figures();
    let line = |answer: ReadyAnswer| {
        #[expect(clippy::cast_precision_loss, reason = "counts of what people did are far below 2^53")]
        let share = (answer.shown > 0).then(|| answer.helped as f64 / answer.shown as f64);
        Line {
            id: answer.id.to_string(),
            shown: figures.count(answer.shown),
            helped: figures.count(answer.helped),
            share: figures.share_or_dash(share),
            answer,
        }
    };
    let mut reasons = vec![(String::new(), shell.t("ready-all-reasons"))];
    reasons.extend(house.reasons.iter().map(|it| (it.code.clone(), it.name.clone())));
    let content = AnswersPage {
        shell: &shell,
        style: style::SHEET.address(),
        form: ANSWERS,
        answers: all.into_iter().map(line).collect(),
        reasons,
    };
    Ok(shell.page(shell.t("ready-title")).lead(shell.t("ready-lead")).wide().render(&content))
}

/// `POST /demandes/reponses`: an answer is written, changed, or taken out of use.
pub async fn save_answer(shell: Shell, sent: Sent) -> Result<Going, Failure> {
    let own = own(&shell)?;
    let now = shell.now();
    let given = sent.text("id");
    let id = if given.is_empty() {
        ReadyAnswerId::new(now)
    } else {
        given.parse().map_err(|_| Failure::not_found())?
    };
    let mut tx = shell.site().db().write().await?;
    let going = Going::to(ANSWERS);
    if sent.text("do") == "close" {
        ready_answers::close(&mut tx, &own, id).await?;
        shell.tell(&mut tx, "ready-answer.close", &id.to_string(), Some(&own), json!({})).await?;
        tx.commit().await?;
        return Ok(going.done(shell.t("ready-closed")));
    }
    let (title, body) = (sent.text("title"), sent.text("body").replace("\r\n", "\n"));
    if title.is_empty() || body.is_empty() {
        return Ok(going.problem(shell.t("ready-missing")));
    }
    if title.chars().count() > TITLE_MAX || body.chars().count() > BODY_MAX {
        return Ok(going.problem(shell.t("ready-too-long")));
    }
    let house = House::read(&mut tx, &own).await?;
    let reason = house.reason(sent.text("reason")).map(|it| it.code.clone());
    let answer =
        ReadyAnswer { id, reason, title: title.to_owned(), body, shown: 0, helped: 0, changed_at: now };
    if !ready_answers::save(&mut tx, &own, &answer, now).await? {
        return Err(Failure::not_found());
    }
    shell.tell(&mut tx, "ready-answer.save", &id.to_string(), Some(&own), json!({})).await?;
    tx.commit().await?;
    Ok(going.done(shell.t("ready-saved")))
}

/// `GET /demandes/accuses`
pub async fn acknowledgements(shell: Shell) -> Result<Response, Failure> {
    let own = own(&shell)?;
    let now = shell.now();
    let mut tx = shell.site().db().read().await?;
    let house = House::read(&mut tx, &own).await?;
    let name = partner::find(&mut tx, &own).await?.map_or_else(String::new, |it| it.name);
    let appeals = acknowledgements::appeals(&mut tx, &own).await?;
    let late = acknowledge::overdue(&mut tx, &house, now).await?;
    drop(tx);
    let lacking = acknowledge::lacking(&house, &name, &appeals, now);
    let appeal_of = |code: &str| {
        appeals.iter().find(|(it, _)| it == code).map_or_else(Appeal::default, |(_, it)| it.clone())
    };
    let figures = shell.figures();
    let content = AcknowledgementsPage {
        shell: &shell,
        style: style::SHEET.address(),
        form: ACKNOWLEDGEMENTS,
        lacking: lacking
            .into_iter()
            .map(|(reason, lacks)| (reason.name, lacks.iter().map(|it| shell.say(&it.label())).collect()))
            .collect(),
        appeals: house
            .reasons
            .iter()
            .filter(|it| matches!(it.silence, Some(Silence::Refusal(_))))
            .map(|it| (it.code.clone(), it.name.clone(), appeal_of(&it.code)))
            .collect(),
        late: late
            .into_iter()
            .take(LATE_MAX)
            .map(|(request, missed)| {
                let (key, day) = match missed {
                    Missed::Registration(day) => ("ack-late-registration", day),
                    Missed::Acknowledgement(day) => ("ack-late-acknowledgement", day),
                };
                (request.reference, shell.t1(key, "day", figures.date(day)))
            })
            .collect(),
    };
    Ok(shell
        .page(shell.t("ack-manage-title"))
        .lead(shell.t("ack-manage-lead"))
        .render(&content)
        .into_response())
}

/// `POST /demandes/accuses`: how refusals of a reason can be contested.
pub async fn save_appeal(shell: Shell, sent: Sent) -> Result<Going, Failure> {
    let own = own(&shell)?;
    let mut tx = shell.site().db().write().await?;
    let house = House::read(&mut tx, &own).await?;
    let reason = house.reason(sent.text("reason")).ok_or_else(Failure::not_found)?;
    let line = |name: &str| sent.text(name).chars().take(BODY_MAX).collect::<String>();
    let appeal = Appeal { ways: line("ways"), time_limits: line("time_limits") };
    acknowledgements::save_appeal(&mut tx, &own, &reason.code, &appeal).await?;
    shell.tell(&mut tx, "reason.appeal", &reason.code, Some(&own), json!({})).await?;
    tx.commit().await?;
    Ok(Going::to(ACKNOWLEDGEMENTS).done(shell.t("ack-appeal-saved")))
}
