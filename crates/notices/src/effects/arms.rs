//! Sums by arm, and the comparison of both.

use std::collections::{BTreeMap, BTreeSet};

use evidence::{arms::RatioSums, confidence_sequence};
use jiff::Timestamp;
use kernel::{Channel, Euro};
use measures::{AfterTable, after::Followed};
use uuid::Uuid;

use super::{
    ARM_LEAST, ArmFigures, ChannelEffect, Effect, Effects, Interval, Messages, PERSONS_LEAST, Question,
    Settings, Turn, Verdict, outlook,
};
use crate::template::TemplateId;

/// The number of persons at which the interval is narrowest: that of the laboratory, for all rules, so that nobody chooses it.
const PERSONS_TUNED: f64 = 5_000.0;

/// What the messages of a rule changed, by version and by template.
///
/// - **Takes** the turns with their times ([`super::question`]), what followed in each, and the instant of the look: a time that
///   ends after it, or after the partner's latest contact, was not watched whole and does not count.
/// - **Gives** for each version the difference of contacts per turn between the people kept apart and the others, persons being the
///   units, with an interval of `1 − alpha` that holds at all looks together.
/// - **Assumes** that arms were drawn by lot. Where a version has persons who were drawn with different shares, those of the share that
///   most have are compared, the others are left out.
pub fn effects(question: &Question, table: &AfterTable, now: Timestamp, settings: &Settings) -> Effects {
    let until = table.observed_until.map_or(i64::MIN, |it| it.min(now.as_microsecond()));
    let nothing = Followed::default();
    let shares = usual_shares(&question.turns);
    let mut versions: BTreeMap<i64, Group> = BTreeMap::new();
    let mut templates: BTreeMap<(i64, Option<(Uuid, i64)>), Group> = BTreeMap::new();
    for (place, (turn, span)) in question.turns.iter().zip(&question.asked.spans).enumerate() {
        let followed = table.followed.get(place).unwrap_or(&nothing);
        let watched = (span.to <= until).then_some(followed);
        let is_usual = shares.get(&turn.version) == Some(&turn.share_e4);
        versions.entry(turn.version).or_default().see(turn, is_usual, watched);
        let template = turn.template.map(|it| (it.0.uuid(), it.1));
        templates.entry((turn.version, template)).or_default().see(turn, is_usual, watched);
    }
    Effects {
        versions: versions.into_iter().rev().map(|(version, it)| (version, it.effect(settings))).collect(),
        templates: templates
            .into_iter()
            .rev()
            .map(|((version, template), it)| {
                let template = template.map(|it| (TemplateId::from_uuid(it.0), it.1));
                (version, template, it.effect(settings))
            })
            .collect(),
        observed_until_us: table.observed_until,
    }
}

/// By version, the share with which most of its persons were to be kept apart; of several, the smallest.
fn usual_shares(turns: &[Turn]) -> BTreeMap<i64, i64> {
    let mut persons: BTreeMap<i64, BTreeMap<i64, BTreeSet<u64>>> = BTreeMap::new();
    for turn in turns {
        persons.entry(turn.version).or_default().entry(turn.share_e4).or_default().insert(turn.person);
    }
    let usual = |shares: BTreeMap<i64, BTreeSet<u64>>| {
        shares.into_iter().rev().max_by_key(|it| it.1.len()).map(|it| it.0)
    };
    persons.into_iter().filter_map(|(version, shares)| Some((version, usual(shares)?))).collect()
}

/// One person's turns that were watched whole.
#[derive(Debug, Default)]
struct Person {
    turns: u64,
    followed: Followed,
}

/// The turns of one version. They come by person, then by their beginning.
#[derive(Debug, Default)]
struct Group {
    /// The arm of each person's first turn, watched whole or not.
    is_held: BTreeMap<u64, bool>,
    mixed: BTreeSet<u64>,
    persons: BTreeMap<u64, Person>,
    watched_turns: u64,
    left_out_turns: u64,
    messages: Messages,
    messages_so_far: Messages,
}

