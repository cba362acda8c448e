//! The acknowledgement of a request, with all that the law wants it to say (CRPA, L112-3, R112-5, R112-11-1).
//!
//! **Invariant:** an [`Acknowledgement`] has every mention of its article; one that lacks some cannot be built, since without them
//! time limits for appeal do not run against the usager (L112-6, L112-12).

use jiff::civil::Date;
use kernel::{Explain, Message};

use super::{Delay, Implied, Silence};
use crate::WORDS;

/// How an acknowledgement goes out, which decides its article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sending {
    /// By letter: R112-5.
    Letter,
    /// By electronic means: R112-11-1.
    Electronic,
}

/// What one has for an acknowledgement; texts may be empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// How it goes out.
    pub sending: Sending,
    /// When the request was received.
    pub received: Option<Date>,
    /// Who is in charge.
    pub service: Service,
    /// What the request lacks; `None`: nothing.
    pub missing: Option<Documents>,
    /// What silence means for the procedure.
    pub silence: Silence,
    /// When, as [`Silence::implied`] says of a filing that counts what is missing here.
    pub implied: Implied,
    /// How a refusal can be contested; needed if silence is refusal.
    pub appeal: Appeal,
}

/// The service in charge.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Service {
    /// Its name.
    pub name: String,
    /// Its postal address, on one line or several.
    pub postal_address: String,
    /// Its electronic address.
    pub electronic_address: String,
    /// Its telephone number.
    pub phone: String,
}

/// What a request lacks (L114-5).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Documents {
    /// Each document or piece of information.
    pub list: Vec<String>,
    /// By when it should come.
    pub limit: Option<Date>,
}

/// Ways and time limits of appeal.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Appeal {
    /// Before whom: an administrative appeal, the court.
    pub ways: String,
    /// Within which time.
    pub time_limits: String,
}

/// An acknowledgement that says all that it must.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acknowledgement {
    received: Date,
    service: Service,
    missing: Option<(Vec<String>, Date)>,
    decision: Decision,
}

/// What silence comes to, with what goes with it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Decision {
    None,
    AcceptedOn(Date),
    AcceptedOnceComplete(Delay),
    RefusedOn(Date, Appeal),
}

/// One mention that lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gap {
    /// The date of receipt.
    Received,
    /// The service's name.
    ServiceName,
    /// The service's postal address, which a letter must give.
    PostalAddress,
    /// A postal or an electronic address, one of which an electronic acknowledgement must give.
    AnyAddress,
    /// The service's telephone number.
    Phone,
    /// Something lacks, and the list is empty.
    DocumentList,
    /// By when missing documents should come.
    DocumentLimit,
    /// The day on which silence becomes a decision.
    ImpliedDate,
    /// The ways of appeal.
    AppealWays,
    /// The time limits of appeal.
    AppealTimeLimits,
}

impl Gap {
    /// What lacks, in words.
    pub const fn label(self) -> Message {
        let key = match self {
            Self::Received => "gap-received",
            Self::ServiceName => "gap-service-name",
            Self::PostalAddress => "gap-postal-address",
            Self::AnyAddress => "gap-any-address",
            Self::Phone => "gap-phone",
            Self::DocumentList => "gap-document-list",
            Self::DocumentLimit => "gap-document-limit",
            Self::ImpliedDate => "gap-implied-date",
            Self::AppealWays => "gap-appeal-ways",
            Self::AppealTimeLimits => "gap-appeal-time-limits",
        };
        Message::new(&WORDS, key)
    }
}

/// An acknowledgement would lack what the law asks for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the acknowledgement lacks {gaps:?}")]
pub struct Incomplete {
    /// All that lacks, in the order of the text; never empty.
    pub gaps: Vec<Gap>,
}

impl Explain for Incomplete {
    fn message(&self) -> Message {
        let count = u64::try_from(self.gaps.len()).unwrap_or(u64::MAX);
        Message::new(&WORDS, "acknowledgement-incomplete").with("n", count)
    }
}

