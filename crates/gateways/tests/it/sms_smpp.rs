//! Sending over SMPP, to a real centre and to one that behaves badly.

use std::{collections::HashSet, sync::Arc, time::Duration};

use futures::future::join_all;
use gateways::carrier::{Carrier as _, Line, NotTaken, Refusal, smpp::Times};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::sms_peer::{Centre, address, message, start};

/// Far from here, where nobody is written to.
const NUMBER: &str = "+33612345678";

#[tokio::test]
async fn a_message_goes_as_the_centre_wants_it() {
    let Some(centre) = Centre::of("goes") else { return };
    let (smpp, _) = centre.line("", Times::default()).await;
    let taken = smpp.send(&message(NUMBER, "Votre dossier est prêt : 5 €")).await.unwrap();
    let got = centre.happened("received=1").await.received.remove(0);
    assert_eq!(taken.their_ids, [got["id"].as_str().unwrap()]);
    assert_eq!((&got["to"], &got["to_ton"]), (&json!("33612345678"), &json!(1)));
    assert_eq!((&got["from"], &got["from_ton"]), (&json!("Ville Lyon"), &json!(5)));
    assert_eq!((&got["esm_class"], &got["registered_delivery"]), (&json!(0), &json!(1)));
    // One letter that the default alphabet lacks.
    assert_eq!((&got["text"], &got["coding"]), (&json!("Votre dossier est prêt : 5 €"), &json!(8)));
    assert_eq!(smpp.line(), Line::Up);
}

#[tokio::test]
async fn signs_of_the_default_alphabet_are_read_as_they_were_written() {
    let Some(centre) = Centre::of("alphabet") else { return };
    let (smpp, _) = centre.line("", Times::default()).await;
    let text = "à é è ù ì ò Ç £ $ @ _ [ ] { } ^ ~ \\ | € ñ Ñ";
    smpp.send(&message(NUMBER, text)).await.unwrap();
    let got = centre.happened("received=1").await.received.remove(0);
    assert_eq!((&got["text"], &got["coding"]), (&json!(text), &json!(0)));
}

#[tokio::test]
async fn a_long_message_goes_in_parts_that_a_phone_joins() {
    let Some(centre) = Centre::of("long") else { return };
    let (smpp, _) = centre.line("", Times::default()).await;
    for text in ["Bonjour {0}. ".repeat(30), "Être prêt à l’heure 🙂 ".repeat(12)] {
        let before = centre.happened("").await.received.len();
        let taken = smpp.send(&message(NUMBER, &text)).await.unwrap();
        let got = centre.happened(&format!("received={}", before + taken.their_ids.len())).await.received;
        let parts = &got[before..];
        assert!(parts.len() > 2);
        assert_eq!(parts.iter().map(|it| it["text"].as_str().unwrap()).collect::<String>(), text);
        let total = parts.len();
        for (place, part) in parts.iter().enumerate() {
            assert_eq!(part["esm_class"], 0x40);
            // The library takes the length off; then come the kind, its length, the reference, how many, and which.
            let header = |it: &Value| it["header"].as_str().unwrap().to_owned();
            assert_eq!(header(part), format!("0003{}{total:02x}{:02x}", &header(&parts[0])[4..6], place + 1));
        }
    }
}

#[tokio::test]
async fn a_number_that_nobody_has_is_refused_for_good() {
    let Some(centre) = Centre::of("nobody") else { return };
    let (smpp, _) = centre.line("", Times::default()).await;
    let refused = smpp.send(&message("+33612345699", "Bonjour")).await.unwrap_err();
    assert!(matches!(refused, NotTaken::Refused { why: Refusal::Number, .. }), "{refused}");
    let refused = smpp.send(&message(NUMBER, "")).await.unwrap_err();
    assert!(matches!(refused, NotTaken::Refused { why: Refusal::Content, .. }), "{refused}");
    // 0x0A: the sender is not allowed.
    centre.tell("behave", json!({"status": 0x0A})).await;
    let refused = smpp.send(&message(NUMBER, "Bonjour")).await.unwrap_err();
    assert!(matches!(refused, NotTaken::Refused { why: Refusal::Sender, .. }), "{refused}");
}

