use super::*;
use crate::verdict::Verdict;

fn incoming(raw: &str) -> Incoming {
    read(raw.as_bytes(), &Settings::default()).unwrap()
}

const MIXED: &str = "Return-Path: <jeanne@mail.fr>\r\nDelivered-To: contact@ville.fr\r\nReceived: from a by b; Mon, 2 Mar 2026 10:00:00 +0100\r\n\
    From: =?utf-8?q?Jeanne_Lef=C3=A8vre?= <Jeanne@Mail.fr>\r\nTo: Mairie <contact+abc@ville.fr>, autre@ville.fr\r\nCc: Paul <paul@mail.fr>\r\n\
    Reply-To: perso@mail.fr\r\nSubject: =?iso-8859-1?Q?Demande_d=27=E9t=E9?=\r\nDate: Mon, 2 Mar 2026 10:00:00 +0100\r\n\
    Message-ID: <3@mail.fr>\r\nIn-Reply-To: <2@ville.fr>\r\nReferences: <1@ville.fr>\r\n <2@ville.fr>\r\nMIME-Version: 1.0\r\n\
    Content-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\nContent-Type: multipart/related; boundary=r\r\n\r\n\
    --r\r\nContent-Type: multipart/alternative; boundary=a\r\n\r\n--a\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\r\n\
    Voil\u{e0} !\r\n\r\nLe 1 mars 2026 \u{e0} 9:00, Mairie a \u{e9}crit :\r\n> Bonjour\r\n--a\r\nContent-Type: text/html; charset=utf-8\r\n\r\n\
    <p>Voici <img src=\"cid:logo@mail.fr\"></p>\r\n--a--\r\n--r\r\nContent-Type: image/png; name=logo.png\r\nContent-ID: <logo@mail.fr>\r\n\
    Content-Disposition: inline\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--r--\r\n\
    --m\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename*=utf-8''justificatif%20d%C3%A9.pdf\r\n\
    Content-Transfer-Encoding: base64\r\n\r\nJVBERi0xLjc=\r\n--m\r\nContent-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\n--m--\r\n";

#[test]
fn a_message_is_read_whole() {
    // Latin letters where they are declared.
    let raw: Vec<u8> = MIXED.chars().map(|it| u8::try_from(u32::from(it)).unwrap()).collect();
    let read = read(&raw, &Settings::default()).unwrap();
    assert_eq!(read.key, ContentKey::of(&raw));
    assert_eq!(read.sender().as_deref(), Some("jeanne@mail.fr"));
    assert_eq!(read.from[0].name.as_deref(), Some("Jeanne Lefèvre"));
    assert_eq!(read.subject, "Demande d'été");
    assert_eq!(read.text, "Voilà !");
    assert_eq!(read.quoted, "Le 1 mars 2026 à 9:00, Mairie a écrit :\n> Bonjour");
    assert_eq!(read.message_ids, ["3@mail.fr"]);
    assert_eq!(read.ancestors(), ["2@ville.fr", "1@ville.fr"]);
    let recipients: Vec<String> = read.recipients().collect();
    assert_eq!(recipients, ["contact+abc@ville.fr", "autre@ville.fr", "paul@mail.fr", "contact@ville.fr"]);
    assert_eq!(read.reply_to[0].address, "perso@mail.fr");
    assert_eq!(read.date.unwrap().at, Some("2026-03-02T09:00:00Z".parse().unwrap()));
    assert_eq!(read.return_path, ReturnPath::Address("jeanne@mail.fr".to_owned()));
    assert_eq!(read.hops, 1);
    assert_eq!(read.html.unwrap().html, "<p>Voici <img data-attachment=\"0\" alt=\"\"></p>");
    let seen: Vec<_> = read
        .attachments
        .iter()
        .map(|it| {
            (it.name.as_str(), it.declared_type.as_str(), it.found_type.as_deref(), it.bytes, it.is_inline)
        })
        .collect();
    let wanted = [
        ("logo.png", "image/png", Some("image/png"), 8, true),
        ("justificatif dé.pdf", "application/pdf", Some("application/pdf"), 8, false),
        ("attachment-3.bin", "text/calendar", None, 15, false),
    ];
    assert_eq!(seen, wanted);
    let limits = Limits::default();
    assert_eq!(attachment_bytes(&raw, 1, &limits).unwrap().as_deref(), Some(b"%PDF-1.7".as_slice()));
    assert_eq!(attachment_bytes(&raw, 3, &limits).unwrap(), None);
}

