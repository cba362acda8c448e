//! Loops, robots, broken reports, forged verdicts.

use super::{Corpus, DOMAIN, Expected, HEAD, other_keys};
use crate::{MARK_FIELD, Reason};

pub(super) fn add(all: &mut Corpus) {
    let forged = other_keys().message_id("msg_1", DOMAIN);
    let mark = other_keys().mark(&forged);
    all.fields("Message-ID of ours, forged", format!("X-A: b\r\nMessage-ID: <{forged}>"));
    all.fields("mark of ours, forged", format!("{MARK_FIELD}: {mark}"));
    all.fields("mark of ours, huge", format!("{MARK_FIELD}: {}", "a".repeat(10_000)));
    let fields: [(&str, &str); 16] = [
        ("answering machine that says no", "Auto-Submitted: no (really)"),
        ("answering machine in disorder", "Auto-Submitted: ;;;auto-replied"),
        ("null return path", "Return-Path: <>"),
        ("return path of nothing", "Return-Path:"),
        ("list", "List-Id: <x>\r\nPrecedence: bulk\r\nList-Unsubscribe: <javascript:alert(1)>"),
        ("spam with an absurd score", "X-Spam-Status: Yes, score=1e999 required=NaN"),
        ("spam that praises itself", "X-Spam-Flag: NO\r\nX-Spam-Status: No, score=-100"),
        (
            "results forged",
            "Authentication-Results: mx.ville.example; spf=pass; dkim=pass; dmarc=pass header.from=ville.example",
        ),
        ("results in disorder", "Authentication-Results: ;;;=;=pass;(((\"\\"),
        ("priority", "X-Priority: 1\r\nImportance: high\r\nX-Zammad-Ticket-Owner: admin"),
        (
            "receipt asked for",
            "Disposition-Notification-To: x@evil.example\r\nReturn-Receipt-To: x@evil.example",
        ),
        ("answers to somebody else", "Reply-To: victime@mail.example, liste@mail.example"),
        ("answers to us", "Reply-To: contact@ville.example"),
        (
            "delivered to us many times",
            "Delivered-To: contact@ville.example\r\nDelivered-To: contact@ville.example\r\nDelivered-To: contact@ville.example",
        ),
        ("failed recipients of nothing", "X-Failed-Recipients: ,,,@,"),
        (
            "an answer to everything",
            "X-Autoreply: yes\r\nAuto-Submitted: auto-replied\r\nPrecedence: auto_reply",
        ),
    ];
    for (name, fields) in fields {
        all.fields(&format!("robot: {name}"), fields);
    }
    for hops in [51, 400] {
        all.made(&format!("{hops} servers"), Expected::Filed, move || {
            format!(
                "{}{HEAD}\r\nx\r\n",
                "Received: from a by b; Mon, 2 Mar 2026 10:00:00 +0100\r\n".repeat(hops)
            )
            .into_bytes()
        });
    }
    let reports: [(&str, &str); 8] = [
        ("of nothing", ""),
        ("without recipient", "Reporting-MTA: dns; mx\r\n"),
        ("without action", "Final-Recipient: rfc822; a@mail.example\r\nStatus: 5.1.1\r\n"),
        (
            "with an absurd code",
            "Final-Recipient: rfc822; a@mail.example\r\nAction: failed\r\nStatus: 999999999999.99.99999999\r\n",
        ),
        (
            "with HTML",
            "Final-Recipient: rfc822; <script>\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; <img src=x onerror=alert(1)>\r\n",
        ),
        ("with folded lines only", " a\r\n b\r\n"),
        (
            "that contradicts itself",
            "Final-Recipient: rfc822; a@mail.example\r\nAction: delivered\r\nStatus: 5.1.1\r\nAction: failed\r\n",
        ),
        ("about nobody", "Final-Recipient:\r\nAction: failed\r\nStatus:\r\n"),
    ];
    for (name, status) in reports {
        all.filed(&format!("report {name}"), report(status));
    }
    all.made("report of ten thousand recipients", Expected::Filed, || {
        report(
            &"Final-Recipient: rfc822; a@mail.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
                .repeat(10_000),
        )
        .into_bytes()
    });
    all.made("report of reports", Expected::Quarantined(Reason::TooNested), || {
        let level = |it: usize| {
            format!("Content-Type: multipart/report; report-type=delivery-status; boundary=\"b{it}.\"\r\n\r\n--b{it}.\r\nContent-Type: message/rfc822\r\n\r\n")
        };
        format!("{HEAD}{}x\r\n", (0..200).map(level).collect::<String>()).into_bytes()
    });
}

fn report(status: &str) -> String {
    format!(
        "Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.mail.example\r\nSubject: Undelivered\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\nSorry\r\n\
         --b\r\nContent-Type: message/delivery-status\r\n\r\n{status}\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\n\
         Message-ID: <forged@ville.example>\r\n\r\n--b--\r\n"
    )
}
