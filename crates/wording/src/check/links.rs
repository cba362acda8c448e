//! The pages and telephone numbers that a text sends people to.

use std::ops::Range;

use linkify::{LinkFinder, LinkKind};
use sms::{Number, NumberFault};

/// A page that a text names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Where, in bytes of the text.
    pub at: Range<usize>,
    /// Its address, `https://` before it if the text has no scheme.
    pub address: String,
    /// Whether a place of the template stands within it or right after it: its page is only known when the text is filled.
    pub has_place: bool,
}

/// The ends of domains that are links without `http` before them: others are mostly a missing blank after a full stop.
const ENDS: [&str; 22] = [
    "fr", "com", "org", "net", "eu", "info", "bzh", "alsace", "corsica", "paris", "re", "gp", "mq", "gf",
    "yt", "pm", "nc", "pf", "wf", "be", "ch", "io",
];

/// The pages that a text names, in order: those with `http`, and those that begin with `www.` or end as usual in France.
pub fn links(text: &str) -> Vec<Link> {
    let found = link_places(text).into_iter().map(|at| {
        let written = &text[at.clone()];
        // The finder stops before braces.
        let has_place = text[at.end..].starts_with("{{") || written.contains("{{");
        let address = if written.contains("://") { written.to_owned() } else { format!("https://{written}") };
        Link { at, address, has_place }
    });
    found.collect()
}

/// Where pages are named, in bytes.
pub(super) fn link_places(text: &str) -> Vec<Range<usize>> {
    let mut finder = LinkFinder::new();
    finder.kinds(&[LinkKind::Url]).url_must_have_scheme(false);
    let found = finder.links(text).filter(|it| is_page(it.as_str()));
    found.map(|it| it.start()..it.end()).collect()
}

fn is_page(written: &str) -> bool {
    if let Some((scheme, _)) = written.split_once("://") {
        return scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    }
    let host = written.split(['/', '?', '#', ':']).next().unwrap_or("");
    let end = host.rsplit('.').next().unwrap_or("");
    host.starts_with("www.") || ENDS.contains(&end)
}

/// What is dialled.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dial {
    /// A number of a line.
    Number(Number),
    /// A special number, of ten digits that begin with 08.
    Special(String),
    /// A short number, of four digits that begin with 3.
    Short(String),
}

/// A telephone number that a text names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phone {
    /// Where, in bytes of the text.
    pub at: Range<usize>,
    /// What is dialled.
    pub dial: Dial,
}

/// How the digits of a number are grouped in France.
const GROUPS: [&[usize]; 7] =
    [&[10], &[2, 2, 2, 2, 2], &[4, 2, 2, 2], &[1, 3, 2, 2, 2], &[4, 3, 3], &[1, 3, 3, 3], &[3, 3, 2, 2]];

/// Words before a short number.
const BEFORE_SHORT: [&str; 14] = [
    "au",
    "le",
    "appelez",
    "appeler",
    "composez",
    "faites",
    "numero",
    "telephone",
    "tel",
    "call",
    "on",
    "dial",
    "phone",
    "number",
];

/// What is counted after a number: "7 jours sur 7".
const COUNTED: [&str; 8] = ["jours", "jour", "j", "heures", "h", "days", "day", "hours"];

/// The telephone numbers that a text names, in order: written as usual in France, or with a country code; four digits that begin with 3
/// after a word such as "au" or "call". Dates, amounts and references are none.
pub fn phones(text: &str) -> Vec<Phone> {
    let dialled = runs(text).into_iter().filter_map(|at| {
        Some(Phone { dial: dial(&text[..at.start], &text[at.clone()], &text[at.end..])?, at })
    });
    dialled.collect()
}

/// The last word before something, without its accents.
fn last_word(before: &str) -> Option<String> {
    let word = before.trim_end().rsplit(|it: char| !it.is_alphabetic()).find(|it| !it.is_empty())?;
    Some(crate::phrase::fold(word))
}

