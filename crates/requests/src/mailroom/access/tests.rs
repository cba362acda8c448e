//! Tokens before an `OpenID` provider (`scripts/test-oauth`), and before Dovecot and Postfix that ask it (`scripts/test-mail` within it).

use std::{env, fs, path::Path, sync::Arc};

use gateways::{Reader, Smtp, oauth2::OAuth2Error};
use jiff::{SignedDuration, Timestamp};
use kernel::{FixedClock, Secret};
use mail::{Keys, Outgoing, build::Origin};
use register::{Db, Role};
use site::Site;
use testkit::{Browser, assert_well_made, on_both};
use tokio::sync::Notify;

use super::Access;
use crate::{
    FolderFiles,
    mailroom::{
        Mailbox, MailboxId,
        mailbox::{self, ImapSettings, MailboxSettings, OauthSettings},
        seal::{MailboxSecrets, Sealer},
        work::{Mailroom, WorkError},
    },
    rules::DrawKey,
    testing,
};

fn now() -> Timestamp {
    "2026-11-09T09:00:00Z".parse().unwrap()
}

fn given(name: &str) -> Option<String> {
    let Ok(value) = env::var(name) else {
        assert!(env::var_os("CI").is_none(), "CI must set {name}: run scripts/test-oauth scripts/test-mail");
        eprintln!("skipped: no {name}; run inside scripts/test-oauth scripts/test-mail");
        return None;
    };
    Some(value)
}

