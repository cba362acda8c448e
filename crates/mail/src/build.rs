//! Messages that leave: text in, encoded out. Start with [`build`].
//!
//! **Invariants:** this is the only place where a message is put together. A value of a header that holds CR, LF or NUL is refused; bodies
//! are quoted-printable or base64, so that no byte of a text is ever a line of the protocol. Chance and clock are arguments; the one
//! exception is the time in a signature, which the library takes itself.

use std::fmt;

use jiff::Timestamp;
use kernel::{Explain, Message};
use lettre::{
    Address,
    address::Envelope,
    message::{
        Attachment as Attached, Body, Mailbox as Named, Mailboxes, MultiPart, SinglePart,
        header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue, ReplyTo, To},
    },
};

use crate::{
    dkim::Dkim,
    incoming::Mailbox,
    plain::{html_of, normalised},
    read::MARK_FIELD,
    words::WORDS,
};

/// Recipients of one message: people, not lists.
const RECIPIENTS_MAX: usize = 10;
/// Letters of a subject, a name, the name of a file.
const LINE_MAX: usize = 250;
/// Letters of an id or an address of a page: they stand on one line (RFC 5322, 2.1.1).
const TOKEN_MAX: usize = 900;
/// Message-IDs in `References`: the first, and the last ones.
const REFERENCES_MAX: usize = 20;

/// A message to be written.
#[derive(Clone, PartialEq)]
pub struct Outgoing {
    /// From whom.
    pub from: Mailbox,
    /// To whom.
    pub to: Vec<Mailbox>,
    /// Where answers go: [`Keys::address`](crate::token::Keys::address).
    pub reply_to: Option<Mailbox>,
    /// Where servers say that it was not delivered; `None`: to `from`. Nowhere, for automatic answers: [`Envelope`] has none then.
    pub return_path: Option<String>,
    /// One line.
    pub subject: String,
    /// Plain text; an HTML alternative is made from it.
    pub text: String,
    /// Its Message-ID, without angle brackets: [`Keys::message_id`](crate::token::Keys::message_id).
    pub message_id: String,
    /// The mark of the instance: [`Keys::mark`](crate::token::Keys::mark).
    pub mark: Option<String>,
    /// The message that it answers.
    pub in_reply_to: Option<String>,
    /// The messages of its thread, the oldest first.
    pub references: Vec<String>,
    /// Its date.
    pub at: Timestamp,
    /// Whether a person wrote it.
    pub origin: Origin,
    /// Files that go with it.
    pub attachments: Vec<File>,
    /// A page by which one stops receiving such messages.
    pub unsubscribe: Option<Unsubscribe>,
}

impl fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outgoing").field("message_id", &self.message_id).finish_non_exhaustive()
    }
}

/// Who wrote a message (RFC 3834, 5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Origin {
    /// A person.
    Person,
    /// The product, because something happened.
    Generated,
    /// The product, in answer to a message: no server may answer it.
    Replied,
}

/// A file that goes with a message.
#[derive(Clone, PartialEq, Eq)]
pub struct File {
    /// Its name.
    pub name: String,
    /// Its type, as `application/pdf`.
    pub content_type: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// How one stops receiving messages of this kind (RFC 2369, RFC 8058).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsubscribe {
    /// An address of a page.
    pub url: String,
    /// Whether posting to it is enough.
    pub is_one_click: bool,
}

/// A message that can be sent, as lettre takes it.
#[derive(Clone)]
pub struct Built(lettre::Message);

impl fmt::Debug for Built {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Built").finish_non_exhaustive()
    }
}

impl Built {
    /// What a transport's `send` takes.
    pub const fn message(&self) -> &lettre::Message {
        &self.0
    }

    /// The bytes, to be kept.
    pub fn raw(&self) -> Vec<u8> {
        self.0.formatted()
    }
}

/// A place in a message, to say where something is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// The sender.
    From,
    /// The recipients.
    To,
    /// Where answers go.
    ReplyTo,
    /// Where reports go.
    ReturnPath,
    /// The subject.
    Subject,
    /// The ids of the message and of those before it.
    MessageId,
    /// The mark.
    Mark,
    /// The page to stop receiving messages.
    Unsubscribe,
    /// The name or the type of a file.
    File,
}

impl Field {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::From,
        Self::To,
        Self::ReplyTo,
        Self::ReturnPath,
        Self::Subject,
        Self::MessageId,
        Self::Mark,
        Self::Unsubscribe,
        Self::File,
    ];

    /// The word by which the sentences of [`BuildError`] choose its name.
    pub const fn code(self) -> &'static str {
        match self {
            Self::From => "from",
            Self::To => "to",
            Self::ReplyTo => "reply-to",
            Self::ReturnPath => "return-path",
            Self::Subject => "subject",
            Self::MessageId => "message-id",
            Self::Mark => "mark",
            Self::Unsubscribe => "unsubscribe",
            Self::File => "file",
        }
    }
}

