//! Texts that a spreadsheet would run as a formula, made harmless and read back.
//!
//! A text that begins with `=`, `+`, `-`, `@`, their full-width forms, a tab or a carriage return, after any number of apostrophes, is written with one
//! apostrophe more; reading takes one away from exactly such texts. Every other text stands as it is, so that writing and
//! then reading always gives the text back.

use std::borrow::Cow;

/// The text as a CSV file may hold it.
pub fn harmless(text: &str) -> Cow<'_, str> {
    if would_run(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// The text that [`harmless`] was given.
pub fn as_it_stood(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if would_run(rest) => rest,
        _ => text,
    }
}

fn would_run(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_is_quoted_and_nothing_else() {
        assert_eq!(harmless("=1+1"), "'=1+1");
        assert_eq!(harmless("'=1+1"), "''=1+1");
        for text in ["+1", "-1", "@A", "\tx", "\rx", "＝1", "＋1", "－1", "＠A"] {
            assert_eq!(harmless(text), format!("'{text}"));
        }
        assert_eq!(harmless("l’aide"), "l’aide");
        assert_eq!(harmless("'quoted'"), "'quoted'");
    }

    /// Every text of up to five of the characters that matter.
    #[test]
    fn what_is_written_reads_back() {
        const LETTERS: [char; 8] = ['\'', '=', '+', '-', '@', '\t', '\r', 'a'];
        let mut texts = vec![String::new()];
        for length in 0..5 {
            let longer: Vec<String> = texts
                .iter()
                .filter(|it| it.chars().count() == length)
                .flat_map(|it| LETTERS.map(|letter| format!("{it}{letter}")))
                .collect();
            texts.extend(longer);
        }
        assert_eq!(texts.len(), (8_usize.pow(6) - 1) / 7);
        for text in texts {
            let written = harmless(&text);
            assert_eq!(as_it_stood(&written), text);
            assert!(
                !written.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r']),
                "{written:?}"
            );
        }
    }
}
