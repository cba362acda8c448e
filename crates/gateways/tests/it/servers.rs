//! The servers that `scripts/test-mail` starts. In CI a missing server fails a test: a silent skip proves nothing.

use std::{
    env, fs,
    os::unix::fs::chown,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU32, Ordering},
};

use gateways::imap::{Account, Login, Security};
use kernel::Secret;

fn given(name: &str) -> Option<String> {
    let Ok(value) = env::var(name) else {
        assert!(env::var_os("CI").is_none(), "CI must set {name}: run scripts/test-mail");
        eprintln!("skipped: no mail server ({name}); run inside scripts/test-mail");
        return None;
    };
    Some(value)
}

/// Postfix, and the mailbox of whoever has none of their own.
pub(crate) fn postfix() -> Option<(String, PathBuf)> {
    Some((given("TEST_SMTP")?, given("TEST_MAILBOX")?.into()))
}

/// The account of a mailbox on Dovecot, without TLS.
pub(crate) fn dovecot(name: &str) -> Option<Account> {
    Some(Account {
        host: "127.0.0.1".to_owned(),
        port: port("TEST_IMAP")?,
        security: Security::Plain,
        user: format!("{name}@mail.example"),
        login: Login::Password(Secret::new(format!("secret-{name}"))),
        folder: "INBOX".to_owned(),
        extra_root: None,
    })
}

/// The same with TLS.
pub(crate) fn dovecot_tls(name: &str) -> Option<Account> {
    Some(Account {
        host: "localhost".to_owned(),
        port: port("TEST_IMAPS")?,
        security: Security::Tls,
        extra_root: Some(fs::read(given("TEST_IMAP_CA")?).unwrap()),
        ..dovecot(name)?
    })
}

fn port(name: &str) -> Option<u16> {
    Some(given(name)?.rsplit(':').next().unwrap().parse().unwrap())
}

/// The Maildir of a mailbox, empty.
pub(crate) fn emptied(name: &str) -> PathBuf {
    let folder = Path::new(&env::var_os("TEST_MAIL_BOXES").unwrap()).join(name);
    let _ = fs::remove_dir_all(&folder);
    for folder in [folder.clone(), folder.join("tmp"), folder.join("new"), folder.join("cur")] {
        made(&folder);
    }
    folder
}

/// A folder for Dovecot.
pub(crate) fn made(folder: &Path) {
    fs::create_dir_all(folder).unwrap();
    own(folder);
}

/// The user for whom Dovecot works.
fn own(path: &Path) {
    chown(path, Some(65534), Some(65534)).unwrap();
}

/// Puts a message into a Maildir, as a server that delivers does.
pub(crate) fn deliver(folder: &Path, raw: &[u8]) -> PathBuf {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let name = format!("{:08}.test", COUNT.fetch_add(1, Ordering::Relaxed));
    let (aside, path) = (folder.join("tmp").join(&name), folder.join("new").join(&name));
    fs::write(&aside, raw).unwrap();
    own(&aside);
    fs::rename(aside, &path).unwrap();
    path
}
