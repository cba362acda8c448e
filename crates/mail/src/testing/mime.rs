//! Broken MIME.

use super::{Corpus, Expected, HEAD, SUBJECT};
use crate::Reason;

pub(super) fn add(all: &mut Corpus) {
    let bodies: [(&str, &str); 39] = [
        ("multipart without boundary", "Content-Type: multipart/mixed\r\n\r\n--b\r\n\r\nun\r\n--b--\r\n"),
        (
            "boundary that never comes",
            "Content-Type: multipart/mixed; boundary=never\r\n\r\n--b\r\n\r\nun\r\n--b--\r\n",
        ),
        (
            "multipart never closed",
            "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nun\r\n--b\r\n\r\ndeux",
        ),
        ("empty boundary", "Content-Type: multipart/mixed; boundary=\"\"\r\n\r\n--\r\n\r\nun\r\n----\r\n"),
        ("boundary of spaces", "Content-Type: multipart/mixed; boundary=\"   \"\r\n\r\n--   \r\n\r\nun\r\n"),
        (
            "boundary quoted and unclosed",
            "Content-Type: multipart/mixed; boundary=\"b\r\n\r\n--b\r\n\r\nun\r\n--b--\r\n",
        ),
        (
            "boundary of signs",
            "Content-Type: multipart/mixed; boundary=\".*+?^$()[]{}|\"\r\n\r\n--.*+?^$()[]{}|\r\n\r\nun\r\n",
        ),
        (
            "boundary in pieces",
            "Content-Type: multipart/mixed; boundary*0=\"b\"; boundary*1=\"c\"\r\n\r\n--bc\r\n\r\nun\r\n--bc--\r\n",
        ),
        (
            "boundary encoded",
            "Content-Type: multipart/mixed; boundary*=utf-8''%62\r\n\r\n--b\r\n\r\nun\r\n--b--\r\n",
        ),
        (
            "two boundaries",
            "Content-Type: multipart/mixed; boundary=a; boundary=b\r\n\r\n--b\r\n\r\nun\r\n--a\r\n\r\ndeux\r\n",
        ),
        (
            "boundary within boundary",
            "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: multipart/mixed; boundary=bb\r\n\r\n--bb\r\n\r\nun\r\n--bb--\r\n--b--\r\n",
        ),
        (
            "same boundary inside",
            "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nun\r\n--b--\r\n--b--\r\n",
        ),
        (
            "parts without empty line",
            "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n--b\r\nContent-Type: text/plain\r\n--b--\r\n",
        ),
        ("preamble only", "Content-Type: multipart/mixed; boundary=b\r\n\r\nonly a preamble\r\n"),
        (
            "nothing between boundaries",
            "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n--b\r\n--b\r\n--b--\r\n",
        ),
        (
            "closed before it begins",
            "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b--\r\n--b\r\n\r\nun\r\n",
        ),
        (
            "text after the end",
            "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nun\r\n--b--\r\nepilogue\r\n--b\r\n\r\ndeux\r\n",
        ),
        ("base64 with wrong signs", "Content-Transfer-Encoding: base64\r\n\r\n!!!!====@@@@ Qm9u*am91cg\r\n"),
        ("base64 cut short", "Content-Transfer-Encoding: base64\r\n\r\nQm9uam91c\r\n"),
        (
            "base64 padded in the middle",
            "Content-Transfer-Encoding: base64\r\n\r\nQm9=uam9=1cg==Qm9uam91cg==\r\n",
        ),
        (
            "quoted-printable with wrong digits",
            "Content-Transfer-Encoding: quoted-printable\r\n\r\nBonj=ZZour =E9 =\r\n=3\r\n",
        ),
        (
            "quoted-printable that ends in the middle",
            "Content-Transfer-Encoding: quoted-printable\r\n\r\nBonjour =",
        ),
        ("unknown transfer encoding", "Content-Transfer-Encoding: x-rot13\r\n\r\nObawbhe\r\n"),
        (
            "two transfer encodings",
            "Content-Transfer-Encoding: base64\r\nContent-Transfer-Encoding: 7bit\r\n\r\nQm9uam91cg==\r\n",
        ),
        (
            "multipart in base64",
            "Content-Type: multipart/mixed; boundary=b\r\nContent-Transfer-Encoding: base64\r\n\r\n--b\r\n\r\nun\r\n--b--\r\n",
        ),
        ("empty type", "Content-Type:\r\n\r\nBonjour\r\n"),
        ("type of a semicolon", "Content-Type: ;\r\n\r\nBonjour\r\n"),
        ("type without subtype", "Content-Type: text\r\n\r\nBonjour\r\n"),
        ("type of a slash", "Content-Type: /\r\n\r\nBonjour\r\n"),
        (
            "two types",
            "Content-Type: text/plain\r\nContent-Type: text/html\r\n\r\n<script>alert(1)</script>\r\n",
        ),
        (
            "parameters in disorder",
            "Content-Type: text/plain; name*2=c; name*0=a; name*99999999999=z; name*=x; =; *=\r\n\r\nBonjour\r\n",
        ),
        (
            "external body",
            "Content-Type: message/external-body; access-type=URL; URL=\"http://evil.example/x\"\r\n\r\nContent-Type: text/html\r\n\r\n",
        ),
        (
            "partial message",
            "Content-Type: message/partial; id=\"x\"; number=1; total=99999\r\n\r\nSubject: y\r\n\r\nun\r\n",
        ),
        (
            "picture as body",
            "Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n",
        ),
        (
            "signed and encrypted",
            "Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=b\r\n\r\n--b\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--b\r\nContent-Type: application/octet-stream\r\n\r\n-----BEGIN PGP MESSAGE-----\r\n--b--\r\n",
        ),
        (
            "related without root",
            "Content-Type: multipart/related; boundary=b; start=\"<none>\"\r\n\r\n--b\r\nContent-Type: image/png\r\nContent-ID: <a>\r\n\r\nx\r\n--b--\r\n",
        ),
        ("uuencoded text", "\r\nbegin 644 ../../etc/passwd\r\n#0V%T\r\n`\r\nend\r\n"),
        ("yenc text", "\r\n=ybegin line=128 size=9 name=x\r\n=yend size=9\r\n"),
        (
            "boundary at the end of a line",
            "Content-Type: multipart/mixed; boundary=b\r\n\r\nx --b\r\nContent-Type: text/html\r\n\r\n<script>alert(1)</script>--b--\r\n",
        ),
    ];
    for (name, body) in bodies {
        all.body(name, body);
    }
    whole(all);
    large(all);
}

