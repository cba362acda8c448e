//! Contacts posted by a partner's own systems, from the request to the log.

#![expect(clippy::unwrap_used, reason = "test code")]

use std::{path::Path, sync::Arc};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, StatusCode},
};
use contact_log::{Keys, Log};
use intake::{Flow, api};
use kernel::{Clock, FixedClock, PartnerCode, Scope};
use register::{Db, IncomingContacts, NewContact, Partner, TokenScope, incoming, partner, token};
use serde_json::{Value, json};
use site::Site;
use testkit::on_both;
use tower::ServiceExt as _;

const KEY: [u8; 32] = [7; 32];

struct Door {
    router: Router,
    token: String,
}

fn clock() -> Arc<dyn Clock> {
    Arc::new(FixedClock("2026-10-05T10:00:00Z".parse().unwrap()))
}

fn code() -> PartnerCode {
    "VILLE".parse().unwrap()
}

async fn door(db: &Db, scopes: &[TokenScope]) -> Door {
    let now = clock().now();
    let mut tx = db.write().await.unwrap();
    partner::save(&mut tx, &Partner { code: code(), name: "Ville".into() }, now).await.unwrap();
    let (_, text) = token::create(&mut tx, &code(), "phones", scopes, "test", now).await.unwrap();
    tx.commit().await.unwrap();
    let incoming = IncomingContacts::start(db.clone(), clock());
    let routes = api::routes(api::Intake { incoming, keys: Arc::new(Keys::from_bytes(KEY)) });
    let (served, _site) = Site::builder(db.clone(), clock()).build(routes).unwrap();
    Door { router: served, token: text.reveal().clone() }
}

impl Door {
    async fn post(&self, kind: &str, body: String) -> (StatusCode, Value) {
        self.post_as(&[("content-type", kind), ("accept-language", "en")], body).await
    }

