//! Whole inboxes out and in, people erased, on both databases.

mod elsewhere;
mod whole;

use std::{collections::BTreeSet, io::Cursor, io::Read as _};

use jiff::{SignedDuration, Timestamp};
use kernel::{Channel, Direction, Outcome, PartnerCode, Secret};
use mail::{ContentKey, Keys};
use rand_chacha::{
    ChaCha8Rng,
    rand_core::{RngCore as _, SeedableRng as _},
};
use register::{Db, Tx, both};
use testkit::{Fresh, on_both};

use super::{
    archive, erasure, history, retention,
    tables::{LEFT_OUT, TABLES},
};
use crate::{
    contact::{Attachment, Contact, FileVerdict, VirusCheck},
    elsewhere::Elsewhere,
    files::{Files, FolderFiles},
    handling::{self, Closing, House},
    mailroom::{
        Mailbox,
        arrivals::{self, Arrival, ArrivalId, ArrivalState},
        filing::{self, Filed, Room},
        mailbox,
    },
    request::FollowUpCode,
    store::{contacts, requests, usagers},
    testing::{self, OtherPart},
    usager::Way,
};

fn now() -> Timestamp {
    "2026-11-09T09:00:00Z".parse().unwrap()
}

fn keys() -> Keys {
    Keys::new(Secret::new(vec![7; 32]), None).unwrap()
}

async fn migrated(db: &Db) {
    db.migrate(&[&register::MIGRATIONS, &crate::MIGRATIONS]).await.unwrap();
}

async fn mailbox(tx: &mut Tx, house: &House) -> Mailbox {
    let mailbox = Mailbox {
        name: "Mairie".to_owned(),
        secret: Some("sealed-secret".to_owned()),
        uid_validity: Some(1),
        uid_last: 3,
        ..Mailbox::new(house.partner.clone(), "contact@ville.example".to_owned(), now())
    };
    mailbox::save(tx, &mailbox, now()).await.unwrap();
    mailbox
}

/// A small inbox, another one for each seed.
async fn world(db: &Db, files: &FolderFiles, seed: u64) -> House {
    migrated(db).await;
    let mut chance = ChaCha8Rng::seed_from_u64(seed);
    let house = testing::house(db, "ville", now()).await;
    let mut tx = db.write().await.unwrap();
    let mailbox = mailbox(&mut tx, &house).await;
    for place in 0..=(chance.next_u32() % 4) {
        let address = format!("usager{place}@mail.example");
        let usager = testing::usager(&mut tx, &house, &format!("Zoë «{place}»"), &address, now()).await;
        for number in 0..chance.next_u32() % 4 {
            let at = now() - SignedDuration::from_hours(i64::from(chance.next_u32() % 50_000));
            let body = format!("Bonjour,\nma demande {place}/{number} ? \u{1f600} \"\\");
            let mut request = testing::request(&mut tx, &house, &usager, &body, at).await;
            let raw = format!("message {place} {number}").into_bytes();
            let key = files.keep(raw.clone()).await.unwrap();
            let mut contact = Contact::new(
                (request.id, usager.id),
                house.partner.clone(),
                Channel::Email,
                if chance.next_u32() % 2 == 0 { Direction::Inbound } else { Direction::Outbound },
                at,
            );
            contact.message_id = Some(format!("{seed}.{place}.{number}@mail.example"));
            contact.content_key = Some(key.clone());
            handling::receive(&mut tx, &house, &mut request, &contact).await.unwrap();
            let shared = files.keep(b"a shared attachment".to_vec()).await.unwrap();
            let file = Attachment {
                place: 0,
                name: "avis.pdf".to_owned(),
                declared_type: "application/pdf".to_owned(),
                found_type: None,
                bytes: 19,
                content_key: shared,
                content_id: None,
                is_inline: false,
                verdict: FileVerdict::Sound,
                virus: VirusCheck::default(),
                released: None,
            };
            contacts::attach(&mut tx, contact.id, &[file]).await.unwrap();
            let arrival = arrival(&house, &mailbox, &raw, at);
            arrivals::keep(&mut tx, &arrival).await.unwrap();
            arrivals::file(&mut tx, arrival.id, ("ordinary", Some(contact.id)), at).await.unwrap();
            if chance.next_u32() % 2 == 0 {
                let closing = Closing {
                    reason: "urbanisme".into(),
                    cause: "A1".parse().unwrap(),
                    outcome: Outcome::Resolved,
                };
                handling::close(&mut tx, &house, &mut request, (&closing, "acc"), at).await.unwrap();
            }
        }
    }
    tx.commit().await.unwrap();
    house
}

