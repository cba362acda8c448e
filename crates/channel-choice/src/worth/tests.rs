use super::*;
use crate::Basis;

fn estimate(channel: Channel, settled: f64, half: f64, cost: f64, effort_min: f64) -> Estimate {
    Estimate {
        channel,
        settled,
        settled_low: settled - half,
        settled_high: settled + half,
        settled_by_choice: settled,
        shared_error: 0.0,
        usual_wait_min: 0.0,
        failure_cost: 0.0,
        effort_min,
        cost,
        staff_min: 5.0,
        contacts: 50,
        basis: Basis::Own,
    }
}

const fn share(channel: Channel, share: f64) -> Share {
    Share { channel, share }
}

fn case(reason: &str, site: Option<&str>, advised: Vec<Share>) -> Case {
    Case {
        partner: "caf".into(),
        reason: reason.into(),
        site: site.map(Into::into),
        features: Vec::new(),
        people: 100.0,
        today: vec![share(Channel::Phone, 3.0), share(Channel::Web, 1.0)],
        advised,
        estimates: vec![
            estimate(Channel::Phone, 0.6, 0.02, 10.0, 30.0),
            estimate(Channel::Web, 0.8, 0.02, 2.0, 10.0),
        ],
        failure: Failure { contacts: 1.5, cost: 12.0, effort_min: 40.0 },
    }
}

#[test]
fn what_changes_is_counted_in_contacts_euros_and_minutes() {
    let worth = compare(&[case("address", None, vec![share(Channel::Web, 1.0)])]);
    let near =
        |found: f64, expected: f64| assert!((found - expected).abs() < 1e-9, "{found} is not {expected}");
    near(worth.all.settled_today, 0.65);
    near(worth.all.settled_advised, 0.8);
    near(worth.all.contacts_avoided.value, 100.0 * 0.15 * 1.5);
    near(worth.all.saved.value, 75.0 * 8.0);
    near(worth.all.minutes_spared.value, 75.0 * 20.0);
    near(worth.all.settled.high - worth.all.settled.low, 2.0 * 0.75 * 0.02 * 2.0_f64.sqrt());
    assert_eq!(worth.mix, [(Channel::Phone, 0.75, 0.0), (Channel::Web, 0.25, 1.0)]);
    assert_eq!(worth.all.gains(), Some(true));
}

#[test]
fn those_who_lose_come_first() {
    let gains = case("address", Some("town"), vec![share(Channel::Web, 1.0)]);
    let mut loses = case("housing", Some("village"), vec![share(Channel::Phone, 1.0)]);
    loses.features = vec![Feature::NoInternet];
    let worth = compare(&[gains, loses]);
    assert_eq!(worth.by_reason[0].0.1, "housing");
    assert_eq!(worth.by_site[0].0.1, "village");
    assert_eq!(worth.by_site[0].1.gains(), Some(false));
    assert_eq!(worth.by_feature[0].0, Feature::NoInternet);
}

#[test]
fn the_same_mix_changes_nothing() {
    let today = vec![share(Channel::Phone, 3.0), share(Channel::Web, 1.0)];
    let worth = compare(&[case("address", None, today)]);
    assert!(worth.all.settled.high.abs() < 1e-12 && worth.all.saved.value.abs() < 1e-9);
    assert_eq!(worth.all.gains(), None);
}

#[test]
fn what_is_no_case_is_left_out() {
    let mut nobody = case("address", None, vec![share(Channel::Web, 1.0)]);
    nobody.people = f64::NAN;
    let nowhere = case("address", None, vec![share(Channel::Post, 1.0)]);
    assert_eq!(compare(&[nobody, nowhere]), Worth::default());
}

#[test]
fn the_log_says_nothing_of_ways_that_nobody_takes() {
    let ways = vec![
        LogWay { channel: Channel::Phone, contacts: 300, settled: 180 },
        LogWay { channel: Channel::Web, contacts: 100, settled: 80 },
    ];
    let known = LogCase { name: "address".into(), ways, advised: vec![share(Channel::Web, 1.0)] };
    let mut unknown = known.clone();
    unknown.name = "housing".into();
    unknown.advised = vec![share(Channel::Chat, 0.5), share(Channel::Web, 0.5)];
    let found = on_log(&[known, unknown], 0.1).unwrap();
    assert_eq!(found.missing, [Missing { name: "housing".into(), channel: Channel::Chat, share: 0.25 }]);
    assert!((found.values.value.unwrap().value - 0.8).abs() < 1e-12);
    assert_eq!(found.values.doubts.len(), 1);
}

/// Advice of two ways: the web with this probability, else the telephone; `settled` says of each way how often it settles.
fn answered(count: u32, web: f64, today: &[Share], settled: [f64; 2]) -> Vec<Answered> {
    let one = |number: u32| {
        // Two draws that fill the square evenly.
        let draw = (f64::from(number) + 0.5) / f64::from(count);
        let outcome = (f64::from(number) * 0.618_033_988_749_895).fract();
        let advised = if draw < web { Channel::Web } else { Channel::Phone };
        Answered {
            given: vec![share(Channel::Web, web), share(Channel::Phone, 1.0 - web)],
            advised,
            is_settled: outcome < settled[usize::from(advised == Channel::Phone)],
            today: today.to_vec(),
            chances: vec![share(Channel::Web, 0.5), share(Channel::Phone, 0.5)],
        }
    };
    (0..count).map(one).collect()
}

#[test]
fn answers_to_advice_tell_of_the_advice_of_today_by_every_estimator() {
    // The web was advised to a fifth of people and settles more often; today all are advised the web.
    let all = answered(4_000, 0.2, &[share(Channel::Web, 1.0)], [0.8, 0.5]);
    let found = on_advice(&all, 0.1).unwrap();
    assert_eq!((found.answered, found.kept, found.doubts.len()), (4_000, 4_000, 0));
    let as_it_was = f64::from(u32::try_from(found.settled).unwrap()) / 4_000.0;
    assert!((as_it_was - 0.56).abs() < 0.01, "{as_it_was}");
    let values = &found.values;
    for value in [values.ipw, values.snips.unwrap(), values.doubly_robust, values.switched] {
        assert!((value.value - 0.8).abs() < 0.01, "{found:?}");
        assert!(value.low < 0.8 && 0.8 < value.high && value.high - value.low < 0.1, "{found:?}");
    }
    assert!((values.diagnostics.effective - 800.0).abs() < 1.0);
}

#[test]
fn where_the_advice_of_today_could_not_have_been_given_nothing_is_said_of_it() {
    let mut all = answered(300, 0.5, &[share(Channel::Post, 1.0)], [0.8, 0.5]);
    assert!(matches!(on_advice(&all, 0.1), Err(evidence::Fault::TooFew { .. })));
    all.extend(answered(40, 0.5, &[share(Channel::Web, 1.0)], [0.8, 0.5]));
    let found = on_advice(&all, 0.1).unwrap();
    assert_eq!((found.answered, found.kept), (340, 40));
    assert!(matches!(found.doubts[..], [evidence::off_policy::Doubt::FewEffective { .. }, ..]), "{found:?}");
    assert!(on_advice(&[], 0.1).is_err());
}
