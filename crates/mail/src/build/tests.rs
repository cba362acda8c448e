use proptest::prelude::*;

use super::*;
use crate::{
    Settings,
    parts::{Role, leaves},
    plain::normalised,
    read,
};

fn mailbox(name: Option<&str>, address: &str) -> Mailbox {
    Mailbox { name: name.map(str::to_owned), address: address.to_owned() }
}

pub(crate) fn outgoing() -> Outgoing {
    Outgoing {
        from: mailbox(Some("Mairie de Ville-d’Été"), "contact@ville.fr"),
        to: vec![mailbox(Some("Jeanne Lefèvre"), "jeanne@mail.fr")],
        reply_to: Some(mailbox(None, "contact+abc@ville.fr")),
        return_path: None,
        subject: "Votre demande d’acte [#2026-0042]".to_owned(),
        text: "Bonjour,\n\nVotre acte est prêt : https://ville.fr/a\n.\nMairie".to_owned(),
        message_id: "msg_1.abc@ville.fr".to_owned(),
        mark: Some("abc msg_1.abc@ville.fr".to_owned()),
        in_reply_to: Some("2@mail.fr".to_owned()),
        references: vec!["1@mail.fr".to_owned(), "2@mail.fr".to_owned()],
        at: "2026-03-02T09:00:00Z".parse().unwrap(),
        origin: Origin::Person,
        attachments: Vec::new(),
        unsubscribe: None,
    }
}

fn file(name: &str, content_type: &str) -> File {
    File {
        name: name.to_owned(),
        content_type: content_type.to_owned(),
        bytes: b"%PDF\n.\n\r\n.\r\nMAIL FROM:<x>".to_vec(),
    }
}

fn raw(outgoing: &Outgoing) -> Vec<u8> {
    build(outgoing, None).unwrap().raw()
}

/// The fields before the first empty line, in order.
fn field_names(raw: &[u8]) -> Vec<String> {
    let text = String::from_utf8(raw.to_vec()).unwrap();
    let header = text.split("\r\n\r\n").next().unwrap();
    let lines = header.split("\r\n").filter(|it| !it.starts_with([' ', '\t']));
    lines.map(|it| it.split(':').next().unwrap().to_owned()).collect()
}

/// How many messages a server sees that takes a lone LF for a line end, and a dot alone on its line for the end of a message.
fn messages_at_a_lax_server(raw: &[u8]) -> usize {
    let stuffed = String::from_utf8_lossy(raw).replace("\r\n.", "\r\n..") + "\r\n.\r\n";
    stuffed.split(['\r', '\n']).filter(|it| *it == ".").count()
}

/// Two-byte line ends only, seven bits, lines that servers take.
fn is_plain(raw: &[u8]) -> bool {
    let lines: Vec<&[u8]> = raw.split(|it| *it == b'\n').collect();
    let (last, lines) = lines.split_last().unwrap();
    let is_line = |it: &&[u8]| it.ends_with(b"\r") && it.len() <= 999 && !it[..it.len() - 1].contains(&b'\r');
    raw.is_ascii() && !raw.contains(&0) && last.is_empty() && lines.iter().all(is_line)
}

#[test]
fn the_fields_are_those_that_are_meant() {
    let mut all = outgoing();
    let names = |it: &Outgoing| {
        let mut names = field_names(&raw(it));
        names.sort();
        names.join(" ")
    };
    let usual = "Content-Type Date From In-Reply-To MIME-Version Message-ID References Reply-To Subject To X-Contacts-Efficaces";
    assert_eq!(names(&all), usual);
    all.origin = Origin::Replied;
    all.unsubscribe =
        Some(Unsubscribe { url: "https://ville.fr/stop?a=1&b=é".to_owned(), is_one_click: true });
    let text = String::from_utf8(raw(&all)).unwrap();
    assert!(text.contains("\r\nAuto-Submitted: auto-replied\r\n"), "{text}");
    assert!(text.contains("\r\nList-Unsubscribe: <https://ville.fr/stop?a=1&b=%C3%A9>\r\n"), "{text}");
    assert!(text.contains("\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"), "{text}");
    assert!(text.contains("\r\nDate: Mon, 02 Mar 2026 09:00:00 +0000\r\n"), "{text}");
    assert!(text.contains("\r\nReferences: <1@mail.fr> <2@mail.fr>\r\n"), "{text}");
    assert!(build(&all, None).unwrap().message().envelope().from().is_none());
}

