//! What a short answer asks: to write no more, how a request stands, to be called back.
//!
//! **Invariant:** only an answer that is nothing but the word, with politeness around it, is one; whoever writes a sentence writes to
//! people, and people read it.

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// What an answer asks.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Keyword {
    /// No more messages.
    Stop,
    /// How a request stands: the code that was given, in capitals, its pieces joined by `-`; `None`: without a code.
    Follow(Option<String>),
    /// To be called back.
    CallBack,
    /// Messages again.
    Resume,
    /// What one can answer.
    Help,
}

/// More words than this are a sentence.
const WORDS_MAX: usize = 14;

/// What may stand around, as runs of words; nothing of it changes what is asked.
const POLITE: [&[&str]; 30] = [
    &["SVP"],
    &["STP"],
    &["S", "V", "P"],
    &["S", "IL", "VOUS", "PLAIT"],
    &["S", "IL", "TE", "PLAIT"],
    &["SIL", "VOUS", "PLAIT"],
    &["MERCI", "D", "AVANCE"],
    &["MERCI", "BEAUCOUP"],
    &["MERCI"],
    &["MRC"],
    &["BONJOUR"],
    &["BONSOIR"],
    &["BJR"],
    &["SALUT"],
    &["CORDIALEMENT"],
    &["CDT"],
    &["MADAME"],
    &["MONSIEUR"],
    &["AU", "REVOIR"],
    &["BONNE", "JOURNEE"],
    &["PLEASE"],
    &["PLS"],
    &["THANK", "YOU"],
    &["THANKS"],
    &["HELLO"],
    &["HI"],
    &["DEAR", "SIR"],
    &["OUI"],
    &["YES"],
    &["OK"],
];

const STOP: [&str; 45] = [
    "STOP",
    "STOPPE",
    "STOPPER",
    "STOPPEZ",
    "STOPSMS",
    "STOP SMS",
    "STOP LES SMS",
    "STOP AUX SMS",
    "STOP MESSAGE",
    "STOP MESSAGES",
    "STOP LES MESSAGES",
    "STOP TEXTO",
    "STOP TOUT",
    "STOPALL",
    "STOP ALL",
    "STOP PUB",
    "STOP TEXTS",
    "STOP TEXTING ME",
    "ARRET",
    "ARRETS",
    "ARRETE",
    "ARRETER",
    "ARRETEZ",
    "ARRET SMS",
    "ARRET DES SMS",
    "ARRETEZ LES SMS",
    "ARRETER LES SMS",
    "ARRET DES MESSAGES",
    "ARRETEZ LES MESSAGES",
    "PLUS DE SMS",
    "PLUS DE MESSAGE",
    "PLUS DE MESSAGES",
    "DESABONNEMENT",
    "DESABONNER",
    "DESABONNEZ MOI",
    "ME DESABONNER",
    "DESINSCRIPTION",
    "DESINSCRIRE",
    "ME DESINSCRIRE",
    "DESINSCRIVEZ MOI",
    "UNSUBSCRIBE",
    "UNSUBSCRIBE ME",
    "UNSUB",
    "OPT OUT",
    "OPTOUT",
];

const CALL_BACK: [&str; 15] = [
    "RAPPEL",
    "RAPPELS",
    "RAPPELER",
    "RAPPELEZ",
    "RAPPELEZ MOI",
    "RAPPELLE MOI",
    "ME RAPPELER",
    "ETRE RAPPELE",
    "ETRE RAPPELEE",
    "DEMANDE DE RAPPEL",
    "CALLBACK",
    "CALL BACK",
    "CALL ME",
    "CALL ME BACK",
    "RAPEL",
];

const RESUME: [&str; 14] = [
    "REPRISE",
    "REPRENDRE",
    "REPRENEZ",
    "REPRISE SMS",
    "REPRISE DES SMS",
    "REPRISE DES MESSAGES",
    "START",
    "RESTART",
    "UNSTOP",
    "RESUME",
    "REABONNEMENT",
    "REABONNER",
    "REABONNEZ MOI",
    "SUBSCRIBE",
];

const HELP: [&str; 8] =
    ["AIDE", "AIDEZ MOI", "A L AIDE", "BESOIN D AIDE", "HELP", "HELP ME", "INFO", "INFOS"];

const FOLLOW: [&str; 5] = ["SUIVI", "SUIVRE", "SUIVIE", "STATUS", "STATUT"];

/// What may stand between the word and its code.
const OF_CODE: [&str; 12] =
    ["CODE", "DOSSIER", "DEMANDE", "NUMERO", "NUM", "NO", "N", "REF", "REFERENCE", "DU", "DE", "REQUEST"];

/// The most letters of a piece of a code without a digit: longer ones are words of a sentence.
const PIECE_LETTERS_MAX: usize = 3;

/// The length of codes, their joints with them.
const CODE_SIGNS: std::ops::RangeInclusive<usize> = 4..=40;

