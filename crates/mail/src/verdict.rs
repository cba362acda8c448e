//! What servers say of a message: who sent it (RFC 8601), and whether it is spam.
//!
//! **Invariant:** a sender can write any field. Results are taken only from the server that the instance names, and only from the place
//! where that server writes; a verdict of spam can only make a message less welcome, never more.

use mail_parser::Message;
use serde::{Deserialize, Serialize};

/// The server whose results are believed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrustedServer {
    /// The name that it writes first in `Authentication-Results`.
    pub name: String,
    /// How many `Received` fields may stand above its results: one for each server of ours that the message goes through after the
    /// check. A forged field stands below them all.
    pub received_above_max: usize,
}

/// What was found about the sender.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Authentication {
    /// Whether the sending server may send for the domain of the envelope.
    pub spf: Option<Verdict>,
    /// Whether the signature holds.
    pub dkim: Option<Verdict>,
    /// Whether the domain of `From` is proved by one of them.
    pub dmarc: Option<Verdict>,
}

/// One result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It is proved.
    Pass,
    /// It is refuted.
    Fail,
    /// It is probably refuted.
    SoftFail,
    /// The domain says nothing.
    Neutral,
    /// There was nothing to check.
    None,
    /// It could not be checked.
    Error,
}

/// What a spam filter says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Spam {
    /// Whether it calls the message spam.
    pub is_spam: bool,
    /// Its score, in its own unit.
    pub score: Option<f64>,
    /// The field that says so.
    pub field: String,
}

/// The results of the trusted server: of its topmost field, if that stands where it writes.
pub(crate) fn authentication(headers: &Message<'_>, trusted: &TrustedServer) -> Option<Authentication> {
    let mut received = 0;
    for (name, value) in headers.headers_raw() {
        if name.eq_ignore_ascii_case("received") {
            received += 1;
        }
        if received > trusted.received_above_max {
            return None;
        }
        if name.eq_ignore_ascii_case("authentication-results")
            && let Some(found) = results(value, &trusted.name)
        {
            return Some(found);
        }
    }
    None
}

fn results(value: &str, server: &str) -> Option<Authentication> {
    let value = without_comments(value);
    let mut clauses = value.split(';');
    let name = clauses.next()?.split_whitespace().next()?;
    if !name.eq_ignore_ascii_case(server) {
        return None;
    }
    let mut found = Authentication::default();
    for clause in clauses {
        let Some((method, rest)) = clause.split_once('=') else { continue };
        let method = method.trim().to_ascii_lowercase();
        let method = method.split('/').next().unwrap_or_default();
        let Some(result) = rest.split_whitespace().next().map(verdict) else { continue };
        let slot = match method {
            "spf" => &mut found.spf,
            "dkim" => &mut found.dkim,
            "dmarc" => &mut found.dmarc,
            _ => continue,
        };
        // Several signatures: one that holds is enough.
        if slot.is_none() || result == Verdict::Pass {
            *slot = Some(result);
        }
    }
    Some(found)
}

fn verdict(word: &str) -> Verdict {
    match word.to_ascii_lowercase().as_str() {
        "pass" => Verdict::Pass,
        "fail" | "hardfail" | "policy" => Verdict::Fail,
        "softfail" => Verdict::SoftFail,
        "neutral" => Verdict::Neutral,
        "none" => Verdict::None,
        _ => Verdict::Error,
    }
}

/// A field's value without what stands in parentheses, and without quoted strings, where `;` and `=` mean nothing.
pub(crate) fn without_comments(value: &str) -> String {
    let (mut depth, mut is_quoted, mut is_escaped) = (0_usize, false, false);
    let mut kept = String::with_capacity(value.len());
    for it in value.chars() {
        match it {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '"' if depth == 0 => is_quoted = !is_quoted,
            _ if is_quoted => {}
            '(' => depth += 1,
            ')' if depth > 0 => depth -= 1,
            _ if depth == 0 => kept.push(it),
            _ => {}
        }
    }
    kept
}

/// The verdict of the spam filter: the topmost field that gives one.
pub(crate) fn spam(headers: &Message<'_>) -> Option<Spam> {
    headers.headers_raw().find_map(|(name, value)| {
        let name = name.to_ascii_lowercase();
        let value = value.trim();
        let lower = value.to_ascii_lowercase();
        let yes = |word: &str| lower.split(|it: char| !it.is_alphanumeric()).next() == Some(word);
        let (is_spam, score) = match name.as_str() {
            "x-spam-flag" | "x-spam" => (yes("yes"), None),
            "x-spam-status" => (yes("yes"), number_after(&lower, "score=")),
            "x-spamd-result" => (lower.contains(": true"), number_after(&lower, "[")),
            "x-rspamd-action" => {
                (matches!(lower.as_str(), "reject" | "add header" | "rewrite subject"), None)
            }
            "x-ms-exchange-organization-scl" => {
                let level = number_after(&lower, "");
                (level.is_some_and(|it| it >= 5.0), level)
            }
            "x-bogosity" => (yes("spam"), number_after(&lower, "spamicity=")),
            _ => return None,
        };
        Some(Spam { is_spam, score, field: name })
    })
}

