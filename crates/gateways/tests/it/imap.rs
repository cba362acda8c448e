//! Mailboxes on a real Dovecot.

use std::{
    fs,
    io::Cursor,
    path::{Path, PathBuf},
    time::Duration,
};

use gateways::imap::{Account, ImapError, Login, Security, Session, Woken};
use kernel::Secret;

use crate::{
    proxy::Proxy,
    servers::{deliver, dovecot, dovecot_tls, emptied, made, postfix},
    smtp,
};

fn message(subject: &str, letters: usize) -> Vec<u8> {
    let line = "Bonjour, je n’ai pas de nouvelles de ma demande.\r\n";
    let mut raw =
        format!("From: jeanne@mail.example\r\nTo: contact@mail.example\r\nSubject: {subject}\r\n\r\n");
    raw.push_str(&line.repeat(letters / line.len() + 1));
    raw.into_bytes()
}

/// The files of the messages.
fn files(folder: &Path) -> impl Iterator<Item = PathBuf> {
    let folders = ["new", "cur"].map(|it| folder.join(it));
    folders.into_iter().flat_map(|it| fs::read_dir(it).unwrap().map(|it| it.unwrap().path()))
}

async fn open(account: &Account) -> Session {
    Session::open(account).await.unwrap()
}

#[tokio::test]
async fn a_message_that_is_sent_wakes_who_waits_and_is_fetched_as_it_is() {
    let (Some((server, _)), Some(account)) = (postfix(), dovecot("boite1")) else { return };
    let folder = emptied("boite1");
    let mut session = open(&account).await;
    assert_eq!(session.all_uids().await.unwrap(), [0; 0]);
    assert_eq!(session.wait(Duration::from_millis(200)).await.unwrap(), Woken::ByTime);
    let sent = smtp::mail("boite1+jeton@mail.example", "Bonjour – à bientôt", "Texte");
    let sending = smtp::smtp(&server);
    let (woken, accepted) =
        tokio::join!(session.wait(Duration::from_secs(30)), async { sending.send(&sent).await });
    assert!(accepted.unwrap().answer.starts_with("250 "));
    assert_eq!(woken.unwrap(), Woken::ByMail);
    let uids = session.uids_after(0).await.unwrap();
    let [uid] = uids[..] else { panic!("{uids:?}") };
    // The last message is not one after itself.
    assert_eq!(session.uids_after(uid).await.unwrap(), [0; 0]);
    let fetched = session.fetch(uid, 1 << 20).await.unwrap().unwrap();
    let raw = fetched.raw.unwrap();
    assert_eq!(fetched.bytes, raw.len() as u64);
    assert!(fetched.received_at.is_some());
    let incoming = mail::read(&raw, &mail::Settings::default()).unwrap();
    assert_eq!(incoming.subject, "Bonjour – à bientôt");
    assert_eq!(incoming.message_ids, [format!("{}@contacts.example", sent.id)]);
    assert!(incoming.delivered_to.iter().all(|it| it == "boite1+jeton@mail.example"));
    // Nobody sees that it was looked at.
    let names: Vec<String> = files(&folder).map(|it| it.to_string_lossy().into_owned()).collect();
    let [name] = &names[..] else { panic!("{names:?}") };
    assert!(!name.split(":2,").nth(1).unwrap_or_default().contains('S'), "{name}");
    session.close().await;
}