impl Keyword {
    /// What an answer asks, if it is nothing but a keyword: whatever its case, accents, signs and quotation marks, with politeness
    /// around it (`« Stop » svp`, `ARRÊT.`, `STOP au 36111`, `suivi abcd-2345`).
    pub fn of(text: &str) -> Option<Self> {
        let all = pieces(text)?;
        let flat: Vec<&str> = all.iter().flatten().map(String::as_str).collect();
        let spelled = spelled(&flat);
        let mut words = polite_cut(spelled.as_ref().map_or(&flat[..], std::slice::from_ref));
        // "STOP STOP STOP"
        while let [first, second, ..] = words {
            if first != second {
                break;
            }
            words = &words[1..];
        }
        // "STOP au 36111", as messages tell how.
        if let [before @ .., number] = words
            && number.len() == 5
            && number.bytes().all(|it| it.is_ascii_digit())
        {
            let before = before.strip_suffix(&["AU"]).unwrap_or(before);
            return STOP.contains(&before.join(" ").as_str()).then_some(Self::Stop).or_else(|| follow(&all));
        }
        let said = words.join(" ");
        let said = said.as_str();
        if STOP.contains(&said) || is_long_stop(said) {
            Some(Self::Stop)
        } else if CALL_BACK.contains(&said) {
            Some(Self::CallBack)
        } else if RESUME.contains(&said) {
            Some(Self::Resume)
        } else if HELP.contains(&said) {
            Some(Self::Help)
        } else {
            follow(&all)
        }
    }
}

/// What stands between blanks, each as its words in capitals and without accents; `None`: too much for an answer of a word.
fn pieces(text: &str) -> Option<Vec<Vec<String>>> {
    let mut count = 0;
    let mut pieces = Vec::new();
    for piece in text.split_whitespace() {
        let mut words = Vec::new();
        let plain: String = piece.nfkd().filter(|it| !is_combining_mark(*it)).collect();
        for word in plain.split(|it: char| !it.is_alphanumeric()).filter(|it| !it.is_empty()) {
            words.push(word.to_uppercase());
            count += 1;
            if count > WORDS_MAX {
                return None;
            }
        }
        if !words.is_empty() {
            pieces.push(words);
        }
    }
    Some(pieces)
}

/// The word that single letters spell: `S.T.O.P`.
fn spelled(words: &[&str]) -> Option<&'static str> {
    let is_spelled = words.len() >= 4 && words.iter().all(|it| it.chars().count() == 1);
    let word = is_spelled.then(|| words.concat())?;
    ["STOP", "ARRET"].into_iter().find(|it| **it == word)
}

/// Words without the politeness at both ends.
fn polite_cut<'a, 'b>(mut words: &'a [&'b str]) -> &'a [&'b str] {
    loop {
        let shorter =
            POLITE.iter().find_map(|it| words.strip_prefix(*it).or_else(|| words.strip_suffix(*it)));
        match shorter {
            Some(rest) if !rest.is_empty() => words = rest,
            _ => return words,
        }
    }
}

/// `STOOOP`, `STOPPP`: letters that were held down.
fn is_long_stop(word: &str) -> bool {
    let mut letters: Vec<char> = word.chars().collect();
    letters.dedup();
    letters.iter().eq(&['S', 'T', 'O', 'P'])
}

/// `SUIVI`, with or without a code.
fn follow(pieces: &[Vec<String>]) -> Option<Keyword> {
    let flat: Vec<Vec<&str>> = pieces.iter().map(|it| it.iter().map(String::as_str).collect()).collect();
    let is_polite = |it: &[&str]| POLITE.contains(&it);
    let mut rest = &flat[..];
    while let Some((_, after)) = rest.split_first().filter(|it| is_polite(it.0)) {
        rest = after;
    }
    while let Some((_, before)) = rest.split_last().filter(|it| is_polite(it.0)) {
        rest = before;
    }
    let (first, mut rest) = rest.split_first()?;
    let (word, joined) = first.split_first()?;
    if !FOLLOW.contains(word) {
        return None;
    }
    let mut code: Vec<&str> = joined.to_vec();
    if code.is_empty() {
        while let Some((_, after)) =
            rest.split_first().filter(|it| matches!(it.0[..], [one] if OF_CODE.contains(&one)))
        {
            rest = after;
        }
    }
    for piece in rest {
        let joined = piece.concat();
        let has_digit = joined.contains(|it: char| it.is_ascii_digit());
        if !has_digit && joined.len() > PIECE_LETTERS_MAX && !is_drawn(piece) {
            return None;
        }
        code.extend(piece);
    }
    if code.is_empty() {
        return rest.is_empty().then_some(Keyword::Follow(None));
    }
    let code = code.join("-");
    let is_code =
        CODE_SIGNS.contains(&code.len()) && code.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-');
    is_code.then_some(Keyword::Follow(Some(code)))
}

/// Whether letters alone may be a code that was drawn: eight, or two times four, without those that are left out of codes because they
/// look like digits.
fn is_drawn(piece: &[&str]) -> bool {
    let is_of_codes = |it: char| it.is_ascii_uppercase() && !"IO".contains(it);
    let lengths: Vec<usize> = piece.iter().map(|it| it.len()).collect();
    matches!(lengths[..], [8] | [4, 4]) && piece.iter().all(|it| it.chars().all(is_of_codes))
}

#[cfg(test)]
mod tests;
