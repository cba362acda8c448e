use evidence::text::{NaiveBayes, Row};
use kernel::Channel;
use proptest::prelude::*;

use super::{
    super::coding::{Failure, Promise},
    *,
};

const MAIL: Facts = Facts::first(Channel::Email);

/// What people write, by cause.
const TEXTS: [(&str, &str); 8] = [
    ("A2", "Toujours pas de réponse pour mon dossier, où en est-il ?"),
    ("A2", "Quand mon dossier sera-t-il traité, j'attends depuis deux mois"),
    ("A3", "Avez-vous reçu mon courrier avec les justificatifs ?"),
    ("A3", "Je voudrais savoir si mes documents sont arrivés, reçu ou non"),
    ("B1", "Je ne comprends pas votre lettre du mois dernier"),
    ("B1", "Le courrier que vous m'avez envoyé est incompréhensible"),
    ("F2", "J'ai perdu le mot de passe de mon compte"),
    ("F2", "Impossible de me connecter, identifiant refusé"),
];

fn learned(times: usize) -> Model {
    let texts: Vec<(&str, Text)> = TEXTS.iter().map(|(code, text)| (*code, Text::of(text))).collect();
    let repeated = (0..times).flat_map(|_| &texts);
    Model::learn(repeated.map(|(code, text)| Example { text, facts: MAIL, code }))
}

fn best(model: &Model, text: &str, facts: Facts) -> Suggestion {
    model.suggest(&Text::of(text), facts).remove(0)
}

#[test]
fn a_new_text_gets_the_code_of_alike_texts_and_says_why() {
    let model = learned(10);
    let it = best(&model, "Bonjour, j'ai oublié mon mot de passe", MAIL);
    assert_eq!(it.code, "F2");
    assert!(it.probability > 0.6, "{it:?}");
    let words: Vec<&Reason> = it.because.iter().map(|it| &it.reason).collect();
    assert!(
        words.contains(&&Reason::Words("passe".into())) && words.contains(&&Reason::Words("mot".into())),
        "{words:?}"
    );
    assert_eq!(best(&model, "mes justificatifs sont-ils bien arrivés", MAIL).code, "A3");
}

#[test]
fn facts_weigh_where_words_do_not() {
    let empty = Text::of("");
    let late = Facts { is_open: true, promise: Promise::Passed, days_since_last: Some(5), ..MAIL };
    let missed = Facts { failure: Some(Failure::NotReached), channel: Channel::Phone, ..MAIL };
    let examples = (0..40).flat_map(|_| [("A2", late), ("D4", missed)]);
    let model = Model::learn(examples.map(|(code, facts)| Example { text: &empty, facts, code }));
    let it = best(&model, "", late);
    assert_eq!(it.code, "A2");
    assert!(it.because.iter().any(|it| it.reason == Reason::Fact(Fact::PromisePassed)));
    assert_eq!(best(&model, "", missed).code, "D4");
}

#[test]
fn too_little_was_coded_to_suggest_so_the_rule_does() {
    let model = learned(2);
    let chase = Text::of("Où en est mon dossier ?");
    assert!(model.suggest(&chase, MAIL).is_empty());
    let open = Facts { is_open: true, promise: Promise::Ahead, ..MAIL };
    let Suggested::ByRule(ruled) = cause(&model, &chase, open) else { panic!("not by rule") };
    assert_eq!(ruled.code, "A1");
    assert_eq!(cause(&model, &Text::of("xyz"), MAIL), Suggested::Nothing);
    assert!(matches!(cause(&learned(10), &chase, open), Suggested::Learned(_)));
}

#[test]
fn a_rare_code_is_not_suggested() {
    let mut model = learned(10);
    let text = Text::of("arnaque au faux conseiller");
    model.add(&Example { text: &text, facts: MAIL, code: "G2" });
    assert!(model.suggest(&text, MAIL).iter().all(|it| it.code != "G2"));
}