/// Where digits stand that may be dialled, apart from other signs.
pub(super) fn runs(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut rest = 0;
    while let Some(start) = text[rest..].find(|it: char| it.is_ascii_digit() || it == '+').map(|it| rest + it)
    {
        let end = start + run_length(&text[start..]);
        let end = without_count(text, start, end);
        rest = end.max(start + 1);
        let is_apart = !text[..start]
            .ends_with(|it: char| it.is_alphanumeric() || matches!(it, '.' | ',' | '-' | '/' | '_' | '='))
            && !text[end..]
                .starts_with(|it: char| it.is_alphanumeric() || matches!(it, '_' | '/' | '%' | '€'));
        if is_apart {
            found.push(start..end);
        }
    }
    found
}

/// The end of a number that a count follows, as in "01 44 55 66 77 7 jours sur 7" or "24h/24": the count is none of its digits.
fn without_count(text: &str, start: usize, end: usize) -> usize {
    let after = &text[end..];
    let is_count = after.starts_with(char::is_alphabetic)
        || first_word(after).is_some_and(|it| COUNTED.contains(&it.as_str()));
    let mut groups = Vec::new();
    for (at, sign) in text[start..end].char_indices().filter(|it| it.1.is_ascii_digit()) {
        match groups.last_mut() {
            Some((_, last)) if *last == at => *last = at + sign.len_utf8(),
            _ => groups.push((at, at + sign.len_utf8())),
        }
    }
    let is_pair = |it: &(usize, usize)| it.1 - it.0 == 2;
    let is_number = text[start..].starts_with('0') && groups.iter().take(5).all(is_pair);
    if is_count && is_number && groups.len() == 6 { start + groups[4].1 } else { end }
}

/// The first word after something, without its accents.
pub(super) fn first_word(after: &str) -> Option<String> {
    let after = after.trim_start();
    let word = after.split(|it: char| !it.is_alphabetic()).next().filter(|it| !it.is_empty())?;
    Some(crate::phrase::fold(word))
}

/// How many bytes digits and one kind of sign between them take, from a digit or a plus on; it ends with a digit.
fn run_length(text: &str) -> usize {
    let mut between = None;
    let mut end = 0;
    let mut pending: Option<char> = None;
    let is_international = text.starts_with('+') || text.starts_with("00");
    for (at, sign) in text.char_indices() {
        match sign {
            '+' if at == 0 => end = 1,
            '0'..='9' => {
                if let Some(sign) = pending.take() {
                    between.get_or_insert(sign);
                }
                end = at + 1;
            }
            ' ' | '\u{a0}' | '\u{202f}' | '.' | '-' | '(' | ')' => {
                let kind = if sign.is_whitespace() { ' ' } else { sign };
                // Within "+33 (0)1" brackets stand beside blanks.
                let is_next = is_international && (kind != '.' || between.is_none_or(|it| it == '.'));
                let is_same =
                    pending.is_none() && between.is_none_or(|it| it == kind) && !"()".contains(kind);
                if !is_next && !is_same {
                    break;
                }
                pending = Some(kind);
            }
            _ => break,
        }
    }
    end
}

