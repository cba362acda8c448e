//! Cutting a message into terms: words, runs of words, or runs of letters.

use unicode_normalization::{
    UnicodeNormalization,
    char::{canonical_combining_class, is_combining_mark},
};

/// What a term is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Analyzer {
    /// Words of two letters or digits and more, and runs of them.
    #[default]
    Word,
    /// Runs of letters, across words.
    Letters,
    /// Runs of letters within words, each word with a blank before and after: sturdy against typing errors.
    LettersOfWords,
}

/// What happens to accents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Accents {
    /// They stay.
    #[default]
    Kept,
    /// Letters lose them, whatever the script: "é" is "e".
    Removed,
    /// Letters lose them, and what has no ASCII letter goes.
    Ascii,
}

/// The message in one case and without the accents that do not count.
pub(super) fn plain(text: &str, lowercase: bool, accents: Accents) -> String {
    let text = if lowercase { text.to_lowercase() } else { text.to_owned() };
    match accents {
        Accents::Kept => text,
        Accents::Removed if text.is_ascii() => text,
        Accents::Removed => text.nfkd().filter(|it| canonical_combining_class(*it) == 0).collect(),
        Accents::Ascii => text.nfkd().filter(char::is_ascii).collect(),
    }
}

/// Every term of a prepared message, as often as it occurs; `least` to `most` words or letters long.
pub(super) fn terms(
    text: &str,
    analyzer: Analyzer,
    least: usize,
    most: usize,
    stop: &[String],
    each: &mut dyn FnMut(&str),
) {
    match analyzer {
        Analyzer::Word => {
            let mut words = words(text);
            words.retain(|it| stop.binary_search_by(|stop| stop.as_str().cmp(it)).is_err());
            let mut joined = String::new();
            for length in least..=most.min(words.len()) {
                for run in words.windows(length) {
                    if let [word] = run {
                        each(word);
                        continue;
                    }
                    joined.clear();
                    for (place, word) in run.iter().enumerate() {
                        if place > 0 {
                            joined.push(' ');
                        }
                        joined.push_str(word);
                    }
                    each(&joined);
                }
            }
        }
        Analyzer::Letters => {
            let text = one_blank(text);
            let starts = starts(&text);
            let letters = starts.len() - 1;
            for length in least..=most.min(letters) {
                for start in 0..=letters - length {
                    each(&text[starts[start]..starts[start + length]]);
                }
            }
        }
        Analyzer::LettersOfWords => {
            for word in text.split(is_blank).filter(|it| !it.is_empty()) {
                let word = format!(" {word} ");
                let starts = starts(&word);
                let letters = starts.len() - 1;
                for length in least..=most {
                    if length >= letters {
                        // The whole word, once, however much longer terms may be.
                        each(&word);
                        break;
                    }
                    for start in 0..=letters - length {
                        each(&word[starts[start]..starts[start + length]]);
                    }
                }
            }
        }
    }
}

/// Where letters start, and the end.
fn starts(text: &str) -> Vec<usize> {
    text.char_indices().map(|it| it.0).chain([text.len()]).collect()
}

/// Runs of two or more letters, digits or underscores.
fn words(text: &str) -> Vec<&str> {
    text.split(|it| !is_of_word(it)).filter(|it| it.chars().nth(1).is_some()).collect()
}

/// A letter, a digit of any kind, or an underscore; no mark, and no letter in a circle or a square, which are symbols.
fn is_of_word(it: char) -> bool {
    it == '_'
        || it.is_alphanumeric()
            && !is_combining_mark(it)
            && !matches!(it, '\u{24b6}'..='\u{24e9}' | '\u{1f130}'..='\u{1f149}' | '\u{1f150}'..='\u{1f169}' | '\u{1f170}'..='\u{1f189}')
}

/// A blank, the four separators of ASCII among them.
fn is_blank(it: char) -> bool {
    it.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&it)
}

/// Two blanks or more become one; a single one stays what it is.
fn one_blank(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run: Option<(char, usize)> = None;
    for it in text.chars() {
        if is_blank(it) {
            run = Some(run.map_or((it, 1), |(first, length)| (first, length + 1)));
            continue;
        }
        if let Some((first, length)) = run.take() {
            out.push(if length > 1 { ' ' } else { first });
        }
        out.push(it);
    }
    if let Some((first, length)) = run {
        out.push(if length > 1 { ' ' } else { first });
    }
    out
}
