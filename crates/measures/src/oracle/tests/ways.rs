//! First contacts by way, on logs small enough to be counted by hand.

use kernel::{Channel, Direction, Euro, Scope, Window};

use crate::{
    UnitCosts, WayMeasurer, WayQuestion, Ways,
    testing::{ContactBuilder, TestLog, a_contact, instant},
    ways::{Timed, WayCell},
};

fn on_day(day: u32) -> ContactBuilder {
    a_contact().at(&format!("2025-03-{day:02}T09:00:00Z"))
}

fn ways(contacts: Vec<ContactBuilder>, question: &WayQuestion) -> Ways {
    let oracle = TestLog::of(contacts).oracle();
    oracle.ways(&Scope::Everyone, question, &UnitCosts::default()).unwrap()
}

/// A week, observed until the end of the month.
fn week() -> WayQuestion {
    let until = Some(instant("2025-03-31T00:00:00Z"));
    WayQuestion { window: Window::days(7), observed_until: until, ..WayQuestion::default() }
}

fn only_cell(ways: &Ways) -> &WayCell {
    let [cell] = ways.cells.as_slice() else { panic!("{ways:?}") };
    cell
}

#[test]
fn what_follows_belongs_to_the_way_of_the_first_contact() {
    let found = ways(
        vec![
            on_day(1).waiting_s(60).lasting_s(300).costing(Euro(50_000)),
            on_day(5).by(Channel::Counter).waiting_s(600),
            // Within a week of the second, not of the first: still the same matter.
            on_day(11).by(Channel::Email).lasting_s(120),
            on_day(2).from(2),
        ],
        &week(),
    );
    let cell = only_cell(&found);
    assert_eq!((cell.channel, cell.firsts, cell.settled, cell.followers), (Channel::Phone, 2, 1, 2));
    assert_eq!((cell.cost, cell.follow_cost), (Euro(110_000), Euro(210_000)));
    assert_eq!(cell.wait, Timed { contacts: 1, seconds: 60 });
    assert_eq!(cell.duration, Timed { contacts: 1, seconds: 300 });
    assert_eq!(cell.follow_wait, Timed { contacts: 1, seconds: 600 });
    assert_eq!(cell.follow_duration, Timed { contacts: 1, seconds: 120 });
}

#[test]
fn another_reason_another_usager_and_what_the_institution_sends_do_not_follow() {
    let found = ways(
        vec![
            on_day(1),
            on_day(2).about("RSA"),
            on_day(2).from(2),
            on_day(2).going(Direction::Outbound),
            on_day(2).to("cpam"),
        ],
        &week(),
    );
    assert_eq!(found.cells.len(), 3);
    assert!(found.cells.iter().all(|it| it.settled == it.firsts && it.followers == 0));
}

#[test]
fn what_was_not_observed_for_the_whole_window_is_no_first_contact() {
    let found = ways(vec![on_day(24), on_day(23).from(2)], &week());
    assert_eq!(only_cell(&found).firsts, 1);
    let last = WayQuestion { observed_until: None, ..week() };
    assert_eq!(ways(vec![on_day(1)], &last).cells, []);
    assert_eq!(ways(Vec::new(), &last), Ways::default());
}

#[test]
fn a_contact_of_nobody_arrives_but_tells_nothing_of_what_follows() {
    let found = ways(vec![on_day(1).from_nobody()], &week());
    assert_eq!(found.cells, []);
    assert_eq!(found.arrivals.len(), 1);
}

#[test]
fn the_period_keeps_first_contacts_and_not_those_that_follow() {
    let to = Some(instant("2025-03-02T00:00:00Z"));
    let found = ways(vec![on_day(1), on_day(3)], &WayQuestion { to, ..week() });
    assert_eq!((only_cell(&found).settled, only_cell(&found).followers), (0, 1));
    let from = Some(instant("2025-03-02T00:00:00Z"));
    assert_eq!(ways(vec![on_day(1), on_day(3)], &WayQuestion { from, ..week() }).cells, []);
}

#[test]
fn sites_are_told_apart_only_where_they_are_asked() {
    let contacts = || vec![on_day(1).in_site("Lyon"), on_day(1).from(2).in_site("Brest"), on_day(1).from(3)];
    assert_eq!(only_cell(&ways(contacts(), &week())).firsts, 3);
    let found = ways(contacts(), &WayQuestion { is_by_site: true, ..week() });
    let sites: Vec<_> = found.cells.iter().map(|it| it.site.as_deref()).collect();
    assert_eq!(sites, [None, Some("Brest"), Some("Lyon")]);
}

#[test]
fn every_inbound_contact_arrives_at_its_hour_of_paris() {
    let found = ways(vec![on_day(3), on_day(4), on_day(10), on_day(4).going(Direction::Outbound)], &week());
    let [arrivals] = found.arrivals.as_slice() else { panic!("{found:?}") };
    assert_eq!(arrivals.hours.len(), 168);
    // Nine in London is ten in Paris; the 3rd and the 10th were Mondays.
    assert_eq!((arrivals.hours[10], arrivals.hours[34]), (2, 1));
    assert_eq!(arrivals.hours.iter().sum::<u64>(), 3);
    assert_eq!(found.weeks("caf"), Some(1.0));
    assert_eq!(found.weeks("cpam"), None);
}