pub(super) fn dial(before: &str, run: &str, after: &str) -> Option<Dial> {
    let digits: String = run.chars().filter(char::is_ascii_digit).collect();
    if run.starts_with('+') || run.starts_with("00") {
        return match Number::read(run) {
            Ok(number) => Some(Dial::Number(number)),
            Err(NumberFault::Special) => {
                digits.get(digits.len().checked_sub(9)?..).map(|it| Dial::Special(format!("0{it}")))
            }
            Err(_) => None,
        };
    }
    let groups: Vec<usize> =
        run.split(|it: char| !it.is_ascii_digit()).map(str::len).filter(|it| *it > 0).collect();
    if digits.len() == 4 && digits.starts_with('3') && matches!(groups[..], [4] | [2, 2]) {
        let is_announced = BEFORE_SHORT.contains(&last_word(before)?.as_str());
        let is_amount = after.trim_start().starts_with("€") || after.trim_start().starts_with("euro");
        return (is_announced && !is_amount).then_some(Dial::Short(digits));
    }
    if !GROUPS.contains(&&groups[..]) {
        return None;
    }
    match Number::read(&digits) {
        Ok(number) => Some(Dial::Number(number)),
        Err(NumberFault::Special) => Some(Dial::Special(digits)),
        Err(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn addresses(text: &str) -> Vec<String> {
        links(text).into_iter().map(|it| it.address).collect()
    }

    fn dialled(text: &str) -> Vec<String> {
        let said = |it: Phone| match it.dial {
            Dial::Number(number) => number.e164().to_owned(),
            Dial::Special(digits) | Dial::Short(digits) => digits,
        };
        phones(text).into_iter().map(said).collect()
    }

    #[test]
    fn pages_are_found_with_or_without_a_scheme() {
        assert_eq!(addresses("Voir https://a.gouv.fr/suivi?x=1."), ["https://a.gouv.fr/suivi?x=1"]);
        assert_eq!(
            addresses("Sur www.exemple.fr, ou service-public.fr/demande"),
            ["https://www.exemple.fr", "https://service-public.fr/demande"]
        );
        assert!(addresses("Votre demande est reçue.Merci").is_empty());
        assert!(addresses("ecrire@mairie.fr").is_empty());
        assert!(addresses("C’est prêt. Venez").is_empty());
    }

    #[test]
    fn a_page_that_is_known_only_once_filled_is_marked() {
        let found = links("https://a.fr/s/{{code}} et https://a.fr/b");
        assert_eq!(found.iter().map(|it| it.has_place).collect::<Vec<_>>(), [true, false]);
    }

    #[test]
    fn numbers_are_found_as_they_are_written() {
        assert_eq!(dialled("Appelez le 01 44 55 66 77."), ["+33144556677"]);
        assert_eq!(dialled("Tél. 01.44.55.66.77 ou 0692 12 34 56"), ["+33144556677", "+262692123456"]);
        assert_eq!(dialled("+33 (0)1 44 55 66 77, 0144556677"), ["+33144556677", "+33144556677"]);
        assert_eq!(dialled("Au 0 800 12 34 56 (gratuit) ou au 0800 123 456"), ["0800123456", "0800123456"]);
        assert_eq!(dialled("Appelez le 3939 ou le 36 46"), ["3939", "3646"]);
        assert_eq!(dialled("call on 3939"), ["3939"]);
        assert_eq!(dialled("+32 470 12 34 56"), ["+32470123456"]);
        assert_eq!(dialled("01 44 55 66 77 7 jours sur 7"), ["+33144556677"]);
        assert_eq!(dialled("01 44 55 66 77 24h/24"), ["+33144556677"]);
    }

    #[test]
    fn dates_amounts_and_references_are_no_numbers() {
        for text in [
            "Le 06.12.2026 10:30",
            "Le 06 12 2026 10 h",
            "le 30/09/2026",
            "Dossier 2026-000042",
            "1 234 567,89 €",
            "le 3000 € promis",
            "en 3025",
            "SIRET 123 456 789 00012",
            "1 85 05 78 006 084 36",
            "https://a.fr/0144556677/x",
            "A0144556677",
            "01 44 55 66",
        ] {
            assert_eq!(dialled(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn a_found_number_names_its_place() {
        let text = "é : 01 44 55 66 77 !";
        assert_eq!(&text[phones(text)[0].at.clone()], "01 44 55 66 77");
    }

    proptest! {
        #[test]
        fn any_text_is_searched(text in "(\\PC|\\+|0|[0-9]{2}| |\\.|\\(|\\)|\u{a0}){0,60}") {
            for it in phones(&text) {
                prop_assert!(text.get(it.at).is_some());
            }
            for it in links(&text) {
                prop_assert!(text.get(it.at).is_some());
            }
        }
    }
}
