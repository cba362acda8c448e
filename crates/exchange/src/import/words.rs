//! The words of the closed lists, in French and English.

use kernel::{Channel, Direction, Outcome};

/// A text reduced to what makes its meaning: small letters without accents, one space between words.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars().flat_map(char::to_lowercase) {
        let bare = match letter {
            'à' | 'â' | 'ä' | 'á' | 'ã' => "a",
            'ç' => "c",
            'é' | 'è' | 'ê' | 'ë' => "e",
            'î' | 'ï' | 'í' => "i",
            'ô' | 'ö' | 'ó' | '°' | 'º' => "o",
            'ù' | 'û' | 'ü' | 'ú' => "u",
            'œ' => "oe",
            'æ' => "ae",
            'ñ' => "n",
            it if it.is_alphanumeric() => {
                out.push(it);
                continue;
            }
            _ => {
                if !out.is_empty() && !out.ends_with(' ') {
                    out.push(' ');
                }
                continue;
            }
        };
        out.push_str(bare);
    }
    out.truncate(out.trim_end().len());
    out
}

const CHANNELS: &[(Channel, &[&str])] = &[
    (
        Channel::Phone,
        &[
            "telephone",
            "tel",
            "telephonique",
            "appel",
            "appel telephonique",
            "appel entrant",
            "call",
            "voice",
            "voix",
        ],
    ),
    (
        Channel::Email,
        &[
            "courriel",
            "mail",
            "e mail",
            "mel",
            "email",
            "messagerie",
            "messagerie securisee",
            "message",
            "courrier electronique",
        ],
    ),
    (
        Channel::Counter,
        &[
            "guichet",
            "accueil",
            "accueil physique",
            "desk",
            "front desk",
            "agence",
            "rendez vous",
            "rdv",
            "visite au guichet",
            "sur place",
            "borne",
            "office",
            "in person",
            "walk in",
            "comptoir",
            "physique",
        ],
    ),
    (
        Channel::Web,
        &[
            "internet",
            "site",
            "site internet",
            "site web",
            "en ligne",
            "formulaire",
            "teleservice",
            "teleprocedure",
            "compte en ligne",
            "espace personnel",
            "portail",
            "online",
            "website",
            "portal",
            "form",
            "web form",
        ],
    ),
    (Channel::Sms, &["texto", "mini message", "text", "text message"]),
    (Channel::Chat, &["tchat", "clavardage", "messagerie instantanee", "live chat", "chatbot"]),
    (
        Channel::Post,
        &[
            "courrier",
            "courrier postal",
            "lettre",
            "letter",
            "mail postal",
            "voie postale",
            "papier",
            "paper",
        ],
    ),
    (Channel::Video, &["visio", "visioconference", "visioguichet", "video call", "visio guichet"]),
    (Channel::App, &["application", "application mobile", "appli", "mobile", "mobile app"]),
    (
        Channel::Social,
        &["reseau social", "reseaux sociaux", "social media", "social network", "facebook", "twitter", "x"],
    ),
    (Channel::Visit, &["visite", "visite a domicile", "domicile", "home visit", "deplacement"]),
    (Channel::Other, &["autre", "autres", "others", "intern", "interne", "internal", "divers"]),
];

const DIRECTIONS: &[(Direction, &[&str])] = &[
    (
        Direction::Inbound,
        &["entrant", "entrante", "in", "recu", "recue", "reception", "incoming", "received", "e"],
    ),
    (
        Direction::Outbound,
        &[
            "sortant", "sortante", "out", "emis", "emise", "envoye", "envoi", "reponse", "rappel",
            "outgoing", "sent", "s",
        ],
    ),
    (Direction::Proactive, &["proactif", "proactive", "a l initiative de l administration", "notification"]),
];

const OUTCOMES: &[(Outcome, &[&str])] = &[
    (
        Outcome::Resolved,
        &[
            "resolu", "resolue", "traite", "traitee", "regle", "reglee", "clos", "ok", "oui", "solved",
            "done", "yes", "answered",
        ],
    ),
    (
        Outcome::Unresolved,
        &[
            "non resolu",
            "non resolue",
            "non traite",
            "en cours",
            "en attente",
            "a traiter",
            "non",
            "no",
            "not solved",
            "unsolved",
            "pending",
            "open",
        ],
    ),
    (
        Outcome::Transferred,
        &[
            "transfere",
            "transferee",
            "transfert",
            "reoriente",
            "reorientee",
            "escalade",
            "transfer",
            "escalated",
            "forwarded",
        ],
    ),
    (
        Outcome::Abandoned,
        &[
            "abandonne",
            "abandonnee",
            "abandon",
            "perdu",
            "raccroche",
            "sans reponse",
            "no answer",
            "lost",
            "hung up",
        ],
    ),
];

/// The channel that a word of a source names.
pub(super) fn channel(text: &str) -> Option<Channel> {
    text.parse().ok().or_else(|| among(CHANNELS, text, Channel::ALL, Channel::code))
}

