//! The advice on one screen: the advised way with why, what to have at hand and a button to take it; then all others.

use askama::Template;
use axum::{
    extract::{Path, RawQuery, State},
    response::Response,
};
use jiff::Timestamp;
use kernel::Explain as _;
use site::{Failure, Machine, Sent, Shell};

use super::{
    PATH, UsagersSide,
    ask::{self, Typed},
    draw, page_of, style,
};
use crate::{
    given::{AdviceId, Arm, Given},
    guide::{Ask, GuideError, House},
    telling::{self, Telling, ToldWay},
    words::quoted,
};

#[derive(Template)]
#[template(path = "guidance_answer.html")]
struct AnswerPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    path: String,
    back: String,
    id: AdviceId,
    basis: Option<String>,
    reasons: Vec<String>,
    closed: Option<String>,
    advised: Option<ToldWay>,
    human: Option<&'a ToldWay>,
    others: &'a [ToldWay],
    is_none: bool,
    is_unfit: bool,
    is_without_person: bool,
}

/// The label of the button that takes a way.
pub(super) fn take_label(shell: &Shell, way: &ToldWay) -> String {
    shell.t1("guidance-take", "way", shell.say(&telling::in_sentence(way.channel)))
}

impl AnswerPage<'_> {
    fn label(&self, way: &ToldWay) -> String {
        take_label(self.shell, way)
    }
}

/// `GET /aiguillage/{partner}/conseil`
pub async fn show(
    State(side): State<UsagersSide>,
    shell: Shell,
    machine: Machine,
    Path(partner): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    side.page(machine, shell.now())?;
    let house = side.house(&partner).await?;
    // An advice that was given before, as other sites link to it.
    let sent = Sent::of(query.as_deref().unwrap_or_default());
    if let Some(id) = sent.typed("conseil") {
        let (house, given) = side.given(id).await?;
        return Ok(page(&shell, &house, &given));
    }
    let typed = Typed::of(query.as_deref());
    if typed.reason.is_empty() {
        return Ok(ask::page(&shell, &house, &typed, Some(shell.t("guidance-choose-reason"))));
    }
    let asked = Ask {
        reason: typed.reason.clone(),
        site: typed.site.clone(),
        situation: typed.situation.clone(),
        preferred: None,
        door: typed.door,
        // What our forms carry of a visit: the same as long as it lasts, and of no use elsewhere.
        unit: Some(shell.csrf_token()),
    };
    match side.guide().advise(&house, asked, draw()?).await {
        Ok(given) => Ok(page(&shell, &house, &given)),
        Err(GuideError::NoSuchReason(reason)) => {
            let error = GuideError::NoSuchReason(quoted(&reason));
            Ok(ask::page(&shell, &house, &typed, Some(shell.say(&error.message()))))
        }
        Err(error) => Err(error.into()),
    }
}

fn page(shell: &Shell, house: &House, given: &Given) -> Response {
    let telling = Telling { lang: shell.lang(), now: shell.now() };
    let mut ways = telling.ways(house, given);
    let is_advised = given.arm == Arm::Advised && given.advice.advised.is_some();
    let closed = all_closed(shell, &ways);
    let advised = (is_advised && !ways.is_empty()).then(|| ways.remove(0));
    let is_with_person = advised.as_ref().is_some_and(|it| it.is_human);
    let human = ways.iter().find(|it| Some(it.channel) == given.advice.human && !is_with_person);
    let path = page_of(house);
    let query = Typed::query_of(&given.reason, &given.situation);
    let is_unfit = telling::is_unfit(given);
    let title = match &advised {
        Some(way) => shell.t1("guidance-answer-title", "way", shell.say(&telling::in_sentence(way.channel))),
        None if is_unfit => shell.t("guidance-answer-title-unfit"),
        None => shell.t("guidance-answer-title-plain"),
    };
    let reason = telling::reason(house, &given.reason);
    let content = AnswerPage {
        shell,
        style: style::SHEET.address(),
        back: format!("{path}?{query}"),
        path: path.clone(),
        id: given.id,
        basis: telling.basis(&given.advice).filter(|_| is_advised),
        reasons: telling.reasons(given),
        closed,
        is_none: advised.is_none() && ways.is_empty(),
        is_unfit,
        // Who helps is said already where no way suits, or none is there.
        is_without_person: given.advice.human.is_none() && !is_unfit && !given.advice.ways.is_empty(),
        human,
        others: &ways,
        advised,
    };
    shell
        .page(title)
        .crumb(shell.t("guidance-title"), PATH)
        .crumb(house.partner.name.clone(), path)
        .lead(shell.t1("guidance-answer-about", "reason", reason))
        .render(&content)
}

/// What is said where no way is open: which one opens first.
fn all_closed(shell: &Shell, ways: &[ToldWay]) -> Option<String> {
    if ways.is_empty() || ways.iter().any(|it| it.is_open) {
        return None;
    }
    let first = ways.iter().filter_map(|it| Some((it.opens_at?, it))).min_by_key(|it| it.0);
    let Some((at, way)) = first else { return Some(shell.t("guidance-all-closed")) };
    let said = said_at(shell, at);
    let way = shell.say(&telling::in_sentence(way.channel));
    Some(shell.t_with("guidance-all-closed-until", &[("way", way.into()), ("moment", said.into())]))
}

fn said_at(shell: &Shell, at: Timestamp) -> String {
    telling::moment(at, shell.now(), shell.lang())
}
