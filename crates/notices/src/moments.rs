//! Moments that make people call, each with what could be told before: trigger, day, wording, channel, contacts that it would avoid.
//!
//! Start with [`propose`]. What the log shows is in [`measures::moments`]; [`pages`] shows it and turns a proposal into a draft.
//!
//! **Invariant:** a proposal is a draft: nothing leaves because of it, and what it expects is an assumption that a comparison group replaces.

pub mod pages;

use jiff::Timestamp;
use kernel::{Channel, Lang};
use measures::moments::{Bounds, Moment, MomentKind};

use crate::{
    address::Medium,
    effects::Interval,
    rules::rule::{Condition, Delay, Goal, HOLDOUT, Means, MomentOrigin, Plan, RuleOrigin, Rung, Trigger},
    service::Service,
    template::{Lane, Template, TemplateId, Text},
    words::WORDS,
};

/// The share of a moment's avoidable contacts that a message is expected to avoid: messages at each step are thought to avoid 0.35 of the
/// contacts that they address, known from comparable cases only, so from 0.6 to 1.3 times that (practice P13, `efficacy` and class of
/// evidence B in `content/practices/P13`). An assumption, until the rule's own comparison group tells.
pub const AVOIDED: Bounds = Bounds { low: 0.21, mid: 0.35, high: 0.455 };

/// What a status means for the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatusKind {
    /// The request was received.
    Opened,
    /// Nothing is missing, and it is looked at.
    Complete,
    /// The person has to send something.
    MissingPiece,
    /// It was decided.
    Decided,
    /// It was paid.
    Paid,
    /// Something else.
    Other,
}

impl StatusKind {
    /// All.
    pub const ALL: [Self; 6] =
        [Self::Opened, Self::Complete, Self::MissingPiece, Self::Decided, Self::Paid, Self::Other];

    /// The kind of a status as a partner's systems write it.
    pub fn of(status: &str) -> Self {
        let text = status.to_lowercase();
        let has = |words: &[&str]| words.iter().any(|it| text.contains(it));
        if has(&["missing", "manquant", "incomplet", "incomplete"]) {
            Self::MissingPiece
        } else if has(&["complet"]) {
            Self::Complete
        } else if has(&["paid", "paye", "payé", "verse", "versé", "paiement"]) {
            Self::Paid
        } else if has(&["decid", "décid", "decision", "décision", "accord", "notifi"]) {
            Self::Decided
        } else if has(&["open", "recu", "reçu", "depos", "dépos", "ouvert"]) {
            Self::Opened
        } else {
            Self::Other
        }
    }

    /// The word of the catalogue.
    const fn code(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Complete => "complete",
            Self::MissingPiece => "missing-piece",
            Self::Decided => "decided",
            Self::Paid => "paid",
            Self::Other => "other",
        }
    }
}

/// What could be told before people ask.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// What sets it off.
    pub trigger: Trigger,
    /// What the status means.
    pub kind: StatusKind,
    /// By which medium.
    pub medium: Medium,
    /// Contacts that it would avoid a year within ten working days after each message, the people kept apart not counted.
    pub expected_per_year: Bounds,
    /// The same per 100 messages: the figure that its effect is measured by.
    pub expected_per_100: Bounds,
    /// Messages a year.
    pub messages_per_year: f64,
}

/// What could be told before this moment comes.
pub fn propose(moment: &Moment) -> Proposal {
    let days = moment.leave_after_days;
    let status = moment.status.clone();
    let trigger = match moment.kind {
        MomentKind::Entering => Trigger::Entered { status },
        MomentKind::Silence { .. } => Trigger::Silent { status, days: days.max(1) },
    };
    let told = 1.0 - HOLDOUT;
    let of = moment.avoidable_soon_per_year;
    // Both unknowns at their worst, both at their best: wider than chance alone would make it.
    let expected_per_year = Bounds {
        low: (of.low * AVOIDED.low * told).max(0.0),
        mid: (of.mid * AVOIDED.mid * told).max(0.0),
        high: (of.high * AVOIDED.high * told).max(0.0),
    };
    let messages_per_year = crate::effects::real(moment.notices) / moment.years.max(f64::MIN_POSITIVE) * told;
    Proposal {
        trigger,
        kind: StatusKind::of(&moment.status),
        medium: medium(moment),
        expected_per_year,
        expected_per_100: expected_per_year.times(100.0 / messages_per_year.max(1.0)),
        messages_per_year,
    }
}

/// A text message, unless most of these people write: then an e-mail.
fn medium(moment: &Moment) -> Medium {
    const WRITTEN: [Channel; 4] = [Channel::Email, Channel::Web, Channel::Chat, Channel::App];
    let is_written = |code: &str| WRITTEN.iter().any(|it| it.code() == code);
    let written: f64 = moment
        .channels
        .iter()
        .filter(|it| it.code.as_deref().is_some_and(is_written))
        .map(|it| it.share)
        .sum();
    if written > 0.5 { Medium::Email } else { Medium::Sms }
}

