//! What receivers get, and what becomes of it when they are away.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicU16, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    http::{HeaderMap, StatusCode, header},
    routing::post,
};
use gateways::hook::{Poster, Reach};
use kernel::FixedClock;
use register::both;
use serde_json::Value;
use testkit::on_both;

use super::*;
use crate::{
    accept::{Order, accept},
    address::Medium,
    notice::{NoticeId, Origin},
    service::KeyKind,
    testing::{Scene, address, now},
};

pub(super) type Heard = Arc<Mutex<Vec<(String, Value)>>>;

/// A receiver that answers what it is told to, and what it heard.
pub(super) async fn receiver(status: Arc<AtomicU16>) -> (String, Heard) {
    let heard = Heard::default();
    let kept = heard.clone();
    let hear = move |headers: HeaderMap, body: String| async move {
        let bearer = headers[header::AUTHORIZATION].to_str().unwrap().to_owned();
        kept.lock().unwrap().push((bearer, serde_json::from_str(&body).unwrap()));
        StatusCode::from_u16(status.load(Ordering::Relaxed)).unwrap()
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/recu", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, Router::new().route("/recu", post(hear))).await });
    (url, heard)
}

async fn delivered(tx: &mut Tx, scene: &Scene, key: crate::service::KeyId, number: u32) -> NoticeId {
    const SENT: &str = "UPDATE notice SET state = 'sent', tries = 1, sent_at_us = $2 WHERE notice_id = $1";
    const DONE: &str = "UPDATE notice SET state = 'delivered', done_at_us = $2 WHERE notice_id = $1";
    let mut order =
        Order::new(scene.service.clone(), scene.sms.clone(), address(Medium::Sms, number), Origin::Key(key));
    order.personalisation.insert("dossier".to_owned(), "42".into());
    order.reference = Some(format!("r-{number}"));
    let notice = accept(tx, &scene.door, &order, now()).await.unwrap();
    for sql in [SENT, DONE] {
        let at = now().as_microsecond();
        both!(&mut *tx, conn => sqlx::query(sql).bind(notice.id.uuid()).bind(at).execute(conn).await.map(drop)).unwrap();
    }
    notice.id
}

fn teller(scene: &Scene, minutes: u64) -> Teller {
    Teller {
        db: scene.door.db.clone(),
        clock: Arc::new(FixedClock(now() + Duration::from_mins(minutes))),
        poster: Poster::new(Reach::Everywhere).unwrap(),
        keyring: scene.door.keyring.clone(),
    }
}

on_both! {
    async fn a_program_is_told_how_its_notices_end_once(db: Db) {
        let scene = Scene::set(&db).await;
        let key = scene.key(KeyKind::Live).await.id;
        let (url, heard) = receiver(Arc::new(AtomicU16::new(204))).await;
        let mut tx = db.write().await.unwrap();
        delivered(&mut tx, &scene, key, 1).await;
        set(&mut tx, (scene.service.id, Kind::Delivery), &url, ("anne", now())).await.unwrap();
        let id = delivered(&mut tx, &scene, key, 2).await;
        tx.commit().await.unwrap();
        assert_eq!(teller(&scene, 0).round().await.unwrap(), 1, "what ended before nobody asked for");
        assert_eq!(teller(&scene, 600).round().await.unwrap(), 0, "it was taken");
        let heard = heard.lock().unwrap().clone();
        let callback = Callback { service: scene.service.id, kind: Kind::Delivery, url, generation: 1, failures: 0 };
        assert_eq!(heard[0].0, format!("Bearer {}", token(&scene.door.keyring, &callback).reveal()));
        let told = &heard[0].1;
        assert_eq!(told["id"], id.uuid().to_string());
        assert_eq!(
            (told["reference"].as_str(), told["to"].as_str(), told["status"].as_str(), told["notification_type"].as_str()),
            (Some("r-2"), Some("+33600000002"), Some("delivered"), Some("sms"))
        );
        assert_eq!((told["template_version"].as_i64(), told["completed_at"].as_str()), (Some(1), Some("2026-03-10T10:00:00.000000Z")));
    }

    async fn a_receiver_that_is_away_is_tried_five_more_times_and_one_that_refuses_is_not(db: Db) {
        let scene = Scene::set(&db).await;
        let key = scene.key(KeyKind::Live).await.id;
        let status = Arc::new(AtomicU16::new(503));
        let (url, heard) = receiver(status.clone()).await;
        let mut tx = db.write().await.unwrap();
        set(&mut tx, (scene.service.id, Kind::Delivery), &url, ("anne", now())).await.unwrap();
        delivered(&mut tx, &scene, key, 1).await;
        tx.commit().await.unwrap();
        for minutes in (0..60).step_by(5) {
            teller(&scene, minutes).round().await.unwrap();
            assert_eq!(teller(&scene, minutes + 4).round().await.unwrap(), 0, "five minutes apart");
        }
        assert_eq!(heard.lock().unwrap().len(), 6);
        status.store(400, Ordering::Relaxed);
        let mut tx = db.write().await.unwrap();
        delivered(&mut tx, &scene, key, 2).await;
        tx.commit().await.unwrap();
        for minutes in [60, 65, 70] {
            teller(&scene, minutes).round().await.unwrap();
        }
        assert_eq!(heard.lock().unwrap().len(), 7, "what is refused is not sent again");
    }

    async fn another_address_has_another_token_and_none_is_told_nothing(db: Db) {
        let scene = Scene::set(&db).await;
        let mut tx = db.write().await.unwrap();
        let place = (scene.service.id, Kind::Received);
        let mut tokens = Vec::new();
        for url in ["https://a.example.fr", "https://b.example.fr"] {
            set(&mut tx, place, url, ("anne", now())).await.unwrap();
            let callback = find(&mut tx, scene.service.id, Kind::Received).await.unwrap().unwrap();
            assert_eq!(callback.url, url);
            tokens.push(token(&scene.door.keyring, &callback).reveal().clone());
        }
        assert_ne!(tokens[0], tokens[1]);
        received(&mut tx, scene.service.id, scene.sms.id.uuid(), now()).await.unwrap();
        assert_eq!(store::due(&mut tx, now()).await.unwrap().len(), 1);
        assert!(remove(&mut tx, scene.service.id, Kind::Received).await.unwrap());
        assert!(!remove(&mut tx, scene.service.id, Kind::Received).await.unwrap());
        received(&mut tx, scene.service.id, scene.sms.id.uuid(), now()).await.unwrap();
        assert!(store::due(&mut tx, now()).await.unwrap().is_empty());
    }
}
