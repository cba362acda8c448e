//! Attachments whose names, types or numbers deceive.

use super::{Corpus, Expected, HEAD, nested::base64};

pub(super) fn add(all: &mut Corpus) {
    let names: [(&str, &str); 16] = [
        ("path upwards", "../../../../etc/cron.d/x"),
        ("path of Windows", "C:\\\\Windows\\\\System32\\\\x.dll"),
        ("hidden file", ".htaccess"),
        ("name that reads backwards", "facture\u{202e}fdp.exe"),
        ("invisible sign in the ending", "x.p\u{200b}hp"),
        ("two endings", "facture.pdf.exe"),
        ("spaces before the ending", "facture.pdf                                            .exe"),
        ("device", "CON"),
        ("device with an ending", "nul.txt"),
        ("stream", "x.txt:evil.exe"),
        ("line end", "=?utf-8?q?a=0D=0AX-Evil:_b.txt?="),
        ("HTML", "<img src=x onerror=alert(1)>.png"),
        ("dots", "...."),
        ("nothing", ""),
        ("formula", "=cmd|'/c calc'!A1.csv"),
        ("template", "{{config}}${x}.txt"),
    ];
    for (name, file) in names {
        all.body(
            &format!("attachment: {name}"),
            format!(
                "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nBonjour\r\n--b\r\nContent-Type: application/pdf\r\n\
                 Content-Disposition: attachment; filename=\"{file}\"\r\n\r\n%PDF-1.7\r\n--b--\r\n"
            ),
        );
    }
    let kinds: [(&str, &str, &[u8]); 9] = [
        ("program declared as a document", "application/pdf", b"MZ\x90\0\x03\0\0\0"),
        ("page declared as a picture", "image/png", b"<html><script>alert(1)</script>"),
        (
            "drawing with a script",
            "image/svg+xml",
            b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>",
        ),
        ("page as an attachment", "text/html", b"<script>alert(1)</script>"),
        (
            "invitation",
            "text/calendar; method=REQUEST",
            b"BEGIN:VCALENDAR\r\nATTACH:file:///etc/passwd\r\nEND:VCALENDAR",
        ),
        ("archive that grows", "application/zip", b"PK\x03\x04\x14\0\0\0\x08\0"),
        ("type with HTML", "text/<script>", b"x"),
        ("type with a line end", "\"a\r\n b\"/c", b"x"),
        ("bag of Outlook", "application/ms-tnef", b"\x78\x9f\x3e\x22"),
    ];
    for (name, kind, bytes) in kinds {
        let bytes = base64(bytes);
        all.body(
            &format!("attachment: {name}"),
            format!(
                "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nBonjour\r\n--b\r\nContent-Type: {kind}\r\n\
                 Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=x\r\n\r\n{bytes}\r\n--b--\r\n"
            ),
        );
    }
    all.made("attachment: eight hundred of one name", Expected::Filed, || {
        let one = "--b\r\nContent-Disposition: attachment; filename=a.txt\r\n\r\nx\r\n".repeat(800);
        format!("{HEAD}Content-Type: multipart/mixed; boundary=b\r\n\r\n{one}--b--\r\n").into_bytes()
    });
    all.made("attachment: twenty megabytes", Expected::Filed, || {
        let bytes = base64(&super::mime::noise(20 << 20));
        format!(
            "{HEAD}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: application/octet-stream\r\n\
             Content-Transfer-Encoding: base64\r\n\r\n{bytes}\r\n--b--\r\n"
        )
        .into_bytes()
    });
    all.made("attachment: a name of ten thousand letters", Expected::Filed, || {
        format!("{HEAD}Content-Type: application/pdf; name=\"{}.pdf\"\r\n\r\nx\r\n", "é".repeat(5_000))
            .into_bytes()
    });
}
