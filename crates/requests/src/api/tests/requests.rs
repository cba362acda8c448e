//! Requests by our own API.

use axum::http::{Method, StatusCode};
use register::TokenScope;
use serde_json::{Value, json};
use testkit::on_both;

use super::{now, token_of, world};
use crate::testing;

fn asked() -> Value {
    json!({
        "usager": { "external_id": "A-17", "name": "Jeanne Martin", "email": "jeanne@mail.example" },
        "subject": "Acte de naissance",
        "body": "Bonjour, où en est mon acte de naissance ?",
        "channel": "web",
        "reason": "etat-civil",
    })
}

on_both! {
    async fn a_request_is_opened_read_answered_and_closed(db: Db) {
        let world = world(&db).await;
        world.agent("Camille").await;
        world.mailbox().await;
        let opened = world.post("/api/v1/requests", &asked()).await;
        assert_eq!(opened.status, StatusCode::CREATED, "{opened:?}");
        assert_eq!(opened.body["reference"], "2026-000001");
        assert_eq!(opened.body["team"]["name"], "Accueil");
        assert_eq!(opened.body["person"]["external_id"], "A-17");
        assert_eq!(opened.body["contacts"][0]["direction"], "inbound");
        let path = format!("/api/v1/requests/{}", opened.text("id"));

        let reply = json!({ "body": "Il part demain.", "agent": "camille@example.org" });
        let reply = world.post(&format!("{path}/replies"), &reply).await;
        assert_eq!((reply.status, &reply.body["channel"]), (StatusCode::CREATED, &json!("email")), "{reply:?}");
        assert_eq!(world.count("SELECT COUNT(*) FROM dispatch").await, 1, "it waits until it has left");
        let note = world.post(&format!("{path}/notes"), &json!({ "body": "Vu au registre." })).await;
        assert_eq!(note.status, StatusCode::CREATED);
        let call = json!({ "channel": "phone", "direction": "inbound", "body": "Rappelle.", "duration_s": 120 });
        assert_eq!(world.post(&format!("{path}/contacts"), &call).await.status, StatusCode::CREATED);
        let given = world.post(&format!("{path}/assignment"), &json!({ "agent": "camille@example.org" })).await;
        assert_eq!(given.body["agent"], "camille@example.org");

        let closing = json!({ "cause": "A2", "outcome": "resolved" });
        let refused = world.post(&format!("{path}/closing"), &closing).await;
        assert_eq!((refused.status, refused.wrong()), (StatusCode::UNPROCESSABLE_ENTITY, "unanswered"));
        let closing = json!({ "cause": "A2", "outcome": "resolved", "unanswered": "Dit au téléphone" });
        let closed = world.post(&format!("{path}/closing"), &closing).await;
        assert_eq!((&closed.body["state"], &closed.body["cause"]), (&json!("closed"), &json!("A2")), "{closed:?}");
        let again = world.post(&format!("{path}/closing"), &closing).await;
        assert_eq!(again.body["version"], closed.body["version"], "closed already: nothing is done");
        let open = world.post(&format!("{path}/reopening"), &json!({})).await;
        assert_eq!(open.body["state"], "open");

        let whole = world.get("/api/v1/requests/2026-000001").await;
        assert_eq!(whole.body["contacts"].as_array().unwrap().len(), 3);
        assert_eq!(whole.body["notes"][0]["body"], "Vu au registre.");
        let events = whole.body["events"].as_array().unwrap();
        let mut kinds: Vec<&str> = events.iter().filter_map(|it| it["kind"].as_str()).collect();
        kinds.sort_unstable();
        assert_eq!(kinds, ["assigned", "closed", "opened", "reopened"]);
        let told = "SELECT COUNT(*) FROM audit WHERE actor LIKE 'tok_%' AND action = 'request.close'";
        assert_eq!(world.count(told).await, 2);
    }

    async fn the_same_key_opens_one_request(db: Db) {
        let world = world(&db).await;
        let key = [("idempotency-key", "k-1")];
        let first = world.json(Method::POST, "/api/v1/requests", &key, &asked()).await;
        let second = world.json(Method::POST, "/api/v1/requests", &key, &asked()).await;
        assert_eq!((first.status, second.status), (StatusCode::CREATED, StatusCode::OK));
        assert_eq!(first.body["id"], second.body["id"]);
        let mut other = asked();
        other["subject"] = json!("Autre chose");
        let other = world.json(Method::POST, "/api/v1/requests", &key, &other).await;
        assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY, "the key was used for something else");
        assert_eq!(world.count("SELECT COUNT(*) FROM request").await, 1);
        // What failed leaves its key free.
        let key = [("idempotency-key", "k-2")];
        let mut bad = asked();
        bad["reason"] = json!("inconnu");
        let bad = world.json(Method::POST, "/api/v1/requests", &key, &bad).await;
        assert_eq!(bad.wrong(), "reason");
        let good = world.json(Method::POST, "/api/v1/requests", &key, &asked()).await;
        assert_eq!(good.status, StatusCode::CREATED);
        let path = format!("/api/v1/requests/{}/notes", good.text("id"));
        for expected in [StatusCode::CREATED, StatusCode::OK] {
            let note = world.json(Method::POST, &path, &key, &json!({ "body": "Vu" })).await;
            assert_eq!(note.status, expected, "{note:?}");
        }
        assert_eq!(world.count("SELECT COUNT(*) FROM note").await, 1);
    }

    async fn many_at_once_with_one_key_open_one_request(db: Db) {
        let world = world(&db).await;
        let body = asked();
        let key = [("idempotency-key", "storm")];
        let all = (0..8).map(|_| world.json(Method::POST, "/api/v1/requests", &key, &body));
        let answers = futures::future::join_all(all).await;
        assert!(answers.iter().all(|it| it.status.is_success()), "{answers:?}");
        assert_eq!(world.count("SELECT COUNT(*) FROM request").await, 1);
    }

    async fn a_person_is_found_by_what_leads_to_one(db: Db) {
        let world = world(&db).await;
        let mut tx = db.write().await.unwrap();
        testing::usager(&mut tx, &world.house, "Jeanne Martin", "jeanne@mail.example", now()).await;
        testing::usager(&mut tx, &world.house, "Paul Martin", "famille@mail.example", now()).await;
        testing::usager(&mut tx, &world.house, "Anne Martin", "famille@mail.example", now()).await;
        testing::usager(&mut tx, &world.other, "Léa", "lea@mail.example", now()).await;
        tx.commit().await.unwrap();
        for (who, people) in [
            (json!({ "email": "JEANNE@mail.example" }), 4),
            (json!({ "email": "famille@mail.example", "name": "Anne" }), 5),
            (json!({ "email": "lea@mail.example" }), 6),
            (json!({ "external_id": "A-1", "phone": "01 44 55 66 77" }), 7),
            (json!({ "external_id": "A-1" }), 7),
            (json!({ "external_id": "A-2", "phone": "+33144556677" }), 8),
        ] {
            let mut body = asked();
            body["usager"] = who;
            let opened = world.post("/api/v1/requests", &body).await;
            assert_eq!(opened.status, StatusCode::CREATED, "{opened:?}");
            assert_eq!(world.count("SELECT COUNT(*) FROM usager").await, people, "{body}");
        }
        let found = world.get("/api/v1/usagers?external_id=A-2").await;
        assert_eq!(found.body[0]["ways"][0]["value"], "+33144556677");
        assert_eq!(world.get("/api/v1/usagers?text=martin").await.body.as_array().unwrap().len(), 3);
    }

    async fn lists_are_filtered_and_paged(db: Db) {
        let world = world(&db).await;
        for place in 0..5 {
            let mut body = asked();
            body["channel"] = json!(if place == 0 { "phone" } else { "web" });
            body["at"] = json!(format!("2026-11-09T09:0{place}:00Z"));
            assert_eq!(world.post("/api/v1/requests", &body).await.status, StatusCode::CREATED);
        }
        let (mut seen, mut after) = (Vec::new(), String::new());
        loop {
            let page = world.get(&format!("/api/v1/requests?limit=2&state=open&after={after}")).await;
            seen.extend(page.body["requests"].as_array().unwrap().iter().map(|it| it["id"].to_string()));
            match page.body["next"].as_str() {
                Some(next) => next.clone_into(&mut after),
                None => break,
            }
        }
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 5);
        for (query, count) in [
            ("channel=phone", 1), ("since=2026-11-09T09:03:00Z", 2), ("team=accueil", 5), ("agent=none", 5),
            ("text=naissance", 5), ("reason=urbanisme", 0), ("state=closed", 0), ("text=2026-000003", 1),
        ] {
            let page = world.get(&format!("/api/v1/requests?{query}")).await;
            assert_eq!(page.body["requests"].as_array().map(Vec::len), Some(count), "{query} {page:?}");
        }
        for (query, field) in [
            ("state=maybe", "state"), ("limit=0", "limit"), ("limit=1000", "limit"), ("after=x", "after"),
            ("since=yesterday", "since"), ("team=nowhere", "team"), ("agent=nobody@x.example", "agent"),
        ] {
            let page = world.get(&format!("/api/v1/requests?{query}")).await;
            assert_eq!((page.status, page.wrong()), (StatusCode::UNPROCESSABLE_ENTITY, field), "{query}");
        }
    }

    async fn others_see_and_change_nothing(db: Db) {
        let world = world(&db).await;
        let opened = world.post("/api/v1/requests", &asked()).await;
        let id = opened.text("id");
        let foreign = token_of(&db, &world.other, &TokenScope::ALL).await;
        let json_kind = [("content-type", "application/json")];
        for (method, path, body) in [
            (Method::GET, format!("/api/v1/requests/{id}"), ""),
            (Method::GET, "/api/v1/requests/2026-000001".to_owned(), ""),
            (Method::POST, format!("/api/v1/requests/{id}/notes"), "{\"body\":\"x\"}"),
            (Method::POST, format!("/api/v1/requests/{id}/closing"), "{\"cause\":\"A2\",\"outcome\":\"resolved\"}"),
            (Method::GET, format!("/api/v1/usagers/{}", opened.body["usager"].as_str().unwrap()), ""),
            (Method::GET, "/api/v1/tickets/2026000001".to_owned(), ""),
            (Method::PUT, "/api/v1/tickets/2026000001".to_owned(), "{\"state\":\"closed\"}"),
        ] {
            let answer = world.send(method, &path, &foreign, &json_kind, body.into()).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path} {answer:?}");
        }
        let list = world.send(Method::GET, "/api/v1/requests", &foreign, &[], Vec::new()).await;
        assert_eq!(list.body["requests"], json!([]));
        // Reading does not write, and another right opens nothing.
        let reader = token_of(&db, &world.house, &[TokenScope::RequestsRead]).await;
        let stranger = token_of(&db, &world.house, &[TokenScope::MeasuresRead]).await;
        let path = format!("/api/v1/requests/{id}/notes");
        for (token, method, path, status) in [
            (&reader, Method::GET, "/api/v1/requests", StatusCode::OK),
            (&reader, Method::POST, path.as_str(), StatusCode::FORBIDDEN),
            (&reader, Method::DELETE, "/api/v1/webhooks/hook_1", StatusCode::FORBIDDEN),
            (&stranger, Method::GET, "/api/v1/requests", StatusCode::FORBIDDEN),
            (&stranger, Method::GET, "/api/v1/tickets", StatusCode::FORBIDDEN),
            (&String::new(), Method::GET, "/api/v1/requests", StatusCode::UNAUTHORIZED),
        ] {
            let answer = world.send(method, path, token, &json_kind, b"{\"body\":\"x\"}".to_vec()).await;
            assert_eq!((answer.status, answer.kind != "text/html"), (status, true), "{path}");
        }
        assert_eq!(world.count("SELECT COUNT(*) FROM note").await, 0);
    }

    async fn what_does_not_suit_is_told_and_nothing_is_written(db: Db) {
        let world = world(&db).await;
        let with = |field: &str, value: Value| {
            let mut body = asked();
            body[field] = value;
            body
        };
        for (body, field) in [
            (with("subject", json!(" ")), "subject"),
            (with("subject", json!("a".repeat(251))), "subject"),
            (with("body", json!("a".repeat(100_001))), "body"),
            (with("channel", json!("pigeon")), "channel"),
            (with("at", json!("2027-01-01T00:00:00Z")), "at"),
            (with("at", json!("2020-01-01T00:00:00Z")), "at"),
            (with("agent", json!("nobody@x.example")), "agent"),
            (with("usager", json!({})), "usager"),
            (with("usager", json!({ "email": "not an address" })), "usager.email"),
            (with("usager", json!({ "id": "usg_1" })), "usager.id"),
            (with("usager", json!({ "name": "x", "language": "<fr>" })), "usager.language"),
        ] {
            let answer = world.post("/api/v1/requests", &body).await;
            assert_eq!((answer.status, answer.wrong()), (StatusCode::UNPROCESSABLE_ENTITY, field));
        }
        let json_kind = [("content-type", "application/json")];
        for (body, status) in [
            (b"{".to_vec(), StatusCode::BAD_REQUEST),
            (b"[]".to_vec(), StatusCode::UNPROCESSABLE_ENTITY),
            (b"{\"subject\":\"x\",\"secret\":1}".to_vec(), StatusCode::UNPROCESSABLE_ENTITY),
            (vec![b'['; 100_000], StatusCode::UNPROCESSABLE_ENTITY),
            (vec![b' '; 2 * 1024 * 1024], StatusCode::PAYLOAD_TOO_LARGE),
        ] {
            let answer = world.send(Method::POST, "/api/v1/requests", &world.token, &json_kind, body).await;
            assert_eq!((answer.status, answer.kind.as_str()), (status, "application/problem+json"));
        }
        let sql = "SELECT (SELECT COUNT(*) FROM request) + (SELECT COUNT(*) FROM usager) + (SELECT COUNT(*) FROM api_once)";
        assert_eq!(world.count(sql).await, 0);
        // Signs that a database does not keep are no reason to fail.
        let mut odd = asked();
        odd["subject"] = json!("Acte\u{0} de\nnaissance");
        odd["body"] = json!("a\u{0}b");
        odd["usager"] = json!({ "name": "Je\u{0}anne", "external_id": "A\u{0}1" });
        let odd = world.post("/api/v1/requests", &odd).await;
        assert_eq!((odd.status, &odd.body["subject"]), (StatusCode::CREATED, &json!("Acte de naissance")), "{odd:?}");
        for path in ["/api/v1/requests?text=%00&reason=%00", "/api/v1/usagers?text=%00", "/api/v1/requests/%00"] {
            let status = world.get(path).await.status;
            assert!(status.is_success() || status == StatusCode::NOT_FOUND, "{path} {status}");
        }
    }

    async fn who_saw_an_older_version_changes_nothing(db: Db) {
        let world = world(&db).await;
        let opened = world.post("/api/v1/requests", &asked()).await;
        let path = format!("/api/v1/requests/{}", opened.text("id"));
        let seen = opened.body["version"].clone();
        let gave = world.post(&format!("{path}/assignment"), &json!({ "version": seen, "team": "Accueil" })).await;
        assert_eq!(gave.status, StatusCode::OK);
        world.post(&format!("{path}/contacts"), &json!({ "channel": "phone", "direction": "inbound" })).await;
        let late = json!({ "version": seen, "cause": "A2", "outcome": "resolved", "unanswered": "x" });
        assert_eq!(world.post(&format!("{path}/closing"), &late).await.status, StatusCode::CONFLICT);
    }
}
