//! Hearing over SMPP: receipts in all their spellings, and what people write.

use std::{sync::atomic::Ordering, time::Duration};

use gateways::carrier::{Carrier as _, Heard, ReceiptState, smpp::Times};
use serde_json::json;

use crate::sms_peer::{Centre, message};

const NUMBER: &str = "+33612345678";

/// Whether a receipt is for the message with this id.
fn is_for(heard: &Heard, id: &str) -> bool {
    matches!(heard, Heard::Receipt { their_id, also, .. } if their_id == id || also.iter().any(|it| it == id))
}

fn state(heard: &Heard) -> Option<ReceiptState> {
    match heard {
        Heard::Receipt { state, .. } => Some(*state),
        Heard::Incoming { .. } => None,
    }
}

fn text(heard: &Heard) -> Option<&str> {
    match heard {
        Heard::Incoming { text, .. } => Some(text),
        Heard::Receipt { .. } => None,
    }
}

#[tokio::test]
async fn receipts_are_known_however_they_are_written() {
    let Some(centre) = Centre::of("styles") else { return };
    let (smpp, notebook) = centre.line("", Times::default()).await;
    for (place, style) in ["text", "field", "decimal", "capitals", "short"].into_iter().enumerate() {
        centre.tell("behave", json!({"style": style})).await;
        let taken = smpp.send(&message(NUMBER, "Bonjour")).await.unwrap();
        let heard = notebook.heard(place + 1).await;
        assert!(is_for(&heard[place], &taken.their_ids[0]), "{style}: {:?}", heard[place]);
        assert_eq!(state(&heard[place]), Some(ReceiptState::Delivered), "{style}");
        let Heard::Receipt { number, detail, .. } = &heard[place] else { panic!() };
        assert_eq!(number.as_deref(), Some(NUMBER));
        assert!(!detail.contains("Bonjour"));
    }
}

#[tokio::test]
async fn what_is_not_delivered_is_told() {
    let Some(centre) = Centre::of("failed") else { return };
    let (smpp, notebook) = centre.line("", Times::default()).await;
    smpp.send(&message("+33612345698", "Bonjour")).await.unwrap();
    assert_eq!(state(&notebook.heard(1).await[0]), Some(ReceiptState::Undeliverable));
}

#[tokio::test]
async fn receipts_come_twice_before_the_answer_and_for_nothing() {
    let Some(centre) = Centre::of("odd") else { return };
    let (smpp, notebook) = centre.line("", Times::default()).await;
    centre.tell("behave", json!({"receipts": "twice"})).await;
    let taken = smpp.send(&message(NUMBER, "Bonjour")).await.unwrap();
    assert!(notebook.heard(2).await.iter().all(|it| is_for(it, &taken.their_ids[0])));
    centre.tell("behave", json!({"receipts": "before"})).await;
    let taken = smpp.send(&message(NUMBER, "Bonjour")).await.unwrap();
    assert!(is_for(&notebook.heard(3).await[2], &taken.their_ids[0]));
    centre.tell("receipt", json!({"id": "nothing", "stat": "DELIVRD", "number": "33612345678"})).await;
    assert!(is_for(&notebook.heard(4).await[3], "nothing"));
}

#[tokio::test]
async fn what_people_write_is_heard_whole_and_once() {
    let Some(centre) = Centre::of("writes") else { return };
    let (_smpp, notebook) = centre.line("", Times::default()).await;
    let long = "Je ne peux pas venir mardi, et mercredi non plus. ".repeat(8);
    let long = long.trim();
    for (place, (text_sent, coding, in_turn)) in [
        ("STOP", 0, false),
        ("é è à € [ok]", 0, false),
        ("J’arrive ! 🙂", 8, false),
        (long, 0, false),
        (long, 8, false),
        // The next part comes only after an answer to the one before.
        (long, 0, true),
    ]
    .into_iter()
    .enumerate()
    {
        let sent = json!({"from": "33612345678", "to": "36000", "text": text_sent, "coding": coding, "in_turn": in_turn});
        centre.tell("deliver", sent).await;
        let heard = notebook.heard(place + 1).await;
        assert_eq!(text(&heard[place]), Some(text_sent));
        let Heard::Incoming { from, to, .. } = &heard[place] else { panic!() };
        assert_eq!((from.as_str(), to.as_str()), (NUMBER, "36000"));
    }
    // Each part is acknowledged in the end, those that waited in vain when they come again; and nothing is heard twice.
    let answers = centre.happened("kept=15").await.answers;
    assert_eq!(answers.iter().filter(|it| it["status"] == 0).count(), 15);
    assert_eq!(notebook.heard(6).await.len(), 6);
}

#[tokio::test]
async fn what_could_not_be_kept_is_left_with_the_centre_until_it_is() {
    let Some(centre) = Centre::of("again") else { return };
    let (_smpp, notebook) = centre.line("", Times::default()).await;
    notebook.failures.store(2, Ordering::Relaxed);
    centre.tell("deliver", json!({"from": "33612345678", "to": "36000", "text": "Oui"})).await;
    assert_eq!(text(&notebook.heard(1).await[0]), Some("Oui"));
    let answers = centre.happened("answers=3").await.answers;
    let statuses: Vec<_> = answers.iter().map(|it| it["status"].as_u64().unwrap()).collect();
    assert_eq!(statuses, [0x64, 0x64, 0]);
}

#[tokio::test]
async fn what_came_of_a_message_is_told_when_the_rest_does_not_come() {
    let Some(centre) = Centre::of("lacking") else { return };
    let times = Times {
        hold_max: Duration::from_millis(50),
        join_max: Duration::from_millis(400),
        ..Times::default()
    };
    let (_smpp, notebook) = centre.line("", times).await;
    let long = format!("{}{}{}", "a".repeat(153), "b".repeat(153), "c".repeat(20));
    centre.tell("deliver", json!({"from": "33612345678", "to": "36000", "text": long, "only": [1, 3]})).await;
    let heard = notebook.heard(1).await;
    assert_eq!(text(&heard[0]), Some(&*format!("{}[…]{}", "a".repeat(153), "c".repeat(20))));
}

#[tokio::test]
async fn a_line_that_was_cut_is_listened_to_again() {
    let Some(centre) = Centre::of("cut") else { return };
    let (smpp, notebook) = centre.line("", Times::default()).await;
    centre.tell("drop", json!({})).await;
    centre.tell("deliver", json!({"from": "33612345678", "to": "36000", "text": "Oui"})).await;
    assert_eq!(text(&notebook.heard(1).await[0]), Some("Oui"));
    smpp.connected().await;
    assert_eq!(centre.happened("bound=2").await.binds, 2);
}
