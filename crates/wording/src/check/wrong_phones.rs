//! What a text gives as telephone numbers and nobody can dial.
//!
//! A message that names one is held back: digits are taken for a number only if their shape is that of one, and the words before them do not
//! say that they are something else.

use std::ops::Range;

use super::links::{dial, first_word, runs};

/// Digits with a country code that are taken for a number.
const ABROAD_MIN: usize = 7;
/// Words before a number that may say what it is.
const WORDS_BEFORE: usize = 8;

/// What begins a word that says that a number is dialled, or that somebody may be asked.
const DIALLED: [&str; 21] = [
    "appel", "telephon", "joign", "joindr", "contact", "compos", "renseign", "question", "info", "standard",
    "accueil", "vert", "tel", "portable", "mobile", "call", "phone", "dial", "ring", "help", "desk",
];

/// What begins a word that says that a number is something else.
const OTHER: [&str; 32] = [
    "dossier",
    "demande",
    "ref",
    "factur",
    "contrat",
    "matricul",
    "siret",
    "siren",
    "client",
    "allocatair",
    "fiscal",
    "compte",
    "iban",
    "parcell",
    "identifi",
    "code",
    "carte",
    "securite",
    "commande",
    "bordereau",
    "avis",
    "article",
    "version",
    "lot",
    "file",
    "case",
    "invoice",
    "account",
    "request",
    "application",
    "order",
    "ticket",
];

/// The months, in small letters and without accents: digits before them are days.
const MONTHS: [&str; 24] = [
    "janvier",
    "fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// What the words before digits say of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    Dialled,
    Other,
    Nothing,
}

/// What a text gives as telephone numbers and nobody can dial, in order and as it is written: a digit is missing or too much, or no country
/// has such a code.
pub fn wrong_phones(text: &str) -> Vec<&str> {
    let is_wrong = |at: &Range<usize>| {
        let (before, run, after) = (&text[..at.start], &text[at.clone()], &text[at.end..]);
        // A place next to it brings the other digits.
        let is_whole = !before.ends_with("}}") && !after.trim_start().starts_with("{{");
        is_whole && is_meant(before, run, after) && dial(before, run, after).is_none()
    };
    runs(text).into_iter().filter(is_wrong).map(|at| &text[at]).collect()
}

/// Whether digits are meant to be dialled: they have a country code, or are grouped as a number is and nothing says that they are something
/// else.
fn is_meant(before: &str, run: &str, after: &str) -> bool {
    let groups: Vec<&str> = run.split(|it: char| !it.is_ascii_digit()).filter(|it| !it.is_empty()).collect();
    let digits: usize = groups.iter().map(|it| it.len()).sum();
    if run.starts_with('+') {
        return digits >= ABROAD_MIN;
    }
    if run.starts_with("0033") && digits > ABROAD_MIN {
        return said(before) != Said::Other;
    }
    // Ten digits can be dialled, however they are grouped.
    if digits == 10 || first_word(after).is_some_and(|it| MONTHS.contains(&it.as_str())) {
        return false;
    }
    match said(before) {
        Said::Dialled => is_national(&groups, digits) || is_one_group(&groups, digits),
        Said::Other => false,
        // Four pairs may be days or a reference: they must stand where a number is given.
        Said::Nothing if digits == 8 && groups.len() == 4 && groups[0].len() == 2 => {
            is_national(&groups, digits) && run.contains(' ') && is_given(before)
        }
        Said::Nothing => is_national(&groups, digits),
    }
}

/// Whether digits are grouped as those of a number of France: pairs, or 0 800 and pairs, the last of them perhaps cut or too long.
fn is_national(groups: &[&str], digits: usize) -> bool {
    let Some((last, rest)) = groups.split_last() else { return false };
    let lengths: Vec<usize> = rest.iter().map(|it| it.len()).collect();
    let is_paired = |from: usize| lengths[from..].iter().all(|it| *it == 2);
    let is_cut = |from: usize| lengths[from..].iter().all(|it| matches!(it, 2 | 3));
    let first = groups[0];
    let begins = first.starts_with('0') && !first.starts_with("00");
    let is_special = |it: &str| it.starts_with('8') || it.starts_with('9');
    let shape = match lengths[..] {
        [2, ..] => is_paired(0),
        [1, 3, ..] => is_special(groups[1]) && is_cut(2),
        [4, ..] => is_special(&first[1..]) && is_cut(1),
        _ => false,
    };
    begins && shape && last.len() <= 3 && (7..=13).contains(&digits)
}

/// Whether digits stand together, a little less or more than those of a number.
fn is_one_group(groups: &[&str], digits: usize) -> bool {
    groups.len() == 1
        && groups[0].starts_with('0')
        && !groups[0].starts_with("00")
        && (8..=12).contains(&digits)
}

/// Whether something is given here, and not told within a sentence: after a colon, a question, a bracket, at the beginning.
fn is_given(before: &str) -> bool {
    let before = before.trim_end();
    before.is_empty() || before.ends_with([':', '?', '(', '☎', '–'])
}

