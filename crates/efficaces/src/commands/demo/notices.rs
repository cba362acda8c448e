//! The messages of the demonstration: a service with ready texts, and what happened to requests in the last weeks, so that a rule can be
//! tried before it runs. All of it is invented; nothing leaves.

use ::notices::{
    address::{Address, Medium},
    people::{People as _, Who},
    rules::{
        facts::{Fact, FactId, WaitsFor, What},
        ready,
        store::facts::{self, ForLog},
    },
    service::{Quiet, Service, ServiceId},
    store::services,
};
use jiff::{SignedDuration, Timestamp};
use kernel::{Channel, Lang, PartnerCode};
use register::{StoreError, Tx};
use serde_json::{Map, Value};

use crate::{failure::Failure, instance::Instance, notices::Usagers};

/// Who is named as the author.
const BY: &str = "product";
/// People whose requests have a story.
const PEOPLE: i64 = 120;
/// Days over which their requests arrived.
const DAYS: i64 = 60;
/// Days after the request at which it changes, and what it is from then on; every third person has a document asked for.
const STORY: [(i64, &str, WaitsFor); 3] = [
    (0, "received", WaitsFor::Administration),
    (4, "complete", WaitsFor::Administration),
    (24, "decided", WaitsFor::Administration),
];
/// The same, of a person who is asked for a document.
const ASKED: (i64, &str, WaitsFor) = (2, "missing_piece", WaitsFor::Usager);

/// Fills it: for each administration a service with its name and the sender of its text messages.
pub(super) async fn fill(instance: &Instance, partners: &[(PartnerCode, &str, &str)]) -> Result<(), Failure> {
    let now = instance.clock.now();
    let filled = async {
        let mut tx = instance.db.write().await?;
        for (partner, name, sender) in partners {
            service(&mut tx, (partner, name, sender), now).await?;
            for number in 0..PEOPLE {
                story(&mut tx, partner, number, now).await?;
            }
        }
        tx.commit().await
    };
    filled.await.map_err(|it: StoreError| Failure::failed_by(&it))
}

async fn service(
    tx: &mut Tx,
    (partner, name, sender): (&PartnerCode, &str, &str),
    now: Timestamp,
) -> Result<(), StoreError> {
    let service = Service {
        id: ServiceId::new(now),
        partner: partner.clone(),
        name: name.to_owned(),
        is_live: true,
        sms_sender: sender.to_owned(),
        email_name: name.to_owned(),
        email_replies: None,
        letter_sender: format!("{name}\n1 place de la Préfecture\n45000 Orléans"),
        guests: Vec::new(),
        quiet: Quiet::USUAL,
        hourly_max: None,
        created_at: now,
        closed_at: None,
    };
    services::record(tx, &service, BY).await?;
    ready::install(tx, &service, ("missing-documents", Lang::Fr), BY, now).await?;
    Ok(())
}

/// What happened to one person's request so far.
async fn story(tx: &mut Tx, partner: &PartnerCode, number: i64, now: Timestamp) -> Result<(), StoreError> {
    let day = |days: i64| SignedDuration::from_hours(24 * days);
    let hour = SignedDuration::from_hours(number % 8);
    let begun = now - day(DAYS * (number + 1) / PEOPLE) - hour;
    let external = format!("U-{number:04}");
    // Numbers that no operator gives: Arcep keeps 06 39 98 for works of fiction.
    let phone = Address::kept(Medium::Sms, &format!("+3363998{:04}", 1_000 + number));
    let who = Who {
        external_id: Some(external.clone()),
        name: Some(format!("Personne {number}")),
        addresses: vec![phone],
        language: None,
    };
    Usagers.meet(tx, partner, &who, begun).await?;
    let asked = Some(ASKED).filter(|_| number % 3 == 0);
    for (days, status, waits_for) in STORY.into_iter().chain(asked) {
        let at = begun + day(days);
        if at > now {
            continue;
        }
        let request = format!("T-{number:05}");
        let data = Map::from_iter([("reference".to_owned(), Value::String(request.clone()))]);
        let fact = Fact {
            id: FactId::new(at),
            partner: partner.clone(),
            request: request.clone(),
            usager: external.clone(),
            what: What::Status(status.to_owned()),
            at,
            reason: Some("carte_identite".to_owned()),
            life_event: None,
            channel: Some(Channel::Web),
            waits_for: Some(waits_for),
            is_closing: false,
            data,
            source: "demonstration".to_owned(),
            source_id: format!("{request} {status}"),
        };
        // The simulated log has events of its own.
        facts::record(tx, &fact, ForLog::No, now).await?;
    }
    Ok(())
}
