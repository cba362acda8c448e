//! `POST /api/v1/contacts` to a server that is killed: what it acknowledged is in the log, once.

use std::{
    collections::BTreeSet,
    fmt::Write as _,
    fs::File,
    net::{SocketAddr, TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU64, Ordering},
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;
use tempfile::TempDir;

use super::{content, efficaces, http::Connection, kills_wanted, printed, some_time, sound};

const CLIENTS: usize = 4;
const BATCH: u64 = 25;
/// A server lives so long at most.
const LIFE_MAX: Duration = Duration::from_millis(1_500);
/// Longer than a start or a move to the log ever takes.
const PATIENCE: Duration = Duration::from_mins(2);

/// An instance, and what its clients know.
struct World {
    folder: TempDir,
    token: String,
    address: SocketAddr,
    /// The next batch that nobody has sent.
    next: AtomicU64,
}

impl World {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut add = efficaces();
        add.args(["token", "add", "test", "--partner", "ABC", "--scopes", "contacts:write", "--data"]);
        let token = printed(add.arg(folder.path())).trim().to_owned();
        Self { folder, token, address: free_address(), next: AtomicU64::new(0) }
    }

    fn serve(&self) -> Child {
        let log =
            File::options().create(true).append(true).open(self.folder.path().join("server.log")).unwrap();
        let mut command: Command = efficaces();
        command.args(["serve", "--data"]).arg(self.folder.path());
        command.env("EFFICACES_LISTEN", self.address.to_string());
        command.env("EFFICACES_METRICS_LISTEN", free_address().to_string());
        command.stdout(Stdio::null()).stderr(log).spawn().unwrap()
    }

    fn wait_until_it_listens(&self, server: &mut Child) {
        let begun = Instant::now();
        while TcpStream::connect(self.address).is_err() {
            let said = || std::fs::read_to_string(self.folder.path().join("server.log")).unwrap();
            assert!(server.try_wait().unwrap().is_none(), "the server ended: {}", said());
            assert!(begun.elapsed() < PATIENCE, "the server does not listen: {}", said());
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Posts batches until the server is gone: first those of `unsure`, whose answers were lost, then new ones. Which
    /// batches it acknowledged, and the one whose answer was lost now.
    fn post(&self, mut unsure: Vec<u64>) -> (Vec<u64>, Vec<u64>) {
        let mut acknowledged = Vec::new();
        let Ok(mut connection) = Connection::open(self.address, &self.token) else {
            return (acknowledged, unsure);
        };
        loop {
            let batch = unsure.pop().unwrap_or_else(|| self.next.fetch_add(1, Ordering::Relaxed));
            if !is_acknowledged(&mut connection, batch) {
                unsure.push(batch);
                return (acknowledged, unsure);
            }
            acknowledged.push(batch);
        }
    }
}

/// Whether the server said that it has the batch.
fn is_acknowledged(connection: &mut Connection, batch: u64) -> bool {
    let Ok((status, body)) = connection.post(&lines(batch)) else { return false };
    assert_eq!(status, 200, "{body}");
    let verdicts: Value = serde_json::from_str(&body).unwrap();
    let counted = verdicts["accepted"].as_u64().unwrap() + verdicts["duplicates"].as_u64().unwrap();
    assert_eq!(counted, BATCH, "{body}");
    true
}

/// An address of this machine that nobody listens on.
fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

fn ids(batch: u64) -> impl Iterator<Item = String> {
    (0..BATCH).map(move |it| format!("c{}", batch * BATCH + it))
}

fn lines(batch: u64) -> String {
    let mut lines = String::new();
    for id in ids(batch) {
        writeln!(
            lines,
            r#"{{"contact_id":"{id}","usager":"u{}","started_at":"2025-03-04T10:{:02}:00Z","channel":"phone","direction":"inbound","reason":"apl"}}"#,
            batch % 97,
            batch % 60
        )
        .unwrap();
    }
    lines
}

#[test]
fn what_a_killed_server_acknowledged_is_in_the_log_once() {
    let world = World::new();
    let log = world.folder.path().join("log");
    let mut acknowledged = BTreeSet::new();
    let mut unsure: Vec<Vec<u64>> = vec![Vec::new(); CLIENTS];
    for round in 0..kills_wanted() {
        let mut server = world.serve();
        // Every third server may die before it listens: it moves contacts to the log from its first moment.
        if round % 3 != 0 {
            world.wait_until_it_listens(&mut server);
        }
        thread::scope(|scope| {
            let world = &world;
            let clients: Vec<_> = unsure.drain(..).map(|it| scope.spawn(move || world.post(it))).collect();
            thread::sleep(some_time(LIFE_MAX));
            server.kill().unwrap();
            server.wait().unwrap();
            for client in clients {
                let (known, lost) = client.join().unwrap();
                acknowledged.extend(known);
                unsure.push(lost);
            }
        });
        let (moved, _) = sound(&log);
        assert!(moved <= world.next.load(Ordering::Relaxed) * BATCH, "{moved} contacts in the log");
    }
    assert!(!acknowledged.is_empty(), "nothing was ever acknowledged");

    let mut server = world.serve();
    world.wait_until_it_listens(&mut server);
    let mut connection = Connection::open(world.address, &world.token).unwrap();
    let sent: BTreeSet<u64> = (0..world.next.load(Ordering::Relaxed)).collect();
    let lost: BTreeSet<u64> = unsure.into_iter().flatten().collect();
    assert_eq!(&acknowledged | &lost, sent);
    for batch in &lost {
        assert!(is_acknowledged(&mut connection, *batch), "an undisturbed server answers");
    }
    let begun = Instant::now();
    while sound(&log).0 < sent.len() as u64 * BATCH {
        assert!(
            begun.elapsed() < PATIENCE,
            "{} of {} contacts are in the log",
            sound(&log).0,
            sent.len() as u64 * BATCH
        );
        thread::sleep(Duration::from_millis(200));
    }
    server.kill().unwrap();
    server.wait().unwrap();

    let rows = content(&log, world.folder.path());
    let found: BTreeSet<String> = rows.iter().map(|it| it.split(',').next().unwrap().to_owned()).collect();
    assert_eq!(rows.len(), found.len(), "no contact is there twice");
    assert!(found == sent.iter().flat_map(|it| ids(*it)).collect(), "exactly what was sent is there");
    eprintln!("{} contacts acknowledged, {} answers lost at the end", rows.len(), lost.len());
}