/// Each test has a mailbox on each database, as a refresh token is taken once.
fn name_of(db: &Db, places: [&'static str; 2]) -> &'static str {
    places[usize::from(matches!(db, Db::Postgres(..)))]
}

fn consent(name: &str) -> Option<String> {
    Some(
        fs::read_to_string(Path::new(&given("TEST_OAUTH_CONSENTS")?).join(format!("refresh-{name}")))
            .unwrap(),
    )
}

fn port(address: &str) -> u16 {
    address.rsplit(':').next().unwrap().parse().unwrap()
}

fn mailroom(db: &Db, at: Timestamp) -> Arc<Mailroom> {
    let secret = Secret::new(vec![7; 32]);
    Arc::new(Mailroom {
        db: db.clone(),
        clock: Arc::new(FixedClock(at)),
        files: Arc::new(FolderFiles::new("/nowhere")),
        reader: Reader::new("/nowhere", mail::Settings::default(), 1),
        sealer: Sealer::new(&secret),
        keys: Arc::new(Keys::new(secret, None).unwrap()),
        site: String::new(),
        extra_root: None,
        elsewhere: None,
        news: Notify::new(),
    })
}

/// A mailbox whose owner gave consent, kept; `None`: no provider here.
async fn mailbox(db: &Db, name: &str, refresh: &str) -> Option<Mailbox> {
    let provider = given("TEST_OAUTH")?;
    db.migrate(&[&register::MIGRATIONS, &crate::MIGRATIONS]).await.unwrap();
    let house = testing::house(db, "ville", now()).await;
    let id = MailboxId::new(now());
    let address = format!("{name}@mail.example");
    let secrets = MailboxSecrets {
        oauth_client: "inbox-secret".to_owned(),
        oauth_refresh: refresh.to_owned(),
        ..MailboxSecrets::default()
    };
    let mailbox = Mailbox {
        id,
        name: "Mairie".to_owned(),
        settings: MailboxSettings {
            imap: Some(ImapSettings {
                host: "127.0.0.1".to_owned(),
                port: env::var("TEST_IMAP").map_or(1, |it| port(&it)),
                security: "plain".to_owned(),
                user: address.clone(),
                login: "oauth2".to_owned(),
                folder: "INBOX".to_owned(),
            }),
            oauth: Some(OauthSettings {
                endpoint: format!("{provider}/token"),
                client_id: "inbox".to_owned(),
                scope: None,
            }),
            ..MailboxSettings::default()
        },
        secret: Some(mailroom(db, now()).sealer.seal(id, &secrets).unwrap()),
        ..Mailbox::new(house.partner.clone(), address, now())
    };
    let mut tx = db.write().await.unwrap();
    mailbox::save(&mut tx, &mailbox, now()).await.unwrap();
    tx.commit().await.unwrap();
    Some(mailbox)
}

async fn token(db: &Db, mailbox: &Mailbox, at: Timestamp, refused: Option<&str>) -> String {
    let refused = refused.map(|it| Secret::new(it.to_owned()));
    let token = mailroom(db, at).access_token(mailbox, refused.as_ref()).await.unwrap();
    token.unwrap().reveal().clone()
}

/// Puts a token in place of the one that is kept, good for a day.
async fn put(db: &Db, mailbox: &Mailbox, token: &str) {
    let mailroom = mailroom(db, now());
    let kept = mailroom.kept_access(mailbox).await.unwrap();
    let access = Access {
        token: token.to_owned(),
        until: now() + SignedDuration::from_hours(24),
        refresh: kept.and_then(|it| it.refresh),
    };
    let sealed = mailroom.sealer.seal(mailbox.id, &access).unwrap();
    let mut tx = db.write().await.unwrap();
    mailbox::keep_access(&mut tx, mailbox.id, Some(&sealed)).await.unwrap();
    tx.commit().await.unwrap();
}

on_both! {
    async fn a_token_is_kept_and_had_anew_before_it_ends(db: Db) {
        let name = name_of(&db, ["boite10", "boite11"]);
        let Some(refresh) = consent(name) else { return };
        let Some(mailbox) = mailbox(&db, name, &refresh).await else { return };
        let first = token(&db, &mailbox, now(), None).await;
        assert_eq!(token(&db, &mailbox, now() + SignedDuration::from_mins(50), None).await, first);
        // The provider takes each refresh token once: the second renewal goes with the one that replaced the first.
        let second = token(&db, &mailbox, now() + SignedDuration::from_mins(58), None).await;
        assert_ne!(second, first);
        let third = token(&db, &mailbox, now(), Some(&second)).await;
        assert_ne!(third, second);
        // Who was refused an older token is given the one that is kept.
        assert_eq!(token(&db, &mailbox, now(), Some(&second)).await, third);
    }

    async fn a_consent_that_was_withdrawn_is_told_and_nothing_is_lost(db: Db) {
        let Some(mailbox) = mailbox(&db, "boite10", "no-such-token").await else { return };
        put(&db, &mailbox, "kept").await;
        let refused = mailroom(&db, now()).access_token(&mailbox, Some(&Secret::new("kept".to_owned()))).await.unwrap_err();
        assert!(matches!(&refused, WorkError::OAuth2(OAuth2Error::Refused(code)) if code == "invalid_grant"), "{refused:?}");
        for lang in kernel::Lang::ALL {
            assert!(!refused.message().say(lang).contains("invalid_grant"), "in plain words");
        }
        assert_eq!(token(&db, &mailbox, now(), None).await, "kept");
    }

    async fn a_server_that_refuses_a_token_is_given_another_one(db: Db) {
        let name = name_of(&db, ["boite12", "boite13"]);
        let (Some(refresh), Some(_), Some(smtp)) = (consent(name), given("TEST_IMAP"), given("TEST_SMTP")) else { return };
        let Some(mailbox) = mailbox(&db, name, &refresh).await else { return };
        let mailroom = mailroom(&db, now());
        mailroom.session(&mailbox, None).await.unwrap().close().await;
        put(&db, &mailbox, "refused-by-dovecot").await;
        mailroom.session(&mailbox, None).await.unwrap().close().await;
        let kept = mailroom.kept_access(&mailbox).await.unwrap().unwrap();
        assert_ne!(kept.token, "refused-by-dovecot");
        // The same token lets messages out.
        let outgoing = Outgoing {
            from: mail::Mailbox { name: None, address: mailbox.address.clone() },
            to: vec![mail::Mailbox { name: None, address: "jeanne@mail.example".to_owned() }],
            reply_to: None,
            return_path: None,
            subject: "Bonjour".to_owned(),
            text: "Bonjour".to_owned(),
            message_id: "1@mail.example".to_owned(),
            mark: None,
            in_reply_to: None,
            references: Vec::new(),
            at: now(),
            origin: Origin::Person,
            attachments: Vec::new(),
            unsubscribe: None,
        };
        let built = mail::build(&outgoing, None).unwrap();
        let smtp = |token: &str| Smtp::new(&smtp, &mailbox.address).unwrap().with_token(&mailbox.address, &Secret::new(token.to_owned()));
        let refused = smtp("refused-by-postfix").hand_over(&built).await.unwrap_err();
        assert!(matches!(refused, gateways::SendError::NotLetIn(_)), "{refused:?}");
        smtp(&kept.token).hand_over(&built).await.unwrap();
    }

    async fn a_manager_connects_a_mailbox_with_a_consent(db: Db) {
        let name = name_of(&db, ["boite14", "boite15"]);
        let (Some(refresh), Some(imap), Some(provider)) = (consent(name), given("TEST_IMAP"), given("TEST_OAUTH")) else { return };
        db.migrate(&[&register::MIGRATIONS, &crate::MIGRATIONS]).await.unwrap();
        testing::house(&db, "ville", now()).await;
        let builder = crate::furnish(Site::builder(db.clone(), Arc::new(FixedClock(now()))));
        let router = builder.public_url("http://c.example").build(crate::routes(&mailroom(&db, now()), DrawKey::new([7; 32]), None)).unwrap().0;
        let mut sacha = Browser::signed_in(router, &db, "Sacha", Role::Manager, Some("ville"), now()).await;
        let new = "/demandes/boites/nouvelle";
        assert_well_made(new, &sacha.get(new).await.body);
        let (address, port, endpoint) = (format!("{name}@mail.example"), port(&imap).to_string(), format!("{provider}/token"));
        let fields = |oauth: &[(&'static str, String)]| -> Vec<(&'static str, String)> {
            let mut all: Vec<(&'static str, String)> = [
                ("address", address.as_str()), ("name", "Mairie"), ("is_on", "on"), ("host", "127.0.0.1"), ("port", &port),
                ("security", "plain"), ("user", &address), ("login", "oauth2"), ("folder", "INBOX"), ("oauth-client", "inbox"),
                ("oauth-client-secret", "inbox-secret"),
            ].into_iter().map(|(name, value)| (name, value.to_owned())).collect();
            all.extend_from_slice(oauth);
            all
        };
        for (oauth, field) in [
            ([("oauth-refresh", "x".to_owned()), ("oauth-endpoint", "login.example".to_owned())], "oauth-endpoint"),
            ([("oauth-refresh", String::new()), ("oauth-endpoint", endpoint.clone())], "oauth-refresh"),
            ([("oauth-refresh", "no-such-token".to_owned()), ("oauth-endpoint", endpoint.clone())], "oauth-refresh"),
        ] {
            let all = fields(&oauth);
            let all: Vec<(&str, &str)> = all.iter().map(|it| (it.0, it.1.as_str())).collect();
            let refused = sacha.submit(new, new, &all).await;
            assert_eq!(refused.status.as_u16(), 422, "{field}: {}", refused.body);
            assert_well_made(field, &refused.body);
            assert!(refused.body.contains(&format!("href=\"#{field}\"")), "{field}: {}", refused.body);
            assert!(!refused.body.contains("no-such-token"), "a secret is not written back");
        }
        let all = fields(&[("oauth-refresh", refresh), ("oauth-endpoint", endpoint)]);
        let all: Vec<(&str, &str)> = all.iter().map(|it| (it.0, it.1.as_str())).collect();
        let saved = sacha.submit(new, new, &all).await;
        assert_eq!(saved.location(), "/demandes/boites", "{}", saved.body);
        let mut tx = db.read().await.unwrap();
        let kept = mailbox::listed(&mut tx, None).await.unwrap().remove(0);
        drop(tx);
        assert!(mailroom(&db, now()).kept_access(&kept).await.unwrap().is_some(), "the first token is kept");
        // Saved again without its secrets, it still opens.
        let edit = format!("/demandes/boites/{}", kept.id);
        assert_well_made(&edit, &sacha.get(&edit).await.body);
        let bare: Vec<(&str, &str)> = all.iter().copied().filter(|it| !matches!(it.0, "oauth-refresh" | "oauth-client-secret")).collect();
        let saved = sacha.submit(&edit, &edit, &bare).await;
        assert_eq!(saved.location(), "/demandes/boites", "{}", saved.body);
        mailroom(&db, now()).session(&kept, None).await.unwrap().close().await;
    }
}
