//! Text messages over HTTP: through a real Kannel, and to providers that answer as none should.

use std::time::Duration;

use gateways::carrier::{
    Carrier as _, Heard, Http, Line, NotTaken, ReceiptState, Refusal,
    http::heard,
    setting::{self, HttpAddress, Way},
};
use jiff::Timestamp;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
    task::JoinHandle,
};

use crate::sms_peer::{Centre, given, message};

const NUMBER: &str = "+33612345678";

fn address(text: &str) -> HttpAddress {
    match setting::read(text).unwrap().remove(0).way {
        Way::Http(address) => address,
        Way::Smpp(_) => panic!("not HTTP: {text}"),
    }
}

/// Kannel, whose receipts go to the hatch of the centre.
fn kannel() -> Option<(Http, Centre)> {
    let centre = Centre::of("kannel")?;
    let hatch = format!("{}/hatch", given("TEST_SMS_CENTRE")?).parse().unwrap();
    let http = Http::new("kannel".to_owned(), address(&given("TEST_KANNEL")?), Some(hatch)).unwrap();
    Some((http, centre))
}

/// What came to the hatch with this text.
async fn told(text: &str) -> Heard {
    let mut url = reqwest::Url::parse(&format!("{}/hatch/seen", given("TEST_SMS_CENTRE").unwrap())).unwrap();
    url.query_pairs_mut().append_pair("text", text);
    let seen: Vec<String> =
        serde_json::from_str(&reqwest::get(url).await.unwrap().text().await.unwrap()).unwrap();
    heard(seen.first().unwrap().as_bytes(), Timestamp::UNIX_EPOCH).unwrap()
}

async fn got(centre: &Centre, text: &str) -> Value {
    let all = centre.happened("received=1").await.received;
    all.into_iter().find(|it| it["text"] == text).unwrap()
}

#[tokio::test]
async fn kannel_takes_a_message_and_tells_what_became_of_it() {
    let Some((http, centre)) = kannel() else { return };
    for text in ["Votre carte est prête : 5 €, apportez l’ancienne 🙂", "Bonjour é à [ok] & + 100%"]
    {
        let sent = message(NUMBER, text);
        let taken = http.send(&sent).await.unwrap();
        assert_eq!(taken.their_ids, [sent.id.to_string()]);
        let Heard::Receipt { their_id, state, number, detail, .. } = told(&taken.their_ids[0]).await else {
            panic!()
        };
        assert_eq!((their_id, state), (sent.id.to_string(), ReceiptState::Delivered));
        assert_eq!(
            (number.as_deref(), detail.as_str()),
            (Some(NUMBER), "stat:DELIVRD err:000 done:2611291201")
        );
        let got = got(&centre, text).await;
        assert_eq!((&got["to"], &got["from"]), (&json!("33612345678"), &json!("Ville Lyon")));
    }
    assert_eq!(http.line(), Line::Up);
}

#[tokio::test]
async fn kannel_tells_what_was_not_delivered_and_what_was_not_taken() {
    let Some((http, _)) = kannel() else { return };
    for (number, wanted) in
        [("+33612345698", ReceiptState::Undeliverable), ("+33612345699", ReceiptState::Rejected)]
    {
        let taken = http.send(&message(number, "Bonjour")).await.unwrap();
        let Heard::Receipt { state, .. } = told(&taken.their_ids[0]).await else { panic!() };
        assert_eq!(state, wanted, "{number}");
    }
}

#[tokio::test]
async fn kannel_cuts_a_long_message() {
    let Some((http, centre)) = kannel() else { return };
    let text = "Une longue lettre de la mairie. ".repeat(15);
    let taken = http.send(&message(NUMBER, text.trim())).await.unwrap();
    assert!(matches!(told(&taken.their_ids[0]).await, Heard::Receipt { state: ReceiptState::Delivered, .. }));
    let all = centre.happened("received=4").await.received;
    let whole: String =
        all.iter().filter(|it| it["header"] != "").map(|it| it["text"].as_str().unwrap()).collect();
    assert_eq!(whole, text.trim());
}

#[tokio::test]
async fn what_people_write_comes_by_kannel() {
    let Some((_, centre)) = kannel() else { return };
    for (text, coding) in [("Non merci é€", 0), ("Oui, j’arrive 🙂", 8)] {
        let from = if coding == 0 { "33612345670" } else { "33612345671" };
        centre.tell("deliver", json!({"from": from, "to": "36000", "text": text, "coding": coding})).await;
        let Heard::Incoming { from: said, to, text: read, their_id, .. } = told(from).await else { panic!() };
        assert_eq!((said, to.as_str(), read.as_str()), (format!("+{from}"), "36000", text));
        assert!(their_id.is_some());
    }
}

#[tokio::test]
async fn a_wrong_password_is_not_for_the_message() {
    let Some((..)) = kannel() else { return };
    let wrong = given("TEST_KANNEL").unwrap().replace(":secret@", ":wrong@");
    let http = Http::new("kannel".to_owned(), address(&wrong), None).unwrap();
    let later = http.send(&message(NUMBER, "Bonjour")).await.unwrap_err();
    assert!(matches!(&later, NotTaken::Later { detail, .. } if detail.contains("403")), "{later}");
    assert!(matches!(http.line(), Line::Down { .. }));
}

