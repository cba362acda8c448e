//! The life of a request in the register, on both databases.

use calendar::Party;
use jiff::{SignedDuration, Timestamp};
use kernel::{Channel, Direction, Outcome};
use register::{Db, Tx};
use testkit::on_both;

use crate::{
    contact::{Contact, Origin},
    handling::{self, Closing, HandlingError, House},
    request::{Request, State},
    store::{
        contacts,
        requests::{self, After, Wanted},
    },
    testing,
};

fn now() -> Timestamp {
    "2026-11-09T09:00:00Z".parse().unwrap()
}

fn later(hours: i64) -> Timestamp {
    now() + SignedDuration::from_hours(hours)
}

async fn world(db: &Db) -> House {
    db.migrate(&[&register::MIGRATIONS, &crate::MIGRATIONS]).await.unwrap();
    testing::house(db, "ville", now()).await
}

async fn a_request(tx: &mut Tx, house: &House) -> Request {
    let usager = testing::usager(tx, house, "Jeanne Martin", "jeanne@mail.example", now()).await;
    testing::request(tx, house, &usager, "Où en est ma demande d’acte de naissance ?", now()).await
}

fn contact(request: &Request, direction: Direction, at: Timestamp) -> Contact {
    Contact::new((request.id, request.usager), request.partner.clone(), Channel::Email, direction, at)
}

fn closing() -> Closing {
    Closing { reason: "etat-civil".into(), cause: "A2".parse().unwrap(), outcome: Outcome::Resolved }
}

on_both! {
    async fn a_request_is_due_and_closes_and_opens_again(db: Db) {
        let house = world(&db).await;
        let mut tx = db.write().await.unwrap();
        let mut request = a_request(&mut tx, &house).await;
        assert_eq!(request.reference, "2026-000001");
        // Monday, five working days, Armistice Day among them: the end of Tuesday of the next week.
        assert_eq!(request.due_at.map(|it| it.to_string()).as_deref(), Some("2026-11-17T23:00:00Z"));
        let mut answer = contact(&request, Direction::Outbound, later(2));
        handling::receive(&mut tx, &house, &mut request, &answer).await.unwrap();
        assert_eq!((request.answered_at, request.is_unread), (Some(later(2)), false));
        handling::pass(&mut tx, &house, &mut request, (Party::Usager, "acc"), later(3)).await.unwrap();
        assert_eq!(request.due_at, None, "the usager was asked");
        handling::close(&mut tx, &house, &mut request, (&closing(), "acc"), later(5)).await.unwrap();
        let kept = requests::find(&mut tx, &house.partner, request.id).await.unwrap().unwrap();
        assert_eq!(kept, request);
        assert_eq!((kept.state, kept.cause.as_ref().map(kernel::Cause::code)), (State::Closed, Some("A2")));
        answer = contact(&request, Direction::Inbound, later(30));
        handling::receive(&mut tx, &house, &mut request, &answer).await.unwrap();
        assert_eq!((request.state, request.party, request.closed_at), (State::Open, Party::Administration, None));
    }

    async fn the_product_s_own_messages_are_no_answer(db: Db) {
        let house = world(&db).await;
        let mut tx = db.write().await.unwrap();
        let mut request = a_request(&mut tx, &house).await;
        let mut receipt = contact(&request, Direction::Outbound, later(1));
        receipt.origin = Origin::Product;
        handling::receive(&mut tx, &house, &mut request, &receipt).await.unwrap();
        assert_eq!((request.answered_at, request.is_unread), (None, true));
    }

    async fn who_was_slower_changes_nothing(db: Db) {
        let house = world(&db).await;
        let mut tx = db.write().await.unwrap();
        let mut first = a_request(&mut tx, &house).await;
        let mut second = first.clone();
        handling::snooze(&mut tx, &mut first, (Some(later(50)), "acc"), later(1)).await.unwrap();
        let refused = handling::close(&mut tx, &house, &mut second, (&closing(), "acc"), later(2)).await;
        assert!(matches!(refused, Err(HandlingError::Stale(id)) if id == first.id));
        assert_eq!(requests::find(&mut tx, &house.partner, first.id).await.unwrap().unwrap(), first);
    }

    async fn lists_go_on_where_a_page_ended_and_search_finds(db: Db) {
        let house = world(&db).await;
        let mut tx = db.write().await.unwrap();
        let usager = testing::usager(&mut tx, &house, "Jeanne Martin", "jeanne@mail.example", now()).await;
        let mut made = Vec::new();
        for place in 0..5 {
            let body = if place == 3 { "Le permis de construire" } else { "Bonjour" };
            made.push(testing::request(&mut tx, &house, &usager, body, later(place * 30)).await);
        }
        let open = Wanted { state: Some(State::Open), ..Wanted::default() };
        let first = requests::listed(&mut tx, &house.partner, &open, None, (3, now())).await.unwrap();
        let after = Some(After::of(&first[2]));
        let second = requests::listed(&mut tx, &house.partner, &open, after, (3, now())).await.unwrap();
        let listed: Vec<_> = first.iter().chain(&second).map(|it| it.id).collect();
        assert_eq!(listed, made.iter().map(|it| it.id).collect::<Vec<_>>());
        for (text, found) in [
            ("permis construction", 0), ("permis construire", 1), ("martin", 5), ("JEANNE@mail.example", 5),
            (made[1].reference.as_str(), 1), (made[2].code.as_str(), 1), ("2026-999999", 0),
        ] {
            let wanted = Wanted { text: text.to_owned(), ..Wanted::default() };
            let count = requests::counted(&mut tx, &house.partner, &wanted, (100, now())).await.unwrap();
            assert_eq!(count, found, "{text}");
        }
        let other = "autre".parse().unwrap();
        let none = requests::listed(&mut tx, &other, &open, None, (10, now())).await.unwrap();
        assert!(none.is_empty(), "others see nothing");
    }

    async fn contacts_of_closed_requests_go_to_the_log_with_the_request_s_cause(db: Db) {
        let house = world(&db).await;
        let mut tx = db.write().await.unwrap();
        let mut request = a_request(&mut tx, &house).await;
        let answer = contact(&request, Direction::Outbound, later(2));
        handling::receive(&mut tx, &house, &mut request, &answer).await.unwrap();
        assert!(contacts::loggable(&mut tx, (now(), later(6)), 10).await.unwrap().is_empty());
        handling::close(&mut tx, &house, &mut request, (&closing(), "acc"), later(5)).await.unwrap();
        let ready = contacts::loggable(&mut tx, (now(), later(6)), 10).await.unwrap();
        let cause = |place: usize| ready[place].contact.cause.as_ref().map(kernel::Cause::code);
        assert_eq!((ready.len(), cause(0), cause(1)), (2, Some("A2"), None), "an answer has no cause");
        contacts::logged(&mut tx, ready[0].contact.id, later(6)).await.unwrap();
        assert_eq!(contacts::loggable(&mut tx, (now(), later(6)), 10).await.unwrap().len(), 1);
    }
}
