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
