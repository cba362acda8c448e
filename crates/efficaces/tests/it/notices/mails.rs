//! E-mails: what comes back of those that do not arrive, and how one refuses more of them.

use std::{fs, path::Path};

use calendar::Territory;
use notices::{
    address::{Address, Medium},
    notice::{State, Why},
    rules::{
        facts::{Fact, FactId, What},
        rule::{Condition, Delay, Goal, Means, Plan, Rung, Trigger},
        store::{
            facts::{self, ForLog},
            rules::{self, NewRule},
        },
    },
    unreachable,
};
use requests::{
    store::usagers,
    usager::{Usager, Way},
};
use serde_json::Map;

use super::product::{Product, asked, given, now};
use crate::mailroom::servers;

fn email(text: &str) -> Address {
    Address::read(Medium::Email, text).unwrap()
}

/// A product that sends as `from`, which no mailbox has; reports come to a mailbox on Dovecot.
async fn product(mailbox: &str, from: &str) -> Option<Product> {
    let server = given("TEST_SMTP")?;
    let account = servers::dovecot(mailbox)?;
    servers::emptied(mailbox);
    let mut product = Product::new().await;
    product.open_mailbox(&account).await;
    product.start(&[("EFFICACES_MAIL_SERVER", &server), ("EFFICACES_MAIL_FROM", from)]).await;
    Some(product)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_e_mail_that_comes_back_has_failed_with_its_reason_and_its_address_is_unreachable() {
    let Some(product) = product("boite20", "avis@mail.example").await else { return };
    let service = product.service("36111", Medium::Email).await;
    let lost = product.order(&service, &email("lost@mail.example")).await;
    let full = product.order(&service, &email("full@mail.example")).await;
    let good = product.order(&service, &email("boite21@mail.example")).await;
    let ended = product.until_state(lost.id, State::Failed).await;
    assert_eq!(ended.why, Some(Why::Unknown));
    assert!(ended.detail.unwrap_or_default().contains("nobody has this address"));
    assert_eq!(product.until_state(full.id, State::Failed).await.why, Some(Why::Away));
    let mut tx = product.db.read().await.unwrap();
    assert!(unreachable::is(&mut tx, &lost.recipient_key).await.unwrap());
    assert!(!unreachable::is(&mut tx, &full.recipient_key).await.unwrap(), "a full mailbox may be emptied");
    drop(tx);
    assert_eq!(product.notice(good.id).await.state, State::Sent);
    // Reports are no requests, and nobody answers them.
    product
        .until("both reports are filed", async || {
            product.number("SELECT COUNT(*) FROM arrival WHERE kind = 'bounce' AND state = 'filed'").await
                == 2
        })
        .await;
    assert_eq!(product.number("SELECT COUNT(*) FROM request").await, 0);
    let other = product.service("36222", Medium::Email).await;
    let again = product.order(&other, &email("lost@mail.example")).await;
    assert_eq!((again.state, again.why), (State::Cancelled, Some(Why::Unreachable)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_next_rung_of_a_ladder_stands_in_for_an_e_mail_that_comes_back() {
    let Some(product) = product("boite22", "avis@mail.example").await else { return };
    let (service, template) = product.service("36111", Medium::Email).await;
    let partner = product.house.partner.clone();
    let rung = |means, is_fallback| Rung { means, after: Delay::default(), is_fallback };
    let ladder = vec![
        rung(Means::Message { medium: Medium::Email, template: template.id }, false),
        rung(Means::Call { script: "Dire que le dossier avance.".to_owned() }, true),
    ];
    let plan = Plan {
        trigger: Trigger::Entered { status: "complete".to_owned() },
        condition: Condition::default(),
        ladder,
        goal: Goal::None,
        holdout: 0.0,
        is_self_stopping: true,
        territory: Territory::default(),
    };
    let new = NewRule {
        partner: partner.clone(),
        service: service.id,
        name: "Avancement".to_owned(),
        plan,
        origin: None,
        practice: None,
    };
    let mut usager = Usager::new(partner.clone(), "Camille", now());
    usager.external_id = Some("U-1".to_owned());
    let mut tx = product.db.write().await.unwrap();
    usagers::record(&mut tx, &usager).await.unwrap();
    for way in [Way::email("lost@mail.example"), Way::phone("0612345678")] {
        usagers::add_way(&mut tx, &usager, &way.unwrap(), now()).await.unwrap();
    }
    let rule = rules::create(&mut tx, &new, "a", now()).await.unwrap();
    assert!(rules::start(&mut tx, &rule, now()).await.unwrap());
    let fact = Fact {
        id: FactId::new(now()),
        partner,
        request: "D-1".to_owned(),
        usager: "U-1".to_owned(),
        what: What::Status("complete".to_owned()),
        at: now(),
        reason: None,
        life_event: None,
        channel: None,
        waits_for: None,
        is_closing: false,
        data: Map::new(),
        source: "api".to_owned(),
        source_id: "1".to_owned(),
    };
    facts::record(&mut tx, &fact, ForLog::No, now()).await.unwrap();
    tx.commit().await.unwrap();
    product
        .until("somebody is to call", async || product.number("SELECT COUNT(*) FROM callback").await == 1)
        .await;
    assert_eq!(product.texts("SELECT why FROM notice WHERE state = 'failed'").await, ["unknown-recipient"]);
}

/// The only message in a Maildir.
async fn arrived(product: &Product, maildir: &Path) -> String {
    let found = || fs::read_dir(maildir.join("new")).unwrap().flatten().next().map(|it| it.path());
    product.until("the e-mail arrives", async || found().is_some()).await;
    fs::read_to_string(found().unwrap())
        .unwrap()
        .replace("\r\n", "\n")
        .replace("\n ", " ")
        .replace("\n\t", " ")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_e_mail_is_refused_in_one_click_and_not_by_a_program_that_follows_its_link() {
    let Some(product) = product("boite23", "avis@mail.example").await else { return };
    let service = product.service("36111", Medium::Email).await;
    let maildir = servers::emptied("boite24");
    let to = email("boite24@mail.example");
    product.order(&service, &to).await;
    let raw = arrived(&product, &maildir).await;
    let field = |name: &str| raw.lines().find_map(|it| it.strip_prefix(name)).map(str::trim);
    assert_eq!(field("List-Unsubscribe-Post:"), Some("List-Unsubscribe=One-Click"), "{raw}");
    assert_eq!(field("Auto-Submitted:"), Some("auto-generated"));
    let path = field("Return-Path:").unwrap();
    assert!(path.starts_with("<boite23+") && path.ends_with("@mail.example>"), "{path}");
    let link = field("List-Unsubscribe:").unwrap().trim_matches(['<', '>']);
    let link = link.strip_prefix(&format!("http://{}", product.address)).unwrap();
    // A scanner of links opens it, and asks for its head.
    for method in ["GET", "HEAD"] {
        assert_eq!(asked(&product.address, &format!("{method} {link}"), "").await.0, 200);
    }
    // Another service tells something else, so that nothing but a refusal stops it.
    let others =
        [product.service("36222", Medium::Email).await, product.service("36333", Medium::Email).await];
    assert_eq!(product.order(&others[0], &to).await.state, State::Waiting);
    // A mail program posts, without a cookie.
    let (status, answer) =
        asked(&product.address, &format!("POST {link}"), "List-Unsubscribe=One-Click").await;
    assert_eq!(status, 200, "{answer}");
    assert!(!answer.to_lowercase().contains("set-cookie"), "{answer}");
    let next = product.order(&others[1], &to).await;
    assert_eq!((next.state, next.why), (State::Cancelled, Some(Why::Refused)));
}
