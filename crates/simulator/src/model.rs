//! What is decided before any row: how many contacts of each cause on each channel, when practices start, when
//! mailings leave and services break down.
//!
//! **Invariant:** the counts of a partner sum to its share of the plan, and the blocks' counts to the partner's.

use kernel::Channel;
use practices::Evidence;

use crate::{
    Plan, SimulateError,
    calendar::{DAY_S, Hours, Year},
    moments::{self, Moment},
    plan::SLICE_CONTACTS,
    profile::{self, Cause, Practice, Profile},
    rake::{apportion, dealt, rake},
    random::{Rng, Weighted},
    truth::PlantedPractice,
};

/// Channels in all.
pub(crate) const CHANNELS: usize = Channel::ALL.len();

/// How a contact of a cause comes about: what it needs, and when it falls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Law {
    /// Opens a request.
    Start,
    /// Asks or tells something, early or in the course of the matter.
    Ask,
    /// Waits, before the announced date.
    Chase,
    /// Waits, after the announced date or without one.
    Late,
    /// Wonders whether something arrived.
    Receipt,
    /// Waits for a payment after the decision.
    Payment,
    /// Does not understand a letter.
    Letter,
    /// Does not understand a decision, or found an error in it.
    Decision,
    /// Contests a decision.
    Contest,
    /// Completes a file.
    Piece,
    /// Is about an appointment.
    Appointment,
    /// Follows a contact that did not settle the matter.
    Reply,
    /// Follows a call that nobody took.
    Redial,
    /// Comes from an outage.
    Incident,
    /// Comes from a mass mailing.
    Mailing,
}

impl Law {
    pub(crate) fn of(code: &str) -> Self {
        match code {
            "A1" => Self::Chase,
            "A2" => Self::Late,
            "A3" => Self::Receipt,
            "A4" => Self::Payment,
            "B1" => Self::Letter,
            "B2" | "E3" => Self::Decision,
            "C1" | "C2" => Self::Piece,
            "D2" | "E1" | "E2" | "E4" => Self::Reply,
            "D4" => Self::Redial,
            "D5" => Self::Appointment,
            "F1" => Self::Incident,
            "G1" | "G2" => Self::Mailing,
            "V1" => Self::Start,
            "V4" => Self::Contest,
            _ => Self::Ask,
        }
    }

    /// How readily a contact of this kind is the first about its matter, before the partner's contacts per request
    /// decide.
    const fn first(self) -> f64 {
        match self {
            Self::Incident | Self::Mailing => 1.0,
            Self::Start => 0.97,
            Self::Ask => 0.62,
            Self::Appointment | Self::Receipt => 0.5,
            Self::Letter => 0.45,
            Self::Chase | Self::Late | Self::Payment | Self::Decision | Self::Piece => 0.35,
            Self::Contest => 0.25,
            Self::Reply | Self::Redial => 0.0,
        }
    }
}

/// All that slices share.
#[derive(Debug)]
pub(crate) struct Model {
    pub(crate) year: Year,
    pub(crate) causes: Vec<Cause>,
    pub(crate) laws: Vec<Law>,
    pub(crate) partners: Vec<PartnerModel>,
}

/// One administration in this plan.
#[derive(Debug)]
pub(crate) struct PartnerModel {
    /// Its rank by size: a part of the path of its draws.
    pub(crate) rank: u64,
    pub(crate) profile: Profile,
    pub(crate) blocks: u32,
    /// Inbound contacts by channel, then cause.
    inbound: Vec<u64>,
    outbound: Vec<u64>,
    proactive: Vec<u64>,
    /// By cause: the share that is the first contact about its matter.
    pub(crate) first: Vec<f64>,
    pub(crate) reasons: Weighted,
    pub(crate) sites: Weighted,
    /// By kind of hours.
    pub(crate) seasons: [Weighted; 3],
    /// By cause, then day: hazard relative to the cause's highest of the year.
    multipliers: Vec<Vec<f32>>,
    pub(crate) practices: Vec<PlantedPractice>,
    pub(crate) moments: Vec<Moment>,
    /// Local seconds, from and to.
    pub(crate) incidents: Vec<(i32, i32)>,
    /// Days of the year.
    pub(crate) mailings: Vec<i32>,
}

/// The counts of one block.
#[derive(Debug, Default)]
pub(crate) struct Tokens {
    /// Channel, cause, how many.
    pub(crate) inbound: Vec<(u8, u8, u32)>,
    /// Channel, how many.
    pub(crate) outbound: Vec<(u8, u32)>,
    pub(crate) proactive: Vec<(u8, u32)>,
}

