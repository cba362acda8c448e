//! What is said of messages whose effect is known, because it was put in.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use kernel::{Channel, Euro};
use measures::{AfterTable, after::Followed};
use rand_chacha::{
    ChaCha8Rng,
    rand_core::{RngCore, SeedableRng},
};

use super::{Effect, Effects, Question, Settings, Turn, Verdict, effects, must_stop, question};

/// A Monday.
const START: &str = "2026-03-02T08:00:00Z";
/// Longer than ten working days, whatever the holidays.
const LATER_DAYS: i64 = 40;

fn start() -> Timestamp {
    START.parse().unwrap()
}

fn day(after: i64) -> Timestamp {
    start() + SignedDuration::from_hours(24 * after)
}

fn a_turn(person: u64, is_held: bool, after_days: i64) -> Turn {
    let sent = u64::from(!is_held);
    Turn {
        person,
        is_held,
        share_e4: 1_000,
        entered_at: day(after_days),
        version: 1,
        template: None,
        sent,
        delivered: sent,
        failed: 0,
        cost: Euro(600 * i64::from(!is_held)),
    }
}

/// Persons who come one after the other, each with contacts after their turns.
struct World {
    question: Question,
    table: AfterTable,
}

/// What is put in.
#[derive(Clone, Copy)]
struct Put {
    persons: u64,
    /// Turns of each person, a week apart.
    turns: u64,
    /// Days over which persons come.
    days: u64,
    holdout: f64,
    held_rate: f64,
    told_rate: f64,
}

const NULL: Put = Put { persons: 2_000, turns: 1, days: 60, holdout: 0.1, held_rate: 0.25, told_rate: 0.25 };

impl World {
    fn of(put: Put, seed: u64) -> Self {
        let mut chance = ChaCha8Rng::seed_from_u64(seed);
        let mut share = move || f64::from(chance.next_u32()) / 4_294_967_296.0;
        let (mut turns, mut contacts): (Vec<Turn>, HashMap<u64, Vec<i64>>) = (Vec::new(), HashMap::new());
        for person in 0..put.persons {
            let is_held = share() < put.holdout;
            // Some call far more often than others, turn after turn.
            let own = [0.4, 0.4, 0.4, 2.8][usize::try_from(person % 4).unwrap()];
            let rate = own * if is_held { put.held_rate } else { put.told_rate };
            let came = i64::try_from(person * put.days / put.persons).unwrap();
            for turn in 0..i64::try_from(put.turns).unwrap() {
                let turn = a_turn(person, is_held, came + 21 * turn);
                let at = turn.entered_at.as_microsecond() + 3_600_000_000;
                turns.push(turn);
                // Geometric: many never call, some call again and again.
                while share() < rate / (1.0 + rate) {
                    contacts.entry(person).or_default().push(at);
                }
            }
        }
        Self::with(turns, |person| contacts.get(&person).cloned().unwrap_or_default())
    }

    /// Contacts are calls that cost six euro.
    fn with(turns: Vec<Turn>, contacts: impl Fn(u64) -> Vec<i64>) -> Self {
        let question = question(turns, Vec::new(), &Settings::default());
        let mut followed = Vec::new();
        let mut last = 0;
        for span in &question.asked.spans {
            let mut found = Followed::default();
            for at in contacts(span.usager) {
                if (span.from..span.to).contains(&at) {
                    found.add(Channel::Phone, Euro(60_000));
                }
            }
            followed.push(found);
            last = last.max(span.to);
        }
        Self { question, table: AfterTable { followed, observed_until: Some(last) } }
    }

    fn seen(&self, now: Timestamp) -> Effects {
        effects(&self.question, &self.table, now, &Settings::default())
    }

    fn effect(&self) -> Effect {
        self.seen(Timestamp::MAX).versions.remove(0).1
    }

    /// Whether anything is ever announced, looking again and again until all is known.
    fn announced(&self, last_day: i64) -> Option<Verdict> {
        (12..=last_day).step_by(9).find_map(|after| {
            let seen = self.seen(day(after));
            let verdict = seen.versions[0].1.verdict;
            matches!(verdict, Verdict::Avoids | Verdict::Provokes).then_some(verdict)
        })
    }
}

/// Worlds of which something is announced at some look.
fn announcing(put: Put, worlds: u64, last_day: i64) -> u64 {
    (0..worlds).filter(|seed| World::of(put, *seed).announced(last_day).is_some()).count() as u64
}

#[test]
fn messages_that_change_nothing_are_hardly_ever_said_to_change_something() {
    // 5 of 100 are allowed; 100 worlds give 5 ± 2.2.
    let found = announcing(Put { persons: 1_000, ..NULL }, 100, 60 + LATER_DAYS);
    assert!(found <= 9, "{found} of 100");
}

