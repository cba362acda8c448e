//! How many text messages a second go through an SMPP centre, receipts on: `scripts/test-sms cargo run --release -p notices --features testing
//! --example bench_send -- [MESSAGES] [DATABASE]`. Prints one line of JSON.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use gateways::carrier::{
    Carrier, Smpp,
    setting::{self, Way},
    smpp::Times,
};
use kernel::{Clock, SystemClock};
use notices::{
    accept::{Order, accept},
    address::Medium,
    incoming::Desk,
    notice::Origin,
    testing::{Scene, address},
    work::{Ledger, Postmaster},
};
use register::{Db, both};
use tokio::sync::watch;

/// Orders of one transaction.
const GROUP: u32 = 500;
/// After so long without an end, one stops waiting.
const WAIT_MAX: Duration = Duration::from_secs(300);

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let messages: u32 = arguments.next().map_or(Ok(10_000), |it| it.parse())?;
    let folder = tempfile::tempdir()?;
    let usual = format!("sqlite:{}", folder.path().join("register.db").display());
    let db = Db::open(&arguments.next().unwrap_or(usual)).await?;
    let centre = std::env::var("TEST_SMPP")?.replace("smpp://", "smpp://bench:secret@");

    let scene = Scene::set(&db).await;
    fill(&db, &scene, messages).await?;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let ledger = Ledger::start(db.clone(), Arc::clone(&clock));
    let given = setting::read(&format!("{centre}?window=120#bench"))?.remove(0);
    let Way::Smpp(way) = given.way else { return Err("not SMPP".into()) };
    let carrier =
        Smpp::start(given.name, way, Times::default(), Arc::new(ledger.clone()), Arc::clone(&clock));
    carrier.connected().await;
    let carrier: Arc<dyn Carrier> = Arc::new(carrier);
    let desk = Desk::alone(scene.door.keyring.clone());
    let postmaster = Arc::new(Postmaster::new((db.clone(), clock), ledger, vec![(carrier, 1)], None, desk));

    let (stop, stopped) = watch::channel(false);
    let begun = Instant::now();
    let running = tokio::spawn(postmaster.run(stopped));
    let sent_s =
        until(&db, "SELECT COUNT(*) FROM notice WHERE state IN ('sent', 'delivered')", messages, begun)
            .await?;
    let delivered_s =
        until(&db, "SELECT COUNT(*) FROM notice WHERE state = 'delivered'", messages, begun).await?;
    stop.send(true)?;
    running.await?;
    println!(
        "{{\"messages\": {messages}, \"sent_per_s\": {:.0}, \"delivered_per_s\": {:.0}}}",
        f64::from(messages) / sent_s,
        f64::from(messages) / delivered_s,
    );
    Ok(())
}

/// Writes messages to as many people.
async fn fill(db: &Db, scene: &Scene, messages: u32) -> Result<(), Box<dyn std::error::Error>> {
    let now = SystemClock.now();
    let mut number = 0;
    while number < messages {
        let mut tx = db.write().await?;
        for _ in 0..GROUP.min(messages - number) {
            number += 1;
            // Two digits at the end tell the centre to refuse or to fail: these are left out.
            let to = address(Medium::Sms, number / 90 * 100 + number % 90);
            let mut order =
                Order::new(scene.service.clone(), scene.sms.clone(), to, Origin::Agent("bench".to_owned()));
            order.personalisation.insert("dossier".to_owned(), number.into());
            accept(&mut tx, &scene.door, &order, now).await?;
        }
        tx.commit().await?;
    }
    Ok(())
}

/// Waits until a count is reached; gives the seconds since `begun`.
async fn until(
    db: &Db,
    sql: &'static str,
    messages: u32,
    begun: Instant,
) -> Result<f64, Box<dyn std::error::Error>> {
    loop {
        let mut tx = db.read().await?;
        let count: i64 = both!(&mut tx, conn => sqlx::query_scalar(sql).fetch_one(conn).await)?;
        drop(tx);
        if count >= i64::from(messages) {
            return Ok(begun.elapsed().as_secs_f64());
        }
        if begun.elapsed() > WAIT_MAX {
            return Err(format!("{count} of {messages} after {WAIT_MAX:?}").into());
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