impl Tokens {
    pub(crate) fn total(&self) -> u64 {
        let inbound: u64 = self.inbound.iter().map(|it| u64::from(it.2)).sum();
        inbound + self.outbound.iter().chain(&self.proactive).map(|it| u64::from(it.1)).sum::<u64>()
    }
}

/// Matters without a request, and those that no number ties together, bring fewer contacts than numbered requests.
const REPEATED: f64 = 0.8;

/// Draws of a partner that belong to no block.
const WHOLE_PARTNER: u64 = u64::MAX;

impl Model {
    pub(crate) fn new(plan: &Plan) -> Result<Self, SimulateError> {
        let content = profile::read()?;
        let year = Year::new(plan.year);
        let causes = content.causes;
        let laws: Vec<Law> = causes.iter().map(|it| Law::of(&it.code)).collect();
        let profiles: Vec<Profile> = content.partners.into_iter().take(usize::from(plan.partners)).collect();
        let weights: Vec<f64> = profiles.iter().map(|it| it.total as f64).collect();
        let rows = apportion(plan.contacts, &weights);
        let flows: Vec<Flow> = profiles.iter().zip(&rows).map(|(it, rows)| Flow::of(it, *rows)).collect();

        // Each partner has its own share of avoidable contacts; together they have that of `content/causes.csv`.
        let mut by_cause: Vec<Vec<f64>> = profiles
            .iter()
            .map(|it| {
                let odds = it.manners.avoidable_odds;
                causes.iter().map(|cause| cause.share * if cause.avoidable { odds } else { 1.0 }).collect()
            })
            .collect();
        let inbound: Vec<f64> = flows.iter().map(|it| it.inbound as f64).collect();
        let all: f64 = inbound.iter().sum();
        rake(&mut by_cause, &inbound, &causes.iter().map(|it| it.share * all).collect::<Vec<_>>());

        let partners = profiles
            .into_iter()
            .zip(flows)
            .zip(by_cause)
            .enumerate()
            .map(|(rank, ((profile, flow), shares))| {
                PartnerModel::new(
                    plan,
                    &year,
                    &causes,
                    &laws,
                    &content.practices,
                    rank as u64,
                    profile,
                    &flow,
                    &shares,
                )
            })
            .collect();
        Ok(Self { year, causes, laws, partners })
    }
}

/// How a partner's rows divide by direction.
struct Flow {
    channels: [f64; CHANNELS],
    rows: u64,
    inbound: u64,
    outbound: Vec<u64>,
    proactive: Vec<u64>,
}

impl Flow {
    fn of(profile: &Profile, rows: u64) -> Self {
        let [phone, counter, message, post, other] = profile.channels;
        let mut channels = [0.0; CHANNELS];
        for (channel, weight) in [
            (Channel::Phone, phone),
            (Channel::Counter, counter),
            (Channel::Email, 0.62 * message),
            (Channel::Web, 0.3 * message),
            (Channel::Chat, 0.05 * message + 0.3 * other),
            (Channel::App, 0.03 * message + 0.15 * other),
            (Channel::Post, post),
            (Channel::Sms, 0.1 * other),
            (Channel::Video, 0.15 * other),
            (Channel::Social, 0.1 * other),
            (Channel::Visit, 0.1 * other),
            (Channel::Other, 0.1 * other),
        ] {
            channels[channel.index()] = weight / profile.total as f64;
        }
        // Answers to what is written, and call-backs.
        let mut answers = [0.0; CHANNELS];
        for (channel, share) in
            [(Channel::Email, 0.75), (Channel::Web, 0.5), (Channel::Post, 0.6), (Channel::Phone, 0.08)]
        {
            answers[channel.index()] = share * channels[channel.index()];
        }
        let natural: f64 = answers.iter().sum();
        let outbound_share = (natural / (1.0 + natural)).clamp(0.12, 0.18);
        let proactive_share = 0.03 + 0.07 * f64::from(profile.manners.contact_free);
        let mut notices = [0.0; CHANNELS];
        for (channel, share) in
            [(Channel::Sms, 0.52), (Channel::Email, 0.36), (Channel::Post, 0.06), (Channel::Phone, 0.06)]
        {
            notices[channel.index()] = share;
        }
        let outbound = (rows as f64 * outbound_share).round() as u64;
        let proactive = (rows as f64 * proactive_share).round() as u64;
        Self {
            channels,
            rows,
            inbound: rows - outbound - proactive,
            outbound: apportion(outbound, &answers),
            proactive: apportion(proactive, &notices),
        }
    }
}

