//! Hostile messages of our own making, for tests: each with a name, and what must become of it.
//!
//! They are made when asked for: some have tens of megabytes. [`hostile`] gives them all; the same ones can be delivered by a real server.

mod attachments;
mod charsets;
mod headers;
mod html;
mod mime;
mod nested;
mod robots;
mod tokens;

#[cfg(test)]
mod tests;

use kernel::Secret;

pub use self::tokens::Request;
use crate::{Keys, Reason};

/// The domain of the instance in these messages.
pub const DOMAIN: &str = "ville.example";
/// The mailbox of the instance in these messages.
pub const MAILBOX: &str = "contact@ville.example";

/// What must become of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// It is read.
    Filed,
    /// It is set apart, for this reason.
    Quarantined(Reason),
}

type Make = Box<dyn Fn() -> Vec<u8> + Send + Sync>;

/// A hostile message.
pub struct Hostile {
    /// Its name, unique.
    pub name: String,
    /// What must become of it.
    pub expected: Expected,
    make: Make,
}

impl std::fmt::Debug for Hostile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Hostile").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Hostile {
    /// Its bytes.
    pub fn raw(&self) -> Vec<u8> {
        (self.make)()
    }
}

/// All of them.
pub fn hostile() -> Vec<Hostile> {
    let mut all = Corpus(Vec::new());
    mime::add(&mut all);
    nested::add(&mut all);
    headers::add(&mut all);
    charsets::add(&mut all);
    html::add(&mut all);
    attachments::add(&mut all);
    robots::add(&mut all);
    tokens::add(&mut all);
    all.0
}

/// The keys of the instance in these messages.
pub fn keys() -> Keys {
    Keys::new(Secret::new(vec![42; 32]), None).expect("32 bytes are a key")
}

/// Keys of somebody else.
pub fn other_keys() -> Keys {
    Keys::new(Secret::new(vec![66; 32]), None).expect("32 bytes are a key")
}

struct Corpus(Vec<Hostile>);

impl Corpus {
    fn made(&mut self, name: &str, expected: Expected, make: impl Fn() -> Vec<u8> + Send + Sync + 'static) {
        self.0.push(Hostile { name: name.to_owned(), expected, make: Box::new(make) });
    }

    /// A whole message as it is.
    fn raw(&mut self, name: &str, expected: Expected, raw: impl AsRef<[u8]>) {
        let raw = raw.as_ref().to_vec();
        self.made(name, expected, move || raw.clone());
    }

    /// A whole message that is read.
    fn filed(&mut self, name: &str, raw: impl AsRef<[u8]>) {
        self.raw(name, Expected::Filed, raw);
    }

    /// Fields after the usual ones, an empty line, a text.
    fn fields(&mut self, name: &str, fields: impl AsRef<[u8]>) {
        self.filed(name, [HEAD.as_bytes(), fields.as_ref(), b"\r\n\r\nBonjour,\r\nJeanne\r\n"].concat());
    }

    /// Fields of the body and the body, after the usual fields.
    fn body(&mut self, name: &str, body: impl AsRef<[u8]>) {
        self.filed(name, [HEAD.as_bytes(), SUBJECT.as_bytes(), body.as_ref()].concat());
    }

    /// A message whose body is HTML.
    fn html(&mut self, name: &str, html: impl AsRef<[u8]>) {
        self.body(name, [HTML.as_bytes(), html.as_ref()].concat());
    }
}

const HEAD: &str = "From: Jeanne <jeanne@mail.example>\r\nTo: contact@ville.example\r\n\
    Date: Mon, 2 Mar 2026 10:00:00 +0100\r\nMessage-ID: <1@mail.example>\r\n";
const SUBJECT: &str = "Subject: Ma demande\r\nMIME-Version: 1.0\r\n";
const HTML: &str = "Content-Type: text/html; charset=utf-8\r\n\r\n";