impl Proposal {
    /// The draft of what is said, in a language, in the name of a service.
    pub fn text(&self, lang: Lang, service: &str) -> Text {
        let say = |part: &str| self.say(lang, part, service);
        match self.medium {
            // Typographic signs would cost a text message half of its room.
            Medium::Sms => Text { subject: String::new(), body: sms::spare(&say("sms")) },
            Medium::Email | Medium::Letter => Text { subject: say("subject"), body: say("email") },
        }
    }

    /// A part of the draft: its subject, what a text message says, what an e-mail says.
    fn say(&self, lang: Lang, part: &str, service: &str) -> String {
        let silence = match self.trigger {
            Trigger::Silent { .. } if self.kind != StatusKind::MissingPiece => "silence-",
            _ => "",
        };
        let key = format!("moment-draft-{silence}{}-{part}", self.kind.code());
        WORDS.say(lang, &key, &[("service", service.into())])
    }

    /// The practice of the collection that it puts to use.
    pub const fn practice(&self) -> &'static str {
        match (self.kind, &self.trigger) {
            (StatusKind::MissingPiece, _) => "P16",
            (StatusKind::Opened, Trigger::Entered { .. }) => "P11",
            _ => "P13",
        }
    }

    /// The draft of the template that says it, in all languages, in the name of a service.
    pub fn template(&self, service: &Service, name: &str, created_by: &str, now: Timestamp) -> Template {
        let text = |lang: Lang| (lang.tag().to_owned(), self.text(lang, &service.name));
        Template {
            id: TemplateId::new(now),
            service: service.id,
            medium: self.medium,
            version: 1,
            name: name.to_owned(),
            purpose: "Suivi de vos demandes".to_owned(),
            meaning: self.say(Lang::Fr, "subject", &service.name),
            lane: Lane::Normal,
            texts: Lang::ALL.into_iter().map(text).collect(),
            created_by: created_by.to_owned(),
            created_at: now,
            archived_at: None,
        }
    }

    /// The draft of the rule that says it, by this template.
    pub fn plan(&self, reason: &str, template: TemplateId) -> Plan {
        Plan {
            trigger: self.trigger.clone(),
            condition: condition(reason),
            ladder: vec![Rung {
                means: Means::Message { medium: self.medium, template },
                after: Delay::default(),
                is_fallback: false,
            }],
            goal: Goal::None,
            holdout: HOLDOUT,
            is_self_stopping: true,
            territory: calendar::Territory::default(),
        }
    }
}

/// Whom a rule of a moment of requests for this reason concerns.
fn condition(reason: &str) -> Condition {
    let reasons = if reason.is_empty() { Vec::new() } else { vec![reason.to_owned()] };
    Condition { reasons, ..Condition::default() }
}

/// What a rule that is made from a moment says of it: its code, and what to expect.
pub fn origin(moment: &Moment) -> RuleOrigin {
    let Bounds { low, mid, high } = propose(moment).expected_per_100;
    let avoided_per_100 = Interval { low, mid, high };
    RuleOrigin::Moment(MomentOrigin::Expected { code: code(moment), avoided_per_100 })
}