/// Both arms on one outcome: the ratio of an outcome to turns.
struct Compared {
    /// Held less told, per turn.
    per_turn: Interval,
    p: f64,
    is_trustworthy: bool,
}

impl Group {
    fn see(&mut self, turn: &Turn, is_usual: bool, watched: Option<&Followed>) {
        if is_usual {
            self.add(turn, watched);
        } else {
            self.left_out_turns += 1;
        }
    }

    /// `watched`: what followed; `None`: the time is not over.
    fn add(&mut self, turn: &Turn, watched: Option<&Followed>) {
        if *self.is_held.entry(turn.person).or_insert(turn.is_held) != turn.is_held {
            self.mixed.insert(turn.person);
        }
        count(&mut self.messages_so_far, turn);
        let Some(followed) = watched else {
            self.watched_turns += 1;
            return;
        };
        count(&mut self.messages, turn);
        let person = self.persons.entry(turn.person).or_default();
        person.turns += 1;
        for (sum, more) in person.followed.by_channel.iter_mut().zip(followed.by_channel) {
            *sum = sum.saturating_add(more);
        }
        person.followed.cost = Euro(person.followed.cost.0.saturating_add(followed.cost.0));
    }

    fn is_held(&self, person: u64) -> bool {
        self.is_held.get(&person).copied().unwrap_or(false)
    }

    fn figures(&self, is_held: bool) -> ArmFigures {
        let mut figures = ArmFigures::default();
        for (_, person) in self.persons.iter().filter(|it| self.is_held(*it.0) == is_held) {
            figures.persons += 1;
            figures.turns += person.turns;
            figures.contacts += person.followed.contacts();
            figures.cost = Euro(figures.cost.0.saturating_add(person.followed.cost.0));
        }
        figures
    }

    /// Held and told.
    fn sums(&self, outcome: impl Fn(&Followed) -> f64) -> [RatioSums; 2] {
        let mut sums = [RatioSums::default(); 2];
        for (key, person) in &self.persons {
            let arm = usize::from(!self.is_held(*key));
            sums[arm].add([outcome(&person.followed), real(person.turns)]);
        }
        sums
    }

    fn compare(&self, settings: &Settings, outcome: impl Fn(&Followed) -> f64) -> Option<Compared> {
        let [held, told] = self.sums(outcome);
        let difference = held.ratio()? - told.ratio()?;
        let se = standard_error(&held, &told)?;
        let persons = real(held.units() + told.units());
        let sequence =
            confidence_sequence::asymptotic(difference, se, persons, None, settings.alpha, PERSONS_TUNED);
        let sequence = sequence.ok()?;
        let per_turn = Interval { low: sequence.low, mid: sequence.estimate, high: sequence.high };
        Some(Compared { per_turn, p: sequence.p, is_trustworthy: sequence.is_trustworthy })
    }

    fn by_channel(&self, settings: &Settings) -> Vec<ChannelEffect> {
        let mut found = Vec::new();
        for (place, channel) in Channel::ALL.iter().enumerate() {
            let contacts = |it: &Followed| f64::from(it.by_channel[place]);
            let [mut held, mut told] = [0_u64; 2];
            for (key, person) in &self.persons {
                let sum = if self.is_held(*key) { &mut held } else { &mut told };
                *sum += u64::from(person.followed.by_channel[place]);
            }
            if held + told > 0 {
                let compared = self.compare(settings, contacts).filter(|it| it.is_trustworthy);
                let avoided_per_100_turns = compared.map(|it| it.per_turn.times(100.0));
                found.push(ChannelEffect { channel: *channel, held, told, avoided_per_100_turns });
            }
        }
        found
    }

