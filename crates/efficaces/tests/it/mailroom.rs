//! The mailroom against real servers: Dovecot gives, Postfix takes, `efficaces worker` reads.

#[path = "../../../gateways/tests/it/servers.rs"]
#[expect(dead_code, reason = "the mailroom needs some of these servers")]
pub(crate) mod servers;

use std::{
    collections::HashSet,
    env, fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use gateways::{
    Reader,
    imap::{Account, Login, Session},
};

use jiff::Timestamp;
use kernel::{Clock as _, Secret, SystemClock};
use mail::testing::{Expected, hostile};
use register::{Db, both};
use requests::{
    files::FolderFiles,
    handling::House,
    mailroom::{
        Mailbox, MailboxId,
        arrivals::{self, ArrivalState},
        dispatches::{self, DispatchState},
        mailbox::{self, ImapSettings, MailboxSettings},
        posting::{self, NewMail},
        seal::{MailboxSecrets, Sealer},
        work::Mailroom,
    },
    store::requests as store,
    testing,
};
use tempfile::TempDir;
use tokio::sync::Notify;

/// A partner, its mailbox on Dovecot, and what reads it.
struct World {
    mailroom: Arc<Mailroom>,
    mailbox: Mailbox,
    house: House,
    account: Account,
    maildir: PathBuf,
    /// Removed when the test ends.
    folder: TempDir,
}

/// The mailbox of an account of Dovecot, which writes by Postfix.
pub(crate) fn mailbox_on(account: &Account, house: &House, sealer: &Sealer, now: Timestamp) -> Mailbox {
    let Login::Password(password) = &account.login else { panic!("a password") };
    let id = MailboxId::new(now);
    let secrets = MailboxSecrets { imap: password.reveal().clone(), ..MailboxSecrets::default() };
    Mailbox {
        id,
        name: "Mairie".to_owned(),
        settings: MailboxSettings {
            imap: Some(ImapSettings {
                host: account.host.clone(),
                port: account.port,
                security: "plain".to_owned(),
                user: account.user.clone(),
                login: "password".to_owned(),
                folder: "INBOX".to_owned(),
            }),
            smtp: env::var("TEST_SMTP").ok(),
            ..MailboxSettings::default()
        },
        secret: Some(sealer.seal(id, &secrets).unwrap()),
        ..Mailbox::new(house.partner.clone(), account.user.clone(), now)
    }
}

impl World {
    /// On the mailbox of a name; `None`: there is no server here.
    async fn of(name: &str) -> Option<Self> {
        let account = servers::dovecot(name)?;
        let maildir = servers::emptied(name);
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open(&format!("sqlite:{}", folder.path().join("register").display())).await.unwrap();
        db.migrate(&[&register::MIGRATIONS, &requests::MIGRATIONS]).await.unwrap();
        let now = SystemClock.now();
        let house = testing::house(&db, "ville", now).await;
        let mailroom = mailroom(&db, folder.path());
        let mailbox = mailbox_on(&account, &house, &mailroom.sealer, now);
        let mut tx = db.write().await.unwrap();
        mailbox::save(&mut tx, &mailbox, now).await.unwrap();
        tx.commit().await.unwrap();
        Some(Self { mailroom, mailbox, house, account, maildir, folder })
    }

    fn db(&self) -> &Db {
        &self.mailroom.db
    }

    /// Takes and files all that is there.
    async fn read(&self) {
        let mut session = Session::open(&self.account).await.unwrap();
        self.mailroom.take(&mut session, self.mailbox.id).await.unwrap();
        while self.mailroom.file_all().await.unwrap() > 0 {}
    }

    async fn number(&self, sql: &'static str) -> i64 {
        testing::number(self.db(), sql).await
    }

    async fn execute(&self, sql: &'static str) {
        let mut tx = self.db().write().await.unwrap();
        both!(&mut tx, conn => sqlx::query(sql).execute(conn).await.map(drop)).unwrap();
        tx.commit().await.unwrap();
    }
}

fn mailroom(db: &Db, folder: &Path) -> Arc<Mailroom> {
    let secret = Secret::new(vec![42; 32]);
    Arc::new(Mailroom {
        db: db.clone(),
        clock: Arc::new(SystemClock),
        files: Arc::new(FolderFiles::new(folder.join("files"))),
        reader: Reader::new(env!("CARGO_BIN_EXE_efficaces"), mail::Settings::default(), 2),
        sealer: Sealer::new(&secret),
        keys: Arc::new(mail::Keys::new(secret, None).unwrap()),
        site: "https://c.example".to_owned(),
        extra_root: None,
        elsewhere: None,
        news: Notify::new(),
    })
}

fn message(place: usize) -> Vec<u8> {
    format!(
        "From: Usager {place} <usager{place}@mail.example>\r\nTo: contact@mail.example\r\nSubject: Demande {place}\r\n\
         Message-ID: <{place}@mail.example>\r\n\r\nBonjour, o=C3=B9 en est ma demande {place} ?\r\n"
    )
    .into_bytes()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_comes_becomes_a_request_within_a_moment_and_the_answer_leaves_once() {
    let Some(world) = World::of("boite13").await else { return };
    let running = tokio::spawn(Arc::clone(&world.mailroom).run());
    servers::emptied("boite18");
    servers::deliver(&world.maildir, &message(1));
    let begun = Instant::now();
    let request = loop {
        let wanted = store::Wanted::default();
        let mut tx = world.db().read().await.unwrap();
        let found =
            store::listed(&mut tx, &world.house.partner, &wanted, None, (10, SystemClock.now())).await;
        if let Some(request) = found.unwrap().into_iter().next() {
            break request;
        }
        assert!(begun.elapsed() < Duration::from_mins(1), "nothing came");
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    assert_eq!(request.subject, "Demande 1");
    let mut request = request;
    let mut tx = world.db().write().await.unwrap();
    let new = NewMail {
        mailbox: &world.mailbox,
        recipient: "boite18@mail.example",
        subject: "Re: Demande 1",
        text: "Votre demande est traitée.",
        agent: None,
        files: &[],
    };
    let keys = &world.mailroom.keys;
    posting::post(&mut tx, &world.house, keys, &mut request, new, SystemClock.now()).await.unwrap();
    tx.commit().await.unwrap();
    world.mailroom.news.notify_waiters();
    let account = servers::dovecot("boite18").unwrap();
    let mut session = Session::open(&account).await.unwrap();
    let begun = Instant::now();
    while session.all_uids().await.unwrap().is_empty() {
        assert!(begun.elapsed() < Duration::from_mins(1), "the answer did not leave");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    // The copy comes back to the mailbox, and is known as ours.
    let begun = Instant::now();
    while world.number("SELECT COUNT(*) FROM arrival WHERE kind = 'own'").await == 0 {
        assert!(begun.elapsed() < Duration::from_mins(1), "no copy came");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(session.all_uids().await.unwrap().len(), 1, "once");
    let mut tx = world.db().read().await.unwrap();
    let sent = dispatches::of_request(&mut tx, request.id).await.unwrap();
    assert_eq!(sent[0].state, DispatchState::Sent);
    assert_eq!(world.number("SELECT COUNT(*) FROM request").await, 1, "our own copy opens nothing");
    running.abort();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_hostile_message_is_filed_or_in_quarantine_and_none_is_lost() {
    let Some(world) = World::of("boite14").await else { return };
    let all = hostile();
    // The server keeps what it is given: an empty message is none for it.
    let mut delivered = 0_u64;
    let mut keys = HashSet::new();
    for one in &all {
        let raw = one.raw();
        if !raw.is_empty() && raw.len() < 60 << 20 {
            servers::deliver(&world.maildir, &raw);
            keys.insert(mail::ContentKey::of(&raw).as_str().to_owned());
            delivered += 1;
        }
    }
    assert!(delivered >= 200, "{delivered}");
    world.read().await;
    let mut tx = world.db().read().await.unwrap();
    let counts = arrivals::counts(&mut tx, &world.house.partner).await.unwrap();
    drop(tx);
    let of = |state| counts.iter().find(|it| it.0 == state).map_or(0, |it| it.1);
    let (filed, quarantined) = (of(ArrivalState::Filed), of(ArrivalState::Quarantined));
    assert_eq!((of(ArrivalState::Kept), filed + quarantined), (0, delivered));
    let expected = all.iter().filter(|it| matches!(it.expected, Expected::Quarantined(_))).count() as u64;
    assert!(quarantined <= expected, "{quarantined} in quarantine, {expected} expected at most");
    let found = world.mailroom.reconcile(world.mailbox.id).await.unwrap();
    assert!(found.is_whole(), "{found:?}");
    assert_eq!(found.received, delivered);
    assert_eq!(
        world
            .number("SELECT COUNT(*) FROM contact WHERE html LIKE '%<script%' OR html LIKE '%onerror=%'")
            .await,
        0
    );
    // Whatever arrived can be looked at as it came.
    for key in keys.iter().take(20) {
        let _ = world.mailroom.files.bytes(key).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn thirty_days_of_mail_are_filed_once_after_the_restart() {
    const MESSAGES: usize = 10_000;
    let Some(world) = World::of("boite15").await else { return };
    for place in 0..MESSAGES {
        servers::deliver(&world.maildir, &message(place));
    }
    let begun = Instant::now();
    // Stopped in the middle, as a process is: what was kept stays, what was not is taken later.
    let reading = tokio::time::timeout(Duration::from_secs(2), world.read()).await;
    let taken = world.number("SELECT COUNT(*) FROM arrival").await;
    eprintln!("stopped after {taken} messages: {}", reading.is_err());
    world.read().await;
    eprintln!("{MESSAGES} messages taken and filed in {:.1} s", begun.elapsed().as_secs_f64());
    let filed =
        world.number("SELECT COUNT(*) FROM arrival WHERE state = 'filed' AND contact_id IS NOT NULL").await;
    assert_eq!(usize::try_from(filed).unwrap(), MESSAGES);
    // Each message once; each of them was acknowledged besides.
    let subjects = "SELECT COUNT(DISTINCT subject) FROM contact WHERE direction = 'inbound'";
    assert_eq!(world.number(subjects).await, filed);
    assert_eq!(world.number("SELECT COUNT(*) FROM contact WHERE direction = 'inbound'").await, filed);
    let found = world.mailroom.reconcile(world.mailbox.id).await.unwrap();
    assert!(found.is_whole() && found.filed == filed.cast_unsigned(), "{found:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_deleted_by_hand_is_found_and_taken_again() {
    let Some(world) = World::of("boite16").await else { return };
    for place in 0..5 {
        servers::deliver(&world.maildir, &message(place));
    }
    world.read().await;
    world.execute("DELETE FROM arrival WHERE uid = 3").await;
    let found = world.mailroom.reconcile(world.mailbox.id).await.unwrap();
    assert_eq!((found.received, found.filed, found.missing, found.detail.missing), (5, 4, 1, vec![3]));
    while world.mailroom.file_all().await.unwrap() > 0 {}
    assert!(world.mailroom.reconcile(world.mailbox.id).await.unwrap().is_whole());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_down_for_days_loses_nothing() {
    let Some(mut world) = World::of("boite17").await else { return };
    servers::deliver(&world.maildir, &message(1));
    world.read().await;
    let wanted = store::Wanted::default();
    let mut tx = world.db().write().await.unwrap();
    let mut request = store::listed(&mut tx, &world.house.partner, &wanted, None, (1, SystemClock.now()))
        .await
        .unwrap()
        .remove(0);
    let right = world.mailbox.settings.smtp.replace("smtp://127.0.0.1:9".to_owned());
    mailbox::save(&mut tx, &world.mailbox, SystemClock.now()).await.unwrap();
    servers::emptied("boite19");
    let new = NewMail {
        mailbox: &world.mailbox,
        recipient: "boite19@mail.example",
        subject: "Re",
        text: "Bonjour.",
        agent: None,
        files: &[],
    };
    let keys = &world.mailroom.keys;
    posting::post(&mut tx, &world.house, keys, &mut request, new, SystemClock.now()).await.unwrap();
    tx.commit().await.unwrap();
    world.mailroom.send_all().await.unwrap();
    let mut tx = world.db().write().await.unwrap();
    let waiting = dispatches::outstanding(&mut tx, &world.house.partner).await.unwrap();
    assert_eq!((waiting[0].state, waiting[0].problem.is_some()), (DispatchState::Waiting, true));
    world.mailbox.settings.smtp = right;
    mailbox::save(&mut tx, &world.mailbox, SystemClock.now()).await.unwrap();
    let again = dispatches::try_again(&mut tx, &world.house.partner, waiting[0].id, SystemClock.now()).await;
    assert!(again.unwrap());
    tx.commit().await.unwrap();
    world.mailroom.send_all().await.unwrap();
    let mut session = Session::open(&servers::dovecot("boite19").unwrap()).await.unwrap();
    let begun = Instant::now();
    while session.all_uids().await.unwrap().is_empty() {
        assert!(begun.elapsed() < Duration::from_mins(1));
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(fs::exists(world.folder.path()).unwrap());
}
