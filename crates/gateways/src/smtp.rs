//! Outgoing e-mail over SMTP. Start with [`Smtp::hand_over`], then [`SendError::fate`].
//!
//! **Invariants:** all mail is written by `mail::build`. What became of a message is said as far as anybody knows it: once its end was sent,
//! a connection that breaks leaves [`Fate::Unknown`], and nothing else does. A recipient who is refused does not stop the others.

mod lines;
mod server;

use std::{
    fmt, iter,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use kernel::Secret;
use lettre::{
    Address,
    address::{AddressError, Envelope},
    message::Mailbox,
    transport::smtp::{
        self,
        client::AsyncSmtpConnection,
        commands::{Data, Mail as MailFrom, Rcpt},
        response::{Response, Severity},
    },
};
use mail::{BuildError, Built, Outgoing, build::Origin};
use register::outgoing::Mail;
use tokio::time::timeout;

use self::{lines::Lines, server::Server};

/// Connecting, TLS, logging in. For a recipient, all limits together stay below the five minutes for which a message is claimed.
const OPEN_MAX: Duration = Duration::from_secs(40);
/// An answer to a command.
const COMMAND_MAX: Duration = Duration::from_secs(20);
/// The message, and the answer to its end: servers look for viruses before they answer.
const MESSAGE_MAX: Duration = Duration::from_mins(3);
/// Taking leave, of no importance.
const QUIT_MAX: Duration = Duration::from_secs(1);
/// Letters of a server's answer that are kept.
const ANSWER_MAX: usize = 500;

/// A server that takes our messages.
#[derive(Debug, Clone)]
pub struct Smtp {
    server: Server,
    from: Mailbox,
    times: SendTimes,
    kept: Option<Lines>,
}

/// How long a server is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SendTimes {
    /// Until it lets us in.
    pub open_max: Duration,
    /// For an answer to a command.
    pub command_max: Duration,
    /// For the message, and the answer to its end.
    pub message_max: Duration,
}

impl Default for SendTimes {
    fn default() -> Self {
        Self { open_max: OPEN_MAX, command_max: COMMAND_MAX, message_max: MESSAGE_MAX }
    }
}

/// A message was not taken.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// The setting is no address of a server: `smtp://…`, `smtps://…`.
    #[error("not the address of a mail server")]
    Server,
    /// TLS cannot be used on this machine.
    #[error("no TLS for this server")]
    Tls(#[source] smtp::Error),
    /// The sender is no e-mail address.
    #[error("not an e-mail address")]
    Address(#[from] AddressError),
    /// The message cannot be written.
    #[error("the message cannot be written")]
    Message(#[from] BuildError),
    /// An antivirus found something in a file of the message: it does not leave.
    #[error("the file {0} is infected")]
    Infected(String),
    /// Nothing was handed over: nobody answers, not in time, or as no mail server does; or it does not let us in.
    #[error("the server was not reached: {0}")]
    NotReached(String),
    /// The server takes neither this name nor this secret: it is not for this message.
    #[error("the server does not let us in: {0}")]
    NotLetIn(String),
    /// The server did not take it.
    #[error("the server did not take the message: {0}")]
    Refused(#[source] smtp::Error),
    /// The server took none of the recipients.
    #[error("the server took no recipient: {}", list(.0))]
    Recipients(Vec<RefusedRecipient>),
    /// The connection broke after the end of the message was sent, and before the server said whether it took it.
    #[error("the server did not say whether it took the message: {0}")]
    Unanswered(String),
}

/// What became of a message that was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fate {
    /// It is refused: trying again is of no use.
    Refused,
    /// It was not taken, and may be another time.
    Later,
    /// Nobody knows: it may have been taken. Sent again, it may arrive twice.
    Unknown,
}

impl SendError {
    /// What became of the message.
    pub fn fate(&self) -> Fate {
        match self {
            Self::Address(_) | Self::Message(_) | Self::Infected(_) => Fate::Refused,
            Self::Refused(error) if error.is_permanent() => Fate::Refused,
            Self::Recipients(all) if all.iter().all(|it| it.error.fate() == Fate::Refused) => Fate::Refused,
            Self::Server
            | Self::Tls(_)
            | Self::NotReached(_)
            | Self::NotLetIn(_)
            | Self::Refused(_)
            | Self::Recipients(_) => Fate::Later,
            Self::Unanswered(_) => Fate::Unknown,
        }
    }

    /// Whether trying again is of no use.
    pub fn is_for_good(&self) -> bool {
        self.fate() == Fate::Refused
    }
}

/// A message that the server took.
#[derive(Debug)]
pub struct Accepted {
    /// What the server answered, often with its own number of the message.
    pub answer: String,
    /// Recipients whom it did not take; it has the message for all others.
    pub refused: Vec<RefusedRecipient>,
}

/// A recipient whom a server did not take.
pub struct RefusedRecipient {
    /// The address.
    pub recipient: String,
    /// Why, and whether for good: [`SendError::fate`].
    pub error: SendError,
}

impl fmt::Debug for RefusedRecipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RefusedRecipient").field("error", &self.error).finish_non_exhaustive()
    }
}

