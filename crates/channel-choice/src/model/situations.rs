//! What a situation changes in a way: the documented effects, updated by what became of the advice that people followed.
//!
//! Each effect is one number in log-odds with a normal prior; answers move them by the mode of the posterior, and narrow them by its curve
//! (Laplace), one effect at a time.

use kernel::Channel;
use serde::{Deserialize, Serialize};

use super::{
    levels::chance,
    prior::{Prior, Unusable},
};
use crate::{Feature, Situation};

const SWEEPS: usize = 25;

/// What a feature changes in one way, as far as it is known.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Effect {
    /// Of whoever told this.
    pub feature: Feature,
    /// By this way.
    pub channel: Channel,
    /// Change of the log-odds that the matter is settled.
    pub log_odds: f64,
    /// One standard deviation of it.
    pub spread: f64,
    /// Minutes more for the person.
    pub minutes: f64,
    /// Whether it makes the way unusable.
    pub unusable: Option<Unusable>,
    /// Answers that it was learned from.
    pub answers: u64,
}

/// What a situation changes in one way, all features together.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Change {
    pub(super) log_odds: f64,
    pub(super) variance: f64,
    pub(super) minutes: f64,
}

/// One answer: which effects were at work, the log-odds without them, and whether the matter was settled.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    pub(super) effects: Vec<usize>,
    pub(super) log_odds: f64,
    pub(super) is_settled: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Situations {
    pub(super) effects: Vec<Effect>,
}

impl Situations {
    pub(super) fn new(prior: &Prior) -> Self {
        let effects = prior.effect.iter().flat_map(|it| {
            it.channels.iter().map(|channel| Effect {
                feature: it.feature,
                channel: *channel,
                log_odds: it.log_odds,
                spread: it.spread,
                minutes: it.minutes,
                unusable: it.unusable,
                answers: 0,
            })
        });
        Self { effects: effects.collect() }
    }

    /// The places of the effects that a situation has on a way.
    pub(super) fn at_work<'a>(
        &'a self,
        situation: &'a Situation,
        channel: Channel,
    ) -> impl Iterator<Item = usize> + 'a {
        let is_at_work = move |it: &Effect| it.channel == channel && situation.has(it.feature);
        self.effects.iter().enumerate().filter(move |it| is_at_work(it.1)).map(|it| it.0)
    }

    /// What a situation changes in a way; `None`: they cannot use it.
    pub(super) fn change(&self, situation: &Situation, channel: Channel) -> Option<Change> {
        let mut change = Change::default();
        for place in self.at_work(situation, channel) {
            let effect = &self.effects[place];
            match effect.unusable {
                Some(Unusable::Always) => return None,
                Some(Unusable::WithoutHelper) if !situation.has(Feature::HasHelper) => return None,
                _ => {}
            }
            change.log_odds += effect.log_odds;
            change.variance += effect.spread * effect.spread;
            change.minutes += effect.minutes;
        }
        Some(change)
    }

    /// Moves the effects by what became of the advice that people followed.
    pub(super) fn learn(&mut self, answers: &[Answer]) {
        let mut of_effect: Vec<Vec<usize>> = vec![Vec::new(); self.effects.len()];
        for (place, answer) in answers.iter().enumerate() {
            for effect in &answer.effects {
                of_effect[*effect].push(place);
            }
        }
        let priors: Vec<(f64, f64)> =
            self.effects.iter().map(|it| (it.log_odds, 1.0 / (it.spread * it.spread))).collect();
        for _ in 0..SWEEPS {
            for (place, mine) in of_effect.iter().enumerate().filter(|it| !it.1.is_empty()) {
                let (centre, precision) = priors[place];
                let mut slope = precision * (centre - self.effects[place].log_odds);
                let mut curve = precision;
                for answer in mine.iter().map(|it| &answers[*it]) {
                    let sum: f64 = answer.effects.iter().map(|it| self.effects[*it].log_odds).sum();
                    let chance = chance(answer.log_odds + sum);
                    slope += f64::from(u8::from(answer.is_settled)) - chance;
                    curve += chance * (1.0 - chance);
                }
                let effect = &mut self.effects[place];
                effect.log_odds += (slope / curve).clamp(-1.0, 1.0);
                effect.spread = (1.0 / curve).sqrt();
                effect.answers = mine.len() as u64;
            }
        }
    }
}
