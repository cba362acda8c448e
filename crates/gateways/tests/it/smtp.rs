//! Messages sent to a real Postfix.

use std::{fs, path::PathBuf, time::Duration};

use gateways::Smtp;
use jiff::Timestamp;
use mail_parser::MessageParser;
use register::outgoing::{Mail, MailId};

use crate::servers::postfix;

pub(crate) fn mail(to: &str, subject: &str, body: &str) -> Mail {
    let created_at: Timestamp = "2026-10-05T10:00:00Z".parse().unwrap();
    Mail {
        id: MailId::new(created_at),
        recipient: to.to_owned(),
        subject: subject.to_owned(),
        body: body.to_owned(),
        tries: 1,
        problem: None,
        created_at,
    }
}

pub(crate) fn smtp(server: &str) -> Smtp {
    Smtp::new(server, "Contacts efficaces <noreply@contacts.example>").unwrap()
}

/// The message with this id, once it has arrived.
async fn arrived(mailbox: &PathBuf, id: MailId) -> Vec<u8> {
    for _ in 0..600 {
        let files = fs::read_dir(mailbox).map(|it| it.map(|it| it.unwrap().path()).collect::<Vec<_>>());
        for file in files.unwrap_or_default() {
            let message = fs::read(file).unwrap();
            if String::from_utf8_lossy(&message).contains(&format!("<{id}@contacts.example>")) {
                return message;
            }
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{id} did not arrive in {}", mailbox.display());
}

#[tokio::test]
async fn a_message_arrives_as_it_was_written() {
    let Some((server, mailbox)) = postfix() else { return };
    let body = "Bonjour,\n\nVotre adresse est confirmée : « à bientôt ».\n.\nhttps://c.example/rejoindre/"
        .to_owned()
        + &"0123456789abcdef".repeat(10);
    let sent = mail("camille@mail.example", "Confirmez votre demande – Contacts efficaces", &body);
    smtp(&server).send(&sent).await.unwrap();
    let raw = arrived(&mailbox, sent.id).await;
    let message = MessageParser::default().parse(&raw).unwrap();
    assert_eq!(message.subject(), Some(sent.subject.as_str()));
    assert_eq!(message.from().unwrap().first().unwrap().address(), Some("noreply@contacts.example"));
    assert_eq!(message.to().unwrap().first().unwrap().address(), Some("camille@mail.example"));
    let text = message.body_text(0).unwrap().replace("\r\n", "\n");
    assert_eq!(text.trim_end(), sent.body);
    assert!(raw.is_ascii(), "old servers on the way read it too");
}

#[tokio::test]
async fn a_subject_never_becomes_a_header() {
    let Some((server, mailbox)) = postfix() else { return };
    let sent = mail("camille@mail.example", "Bonjour\r\nBcc: other@mail.example\r\n\r\nautre", "texte");
    if smtp(&server).send(&sent).await.is_ok() {
        let raw = arrived(&mailbox, sent.id).await;
        let message = MessageParser::default().parse(&raw).unwrap();
        assert!(message.bcc().is_none() && message.body_text(0).unwrap().trim() == "texte", "{message:?}");
    }
}

#[tokio::test]
async fn what_is_refused_for_good_is_told_from_what_is_refused_for_now() {
    let Some((server, _)) = postfix() else { return };
    for (to, is_for_good) in
        [("refused@mail.example", true), ("busy@mail.example", false), ("x@elsewhere.example", true)]
    {
        let error = smtp(&server).send(&mail(to, "Bonjour", "texte")).await.unwrap_err();
        assert_eq!(error.is_for_good(), is_for_good, "{to}: {error}");
    }
    let error = smtp(&server).send(&mail("not an address", "Bonjour", "texte")).await.unwrap_err();
    assert!(error.is_for_good(), "{error}");
    // Nobody listens there.
    let error =
        smtp("smtp://127.0.0.1:9").send(&mail("camille@mail.example", "Bonjour", "texte")).await.unwrap_err();
    assert!(!error.is_for_good(), "{error}");
}
