//! What programs send and get.

use axum::http::StatusCode;
use channel_choice::{Basis, Feature, Reason, Situation};
use kernel::{Channel, Explain as _, Message};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use site::Failure;
use utoipa::ToSchema;

use crate::{
    given::{Arm, Door, Given},
    guide::{Ask, GuideError, House},
    telling::{Telling, ToldWay},
    usagers_side::{UsagersSide, ask, back_of, page_of},
    words::{message, quoted},
};

/// Letters of what a trial knows a person by.
const UNIT_MAX: usize = 200;

/// A question.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GuidanceAsked {
    /// Code of the partner.
    pub partner: String,
    /// Code of a reason of the partner.
    pub reason: String,
    /// What the person told, as codes: see `situations` of the partner.
    #[serde(default)]
    pub situation: Vec<String>,
    /// Whether it cannot wait: nothing is tried out on them.
    #[serde(default)]
    pub urgent: bool,
    /// Code of a place of the partner.
    #[serde(default)]
    pub site: Option<String>,
    /// The way that they want.
    #[serde(default)]
    pub preferred: Option<String>,
    /// What a trial knows the person by; without it they are in none. It is kept as a pseudonym.
    #[serde(default)]
    pub unit: Option<String>,
    /// Whether it is asked by our element within another site.
    #[serde(default)]
    pub embedded: bool,
}

/// What became of an advice.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GuidanceOutcome {
    /// The way that was taken.
    pub taken: String,
    /// Whether it settled the matter, if it is known yet.
    #[serde(default)]
    pub settled: Option<bool>,
}

/// A code with its name.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct NamedCode {
    /// The code.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// What a form needs.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct GuidanceCatalogue {
    /// Code of the partner.
    pub partner: String,
    /// Its name.
    pub name: String,
    /// Its reasons.
    pub reasons: Vec<NamedCode>,
    /// What a person may tell.
    pub situations: Vec<NamedCode>,
}

/// Why, as a word and as a sentence.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct GuidanceReason {
    /// The word, such as `settles-most`.
    pub code: String,
    /// The sentence.
    pub text: String,
}

/// One way.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct GuidanceWay {
    /// Its code.
    pub channel: String,
    /// Its name.
    pub name: String,
    /// The same within a sentence: *le téléphone*.
    pub name_in_sentence: String,
    /// Whether one speaks to a person there.
    pub is_human: bool,
    /// Whether it can be used at once.
    pub is_open: bool,
    /// When it opens, where it is closed and that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opens_at: Option<String>,
    /// Wait now, in minutes, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wait_min: Option<f64>,
    /// Whether it is open, how long people wait, or when it opens: a sentence.
    pub state: String,
    /// Chance that it settles the matter, 0 to 1.
    pub settled: f64,
    /// Lower end of the 90 % interval.
    pub settled_low: f64,
    /// Upper end.
    pub settled_high: f64,
    /// The chance as a sentence.
    pub settled_text: String,
    /// Minutes that it takes the person.
    pub effort_min: f64,
    /// The time as a sentence.
    pub effort_text: String,
    /// What it rests on: `own`, `near`, `everywhere`.
    pub basis: String,
    /// Probability with which it was advised.
    pub probability: f64,
    /// Why it is not the advised one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub set_aside: Option<GuidanceReason>,
    /// A number, an address or a link; may be empty.
    pub place: String,
    /// What the partner says of it; may be empty.
    pub words: String,
    /// Its hours, a line each; empty: always, or not known.
    pub hours: Vec<String>,
    /// What to have at hand.
    pub at_hand: String,
}

/// An advice.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct GuidanceGiven {
    /// Its id: tell what became of it at `/api/v1/guidance/{id}/outcome`.
    pub id: String,
    /// Code of the partner.
    pub partner: String,
    /// Code of the reason.
    pub reason: String,
    /// The advised way; missing where there is none, or where a trial gave the list alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advised: Option<String>,
    /// The advice as one short sentence, with the number or address of the way; who helps where no way suits.
    pub sentence: String,
    /// Why, the strongest reason first.
    pub reasons: Vec<GuidanceReason>,
    /// What it rests on where that is not the partner's own contacts: a sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub basis_text: Option<String>,
    /// The human way that is always offered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub human: Option<String>,
    /// Share of successes below which nobody like them is sent.
    pub floor: f64,
    /// Whether the advised way surely settles no less often.
    pub is_floor_met: bool,
    /// `advised`, or `plain` where a trial gave the list alone.
    pub arm: String,
    /// All ways, the advised one first.
    pub ways: Vec<GuidanceWay>,
    /// The same advice as a page.
    pub page: String,
    /// The page that asks whether it worked.
    pub follow_up: String,
}

