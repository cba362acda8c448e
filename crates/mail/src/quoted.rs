//! New text told from the text of earlier messages that mail programs leave in an answer.
//!
//! **Invariant:** no line is lost: each is in one of the two texts, in order.

/// Lines after a mark within which its other fields stand.
const FIELDS_WITHIN: usize = 8;

/// What the sender wrote, and what they left of earlier messages.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Split {
    pub(crate) new: String,
    pub(crate) quoted: String,
}

/// Tells them apart. A message that only forwards another is all new.
pub(crate) fn split(text: &str) -> Split {
    let lines: Vec<&str> = text.lines().collect();
    let mut is_quoted = vec![false; lines.len()];
    let mark = (0..lines.len()).find_map(|at| mark(&lines, at).map(|kind| (at, kind)));
    match mark {
        Some((at, Mark::Rest)) => is_quoted.iter_mut().skip(at).for_each(|it| *it = true),
        // The mark, and the lines with `>`: people also answer below or between them.
        Some((at, Mark::Attribution(lines_of_mark))) => {
            is_quoted.iter_mut().skip(at).take(lines_of_mark).for_each(|it| *it = true);
            let is_marked = lines.iter().skip(at + lines_of_mark).any(|it| it.starts_with('>'));
            for (line, quoted) in lines.iter().zip(&mut is_quoted).skip(at + lines_of_mark) {
                *quoted = !is_marked || line.starts_with('>');
            }
        }
        None => lines.iter().zip(&mut is_quoted).for_each(|(line, it)| *it = line.starts_with('>')),
    }
    let side = |wanted: bool| -> String {
        let lines = lines.iter().zip(&is_quoted).filter(|(_, it)| **it == wanted);
        let lines: Vec<&str> = lines.map(|(line, _)| *line).collect();
        lines.join("\n").trim_matches('\n').trim_end().to_owned()
    };
    Split { new: side(false), quoted: side(true) }
}

enum Mark {
    /// Everything from here is an earlier message.
    Rest,
    /// So many lines that say who wrote what follows.
    Attribution(usize),
}

fn mark(lines: &[&str], at: usize) -> Option<Mark> {
    let line = lines.get(at)?.trim();
    if is_separator(line) || is_header_block(lines, at) {
        return Some(Mark::Rest);
    }
    (1..=3).find(|count| is_attribution(lines, at, *count)).map(Mark::Attribution)
}

/// `-----Message d’origine-----` and its like; not the one of a forwarded message.
fn is_separator(line: &str) -> bool {
    if !(line.starts_with("--") && line.ends_with("--")) {
        return false;
    }
    let words =
        line.trim_matches(|it: char| it == '-' || it.is_whitespace()).replace('’', "'").to_lowercase();
    let known =
        ["message d'origine", "message original", "mail original", "original message", "courriel original"];
    known.contains(&words.as_str())
}

/// `De : …`, `Envoyé : …`, `Objet : …`: how Outlook begins the message that it answers.
fn is_header_block(lines: &[&str], at: usize) -> bool {
    let field = |line: &str| -> Option<String> {
        let (name, _) = line.split_once(':')?;
        Some(name.trim_matches(|it: char| it.is_whitespace() || it == '*' || it == '_').to_lowercase())
    };
    let Some(first) = lines.get(at).and_then(|it| field(it)) else { return false };
    let (sent, others): (&[&str], &[&str]) = match first.as_str() {
        "de" => (&["envoyé", "date", "envoyé le"], &["à", "objet"]),
        "from" => (&["sent", "date"], &["to", "subject"]),
        _ => return false,
    };
    let follows: Vec<String> =
        lines.iter().skip(at + 1).take(FIELDS_WITHIN).filter_map(|it| field(it)).collect();
    let has = |names: &[&str]| follows.iter().any(|it| names.contains(&it.as_str()));
    has(sent) && has(others)
}

