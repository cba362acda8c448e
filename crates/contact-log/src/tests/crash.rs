//! Killed at any moment, a log holds what was acknowledged, once, and the same import completes it.

use std::{
    collections::BTreeSet,
    fs::File,
    io::{BufRead, BufReader, Write},
    process::{Command, Stdio},
    sync::mpsc,
    thread,
    time::{Duration, UNIX_EPOCH},
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

/// When a child is killed: so long after so many commits were acknowledged.
struct Kill {
    acknowledged: u64,
    later: Duration,
}

/// Runs the child, kills it if told so; which commits it acknowledged.
fn run(world: &World, kill: Option<&Kill>) -> BTreeSet<u64> {
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
            let number = line.strip_prefix("done ").and_then(|it| it.parse::<u64>().ok());
            if line == "begun" || number.is_some() {
                done.extend(number);
                // Nobody listens to a child that runs to its end.
                let _heard = sender.send(done.len() as u64);
            }
        }
        done
    });
    if let Some(kill) = kill {
        while receiver.recv().expect("the child goes on") < kill.acknowledged {}
        thread::sleep(kill.later);
        child.kill().expect("killed");
    }
    let status = child.wait().expect("ended");
    assert!(kill.is_some() || status.success(), "the undisturbed child succeeds");
    reader.join().expect("read")
}

#[test]
fn what_was_acknowledged_before_a_kill_is_there_once() {
    let world = World::small();
    let mut acknowledged = BTreeSet::new();
    let mut kills = 0;
    for _ in 0..ROUNDS {
        let chance = unique().expect("a number");
        let later = Duration::from_micros(chance / COMMITS % 10_000);
        let done = run(&world, Some(&Kill { acknowledged: chance % COMMITS, later }));
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
    assert!(kills > 0, "no round was cut short");
    assert_eq!(run(&world, None).len() as u64, COMMITS);
    let report = world.log.check().expect("readable");
    assert_eq!((report.contacts, report.events), (COMMITS * ROWS, COMMITS * 20));
    assert_eq!(report.problems, Vec::<String>::new());

    let workplaces = || {
        let entries = std::fs::read_dir(world.path()).expect("a folder").map(|it| it.expect("an entry"));
        entries.filter(|it| it.file_name().to_string_lossy().starts_with("tmp-"))
    };
    for it in workplaces() {
        // One whose import was killed as it began, or as it ended, is told by its age alone.
        File::open(it.path()).and_then(|it| it.set_modified(UNIX_EPOCH)).expect("aged");
    }
    world.begin().commit().expect("sweeps");
    assert_eq!(workplaces().count(), 0, "the folders of dead imports are swept");
    let options = LogOptions { grace: Duration::ZERO, ..LogOptions::default() };
    let log = crate::Log::open_with(world.path().to_str().expect("a path"), options).expect("opens");
    log.compact().expect("compacts");
    let named = log.snapshot().expect("a snapshot").files().len();
    let files = |kind| std::fs::read_dir(world.path().join(kind).join("caf")).expect("a folder").count();
    assert_eq!(files("contacts") + files("events"), named, "no file of a dead import is left");
}
