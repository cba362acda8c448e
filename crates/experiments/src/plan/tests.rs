//! Plans: what is read, what is wrong, what is told.

use std::collections::BTreeSet;

use kernel::{Explain as _, Lang};
use proptest::prelude::*;

use super::*;
use crate::WORDS;

/// A plan without fault or warning, between usagers.
pub(crate) fn a_plan() -> Plan {
    Plan::read(example(Unit::Usager, Lang::Fr).unwrap()).unwrap()
}

/// The same with a change.
pub(crate) fn a_plan_with(change: impl FnOnce(&mut Plan)) -> Plan {
    let mut plan = a_plan();
    change(&mut plan);
    plan
}

/// A plan between offices.
pub(crate) fn an_office_plan() -> Plan {
    Plan::read(example(Unit::Office, Lang::Fr).unwrap()).unwrap()
}

/// A stepped wedge.
pub(crate) fn a_wedge_plan(steps: u32) -> Plan {
    let mut plan = an_office_plan();
    plan.design = Design::SteppedWedge;
    plan.allocation = Allocation { steps, ..Allocation::default() };
    plan
}

fn an_arm(name: &str, weight: f64) -> Arm {
    Arm { name: name.to_owned(), weight, description: String::new() }
}

#[test]
fn the_examples_are_plans_without_fault_that_come_back_as_they_were_written() {
    for unit in [Unit::Usager, Unit::Office] {
        for lang in Lang::ALL {
            let plan = Plan::read(example(unit, lang).unwrap()).unwrap();
            assert_eq!(plan.unit, unit);
            assert_eq!(plan.check(), []);
            assert_eq!(Plan::read(&plan.write()).unwrap(), plan);
            assert_eq!(Plan::read(&plan.write()).unwrap().hash(), plan.hash());
        }
        let plan = |lang| Plan::read(example(unit, lang).unwrap()).unwrap();
        let (fr, en) = (plan(Lang::Fr), plan(Lang::En));
        assert_eq!((fr.metric, fr.guardrails, fr.stopping), (en.metric, en.guardrails, en.stopping));
    }
    assert_eq!(example(Unit::Day, Lang::Fr), None);
}

/// A plan as short as it can be, with every default.
const SHORT: &str =
    "title = 'T'\nquestion = 'Q'\npractice = 'P01'\nunit = 'usager'\nstart = 2027-01-04\ndays = 90
minimum_effect = -0.1\nmetric = { measure = 'volume' }\narms = [{ name = 'a' }, { name = 'b' }]\n";

#[test]
fn comments_the_order_of_keys_and_defaults_do_not_change_the_hash() {
    let hash = |text: &str| Plan::read(text).unwrap().hash();
    let mut lines: Vec<&str> = SHORT.lines().collect();
    lines.reverse();
    assert_eq!(hash(&lines.join(" # why\n")), hash(SHORT));
    assert_eq!(hash(&SHORT.replace("start = 2027-01-04", "start = '2027-01-04'")), hash(SHORT));
    let written_out = SHORT.replace("{ name = 'a' }", "{ weight = 1, description = '', name = 'a' }");
    assert_eq!(
        hash(&format!("{written_out}design = 'randomised'\n[stopping]\nrule = 'fixed'\n")),
        hash(SHORT)
    );
    assert_ne!(hash(&SHORT.replace("-0.1", "-0.11")), hash(SHORT));
    assert_ne!(hash(&SHORT.replace("'a'", "'A'")), hash(SHORT));
    // Registered plans must keep their hash in every later version.
    assert_eq!(hash(SHORT), "bb8a0d624b1defe7c727f27f8a956d3cb2653f5944cb21f749a1b5e64b5d1274");
}

fn refusal(text: &str) -> PlanError {
    Plan::read(text).unwrap_err()
}

