use std::collections::BTreeSet;

use kernel::{Cause, Lang};
use proptest::prelude::*;

use super::*;
use crate::rules::text::Text;

const FIRST: Facts = Facts::first(Channel::Email);
const OPEN: Facts = Facts { is_open: true, days_since_last: Some(9), ..FIRST };

fn code(text: &str, facts: Facts) -> Option<&'static str> {
    by_rule(&Text::of(text), facts).map(|it| it.code)
}

#[test]
fn a_chase_depends_on_what_was_announced() {
    let chase = "Bonjour, où en est mon dossier ?";
    assert_eq!(code(chase, OPEN), Some("A2"));
    assert_eq!(code(chase, Facts { promise: Promise::Passed, ..OPEN }), Some("A2"));
    assert_eq!(code(chase, Facts { promise: Promise::Ahead, ..OPEN }), Some("A1"));
    assert_eq!(code(chase, FIRST), None);
}

#[test]
fn what_we_failed_comes_first() {
    let facts = Facts { failure: Some(Failure::CallbackMissed), promise: Promise::Passed, ..OPEN };
    assert_eq!(code("Où en est mon dossier ?", facts), Some("E2"));
    assert_eq!(code("", Facts { failure: Some(Failure::NotReached), ..FIRST }), Some("D4"));
}

#[test]
fn a_call_without_words_is_told_by_facts_alone() {
    assert_eq!(code("", Facts { promise: Promise::Ahead, ..OPEN }), Some("A1"));
    assert_eq!(code("", FIRST), None);
}

#[test]
fn words_tell_the_other_causes() {
    let cases = [
        ("Avez-vous bien reçu mon courrier du 3 mars ?", OPEN, "A3"),
        ("Could you confirm receipt of my form?", FIRST, "A3"),
        ("Ma demande est acceptée, quand serai-je payée ?", OPEN, "A4"),
        ("Je ne comprends pas votre lettre du 12.", FIRST, "B1"),
        ("Pourquoi le montant a-t-il baissé ?", FIRST, "B2"),
        ("Est-ce une arnaque ?", FIRST, "G2"),
        ("Voici la pièce demandée.", FIRST, "C1"),
        ("Je vous ai déjà envoyé ce document.", FIRST, "C2"),
        ("À qui dois-je m'adresser ?", FIRST, "D1"),
        ("Je voudrais déplacer mon rendez-vous", FIRST, "D5"),
        ("J'ai essayé de vous joindre dix fois", FIRST, "D4"),
        ("Vous deviez me rappeler lundi", FIRST, "E2"),
        ("Mon message est resté sans réponse", FIRST, "E1"),
        ("J'ai perdu mon mot de passe", FIRST, "F2"),
        ("Le site ne fonctionne pas", FIRST, "F1"),
        ("Je conteste cette amende", FIRST, "V4"),
        ("J'ai déménagé, voici ma nouvelle adresse", FIRST, "V3"),
        ("Je souhaite m'inscrire", FIRST, "V1"),
    ];
    let told: Vec<_> = cases.iter().map(|(text, facts, _)| (*text, code(text, *facts))).collect();
    let expected: Vec<_> = cases.iter().map(|(text, _, code)| (*text, Some(*code))).collect();
    assert_eq!(told, expected);
}

#[test]
fn every_code_is_a_cause_of_the_product() {
    let causes = include_str!("../../../../../content/causes.csv");
    let known: BTreeSet<&str> = causes.lines().skip(1).filter_map(|it| it.split(',').next()).collect();
    let failures = Failure::ALL.into_iter().map(Failure::code);
    for code in CUES.iter().map(|it| it.code).chain(["A1", "A2", "A3", "A4"]).chain(failures) {
        assert!(code.parse::<Cause>().is_ok() && known.contains(code), "{code}");
    }
}

#[test]
fn facts_have_words_and_numbers_of_their_own_kind() {
    let all_channels = Channel::ALL.iter().map(|it| Facts { channel: *it, ..FIRST });
    let failures = Failure::ALL.iter().map(|it| Facts { failure: Some(*it), ..OPEN });
    let others =
        [Promise::Ahead, Promise::Passed].map(|it| Facts { promise: it, days_since_last: Some(20), ..OPEN });
    let late = Facts { days_since_last: Some(60), ..OPEN };
    for facts in all_channels.chain(failures).chain(others).chain([late]) {
        for (fact, values) in facts.all().into_iter().zip(Fact::VALUES) {
            assert!(u32::from(fact.number()) < values);
            assert!(Lang::ALL.iter().all(|it| !fact.message().say(*it).is_empty()));
        }
    }
    assert_eq!(
        Reason::Words("ou en est".into()).message().say(Lang::Fr),
        "le texte dit «\u{a0}ou en est\u{a0}»"
    );
}

proptest! {
    #[test]
    fn a_proposal_always_says_why(text in "(\\PC|où en est |toujours pas |reçu |rendez-vous ){0,20}", open: bool) {
        let facts = if open { OPEN } else { FIRST };
        if let Some(ruled) = by_rule(&Text::of(&text), facts) {
            prop_assert!(!ruled.because.is_empty());
        }
    }
}
