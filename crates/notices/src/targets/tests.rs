//! Pages that die and come back on servers of this machine; what is held meanwhile, and how it goes on.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU16, Ordering},
    },
    time::Duration,
};

use axum::{Router, extract::State as Extracted, http::StatusCode};
use kernel::{Explain as _, Lang};
use proptest::prelude::*;
use register::{Db, Tx};
use testkit::on_both;
use tokio::{net::TcpListener, task::JoinHandle};

use super::{
    store::{self, Line},
    work::Watch,
    *,
};
use crate::{
    accept::{Order, Refused, accept},
    address::Medium,
    campaigns::{self, Campaign, sheet::Row},
    letters,
    notice::{Notice, NoticeId, Origin, State, TurnId, Why},
    service::KeyId,
    store::{notices, sending, services, templates},
    template::{Lane, Text},
    testing::{Scene, address, now, watch},
    work::tests::Moved,
};

#[test]
fn what_is_wrong_is_said_by_its_kind() {
    let of = |kind, text: &str| Target { kind, text: text.to_owned() };
    let said = |targets: Vec<Target>| Refused::DeadTarget { targets }.message().say(Lang::Fr);
    assert!(said(vec![of(Kind::NoPhone, "01 23 45 67 8")]).contains("que personne ne peut composer"));
    assert!(said(vec![of(Kind::Phone, "+33144556677")]).contains("numéro hors service\u{a0}: 01\u{a0}44"));
    assert!(said(vec![of(Kind::Link, "https://a.fr")]).contains("une page qui ne répond pas"));
    let both = said(vec![of(Kind::Link, "https://a.fr"), of(Kind::NoPhone, "01 23 45 67 8")]);
    assert!(both.contains("ne mènent nulle part") && both.contains("Liens et numéros"), "{both}");
}

const MINUTE: Duration = Duration::from_mins(1);

/// A site of this machine, whose pages all answer with the same status.
struct Site {
    address: String,
    status: Arc<AtomicU16>,
    serving: JoinHandle<()>,
}

impl Site {
    async fn open() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let status = Arc::new(AtomicU16::new(200));
        let answer = |Extracted(status): Extracted<Arc<AtomicU16>>| async move {
            StatusCode::from_u16(status.load(Ordering::SeqCst)).unwrap()
        };
        let router = Router::new().fallback(answer).with_state(Arc::clone(&status));
        let serving = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { address, status, serving }
    }

    fn answers(&self, status: u16) {
        self.status.store(status, Ordering::SeqCst);
    }

    /// Nobody listens any more.
    async fn close(self) {
        self.serving.abort();
        assert!(self.serving.await.unwrap_err().is_cancelled());
    }

    fn page(&self) -> String {
        format!("{}/suivi", self.address)
    }
}

struct World {
    scene: Scene,
    clock: Arc<Moved>,
    watch: Watch,
}

impl World {
    async fn new(db: &Db) -> Self {
        let clock = Moved::new();
        let mut scene = Scene::set(db).await;
        scene.door.clock = Arc::clone(&clock) as Arc<dyn kernel::Clock>;
        Self { watch: watch(&scene.door), clock, scene }
    }

    async fn write(&self) -> Tx {
        self.scene.door.db.write().await.unwrap()
    }

    fn now(&self) -> Timestamp {
        kernel::Clock::now(&*self.clock)
    }

    /// The next version of a template says this.
    async fn says(&mut self, body: &str) {
        let text = Text { subject: String::new(), body: body.to_owned() };
        self.scene.sms.texts = [("fr".to_owned(), text)].into();
        self.scene.sms.created_at = self.now();
        let mut tx = self.write().await;
        self.scene.sms.version = templates::edit(&mut tx, &self.scene.sms).await.unwrap().unwrap();
        tx.commit().await.unwrap();
    }

    /// Looks, as often as something is due.
    async fn rounds(&self) {
        while self.watch.round().await.unwrap() > 0 {}
    }

    /// Time passes, and one looks.
    async fn later(&self, time: Duration) {
        self.clock.pass(time);
        self.rounds().await;
    }

    async fn state(&self, link: &str) -> Option<LinkState> {
        let mut tx = self.scene.door.db.read().await.unwrap();
        store::link(&mut tx, link).await.unwrap().map(|it| it.state)
    }

