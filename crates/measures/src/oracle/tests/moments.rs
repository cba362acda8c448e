//! Moments that make people call, on logs small enough to be counted by hand.

use kernel::{Direction, Scope};

use crate::{
    Moment, MomentKind, MomentMeasurer, MomentQuestion,
    moments::MomentPart,
    testing::{Chance, TestLog, a_contact, an_event, instant},
};

const DAY_US: i64 = 86_400_000_000;

/// Forty requests, each complete on a day of its own and closed forty days later. Each has a notice that tells its reason, and three of
/// four a call after twenty days and three hours.
fn silence() -> TestLog {
    let begin = instant("2025-01-01T08:00:00Z");
    let (mut contacts, mut events) = (Vec::new(), Vec::new());
    for (request, day) in (0..40).zip(0_i64..) {
        let after = |hours: i64| begin + day * DAY_US + hours * (DAY_US / 24);
        let a_contact = || a_contact().from(request).on(request);
        contacts.push(a_contact().going(Direction::Proactive).at_us(after(0)));
        if request % 4 != 0 {
            contacts.push(a_contact().at_us(after(20 * 24 + 3)).because("A2"));
        }
        let an_event = || an_event().from(request).on(request);
        events.push(an_event().status("complete").at_us(after(0)));
        events.push(an_event().status("closed").at_us(after(40 * 24)));
    }
    TestLog::of(contacts).and(events)
}

fn moments(log: &TestLog, question: &MomentQuestion) -> Vec<Moment> {
    log.oracle().moments(&Scope::Everyone, question).unwrap()
}

/// Everything was observed whole.
fn whole() -> MomentQuestion {
    MomentQuestion { observed_until: Some(instant("2025-06-01T00:00:00Z")), ..MomentQuestion::default() }
}

#[test]
fn a_silence_is_told_with_its_day_its_contacts_and_what_they_carry() {
    let found = moments(&silence(), &whole());
    let [moment] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((moment.reason.as_str(), moment.status.as_str()), ("APL", "complete"));
    assert_eq!(moment.kind, MomentKind::Silence { days: 20 });
    assert_eq!((moment.from_day, moment.to_day, moment.leave_after_days), (20, 21, 20));
    assert_eq!((moment.episodes, moment.notices, moment.contacts), (40, 40, 30));
    assert!(moment.base_per_day.abs() < 1e-12);
    assert!((moment.excess_per_100.mid - 75.0).abs() < 1e-9);
    assert!((moment.excess_per_year.mid * moment.years - 30.0).abs() < 1e-9);
    assert_eq!(moment.avoidable_per_year, moment.excess_per_year);
    assert_eq!(moment.avoidable_soon_per_year, moment.excess_per_year, "a stretch of a day is soon");
    assert_eq!((moment.by_day.len(), moment.by_day[20].contacts), (41, 30));
    assert!((moment.by_day[20].at_risk - 40.0).abs() < 1e-12);
    let parts = |it: &[MomentPart]| -> Vec<(Option<String>, u64)> {
        it.iter().map(|it| (it.code.clone(), it.contacts)).collect()
    };
    assert_eq!(parts(&moment.channels), [(Some("phone".to_owned()), 30)]);
    assert_eq!(parts(&moment.causes), [(Some("A2".to_owned()), 30)]);
}

#[test]
fn what_comes_more_than_two_weeks_after_the_notice_is_not_soon() {
    let begin = instant("2025-01-01T08:00:00Z");
    let (mut contacts, mut events) = (Vec::new(), Vec::new());
    for (request, place) in (0..120).zip(0_i64..) {
        let after = |days: i64| begin + (place % 20 + days) * DAY_US + 3_600_000_000;
        let a_contact = || a_contact().from(request).on(request);
        contacts.push(a_contact().going(Direction::Proactive).at_us(begin + place % 20 * DAY_US));
        // One call each of four in five, on the twentieth day to the forty-third.
        if request < 96 {
            contacts.push(a_contact().at_us(after(20 + place % 24)));
        }
        let an_event = || an_event().from(request).on(request);
        events.push(an_event().status("complete").at_us(begin + place % 20 * DAY_US));
        events.push(an_event().status("closed").at_us(after(70)));
    }
    let found = moments(&TestLog::of(contacts).and(events), &whole());
    let [moment] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((moment.from_day, moment.to_day, moment.leave_after_days), (20, 44, 22));
    assert!((moment.avoidable_per_year.mid * moment.years - 88.0).abs() < 1e-9, "four a day from day 22 on");
    assert!((moment.avoidable_soon_per_year.mid * moment.years - 56.0).abs() < 1e-9, "fourteen days of them");
}

#[test]
fn episodes_that_begin_outside_the_period_or_belong_to_others_do_not_count() {
    let tenth = instant("2025-01-11T00:00:00Z");
    let episodes = |question: MomentQuestion| moments(&silence(), &question).first().map(|it| it.episodes);
    assert_eq!(episodes(MomentQuestion { to: Some(tenth), ..whole() }), None, "too few contacts");
    assert_eq!(episodes(MomentQuestion { from: Some(tenth), ..whole() }), Some(30));
    assert_eq!(episodes(MomentQuestion { partner: "cpam".parse().ok(), ..whole() }), None);
    let caf = MomentQuestion { partner: "caf".parse().ok(), ..whole() };
    assert_eq!(episodes(caf.clone()), Some(40));
    let other = Scope::Partner("cpam".parse().unwrap());
    assert_eq!(silence().oracle().moments(&other, &caf).unwrap(), []);
}

#[test]
fn what_is_not_observed_yet_is_censored_and_a_closed_request_has_no_episode() {
    // The last requests were complete for less than twenty days when observation ends.
    let until = instant("2025-02-04T08:00:00Z");
    let found = moments(&silence(), &MomentQuestion { observed_until: Some(until), ..whole() });
    let [moment] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((moment.episodes, moment.notices), (34, 15));
    assert_eq!(moment.by_day[20].contacts, 10);
    assert!(moments(&silence(), &whole()).iter().all(|it| it.status != "closed"));
}

#[test]
fn a_contact_without_number_counts_by_its_usager_and_reason() {
    let mut log = silence();
    for contact in &mut log.contacts {
        if contact.direction == Direction::Inbound {
            contact.request = None;
        }
    }
    assert_eq!(moments(&log, &whole()), moments(&silence(), &whole()));
    for contact in log.contacts.iter_mut().filter(|it| it.request.is_none()) {
        contact.reason = "RSA".to_owned();
    }
    assert_eq!(moments(&log, &whole()), []);
}

#[test]
fn what_is_flat_is_no_moment() {
    let begin = instant("2025-01-01T08:00:00Z");
    let (mut contacts, mut events, mut chance) = (Vec::new(), Vec::new(), Chance::of(1));
    for (request, place) in (0..300).zip(0_i64..) {
        let after = |days: i64| begin + (place % 60 + days) * DAY_US;
        let a_contact = || a_contact().from(request).on(request);
        contacts.push(a_contact().going(Direction::Proactive).at_us(after(0)));
        for _ in 0..place % 3 {
            let day = i64::from(chance.number(30));
            contacts.push(a_contact().at_us(after(day) + DAY_US / 2));
        }
        let an_event = || an_event().from(request).on(request);
        events.push(an_event().at_us(after(0)));
        events.push(an_event().status("closed").at_us(after(30)));
    }
    assert_eq!(moments(&TestLog::of(contacts).and(events), &whole()), []);
}