/// What the words before digits say of them, the nearest first.
fn said(before: &str) -> Said {
    let words: Vec<String> = before
        .rsplit(|it: char| !it.is_alphabetic())
        .filter(|it| !it.is_empty())
        .take(WORDS_BEFORE + 1)
        .map(crate::phrase::fold)
        .collect();
    if words.first().is_some_and(|it| it == "au") {
        return Said::Dialled;
    }
    let begins = |word: &str, all: &[&str]| all.iter().any(|it| word.starts_with(it));
    let (mut is_number, mut is_numbered) = (false, false);
    for (place, word) in words.iter().take(WORDS_BEFORE).enumerate() {
        match word.as_str() {
            "numero" | "number" => is_number = true,
            "n" | "no" => is_numbered = true,
            word if begins(word, &DIALLED) => return Said::Dialled,
            word if begins(word, &OTHER) => {
                // "Pour toute demande : 01 …" and "Service client : 01 …" say whom to ask.
                let before = words.get(place + 1).map_or("", String::as_str);
                return if matches!(before, "toute" | "any" | "service") {
                    Said::Dialled
                } else {
                    Said::Other
                };
            }
            _ => {}
        }
    }
    match (is_number, is_numbered) {
        (true, _) => Said::Dialled,
        (false, true) => Said::Other,
        (false, false) => Said::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_meant_to_be_dialled_and_cannot_be_is_found() {
        assert_eq!(wrong_phones("Appelez le service au 01 44 55 66."), ["01 44 55 66"]);
        assert_eq!(wrong_phones("Tél. : 01 44 55 66 77 88"), ["01 44 55 66 77 88"]);
        assert_eq!(wrong_phones("Appelez +33 1 44 55 66"), ["+33 1 44 55 66"]);
        assert_eq!(wrong_phones("call +999 12345678"), ["+999 12345678"]);
    }

    #[test]
    fn a_digit_that_is_missing_or_too_much_is_found_wherever_a_number_is_given() {
        for wrong in [
            "01 23 45 67 8",
            "01 23 45 67",
            "01 23 45 67 89 0",
            "01 23 45 67 890",
            "01.23.45.67.8",
            "06-12-34-56-7",
            "0 800 12 34",
            "0 800 12 34 5",
            "0 800 12 34 56 7",
            "0800 12 34",
            "0 800 123 45",
        ] {
            for (before, after) in [
                ("Votre dossier est incomplet. Appelez le ", " avant le 30 juin."),
                ("Une question ? ", ""),
                ("Pour toute demande : ", "."),
                ("Appelez-nous au ", " (gratuit)."),
                ("Tél. ", ", du lundi au vendredi"),
                ("Numéro vert ", ""),
                ("Service client : ", ""),
                ("Need help? Call us on ", "."),
            ] {
                let text = format!("{before}{wrong}{after}");
                assert_eq!(wrong_phones(&text), [wrong], "{text}");
            }
        }
        assert_eq!(wrong_phones("Mairie : 01 23 45 67"), ["01 23 45 67"]);
        assert_eq!(wrong_phones("La mairie, 01 23 45 67 8."), ["01 23 45 67 8"]);
        assert_eq!(wrong_phones("Appelez le 012345678"), ["012345678"]);
    }

    #[test]
    fn what_is_no_wrong_number_is_left_alone() {
        for text in [
            "Appelez le 01 44 55 66 77, le 0 800 12 34 56 ou le 3939",
            "Appelez le 15, le 17, le 18, le 112, le 36 46, le 39 39, le 118 008 ou le 116 117",
            "Appelez le 01 44 55 66 77 7 jours sur 7, le 01 44 55 66 78 24h/24",
            "Appelez le 01 234 567 89",
            "Votre dossier 01 02 03 04 est complet",
            "Votre demande 01 23 45 67 8 est reçue",
            "Votre demande d’aide 01 23 45 67 8 est reçue",
            "Réf. 01 23 45 67 8",
            "Dossier n° 01 23 45 67 8",
            "N° 01 23 45 67 8",
            "Case number 01 23 45 67",
            "Numéro de dossier : 0123456789012",
            "Au +33 {{fin}}, au 01 44 {{fin}}",
            "Du 01 au 05, 1+1, +20 %, +33",
            "Reçu au 01/02/2026, au 01 02 2026",
            "Appelez avant le 01 02 2026 ou le 01.02.2026",
            "Le 06.12.2026 10:30, le 06 12 2026 10 h",
            "Fermé les 04 05 06 07 décembre",
            "Fermé les 04 05 06 07",
            "Mairie, 01000 Bourg, 08 000 Charleville",
            "1 234 567,89 €, 0,50 €, 0 800 €",
            "SIRET 012 456 789 00012",
            "0 123 45 67",
            "Le 01 23",
        ] {
            assert!(wrong_phones(text).is_empty(), "{text}: {:?}", wrong_phones(text));
        }
    }

    proptest! {
        #[test]
        fn any_text_is_searched(text in "(\\PC|\\+|0|[0-9]{2}| |\\.|\\(|\\)|\u{a0}|au |h){0,60}") {
            for it in wrong_phones(&text) {
                prop_assert!(text.contains(it));
            }
        }

        #[test]
        fn a_number_that_can_be_dialled_is_never_wrong(start in 1..=9_u32, rest in proptest::array::uniform4(0..100_u32)) {
            let [a, b, c, d] = rest;
            let text = format!("Appelez le 0{start} {a:02} {b:02} {c:02} {d:02}.");
            prop_assert!(wrong_phones(&text).is_empty());
        }
    }
}
