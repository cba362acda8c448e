use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use contact_log::Keys;
use experiments::plan::{AllocationMethod, Stopping, Unit};
use measures::testing::{ContactBuilder, TestLog, a_contact, instant};

use super::*;

const DAY_US: i64 = 86_400_000_000;

fn laboratory(contacts: Vec<ContactBuilder>) -> Laboratory {
    let oracle = Arc::new(TestLog::of(contacts).oracle());
    let keys = Arc::new(Keys::from_bytes([7; 32]));
    Laboratory::new(Arc::clone(&oracle) as _, oracle, keys, "test")
}

fn plan() -> Plan {
    Plan::read(
        r#"
        title = "Essai"
        question = "Moins d’appels ?"
        practice = "P11"
        unit = "usager"
        start = 2025-06-02
        days = 56
        minimum_effect = -0.1
        metric = { measure = "volume" }
        [[arms]]
        name = "temoin"
        [[arms]]
        name = "sms"
        "#,
    )
    .unwrap()
}

/// A contact on a day counted from the one before the start, backwards.
fn back(days: i64) -> ContactBuilder {
    a_contact().at_us(instant("2025-06-01T10:00:00Z") - days * DAY_US)
}

/// Usagers with 1, 2 or 3 contacts in the weeks before the start, spread over all of them.
fn usagers(count: u64) -> Vec<ContactBuilder> {
    let of = |usager: u64| {
        (0..=usager % 3)
            .map(move |it| back(i64::try_from((usager * 7 + it * 19) % 56).unwrap()).from(usager + 1))
    };
    (0..count).flat_map(of).collect()
}

async fn foreseen(contacts: Vec<ContactBuilder>, plan: &Plan) -> Foresight {
    let partner = "caf".parse().unwrap();
    foresee(&laboratory(contacts), &partner, plan, UnitCosts::default(), || true).await.unwrap()
}

fn known(foresight: Foresight) -> Outlook {
    match foresight {
        Foresight::Known(it) => it,
        other => panic!("{other:?}"),
    }
}

fn reckoned(outlook: &Outlook) -> &Reckoned {
    match &outlook.means {
        Means::Reckoned(it) => it,
        Means::Tried(it) => panic!("{it:?}"),
    }
}

fn tried(outlook: &Outlook) -> &Tried {
    match &outlook.means {
        Means::Tried(it) => it,
        Means::Reckoned(it) => panic!("{it:?}"),
    }
}

#[tokio::test]
async fn usagers_are_reckoned_by_the_formula_of_two_arms() {
    let outlook = known(foreseen(usagers(300), &plan()).await);
    // 1, 2 and 3 contacts in equal parts: mean 2, variance 2/3 · 300/299.
    let sd = (2.0_f64 / 3.0 * 300.0 / 299.0).sqrt();
    let expected = evidence::power::Plan::default().detectable(150.0).unwrap() * sd / 2.0;
    let found = reckoned(&outlook);
    assert!((found.detectable.unwrap() - expected).abs() < 1e-9, "{found:?}");
    assert!((outlook.figure - 2.0).abs() < 1e-12 && outlook.units == 300 && !outlook.is_partial);
    assert_eq!(
        (outlook.from.to_string(), outlook.to.to_string()),
        ("2025-04-07".to_owned(), "2025-06-01".to_owned())
    );
    assert_eq!(found.curve.len(), 8);
    assert!(found.curve.first().unwrap().detectable.unwrap() > expected);
    // With as many units as it says, the effect hoped for is just seen.
    let needed = evidence::power::Plan::default().units_for(0.2, sd * sd).unwrap() * 2.0;
    assert_eq!(found.units_needed, rounded_up(needed));
}

#[tokio::test]
async fn the_same_log_is_enough_too_short_or_hopeless_by_what_is_hoped_for() {
    let least = reckoned(&known(foreseen(usagers(300), &plan()).await)).detectable.unwrap();
    let judged = async |effect: f64| {
        let outlook = known(foreseen(usagers(300), &Plan { minimum_effect: -effect, ..plan() }).await);
        (outlook.judgement(), reckoned(&outlook).weeks_needed)
    };
    let (enough, weeks) = judged(least * 1.01).await;
    assert!(enough == Judgement::Enough && weeks.unwrap() <= 8, "{enough:?} {weeks:?}");
    let (short, weeks) = judged(least / 1.5).await;
    assert!(short == Judgement::TooShort && weeks.is_none_or(|it| it > 8), "{short:?} {weeks:?}");
    assert_eq!(judged(least / 2.5).await.0, Judgement::Hopeless);
}

#[tokio::test]
async fn a_past_that_tells_the_future_makes_the_comparison_more_precise() {
    let with_past = |count: u64| {
        let mut contacts = usagers(count);
        let of = |usager: u64| {
            (0..=usager % 3).map(move |it| back(60 + i64::try_from(it).unwrap()).from(usager + 1))
        };
        contacts.extend((0..count).flat_map(of));
        contacts
    };
    let plan = Plan { days_before: 28, ..plan() };
    let outlook = known(foreseen(with_past(300), &plan).await);
    let without = Plan {
        analysis: experiments::plan::AnalysisRule { adjust: false, ..plan.analysis.clone() },
        ..plan.clone()
    };
    let bare = known(foreseen(with_past(300), &without).await);
    let (adjusted, unadjusted) = (reckoned(&outlook), reckoned(&bare));
    // The past is the same number: all that may be taken away is.
    assert!((adjusted.reduction - 0.99).abs() < 1e-12 && unadjusted.reduction == 0.0, "{adjusted:?}");
    let ratio = adjusted.detectable.unwrap() / unadjusted.detectable.unwrap();
    assert!((ratio - 0.1).abs() < 1e-9, "{ratio}");
}

