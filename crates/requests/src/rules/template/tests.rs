use kernel::{Explain as _, Lang};
use proptest::prelude::*;

use super::*;

fn values(given: &[(Variable, &str)]) -> Values {
    given.iter().map(|(variable, value)| (*variable, (*value).to_owned())).collect()
}

fn fault(text: &str) -> (usize, usize, Wrong) {
    let it = variables(text).unwrap_err();
    (it.line, it.column, it.wrong)
}

#[test]
fn places_are_filled_in_either_language() {
    let given = values(&[(Variable::Name, "Mme Petit"), (Variable::PromisedDate, "12 juin")]);
    let text = "Bonjour {{nom}}, réponse avant le {{ promised_date }}.";
    assert_eq!(fill(text, &given).unwrap(), "Bonjour Mme Petit, réponse avant le 12 juin.");
    assert_eq!(variables(text).unwrap(), BTreeSet::from([Variable::Name, Variable::PromisedDate]));
}

#[test]
fn a_condition_keeps_or_drops_its_part_and_its_own_lines() {
    let text = "Bonjour,\n{{#if date_prevue}}\nRéponse le {{date_prevue}}.\n{{/if}}\nMerci{{#if agent}}, {{agent}}{{/if}}";
    let both = values(&[(Variable::PromisedDate, "12 juin"), (Variable::Agent, "Anne")]);
    assert_eq!(fill(text, &both).unwrap(), "Bonjour,\nRéponse le 12 juin.\nMerci, Anne");
    assert_eq!(fill(text, &Values::new()).unwrap(), "Bonjour,\nMerci");
    assert_eq!(fill(text, &values(&[(Variable::Agent, "  ")])).unwrap(), "Bonjour,\nMerci");
}

#[test]
fn a_missing_value_is_a_fault_but_within_its_own_condition() {
    let it = fill("Bonjour\n{{#if agent}}{{nom}}{{/if}}", &values(&[(Variable::Agent, "Anne")])).unwrap_err();
    assert_eq!((it.line, it.column, it.wrong), (2, 14, Wrong::Missing(Variable::Name)));
    assert_eq!(fill("{{#if agent}}{{nom}}{{/if}}", &Values::new()).unwrap(), "");
}

#[test]
fn values_are_not_read_again() {
    let given = values(&[(Variable::Name, "{{agent}} {{#if x}}"), (Variable::Reason, "{")]);
    assert_eq!(fill("{{nom}}", &given).unwrap(), "{ {agent}} { {#if x}}");
    assert_eq!(fill("{{{motif}}", &given).unwrap_err().wrong, Wrong::NotClosed);
    assert_eq!(fill("{ {{motif}}{{motif}}", &given).unwrap(), "{ { {");
}

#[test]
fn faults_say_where() {
    assert_eq!(fault("é {{nom"), (1, 3, Wrong::NotClosed));
    assert_eq!(fault("{{nom\n}}"), (1, 1, Wrong::NotClosed));
    assert_eq!(fault("a\nb {{prenom}}"), (2, 3, Wrong::Unknown("prenom".into())));
    assert_eq!(fault("{{}}"), (1, 1, Wrong::Unknown(String::new())));
    assert_eq!(fault("{{#each nom}}"), (1, 1, Wrong::UnknownMark("#each nom".into())));
    assert_eq!(fault("{{#iffy}}"), (1, 1, Wrong::UnknownMark("#iffy".into())));
    assert_eq!(fault("\n\n{{/if}}"), (3, 1, Wrong::EndAlone));
    assert_eq!(fault("a {{#if nom}}"), (1, 3, Wrong::NotEnded(Variable::Name)));
    assert_eq!(fault(&"{{#if nom}}".repeat(6)).2, Wrong::TooDeep);
    assert_eq!(fault(&"a".repeat(TEMPLATE_BYTES_MAX + 1)).2, Wrong::TooLong);
    let long = values(&[(Variable::Name, &"a".repeat(FILLED_BYTES_MAX))]);
    assert_eq!(fill("{{nom}}{{nom}}", &long).unwrap_err().wrong, Wrong::FilledTooLong);
}

#[test]
fn faults_and_variables_have_words() {
    let wrongs = [
        Wrong::NotClosed,
        Wrong::Unknown("prenom".into()),
        Wrong::UnknownMark("#each".into()),
        Wrong::EndAlone,
        Wrong::NotEnded(Variable::Name),
        Wrong::TooDeep,
        Wrong::TooLong,
        Wrong::FilledTooLong,
        Wrong::Missing(Variable::Name),
    ];
    for wrong in wrongs {
        let fault = Fault { line: 3, column: 7, wrong };
        assert!(Lang::ALL.iter().all(|it| fault.message().say(*it).contains('3')), "{fault}");
    }
    let mut names = BTreeSet::new();
    for it in Variable::ALL {
        assert!(Lang::ALL.iter().all(|lang| !it.label().say(*lang).is_empty()));
        let (en, fr) = it.names();
        assert_eq!((Variable::named(en), Variable::named(fr)), (Some(*it), Some(*it)));
        assert!(names.insert(en) && (en == fr || names.insert(fr)));
    }
}

proptest! {
    #[test]
    fn a_filled_text_is_no_template(
        text in "(\\PC|\n|\\{|\\{\\{nom\\}\\}|\\{\\{#if nom\\}\\}|\\{\\{/if\\}\\}|\\{\\{agent\\}\\}){0,20}",
        name in "(\\{|\\}|nom|\\PC){0,6}",
        agent in proptest::option::of("[a-z{}]{0,4}"),
    ) {
        let mut given = values(&[(Variable::Name, &name)]);
        given.extend(agent.map(|it| (Variable::Agent, it)));
        if let Ok(filled) = fill(&text, &given) {
            prop_assert!(!filled.contains("{{"));
            prop_assert!(variables(&filled).unwrap().is_empty());
        }
    }

    #[test]
    fn with_all_values_what_is_well_formed_is_filled(text in "(a|\n|\\{\\{nom\\}\\}|\\{\\{#if agent\\}\\}|\\{\\{/if\\}\\}){0,20}") {
        let given: Values = Variable::ALL.iter().map(|it| (*it, "x".to_owned())).collect();
        prop_assert_eq!(fill(&text, &given).is_ok(), variables(&text).is_ok());
    }

    #[test]
    fn text_without_marks_stays(text in "[^{]{0,60}") {
        prop_assert_eq!(fill(&text, &Values::new()).unwrap(), text);
    }
}