impl GuidanceGiven {
    /// An advice in a language.
    pub(super) fn of(telling: Telling, house: &House, given: &Given) -> Self {
        let advice = &given.advice;
        let is_advised = given.arm == Arm::Advised;
        let told = telling.ways(house, given);
        let way = |told: ToldWay| {
            let of = advice.ways.iter().find(|it| it.estimate.channel == told.channel)?;
            Some(way(told, of))
        };
        let reason = |it: &Reason| GuidanceReason {
            code: tag(it),
            text: telling.reason(it, advice, &given.situation),
        };
        let is_told = |_: &&Reason| is_advised;
        Self {
            id: given.id.to_string(),
            partner: given.partner.to_string(),
            reason: given.reason.clone(),
            advised: advice.advised.filter(|_| is_advised).map(|it| it.code().to_owned()),
            sentence: telling.spoken(house, given),
            reasons: advice.reasons.iter().filter(is_told).map(reason).collect(),
            basis_text: telling.basis(advice).filter(|_| is_advised && advice.advised.is_some()),
            human: advice.human.map(|it| it.code().to_owned()),
            // No ways sum to -0.0.
            floor: advice.floor.abs(),
            is_floor_met: advice.is_floor_met,
            arm: given.arm.code().to_owned(),
            ways: told.into_iter().filter_map(way).collect(),
            page: format!("{}/conseil?conseil={}", page_of(house), given.id),
            follow_up: back_of(given.id),
        }
    }
}

fn way(told: ToldWay, of: &channel_choice::Way) -> GuidanceWay {
    let estimate = &of.estimate;
    let aside = of.set_aside.as_ref().map(tag).zip(told.aside);
    GuidanceWay {
        channel: told.channel.code().to_owned(),
        name: told.name,
        name_in_sentence: told.name_in_sentence,
        is_human: told.is_human,
        is_open: told.is_open,
        opens_at: told.opens_at.map(|it| it.to_string()),
        wait_min: of.wait_min,
        state: told.state,
        settled: estimate.settled,
        settled_low: estimate.settled_low,
        settled_high: estimate.settled_high,
        settled_text: told.chance,
        effort_min: estimate.effort_with(of.wait_min),
        effort_text: told.effort,
        basis: match estimate.basis {
            Basis::Own => "own",
            Basis::Near => "near",
            Basis::Everywhere => "everywhere",
        }
        .to_owned(),
        probability: of.probability,
        set_aside: aside.map(|(code, text)| GuidanceReason { code, text }),
        place: told.place,
        words: told.words,
        hours: told.hours,
        at_hand: told.at_hand,
    }
}

/// The word by which a reason is kept, for or against a way.
fn tag(of: &impl Serialize) -> String {
    let value = serde_json::to_value(of).unwrap_or(Value::Null);
    value.get("code").and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// The question as it can be answered, with its partner.
///
/// # Errors
///
/// [`Failure`] that names every field that is wrong.
pub(super) async fn checked(side: &UsagersSide, asked: GuidanceAsked) -> Result<(House, Ask), Failure> {
    let mut wrong: Vec<(String, Message)> = Vec::new();
    let house = match find(side, &asked.partner).await? {
        Ok(house) => Some(house),
        Err(error) => {
            wrong.push(("partner".to_owned(), error.message()));
            None
        }
    };
    if house.as_ref().is_some_and(|it| it.reason(&asked.reason).is_none()) {
        wrong.push(("reason".to_owned(), GuideError::NoSuchReason(quoted(&asked.reason)).message()));
    }
    let mut features = Vec::new();
    for (place, code) in asked.situation.iter().enumerate() {
        if let Some(feature) = Feature::ALL.into_iter().find(|it| it.code() == code) {
            features.push(feature);
        } else {
            let problem = message("guide-no-situation").with("given", quoted(code));
            wrong.push((format!("situation[{place}]"), problem));
        }
    }
    features.sort_unstable();
    features.dedup();
    let preferred: Option<Channel> = asked.preferred.as_deref().and_then(|it| it.parse().ok());
    if let (Some(code), Some(house)) = (&asked.preferred, &house)
        && preferred.is_none_or(|it| house.way(it).is_none())
    {
        wrong.push(("preferred".to_owned(), GuideError::NoSuchWay(quoted(code)).message()));
    }
    let named = asked.site.as_deref().map(ask::site);
    if named == Some(None) {
        wrong.push(("site".to_owned(), message("guide-bad-site")));
    }
    let is_unit = |it: &String| {
        !it.trim().is_empty() && it.chars().count() <= UNIT_MAX && !it.chars().any(char::is_control)
    };
    if asked.unit.as_ref().is_some_and(|it| !is_unit(it)) {
        wrong.push(("unit".to_owned(), message("guide-bad-unit").with("most", UNIT_MAX as u64)));
    }
    let (Some(house), true) = (house, wrong.is_empty()) else {
        let failure = Failure::of_status(StatusCode::UNPROCESSABLE_ENTITY);
        return Err(wrong.into_iter().fold(failure, |it, (field, problem)| it.field(field, problem)));
    };
    let question = Ask {
        reason: asked.reason,
        site: named.flatten(),
        situation: Situation { features, is_urgent: asked.urgent },
        preferred,
        door: if asked.embedded { Door::Embedded } else { Door::Api },
        unit: asked.unit,
    };
    Ok((house, question))
}

/// The partner, or why it gives no advice.
async fn find(side: &UsagersSide, code: &str) -> Result<Result<House, GuideError>, Failure> {
    let mut tx = side.guide().db().read().await?;
    match side.guide().public_house(&mut tx, code).await {
        Err(GuideError::Store(error)) => Err(error.into()),
        other => Ok(other),
    }
}
