//! The same on paper, for a counter's wall, and by voice, for a voice server.

use askama::Template;
use axum::{
    extract::{Path, RawQuery, State},
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use channel_choice::{HUMAN, Situation};
use kernel::Lang;
use site::{Failure, Machine, Shell};

use super::{PATH, UsagersSide, ask::Typed, draw, page_of, style, take::WRITTEN};
use crate::{
    given::Door,
    guide::{Ask, GuideError, House},
    telling,
};

/// One line of the poster: a reason and its way.
struct Line {
    reason: String,
    way: String,
    chance: String,
}

/// One way on the poster.
struct Place {
    name: String,
    address: String,
    words: String,
    hours: Vec<String>,
}

#[derive(Template)]
#[template(path = "guidance_poster.html")]
struct PosterPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    lines: Vec<Line>,
    places: Vec<Place>,
    human: Option<String>,
    address: String,
}

/// `GET /aiguillage/{partner}/affiche`
pub async fn poster(
    State(side): State<UsagersSide>,
    shell: Shell,
    headers: HeaderMap,
    Path(partner): Path<String>,
) -> Result<Response, Failure> {
    let house = side.house(&partner).await?;
    let mut lines = Vec::with_capacity(house.reasons.len());
    for reason in &house.reasons {
        let advice = side.guide().usual(&house, &reason.code)?;
        let Some(first) = advice.ways.first().filter(|_| advice.advised.is_some()) else { continue };
        lines.push(Line {
            reason: reason.name.clone(),
            way: shell.say(&telling::name(first.estimate.channel)),
            chance: shell.say(&telling::chance(first.estimate.settled)),
        });
    }
    let path = page_of(&house);
    let address = |path: &str| shell.site().address(&headers, path);
    let takes = {
        let mut tx = side.guide().db().read().await?;
        side.guide().ports().handover.takes(&mut tx, &house.partner.code).await?
    };
    let form = takes.then(|| address(&format!("/contact/{}", house.partner.code)));
    let content = PosterPage {
        shell: &shell,
        style: style::SHEET.address(),
        lines,
        places: places(&shell, &house, form.as_deref()),
        human: human(&shell, &house),
        address: address(&path),
    };
    let page = shell.page(shell.t1("guidance-poster-title", "partner", house.partner.name.clone()));
    Ok(page.crumb(shell.t("guidance-title"), PATH).crumb(house.partner.name.clone(), path).render(&content))
}

/// Where ways are; those that the partner gives no place have the form of the inbox, if there is one.
fn places(shell: &Shell, house: &House, form: Option<&str>) -> Vec<Place> {
    let place = |way: &crate::way::Way| {
        let words = if shell.lang() == Lang::Fr { &way.words.0 } else { &way.words.1 };
        Place {
            name: shell.say(&telling::name(way.channel)),
            address: match form {
                Some(form) if way.place.is_empty() && WRITTEN.contains(&way.channel) => form.to_owned(),
                _ => way.place.clone(),
            },
            words: words.clone(),
            hours: way.opening.as_ref().map(|it| telling::week(it, shell.lang())).unwrap_or_default(),
        }
    };
    house.ways.iter().map(place).collect()
}

/// The human ways, by their names.
fn human(shell: &Shell, house: &House) -> Option<String> {
    let names: Vec<String> = house
        .ways
        .iter()
        .filter(|it| HUMAN.contains(&it.channel))
        .map(|it| shell.say(&telling::in_sentence(it.channel)))
        .collect();
    (!names.is_empty()).then(|| names.join(", "))
}

/// `GET /aiguillage/{partner}/vocal.txt`: one sentence, and how to reach a person now or when that is possible. What is not known is said so: a voice reads no error.
pub async fn voice(
    State(side): State<UsagersSide>,
    shell: Shell,
    machine: Machine,
    Path(partner): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    side.program(machine, shell.now())?;
    let house = side.house(&partner).await?;
    let typed = Typed::of(query.as_deref());
    let asked = Ask {
        reason: typed.reason,
        site: typed.site,
        situation: Situation { features: Vec::new(), is_urgent: typed.situation.is_urgent },
        preferred: None,
        door: Door::Api,
        unit: None,
    };
    let telling = telling::Telling { lang: shell.lang(), now: shell.now() };
    let sentence = match side.guide().advise(&house, asked, draw()?).await {
        Ok(given) => telling.spoken(&house, &given),
        Err(GuideError::NoSuchReason(_)) => shell.t("guidance-spoken-none"),
        Err(error) => return Err(error.into()),
    };
    let text = match telling.spoken_person(&house) {
        Some(person) => format!("{sentence} {person}\n"),
        None => format!("{sentence}\n"),
    };
    Ok(([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response())
}