fn arrival(house: &House, mailbox: &Mailbox, raw: &[u8], at: Timestamp) -> Arrival {
    Arrival {
        id: ArrivalId::new(at),
        partner: house.partner.clone(),
        mailbox: mailbox.id,
        uid_validity: 0,
        uid: None,
        content_key: ContentKey::of(raw).as_str().to_owned(),
        bytes: raw.len() as u64,
        received_at: at,
        kept_at: at,
        state: ArrivalState::Kept,
        kind: None,
        contact: None,
        problem: None,
    }
}

async fn exported(db: &Db, files: &FolderFiles, code: &PartnerCode) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    archive::export(db, files, code, &mut bytes).await.unwrap();
    bytes.into_inner()
}

/// The lines of every file, whatever their order: databases order texts in their own way.
fn lines(archive: &[u8]) -> BTreeSet<String> {
    let mut zip = zip::ZipArchive::new(Cursor::new(archive)).unwrap();
    let mut all = BTreeSet::new();
    for place in 0..zip.len() {
        let mut file = zip.by_index(place).unwrap();
        let (name, mut bytes) = (format!("{:?}", file.name()), Vec::new());
        file.read_to_end(&mut bytes).unwrap();
        all.extend(String::from_utf8_lossy(&bytes).lines().map(|it| format!("{name} {it}")));
    }
    all
}

/// Every column of every table that the database has.
async fn columns(db: &Db) -> Vec<(String, String)> {
    let sql = match db {
        Db::Sqlite(_) => {
            "
            SELECT m.name, p.name FROM sqlite_schema m JOIN pragma_table_info(m.name) p
            WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'"
        }
        Db::Postgres(_) => {
            "
            SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT) FROM information_schema.columns
            WHERE table_schema = current_schema()"
        }
    };
    let mut tx = db.read().await.unwrap();
    both!(&mut tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_all(conn).await).unwrap()
}

