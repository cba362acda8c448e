//! How many contacts a second the register acknowledges: 16 clients, batches of 100, each answer durable.
//!
//! `cargo run --release -p register --example incoming_rate [DATABASE-URL [CONTACTS]]`
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    reason = "a program for developers"
)]

use std::{sync::Arc, time::Instant};

use kernel::SystemClock;
use register::{Db, IncomingContacts, MIGRATIONS, NewContact, Receipt};

const CLIENTS: usize = 16;
const BATCH: usize = 100;

#[tokio::main]
async fn main() {
    let folder = std::env::temp_dir().join(format!("incoming-rate-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let mut arguments = std::env::args().skip(1);
    let url = arguments.next().unwrap_or_else(|| format!("sqlite:{}", folder.join("register.db").display()));
    let total: usize = arguments.next().map_or(400_000, |it| it.parse().unwrap());
    let db = Db::open(&url).await.unwrap();
    db.migrate(&[&MIGRATIONS]).await.unwrap();
    let contacts = IncomingContacts::start(db.clone(), Arc::new(SystemClock));
    let begun = Instant::now();
    let clients: Vec<_> = (0..CLIENTS)
        .map(|client| {
            let contacts = contacts.clone();
            tokio::spawn(async move {
                for batch in 0..total / CLIENTS / BATCH {
                    let rows = (0..BATCH).map(|row| a_contact(client, batch * BATCH + row)).collect();
                    let receipts = contacts.append(rows).await.unwrap();
                    assert!(receipts.iter().all(|it| *it == Receipt::Accepted));
                }
            })
        })
        .collect();
    for client in clients {
        client.await.unwrap();
    }
    let seconds = begun.elapsed().as_secs_f64();
    println!("{total} contacts in {seconds:.1} s: {:.0} a second", total as f64 / seconds);
    db.close().await;
    std::fs::remove_dir_all(&folder).unwrap();
}

/// A contact as the API keeps it: about 300 bytes.
fn a_contact(client: usize, number: usize) -> NewContact {
    let mixed = (client * 1_000_003 + number).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    NewContact {
        partner: "caf-001".parse().unwrap(),
        contact_id: format!("{mixed:016x}"),
        payload: format!(
            "{{\"usager\":{mixed},\"request\":{number},\"started_at\":\"2026-10-05T10:00:00Z\",\"channel\":\"phone\",\
             \"direction\":\"inbound\",\"reason\":\"suivi-dossier\",\"life_event\":\"naissance\",\"cause\":\"A1\",\
             \"outcome\":\"resolved\",\"wait_s\":120,\"duration_s\":340,\"satisfaction\":4,\"cost\":\"6.1\",\
             \"site\":\"paris-12\",\"agent\":{client}}}"
        ),
    }
}
