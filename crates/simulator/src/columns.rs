//! Contacts as columns: the details of each row, and the truth counted on the way.

use std::sync::{Arc, LazyLock};

use arrow::{
    array::{
        ArrayRef, Decimal64Array, RecordBatch, TimestampMicrosecondArray, UInt8Array, UInt32Array,
        UInt64Array,
    },
    buffer::ScalarBuffer,
};
use contact_log::schema::{COST_PRECISION, COST_SCALE, SOURCE_CONTACTS};
use jiff::Timestamp;
use kernel::{Channel, Direction, Outcome};

use crate::{
    Plan, SimulateError,
    calendar::DAY_S,
    contacts::{Contact, Fate, INBOUND, NO_CAUSE, OUTBOUND},
    model::{CHANNELS, Law, Model, PartnerModel},
    moments::Effect,
    needs::{self, NOBODY, Need, Needs},
    random::Rng,
    texts::{Texts, nulls, words},
    truth::{CauseTruth, Incident, PartnerTruth, PlantedMoment, Truth},
    ways,
};

/// A contact followed by another about the same matter within this many seconds was not the last word.
const RECONTACT_S: i32 = 30 * DAY_S;

/// Share of contacts about a numbered request that carry its number.
const NOTED: f32 = 0.93;

/// Share of rows that carry a price of their own; the others take the partner's unit cost.
const PRICED: f32 = 0.04;

/// Makes the columns of a block, by time.
pub(crate) fn contacts(
    model: &Model,
    partner: &PartnerModel,
    block: u32,
    plan: &Plan,
    needs: &Needs,
    rows: &[Contact],
    rng: &mut Rng,
) -> Result<(RecordBatch, Truth), SimulateError> {
    let followed = followed(needs, rows);
    let coded = coding(partner, rows);
    let mut made = Columns::with_capacity(rows.len());
    let mut truth = Counts::new(model, needs);
    let mut ties = Vec::with_capacity(rows.len());
    for (at, row) in rows.iter().enumerate() {
        let need = &needs.all[row.need as usize];
        let channel = Channel::ALL[usize::from(row.channel)];
        let inbound = row.direction == INBOUND;
        let anonymous = inbound && matches!(channel, Channel::Phone | Channel::Counter) && rng.chance(0.027);
        let numbered = !anonymous && need.is_request && need.numbered && (!inbound || rng.chance(NOTED));
        let known = inbound && row.fate != Fate::Abandoned && rng.chance(coded[usize::from(row.channel)]);

        made.ids.push(&[(b"", u64::from(block), 5), (b"-", at as u64, 6)]);
        let second = !anonymous && need.second != NOBODY && inbound && rng.chance(0.5);
        if anonymous {
            made.usagers.push_null();
        } else {
            let usager = if second { need.second } else { need.usager };
            made.usagers.push(&[(b"U", usager_number(block, usager), 10)]);
        }
        ties.push(match (numbered, anonymous || second) {
            (true, _) => Tie::Number,
            (false, false) => Tie::Usager,
            (false, true) => Tie::None,
        });
        if numbered {
            made.requests.push(&[(b"R", request_number(block, row.need), 10)]);
        } else {
            made.requests.push_null();
        }
        made.times.push(model.year.utc_us(row.at));
        made.channels.push(i32::from(row.channel));
        made.directions.push(i32::from(row.direction));
        made.reasons.push(i32::from(need.reason));
        made.causes.push(if known { i32::from(row.cause) } else { -1 });
        made.details(rng, partner, row, channel, need.site, followed[at]);
        if inbound {
            truth.count(row, Shown { known, anonymous, numbered }, followed[at], model.year.days);
        }
    }
    let truth = truth.finish(model, partner, plan, needs, rows, &ties);
    Ok((made.finish(model, partner)?, truth))
}

pub(crate) fn usager_number(block: u32, usager: u32) -> u64 {
    u64::from(block) * 1_000_000 + u64::from(usager)
}

pub(crate) fn request_number(block: u32, need: u32) -> u64 {
    u64::from(block) * 1_000_000 + u64::from(need)
}