#[test]
fn a_word_that_is_not_in_its_list_is_told_with_its_line_and_the_list() {
    let PlanError::UnknownWord { line, path, given, known } = refusal(&SHORT.replace("'usager'", "'bureau'"))
    else {
        panic!()
    };
    assert_eq!((line, path.as_str(), given.as_str()), (4, "unit", "bureau"));
    assert_eq!(known, "usager, request, office, day, agent");
    let error = refusal(&SHORT.replace("'volume'", "'volumes'"));
    let PlanError::UnknownWord { path, known, .. } = &error else { panic!("{error:?}") };
    assert_eq!(path, "metric.measure");
    for outcome in Outcome::ALL {
        assert!(known.split(", ").any(|it| it == outcome.code()), "{outcome:?}");
    }
    assert!(error.message().say(Lang::Fr).contains("metric.measure vaut «\u{a0}volumes\u{a0}»"));
    assert!(error.message().say(Lang::En).contains("Line 8 of the plan"));
    let rule = refusal(&format!("{SHORT}stopping = {{ rule = 'never' }}\n"));
    let PlanError::UnknownWord { path, given, known, .. } = rule else { panic!("{rule:?}") };
    assert_eq!((path.as_str(), given.as_str()), ("stopping.rule", "never"));
    assert_eq!(known, "fixed, group-sequential, always-valid");
}

#[test]
fn a_key_that_plans_do_not_have_is_told_with_those_they_have() {
    let error = refusal(&format!("{SHORT}[allocation]\nmethode = 'simple'\n"));
    let PlanError::UnknownKey { line, path, given, known } = &error else { panic!("{error:?}") };
    assert_eq!((*line, path.as_str(), given.as_str()), (11, "allocation", "methode"));
    assert_eq!(known, "method, block, strata, steps");
    assert!(error.message().say(Lang::Fr).contains("allocation.methode"));
    let error = refusal(&format!("titre = 'T'\n{SHORT}"));
    let PlanError::UnknownKey { line, path, given, known } = &error else { panic!("{error:?}") };
    assert_eq!((*line, path.as_str(), given.as_str()), (1, "", "titre"));
    assert!(known.starts_with("title, question"));
    let error = refusal(&SHORT.replace("{ name = 'b' }", "{ name = 'b', poids = 2 }"));
    assert!(matches!(&error, PlanError::UnknownKey { path, .. } if path == "arms[1]"), "{error:?}");
}

#[test]
fn what_is_missing_or_of_another_type_is_told() {
    for (old, new, path, expected) in [
        ("days = 90", "days = -1", "days", Expected::Whole),
        ("days = 90", "days = '90'", "days", Expected::Whole),
        ("-0.1", "'beaucoup'", "minimum_effect", Expected::Number),
        ("'T'", "3", "title", Expected::Text),
        ("2027-01-04", "'demain'", "start", Expected::Date),
        ("2027-01-04", "2027-01-04T10:00:00Z", "start", Expected::Date),
        ("2027-01-04", "2027", "start", Expected::Date),
        ("{ measure = 'volume' }", "'volume'", "metric", Expected::Table),
        ("[{ name = 'a' }, { name = 'b' }]", "2", "arms", Expected::List),
        ("'T'", "'T'\nanalysis = { adjust = 1 }", "analysis.adjust", Expected::YesNo),
    ] {
        let error = refusal(&SHORT.replace(old, new));
        let PlanError::WrongType { path: found, expected: wanted, line, .. } = &error else {
            panic!("{new}: {error:?}")
        };
        assert_eq!((found.as_str(), *wanted), (path, expected), "{error:?}");
        assert!(*line > 0, "{error:?}");
        for lang in Lang::ALL {
            assert!(error.message().say(lang).contains(path), "{error:?}");
        }
    }
    let error = refusal(&SHORT.replace("days = 90\n", ""));
    assert!(matches!(&error, PlanError::Missing { path, .. } if path == "days"), "{error:?}");
    let error = refusal(&SHORT.replace("{ name = 'b' }", "{ weight = 1 }"));
    assert!(matches!(&error, PlanError::Missing { path, .. } if path == "arms[1].name"), "{error:?}");
    assert!(error.message().say(Lang::Fr).contains("arms[1].name"));
}

#[test]
fn what_is_no_toml_is_told_with_its_line() {
    let error = refusal("title = 'T'\nquestion = \n");
    let PlanError::NotToml { line, .. } = error else { panic!("{error:?}") };
    assert_eq!(line, 2);
    assert!(error.message().say(Lang::En).starts_with("Line 2 of the plan is not readable TOML"));
    assert!(matches!(refusal(&format!("title = 'T'\n{SHORT}")), PlanError::NotToml { .. }));
    assert_eq!(refusal(&" ".repeat(PLAN_BYTES_MAX + 1)), PlanError::TooLong(PLAN_BYTES_MAX + 1));
    assert_eq!(Plan::read(&format!("\u{feff}{SHORT}")).unwrap(), Plan::read(SHORT).unwrap());
}