/// A message cannot be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BuildError {
    /// A line end, a NUL or another control sign stands in a field.
    #[error("a control sign in {0:?}")]
    Control(Field),
    /// It is too long.
    #[error("{0:?} is too long")]
    TooLong(Field),
    /// It is no address, id or page.
    #[error("{0:?} is not what it should be")]
    Invalid(Field),
    /// Nobody, or too many.
    #[error("no recipient, or more than {RECIPIENTS_MAX}")]
    Recipients,
    /// The library does not write it.
    #[error("the message cannot be written")]
    Unwritten,
}

impl Explain for BuildError {
    fn message(&self) -> Message {
        let about = |key, field: Field| Message::new(&WORDS, key).with("field", field.code());
        match *self {
            Self::Control(field) => about("build-control", field),
            Self::TooLong(field) => about("build-too-long", field),
            Self::Invalid(field) => about("build-invalid", field),
            Self::Recipients => Message::new(&WORDS, "build-recipients"),
            Self::Unwritten => Message::new(&WORDS, "build-unwritten"),
        }
    }
}

/// Writes a message, and signs it if there is a key.
///
/// # Errors
///
/// [`BuildError`]: nothing is changed silently in what people see; what cannot be written is refused.
pub fn build(outgoing: &Outgoing, dkim: Option<&Dkim>) -> Result<Built, BuildError> {
    if outgoing.to.is_empty() || outgoing.to.len() > RECIPIENTS_MAX {
        return Err(BuildError::Recipients);
    }
    let from = named(&outgoing.from, Field::From)?;
    let to: Vec<Named> = outgoing.to.iter().map(|it| named(it, Field::To)).collect::<Result<_, _>>()?;
    let recipients = to.iter().map(|it| it.email.clone()).collect();
    let return_path = match &outgoing.return_path {
        Some(given) => Some(address(given, Field::ReturnPath)?),
        None => Some(from.email.clone()).filter(|_| outgoing.origin != Origin::Replied),
    };
    let envelope = Envelope::new(return_path, recipients).map_err(|_| BuildError::Recipients)?;
    line(&outgoing.subject, Field::Subject)?;
    if !is_id(&outgoing.message_id) {
        return Err(BuildError::Invalid(Field::MessageId));
    }
    let mut builder = lettre::Message::builder()
        .from(from)
        .header(To::from(to.into_iter().collect::<Mailboxes>()))
        .envelope(envelope)
        .subject(single_spaced(&outgoing.subject))
        .date(outgoing.at.into())
        .message_id(Some(format!("<{}>", outgoing.message_id)));
    if let Some(reply_to) = &outgoing.reply_to {
        let reply_to = Mailboxes::from(named(reply_to, Field::ReplyTo)?);
        builder = builder.header(ReplyTo::from(reply_to));
    }
    // Ids of others: what is none is left out, since the thread is known by ours.
    if let Some(id) = outgoing.in_reply_to.as_deref().filter(|it| is_id(it)) {
        builder = builder.in_reply_to(format!("<{id}>"));
    }
    let references = references(&outgoing.references);
    if !references.is_empty() {
        builder = builder.references(references);
    }
    for (name, value) in other_fields(outgoing)? {
        builder = builder.raw_header(HeaderValue::new(HeaderName::new_from_ascii_str(name), value));
    }
    let mut message = builder.multipart(body(outgoing)?).map_err(|_| BuildError::Unwritten)?;
    if let Some(dkim) = dkim {
        dkim.sign(&mut message);
    }
    Ok(Built(message))
}

fn other_fields(outgoing: &Outgoing) -> Result<Vec<(&'static str, String)>, BuildError> {
    let mut fields = Vec::new();
    match outgoing.origin {
        Origin::Person => {}
        Origin::Generated => fields.push(("Auto-Submitted", "auto-generated".to_owned())),
        Origin::Replied => fields.push(("Auto-Submitted", "auto-replied".to_owned())),
    }
    if let Some(mark) = &outgoing.mark {
        let is_mark = mark.len() <= TOKEN_MAX && mark.bytes().all(|it| it.is_ascii_graphic() || it == b' ');
        fields.push((
            MARK_FIELD,
            Some(mark.clone()).filter(|_| is_mark).ok_or(BuildError::Invalid(Field::Mark))?,
        ));
    }
    if let Some(Unsubscribe { url, is_one_click }) = &outgoing.unsubscribe {
        let parsed = url::Url::parse(url).map_err(|_| BuildError::Invalid(Field::Unsubscribe))?;
        let is_page = matches!(parsed.scheme(), "http" | "https");
        let written = parsed.to_string();
        let is_good = written.bytes().all(|it| it.is_ascii_graphic() && it != b'<' && it != b'>');
        if !is_page || !is_good || url.contains(char::is_control) {
            return Err(BuildError::Invalid(Field::Unsubscribe));
        }
        if written.len() > TOKEN_MAX {
            return Err(BuildError::TooLong(Field::Unsubscribe));
        }
        fields.push(("List-Unsubscribe", format!("<{written}>")));
        if *is_one_click {
            fields.push(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()));
        }
    }
    Ok(fields)
}