/// Whether another inbound contact about the same matter comes within 30 days.
fn followed(needs: &Needs, rows: &[Contact]) -> Vec<bool> {
    let mut next = vec![i32::MAX; needs.all.len()];
    let mut followed = vec![false; rows.len()];
    for (at, row) in rows.iter().enumerate().rev() {
        let later = &mut next[row.need as usize];
        followed[at] = later.checked_sub(row.at).is_some_and(|it| it <= RECONTACT_S);
        if row.direction == INBOUND {
            *later = row.at;
        }
    }
    followed
}

/// By channel: the chance that a contact that was taken is coded, so that each channel is covered as the partner is.
fn coding(partner: &PartnerModel, rows: &[Contact]) -> [f32; CHANNELS] {
    let mut all = [0_u32; CHANNELS];
    let mut taken = [0_u32; CHANNELS];
    for row in rows.iter().filter(|it| it.direction == INBOUND) {
        all[usize::from(row.channel)] += 1;
        taken[usize::from(row.channel)] += u32::from(row.fate != Fate::Abandoned);
    }
    std::array::from_fn(|it| {
        (partner.profile.manners.coverage * f64::from(all[it]) / f64::from(taken[it].max(1))) as f32
    })
}

struct Columns {
    ids: Texts,
    usagers: Texts,
    requests: Texts,
    times: Vec<i64>,
    channels: Vec<i32>,
    directions: Vec<i32>,
    reasons: Vec<i32>,
    causes: Vec<i32>,
    outcomes: Vec<i32>,
    waits: Optional<u32>,
    durations: Optional<u32>,
    satisfactions: Optional<u8>,
    costs: Optional<i64>,
    sites: Vec<i32>,
    agents: Texts,
}

/// Values, some of them absent.
struct Optional<T> {
    values: Vec<T>,
    valid: Vec<bool>,
}

impl<T: Default> Optional<T> {
    fn with_capacity(rows: usize) -> Self {
        Self { values: Vec::with_capacity(rows), valid: Vec::with_capacity(rows) }
    }

    fn push(&mut self, value: Option<T>) {
        self.valid.push(value.is_some());
        self.values.push(value.unwrap_or_default());
    }
}

impl Columns {
    fn with_capacity(rows: usize) -> Self {
        Self {
            ids: Texts::with_capacity(rows, 12),
            usagers: Texts::with_capacity(rows, 11),
            requests: Texts::with_capacity(rows, 11),
            times: Vec::with_capacity(rows),
            channels: Vec::with_capacity(rows),
            directions: Vec::with_capacity(rows),
            reasons: Vec::with_capacity(rows),
            causes: Vec::with_capacity(rows),
            outcomes: Vec::with_capacity(rows),
            waits: Optional::with_capacity(rows),
            durations: Optional::with_capacity(rows),
            satisfactions: Optional::with_capacity(rows),
            costs: Optional::with_capacity(rows),
            sites: Vec::with_capacity(rows),
            agents: Texts::with_capacity(rows, 6),
        }
    }

