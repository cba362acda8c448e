use kernel::{Explain as _, Lang};
use proptest::prelude::*;

use super::*;

/// A closed list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Variable {
    Name,
    Reason,
    PromisedDate,
    Agent,
}

impl Variable {
    const ALL: [(Self, &'static str, &'static str); 4] = [
        (Self::Name, "nom", "name"),
        (Self::Reason, "motif", "reason"),
        (Self::PromisedDate, "date_prevue", "promised_date"),
        (Self::Agent, "agent", "agent"),
    ];
}

impl Place for Variable {
    fn named(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|it| it.1 == word || it.2 == word).map(|it| it.0)
    }

    fn word(&self, lang: Lang) -> &str {
        let it = Self::ALL[*self as usize];
        if lang == Lang::Fr { it.1 } else { it.2 }
    }
}

fn values(given: &[(Variable, &str)]) -> Values<Variable> {
    given.iter().map(|(variable, value)| (*variable, (*value).to_owned())).collect()
}

fn read(text: &str) -> Result<Template<Variable>, Fault> {
    Template::parse(text)
}

fn fill(text: &str, values: &Values<Variable>) -> Result<String, Fault> {
    read(text)?.fill(values)
}

fn fault(text: &str) -> (usize, usize, Wrong) {
    let it = read(text).unwrap_err();
    (it.line, it.column, it.wrong)
}

fn named(names: &[&str]) -> BTreeSet<Name> {
    names.iter().map(|it| it.parse().unwrap()).collect()
}

#[test]
fn places_are_filled_in_either_language() {
    let given = values(&[(Variable::Name, "Mme Petit"), (Variable::PromisedDate, "12 juin")]);
    let text = "Bonjour {{nom}}, réponse avant le {{ promised_date }}.";
    assert_eq!(fill(text, &given).unwrap(), "Bonjour Mme Petit, réponse avant le 12 juin.");
    assert_eq!(read(text).unwrap().names().placed, BTreeSet::from([Variable::Name, Variable::PromisedDate]));
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
    assert_eq!((it.line, it.column, it.wrong), (2, 14, Wrong::Missing("nom".into())));
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
    assert_eq!(fault("{{}}"), (1, 1, Wrong::NoName));
    assert_eq!(fault("{{#if }}"), (1, 1, Wrong::NoName));
    assert_eq!(fault("{{#each nom}}"), (1, 1, Wrong::UnknownMark("#each nom".into())));
    assert_eq!(fault("{{#iffy}}"), (1, 1, Wrong::UnknownMark("#iffy".into())));
    assert_eq!(fault("\n\n{{/if}}"), (3, 1, Wrong::EndAlone));
    assert_eq!(fault("a {{#if nom}}"), (1, 3, Wrong::NotEnded("nom".into())));
    assert_eq!(fault(&"{{#if nom}}".repeat(6)).2, Wrong::TooDeep);
    assert_eq!(fault(&"a".repeat(TEMPLATE_BYTES_MAX + 1)).2, Wrong::TooLong);
    let long = values(&[(Variable::Name, &"a".repeat(FILLED_BYTES_MAX))]);
    assert_eq!(fill("{{nom}}{{nom}}", &long).unwrap_err().wrong, Wrong::FilledTooLong);
}

#[test]
fn all_faults_of_a_text_are_told_in_its_order() {
    let wrongs = |text: &str| -> Vec<Wrong> {
        Template::<Name>::faults(text).into_iter().map(|it| it.wrong).collect()
    };
    assert_eq!(
        wrongs("{{Nom}} {{}} {{#if Prénom}}a{{/if}} {{b}} {{/if}} {{#each}} {{c\n{{#if d}}"),
        [
            Wrong::NotAName("Nom".into()),
            Wrong::NoName,
            Wrong::NotAName("Prénom".into()),
            Wrong::EndAlone,
            Wrong::UnknownMark("#each".into()),
            Wrong::NotClosed,
            Wrong::NotEnded("d".into()),
        ]
    );
    assert_eq!(wrongs("Bonjour {{nom}}"), []);
    assert_eq!(wrongs(&"{{".repeat(10_000)).len(), FAULTS_MAX);
}

