//! Calls, visits, letters; calls that were promised.

use axum::http::StatusCode;
use kernel::Channel;
use testkit::{assert_well_made, on_both};

use super::{act, later, now, page_of, upload, world, world_at};
use crate::{
    request::State,
    store::{requests, usagers},
    usager::Way,
};

const HERE: &str = "/demandes/nouvelle";

on_both! {
    async fn a_call_is_recorded_and_settled_in_two_gestures(db: Db) {
        let mut world = world(&db).await;
        let page = world.camille.get(HERE).await;
        assert_well_made(HERE, &page.body);
        let (usager, _) = world.request("Élise Dupont", "Bonjour").await;
        for (query, found) in [("eli+dup", true), ("dupont", true), ("dupond", false), ("martin", false)] {
            let page = world.camille.get(&format!("{HERE}?canal=phone&q={query}")).await;
            assert_eq!(page.body.contains("Élise Dupont"), found, "{query}");
            assert_well_made(query, &page.body);
        }
        let chosen = format!("{HERE}?canal=phone&usager={}", usager.id);
        let page = world.camille.get(&chosen).await;
        assert_well_made("a person chosen", &page.body);
        let id = usager.id.to_string();
        let fields = [
            ("canal", "phone"), ("usager", id.as_str()), ("objet", "Horaires"), ("motif", "etat-civil"),
            ("note", "Quand ouvrez-vous ?"), ("regle", "on"), ("cause", "B3"),
        ];
        let done = upload(&mut world.camille, &chosen, HERE, &fields, &[]).await;
        assert_eq!(done.location(), HERE, "{}", done.body);
        let mut tx = db.read().await.unwrap();
        let request = requests::by_reference(&mut tx, &world.house.partner, "2026-000002").await.unwrap().unwrap();
        assert_eq!((request.state, request.channel, request.usager), (State::Closed, Channel::Phone, usager.id));
    }

    async fn a_new_person_comes_with_a_letter(db: Db) {
        let mut world = world(&db).await;
        let start = format!("{HERE}?canal=post&q=06+11+22+33+44&inconnu=1");
        let page = world.camille.get(&start).await;
        assert!(page.body.contains("value=\"06 11 22 33 44\""), "what was looked for is not typed twice");
        let wrong = [("canal", "post"), ("inconnu", "1"), ("objet", ""), ("courriel", "pas une adresse")];
        let refused = upload(&mut world.camille, &start, HERE, &wrong, &[]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_well_made("a refused letter", &refused.body);
        let fields = [
            ("canal", "post"), ("inconnu", "1"), ("nom", "Paul"), ("adresse", "2 rue Basse"), ("objet", "Un courrier"),
        ];
        let done = upload(&mut world.camille, &start, HERE, &fields, &[("scan.pdf", b"%PDF-1.4 scan")]).await;
        let page = world.camille.follow(&done).await;
        assert_well_made("the letter", &page.body);
        assert!(page.body.contains("scan.pdf") && page.body.contains("2 rue Basse"), "{}", page.body);
    }

    async fn a_promised_call_is_listed_until_it_is_made(db: Db) {
        let mut world = world_at(&db, later(5)).await;
        let (usager, request) = world.request("Jeanne", "Bonjour").await;
        let mut tx = db.write().await.unwrap();
        usagers::add_way(&mut tx, &usager, &Way::phone("06 11 22 33 44").unwrap(), now()).await.unwrap();
        tx.commit().await.unwrap();
        let empty = world.camille.get("/demandes/rappels").await;
        assert_well_made("/demandes/rappels", &empty.body);
        let fields = |day, from, until| {
            [("rappel-jour", day), ("rappel-de", from), ("rappel-a", until), ("rappel-tel", "06 11 22 33 44")]
        };
        for wrong in [fields("2026-11-08", "14h", "15h"), fields("2026-11-10", "15h", "14h"), fields("", "14h", "15h")] {
            act(&mut world.camille, &request, "rappel", &wrong).await;
        }
        assert_eq!(world.count("SELECT COUNT(*) FROM callback").await, 0);
        act(&mut world.camille, &request, "rappel", &fields("2026-11-09", "15h30", "16h30")).await;
        act(&mut world.camille, &request, "rappel", &fields("2026-11-12", "14h", "15h")).await;
        let list = world.camille.get("/demandes/rappels").await;
        assert_well_made("/demandes/rappels", &list.body);
        assert!(list.body.contains("Dans l’heure") && list.body.contains("Plus tard"), "{}", list.body);
        let first = list.body.split("/demandes/rappels/").nth(1).unwrap().split('"').next().unwrap();
        let to = format!("/demandes/rappels/{first}");
        let done = world.camille.submit("/demandes/rappels", &to, &[("issue", "no-answer")]).await;
        assert_eq!(done.location(), format!("{}#rappel", page_of(&request)));
        let again = world.camille.submit("/demandes/rappels", &to, &[("issue", "answered")]).await;
        assert_eq!(again.status, StatusCode::NOT_FOUND);
        assert_eq!(world.count("SELECT COUNT(*) FROM callback WHERE done_at_us IS NULL").await, 1);
    }
}
