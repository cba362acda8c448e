use kernel::Secret;

use super::*;
use crate::{MARK_FIELD, Settings, read};

fn keys() -> Keys {
    Keys::new(Secret::new(vec![7; 32]), None).unwrap()
}

fn incoming(raw: &str) -> Incoming {
    read(raw.as_bytes(), &Settings::default()).unwrap()
}

fn kind_after(raw: &str, answers_today: u32) -> Kind {
    kind(&incoming(raw), &Known { keys: &keys(), domain: "ville.fr", answers_today })
}

fn kind_of(raw: &str) -> Kind {
    kind_after(raw, 0)
}

fn with(fields: &str) -> Kind {
    kind_of(&format!("{fields}\nFrom: jeanne@mail.fr\nSubject: x\n\nBonjour\n"))
}

const REPORT: &str = "Return-Path: <>\nFrom: MAILER-DAEMON@mx.mail.fr\nAuto-Submitted: auto-replied\nSubject: Undelivered Mail\n\
    MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\n\n--b\n\nSorry.\n\
    --b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; jeanne@mail.fr\n\
    Action: failed\nStatus: 5.1.1\n\n--b\nContent-Type: message/rfc822\n\nMessage-ID: <@ID@>\nSubject: Votre demande\n\nBonjour\n\n--b--\n";

#[test]
fn a_message_of_ours_that_comes_back_is_known() {
    let id = keys().message_id("msg_1", "ville.fr");
    assert_eq!(with(&format!("Message-ID: <{id}>")), Kind::Own);
    assert_eq!(with(&format!("{MARK_FIELD}: {}", keys().mark(&id))), Kind::Own);
    let forged = keys().message_id("msg_1", "ville.fr").replace("msg_1", "msg_2");
    assert_eq!(with(&format!("Message-ID: <{forged}>")), Kind::Ordinary);
    assert_eq!(with(&format!("{MARK_FIELD}: forged {id}")), Kind::Ordinary);
}

#[test]
fn a_message_that_goes_round_is_a_loop() {
    let received = |count: usize| {
        with("Received: from a by b; Mon, 2 Mar 2026 10:00:00 +0100\n".repeat(count).trim_end())
    };
    assert_eq!(received(HOPS_MAX), Kind::Ordinary);
    assert_eq!(received(HOPS_MAX + 1), Kind::Loop(Looping::Hops));
}

#[test]
fn a_thread_of_robots_is_a_loop() {
    let raw = "From: jeanne@mail.fr\nSubject: x\n\nBonjour\n";
    assert_eq!(kind_after(raw, ANSWERS_A_DAY_MAX), Kind::Ordinary);
    assert_eq!(kind_after(raw, ANSWERS_A_DAY_MAX + 1), Kind::Loop(Looping::Answers));
}

#[test]
fn a_report_is_a_bounce_with_its_message() {
    let id = keys().message_id("msg_1", "ville.fr");
    let Kind::Bounce(bounce) = kind_of(&REPORT.replace("@ID@", &id)) else { panic!("no bounce") };
    assert!(bounce.is_for_good && bounce.is_of_ours);
    assert_eq!(bounce.original_message_id, Some(id));
    assert_eq!(bounce.recipients[0].address.as_deref(), Some("jeanne@mail.fr"));
    let Kind::Bounce(bounce) = kind_of(&REPORT.replace("@ID@", "x@ville.fr")) else { panic!("no bounce") };
    assert!(!bounce.is_of_ours);
    let delayed = REPORT.replace("failed", "delayed").replace("5.1.1", "4.4.1");
    let Kind::Bounce(bounce) = kind_of(&delayed) else { panic!("no bounce") };
    assert!(!bounce.is_for_good);
    assert_eq!(kind_of(&REPORT.replace("failed", "relayed")), Kind::Automatic(Automatic::Receipt));
}

#[test]
fn a_bounce_without_a_standard_is_one_only_from_a_server() {
    let text =
        "Subject: failure notice\n\nThis is a permanent error.\n<jeanne@mail.fr>:\nno mailbox (#5.1.1)\n";
    let raw = format!("From: MAILER-DAEMON@mail.fr\n{text}");
    assert!(matches!(kind_of(&raw), Kind::Bounce(_)));
    assert_eq!(kind_of(&format!("From: jeanne@mail.fr\n{text}")), Kind::Ordinary);
    assert!(matches!(kind_of(&format!("Return-Path: <>\nFrom: x@mail.fr\n{text}")), Kind::Bounce(_)));
}

#[test]
fn the_absent_are_told_from_other_robots() {
    let subject = |fields: &str, subject: &str| {
        kind_of(&format!("{fields}From: jeanne@mail.fr\nSubject: {subject}\n\nx\n"))
    };
    let replied = "Auto-Submitted: auto-replied (vacation)\n";
    assert_eq!(subject(replied, "Absence du bureau : Votre demande"), Kind::OutOfOffice);
    assert_eq!(subject("", "=?utf-8?q?R=C3=A9ponse_automatique_:_Votre_demande?="), Kind::OutOfOffice);
    assert_eq!(subject("X-Autoreply: yes\n", "Je suis absente du bureau"), Kind::OutOfOffice);
    assert_eq!(subject(replied, "Nous avons bien reçu"), Kind::Automatic(Automatic::Declared));
    assert_eq!(subject("", "Absence de mon fils à la cantine"), Kind::Ordinary);
    assert_eq!(subject("", "Mon enfant en congé maladie"), Kind::Ordinary);
}

#[test]
fn robots_are_known_by_what_they_declare() {
    assert_eq!(with("Auto-Submitted: auto-generated"), Kind::Automatic(Automatic::Declared));
    assert_eq!(with("Auto-Submitted: No"), Kind::Ordinary);
    assert_eq!(with("Precedence: auto_reply"), Kind::Automatic(Automatic::Answering));
    assert_eq!(with("Return-Path: <>"), Kind::Automatic(Automatic::NullReturnPath));
    let receipt = "Content-Type: multipart/report; report-type=disposition-notification; boundary=b";
    assert_eq!(with(receipt), Kind::Automatic(Automatic::Receipt));
}

#[test]
fn the_verdict_of_the_server_is_taken() {
    assert_eq!(with("X-Spam-Flag: YES"), Kind::Spam);
    assert_eq!(with("X-Spam-Flag: NO"), Kind::Ordinary);
}

#[test]
fn only_people_are_answered() {
    let answerable = |fields: &str| {
        let raw = format!("{fields}\nSubject: x\n\nBonjour\n");
        is_answerable(&incoming(&raw), &kind_of(&raw))
    };
    assert!(answerable("From: jeanne@mail.fr"));
    for fields in [
        "From: jeanne@mail.fr\nAuto-Submitted: auto-replied",
        "From: jeanne@mail.fr\nReturn-Path: <>",
        "From: jeanne@mail.fr\nList-Id: <liste.mail.fr>",
        "From: jeanne@mail.fr\nPrecedence: bulk",
        "From: jeanne@mail.fr\nX-Spam-Flag: YES",
        "From: no-reply@mail.fr",
        "From: MAILER-DAEMON@mail.fr",
        "From: a@mail.fr, b@mail.fr",
        "To: x@ville.fr",
    ] {
        assert!(!answerable(fields), "{fields}");
    }
}
