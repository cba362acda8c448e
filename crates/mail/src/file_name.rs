//! Names of attachments, made safe: no folder, no sign that hides or reorders, a name that every disk takes.

use unicode_normalization::UnicodeNormalization as _;

/// Letters of a name.
const CHARS_MAX: usize = 120;
/// Letters of an ending that is kept when a name is cut.
const ENDING_MAX: usize = 12;
/// Names that are devices on some systems.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "com", "lpt"];

/// A safe name made from what a message gives; `fallback` if nothing is left of it.
pub fn safe(given: &str, fallback: &str) -> String {
    let given: String = given.nfc().collect();
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = last.chars().filter_map(sign).collect();
    let kept = kept.split_whitespace().collect::<Vec<_>>().join(" ");
    let kept = kept.trim_matches(|it: char| it == '.' || it.is_whitespace());
    if kept.is_empty() {
        return fallback.to_owned();
    }
    let stem = kept.split('.').next().unwrap_or_default().trim().to_lowercase();
    let bare = stem.trim_end_matches(|it: char| it.is_ascii_digit());
    let is_device = stem.len() <= bare.len() + 1 && DEVICES.contains(&bare);
    let kept = if is_device { format!("_{kept}") } else { kept.to_owned() };
    cut(&kept)
}

/// A sign as it may stand in a name; `None` for what is not seen.
fn sign(it: char) -> Option<char> {
    match it {
        '\t' | '\n' | '\r' => Some(' '),
        it if it.is_control() => None,
        // Joiners, marks of direction, variation selectors, tags: they make one name look like another.
        '\u{ad}'
        | '\u{34f}'
        | '\u{61c}'
        | '\u{115f}'
        | '\u{1160}'
        | '\u{17b4}'
        | '\u{17b5}'
        | '\u{3164}'
        | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}'
        | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e0fff}' => None,
        ':' | '*' | '?' | '"' | '<' | '>' | '|' => Some('_'),
        it => Some(it),
    }
}

fn cut(name: &str) -> String {
    if name.chars().count() <= CHARS_MAX {
        return name.to_owned();
    }
    let ending = name.rsplit_once('.').map(|(_, it)| it).filter(|it| it.chars().count() <= ENDING_MAX);
    let ending = ending.map(|it| format!(".{it}")).unwrap_or_default();
    let stem: String = name.chars().take(CHARS_MAX - ending.chars().count()).collect();
    format!("{}{ending}", stem.trim_end_matches(['.', ' ']))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_lose_what_harms() {
        let cases = [
            ("Justificatif été.pdf", "Justificatif été.pdf"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\x\\facture.pdf", "facture.pdf"),
            (".htaccess", "htaccess"),
            ("virus.exe\u{202e}fdp.", "virus.exefdp"),
            ("a\u{200b}.php", "a.php"),
            ("a\r\nX-B: c.txt", "a X-B_ c.txt"),
            ("con", "_con"),
            ("LPT1.txt", "_LPT1.txt"),
            ("contrat.pdf", "contrat.pdf"),
            ("  . ", "piece"),
            ("", "piece"),
            ("e\u{301}te\u{301}.txt", "été.txt"),
        ];
        for (given, wanted) in cases {
            assert_eq!(safe(given, "piece"), wanted, "{given:?}");
        }
        let long = safe(&("é".repeat(400) + ".docx"), "piece");
        assert_eq!(long.chars().count(), CHARS_MAX);
        assert!(long.ends_with("é.docx"));
    }

    proptest! {
        #[test]
        fn any_name_is_a_plain_file_name_and_stays_so(given in any::<String>()) {
            let name = safe(&given, "piece");
            prop_assert!(!name.is_empty() && name.chars().count() <= CHARS_MAX);
            prop_assert!(!name.contains(['/', '\\', '\0', '\n', '\r']) && !name.starts_with('.'));
            prop_assert_eq!(safe(&name, "piece"), name);
        }
    }
}