impl Acknowledgement {
    /// Checks that nothing lacks; tells all that does.
    ///
    /// Not checked: whether the law wants one at all. It does not where a favourable decision is had within fifteen days, nor where
    /// the body only checks legal conditions (R112-4), nor for abusive requests (L112-3, L112-11).
    pub fn new(draft: Draft) -> Result<Self, Incomplete> {
        let mut gaps = Vec::new();
        let mut need = |is_there: bool, gap: Gap| {
            if !is_there {
                gaps.push(gap);
            }
        };
        let says = |text: &str| !text.trim().is_empty();
        let Draft { sending, received, service, missing, silence, implied, appeal } = draft;
        need(received.is_some(), Gap::Received);
        need(says(&service.name), Gap::ServiceName);
        let has_postal_address = says(&service.postal_address);
        match sending {
            Sending::Letter => need(has_postal_address, Gap::PostalAddress),
            Sending::Electronic => {
                need(has_postal_address || says(&service.electronic_address), Gap::AnyAddress);
            }
        }
        need(says(&service.phone), Gap::Phone);
        if let Some(it) = &missing {
            need(!it.list.is_empty() && it.list.iter().all(|it| says(it)), Gap::DocumentList);
            need(it.limit.is_some(), Gap::DocumentLimit);
        }
        let decision = match (silence, implied) {
            (Silence::Nothing, _) => Some(Decision::None),
            // Where something lacks, its date depends on the usager (L114-5): the text gives the delay instead.
            (Silence::Acceptance(delay), Implied::On(_)) if missing.is_some() => {
                Some(Decision::AcceptedOnceComplete(delay))
            }
            (Silence::Acceptance(_), Implied::On(day)) => Some(Decision::AcceptedOn(day)),
            (Silence::Acceptance(_), Implied::OnceComplete(delay)) => {
                Some(Decision::AcceptedOnceComplete(delay))
            }
            (Silence::Refusal(_), Implied::On(day)) => Some(Decision::RefusedOn(day, appeal.clone())),
            _ => None,
        };
        need(decision.is_some(), Gap::ImpliedDate);
        if matches!(silence, Silence::Refusal(_)) {
            need(says(&appeal.ways), Gap::AppealWays);
            need(says(&appeal.time_limits), Gap::AppealTimeLimits);
        }
        let missing = missing.map(|it| it.limit.map(|limit| (it.list, limit)));
        match (received, decision, missing) {
            (Some(received), Some(decision), missing) if gaps.is_empty() => {
                Ok(Self { received, service, missing: missing.flatten(), decision })
            }
            _ => Err(Incomplete { gaps }),
        }
    }

    /// What it says, sentence by sentence, in the order of the law; `write_date` puts a day in the words of the same language.
    pub fn mentions(&self, write_date: impl Fn(Date) -> String) -> Vec<Message> {
        let say = |key| Message::new(&WORDS, key);
        let mut said = vec![say("mention-received").with("day", write_date(self.received))];
        said.push(say("mention-service").with("name", self.service.name.trim()));
        for (key, value) in [
            ("mention-postal-address", &self.service.postal_address),
            ("mention-electronic-address", &self.service.electronic_address),
            ("mention-phone", &self.service.phone),
        ] {
            if !value.trim().is_empty() {
                said.push(say(key).with("value", value.trim()));
            }
        }
        if let Some((list, limit)) = &self.missing {
            said.push(say("mention-missing").with("day", write_date(*limit)));
            said.extend(list.iter().map(|it| say("mention-missing-document").with("document", it.trim())));
        }
        let lacks_something = self.missing.is_some();
        match &self.decision {
            Decision::None => {}
            Decision::AcceptedOn(day) => {
                said.push(say("mention-accepted").with("day", write_date(*day)));
                said.push(say("mention-attestation"));
            }
            Decision::AcceptedOnceComplete(delay) => {
                let (key, count) = match delay {
                    Delay::Months(months) => ("mention-accepted-months", u64::from(*months)),
                    Delay::Days(days) => ("mention-accepted-days", u64::from(*days)),
                };
                said.push(say(key).with("n", count));
                said.push(say("mention-attestation"));
            }
            Decision::RefusedOn(day, appeal) => {
                said.push(say("mention-refused").with("day", write_date(*day)));
                if lacks_something {
                    said.push(say("mention-suspended"));
                }
                said.push(say("mention-appeal-ways").with("value", appeal.ways.trim()));
                said.push(say("mention-appeal-time-limits").with("value", appeal.time_limits.trim()));
            }
        }
        said
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use kernel::Lang;

    use super::*;

    fn draft(silence: Silence, implied: Implied) -> Draft {
        Draft {
            sending: Sending::Electronic,
            received: Some(date(2026, 6, 1)),
            service: Service {
                name: "Pôle logement".to_owned(),
                postal_address: "1 place de la Mairie, 44000 Nantes".to_owned(),
                electronic_address: "logement@ville.example".to_owned(),
                phone: "02 40 00 00 00".to_owned(),
            },
            missing: None,
            silence,
            implied,
            appeal: Appeal {
                ways: "recours gracieux, ou tribunal administratif de Nantes".to_owned(),
                time_limits: "deux mois".to_owned(),
            },
        }
    }

    const DELAY: Delay = Delay::Months(2);

    fn refusal() -> Draft {
        draft(Silence::Refusal(DELAY), Implied::On(date(2026, 8, 1)))
    }

    fn acceptance() -> Draft {
        draft(Silence::Acceptance(DELAY), Implied::On(date(2026, 8, 1)))
    }

    fn gaps(draft: Draft) -> Vec<Gap> {
        Acknowledgement::new(draft).map_or_else(|it| it.gaps, |_| Vec::new())
    }

    fn keys(draft: Draft) -> Vec<&'static str> {
        let mentions = Acknowledgement::new(draft).unwrap().mentions(|day| day.to_string());
        for message in &mentions {
            for lang in Lang::ALL {
                assert!(!message.say(lang).is_empty());
            }
        }
        mentions.iter().map(|it| it.key()["mention-".len()..].as_ref()).collect()
    }

