//! What comes once somebody takes a way: where it is, when it is open, what to have at hand, and what goes on by itself.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use kernel::Channel;
use site::{ErrorSummary, Failure, Field, Going, Machine, Sent, Shell, form::FieldKind};

use super::{
    PATH, UsagersSide,
    ask::{Typed, encoded},
    back_of, page_of, style,
};
use crate::{
    given::Given,
    guide::{GuideError, House},
    telling::{self, Telling, ToldWay},
    usagers_side::callback::Wanted,
    words::quoted,
};

/// Ways that the form of the inbox stands for where the partner gives no link.
pub(super) const WRITTEN: [Channel; 3] = [Channel::Web, Channel::Email, Channel::Other];

#[derive(Template)]
#[template(path = "guidance_take.html")]
struct TakePage<'a> {
    shell: &'a Shell,
    style: &'static str,
    way: &'a ToldWay,
    link: Option<(String, String)>,
    form: Option<CallForm>,
    problems: ErrorSummary,
    is_handed_over: bool,
    others: String,
    back: String,
}

/// The form by which one asks to be called.
struct CallForm {
    action: String,
    told: Vec<String>,
    name: Field,
    phone: Field,
    message: Field,
    day: Field,
}

/// `POST /aiguillage/{partner}/suite`
pub async fn take(
    State(side): State<UsagersSide>,
    shell: Shell,
    machine: Machine,
    Path(_partner): Path<String>,
    sent: Sent,
) -> Result<Going, Failure> {
    side.page(machine, shell.now())?;
    let (house, given) = side.given(sent.text("conseil")).await?;
    let chosen = sent.text("moyen");
    let channel: Channel = chosen.parse().map_err(|_| GuideError::NoSuchWay(quoted(chosen)))?;
    let id = side.guide().take(&house, &given, channel).await?;
    Ok(Going::to(format!("{}/suite/{id}", page_of(&house))))
}

/// `GET /aiguillage/{partner}/suite/{id}`
pub async fn show(
    State(side): State<UsagersSide>,
    shell: Shell,
    Path((_partner, id)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let (house, given) = side.given(&id).await?;
    page(&side, &shell, (&house, &given), (&Wanted::default(), &[])).await
}

/// The page of the way that was taken; `wrong` are the fields of the form with what is wrong with them.
pub(super) async fn page(
    side: &UsagersSide,
    shell: &Shell,
    (house, given): (&House, &Given),
    (wanted, wrong): (&Wanted, &[(&'static str, String)]),
) -> Result<Response, Failure> {
    let path = page_of(house);
    let again = format!("{path}/conseil?{}", Typed::query_of(&given.reason, &given.situation));
    let Some((channel, _)) = given.taken else { return Ok(Going::to(again).into_response()) };
    let telling = Telling { lang: shell.lang(), now: shell.now() };
    let ways = telling.ways(house, given);
    let way = ways.iter().find(|it| it.channel == channel).ok_or_else(Failure::not_found)?;
    let takes = {
        let mut tx = side.guide().db().read().await?;
        side.guide().ports().handover.takes(&mut tx, &given.partner).await?
    };
    let mut problems = ErrorSummary::new(shell);
    for (field, problem) in wrong {
        problems.add(*field, problem.clone());
    }
    let is_call = channel == Channel::Phone && takes && given.request.is_none();
    let content = TakePage {
        shell,
        style: style::SHEET.address(),
        link: link(shell, house, given, (way, takes)),
        form: is_call.then(|| call_form(shell, house, given, (wanted, wrong))),
        problems,
        is_handed_over: given.request.is_some(),
        others: again,
        back: back_of(given.id),
        way,
    };
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = shell.page(way.name.clone()).crumb(shell.t("guidance-title"), PATH);
    Ok(page.crumb(house.partner.name.clone(), path).status(status).render(&content))
}

/// Where the way leads: its address and what the link says. The form of the inbox is filled with the reason.
fn link(
    shell: &Shell,
    house: &House,
    given: &Given,
    (way, takes): (&ToldWay, bool),
) -> Option<(String, String)> {
    let place = way.place.trim();
    if place.starts_with("https://") && !place.contains(char::is_whitespace) {
        return Some((place.to_owned(), shell.t("guidance-open-site")));
    }
    if WRITTEN.contains(&way.channel) && takes {
        let form = format!("/contact/{}?motif={}", house.partner.code, encoded(&given.reason));
        return Some((form, shell.t("guidance-open-form")));
    }
    if way.channel == Channel::Email && is_address(place) {
        return Some((format!("mailto:{place}"), shell.t1("guidance-write-to", "address", place)));
    }
    let digits: String = place.chars().filter(|it| it.is_ascii_digit() || *it == '+').collect();
    let is_number = matches!(way.channel, Channel::Phone | Channel::Sms) && digits.len() >= 3;
    is_number.then(|| (format!("tel:{digits}"), shell.t1("guidance-call-number", "number", place)))
}

fn is_address(text: &str) -> bool {
    let is_plain = |it: char| it.is_ascii_alphanumeric() || matches!(it, '.' | '-' | '_' | '+');
    text.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && host.contains('.') && name.chars().all(is_plain) && host.chars().all(is_plain)
    })
}

fn call_form(
    shell: &Shell,
    house: &House,
    given: &Given,
    (wanted, wrong): (&Wanted, &[(&'static str, String)]),
) -> CallForm {
    let fault = |name: &str| wrong.iter().find(|(it, _)| *it == name).map(|(_, problem)| problem.clone());
    let field = |kind, name: &'static str, label: &str, value: &str| {
        Field::new(kind, name, shell.t(label)).value(value).error(fault(name))
    };
    let told = telling::situation(&given.situation, shell.lang());
    CallForm {
        action: format!("{}/rappel/{}", page_of(house), given.id),
        told: std::iter::once(telling::reason(house, &given.reason)).chain(told).collect(),
        name: field(FieldKind::Text, "name", "guidance-call-name", &wanted.name)
            .autocomplete("name")
            .required(),
        phone: field(FieldKind::Text, "phone", "guidance-call-phone", &wanted.phone)
            .autocomplete("tel")
            .required(),
        message: field(FieldKind::LongText, "message", "guidance-call-about", &wanted.message)
            .hint(shell.t("guidance-call-about-hint"))
            .required(),
        day: field(FieldKind::Date, "day", "guidance-call-day", &wanted.day)
            .hint(shell.t("guidance-call-day-hint")),
    }
}
