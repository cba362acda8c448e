//! What a message asks, as a list: the agent answers each, and closing with one left open needs a reason.
//!
//! Start with [`asked`]. A sentence asks if it ends with a question mark, if it is turned as a question or a polite demand ("pouvez-vous",
//! "merci de m'indiquer", "could you"), or if it is an item of a list that such a sentence announces. French and English, by
//! words: a demand that none of the patterns knows is missed, so the list is a help, not a proof (the levels are asserted in the tests).
//!
//! **Invariant:** each question names its place in the text, places never overlap, and there are at most [`QUESTIONS_MAX`].

#[cfg(test)]
mod corpus;
mod sentences;
#[cfg(test)]
mod tests;

use std::{collections::BTreeSet, ops::Range};

use sentences::{Sentence, sentences, trimmed};
use wording::phrase::{self, Word, begins, find, has_any, words};

/// The most questions of one message: beyond, nobody ticks them one by one.
pub const QUESTIONS_MAX: usize = 30;

/// The most letters that are shown of a question.
pub const QUESTION_CHARS_MAX: usize = 240;

/// The most of a message that is read, in bytes: about thirty pages.
pub const TEXT_BYTES_MAX: usize = 100_000;

/// The most words of a sentence that are looked at: a text without any stop is no sentence.
const SENTENCE_WORDS_MAX: usize = 500;

/// One question of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// A sentence to read: the sender's own words without greeting and list mark, on one line, cut after [`QUESTION_CHARS_MAX`].
    pub text: String,
    /// Where it stands, in bytes of the message.
    pub at: Range<usize>,
    /// By what it was recognised.
    pub sign: Sign,
}

/// By what a question is recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sign {
    /// Its question mark.
    Mark,
    /// Its turn of phrase.
    Words,
    /// Its place in a list of questions.
    Listed,
}

/// The questions of a message, in their order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Questions {
    /// At most [`QUESTIONS_MAX`].
    pub asked: Vec<Question>,
    /// Whether there are more, or the message is longer than [`TEXT_BYTES_MAX`]: then the agent reads to the end.
    pub is_cut: bool,
}

/// The questions of a message's own text, from which quoted text was removed (lines with `>` are passed over anyway).
pub fn asked(text: &str) -> Questions {
    let read = &text[..text.floor_char_boundary(TEXT_BYTES_MAX)];
    let sentences = sentences(read);
    let mut found = Questions { asked: Vec::new(), is_cut: read.len() < text.len() };
    let mut known = BTreeSet::new();
    let mut list_asks = false;
    for (place, sentence) in sentences.iter().enumerate() {
        let said = Said::of(read, sentence);
        let is_before_list = !sentence.is_listed && sentences.get(place + 1).is_some_and(|it| it.is_listed);
        if !sentence.is_listed {
            let introduces = said.sign().is_some() || has_any(&said.words, &ANNOUNCING);
            list_asks = is_before_list && introduces;
            if list_asks {
                continue;
            }
        }
        let listed = (sentence.is_listed && sentence.is_first && list_asks && !said.words.is_empty())
            .then_some(Sign::Listed);
        let Some(sign) = said.sign().or(listed) else { continue };
        let text = shown(&read[said.at.clone()], said.turn());
        if text.is_empty() || !known.insert(phrase::fold(&text)) {
            continue;
        }
        if found.asked.len() == QUESTIONS_MAX {
            found.is_cut = true;
            break;
        }
        found.asked.push(Question { text, at: said.at.clone(), sign });
    }
    found
}

/// Words of a sentence that announces questions without asking one.
const ANNOUNCING: [&str; 6] = [
    "question*",
    "interrogation*",
    "points suivants",
    "precisions suivantes",
    "demande* suivante*",
    "following",
];

/// A sentence without its greeting.
struct Said {
    at: Range<usize>,
    words: Vec<Word>,
    /// `?`, `!`, or neither.
    mark: Option<char>,
}

impl Said {
    fn of(text: &str, sentence: &Sentence) -> Self {
        let whole = &text[sentence.at.clone()];
        let greeting = greeting(whole);
        let at = trimmed(text, sentence.at.start + greeting..sentence.at.end);
        let own = &text[at.clone()];
        let closing = own.rfind(|it: char| it.is_alphanumeric()).map_or("", |it| &own[it..]);
        let mark = ['?', '!'].into_iter().find(|it| closing.contains(*it));
        let mut words = words(own);
        words.truncate(SENTENCE_WORDS_MAX);
        Self { at, words, mark }
    }