#[tokio::test]
async fn a_message_that_comes_while_another_is_fetched_is_not_waited_for() {
    let Some(account) = dovecot("boite2") else { return };
    let folder = emptied("boite2");
    deliver(&folder, &message("un", 10));
    let mut session = open(&account).await;
    let uids = session.all_uids().await.unwrap();
    deliver(&folder, &message("deux", 10));
    session.fetch(uids[0], 1 << 20).await.unwrap().unwrap();
    assert_eq!(session.wait(Duration::from_secs(20)).await.unwrap(), Woken::ByMail);
    assert_eq!(session.uids_after(uids[0]).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_line_that_breaks_again_and_again_loses_and_doubles_nothing() {
    let Some(account) = dovecot("boite3") else { return };
    let folder = emptied("boite3");
    let sent: Vec<Vec<u8>> = [10, 3_000_000, 2_000, 1 << 20, 500_000, 10]
        .iter()
        .enumerate()
        .map(|(at, letters)| message(&format!("numéro {at}"), *letters))
        .collect();
    for raw in &sent {
        deliver(&folder, raw);
    }
    let proxy = Proxy::to(account.port).await;
    let account = Account { port: proxy.port, ..account };
    let (mut taken, mut last, mut cuts) = (Vec::new(), 0, 0);
    let mut bytes = 100;
    while taken.len() < sent.len() {
        proxy.pass(bytes);
        // A little further each time, so that it ends at every place.
        bytes += bytes / 5;
        let run = async {
            let mut session = Session::open(&account).await?;
            for uid in session.uids_after(last).await? {
                let fetched = session.fetch(uid, 10 << 20).await?.expect("nobody took it away");
                taken.push(fetched.raw.unwrap());
                last = uid;
            }
            Ok(())
        };
        match run.await {
            Ok(()) => {}
            Err(ImapError::Cut(_)) => cuts += 1,
            Err(error) => panic!("{error}"),
        }
    }
    assert!(cuts > 10, "{cuts}");
    assert!(taken == sent, "something was lost, doubled or changed");
}

#[tokio::test]
async fn a_message_that_is_too_long_is_told_and_goes_to_a_file() {
    let Some(account) = dovecot("boite4") else { return };
    let folder = emptied("boite4");
    let raw = message("long", 5_000_000);
    deliver(&folder, &raw);
    let mut session = open(&account).await;
    let uid = session.all_uids().await.unwrap()[0];
    let fetched = session.fetch(uid, 2_000_000).await.unwrap().unwrap();
    assert_eq!((fetched.raw, fetched.bytes), (None, raw.len() as u64));
    let mut file = Cursor::new(Vec::new());
    let fetched = session.fetch_into(uid, &mut file).await.unwrap().unwrap();
    assert_eq!(fetched.bytes, raw.len() as u64);
    assert!(file.into_inner() == raw);
}

#[tokio::test]
async fn a_message_that_was_taken_away_is_none_and_the_others_are_still_there() {
    let Some(account) = dovecot("boite5") else { return };
    let folder = emptied("boite5");
    for subject in ["un", "deux", "trois"] {
        deliver(&folder, &message(subject, 10));
    }
    let mut session = open(&account).await;
    let uids = session.all_uids().await.unwrap();
    let path = files(&folder).find(|it| fs::read_to_string(it).unwrap().contains("deux")).unwrap();
    fs::remove_file(path).unwrap();
    let mut got = Vec::new();
    for uid in uids {
        got.push(session.fetch(uid, 1 << 20).await.unwrap().is_some());
    }
    assert_eq!(got, [true, false, true]);
    assert!(session.fetch(4_000, 1 << 20).await.unwrap().is_none());
}

#[tokio::test]
async fn numbers_that_start_anew_are_seen() {
    let Some(account) = dovecot("boite6") else { return };
    let folder = emptied("boite6");
    deliver(&folder, &message("un", 10));
    let before = open(&account).await.uid_validity();
    assert_eq!(open(&account).await.uid_validity(), before);
    // The numbers begin with the second in which they were given.
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    for entry in fs::read_dir(&folder).unwrap().map(|it| it.unwrap().path()) {
        if entry.is_file() {
            fs::remove_file(entry).unwrap();
        }
    }
    let mut session = open(&account).await;
    assert_ne!(session.uid_validity(), before);
    assert_eq!(session.all_uids().await.unwrap().len(), 1);
}

#[tokio::test]
async fn tls_is_used_with_the_authority_of_the_account_and_refused_without() {
    let (Some(clear), Some(account)) = (dovecot("boite7"), dovecot_tls("boite7")) else { return };
    let starttls = Account { port: clear.port, security: Security::StartTls, ..account.clone() };
    for account in [account, starttls] {
        assert!(open(&account).await.all_uids().await.is_ok());
        let stranger = Account { extra_root: None, ..account.clone() };
        let error = Session::open(&stranger).await.unwrap_err();
        assert!(matches!(error, ImapError::Certificate { .. }) && error.needs_somebody(), "{error:?}");
        // The certificate is for another name.
        let other = Account { host: "127.0.0.1".to_owned(), ..account.clone() };
        let error = Session::open(&other).await.unwrap_err();
        assert!(matches!(error, ImapError::Certificate { .. }), "{error:?}");
        let other = Account { extra_root: Some(b"no certificate".to_vec()), ..account };
        assert!(matches!(Session::open(&other).await.unwrap_err(), ImapError::BadRoot));
    }
}

#[tokio::test]
async fn what_is_wrong_with_an_account_is_told() {
    let Some(account) = dovecot("boite8") else { return };
    let folder = emptied("boite8");
    let password = |it: &str| Login::Password(Secret::new(it.to_owned()));
    for login in [password("wrong"), password(""), password("pé\"\\ {3}"), password("a\r\nb")] {
        let error = Session::open(&Account { login, ..account.clone() }).await.unwrap_err();
        assert!(matches!(error, ImapError::WrongLogin(_)) && error.needs_somebody(), "{error:?}");
    }
    let token = Login::OAuth2(Secret::new("token".to_owned()));
    let error = Session::open(&Account { login: token, ..account.clone() }).await.unwrap_err();
    // Within scripts/test-oauth Dovecot takes tokens, though not this one.
    let takes_tokens = std::env::var_os("TEST_OAUTH").is_some();
    let is_told = if takes_tokens {
        matches!(error, ImapError::WrongLogin(_))
    } else {
        matches!(error, ImapError::NoLogin(_))
    };
    assert!(is_told, "{error:?}");
    for name in ["Rien", "Éléments \"reçus\"", "a\r\nA1 LOGOUT"] {
        let missing = Account { folder: name.to_owned(), ..account.clone() };
        let error = Session::open(&missing).await.unwrap_err();
        assert!(matches!(error, ImapError::FolderMissing { .. }), "{error:?}");
    }
    for inside in ["", "cur", "new", "tmp"] {
        made(&folder.join(".&AMk-l&AOk-ments re&AOc-us").join(inside));
    }
    assert!(Session::open(&Account { folder: "Éléments reçus".to_owned(), ..account.clone() }).await.is_ok());
    let elsewhere = Account { host: "192.0.2.1".to_owned(), ..account.clone() };
    assert!(matches!(Session::open(&elsewhere).await.unwrap_err(), ImapError::PlainElsewhere(_)));
    let nobody = Account { port: 9, ..account.clone() };
    assert!(matches!(Session::open(&nobody).await.unwrap_err(), ImapError::Unreachable { .. }));
    let nowhere = Account { host: "nobody.invalid".to_owned(), security: Security::Tls, ..account.clone() };
    assert!(matches!(Session::open(&nowhere).await.unwrap_err(), ImapError::UnknownHost(_)));
    let clear = Account { security: Security::Tls, ..account };
    assert!(matches!(Session::open(&clear).await.unwrap_err(), ImapError::Tls { .. }));
}
