//! Messages that come and go, on both databases, without a server.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use kernel::{Channel, Secret};
use mail::{ContentKey, Incoming, Keys, Settings};
use register::{Db, Tx, both};
use testkit::on_both;

use super::{
    Mailbox, MailboxId,
    arrivals::{self, Arrival, ArrivalId, ArrivalState},
    dispatches::{self, DispatchState},
    filing::{self, Filed, Room},
    mailbox,
    posting::{self, NewMail},
    reconciliation,
};
use crate::{
    elsewhere::Elsewhere,
    handling::House,
    request::{FollowUpCode, Request, RequestId},
    store::{
        contacts, events,
        proposals::{self, Pair},
        requests, usagers,
    },
    testing::{self, OtherPart},
};

fn now() -> Timestamp {
    "2026-11-09T09:00:00Z".parse().unwrap()
}

fn later(minutes: i64) -> Timestamp {
    now() + SignedDuration::from_mins(minutes)
}

fn keys() -> Keys {
    Keys::new(Secret::new(vec![7; 32]), None).unwrap()
}

/// A partner with a mailbox, and what its server gave.
struct World {
    house: House,
    mailbox: Mailbox,
    keys: Keys,
    elsewhere: Option<OtherPart>,
    next_uid: u32,
}

async fn world(db: &Db) -> World {
    db.migrate(&[&register::MIGRATIONS, &crate::MIGRATIONS]).await.unwrap();
    let house = testing::house(db, "ville", now()).await;
    let mailbox = testing::mailbox(db, &house, now()).await;
    World { house, mailbox, keys: keys(), elsewhere: None, next_uid: 1 }
}

impl World {
    /// A message arrives, is kept, read and filed.
    async fn arrives(&mut self, tx: &mut Tx, raw: &str) -> Filed {
        let at = later(i64::from(self.next_uid));
        let raw = raw.replace('\n', "\r\n");
        let arrival = Arrival {
            id: ArrivalId::new(at),
            partner: self.house.partner.clone(),
            mailbox: self.mailbox.id,
            uid_validity: 1,
            uid: Some(self.next_uid),
            content_key: ContentKey::of(raw.as_bytes()).as_str().to_owned(),
            bytes: raw.len() as u64,
            received_at: at,
            kept_at: at,
            state: ArrivalState::Kept,
            kind: None,
            contact: None,
            problem: None,
        };
        self.next_uid += 1;
        assert!(arrivals::keep(tx, &arrival).await.unwrap());
        assert!(!arrivals::keep(tx, &arrival).await.unwrap(), "a number is kept once");
        self.filed(tx, &arrival, &read(&raw)).await
    }

    async fn filed(&self, tx: &mut Tx, arrival: &Arrival, incoming: &Incoming) -> Filed {
        let room = Room {
            house: &self.house,
            mailbox: &self.mailbox,
            keys: &self.keys,
            elsewhere: self.elsewhere.as_ref().map(|it| it as &dyn Elsewhere),
            is_history: false,
        };
        filing::file(tx, room, arrival, incoming, (FollowUpCode::draw().unwrap(), later(0))).await.unwrap()
    }

    async fn request(&self, tx: &mut Tx, id: RequestId) -> Request {
        requests::find(tx, &self.house.partner, id).await.unwrap().unwrap()
    }
}

fn read(raw: &str) -> Incoming {
    mail::read(raw.as_bytes(), &Settings::default()).unwrap()
}

fn message(from: &str, to: &str, subject: &str) -> String {
    let id = id_of(&format!("{from}{to}{subject}"));
    format!(
        "From: {from}\nTo: {to}\nSubject: {subject}\nMessage-ID: <{id}@mail.example>\n\nOù en est ma demande ?\n"
    )
}

/// A Message-ID of its own for each message.
fn id_of(text: &str) -> String {
    ContentKey::of(text.as_bytes()).as_str()[..16].to_owned()
}

fn opened(filed: &Filed) -> (RequestId, bool) {
    match filed {
        Filed::Contact { request, is_new, .. } => (*request, *is_new),
        other => panic!("{other:?}"),
    }
}

