//! A message cut into sentences, without what is not the sender's own say: quotes, signature, small print.
//!
//! **Invariant:** sentences stand in the order of the text and never overlap.

use std::ops::Range;

use wording::{
    phrase::{self, has_any, words},
    sentence::sentence_end,
};

/// A piece of the text that is read as one sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sentence {
    /// Where, in bytes, blanks and list marks left out; its closing sign is within.
    pub(super) at: Range<usize>,
    /// Whether it is an item of a list.
    pub(super) is_listed: bool,
    /// Whether it is the first sentence of its item, or of its paragraph.
    pub(super) is_first: bool,
}

/// A line shorter than this was ended by its writer, not by the width of a window.
const WRAPPED_CHARS: usize = 58;

/// Words with which a message ends; what follows is a signature.
const CLOSINGS: [&str; 22] = [
    "cordialement",
    "bien|tres|sincerement cordialement",
    "cdt|cdlt",
    "cordiales salutations",
    "salutations",
    "sinceres|respectueuses|mes|meilleures|avec ~ salutations",
    "bien a vous|toi",
    "respectueusement",
    "amicalement",
    "bonne journee|soiree|fin|reception",
    "sincerement",
    "veuillez ~ agreer|croire|recevoir",
    "vous prie ~ agreer|croire|recevoir",
    "je vous prie ~ agreer|croire|recevoir",
    "best|kind|kindest|warm regards|wishes",
    "regards",
    "sincerely|yours|faithfully",
    "yours ~ sincerely|faithfully|truly",
    "with ~ thanks",
    "many thanks",
    "thanks ~ advance",
    "dans l attente de vous lire",
];

/// With these a sender goes on after the signature.
const POSTSCRIPTS: [&str; 5] = ["ps", "p s", "post scriptum", "nb", "n b"];

/// Small print that programs and employers add.
const FOOTERS: [&str; 15] = [
    "envoye de|depuis mon",
    "envoye a partir de",
    "sent from my|outlook",
    "get outlook",
    "telecharge* outlook",
    "ce message ~ confidentiel*",
    "ce courriel ~ confidentiel*",
    "ce message et|electronique",
    "ce courriel et",
    "cet e mail et",
    "this message|email and|is|may",
    "this e mail and|is|may",
    "if you are not the",
    "si vous n etes pas le destinataire",
    "si vous avez recu ce|cet|le ~ par erreur",
];

/// Cuts a text.
pub(super) fn sentences(text: &str) -> Vec<Sentence> {
    let mut cut = Cut { text, found: Vec::new(), block: None };
    let (mut is_signed, mut is_small_print) = (false, false);
    for line in lines(text) {
        let written = &text[line.clone()];
        if written == "--" || written.starts_with("-----Original") || written.starts_with("-----Message") {
            break;
        }
        if written.is_empty() || written.starts_with('>') || is_rule(written) {
            is_small_print = false;
            cut.flush();
            continue;
        }
        let own = words(&written[..written.floor_char_boundary(200)]);
        if is_signed && POSTSCRIPTS.iter().any(|it| phrase::begins(&own, it)) {
            is_signed = false;
        }
        is_small_print |= FOOTERS.iter().any(|it| phrase::begins(&own, it));
        if is_small_print || is_signed {
            cut.flush();
            continue;
        }
        // "Bien cordialement, Anne" closes; "Cordialement, mais où en est mon dossier ?" does not.
        if own.len() <= 14 && CLOSINGS.iter().any(|it| phrase::begins(&own, it)) && !written.contains('?') {
            is_signed = true;
            cut.flush();
            continue;
        }
        cut.take(line);
    }
    cut.flush();
    cut.found
}

/// Whether a sentence is small print wherever it stands.
pub(super) fn is_small_print(own: &[phrase::Word]) -> bool {
    const PATTERNS: [&str; 6] = [
        "imprimer ce|cet|le|l ~ message|mail|courriel|e|email",
        "besoin d imprimer",
        "print this",
        "n etes pas ~ destinataire",
        "not the intended",
        "a ete recu par erreur",
    ];
    has_any(own, &PATTERNS)
}

