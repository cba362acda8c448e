//! Whether a file may be opened by whoever receives it: programs, and files that are not what they say, may not.
//!
//! Start with [`is_dangerous`]: it is asked about what usagers and agents hand in, and about attachments of messages.

/// Endings of files that machines run, or that make a program run another.
const RUN: [&str; 49] = [
    "apk", "app", "appx", "bat", "cab", "chm", "cmd", "com", "cpl", "dll", "dmg", "exe", "gadget", "hta",
    "htm", "html", "ins", "iso", "jar", "js", "jse", "lnk", "mht", "mhtml", "msc", "msi", "msix", "msp",
    "mst", "pif", "ps1", "psm1", "reg", "scf", "scr", "sh", "shtml", "svg", "svgz", "swf", "url", "vb",
    "vbe", "vbs", "wsf", "wsh", "xhtml", "xll", "xlsm",
];
/// Endings of documents that carry macros.
const MACROS: [&str; 5] = ["docm", "dotm", "pptm", "xlam", "xlsb"];
/// What programs look like in their first bytes.
const PROGRAMS: [&str; 13] = [
    "application/vnd.microsoft.portable-executable",
    "application/x-executable",
    "application/x-mach-binary",
    "application/x-elf",
    "application/x-sharedlib",
    "application/java",
    "application/java-vm",
    "application/vnd.android.dex",
    "application/wasm",
    "application/x-shockwave-flash",
    "application/vnd.ms-cab-compressed",
    "application/x-sh",
    "text/x-shellscript",
];
/// Endings of pictures.
const PICTURES: [&str; 11] =
    ["avif", "bmp", "gif", "heic", "heif", "jpeg", "jpg", "png", "tif", "tiff", "webp"];
/// Endings of documents that are archives within.
const PACKED: [&str; 8] = ["docx", "xlsx", "pptx", "odt", "ods", "odp", "odg", "zip"];
/// What such documents look like: archives, and those that a password locks.
const PACKED_TYPES: [&str; 4] = [
    "application/zip",
    "application/x-ole-storage",
    "application/vnd.openxmlformats-officedocument",
    "application/vnd.oasis.opendocument",
];

/// Whether a file of this name and of these types is dangerous: `declared` is what its sender says, `found` what its first bytes show.
pub fn is_dangerous(name: &str, declared: &str, found: Option<&str>) -> bool {
    let visible: String = name.chars().filter(|it| !it.is_control() && !is_invisible(*it)).collect();
    let ending = visible.trim_end_matches(['.', ' ']).rsplit_once('.').map(|it| it.1.to_ascii_lowercase());
    let ending = ending.as_deref().unwrap_or_default();
    let is_run = RUN.contains(&ending) || MACROS.contains(&ending);
    let is_program = found.is_some_and(|it| PROGRAMS.contains(&it)) || PROGRAMS.contains(&declared);
    is_run || is_program || found.is_some_and(|it| is_another(ending, declared, it))
}

/// Whether a file that says to be a picture, a PDF or a document is something else: what opens it would not be what one expects.
fn is_another(ending: &str, declared: &str, found: &str) -> bool {
    let says_picture = declared.starts_with("image/") || PICTURES.contains(&ending);
    let says_pdf = declared == "application/pdf" || ending == "pdf";
    let is_packed = PACKED_TYPES.iter().any(|it| found.starts_with(it));
    (says_picture && !found.starts_with("image/"))
        || (says_pdf && found != "application/pdf")
        || (PACKED.contains(&ending) && !is_packed)
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
        assert!(is_dangerous("lisez.txt", "text/plain", Some("application/java")));
    }

    #[test]
    fn a_name_that_its_bytes_belie_is_dangerous_whatever_is_declared() {
        for (name, found) in [
            ("acte.pdf", "image/png"),
            ("photo.JPG", "application/pdf"),
            ("lettre.docx", "application/pdf"),
            ("tableau.ods", "text/html"),
            ("archive.zip", "application/x-7z-compressed"),
        ] {
            assert!(is_dangerous(name, "application/octet-stream", Some(found)), "{name}");
        }
    }

    #[test]
    fn what_people_send_is_sound() {
        for (name, declared, found) in [
            ("acte.pdf", "application/pdf", Some("application/pdf")),
            ("photo.jpg", "image/jpeg", Some("image/jpeg")),
            ("photo.jpg", "image/jpeg", None),
            ("photo.jpg", "image/jpeg", Some("image/heif")),
            ("IMG_1.HEIC", "", Some("image/heif")),
            ("dossier.zip", "application/zip", Some("application/zip")),
            ("courrier.odt", "", Some("application/vnd.oasis.opendocument.text")),
            ("paie.xlsx", "", Some("application/x-ole-storage")),
            ("liste.csv", "text/csv", None),
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