    async fn ordered(&self, origin: Origin, number: u32) -> Result<Notice, Refused> {
        let to = address(Medium::Sms, number);
        let order = Order::new(self.scene.service.clone(), self.scene.sms.clone(), to, origin);
        let mut tx = self.write().await;
        let accepted = accept(&mut tx, &self.scene.door, &order, self.now()).await;
        tx.commit().await.unwrap();
        accepted
    }

    /// What is handed over now.
    async fn claimed(&self) -> Vec<NoticeId> {
        let mut tx = self.write().await;
        let claimed = sending::claim(&mut tx, (Medium::Sms, Lane::Normal), 10, self.now()).await.unwrap();
        tx.commit().await.unwrap();
        claimed.iter().map(|it| it.id).collect()
    }

    async fn kept(&self, id: NoticeId) -> Notice {
        let mut tx = self.scene.door.db.read().await.unwrap();
        notices::get(&mut tx, id).await.unwrap().unwrap()
    }
}

/// Some program.
fn key() -> Origin {
    Origin::Key(KeyId::new(now()))
}

/// Some rule.
fn turn() -> Origin {
    Origin::Turn(TurnId::new(now()))
}

on_both! {
    async fn a_page_that_dies_holds_what_names_it_until_it_comes_back(db: Db) {
        let mut world = World::new(&db).await;
        let site = Site::open().await;
        world.says(&format!("Votre suivi : {}", site.page())).await;
        world.rounds().await;
        assert_eq!(world.state(&site.page()).await, Some(LinkState::Alive));
        let before = world.ordered(turn(), 1).await.unwrap();
        site.answers(404);
        world.later(Duration::from_hours(24)).await;
        // Once is not enough.
        assert_eq!(world.state(&site.page()).await, Some(LinkState::Failing));
        assert!(world.ordered(key(), 2).await.is_ok());
        world.later(5 * MINUTE).await;
        assert_eq!(world.state(&site.page()).await, Some(LinkState::Dead));
        for origin in [key(), Origin::Agent("a".to_owned())] {
            let refused = world.ordered(origin, 3).await.unwrap_err();
            assert!(matches!(&refused, Refused::DeadTarget { targets } if targets.iter().map(shown).eq([site.page()])), "{refused}");
            assert!(refused.message().say(Lang::Fr).contains(&site.page()));
        }
        let after = world.ordered(turn(), 4).await.unwrap();
        assert_eq!(world.claimed().await, Vec::<NoticeId>::new());
        for held in [&before, &after] {
            let kept = world.kept(held.id).await;
            assert_eq!((kept.state, kept.why), (State::Waiting, Some(Why::DeadLink)));
        }
        site.answers(200);
        world.later(10 * MINUTE).await;
        assert_eq!(world.state(&site.page()).await, Some(LinkState::Alive));
        let mut left = world.claimed().await;
        left.sort_unstable_by_key(|it| it.uuid());
        assert!(left.contains(&before.id) && left.contains(&after.id), "{left:?}");
        assert_eq!(world.kept(after.id).await.why, None);
        assert!(world.ordered(key(), 5).await.is_ok());
    }

    async fn where_every_site_fails_at_once_nothing_is_held(db: Db) {
        let mut world = World::new(&db).await;
        let (one, other) = (Site::open().await, Site::open().await);
        let (page, its) = (one.page(), other.page());
        world.says(&format!("{page} ou {its}")).await;
        world.rounds().await;
        one.close().await;
        other.close().await;
        for _ in 0..5 {
            world.later(Duration::from_hours(24)).await;
            world.later(5 * MINUTE).await;
        }
        assert_eq!(world.state(&page).await, Some(LinkState::Unknown));
        assert_eq!(world.state(&its).await, Some(LinkState::Unknown));
        assert!(world.ordered(key(), 1).await.is_ok());
    }

    async fn a_site_that_is_silent_is_dead_once_another_one_answers(db: Db) {
        let mut world = World::new(&db).await;
        let (one, other) = (Site::open().await, Site::open().await);
        let (page, its) = (one.page(), other.page());
        world.says(&format!("{page} ou {its}")).await;
        world.rounds().await;
        one.close().await;
        world.later(Duration::from_hours(24)).await;
        world.later(5 * MINUTE).await;
        assert_eq!(world.state(&page).await, Some(LinkState::Dead));
        assert_eq!(world.state(&its).await, Some(LinkState::Alive));
        // Then our own line fails, too: what is known stays.
        other.close().await;
        world.later(Duration::from_hours(24)).await;
        assert_eq!(world.state(&page).await, Some(LinkState::Dead));
        assert_eq!(world.state(&its).await, Some(LinkState::Unknown));
    }

    async fn a_manager_lets_go_until_the_page_answers_again(db: Db) {
        let mut world = World::new(&db).await;
        let site = Site::open().await;
        world.says(&site.page()).await;
        site.answers(410);
        world.rounds().await;
        world.later(5 * MINUTE).await;
        let held = world.ordered(turn(), 1).await.unwrap();
        assert!(world.claimed().await.is_empty());
        let target = Target { kind: Kind::Link, text: site.page() };
        let service = world.scene.service.id;
        let mut tx = world.write().await;
        store::let_go(&mut tx, (service, &target), ("la page revient demain", "acc_1"), world.now()).await.unwrap();
        tx.commit().await.unwrap();
        world.rounds().await;
        assert_eq!(world.claimed().await, [held.id]);
        assert!(world.ordered(key(), 2).await.is_ok());
        // It answers, and dies again: the decision was of the first time.
        site.answers(200);
        world.later(10 * MINUTE).await;
        site.answers(404);
        world.later(Duration::from_hours(24)).await;
        world.later(5 * MINUTE).await;
        assert!(world.ordered(key(), 3).await.is_err());
    }

    async fn a_line_out_of_service_and_an_impossible_number_hold_messages(db: Db) {
        let mut world = World::new(&db).await;
        world.says("Appelez le 01 44 55 66 77.").await;
        assert!(world.ordered(key(), 1).await.is_ok());
        let service = world.scene.service.id;
        let mut line = Line { number: line_number("01.44.55.66.77").unwrap(), name: "Accueil".to_owned(), is_open: false, changed_at: world.now() };
        let mut tx = world.write().await;
        store::write_line(&mut tx, service, &line, "acc_1").await.unwrap();
        tx.commit().await.unwrap();
        let refused = world.ordered(key(), 2).await.unwrap_err();
        assert!(refused.to_string().contains("01 44 55 66 77") || refused.to_string().contains("01\u{a0}44"), "{refused}");
        line.is_open = true;
        let mut tx = world.write().await;
        store::write_line(&mut tx, service, &line, "acc_1").await.unwrap();
        tx.commit().await.unwrap();
        assert!(world.ordered(key(), 2).await.is_ok());
        world.says("Appelez le service au 01 44 55 66.").await;
        assert!(world.ordered(key(), 3).await.is_err());
        world.says("Appelez le 3939.").await;
        assert!(world.ordered(key(), 4).await.is_ok());
        let mut tx = world.write().await;
        let entries = store::entries(&mut tx, &world.scene.service.partner, false).await.unwrap();
        assert_eq!(entries.len(), 1);
        assert!(entries[0].has_lines && entries[0].is_open.is_none(), "a number that is not among the lines");
    }

    async fn a_campaign_waits_whole_and_goes_on(db: Db) {
        let mut world = World::new(&db).await;
        world.says("Au 01 44 55 66 77.").await;
        let campaign = Campaign {
            titles: vec!["telephone".to_owned()],
            fills: [(String::new(), 0)].into(),
            ..world.scene.campaign()
        };
        let service = world.scene.service.id;
        let mut line = Line { number: "+33144556677".to_owned(), name: "Accueil".to_owned(), is_open: false, changed_at: now() };
        let mut tx = world.write().await;
        campaigns::store::open(&mut tx, &campaign).await.unwrap();
        let row = Row { line: 2, cells: vec!["06 12 34 56 78".to_owned()] };
        campaigns::store::add_rows(&mut tx, campaign.id, &[row]).await.unwrap();
        store::write_line(&mut tx, service, &line, "acc_1").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(campaigns::work::round(&world.scene.door, world.now()).await.unwrap(), 0);
        // An edited template leaves a campaign with the version that it began with.
        world.says("Au 3939.").await;
        assert_eq!(campaigns::work::round(&world.scene.door, world.now()).await.unwrap(), 0);
        line.is_open = true;
        let mut tx = world.write().await;
        store::write_line(&mut tx, service, &line, "acc_1").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(campaigns::work::round(&world.scene.door, world.now()).await.unwrap(), 1);
    }

    async fn letters_wait_for_what_the_lines_of_their_sender_name(db: Db) {
        let world = World::new(&db).await;
        let service = world.scene.service.id;
        let sender = format!("{}\nTél. 01 44 55 66 77", world.scene.service.letter_sender);
        let changed = crate::service::Service { letter_sender: sender, ..world.scene.service.clone() };
        let mut line = Line { number: "+33144556677".to_owned(), name: "Accueil".to_owned(), is_open: false, changed_at: now() };
        let mut tx = world.write().await;
        assert!(services::change(&mut tx, &changed).await.unwrap());
        store::write_line(&mut tx, service, &line, "acc_1").await.unwrap();
        tx.commit().await.unwrap();
        world.rounds().await;
        let to = address(Medium::Letter, 1);
        let mut order = Order::new(changed.clone(), world.scene.letter.clone(), to, turn());
        order.personalisation.insert("dossier".to_owned(), "12".into());
        let mut tx = world.write().await;
        let letter = accept(&mut tx, &world.scene.door, &order, world.now()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(letters::gather_due(&db, world.now()).await.unwrap(), 0);
        assert_eq!(world.kept(letter.id).await.why, Some(Why::DeadLink));
        line.is_open = true;
        let mut tx = world.write().await;
        store::write_line(&mut tx, service, &line, "acc_1").await.unwrap();
        tx.commit().await.unwrap();
        world.rounds().await;
        assert_eq!(letters::gather_due(&db, world.now()).await.unwrap(), 1);
    }

    async fn what_is_let_go_leaves_in_the_hours_of_its_service_and_no_more_in_an_hour_than_it_wants(db: Db) {
        let mut world = World::new(&db).await;
        world.scene.service.hourly_max = Some(1);
        world.scene.service.quiet = crate::service::Quiet::USUAL;
        world.says("Au 01 44 55 66.").await;
        let mut tx = world.write().await;
        services::change(&mut tx, &world.scene.service).await.unwrap();
        tx.commit().await.unwrap();
        let mut held = Vec::new();
        for number in 1..=3 {
            held.push(world.ordered(turn(), number).await.unwrap().id);
        }
        world.clock.pass(Duration::from_hours(10));
        assert!(world.claimed().await.is_empty());
        let target = Target { kind: Kind::NoPhone, text: "01 44 55 66".to_owned() };
        let mut tx = world.write().await;
        store::let_go(&mut tx, (world.scene.service.id, &target), ("r", "acc_1"), world.now()).await.unwrap();
        tx.commit().await.unwrap();
        world.rounds().await;
        let mut hours = Vec::new();
        for id in held {
            let due = world.kept(id).await.due_at;
            let paris = due.in_tz("Europe/Paris").unwrap();
            assert!((8..20).contains(&paris.hour()), "{paris}");
            hours.push(due.as_second() / 3_600);
        }
        hours.sort_unstable();
        hours.dedup();
        assert_eq!(hours.len(), 3);
    }

    async fn templates_from_before_are_read_and_what_nobody_names_is_forgotten(db: Db) {
        let mut world = World::new(&db).await;
        let site = Site::open().await;
        world.says(&site.page()).await;
        let mut tx = world.write().await;
        register::both!(&mut tx, conn => sqlx::query("DELETE FROM notice_named").execute(conn).await.map(drop)).unwrap();
        register::both!(&mut tx, conn => sqlx::query("DELETE FROM notice_link").execute(conn).await.map(drop)).unwrap();
        register::both!(&mut tx, conn => sqlx::query("UPDATE notice_template SET named_version = 0").execute(conn).await.map(drop)).unwrap();
        tx.commit().await.unwrap();
        world.rounds().await;
        assert_eq!(world.state(&site.page()).await, Some(LinkState::Alive));
        world.says("Rien").await;
        world.later(Duration::from_hours(25)).await;
        assert_eq!(world.state(&site.page()).await, None);
    }
}

fn at(minutes: i64) -> Timestamp {
    now() + jiff::SignedDuration::from_mins(minutes)
}

#[test]
fn a_look_that_fails_is_confirmed_some_minutes_later() {
    let failed = Found::Dead(Reason::Gone);
    let one = Standing::new(at(0)).after(failed, at(0));
    assert_eq!((one.state, one.next_look_at), (LinkState::Failing, at(5)));
    assert_eq!(one.after(failed, at(1)).state, LinkState::Failing);
    assert_eq!(one.after(Found::Alive, at(5)).state, LinkState::Alive);
    let dead = one.after(failed, at(5));
    assert_eq!((dead.state, dead.since, dead.next_look_at), (LinkState::Dead, at(0), at(15)));
    assert_eq!(dead.after(Found::Unknown(Reason::OurLine), at(15)).state, LinkState::Dead);
    assert_eq!(dead.after(Found::Unknown(Reason::Others), at(15)).state, LinkState::Unknown);
    assert_eq!(dead.after(Found::Alive, at(15)).next_look_at, at(15 + 24 * 60));
}

#[test]
fn a_site_is_the_same_whatever_the_page() {
    assert_eq!(site("https://WWW.a.fr/b?c"), "www.a.fr");
    assert_eq!(site("http://a.fr:8080#x"), "a.fr:8080");
}

#[test]
fn a_line_is_read_as_people_type_it_and_nothing_else() {
    for (typed, number) in [
        ("01 44 55 66 77", "+33144556677"),
        ("0800 123 456", "0800123456"),
        ("3939", "3939"),
        ("+33 1 44 55 66 77", "+33144556677"),
    ] {
        assert_eq!(line_number(typed).as_deref(), Some(number), "{typed}");
    }
    for typed in ["", "01 44 55", "accueil", "01 44 55 66 77 et 3939"] {
        assert_eq!(line_number(typed), None, "{typed}");
    }
}

fn any_look() -> impl Strategy<Value = Looked> {
    prop_oneof![
        Just(Looked::Alive),
        Just(Looked::Dead(Dead::Status(404))),
        Just(Looked::Dead(Dead::Status(500))),
        Just(Looked::Dead(Dead::NoAnswer)),
        Just(Looked::Dead(Dead::NoName)),
        Just(Looked::Dead(Dead::Circle)),
        Just(Looked::Unknown { unsure: Unsure::Unreached, reason: String::new() }),
    ]
}

proptest! {
    #[test]
    fn a_page_is_dead_only_after_two_failures_with_nothing_good_between(
        steps in proptest::collection::vec((0_i64..30, 0_u8..3), 0..30)
    ) {
        let mut standing = Standing::new(at(0));
        let (mut minutes, mut failures): (i64, Vec<i64>) = (0, Vec::new());
        for (wait, what) in steps {
            minutes += wait;
            let found = match what {
                0 => Found::Alive,
                1 => Found::Dead(Reason::Gone),
                _ => Found::Unknown(Reason::OurLine),
            };
            match found {
                Found::Alive => failures.clear(),
                Found::Dead(_) => failures.push(minutes),
                Found::Unknown(_) => {}
            }
            standing = standing.after(found, at(minutes));
            let apart = failures.last().zip(failures.first()).map_or(0, |(last, first)| last - first);
            prop_assert_eq!(standing.state == LinkState::Dead, apart >= 5);
            prop_assert!(standing.next_look_at > at(minutes));
        }
    }

    #[test]
    fn where_no_site_answers_none_is_dead(looks in proptest::collection::vec(any_look(), 0..6)) {
        let addresses: Vec<String> = (0..looks.len()).map(|it| format!("https://site{it}.fr/")).collect();
        let given: Vec<(&str, Looked)> = addresses.iter().map(String::as_str).zip(looks.iter().cloned()).collect();
        let found = believed(&given);
        prop_assert_eq!(found.len(), looks.len());
        let answers = looks.iter().filter(|it| is_answer(it)).count();
        for (looked, found) in looks.iter().zip(found) {
            let is_dead = matches!(found, Found::Dead(_));
            match looked {
                Looked::Dead(Dead::Status(404)) => prop_assert!(is_dead),
                Looked::Dead(Dead::Circle) | Looked::Alive | Looked::Unknown { .. } => prop_assert!(!is_dead),
                Looked::Dead(_) => prop_assert_eq!(is_dead, answers > 0),
            }
        }
    }
}