proptest! {
    /// Whatever the text, the answer is a plan or a sentence.
    #[test]
    fn no_text_makes_the_reader_stop(at in 0..SHORT.len(), with in "[\\[\\]{}='\"a-z0-9.\n-]{0,3}") {
        let mut text = SHORT.to_owned();
        text.replace_range(at..=at, &with);
        match Plan::read(&text) {
            Ok(plan) => { plan.check(); }
            Err(error) => prop_assert!(!error.message().say(Lang::Fr).is_empty()),
        }
    }
}

type Case = (&'static str, Problem, Box<dyn Fn(&mut Plan)>);

fn case(path: &'static str, problem: Problem, change: impl Fn(&mut Plan) + 'static) -> Case {
    (path, problem, Box::new(change))
}

fn staggered(plan: &mut Plan) {
    plan.design = Design::Staggered;
    plan.unit = Unit::Office;
}

fn wedge(plan: &mut Plan) {
    plan.design = Design::SteppedWedge;
    plan.unit = Unit::Office;
    plan.allocation.steps = 3;
}

fn blocked(plan: &mut Plan) {
    plan.allocation.method = AllocationMethod::Blocked;
}

fn stratified(plan: &mut Plan, strata: &[&str]) {
    plan.allocation.method = AllocationMethod::Stratified;
    plan.allocation.strata = strata.iter().map(|it| (*it).to_owned()).collect();
}

fn by_day(plan: &mut Plan) {
    plan.unit = Unit::Day;
    plan.metric.measure = Outcome::Volume;
    plan.days_before = 0;
}

fn cases() -> Vec<Case> {
    let text = str::to_owned;
    vec![
        case("title", Problem::Empty, |it| it.title = " ".to_owned()),
        case("title", Problem::TooLong(200), |it| it.title = "a".repeat(201)),
        case("ethics", Problem::TooLong(4000), |it| it.ethics = "é".repeat(4001)),
        case("practice", Problem::Practice(text("P1")), |it| it.practice = "P1".to_owned()),
        case("practice", Problem::Practice(text("P00")), |it| it.practice = "P00".to_owned()),
        case("practice", Problem::Practice(text("X11")), |it| it.practice = "X11".to_owned()),
        case("partner", Problem::Partner(text("a b")), |it| it.partner = Some("a b".to_owned())),
        case("arms", Problem::ArmsTooFew, |it| it.arms.truncate(1)),
        case("arms", Problem::ArmsTooMany, |it| {
            it.arms = (0..9).map(|at| an_arm(&at.to_string(), 1.0)).collect();
        }),
        case("arms", Problem::ArmsTwo, |it| {
            staggered(it);
            it.arms.push(an_arm("c", 1.0));
        }),
        case("arms[1].name", Problem::ArmTwice(text("temoin")), |it| it.arms[1].name = "temoin".to_owned()),
        case("arms[1].name", Problem::Name(text("sms ")), |it| it.arms[1].name.push(' ')),
        case("arms[0].weight", Problem::Weight, |it| it.arms[0].weight = 0.0),
        case("arms[0].weight", Problem::Weight, |it| it.arms[0].weight = f64::NAN),
        case("arms", Problem::WeightsUneven, |it| {
            blocked(it);
            it.arms[0].weight = std::f64::consts::PI;
        }),
        case("start", Problem::Start, |it| it.start = jiff::civil::date(1989, 1, 1)),
        case("days", Problem::Days, |it| it.days = 1099),
        case("days_before", Problem::DaysBefore, |it| it.days_before = 1099),
        case("days_before", Problem::DaysBeforeOfDays, |it| {
            by_day(it);
            it.days_before = 30;
        }),
        case("days", Problem::DaysTooFew, |it| {
            by_day(it);
            it.days = 3;
        }),
        case("days_before", Problem::NoBefore, |it| {
            staggered(it);
            it.days_before = 0;
        }),
        case("minimum_effect", Problem::Effect, |it| it.minimum_effect = 0.0),
        case("minimum_effect", Problem::Effect, |it| it.minimum_effect = -1.01),
        case("minimum_effect", Problem::Effect, |it| it.minimum_effect = f64::NEG_INFINITY),
        case("minimum_effect", Problem::EffectShouldFall, |it| it.minimum_effect = 0.1),
        case("minimum_effect", Problem::EffectShouldRise, |it| it.metric.measure = Outcome::Fcr),
        case("margin", Problem::Margin, |it| it.margin = Some(0.0)),
        case("guardrails[0].margin", Problem::Margin, |it| it.guardrails[0].margin = -0.1),
        case("cost_per_contact", Problem::Cost, |it| it.cost_per_contact = Some(f64::INFINITY)),
        case("guardrails", Problem::GuardrailsTooMany, |it| {
            it.guardrails = (1..=11)
                .map(|days| Guardrail {
                    metric: Metric { measure: Outcome::Needs, window_days: days, wanted: BTreeMap::new() },
                    margin: 0.1,
                })
                .collect();
        }),
        case("guardrails[0].metric", Problem::GuardrailIsMetric, |it| {
            it.guardrails[0].metric = it.metric.clone();
        }),
        case("guardrails[1].metric", Problem::GuardrailTwice, |it| {
            it.guardrails.push(it.guardrails[0].clone());
        }),
        case("subgroups", Problem::SubgroupsTooMany, |it| {
            it.subgroups = (0..=SUBGROUPS_MAX)
                .map(|at| Subgroup { by: format!("s{at}"), reason: String::new() })
                .collect();
        }),
        case("subgroups[1].by", Problem::SubgroupTwice(text("channel")), |it| {
            it.subgroups[1].by = "channel".to_owned();
        }),
        case("subgroups[0].by", Problem::Empty, |it| it.subgroups[0].by.clear()),
        case("metric.window_days", Problem::Window, |it| it.metric.window_days = 0),
        case("metric.window_days", Problem::WindowTooLong { window: 30, days: 30 }, |it| it.days = 30),
        case("metric.where.region", Problem::Dimension(text("region")), |it| {
            it.metric.wanted.insert("region".to_owned(), "x".to_owned());
        }),
        case("metric.where.channel", Problem::Channel(text("fax")), |it| {
            it.metric.wanted.insert("channel".to_owned(), "fax".to_owned());
        }),
        case("analysis.alpha", Problem::Alpha, |it| it.analysis.alpha = 0.5),
        case("analysis.alpha", Problem::Alpha, |it| it.analysis.alpha = f64::NAN),
        case("analysis.power", Problem::Power, |it| it.analysis.power = 1.0),
        case("analysis.period_days", Problem::Period, |it| it.analysis.period_days = 0),
        case("analysis.period_days", Problem::Period, |it| {
            staggered(it);
            it.analysis.period_days = 46;
        }),
        case("stopping.looks", Problem::Looks, |it| {
            it.stopping = Stopping::GroupSequential { looks: 1, spending: Spending::Pocock };
        }),
        case("stopping.rule", Problem::StoppingByChance, |it| {
            wedge(it);
            it.stopping = Stopping::GroupSequential { looks: 3, spending: Spending::Pocock };
        }),
        case("stopping.rule", Problem::StoppingByChance, |it| {
            staggered(it);
            it.stopping = Stopping::AlwaysValid;
        }),
        case("allocation.strata", Problem::StrataMissing, |it| stratified(it, &[])),
        case("allocation.strata", Problem::StrataMissing, |it| {
            it.allocation.method = AllocationMethod::Minimisation;
        }),
        case("allocation.strata", Problem::StrataUnused, |it| {
            it.allocation.strata = vec!["taille".to_owned()];
        }),
        case("allocation.strata", Problem::StrataTooMany, |it| {
            stratified(it, &["a", "b", "c", "d", "e", "f", "g"]);
        }),
        case("allocation.strata[1]", Problem::StratumTwice(text("a")), |it| stratified(it, &["a", "a"])),
        case("allocation.strata[0]", Problem::StratumReserved(text("unit")), |it| stratified(it, &["unit"])),
        case("allocation.block", Problem::BlockUnused, |it| it.allocation.block = 4),
        case("allocation.block", Problem::Block { multiple: 2 }, |it| {
            blocked(it);
            it.allocation.block = 5;
        }),
        case("allocation.block", Problem::Block { multiple: 3 }, |it| {
            blocked(it);
            it.arms[1].weight = 2.0;
            it.allocation.block = 4;
        }),
        case("allocation", Problem::AllocationUnused, |it| {
            staggered(it);
            blocked(it);
        }),
        case("unit", Problem::WedgeUnit, |it| {
            wedge(it);
            it.unit = Unit::Usager;
        }),
        case("unit", Problem::DesignUnit, |it| {
            staggered(it);
            it.unit = Unit::Request;
        }),
        case("allocation.steps", Problem::StepsMissing, |it| {
            wedge(it);
            it.allocation.steps = 1;
        }),
        case("allocation.steps", Problem::StepsTooMany { most: 11 }, |it| {
            wedge(it);
            it.allocation.steps = 12;
        }),
        case("allocation.steps", Problem::StepsUnused, |it| it.allocation.steps = 2),
        case("allocation.steps", Problem::StepsUnused, |it| {
            staggered(it);
            it.allocation.steps = 2;
        }),
    ]
}

#[test]
fn each_fault_is_found_at_its_place_and_nothing_else() {
    let mut said = BTreeSet::new();
    for (path, problem, change) in cases() {
        let plan = a_plan_with(|it| change(it));
        let faults = plan.check();
        assert_eq!(faults, [PlanFault { path: path.to_owned(), problem }]);
        for lang in Lang::ALL {
            assert!(faults[0].message().say(lang).len() > 20);
        }
        said.insert(faults[0].message().key());
    }
    let french = include_str!("../../../../content/locales/fr/experiments.ftl");
    let keys = french.lines().filter_map(|it| it.split_once(" = ")).map(|it| it.0);
    let unsaid: Vec<_> = keys.filter(|it| it.starts_with("fault-") && !said.contains(it)).collect();
    assert!(unsaid.is_empty(), "no plan is told {unsaid:?}");
}

#[test]
fn all_faults_are_told_at_once() {
    let plan = a_plan_with(|it| {
        it.title.clear();
        it.days = 0;
        it.arms.clear();
        it.minimum_effect = f64::NAN;
        it.analysis.alpha = -1.0;
    });
    let paths: Vec<String> = plan.check().into_iter().map(|it| it.path).collect();
    for path in ["title", "days", "arms", "minimum_effect", "analysis.alpha"] {
        assert!(paths.iter().any(|it| it == path), "{path} is not in {paths:?}");
    }
}

#[test]
fn designs_that_can_be_carried_out_have_no_fault() {
    assert_eq!(a_plan_with(wedge).check(), []);
    assert_eq!(a_plan_with(staggered).check(), []);
    assert_eq!(a_plan_with(by_day).check(), []);
    assert_eq!(a_plan_with(|it| stratified(it, &["a"])).check(), []);
    let weighted = a_plan_with(|it| {
        blocked(it);
        it.arms[1].weight = 2.0;
        it.allocation.block = 6;
    });
    assert_eq!(weighted.check(), []);
    let higher = a_plan_with(|it| {
        it.metric.measure = Outcome::Phone;
        it.minimum_effect = 1.0;
    });
    assert_eq!(higher.check(), []);
}

#[test]
fn a_plan_without_ethics_is_warned_not_refused() {
    let plan = a_plan_with(|it| it.ethics.clear());
    assert_eq!(plan.check(), []);
    assert!(plan.warnings().iter().any(|it| it.code == "no-ethics"));
}

type Trap = (&'static str, Box<dyn Fn(&mut Plan)>);

#[test]
fn each_trap_is_told_where_it_is_and_not_elsewhere() {
    let has = |plan: &Plan, code: &str| plan.warnings().iter().any(|it| it.code == code);
    let traps: Vec<Trap> = vec![
        ("no-ethics", Box::new(|it| it.ethics = "\n".to_owned())),
        ("not-randomised", Box::new(staggered)),
        ("contamination-requests", Box::new(|it| it.unit = Unit::Request)),
        ("contamination-agents", Box::new(|it| it.unit = Unit::Agent)),
        ("contamination-days", Box::new(by_day)),
        ("clusters-few", Box::new(|it| it.unit = Unit::Office)),
        ("days-few", Box::new(by_day)),
        (
            "always-valid-clusters",
            Box::new(|it| {
                it.unit = Unit::Office;
                it.stopping = Stopping::AlwaysValid;
            }),
        ),
        ("novelty", Box::new(|it| it.days = 27)),
        ("season", Box::new(staggered)),
        ("window-long", Box::new(|it| it.days = 60)),
        ("gamed-discouraged", Box::new(|it| it.guardrails.clear())),
        ("gamed-coding", Box::new(|it| it.metric.measure = Outcome::Avoidable)),
        (
            "gamed-cost",
            Box::new(|it| {
                it.metric.measure = Outcome::Cost;
                it.guardrails.clear();
            }),
        ),
        ("gamed-phone", Box::new(|it| it.metric.measure = Outcome::Phone)),
        ("gamed-marks", Box::new(|it| it.metric.measure = Outcome::Satisfaction)),
        ("no-guardrail", Box::new(|it| it.guardrails.clear())),
        ("arms-many", Box::new(|it| it.arms.push(an_arm("c", 1.0)))),
        ("before-missing", Box::new(|it| it.days_before = 0)),
        ("before-unused", Box::new(|it| it.analysis.adjust = false)),
        (
            "subgroups-many",
            Box::new(|it| {
                it.subgroups =
                    (0..4).map(|at| Subgroup { by: format!("s{at}"), reason: String::new() }).collect();
            }),
        ),
        ("blocks-guessed", Box::new(blocked)),
        ("minimisation-guessed", Box::new(|it| it.allocation.method = AllocationMethod::Minimisation)),
        ("power-low", Box::new(|it| it.analysis.power = 0.79)),
        ("alpha-high", Box::new(|it| it.analysis.alpha = 0.06)),
    ];
    for (code, change) in traps {
        assert!(!has(&a_plan(), code), "{code} is told of the example");
        let plan = a_plan_with(|it| change(it));
        assert!(has(&plan, code), "{code}");
    }
    // The one trap of every comparison between people of the same offices.
    let codes: Vec<String> = a_plan().warnings().into_iter().map(|it| it.code).collect();
    assert_eq!(codes, ["contamination"]);
    assert!(!has(&an_office_plan(), "contamination"));
    assert!(!has(&a_plan_with(|it| it.days = 28), "novelty"));
    assert!(!has(&a_wedge_plan(4), "season"));
}

#[test]
fn warnings_have_words_in_both_languages() {
    let french = include_str!("../../../../content/locales/fr/experiments.ftl");
    let plan = a_plan_with(|it| {
        it.days = 1;
        it.design = Design::Interrupted;
        it.subgroups = vec![Subgroup { by: "a".to_owned(), reason: String::new() }; 4];
    });
    for warning in plan.warnings() {
        assert!(french.contains(&format!("warning-{} =", warning.code)), "{warning:?}");
        for lang in Lang::ALL {
            let said = warning.say(lang);
            assert!(!said.contains("{ $") && said.len() > 20, "{said}");
        }
        assert!(WORDS.knows(&format!("warning-{}", warning.code)));
    }
    let novelty = plan.warnings().into_iter().find(|it| it.code == "novelty").unwrap();
    assert!(novelty.say(Lang::Fr).contains("dure 1 jour."), "{}", novelty.say(Lang::Fr));
}

#[test]
fn weights_become_the_smallest_whole_numbers() {
    assert_eq!(whole_weights(&[1.0, 1.0]), Some(vec![1, 1]));
    assert_eq!(whole_weights(&[0.25, 0.25, 0.5]), Some(vec![1, 1, 2]));
    assert_eq!(whole_weights(&[2.0, 3.0]), Some(vec![2, 3]));
    assert_eq!(whole_weights(&[0.1, 0.9]), Some(vec![1, 9]));
    assert_eq!(whole_weights(&[1.0, 199.0]), Some(vec![1, 199]));
    assert_eq!(whole_weights(&[1.0, 200.0]), None);
    assert_eq!(whole_weights(&[1.0, std::f64::consts::SQRT_2]), None);
}

proptest! {
    #[test]
    fn weights_in_simple_proportions_are_found(parts in prop::collection::vec(1_u32..20, 2..5), unit in 0.01_f64..50.0) {
        let weights: Vec<f64> = parts.iter().map(|it| f64::from(*it) * unit).collect();
        let whole = whole_weights(&weights).unwrap();
        let (first, total): (u32, u32) = (whole[0], whole.iter().sum());
        prop_assert!(total <= parts.iter().sum::<u32>());
        for (found, part) in whole.iter().zip(&parts) {
            prop_assert_eq!(found * parts[0], part * first);
        }
    }
}