fn number_after(text: &str, mark: &str) -> Option<f64> {
    let rest = text.get(text.find(mark)? + mark.len()..)?.trim_start();
    let end = rest.find(|it: char| !(it.is_ascii_digit() || it == '.' || it == '-')).unwrap_or(rest.len());
    rest.get(..end)?.parse().ok().filter(|it: &f64| it.is_finite())
}

#[cfg(test)]
mod tests {
    use mail_parser::MessageParser;

    use super::*;

    fn found(raw: &str) -> Option<Authentication> {
        let trusted = TrustedServer { name: "mx.ville.fr".to_owned(), received_above_max: 1 };
        let message = MessageParser::default().parse_headers(raw.as_bytes()).unwrap();
        authentication(&message, &trusted)
    }

    fn dmarc(raw: &str) -> Option<Verdict> {
        found(&format!("{raw}From: a@b.fr\n\n")).and_then(|it| it.dmarc)
    }

    const OURS: &str = "Authentication-Results: mx.ville.fr; spf=pass smtp.mailfrom=b.fr; dkim=fail (bad; dmarc=pass) header.d=b.fr;\n \
        dkim=pass header.d=c.fr; dmarc=fail header.from=b.fr\n";

    #[test]
    fn results_of_the_trusted_server_are_read() {
        let wanted = Authentication {
            spf: Some(Verdict::Pass),
            dkim: Some(Verdict::Pass),
            dmarc: Some(Verdict::Fail),
        };
        assert_eq!(found(&format!("Received: from a\n{OURS}From: a@b.fr\n\n")), Some(wanted));
    }

    #[test]
    fn forged_results_are_ignored() {
        let forged = "Authentication-Results: mx.ville.fr; dmarc=pass header.from=b.fr\n";
        let hop = "Received: from a by b\n";
        // Another server, or a name that only looks alike.
        for name in [
            "mx.evil.fr",
            "mx.ville.fr.evil.fr",
            "\"mx.ville.fr\" x",
            "(mx.ville.fr) evil",
            "mx-ville.fr",
            "",
        ] {
            assert_eq!(dmarc(&format!("Authentication-Results: {name}; dmarc=pass\n")), None, "{name}");
        }
        // Below the servers of ours.
        assert_eq!(dmarc(&format!("{hop}{hop}{forged}")), None);
        // Below what our server wrote.
        assert_eq!(dmarc(&format!("{hop}{OURS}{forged}")), Some(Verdict::Fail));
        // Within comments, quotes, other fields.
        assert_eq!(dmarc("Authentication-Results: mx.ville.fr (; dmarc=pass); spf=none\n"), None);
        assert_eq!(dmarc("Authentication-Results: mx.ville.fr; spf=none reason=\"; dmarc=pass\"\n"), None);
        assert_eq!(dmarc("X-Authentication-Results: mx.ville.fr; dmarc=pass\n"), None);
        assert_eq!(dmarc("ARC-Authentication-Results: i=1; mx.ville.fr; dmarc=pass\n"), None);
        assert_eq!(dmarc("Subject: x\n\nAuthentication-Results: mx.ville.fr; dmarc=pass\n"), None);
    }

    #[test]
    fn verdicts_of_spam_filters_are_understood() {
        let cases = [
            ("X-Spam-Flag: YES", Some((true, None))),
            ("X-Spam-Flag: NO", Some((false, None))),
            ("X-Spam-Status: Yes, score=7.1 required=5.0 tests=A", Some((true, Some(7.1)))),
            ("X-Spam-Status: No, score=-1.9 required=5.0", Some((false, Some(-1.9)))),
            ("X-Spamd-Result: default: True [12.30 / 15.00];", Some((true, Some(12.3)))),
            ("X-Rspamd-Action: add header", Some((true, None))),
            ("X-Rspamd-Action: no action", Some((false, None))),
            ("X-MS-Exchange-Organization-SCL: 6", Some((true, Some(6.0)))),
            ("X-Other: yes", None),
        ];
        for (field, wanted) in cases {
            let raw = format!("{field}\nFrom: a@b.fr\n\n");
            let message = MessageParser::default().parse_headers(raw.as_bytes()).unwrap();
            assert_eq!(spam(&message).map(|it| (it.is_spam, it.score)), wanted, "{field}");
        }
    }
}
