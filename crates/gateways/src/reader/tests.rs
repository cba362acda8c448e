use std::{
    fs,
    io::Write as _,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

use mail::Reason;

use super::*;

/// A program of a few lines in place of a worker: the seam is a process. It has taken its settings and said hello
/// before.
#[expect(clippy::unwrap_used, reason = "a test that fails says where")]
fn program(folder: &Path, lines: &str) -> PathBuf {
    let path = folder.join("program");
    let settings = 4 + serde_json::to_vec(&Settings::default()).unwrap().len();
    let hello = format!(
        "head -c {settings} >/dev/null; printf '\\000\\000\\000\\022{}'",
        String::from_utf8_lossy(HELLO)
    );
    let mut file = fs::File::create(&path).unwrap();
    writeln!(file, "#!/bin/sh\necho x >> {}/starts\n{hello}\n{lines}", folder.display()).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path
}

fn starts(folder: &Path) -> usize {
    fs::read_to_string(folder.join("starts")).unwrap_or_default().lines().count()
}

const RAW: &[u8] = b"From: jeanne@mail.example\n\nBonjour\n";

fn reader(program: PathBuf) -> Reader {
    Reader::new(program, Settings::default(), 1).with_time_max(Duration::from_millis(500))
}

#[tokio::test]
async fn a_worker_that_dies_hangs_or_lies_sets_the_message_apart_and_is_replaced() {
    for lines in [
        "exit 3",
        "kill -9 $$",
        "exec sleep 60",
        "printf '\\000\\000\\000\\002{}'; exec sleep 60",
        "printf '\\377\\377\\377\\377'; exec sleep 60",
        "printf '\\000\\000\\000\\377short'",
    ] {
        let folder = tempfile::tempdir().unwrap();
        let reader = reader(program(folder.path(), lines));
        for time in 1..=2 {
            let refused = reader.read(RAW).await.unwrap().unwrap_err();
            assert_eq!(refused.reason, Reason::WorkerEnded, "{lines}");
            let refused = reader.attachment(RAW, 0).await.unwrap().unwrap_err();
            assert_eq!(refused.reason, Reason::WorkerEnded, "{lines}");
            assert_eq!(starts(folder.path()), 2 * time, "{lines}");
        }
    }
}

#[tokio::test]
async fn a_worker_that_read_before_is_not_believed_to_die_of_this_message() {
    let folder = tempfile::tempdir().unwrap();
    let empty = "printf '\\000\\000\\000\\052{\"Err\":{\"reason\":\"not-a-message\"}}            '";
    // It answers once, whatever is asked; what it says after that is nonsense.
    let reader = reader(program(folder.path(), &format!("{empty}; exec sleep 60")));
    for time in 1..=3 {
        let refused = reader.read(RAW).await.unwrap().unwrap_err();
        assert_eq!(refused.reason, Reason::NotAMessage);
        assert_eq!(starts(folder.path()), time, "each is replaced");
    }
}

#[tokio::test]
async fn where_no_worker_starts_nothing_is_set_apart() {
    let folder = tempfile::tempdir().unwrap();
    let missing = reader(folder.path().join("nothing"));
    assert!(missing.read(RAW).await.is_err());
    let other = reader("/bin/true".into());
    assert!(other.read(RAW).await.is_err());
}

#[tokio::test]
async fn a_message_that_is_too_long_does_not_reach_a_worker() {
    let mut settings = Settings::default();
    settings.limits.bytes_max = 10;
    let reader = Reader::new("/nothing", settings, 1);
    assert_eq!(reader.read(RAW).await.unwrap().unwrap_err().reason, Reason::TooLarge);
}
