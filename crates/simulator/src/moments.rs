//! Moments that make people call, planted in a partner's year: in one reason each, a status after which contacts rush, or in which a
//! silence weighs.
//!
//! **Invariant:** a moment takes its contacts from those that its causes have anyway: no total, channel or cause changes.

use kernel::Channel;

use crate::{
    calendar::{DAY_S, Hours, Year},
    model::{Law, PartnerModel},
    needs::{self, NONE, Need, day_of},
    profile::{Kind, Profile, Reason},
    random::Rng,
};

/// What makes people call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trigger {
    /// The file is complete, and nothing is heard for fifteen days.
    Complete,
    /// A missing piece is asked for.
    Piece,
    /// The decision is known, and the payment, or the title, does not come for a week.
    Payment,
}

/// One moment of a partner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Moment {
    pub(crate) reason: u8,
    pub(crate) trigger: Trigger,
}

/// What a moment does to the contacts that one law brings to a matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Nothing.
    None,
    /// They are the moment's, which has this place among the partner's.
    Planted(usize),
    /// There are none, so that what the moment brings is known exactly.
    Silenced,
}

/// Share of the later contacts of a moment's causes that it takes, if the requests of its reason are enough for them.
const SHARE: f64 = 0.85;

/// After so many days in a status people do not ask more often than otherwise.
const WEARY_DAYS: i32 = 60;

/// Mean of the days between the letter that asks for a piece and a contact about it, the letter's own way included.
const RUSH_DAYS: f32 = 1.2;

impl Trigger {
    pub(crate) const fn status(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Piece => "missing_piece",
            Self::Payment => "decided",
        }
    }

    /// Days of silence before contacts come; `None`: they rush at once.
    pub(crate) const fn silence_days(self) -> Option<u16> {
        match self {
            Self::Complete => Some(15),
            Self::Piece => None,
            Self::Payment => Some(7),
        }
    }

    /// Contacts per day of silence, or per letter, that its later contacts reach at most: of each of its laws.
    const fn rate_max(self) -> f64 {
        match self {
            Self::Complete => 0.06,
            Self::Piece => 2.0,
            Self::Payment => 0.15,
        }
    }

    const fn brings(self, law: Law) -> bool {
        match self {
            Self::Complete => matches!(law, Law::Chase | Law::Late),
            Self::Piece => matches!(law, Law::Piece),
            Self::Payment => matches!(law, Law::Payment),
        }
    }

    const fn silences(self, law: Law) -> bool {
        match self {
            Self::Complete | Self::Piece => matches!(law, Law::Receipt | Law::Letter | Law::Appointment),
            Self::Payment => matches!(law, Law::Letter | Law::Decision | Law::Contest),
        }
    }
}

/// The three moments of a partner, each in a reason of its own, the most frequent that fit.
pub(crate) fn of(profile: &Profile) -> Vec<Moment> {
    let is_request = |it: &Reason| matches!(it.kind, Kind::File | Kind::Pay);
    let mut places: Vec<usize> =
        (0..profile.reasons.len()).filter(|it| is_request(&profile.reasons[*it])).collect();
    // The second is paid for, if any of the others is.
    let paid = places.iter().skip(1).position(|it| profile.reasons[*it].kind == Kind::Pay);
    if let Some(paid) = paid {
        places[1..=paid + 1].rotate_right(1);
    }
    let triggers = [Trigger::Piece, Trigger::Payment, Trigger::Complete];
    places.into_iter().zip(triggers).map(|(it, trigger)| Moment { reason: it as u8, trigger }).collect()
}

impl PartnerModel {
    /// What the partner's moments do to the contacts that a law brings to matters of a reason.
    pub(crate) fn effect(&self, reason: u8, law: Law) -> Effect {
        let at = self.moments.iter().position(|it| it.reason == reason);
        match at.map(|it| (it, self.moments[it].trigger)) {
            Some((at, trigger)) if trigger.brings(law) => Effect::Planted(at),
            Some((_, trigger)) if trigger.silences(law) => Effect::Silenced,
            _ => Effect::None,
        }
    }

    /// The trigger of the moment in a reason.
    pub(crate) fn trigger(&self, reason: u8) -> Option<Trigger> {
        self.moments.iter().find(|it| it.reason == reason).map(|it| it.trigger)
    }