/// The direction that a word of a source names.
pub(super) fn direction(text: &str) -> Option<Direction> {
    text.parse().ok().or_else(|| among(DIRECTIONS, text, Direction::ALL, Direction::code))
}

/// The outcome that a word of a source names.
pub(super) fn outcome(text: &str) -> Option<Outcome> {
    text.parse().ok().or_else(|| among(OUTCOMES, text, Outcome::ALL, Outcome::code))
}

fn among<T: Copy>(
    table: &[(T, &[&str])],
    text: &str,
    all: &[T],
    code: impl Fn(T) -> &'static str,
) -> Option<T> {
    let word = plain(text);
    let listed = table.iter().find(|(_, words)| words.contains(&word.as_str())).map(|(it, _)| *it);
    listed.or_else(|| all.iter().copied().find(|it| code(*it) == word))
}

/// The code that is most like `text`, if it is like it at all; French words count as their codes.
pub(super) fn nearest(list: &str, text: &str) -> Option<&'static str> {
    let word = plain(text);
    match list {
        "channel" => like(&word, CHANNELS, Channel::code),
        "direction" => like(&word, DIRECTIONS, Direction::code),
        _ => like(&word, OUTCOMES, Outcome::code),
    }
}

fn like<T: Copy>(
    word: &str,
    table: &[(T, &[&str])],
    code: impl Fn(T) -> &'static str,
) -> Option<&'static str> {
    // A word of three letters is two changes away from everything.
    let changes_max = if word.chars().count() <= 4 { 1 } else { 2 };
    let all = table.iter().flat_map(|(it, words)| {
        std::iter::once(code(*it)).chain(words.iter().copied()).map(|word| (*it, word))
    });
    all.map(|(it, candidate)| (distance(word, candidate), code(it)))
        .filter(|(changes, _)| *changes <= changes_max)
        .min_by_key(|(changes, _)| *changes)
        .map(|(_, code)| code)
}

/// How many letters to change, add or take away. Words above 40 letters are like nothing.
fn distance(left: &str, right: &str) -> usize {
    let (left, right): (Vec<char>, Vec<char>) = (left.chars().take(41).collect(), right.chars().collect());
    if left.len() > 40 {
        return usize::MAX;
    }
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (at, letter) in left.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = at + 1;
        for (place, other) in right.iter().enumerate() {
            let changed = diagonal + usize::from(letter != other);
            diagonal = row[place + 1];
            row[place + 1] = changed.min(row[place] + 1).min(diagonal + 1);
        }
    }
    row[right.len()]
}

#[cfg(test)]
mod tests {
    use kernel::Lang;

    use super::*;
    use crate::import::Reason;

    #[test]
    fn the_words_that_we_tell_people_to_write_are_understood() {
        for lang in Lang::ALL {
            for (list, count) in [("channel", 12), ("direction", 3), ("outcome", 4)] {
                let sentence = Reason::UnknownWord { list, nearest: None, exact: false }.message().say(lang);
                let words = sentence.split_once(": ").unwrap().1.split_once(' ').unwrap().1.to_owned();
                let words: Vec<&str> = words.split(", ").flat_map(|it| it.split(" ou ")).collect();
                let words: Vec<&str> = words.into_iter().flat_map(|it| it.split(" or ")).collect();
                assert_eq!(words.len(), count, "{sentence}");
                for word in words {
                    let known = match list {
                        "channel" => channel(word).is_some(),
                        "direction" => direction(word).is_some(),
                        _ => outcome(word).is_some(),
                    };
                    assert!(known, "{word}");
                }
            }
        }
    }

    #[test]
    fn french_and_english_words_name_channels() {
        for (word, expected) in [
            ("Téléphone", Channel::Phone),
            ("COURRIEL", Channel::Email),
            ("e-mail", Channel::Email),
            ("Guichet", Channel::Counter),
            ("Desk", Channel::Counter),
            ("Internet", Channel::Web),
            ("courrier", Channel::Post),
            ("Post", Channel::Post),
            ("Intern", Channel::Other),
            ("phone", Channel::Phone),
        ] {
            assert_eq!(channel(word), Some(expected), "{word}");
        }
        assert_eq!(channel("pigeon"), None);
        assert_eq!(direction("Entrant"), Some(Direction::Inbound));
        assert_eq!(outcome("Résolu"), Some(Outcome::Resolved));
        assert_eq!(outcome("abandonné"), Some(Outcome::Abandoned));
    }

    #[test]
    fn a_misspelt_word_gets_a_suggestion() {
        assert_eq!(nearest("channel", "phonne"), Some("phone"));
        assert_eq!(nearest("channel", "Telefone"), Some("phone"));
        assert_eq!(nearest("channel", "guichets"), Some("counter"));
        assert_eq!(nearest("channel", "xyz"), None);
        assert_eq!(nearest("channel", &"a".repeat(1_000_000)), None);
    }
}