#[test]
fn one_message_is_written_one_way() {
    assert_eq!(raw(&outgoing()), raw(&outgoing()));
}

#[test]
fn a_message_is_read_back_as_it_was_written() {
    let mut written = outgoing();
    written.attachments = vec![file("pièce n° 1.pdf", "application/pdf"), file("a.txt", "text/plain")];
    let raw = raw(&written);
    let read = read(&raw, &Settings::default()).unwrap();
    assert_eq!(read.from, [written.from.clone()]);
    assert_eq!(read.to, written.to);
    assert_eq!(read.reply_to, [written.reply_to.clone().unwrap()]);
    assert_eq!(read.subject, written.subject);
    assert_eq!(read.message_ids, [written.message_id]);
    assert_eq!(read.in_reply_to, ["2@mail.fr"]);
    assert_eq!(read.references, written.references);
    assert_eq!(read.mark, written.mark);
    assert_eq!(read.date.unwrap().at, Some(written.at));
    assert_eq!(read.text, written.text);
    let html = read.html.unwrap().html;
    assert!(html.contains("<a href=\"https://ville.fr/a\""), "{html}");
    let names: Vec<&str> = read.attachments.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["pièce n° 1.pdf", "a.txt"]);
    for index in 0..2 {
        let bytes = crate::attachment_bytes(&raw, index, &crate::Limits::default()).unwrap().unwrap();
        assert_eq!(bytes, written.attachments[index].bytes);
    }
    assert!(is_plain(&raw));
    assert_eq!(messages_at_a_lax_server(&raw), 1);
}

#[test]
fn what_would_inject_is_refused() {
    let refused = |change: fn(&mut Outgoing, &str), text: &str| {
        let mut changed = outgoing();
        change(&mut changed, text);
        build(&changed, None).map(|_| ()).unwrap_err()
    };
    for bad in ["a\r\nBcc: x@evil.fr", "a\nb", "a\rb", "a\0b", "a\u{2028}b", "a\u{85}b"] {
        assert_eq!(refused(|it, bad| it.subject = bad.to_owned(), bad), BuildError::Control(Field::Subject));
        assert_eq!(
            refused(|it, bad| it.from.name = Some(bad.to_owned()), bad),
            BuildError::Control(Field::From)
        );
        assert_eq!(
            refused(|it, bad| it.to[0].address = format!("{bad}@b.fr"), bad),
            BuildError::Control(Field::To)
        );
        assert_eq!(
            refused(|it, bad| it.message_id = format!("{bad}@b.fr"), bad),
            BuildError::Invalid(Field::MessageId)
        );
        assert_eq!(refused(|it, bad| it.mark = Some(bad.to_owned()), bad), BuildError::Invalid(Field::Mark));
        let url = |it: &mut Outgoing, bad: &str| {
            it.unsubscribe =
                Some(Unsubscribe { url: format!("https://ville.fr/{bad}"), is_one_click: false });
        };
        if bad.contains(char::is_control) {
            assert_eq!(refused(url, bad), BuildError::Invalid(Field::Unsubscribe));
        }
        let name = |it: &mut Outgoing, bad: &str| it.attachments = vec![file(bad, "application/pdf")];
        assert_eq!(refused(name, bad), BuildError::Control(Field::File));
    }
    let address = |it: &mut Outgoing, bad: &str| it.to[0].address = bad.to_owned();
    for bad in ["", "jeanne", "@b.fr", "a b@c.fr", "a@b.fr, c@d.fr", "<a@b.fr>", "é@b.fr", "a@", "\"a\"@b.fr"]
    {
        assert_eq!(refused(address, bad), BuildError::Invalid(Field::To), "{bad}");
    }
    let kind = |it: &mut Outgoing, bad: &str| it.attachments = vec![file("a", bad)];
    for bad in ["message/rfc822", "Multipart/mixed", "x", ""] {
        assert_eq!(refused(kind, bad), BuildError::Invalid(Field::File), "{bad}");
    }
    assert_eq!(refused(|it, _| it.to.clear(), ""), BuildError::Recipients);
    let long = "é".repeat(LINE_MAX + 1);
    assert_eq!(refused(|it, long| it.subject = long.to_owned(), &long), BuildError::TooLong(Field::Subject));
}