impl PartnerModel {
    #[expect(clippy::too_many_arguments, reason = "called once: what a partner's model is made of")]
    fn new(
        plan: &Plan,
        year: &Year,
        causes: &[Cause],
        laws: &[Law],
        practices: &[Practice],
        rank: u64,
        profile: Profile,
        flow: &Flow,
        shares: &[f64],
    ) -> Self {
        let mut rng = Rng::of(&[plan.seed, rank, WHOLE_PARTNER]);
        let inbound = cells(causes, flow, shares);
        let by_cause: Vec<u64> =
            (0..causes.len()).map(|cause| inbound.iter().skip(cause).step_by(causes.len()).sum()).collect();
        let wanted = flow.inbound as f64 / (1.0 + REPEATED * (profile.manners.contacts_per_request - 1.0));
        let (practices, multipliers) = plant(year, causes, practices, &mut rng);
        let mut mailings: Vec<i32> = (0..=rng.below(3)).map(|_| year.mailing_day(&mut rng)).collect();
        mailings.sort_unstable();
        Self {
            rank,
            blocks: u32::try_from(flow.rows.div_ceil(SLICE_CONTACTS)).unwrap_or(u32::MAX),
            inbound,
            outbound: flow.outbound.clone(),
            proactive: flow.proactive.clone(),
            first: first_shares(laws, &by_cause, wanted),
            reasons: Weighted::new((1..=profile.reasons.len()).map(|it| (it as f32).powf(-0.9))),
            sites: Weighted::new((0..profile.manners.sites).map(|it| (it as f32 + 2.0).powf(-0.6))),
            seasons: [Hours::Office, Hours::Online, Hours::Post].map(|it| year.season(&profile.peaks, it)),
            multipliers,
            practices,
            moments: if plan.moments { moments::of(&profile) } else { Vec::new() },
            incidents: incidents(year, &mut rng),
            mailings,
            profile,
        }
    }

    /// Hazard of a cause on a day, relative to its highest of the year.
    #[inline]
    pub(crate) fn multiplier(&self, cause: usize, local_s: i32) -> f32 {
        let days = &self.multipliers[cause];
        days[((local_s / DAY_S).max(0) as usize).min(days.len() - 1)]
    }

    /// The counts of a block. Each block is known without the others.
    pub(crate) fn tokens(&self, block: u32) -> Tokens {
        let mut tokens = Tokens::default();
        let causes = self.first.len();
        let count = |cell: u64, count: u64| {
            let start = Rng::of(&[self.rank, cell]).unit64();
            dealt(count, block, self.blocks, start) as u32
        };
        for (cell, n) in self.inbound.iter().enumerate() {
            let n = count(cell as u64, *n);
            if n > 0 {
                tokens.inbound.push(((cell / causes) as u8, (cell % causes) as u8, n));
            }
        }
        for channel in 0..CHANNELS {
            let n = count(10_000 + channel as u64, self.outbound[channel]);
            if n > 0 {
                tokens.outbound.push((channel as u8, n));
            }
            let n = count(20_000 + channel as u64, self.proactive[channel]);
            if n > 0 {
                tokens.proactive.push((channel as u8, n));
            }
        }
        tokens
    }
}

/// Inbound contacts by channel, then cause: channels as the partner's, causes as its shares, and each channel with its
/// own profile.
fn cells(causes: &[Cause], flow: &Flow, shares: &[f64]) -> Vec<u64> {
    let mut table: Vec<Vec<f64>> = Channel::ALL
        .iter()
        .map(|channel| {
            let weight = flow.channels[channel.index()];
            causes
                .iter()
                .zip(shares)
                .map(|(it, share)| weight * share * affinity(*channel, &it.code))
                .collect()
        })
        .collect();
    let rows: Vec<f64> = flow.channels.iter().map(|it| it * flow.inbound as f64).collect();
    rake(&mut table, &rows, shares);
    let flat: Vec<f64> = table.concat();
    let mut counts = apportion(flow.inbound, &flat);
    // In a log that is large enough, no cause is absent: the largest cell lends its contact.
    if flow.inbound > 20 * causes.len() as u64 {
        for cause in 0..causes.len() {
            let mine = || (cause..flat.len()).step_by(causes.len());
            if mine().all(|it| counts[it] == 0)
                && let Some(to) = mine().max_by(|a, b| flat[*a].total_cmp(&flat[*b]))
                && let Some(from) = (0..counts.len()).max_by_key(|it| counts[*it])
            {
                counts[from] -= 1;
                counts[to] += 1;
            }
        }
    }
    counts
}

