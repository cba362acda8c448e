//! Hostile header fields.

use super::{Corpus, Expected};
use crate::Reason;

const REST: &str = "From: Jeanne <jeanne@mail.example>\r\nSubject: Ma demande\r\n\r\nBonjour\r\n";

pub(super) fn add(all: &mut Corpus) {
    let subjects: [(&str, &str); 14] = [
        (
            "line end within an encoded subject",
            "=?utf-8?q?Bonjour=0D=0ABcc:_x@evil.example=0D=0A=0D=0Acorps?=",
        ),
        ("line end within a base64 subject", "=?utf-8?b?Qm9uam91cg0KQmNjOiB4QGV2aWwuZXhhbXBsZQ==?="),
        ("NUL within a subject", "Bon\0jour"),
        ("HTML in a subject", "<img src=x onerror=alert(1)><script>alert(1)</script>"),
        ("encoded HTML in a subject", "=?utf-8?q?=3Cscript=3Ealert(1)=3C/script=3E?="),
        ("subject that reads backwards", "facture \u{202e}fdp.exe\u{202c}"),
        ("subject of invisible signs", "\u{200b}\u{200d}\u{2060}\u{feff}\u{ad}"),
        (
            "subject of marks",
            "Z\u{335}\u{321}\u{322}\u{34a}\u{34b}\u{34c}a\u{335}\u{321}l\u{322}g\u{34a}o\u{34b}",
        ),
        ("encoded word without end", "=?utf-8?q?Bonjour"),
        ("encoded word of no charset", "=?x-nowhere?q?Bonjour?="),
        ("encoded word of no encoding", "=?utf-8?x?Bonjour?="),
        ("encoded words within one another", "=?utf-8?q?=3D=3Futf-8=3Fq=3Fa=3F=3D?="),
        ("template in a subject", "{{7*7}} ${7*7} <%= 7*7 %> #{7*7} {$x}"),
        ("formula in a subject", "=HYPERLINK(\"http://evil.example\";\"x\")"),
    ];
    for (name, subject) in subjects {
        all.filed(name, format!("From: jeanne@mail.example\r\nSubject: {subject}\r\n\r\nBonjour\r\n"));
    }
    let senders: [(&str, &str); 20] = [
        ("no sender", "To: contact@ville.example"),
        ("empty sender", "From:"),
        ("sender without address", "From: Jeanne"),
        ("two sender fields", "From: a@mail.example\r\nFrom: b@evil.example"),
        ("two senders", "From: a@mail.example, b@evil.example"),
        ("address in the name", "From: \"jeanne@mail.example\" <x@evil.example>"),
        ("address after the name", "From: jeanne@mail.example <x@evil.example>"),
        ("two addresses in brackets", "From: <jeanne@mail.example> <x@evil.example>"),
        ("address with a line end", "From: Jeanne <jeanne@mail.example\r\n >"),
        ("address with a NUL", "From: <jeanne@mail.example\0.evil.example>"),
        ("address in quotes", "From: <\"jeanne@mail.example\"@evil.example>"),
        ("address with a route", "From: <@evil.example:jeanne@mail.example>"),
        ("address of other letters", "From: <je\u{430}nne@mail.example>"),
        ("name of an administration", "From: \"Mairie de Ville <contact@ville.example>\" <x@evil.example>"),
        ("comment in the address", "From: jeanne(x@evil.example)@mail.example"),
        ("group as sender", "From: Groupe: a@mail.example, b@mail.example;"),
        ("quote never closed", "From: \"Jeanne <jeanne@mail.example>"),
        ("comment never closed", "From: jeanne@mail.example (((((("),
        ("our own address as sender", "From: contact@ville.example"),
        (
            "encoded line end in a name",
            "From: =?utf-8?q?Jeanne=0D=0ABcc:_x@evil.example?= <jeanne@mail.example>",
        ),
    ];
    for (name, from) in senders {
        all.filed(name, format!("{from}\r\nSubject: Ma demande\r\n\r\nBonjour\r\n"));
    }
    let dates = [
        "",
        "demain",
        "Mon, 99 Foo 99999 99:99:99 +9999",
        "Thu, 01 Jan 1970 00:00:00 +0000",
        "1 Jan 0000 00:00:00 -0000",
        "31 Dec 9999 23:59:59 +0000",
        "30 Feb 2026 10:00:00 +0100",
        "2 Mar 2026 24:60:60 +0100",
        "18446744073709551616",
        "Mon, 2 Mar 2026 10:00:00 (((CET)))",
    ];
    for (at, date) in dates.into_iter().enumerate() {
        all.filed(&format!("absurd date {at}"), format!("Date: {date}\r\n{REST}"));
    }
    let ids: [(&str, &str); 12] = [
        ("Message-ID used twice, one text", "Message-ID: <same@mail.example>\r\nX-Text: un"),
        ("Message-ID used twice, another text", "Message-ID: <same@mail.example>\r\nX-Text: deux"),
        ("two Message-IDs", "Message-ID: <a@mail.example>\r\nMessage-ID: <b@mail.example>"),
        ("empty Message-ID", "Message-ID:"),
        ("empty Message-ID in brackets", "Message-ID: <>"),
        ("Message-ID with spaces", "Message-ID: < a b @ mail . example >"),
        ("Message-ID without brackets", "Message-ID: a@mail.example"),
        ("Message-ID of brackets", "Message-ID: <<<<<>>>>>"),
        ("Message-ID in lines", "Message-ID:\r\n\t<a@mail.example>"),
        ("Message-ID that is a statement", "Message-ID: <'; DROP TABLE message; --@mail.example>"),
        ("answer to nothing", "In-Reply-To: Votre message de lundi\r\nReferences: <"),
        (
            "answer to itself",
            "Message-ID: <a@mail.example>\r\nIn-Reply-To: <a@mail.example>\r\nReferences: <a@mail.example>",
        ),
    ];
    for (name, fields) in ids {
        all.filed(name, format!("{fields}\r\n{REST}"));
    }
    large(all);
}

