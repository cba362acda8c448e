use proptest::{collection::vec, prelude::*};

use super::*;

const FROM: &str = "From jeanne@mail.fr Mon Mar  2 10:00:00 2026";

fn pieces_of(bytes: &[u8], quoting: Quoting, bytes_max: usize) -> Vec<Piece> {
    // A small buffer, so that lines come in pieces.
    let reader = io::BufReader::with_capacity(7, bytes);
    Mbox::new(reader, 0, quoting, bytes_max).map(Result::unwrap).collect()
}

fn raws(text: &str) -> Vec<String> {
    let raw = |it: Piece| match it {
        Piece::Message(entry) => String::from_utf8(entry.raw).unwrap(),
        Piece::Unsplit { why, .. } => format!("{why:?}"),
    };
    pieces_of(text.as_bytes(), Quoting::Mboxrd, 1_000).into_iter().map(raw).collect()
}

#[test]
fn messages_are_told_apart_with_either_line_end() {
    let text = format!("{FROM}\nSubject: a\n\nun\n\n{FROM}\nSubject: b\n\ndeux\n\n");
    assert_eq!(raws(&text), ["Subject: a\n\nun\n", "Subject: b\n\ndeux\n"]);
    let crlf = text.replace('\n', "\r\n");
    assert_eq!(raws(&crlf), ["Subject: a\r\n\r\nun\r\n", "Subject: b\r\n\r\ndeux\r\n"]);
}

#[test]
fn lines_that_begin_with_from_are_not_always_between_messages() {
    let text =
        format!("{FROM}\nSubject: a\n\nFrom here on:\n\nFrom Paris, with love\n{FROM}\n>From x\n>>From y\n");
    let wanted = format!("Subject: a\n\nFrom here on:\n\nFrom Paris, with love\n{FROM}\nFrom x\n>From y\n");
    assert_eq!(raws(&text), [wanted]);
    let old = pieces_of(format!("{FROM}\na: b\n\n>From x\n>>From y\n").as_bytes(), Quoting::Mboxo, 1_000);
    let Piece::Message(entry) = &old[0] else { panic!("no message") };
    assert_eq!(entry.raw, b"a: b\n\nFrom x\n>>From y\n");
}

#[test]
fn what_is_no_message_is_told_with_its_place() {
    let long = "x".repeat(2_000);
    let text = format!("lost\n\n{FROM}\n\n{FROM}\nSubject: a\n\n{long}\n\n{FROM}\nSubject: b\n\nun\n");
    let pieces = pieces_of(text.as_bytes(), Quoting::Mboxrd, 1_000);
    let seen: Vec<_> = pieces
        .iter()
        .map(|it| match it {
            Piece::Message(it) => (it.offset, it.next_offset, None),
            Piece::Unsplit { offset, next_offset, why } => (*offset, *next_offset, Some(*why)),
        })
        .collect();
    let line = FROM.len() as u64 + 1;
    let long_end = 6 + line + 1 + line + 12 + 2_000 + 2;
    let wanted = [
        (0, 6, Some(Unsplit::NoFromLine)),
        (6, 6 + line + 1, Some(Unsplit::Empty)),
        (6 + line + 1, long_end, Some(Unsplit::TooLong)),
        (long_end, text.len() as u64, None),
    ];
    assert_eq!(seen, wanted);
}

#[test]
fn reading_goes_on_from_a_place() {
    let text = format!("{FROM}\nSubject: a\n\nun\n\n{FROM}\nSubject: b\n\ndeux\n");
    let whole = pieces_of(text.as_bytes(), Quoting::Mboxrd, 1_000);
    let Piece::Message(first) = &whole[0] else { panic!("no message") };
    let at = usize::try_from(first.next_offset).unwrap();
    let rest = Mbox::new(&text.as_bytes()[at..], first.next_offset, Quoting::Mboxrd, 1_000);
    let rest: Vec<_> = rest.map(Result::unwrap).collect();
    assert_eq!(rest, whole[1..]);
}

#[test]
fn an_eml_is_one_message() {
    let raw = b"From: a@b.fr\n\nFrom x\n";
    let wanted = Entry { offset: 0, next_offset: raw.len() as u64, raw: raw.to_vec() };
    assert_eq!(eml(raw.as_slice(), 100).unwrap(), Piece::Message(wanted));
    assert!(matches!(eml(raw.as_slice(), 10).unwrap(), Piece::Unsplit { why: Unsplit::TooLong, .. }));
    assert!(matches!(eml(b"".as_slice(), 10).unwrap(), Piece::Unsplit { why: Unsplit::Empty, .. }));
}

fn written(messages: &[String]) -> String {
    let quoted = |line: &str| {
        let is_from = line.trim_start_matches('>').starts_with("From ");
        if is_from { format!(">{line}") } else { line.to_owned() }
    };
    let one = |it: &String| {
        let lines: String = it.split_inclusive('\n').map(quoted).collect();
        format!("{FROM}\n{lines}\n")
    };
    messages.iter().map(one).collect()
}

proptest! {
    #[test]
    fn what_mboxrd_writes_is_read_back(messages in vec("Subject: x\n\n(From |>From |a|\n|>| ){0,30}b\n", 0..6)) {
        let read = raws(&written(&messages));
        prop_assert_eq!(read, messages);
    }

    #[test]
    fn pieces_follow_one_another_whatever_the_bytes(bytes in vec(prop_oneof![Just(b'\n'), Just(b'F'), any::<u8>()], 0..300), max in 0_usize..50) {
        let mut mixed = bytes.clone();
        mixed.extend_from_slice(format!("\n\n{FROM}\nx\n").as_bytes());
        mixed.extend_from_slice(&bytes);
        let mut at = None;
        for piece in pieces_of(&mixed, Quoting::Mboxrd, max) {
            let (offset, next) = match piece {
                Piece::Message(it) => (it.offset, it.next_offset),
                Piece::Unsplit { offset, next_offset, .. } => (offset, next_offset),
            };
            prop_assert!(offset < next && at.is_none_or(|it| it == offset));
            at = Some(next);
        }
        prop_assert_eq!(at, Some(mixed.len() as u64));
    }
}