struct Cut<'a> {
    text: &'a str,
    found: Vec<Sentence>,
    /// Lines that are read together, and whether they are an item of a list.
    block: Option<(Range<usize>, bool)>,
}

impl Cut<'_> {
    fn take(&mut self, line: Range<usize>) {
        let written = &self.text[line.clone()];
        if let Some(mark) = list_mark(written) {
            self.flush();
            self.block = Some((line.start + mark..line.end, true));
            return;
        }
        match &mut self.block {
            Some((block, _)) if goes_on(&self.text[block.clone()], written) => block.end = line.end,
            _ => {
                self.flush();
                self.block = Some((line, false));
            }
        }
    }

    fn flush(&mut self) {
        let Some((block, is_listed)) = self.block.take() else { return };
        let mut is_first = true;
        let mut start = block.start;
        while start < block.end {
            let end = start + sentence_end(&self.text[start..block.end]);
            let piece = trimmed(self.text, start..end);
            if piece.end > piece.start {
                self.found.push(Sentence { at: piece, is_listed, is_first });
                is_first = false;
            }
            start = end;
        }
    }
}

/// The lines of a text without the blanks around them.
fn lines(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut start = 0;
    text.split_inclusive('\n').map(move |it| {
        let whole = start..start + it.len();
        start = whole.end;
        trimmed(text, whole)
    })
}

/// A stretch of the text without the blanks around it.
pub(super) fn trimmed(text: &str, at: Range<usize>) -> Range<usize> {
    let whole = &text[at.clone()];
    let start = at.start + (whole.len() - whole.trim_start().len());
    start..start.max(at.start + whole.trim_end().len())
}

fn is_rule(line: &str) -> bool {
    line.len() >= 3 && line.chars().all(|it| matches!(it, '-' | '_' | '=' | '*' | '~' | '–' | '—'))
}

/// How many bytes the mark of a list takes at the beginning of a line, its blanks with it.
fn list_mark(line: &str) -> Option<usize> {
    let after = |mark: usize| {
        let rest = &line[mark..];
        let kept = rest.trim_start();
        (kept.len() < rest.len() && !kept.is_empty()).then_some(line.len() - kept.len())
    };
    let first = line.chars().next()?;
    if matches!(first, '-' | '–' | '—' | '•' | '*' | '·' | '◦' | '▪' | '→' | '●') {
        // "-Quand" is an item too, "-5 °C" is none.
        let next = line[first.len_utf8()..].chars().next()?;
        return after(first.len_utf8()).or_else(|| next.is_alphabetic().then_some(first.len_utf8()));
    }
    let inner = line.strip_prefix('(').unwrap_or(line);
    let digits = inner.len() - inner.trim_start_matches(|it: char| it.is_ascii_digit()).len();
    let is_letter = digits == 0 && first.is_ascii_alphabetic();
    let mark = if is_letter { 1 } else { digits };
    if !(1..=2).contains(&mark) {
        return None;
    }
    let sign_at = (line.len() - inner.len()) + mark;
    let rest = &line[sign_at..];
    let sign = rest.trim_start().chars().next()?;
    let is_sign = match sign {
        ')' => true,
        '.' | '°' | '-' | '–' | '/' | ':' => !is_letter,
        _ => false,
    };
    if !is_sign {
        return None;
    }
    let sign_end = sign_at + (rest.len() - rest.trim_start().len()) + sign.len_utf8();
    after(sign_end)
}

/// Whether a line goes on with the sentence of the lines before.
fn goes_on(before: &str, line: &str) -> bool {
    let last_line = before.rsplit('\n').next().unwrap_or(before);
    let is_wrapped = last_line.chars().count() >= WRAPPED_CHARS;
    let begins_small =
        line.chars().next().is_some_and(|it| it.is_lowercase() || it.is_ascii_digit() || it == '(');
    let is_ended = before.ends_with([':', '?', '!', '.', ';']);
    // A greeting's comma ends the greeting.
    let greets = last_line.ends_with(',') && last_line.chars().count() < 30 && !begins_small;
    if before.ends_with(':') || greets {
        return false;
    }
    is_wrapped || (begins_small && !is_ended)
}