    #[test]
    fn a_refusal_tells_how_to_contest_it() {
        assert_eq!(
            keys(refusal()),
            [
                "received",
                "service",
                "postal-address",
                "electronic-address",
                "phone",
                "refused",
                "appeal-ways",
                "appeal-time-limits"
            ]
        );
    }

    #[test]
    fn an_acceptance_tells_of_the_attestation() {
        let said = keys(acceptance());
        assert_eq!(said[5..], ["accepted", "attestation"]);
        let mut without_appeal = acceptance();
        without_appeal.appeal = Appeal::default();
        assert_eq!(keys(without_appeal), said, "nobody appeals against what was asked for");
    }

    #[test]
    fn what_lacks_is_listed_with_its_effect() {
        let missing =
            Documents { list: vec!["avis d’imposition".to_owned()], limit: Some(date(2026, 7, 1)) };
        let once_complete = draft(Silence::Acceptance(DELAY), Implied::OnceComplete(DELAY));
        let of = |draft: Draft| keys(Draft { missing: Some(missing.clone()), ..draft });
        assert_eq!(of(once_complete)[5..], ["missing", "missing-document", "accepted-months", "attestation"]);
        let fifteen = Delay::Days(15);
        let in_days = draft(Silence::Acceptance(fifteen), Implied::OnceComplete(fifteen));
        assert!(of(in_days).contains(&"accepted-days"));
        assert_eq!(of(refusal())[7..9], ["refused", "suspended"]);
        assert!(of(acceptance()).contains(&"accepted-months"), "no date before the file is complete");
    }

    #[test]
    fn a_message_that_asks_for_nothing_is_only_received() {
        let said = keys(draft(Silence::Nothing, Implied::Never));
        assert_eq!(said.len(), 5);
    }

    #[test]
    fn all_that_lacks_is_named_at_once() {
        let empty = Draft {
            received: None,
            service: Service::default(),
            missing: Some(Documents::default()),
            implied: Implied::Never,
            appeal: Appeal { ways: " ".to_owned(), time_limits: String::new() },
            ..refusal()
        };
        let all = [
            Gap::Received,
            Gap::ServiceName,
            Gap::AnyAddress,
            Gap::Phone,
            Gap::DocumentList,
            Gap::DocumentLimit,
            Gap::ImpliedDate,
            Gap::AppealWays,
            Gap::AppealTimeLimits,
        ];
        assert_eq!(gaps(empty.clone()), all);
        assert!(gaps(Draft { sending: Sending::Letter, ..empty.clone() }).contains(&Gap::PostalAddress));
        let error = Acknowledgement::new(empty).unwrap_err();
        for lang in Lang::ALL {
            assert!(error.message().say(lang).contains('9'));
            for gap in all.into_iter().chain([Gap::PostalAddress]) {
                assert!(!gap.label().say(lang).is_empty());
            }
        }
    }

    #[test]
    fn an_electronic_one_needs_one_address_and_a_letter_the_postal_one() {
        let of = |sending, postal: &str, electronic: &str| {
            let mut it = Draft { sending, ..acceptance() };
            postal.clone_into(&mut it.service.postal_address);
            electronic.clone_into(&mut it.service.electronic_address);
            gaps(it)
        };
        assert_eq!(of(Sending::Electronic, "", "a@b.example"), []);
        assert_eq!(of(Sending::Electronic, "1 rue", ""), []);
        assert_eq!(of(Sending::Electronic, "", " "), [Gap::AnyAddress]);
        assert_eq!(of(Sending::Letter, "1 rue", ""), []);
        assert_eq!(of(Sending::Letter, "", "a@b.example"), [Gap::PostalAddress]);
    }

    #[test]
    fn a_date_is_needed_even_where_a_refusal_waits_for_documents() {
        let waiting = draft(Silence::Refusal(DELAY), Implied::OnceComplete(DELAY));
        assert_eq!(gaps(waiting), [Gap::ImpliedDate]);
        assert_eq!(gaps(draft(Silence::Acceptance(DELAY), Implied::Never)), [Gap::ImpliedDate]);
    }
}