    fn effect(self, settings: &Settings) -> Effect {
        let [held, told] = [true, false].map(|it| self.figures(it));
        let contacts = |it: &Followed| real(it.contacts());
        let is_known = held.persons >= ARM_LEAST && told.persons >= ARM_LEAST;
        let of = |outcome: &dyn Fn(&Followed) -> f64| {
            self.compare(settings, outcome).filter(|it| is_known && it.is_trustworthy)
        };
        let compared = of(&contacts);
        let per_turn = compared.as_ref().map(|it| it.per_turn);
        let turns = real(told.turns);
        let saving = of(&|it| it.cost.as_f64()).map(|it| it.per_turn.times(turns));
        let sent = real(self.messages.sent);
        let verdict = self.verdict(&held, &told, compared.as_ref(), settings);
        Effect {
            held,
            told,
            watched_turns: self.watched_turns,
            left_out_turns: self.left_out_turns,
            mixed_persons: self.mixed.len() as u64,
            messages: self.messages,
            messages_so_far: self.messages_so_far,
            avoided_per_100_turns: per_turn.map(|it| it.times(100.0)),
            avoided_per_100_messages: per_turn
                .filter(|_| self.messages.sent > 0)
                .map(|it| it.times(100.0 * turns / sent)),
            avoided: per_turn.map(|it| it.times(turns)),
            saving,
            net: saving.map(|it| it.less(self.messages.cost.as_f64())),
            by_channel: if is_known { self.by_channel(settings) } else { Vec::new() },
            p: compared.as_ref().map(|it| it.p),
            verdict,
        }
    }

    fn verdict(
        &self,
        held: &ArmFigures,
        told: &ArmFigures,
        compared: Option<&Compared>,
        settings: &Settings,
    ) -> Verdict {
        let persons = held.persons + told.persons;
        if persons == 0 {
            return Verdict::NothingYet;
        }
        let is_empty = |wanted: bool| !self.is_held.values().any(|it| *it == wanted);
        if is_empty(true) {
            return Verdict::NobodyHeld;
        }
        if is_empty(false) {
            return Verdict::NobodyTold;
        }
        let lacks = |least: u64, found: u64| least.saturating_sub(found);
        let persons_missing = lacks(PERSONS_LEAST, persons)
            .max(lacks(ARM_LEAST, held.persons))
            .max(lacks(ARM_LEAST, told.persons));
        if persons_missing > 0 {
            return Verdict::TooFew { persons_missing };
        }
        match compared {
            Some(it) if it.per_turn.low > 0.0 => Verdict::Avoids,
            Some(it) if it.per_turn.high < 0.0 => Verdict::Provokes,
            _ => {
                let [held, told] = self.sums(|it| real(it.contacts()));
                let turns_more = outlook::turns_more(&held, &told, PERSONS_TUNED, settings);
                Verdict::NotProved { turns_more }
            }
        }
    }
}

/// The standard error of the difference of both ratios. An arm is never taken to vary less than both arms together: few people are kept
/// apart, and if by chance hardly any of them got in touch, their own variance would be too small.
pub(super) fn standard_error(held: &RatioSums, told: &RatioSums) -> Option<f64> {
    let mut both = *held;
    both.merge(told);
    let together = both.unit_variance()?;
    let of = |it: &RatioSums| Some(it.unit_variance()?.max(together) / real(it.units()));
    let se = (of(held)? + of(told)?).sqrt();
    (se.is_finite() && se > 0.0).then_some(se)
}

fn count(messages: &mut Messages, turn: &Turn) {
    messages.sent = messages.sent.saturating_add(turn.sent);
    messages.delivered = messages.delivered.saturating_add(turn.delivered);
    messages.failed = messages.failed.saturating_add(turn.failed);
    messages.cost = Euro(messages.cost.0.saturating_add(turn.cost.0));
}

/// A count as a number to divide.
#[expect(clippy::cast_precision_loss, reason = "counts of contacts are far below 2^53")]
pub(crate) const fn real(count: u64) -> f64 {
    count as f64
}
