//! Whether a file may be opened by whoever receives it: programs, and files that are not what they say, may not.

/// Endings of files that machines run, or that make a program run another.
const RUN: [&str; 40] = [
    "apk", "app", "appx", "bat", "cab", "chm", "cmd", "com", "cpl", "dll", "dmg", "exe", "gadget", "hta",
    "ins", "iso", "jar", "js", "jse", "lnk", "msc", "msi", "msix", "msp", "mst", "pif", "ps1", "reg", "scf",
    "scr", "sh", "svg", "swf", "url", "vb", "vbe", "vbs", "wsf", "xll", "xlsm",
];
/// Endings of documents that carry macros.
const MACROS: [&str; 5] = ["docm", "dotm", "pptm", "xlam", "xlsb"];
/// What programs look like in their first bytes.
const PROGRAMS: [&str; 9] = [
    "application/vnd.microsoft.portable-executable",
    "application/x-executable",
    "application/x-mach-binary",
    "application/x-elf",
    "application/x-sharedlib",
    "application/java-vm",
    "application/wasm",
    "application/x-sh",
    "text/x-shellscript",
];

/// Whether a file of this name and of these types is dangerous: `declared` is what its sender says, `found` what its first bytes show.
pub fn is_dangerous(name: &str, declared: &str, found: Option<&str>) -> bool {
    let visible: String = name.chars().filter(|it| !it.is_control() && !is_invisible(*it)).collect();
    let ending = visible.trim_end_matches(['.', ' ']).rsplit_once('.').map(|it| it.1.to_ascii_lowercase());
    let is_run = ending.as_deref().is_some_and(|it| RUN.contains(&it) || MACROS.contains(&it));
    let is_program = found.is_some_and(|it| PROGRAMS.contains(&it)) || PROGRAMS.contains(&declared);
    is_run || is_program || is_another(declared, found)
}

/// Whether a file that says to be a picture or a PDF is something else: what opens it would not be what one expects.
fn is_another(declared: &str, found: Option<&str>) -> bool {
    let Some(found) = found else { return false };
    let kind = |it: &str| it.split('/').next().unwrap_or_default().to_owned();
    let is_picture = declared.starts_with("image/") && kind(found) != "image";
    let is_pdf = declared == "application/pdf" && found != "application/pdf";
    is_picture || is_pdf
}

/// Signs that hide an ending or turn a name around.
fn is_invisible(sign: char) -> bool {
    matches!(sign, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{ad}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_dangerous_however_they_are_named() {
        for name in [
            "facture.exe",
            "Facture.PDF.EXE",
            "a.ex\u{200b}e",
            "a.lnk ",
            "a.vbs.",
            "carte.svg",
            "calcul.xlsm",
        ] {
            assert!(is_dangerous(name, "application/octet-stream", None), "{name:?}");
        }
        assert!(is_dangerous("photo.png", "image/png", Some("application/x-executable")));
        assert!(is_dangerous("acte.pdf", "application/pdf", Some("application/zip")));
    }

    #[test]
    fn what_people_send_is_sound() {
        for (name, declared, found) in [
            ("acte.pdf", "application/pdf", Some("application/pdf")),
            ("photo.jpg", "image/jpeg", Some("image/jpeg")),
            ("photo.jpg", "image/jpeg", None),
            (
                "lettre.docx",
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                Some("application/zip"),
            ),
            ("sans ending", "application/octet-stream", None),
        ] {
            assert!(!is_dangerous(name, declared, found), "{name}");
        }
    }
}