/// Messages that are not even fields and a body.
fn whole(all: &mut Corpus) {
    let message = format!("{HEAD}{SUBJECT}\r\nBonjour\r\n");
    all.filed("line ends of LF", message.replace("\r\n", "\n"));
    all.filed("line ends of CR", message.replace("\r\n", "\r"));
    all.filed(
        "line ends of all kinds",
        "From: a@mail.example\nTo: b@mail.example\r\nSubject: x\r\n\nun\rdeux\r\n\r\n\ntrois",
    );
    all.filed("no body", HEAD);
    all.filed("no end of the header", HEAD.trim_end());
    all.filed("one field", "Subject: x");
    all.raw("empty line first", Expected::Quarantined(Reason::NotAMessage), format!("\r\n{message}"));
    all.filed("From line first", format!("From jeanne@mail.example Mon Mar  2 10:00:00 2026\r\n{message}"));
    all.filed("byte order mark first", format!("\u{feff}{message}"));
    all.filed("NUL everywhere", message.replace(' ', "\0"));
    all.filed(
        "8-bit header",
        [b"From: Ren\xe9 <rene@mail.example>\r\nSubject: \xe9t\xe9\r\n\r\n\xe9".as_slice()].concat(),
    );
    all.filed("fields in the body", format!("{message}Subject: autre\r\nBcc: x@evil.example\r\n\r\nfin\r\n"));
    all.raw("nothing", Expected::Quarantined(Reason::Empty), "");
    all.raw("line ends only", Expected::Quarantined(Reason::Empty), "\r\n".repeat(10_000));
    all.raw("a sentence", Expected::Quarantined(Reason::NotAMessage), "Bonjour, je voudrais un acte.\r\n");
    all.raw(
        "a web page",
        Expected::Quarantined(Reason::NotAMessage),
        "<!DOCTYPE html><html style=\"color: red\"><script>alert(1)</script>",
    );
    all.raw(
        "a request of the web",
        Expected::Quarantined(Reason::NotAMessage),
        "GET / HTTP/1.1\r\nHost: ville.example\r\nCookie: a=b\r\n\r\n",
    );
    all.made("random bytes", Expected::Quarantined(Reason::NotAMessage), || noise(200_000));
    all.made("random bytes as a body", Expected::Filed, || {
        [HEAD.as_bytes(), b"\r\n", &noise(200_000)].concat()
    });
}