    /// The hazard of each matter for the `tokens` later contacts of a law: where a moment takes its share of them, its matters have
    /// more of it.
    pub(crate) fn hazards(&self, year: &Year, needs: &[Need], law: Law, tokens: usize) -> Vec<f32> {
        let mut hazards: Vec<f32> = Vec::with_capacity(needs.len());
        let (mut others, mut planted) = (0.0, 0.0);
        for need in needs {
            let (exposure, sum) = match self.effect(need.reason, law) {
                Effect::None => (needs::exposure(year, need, law), &mut others),
                Effect::Silenced => (0.0, &mut others),
                Effect::Planted(at) => (self.moments[at].trigger.exposure(year, need), &mut planted),
            };
            hazards.push(need.frailty * exposure);
            *sum += f64::from(need.frailty * exposure);
        }
        if planted > 0.0 && others > 0.0 {
            let rate_max =
                self.moments.iter().find(|it| it.trigger.brings(law)).map_or(0.0, |it| it.trigger.rate_max());
            let share = SHARE.min(rate_max * planted / tokens.max(1) as f64);
            let factor = (share / (1.0 - share) * others / planted) as f32;
            for (need, hazard) in needs.iter().zip(&mut hazards) {
                if matches!(self.effect(need.reason, law), Effect::Planted(_)) {
                    *hazard *= factor;
                }
            }
        }
        hazards
    }

    /// When a contact of a law comes about a matter; see [`needs::when`].
    pub(crate) fn when(
        &self,
        year: &Year,
        need: &Need,
        law: Law,
        channel: Channel,
        rng: &mut Rng,
    ) -> Option<i32> {
        let hours = Hours::of(channel);
        match self.effect(need.reason, law) {
            Effect::None => needs::when(year, need, law, hours, rng),
            Effect::Silenced => None,
            Effect::Planted(at) => self.moments[at].trigger.when(year, need, hours, rng),
        }
    }

    /// The moment that a contact of a law at `at` belongs to.
    pub(crate) fn moment_of(&self, year: &Year, need: &Need, law: Law, at: i32) -> Option<usize> {
        match self.effect(need.reason, law) {
            Effect::Planted(place) if self.moments[place].trigger.holds(year, need, at) => Some(place),
            _ => None,
        }
    }
}

impl Trigger {
    /// From when to when contacts come; `None` where the log does not show that the status was entered, or the status is left before.
    fn span(self, year: &Year, need: &Need) -> Option<(i32, i32)> {
        let (entered, left) = match self {
            Self::Complete => (need.complete, need.decided),
            Self::Piece => (need.piece, need.complete),
            Self::Payment => (need.decided, need.paid),
        };
        let left = left.min(entered.saturating_add(WEARY_DAYS * DAY_S));
        let from = entered.saturating_add(i32::from(self.silence_days().unwrap_or(0)) * DAY_S);
        let is_shown =
            need.is_request && need.numbered && entered != NONE && left != NONE && year.holds(entered);
        (is_shown && from < left).then_some((from, left))
    }

    pub(crate) fn holds(self, year: &Year, need: &Need, at: i32) -> bool {
        self.span(year, need).is_some_and(|(from, to)| from < at && at <= to)
    }

    /// Days of silence in the year; of a rush, the part of it that falls before the piece is there.
    fn exposure(self, year: &Year, need: &Need) -> f32 {
        let Some((from, to)) = self.span(year, need) else { return 0.0 };
        let days = (day_of(to).min(year.days as f32) - day_of(from)).max(0.0);
        match self {
            Self::Piece => 1.0 - (-days / RUSH_DAYS).exp(),
            Self::Complete | Self::Payment => days,
        }
    }

    fn when(self, year: &Year, need: &Need, hours: Hours, rng: &mut Rng) -> Option<i32> {
        let (from, to) = self.span(year, need)?;
        let days = match self {
            Self::Piece => rng.waiting(RUSH_DAYS),
            Self::Complete | Self::Payment => rng.unit() * (day_of(to) - day_of(from)),
        };
        let at = needs::open_on(year, (day_of(from) + days).floor() as i32, hours, rng)?;
        self.holds(year, need, at).then_some(at)
    }
}
