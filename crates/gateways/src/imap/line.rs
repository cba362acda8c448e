//! The line to a server: commands out, answers in.
//!
//! `async-imap` cuts what comes into answers. Commands are written here: those of the library take a connection that breaks for the end
//! of an answer, so that a message would look gone, and write passwords into the log at the level of traces.

use async_imap::{
    Client,
    imap_proto::{Response, Status},
};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt as _};

use super::error::{ImapError, said};

/// TCP, or TLS over it.
pub(super) trait Wire: AsyncRead + AsyncWrite + Unpin + Send + std::fmt::Debug {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send + std::fmt::Debug> Wire for T {}

/// How a command ended.
pub(super) enum Answer {
    /// Done.
    Ok,
    /// Not done, and what the server says.
    No(String),
}

impl Answer {
    pub(super) fn ok(self) -> Result<(), ImapError> {
        match self {
            Self::Ok => Ok(()),
            Self::No(said) => Err(ImapError::Refused(said)),
        }
    }
}

/// A line to a server.
pub(super) struct Line {
    client: Client<Box<dyn Wire>>,
    commands: u32,
}

impl Line {
    pub(super) fn new(wire: Box<dyn Wire>) -> Self {
        Self { client: Client::new(wire), commands: 0 }
    }

    /// What is below; answers that were read but not taken are thrown away.
    pub(super) fn into_wire(self) -> Box<dyn Wire> {
        self.client.into_inner()
    }

    /// Writes one line.
    pub(super) async fn send(&mut self, line: &str) -> Result<(), ImapError> {
        // A line end within would be a command of somebody else.
        if line.contains(['\r', '\n', '\0']) {
            return Err(ImapError::Refused("a line end in a command".to_owned()));
        }
        let wire = self.client.get_mut();
        let written = async {
            wire.write_all(format!("{line}\r\n").as_bytes()).await?;
            wire.flush().await
        };
        written.await.map_err(|it| ImapError::of_network(&it))
    }

    /// Writes a command; gives the word by which its end is known.
    pub(super) async fn command(&mut self, command: &str) -> Result<String, ImapError> {
        self.commands += 1;
        let tag = format!("c{}", self.commands);
        self.send(&format!("{tag} {command}")).await?;
        Ok(tag)
    }

    /// Shows the next answer. Safe to give up: nothing is lost.
    pub(super) async fn next<T>(&mut self, see: impl FnOnce(&Response<'_>) -> T) -> Result<T, ImapError> {
        let read = self.client.read_response().await.map_err(|it| ImapError::of_network(&it))?;
        let response = read.ok_or_else(|| ImapError::Cut("it ended".to_owned()))?;
        if let Response::Data { status: Status::Bye, outcome } = response.parsed() {
            return Err(ImapError::Cut(said(outcome.information.as_deref())));
        }
        Ok(see(response.parsed()))
    }

    /// Waits for the end of a command, and shows each answer that comes before.
    pub(super) async fn end_of(
        &mut self,
        tag: &str,
        mut see: impl FnMut(&Response<'_>),
    ) -> Result<Answer, ImapError> {
        loop {
            let end = self.next(|response| {
                let end = end(response, tag);
                if end.is_none() {
                    see(response);
                }
                end
            });
            if let Some(answer) = end.await? {
                return Ok(answer);
            }
        }
    }

    /// Runs a command, and shows each answer that comes before its end.
    pub(super) async fn run(
        &mut self,
        command: &str,
        see: impl FnMut(&Response<'_>),
    ) -> Result<Answer, ImapError> {
        let tag = self.command(command).await?;
        self.end_of(&tag, see).await
    }

    /// Waits until the server asks for more; an answer if it ends the command instead.
    pub(super) async fn question(
        &mut self,
        tag: &str,
        mut see: impl FnMut(&Response<'_>),
    ) -> Result<Option<Answer>, ImapError> {
        loop {
            let asked = self.next(|response| {
                let end = end(response, tag);
                let is_question = matches!(response, Response::Continue(_));
                if end.is_none() && !is_question {
                    see(response);
                }
                (end, is_question)
            });
            match asked.await? {
                (Some(answer), _) => return Ok(Some(answer)),
                (None, true) => return Ok(None),
                (None, false) => {}
            }
        }
    }

    /// Runs AUTHENTICATE, whose secret answers are given one at each question.
    pub(super) async fn authenticate(
        &mut self,
        mechanism: &str,
        answers: &[String],
    ) -> Result<Answer, ImapError> {
        let tag = self.command(&format!("AUTHENTICATE {mechanism}")).await?;
        let mut answers = answers.iter();
        loop {
            match self.question(&tag, |_| {}).await? {
                Some(answer) => return Ok(answer),
                // `*` ends it (RFC 3501, 6.2.2).
                None => self.send(answers.next().map_or("*", String::as_str)).await?,
            }
        }
    }
}

fn end(response: &Response<'_>, tag: &str) -> Option<Answer> {
    match response {
        Response::Done { tag: done, status, outcome } if done.0 == tag => Some(match status {
            Status::Ok => Answer::Ok,
            _ => Answer::No(said(outcome.information.as_deref())),
        }),
        _ => None,
    }
}

/// A string between quotes.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
