//! The door for what happens to requests.

use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode},
};
use kernel::Secret;
use register::{TokenScope, token};
use serde_json::json;
use site::Site;
use testkit::on_both;
use tower::ServiceExt as _;

use super::*;
use crate::rules::{api, facts::WaitsFor};

/// The site, and a token that may tell of events.
async fn open(world: &World) -> (Router, Secret<String>) {
    let door = world.scene.door.clone();
    let mut tx = door.db.write().await.unwrap();
    let partner = &world.scene.service.partner;
    let scopes = [TokenScope::EventsWrite];
    let (_, text) = token::create(&mut tx, partner, "SI", &scopes, "test", now()).await.unwrap();
    tx.commit().await.unwrap();
    let clock = Arc::clone(&door.clock);
    let (router, _) = Site::builder(door.db.clone(), clock).build(api::routes(door)).unwrap();
    (router, text)
}

async fn post(site: &(Router, Secret<String>), kind: &str, body: String) -> (StatusCode, Value) {
    let request = Request::post("/api/v1/request-events")
        .header("authorization", format!("Bearer {}", site.1.reveal()))
        .header("content-type", kind)
        .header("accept-language", "en")
        .body(Body::from(body))
        .unwrap();
    let answer = site.0.clone().oneshot(request).await.unwrap();
    let status = answer.status();
    let bytes = axum::body::to_bytes(answer.into_body(), 1 << 20).await.unwrap();
    (status, serde_json::from_slice(&bytes).unwrap())
}

fn event() -> Value {
    json!({
        "event_id": "e1", "request": "D1", "at": "2026-03-10T09:00:00Z", "status": "pieces",
        "usager": { "external_id": "U-D1", "phone": "06 12 34 56 78", "email": "Camille@Example.ORG", "language": "fr" },
        "date": { "kind": "payment", "on": "2026-03-20" }, "due": "2026-03-31", "waits_for": "usager",
        "reason": "logement", "channel": "web", "data": { "dossier": "D1" },
    })
}

on_both! {
    async fn an_event_is_kept_once_makes_its_person_known_and_has_its_rule_tell_them(db: Db) {
        let world = world(&db).await;
        world.rule(vec![world.rung(Medium::Sms, 0)], 0.0).await;
        let site = open(&world).await;
        let late = json!({ "request": "D2", "usager": { "external_id": "U2" }, "at": "2026-03-10T09:00:00Z", "status": "instruction" });
        let body = json!([event(), event(), late]).to_string();
        let (status, said) = post(&site, "application/json", body).await;
        assert_eq!((status, &said), (StatusCode::OK, &json!({ "accepted": 2, "duplicates": 1, "rejected": [] })));
        let (_, said) = post(&site, "application/x-ndjson", format!("{late}\n\n{late}\n")).await;
        assert_eq!(said, json!({ "accepted": 0, "duplicates": 2, "rejected": [] }));
        let mut tx = db.read().await.unwrap();
        let facts = facts::of_request(&mut tx, &world.scene.service.partner, "D1").await.unwrap();
        drop(tx);
        assert_eq!(facts.len(), 3, "a status, a date, a promise");
        assert!(facts.iter().all(|it| it.waits_for == Some(WaitsFor::Usager) && it.usager == "U-D1"));
        let due: Timestamp = "2026-03-31T22:00:00Z".parse().unwrap();
        assert!(facts.iter().any(|it| it.what == What::Promise(due)), "until the end of the day in Paris");
        // The rule began after the event of an hour ago: a new one is told of.
        let mut fresh = event();
        fresh["event_id"] = json!("e2");
        fresh["at"] = json!(now().to_string());
        fresh["request"] = json!("D3");
        post(&site, "application/json", fresh.to_string()).await;
        world.work(now()).await;
        assert_eq!(world.notices("D1").await, []);
        assert_eq!(world.notices("D3").await, [("sms".to_owned(), State::Waiting, None)]);
        let log = world.log.0.lock().unwrap();
        let of_d1: Vec<&Value> = log.iter().filter(|it| it["request"] == "D1").collect();
        assert_eq!(of_d1.len(), 1, "one event of the log, with its due date");
        assert_eq!(of_d1[0]["due_at"], due.to_string());
    }

    async fn each_fault_has_its_field_and_spoils_nothing_else(db: Db) {
        let world = world(&db).await;
        let site = open(&world).await;
        post(&site, "application/json", event().to_string()).await;
        let faulty = |field: &str, value: Value| {
            let mut it = event();
            it["event_id"] = json!(format!("x-{field}"));
            it[field] = value;
            it
        };
        let mut other = event();
        other["status"] = json!("instruction");
        let mut nothing = event();
        for field in ["status", "date", "due"] {
            nothing.as_object_mut().unwrap().remove(field);
        }
        let cases = [
            (faulty("at", json!("hier")), Some("at")),
            (faulty("at", json!("2026-03-11T09:00:00Z")), Some("at")),
            (faulty("request", json!("")), Some("request")),
            (faulty("usager", json!({})), Some("usager")),
            (faulty("usager", json!({ "phone": "12" })), Some("usager.phone")),
            (faulty("usager", json!({ "email": "nobody" })), Some("usager.email")),
            (faulty("date", json!({ "kind": "payment", "on": "demain" })), Some("date.on")),
            (faulty("channel", json!("pigeon")), Some("channel")),
            (faulty("waits_for", json!("nobody")), Some("waits_for")),
            (faulty("data", json!({ "Nom": 1 })), Some("data")),
            (faulty("colour", json!("red")), Some("colour")),
            (nothing, None),
            (other, Some("event_id")),
            (json!(7), None),
        ];
        let body: Vec<&Value> = cases.iter().map(|it| &it.0).collect();
        let (_, said) = post(&site, "application/json", json!(body).to_string()).await;
        assert_eq!((&said["accepted"], &said["duplicates"]), (&json!(0), &json!(0)));
        let rejected = said["rejected"].as_array().unwrap();
        assert_eq!(rejected.len(), cases.len());
        for (place, (refusal, case)) in rejected.iter().zip(&cases).enumerate() {
            assert_eq!(refusal["index"], place);
            assert_eq!(refusal["field"].as_str(), case.1, "{refusal}");
            assert!(!refusal["message"].as_str().unwrap().is_empty());
        }
        let (status, _) = post(&site, "text/plain", event().to_string()).await;
        assert_eq!(status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
        let (status, _) = post(&site, "application/json", "{".to_owned()).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
    }
}
