//! A template read into pieces.

use super::{DEPTH_MAX, Fault, TEMPLATE_BYTES_MAX, Variable, Wrong};

/// The most letters of an unknown name that a fault repeats.
const NAME_CHARS_MAX: usize = 40;

/// A piece of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// As it is.
    Text(&'a str),
    /// A place to fill, with where it stands in bytes.
    Place { variable: Variable, at: usize },
    /// What stays if the variable has a value.
    If { variable: Variable, inner: Vec<Piece<'a>> },
}

/// A condition that has begun: its variable, where, and the pieces before it.
struct Begun<'a> {
    variable: Variable,
    at: usize,
    before: Vec<Piece<'a>>,
}

pub(super) fn parse(text: &str) -> Result<Vec<Piece<'_>>, Fault> {
    if text.len() > TEMPLATE_BYTES_MAX {
        return Err(Fault::at(text, 0, Wrong::TooLong));
    }
    let mut begun: Vec<Begun<'_>> = Vec::new();
    let mut pieces = Vec::new();
    let mut rest = 0;
    while let Some(start) = text[rest..].find("{{").map(|it| rest + it) {
        let inner = start + 2;
        let end = text[inner..].find("}}").map(|it| inner + it);
        let mark = end.map(|it| &text[inner..it]).filter(|it| !it.contains(['\n', '{']));
        let (Some(end), Some(mark)) = (end, mark) else {
            return Err(Fault::at(text, start, Wrong::NotClosed));
        };
        let mark = mark.trim();
        let is_condition = mark.starts_with(['#', '/']);
        // A line with nothing but a condition's mark goes with it.
        let (cut_from, cut_to) = if is_condition { own_line(text, start, end + 2) } else { (start, end + 2) };
        if cut_from > rest {
            pieces.push(Piece::Text(&text[rest..cut_from]));
        }
        rest = cut_to;
        let known = |name: &str| {
            Variable::named(name).ok_or_else(|| Fault::at(text, start, Wrong::Unknown(short(name))))
        };
        if let Some(name) =
            mark.strip_prefix("#if").filter(|it| it.is_empty() || it.starts_with(char::is_whitespace))
        {
            let variable = known(name.trim())?;
            if begun.len() == DEPTH_MAX {
                return Err(Fault::at(text, start, Wrong::TooDeep));
            }
            begun.push(Begun { variable, at: start, before: std::mem::take(&mut pieces) });
        } else if mark == "/if" {
            let Some(it) = begun.pop() else { return Err(Fault::at(text, start, Wrong::EndAlone)) };
            let inner = std::mem::replace(&mut pieces, it.before);
            pieces.push(Piece::If { variable: it.variable, inner });
        } else if is_condition {
            return Err(Fault::at(text, start, Wrong::UnknownMark(short(mark))));
        } else {
            pieces.push(Piece::Place { variable: known(mark)?, at: start });
        }
    }
    if let Some(it) = begun.pop() {
        return Err(Fault::at(text, it.at, Wrong::NotEnded(it.variable)));
    }
    if rest < text.len() {
        pieces.push(Piece::Text(&text[rest..]));
    }
    Ok(pieces)
}

/// The line of a mark with its end, if nothing else stands on it; else the mark.
fn own_line(text: &str, start: usize, end: usize) -> (usize, usize) {
    let is_blank = |it: &str| it.chars().all(|it| matches!(it, ' ' | '\t' | '\r'));
    let line_start = text[..start].rfind('\n').map_or(0, |it| it + 1);
    let line_end = text[end..].find('\n').map_or(text.len(), |it| end + it + 1);
    let after = text[end..line_end].trim_end_matches('\n');
    if is_blank(&text[line_start..start]) && is_blank(after) { (line_start, line_end) } else { (start, end) }
}

fn short(name: &str) -> String {
    name.chars().take(NAME_CHARS_MAX).collect()
}