#[test]
fn faults_have_words() {
    let wrongs = [
        Wrong::NotClosed,
        Wrong::Unknown("prenom".into()),
        Wrong::NotAName("Prénom".into()),
        Wrong::NoName,
        Wrong::UnknownMark("#each".into()),
        Wrong::EndAlone,
        Wrong::NotEnded("nom".into()),
        Wrong::TooDeep,
        Wrong::TooLong,
        Wrong::FilledTooLong,
        Wrong::Missing("nom".into()),
    ];
    for wrong in wrongs {
        let fault = Fault { line: 3, column: 7, wrong };
        assert!(Lang::ALL.iter().all(|it| fault.message().say(*it).contains('3')), "{fault}");
    }
}

#[test]
fn any_name_is_placed_where_the_list_is_open() {
    let text = Template::<Name>::parse("Le {{date_rdv}} à {{heure_2}}").unwrap();
    let given: Values = [("date_rdv", "12 juin"), ("heure_2", "9 h")]
        .into_iter()
        .map(|(name, value)| (name.parse().unwrap(), value.to_owned()))
        .collect();
    assert_eq!(text.fill(&given).unwrap(), "Le 12 juin à 9 h");
    let fault = Template::<Name>::parse("Le {{Date RDV}}").unwrap_err();
    assert_eq!((fault.column, fault.wrong), (4, Wrong::NotAName("Date RDV".into())));
}

#[test]
fn a_text_tells_what_it_places_what_it_only_asks_and_what_it_can_do_without() {
    let text =
        "{{a}} {{#if b}}{{b}}{{#if c}}{{d}}{{/if}}{{/if}} {{#if e}}{{e}}{{/if}}{{e}} {{#if a}}x{{/if}}";
    let used = Template::<Name>::parse(text).unwrap().names();
    assert_eq!(used.placed, named(&["a", "b", "d", "e"]));
    assert_eq!(used.only_asked, named(&["c"]));
    assert_eq!(used.optional, named(&["b", "c"]));
    assert_eq!(used.all(), named(&["a", "b", "c", "d", "e"]));
    assert!(used.has(&"c".parse().unwrap()) && !used.has(&"f".parse().unwrap()));
}

#[test]
fn all_that_is_missing_is_told_at_once() {
    let text = Template::<Name>::parse("{{a}} {{b}} {{#if c}}{{c}} {{d}}{{/if}}").unwrap();
    assert_eq!(text.missing(&Values::new()), named(&["a", "b"]));
    let with = |name: &str| (name.parse::<Name>().unwrap(), "x".to_owned());
    assert_eq!(text.missing(&[with("a"), with("c")].into()), named(&["b", "d"]));
    assert_eq!(text.missing(&[with("a"), with("b")].into()), named(&[]));
}

#[test]
fn a_fault_names_the_value_as_the_text_does() {
    assert_eq!(fill("{{ name }}", &Values::new()).unwrap_err().wrong, Wrong::Missing("name".into()));
    assert_eq!(fault("{{#if promised_date}}").2, Wrong::NotEnded("promised_date".into()));
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
            prop_assert!(read(&filled).unwrap().names().all().is_empty());
        }
    }

    #[test]
    fn with_all_values_what_is_well_formed_is_filled(text in "(a|\n|\\{\\{nom\\}\\}|\\{\\{#if agent\\}\\}|\\{\\{/if\\}\\}){0,20}") {
        let given: Values<Variable> = Variable::ALL.iter().map(|it| (it.0, "x".to_owned())).collect();
        prop_assert_eq!(fill(&text, &given).is_ok(), read(&text).is_ok());
    }

    #[test]
    fn what_is_missing_is_what_filling_lacks(
        text in "(a|\n|\\{\\{nom\\}\\}|\\{\\{motif\\}\\}|\\{\\{#if agent\\}\\}|\\{\\{#if nom\\}\\}|\\{\\{/if\\}\\}){0,20}",
        has in prop::collection::vec(any::<bool>(), 4),
    ) {
        let given = Variable::ALL.iter().zip(&has).filter(|it| *it.1);
        let given: Values<Variable> = given.map(|(it, _)| (it.0, "x".to_owned())).collect();
        if let Ok(template) = read(&text) {
            prop_assert_eq!(template.fill(&given).is_ok(), template.missing(&given).is_empty());
            if Variable::ALL.iter().all(|it| given.contains_key(&it.0) || template.names().optional.contains(&it.0) || !template.names().has(&it.0)) {
                prop_assert!(template.fill(&given).is_ok());
            }
        }
    }

    #[test]
    fn text_without_marks_stays(text in "[^{]{0,60}") {
        prop_assert_eq!(fill(&text, &Values::new()).unwrap(), text);
    }
}