    fn sign(&self) -> Option<Sign> {
        if self.words.is_empty() || is_phatic(&self.words) || sentences::is_small_print(&self.words) {
            return None;
        }
        if self.mark == Some('?') {
            let is_one_word = self.words.len() == 1;
            let asks = !is_one_word
                || has_any(&self.words, &["pourquoi|quand|comment|combien|ou|why|when|how|where"]);
            return asks.then_some(Sign::Mark);
        }
        let is_polite = has_any(&self.words, &POLITE);
        (!is_polite && self.turn().is_some()).then_some(Sign::Words)
    }

    /// Where the turn of phrase begins that asks, in bytes of the sentence.
    fn turn(&self) -> Option<usize> {
        let place = asking(&self.words, self.mark)?;
        Some(self.words[place].at.start)
    }
}

/// Words of a greeting.
const GREETING: &str = "bonjour|bonsoir|salut|coucou|hello|hi|dear|allo|madame|monsieur|mesdames|messieurs|mme|mr|cher|chere|chers|rebonjour|good";

/// How many bytes of a sentence are its greeting: "Bonjour Madame Durand, pouvez-vous…".
fn greeting(sentence: &str) -> usize {
    let mut own = words(sentence).into_iter().peekable();
    if !own.peek().is_some_and(|it| begins(std::slice::from_ref(it), GREETING)) {
        return 0;
    }
    let mut end = 0;
    for word in own {
        let written = &sentence[word.at.clone()];
        let between = &sentence[end..word.at.start];
        let is_greeting = begins(std::slice::from_ref(&word), GREETING)
            || matches!(
                word.folded.as_str(),
                "le" | "la"
                    | "a"
                    | "tous"
                    | "toutes"
                    | "et"
                    | "morning"
                    | "afternoon"
                    | "sir"
                    | "team"
                    | "re"
            )
            || written.chars().next().is_some_and(char::is_uppercase) && !between.contains([',', '!', ':']);
        if !is_greeting
            || end > 0 && between.contains([',', '!', ':']) && !begins(std::slice::from_ref(&word), GREETING)
        {
            return word.at.start;
        }
        end = word.at.end;
    }
    sentence.len()
}

/// Questions of courtesy: nobody expects an answer.
fn is_phatic(own: &[Word]) -> bool {
    const PATTERNS: [&str; 10] = [
        "comment allez vous",
        "comment ca va",
        "comment vas tu",
        "ca va",
        "vous allez bien",
        "allez vous bien",
        "how are you",
        "n est ce pas",
        "you are well",
        "you re well",
    ];
    PATTERNS.iter().any(|it| find(own, it).is_some_and(|at| own.len() <= at.len() + 5))
        && !has_any(own, &["ou en", "quand|pouvez|could"])
}

/// Formulas that look like demands and are none, unless they end with a question mark.
const POLITE: [&str; 17] = [
    "n hesitez pas",
    "ne pas hesiter",
    "not hesitate",
    "don t hesitate",
    "feel free",
    "je vous prie d agreer|excuser",
    "veuillez ~ agreer|croire|recevoir|trouver|noter|excuser",
    "vous prie de ~ trouver|croire|recevoir|noter|excuser",
    "please find|accept|note|see|be",
    "if you need|have|require any",
    "excusez|croyez|permettez moi",
    "merci de m avoir",
    "merci de nous avoir",
    "merci de|d avoir",
    "remercie de|d avoir",
    "thank you for",
    "merci de ~ lire",
];