fn large(all: &mut Corpus) {
    all.made("more than fifty megabytes", Expected::Quarantined(Reason::TooLarge), || {
        [HEAD.as_bytes(), b"\r\n", &vec![b'a'; 51 << 20]].concat()
    });
    all.made("one line of ten megabytes", Expected::Filed, || {
        [HEAD.as_bytes(), b"\r\n", &vec![b'a'; 10 << 20]].concat()
    });
    all.made("two million line ends", Expected::Filed, || {
        [HEAD.as_bytes(), b"\r\n", &vec![b'\n'; 2 << 20], b"fin"].concat()
    });
    all.made("two million marks of quotation", Expected::Filed, || {
        [HEAD.as_bytes(), b"\r\n", &vec![b'>'; 2 << 20]].concat()
    });
    all.made("a boundary of ten thousand letters", Expected::Filed, || {
        let boundary = "b".repeat(10_000);
        format!("{HEAD}Content-Type: multipart/mixed; boundary={boundary}\r\n\r\n--{boundary}\r\n\r\nun\r\n")
            .into_bytes()
    });
    all.made("one megabyte of dashes", Expected::Filed, || {
        let dashes = "-".repeat(1 << 20);
        format!("{HEAD}Content-Type: multipart/mixed; boundary=-b\r\n\r\n{dashes}\r\n---b\r\n\r\nun\r\n")
            .into_bytes()
    });
    all.made("a thousand alternatives and one", Expected::Quarantined(Reason::TooManyParts), || {
        let part = "--b\r\nContent-Type: text/html\r\n\r\n<p>un</p>\r\n".repeat(1_001);
        format!("{HEAD}Content-Type: multipart/alternative; boundary=b\r\n\r\n{part}").into_bytes()
    });
    all.made("nine hundred alternatives", Expected::Filed, || {
        let part = "--b\r\nContent-Type: text/html\r\n\r\n<p>un</p>\r\n".repeat(900);
        format!("{HEAD}Content-Type: multipart/alternative; boundary=b\r\n\r\n{part}").into_bytes()
    });
    all.made("parts after one another on one line", Expected::Quarantined(Reason::TooManyParts), || {
        let part = "x--b\n\n".repeat(5_000);
        format!("{HEAD}Content-Type: multipart/mixed; boundary=b\r\n\r\n{part}").into_bytes()
    });
    all.made("multiparts that are looked for to the end", Expected::Quarantined(Reason::TooCostly), || {
        let part = "--b\r\nContent-Type: multipart/mixed; boundary=never\r\n\r\nun\r\n".repeat(900);
        let mut raw = format!("{HEAD}Content-Type: multipart/mixed; boundary=b\r\n\r\n{part}").into_bytes();
        raw.resize(30 << 20, b'a');
        raw
    });
}

/// Bytes that look like chance, and are the same each time; without line ends and colons at the beginning.
pub(super) fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut bytes = vec![b'\x80'; 3];
    while bytes.len() < length {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend(state.to_le_bytes());
    }
    bytes
}