#[tokio::test]
async fn looking_before_the_end_costs_and_looking_always_costs_more() {
    let least = async |stopping: Stopping| {
        let outlook = known(foreseen(usagers(300), &Plan { stopping, ..plan() }).await);
        reckoned(&outlook).detectable.unwrap()
    };
    let fixed = least(Stopping::Fixed).await;
    let looks = Stopping::GroupSequential { looks: 4, spending: experiments::plan::Spending::Pocock };
    let (planned, always) = (least(looks).await, least(Stopping::AlwaysValid).await);
    assert!(fixed < planned && planned < always, "{fixed} {planned} {always}");
}

/// Offices with some contacts a day each, from `days` before the start on.
fn offices(count: u64, days: i64) -> Vec<ContactBuilder> {
    let mut contacts = Vec::new();
    for office in 0..count {
        for day in 0..days {
            let day_number = u64::try_from(day).unwrap();
            for visit in 0..=(office + day_number * day_number) % 3 {
                let usager = 1 + office * 1_000_000 + day_number * 10 + visit;
                contacts.push(back(day).from(usager).in_site(&format!("bureau {office}")));
            }
        }
    }
    contacts
}

#[tokio::test]
async fn with_six_offices_no_draw_proves_anything() {
    let plan = Plan { unit: Unit::Office, ..plan() };
    let few = known(foreseen(offices(6, 56), &plan).await);
    assert_eq!((reckoned(&few).units_least, few.judgement()), (Some(8), Judgement::Hopeless));
    let more = known(foreseen(offices(8, 56), &plan).await);
    assert_eq!(reckoned(&more).units_least, None);
}

#[tokio::test]
async fn a_wedge_is_reckoned_by_its_own_formula_and_more_offices_see_more() {
    let mut plan = Plan { unit: Unit::Office, design: Design::SteppedWedge, ..plan() };
    plan.allocation.steps = 3;
    let least = async |offices_count: u64| {
        let outlook = known(foreseen(offices(offices_count, 56), &plan).await);
        assert_eq!(outlook.units, offices_count);
        reckoned(&outlook).detectable.unwrap()
    };
    let (six, twelve) = (least(6).await, least(12).await);
    assert!(six > twelve && twelve > 0.0, "{six} {twelve}");
    plan.allocation.steps = 9;
    // Eight weeks do not hold nine steps.
    assert_eq!(foreseen(offices(6, 56), &plan).await, Foresight::Faulty);
}

#[tokio::test]
async fn what_is_missing_is_told_and_not_guessed() {
    assert_eq!(foreseen(Vec::new(), &plan()).await, Foresight::NoLog);
    let office = Plan { unit: Unit::Office, ..plan() };
    assert_eq!(foreseen(usagers(10), &office).await, Foresight::NoUnit);
    let marks = Plan {
        metric: experiments::plan::Metric { measure: experiments::plan::Outcome::Avoidable, ..plan().metric },
        ..plan()
    };
    assert_eq!(foreseen(usagers(10), &marks).await, Foresight::NoFigure);
    let mut faulty = plan();
    faulty.allocation.method = AllocationMethod::Stratified;
    assert_eq!(foreseen(usagers(10), &faulty).await, Foresight::Faulty);
    // What is not part of the reckoning may still be missing.
    let untitled = Plan { title: String::new(), ..plan() };
    assert!(matches!(foreseen(usagers(10), &untitled).await, Foresight::Known(_)));
}

#[tokio::test]
async fn a_log_that_begins_late_is_told() {
    let late: Vec<ContactBuilder> =
        (0..60).map(|it| back(it % 10).from(1 + it.unsigned_abs() % 45)).collect();
    assert!(known(foreseen(late, &plan()).await).is_partial);
}

#[tokio::test]
async fn a_log_that_is_too_short_for_a_try_says_how_long_it_must_be() {
    let plan = Plan { design: Design::Interrupted, days_before: 112, minimum_effect: -0.4, ..plan() };
    assert_eq!(foreseen(offices(3, 100), &plan).await, Foresight::ShortLog { days: 168 });
    let outlook = known(foreseen(offices(3, 300), &plan).await);
    // 300 days hold 168 and 132 more: nineteen weeks back.
    assert_eq!(tried(&outlook).points.iter().map(|it| it.runs).collect::<Vec<_>>(), [19; 3]);
}

#[tokio::test]
async fn tries_stop_when_there_is_no_time_and_few_of_them_say_nothing() {
    let plan = Plan { design: Design::Staggered, unit: Unit::Office, days_before: 56, ..plan() };
    let partner = "caf".parse().unwrap();
    let asked = Arc::new(AtomicU32::new(0));
    let counter = Arc::clone(&asked);
    let goes_on = move || counter.fetch_add(1, Ordering::Relaxed) < 2;
    let laboratory = laboratory(offices(8, 112));
    let foresight = foresee(&laboratory, &partner, &plan, UnitCosts::default(), goes_on).await.unwrap();
    let outlook = known(foresight);
    assert_eq!(tried(&outlook).points.iter().map(|it| it.runs).collect::<Vec<_>>(), [3; 3]);
    assert_eq!((outlook.judgement(), asked.load(Ordering::Relaxed)), (Judgement::Unclear, 3));
}
