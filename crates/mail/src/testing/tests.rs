use std::{
    collections::{BTreeMap, BTreeSet},
    time::Instant,
};

use jiff::Timestamp;
use kernel::Id;

use super::{DOMAIN, Expected, Hostile, Request, hostile, keys};
use crate::{
    Bounds, Candidate, Candidates, ContentKey, Incoming, Keys, Kind, Known, Limits, Placement, Purpose,
    Reason, Settings, attachment_bytes, is_answerable, kind, place, read, safe_html::tests::faults,
};

/// Everything that is done with a message; what is wrong with the result.
fn filed(one: &Hostile, raw: &[u8], keys: &Keys) -> Vec<String> {
    let read = read(raw, &Settings::default());
    let mut wrong = Vec::new();
    match (&read, one.expected) {
        (Ok(_), Expected::Filed) => {}
        (Err(refused), Expected::Quarantined(reason)) if refused.reason == reason => {}
        (other, wanted) => wrong.push(format!("{wanted:?}, got {:?}", other.as_ref().map(|_| "filed"))),
    }
    let Ok(incoming) = read else { return wrong };
    if incoming.key != ContentKey::of(raw) {
        wrong.push("another key".to_owned());
    }
    if let Some(html) = &incoming.html {
        wrong.extend(faults(&html.html));
    }
    wrong.extend(unsafe_values(&incoming));
    let json = serde_json::to_string(&incoming).unwrap();
    if serde_json::from_str::<Incoming>(&json).unwrap() != incoming {
        wrong.push("changed by JSON".to_owned());
    }
    let known = Known { keys, domain: DOMAIN, answers_today: 0 };
    let kind = kind(&incoming, &known);
    if kind == Kind::Own {
        wrong.push("taken for one of ours".to_owned());
    }
    let _ = is_answerable(&incoming, &kind);
    if let Placement::Append(_) =
        place(&incoming, &candidates(&incoming, keys), Bounds::default(), Timestamp::UNIX_EPOCH)
    {
        wrong.push("appended".to_owned());
    }
    for (index, attachment) in incoming.attachments.iter().enumerate().take(3) {
        let bytes = attachment_bytes(raw, index, &Limits::default()).unwrap().unwrap();
        if ContentKey::of(&bytes) != attachment.key || bytes.len() != attachment.bytes {
            wrong.push(format!("attachment {index} is another"));
        }
    }
    wrong
}

/// Changes a message in a few places, by chance that is the same each time.
fn mutated(raw: &[u8], other: &[u8], seed: u64) -> Vec<u8> {
    const PIECES: [&[u8]; 20] = [
        b"\r\n",
        b"\n\n",
        b"\r",
        b"--b",
        b"--b--",
        b"--",
        b"\0",
        b"\xff",
        b"\"",
        b"(",
        b"<",
        b">",
        b"=?utf-8?q?",
        b"?=",
        b"=",
        b";",
        b"Content-Type: multipart/mixed; boundary=b\n",
        b"Content-Type: message/rfc822\n",
        b"Content-Transfer-Encoding: base64\n",
        b": ",
    ];
    let mut state = seed | 1;
    let mut next = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state >> 33).unwrap() % below.max(1)
    };
    let mut raw = raw.to_vec();
    for _ in 0..=next(6) {
        let (from, length) = (next(raw.len()), next(40));
        let to = (from + length).min(raw.len());
        match next(5) {
            0 => raw.splice(from..to, []).for_each(drop),
            1 => raw.splice(from..from, PIECES[next(PIECES.len())].iter().copied()).for_each(drop),
            2 => raw.splice(from..to, PIECES[next(PIECES.len())].iter().copied()).for_each(drop),
            3 => {
                let piece = raw[from..to].to_vec();
                raw.splice(from..from, piece).for_each(drop);
            }
            _ => {
                let start = next(other.len());
                let piece = &other[start..(start + 200).min(other.len())];
                raw.splice(from..from, piece.iter().copied()).for_each(drop);
            }
        }
    }
    raw
}

