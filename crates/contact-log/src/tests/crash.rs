//! Killed at any moment, a log holds what was acknowledged, once, and the same import completes it.

use std::{
    collections::BTreeSet,
    io::{BufRead, BufReader, Write},
    process::{Command, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use super::world::{EventRow, Row, World, contact, contact_batch, event, event_batch};
use crate::{LogOptions, unique::unique};

const FOLDER: &str = "CONTACT_LOG_CRASH_FOLDER";
const ROUNDS: u32 = 25;
const COMMITS: u64 = 30;
const ROWS: u64 = 120;

fn part(number: u64) -> (Vec<Row>, Vec<EventRow>) {
    let rows = (0..ROWS).map(|it| {
        let id = number * ROWS + it;
        Row {
            request: Some(format!("r{}", id % 301)),
            line: it,
            ..contact(id, &format!("u{}", id % 257), id.cast_signed())
        }
    });
    let events = (0..20).map(|it| EventRow {
        line: it,
        ..event(&format!("r{it}"), "u1", (number * 20 + it).cast_signed(), "paid")
    });
    (rows.collect(), events.collect())
}

/// The process that is killed: imports in several commits, and says each one that is done.
#[test]
fn child() {
    let Ok(folder) = std::env::var(FOLDER) else { return };
    let world = World::at(folder.into());
    let mut out = std::io::stdout();
    writeln!(out, "\nbegun").expect("the parent listens");
    for number in 0..COMMITS {
        let (rows, events) = part(number);
        let import = world.begin();
        let file = "a.csv".into();
        for (rows, events) in rows.chunks(30).zip(events.chunks(5)) {
            import.contacts(contact_batch(rows), &file).expect("staged");
            import.events(event_batch(events), &file).expect("staged");
        }
        import.commit().expect("committed");
        writeln!(out, "\ndone {number}").expect("the parent listens");
        out.flush().expect("the parent listens");
    }
}

/// Runs the child, kills it after `life` from its beginning; which commits it acknowledged.
fn run(world: &World, life: Option<Duration>) -> BTreeSet<u64> {
    let mut child = Command::new(std::env::current_exe().expect("this test"))
        .args(["--exact", "tests::crash::child", "--nocapture"])
        .env(FOLDER, world.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("a child");
    let lines = BufReader::new(child.stdout.take().expect("piped")).lines();
    let (sender, receiver) = mpsc::channel();
    let reader = thread::spawn(move || {
        let mut done = BTreeSet::new();
        for line in lines.map_while(Result::ok) {
            if line == "begun" {
                sender.send(()).expect("the test waits");
            }
            done.extend(line.strip_prefix("done ").and_then(|it| it.parse::<u64>().ok()));
        }
        done
    });
    receiver.recv().expect("the child begins");
    if let Some(life) = life {
        // Nothing comes any more: this waits, and ends early only when the child is through.
        let _through = receiver.recv_timeout(life);
        child.kill().expect("killed");
    }
    let status = child.wait().expect("ended");
    assert!(life.is_some() || status.success(), "the undisturbed child succeeds");
    reader.join().expect("read")
}

#[test]
fn what_was_acknowledged_before_a_kill_is_there_once() {
    let world = World::small();
    let mut acknowledged = BTreeSet::new();
    let mut kills = 0;
    for _ in 0..ROUNDS {
        let life = Duration::from_micros(unique().expect("a number") % 400_000);
        let done = run(&world, Some(life));
        kills += usize::from((done.len() as u64) < COMMITS);
        acknowledged.extend(done);
        let report = world.log.check().expect("readable");
        assert_eq!(report.problems, Vec::<String>::new());
        let commits = report.contacts / ROWS;
        assert_eq!(report.contacts % ROWS, 0, "a commit is whole or not there");
        assert_eq!(report.events, commits * 20);
        let ids: BTreeSet<u64> = world
            .contacts()
            .iter()
            .map(|it| it.split('|').next().expect("an id").parse().expect("a number"))
            .collect();
        assert_eq!(ids.len() as u64, report.contacts, "no contact is twice");
        for number in &acknowledged {
            assert!(
                (number * ROWS..(number + 1) * ROWS).all(|it| ids.contains(&it)),
                "{number} was acknowledged"
            );
        }
    }
    assert!(kills > 5, "only {kills} of {ROUNDS} rounds were cut short");
    assert_eq!(run(&world, None).len() as u64, COMMITS);
    let report = world.log.check().expect("readable");
    assert_eq!((report.contacts, report.events), (COMMITS * ROWS, COMMITS * 20));
    assert_eq!(report.problems, Vec::<String>::new());

    world.begin().commit().expect("sweeps");
    let left = std::fs::read_dir(world.path())
        .expect("a folder")
        .filter(|it| it.as_ref().expect("an entry").file_name().to_string_lossy().starts_with("tmp-"));
    assert_eq!(left.count(), 0, "the folders of dead imports are swept");
    let options = LogOptions { grace: Duration::ZERO, ..LogOptions::default() };
    let log = crate::Log::open_with(world.path().to_str().expect("a path"), options).expect("opens");
    log.compact().expect("compacts");
    let named = log.snapshot().expect("a snapshot").files().len();
    let files = |kind| std::fs::read_dir(world.path().join(kind).join("caf")).expect("a folder").count();
    assert_eq!(files("contacts") + files("events"), named, "no file of a dead import is left");
}
