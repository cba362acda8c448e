//! Outgoing e-mail over SMTP.

use lettre::{
    AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor,
    address::AddressError,
    message::{Mailbox, header::ContentType},
    transport::smtp,
};
use register::outgoing::Mail;

/// A server that takes our messages.
#[derive(Debug, Clone)]
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

/// A message was not taken.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// The setting is no address of a server: `smtp://…`, `smtps://…`.
    #[error("not the address of a mail server")]
    Server(#[source] smtp::Error),
    /// The sender or the recipient is no e-mail address.
    #[error("not an e-mail address")]
    Address(#[from] AddressError),
    /// The message cannot be written.
    #[error("the message cannot be written")]
    Message(#[from] lettre::error::Error),
    /// The server did not take it.
    #[error("the server did not take the message: {0}")]
    Refused(#[source] smtp::Error),
}

impl SendError {
    /// Whether trying again is of no use.
    pub fn is_for_good(&self) -> bool {
        match self {
            Self::Refused(error) => error.is_permanent(),
            Self::Server(_) => false,
            Self::Address(_) | Self::Message(_) => true,
        }
    }
}

impl Smtp {
    /// A server by its address, as `smtp://user:password@host:587?tls=required`, and the sender.
    ///
    /// # Errors
    ///
    /// [`SendError`] if one of them is none.
    pub fn new(url: &str, from: &str) -> Result<Self, SendError> {
        let transport =
            AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(SendError::Server)?.build();
        Ok(Self { transport, from: from.parse()? })
    }

    /// Sends one message.
    ///
    /// # Errors
    ///
    /// [`SendError`]; see [`SendError::is_for_good`].
    pub async fn send(&self, mail: &Mail) -> Result<(), SendError> {
        let domain = self.from.email.domain();
        let message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, mail.recipient.parse()?))
            .subject(&mail.subject)
            // The same id at each try: a server that has it already recognises it.
            .message_id(Some(format!("<{}@{domain}>", mail.id)))
            .header(ContentType::TEXT_PLAIN)
            .body(mail.body.clone())?;
        self.transport.send(message).await.map(drop).map_err(SendError::Refused)
    }
}