/// Turns of phrase that ask wherever they stand.
const ANYWHERE: [&str; 49] = [
    "puis je %inf",
    "puis je vous|m|y|le|la|l|avoir ~ %inf",
    "dois|vais|serai|aurai|pourrai|pourrais|devrais|suis je",
    "ai je droit|le|bien|recu|du",
    "est ce que",
    "faut|faudrait|peut|doit il|on",
    "est|serait|sera il|t possible",
    "y a t il",
    "ou en est|sont|suis|etes",
    "sera|sont|est|va t il|elle|ils|elles|on",
    "merci ~ de|d ~ %inf",
    "merci de ne pas",
    "merci ~ de me|m|nous",
    "priere de|d ~ %inf",
    "veuillez ~ %inf",
    "vous prie de|d ~ %inf",
    "vous demande de|d|si|quand|comment|s|a ~ %inf",
    "remercie*|remercierais ~ de|d ~ %inf",
    "gre de ~ %inf",
    "reconnaissant* de ~ %inf",
    "souhaite|souhaiterais|souhaiterai|souhaitons|souhaiterions|souhaitais ~ savoir|connaitre|obtenir|avoir|recevoir|comprendre|prendre|etre|que|un|une|%inf",
    "voudrais|voudrai|voudrions|aimerais|aimerai|aimerions|desire|desirerais|voulais|veux|voulons ~ savoir|connaitre|obtenir|avoir|recevoir|comprendre|prendre|etre|que|un|une|%inf",
    "me|nous demande|demandais|demandons si|quand|comment|ou|pourquoi|ce|quel*|combien",
    "sais|savons|vois|comprends pas|plus si|comment|quand|ou|quel*|a|ce|qui|quoi|combien|pourquoi",
    "ignore si|comment|quand|quel*",
    "besoin de savoir|connaitre|comprendre|d|de|une|un|votre",
    "besoin d",
    "me|nous faut|faudrait un|une|le|la|mon|absolument",
    "*ez moi|nous",
    "savoir si|quand|comment|ou|pourquoi|quel*|combien|a|ce|s|qui",
    "connaitre le|la|les|l|mon|ma",
    "avoir des nouvelles",
    "faire le point",
    "voir si|quand|comment",
    "dire si|quand|comment|ou|pourquoi|quel*|combien|ce",
    "can|could|would|will you",
    "may|can|could|should|shall i|we",
    "please|kindly",
    "comment je|on|nous|peut|puis|faire",
    "je|nous demande|demandons un|une|le|la|l|que",
    "vous confirmez",
    "would|d like|love to",
    "would|d like a|an|my|the|you",
    "want|wanted|need|wish to know|ask|get|have|obtain|understand|receive|book|make|speak|find",
    "wonder|wondering if|when|whether|what|how|why",
    "let me|us know",
    "tell me|us",
    "know if|when|whether|how|what|why|where",
    "need a|an|your help|my",
];

/// Turns of phrase that ask at the beginning of a sentence.
const AT_START: [&str; 24] = [
    "comment %inf",
    "comment faire|fait|faut|puis|dois|ca|se|est|sont|sera|vais",
    "pourquoi",
    "combien",
    "quel|quelle|quels|quelles",
    "a|de|pour|dans|vers quel|quelle|quels|quelles",
    "dans|depuis|pour|a combien",
    "jusqu a quand",
    "depuis|pour quand",
    "qui dois|peut|est|contacter|va|s",
    "a qui",
    "ou dois|puis|faut|se|est|sont|en|trouver|%inf",
    "quand est|sera|vais|aurai|serai|dois|puis|pourrai|arrive|recevrai|faut|pensez",
    "que dois|faire|faut|se|devient|deviennent|puis",
    "quid",
    "avez|avons|etes|avaient vous|nous",
    "what is|are|should|do|does|happens|documents|was|s|about|time",
    "how long|much|many|do|can|should|to|is|are|will",
    "when will|can|do|does|should|is|are|am",
    "where is|are|can|do|should",
    "why|who",
    "can|could|would|will|may|should|must|is|are|was|do|does|did|have|has i|you|we|my|it|this|the|there|someone|your",
    "any news|update|chance|idea",
    "avez vous",
];

/// Words between which and a sentence's beginning nothing is said: "et quand…", "donc où…".
const CONNECTORS: &str = "et|mais|donc|or|alors|ensuite|enfin|puis|aussi|ps|d|ailleurs|autre|part|du|coup|also|and|but|so|then|finally|svp|merci|de|plus|sinon|par";

