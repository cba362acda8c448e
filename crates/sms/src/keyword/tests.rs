use proptest::prelude::*;

use super::*;

fn code(code: &str) -> Keyword {
    Keyword::Follow(Some(code.to_owned()))
}

#[test]
fn an_answer_is_what_it_says() {
    use Keyword::{CallBack, Follow, Help, Resume, Stop};
    let cases: &[(&str, Option<Keyword>)] = &[
        ("STOP", Some(Stop)),
        ("stop", Some(Stop)),
        ("Stop.", Some(Stop)),
        ("stop !", Some(Stop)),
        ("  stop\n", Some(Stop)),
        ("\"STOP\"", Some(Stop)),
        ("«\u{a0}Stop\u{a0}»", Some(Stop)),
        ("“stop”", Some(Stop)),
        ("S.T.O.P", Some(Stop)),
        ("s t o p", Some(Stop)),
        ("stopp", Some(Stop)),
        ("STOOOOP", Some(Stop)),
        ("STOP STOP STOP", Some(Stop)),
        ("stop svp", Some(Stop)),
        ("Stop s'il vous plaît", Some(Stop)),
        ("stop s’il te plait merci", Some(Stop)),
        ("Bonjour, stop merci", Some(Stop)),
        ("stop sms", Some(Stop)),
        ("STOP au 36111", Some(Stop)),
        ("STOP 36111", Some(Stop)),
        ("🛑 STOP", Some(Stop)),
        ("ＳＴＯＰ", Some(Stop)),
        ("ARRET", Some(Stop)),
        ("ARRÊT", Some(Stop)),
        ("arre\u{302}t", Some(Stop)),
        ("Arrêtez", Some(Stop)),
        ("arrêtez les sms svp", Some(Stop)),
        ("plus de messages merci", Some(Stop)),
        ("désabonnement", Some(Stop)),
        ("Désabonnez-moi", Some(Stop)),
        ("unsubscribe", Some(Stop)),
        ("Please unsubscribe me", Some(Stop)),
        ("opt-out", Some(Stop)),
        ("stop all", Some(Stop)),
        ("SUIVI", Some(Follow(None))),
        ("suivi svp", Some(Follow(None))),
        ("SUIVI ABCD-2345", Some(code("ABCD-2345"))),
        ("suivi abcd2345", Some(code("ABCD2345"))),
        ("Suivi : abcd-efgh", Some(code("ABCD-EFGH"))),
        ("SUIVI ABCDEFGH", Some(code("ABCDEFGH"))),
        ("SUIVI 2026-000042", Some(code("2026-000042"))),
        ("suivi 2026 000042 merci", Some(code("2026-000042"))),
        ("suivi dossier n° 2026-000042", Some(code("2026-000042"))),
        ("Suivi-2026-000042", Some(code("2026-000042"))),
        ("status 2026-000042", Some(code("2026-000042"))),
        ("suivi de mon dossier", None),
        ("suivi commande", None),
        ("suivi rendez-vous", None),
        ("suivi 2 enfants", None),
        ("suivi le 12 juin", None),
        ("suivi 12", None),
        ("RAPPEL", Some(CallBack)),
        ("Rappelez-moi svp", Some(CallBack)),
        ("call me back please", Some(CallBack)),
        ("REPRISE", Some(Resume)),
        ("start", Some(Resume)),
        ("Réabonnement", Some(Resume)),
        ("AIDE", Some(Help)),
        ("help?", Some(Help)),
        ("infos", Some(Help)),
        ("je n'ai pas pu m'arrêter", None),
        ("Je n’ai pas pu m’arrêter à la mairie, c’était fermé", None),
        ("arrêt maladie", None),
        ("arrêt de travail envoyé", None),
        ("ne pas arrêter", None),
        ("pas stop", None),
        ("Il faut que ça s'arrête", None),
        ("stop je n'ai rien compris à votre message", None),
        ("Le bus a un stop devant chez moi", None),
        ("stop ou encore ?", None),
        ("annuler", None),
        ("je voudrais de l'aide pour mon dossier", None),
        ("rappel de vaccin fait", None),
        ("rappelez ma femme", None),
        ("On reprend quand ?", None),
        ("starting tomorrow", None),
        ("merci", None),
        ("ok", None),
        ("36111", None),
        ("?", None),
        ("🛑", None),
        ("", None),
    ];
    assert!(cases.len() >= 60);
    for (text, expected) in cases {
        assert_eq!(Keyword::of(text), *expected, "{text:?}");
    }
}

#[test]
fn a_long_text_is_no_answer_of_a_word() {
    assert_eq!(Keyword::of(&"stop ".repeat(1_000)), None);
}

proptest! {
    #[test]
    fn the_keyword_does_not_hang_on_case_and_signs(
        word in prop::sample::select(vec!["stop", "arrêt", "rappel", "reprise", "aide", "suivi"]),
        before in "[ \"«.!*-]{0,4}",
        after in "[ \"».!*-]{0,4}",
        is_upper in any::<bool>(),
    ) {
        let written = if is_upper { word.to_uppercase() } else { word.to_owned() };
        let found = Keyword::of(&format!("{before}{written}{after}"));
        prop_assert!(found.is_some());
        prop_assert_eq!(found, Keyword::of(word));
    }

    #[test]
    fn any_answer_is_read(text in "\\PC{0,80}") {
        if let Some(Keyword::Follow(Some(code))) = Keyword::of(&text) {
            prop_assert!(CODE_SIGNS.contains(&code.len()));
        }
    }
}
