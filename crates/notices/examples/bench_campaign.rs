//! A list that a program sends: how long it takes to be taken in, until all its rows are accepted, and how long another writer waits for
//! its turn meanwhile.
//!
//! `cargo run --release -p notices --features testing --example bench_campaign [DATABASE-URL [ROWS]]`. Prints one line of JSON.
#![expect(clippy::print_stdout, reason = "a program for developers")]

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use axum::{
    body::{Body, to_bytes},
    http::{Request, StatusCode, header},
};
use kernel::{Clock as _, SystemClock};
use notices::{
    accept::group::Acceptor,
    api::{Api, proof},
    campaigns::work,
    service::KeyKind,
    testing::Scene,
};
use register::{Db, both};
use serde_json::{Value, json};
use site::Site;
use tower::ServiceExt as _;

/// Between two writes of the other writer.
const PAUSE: Duration = Duration::from_millis(20);
/// A write that waits for nobody but whoever writes.
const OTHER: &str = "UPDATE notice_limit SET week_max = week_max";

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = tempfile::tempdir()?;
    let usual = format!("sqlite:{}", folder.path().join("register.db").display());
    let db = Db::open(&arguments.next().unwrap_or(usual)).await?;
    let rows: u32 = arguments.next().map_or(Ok(100_000), |it| it.parse())?;
    let mut scene = Scene::set(&db).await;
    scene.door.clock = Arc::new(SystemClock);
    let key = scene.key(KeyKind::Live).await;
    let api = Api::new(scene.door.clone(), Acceptor::start(scene.door.clone()), None);
    let (router, _) = Site::builder(db.clone(), Arc::clone(&scene.door.clock)).build(api.routes())?;

    let mut list = vec![json!(["phone number", "dossier", "reference"])];
    list.extend((0..rows).map(|it| json!([format!("06{it:08}"), it.to_string(), format!("r-{it}")])));
    let body =
        json!({ "name": "bench", "template_id": scene.sms.id.uuid().to_string(), "rows": list }).to_string();
    let bytes = body.len();
    let token = proof::token(&scene.door.keyring, &key, SystemClock.now());
    let request = Request::post("/v2/notifications/bulk")
        .header(header::AUTHORIZATION, format!("Bearer {}", token.reveal()))
        .body(Body::from(body))?;

    let stop = Arc::new(AtomicBool::new(false));
    let other = tokio::spawn(others(db.clone(), Arc::clone(&stop)));
    let begun = Instant::now();
    let response = router.oneshot(request).await?;
    let taken_in_s = begun.elapsed().as_secs_f64();
    let status = response.status();
    let answer: Value = serde_json::from_slice(&to_bytes(response.into_body(), 1_000_000).await?)?;
    if status != StatusCode::CREATED {
        return Err(answer.to_string().into());
    }
    let begun = Instant::now();
    loop {
        let slice = Instant::now();
        if work::round(&scene.door, SystemClock.now()).await? == 0 {
            break;
        }
        tokio::time::sleep(work::breath(slice.elapsed())).await;
    }
    let accepted_s = begun.elapsed().as_secs_f64();
    stop.store(true, Ordering::Relaxed);
    let mut waits = other.await??;
    waits.sort_unstable();
    let at = |share: usize| waits.get((waits.len() * share / 100).min(waits.len().saturating_sub(1)));
    let ms = |it: Option<&Duration>| it.map_or(0, Duration::as_millis);
    println!(
        "{{\"rows\": {rows}, \"bytes\": {bytes}, \"taken_in_s\": {taken_in_s:.1}, \"accepted_s\": {accepted_s:.1}, \
         \"accepted_per_s\": {:.0}, \"other_writes\": {}, \"other_median_ms\": {}, \"other_p99_ms\": {}, \"other_longest_ms\": {}}}",
        f64::from(rows) / accepted_s,
        waits.len(),
        ms(at(50)),
        ms(at(99)),
        ms(waits.last()),
    );
    db.close().await;
    Ok(())
}

/// Writes now and then, as a page does, until it is stopped; gives how long each write took.
async fn others(db: Db, stop: Arc<AtomicBool>) -> Result<Vec<Duration>, register::StoreError> {
    let mut waits = Vec::new();
    while !stop.load(Ordering::Relaxed) {
        let begun = Instant::now();
        let mut tx = db.write().await?;
        both!(&mut tx, conn => sqlx::query(OTHER).execute(conn).await.map(drop))?;
        tx.commit().await?;
        waits.push(begun.elapsed());
        tokio::time::sleep(PAUSE).await;
    }
    Ok(waits)
}