fn list(refused: &[RefusedRecipient]) -> String {
    refused.iter().map(|it| it.error.to_string()).collect::<Vec<_>>().join("; ")
}

impl Smtp {
    /// A server by its address, as `smtp://user:password@host:587?tls=required`, and the sender.
    ///
    /// # Errors
    ///
    /// [`SendError`] if one of them is none.
    pub fn new(url: &str, from: &str) -> Result<Self, SendError> {
        Ok(Self { server: Server::new(url)?, from: from.parse()?, times: SendTimes::default(), kept: None })
    }

    /// The same, with other time limits.
    #[must_use]
    pub fn with_times(self, times: SendTimes) -> Self {
        Self { times, ..self }
    }

    /// The same, with a name and a password that the address does not hold.
    #[must_use]
    pub fn with_login(self, user: &str, password: &Secret<String>) -> Self {
        Self { server: self.server.with_login(user, password), ..self }
    }

    /// The same server, by a name and an access token of OAuth 2.
    #[must_use]
    pub fn with_token(self, user: &str, token: &Secret<String>) -> Self {
        Self { server: self.server.with_token(user, token), ..self }
    }

    /// The same, which hands over one message after the other on the same lines, until [`Smtp::rest`]. Clones share their lines.
    #[must_use]
    pub fn keeping_lines(self) -> Self {
        Self { kept: Some(Lines::default()), ..self }
    }

    /// Takes leave of the server on all lines that are kept: nothing is to be sent for now.
    pub async fn rest(&self) {
        for line in self.kept.iter().flat_map(Lines::drain) {
            line.leave().await;
        }
    }

    /// Sends a text.
    ///
    /// # Errors
    ///
    /// [`SendError`]; see [`SendError::fate`].
    pub async fn send(&self, mail: &Mail) -> Result<Accepted, SendError> {
        let outgoing = Outgoing {
            from: mail::Mailbox { name: self.from.name.clone(), address: self.from.email.to_string() },
            to: vec![mail::Mailbox { name: None, address: mail.recipient.clone() }],
            reply_to: None,
            return_path: None,
            subject: mail.subject.clone(),
            text: mail.body.clone(),
            // The same id at each try: a server that has it already recognises it.
            message_id: format!("{}@{}", mail.id, self.from.email.domain()),
            mark: None,
            in_reply_to: None,
            references: Vec::new(),
            at: mail.created_at,
            origin: Origin::Generated,
            attachments: Vec::new(),
            unsubscribe: None,
        };
        self.hand_over(&mail::build(&outgoing, None)?).await
    }

    /// Hands a message over, for all its recipients.
    ///
    /// # Errors
    ///
    /// [`SendError`] if the server took it for none of them; see [`SendError::fate`].
    pub async fn hand_over(&self, mail: &Built) -> Result<Accepted, SendError> {
        self.hand_over_to(mail, |_| true, None).await
    }

    /// Hands a message over, with a hidden copy to an address of ours: where the connection breaks before the server answers, the copy
    /// that comes proves that the server took the message for all. The copy alone is never sent, and whether the server takes it
    /// stops nothing.
    ///
    /// # Errors
    ///
    /// [`SendError`], as [`Smtp::hand_over`]; [`SendError::Address`] if `copy` is no address.
    pub async fn hand_over_with_copy(&self, mail: &Built, copy: &str) -> Result<Accepted, SendError> {
        let copy: Address = copy.parse()?;
        self.hand_over_to(mail, |_| true, Some(copy)).await
    }

    /// Hands a message over, for those of its recipients who did not get it yet.
    ///
    /// # Errors
    ///
    /// [`SendError`], as [`Smtp::hand_over`].
    pub async fn hand_over_again(
        &self,
        mail: &Built,
        is_wanted: impl Fn(&str) -> bool,
    ) -> Result<Accepted, SendError> {
        self.hand_over_to(mail, is_wanted, None).await
    }

    async fn hand_over_to(
        &self,
        mail: &Built,
        is_wanted: impl Fn(&str) -> bool,
        copy: Option<Address>,
    ) -> Result<Accepted, SendError> {
        let envelope: &Envelope = mail.message().envelope();
        let to: Vec<Address> = envelope.to().iter().filter(|it| is_wanted(it.as_ref())).cloned().collect();
        let mut line = self.begun(envelope.from()).await?;
        let done = line.transaction((to, copy), &mail.raw()).await;
        let is_whole = done.as_ref().is_ok_and(|it| it.refused.is_empty());
        let ended = match &self.kept {
            Some(kept) if is_whole => kept.keep(line),
            _ => Some(line),
        };
        if let Some(line) = ended {
            line.leave().await;
        }
        done
    }