/// A report that a message with these headers was not delivered.
fn returned(headers: &str) -> String {
    format!(
        "From: MAILER-DAEMON@mail.example\nTo: contact@ville.example\nReturn-Path: <>\nSubject: Undelivered\n\
         MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n\
         --b\nContent-Type: text/plain\n\nSorry.\n--b\nContent-Type: message/delivery-status\n\n\
         Reporting-MTA: dns; mail.example\n\nFinal-Recipient: rfc822; jeanne@mail.example\nAction: failed\nStatus: 5.1.1\n\n\
         --b\nContent-Type: message/rfc822\n\nFrom: contact@ville.example\n{headers}\nSubject: Re: Acte\n\nPrêt.\n--b--\n"
    )
}

async fn proposals(tx: &mut Tx) -> Vec<String> {
    both!(tx, conn => sqlx::query_scalar("SELECT why FROM proposal ORDER BY created_at_us").fetch_all(conn).await)
        .unwrap()
}

async fn execute(tx: &mut Tx, sql: &'static str) {
    both!(tx, conn => sqlx::query(sql).execute(conn).await.map(drop)).unwrap();
}

const JEANNE: &str = "Jeanne Martin <jeanne@mail.example>";

on_both! {
    async fn a_message_opens_a_request_and_is_filed_once(db: Db) {
        let mut world = world(&db).await;
        let mut tx = db.write().await.unwrap();
        let raw = message(JEANNE, "contact@ville.example", "Acte");
        let filed = world.arrives(&mut tx, &raw).await;
        let (id, is_new) = opened(&filed);
        assert!(is_new);
        let request = world.request(&mut tx, id).await;
        assert_eq!((request.subject.as_str(), request.channel, request.is_unread), ("Acte", Channel::Email, true));
        let usager = usagers::find(&mut tx, &world.house.partner, request.usager).await.unwrap().unwrap();
        assert_eq!(usager.name, "Jeanne Martin");
        // The server gives the same message under another number.
        assert_eq!(world.arrives(&mut tx, &raw).await, Filed::Before);
        // She writes again about something else: a request of the same person.
        let (other, is_new) = opened(&world.arrives(&mut tx, &message("jeanne@MAIL.example", "contact@ville.example", "Autre")).await);
        assert!(is_new && other != id);
        assert_eq!(world.request(&mut tx, other).await.usager, request.usager);
    }

    async fn an_answer_of_a_party_is_appended_and_a_stranger_s_is_a_question(db: Db) {
        let mut world = world(&db).await;
        let mut tx = db.write().await.unwrap();
        let (id, _) = opened(&world.arrives(&mut tx, &message(JEANNE, "contact@ville.example", "Acte")).await);
        let request = world.request(&mut tx, id).await;
        let reply = world.keys.address("contact", "ville.example", id, mail::Purpose::Reply).unwrap();
        let (appended, is_new) = opened(&world.arrives(&mut tx, &message(JEANNE, &reply, "Re: Acte")).await);
        assert_eq!((appended, is_new), (id, false));
        let tag = world.keys.subject_tag(&request.reference).unwrap();
        for (from, subject) in [
            ("Jeanne Martin <jeanne@evil.example>", format!("Re: Acte {tag}")),
            (JEANNE, format!("Re: Acte [#{}]", request.reference)),
        ] {
            let (asked, is_new) = opened(&world.arrives(&mut tx, &message(from, "contact@ville.example", &subject)).await);
            assert!(is_new && asked != id, "{from} {subject}");
        }
        assert_eq!(proposals(&mut tx).await, ["token-of-stranger", "reference-only"]);
        assert_eq!(contacts::of_request(&mut tx, id).await.unwrap().len(), 2);
    }

    async fn a_reference_in_plain_words_is_a_question_whoever_quotes_it(db: Db) {
        let mut world = world(&db).await;
        let mut tx = db.write().await.unwrap();
        let (id, _) = opened(&world.arrives(&mut tx, &message(JEANNE, "contact@ville.example", "Acte")).await);
        let reference = world.request(&mut tx, id).await.reference;
        let text = format!("Ma demande n°{reference} attend toujours.");
        for (from, subject, body) in [
            ("Paul <paul@mail.example>", format!("Demande {reference}"), "Bonjour"),
            ("Paul <paul@mail.example>", "Bonjour".to_owned(), text.as_str()),
            (JEANNE, "Toujours rien".to_owned(), text.as_str()),
        ] {
            let raw = message(from, "contact@ville.example", &subject).replace("Où en est ma demande ?", body);
            let (asked, is_new) = opened(&world.arrives(&mut tx, &raw).await);
            assert!(is_new && asked != id, "{from} {subject}");
            let about: Vec<_> = proposals::about_request(&mut tx, &world.house.partner, asked).await.unwrap();
            assert_eq!(about.iter().map(|it| it.pair).collect::<Vec<_>>(), [Pair::Requests(asked, id)], "{from} {subject}");
        }
        assert_eq!(proposals(&mut tx).await, ["reference-only"; 3]);
        // Her answer to a message of the request goes onto it, whatever else it quotes; a reference that nobody has is only words.
        let first = contacts::of_request(&mut tx, id).await.unwrap().remove(0).message_id.unwrap();
        let raw = message(JEANNE, "contact@ville.example", "Re: Acte").replace("Subject:", &format!("In-Reply-To: <{first}>\nSubject:"));
        assert_eq!(opened(&world.arrives(&mut tx, &raw).await), (id, false));
        let (_, is_new) = opened(&world.arrives(&mut tx, &message(JEANNE, "contact@ville.example", "Dossier 2026-999999")).await);
        assert!(is_new);
        assert_eq!(proposals(&mut tx).await.len(), 3);
        assert_eq!(contacts::of_request(&mut tx, id).await.unwrap().len(), 2);
    }

    async fn another_partner_s_reference_leads_nowhere(db: Db) {
        let mut ours = world(&db).await;
        let theirs = testing::house(&db, "village", now()).await;
        let mut tx = db.write().await.unwrap();
        // The second request of the town has a number that the village has not given.
        for subject in ["Un", "Deux"] {
            ours.arrives(&mut tx, &message(JEANNE, "contact@ville.example", subject)).await;
        }
        ours.house = theirs;
        ours.mailbox.id = MailboxId::new(later(1));
        ours.mailbox.partner = ours.house.partner.clone();
        ours.mailbox.address = "contact@village.example".to_owned();
        mailbox::save(&mut tx, &ours.mailbox, now()).await.unwrap();
        let (_, is_new) = opened(&ours.arrives(&mut tx, &message(JEANNE, "contact@village.example", "Demande 2026-000002")).await);
        assert!(is_new);
        assert!(proposals(&mut tx).await.is_empty());
    }

    async fn what_is_written_leaves_once_and_its_copy_proves_it(db: Db) {
        let mut world = world(&db).await;
        let mut tx = db.write().await.unwrap();
        let (id, _) = opened(&world.arrives(&mut tx, &message(JEANNE, "contact@ville.example", "Acte")).await);
        let mut request = world.request(&mut tx, id).await;
        let new = NewMail {
            mailbox: &world.mailbox, recipient: "jeanne@mail.example", subject: "Re: Acte", text: "Il est prêt.", agent: None, files: &[],
        };
        posting::post(&mut tx, &world.house, &world.keys, &mut request, new, later(10)).await.unwrap();
        let dispatch = dispatches::claim(&mut tx, &[], later(11)).await.unwrap().unwrap();
        assert!(dispatches::claim(&mut tx, &[], later(11)).await.unwrap().is_none(), "it is claimed");
        let material = posting::material(&mut tx, &dispatch).await.unwrap().unwrap();
        let outgoing = posting::outgoing(&material, &dispatch, &world.keys, ("https://c.example", Vec::new()));
        let built = mail::build(&outgoing, None).unwrap();
        let raw = String::from_utf8(built.raw()).unwrap();
        let sent = read(&raw);
        assert!(sent.text.contains("Il est prêt.") && sent.text.contains(&format!("/suivi/{}", request.code.as_str())));
        let first = contacts::of_request(&mut tx, id).await.unwrap().remove(0);
        assert_eq!(sent.in_reply_to, [first.message_id.unwrap()]);
        dispatches::doubt(&mut tx, dispatch.id, "the connection broke", later(12)).await.unwrap();
        assert_eq!(world.arrives(&mut tx, &raw.replace("\r\n", "\n")).await, Filed::Apart("own"));
        let kept = dispatches::of_request(&mut tx, id).await.unwrap();
        assert_eq!(kept[0].state, DispatchState::Sent);
    }

    async fn a_doubtful_message_is_sent_again_only_when_its_mailbox_was_read_without_a_copy(db: Db) {
        let mut world = world(&db).await;
        world.mailbox.settings.imap = Some(mailbox::ImapSettings {
            host: "localhost".into(), port: 143, security: "plain".into(), user: "u".into(), login: "password".into(), folder: "INBOX".into(),
        });
        let mut tx = db.write().await.unwrap();
        mailbox::save(&mut tx, &world.mailbox, now()).await.unwrap();
        let (id, _) = opened(&world.arrives(&mut tx, &message(JEANNE, "contact@ville.example", "Acte")).await);
        let mut request = world.request(&mut tx, id).await;
        let new = NewMail {
            mailbox: &world.mailbox, recipient: "jeanne@mail.example", subject: "Re: Acte", text: "Prêt.", agent: None, files: &[],
        };
        posting::post(&mut tx, &world.house, &world.keys, &mut request, new, later(10)).await.unwrap();
        dispatches::claim(&mut tx, &[], later(11)).await.unwrap().unwrap();
        // The process that sent it was killed.
        dispatches::sweep(&mut tx, later(60)).await.unwrap();
        assert_eq!(dispatches::of_request(&mut tx, id).await.unwrap()[0].state, DispatchState::Doubtful);
        dispatches::sweep(&mut tx, later(120)).await.unwrap();
        assert_eq!(dispatches::of_request(&mut tx, id).await.unwrap()[0].state, DispatchState::Doubtful, "nobody has looked yet");
        mailbox::was_read(&mut tx, world.mailbox.id, later(121)).await.unwrap();
        dispatches::sweep(&mut tx, later(122)).await.unwrap();
        assert_eq!(dispatches::of_request(&mut tx, id).await.unwrap()[0].state, DispatchState::Waiting);
    }

    async fn a_message_that_was_taken_and_whose_copy_never_came_is_told_and_can_be_sent_again(db: Db) {
        let mut world = world(&db).await;
        let mut tx = db.write().await.unwrap();
        let (id, _) = opened(&world.arrives(&mut tx, &message(JEANNE, "contact@ville.example", "Acte")).await);
        let mut request = world.request(&mut tx, id).await;
        for _ in 0..2 {
            let new = NewMail {
                mailbox: &world.mailbox, recipient: "jeanne@mail.example", subject: "Re: Acte", text: "Prêt.", agent: None, files: &[],
            };
            posting::post(&mut tx, &world.house, &world.keys, &mut request, new, later(10)).await.unwrap();
            let dispatch = dispatches::claim(&mut tx, &[], later(11)).await.unwrap().unwrap();
            dispatches::sent(&mut tx, &dispatch.message_id, later(11)).await.unwrap();
        }
        mailbox::was_read(&mut tx, world.mailbox.id, later(60)).await.unwrap();
        dispatches::sweep(&mut tx, later(61)).await.unwrap();
        assert!(dispatches::outstanding(&mut tx, &world.house.partner).await.unwrap().is_empty(), "no copy comes to this mailbox");
        let ids: Vec<_> = dispatches::of_request(&mut tx, id).await.unwrap().into_iter().map(|it| (it.id, it.message_id)).collect();
        dispatches::copied(&mut tx, &ids[0].1, later(62)).await.unwrap();
        dispatches::sweep(&mut tx, later(63)).await.unwrap();
        let waiting = dispatches::outstanding(&mut tx, &world.house.partner).await.unwrap();
        assert_eq!(waiting.iter().map(|it| (it.id, it.state)).collect::<Vec<_>>(), [(ids[1].0, DispatchState::Unproven)]);
        assert!(dispatches::try_again(&mut tx, &world.house.partner, ids[1].0, later(64)).await.unwrap());
        assert_eq!(dispatches::claim(&mut tx, &[], later(65)).await.unwrap().unwrap().id, ids[1].0);
        assert!(!dispatches::try_again(&mut tx, &world.house.partner, ids[0].0, later(66)).await.unwrap(), "it is proved");
    }

    async fn a_message_that_comes_back_is_told_on_its_request(db: Db) {
        let mut world = world(&db).await;
        let mut tx = db.write().await.unwrap();
        let (id, _) = opened(&world.arrives(&mut tx, &message(JEANNE, "contact@ville.example", "Acte")).await);
        let mut request = world.request(&mut tx, id).await;
        let new = NewMail {
            mailbox: &world.mailbox, recipient: "jeanne@mail.example", subject: "Re: Acte", text: "Prêt.", agent: None, files: &[],
        };
        let contact = posting::post(&mut tx, &world.house, &world.keys, &mut request, new, later(10)).await.unwrap();
        let dispatch = dispatches::claim(&mut tx, &[], later(11)).await.unwrap().unwrap();
        dispatches::sent(&mut tx, &dispatch.message_id, later(11)).await.unwrap();
        let sent_id = contact.message_id.unwrap();
        let report = returned(&format!("Message-ID: <{sent_id}>"));
        assert_eq!(world.arrives(&mut tx, &report).await, Filed::Apart("bounce"));
        let kept = dispatches::of_request(&mut tx, id).await.unwrap();
        assert_eq!(kept[0].state, DispatchState::Bounced);
        let request = world.request(&mut tx, id).await;
        assert!(request.is_unread);
        let ways = usagers::ways(&mut tx, request.usager).await.unwrap();
        assert!(ways[0].is_dead, "nothing arrives there");
        let told = events::of_request(&mut tx, id).await.unwrap();
        assert!(told.iter().any(|it| it.kind == "not-delivered"));
    }

    async fn whoever_else_sent_a_message_that_comes_back_is_told_of_it(db: Db) {
        let mut world = World { elsewhere: Some(OtherPart::default()), ..world(&db).await };
        let mut tx = db.write().await.unwrap();
        let mark = world.keys.mark("abc.notice@caf.example");
        let report = returned(&format!("Message-ID: <abc.notice@caf.example>\n{}: {mark}", mail::MARK_FIELD));
        assert_eq!(world.arrives(&mut tx, &report).await, Filed::Apart("bounce"));
        assert_eq!(world.arrives(&mut tx, &returned("Message-ID: <forged@caf.example>")).await, Filed::Apart("bounce"));
        assert_eq!(world.elsewhere.unwrap().heard(), ["abc.notice@caf.example"], "only what has our mark");
    }

    async fn robots_are_set_apart_and_a_person_can_take_them_out(db: Db) {
        let mut world = world(&db).await;
        let mut tx = db.write().await.unwrap();
        let robot = "From: robot@mail.example\nTo: contact@ville.example\nSubject: Rapport\nAuto-Submitted: auto-generated\n\nBonjour\n";
        assert_eq!(world.arrives(&mut tx, robot).await, Filed::Apart("automatic"));
        let apart = arrivals::set_apart(&mut tx, &world.house.partner, 10).await.unwrap();
        assert_eq!(apart.len(), 1);
        assert!(arrivals::release(&mut tx, &world.house.partner, apart[0].id).await.unwrap());
        let again = arrivals::unread(&mut tx, 10).await.unwrap();
        let (_, is_new) = opened(&world.filed(&mut tx, &again[0], &read(&robot.replace('\n', "\r\n"))).await);
        assert!(is_new);
    }

    async fn a_message_that_was_deleted_by_hand_is_found_missing(db: Db) {
        let mut world = world(&db).await;
        let mut tx = db.write().await.unwrap();
        for subject in ["Un", "Deux", "Trois"] {
            world.arrives(&mut tx, &message(JEANNE, "contact@ville.example", subject)).await;
        }
        mailbox::taken(&mut tx, world.mailbox.id, (1, 3)).await.unwrap();
        let on_server = BTreeSet::from([1, 2, 3]);
        let whole = reconciliation::reconcile(&mut tx, world.mailbox.id, (1, &on_server), later(1)).await.unwrap();
        assert!(whole.is_whole() && whole.filed == 3);
        execute(&mut tx, "DELETE FROM arrival WHERE uid = 2").await;
        let found = reconciliation::reconcile(&mut tx, world.mailbox.id, (1, &on_server), later(2)).await.unwrap();
        assert_eq!((found.received, found.filed, found.missing, found.detail.missing.as_slice()), (3, 2, 1, &[2_u32][..]));
        let kept = mailbox::find(&mut tx, world.mailbox.id).await.unwrap().unwrap();
        assert_eq!(kept.uid_last, 1, "it is taken again");
        assert_eq!(reconciliation::last(&mut tx, world.mailbox.id, 5).await.unwrap().len(), 2);
    }
}
