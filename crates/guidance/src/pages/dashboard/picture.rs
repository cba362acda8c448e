//! What advice is worth to a partner: its contacts and what was learned, put into cases that `channel_choice::worth` compares; pure.
//!
//! **Invariant:** the advised mix is that of the choice that people get, under the limits in force, in an ordinary hour: every way open, nobody in a
//! hurry.

use std::collections::BTreeMap;

use channel_choice::{
    Asked, Estimate, Feature, LimitFault, Model, Reason, SetAside, Share, Situation, State, choose,
    worth::{
        Answered, Case, Change, Failure, LogCase, LogWay, OnAdvice, OnLog, Worth, compare, on_advice, on_log,
    },
};
use kernel::Channel;
use measures::Ways;

use crate::{
    given::{Arm, Given},
    guide::House,
    planned::{Matter, limits},
};

/// Level of what the log tells: intervals of 90 %.
const ALPHA: f64 = 0.1;
/// Tells a site from its reason in the name of a case of the log.
const BETWEEN: &str = " — ";

/// What is shown.
#[derive(Debug, Clone)]
pub(super) struct Picture {
    /// From first contacts of the log.
    pub(super) worth: Worth,
    /// By what people told when they asked for advice, and how many told something.
    pub(super) told: Vec<(Feature, Change)>,
    pub(super) told_people: u64,
    /// What the log itself can tell.
    pub(super) on_log: Result<OnLog, evidence::Fault>,
    /// What answers to advice can tell.
    pub(super) on_advice: Result<OnAdvice, evidence::Fault>,
    /// First contacts.
    pub(super) firsts: u64,
    /// The first and the last contact, µs UTC.
    pub(super) span: Option<(i64, i64)>,
    /// The partner set no way: those of its log are taken.
    pub(super) is_assumed: bool,
}

/// First contacts of a matter at a site, by way.
type Firsts<'a> = BTreeMap<(&'a str, Option<&'a str>), BTreeMap<Channel, (u64, u64)>>;

/// Advice with the same reason, site and situation.
type Alike<'a> = (&'a str, Option<&'a str>, &'a [Feature]);

/// Puts all together.
///
/// - **Takes** the `ways` of the partner alone, and advice that it gave.
///
/// # Errors
///
/// [`LimitFault`] where the limits in force cannot hold.
pub(super) fn picture(
    house: &House,
    model: &Model,
    ways: &Ways,
    given: &[Given],
    usual: Failure,
) -> Result<Picture, LimitFault> {
    let code = house.partner.code.as_str();
    let mut firsts: Firsts<'_> = BTreeMap::new();
    for cell in ways.cells.iter().filter(|it| it.partner.as_str() == code && it.firsts > 0) {
        let of = firsts.entry((&cell.reason, cell.site.as_deref())).or_default();
        let of = of.entry(cell.channel).or_default();
        *of = (of.0 + cell.firsts, of.1 + cell.settled);
    }
    let offered: Vec<Channel> = house.ways.iter().map(|it| it.channel).collect();
    let is_assumed = offered.is_empty();
    let failure = failure(ways, code, usual);
    let (mut cases, mut logged) = (Vec::new(), Vec::new());
    for ((reason, site), by_way) in &firsts {
        let known: Vec<Channel> = by_way.keys().copied().collect();
        let offered = if is_assumed { &known } else { &offered };
        let mut all = offered.clone();
        all.extend(known.iter().filter(|it| !offered.contains(it)));
        let estimates = model.estimates(code, reason, *site, &Situation::default(), &all);
        let advised = advised(model, house, (reason, *site), &offering(&estimates, offered))?;
        let people: u64 = by_way.values().map(|it| it.0).sum();
        let today = by_way
            .iter()
            .map(|(channel, it)| Share { channel: *channel, share: real(it.0) / real(people) })
            .collect();
        logged.push(LogCase {
            name: site.map_or_else(|| (*reason).to_owned(), |it| format!("{reason}{BETWEEN}{it}")),
            ways: by_way
                .iter()
                .map(|(channel, it)| LogWay { channel: *channel, contacts: it.0, settled: it.1 })
                .collect(),
            advised: advised.clone(),
        });
        cases.push(Case {
            partner: code.to_owned(),
            reason: (*reason).to_owned(),
            site: site.map(str::to_owned),
            features: Vec::new(),
            people: real(people),
            today,
            advised,
            estimates,
            failure,
        });
    }
    let told = told(house, model, given, failure);
    let span = ways.spans.iter().find(|it| it.partner.as_str() == code);
    Ok(Picture {
        worth: compare(&cases),
        told_people: given.iter().filter(|it| !it.situation.features.is_empty()).count() as u64,
        told: compare(&told).by_feature,
        on_log: on_log(&logged, ALPHA),
        on_advice: on_advice(&answered(house, model, given), ALPHA),
        firsts: firsts.values().flat_map(BTreeMap::values).map(|it| it.0).sum(),
        span: span.map(|it| (it.first_at, it.last_at)),
        is_assumed,
    })
}

fn offering(estimates: &[Estimate], offered: &[Channel]) -> Vec<Estimate> {
    estimates.iter().filter(|it| offered.contains(&it.channel)).cloned().collect()
}

