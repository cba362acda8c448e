//! Words of a text, folded, and short patterns that are looked for among them.
//!
//! A pattern is written as words apart by blanks: `a|b` is one word or the other, `chas*` any word that begins so, `*ez` any that
//! ends so, `%inf` a French infinitive, `%num` digits, `~` up to [`GAP_MAX`] words in between. Accents, capitals, hyphens and apostrophes do not
//! count: "Où en est-on" is `ou en est on`.

use std::ops::Range;

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// How many words `~` may pass over.
pub const GAP_MAX: usize = 3;

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// In small letters and without accents.
    pub folded: String,
    /// Where it stands, in bytes of the text.
    pub at: Range<usize>,
    /// Whether only a hyphen stands between it and the word before: `vais-je`.
    pub is_joined: bool,
}

/// A text in small letters and without accents; "œ" is "oe".
pub fn fold(text: &str) -> String {
    let plain = text.nfkd().filter(|it| !is_combining_mark(*it)).flat_map(char::to_lowercase);
    plain.collect::<String>().replace('œ', "oe").replace('æ', "ae")
}

/// The words of a text, in order.
pub fn words(text: &str) -> Vec<Word> {
    let is_of_word = |it: char| it.is_alphanumeric() || is_combining_mark(it);
    let mut found: Vec<Word> = Vec::new();
    let mut end_before = None;
    let mut rest = 0;
    while let Some(start) = text[rest..].find(is_of_word).map(|it| rest + it) {
        let end = text[start..].find(|it| !is_of_word(it)).map_or(text.len(), |it| start + it);
        let between = end_before.map_or("", |it: usize| &text[it..start]);
        found.push(Word {
            folded: fold(&text[start..end]),
            at: start..end,
            is_joined: matches!(between, "-" | "\u{2010}" | "\u{2011}"),
        });
        end_before = Some(end);
        rest = end;
    }
    found
}

/// Where a pattern first stands among words, as places of words.
pub fn find(words: &[Word], pattern: &str) -> Option<Range<usize>> {
    let parts: Vec<&str> = pattern.split(' ').collect();
    (0..words.len()).find_map(|start| matches(&words[start..], &parts).map(|length| start..start + length))
}

/// Whether words begin with a pattern.
pub fn begins(words: &[Word], pattern: &str) -> bool {
    let parts: Vec<&str> = pattern.split(' ').collect();
    matches(words, &parts).is_some()
}

/// Whether any of the patterns stands among words.
pub fn has_any(words: &[Word], patterns: &[&str]) -> bool {
    patterns.iter().any(|it| find(words, it).is_some())
}

/// How many words a pattern takes at the beginning of words.
fn matches(words: &[Word], parts: &[&str]) -> Option<usize> {
    let Some((part, rest)) = parts.split_first() else { return Some(0) };
    if *part == "~" {
        let most = GAP_MAX.min(words.len());
        return (0..=most).find_map(|gap| matches(&words[gap..], rest).map(|it| gap + it));
    }
    let (word, after) = words.split_first()?;
    let is_meant = part.split('|').any(|it| is_word(&word.folded, it));
    if is_meant { matches(after, rest).map(|it| it + 1) } else { None }
}

fn is_word(word: &str, wanted: &str) -> bool {
    if wanted == "%inf" {
        return is_infinitive(word);
    }
    if wanted == "%num" {
        return word.bytes().all(|it| it.is_ascii_digit());
    }
    match (wanted.strip_suffix('*'), wanted.strip_prefix('*')) {
        (Some(start), _) => word.starts_with(start),
        (None, Some(end)) => word.ends_with(end),
        (None, None) => word == wanted,
    }
}

/// Words that end as infinitives do and are none.
const NO_INFINITIVES: [&str; 24] = [
    "courrier",
    "dossier",
    "papier",
    "premier",
    "dernier",
    "votre",
    "notre",
    "entre",
    "autre",
    "lettre",
    "titre",
    "maire",
    "avenir",
    "hier",
    "cher",
    "loyer",
    "foyer",
    "metier",
    "janvier",
    "fevrier",
    "septembre",
    "octobre",
    "novembre",
    "guichetier",
];

fn is_infinitive(word: &str) -> bool {
    word.len() >= 4
        && ["er", "ir", "re"].iter().any(|it| word.ends_with(it))
        && !["aire", "oire", "ibre", "ombre", "embre"]
            .iter()
            .any(|it| word.ends_with(it) && word != "faire" && word != "croire" && word != "boire")
        && !NO_INFINITIVES.contains(&word)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_lose_accents_and_keep_their_place() {
        let text = "Où en est-on, à l’E\u{301}cole de l’Œuvre\u{a0}?";
        let found = words(text);
        let folded: Vec<&str> = found.iter().map(|it| it.folded.as_str()).collect();
        assert_eq!(folded, ["ou", "en", "est", "on", "a", "l", "ecole", "de", "l", "oeuvre"]);
        assert_eq!(found.iter().filter(|it| it.is_joined).count(), 1);
        assert_eq!(&text[found[9].at.clone()], "Œuvre");
    }

    #[test]
    fn patterns_find_words_apart() {
        let text = words("Merci de bien vouloir me rappeler demain");
        assert_eq!(find(&text, "merci de ~ %inf"), Some(0..4));
        assert_eq!(find(&text, "rappel*|contact* ~ demain"), Some(5..7));
        assert_eq!(find(&text, "merci ~ demain"), None);
        assert!(begins(&text, "merci") && !begins(&text, "de"));
        assert!(find(&words("envoyez-moi"), "*ez moi").is_some());
        assert!(find(&words("Merci pour votre courrier"), "%inf").is_none());
        assert_eq!(find(&words("sous 15 jours"), "%num"), Some(1..2));
    }

    proptest! {
        #[test]
        fn any_text_gives_words_in_order_within_it(text in "\\PC{0,80}") {
            let mut end = 0;
            for it in words(&text) {
                prop_assert!(it.at.start >= end && it.at.end > it.at.start);
                prop_assert!(text.get(it.at.clone()).is_some());
                end = it.at.end;
            }
        }
    }
}