fn body(outgoing: &Outgoing) -> Result<MultiPart, BuildError> {
    let text = normalised(&outgoing.text);
    // Nobody can put into a text the boundary that is made from it.
    let boundary = |level: &str| {
        let made = format!("{level} {} {}", outgoing.message_id, outgoing.text);
        format!("=_{}", &blake3::hash(made.as_bytes()).to_hex()[..40])
    };
    let alternative = MultiPart::alternative()
        .boundary(boundary("alternative"))
        .singlepart(text_part(ContentType::TEXT_PLAIN, text.clone())?)
        .singlepart(text_part(ContentType::TEXT_HTML, html_of(&text))?);
    if outgoing.attachments.is_empty() {
        return Ok(alternative);
    }
    let mut mixed = MultiPart::mixed().boundary(boundary("mixed")).multipart(alternative);
    for file in &outgoing.attachments {
        line(&file.name, Field::File)?;
        line(&file.content_type, Field::File)?;
        let kind = ContentType::parse(&file.content_type).map_err(|_| BuildError::Invalid(Field::File))?;
        // A file is never a message or a multipart of its own: its base64 would not be allowed there.
        let is_opened = ["message/", "multipart/"]
            .iter()
            .any(|it| file.content_type.to_ascii_lowercase().starts_with(it));
        if is_opened || file.name.trim().is_empty() {
            return Err(BuildError::Invalid(Field::File));
        }
        let bytes = Body::new_with_encoding(file.bytes.clone(), ContentTransferEncoding::Base64)
            .map_err(|_| BuildError::Unwritten)?;
        mixed = mixed.singlepart(Attached::new(file.name.clone()).body(bytes, kind));
    }
    Ok(mixed)
}

fn text_part(kind: ContentType, text: String) -> Result<SinglePart, BuildError> {
    let body = Body::new_with_encoding(text, ContentTransferEncoding::QuotedPrintable)
        .map_err(|_| BuildError::Unwritten)?;
    Ok(SinglePart::builder().header(kind).body(body))
}

fn named(mailbox: &Mailbox, field: Field) -> Result<Named, BuildError> {
    let name = mailbox.name.as_deref().map(str::trim).filter(|it| !it.is_empty());
    if let Some(name) = name {
        line(name, field)?;
    }
    Ok(Named::new(name.map(single_spaced), address(&mailbox.address, field)?))
}

fn address(given: &str, field: Field) -> Result<Address, BuildError> {
    line(given, field)?;
    let (local, domain) = given.trim().rsplit_once('@').ok_or(BuildError::Invalid(field))?;
    // Domains with accents have a form that every server understands.
    let domain = url::Host::parse(domain).map_err(|_| BuildError::Invalid(field))?.to_string();
    let is_plain = local.bytes().all(|it| it.is_ascii_graphic() && !b"\"(),:;<>@[\\]".contains(&it));
    if !is_plain || local.len() > 64 {
        return Err(BuildError::Invalid(field));
    }
    Address::new(local, domain).map_err(|_| BuildError::Invalid(field))
}

fn line(text: &str, field: Field) -> Result<(), BuildError> {
    if text.contains(|it: char| it.is_control() || matches!(it, '\u{2028}' | '\u{2029}')) {
        return Err(BuildError::Control(field));
    }
    if text.chars().count() > LINE_MAX {
        return Err(BuildError::TooLong(field));
    }
    Ok(())
}

/// Two spaces between words that are encoded would be lost on the way; one stays.
fn single_spaced(text: &str) -> String {
    text.split(' ').filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" ")
}

fn is_id(id: &str) -> bool {
    id.len() <= LINE_MAX
        && id.contains('@')
        && id.bytes().all(|it| it.is_ascii_graphic() && it != b'<' && it != b'>')
}

fn references(given: &[String]) -> String {
    let good: Vec<String> = given.iter().filter(|it| is_id(it)).map(|it| format!("<{it}>")).collect();
    let skipped = good.len().saturating_sub(REFERENCES_MAX);
    let kept = good.iter().enumerate().filter(|(at, _)| *at == 0 || *at > skipped).map(|it| it.1.as_str());
    kept.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
pub(crate) mod tests;