/// With which probability each way is advised in an ordinary hour.
fn advised(
    model: &Model,
    house: &House,
    (reason, site): (&str, Option<&str>),
    estimates: &[Estimate],
) -> Result<Vec<Share>, LimitFault> {
    let mix = model.mix(house.partner.code.as_str(), reason);
    let today: Vec<Share> = mix.into_iter().map(|(channel, share)| Share { channel, share }).collect();
    let situation = Situation::default();
    let asked = Asked {
        estimates,
        situation: &situation,
        unusable: &[],
        today: &today,
        states: &[],
        preferred: None,
        settling_worth: Some(house.planned.equity.worth(site, &[])),
    };
    let advice = choose(&asked, &house.setting.limits, 1.0)?;
    let share = |it: &channel_choice::Way| Share { channel: it.estimate.channel, share: it.probability };
    Ok(advice.ways.iter().map(share).filter(|it| it.share > 0.0).collect())
}

/// What follows a first contact that does not settle, from the partner's own log; where it has none, `usual`.
fn failure(ways: &Ways, partner: &str, usual: Failure) -> Failure {
    let (mut failures, mut followers, mut cost) = (0, 0, 0.0);
    let (mut seconds, mut timed) = ([0.0; 2], [0; 2]);
    for cell in ways.cells.iter().filter(|it| it.partner.as_str() == partner) {
        failures += cell.firsts.saturating_sub(cell.settled);
        followers += cell.followers;
        cost += cell.follow_cost.as_f64();
        for (place, it) in [cell.follow_wait, cell.follow_duration].into_iter().enumerate() {
            seconds[place] += real(it.seconds);
            timed[place] += it.contacts;
        }
    }
    if failures == 0 || followers == 0 {
        return usual;
    }
    let contacts = real(followers) / real(failures);
    let mean_s: f64 =
        seconds.iter().zip(timed).map(|(sum, count)| if count > 0 { sum / real(count) } else { 0.0 }).sum();
    Failure {
        contacts,
        cost: cost / real(failures),
        effort_min: if mean_s > 0.0 { contacts * mean_s / 60.0 } else { usual.effort_min },
    }
}

/// People who told something of their situation, as cases: today's mix is that of their matter, the advised one is what they were told.
fn told(house: &House, model: &Model, given: &[Given], failure: Failure) -> Vec<Case> {
    let mut groups: BTreeMap<Alike<'_>, Vec<&Given>> = BTreeMap::new();
    for it in given.iter().filter(|it| !it.situation.features.is_empty()) {
        groups.entry((&it.reason, it.site.as_deref(), &it.situation.features)).or_default().push(it);
    }
    let code = house.partner.code.as_str();
    let case = |((reason, site, features), all): (Alike<'_>, Vec<&Given>)| {
        let mut shares: BTreeMap<Channel, f64> = BTreeMap::new();
        for way in all.iter().flat_map(|it| &it.advice.ways) {
            *shares.entry(way.estimate.channel).or_default() += way.probability;
        }
        let situation = Situation { features: features.to_vec(), is_urgent: false };
        Case {
            partner: code.to_owned(),
            reason: reason.to_owned(),
            site: site.map(str::to_owned),
            features: features.to_vec(),
            people: real(all.len() as u64),
            today: model
                .mix(code, reason)
                .into_iter()
                .map(|(channel, share)| Share { channel, share })
                .collect(),
            advised: shares.into_iter().map(|(channel, share)| Share { channel, share }).collect(),
            estimates: model.estimates(code, reason, site, &situation, Channel::ALL),
            failure,
        }
    };
    groups.into_iter().map(case).collect()
}

/// Advice whose outcome is known, beside what the same people would be advised today by the ways that were open to them then. Who chose a way
/// by themselves was not advised.
fn answered(house: &House, model: &Model, given: &[Given]) -> Vec<Answered> {
    let limits = limits(house);
    let one = |it: &Given| {
        let (is_settled, _) = it.settled?;
        let advised = it.advice.advised?;
        if it.arm == Arm::Plain || it.advice.reasons.contains(&Reason::Chosen) {
            return None;
        }
        let matter = Matter { reason: &it.reason, site: it.site.as_deref(), situation: &it.situation };
        let states: Vec<State> = it.advice.ways.iter().map(state).collect();
        let today = matter.asked(model, house, (&states, None), |asked| choose(asked, &limits, 1.0)).ok()?;
        let of = |ways: &[channel_choice::Way], value: fn(&channel_choice::Way) -> f64| {
            ways.iter().map(|it| Share { channel: it.estimate.channel, share: value(it) }).collect()
        };
        Some(Answered {
            given: of(&it.advice.ways, |it| it.probability),
            advised,
            is_settled,
            today: of(&today.ways, |it| it.probability),
            chances: of(&today.ways, |it| it.estimate.settled),
        })
    };
    given.iter().filter_map(one).collect()
}

/// A way as it was when an advice was given.
fn state(way: &channel_choice::Way) -> State {
    let is_closed = matches!(way.set_aside, Some(SetAside::Closed { .. }));
    State {
        is_open: way.is_open,
        is_soon: !way.is_open && !is_closed,
        wait_min: way.wait_min,
        is_full: way.set_aside == Some(SetAside::Full),
        ..State::open(way.estimate.channel)
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of contacts are below 2^53")]
pub(super) fn real(count: u64) -> f64 {
    count as f64
}
