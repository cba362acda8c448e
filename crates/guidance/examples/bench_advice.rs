//! How long `POST /api/v1/guidance` takes on the real router: a register on disk, a model of 200 000 first contacts, many callers.
//!
//! `cargo run --release -p guidance --features testing --example bench_advice [DATABASE-URL [QUESTIONS [CALLERS]]]`
#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a program for developers")]

use std::{sync::Arc, time::Instant};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, StatusCode, header},
};
use channel_choice::Feature;
use guidance::{
    furnish,
    testing::{Elsewhere, KNOWN, Scene},
    usagers_side::routes,
};
use kernel::SystemClock;
use register::Db;
use serde_json::json;
use site::Site;
use tower::ServiceExt as _;

#[tokio::main]
async fn main() {
    let folder = std::env::temp_dir().join(format!("bench-advice-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let mut arguments = std::env::args().skip(1);
    let url = arguments.next().unwrap_or_else(|| format!("sqlite:{}", folder.join("register.db").display()));
    let total: usize = arguments.next().map_or(20_000, |it| it.parse().unwrap());
    let callers: usize = arguments.next().map_or(4, |it| it.parse().unwrap());
    let db = Db::open(&url).await.unwrap();
    let now = jiff::Timestamp::now().to_string();
    let scene = Scene::set_at(&db, &now, Elsewhere::default()).await;
    scene.learn_a_world().await;
    // Callers of many networks, as a proxy tells them: none is held back.
    let builder = furnish(Site::builder(db.clone(), Arc::new(SystemClock))).behind_proxy();
    let (router, _) = builder.build(routes(scene.guide.clone())).unwrap();
    let tasks: Vec<_> = (0..callers)
        .map(|caller| {
            let router = router.clone();
            tokio::spawn(async move {
                let mut taken_ms = Vec::new();
                for number in (caller..total).step_by(callers) {
                    let begun = Instant::now();
                    ask(&router, number).await;
                    taken_ms.push(begun.elapsed().as_secs_f64() * 1_000.0);
                }
                taken_ms
            })
        })
        .collect();
    let begun = Instant::now();
    let mut taken_ms = Vec::with_capacity(total);
    for task in tasks {
        taken_ms.extend(task.await.unwrap());
    }
    let seconds = begun.elapsed().as_secs_f64();
    taken_ms.sort_by(f64::total_cmp);
    let at = |per_thousand: usize| taken_ms[(taken_ms.len() - 1) * per_thousand / 1_000];
    println!("{total} questions of {callers} callers in {seconds:.1} s");
    println!(
        "milliseconds: median {:.2}, p95 {:.2}, p99 {:.2}, p99.9 {:.2}, longest {:.2}",
        at(500),
        at(950),
        at(990),
        at(999),
        at(1_000)
    );
    scene.guide.given(guidance::given::AdviceId::new(jiff::Timestamp::now())).await.unwrap();
    drop(std::fs::remove_dir_all(&folder));
}

async fn ask(router: &Router, number: usize) {
    let feature = Feature::ALL[number % Feature::ALL.len()].code();
    let reason = ["carte", "suivi"][number % 2];
    let asked = json!({ "partner": KNOWN, "reason": reason, "situation": [feature] });
    let request = Request::post("/api/v1/guidance")
        .header(header::CONTENT_TYPE, "application/json")
        .header("x-forwarded-for", format!("10.{}.{}.{}", number / 65_536, number / 256 % 256, number % 256))
        .body(Body::from(asked.to_string()))
        .unwrap();
    let answer = router.clone().oneshot(request).await.unwrap();
    let status = answer.status();
    let body = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
    assert_eq!(status, StatusCode::OK, "{}", String::from_utf8_lossy(&body));
}
