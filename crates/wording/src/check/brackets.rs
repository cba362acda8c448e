//! Names in other brackets than those of places: they would leave as they are written.

use std::ops::Range;

use crate::{name::Name, phrase};

/// What people write in the place of two braces, the longest first.
const BRACKETS: [(&str, &str); 5] = [("((", "))"), ("[[", "]]"), ("<<", ">>"), ("{ {", "} }"), ("{", "}")];

/// Letters that are looked through for the end of brackets: no name is longer.
const LOOKED_AT_CHARS_MAX: usize = 60;

/// A name that stands in brackets which are not those of a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misplaced {
    /// Where, in bytes of the text, its brackets with it.
    pub at: Range<usize>,
    /// The place that is meant: `{{first_name}}`.
    pub meant: String,
}

/// Names in wrong brackets, in order: `{first name}`, `((file))`, `[[file]]`, `<<file>>`.
pub fn misplaced(text: &str) -> Vec<Misplaced> {
    let mut found = Vec::new();
    let mut rest = 0;
    while rest < text.len() {
        if text[rest..].starts_with("{{") {
            rest += text[rest..].find("}}").map_or(2, |it| it + 2);
            continue;
        }
        if let Some(it) = BRACKETS.iter().find_map(|it| in_brackets(text, rest, *it)) {
            rest = it.at.end;
            found.push(it);
        } else {
            rest += text[rest..].chars().next().map_or(1, char::len_utf8);
        }
    }
    found
}

fn in_brackets(text: &str, start: usize, (open, close): (&str, &str)) -> Option<Misplaced> {
    let inner = text[start..].strip_prefix(open)?;
    let end = inner.char_indices().nth(LOOKED_AT_CHARS_MAX).map_or(inner.len(), |it| it.0);
    let length = inner[..end].find(close)?;
    let name = meant(&inner[..length])?;
    let end = start + open.len() + length + close.len();
    Some(Misplaced { at: start..end, meant: format!("{{{{{name}}}}}") })
}

/// The name that a text in brackets is, in small letters, without accents and with `_` for its blanks; `None`: it is none.
fn meant(written: &str) -> Option<Name> {
    let written = written.trim();
    if !written.starts_with(char::is_alphabetic) {
        return None;
    }
    let folded = phrase::fold(written).replace([' ', '-', '\'', '’'], "_");
    folded.parse().ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn said(text: &str) -> Vec<(&str, String)> {
        misplaced(text).into_iter().map(|it| (&text[it.at], it.meant)).collect()
    }

    #[test]
    fn names_in_wrong_brackets_are_found_with_what_is_meant() {
        assert_eq!(
            said("Bonjour {prenom}, dossier ((dossier)) : [[Date du RDV]], <<prénom>>, { {lieu} }."),
            [
                ("{prenom}", "{{prenom}}".to_owned()),
                ("((dossier))", "{{dossier}}".to_owned()),
                ("[[Date du RDV]]", "{{date_du_rdv}}".to_owned()),
                ("<<prénom>>", "{{prenom}}".to_owned()),
                ("{ {lieu} }", "{{lieu}}".to_owned()),
            ]
        );
    }

    #[test]
    fn places_and_ordinary_brackets_are_left_alone() {
        for text in [
            "{{nom}} {{#if date}}le {{date}}{{/if}}",
            "Un document (acte de naissance), ((2)), {}, { }, {1}, [1], << 3",
            "((voir la page de la mairie, puis appelez-nous))",
            "{{nom",
            "{a {{nom}} b}",
        ] {
            assert!(said(text).is_empty(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_searched(text in "(\\PC|\\{|\\}|\\(|\\)|a|<|>){0,40}") {
            for it in misplaced(&text) {
                prop_assert!(text.get(it.at).is_some());
            }
        }
    }
}
