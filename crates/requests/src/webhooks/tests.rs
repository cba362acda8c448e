//! Webhooks against a receiver that listens, on both databases.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode, Uri},
    response::{IntoResponse as _, Response},
};
use gateways::hook::{Poster, Reach};
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::{SignedDuration, Timestamp};
use kernel::{FixedClock, Outcome};
use register::Role;
use serde_json::{Value, json};
use sha2::Sha256;
use testkit::{Browser, assert_well_made, on_both};
use tokio::{io::AsyncReadExt as _, net::TcpListener};

use super::{
    Webhook, WebhookId,
    store::{self, DeliveryState},
    work::Postman,
};
use crate::{
    api::tests::{World, later, now, signer, world},
    handling::{self, Closing},
    mailroom::seal::hex,
    request::Request,
    testing,
};

/// What came, in its order: path, headers, body.
type Came = Arc<Mutex<Vec<(String, HeaderMap, String)>>>;

/// A receiver whose path says how it behaves.
async fn receiver() -> (SocketAddr, Came) {
    async fn take(State(came): State<Came>, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
        let body = String::from_utf8(body.to_vec()).unwrap();
        came.lock().unwrap().push((uri.path().to_owned(), headers, body));
        match uri.path() {
            "/refuses" => (StatusCode::INTERNAL_SERVER_ERROR, "not \u{0}today").into_response(),
            "/busy" => StatusCode::SERVICE_UNAVAILABLE.into_response(),
            "/gone" => StatusCode::GONE.into_response(),
            "/elsewhere" => (StatusCode::FOUND, [("location", "/taken-by-mistake")]).into_response(),
            "/huge" => "x".repeat(50_000_000).into_response(),
            "/slow" => {
                tokio::time::sleep(Duration::from_mins(5)).await;
                StatusCode::OK.into_response()
            }
            _ => StatusCode::NO_CONTENT.into_response(),
        }
    }
    let came = Came::default();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = Router::new().fallback(take).with_state(Arc::clone(&came));
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    (address, came)
}

/// A receiver that reads a little and hangs up.
async fn dropper() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut some = [0; 10];
            let _ = stream.read(&mut some).await;
        }
    });
    address
}

fn postman(world: &World, reach: Reach, at: Timestamp) -> Postman {
    Postman {
        db: world.db.clone(),
        clock: Arc::new(FixedClock(at)),
        poster: Poster::new(reach).unwrap(),
        signer: signer(),
    }
}

async fn hook(world: &World, url: String, events: &[&str]) -> Webhook {
    let hook = Webhook {
        id: WebhookId::new(now()),
        partner: world.house.partner.clone(),
        url,
        events: events.iter().map(|it| (*it).to_owned()).collect(),
        is_on: true,
        generation: 0,
        failures: 0,
        created_at: now(),
    };
    let mut tx = world.db.write().await.unwrap();
    assert!(store::record(&mut tx, &hook, "test").await.unwrap());
    tx.commit().await.unwrap();
    hook
}

/// A request of a partner, with a first contact: two events.
async fn request(world: &World, house: &handling::House) -> Request {
    let mut tx = world.db.write().await.unwrap();
    let usager = testing::usager(&mut tx, house, "Jeanne Martin", "jeanne@mail.example", now()).await;
    let request = testing::request(&mut tx, house, &usager, "Un secret : ma santé", now()).await;
    tx.commit().await.unwrap();
    request
}

async fn state(world: &World, hook: &Webhook) -> Vec<(DeliveryState, i64, Option<i64>, Option<String>)> {
    let mut tx = world.db.read().await.unwrap();
    let told = store::told(&mut tx, hook.id, None, 100).await.unwrap();
    told.into_iter().rev().map(|it| (it.state, it.tries, it.status, it.problem)).collect()
}