    /// How it ended, how long it took, what the person thought of it, where and by whom.
    fn details(
        &mut self,
        rng: &mut Rng,
        partner: &PartnerModel,
        row: &Contact,
        channel: Channel,
        site: u16,
        followed: bool,
    ) {
        let inbound = row.direction == INBOUND;
        let abandoned = row.fate == Fate::Abandoned;
        let outcome = match row.fate {
            Fate::Abandoned => Some(Outcome::Abandoned),
            Fate::Transferred => Some(Outcome::Transferred),
            _ if !inbound || rng.chance(0.08) => None,
            Fate::Failed if rng.chance(0.6) => Some(Outcome::Unresolved),
            _ => Some(if rng.chance(if followed { 0.30 } else { 0.07 }) {
                Outcome::Unresolved
            } else {
                Outcome::Resolved
            }),
        };
        self.outcomes.push(outcome.map_or(-1, |it| it.index() as i32));

        let congestion = match (row.at.rem_euclid(DAY_S)) / 1_800 {
            19..23 => 1.5,
            28..32 => 1.25,
            _ => 0.8,
        };
        let unanswered = 1.0 - partner.profile.manners.answer_rate as f32;
        self.waits.push(match channel {
            _ if !inbound => None,
            Channel::Phone if abandoned => Some(5 + rng.waiting(240.0) as u32),
            Channel::Phone if rng.chance(0.22) => Some(2 + rng.below(18) as u32),
            Channel::Phone => Some(rng.log_normal(850.0 * unanswered * congestion, 0.9) as u32),
            Channel::Counter => Some(rng.log_normal(840.0 * congestion * 0.9, 0.8) as u32),
            Channel::Chat | Channel::Video => Some(rng.log_normal(75.0 * congestion, 0.9) as u32),
            _ => None,
        });
        let (median, sigma) = match channel {
            Channel::Phone => (258.0, 0.70),
            Channel::Counter => (590.0, 0.63),
            Channel::Video | Channel::Visit => (1_100.0, 0.5),
            Channel::Chat => (480.0, 0.6),
            Channel::Post => (420.0, 0.6),
            Channel::Email | Channel::Social | Channel::Other => (260.0, 0.7),
            Channel::Web | Channel::App | Channel::Sms => (0.0, 0.0),
        };
        let handled = !abandoned && median > 0.0 && (inbound || row.direction == OUTBOUND);
        self.durations.push(handled.then(|| rng.log_normal(median, sigma).max(1.0) as u32));

        let asked = inbound && !abandoned && rng.chance(0.2);
        self.satisfactions.push(asked.then(|| {
            let unhappy =
                f32::from(u8::from(followed)) * 0.9 + if row.fate == Fate::Open { 0.0 } else { 0.8 };
            (4.6 - unhappy + 1.0 * rng.normal()).round().clamp(1.0, 5.0) as u8
        }));

        let unit_cents: i64 = match channel {
            Channel::Phone => 600,
            Channel::Counter => 1_400,
            Channel::Email => 700,
            Channel::Post => 1_200,
            Channel::Chat => 400,
            Channel::Sms => 6,
            Channel::Video | Channel::Visit => 2_400,
            _ => 15,
        };
        self.costs.push(rng.chance(PRICED).then(|| {
            let cents = (unit_cents as f32 * (0.7 + 0.8 * rng.unit())).round() as i64;
            cents * 10_i64.pow(COST_SCALE as u32 - 2)
        }));

        let placed = matches!(
            channel,
            Channel::Phone | Channel::Counter | Channel::Post | Channel::Visit | Channel::Video
        ) || rng.chance(0.4);
        self.sites.push(if placed { i32::from(site) } else { -1 });
        let automatic =
            row.direction > OUTBOUND || matches!(channel, Channel::Web | Channel::App | Channel::Sms);
        if abandoned || automatic {
            self.agents.push_null();
        } else {
            self.agents.push(&[(b"A", u64::from(site), 3), (b"-", rng.below(30) as u64, 2)]);
        }
    }

