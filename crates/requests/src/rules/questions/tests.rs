use proptest::prelude::*;

use super::{
    corpus::{ASIDE, KNOWN},
    *,
};

fn texts(message: &str) -> Vec<String> {
    asked(message).asked.into_iter().map(|it| it.text).collect()
}

#[test]
fn a_question_is_shown_without_greeting_and_names_its_place() {
    let message = "Bonjour Madame Durand, où en est\nmon dossier de RSA ?\nCordialement,\nPaul Petit";
    let found = asked(message).asked;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].text, "où en est mon dossier de RSA ?");
    assert_eq!(&message[found[0].at.clone()], "où en est\nmon dossier de RSA ?");
    assert_eq!(found[0].sign, Sign::Mark);
}

#[test]
fn items_of_a_list_that_is_announced_are_questions() {
    let message =
        "Bonjour,\nPouvez-vous me préciser :\n1) le montant de l'aide\n2) la date du versement\n\nMerci";
    assert_eq!(texts(message), ["le montant de l'aide", "la date du versement"]);
    assert!(texts("Vous trouverez ci-joint :\n- mon RIB\n- ma carte d'identité").is_empty());
}

#[test]
fn courtesy_small_print_and_signatures_ask_nothing() {
    let messages = [
        "Bonjour, comment allez-vous ?",
        "Merci d'avance pour votre réponse.",
        "Je vous prie d'agréer, Madame, mes salutations distinguées.",
        "Avez-vous vraiment besoin d'imprimer ce message ?",
        "Merci\n--\nService client, une question ?",
        "> Où en est mon dossier ?",
        "Please find attached my form.",
        "Rendez-vous pris le 12 mars.",
        "",
    ];
    for it in messages {
        assert_eq!(texts(it), Vec::<String>::new(), "{it}");
    }
}

#[test]
fn what_is_too_much_is_said() {
    let many: String =
        (0..QUESTIONS_MAX + 5).flat_map(|it| ["Où en est ".into(), it.to_string(), " ?\n".into()]).collect();
    let found = asked(&many);
    assert_eq!((found.asked.len(), found.is_cut), (QUESTIONS_MAX, true));
    assert!(!asked("Où en est mon dossier ? Où en est mon dossier ?").is_cut);
    let long = format!("Suite à mon courrier {}, pouvez-vous me rappeler ?", "du même jour ".repeat(60));
    let shown = texts(&long).remove(0);
    assert!(
        shown.chars().count() <= QUESTION_CHARS_MAX && shown.contains("pouvez-vous me rappeler"),
        "{shown}"
    );
}

#[test]
fn a_hostile_text_is_read_to_its_limit() {
    for piece in ["www.a?b", "a.\n", "pouvez-vous ", "- a\n", "?", "\u{301}", "Bonjour Anne "] {
        let found = asked(&piece.repeat(TEXT_BYTES_MAX / piece.len() + 1));
        assert!(found.is_cut && found.asked.len() <= QUESTIONS_MAX, "{piece}");
    }
}

#[test]
fn an_address_is_not_cut_at_its_question_mark() {
    let found = texts("Le lien https://service.example/a?id=3 ne marche pas, que dois-je faire ?");
    assert_eq!(found, ["Le lien https://service.example/a?id=3 ne marche pas, que dois-je faire ?"]);
}

/// Of what is found, how much is asked, and of what is asked, how much is found, in percent; and what went wrong. A question that was found
/// is right if it holds the words of one that was expected, each once.
fn levels(corpus: &[(&str, &[&str])]) -> (usize, usize, String) {
    let (mut right, mut found_in_all, mut expected_in_all) = (0, 0, 0);
    let mut wrong = Vec::new();
    for (message, expected) in corpus {
        let found = texts(message);
        let mut left: Vec<&&str> = expected.iter().collect();
        for it in &found {
            match left.iter().position(|wanted| it.contains(**wanted)) {
                Some(place) => {
                    left.remove(place);
                    right += 1;
                }
                None => wrong.push(format!("not a question: {it}")),
            }
        }
        wrong.extend(left.iter().map(|it| format!("missed: {it}")));
        found_in_all += found.len();
        expected_in_all += expected.len();
    }
    (100 * right / found_in_all, 100 * right / expected_in_all, wrong.join("\n"))
}

#[test]
fn most_questions_of_people_are_found_and_little_else() {
    assert!(KNOWN.len() >= 40 && ASIDE.len() >= 16);
    let (precision, recall, wrong) = levels(KNOWN);
    assert!(precision >= 95 && recall >= 90, "{precision} {recall}\n{wrong}");
}

/// The honest levels: the patterns were not changed after these messages were read.
#[test]
fn messages_that_the_patterns_were_not_made_from_are_read_less_well_but_well() {
    let (precision, recall, wrong) = levels(ASIDE);
    assert!(precision >= 90 && recall >= 80, "{precision} {recall}\n{wrong}");
}

proptest! {
    #[test]
    fn places_are_within_the_text_in_order_and_apart(text in "(\\PC|[\n>?.!-]|pouvez-vous |Bonjour, |1\\) |:\n- ){0,60}") {
        let found = asked(&text);
        let mut end = 0;
        for it in &found.asked {
            prop_assert!(it.at.start >= end && it.at.end > it.at.start && it.at.end <= text.len());
            prop_assert!(text.get(it.at.clone()).is_some());
            prop_assert!(it.text.chars().count() <= QUESTION_CHARS_MAX && !it.text.contains('\n'));
            end = it.at.end;
        }
    }

    #[test]
    fn quoting_a_message_leaves_nothing_asked(text in "(Où en est mon dossier \\?|Merci de me dire quand\\.|\n|Bonjour){0,8}") {
        let quoted: String = text.lines().flat_map(|it| ["> ", it, "\n"]).collect();
        prop_assert!(asked(&quoted).asked.is_empty());
    }
}