#[test]
fn words_of_a_long_text_weigh_as_those_of_a_short_one() {
    let model = learned(10);
    let all_of_a2 = "pas réponse dossier quand traité attends deux mois toujours";
    let short = best(&model, all_of_a2, MAIL);
    // As many words again that speak for it, and none against.
    let more: String =
        (0..20).map(|it| format!("mot{}", char::from(b'a' + it))).collect::<Vec<_>>().join(" ");
    let long = Text::of(&format!("{all_of_a2} {more}"));
    let mut taught = model.clone();
    taught.add(&Example { text: &long, facts: MAIL, code: "A2" });
    let long = taught.suggest(&long, MAIL).remove(0);
    assert_eq!((short.code.as_str(), long.code.as_str()), ("A2", "A2"));
    let total: f64 = long.because.iter().map(|it| it.weight).sum();
    assert!(total < short.because.iter().map(|it| it.weight).sum(), "{long:?}");
}

#[test]
fn words_weigh_as_in_the_textbook() {
    let model = learned(10);
    let vocabulary: Vec<u32> = model.all.terms.keys().copied().collect();
    let row = |text: &Text| -> Row {
        let places = text.terms.keys().filter_map(|it| vocabulary.binary_search(it).ok());
        places.map(|it| (it, 1.0)).collect()
    };
    let rows: Vec<Row> = (0..10).flat_map(|_| TEXTS).map(|it| row(&Text::of(it.1))).collect();
    let codes = ["A2", "A3", "B1", "F2"];
    let labels: Vec<usize> =
        (0..10).flat_map(|_| TEXTS).filter_map(|it| codes.iter().position(|code| *code == it.0)).collect();
    let reference = NaiveBayes::multinomial(&rows, &labels, codes.len(), vocabulary.len(), 1.0).unwrap();
    let text = Text::of("mon courrier est-il arrivé");
    let expected = reference.log_probabilities(&row(&text));
    for it in model.suggest(&text, MAIL) {
        let place = codes.iter().position(|code| *code == it.code).unwrap();
        assert!((it.probability - expected[place].exp()).abs() < 1e-12, "{it:?} {expected:?}");
    }
}

#[test]
fn what_was_never_learned_cannot_be_taken_back() {
    let mut model = learned(10);
    let before = model.clone();
    let text = Text::of("tout autre chose");
    assert!(model.remove(&Example { text: &text, facts: MAIL, code: "A2" }).is_err());
    assert!(model.remove(&Example { text: &text, facts: MAIL, code: "Z9" }).is_err());
    assert_eq!(model, before);
}

#[test]
fn a_kept_model_holds_no_word() {
    let kept = serde_json::to_string(&learned(10)).unwrap();
    assert!(!kept.contains("dossier") && !kept.contains("passe"));
    assert_eq!(serde_json::from_str::<Model>(&kept).unwrap(), learned(10));
}

fn any_example() -> impl Strategy<Value = (String, bool, Option<u16>, usize)> {
    (
        "(dossier |courrier |où |pas |reçu |lettre |mot ){0,8}",
        any::<bool>(),
        proptest::option::of(0_u16..60),
        0_usize..5,
    )
}

proptest! {
    #[test]
    fn the_order_does_not_matter_and_probabilities_sum_to_one(
        mut cases in proptest::collection::vec(any_example(), 60..120),
        turn in 0_usize..60,
        asked in any_example(),
    ) {
        let codes = ["A1", "A2", "B1", "C1", "V1"];
        let facts = |case: &(String, bool, Option<u16>, usize)| Facts { is_open: case.1, days_since_last: case.2, ..MAIL };
        let learn = |cases: &[(String, bool, Option<u16>, usize)]| {
            let texts: Vec<Text> = cases.iter().map(|it| Text::of(&it.0)).collect();
            Model::learn(cases.iter().zip(&texts).map(|(it, text)| Example { text, facts: facts(it), code: codes[it.3] }))
        };
        let model = learn(&cases);
        let case = &cases[turn];
        let mut without = model.clone();
        let text = Text::of(&case.0);
        without.remove(&Example { text: &text, facts: facts(case), code: codes[case.3] }).unwrap();
        cases.rotate_left(turn);
        prop_assert_eq!(&learn(&cases), &model);
        prop_assert_eq!(&learn(&cases[1..]), &without);
        let found = model.suggest(&Text::of(&asked.0), facts(&asked));
        if !found.is_empty() {
            prop_assert!((found.iter().map(|it| it.probability).sum::<f64>() - 1.0).abs() < 1e-9);
            prop_assert!(found.windows(2).all(|it| it[0].probability >= it[1].probability));
        }
        let kept = serde_json::to_value(&model).unwrap();
        prop_assert_eq!(serde_json::from_value::<Model>(kept).unwrap(), model);
    }
}
