//! Events of telephone systems, in and out of order.

use axum::http::{Method, StatusCode};
use register::TokenScope;
use serde_json::{Value, json};
use testkit::on_both;

use super::{Answer, World, later, now, token_of, world};
use crate::testing;

const PHONE: &str = "33144556699";

async fn told(world: &World, event: &str, call: &str, more: &Value) -> Answer {
    let mut body = json!({
        "event": event, "callId": call, "direction": "in", "from": PHONE, "to": "33144000000",
    });
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    let path = format!("/api/v1/cti/{}", world.token);
    let kind = [("content-type", "application/json")];
    world.send(Method::POST, &path, "", &kind, body.to_string().into_bytes()).await
}

/// Somebody who has so many open requests and that number.
async fn caller(world: &World, open: usize) {
    let mut tx = world.db.write().await.unwrap();
    let usager = testing::usager(&mut tx, &world.house, "Jeanne Martin", "jeanne@mail.example", now()).await;
    let way = crate::usager::Way::phone("01 44 55 66 99").unwrap();
    crate::store::usagers::add_way(&mut tx, &usager, &way, now()).await.unwrap();
    for _ in 0..open {
        testing::request(&mut tx, &world.house, &usager, "Bonjour", now()).await;
    }
    tx.commit().await.unwrap();
}

const CONTACTS: &str = "SELECT COUNT(*) FROM contact WHERE channel = 'phone'";
const MISSED: &str = "SELECT COUNT(*) FROM contact WHERE channel = 'phone' AND outcome = 'abandoned'";
const TO_CALL: &str = "SELECT COUNT(*) FROM callback WHERE done_at_us IS NULL";