/// What names a moment of a partner.
pub fn code(moment: &Moment) -> String {
    let kind = match moment.kind {
        MomentKind::Entering => "entering",
        MomentKind::Silence { .. } => "silence",
    };
    let named = format!("{}\n{}\n{kind}", moment.reason, moment.status);
    blake3::hash(named.as_bytes()).to_hex().as_str().get(..16).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use measures::moments::MomentPart;

    use super::*;

    pub(super) fn a_moment() -> Moment {
        let part = |code: &str, share: f64| MomentPart { code: Some(code.to_owned()), contacts: 10, share };
        Moment {
            partner: "CAF".parse().unwrap(),
            reason: "APL".to_owned(),
            status: "complete".to_owned(),
            kind: MomentKind::Silence { days: 12 },
            from_day: 12,
            to_day: 30,
            leave_after_days: 11,
            episodes: 4_000,
            notices: 3_000,
            years: 2.0,
            contacts: 5_000,
            base_per_day: 0.01,
            excess_per_100: Bounds { low: 20.0, mid: 30.0, high: 40.0 },
            excess_per_year: Bounds { low: 900.0, mid: 1_300.0, high: 1_700.0 },
            avoidable_per_year: Bounds { low: 800.0, mid: 1_100.0, high: 1_400.0 },
            avoidable_soon_per_year: Bounds { low: 800.0, mid: 1_000.0, high: 1_200.0 },
            by_day: Vec::new(),
            channels: vec![part("phone", 0.7), part("email", 0.3)],
            causes: Vec::new(),
        }
    }

    /// Signs of the line by which one asks whether a message is from us, on a site with a short name.
    const LINE: usize = 46;

    #[test]
    fn a_draft_of_a_text_message_is_one_part_and_asks_for_no_answer() {
        let statuses = ["opened", "complete", "missing_piece", "decided", "paid", "appealed"];
        for status in statuses {
            for kind in [MomentKind::Entering, MomentKind::Silence { days: 12 }] {
                let proposal = propose(&Moment { status: status.to_owned(), kind, ..a_moment() });
                assert_eq!(proposal.medium, Medium::Sms);
                for lang in Lang::ALL {
                    let body = proposal.text(lang, "Aide logement").body;
                    let counted = sms::count(&body);
                    assert_eq!(counted.encoding, sms::Encoding::Gsm7, "{body}");
                    assert!(counted.units + LINE <= 160, "{body}: {}", counted.units);
                    // The sender is a name: nobody can answer it.
                    assert!(!body.contains("SUIVI") && !body.contains("RAPPEL"), "{body}");
                }
            }
        }
    }

    #[test]
    fn a_silence_is_told_before_it_makes_people_call() {
        let proposal = propose(&a_moment());
        assert_eq!(proposal.trigger, Trigger::Silent { status: "complete".to_owned(), days: 11 });
        assert_eq!((proposal.medium, proposal.kind), (Medium::Sms, StatusKind::Complete));
        assert!((proposal.expected_per_year.mid - 315.0).abs() < 1e-9);
        assert!((proposal.messages_per_year - 1_350.0).abs() < 1e-9);
        assert!((proposal.expected_per_100.mid - 315.0 / 13.5).abs() < 1e-9);
        assert!(proposal.expected_per_year.low < proposal.expected_per_year.mid);
    }

    #[test]
    fn those_who_write_are_written_to() {
        let mut moment = a_moment();
        moment.channels.reverse();
        moment.channels[0].share = 0.8;
        assert_eq!(propose(&moment).medium, Medium::Email);
    }

    #[test]
    fn every_kind_of_status_has_a_draft_in_both_languages_and_by_both_media() {
        for status in ["opened", "dossier_complet", "missing_piece", "decision_prise", "payé", "autre"] {
            for kind in [MomentKind::Entering, MomentKind::Silence { days: 9 }] {
                for channel in ["phone", "email"] {
                    let mut moment = Moment { status: status.to_owned(), kind, ..a_moment() };
                    moment.channels =
                        vec![MomentPart { code: Some(channel.to_owned()), contacts: 1, share: 1.0 }];
                    let proposal = propose(&moment);
                    for lang in Lang::ALL {
                        let text = proposal.text(lang, "Aides au logement");
                        assert!(text.body.contains("Aides au logement"), "{status} {text:?}");
                        assert!(!text.body.contains("moment-draft"), "{text:?}");
                        assert_eq!(text.subject.is_empty(), proposal.medium == Medium::Sms);
                    }
                }
            }
        }
        let practice = |status: &str, kind| {
            propose(&Moment { status: status.to_owned(), kind, ..a_moment() }).practice()
        };
        assert_eq!(practice("opened", MomentKind::Entering), "P11");
        assert_eq!(practice("missing_piece", MomentKind::Silence { days: 9 }), "P16");
        assert_eq!(practice("complete", MomentKind::Silence { days: 9 }), "P13");
        let kinds = ["opened", "dossier_complet", "pièce manquante", "décidé", "versé", "x"];
        assert_eq!(kinds.map(StatusKind::of), StatusKind::ALL);
    }

    #[test]
    fn a_draft_of_a_rule_keeps_a_tenth_apart_and_stops_itself() {
        let template = TemplateId::from_uuid(uuid::Uuid::from_u128(1));
        let plan = propose(&a_moment()).plan("APL", template);
        assert_eq!(
            (plan.condition.reasons, plan.holdout, plan.is_self_stopping),
            (vec!["APL".to_owned()], 0.1, true)
        );
    }

    #[test]
    fn what_is_expected_is_kept_with_the_rule_and_rules_without_it_can_be_read() {
        let made = origin(&a_moment());
        let written = serde_json::to_string(&made).unwrap();
        assert_eq!(serde_json::from_str::<RuleOrigin>(&written).unwrap(), made);
        assert!((made.expected_per_100().unwrap().mid - 315.0 / 13.5).abs() < 1e-9);
        let old: RuleOrigin = serde_json::from_str(r#"{"moment":"0123456789abcdef"}"#).unwrap();
        assert_eq!(old.expected_per_100(), None);
    }

    #[test]
    fn moments_have_names_of_their_own() {
        let other = Moment { kind: MomentKind::Entering, ..a_moment() };
        assert_ne!(code(&a_moment()), code(&other));
        assert_eq!(code(&a_moment()), code(&Moment { kind: MomentKind::Silence { days: 3 }, ..a_moment() }));
    }
}
