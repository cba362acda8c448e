//! The ways of the demonstration: what two administrations offer, when they are open, and what their contacts of the log teach.

use std::{collections::BTreeMap, thread::available_parallelism};

use ::guidance::{setting::Setting, store, way::Way};
use calendar::{DayHours, OnHolidays, Opening, OpeningFault, Territory};
use channel_choice::Prior;
use engine::Engine;
use jiff::Timestamp;
use kernel::{Channel, PartnerCode};
use register::{StoreError, Tx};
use requests::{store::teams, team::Reason};

use crate::{failure::Failure, guidance::school, instance::Instance};

/// How the audit of settings names whoever made them.
const BY: &str = "demonstration";

/// Reasons of the network of offices, as its simulated contacts name them; the other administration has those of its inbox.
const REASONS: [(&str, &str); 6] = [
    ("aide_logement", "Aide au logement"),
    ("prime_activite", "Prime d’activité"),
    ("changement_situation", "Changement de situation"),
    ("trop_percu", "Trop-perçu"),
    ("attestation", "Attestation"),
    ("demenagement", "Déménagement"),
];

/// A way: channel, place, a line of words in French and in English, hours of a day of the week if it has any, agents.
type Offer = (Channel, &'static str, [&'static str; 2], Option<&'static str>, Option<u32>);

/// Of the administration with an inbox.
const TITLES: [Offer; 5] = [
    (Channel::Phone, "0 806 00 11 22", ["Numéro gratuit.", "Free of charge."], Some("8:00-19:00"), Some(24)),
    (Channel::Web, "", ["", ""], None, None),
    (Channel::Email, "", ["", ""], None, None),
    (
        Channel::Counter,
        "Espace France services\n1 place de la République, 75010 Paris",
        [
            "Sans rendez-vous ; quelqu’un fait la démarche avec vous.",
            "Without appointment; somebody does it with you.",
        ],
        Some("9:00-12:30, 13:30-17:30"),
        Some(4),
    ),
    (
        Channel::Post,
        "Titres, 1 place de la République\n75010 Paris",
        ["Réponse en deux semaines environ.", "Answered in about two weeks."],
        None,
        None,
    ),
];

/// Of the network of offices.
const NETWORK: [Offer; 5] = [
    (
        Channel::Phone,
        "32 30",
        ["Prix d’un appel ordinaire.", "Price of an ordinary call."],
        Some("9:00-16:30"),
        Some(30),
    ),
    (
        Channel::Counter,
        "12 rue des Écoles, 45000 Orléans",
        [
            "Un agent vous reçoit sans rendez-vous le matin.",
            "An agent sees you without appointment in the morning.",
        ],
        Some("8:30-12:00, 13:30-16:30"),
        Some(6),
    ),
    (Channel::Web, "https://allocations.example/mon-compte", ["", ""], None, None),
    (Channel::Email, "bonjour@allocations.example", ["", ""], None, None),
    (Channel::Post, "Allocations, 45000 Orléans", ["", ""], None, None),
];

/// Gives the two administrations their ways and opens their pages, if they have none yet, then learns from the log.
pub(super) async fn fill(
    instance: &Instance,
    titles: &PartnerCode,
    network: &PartnerCode,
) -> Result<(), Failure> {
    let now = instance.clock.now();
    let filled = async {
        let mut tx = instance.db.write().await?;
        if !store::ways::of(&mut tx, titles).await?.is_empty() {
            return Ok(());
        }
        for (code, name) in REASONS {
            let reason = Reason {
                code: code.to_owned(),
                name: name.to_owned(),
                team: None,
                life_event: None,
                target: None,
                silence: None,
                is_public: true,
            };
            teams::save_reason(&mut tx, network, &reason).await?;
        }
        offer(&mut tx, titles, &TITLES, now).await?;
        offer(&mut tx, network, &NETWORK, now).await?;
        tx.commit().await
    };
    filled.await.map_err(|it: StoreError| Failure::failed_by(&it))?;
    let prior = Prior::ours().map_err(|it| Failure::failed_by(&it))?;
    let threads = available_parallelism().map_or(1, usize::from);
    let engine = Engine::new(instance.log.clone(), threads);
    let learned = school(instance, &engine, prior).learn(now).await;
    learned.map(drop).map_err(|it| Failure::failed_by(&it))
}

async fn offer(
    tx: &mut Tx,
    partner: &PartnerCode,
    offers: &[Offer],
    now: Timestamp,
) -> Result<(), StoreError> {
    for (channel, place, [french, english], hours, agents) in offers {
        let way = Way {
            partner: partner.clone(),
            channel: *channel,
            is_offered: true,
            place: (*place).to_owned(),
            words: ((*french).to_owned(), (*english).to_owned()),
            opening: hours.and_then(|it| weekdays(it).ok()),
            agents: *agents,
            wait: None,
        };
        store::ways::save(tx, &way).await?;
    }
    let setting = Setting { is_public: true, changed_at: now, ..Setting::usual(partner.clone()) };
    store::settings::save(tx, &setting, BY).await
}

/// The same hours from Monday to Friday.
fn weekdays(hours: &str) -> Result<Opening, OpeningFault> {
    let (day, closed): (DayHours, DayHours) = (hours.parse()?, DayHours::closed());
    let week = [day.clone(), day.clone(), day.clone(), day.clone(), day, closed.clone(), closed];
    Opening::new(Territory::Mainland, week, BTreeMap::new(), OnHolidays::Closed)
}