#[tokio::test]
async fn a_centre_that_asks_for_less_gets_less() {
    let Some(centre) = Centre::of("less") else { return };
    centre.tell("behave", json!({"throttle_next": 1})).await;
    let (smpp, _) = centre.line("", Times::default()).await;
    let sent = message(NUMBER, "Bonjour");
    let NotTaken::Later { after: Some(after), .. } = smpp.send(&sent).await.unwrap_err() else { panic!() };
    assert!(after <= Duration::from_secs(1));
    // Those that follow are not even tried.
    for _ in 0..3 {
        assert!(matches!(smpp.send(&sent).await, Err(NotTaken::Later { after: Some(_), .. })));
    }
    assert_eq!(centre.happened("received=1").await.received.len(), 1);
    while let Err(NotTaken::Later { after: Some(after), .. }) = smpp.send(&sent).await {
        tokio::time::sleep(after).await;
    }
    assert_eq!(centre.happened("received=2").await.received[1]["status"], 0);
}

#[tokio::test]
async fn the_rest_of_a_message_waits_until_the_centre_takes_it() {
    let Some(centre) = Centre::of("rest") else { return };
    centre.tell("behave", json!({"pass_next": 1, "throttle_next": 1})).await;
    let (smpp, _) = centre.line("", Times::default()).await;
    let taken = smpp.send(&message(NUMBER, &"a".repeat(200))).await.unwrap();
    let got = centre.happened("received=3").await.received;
    assert_eq!(taken.their_ids, [got[0]["id"].as_str().unwrap(), got[2]["id"].as_str().unwrap()]);
}

#[tokio::test]
async fn a_line_that_breaks_before_the_answer_leaves_the_message_unknown() {
    let Some(centre) = Centre::of("breaks") else { return };
    centre.tell("behave", json!({"drop_next": 1})).await;
    let (smpp, _) = centre.line("", Times::default()).await;
    let unknown = smpp.send(&message(NUMBER, "Bonjour")).await.unwrap_err();
    assert!(matches!(unknown, NotTaken::Unknown { .. }), "{unknown}");
    // The line is made again by itself, and meanwhile messages are given back.
    assert_eq!(centre.happened("bound=2").await.binds, 2);
    smpp.connected().await;
    smpp.send(&message(NUMBER, "Bonjour")).await.unwrap();
    assert_eq!(centre.happened("received=2").await.received.len(), 2);
}

#[tokio::test]
async fn an_answer_that_does_not_come_leaves_the_message_unknown() {
    let Some(centre) = Centre::of("silent") else { return };
    centre.tell("behave", json!({"silent_next": 1})).await;
    let (smpp, _) =
        centre.line("", Times { answer_max: Duration::from_millis(300), ..Times::default() }).await;
    let unknown = smpp.send(&message(NUMBER, "Bonjour")).await.unwrap_err();
    assert!(matches!(unknown, NotTaken::Unknown { .. }), "{unknown}");
    smpp.send(&message(NUMBER, "Bonjour")).await.unwrap();
    assert_eq!(centre.happened("").await.binds, 1);
}

#[tokio::test]
async fn where_nobody_lets_us_in_messages_are_given_back() {
    let Some(centre) = Centre::of("closed") else { return };
    centre.tell("behave", json!({"is_refused": true})).await;
    // Nobody listens on the other.
    for address in [centre.address(""), address("smpp://ce:secret@127.0.0.1:9#x")] {
        let (smpp, _) = start(address, Times::default());
        let later = smpp.send(&message(NUMBER, "Bonjour")).await.unwrap_err();
        assert!(matches!(later, NotTaken::Later { after: Some(_), .. }), "{later}");
        assert!(matches!(smpp.line(), Line::Down { .. }));
    }
    assert!(centre.happened("").await.received.is_empty());
}

#[tokio::test]
async fn many_messages_are_on_their_way_at_once() {
    let Some(centre) = Centre::of("many") else { return };
    centre.tell("behave", json!({"delay_ms": 50})).await;
    let (smpp, notebook) = centre.line("?window=20", Times::default()).await;
    let smpp = Arc::new(smpp);
    let mut sending = JoinSet::new();
    for it in 0..200 {
        let smpp = Arc::clone(&smpp);
        sending.spawn(async move { smpp.send(&message(NUMBER, &format!("Message {it}"))).await.unwrap() });
    }
    let ids: HashSet<String> = sending.join_all().await.into_iter().flat_map(|it| it.their_ids).collect();
    assert_eq!(ids.len(), 200);
    assert_eq!(notebook.heard(200).await.len(), 200);
}

#[tokio::test]
async fn messages_leave_at_the_rate_of_the_contract() {
    let Some(centre) = Centre::of("rate") else { return };
    let (smpp, _) = centre.line("?rate=20", Times::default()).await;
    let messages: Vec<_> = (0..11).map(|_| message(NUMBER, "Bonjour")).collect();
    let begun = tokio::time::Instant::now();
    assert!(join_all(messages.iter().map(|it| smpp.send(it))).await.iter().all(Result::is_ok));
    assert!(begun.elapsed() >= Duration::from_millis(500));
}
