//! What silence comes to mean, and on which day (CRPA, L231-1 and following; L114-3; L114-5).

use jiff::{ToSpan, civil::Date};
use kernel::{Explain, Message};
use serde::{Deserialize, Serialize};

use super::Delay;
use crate::WORDS;

/// What silence means for a procedure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "means", content = "after", rename_all = "kebab-case")]
pub enum Silence {
    /// Acceptance, after this delay.
    Acceptance(Delay),
    /// Refusal, after this delay.
    Refusal(Delay),
    /// Nothing: what was sent asks for no decision.
    Nothing,
}

impl Default for Silence {
    /// Two months are acceptance (L231-1), unless the procedure is among the many exceptions (L231-4 and following, decrees).
    fn default() -> Self {
        Self::Acceptance(Delay::Months(2))
    }
}

/// When a request was received, and which documents it lacked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filing {
    /// By the body to which it was first sent, competent or not.
    pub first_received: Date,
    /// By the competent body; `None` while it has not reached it.
    pub competent_received: Option<Date>,
    /// What the usager was asked to add, in any order.
    pub missing: Vec<MissingDocuments>,
}

/// A letter that asks for what a request lacks (L114-5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MissingDocuments {
    /// The day of the letter. Not certain: the text does not say whether it is that day or the day on which it arrives.
    pub asked: Date,
    /// The last day that it sets.
    pub limit: Date,
    /// When all that it asks for had come; `None` while something lacks.
    pub received: Option<Date>,
}

/// The day on which silence becomes a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Implied {
    /// Silence means nothing here.
    Never,
    /// The delay has not begun: it runs for this long once the request is complete and with the competent body.
    OnceComplete(Delay),
    /// At the end of this day, if nothing was decided before.
    On(Date),
}

impl Silence {
    /// When silence becomes a decision, by what is known today. To be asked only while nothing was decided expressly.
    ///
    /// *Acceptance* runs from receipt by the competent body (L114-3), and from that of the last document asked for, if some lacked
    /// (L114-5). *Refusal* runs from receipt by the body first seized, competent or not (L114-3); it stands still from the letter
    /// that asks for documents until they come, or until the limit that the letter sets (L114-5).
    ///
    /// A letter sent after the day has come changes nothing. Not certain: days of suspension are added after months are counted; no
    /// text says in which order.
    pub fn implied(self, filing: &Filing) -> Implied {
        let mut missing = filing.missing.clone();
        missing.sort_by_key(|it| it.asked);
        match self {
            Self::Nothing => Implied::Never,
            Self::Acceptance(delay) => accepted(delay, filing.competent_received, &missing),
            Self::Refusal(delay) => Implied::On(refused(delay, filing.first_received, &missing)),
        }
    }

    /// The attestation of an implied acceptance, on demand of the usager (L232-3).
    pub fn attestation(self, filing: &Filing, today: Date) -> Result<Attestation, AttestationError> {
        match (self, self.implied(filing)) {
            (Self::Acceptance(_), Implied::On(accepted)) if accepted < today => {
                Ok(Attestation { received: filing.first_received, accepted })
            }
            (Self::Acceptance(_), Implied::On(accepted)) => Err(AttestationError::NotYet(accepted)),
            (Self::Acceptance(_), _) => Err(AttestationError::NotComplete),
            _ => Err(AttestationError::NotAcceptance),
        }
    }
}

fn accepted(delay: Delay, received: Option<Date>, missing: &[MissingDocuments]) -> Implied {
    let Some(received) = received else { return Implied::OnceComplete(delay) };
    let mut start = received;
    for it in missing {
        if it.asked > delay.from(start) {
            break;
        }
        match it.received {
            Some(complete) => start = start.max(complete),
            None => return Implied::OnceComplete(delay),
        }
    }
    Implied::On(delay.from(start))
}

fn refused(delay: Delay, received: Date, missing: &[MissingDocuments]) -> Date {
    let mut end = delay.from(received);
    // Suspensions that overlap count once.
    let mut counted_to = received;
    for it in missing {
        if it.asked > end {
            break;
        }
        let from = it.asked.max(counted_to);
        let to = it.received.map_or(it.limit, |received| received.min(it.limit));
        if to > from {
            end = end.saturating_add((to - from).get_days().days());
            counted_to = to;
        }
    }
    end
}