    /// A line on which a message of this sender is begun.
    async fn begun(&self, from: Option<&Address>) -> Result<Line, SendError> {
        // One that was kept may have been cut since, or have had as many messages as the server takes: nothing was handed over on it.
        if let Some(mut line) = self.kept.as_ref().and_then(Lines::take)
            && line.begin(from).await.is_ok()
        {
            return Ok(line);
        }
        let open_max = self.times.open_max;
        let opening = timeout(open_max, self.server.connect(open_max)).await;
        let connection = opening.unwrap_or_else(|_| Err(too_slow(open_max)))?;
        let mut line = Line { connection, times: self.times, messages: 0 };
        match line.begin(from).await {
            Ok(()) => Ok(line),
            Err(error) => {
                line.leave().await;
                Err(error)
            }
        }
    }
}

/// A server that let us in.
struct Line {
    connection: AsyncSmtpConnection,
    times: SendTimes,
    /// So many were handed over on it.
    messages: u32,
}

impl Line {
    /// Begins a message.
    async fn begin(&mut self, from: Option<&Address>) -> Result<(), SendError> {
        // A refusal here is one of the sender: a setting, not this message.
        let begun =
            self.command(MailFrom::new(from.cloned(), Vec::new()), Severity::PositiveCompletion).await;
        begun.map(drop).map_err(|it| SendError::NotReached(it.to_string()))
    }

    /// Takes leave.
    async fn leave(mut self) {
        // Whatever comes of this, what was said before holds.
        let _ = timeout(QUIT_MAX, self.connection.abort()).await;
    }

    async fn transaction(
        &mut self,
        (to, copy): (Vec<Address>, Option<Address>),
        raw: &[u8],
    ) -> Result<Accepted, SendError> {
        let mut refused = Vec::new();
        let wanted = to.len();
        for address in to {
            let recipient = address.to_string();
            match self.command(Rcpt::new(address, Vec::new()), Severity::PositiveCompletion).await {
                Ok(_) => {}
                Err(error @ SendError::Refused(_)) => refused.push(RefusedRecipient { recipient, error }),
                Err(error) => return Err(error),
            }
        }
        if refused.len() == wanted {
            let only = if wanted == 1 { refused.pop() } else { None };
            return Err(only.map_or(SendError::Recipients(refused), |it| it.error));
        }
        if let Some(copy) = copy {
            match self.command(Rcpt::new(copy, Vec::new()), Severity::PositiveCompletion).await {
                Ok(_) | Err(SendError::Refused(_)) => {}
                Err(error) => return Err(error),
            }
        }
        self.command(Data, Severity::PositiveIntermediate).await?;
        let answer = self.message(raw).await?;
        self.messages += 1;
        Ok(Accepted { answer, refused })
    }

    async fn command(&mut self, command: impl fmt::Display, wanted: Severity) -> Result<Response, SendError> {
        let answer = timeout(self.times.command_max, self.connection.command(command)).await;
        let answer = answer.map_err(|_| too_slow(self.times.command_max))?.map_err(refusal)?;
        if answer.code().severity == wanted {
            return Ok(answer);
        }
        Err(SendError::NotReached(format!("an answer out of place: {}", shown(&answer))))
    }

    /// Sends a message and its end.
    async fn message(&mut self, raw: &[u8]) -> Result<String, SendError> {
        let is_ended = AtomicBool::new(false);
        // What follows the last part is the end, as soon as all of it was written.
        let end = iter::from_fn(|| {
            is_ended.store(true, Ordering::Relaxed);
            None
        });
        let sent =
            timeout(self.times.message_max, self.connection.message_iter(iter::once(raw).chain(end))).await;
        let broken = match sent {
            Ok(Ok(answer)) if answer.code().severity == Severity::PositiveCompletion => {
                return Ok(shown(&answer));
            }
            Ok(Ok(answer)) => format!("an answer out of place: {}", shown(&answer)),
            Ok(Err(error)) if error.status().is_some() => return Err(SendError::Refused(error)),
            Ok(Err(error)) => error.to_string(),
            Err(_) => too_slow(self.times.message_max).to_string(),
        };
        // Without its end no server has a message.
        if is_ended.load(Ordering::Relaxed) {
            Err(SendError::Unanswered(broken))
        } else {
            Err(SendError::NotReached(broken))
        }
    }
}

/// A refusal, or a connection that breaks.
fn refusal(error: smtp::Error) -> SendError {
    if error.status().is_some() {
        SendError::Refused(error)
    } else {
        SendError::NotReached(error.to_string())
    }
}

fn too_slow(limit: Duration) -> SendError {
    SendError::NotReached(format!("no answer within {} s", limit.as_secs()))
}

fn shown(answer: &Response) -> String {
    let words: Vec<&str> = answer.message().collect();
    let line = format!("{} {}", answer.code(), words.join(" "));
    line.chars().map(|it| if it.is_control() { ' ' } else { it }).take(ANSWER_MAX).collect()
}
