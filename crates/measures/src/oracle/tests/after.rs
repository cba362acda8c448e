//! What followed, on worlds that a reader can follow.

use kernel::{Channel, Direction, Euro};

use crate::{
    AfterMeasurer, UnitCosts,
    after::{AfterQuestion, AfterTable, Span},
    testing::{TestLog, a_contact},
};

fn ask(log: &TestLog, spans: Vec<Span>, reasons: &[&str]) -> AfterTable {
    let reasons = reasons.iter().map(|it| (*it).to_owned()).collect();
    let question = AfterQuestion { spans, reasons };
    log.oracle().after(&"caf".parse().unwrap(), &question, &UnitCosts::default()).unwrap()
}

#[test]
fn a_span_begins_with_its_first_instant_and_ends_before_its_last() {
    let log = TestLog::of([9, 10, 19, 20].map(|at| a_contact().from(1).at_us(at)));
    let found = ask(&log, vec![Span { usager: 1, from: 10, to: 20 }], &[]);
    assert_eq!((found.followed[0].contacts(), found.observed_until), (2, Some(20)));
}

#[test]
fn only_inbound_contacts_of_the_usager_for_the_reasons_count() {
    let log = TestLog::of([
        a_contact().from(1).at_us(5).about("APL"),
        a_contact().from(1).at_us(5).about("RSA"),
        a_contact().from(2).at_us(5).about("APL"),
        a_contact().from(1).at_us(5).about("APL").going(Direction::Proactive),
        a_contact().from_nobody().at_us(5).about("APL"),
    ]);
    let span = Span { usager: 1, from: 0, to: 10 };
    let counts = |reasons: &[&str]| ask(&log, vec![span], reasons).followed[0].contacts();
    assert_eq!((counts(&["APL"]), counts(&[]), counts(&["AAH"])), (1, 2, 0));
}

#[test]
fn spans_that_overlap_count_the_same_contact_twice_and_channels_apart() {
    let log = TestLog::of([
        a_contact().from(1).at_us(5).by(Channel::Phone).costing(Euro(30_000)),
        a_contact().from(1).at_us(8).by(Channel::Email),
    ]);
    let spans = vec![Span { usager: 1, from: 0, to: 10 }, Span { usager: 1, from: 6, to: 9 }];
    let found = ask(&log, spans, &[]);
    assert_eq!(found.followed.iter().map(crate::after::Followed::contacts).collect::<Vec<_>>(), [2, 1]);
    assert_eq!(found.followed[0].by_channel[Channel::Phone.index()], 1);
    let usual = UnitCosts::default_for(Channel::Email, Direction::Inbound);
    assert_eq!(found.followed[0].cost, Euro(30_000 + usual.0));
}
