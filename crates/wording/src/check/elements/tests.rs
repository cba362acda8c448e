use std::collections::BTreeSet;

use proptest::prelude::*;

use super::{
    Element::{About, ByWhen, NothingToDo, ToDo, WhoToAsk},
    *,
};

fn assert_found(lang: Lang, cases: &[(&str, &[Element])]) {
    let wrong = cases.iter().filter_map(|(text, expected)| {
        let expected: BTreeSet<Element> = expected.iter().copied().collect();
        let found = elements(text, lang);
        (found.found() != &expected).then(|| format!("{text}: {found:?}, not {expected:?}"))
    });
    assert_eq!(wrong.collect::<Vec<_>>(), Vec::<String>::new());
}

#[test]
fn french_sentences_say_what_they_say() {
    assert_found(
        Lang::Fr,
        &[
            ("Votre demande de carte est reçue.", &[About]),
            ("Votre dossier est incomplet.", &[About]),
            ("Dossier 2026-000042.", &[About]),
            ("Envoyez-nous une photo.", &[ToDo]),
            ("Envoyez votre attestation avant le 30 juin.", &[About, ToDo, ByWhen]),
            ("Merci de confirmer votre rendez-vous.", &[About, ToDo]),
            ("Veuillez nous transmettre la pièce manquante sous 15 jours.", &[About, ToDo, ByWhen]),
            ("Il faut signer le document.", &[About, ToDo]),
            ("Vous devez payer avant mardi.", &[ToDo, ByWhen]),
            ("Pensez à prendre une photo.", &[ToDo]),
            ("Votre rendez-vous est le mercredi 30 septembre à 9 h.", &[About, ByWhen]),
            ("Venez demain au guichet.", &[ToDo, ByWhen]),
            ("Rendez-vous sur notre site.", &[ToDo]),
            ("Réponse au plus tard le 3 mai.", &[ByWhen]),
            ("Vous recevrez votre carte dans 10 jours.", &[About, ByWhen]),
            ("Appelez-nous au 01 44 55 66 77.", &[ToDo, WhoToAsk]),
            ("Pour toute question, appelez le 3939.", &[WhoToAsk]),
            ("Une question ? Écrivez-nous.", &[WhoToAsk]),
            ("Besoin d’aide : contact@mairie.fr", &[WhoToAsk]),
            ("En cas de doute, contactez votre conseiller.", &[WhoToAsk]),
            ("Vous n’avez rien à faire.", &[NothingToDo]),
            ("Aucune démarche n’est nécessaire.", &[NothingToDo]),
            ("Vous n’avez pas besoin de nous appeler.", &[NothingToDo, WhoToAsk]),
            ("Inutile d’envoyer le document.", &[About, NothingToDo]),
            ("{{#if date_limite}}Répondez avant le {{date_limite}}.{{/if}}", &[ToDo, ByWhen]),
            ("Votre {{motif}} : suivez-la sur {{lien_suivi}}", &[]),
            ("Bonjour {{nom}},", &[]),
            ("Vous envoyez souvent des messages.", &[]),
            ("Le temps sera beau.", &[]),
            ("Merci et bonne journée.", &[]),
            ("Merci de ne pas répondre à ce message.", &[]),
            ("Une question ? Appelez le 01 23 45 67 8.", &[]),
            ("Une question ? Appelez le 01 23 45 67 8 ou écrivez à contact@mairie.fr.", &[WhoToAsk]),
            ("Nous travaillons pour vous.", &[]),
            ("La mairie a été repeinte.", &[]),
            ("Le 12 juin, nous avons fêté l’été.", &[]),
            ("Cordialement, le service", &[]),
        ],
    );
}

#[test]
fn english_sentences_say_what_they_say() {
    assert_found(
        Lang::En,
        &[
            ("Your application is complete.", &[About]),
            ("Send your certificate by 30 June.", &[About, ToDo, ByWhen]),
            ("Please confirm your appointment.", &[About, ToDo]),
            ("You must pay before Tuesday.", &[ToDo, ByWhen]),
            ("Bring a photo.", &[ToDo]),
            ("Your appointment is on Wednesday 30 September.", &[About, ByWhen]),
            ("Your refund will come within 10 days.", &[About, ByWhen]),
            ("Any questions? Ask us.", &[WhoToAsk]),
            ("If you have questions, call us on 01 44 55 66 77.", &[WhoToAsk]),
            ("Need help: help@example.org", &[WhoToAsk]),
            ("There is nothing to do.", &[NothingToDo]),
            ("You don’t have to send anything.", &[NothingToDo]),
            ("You do not need to call us.", &[NothingToDo, WhoToAsk]),
            ("No action is needed.", &[NothingToDo]),
            ("Your appointment is on {{appointment_date}}.", &[About, ByWhen]),
            ("Answer before {{deadline}}.", &[ToDo, ByWhen]),
            ("Call us on {{phone}}.", &[ToDo, WhoToAsk]),
            ("Hello {{name}},", &[]),
            ("We work for you.", &[]),
            ("The weather will be fine.", &[]),
            ("We send this by post.", &[]),
            ("Do not reply to this message.", &[]),
        ],
    );
}

#[test]
fn what_is_wanted_hangs_on_whether_there_is_something_to_do() {
    let missing = |text: &str| elements(text, Lang::Fr).missing();
    assert_eq!(missing("Bonjour."), [About, ToDo, ByWhen, WhoToAsk]);
    assert_eq!(
        missing("Votre dossier est complet. Vous n’avez rien à faire. Une question ? Appelez le 3939."),
        []
    );
    assert_eq!(missing("Votre dossier est incomplet. Envoyez le reste."), [ByWhen, WhoToAsk]);
}

#[test]
fn elements_have_words() {
    for it in Element::ALL {
        for lang in Lang::ALL {
            assert!(!it.label().say(lang).is_empty() && !it.missing().say(lang).is_empty());
        }
    }
}

proptest! {
    #[test]
    fn any_text_is_read(text in "(\\PC|\\{\\{|\\}\\}|\n|\\. ){0,80}") {
        for lang in Lang::ALL {
            let it = elements(&text, lang);
            prop_assert!(it.missing().iter().all(|element| !it.has(*element)));
        }
    }
}