    fn finish(self, model: &Model, partner: &PartnerModel) -> Result<RecordBatch, SimulateError> {
        let rows = self.times.len();
        let reasons = &partner.profile.reasons;
        let mut events: Vec<&str> = reasons.iter().filter_map(|it| it.life_event.as_deref()).collect();
        events.sort_unstable();
        events.dedup();
        let event_of: Vec<i32> =
            reasons.iter().map(|it| event_key(&events, it.life_event.as_deref())).collect();
        let life_events = self.reasons.iter().map(|it| event_of[*it as usize]).collect();
        let sites =
            (0..partner.profile.manners.sites).map(|it| format!("{}-{:03}", partner.profile.code, it + 1));
        let arrays: Vec<ArrayRef> = vec![
            self.ids.finish()?,
            words(vec![0; rows], [&partner.profile.code])?,
            self.usagers.finish()?,
            self.requests.finish()?,
            Arc::new(TimestampMicrosecondArray::from(self.times).with_timezone("UTC")),
            words(self.channels, Channel::ALL.iter().map(|it| it.code()))?,
            words(self.directions, Direction::ALL.iter().map(|it| it.code()))?,
            words(self.reasons, reasons.iter().map(|it| &it.code))?,
            words(life_events, events)?,
            words(self.causes, model.causes.iter().map(|it| &it.code))?,
            words(self.outcomes, Outcome::ALL.iter().map(|it| it.code()))?,
            Arc::new(UInt32Array::try_new(ScalarBuffer::from(self.waits.values), nulls(self.waits.valid))?),
            Arc::new(UInt32Array::try_new(
                ScalarBuffer::from(self.durations.values),
                nulls(self.durations.valid),
            )?),
            Arc::new(UInt8Array::try_new(
                ScalarBuffer::from(self.satisfactions.values),
                nulls(self.satisfactions.valid),
            )?),
            Arc::new(
                Decimal64Array::try_new(ScalarBuffer::from(self.costs.values), nulls(self.costs.valid))?
                    .with_precision_and_scale(COST_PRECISION, COST_SCALE)?,
            ),
            words(self.sites, sites)?,
            self.agents.finish()?,
            Arc::new(UInt64Array::from_iter_values(1..=rows as u64)),
        ];
        Ok(RecordBatch::try_new(Arc::clone(LazyLock::force(&SOURCE_CONTACTS)), arrays)?)
    }
}

/// How the log ties a contact to its request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tie {
    Number,
    /// By whose it is, if another contact shows the number.
    Usager,
    None,
}

/// The moments of a partner, with the contacts that each brought while the request was in its status.
fn planted(
    model: &Model,
    partner: &PartnerModel,
    needs: &Needs,
    rows: &[Contact],
    ties: &[Tie],
) -> Vec<PlantedMoment> {
    let mut planted: Vec<PlantedMoment> = partner
        .moments
        .iter()
        .map(|it| PlantedMoment {
            reason: partner.profile.reasons[usize::from(it.reason)].code.clone(),
            status: it.trigger.status().to_owned(),
            silence_days: it.trigger.silence_days(),
            contacts: 0,
            shown: 0,
        })
        .collect();
    let mut is_known = vec![false; needs.all.len()];
    for (row, _) in rows.iter().zip(ties).filter(|it| *it.1 == Tie::Number) {
        is_known[row.need as usize] = true;
    }
    for (row, tie) in rows.iter().zip(ties) {
        let need = row.need as usize;
        if let Some(at) = row.moment.map(usize::from)
            && partner.moments[at].trigger.holds(&model.year, &needs.all[need], row.at)
        {
            planted[at].contacts += 1;
            planted[at].shown += u64::from(*tie == Tie::Number || (*tie == Tie::Usager && is_known[need]));
        }
    }
    planted
}

/// The key of a reason's life event in a sorted list; -1 for none.
pub(crate) fn event_key(events: &[&str], event: Option<&str>) -> i32 {
    event.and_then(|it| events.binary_search(&it).ok()).map_or(-1, |it| it as i32)
}

/// What a row shows: its cause, no usager, its request.
#[derive(Clone, Copy)]
struct Shown {
    known: bool,
    anonymous: bool,
    numbered: bool,
}

struct Counts {
    truth: PartnerTruth,
    channels: [u64; CHANNELS],
    causes: Vec<CauseTruth>,
    touched: Vec<bool>,
}

impl Counts {
    fn new(model: &Model, needs: &Needs) -> Self {
        Self {
            truth: PartnerTruth::default(),
            channels: [0; CHANNELS],
            causes: vec![CauseTruth::default(); model.causes.len()],
            touched: vec![false; needs.all.len()],
        }
    }

