//! What a request gives to a text that agents start from, whoever fills it: a page, or the work beside the pages.

use jiff::Timestamp;
use kernel::{Lang, paris_date};
use register::{StoreError, Tx, partner};
use site::Figures;
use wording::Fault;

use crate::{
    handling::House,
    request::Request,
    rules::variable::{Template, Values, Variable},
    store::{
        callbacks,
        documents::{self, DocumentRequest},
    },
    team::Team,
    usager::Usager,
    words::WORDS,
};

/// The days of a week, Monday first, as forms and sentences name them.
pub(crate) const DAYS: [&str; 7] = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"];

/// Who writes, and when.
#[derive(Debug, Clone, Copy)]
pub struct Writer<'a> {
    /// In which language days are said.
    pub lang: Lang,
    /// The agent's name.
    pub agent: Option<&'a str>,
    /// The public address of the product; `None`: nobody outside could open a page.
    pub site: Option<&'a str>,
    /// The present instant.
    pub now: Timestamp,
}

/// What a request gives to a text.
pub async fn values(
    tx: &mut Tx,
    writer: &Writer<'_>,
    house: &House,
    (request, usager): (&Request, &Usager),
) -> Result<Values, StoreError> {
    let figures = Figures::new(writer.lang);
    let day = |at: Timestamp| figures.date(paris_date(at.as_microsecond()));
    let team = request.team.and_then(|it| house.team(it));
    let partner = partner::find(tx, &house.partner).await?;
    let call = callbacks::of_request(tx, request.id).await?.into_iter().find(|it| it.done_at.is_none());
    let named = |code: &str| house.reason(code).map_or_else(|| code.to_owned(), |it| it.name.clone());
    let mut awaited = documents::of_request(tx, request.id).await?;
    awaited.retain(DocumentRequest::is_awaited);
    let values = [
        (Variable::Name, Some(usager.name.clone())),
        (Variable::RequestNumber, Some(request.reference.clone())),
        (Variable::Reason, request.reason.as_deref().map(named)),
        (Variable::ReceivedDate, Some(day(request.opened_at))),
        (Variable::PromisedDate, request.promised.map(|it| day(it.high))),
        (Variable::CallbackDate, call.map(|it| figures.instant(it.from))),
        (Variable::Agent, writer.agent.map(str::to_owned)),
        (Variable::Team, team.map(|it| it.name.clone())),
        (Variable::Organisation, partner.map(|it| it.name)),
        (Variable::Phone, team.and_then(|it| it.phone.clone())),
        (Variable::Address, team.and_then(|it| it.postal.clone())),
        (Variable::Hours, team.and_then(|it| hours_said(writer.lang, it))),
        (Variable::MissingDocuments, Some(lines(awaited.iter().map(|it| it.label.clone())))),
        (Variable::DocumentsDate, awaited.iter().filter_map(|it| it.due_at).min().map(day)),
        (Variable::FollowUpLink, writer.site.map(|it| request.code.address(it))),
        (Variable::Today, Some(day(writer.now))),
    ];
    Ok(values.into_iter().filter_map(|(variable, value)| Some((variable, value?))).collect())
}

/// A subject and a body, filled.
pub fn fill((subject, body): (&str, &str), values: &Values) -> Result<(String, String), Fault> {
    Ok((Template::parse(subject)?.fill(values)?, Template::parse(body)?.fill(values)?))
}

/// When a team is open, one line a day.
fn hours_said(lang: Lang, team: &Team) -> Option<String> {
    let open = DAYS.iter().zip(team.opening.week()).filter(|(_, hours)| !hours.is_closed());
    let said = open.map(|(day, hours)| {
        let day = WORDS.say(lang, &format!("desk-day-{day}"), &[]);
        WORDS.say(lang, "desk-day-hours", &[("day", day.into()), ("hours", hours.to_string().into())])
    });
    Some(lines(said)).filter(|it| !it.is_empty())
}

fn lines(each: impl Iterator<Item = String>) -> String {
    each.collect::<Vec<_>>().join("\n")
}