#[test]
fn a_message_goes_through_json() {
    let raw = "From: a@mail.fr\nX-Spam-Status: Yes, score=7.1\nSubject: x\nContent-Type: text/html\n\n<p>x<img src=//a.b/c>\n";
    let read = incoming(raw);
    let json = serde_json::to_string(&read).unwrap();
    assert_eq!(serde_json::from_str::<Incoming>(&json).unwrap(), read);
    let refused = super::read(b"", &Settings::default()).unwrap_err();
    let json = serde_json::to_string(&refused).unwrap();
    assert_eq!(serde_json::from_str::<Quarantined>(&json).unwrap(), refused);
}

#[test]
fn what_is_written_shows_in_no_log() {
    let read = incoming("From: Jeanne <jeanne@mail.fr>\nSubject: secret\n\ntexte\n");
    let said = format!("{read:?} {:?}", read.from);
    assert!(!said.contains("jeanne") && !said.contains("secret") && !said.contains("texte"), "{said}");
}

#[test]
fn html_alone_becomes_text() {
    let read = incoming(
        "From: a@mail.fr\nContent-Type: text/html\n\n<p>Bonjour</p><script>x</script><p>Merci</p>\n",
    );
    assert_eq!(read.text, "Bonjour\n\nMerci");
}

#[test]
fn messages_with_one_id_and_two_texts_are_two() {
    let message = |text: &str| incoming(&format!("From: a@mail.fr\nMessage-ID: <1@mail.fr>\n\n{text}\n"));
    let (one, other) = (message("un"), message("deux"));
    assert_eq!(one.message_ids, other.message_ids);
    assert_ne!(one.key, other.key);
}

#[test]
fn results_are_those_of_the_trusted_server_only() {
    let raw = "Authentication-Results: mx.ville.fr; dmarc=fail\nFrom: a@mail.fr\n\nx\n";
    assert_eq!(incoming(raw).authentication, None);
    let trusted_server = Some(TrustedServer { name: "mx.ville.fr".to_owned(), received_above_max: 1 });
    let read = read(raw.as_bytes(), &Settings { trusted_server, ..Settings::default() }).unwrap();
    assert_eq!(read.authentication.unwrap().dmarc, Some(Verdict::Fail));
}

#[test]
fn absurd_dates_are_kept_as_they_are_written() {
    let date = |text: &str| incoming(&format!("From: a@mail.fr\nDate: {text}\n\nx\n")).date.unwrap();
    assert_eq!(date("demain").at, None);
    assert_eq!(date("demain").text, "demain");
    assert_eq!(
        date("Sun, 1 Dec 2999 10:00:00 +0000").at.map(|it| it.to_string()).as_deref(),
        Some("2999-12-01T10:00:00Z")
    );
}

#[test]
fn a_forwarded_message_is_an_attachment() {
    let raw = "From: a@mail.fr\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nVoici\n--b\nContent-Type: message/rfc822\n\n\
        From: c@mail.fr\nSubject: avant\n\ntexte global\n--b--\n";
    let read = incoming(raw);
    assert_eq!(read.text, "Voici");
    assert_eq!(read.attachments[0].name, "attachment-1.eml");
    assert_eq!(read.attachments[0].declared_type, "message/rfc822");
    let bytes = attachment_bytes(raw.as_bytes(), 0, &Limits::default()).unwrap().unwrap();
    assert!(bytes.starts_with(b"From: c@mail.fr") && bytes.ends_with(b"texte global"));
}

#[test]
fn fields_of_old_programs_are_read() {
    let raw =
        b"From: Ren\xe9 <rene@mail.fr>\nSubject: \xe9t\xe9\nTo: \xc3\x89cole <ecole@ville.fr>\n\n\xe9\n";
    let read = read(raw, &Settings::default()).unwrap();
    assert_eq!(read.from[0].name.as_deref(), Some("René"));
    assert_eq!(read.to[0].name.as_deref(), Some("École"));
    assert_eq!((read.subject.as_str(), read.text.as_str()), ("été", "é"));
}
