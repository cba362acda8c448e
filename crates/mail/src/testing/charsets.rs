//! Letters that are not what is declared.

use super::{Corpus, HEAD};

pub(super) fn add(all: &mut Corpus) {
    let utf16: Vec<u8> = "\u{feff}<script>été</script>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let texts: [(&str, &[u8]); 14] = [
        ("latin letters", b"\xe9t\xe9 \x80"),
        ("utf-8 letters", "été €".as_bytes()),
        ("overlong letters", b"\xc0\xbcscript\xc0\xbe \xe0\x80\xbc \xf0\x80\x80\xbc"),
        ("half a letter", b"\xc3"),
        ("lone continuations", b"\x80\x80\x80\xbf"),
        ("surrogates", b"\xed\xa0\x80\xed\xb0\x80"),
        ("beyond unicode", b"\xf4\x90\x80\x80 \xf8\x88\x80\x80\x80"),
        ("no characters", "\u{fffe}\u{ffff}\u{1ffff}\u{fdd0}".as_bytes()),
        ("letters of two bytes", &utf16),
        ("letters of utf-7", b"+ADw-script+AD4-alert(1)+ADw-/script+AD4-"),
        ("letters of iso-2022", b"\x1b$B7@Ls\x1b(B \x1b(J\\ \x1b.A\x1bN"),
        ("letters of shift-jis", b"\x8c_\x96\xf1 \x81"),
        ("control signs", b"\x00\x01\x07\x08\x0b\x0c\x0e\x1b[31m\x7f\xc2\x9b"),
        ("signs of direction", "\u{202e}abc\u{2066}\u{2067}\u{2068}\u{202a}".as_bytes()),
    ];
    let charsets = ["utf-8", "us-ascii", "utf-16", "x-nowhere"];
    for (name, text) in texts {
        for charset in charsets {
            let head = format!("{HEAD}Subject: x\r\nContent-Type: text/html; charset={charset}\r\n\r\n<p>");
            all.filed(&format!("{name} declared {charset}"), [head.as_bytes(), text, b"</p>\r\n"].concat());
        }
    }
    let labels = [
        "utf-7",
        "utf-32",
        "iso-2022-jp",
        "gb18030",
        "hz-gb-2312",
        "ebcdic-cp-fr",
        "\"\"",
        "\"utf-8; x=y\"",
        "replacement",
        "x-user-defined",
    ];
    for label in labels {
        let head = format!("{HEAD}Subject: x\r\nContent-Type: text/plain; charset={label}\r\n\r\n");
        all.filed(
            &format!("text declared {label}"),
            [head.as_bytes(), b"+ADw-b\xe9\x1b$B~{VP~} \xff\xfe\r\n".as_slice()].concat(),
        );
    }
    all.filed(
        "charset of ten thousand letters",
        format!("{HEAD}Content-Type: text/plain; charset={}\r\n\r\nx\r\n", "é".repeat(5_000)),
    );
}