#[test]
fn domains_with_accents_are_written_for_every_server() {
    let mut written = outgoing();
    written.to[0].address = "jeanne@étape.fr".to_owned();
    let read = read(&raw(&written), &Settings::default()).unwrap();
    assert_eq!(read.to[0].address, "jeanne@xn--tape-9oa.fr");
}

#[test]
fn ids_of_others_that_are_none_are_left_out() {
    let mut written = outgoing();
    written.in_reply_to = Some("a\r\nBcc: x@evil.fr".to_owned());
    written.references = (0..100).map(|it| format!("{it}@mail.fr")).chain(["<>".to_owned()]).collect();
    let read = read(&raw(&written), &Settings::default()).unwrap();
    assert!(read.in_reply_to.is_empty());
    assert_eq!(read.references.len(), REFERENCES_MAX);
    assert_eq!((read.references[0].as_str(), read.references[19].as_str()), ("0@mail.fr", "99@mail.fr"));
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

proptest! {
    #[test]
    fn any_text_makes_one_message_with_the_meant_fields(
        subject in "\\PC{0,80}", name in "\\PC{0,40}", text in any::<String>(), file_name in "\\PC{1,30}",
        injected in prop::option::of("(\r\n|\n|\r|\n\\.\n|\r\n\\.\r\n|Bcc: x@evil\\.fr|=|\\.|--|From |a){0,12}"),
    ) {
        let mut written = outgoing();
        written.subject.clone_from(&subject);
        written.from.name = Some(name.clone());
        written.text = format!("{text}{}{text}", injected.unwrap_or_default());
        written.attachments = vec![file(&file_name, "application/pdf")];
        let Ok(built) = build(&written, None) else {
            let is_refused = file_name.trim().is_empty() || subject.contains(['\u{2028}', '\u{2029}']);
            let is_refused = is_refused || name.contains(['\u{2028}', '\u{2029}']) || file_name.contains(['\u{2028}', '\u{2029}']);
            prop_assert!(is_refused);
            return Ok(());
        };
        let raw = built.raw();
        prop_assert!(is_plain(&raw));
        prop_assert_eq!(messages_at_a_lax_server(&raw), 1);
        let mut names = field_names(&raw);
        names.sort();
        let wanted = "Content-Type Date From In-Reply-To MIME-Version Message-ID References Reply-To Subject To X-Contacts-Efficaces";
        prop_assert_eq!(names.join(" "), wanted);
        let read = read(&raw, &Settings::default()).unwrap();
        prop_assert_eq!(squeezed(&read.subject), squeezed(&subject));
        prop_assert_eq!(squeezed(read.from[0].name.as_deref().unwrap_or_default()), squeezed(&name));
        prop_assert_eq!(&read.from[0].address, "contact@ville.fr");
        let leaves = leaves(&raw).unwrap();
        let back = leaves.iter().find(|it| it.role == Role::Text).unwrap().text();
        let meant = normalised(&written.text);
        prop_assert_eq!(back.trim_end_matches('\n'), meant.trim_end_matches('\n'));
        prop_assert_eq!(read.attachments.len(), 1);
    }

    #[test]
    fn no_text_in_a_field_makes_another(bad in any::<String>()) {
        let fields: [fn(&mut Outgoing, &str); 6] = [
            |it, bad| it.subject = bad.to_owned(),
            |it, bad| it.to[0].name = Some(bad.to_owned()),
            |it, bad| it.to[0].address = bad.to_owned(),
            |it, bad| it.message_id = bad.to_owned(),
            |it, bad| it.references = vec![bad.to_owned()],
            |it, bad| it.mark = Some(bad.to_owned()),
        ];
        for change in fields {
            let mut written = outgoing();
            change(&mut written, &bad);
            let Ok(built) = build(&written, None) else { continue };
            let raw = built.raw();
            prop_assert!(is_plain(&raw));
            prop_assert!(field_names(&raw).len() <= 11);
            prop_assert_eq!(messages_at_a_lax_server(&raw), 1);
        }
    }
}
