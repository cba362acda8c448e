//! A partner that answers, for tests of this crate and of those above.

use std::sync::{Mutex, PoisonError};

use futures::future::BoxFuture;
use jiff::Timestamp;
use kernel::{Channel, Direction, PartnerCode};
use mail::Bounce;
use register::{Db, Partner, StoreError, Tx, both, partner};
use serde_json::{Value, json};

use crate::{
    contact::Contact,
    elsewhere::{Elsewhere, Known},
    handling::{self, House, NewRequest},
    mailroom::{Mailbox, mailbox},
    request::{FollowUpCode, Request},
    store::{teams, usagers},
    team::{Reason, Team, TeamId},
    usager::{Usager, Way},
};

/// A partner with one team and two reasons: `etat-civil` and `urbanisme`.
///
/// # Panics
///
/// If the register fails.
pub async fn house(db: &Db, code: &str, now: Timestamp) -> House {
    let code: PartnerCode = code.parse().expect("a partner's code");
    let mut tx = db.write().await.expect("a transaction");
    let new = Partner { code: code.clone(), name: format!("Mairie de {code}") };
    partner::save(&mut tx, &new, now).await.expect("a partner");
    let team = Team {
        id: TeamId::new(now),
        partner: code.clone(),
        name: "Accueil".to_owned(),
        email: Some("accueil@ville.example".to_owned()),
        phone: Some("01 44 55 66 77".to_owned()),
        postal: Some("1 place de la Mairie, 75000 Ville".to_owned()),
        opening: Team::usual_opening(),
        target: Team::TARGET,
    };
    teams::save_team(&mut tx, &team, now).await.expect("a team");
    for (reason, name) in [("etat-civil", "État civil"), ("urbanisme", "Urbanisme")] {
        let reason = Reason {
            code: reason.to_owned(),
            name: name.to_owned(),
            team: Some(team.id),
            life_event: None,
            target: None,
            silence: None,
            is_public: true,
        };
        teams::save_reason(&mut tx, &code, &reason).await.expect("a reason");
    }
    let house = House::read(&mut tx, &code).await.expect("the house");
    tx.commit().await.expect("a commit");
    house
}

/// The mailbox from which the partner writes, `contact@ville.example`: it has no server.
///
/// # Panics
///
/// If the register fails.
pub async fn mailbox(db: &Db, house: &House, now: Timestamp) -> Mailbox {
    let mailbox = Mailbox {
        name: "Mairie".to_owned(),
        ..Mailbox::new(house.partner.clone(), "contact@ville.example".to_owned(), now)
    };
    let mut tx = db.write().await.expect("a transaction");
    mailbox::save(&mut tx, &mailbox, now).await.expect("a mailbox");
    tx.commit().await.expect("a commit");
    mailbox
}

/// One number of the register.
///
/// # Panics
///
/// If the register fails.
pub async fn number(db: &Db, sql: &'static str) -> i64 {
    let mut tx = db.read().await.expect("a transaction");
    both!(&mut tx, conn => sqlx::query_scalar(sql).fetch_one(conn).await).expect("a number")
}

/// A person who is reached by this address.
///
/// # Panics
///
/// If the address is none, or the register fails.
pub async fn usager(tx: &mut Tx, house: &House, name: &str, email: &str, now: Timestamp) -> Usager {
    let usager = Usager::new(house.partner.clone(), name, now);
    usagers::record(tx, &usager).await.expect("a usager");
    let way = Way::email(email).expect("an address");
    usagers::add_way(tx, &usager, &way, now).await.expect("a way");
    usager
}

/// A request by e-mail, with its first contact.
///
/// # Panics
///
/// If the register fails.
pub async fn request(tx: &mut Tx, house: &House, usager: &Usager, body: &str, now: Timestamp) -> Request {
    let new = NewRequest {
        usager,
        subject: "Ma demande",
        channel: Channel::Email,
        reason: Some("etat-civil"),
        at: now,
        code: FollowUpCode::draw().expect("random bytes"),
    };
    let mut request = handling::open(tx, house, new).await.expect("a request");
    let mut contact =
        Contact::new((request.id, usager.id), house.partner.clone(), Channel::Email, Direction::Inbound, now);
    body.clone_into(&mut contact.body);
    handling::receive(tx, house, &mut request, &contact).await.expect("a contact");
    request
}

/// Another part of the product, which keeps one thing of everybody and remembers what it was told.
#[derive(Debug, Default)]
pub struct OtherPart(Mutex<Vec<String>>);

impl OtherPart {
    /// What it was told: of messages that came back their Message-IDs, of people who were erased their names and ways.
    pub fn heard(&self) -> Vec<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn hear(&self, what: impl IntoIterator<Item = String>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend(what);
    }
}

impl Elsewhere for OtherPart {
    fn came_back<'a>(
        &'a self,
        _: &'a mut Tx,
        (bounce, _): (&'a Bounce, &'a [String]),
        _: Timestamp,
    ) -> BoxFuture<'a, Result<bool, StoreError>> {
        if bounce.is_of_ours {
            self.hear(bounce.original_message_id.clone());
        }
        Box::pin(async { Ok(bounce.is_of_ours) })
    }

    fn erase<'a>(
        &'a self,
        _: &'a mut Tx,
        _: &'a PartnerCode,
        known: &'a Known,
        _: Timestamp,
    ) -> BoxFuture<'a, Result<u64, StoreError>> {
        self.hear(known.names.iter().cloned().chain(known.ways.iter().map(|it| it.value.clone())));
        Box::pin(async { Ok(1) })
    }

    fn about<'a>(
        &'a self,
        _: &'a mut Tx,
        _: &'a PartnerCode,
        known: &'a Known,
    ) -> BoxFuture<'a, Result<Value, StoreError>> {
        let ways: Vec<String> = known.ways.iter().map(|it| it.value.clone()).collect();
        Box::pin(async move { Ok(json!({ "ways": ways })) })
    }
}
