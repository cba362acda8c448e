//! Whether it worked, and another way if not.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use channel_choice::SetAside;
use site::{Failure, Going, Machine, Sent, Shell};

use super::{PATH, UsagersSide, answer::take_label, ask::Typed, back_of, page_of, style};
use crate::{
    given::AdviceId,
    telling::{self, Telling, ToldWay},
};

#[derive(Template)]
#[template(path = "guidance_back.html")]
struct BackPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    path: String,
    action: String,
    again: String,
    id: AdviceId,
    taken: Option<String>,
    is_settled: Option<bool>,
    ways: Vec<ToldWay>,
}

impl BackPage<'_> {
    fn label(&self, way: &ToldWay) -> String {
        take_label(self.shell, way)
    }
}

/// `GET /aiguillage/retour/{id}`
pub async fn show(
    State(side): State<UsagersSide>,
    shell: Shell,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let (house, given) = side.given(&id).await?;
    let telling = Telling { lang: shell.lang(), now: shell.now() };
    let taken = given.taken.map(|(channel, _)| channel);
    let mut ways = telling.ways(&house, &given);
    ways.retain(|it| Some(it.channel) != taken);
    let why = |it: &ToldWay| {
        let way = given.advice.ways.iter().find(|way| way.estimate.channel == it.channel);
        way.and_then(|it| it.set_aside.as_ref())
    };
    for it in &mut ways {
        // What says that the advised way is better is of no use to whom that one did not help.
        if matches!(why(it), Some(SetAside::AnotherIsBetter | SetAside::LeftToOthers)) {
            it.aside = None;
        }
    }
    // What they cannot use comes last; it is shown all the same.
    ways.sort_by_key(|it| (why(it) == Some(&SetAside::CannotUse), !it.is_open));
    let path = page_of(&house);
    let content = BackPage {
        shell: &shell,
        style: style::SHEET.address(),
        action: back_of(given.id),
        again: format!("{path}/conseil?{}", Typed::query_of(&given.reason, &given.situation)),
        id: given.id,
        taken: taken.map(|it| shell.say(&telling::in_sentence(it))),
        is_settled: given.settled.map(|(is_settled, _)| is_settled),
        ways,
        path: path.clone(),
    };
    let page = shell.page(shell.t("guidance-back-title")).crumb(shell.t("guidance-title"), PATH);
    Ok(page.crumb(house.partner.name.clone(), path).render(&content))
}

/// `POST /aiguillage/retour/{id}`
pub async fn answer(
    State(side): State<UsagersSide>,
    shell: Shell,
    machine: Machine,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Going, Failure> {
    side.page(machine, shell.now())?;
    let (_, given) = side.given(&id).await?;
    let going = Going::to(back_of(given.id));
    let is_settled = match sent.text("regle") {
        "oui" => true,
        "non" => false,
        _ => return Ok(going.problem(shell.t("guidance-back-choose"))),
    };
    // An answer of somebody who took no way tells nothing of any.
    if given.taken.is_none() {
        return Ok(going);
    }
    side.guide().answer(given.id, is_settled).await?;
    Ok(if is_settled { going.done(shell.t("guidance-back-thanks")) } else { going })
}
