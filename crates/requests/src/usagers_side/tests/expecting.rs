//! What a usager is told to expect.

use calendar::Party;
use kernel::{Cause, Outcome};
use testkit::on_both;

use super::*;
use crate::handling::{self, Closing};

/// Requests that took one to eight days of the team, and thirty during which one waited for the usager.
async fn history(world: &World, count: i64) {
    let mut tx = world.db.write().await.unwrap();
    let usager = testing::usager(&mut tx, &world.house, "Avant", "avant@mail.example", now()).await;
    let closing = Closing {
        reason: "etat-civil".into(),
        cause: "A2".parse::<Cause>().unwrap(),
        outcome: Outcome::Resolved,
    };
    for place in 0..count {
        let opened = later(-24 * (60 + place % 20));
        let mut request = testing::request(&mut tx, &world.house, &usager, "Bonjour", opened).await;
        let house = &world.house;
        let day = SignedDuration::from_hours(24);
        handling::pass(&mut tx, house, &mut request, (Party::Usager, "acc"), opened).await.unwrap();
        let back = opened + day * 30;
        handling::pass(&mut tx, house, &mut request, (Party::Administration, "usager"), back).await.unwrap();
        let days = i32::try_from(place % 8 + 1).unwrap();
        handling::close(&mut tx, house, &mut request, (&closing, "acc"), back + day * days).await.unwrap();
    }
    tx.commit().await.unwrap();
}

on_both! {
    async fn dates_come_from_comparable_requests_without_what_the_usager_took(db: Db) {
        let world = World::new(&db).await;
        history(&world, 40).await;
        let mut browser = world.browser();
        let path = sent(&mut browser, "jeanne@mail.example", MESSAGE).await;
        let promised = world.of_code(&path).await.promised.unwrap();
        assert!(promised.low > later(24 * 3) && promised.high < later(24 * 9), "{promised:?}");
        assert!(browser.get(&path).await.body.contains("Réponse attendue entre le"));
    }

    async fn what_was_told_stays_and_its_passing_is_admitted(db: Db) {
        let world = World::new(&db).await;
        let path = sent(&mut world.browser(), "jeanne@mail.example", MESSAGE).await;
        let told = world.of_code(&path).await.promised;
        history(&world, 40).await;
        world.browser().get(&path).await;
        assert_eq!(world.of_code(&path).await.promised, told);
        let page = Browser::new(world.router(later(24 * 30))).get(&path).await.body;
        assert!(page.contains("Nous sommes en retard") && !page.contains("Inutile de nous appeler"));
    }

    async fn a_request_that_came_by_mail_is_promised_when_it_is_first_looked_at(db: Db) {
        let world = World::new(&db).await;
        let mut tx = db.write().await.unwrap();
        let usager = testing::usager(&mut tx, &world.house, "Jeanne", "jeanne@mail.example", now()).await;
        let request = testing::request(&mut tx, &world.house, &usager, "Bonjour", now()).await;
        tx.commit().await.unwrap();
        assert_eq!(request.promised, None);
        let path = format!("/suivi/{}", request.code.shown());
        world.browser().get(&path).await;
        let seen = world.of_code(&path).await;
        assert!(seen.promised.is_some());
        assert_eq!(seen.version, request.version, "an agent who has it on screen is not disturbed");
    }
}
