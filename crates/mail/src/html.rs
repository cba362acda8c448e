//! HTML of a message, flattened: one pass over its tokens writes a small, balanced HTML of few elements, and its text.
//!
//! A tree builder takes quadratic time on what is nested or never closed. So no tree is built from the message itself: tokens only; what is
//! too deep or too much loses its tags and keeps its text. The result goes through [`crate::safe_html`], the second gate.
//!
//! **Invariant:** the output holds only elements and attributes that this file writes; every other sign is text.

mod elements;
mod out;

use std::cell::{Cell, RefCell};

use html5ever::{
    Attribute, TokenizerResult,
    tendril::StrTendril,
    tokenizer::{
        BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
        states::RawKind,
    },
};

pub(crate) use self::elements::names as element_names;
use self::out::Out;
use crate::safe_html::RemoteImage;

/// Bytes of HTML that are looked at.
pub(crate) const HTML_BYTES_MAX: usize = 1 << 20;
/// Bytes that are given to the tokenizer at once.
const CHUNK: usize = 4 << 10;
/// Bytes of one tag or comment: the tokenizer compares each attribute of a tag with all others.
const TOKEN_BYTES_MAX: usize = 32 << 10;

/// What one pass gives.
#[derive(Debug, Default)]
pub(crate) struct Flat {
    pub(crate) html: String,
    pub(crate) text: String,
    pub(crate) remote: Vec<RemoteImage>,
    pub(crate) is_cut: bool,
}

/// Flattens `html`; `attachment` says which attachment a `cid:` is.
pub(crate) fn flatten(html: &str, attachment: &dyn Fn(&str) -> Option<usize>) -> Flat {
    let end = floor(html, HTML_BYTES_MAX);
    let sink =
        Sink { out: RefCell::new(Out::new(attachment)), skipped: Cell::new(None), tokens: Cell::new(0) };
    let mut rest = html.get(..end).unwrap_or_default();
    let mut is_cut = end < html.len();
    let mut tokenizer = Tokenizer::new(&sink, TokenizerOpts::default());
    let mut quiet = 0;
    while !rest.is_empty() {
        let (chunk, after) = rest.split_at(floor(rest, CHUNK));
        rest = after;
        let input = BufferQueue::default();
        input.push_back(StrTendril::from(chunk));
        while let TokenizerResult::Script(()) = tokenizer.feed(&input) {}
        quiet = if sink.tokens.replace(0) > 0 { 0 } else { quiet + chunk.len() };
        if quiet > TOKEN_BYTES_MAX {
            is_cut = true;
            quiet = 0;
            rest = rest.split_once('>').map_or("", |it| it.1);
            tokenizer = Tokenizer::new(&sink, TokenizerOpts::default());
        }
    }
    tokenizer.end();
    drop(tokenizer);
    let mut flat = sink.out.into_inner().end();
    flat.is_cut |= is_cut;
    flat
}

/// The last place at or before `end` that is between two letters.
pub(crate) fn floor(text: &str, end: usize) -> usize {
    if end >= text.len() {
        return text.len();
    }
    (0..=end).rev().find(|it| text.is_char_boundary(*it)).unwrap_or(0)
}

struct Sink<'a> {
    out: RefCell<Out<'a>>,
    /// The element whose text is not for people, while it is open.
    skipped: Cell<Option<&'static str>>,
    /// Tokens since the last chunk.
    tokens: Cell<usize>,
}

impl Sink<'_> {
    fn start(&self, tag: &Tag) -> TokenSinkResult<()> {
        let name: &str = &tag.name;
        let (skipped, kind) = match name {
            "script" => ("script", RawKind::ScriptData),
            "style" => ("style", RawKind::Rawtext),
            "title" => ("title", RawKind::Rcdata),
            _ => {
                self.out.borrow_mut().open(name, &|it| attribute(&tag.attrs, it));
                return TokenSinkResult::Continue;
            }
        };
        self.skipped.set(Some(skipped));
        TokenSinkResult::RawData(kind)
    }
}

impl TokenSink for &Sink<'_> {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let skipped = self.skipped.get();
        if !matches!(token, Token::ParseError(_)) {
            self.tokens.set(self.tokens.get() + 1);
        }
        match token {
            Token::TagToken(tag) if tag.kind == TagKind::EndTag => {
                if skipped == Some(&*tag.name) {
                    self.skipped.set(None);
                } else if skipped.is_none() {
                    self.out.borrow_mut().close(&tag.name);
                }
            }
            Token::TagToken(tag) if skipped.is_none() => return self.start(&tag),
            Token::CharacterTokens(text) if skipped.is_none() => self.out.borrow_mut().text(&text),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

fn attribute(attributes: &[Attribute], name: &str) -> Option<String> {
    attributes.iter().find(|it| &*it.name.local == name).map(|it| it.value.to_string())
}