    async fn post_as(&self, headers: &[(&str, &str)], body: String) -> (StatusCode, Value) {
        let request =
            Request::post("/api/v1/contacts").header("authorization", format!("Bearer {}", self.token));
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        let request = request.body(Body::from(body)).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let bytes = to_bytes(response.into_body(), 1 << 20).await.unwrap();
        (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
    }

    async fn send(&self, contacts: &Value) -> Value {
        let (status, answer) = self.post("application/json", contacts.to_string()).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        answer
    }
}

fn contact(id: &str) -> Value {
    json!({
        "contact_id": id, "usager": "0612345678", "request": "D-1", "started_at": "2026-10-05T09:00:00+02:00",
        "channel": "phone", "direction": "inbound", "reason": "APL", "cost": 6.25, "wait_s": 12,
    })
}

fn flow(db: &Db, folder: &Path) -> Flow {
    let log = Log::open(&folder.display().to_string()).unwrap();
    Flow { db: db.clone(), log, keys: Arc::new(Keys::from_bytes(KEY)) }
}

on_both! {
    async fn the_same_contact_is_counted_once(db: Db) {
        let door = door(&db, &[TokenScope::ContactsWrite]).await;
        let first = door.send(&json!([contact("c1"), contact("c2")])).await;
        assert_eq!(first, json!({ "accepted": 2, "duplicates": 0, "rejected": [] }));
        let again = door.send(&contact("c1")).await;
        assert_eq!(again, json!({ "accepted": 0, "duplicates": 1, "rejected": [] }));
        let mut other = contact("c1");
        other["channel"] = "email".into();
        let conflict = door.send(&other).await;
        assert_eq!(conflict["rejected"][0]["field"], "contact_id");
    }
}

on_both! {
    async fn each_line_has_its_verdict(db: Db) {
        let door = door(&db, &[TokenScope::ContactsWrite]).await;
        let mut fax = contact("c2");
        fax["channel"] = "fax".into();
        let lines = format!("\u{feff}{}\n{fax}\nnot json\n\n{}\n", contact("c1"), contact("c3"));
        let (status, answer) = door.post("application/x-ndjson", lines).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(answer["accepted"], 2);
        assert_eq!(answer["rejected"][0]["index"], 1);
        assert_eq!(answer["rejected"][0]["field"], "channel");
        assert!(answer["rejected"][0]["message"].as_str().unwrap().contains("phone, email"));
        assert_eq!(answer["rejected"][1]["field"], Value::Null);
    }
}

on_both! {
    async fn what_cannot_be_read_is_said_in_the_language_of_the_caller(db: Db) {
        let door = door(&db, &[TokenScope::ContactsWrite]).await;
        let json = ("content-type", "application/json");
        let french = ("accept-language", "fr");
        let (status, problem) = door.post_as(&[json, french, ("content-encoding", "gzip")], "[]".into()).await;
        assert_eq!(status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
        assert!(problem["detail"].as_str().unwrap().contains("compressé"), "{problem}");
        let (status, problem) = door.post_as(&[json, french], "[{]".into()).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        assert!(problem["detail"].as_str().unwrap().contains("ligne 1, caractère 3"), "{problem}");
        let (status, problem) = door.post_as(&[json, french], " ".repeat(33 << 20)).await;
        assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
        assert!(problem["detail"].as_str().unwrap().contains("dépasse la limite"), "{problem}");
    }
}

on_both! {
    async fn a_token_opens_what_it_says(db: Db) {
        let reader = door(&db, &[TokenScope::MeasuresRead]).await;
        let (status, problem) = reader.post("application/json", contact("c1").to_string()).await;
        assert_eq!(status, StatusCode::FORBIDDEN);
        assert_eq!(problem["status"], 403);
        let writer = door(&db, &[TokenScope::ContactsWrite]).await;
        let mut foreign = contact("c1");
        foreign["partner"] = "AUTRE".into();
        assert_eq!(writer.send(&foreign).await["rejected"][0]["field"], "partner");
    }
}

on_both! {
    async fn posted_contacts_reach_the_log_once(db: Db) {
        let folder = tempfile::tempdir().unwrap();
        let door = door(&db, &[TokenScope::ContactsWrite]).await;
        let flow = flow(&db, folder.path());
        door.send(&json!([contact("c1"), contact("c2")])).await;
        assert_eq!(flow.move_once().await.unwrap(), 2);
        door.send(&json!([contact("c1"), contact("c3")])).await;
        assert_eq!(flow.move_once().await.unwrap(), 1);
        assert_eq!(flow.move_once().await.unwrap(), 0);
        let snapshot = flow.log.snapshot().unwrap();
        assert_eq!(snapshot.partners()[0].contacts, 3);
        let batches = snapshot.read_contacts(&snapshot.partners()[0], 0, &["usager", "request", "cost"]).unwrap();
        let batch = batches.map(Result::unwrap).next().unwrap();
        let usagers = batch.column(0).as_any().downcast_ref::<arrow::array::UInt64Array>().unwrap();
        assert_eq!(usagers.value(0), Keys::from_bytes(KEY).usager(&code(), "0612345678"));
    }
}

on_both! {
    async fn a_crash_before_the_cursor_moves_doubles_nothing(db: Db) {
        let folder = tempfile::tempdir().unwrap();
        let door = door(&db, &[TokenScope::ContactsWrite]).await;
        let flow = flow(&db, folder.path());
        door.send(&contact("c1")).await;
        // The log has the rows, the cursor was never moved: as after a crash between the two.
        flow.append_waiting().await.unwrap();
        assert_eq!(flow.move_once().await.unwrap(), 1);
        assert_eq!(flow.log.snapshot().unwrap().partners()[0].contacts, 1);
    }
}

on_both! {
    async fn what_the_log_does_not_take_is_kept_and_the_rest_goes_on(db: Db) {
        let folder = tempfile::tempdir().unwrap();
        // Another server, with a register of its own, on the same log.
        let elsewhere = Db::open(&format!("sqlite:{}", folder.path().join("elsewhere.sqlite").display())).await.unwrap();
        elsewhere.migrate(&[&register::MIGRATIONS]).await.unwrap();
        let log = folder.path().join("log");
        door(&elsewhere, &[TokenScope::ContactsWrite]).await.send(&contact("c1")).await;
        flow(&elsewhere, &log).move_once().await.unwrap();

        let mut other = contact("c1");
        other["channel"] = "email".into();
        let here = door(&db, &[TokenScope::ContactsWrite]).await;
        assert_eq!(here.send(&json!([other, contact("c2")])).await["accepted"], 2);
        let damaged = NewContact { partner: code(), contact_id: "c3".into(), payload: "{".into() };
        IncomingContacts::start(db.clone(), clock()).append(vec![damaged]).await.unwrap();
        let flow = flow(&db, &log);
        assert_eq!(flow.move_once().await.unwrap(), 3);
        assert_eq!(flow.move_once().await.unwrap(), 0);
        assert_eq!(flow.log.snapshot().unwrap().partners()[0].contacts, 2);

        let mut tx = db.read().await.unwrap();
        let refused = incoming::refused(&mut tx, &Scope::Everyone).await.unwrap();
        let told: Vec<_> = refused.iter().map(|it| (it.contact_id.as_str(), it.refused.as_str())).collect();
        assert_eq!(told, [("c3", "unreadable"), ("c1", "conflict")]);
        let kept = incoming::after(&mut tx, 0, 10).await.unwrap();
        assert_eq!(kept.iter().map(|it| it.contact_id.as_str()).collect::<Vec<_>>(), ["c1", "c3"]);
    }
}

#[test]
fn no_source_identifier_is_kept() {
    let keys = Keys::from_bytes(KEY);
    let (_, payload) = intake::wire::read(&contact("c1"), &code(), &keys).unwrap();
    assert!(!payload.contains("0612345678") && !payload.contains("D-1"), "{payload}");
}

#[test]
fn each_fault_has_its_field() {
    let keys = Keys::from_bytes(KEY);
    for (field, bad) in [
        ("usager", json!(null)),
        ("started_at", json!("05/10/2026")),
        ("started_at", json!("20205-01-01T00:00:00Z")),
        ("direction", json!("in")),
        ("wait_s", json!(-1)),
        ("satisfaction", json!(6)),
        ("cost", json!(1.123_456)),
        ("cause", json!("Z9")),
        ("colour", json!("red")),
        ("reason", json!("x".repeat(1_001))),
    ] {
        let mut posted = contact("c1");
        posted[field] = bad;
        let fault = intake::wire::read(&posted, &code(), &keys).unwrap_err();
        assert_eq!(fault.field.as_deref(), Some(field));
        for lang in kernel::Lang::ALL {
            assert!(!fault.message.say(lang).is_empty());
        }
    }
}