#[test]
fn rare_contacts_and_few_people_kept_apart_announce_nothing_either() {
    let put = Put { persons: 1_000, held_rate: 0.03, told_rate: 0.03, ..NULL };
    let found = announcing(put, 100, 60 + LATER_DAYS);
    assert!(found <= 9, "{found} of 100");
}

#[test]
fn persons_with_many_turns_announce_nothing_either() {
    let put = Put { persons: 250, turns: 4, holdout: 0.2, ..NULL };
    let found = announcing(put, 100, 60 + 4 * 21 + LATER_DAYS);
    assert!(found <= 9, "{found} of 100");
}

#[test]
fn the_interval_holds_what_was_put_in_and_proves_it() {
    let put = Put { persons: 6_000, held_rate: 0.5, told_rate: 0.3, ..NULL };
    let (mut held, mut proved) = (0, 0);
    for seed in 0..40 {
        let effect = World::of(put, 7_000 + seed).effect();
        let found = effect.avoided_per_100_turns.unwrap();
        held += u32::from(found.low <= 20.0 && 20.0 <= found.high);
        proved += u32::from(effect.verdict == Verdict::Avoids);
    }
    assert!(held >= 37, "{held} of 40 hold it");
    assert!(proved >= 36, "{proved} of 40 are proved");
}

#[test]
fn a_message_that_makes_people_call_is_flagged_and_stops_itself() {
    let put = Put { persons: 6_000, held_rate: 0.25, told_rate: 0.45, ..NULL };
    for seed in 0..10 {
        let effect = World::of(put, 9_000 + seed).effect();
        assert_eq!(effect.verdict, Verdict::Provokes, "seed {seed}");
        assert!(must_stop(&effect));
        assert!(effect.avoided.unwrap().high < 0.0 && effect.net.unwrap().high < 0.0);
    }
}

#[test]
fn a_message_that_avoids_contacts_does_not_stop_itself() {
    let put = Put { persons: 6_000, held_rate: 0.5, told_rate: 0.2, ..NULL };
    assert!(!must_stop(&World::of(put, 3).effect()));
}

#[test]
fn contacts_before_a_turn_or_after_its_ten_working_days_never_count() {
    let turn = a_turn(1, false, 0);
    let entered = turn.entered_at.as_microsecond();
    // The tenth working day after Monday 2 March ends on the night of the 16th.
    let end = "2026-03-16T23:00:00Z".parse::<Timestamp>().unwrap().as_microsecond();
    let world = World::with(vec![turn], |_| vec![entered - 1, entered, end - 1, end]);
    assert_eq!(world.effect().told.contacts, 2);
}

#[test]
fn a_contact_counts_for_the_turn_before_it_only() {
    let (first, second) = (a_turn(1, false, 0), a_turn(1, false, 5));
    let at = second.entered_at.as_microsecond() + 1;
    let world = World::with(vec![second, first], |_| vec![at]);
    let effect = world.effect();
    assert_eq!((effect.told.turns, effect.told.contacts, effect.told.persons), (2, 1, 1));
    assert_eq!(world.table.followed.iter().map(Followed::contacts).collect::<Vec<_>>(), [0, 1]);
}

#[test]
fn turns_that_begin_at_one_instant_are_one() {
    let world = World::with(vec![a_turn(1, false, 0), a_turn(1, false, 0)], |_| Vec::new());
    let effect = world.effect();
    assert_eq!((effect.told.turns, effect.messages.sent), (1, 2));
}

#[test]
fn a_turn_whose_time_is_not_over_does_not_count_yet() {
    let world = World::with(vec![a_turn(1, false, 0), a_turn(2, true, 0)], |_| Vec::new());
    let effect = world.seen(day(9)).versions.remove(0).1;
    assert_eq!((effect.watched_turns, effect.told.turns, effect.messages.sent), (2, 0, 0));
    assert_eq!((effect.messages_so_far.sent, effect.verdict), (1, Verdict::NothingYet));
}

#[test]
fn without_people_on_both_sides_nothing_is_compared() {
    let verdict = |is_held: bool| {
        let turns = (0..500).map(|it| a_turn(it, is_held, 0)).collect();
        World::with(turns, |_| vec![]).effect().verdict
    };
    assert_eq!((verdict(false), verdict(true)), (Verdict::NobodyHeld, Verdict::NobodyTold));
}

#[test]
fn too_few_persons_say_how_many_are_missing() {
    let turns = (0..190).map(|it| a_turn(it, it % 19 == 0, 0)).collect();
    let effect = World::with(turns, |_| vec![]).effect();
    assert_eq!(effect.verdict, Verdict::TooFew { persons_missing: 20 });
    assert_eq!((effect.avoided, effect.net, effect.by_channel.len()), (None, None, 0));
}

