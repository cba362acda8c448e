//! New requests given at once, where a team chose so.

use jiff::Timestamp;
use register::{Tx, account};
use testkit::{assert_well_made, on_both};

use super::{World, act, later, page_of, world, world_at};
use crate::{
    assigning,
    request::Request,
    store::{requests, teams},
    team::Member,
};

/// The team gives requests, and Camille is in it with what she knows.
async fn giving(world: &World, skills: &[&str], load_max: u32) -> register::AccountId {
    let mut tx = world.db.write().await.unwrap();
    let camille = account::with_email(&mut tx, "camille@example.org").await.unwrap().unwrap();
    let team = world.house.teams[0].id;
    teams::set_gives(&mut tx, team, true).await.unwrap();
    let skills = skills.iter().map(|it| (*it).to_owned()).collect();
    let member =
        Member { team, account: camille.id, name: String::new(), skills, territories: Vec::new(), load_max };
    teams::save_member(&mut tx, &member).await.unwrap();
    tx.commit().await.unwrap();
    camille.id
}

async fn given(world: &World, tx: &mut Tx, request: &Request, at: Timestamp) -> Option<register::AccountId> {
    let mut request = requests::find(tx, &world.house.partner, request.id).await.unwrap().unwrap();
    assigning::give(tx, &world.house, &mut request, at).await.unwrap()
}

on_both! {
    async fn a_new_request_goes_to_whom_it_suits_with_the_reason_on_it(db: Db) {
        let mut world = world_at(&db, later(1)).await;
        // She opened a page at eleven.
        world.camille.get("/demandes").await;
        let (_, request) = world.request("Jeanne", "Bonjour").await;
        let mut tx = db.write().await.unwrap();
        assert_eq!(given(&world, &mut tx, &request, later(1)).await, None, "the team has not chosen so");
        tx.commit().await.unwrap();
        let camille = giving(&world, &["etat-civil"], 1).await;
        let mut tx = db.write().await.unwrap();
        assert_eq!(given(&world, &mut tx, &request, later(3)).await, None, "the team is at lunch");
        assert_eq!(given(&world, &mut tx, &request, later(5)).await, None, "she was not seen within the hour");
        assert_eq!(given(&world, &mut tx, &request, later(1)).await, Some(camille));
        assert_eq!(given(&world, &mut tx, &request, later(1)).await, None, "it has an agent");
        tx.commit().await.unwrap();
        let page = world.camille.get(&page_of(&request)).await;
        assert_well_made("a request given at once", &page.body);
        assert!(page.body.contains("Camille, pour vous parce que vous n’avez aucune demande en cours"), "{}", page.body);
        assert_eq!(world.count("SELECT COUNT(*) FROM audit WHERE action = 'request.assign' AND actor = 'product'").await, 1);
        let (_, second) = world.request("Paul", "Bonjour").await;
        let mut tx = db.write().await.unwrap();
        assert_eq!(given(&world, &mut tx, &second, later(1)).await, None, "she has as many as she takes");
        drop(tx);
        giving(&world, &["urbanisme"], 9).await;
        let mut tx = db.write().await.unwrap();
        assert_eq!(given(&world, &mut tx, &second, later(1)).await, None, "not her reason");
        tx.commit().await.unwrap();
        assert_eq!(world.kept(&second).await.assignee, None, "it stays in the queue");
    }

    async fn a_manager_chooses_it_and_another_team_gives_what_it_is_handed(db: Db) {
        let mut world = world(&db).await;
        let mut sacha = world.manager().await;
        let new = "/demandes/reglages/equipes/nouvelle";
        let fields = [
            ("nom", "Urbanisme"), ("territoire", "mainland"), ("cible", "3"), ("unite", "jours"), ("lundi", "8h-18h"), ("attribue", "on"),
        ];
        let made = sacha.submit(new, new, &fields).await;
        assert_eq!(made.location(), "/demandes/reglages", "{}", made.body);
        let mut tx = db.write().await.unwrap();
        let team = teams::teams(&mut tx, &world.house.partner).await.unwrap();
        let team = team.iter().find(|it| it.name == "Urbanisme").unwrap().id;
        assert!(teams::gives(&mut tx, team).await.unwrap());
        let mut reason = world.house.reason("urbanisme").unwrap().clone();
        reason.team = Some(team);
        teams::save_reason(&mut tx, &world.house.partner, &reason).await.unwrap();
        let sacha_id = account::with_email(&mut tx, "sacha@example.org").await.unwrap().unwrap().id;
        let member = Member { team, account: sacha_id, name: String::new(), skills: Vec::new(), territories: Vec::new(), load_max: 5 };
        teams::save_member(&mut tx, &member).await.unwrap();
        tx.commit().await.unwrap();
        let page = sacha.get(&format!("/demandes/reglages/equipes/{team}")).await;
        assert_well_made("a team that gives", &page.body);
        assert!(page.body.contains("name=\"attribue\"") && page.body.contains(" checked"), "{}", page.body);
        let (_, request) = world.request("Jeanne", "Bonjour").await;
        act(&mut world.camille, &request, "motif", &[("motif", "urbanisme")]).await;
        assert_eq!(world.kept(&request).await.assignee, Some(sacha_id));
    }
}