on_both! {
    async fn what_happens_is_told_once_and_signed(db: Db) {
        let world = world(&db).await;
        let (address, came) = receiver().await;
        let all = hook(&world, format!("http://{address}/all"), &[]).await;
        hook(&world, format!("http://{address}/some"), &["request.closed"]).await;
        let mut made = request(&world, &world.house).await;
        // Those of others are not told.
        request(&world, &world.other).await;
        let mut tx = db.write().await.unwrap();
        let closing = Closing { reason: "etat-civil".into(), cause: "A2".parse().unwrap(), outcome: Outcome::Resolved };
        handling::close(&mut tx, &world.house, &mut made, (&closing, "acc"), later(1)).await.unwrap();
        // What is not committed has not happened.
        drop(tx);
        let mut tx = db.write().await.unwrap();
        let mut made = crate::store::requests::find(&mut tx, &made.partner, made.id).await.unwrap().unwrap();
        handling::close(&mut tx, &world.house, &mut made, (&closing, "acc"), later(2)).await.unwrap();
        handling::open_again(&mut tx, &world.house, &mut made, "acc", later(3)).await.unwrap();
        tx.commit().await.unwrap();
        let postman = postman(&world, Reach::Everywhere, later(60));
        while postman.round().await.unwrap() > 0 {}

        let came = came.lock().unwrap();
        let events = |path: &str| -> Vec<Value> {
            let of = came.iter().filter(|it| it.0 == path);
            of.map(|it| serde_json::from_str(&it.2).unwrap()).collect()
        };
        let named = |events: &[Value]| -> Vec<String> {
            let mut all: Vec<String> = events.iter().map(|it| it["event"].as_str().unwrap().to_owned()).collect();
            all.sort();
            all
        };
        assert_eq!(named(&events("/some")), ["request.closed"]);
        let all_events = events("/all");
        assert_eq!(named(&all_events), ["contact.inbound", "request.closed", "request.opened", "request.reopened"]);
        for event in &all_events {
            let expected = if event["event"] == "request.closed" { "closed" } else { "open" };
            assert_eq!(event["request"]["state"], expected, "as it stood then");
            assert_eq!(event["request"]["reference"], "2026-000001");
        }
        // Another program's code says that the signature is right.
        for (path, headers, body) in came.iter() {
            assert!(!body.contains("secret") && !body.contains("Jeanne"), "no words leave");
            if path != "/all" {
                continue;
            }
            let header = |name: &str| headers[name].to_str().unwrap();
            let mut mac = Hmac::<Sha256>::new_from_slice(signer().secret(&all).reveal().as_bytes()).unwrap();
            mac.update(header("x-efficaces-timestamp").as_bytes());
            mac.update(b".");
            mac.update(body.as_bytes());
            let tag = hex(&mac.finalize().into_bytes());
            assert_eq!(header("x-efficaces-signature"), format!("v1={tag}"));
            assert_eq!(header("content-type"), "application/json");
        }
    }

    async fn a_receiver_that_fails_is_tried_again_and_seen(db: Db) {
        let world = world(&db).await;
        let (address, came) = receiver().await;
        let events = ["request.opened"];
        let mut hooks = Vec::new();
        for path in ["refuses", "busy", "gone", "elsewhere", "huge", "well"] {
            hooks.push(hook(&world, format!("http://{address}/{path}"), &events).await);
        }
        hooks.push(hook(&world, format!("http://{}/", dropper().await), &events).await);
        request(&world, &world.house).await;
        let first = postman(&world, Reach::Everywhere, later(1));
        assert_eq!(first.round().await.unwrap(), 7);
        assert_eq!(first.round().await.unwrap(), 0, "nothing is due at once");
        let unreachable = Some("unreachable".to_owned());
        for (hook, expected) in hooks.iter().zip([
            (DeliveryState::Waiting, 1, Some(500), None),
            (DeliveryState::Waiting, 1, Some(503), None),
            (DeliveryState::Refused, 1, Some(410), None),
            (DeliveryState::Waiting, 1, Some(302), None),
            (DeliveryState::Sent, 1, Some(200), None),
            (DeliveryState::Sent, 1, Some(204), None),
            (DeliveryState::Waiting, 1, None, unreachable),
        ]) {
            assert_eq!(state(&world, hook).await, [expected], "{}", hook.url);
        }
        let mut tx = db.read().await.unwrap();
        let told = store::told(&mut tx, hooks[4].id, None, 1).await.unwrap();
        assert_eq!(told[0].answer.as_ref().map(String::len), Some(1_000), "a huge answer is cut");
        drop(tx);
        // Days later it is given up; until then it was tried with growing delays.
        let mut at = later(1);
        for _ in 0..60 {
            at += SignedDuration::from_hours(3);
            postman(&world, Reach::Everywhere, at).round().await.unwrap();
        }
        let refused = state(&world, &hooks[0]).await;
        assert_eq!(refused[0].0, DeliveryState::Refused);
        assert!((10..40).contains(&refused[0].1), "{refused:?}");
        assert!(came.lock().unwrap().iter().all(|it| it.0 != "/taken-by-mistake"), "no redirect is followed");
    }

    async fn what_is_told_late_is_tried_as_long_as_the_rest(db: Db) {
        let world = world(&db).await;
        let (address, _) = receiver().await;
        let hook = hook(&world, format!("http://{address}/refuses"), &["request.opened"]).await;
        let before = now() - SignedDuration::from_hours(30 * 24);
        let mut tx = db.write().await.unwrap();
        let usager = testing::usager(&mut tx, &world.house, "Paul", "paul@mail.example", before).await;
        testing::request(&mut tx, &world.house, &usager, "Bonjour", before).await;
        tx.commit().await.unwrap();
        assert_eq!(postman(&world, Reach::Everywhere, later(1)).round().await.unwrap(), 1);
        assert_eq!(state(&world, &hook).await[0].0, DeliveryState::Waiting);
    }

    async fn a_slow_receiver_keeps_no_other_waiting(db: Db) {
        let world = world(&db).await;
        let (address, came) = receiver().await;
        let slow = hook(&world, format!("http://{address}/slow"), &["request.opened"]).await;
        hook(&world, format!("http://{address}/well"), &["request.opened"]).await;
        request(&world, &world.house).await;
        assert_eq!(postman(&world, Reach::Everywhere, later(1)).round().await.unwrap(), 2);
        assert_eq!(state(&world, &slow).await, [(DeliveryState::Waiting, 1, None, Some("too-slow".to_owned()))]);
        assert!(came.lock().unwrap().iter().any(|it| it.0 == "/well"));
        // The whole receiver is left alone for a while, not only that message.
        request_again(&world).await;
        assert_eq!(postman(&world, Reach::Everywhere, later(1)).round().await.unwrap(), 1, "the other one's");
    }

    async fn nothing_leaves_for_the_server_s_own_network(db: Db) {
        let world = world(&db).await;
        let (address, came) = receiver().await;
        let inside = hook(&world, format!("https://{address}/"), &["request.opened"]).await;
        let named = hook(&world, format!("https://localhost:{}/", address.port()), &["request.opened"]).await;
        request(&world, &world.house).await;
        assert_eq!(postman(&world, Reach::Public, later(1)).round().await.unwrap(), 2);
        for hook in [inside, named] {
            assert_eq!(state(&world, &hook).await, [(DeliveryState::Waiting, 1, None, Some("private".to_owned()))]);
        }
        assert!(came.lock().unwrap().is_empty());
    }

    async fn what_was_told_is_sent_again_when_asked(db: Db) {
        let world = world(&db).await;
        let (address, came) = receiver().await;
        let asked = json!({ "url": format!("http://{address}/well"), "events": ["request.opened"] });
        let made = world.post("/api/v1/webhooks", &asked).await;
        assert_eq!(made.status, StatusCode::CREATED, "{made:?}");
        assert!(made.text("secret").starts_with("whsec_"));
        let path = format!("/api/v1/webhooks/{}", made.text("id"));
        assert_eq!(world.get(&path).await.body.get("secret"), None, "shown once");
        request(&world, &world.house).await;
        request_again(&world).await;
        let postman = postman(&world, Reach::Everywhere, later(60));
        assert_eq!(postman.round().await.unwrap(), 2);
        let told = world.get(&format!("{path}/deliveries?limit=1")).await;
        assert_eq!(told.body["deliveries"][0]["status"], 204);
        let next = world.get(&format!("{path}/deliveries?before={}", told.text("next"))).await;
        assert_eq!((next.body["deliveries"].as_array().map(Vec::len), &next.body["next"]), (Some(1), &json!(null)));
        let one = json!({ "delivery": told.body["deliveries"][0]["id"] });
        assert_eq!(world.post(&format!("{path}/replay"), &one).await.body["replayed"], 1);
        assert_eq!(postman.round().await.unwrap(), 1);
        let range = |all: bool| json!({ "from": "2026-11-09T00:00:00Z", "until": "2026-11-10T00:00:00Z", "all": all });
        assert_eq!(world.post(&format!("{path}/replay"), &range(false)).await.body["replayed"], 0);
        assert_eq!(world.post(&format!("{path}/replay"), &range(true)).await.body["replayed"], 2);
        assert_eq!(postman.round().await.unwrap(), 2);
        let ids: Vec<String> = came.lock().unwrap().iter().map(|it| {
            serde_json::from_str::<Value>(&it.2).unwrap()["id"].to_string()
        }).collect();
        let mut known = ids.clone();
        known.sort();
        known.dedup();
        assert_eq!((ids.len(), known.len()), (5, 2), "the same ids");
        // A new secret is another one; what is removed is told nothing.
        let renewed = world.post(&format!("{path}/secret"), &json!({})).await;
        assert_ne!(renewed.text("secret"), made.text("secret"));
        for (asked, field) in [
            (json!({ "url": "ftp://x" }), "url"), (json!({ "url": "https://u:p@x.example" }), "url"),
            (json!({ "url": "https://x.example", "events": ["request.eaten"] }), "events"),
        ] {
            assert_eq!(world.post("/api/v1/webhooks", &asked).await.wrong(), field);
        }
        let gone = world.json(axum::http::Method::DELETE, &path, &[], &json!({})).await;
        assert_eq!(gone.status, StatusCode::NO_CONTENT);
        assert_eq!(world.get(&path).await.status, StatusCode::NOT_FOUND);
    }

    async fn a_manager_says_who_is_told_in_the_browser(db: Db) {
        let world = world(&db).await;
        let (address, came) = receiver().await;
        let list = "/demandes/reglages/webhooks";
        let router = world.router.clone();
        let mut sacha = Browser::signed_in(router, &db, "Sacha", Role::Manager, Some("ville"), now()).await;
        assert!(sacha.get("/demandes/reglages").await.body.contains(list));
        assert_well_made(list, &sacha.get(list).await.body);
        let bad = sacha.submit(list, list, &[("adresse", "ftp://x")]).await;
        assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
        let url = format!("http://{address}/well");
        let made = sacha.submit(list, list, &[("adresse", &url), ("evenement", "request.opened")]).await;
        assert!(made.body.contains("whsec_"), "{}", made.body);
        assert_well_made(list, &made.body);
        let page = made.body.split("action=\"/demandes/reglages/webhooks/hook_").nth(1).unwrap();
        let page = format!("{list}/hook_{}", page.split('"').next().unwrap());
        assert!(!sacha.get(&page).await.body.contains("whsec_"));
        request(&world, &world.house).await;
        postman(&world, Reach::Everywhere, later(1)).round().await.unwrap();
        let shown = sacha.get(&page).await;
        assert!(shown.body.contains("204") && shown.body.contains("Une demande arrive"), "{}", shown.body);
        assert_well_made(&page, &shown.body);
        let message = shown.body.split("name=\"message\" value=\"").nth(1).unwrap().split('"').next().unwrap();
        sacha.submit(&page, &format!("{page}/rejouer"), &[("message", message)]).await;
        let days = [("du", "2026-11-01"), ("au", "2026-11-30"), ("toutes", "on")];
        sacha.submit(&page, &format!("{page}/rejouer"), &days).await;
        sacha.submit(&page, &page, &[("geste", "essayer")]).await;
        postman(&world, Reach::Everywhere, later(120)).round().await.unwrap();
        assert_eq!(came.lock().unwrap().len(), 3);
        // Agents do not, nor do managers of others.
        let mut camille = world.agent("Camille").await;
        assert_eq!(camille.get(list).await.status, StatusCode::FORBIDDEN);
        let router = world.router.clone();
        let mut other = Browser::signed_in(router, &db, "Alix", Role::Manager, Some("autre"), now()).await;
        assert_eq!(other.get(&page).await.status, StatusCode::NOT_FOUND);
        sacha.submit(&page, &page, &[("geste", "retirer")]).await;
        assert_eq!(sacha.get(&page).await.status, StatusCode::NOT_FOUND);
        assert_eq!(world.count("SELECT COUNT(*) FROM webhook_delivery").await, 0);
    }
}

/// Another request of the partner.
async fn request_again(world: &World) {
    let mut tx = world.db.write().await.unwrap();
    let usager = testing::usager(&mut tx, &world.house, "Paul", "paul@mail.example", now()).await;
    testing::request(&mut tx, &world.house, &usager, "Bonjour", later(1)).await;
    tx.commit().await.unwrap();
}
