//! Messages are read in processes of their own: `efficaces worker`.

use std::{
    fs,
    path::PathBuf,
    sync::atomic::{AtomicUsize, Ordering},
    time::{Duration, Instant},
};

use futures::future::join_all;
use gateways::Reader;
use mail::{
    ContentKey, Settings,
    testing::{Expected, Hostile, hostile},
};

fn reader(workers: usize) -> Reader {
    Reader::new(env!("CARGO_BIN_EXE_efficaces"), Settings::default(), workers)
}

const HONEST: &[u8] =
    b"From: jeanne@mail.example\r\nSubject: Ma demande\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\
    --b\r\n\r\nBonjour\r\n--b\r\nContent-Type: application/pdf; name=a.pdf\r\n\r\n%PDF\r\n--b--\r\n";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_hostile_message_is_filed_or_set_apart_and_the_reader_goes_on() {
    let reader = reader(2);
    let all = hostile();
    let next = AtomicUsize::new(0);
    let run = async || {
        let mut wrong = Vec::new();
        while let Some(one) = all.get(next.fetch_add(1, Ordering::Relaxed)) {
            if let Some(why) = fault(&reader, one).await {
                wrong.push(format!("{}: {why}", one.name));
            }
        }
        wrong
    };
    let wrong = join_all([run(), run()]).await.concat();
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(reader.read(HONEST).await.unwrap().unwrap().subject, "Ma demande");
}

/// What is not as it should be.
async fn fault(reader: &Reader, one: &Hostile) -> Option<String> {
    let raw = one.raw();
    let start = Instant::now();
    let read = reader.read(&raw).await.unwrap();
    if start.elapsed() > Duration::from_secs(5) {
        eprintln!("{:?} {}", start.elapsed(), one.name);
    }
    match (&read, one.expected) {
        (Ok(_), Expected::Filed) => {}
        (Err(refused), Expected::Quarantined(reason)) if refused.reason == reason => {}
        (other, wanted) => return Some(format!("{wanted:?}, got {:?}", other.as_ref().map(|_| "filed"))),
    }
    let first = read.ok()?.attachments.into_iter().next()?;
    let bytes = reader.attachment(&raw, 0).await.unwrap().unwrap()?;
    (ContentKey::of(&bytes) != first.key).then(|| "the first attachment is another".to_owned())
}

#[tokio::test]
async fn a_worker_gives_messages_and_attachments_back() {
    let reader = reader(1);
    let incoming = reader.read(HONEST).await.unwrap().unwrap();
    assert_eq!(incoming, mail::read(HONEST, &Settings::default()).unwrap());
    assert_eq!(reader.attachment(HONEST, 0).await.unwrap().unwrap().unwrap(), b"%PDF");
    assert_eq!(reader.attachment(HONEST, 1).await.unwrap().unwrap(), None);
}

#[tokio::test]
async fn a_worker_reaches_nothing_and_ends_with_the_reader() {
    let reader = reader(1);
    reader.read(HONEST).await.unwrap().unwrap();
    let workers = children();
    let [worker] = &workers[..] else { panic!("{workers:?}") };
    let limits = fs::read_to_string(worker.join("limits")).unwrap();
    for (name, most) in [
        ("Max open files", "3"),
        ("Max address space", "1073741824"),
        ("Max file size", "0"),
        ("Max processes", "0"),
        ("Max core file size", "0"),
    ] {
        let line = limits.lines().find_map(|it| it.strip_prefix(name)).unwrap();
        assert_eq!(line.split_whitespace().next(), Some(most), "{name}");
    }
    assert!(fs::read(worker.join("environ")).unwrap().is_empty(), "secrets of the server are not for it");
    drop(reader);
    while worker.exists() && !fs::read_to_string(worker.join("stat")).is_ok_and(|it| it.contains(") Z ")) {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// The processes that this one started.
fn children() -> Vec<PathBuf> {
    let ours = format!(" {} ", std::process::id());
    let processes = fs::read_dir("/proc").unwrap().map(|it| it.unwrap().path());
    let is_child = |it: &PathBuf| {
        let stat = fs::read_to_string(it.join("stat")).unwrap_or_default();
        // After the name, which may hold anything: the state, then the parent.
        stat.rsplit(')').next().is_some_and(|it| it.get(2..).is_some_and(|it| it.starts_with(&ours)))
    };
    processes.filter(is_child).collect()
}
