//! Outcomes by unit: whose a contact is, and that units add up to the measures.

use kernel::{Channel, Direction, Euro, Outcome, Scope, Window};

use crate::{
    Dimension, Figures, Measure, Measurer, Question, UnitCosts, UnitKind, UnitMeasurer, UnitMetric,
    UnitQuestion, UnitTable,
    by_unit::{Sums, UnitKeys, WordsByUnit},
    question::Selection,
    testing::{TestLog, a_contact, instant, random_costs, random_log, random_unit_question},
};

const NONE: u32 = WordsByUnit::NONE;
const MARCH: (&str, &str) = ("2025-03-01T00:00:00Z", "2025-04-01T00:00:00Z");

fn period((from, to): (&str, &str)) -> (i64, i64) {
    (instant(from), instant(to))
}

fn question(unit: UnitKind, measures: &[Measure]) -> UnitQuestion {
    UnitQuestion {
        unit,
        metrics: measures.iter().map(|it| UnitMetric::of(*it)).collect(),
        periods: vec![period(MARCH)],
        segments: Vec::new(),
        observed_until: Some(instant("2026-01-01T00:00:00Z")),
    }
}

fn table(log: &TestLog, question: &UnitQuestion) -> UnitTable {
    let partner = "caf".parse().unwrap();
    log.oracle().by_unit(&partner, question, &UnitCosts::default()).unwrap()
}

fn sums(numerators: &[f64], denominators: &[f64]) -> Sums {
    Sums { numerators: numerators.to_vec(), denominators: denominators.to_vec() }
}

#[test]
fn each_usager_has_the_sums_of_its_own_contacts() {
    let log = TestLog::of([
        a_contact().from(7).on(1).because("A1").ending(Outcome::Abandoned),
        a_contact().from(7).on(1).at("2025-03-10T10:00:00Z").because("V1").rated(4).costing(Euro(25_000)),
        a_contact().from(3).on(2).by(Channel::Email).rated(2).costing(Euro(5_000)),
        a_contact().from(3).going(Direction::Outbound).costing(Euro(10_000)),
        // Somebody who was only written to has a row too.
        a_contact().from(9).going(Direction::Proactive).costing(Euro(70_000)),
        a_contact().from_nobody(),
        // Outside the period.
        a_contact().from(8).at("2025-04-01T00:00:00Z"),
    ]);
    let measures = Measure::ALL.into_iter().filter(|it| UnitMetric::is_known(*it)).collect::<Vec<_>>();
    let found = table(&log, &question(UnitKind::Usager, &measures));
    assert_eq!(found.keys, UnitKeys::Numbers(vec![3, 7, 9]));
    assert_eq!(found.without_unit, 1);
    let expected = [
        (Measure::Volume, sums(&[1.0, 2.0, 0.0], &[1.0, 1.0, 1.0])),
        (Measure::Requests, sums(&[1.0, 2.0, 0.0], &[1.0, 1.0, 0.0])),
        (Measure::Needs, sums(&[1.0, 2.0, 0.0], &[1.0, 1.0, 0.0])),
        (Measure::Recontact, sums(&[0.0, 1.0, 0.0], &[1.0, 2.0, 0.0])),
        (Measure::Fcr, sums(&[1.0, 0.0, 0.0], &[1.0, 1.0, 0.0])),
        (Measure::Avoidable, sums(&[0.0, 1.0, 0.0], &[0.0, 2.0, 0.0])),
        (Measure::Cost, sums(&[1.5, 8.5, 0.0], &[1.0, 1.0, 1.0])),
        (Measure::Phone, sums(&[0.0, 1.0, 0.0], &[0.0, 2.0, 0.0])),
        (Measure::Satisfaction, sums(&[2.0, 4.0, 0.0], &[1.0, 1.0, 0.0])),
    ];
    for ((measure, expected), found) in expected.iter().zip(&found.sums) {
        assert_eq!(found[0], *expected, "{measure}");
    }
}

#[test]
fn an_episode_belongs_to_the_unit_and_the_period_of_its_first_contact() {
    let log = TestLog::of([
        a_contact().at("2025-03-31T10:00:00Z").in_site("Lyon"),
        a_contact().at("2025-04-02T10:00:00Z").in_site("Brest"),
        a_contact().from_nobody().at("2025-04-02T10:00:00Z").in_site("Brest"),
    ]);
    let mut asked = question(UnitKind::Site, &[Measure::Needs]);
    asked.periods.push(period((MARCH.1, "2025-05-01T00:00:00Z")));
    let found = table(&log, &asked);
    assert_eq!(found.keys, UnitKeys::Texts(vec!["Brest".into(), "Lyon".into()]));
    assert_eq!(found.sums[0], [sums(&[0.0, 2.0], &[0.0, 1.0]), sums(&[1.0, 0.0], &[1.0, 0.0])]);
    assert_eq!(found.first_contact_at_us, [instant("2025-04-02T10:00:00Z"), i64::MAX]);
}

#[test]
fn filters_choose_index_contacts_and_followers_are_looked_for_everywhere() {
    let log = TestLog::of([a_contact(), a_contact().at("2025-03-10T10:00:00Z").by(Channel::Email)]);
    let mut asked = question(UnitKind::Usager, &[Measure::Recontact, Measure::Volume]);
    for metric in &mut asked.metrics {
        metric.window = Window::days(7);
        metric.wanted.push((Dimension::Channel, Some("phone".into())));
    }
    let found = table(&log, &asked);
    assert_eq!(found.sums, [[sums(&[1.0], &[1.0])], [sums(&[1.0], &[1.0])]]);
    // What was not observed whole is not counted.
    asked.observed_until = Some(instant("2025-03-16T00:00:00Z"));
    assert_eq!(table(&log, &asked).sums[0], [sums(&[0.0], &[0.0])]);
}