/// How much more a cause comes by a channel than by others.
fn affinity(channel: Channel, cause: &str) -> f64 {
    let family = cause.as_bytes().first().copied().unwrap_or(b'V');
    match (channel, family, cause) {
        (Channel::Phone | Channel::Counter, _, "D4") => 1.0,
        (_, _, "D4") => 0.0,
        // 1.35 would give 19.4 % of phone contacts to family A once the partner's totals hold; real lines have 20 to 27.
        (Channel::Phone, b'A', _) | (Channel::Post, _, "V4") => 2.0,
        (Channel::Counter | Channel::Post, b'C', _)
        | (Channel::Email | Channel::Web | Channel::Chat | Channel::App, _, "B4" | "F2" | "A3") => 1.5,
        _ => 1.0,
    }
}

/// The share of each cause's contacts that come first about their matter, so that `wanted` do in all: each cause's own
/// readiness, its odds multiplied by one common factor.
fn first_shares(laws: &[Law], by_cause: &[u64], wanted: f64) -> Vec<f64> {
    let shares = |factor: f64| -> Vec<f64> {
        laws.iter()
            .map(|law| {
                let ready = law.first();
                ready * factor / (1.0 - ready + ready * factor)
            })
            .collect()
    };
    let sum = |factor: f64| -> f64 { shares(factor).iter().zip(by_cause).map(|(p, n)| p * *n as f64).sum() };
    let (mut low, mut high) = (1e-6_f64, 1e6_f64);
    for _ in 0..80 {
        let middle = (low * high).sqrt();
        if sum(middle) < wanted { low = middle } else { high = middle }
    }
    shares(low)
}

/// Draws which practices start, when, and what they truly do; gives also each cause's hazard by day.
fn plant(
    year: &Year,
    causes: &[Cause],
    practices: &[Practice],
    rng: &mut Rng,
) -> (Vec<PlantedPractice>, Vec<Vec<f32>>) {
    let mut planted: Vec<PlantedPractice> = Vec::new();
    let mut multipliers = vec![vec![1.0_f32; year.days as usize]; causes.len()];
    let mut order: Vec<usize> = (0..practices.len()).collect();
    rng.shuffle(&mut order);
    order.truncate(2 + rng.below(4));
    order.sort_unstable();
    for practice in order.into_iter().map(|it| &practices[it]) {
        let spread = match practice.class {
            Evidence::Trial => 0.2,
            Evidence::Observed => 0.4,
            Evidence::Judgement => 0.75,
        };
        let lot = rng.unit();
        let size = practice.central * (1.0 + spread * (2.0 * rng.unit() - 1.0));
        let effect = if lot < 0.10 {
            0.0
        } else if lot < 0.15 {
            -0.6 * size
        } else {
            size
        };
        let day = year.working_day(45 + rng.below(year.days as usize - 110) as i32);
        for (cause, share) in &practice.covers {
            let kept = (1.0 - effect * share).max(0.05);
            for multiplier in &mut multipliers[*cause][day as usize..] {
                *multiplier *= kept;
            }
        }
        planted.push(PlantedPractice {
            practice: practice.id.clone(),
            evidence_class: practice.class.code().to_owned(),
            started_on: year.date(day),
            effect: f64::from(effect),
            covers: practice
                .covers
                .iter()
                .map(|(at, share)| (causes[*at].code.clone(), f64::from(*share)))
                .collect(),
        });
    }
    for days in &mut multipliers {
        let highest = days.iter().copied().fold(0.0, f32::max);
        for day in days {
            *day /= highest;
        }
    }
    (planted, multipliers)
}

/// About six outages a year, of 2 to 8 hours, begun when people work.
fn incidents(year: &Year, rng: &mut Rng) -> Vec<(i32, i32)> {
    let mut incidents = Vec::new();
    let mut day = rng.waiting(60.0);
    while (day as i32) < year.days {
        let from = year.working_day(day as i32) * DAY_S + 8 * 3_600 + rng.below(7 * 3_600) as i32;
        incidents.push((from, from + 7_200 + rng.below(6 * 3_600) as i32));
        day += 1.0 + rng.waiting(60.0);
    }
    incidents
}