    fn count(&mut self, row: &Contact, shown: Shown, followed: bool, days: i32) {
        let Shown { known, anonymous, numbered } = shown;
        self.truth.inbound += 1;
        self.channels[usize::from(row.channel)] += 1;
        let cause = &mut self.causes[usize::from(row.cause)];
        cause.planted += 1;
        cause.qualified += u64::from(known);
        self.touched[row.need as usize] = true;
        self.truth.anonymous += u64::from(anonymous);
        self.truth.numbered += u64::from(numbered);
        let call = row.channel == Channel::Phone as u8;
        self.truth.abandoned_calls += u64::from(call && row.fate == Fate::Abandoned);
        if row.at < days * DAY_S - RECONTACT_S {
            self.truth.recontact.eligible += 1;
            self.truth.recontact.followed += u64::from(followed);
        }
    }

    fn finish(
        self,
        model: &Model,
        partner: &PartnerModel,
        plan: &Plan,
        needs: &Needs,
        rows: &[Contact],
        ties: &[Tie],
    ) -> Truth {
        let mut truth = self.truth;
        truth.contacts = rows.len() as u64;
        truth.outbound = rows.iter().filter(|it| it.direction == OUTBOUND).count() as u64;
        truth.proactive = truth.contacts - truth.inbound - truth.outbound;
        truth.matters = self.touched.iter().filter(|it| **it).count() as u64;
        let counted = |(channel, n): (&Channel, u64)| (n > 0).then(|| (channel.code().to_owned(), n));
        truth.channels = Channel::ALL.iter().zip(self.channels).filter_map(counted).collect();
        for (cause, n) in model.causes.iter().zip(self.causes) {
            truth.avoidable += if cause.avoidable { n.planted } else { 0 };
            truth.causes.insert(cause.code.clone(), n);
        }
        for row in rows.iter().filter(|it| it.cause != NO_CAUSE) {
            let need = &needs.all[row.need as usize];
            let law = model.laws[usize::from(row.cause)];
            let by = match law {
                Law::Late if need.due != needs::NONE => "overdue",
                Law::Chase | Law::Receipt | Law::Late => "opened",
                Law::Payment | Law::Decision | Law::Contest => "decided",
                Law::Piece => "missing_piece",
                _ => continue,
            };
            *truth.provoked.entry(by.to_owned()).or_default() += 1;
        }
        let waits_by_law =
            |need: &&Need| need.is_request && partner.effect(need.reason, Law::Chase) == Effect::None;
        for need in needs.all.iter().filter(waits_by_law) {
            let frail = f64::from(need.frailty);
            truth.waiting.exposure_before +=
                frail * f64::from(needs::exposure(&model.year, need, Law::Chase));
            truth.waiting.exposure_after += frail * f64::from(needs::exposure(&model.year, need, Law::Late));
        }
        for token in &needs.later {
            match model.laws[usize::from(token.cause)] {
                Law::Chase => truth.waiting.chases_before += 1,
                Law::Late => truth.waiting.chases_after += 1,
                _ => {}
            }
        }
        // What a moment takes is not brought by the law of waiting.
        for row in rows.iter().filter(|it| it.moment.is_some() && it.at != needs.all[it.need as usize].first)
        {
            match model.laws[usize::from(row.cause)] {
                Law::Chase => truth.waiting.chases_before -= 1,
                Law::Late => truth.waiting.chases_after -= 1,
                _ => {}
            }
        }
        truth.moments = planted(model, partner, needs, rows, ties);
        if plan.ways {
            truth.ways = ways::truth(partner, &model.year, plan.seed, needs, rows);
        }
        truth.practices.clone_from(&partner.practices);
        truth.mailings = partner.mailings.iter().map(|it| model.year.date(*it)).collect();
        let instant = |local_s| Timestamp::from_microsecond(model.year.utc_us(local_s)).unwrap_or_default();
        truth.incidents = partner
            .incidents
            .iter()
            .map(|(from, to)| Incident { from: instant(*from), to: instant(*to) })
            .collect();
        truth.settle();
        let mut whole = Truth { seed: plan.seed, year: plan.year, ..Truth::default() };
        whole.merge(Truth {
            seed: plan.seed,
            year: plan.year,
            contacts: truth.contacts,
            inbound: truth.inbound,
            partners: [(partner.profile.code.clone(), truth)].into(),
            ..Truth::default()
        });
        whole
    }
}
