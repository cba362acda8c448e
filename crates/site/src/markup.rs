//! HTML that is already safe: made by this crate, every text in it escaped.

use std::fmt;

use askama::filters::{Html, HtmlSafe, escape};

/// Safe HTML. In a template, `{{ it }}` writes it as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Markup(String);

impl Markup {
    /// Takes HTML whose texts were escaped with [`text`]. Only for building blocks, here and in slices.
    pub fn of(html: String) -> Self {
        Self(html)
    }

    /// The HTML.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Markup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl HtmlSafe for Markup {}

/// Escapes a text for HTML, in content and in quoted attributes.
pub fn text(plain: &str) -> String {
    match escape(plain, Html) {
        Ok(escaped) => escaped.to_string(),
        Err(never) => match never {},
    }
}