#[test]
fn a_segment_is_the_word_that_most_inbound_contacts_of_the_first_period_carry() {
    let log = TestLog::of([
        a_contact().from(1).in_site("Lyon"),
        a_contact().from(1).in_site("Brest"),
        a_contact().from(1),
        a_contact().from(2).in_site("Lyon"),
        a_contact().from(2).in_site("Lyon"),
        a_contact().from(2).in_site("Brest").going(Direction::Outbound),
        // Only in the second period.
        a_contact().from(3).in_site("Pau").at("2025-04-02T10:00:00Z"),
    ]);
    let mut asked = question(UnitKind::Usager, &[]);
    asked.periods.push(period((MARCH.1, "2025-05-01T00:00:00Z")));
    asked.segments = vec![Dimension::Site, Dimension::Channel];
    let found = table(&log, &asked);
    let site = WordsByUnit { codes: vec![0, 1, NONE], names: vec!["Brest".into(), "Lyon".into()] };
    let channel = WordsByUnit { codes: vec![0, 0, NONE], names: vec!["phone".into()] };
    assert_eq!(found.segments, [site, channel]);
}

#[test]
fn days_are_those_of_paris() {
    let log = TestLog::of([a_contact().at("2025-03-08T22:59:59Z"), a_contact().at("2025-03-08T23:00:00Z")]);
    let found = table(&log, &question(UnitKind::Day, &[]));
    assert_eq!(found.keys, UnitKeys::Texts(vec!["2025-03-08".into(), "2025-03-09".into()]));
}

#[test]
fn a_partner_without_log_has_no_unit() {
    let asked = question(UnitKind::Usager, &[Measure::Volume]);
    let found = table(&TestLog::default(), &asked);
    assert!(found.keys.is_empty() && found.sums == [[Sums::default()]]);
}

/// What [`Measurer`] says of the same index contacts, as a sum over a sum.
fn whole(log: &TestLog, asked: &UnitQuestion, place: usize, costs: &UnitCosts) -> Vec<(f64, f64)> {
    let of_period = |(from, to): &(i64, i64)| {
        let question = asked.metrics[place].question(asked.observed_until);
        let selection = Selection { from: Some(*from), to: Some(*to), ..question.selection.clone() };
        let scope = Scope::Partner("caf".parse().unwrap());
        let answer = log.oracle().answer(&scope, &[Question { selection, ..question }], costs).unwrap();
        let real = |it: u64| f64::from(u32::try_from(it).unwrap());
        match &answer[0].cells[0].figures {
            Figures::Volume(it) => (real(it.inbound), 0.0),
            Figures::Requests(it) => (real(it.contacts), real(it.requests)),
            Figures::Needs(it) => (real(it.inbound), real(it.needs)),
            Figures::Recontact(it) => (real(it.recontacted), real(it.eligible)),
            Figures::Fcr(it) => (real(it.resolved), real(it.eligible)),
            Figures::Avoidable(it) => (real(it.avoidable), real(it.qualified)),
            Figures::Cost(it) => (it.cost, 0.0),
            Figures::Phone(it) => (real(it.answered), real(it.offered)),
            Figures::Satisfaction(it) => (it.mean.unwrap_or(0.0) * real(it.n), real(it.n)),
            other => unreachable!("{other:?} is not asked by unit"),
        }
    };
    asked.periods.iter().map(of_period).collect()
}

#[test]
fn units_add_up_to_the_measure() {
    let mut compared = 0;
    for seed in 0..600 {
        let mut log = random_log(seed, usize::try_from(seed % 40).unwrap());
        let mut asked = random_unit_question(seed, &log);
        // Everybody is known, so that no contact is nobody's; days always are.
        log.contacts.iter_mut().for_each(|it| it.usager = it.usager.or(Some(5)));
        asked.unit = if seed.is_multiple_of(2) { UnitKind::Usager } else { UnitKind::Day };
        let costs = random_costs(seed);
        let found = log.oracle().by_unit(&"caf".parse().unwrap(), &asked, &costs).unwrap();
        assert_eq!(found.without_unit, 0);
        for (place, metric) in asked.metrics.iter().enumerate() {
            for (sums, whole) in found.sums[place].iter().zip(whole(&log, &asked, place, &costs)) {
                let about = format!("seed {seed}: {metric:?}");
                let numerator: f64 = sums.numerators.iter().sum();
                assert!((numerator - whole.0).abs() < 1e-9 * whole.0.abs().max(1.0), "{about}");
                let denominator: f64 = sums.denominators.iter().sum();
                match metric.measure {
                    // Each unit counts for one.
                    Measure::Volume | Measure::Cost => {
                        assert!(sums.denominators.iter().all(|it| (it - 1.0).abs() < 1e-12));
                    }
                    // A request of two usagers, or of two days, counts for each.
                    Measure::Requests => assert!(denominator >= whole.1, "{about}"),
                    _ => assert!((denominator - whole.1).abs() < 0.5, "{about}"),
                }
                compared += usize::from(numerator > 0.0);
            }
        }
    }
    assert!(compared > 400, "only {compared} sums were compared");
}
