//! Forged tokens, references quoted by strangers, threads that are hijacked.

use kernel::{Id, Kind};

use super::{Corpus, DOMAIN, Expected, keys, other_keys};
use crate::Purpose;

/// A request, for tests.
#[derive(Debug)]
pub struct Request;

impl Kind for Request {
    const PREFIX: &'static str = "req";
}

fn request() -> Id<Request> {
    Id::new(jiff::Timestamp::UNIX_EPOCH)
}

pub(super) fn add(all: &mut Corpus) {
    let address =
        |keys: &crate::Keys, purpose| keys.address("contact", DOMAIN, request(), purpose).unwrap_or_default();
    let (ours, forged) = (address(&keys(), Purpose::Reply), address(&other_keys(), Purpose::Reply));
    let bounce = address(&keys(), Purpose::Bounce);
    let tag = keys().subject_tag("2026-0042").unwrap_or_default();
    let forged_tag = other_keys().subject_tag("2026-0042").unwrap_or_default();
    let to: Vec<(&str, String)> = vec![
        ("right token of a stranger", ours.clone()),
        ("forged token", forged.clone()),
        ("token of another purpose", bounce),
        ("token in capitals", ours.to_uppercase()),
        ("token cut short", ours.replace('@', "").chars().take(30).collect::<String>() + "@ville.example"),
        ("token at another domain", ours.replace(DOMAIN, "evil.example")),
        ("token with letters that look alike", ours.replace('0', "O").replace('1', "l")),
        ("two tokens", format!("{ours}, {forged}")),
        ("token in the name", format!("\"{ours}\" <contact@ville.example>")),
        ("token of nothing", "contact+@ville.example".to_owned()),
        ("token of other signs", format!("contact+{}@ville.example", "é".repeat(39))),
        ("token of zeros", format!("contact+{}@ville.example", "0".repeat(39))),
    ];
    for (name, to) in to {
        all.filed(name, message(&to, "Ma demande", ""));
    }
    let subjects = [
        ("right tag of a stranger", format!("Re: {tag}")),
        ("forged tag", format!("Re: {forged_tag}")),
        ("reference alone", "Re: [#2026-0042]".to_owned()),
        ("reference of a neighbour", "Re: [#2026-0043]".to_owned()),
        ("subject of somebody’s request", "Re: Votre demande de place en crèche".to_owned()),
        ("a thousand references", "[#2026-0042] ".repeat(70)),
        ("reference with a path", "[#../../etc/passwd]".to_owned()),
    ];
    for (name, subject) in subjects {
        all.filed(name, message("contact@ville.example", &subject, ""));
    }
    let own = keys().message_id("msg_1", DOMAIN);
    all.filed(
        "answer of a stranger",
        message("contact@ville.example", "x", &format!("In-Reply-To: <{own}>\r\n")),
    );
    all.filed(
        "answer to a guess",
        message("contact@ville.example", "x", "In-Reply-To: <msg_1@ville.example>\r\n"),
    );
    all.made("a hundred tokens", Expected::Filed, move || {
        let to = std::iter::repeat_n(forged.as_str(), 100).collect::<Vec<_>>().join(",\r\n ");
        message(&to, "x", "").into_bytes()
    });
}

fn message(to: &str, subject: &str, fields: &str) -> String {
    format!(
        "From: Mallory <mallory@evil.example>\r\nTo: {to}\r\nSubject: {subject}\r\n{fields}\r\nBonjour\r\n"
    )
}
