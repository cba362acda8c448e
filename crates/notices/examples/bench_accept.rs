//! How many notices a second are accepted for good, each answer after its commit: many callers, one writer.
//!
//! `cargo run --release -p notices --features testing --example bench_accept [DATABASE-URL [NOTICES [CALLERS]]]`
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    reason = "a program for developers"
)]

use std::{sync::Arc, time::Instant};

use kernel::SystemClock;
use notices::{
    accept::{Order, group::Acceptor},
    address::Medium,
    notice::{Origin, State},
    service::KeyKind,
    testing::{Scene, address},
};
use register::Db;

#[tokio::main]
async fn main() {
    let folder = std::env::temp_dir().join(format!("bench-accept-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let mut arguments = std::env::args().skip(1);
    let url = arguments.next().unwrap_or_else(|| format!("sqlite:{}", folder.join("register.db").display()));
    let total: u32 = arguments.next().map_or(50_000, |it| it.parse().unwrap());
    let callers: u32 = arguments.next().map_or(256, |it| it.parse().unwrap());
    let db = Db::open(&url).await.unwrap();
    let mut scene = Scene::set(&db).await;
    scene.door.clock = Arc::new(SystemClock);
    let key = scene.key(KeyKind::Live).await;
    let mut order =
        Order::new(scene.service.clone(), scene.sms.clone(), address(Medium::Sms, 0), Origin::Key(key.id));
    order.personalisation.insert("dossier".to_owned(), "2026-000042".into());
    let acceptor = Acceptor::start(scene.door.clone());
    let begun = Instant::now();
    let tasks: Vec<_> = (0..callers)
        .map(|caller| {
            let (acceptor, order) = (acceptor.clone(), order.clone());
            tokio::spawn(async move {
                let mut longest = 0.0_f64;
                for number in (caller..total).step_by(callers as usize) {
                    let mut order = order.clone();
                    order.to = address(Medium::Sms, number);
                    let asked = Instant::now();
                    let notice = acceptor.accept(order).await.unwrap();
                    longest = longest.max(asked.elapsed().as_secs_f64());
                    assert_eq!(notice.state, State::Waiting);
                }
                longest
            })
        })
        .collect();
    let mut longest = 0.0_f64;
    for task in tasks {
        longest = longest.max(task.await.unwrap());
    }
    let spent_s = begun.elapsed().as_secs_f64();
    println!(
        "{total} notices accepted by {callers} callers in {spent_s:.1} s: {:.0} a second; the slowest answer took {:.0} ms",
        f64::from(total) / spent_s,
        longest * 1_000.0
    );
    db.close().await;
    std::fs::remove_dir_all(&folder).unwrap();
}