/// `Le 3 mars 2026 à 10:12, Jeanne <…> a écrit :`, on one to three lines.
fn is_attribution(lines: &[&str], at: usize, count: usize) -> bool {
    let Some(lines) = lines.get(at..at + count) else { return false };
    if lines.iter().any(|it| it.trim().is_empty() || it.starts_with('>')) {
        return false;
    }
    let said = lines.iter().map(|it| it.trim()).collect::<Vec<_>>().join(" ");
    let said = said.replace(['\u{a0}', '\u{202f}'], " ").to_lowercase();
    let has_digit = said.bytes().any(|it| it.is_ascii_digit());
    let is_french = said.starts_with("le ") && (said.ends_with("a écrit :") || said.ends_with("a écrit:"));
    let is_english = said.starts_with("on ") && said.ends_with("wrote:");
    has_digit && said.len() < 400 && (is_french || is_english)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn new(text: &str) -> String {
        split(text).new
    }

    #[test]
    fn answers_of_common_programs_are_told_apart() {
        let cases = [
            "Merci !\n\nLe mar. 3 mars 2026 à 10:12, Mairie <contact@ville.fr> a écrit :\n\n> Bonjour,\n> votre dossier",
            "Merci !\n\nLe 03/03/2026 à 10:12, Mairie de Ville a écrit\u{a0}:\n> Bonjour",
            "Merci !\n\nLe 3 mars 2026 à 10:12, Service des affaires scolaires\n<contact+abc@ville.fr> a écrit :\n> Bonjour",
            "Merci !\n\nOn Tue, Mar 3, 2026 at 10:12 AM Town Hall <a@b.fr> wrote:\n> Hello",
            "Merci !\n\n-----Message d'origine-----\nDe : Mairie\nBonjour",
            "Merci !\n\n-------- Message original --------\nBonjour",
            "Merci !\n\n----- Mail original -----\nDe: \"Mairie\"\nBonjour",
            "Merci !\n\n-----Original Message-----\nFrom: x",
            "Merci !\n\nDe : Mairie <contact@ville.fr>\nEnvoyé : mardi 3 mars 2026 10:12\nÀ : Jeanne\nObjet : Dossier\n\nBonjour",
            "Merci !\n\nFrom: Town Hall\nSent: Tuesday\nTo: Jeanne\nSubject: File\n\nHello",
            "> Bonjour,\n> votre dossier\n\nMerci !",
            "Merci !",
        ];
        for text in cases {
            assert_eq!(new(text), "Merci !", "{text}");
        }
    }

    #[test]
    fn answers_between_the_lines_are_new() {
        let text = "Le 3 mars 2026, Mairie a écrit :\n> Quel jour ?\nLundi.\n> Quelle heure ?\nDix heures.";
        assert_eq!(new(text), "Lundi.\nDix heures.");
        assert_eq!(split(text).quoted, "Le 3 mars 2026, Mairie a écrit :\n> Quel jour ?\n> Quelle heure ?");
    }

    #[test]
    fn what_only_looks_alike_is_new() {
        let texts = [
            "Le 3 mars 2026 mon voisin a écrit une lettre.",
            "De : rien",
            "---------- Forwarded message ---------\nFrom: Town Hall\nBonjour",
            "Bonjour,\n\n-- \nJeanne",
        ];
        for text in texts {
            assert_eq!(new(text), text);
        }
    }

    proptest! {
        #[test]
        fn no_line_is_lost(text in "(Le 3 a écrit :|> a|De : x|Envoyé : y|À : z|-----Original Message-----|b|\n){0,30}") {
            let split = split(&text);
            let mut kept: Vec<&str> = split.new.lines().chain(split.quoted.lines()).map(str::trim_end).filter(|it| !it.is_empty()).collect();
            let mut all: Vec<&str> = text.lines().map(str::trim_end).filter(|it| !it.is_empty()).collect();
            kept.sort_unstable();
            all.sort_unstable();
            prop_assert_eq!(kept, all);
        }
    }
}