/// The place of the word with which asking begins.
fn asking(own: &[Word], mark: Option<char>) -> Option<usize> {
    let lead = own.iter().take(3).take_while(|it| begins(std::slice::from_ref(it), CONNECTORS)).count();
    let is_exclaimed = mark == Some('!');
    let at_start = (0..=lead).find(|from| {
        AT_START.iter().any(|it| begins(&own[*from..], it))
            && !(is_exclaimed && begins(&own[*from..], "quel|quelle|quels|quelles|what"))
    });
    if at_start.is_some() {
        return at_start;
    }
    let anywhere = ANYWHERE
        .iter()
        .filter_map(|it| find(own, it))
        .map(|it| it.start)
        .filter(|it| !is_told(own, *it))
        .min();
    [anywhere, (0..own.len()).find(|it| is_turned(own, *it))].into_iter().flatten().min()
}

/// Whether what seems to ask is told of somebody: "comme vous pouvez vous en douter", "if I can I will".
fn is_told(own: &[Word], place: usize) -> bool {
    let before = |back: usize| place.checked_sub(back).map_or("", |it| own[it].folded.as_str());
    let here = own[place].folded.as_str();
    match here {
        "puis" | "dois" | "vais" => before(1) == "je",
        "can" | "could" | "may" | "should" | "would" | "will" => {
            matches!(before(1), "i" | "you" | "we" | "that" | "as")
        }
        _ => matches!(before(1), "toujours") || (before(1) == "peut" && here == "etre"),
    }
}

/// Whether a verb and its pronoun stand the other way round: `vais-je`, `a-t-il`, `pouvons-nous`; with "vous" also without hyphen.
fn is_turned(own: &[Word], place: usize) -> bool {
    const VERBS_VOUS: &str = "pouvez|pourriez|pourrez|auriez|seriez|voulez|voudriez|savez|avez|etes|comptez|devez|allez|confirmez|serez|aurez|acceptez|pensez";
    let Some(next) = own.get(place + 1) else { return false };
    let before = |back: usize| place.checked_sub(back).map_or("", |it| own[it].folded.as_str());
    if next.folded == "vous" {
        return begins(&own[place..], VERBS_VOUS) && !matches!(before(1), "vous" | "qui");
    }
    if !next.is_joined {
        return false;
    }
    let pronoun = if next.folded == "t" { own.get(place + 2).filter(|it| it.is_joined) } else { Some(next) };
    let Some(pronoun) = pronoun else { return false };
    let verb = own[place].folded.as_str();
    let is_pronoun = match pronoun.folded.as_str() {
        "je" | "il" | "elle" | "on" | "ils" | "elles" => true,
        "nous" => verb.ends_with("ons"),
        "ce" => matches!(verb, "est" | "serait" | "sera" | "etait") && before(1) != "n",
        _ => false,
    };
    let after = own.get(place + if next.folded == "t" { 3 } else { 2 }).map_or("", |it| it.folded.as_str());
    // "m'a-t-on dit", "semble-t-il", "aussi dois-je vous dire".
    let is_aside = matches!(verb, "dit" | "semble" | "parait" | "dis" | "ecrit")
        || matches!(
            after,
            "dit"
                | "repondu"
                | "precise"
                | "ajoute"
                | "ecrit"
                | "indique"
                | "affirme"
                | "assure"
                | "explique"
        ) && place > 0
        || [1, 2].iter().any(|it| matches!(before(*it), "aussi" | "ainsi" | "toujours" | "peine" | "doute"));
    is_pronoun && !is_aside
}

/// The sentence on one line; a long one begins with the turn that asks, and is cut.
fn shown(sentence: &str, turn: Option<usize>) -> String {
    let one_line = |it: &str| it.split_whitespace().collect::<Vec<_>>().join(" ");
    let whole = one_line(sentence);
    if whole.chars().count() <= QUESTION_CHARS_MAX {
        return whole;
    }
    let (text, mut shown) = match turn {
        Some(turn) if turn > 0 => (one_line(&sentence[turn..]), "… ".to_owned()),
        _ => (whole, String::new()),
    };
    let left = QUESTION_CHARS_MAX - shown.chars().count() - 1;
    if text.chars().count() <= left {
        return shown + &text;
    }
    let kept: String = text.chars().take(left).collect();
    shown.push_str(kept.rsplit_once(' ').map_or(kept.as_str(), |it| it.0));
    shown + "…"
}