/// A provider that answers once, or not; it gives what it was asked.
async fn provider(answer: &'static str) -> (u16, JoinHandle<String>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let asked = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut asked = Vec::new();
        // The document ends with its last brace.
        while !asked.ends_with(b"}") {
            let mut piece = [0; 4_096];
            let read = stream.read(&mut piece).await.unwrap();
            assert!(read > 0);
            asked.extend_from_slice(&piece[..read]);
        }
        stream.write_all(answer.as_bytes()).await.unwrap();
        String::from_utf8(asked).unwrap()
    });
    (port, asked)
}

async fn asked_of(answer: &'static str) -> (Result<Vec<String>, NotTaken>, String) {
    let (port, asked) = provider(answer).await;
    let hatch = "https://ce.example/sms?provider=x".parse().unwrap();
    let address = address(&format!("http://key:k1@127.0.0.1:{port}/v1/messages?shape=json&account=7#x"));
    let http = Http::new("x".to_owned(), address, Some(hatch)).unwrap();
    let sent = message(NUMBER, "Bonjour");
    let done = http.send(&sent).await.map(|it| it.their_ids.into_iter().skip(1).collect());
    (done, asked.await.unwrap())
}

#[tokio::test]
async fn a_provider_gets_a_json_document() {
    let (done, asked) =
        asked_of("HTTP/1.1 201 Created\r\nContent-Length: 17\r\n\r\n{\"ids\":[1,\"b-2\"]}").await;
    assert_eq!(done.unwrap(), ["1", "b-2"]);
    let (head, body) = asked.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("POST /v1/messages?account=7 "), "{head}");
    assert!(head.to_ascii_lowercase().contains("authorization: basic a2v5omsx"), "{head}");
    let body: Value = serde_json::from_str(body).unwrap();
    assert_eq!(
        (&body["to"], &body["from"], &body["text"]),
        (&json!(NUMBER), &json!("Ville Lyon"), &json!("Bonjour"))
    );
    let receipts = format!("https://ce.example/sms?provider=x&id={}", body["id"].as_str().unwrap());
    assert_eq!(body["receipt_url"], receipts);
}

#[tokio::test]
async fn a_provider_that_speaks_json_takes_a_message_and_tells_what_became_of_it() {
    let Some(centre) = Centre::of("json") else { return };
    let control = given("TEST_SMS_CENTRE").unwrap();
    let hatch = format!("{control}/hatch?secret=s").parse().unwrap();
    let place = control.replace("http://", "http://json:secret@");
    let http =
        Http::new("json".to_owned(), address(&format!("{place}/json/json?shape=json")), Some(hatch)).unwrap();
    let text = "Votre carte est prête : 5 € & + 100 %";
    for (number, wanted) in [(NUMBER, ReceiptState::Delivered), ("+33612345698", ReceiptState::Undeliverable)]
    {
        let sent = message(number, text);
        let taken = http.send(&sent).await.unwrap();
        let received = centre.happened("received=1").await.received.pop().unwrap();
        assert_eq!(taken.their_ids, [sent.id.to_string(), received["id"].as_str().unwrap().to_owned()]);
        assert_eq!((&received["to"], &received["from"]), (&json!(number), &json!("Ville Lyon")));
        assert_eq!(received["text"], text);
        let Heard::Receipt { their_id, state, number: told, .. } = told(&sent.id.to_string()).await else {
            panic!()
        };
        assert_eq!((their_id, state, told.as_deref()), (sent.id.to_string(), wanted, Some(number)));
    }
    let refused = http.send(&message("+33612345699", text)).await.unwrap_err();
    assert!(matches!(refused, NotTaken::Refused { .. }), "{refused}");
    let wrong =
        address(&format!("{}/json/json?shape=json", control.replace("http://", "http://json:wrong@")));
    let later =
        Http::new("json".to_owned(), wrong, None).unwrap().send(&message(NUMBER, text)).await.unwrap_err();
    assert!(matches!(later, NotTaken::Later { .. }), "{later}");
}

#[tokio::test]
async fn what_a_provider_answers_says_what_became_of_the_message() {
    let (refused, _) =
        asked_of("HTTP/1.1 422 No\r\nContent-Length: 25\r\n\r\n{\"error\":\"wrong number\"}\n").await;
    assert!(matches!(refused, Err(NotTaken::Refused { why: Refusal::Number, .. })), "{refused:?}");
    let (later, _) = asked_of("HTTP/1.1 429 Slow\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n").await;
    assert!(
        matches!(later, Err(NotTaken::Later { after: Some(after), .. }) if after == Duration::from_secs(7)),
        "{later:?}"
    );
    for broken in ["", "HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n", "nonsense\r\n\r\n"] {
        let (unknown, _) = asked_of(broken).await;
        assert!(matches!(unknown, Err(NotTaken::Unknown { .. })), "{broken}: {unknown:?}");
    }
}

#[tokio::test]
async fn where_nobody_is_nothing_was_taken() {
    let http = Http::new("x".to_owned(), address("http://127.0.0.1:9/send#x"), None).unwrap();
    let later = http.send(&message(NUMBER, "Bonjour")).await.unwrap_err();
    assert!(matches!(later, NotTaken::Later { .. }), "{later}");
}