fn large(all: &mut Corpus) {
    let long = Expected::Quarantined(Reason::HeaderTooLong);
    all.made("thirty megabytes in one field", long, || {
        format!("X-Long: {}\r\n{REST}", "a".repeat(30 << 20)).into_bytes()
    });
    all.made("thirty megabytes of folded lines", long, || {
        format!("X-Long: a\r\n{}{REST}", " aaaaaaaaaaaaaaaa\r\n".repeat(1_600_000)).into_bytes()
    });
    all.made("thirty megabytes in a subject", long, || {
        format!("From: a@mail.example\r\nSubject: {}\r\n\r\nx", "=?utf-8?q?a?= ".repeat(2_200_000))
            .into_bytes()
    });
    all.made("thirty megabytes without a colon", long, || {
        [vec![b'a'; 30 << 20], REST.as_bytes().to_vec()].concat()
    });
    all.made("a hundred thousand fields", Expected::Quarantined(Reason::TooManyFields), || {
        format!("{}{REST}", "X: y\r\n".repeat(100_000)).into_bytes()
    });
    all.made("a thousand fields and some", Expected::Quarantined(Reason::TooManyFields), || {
        format!("{}{REST}", "Received: x\r\n".repeat(1_001)).into_bytes()
    });
    all.made(
        "a hundred thousand fields after a line of spaces",
        Expected::Quarantined(Reason::TooManyFields),
        || format!("X-A: b\r\n \r\n{}{REST}", "X: y\r\n".repeat(100_000)).into_bytes(),
    );
    all.made("nine hundred fields", Expected::Filed, || {
        format!("{}{REST}", "X: y\r\n".repeat(900)).into_bytes()
    });
    all.made("a hundred thousand recipients", long, || {
        format!("To: {}\r\n{REST}", "a@mail.example,\r\n ".repeat(100_000)).into_bytes()
    });
    all.made("two thousand recipients", Expected::Filed, || {
        format!("To: {}\r\n{REST}", "a@mail.example,\r\n ".repeat(2_000)).into_bytes()
    });
    all.made("ten thousand references", long, || {
        format!("References: {}\r\n{REST}", "<a@mail.example>\r\n ".repeat(10_000)).into_bytes()
    });
    all.made("five thousand references", Expected::Filed, || {
        format!("References: {}\r\n{REST}", "<a@mail.example>\r\n ".repeat(5_000)).into_bytes()
    });
    all.made("sixty thousand comments within one another", Expected::Filed, || {
        format!("To: {}a@mail.example{}\r\n{REST}", "(".repeat(60_000), ")".repeat(60_000)).into_bytes()
    });
    all.made("thousands of groups", Expected::Filed, || {
        format!("To: {}\r\n{REST}", "a:b@c.example;".repeat(8_000)).into_bytes()
    });
    all.made("thousands of encoded words", Expected::Filed, || {
        format!("To: {}\r\n{REST}", "=?utf-8?q?=C3=A9?= ".repeat(6_000)).into_bytes()
    });
    all.made("a type of thousands of parameters", Expected::Filed, || {
        let parameters = (0..1_500).map(|it| format!("a{it}*0=x")).collect::<Vec<_>>().join(";");
        format!("Content-Type: text/plain; {parameters}\r\n{REST}").into_bytes()
    });
    all.made("a type that is too long", long, || {
        format!("Content-Type: text/plain; {}\r\n{REST}", "a*0=x;".repeat(5_000)).into_bytes()
    });
    all.made("a part whose header is too long", long, || {
        let part = format!("X: {}\r\n", "a".repeat(1_000)).repeat(300);
        format!("Content-Type: multipart/mixed; boundary=b\r\n{REST}--b\r\n{part}\r\nun\r\n--b--\r\n")
            .into_bytes()
    });
}
