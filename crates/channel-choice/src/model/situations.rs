//! What answers to "did it work?" tell beside the log: what a situation changes in a way, and what the log hides.
//!
//! Each effect is one number in log-odds with a normal prior; answers move them by the mode of the posterior, and narrow them by its curve
//! (Laplace), one effect at a time. The log does not know who is in which situation. Where people in a difficult one take other ways than others,
//! its chances are those of a mixture: so answers also have an effect of each way on everybody, one of each feature on all ways, and one of each
//! feature on each way, documented or not. Whoever takes a way by themselves may know why: that those who follow an advice fare otherwise by
//! the same way is one effect more. That answers are given by some and not by others, alike for all ways, is an effect of its own that no
//! estimate takes.

use kernel::Channel;
use serde::{Deserialize, Serialize};

use super::{
    levels::chance,
    means::real,
    prior::{Prior, Unusable},
};
use crate::{Feature, Situation};

const SWEEPS: usize = 25;
/// Answers with which half of their mean situation is taken for that of the log.
const MIXTURE_ANSWERS: f64 = 100.0;
/// Before answers, one standard deviation in log-odds: of who answers,
const ANSWERING_SPREAD: f64 = 1.0;
/// of following an advice,
const FOLLOWING_SPREAD: f64 = 0.3;
/// of a way on everybody,
const WAY_SPREAD: f64 = 0.2;
/// of a feature on all ways,
const FEATURE_SPREAD: f64 = 0.3;
/// and of a feature on a way of which the table says nothing.
const PAIR_SPREAD: f64 = 0.2;

/// On whose answers an effect is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Whose {
    /// On all of them: it only says who answers.
    All,
    /// On those of people who took the way that was advised to them.
    Followers,
    /// On those about a way.
    Way(Channel),
    /// On those of people who told this.
    Told(Feature),
    /// On those of people who told this, about a way.
    ToldOf(Feature, Channel),
}

/// What answers tell, as far as it is known.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Effect {
    /// On whose answers.
    pub whose: Whose,
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

impl Effect {
    const fn unknown(whose: Whose, spread: f64) -> Self {
        Self { whose, log_odds: 0.0, spread, minutes: 0.0, unusable: None, answers: 0 }
    }

    const fn is_of_situation(&self) -> bool {
        matches!(self.whose, Whose::Told(_) | Whose::ToldOf(..))
    }

    fn is_at_work(&self, situation: &Situation, channel: Channel, follows: bool) -> bool {
        match self.whose {
            Whose::All => true,
            Whose::Followers => follows,
            Whose::Way(of) => of == channel,
            Whose::Told(feature) => situation.has(feature),
            Whose::ToldOf(feature, of) => of == channel && situation.has(feature),
        }
    }
}

/// What a situation changes in one way, all features together.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Change {
    pub(super) log_odds: f64,
    /// Of that, what following an advice changes.
    pub(super) of_following: f64,
    pub(super) variance: f64,
    /// Of that, what differs from way to way.
    pub(super) apart_variance: f64,
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
    /// What nobody's situation changes: the log's chances are those of a mixture, so that the effects of situations are none on its mean.
    offset: f64,
}

impl Situations {
    pub(super) fn new(prior: &Prior) -> Self {
        let documented = |feature: Feature, channel: Channel| {
            let found =
                prior.effect.iter().find(|it| it.feature == feature && it.channels.contains(&channel));
            let unknown = Effect::unknown(Whose::ToldOf(feature, channel), PAIR_SPREAD);
            found.map_or(unknown.clone(), |it| Effect {
                log_odds: it.log_odds,
                spread: it.spread,
                minutes: it.minutes,
                unusable: it.unusable,
                ..unknown
            })
        };
        let mut effects = vec![
            Effect::unknown(Whose::All, ANSWERING_SPREAD),
            Effect::unknown(Whose::Followers, FOLLOWING_SPREAD),
        ];
        effects.extend(Channel::ALL.iter().map(|it| Effect::unknown(Whose::Way(*it), WAY_SPREAD)));
        for feature in Feature::ALL {
            effects.push(Effect::unknown(Whose::Told(feature), FEATURE_SPREAD));
            effects.extend(Channel::ALL.iter().map(|it| documented(feature, *it)));
        }
        Self { effects, offset: 0.0 }
    }

    /// The places of the effects on the answers of people in a situation about a way, which was advised to them or not.
    pub(super) fn at_work<'a>(
        &'a self,
        situation: &'a Situation,
        channel: Channel,
        follows: bool,
    ) -> impl Iterator<Item = usize> + 'a {
        let all = self.effects.iter().enumerate();
        all.filter(move |it| it.1.is_at_work(situation, channel, follows)).map(|it| it.0)
    }

    /// What a situation changes in a way; `None`: they cannot use it.
    ///
    /// Without answers, nothing is changed for who told nothing: the log is taken as it is.
    pub(super) fn change(&self, situation: &Situation, channel: Channel) -> Option<Change> {
        let mut change = Change { log_odds: self.offset, ..Change::default() };
        for effect in self.at_work(situation, channel, true).map(|it| &self.effects[it]) {
            match effect.unusable {
                Some(Unusable::Always) => return None,
                Some(Unusable::WithoutHelper) if !situation.has(Feature::HasHelper) => return None,
                _ => {}
            }
            let variance = effect.spread * effect.spread;
            match effect.whose {
                Whose::All => continue,
                Whose::Followers => change.of_following += effect.log_odds,
                Whose::Way(_) => {}
                Whose::Told(_) => change.variance += variance,
                Whose::ToldOf(..) => {
                    change.variance += variance;
                    change.apart_variance += variance;
                }
            }
            change.log_odds += effect.log_odds;
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
        let of_situation = |answer: &Answer| -> f64 {
            let effects = answer.effects.iter().map(|it| &self.effects[*it]);
            effects.filter(|it| it.is_of_situation()).map(|it| it.log_odds).sum()
        };
        let sum: f64 = answers.iter().map(of_situation).sum();
        self.offset = -sum / (real(answers.len() as u64) + MIXTURE_ANSWERS);
    }
}