#[test]
fn where_nobody_calls_nothing_is_proved_and_no_number_of_turns_is_promised() {
    let turns = (0..1_000).map(|it| a_turn(it, it % 10 == 0, 0)).collect();
    let effect = World::with(turns, |_| vec![]).effect();
    assert_eq!(effect.verdict, Verdict::NotProved { turns_more: None });
}

#[test]
fn what_is_promised_is_about_what_it_takes() {
    let put = Put { persons: 1_000, held_rate: 0.5, told_rate: 0.5, holdout: 0.3, ..NULL };
    let Verdict::NotProved { turns_more: Some(more) } = World::of(put, 5).effect().verdict else {
        panic!("something was proved")
    };
    assert!((1_000..100_000).contains(&more), "{more}");
    let put = Put { persons: 1_000 + more, told_rate: 0.4, ..put };
    let seen = (0..20).filter(|it| World::of(put, *it).effect().verdict == Verdict::Avoids).count();
    assert!((10..=20).contains(&seen), "{seen} of 20 with {more} more turns");
}

#[test]
fn who_changes_arms_counts_in_the_first() {
    let world = World::with(vec![a_turn(1, true, 0), a_turn(1, false, 21)], |_| vec![]);
    let effect = world.effect();
    assert_eq!((effect.held.turns, effect.told.turns, effect.mixed_persons), (2, 0, 1));
}

#[test]
fn people_who_were_drawn_with_another_share_are_left_out() {
    // Version 1 kept a tenth apart; in version 2, a half of those who are new: those who came before call more.
    let old = (0..300).map(|it| a_turn(it, it % 10 == 0, 0));
    let new = (300..900).map(|it| Turn { share_e4: 5_000, ..a_turn(it, it % 2 == 0, 0) });
    let turns: Vec<Turn> = old.chain(new).map(|it| Turn { version: 2, ..it }).collect();
    let at = turns[0].entered_at.as_microsecond() + 1;
    let effect = World::with(turns, |person| if person < 300 { vec![at; 3] } else { vec![] }).effect();
    assert_eq!((effect.left_out_turns, effect.held.turns, effect.told.turns), (300, 300, 300));
    assert_eq!(effect.held.contacts + effect.told.contacts, 0);
}

#[test]
fn versions_are_judged_apart_the_newest_first() {
    let old = (0..300).map(|it| a_turn(it, it % 4 == 0, 0));
    let new = (300..900).map(|it| Turn { version: 2, ..a_turn(it, it % 4 == 0, 0) });
    let effects = World::with(old.chain(new).collect(), |_| vec![]).seen(Timestamp::MAX);
    assert_eq!(effects.versions.iter().map(|it| it.0).collect::<Vec<_>>(), [2, 1]);
    assert_eq!(effects.version(2).map(|it| it.told.turns), Some(450));
    assert_eq!(effects.newest().map(|it| it.0), Some(2));
    let later = World::with(vec![a_turn(1, true, 0), Turn { version: 2, ..a_turn(2, true, 30) }], |_| vec![]);
    assert_eq!(later.seen(day(25)).newest().map(|it| it.0), Some(1), "the newest was not watched yet");
}

#[test]
fn figures_per_message_are_those_per_turn_shared_among_the_messages() {
    let put = Put { persons: 3_000, held_rate: 0.5, told_rate: 0.3, ..NULL };
    let effect = World::of(put, 1).effect();
    let (turns, messages) = (effect.avoided_per_100_turns.unwrap(), effect.avoided_per_100_messages.unwrap());
    assert!((turns.mid - messages.mid).abs() < 1e-9, "one message a turn");
    let avoided = effect.avoided.unwrap();
    assert!((avoided.mid * 6.0 - effect.saving.unwrap().mid).abs() < 1e-6, "six euro a call");
    let cost = effect.messages.cost.as_f64();
    assert!((effect.saving.unwrap().low - cost - effect.net.unwrap().low).abs() < 1e-6);
    assert_eq!(effect.by_channel.len(), 1);
}

#[test]
fn the_table_has_a_cell_for_each_column() {
    let world = World::of(NULL, 1);
    let named = super::export::Named { rule: "rul_1", name: "=Rappel", practice: Some("P13") };
    let rows = super::export::bodies(named, &world.seen(Timestamp::MAX));
    let text = super::export::csv(&rows);
    let widths: Vec<usize> = text.lines().map(|it| it.split(',').count()).collect();
    assert_eq!(widths, [39, 39]);
    assert!(text.lines().nth(1).unwrap().starts_with("rul_1,'=Rappel,P13,1,"));
}
