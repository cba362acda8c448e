//! For tests: a partner with a live service and a template of each medium, on a fresh database.

use std::{collections::BTreeMap, sync::Arc};

use gateways::{hook::Reach, look::Looker};
use jiff::Timestamp;
use kernel::{Euro, FixedClock, PartnerCode, Secret};
use register::{Db, Partner, Tx, partner};

use crate::{
    MIGRATIONS,
    accept::Door,
    address::{Address, Keyring, Medium},
    campaigns::{Campaign, CampaignState},
    notice::CampaignId,
    people::{People, Strangers},
    service::{Key, KeyId, KeyKind, Quiet, Service, ServiceId},
    store,
    targets::work::Watch,
    template::{Lane, Template, TemplateId, Text},
};

/// What tests begin with.
#[derive(Debug, Clone)]
pub struct Scene {
    /// The door, which knows nobody and whose clock stands still at [`NOW`].
    pub door: Door,
    /// A live service of the partner `CAF`.
    pub service: Service,
    /// *Votre dossier {{dossier}} avance.*, by text message.
    pub sms: Template,
    /// The same, by e-mail.
    pub email: Template,
    /// The same, by letter.
    pub letter: Template,
}

/// A Tuesday, 11 h in Paris.
pub const NOW: &str = "2026-03-10T10:00:00Z";

/// [`NOW`], as an instant.
///
/// # Panics
///
/// Never: it is one.
pub fn now() -> Timestamp {
    NOW.parse().expect("an instant")
}

impl Scene {
    /// A campaign of the text message that has begun: a list of telephones and *dossiers*, of which no row is there yet.
    pub fn campaign(&self) -> Campaign {
        Campaign {
            id: CampaignId::new(now()),
            partner: self.service.partner.clone(),
            service: self.service.id,
            template: (self.sms.id, self.sms.version),
            name: "Rentrée".to_owned(),
            titles: vec!["telephone".to_owned(), "dossier".to_owned()],
            fills: BTreeMap::from([(String::new(), 0), ("dossier".to_owned(), 1)]),
            state: CampaignState::Ready,
            created_by: "product".to_owned(),
            key: None,
            key_kind: KeyKind::Live,
            reference: None,
            good: 0,
            parts: 0,
            cost: Euro(0),
            begins_at: now(),
            created_at: now(),
            confirmed_at: Some(now()),
            done_at: None,
        }
    }

    /// Makes the tables of notices, and all that a scene has. What [`MIGRATIONS`] refers to has to be there.
    ///
    /// # Panics
    ///
    /// If the database refuses.
    pub async fn set(db: &Db) -> Self {
        Self::with_people(db, Arc::new(Strangers)).await
    }

    /// The same, with people who are known.
    ///
    /// # Panics
    ///
    /// If the database refuses.
    pub async fn with_people(db: &Db, people: Arc<dyn People>) -> Self {
        db.migrate(&[&register::MIGRATIONS, &MIGRATIONS]).await.expect("the migrations apply");
        let door = Door {
            db: db.clone(),
            clock: Arc::new(FixedClock(now())),
            keyring: Keyring::new(&Secret::new(b"the secret of a test".to_vec())),
            people,
            site: Some("https://contacts.example.fr".to_owned()),
            part_price: Euro(450),
            letter_price: Euro(9_000),
        };
        let mut tx = db.write().await.expect("a transaction");
        let scene = Self::record(&mut tx, door).await;
        tx.commit().await.expect("the scene is written");
        scene
    }

    async fn record(tx: &mut Tx, door: Door) -> Self {
        let code: PartnerCode = "CAF".parse().expect("a code");
        let caf = Partner { code: code.clone(), name: "Caisse d’allocations".to_owned() };
        partner::save(tx, &caf, now()).await.expect("a partner");
        let service = service(&code, "Aides au logement");
        store::services::record(tx, &service, "product").await.expect("a service");
        let [sms, email, letter] = Medium::ALL.map(|it| template(&service, it));
        for it in [&sms, &email, &letter] {
            store::templates::record(tx, it).await.expect("a template");
        }
        Self { door, service, sms, email, letter }
    }

    /// A key of a program of the service.
    ///
    /// # Panics
    ///
    /// If the database refuses.
    pub async fn key(&self, kind: KeyKind) -> Key {
        let key = Key {
            id: KeyId::new(now()),
            service: self.service.id,
            name: format!("essai {}", kind.code()),
            kind,
            created_at: now(),
            used_at: None,
            revoked_at: None,
        };
        let mut tx = self.door.db.write().await.expect("a transaction");
        store::keys::record(&mut tx, &key, "product").await.expect("a key");
        tx.commit().await.expect("the key is written");
        key
    }
}

/// What looks at pages, those of this machine too.
///
/// # Panics
///
/// If the system has no certificates.
pub fn watch(door: &Door) -> Watch {
    let looker = Looker::new(Reach::Everywhere).expect("certificates");
    Watch::new(door.db.clone(), Arc::clone(&door.clock), looker)
}

/// A live service, not yet in the register, that knows no quiet hours.
pub fn service(partner: &PartnerCode, name: &str) -> Service {
    Service {
        id: ServiceId::new(now()),
        partner: partner.clone(),
        name: name.to_owned(),
        is_live: true,
        sms_sender: "CAF".to_owned(),
        email_name: name.to_owned(),
        email_replies: None,
        letter_sender: "Caisse d’allocations\n1 rue des Essais\n75001 Paris".to_owned(),
        guests: Vec::new(),
        quiet: Quiet { from: Quiet::USUAL.to, to: Quiet::USUAL.to, is_working_days: false },
        hourly_max: None,
        created_at: now(),
        closed_at: None,
    }
}

/// A template, not yet in the register: *Votre dossier {{dossier}} avance.*; its meaning is its medium's word.
pub fn template(service: &Service, medium: Medium) -> Template {
    let text = |subject: &str, body: &str| Text {
        subject: if medium == Medium::Sms { String::new() } else { subject.to_owned() },
        body: body.to_owned(),
    };
    let texts = BTreeMap::from([
        ("fr".to_owned(), text("Votre dossier", "Votre dossier {{dossier}} avance.")),
        ("en".to_owned(), text("Your file", "Your file {{dossier}} is making progress.")),
    ]);
    Template {
        id: TemplateId::new(now()),
        service: service.id,
        medium,
        version: 1,
        name: format!("Avancement {}", medium.code()),
        purpose: "suivi".to_owned(),
        meaning: medium.code().to_owned(),
        lane: Lane::Normal,
        texts,
        created_by: "product".to_owned(),
        created_at: now(),
        archived_at: None,
    }
}

/// An address of each medium, different for each number.
pub fn address(medium: Medium, number: u32) -> Address {
    match medium {
        Medium::Sms => Address::kept(medium, &format!("+336{number:08}")),
        Medium::Email => Address::kept(medium, &format!("personne{number}@example.org")),
        Medium::Letter => {
            Address::kept(medium, &format!("Camille Martin\n{number} rue des Lilas\n75020 Paris"))
        }
    }
}
