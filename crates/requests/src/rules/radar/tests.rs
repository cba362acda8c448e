use jiff::SignedDuration;
use kernel::Lang;
use proptest::prelude::*;

use super::*;

fn now() -> Timestamp {
    "2026-06-15T09:00:00Z".parse().unwrap()
}

fn ago(days: i64) -> Timestamp {
    now() - SignedDuration::from_hours(24 * days)
}

fn call(days: i64) -> Earlier {
    Earlier {
        at: ago(days),
        channel: Channel::Phone,
        direction: Direction::Inbound,
        reason: Some("apl".into()),
        outcome: None,
        is_unanswered: false,
    }
}

fn message_unanswered(days: i64) -> Earlier {
    Earlier { channel: Channel::Email, is_unanswered: true, ..call(days) }
}

fn request() -> Request {
    Request {
        reason: "apl".into(),
        opened_at: ago(40),
        closed_at: None,
        promised_by: None,
        turn: Party::Administration,
        document: None,
        callback: None,
    }
}

fn seen(text: &str, earlier: &[Earlier], requests: &[Request]) -> Radar {
    let text = Text::of(text);
    let present = Present { at: now(), channel: Channel::Phone, reason: Some("apl"), text: &text };
    radar(&present, earlier, requests, Territory::Mainland)
}

fn said(radar: &Radar) -> Vec<String> {
    let say = |it: &Noticed| {
        let details: Vec<String> = it.details.iter().map(|it| it.say(Lang::Fr)).collect();
        [it.message.say(Lang::Fr), details.join(", ")].join(" | ").trim_end_matches(" | ").to_owned()
    };
    radar.facts.iter().map(say).collect()
}

fn code(radar: &Radar) -> Option<&'static str> {
    radar.cause.as_ref().map(|it| it.code)
}

#[test]
fn the_story_is_told_in_one_line_and_then_what_we_owe() {
    let earlier =
        [call(12), call(4), message_unanswered(6), Earlier { direction: Direction::Outbound, ..call(3) }];
    let late = Request { promised_by: Some(ago(4)), ..request() };
    let it = seen("", &earlier, &[late]);
    assert_eq!(
        said(&it),
        [
            "4e contact en 12 jours | 2 appels, 1 message sans réponse",
            "La date annoncée est passée depuis 4 jours.",
            "Un message attend une réponse depuis 6 jours.",
        ]
    );
    assert_eq!(code(&it), Some("A2"));
    assert_eq!(it.given.days_since_last, Some(4));
}

#[test]
fn a_first_contact_has_no_story() {
    let it = seen("Bonjour", &[], &[]);
    assert!(it.facts.is_empty() && it.cause.is_none());
    assert_eq!(it.given, Facts::first(Channel::Phone));
    // Of another reason, too old, or later.
    let others = [Earlier { reason: Some("rsa".into()), ..call(2) }, call(45), call(-1)];
    assert!(seen("", &others, &[Request { reason: "rsa".into(), ..request() }]).facts.is_empty());
}

#[test]
fn what_was_promised_and_not_done_comes_first() {
    let missed = Request {
        callback: Some(Callback { by: ago(1), made_at: None }),
        promised_by: Some(ago(-5)),
        ..request()
    };
    let it = seen("", &[call(3)], &[missed]);
    assert_eq!(
        said(&it),
        [
            "2e contact en 3 jours | 1 appel",
            "Un rappel promis n’a pas été fait : il était dû hier.",
            "La date annoncée est dans 5 jours.",
        ]
        .map(|it| it.replace(" :", "\u{a0}:"))
    );
    assert_eq!(code(&it), Some("E2"));
}

#[test]
fn a_document_that_came_waits_for_us() {
    let document = Some(Document { asked_at: ago(9), received_at: Some(ago(2)) });
    let received = Request { document, promised_by: Some(ago(-5)), ..request() };
    let facts = said(&seen("", &[], &[received]));
    assert_eq!(
        facts[0],
        "Un document demandé a été reçu il y a 2 jours, mais la demande n’a pas avancé depuis."
    );
    let document = Some(Document { asked_at: ago(9), received_at: None });
    let awaited = Request { document, turn: Party::Usager, ..request() };
    let facts = said(&seen("", &[], &[awaited]));
    assert_eq!(facts[0], "Un document demandé il y a 9 jours n’est pas arrivé.");
    assert_eq!(facts[1], "Aucune date n’a été annoncée, et la demande attend depuis 40 jours.");
}

#[test]
fn the_cause_follows_the_coding_rule() {
    let closed = Request { closed_at: Some(ago(5)), ..request() };
    assert_eq!(code(&seen("", &[], &[closed])), Some("E2"));
    let lost = Earlier { outcome: Some(Outcome::Abandoned), ..call(1) };
    assert_eq!(code(&seen("", &[lost], &[])), Some("D4"));
    assert_eq!(code(&seen("", &[message_unanswered(6)], &[])), Some("E1"));
    assert_eq!(
        code(&seen("Avez-vous bien reçu mon dossier ?", &[message_unanswered(6)], &[request()])),
        Some("A3")
    );
    let ahead = Request { promised_by: Some(ago(-5)), ..request() };
    assert_eq!(code(&seen("où en est mon dossier ?", &[], &[ahead])), Some("A1"));
    let passed_on = Earlier { outcome: Some(Outcome::Transferred), ..call(2) };
    assert_eq!(code(&seen("", &[passed_on], &[])), Some("D2"));
}

fn any_contact() -> impl Strategy<Value = Earlier> {
    let channel = proptest::sample::select(Channel::ALL.to_vec());
    let direction = proptest::sample::select(Direction::ALL.to_vec());
    let outcome = proptest::option::of(proptest::sample::select(Outcome::ALL.to_vec()));
    (-5_i64..60, channel, direction, outcome, any::<bool>()).prop_map(
        |(days, channel, direction, outcome, is_unanswered)| Earlier {
            channel,
            direction,
            outcome,
            is_unanswered,
            ..call(days)
        },
    )
}

fn any_request() -> impl Strategy<Value = Request> {
    let days = || proptest::option::of(-20_i64..60);
    (days(), days(), days(), days(), days()).prop_map(|(closed, promised, asked, received, callback)| {
        Request {
            closed_at: closed.map(ago),
            promised_by: promised.map(ago),
            document: asked.map(|it| Document { asked_at: ago(it), received_at: received.map(ago) }),
            callback: callback.map(|it| Callback { by: ago(it), made_at: received.map(ago) }),
            ..request()
        }
    })
}

proptest! {
    #[test]
    fn any_story_can_be_told_in_both_languages_in_any_order(
        mut earlier in proptest::collection::vec(any_contact(), 0..8),
        requests in proptest::collection::vec(any_request(), 0..4),
    ) {
        let it = seen("", &earlier, &requests);
        for lang in Lang::ALL {
            for fact in &it.facts {
                prop_assert!(!fact.message.say(lang).is_empty());
                prop_assert!(fact.details.iter().all(|it| !it.say(lang).is_empty()));
            }
        }
        earlier.reverse();
        let turned = seen("", &earlier, &requests);
        prop_assert_eq!(said(&it), said(&turned));
        prop_assert_eq!(it.cause, turned.cause);
    }
}
