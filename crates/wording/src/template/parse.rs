//! A template read into pieces.

use std::ops::Range;

use super::{DEPTH_MAX, FAULTS_MAX, Fault, TEMPLATE_BYTES_MAX, Wrong};
use crate::name::{Place, short};

/// A piece of a template; places are in bytes of its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece<N> {
    /// As it is.
    Text(Range<usize>),
    /// A place to fill, where its name is written, and where its mark begins.
    Place { name: N, word: Range<usize>, at: usize },
    /// What stays if the name has a value.
    If { name: N, inner: Vec<Piece<N>> },
}

/// A condition that has begun: its name as it means (`None`: nothing) and as it is written, where, and the pieces before it.
struct Begun<N> {
    name: Option<N>,
    word: String,
    at: usize,
    before: Vec<Piece<N>>,
}

/// Reads a text; or says what is wrong with it, at least one fault.
pub(super) fn parse<N: Place>(text: &str) -> Result<Vec<Piece<N>>, Vec<Fault>> {
    if text.len() > TEMPLATE_BYTES_MAX {
        return Err(vec![Fault::at(text, 0, Wrong::TooLong)]);
    }
    let mut faults: Vec<Fault> = Vec::new();
    let mut begun: Vec<Begun<N>> = Vec::new();
    let mut pieces = Vec::new();
    let mut rest = 0;
    while let Some(start) = text[rest..].find("{{").map(|it| rest + it) {
        if faults.len() == FAULTS_MAX {
            return Err(faults);
        }
        let inner = start + 2;
        let end = text[inner..].find("}}").map(|it| inner + it);
        let mark = end.map(|it| &text[inner..it]).filter(|it| !it.contains(['\n', '{']));
        let (Some(end), Some(mark)) = (end, mark) else {
            faults.push(Fault::at(text, start, Wrong::NotClosed));
            rest = inner;
            continue;
        };
        let word_at = inner + (mark.len() - mark.trim_start().len());
        let mark = mark.trim();
        let is_condition = mark.starts_with(['#', '/']);
        // A line with nothing but a condition's mark goes with it.
        let (cut_from, cut_to) = if is_condition { own_line(text, start, end + 2) } else { (start, end + 2) };
        if cut_from > rest {
            pieces.push(Piece::Text(rest..cut_from));
        }
        rest = cut_to;
        let mut fault = |wrong| faults.push(Fault::at(text, start, wrong));
        if let Some(word) =
            mark.strip_prefix("#if").filter(|it| it.is_empty() || it.starts_with(char::is_whitespace))
        {
            let word = word.trim();
            let name = known(word).map_err(&mut fault).ok();
            if begun.len() == DEPTH_MAX {
                fault(Wrong::TooDeep);
            }
            let before = std::mem::take(&mut pieces);
            begun.push(Begun { name, word: word.to_owned(), at: start, before });
        } else if mark == "/if" {
            let Some(it) = begun.pop() else {
                fault(Wrong::EndAlone);
                continue;
            };
            let inner = std::mem::replace(&mut pieces, it.before);
            pieces.extend(it.name.map(|name| Piece::If { name, inner }));
        } else if is_condition {
            fault(Wrong::UnknownMark(short(mark)));
        } else if let Ok(name) = known(mark).map_err(fault) {
            let word = word_at..word_at + mark.len();
            pieces.push(Piece::Place { name, word, at: start });
        }
    }
    faults.extend(begun.pop().map(|it| Fault::at(text, it.at, Wrong::NotEnded(it.word))));
    if rest < text.len() {
        pieces.push(Piece::Text(rest..text.len()));
    }
    if faults.is_empty() { Ok(pieces) } else { Err(faults) }
}

/// What a word of a mark means, or what to say of it.
fn known<N: Place>(word: &str) -> Result<N, Wrong> {
    if word.is_empty() {
        return Err(Wrong::NoName);
    }
    N::named(word).ok_or_else(|| N::unknown(word))
}

/// The line of a mark with its end, if nothing else stands on it; else the mark.
fn own_line(text: &str, start: usize, end: usize) -> (usize, usize) {
    let is_blank = |it: &str| it.chars().all(|it| matches!(it, ' ' | '\t' | '\r'));
    let line_start = text[..start].rfind('\n').map_or(0, |it| it + 1);
    let line_end = text[end..].find('\n').map_or(text.len(), |it| end + it + 1);
    let after = text[end..line_end].trim_end_matches('\n');
    if is_blank(&text[line_start..start]) && is_blank(after) { (line_start, line_end) } else { (start, end) }
}
