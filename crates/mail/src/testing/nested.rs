//! Messages within messages, parts within parts.

use super::{Corpus, Expected, HEAD};
use crate::Reason;

pub(super) fn add(all: &mut Corpus) {
    let deep = Expected::Quarantined(Reason::TooNested);
    for (levels, expected) in
        [(10, Expected::Filed), (49, Expected::Filed), (60, deep), (1_000, deep), (50_000, deep)]
    {
        all.made(&format!("{levels} messages within one another"), expected, move || {
            let levels = "Content-Type: message/rfc822\r\n\r\n".repeat(levels);
            format!("{HEAD}{levels}Subject: fin\r\n\r\nfin\r\n").into_bytes()
        });
    }
    for (levels, expected) in [(40, Expected::Filed), (60, deep), (1_000, deep), (10_000, deep)] {
        all.made(&format!("{levels} multiparts within one another"), expected, move || {
            multiparts(levels, "mixed")
        });
    }
    all.made("a thousand digests within one another", deep, || multiparts(1_000, "digest"));
    all.made("a thousand alternatives within one another", deep, || multiparts(1_000, "alternative"));
    all.made("messages under the names of others", deep, || {
        let names = ["Con tent-Type", "CONTENT-TYPE ", "content-type\t", ": Content-Type"];
        let levels = names.map(|it| format!("{it}:\r\n message/RFC822\r\n\r\n")).concat().repeat(500);
        format!("{HEAD}{levels}").into_bytes()
    });
    all.made("messages of the world", deep, || {
        let levels = "Content-Type: message/global\n\n".repeat(5_000);
        format!("{HEAD}{levels}").into_bytes()
    });
    // What the flat scan cannot see, the parser must not open either.
    all.made("fifty thousand messages within base64", Expected::Filed, || encoded("base64"));
    all.made("fifty thousand messages within quoted-printable", Expected::Filed, || {
        encoded("quoted-printable")
    });
    all.made("messages after a boundary within a line", Expected::Filed, || {
        let levels = "x--bContent-Type: message/rfc822\n\n".repeat(400);
        format!("{HEAD}Content-Type: multipart/mixed; boundary=b\r\n\r\n{levels}").into_bytes()
    });
    all.made("messages of a digest without a type", Expected::Filed, || {
        let one = "--b\r\n\r\nSubject: x\r\n\r\nun\r\n".repeat(300);
        format!("{HEAD}Content-Type: multipart/digest; boundary=b\r\n\r\n{one}--b--\r\n").into_bytes()
    });
    all.made("two hundred forwarded messages", Expected::Filed, || {
        let one = "--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: x\r\nContent-Type: text/html\r\n\r\n<script>alert(1)</script>\r\n".repeat(200);
        format!("{HEAD}Content-Type: multipart/mixed; boundary=b\r\n\r\n{one}--b--\r\n").into_bytes()
    });
}

fn multiparts(levels: usize, kind: &str) -> Vec<u8> {
    let level =
        |it: usize| format!("Content-Type: multipart/{kind}; boundary=\"b{it}.\"\r\n\r\n--b{it}.\r\n");
    let levels: String = (0..levels).map(level).collect();
    format!("{HEAD}{levels}\r\nfin\r\n").into_bytes()
}

fn encoded(encoding: &str) -> Vec<u8> {
    let inner = "Content-Type: message/rfc822\n\n".repeat(50_000);
    let body = if encoding == "base64" { base64(inner.as_bytes()) } else { inner };
    format!("{HEAD}Content-Type: message/rfc822\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n{body}\r\n")
        .into_bytes()
}

/// Base64, in lines.
pub(super) fn base64(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for (at, group) in bytes.chunks(3).enumerate() {
        let bits =
            group.iter().chain([0, 0].iter()).take(3).fold(0_usize, |bits, it| bits << 8 | usize::from(*it));
        for sign in 0..4 {
            let shown = if sign <= group.len() { SIGNS[bits >> (18 - 6 * sign) & 63] } else { b'=' };
            text.push(char::from(shown));
        }
        if at % 19 == 18 {
            text.push_str("\r\n");
        }
    }
    text
}
