//! Where the sentences of a text end.

use std::ops::Range;

use crate::phrase;

/// So many bytes before a question mark tell whether it stands in an address.
const ADDRESS_BYTES: usize = 300;

/// Words after which a full stop ends nothing.
const SHORTENED: [&str; 24] = [
    "m", "mm", "mme", "mmes", "mlle", "mr", "mrs", "ms", "dr", "pr", "me", "st", "ste", "art", "al", "cf",
    "ex", "no", "n", "tel", "ref", "av", "bd", "p",
];

/// Where the first sentence of a text ends, in bytes; its closing signs are within.
pub fn sentence_end(text: &str) -> usize {
    let mut letters = text.char_indices().peekable();
    while let Some((at, it)) = letters.next() {
        let is_end = match it {
            '?' | '!' | '…' => {
                // Only so far back: a long run without blanks is not to be read again at each of its signs.
                let near = &text[text.floor_char_boundary(at.saturating_sub(ADDRESS_BYTES))..at];
                let token = near.rsplit(char::is_whitespace).next().unwrap_or("");
                let is_address = token.contains("://") || token.starts_with("www.") || token.contains('@');
                let is_open =
                    letters.peek().is_none_or(|(_, next)| next.is_whitespace() || !next.is_alphanumeric());
                if it == '?' { !is_address } else { is_open }
            }
            '.' => {
                let token = text[..at].rsplit(|it: char| !it.is_alphanumeric()).next().unwrap_or("");
                let is_number = !token.is_empty() && token.chars().all(|it| it.is_ascii_digit());
                let is_start = text[..at].trim() == token;
                let is_open = letters.peek().is_none_or(|(_, next)| next.is_whitespace());
                let is_short =
                    token.chars().count() == 1 || SHORTENED.contains(&phrase::fold(token).as_str());
                // "d'ici la fin." has a one-letter word only before an apostrophe.
                is_open && (!is_short || token.is_empty()) && !(is_number && is_start)
            }
            _ => false,
        };
        if is_end {
            let mut end = at + it.len_utf8();
            while let Some((next_at, next)) = letters.next_if(|(_, it)| {
                matches!(it, '?' | '!' | '.' | '…' | '"' | ')' | '»' | '”' | '\u{a0}' | '\u{202f}')
            }) {
                end = next_at + next.len_utf8();
            }
            return end;
        }
    }
    text.len()
}

/// The sentences of a text, in order, as places in bytes without the blanks around them; the end of a line ends a sentence.
pub fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut line_start = 0;
    for line in text.split_inclusive('\n') {
        let line_end = line_start + line.len();
        let mut start = line_start;
        while start < line_end {
            let end = start + sentence_end(&text[start..line_end]);
            let whole = &text[start..end];
            let from = start + (whole.len() - whole.trim_start().len());
            let piece = from..from + whole.trim().len();
            if !piece.is_empty() {
                found.push(piece);
            }
            start = end;
        }
        line_start = line_end;
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        sentences(text).into_iter().map(|it| &text[it]).collect()
    }

    #[test]
    fn sentences_end_at_their_signs_and_at_line_ends() {
        assert_eq!(
            cut("Bonjour,\nVotre dossier est prêt. Venez\u{a0}! "),
            ["Bonjour,", "Votre dossier est prêt.", "Venez\u{a0}!"]
        );
        assert_eq!(
            cut("M. Petit vous attend le 3.06.2026 à 9 h 30."),
            ["M. Petit vous attend le 3.06.2026 à 9 h 30."]
        );
        assert_eq!(cut("Voir https://a.fr/b?c=dix. Merci"), ["Voir https://a.fr/b?c=dix.", "Merci"]);
        assert!(cut(" \n ").is_empty());
    }

    proptest! {
        #[test]
        fn sentences_stand_in_order_within_the_text(text in "(\\PC|\n|\\. |\\?){0,60}") {
            let mut end = 0;
            for it in sentences(&text) {
                prop_assert!(it.start >= end && it.end > it.start && text.get(it.clone()).is_some());
                end = it.end;
            }
        }
    }
}