/// That a request is accepted because nobody answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attestation {
    received: Date,
    accepted: Date,
}

impl Attestation {
    /// The day on which the request was received, by the body first seized.
    pub const fn received(self) -> Date {
        self.received
    }

    /// The day at whose end it was accepted.
    pub const fn accepted(self) -> Date {
        self.accepted
    }
}

/// No attestation can be given.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AttestationError {
    /// Silence does not mean acceptance here.
    #[error("silence is no acceptance in this procedure")]
    NotAcceptance,
    /// The delay has not begun.
    #[error("the request is not complete or not with the competent body")]
    NotComplete,
    /// The day has not passed.
    #[error("not accepted before the end of {0}")]
    NotYet(Date),
}

impl Explain for AttestationError {
    fn message(&self) -> Message {
        let say = |key| Message::new(&WORDS, key);
        match self {
            Self::NotAcceptance => say("attestation-not-acceptance"),
            Self::NotComplete => say("attestation-not-complete"),
            Self::NotYet(day) => say("attestation-not-yet").with("day", day.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use kernel::Lang;
    use proptest::{collection::vec, option, prelude::*};

    use super::*;

    const TWO_MONTHS: Delay = Delay::Months(2);
    const ACCEPTANCE: Silence = Silence::Acceptance(TWO_MONTHS);
    const REFUSAL: Silence = Silence::Refusal(TWO_MONTHS);

    fn june(day: i8) -> Date {
        date(2026, 6, day)
    }

    fn asked(asked: Date, limit: Date, received: Option<Date>) -> MissingDocuments {
        MissingDocuments { asked, limit, received }
    }

    fn filing(competent: Option<Date>, missing: &[MissingDocuments]) -> Filing {
        Filing { first_received: june(1), competent_received: competent, missing: missing.to_vec() }
    }

    #[test]
    fn refusal_runs_from_the_first_body_and_acceptance_from_the_competent_one() {
        let sent_on = filing(Some(june(10)), &[]);
        assert_eq!(REFUSAL.implied(&sent_on), Implied::On(date(2026, 8, 1)));
        assert_eq!(ACCEPTANCE.implied(&sent_on), Implied::On(date(2026, 8, 10)));
        let astray = filing(None, &[]);
        assert_eq!(REFUSAL.implied(&astray), Implied::On(date(2026, 8, 1)));
        assert_eq!(ACCEPTANCE.implied(&astray), Implied::OnceComplete(TWO_MONTHS));
        assert_eq!(Silence::Nothing.implied(&astray), Implied::Never);
        assert_eq!(Silence::default(), ACCEPTANCE);
    }

    #[test]
    fn acceptance_begins_once_nothing_lacks() {
        let waiting = filing(Some(june(1)), &[asked(june(8), june(30), None)]);
        assert_eq!(ACCEPTANCE.implied(&waiting), Implied::OnceComplete(TWO_MONTHS));
        let complete = filing(Some(june(1)), &[asked(june(8), june(30), Some(june(20)))]);
        assert_eq!(ACCEPTANCE.implied(&complete), Implied::On(date(2026, 8, 20)));
        let two = [asked(june(25), june(30), Some(june(28))), asked(june(8), june(30), Some(june(20)))];
        assert_eq!(ACCEPTANCE.implied(&filing(Some(june(1)), &two)), Implied::On(date(2026, 8, 28)));
    }

    #[test]
    fn refusal_stands_still_until_documents_come_or_the_limit() {
        let refusal = |missing: &[MissingDocuments]| REFUSAL.implied(&filing(Some(june(1)), missing));
        let on = |month, day| Implied::On(date(2026, month, day));
        assert_eq!(refusal(&[asked(june(8), june(18), None)]), on(8, 11));
        assert_eq!(refusal(&[asked(june(8), june(18), Some(june(11)))]), on(8, 4));
        assert_eq!(refusal(&[asked(june(8), june(18), Some(june(28)))]), on(8, 11), "too late to count");
        let overlapping = [asked(june(8), june(18), None), asked(june(13), june(20), None)];
        assert_eq!(refusal(&overlapping), on(8, 13));
    }

    #[test]
    fn a_letter_after_the_day_changes_nothing() {
        let late = [asked(date(2026, 8, 2), date(2026, 8, 20), None)];
        assert_eq!(REFUSAL.implied(&filing(Some(june(1)), &late)), Implied::On(date(2026, 8, 1)));
        assert_eq!(ACCEPTANCE.implied(&filing(Some(june(1)), &late)), Implied::On(date(2026, 8, 1)));
    }

    #[test]
    fn an_acceptance_is_attested_once_its_day_has_passed() {
        let complete = filing(Some(june(10)), &[]);
        let day = date(2026, 8, 10);
        let attestation = ACCEPTANCE.attestation(&complete, date(2026, 8, 11)).unwrap();
        assert_eq!((attestation.received(), attestation.accepted()), (june(1), day));
        for (silence, filing, error) in [
            (ACCEPTANCE, complete.clone(), AttestationError::NotYet(day)),
            (ACCEPTANCE, filing(None, &[]), AttestationError::NotComplete),
            (REFUSAL, complete.clone(), AttestationError::NotAcceptance),
            (Silence::Nothing, complete, AttestationError::NotAcceptance),
        ] {
            for lang in Lang::ALL {
                assert!(!error.message().say(lang).is_empty());
            }
            assert_eq!(silence.attestation(&filing, day), Err(error));
        }
    }

    #[test]
    fn a_regime_is_kept_as_words() {
        let json = serde_json::to_string(&Silence::Refusal(Delay::Days(15))).unwrap();
        assert_eq!(json, r#"{"means":"refusal","after":{"days":15}}"#);
        assert_eq!(serde_json::from_str::<Silence>(r#"{"means":"nothing"}"#).unwrap(), Silence::Nothing);
    }

    fn letters() -> impl Strategy<Value = Vec<MissingDocuments>> {
        let day = |after: i32| june(1).saturating_add(after.days());
        let letter = (0_i32..120, 0_i32..60, option::of(0_i32..90)).prop_map(move |(at, limit, answer)| {
            asked(day(at), day(at + limit), answer.map(|it| day(at + it)))
        });
        vec(letter, 0..4)
    }

    proptest! {
        #[test]
        fn asking_for_documents_never_brings_the_day_forward(missing in letters(), days in 0_u16..90) {
            for silence in [Silence::Acceptance(Delay::Days(days)), Silence::Refusal(Delay::Days(days)), ACCEPTANCE, REFUSAL] {
                let without = silence.implied(&filing(Some(june(1)), &[]));
                let with = silence.implied(&filing(Some(june(1)), &missing));
                if let (Implied::On(sooner), Implied::On(later)) = (without, with) {
                    prop_assert!(sooner <= later);
                }
            }
        }

        #[test]
        fn refusal_always_has_a_day_and_is_suspended_no_longer_than_the_limits(missing in letters()) {
            let Implied::On(day) = REFUSAL.implied(&filing(None, &missing)) else { panic!("no day") };
            let limits: i32 = missing.iter().map(|it| (it.limit - it.asked).get_days()).sum();
            prop_assert!(day <= TWO_MONTHS.from(june(1)).saturating_add(limits.days()));
        }

        #[test]
        fn documents_that_come_sooner_never_make_it_later(at in 0_i32..50, sooner in 0_i32..30, wait in 0_i32..30) {
            let day = |after: i32| june(1).saturating_add(after.days());
            let of = |silence: Silence, answer| {
                let letter = asked(day(at), day(at + 30), Some(day(at + answer)));
                match silence.implied(&filing(Some(june(1)), &[letter])) {
                    Implied::On(day) => day,
                    other => panic!("{other:?}"),
                }
            };
            for silence in [ACCEPTANCE, REFUSAL] {
                prop_assert!(of(silence, sooner) <= of(silence, sooner + wait));
            }
        }
    }
}
