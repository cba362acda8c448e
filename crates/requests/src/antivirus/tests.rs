//! Files before the daemon of `ClamAV` (`scripts/test-clamd`), and before one that does not answer.

use std::{env, sync::Arc};

use gateways::{Clamd, Reader};
use jiff::{SignedDuration, Timestamp};
use kernel::{FixedClock, Secret};
use mail::Keys;
use register::Db;
use tempfile::TempDir;
use testkit::on_both;
use tokio::sync::Notify;

use super::{Opened, open};
use crate::{
    CheckedFiles, Files, FolderFiles,
    contact::{Attachment, ContactId, FileVerdict, Unchecked, VirusCheck},
    mailroom::{seal::Sealer, work::Mailroom},
    store::contacts,
    testing,
};

fn now() -> Timestamp {
    "2026-11-09T09:00:00Z".parse().unwrap()
}

/// The daemon, and a text that it knows.
pub(crate) fn clamd() -> Option<(Clamd, String)> {
    let (Ok(place), Ok(marker)) = (env::var("TEST_CLAMD"), env::var("TEST_CLAMD_MARKER")) else {
        assert!(env::var_os("CI").is_none(), "CI must set TEST_CLAMD: run scripts/test-clamd");
        eprintln!("skipped: no antivirus (TEST_CLAMD); run inside scripts/test-clamd");
        return None;
    };
    Some((place.parse().unwrap(), marker))
}

fn nobody() -> Clamd {
    "clamd:/nowhere/clamd.socket".parse().unwrap()
}

/// A contact with files, kept in a folder.
struct World {
    db: Db,
    folder: TempDir,
    contact: ContactId,
}

async fn world(db: &Db, contents: &[&[u8]]) -> World {
    db.migrate(&[&register::MIGRATIONS, &crate::MIGRATIONS]).await.unwrap();
    let house = testing::house(db, "ville", now()).await;
    let folder = tempfile::tempdir().unwrap();
    let mut tx = db.write().await.unwrap();
    let usager = testing::usager(&mut tx, &house, "Jeanne", "jeanne@mail.example", now()).await;
    let request = testing::request(&mut tx, &house, &usager, "Bonjour", now()).await;
    let contact = contacts::of_request(&mut tx, request.id).await.unwrap().remove(0).id;
    let mut files = Vec::new();
    for (place, bytes) in (0..).zip(contents) {
        files.push(Attachment {
            place,
            name: format!("{place}.txt"),
            declared_type: "text/plain".into(),
            found_type: None,
            bytes: bytes.len() as u64,
            content_key: FolderFiles::new(folder.path()).keep(bytes.to_vec()).await.unwrap(),
            content_id: None,
            is_inline: false,
            verdict: FileVerdict::Sound,
            virus: VirusCheck::default(),
            released: None,
        });
    }
    contacts::attach(&mut tx, contact, &files).await.unwrap();
    tx.commit().await.unwrap();
    World { db: db.clone(), folder, contact }
}

impl World {
    fn files(&self, antivirus: Option<Clamd>) -> Arc<dyn Files> {
        let folder = FolderFiles::new(self.folder.path());
        match antivirus {
            Some(antivirus) => Arc::new(CheckedFiles::new(folder, antivirus)),
            None => Arc::new(folder),
        }
    }

    fn mailroom(&self, antivirus: Option<Clamd>, at: Timestamp) -> Mailroom {
        let secret = Secret::new(vec![7; 32]);
        Mailroom {
            db: self.db.clone(),
            clock: Arc::new(FixedClock(at)),
            files: self.files(antivirus),
            reader: Reader::new("/nowhere", mail::Settings::default(), 1),
            sealer: Sealer::new(&secret),
            keys: Arc::new(Keys::new(secret, None).unwrap()),
            site: String::new(),
            extra_root: None,
            elsewhere: None,
            news: Notify::new(),
        }
    }

    async fn attachments(&self) -> Vec<Attachment> {
        let mut tx = self.db.read().await.unwrap();
        contacts::files(&mut tx, self.contact).await.unwrap()
    }

    async fn checks(&self) -> Vec<VirusCheck> {
        self.attachments().await.into_iter().map(|it| it.virus).collect()
    }
}

fn unchecked(why: Unchecked) -> VirusCheck {
    VirusCheck::Unchecked(why)
}

fn infected() -> VirusCheck {
    VirusCheck::Infected("Test.Marker.UNOFFICIAL".to_owned())
}

on_both! {
    async fn files_that_nobody_looked_at_are_looked_at_once_the_antivirus_answers(db: Db) {
        let Some((clamd, marker)) = clamd() else { return };
        let large = vec![b' '; 13 << 20];
        let world = world(&db, &[b"Bonjour", marker.as_bytes(), &large]).await;
        assert_eq!(world.mailroom(None, now()).check_files().await.unwrap(), 0);
        assert_eq!(world.checks().await, vec![unchecked(Unchecked::NoAntivirus); 3]);
        assert_eq!(world.mailroom(Some(nobody()), now()).check_files().await.unwrap(), 0);
        assert_eq!(world.checks().await, vec![unchecked(Unchecked::NoAnswer); 3]);
        // It is left alone for a minute.
        assert_eq!(world.mailroom(Some(clamd.clone()), now()).check_files().await.unwrap(), 0);
        let then = now() + SignedDuration::from_mins(1);
        assert_eq!(world.mailroom(Some(clamd.clone()), then).check_files().await.unwrap(), 3);
        assert_eq!(world.checks().await, [VirusCheck::Clean, infected(), unchecked(Unchecked::TooLarge)]);
        // What it does not take is tried again a day later, the others never.
        assert_eq!(world.mailroom(Some(clamd.clone()), then).check_files().await.unwrap(), 0);
        let then = then + SignedDuration::from_hours(24);
        assert_eq!(world.mailroom(Some(clamd), then).check_files().await.unwrap(), 1);
    }

    async fn a_file_is_looked_at_when_it_is_opened_and_what_is_found_is_kept(db: Db) {
        let Some((clamd, marker)) = clamd() else { return };
        let world = world(&db, &[b"Bonjour", marker.as_bytes()]).await;
        let files = world.attachments().await;
        // An antivirus that is away holds nothing back.
        let away = open(&*world.files(Some(nobody())), &db, &files[0], now()).await.unwrap();
        assert!(matches!(away, Opened::Bytes(bytes) if bytes == b"Bonjour"));
        let checked = world.files(Some(clamd));
        assert!(matches!(open(&*checked, &db, &files[0], now()).await.unwrap(), Opened::Bytes(_)));
        assert!(matches!(open(&*checked, &db, &files[1], now()).await.unwrap(), Opened::Infected));
        assert_eq!(world.checks().await, [VirusCheck::Clean, infected()]);
        // What was found stays found, though the antivirus is gone.
        let files = world.attachments().await;
        assert!(!files[1].may_be_opened());
        assert!(matches!(open(&*world.files(None), &db, &files[1], now()).await.unwrap(), Opened::Infected));
    }

    async fn bytes_that_are_gone_stop_no_other_file(db: Db) {
        let Some((clamd, marker)) = clamd() else { return };
        let world = world(&db, &[b"perdu", marker.as_bytes()]).await;
        let key = world.attachments().await[0].content_key.clone();
        std::fs::remove_file(world.folder.path().join(&key[..2]).join(&key[2..4]).join(&key)).unwrap();
        assert_eq!(world.mailroom(Some(clamd), now()).check_files().await.unwrap(), 2);
        assert_eq!(world.checks().await, [unchecked(Unchecked::Gone), infected()]);
    }
}