on_both! {
    async fn a_call_that_is_taken_is_a_contact_of_the_only_open_request(db: Db) {
        let mut world = world(&db).await;
        caller(&world, 1).await;
        let mut camille = world.agent("Camille").await;
        assert_eq!(told(&world, "newCall", "c1", &json!({})).await.status, StatusCode::OK);
        let queue = camille.get("/demandes").await;
        assert!(queue.body.contains("Appel entrant") && queue.body.contains("Jeanne Martin"), "{}", queue.body);
        world.at(later(61));
        // Each event comes twice.
        for _ in 0..2 {
            told(&world, "answer", "c1", &json!({ "user": ["Camille"] })).await;
        }
        world.at(later(63));
        for _ in 0..2 {
            told(&world, "hangup", "c1", &json!({ "cause": "normalClearing" })).await;
        }
        assert_eq!((world.count(CONTACTS).await, world.count(TO_CALL).await), (1, 0));
        let kept = "SELECT COUNT(*) FROM contact WHERE wait_s = 60 AND duration_s = 120 AND agent IS NOT NULL AND outcome IS NULL";
        assert_eq!(world.count(kept).await, 1);
        assert!(!camille.get("/demandes").await.body.contains("Appel"));
    }

    async fn a_call_that_nobody_takes_is_a_call_to_make(db: Db) {
        let mut world = world(&db).await;
        told(&world, "newCall", "c1", &json!({})).await;
        world.at(later(61));
        for _ in 0..2 {
            told(&world, "hangup", "c1", &json!({ "cause": "cancel" })).await;
        }
        assert_eq!((world.count(MISSED).await, world.count(TO_CALL).await), (1, 1));
        // Who calls in vain once more waits for the same call.
        told(&world, "newCall", "c2", &json!({ "from": "01 44 55 66 99" })).await;
        told(&world, "hangup", "c2", &json!({})).await;
        assert_eq!((world.count(MISSED).await, world.count(TO_CALL).await), (2, 1));
        assert_eq!(world.count("SELECT COUNT(*) FROM request WHERE subject = 'Appel manqué'").await, 1);
        assert_eq!(world.count("SELECT COUNT(*) FROM usager").await, 1);
        // Nobody can call a hidden number.
        told(&world, "newCall", "c3", &json!({ "from": "anonymous" })).await;
        told(&world, "hangup", "c3", &json!({ "from": "anonymous" })).await;
        assert_eq!(world.count(TO_CALL).await, 1);
    }

    async fn events_in_another_order_end_the_same(db: Db) {
        let world = world(&db).await;
        caller(&world, 1).await;
        for event in ["hangup", "answer", "newCall", "hangup", "answer"] {
            assert_eq!(told(&world, event, "c1", &json!({})).await.status, StatusCode::OK);
        }
        assert_eq!((world.count(CONTACTS).await, world.count(MISSED).await, world.count(TO_CALL).await), (1, 0, 0));
        for event in ["answer", "newCall", "hangup"] {
            told(&world, event, "c2", &json!({})).await;
        }
        assert_eq!((world.count(CONTACTS).await, world.count(MISSED).await, world.count(TO_CALL).await), (2, 0, 0));
        // A machine is nobody.
        for (event, user) in [("newCall", ""), ("answer", "voicemail"), ("hangup", "")] {
            told(&world, event, "c3", &json!({ "user": user })).await;
        }
        assert_eq!((world.count(MISSED).await, world.count(TO_CALL).await), (1, 1));
    }

    async fn the_agent_says_what_a_call_was_about(db: Db) {
        let world = world(&db).await;
        caller(&world, 2).await;
        let (mut camille, mut sacha) = (world.agent("Camille").await, world.agent("Sacha").await);
        told(&world, "newCall", "c1", &json!({})).await;
        told(&world, "answer", "c1", &json!({ "answeringNumber": "camille@example.org" })).await;
        told(&world, "hangup", "c1", &json!({})).await;
        assert_eq!(world.count(CONTACTS).await, 0, "one of two requests: nobody guesses");
        assert!(!sacha.get("/demandes").await.body.contains("Appel pris"), "another agent's call");
        let queue = camille.get("/demandes").await.body;
        let action = queue.split("action=\"/demandes/appels/").nth(1).unwrap().split('"').next().unwrap();
        let action = format!("/demandes/appels/{action}");
        let request = queue.split("name=\"demande\" value=\"").nth(1).unwrap().split('"').next().unwrap();
        for _ in 0..2 {
            let said = camille.submit("/demandes", &action, &[("demande", request)]).await;
            assert_eq!(said.status, StatusCode::SEE_OTHER);
        }
        assert_eq!(world.count(CONTACTS).await, 1, "said twice, noted once");
        assert!(!camille.get("/demandes").await.body.contains("Appel pris"));
        let said = sacha.submit("/demandes", &action, &[("demande", "req_01")]).await;
        assert_eq!(said.status, StatusCode::BAD_REQUEST);
    }

    async fn what_is_no_event_is_refused(db: Db) {
        let world = world(&db).await;
        for (more, field) in [
            (json!({ "event": "ring" }), "event"),
            (json!({ "callId": "" }), "callId"),
            (json!({ "callId": "a".repeat(251) }), "callId"),
            (json!({ "direction": "sideways" }), "direction"),
            (json!({ "from": "1".repeat(101) }), "from"),
        ] {
            let answer = told(&world, "newCall", "c1", &more).await;
            assert_eq!((answer.status, answer.wrong()), (StatusCode::UNPROCESSABLE_ENTITY, field));
        }
        let path = format!("/api/v1/cti/{}", world.token);
        let form = [("content-type", "application/x-www-form-urlencoded")];
        let other = token_of(&db, &world.house, &[TokenScope::RequestsWrite]).await;
        for (path, headers, body, status) in [
            (path.as_str(), &form[..], "event=newCall&callId=7&direction=in&from=33144556699&user[]=A&user[]=B", StatusCode::OK),
            (path.as_str(), &form[..], "", StatusCode::UNPROCESSABLE_ENTITY),
            (path.as_str(), &[("content-type", "application/json")][..], "[1]", StatusCode::BAD_REQUEST),
            (path.as_str(), &[("content-type", "application/json")][..], "{\"event\":\"hangup\",\"callId\":7,\"direction\":\"out\"}", StatusCode::OK),
            (path.as_str(), &[][..], "x", StatusCode::UNSUPPORTED_MEDIA_TYPE),
            ("/api/v1/cti/ce_unknown", &form[..], "event=newCall", StatusCode::UNAUTHORIZED),
            (&format!("/api/v1/cti/{other}"), &form[..], "event=newCall", StatusCode::FORBIDDEN),
        ] {
            let answer = world.send(Method::POST, path, "", headers, body.into()).await;
            assert_eq!(answer.status, status, "{path} {body}");
        }
        let huge = vec![b'a'; 100_000];
        assert_eq!(world.send(Method::POST, &path, "", &form, huge).await.status, StatusCode::PAYLOAD_TOO_LARGE);
        assert_eq!(world.count("SELECT COUNT(*) FROM phone_call").await, 1);
        // The same name at another partner is another call.
        let foreign = token_of(&db, &world.other, &[TokenScope::TelephonyWrite]).await;
        let path = format!("/api/v1/cti/{foreign}");
        world.send(Method::POST, &path, "", &form, b"event=newCall&callId=7&direction=in&from=1".to_vec()).await;
        assert_eq!(world.count("SELECT COUNT(*) FROM phone_call").await, 2);
    }
}