#[test]
fn changed_messages_are_filed_or_set_apart_too() {
    const TIMES: u64 = 12;
    let small: Vec<Vec<u8>> = hostile().iter().map(Hostile::raw).filter(|it| it.len() < 4_000).collect();
    let limits = Limits::default();
    for (at, raw) in small.iter().enumerate() {
        for time in 0..TIMES {
            let seed = (at as u64 + 1) * 0x9e37_79b9 + time * 0x1000_0001;
            let other = &small[(at * 7 + usize::try_from(time).unwrap()) % small.len()];
            let raw = mutated(raw, other, seed);
            let shown = || String::from_utf8_lossy(&raw).into_owned();
            match read(&raw, &Settings::default()) {
                Err(refused) => assert_ne!(refused.reason, Reason::ParserFailed, "{}", shown()),
                Ok(incoming) => {
                    let html = incoming.html.as_ref().map(|it| faults(&it.html)).unwrap_or_default();
                    assert!(html.is_empty() && unsafe_values(&incoming).is_empty(), "{html:?} {}", shown());
                    for (index, attachment) in incoming.attachments.iter().enumerate() {
                        let bytes = attachment_bytes(&raw, index, &limits).unwrap().unwrap();
                        assert_eq!(ContentKey::of(&bytes), attachment.key);
                    }
                }
            }
        }
    }
}

/// What would leave a line, or a folder.
fn unsafe_values(incoming: &Incoming) -> Vec<String> {
    let boxes = [&incoming.from, &incoming.to, &incoming.cc, &incoming.reply_to];
    let boxes = boxes.into_iter().flatten();
    let mut lines: Vec<String> =
        boxes.flat_map(|it| [it.name.clone().unwrap_or_default(), it.address.clone()]).collect();
    lines.push(incoming.subject.clone());
    lines.extend(incoming.message_ids.iter().chain(&incoming.references).cloned());
    lines.extend(incoming.attachments.iter().flat_map(|it| [it.name.clone(), it.declared_type.clone()]));
    lines.retain(|it| it.contains(char::is_control));
    let paths =
        incoming.attachments.iter().filter(|it| it.name.contains(['/', '\\']) || it.name.starts_with('.'));
    lines.extend(paths.map(|it| it.name.clone()));
    lines
}

/// The requests that a register would find: of any token, of any answer to our message, of any reference.
fn candidates(incoming: &Incoming, keys: &Keys) -> Candidates<Id<Request>> {
    let request = |id| Candidate {
        request: id,
        last_message_at: Timestamp::UNIX_EPOCH,
        messages: 2,
        parties: vec!["paul@mail.example".to_owned()],
    };
    let ours = Id::new(Timestamp::UNIX_EPOCH);
    let tokens = incoming.recipients().filter_map(|it| keys.of_address::<Request>(&it, Purpose::Reply));
    let quoted = keys.of_subject(&incoming.subject);
    let signed = quoted.iter().filter(|it| it.is_signed).map(|_| ours);
    let answers =
        incoming.ancestors().into_iter().filter(|it| keys.is_own_message_id(it, DOMAIN)).map(|_| ours);
    Candidates {
        by_token: tokens.chain(signed).map(request).collect(),
        by_headers: answers.map(request).collect(),
        by_reference: quoted.iter().filter(|it| !it.is_signed).map(|_| request(ours)).collect(),
    }
}

#[test]
fn every_hostile_message_is_filed_or_set_apart_and_nothing_of_it_runs() {
    let all = hostile();
    assert!(all.len() >= 200, "{}", all.len());
    let names: BTreeSet<&str> = all.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names.len(), all.len(), "a name is there twice");
    // As in a server: threads of 2 MiB.
    let check = move || {
        let keys = keys();
        let mut wrong = BTreeMap::new();
        let mut times = Vec::new();
        for one in &all {
            let raw = one.raw();
            let start = Instant::now();
            let found = filed(one, &raw, &keys);
            times.push((start.elapsed(), one.name.clone()));
            if !found.is_empty() {
                wrong.insert(one.name.clone(), found);
            }
        }
        (wrong, times)
    };
    let thread = std::thread::Builder::new().stack_size(2 << 20).spawn(check).unwrap();
    let (wrong, mut times) = thread.join().expect("a message ended its thread");
    times.sort();
    for (time, name) in times.iter().rev().take(10) {
        eprintln!("{time:?} {name}");
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