on_both! {
    async fn an_archive_gives_the_same_archive(db: Db) {
        let folder = tempfile::tempdir().unwrap();
        let seed = u64::from(matches!(db, Db::Postgres(_))) * 100;
        let files = FolderFiles::new(folder.path().join("a"));
        let house = world(&db, &files, seed).await;
        let first = exported(&db, &files, &house.partner).await;
        assert!(!lines(&first).iter().any(|it| it.contains("sealed-secret")), "no secret leaves");
        let other = Fresh::sqlite().await;
        migrated(&other.db).await;
        let others = FolderFiles::new(folder.path().join("b"));
        let who = ("command-line", now());
        let done = archive::import((&other.db, &others, &keys(), None), Cursor::new(&first), who).await.unwrap();
        assert!(done.rows > 0 && done.known == 0, "{done:?}");
        assert_eq!(lines(&exported(&other.db, &others, &house.partner).await), lines(&first));
        let again = archive::import((&other.db, &others, &keys(), None), Cursor::new(&first), who).await.unwrap();
        assert_eq!((again.rows, again.known), (0, done.rows), "nothing comes twice");
        assert_eq!(lines(&exported(&other.db, &others, &house.partner).await), lines(&first));
        assert_eq!(testing::number(&other.db, "SELECT COUNT(*) FROM mailbox WHERE is_on = 1").await, 0);
        other.remove().await;
    }

    async fn the_list_of_columns_is_that_of_the_database(db: Db) {
        migrated(&db).await;
        let of_register =
            ["_sqlx_migrations", "partner", "unit_cost", "account", "session", "api_token", "audit", "audit_head",
                "job", "setting", "incoming_contact", "incoming_cursor", "outgoing_mail"];
        let is_ours = |table: &str| {
            !of_register.contains(&table) && !LEFT_OUT.iter().any(|it| it.0 == table)
        };
        let found: BTreeSet<(String, String)> =
            columns(&db).await.into_iter().filter(|it| is_ours(&it.0)).collect();
        let listed: BTreeSet<(String, String)> = TABLES
            .iter()
            .flat_map(|table| table.columns.iter().map(|it| (table.name.to_owned(), it.name.to_owned())))
            .collect();
        assert_eq!(listed, found);
        for lang in [kernel::Lang::Fr, kernel::Lang::En] {
            let text = archive::dictionary(lang);
            assert!(TABLES.iter().all(|it| text.contains(&format!("## {}.jsonl", it.name))));
            assert!(!text.contains("archive-table-"), "every table is explained");
        }
    }

    async fn who_is_erased_leaves_the_figures_and_does_not_come_back(db: Db) {
        let folder = tempfile::tempdir().unwrap();
        let files = FolderFiles::new(folder.path().join("a"));
        migrated(&db).await;
        let house = testing::house(&db, "ville", now()).await;
        let raw = b"From: Jeanne <jeanne@mail.example>\r\nTo: contact@ville.example\r\nSubject: Mon dossier secret\r\n\
            Message-ID: <1@mail.example>\r\n\r\nBonjour, je suis Jeanne.\r\n".to_vec();
        let incoming = mail::read(&raw, &mail::Settings::default()).unwrap();
        let key = files.keep(raw.clone()).await.unwrap();
        let keys = keys();
        let mut tx = db.write().await.unwrap();
        let mailbox = mailbox(&mut tx, &house).await;
        let room = Room { house: &house, mailbox: &mailbox, keys: &keys, elsewhere: None, is_history: true };
        let first = arrival(&house, &mailbox, &raw, now() - SignedDuration::from_hours(100));
        arrivals::keep(&mut tx, &first).await.unwrap();
        let code = || FollowUpCode::draw().unwrap();
        let filed = filing::file(&mut tx, room, &first, &incoming, (code(), now())).await.unwrap();
        let Filed::Contact { request, .. } = filed else { panic!("{filed:?}") };
        tx.commit().await.unwrap();
        let before = exported(&db, &files, &house.partner).await;

        let mut tx = db.write().await.unwrap();
        let way = Way::email("JEANNE@mail.example").unwrap();
        let people = erasure::people(&mut tx, &house.partner, &way).await.unwrap();
        let who = ("command-line", now());
        let removed = erasure::erase(&mut tx, &keys, &house.partner, (&people, &[]), who).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!((removed.people.len(), removed.requests, removed.contacts), (1, 1, 1));
        erasure::remove_unused(&db, &files, removed.files).await.unwrap();
        assert_eq!(files.bytes(&key).await.unwrap(), None);
        let after = lines(&exported(&db, &files, &house.partner).await);
        let betrays = |it: &String| ["eanne", "secret", "Bonjour", "1@mail"].iter().any(|word| it.contains(word));
        // The dictionary speaks of secrets, too.
        let says = |it: &String| !it.contains("README") && betrays(it);
        let left: Vec<&String> = after.iter().filter(|it| says(it)).collect();
        assert!(left.is_empty(), "{left:?}");
        let mut tx = db.read().await.unwrap();
        let kept = requests::find(&mut tx, &house.partner, request).await.unwrap().unwrap();
        assert_eq!((kept.channel, kept.opened_at), (Channel::Email, first.received_at));
        drop(tx);
        assert_eq!(testing::number(&db, "SELECT COUNT(*) FROM audit WHERE action = 'usager.erase'").await, 1);

        // Another copy of an old message of hers.
        let mut tx = db.write().await.unwrap();
        let other = [raw.clone(), b"PS\r\n".to_vec()].concat();
        let incoming = mail::read(&other, &mail::Settings::default()).unwrap();
        let second = arrival(&house, &mailbox, &other, now() - SignedDuration::from_hours(99));
        arrivals::keep(&mut tx, &second).await.unwrap();
        let filed = filing::file(&mut tx, room, &second, &incoming, (code(), now())).await.unwrap();
        assert_eq!(filed, Filed::Apart(filing::ERASED));
        // What she writes afterwards is hers to write.
        let newer = [raw.clone(), b"PPS\r\n".to_vec()].concat();
        let incoming = mail::read(&newer, &mail::Settings::default()).unwrap();
        let third = arrival(&house, &mailbox, &newer, now() + SignedDuration::from_hours(1));
        arrivals::keep(&mut tx, &third).await.unwrap();
        let filed = filing::file(&mut tx, room, &third, &incoming, (code(), now())).await.unwrap();
        assert!(matches!(filed, Filed::Contact { is_new: true, .. }), "{filed:?}");
        drop(tx);

        // The archive of before does not bring her back either, in no part of the product; what she wrote since stays hers.
        let who = ("command-line", now());
        let other = OtherPart::default();
        archive::import((&db, &files, &keys, Some(&other)), Cursor::new(&before), who).await.unwrap();
        let after = lines(&exported(&db, &files, &house.partner).await);
        let left: Vec<&String> = after.iter().filter(|it| says(it)).collect();
        assert!(left.is_empty(), "{left:?}");
        let told = other.heard();
        assert!(told.contains(&people[0].to_string()), "{told:?}");
        assert!(told.contains(&"jeanne@mail.example".to_owned()), "{told:?}");
    }

    async fn who_came_back_after_an_erasure_keeps_what_is_theirs_when_an_archive_comes(db: Db) {
        let folder = tempfile::tempdir().unwrap();
        let files = FolderFiles::new(folder.path().join("a"));
        migrated(&db).await;
        let house = testing::house(&db, "ville", now()).await;
        let keys = keys();
        let who = |hours: i64| ("command-line", now() + SignedDuration::from_hours(hours));
        let mut tx = db.write().await.unwrap();
        let old = testing::usager(&mut tx, &house, "Jeanne", "jeanne@mail.example", now()).await;
        tx.commit().await.unwrap();
        let before = exported(&db, &files, &house.partner).await;
        let mut tx = db.write().await.unwrap();
        erasure::erase(&mut tx, &keys, &house.partner, (&[old.id], &[]), who(1)).await.unwrap();
        let new = testing::usager(&mut tx, &house, "Jeanne", "jeanne@mail.example", who(2).1).await;
        tx.commit().await.unwrap();
        let other = OtherPart::default();
        let own = (&db, &files as &dyn Files, &keys, Some(&other as &dyn Elsewhere));
        let done = archive::import(own, Cursor::new(&before), who(3)).await.unwrap();
        assert_eq!((done.erased, other.heard()), (1, vec![old.id.to_string()]), "her address is hers again");
        let mut tx = db.read().await.unwrap();
        let way = Way::email("jeanne@mail.example").unwrap();
        let found = usagers::by_way(&mut tx, &house.partner, &way).await.unwrap();
        assert_eq!(found.iter().map(|it| it.id).collect::<Vec<_>>(), [new.id]);
    }

    async fn what_is_closed_for_two_years_is_emptied_once_and_a_reopened_one_again_later(db: Db) {
        migrated(&db).await;
        let house = testing::house(&db, "ville", now()).await;
        let mut tx = db.write().await.unwrap();
        let usager = testing::usager(&mut tx, &house, "Karim", "karim@mail.example", now()).await;
        let years = |n: i64| SignedDuration::from_hours(n * 365 * 24 + 1);
        let old = now() - years(3);
        let mut request = testing::request(&mut tx, &house, &usager, "Un vieux secret", old).await;
        let closing =
            Closing { reason: "urbanisme".into(), cause: "A1".parse().unwrap(), outcome: Outcome::Resolved };
        handling::close(&mut tx, &house, &mut request, (&closing, "acc"), old).await.unwrap();
        // The same age, but imported a year ago; and one that is still open.
        let other = testing::usager(&mut tx, &house, "Lise", "lise@mail.example", now()).await;
        let mut imported = testing::request(&mut tx, &house, &other, "Une histoire", old).await;
        handling::close(&mut tx, &house, &mut imported, (&closing, "acc"), old).await.unwrap();
        requests::was_imported(&mut tx, imported.id, now() - years(1)).await.unwrap();
        let open = testing::request(&mut tx, &house, &other, "Toujours ouverte", old).await;

        let rules = retention::Rules::default();
        let swept = retention::sweep(&mut tx, now(), rules).await.unwrap();
        assert_eq!((swept.requests, swept.people), (1, 1));
        assert_eq!(retention::sweep(&mut tx, now(), rules).await.unwrap(), retention::Swept::default(), "once");
        let body = async |tx: &mut Tx, id| {
            contacts::of_request(tx, id).await.unwrap().into_iter().map(|it| it.body).collect::<String>()
        };
        assert_eq!(body(&mut tx, request.id).await, "");
        assert_eq!(body(&mut tx, imported.id).await, "Une histoire");
        assert_eq!(body(&mut tx, open.id).await, "Toujours ouverte");
        let kept = requests::find(&mut tx, &house.partner, request.id).await.unwrap().unwrap();
        assert_eq!((kept.cause, kept.subject.as_str()), (Some("A1".parse().unwrap()), ""));
        assert!(erasure::ways(&mut tx, usager.id).await.unwrap().is_empty(), "nobody is reached any more");

        // Opened again, it is kept again, and emptied when its time comes.
        let mut again = requests::find(&mut tx, &house.partner, request.id).await.unwrap().unwrap();
        let mut contact = Contact::new(
            (request.id, usager.id), house.partner.clone(), Channel::Email, Direction::Inbound, now());
        contact.body = "Du nouveau".into();
        handling::receive(&mut tx, &house, &mut again, &contact).await.unwrap();
        handling::close(&mut tx, &house, &mut again, (&closing, "acc"), now()).await.unwrap();
        assert_eq!(retention::sweep(&mut tx, now() + years(1), rules).await.unwrap().requests, 1, "the imported one");
        assert_eq!(body(&mut tx, request.id).await, "Du nouveau");
        assert_eq!(retention::sweep(&mut tx, now() + years(2), rules).await.unwrap().requests, 1);
        assert_eq!(body(&mut tx, request.id).await, "");
    }

    async fn a_robots_message_is_kept_a_year(db: Db) {
        let folder = tempfile::tempdir().unwrap();
        let files = FolderFiles::new(folder.path().join("a"));
        migrated(&db).await;
        let house = testing::house(&db, "ville", now()).await;
        let mut tx = db.write().await.unwrap();
        let mailbox = mailbox(&mut tx, &house).await;
        let raw = b"Auto-Submitted: auto-replied\r\n\r\nAbsente".to_vec();
        let key = files.keep(raw.clone()).await.unwrap();
        let robot = arrival(&house, &mailbox, &raw, now());
        arrivals::keep(&mut tx, &robot).await.unwrap();
        arrivals::file(&mut tx, robot.id, ("out-of-office", None), now()).await.unwrap();
        let year = SignedDuration::from_hours(366 * 24);
        assert!(!retention::sweep(&mut tx, now(), retention::Rules::default()).await.unwrap().is_something());
        let swept = retention::sweep(&mut tx, now() + year, retention::Rules::default()).await.unwrap();
        assert_eq!(swept.messages, 1);
        assert_eq!(swept.files, BTreeSet::from([key]));
    }

    async fn what_was_answered_elsewhere_promises_nothing_here(db: Db) {
        migrated(&db).await;
        let house = testing::house(&db, "ville", now()).await;
        let mut tx = db.write().await.unwrap();
        let usager = testing::usager(&mut tx, &house, "Karim", "karim@mail.example", now()).await;
        let closing =
            Closing { reason: "etat-civil".into(), cause: "A1".parse().unwrap(), outcome: Outcome::Resolved };
        let mut past = Vec::new();
        for day in 5..60 {
            let at = now() - SignedDuration::from_hours(24 * day);
            let mut request = testing::request(&mut tx, &house, &usager, "Bonjour", at).await;
            let after = at + SignedDuration::from_hours(24 + day % 3);
            handling::close(&mut tx, &house, &mut request, (&closing, "acc"), after).await.unwrap();
            past.push(request.id);
        }
        let mut first = testing::request(&mut tx, &house, &usager, "Bonjour", now()).await;
        let from_the_past = crate::expected::promise(&mut tx, &mut first, now()).await.unwrap().unwrap();
        assert!(from_the_past.low < from_the_past.high, "an interval, from comparable requests");
        for id in past {
            requests::was_imported(&mut tx, id, now()).await.unwrap();
        }
        let mut second = testing::request(&mut tx, &house, &usager, "Bonjour", now()).await;
        let from_the_team = crate::expected::promise(&mut tx, &mut second, now()).await.unwrap().unwrap();
        assert_eq!(from_the_team.low, from_the_team.high, "the team's own promise");
    }
}

#[test]
fn the_documentation_lists_every_column() {
    let dictionary = archive::dictionary(kernel::Lang::En);
    let tables = dictionary.split_once("\n## ").unwrap().1;
    let documented = include_str!("../../../../docs/inbox-archive.md");
    assert!(documented.ends_with(tables), "docs/inbox-archive.md ends with:\n{tables}");
}

#[test]
fn the_line_before_a_message_says_when() {
    let at = |line| history::line_instant(line).map(|it| it.to_string());
    assert_eq!(at("From a@b.fr Mon Mar  2 10:00:00 2026").as_deref(), Some("2026-03-02T10:00:00Z"));
    assert_eq!(at("From - Tue Nov 11 08:05 2014 +0100").as_deref(), Some("2014-11-11T08:05:00Z"));
    for line in ["From a@b.fr", "From: 10:00", "From x 10:00:00", "", "From ::::: 2026"] {
        assert_eq!(at(line), None, "{line}");
    }
}
