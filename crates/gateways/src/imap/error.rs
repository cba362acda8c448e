//! What goes wrong with a mailbox, as an administrator can mend it.

use std::{fmt, io, time::Duration};

use kernel::{Explain, Message};

use crate::words::WORDS;

/// Letters of a server's sentence that are kept.
const SAID_MAX: usize = 200;

/// A mailbox could not be read. What it says never holds a password, nor anything of a message.
#[derive(Debug, thiserror::Error)]
pub enum ImapError {
    /// The name of the host has no address.
    #[error("the host {0} has no address")]
    UnknownHost(String),
    /// Nobody answers there.
    #[error("nobody answers on port {port} of {host}")]
    Unreachable {
        /// The host.
        host: String,
        /// The port.
        port: u16,
        /// Why.
        #[source]
        error: io::Error,
    },
    /// No TLS, to another machine.
    #[error("{0} is another machine: it is not spoken to without TLS")]
    PlainElsewhere(String),
    /// The server does not offer STARTTLS.
    #[error("{0} does not offer STARTTLS")]
    NoStartTls(String),
    /// The certificate of the server is not trusted.
    #[error("the certificate of {host} is not trusted")]
    Certificate {
        /// The host.
        host: String,
        /// Why.
        #[source]
        error: io::Error,
    },
    /// TLS could not be agreed upon.
    #[error("no TLS with {host}")]
    Tls {
        /// The host.
        host: String,
        /// Why.
        #[source]
        error: io::Error,
    },
    /// The extra authority is no certificate.
    #[error("the extra root is not a certificate")]
    BadRoot,
    /// The server takes neither this name nor this secret.
    #[error("the login was refused: {0}")]
    WrongLogin(String),
    /// The server offers no way to log in with such a secret.
    #[error("the server offers no way to log in with {0}")]
    NoLogin(&'static str),
    /// There is no such folder.
    #[error("no folder {folder}: {said}")]
    FolderMissing {
        /// Its name.
        folder: String,
        /// What the server says.
        said: String,
    },
    /// No answer came in time.
    #[error("no answer within {} s: {doing}", within.as_secs())]
    TimedOut {
        /// What was going on.
        doing: Doing,
        /// The time that it had.
        within: Duration,
    },
    /// The connection is over.
    #[error("the connection was cut: {0}")]
    Cut(String),
    /// The server answers what is no IMAP.
    #[error("the server answers what is not IMAP")]
    Nonsense,
    /// The server said no.
    #[error("the server refused: {0}")]
    Refused(String),
    /// What was fetched could not be kept.
    #[error("what was fetched could not be kept")]
    Kept(#[source] io::Error),
}

/// What goes on while an answer is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doing {
    /// Connecting, and logging in.
    Opening,
    /// Finding out which messages are there.
    Listing,
    /// Fetching a message.
    Fetching,
    /// Waiting for new messages.
    Waiting,
}

impl fmt::Display for Doing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Opening => "opening",
            Self::Listing => "listing messages",
            Self::Fetching => "fetching a message",
            Self::Waiting => "waiting for messages",
        })
    }
}

impl ImapError {
    /// Whether somebody must change a setting or a server: trying again soon is of little use, and repeated wrong logins lock accounts.
    pub const fn needs_somebody(&self) -> bool {
        match self {
            Self::PlainElsewhere(_)
            | Self::NoStartTls(_)
            | Self::Certificate { .. }
            | Self::BadRoot
            | Self::WrongLogin(_)
            | Self::NoLogin(_)
            | Self::FolderMissing { .. } => true,
            Self::UnknownHost(_)
            | Self::Unreachable { .. }
            | Self::Tls { .. }
            | Self::TimedOut { .. }
            | Self::Cut(_)
            | Self::Nonsense
            | Self::Refused(_)
            | Self::Kept(_) => false,
        }
    }

    /// A failure of the network. Others of this kind hold what was read, which is nothing for a log.
    pub(super) fn of_network(error: &io::Error) -> Self {
        if error.kind() == io::ErrorKind::Other {
            Self::Nonsense
        } else {
            Self::Cut(error.kind().to_string())
        }
    }
}

/// What a server says, short and on one line.
pub(super) fn said(text: Option<&str>) -> String {
    let text = text.unwrap_or("no reason given").trim();
    text.chars().map(|it| if it.is_control() { ' ' } else { it }).take(SAID_MAX).collect()
}

impl Explain for ImapError {
    fn message(&self) -> Message {
        let plain = |key| Message::new(&WORDS, key);
        match self {
            Self::UnknownHost(host) => plain("imap-unknown-host").with("host", host.clone()),
            Self::Unreachable { host, port, .. } => {
                plain("imap-unreachable").with("host", host.clone()).with("port", port.to_string())
            }
            Self::PlainElsewhere(host) => plain("imap-plain").with("host", host.clone()),
            Self::NoStartTls(host) => plain("imap-no-starttls").with("host", host.clone()),
            Self::Certificate { host, .. } => plain("imap-certificate").with("host", host.clone()),
            Self::Tls { host, .. } => plain("imap-tls").with("host", host.clone()),
            Self::BadRoot => plain("imap-bad-root"),
            Self::WrongLogin(_) => plain("imap-wrong-login"),
            Self::NoLogin(_) => plain("imap-no-login"),
            Self::FolderMissing { folder, .. } => plain("imap-folder-missing").with("folder", folder.clone()),
            Self::TimedOut { .. } => plain("imap-timed-out"),
            Self::Cut(_) => plain("imap-cut"),
            Self::Nonsense => plain("imap-nonsense"),
            Self::Refused(said) => plain("imap-refused").with("said", said.clone()),
            Self::Kept(_) => plain("imap-not-kept"),
        }
    }
}

#[cfg(test)]
mod tests {
    use kernel::Lang;

    use super::*;

    #[test]
    fn an_administrator_is_told_in_both_languages_what_to_do() {
        let io = || io::Error::from(io::ErrorKind::ConnectionRefused);
        let (host, port) = (|| "imap.ville.example".to_owned(), 993);
        let all = [
            ImapError::UnknownHost(host()),
            ImapError::Unreachable { host: host(), port, error: io() },
            ImapError::PlainElsewhere(host()),
            ImapError::NoStartTls(host()),
            ImapError::Certificate { host: host(), error: io() },
            ImapError::Tls { host: host(), error: io() },
            ImapError::BadRoot,
            ImapError::WrongLogin(String::new()),
            ImapError::NoLogin("a password"),
            ImapError::FolderMissing { folder: "INBOX".to_owned(), said: String::new() },
            ImapError::TimedOut { doing: Doing::Opening, within: Duration::from_secs(1) },
            ImapError::Cut(String::new()),
            ImapError::Nonsense,
            ImapError::Refused("quota".to_owned()),
            ImapError::Kept(io()),
        ];
        for error in all {
            for lang in Lang::ALL {
                let sentence = error.message().say(lang);
                assert!(sentence.len() > 40 && !sentence.contains('{'), "{error}: {sentence}");
            }
        }
    }

    #[test]
    fn what_a_parser_says_is_not_told() {
        let error = io::Error::other("Error(…) during parsing of \"Bonjour, je suis malade\"");
        assert!(!format!("{:?}", ImapError::of_network(&error)).contains("malade"));
        assert_eq!(said(Some("a\r\nb")), "a  b");
    }
}
