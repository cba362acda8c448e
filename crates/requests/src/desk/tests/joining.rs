//! People and requests that become one, and two again.

use axum::http::StatusCode;
use jiff::SignedDuration;
use kernel::{Channel, Id};
use register::{Db, Tx, both};
use sqlx::{Column as _, Row as _};
use testkit::{assert_well_made, on_both};

use super::{act, later, now, page_of, world};
use crate::{
    contact::Contact,
    handling,
    store::{mergers, notes, usagers},
    testing,
    usager::{Usager, Way},
};

/// All rows of what mergers move, but for what grows with every change.
async fn rows(db: &Db) -> Vec<String> {
    const TABLES: [&str; 9] = [
        "usager",
        "usager_way",
        "usager_word",
        "request",
        "request_word",
        "contact",
        "note",
        "callback",
        "question",
    ];
    let mut tx = db.read().await.unwrap();
    let mut all = Vec::new();
    for table in TABLES {
        let sql = format!("SELECT CAST(t.* AS TEXT) FROM {table} t");
        match &mut tx {
            Tx::Postgres(tx) => {
                let found =
                    sqlx::query_scalar::<_, String>(sqlx::AssertSqlSafe(sql)).fetch_all(&mut **tx).await;
                all.extend(found.unwrap().into_iter().map(|it| format!("{table} {it}")));
            }
            Tx::Sqlite(tx) => {
                let sql = format!("SELECT * FROM {table}");
                let found = sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_all(&mut **tx).await.unwrap();
                for row in found {
                    let mut said = format!("{table} ");
                    for column in row.columns().iter().filter(|it| it.name() != "version") {
                        let value =
                            row.try_get::<Option<Vec<u8>>, _>(column.ordinal()).map(|it| format!("{it:?}"));
                        let value = value.or_else(|_| {
                            row.try_get::<Option<String>, _>(column.ordinal()).map(|it| format!("{it:?}"))
                        });
                        let value = value.or_else(|_| {
                            row.try_get::<Option<i64>, _>(column.ordinal()).map(|it| format!("{it:?}"))
                        });
                        said.push_str(&value.unwrap());
                    }
                    all.push(said);
                }
            }
        }
    }
    all.sort();
    all
}

/// The version is the last column: of no account.
async fn forget_versions(db: &Db) {
    let mut tx = db.write().await.unwrap();
    both!(&mut tx, conn => sqlx::query("UPDATE request SET version = 0").execute(conn).await.map(drop))
        .unwrap();
    tx.commit().await.unwrap();
}

/// Numbers that look like chance and are always the same.
struct Dice(u64);

impl Dice {
    fn throw(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }
}

on_both! {
    async fn a_merger_and_its_undoing_change_nothing(db: Db) {
        let world = world(&db).await;
        for seed in 1..=12_u64 {
            let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
            let mut tx = db.write().await.unwrap();
            let mut people = Vec::new();
            for place in 0..2_u64 {
                let name = if dice.throw(3) == 0 { String::new() } else { format!("Jeanne {seed} {place}") };
                let mut usager = Usager::new(world.house.partner.clone(), &name, now());
                usager.external_id = (dice.throw(2) == 0).then(|| format!("n{seed}-{place}"));
                usager.preferred = (dice.throw(2) == 0).then_some(Channel::Phone);
                usager.remark = if dice.throw(2) == 0 { format!("Remarque {place}") } else { String::new() };
                usagers::record(&mut tx, &usager).await.unwrap();
                for way in 0..dice.throw(4) {
                    // Some ways are shared, some are one person's.
                    let who = if dice.throw(2) == 0 { 9 } else { place };
                    let way = Way::email(&format!("{seed}.{way}.{who}@mail.example")).unwrap();
                    usagers::add_way(&mut tx, &usager, &way, now()).await.unwrap();
                }
                people.push(usager);
            }
            let mut made = Vec::new();
            for usager in [&people[0], &people[0], &people[1]] {
                let at = now() + SignedDuration::from_mins(i64::try_from(dice.throw(90)).unwrap());
                let mut request = testing::request(&mut tx, &world.house, usager, "Où est mon acte ? Combien ?", at).await;
                for _ in 0..dice.throw(3) {
                    let at = at + SignedDuration::from_mins(7);
                    let mut contact = Contact::new(
                        (request.id, usager.id), world.house.partner.clone(), Channel::Phone, kernel::Direction::Inbound, at,
                    );
                    contact.body = format!("Mot{} et quand ?", dice.throw(5));
                    handling::receive(&mut tx, &world.house, &mut request, &contact).await.unwrap();
                }
                let note = notes::Note { id: Id::new(at), author: None, body: "Vu".into(), at };
                notes::record(&mut tx, request.id, &note, &[]).await.unwrap();
                if dice.throw(2) == 0 {
                    handling::seen(&mut tx, &mut request).await.unwrap();
                }
                made.push(request);
            }
            tx.commit().await.unwrap();
            forget_versions(&db).await;
            let before = rows(&db).await;
            let partner = &world.house.partner;
            let mut tx = db.write().await.unwrap();
            for request in &mut made {
                request.version = 0;
            }
            let (first, second) = made.split_at_mut(1);
            assert!(mergers::join_requests(&mut tx, &mut first[0], &mut second[0], "acc", later(3)).await.unwrap());
            let (from, into) = people.split_at_mut(1);
            assert!(mergers::join_usagers(&mut tx, &mut from[0], &mut into[0], "acc", later(3)).await.unwrap());
            tx.commit().await.unwrap();
            assert_ne!(rows(&db).await, before, "seed {seed}");
            let mut tx = db.write().await.unwrap();
            let of_usager = mergers::into(&mut tx, partner, into[0].id.uuid()).await.unwrap();
            let of_request = mergers::into(&mut tx, partner, second[0].id.uuid()).await.unwrap();
            let parted = mergers::part_usagers(&mut tx, partner, of_usager[0].id, "acc", later(4)).await.unwrap();
            assert_eq!(parted, Some(from[0].id));
            let parted = mergers::part_requests(&mut tx, partner, of_request[0].id, "acc", later(4)).await.unwrap();
            assert_eq!(parted, Some(first[0].id));
            assert_eq!(mergers::part_requests(&mut tx, partner, of_request[0].id, "acc", later(4)).await.unwrap(), None);
            tx.commit().await.unwrap();
            forget_versions(&db).await;
            assert_eq!(rows(&db).await, before, "seed {seed}");
        }
    }

    async fn people_who_share_a_way_are_proposed_and_decided_by_somebody(db: Db) {
        let mut world = world(&db).await;
        let (jeanne, _) = world.request("Jeanne", "Bonjour").await;
        let mut tx = db.write().await.unwrap();
        let paul = testing::usager(&mut tx, &world.house, "Paul", "paul@mail.example", later(1)).await;
        let request = testing::request(&mut tx, &world.house, &paul, "Bonjour", later(1)).await;
        let way = Way::phone("06 11 22 33 44").unwrap();
        for usager in [&jeanne, &paul] {
            usagers::add_way(&mut tx, usager, &way, now()).await.unwrap();
        }
        tx.commit().await.unwrap();
        let path = format!("/demandes/usagers/{}", paul.id);
        let page = world.camille.get(&path).await;
        assert_well_made(&path, &page.body);
        assert!(page.body.contains("Même téléphone"), "{}", page.body);
        let proposal = page.body.split("/propositions/").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let to = format!("{path}/propositions/{proposal}");
        let decided = world.camille.submit(&path, &to, &[("reponse", "oui")]).await;
        let kept = format!("/demandes/usagers/{}", jeanne.id);
        assert_eq!(decided.location(), kept, "who is known longer stays: {}", decided.body);
        let page = world.camille.get(&kept).await;
        assert_well_made(&kept, &page.body);
        assert!(page.body.contains("paul@mail.example") && page.body.contains(&request.reference), "{}", page.body);
        assert_eq!(world.camille.get(&path).await.location(), kept);
        let merger = page.body.split("/fusions/").nth(1).unwrap().split('"').next().unwrap();
        world.camille.submit(&kept, &format!("{kept}/fusions/{merger}"), &[]).await;
        let page = world.camille.get(&path).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.body.contains("paul@mail.example") && !page.body.contains("Même téléphone"), "decided once");
    }

    async fn ways_are_added_and_marked(db: Db) {
        let mut world = world(&db).await;
        let (jeanne, _) = world.request("Jeanne", "Bonjour").await;
        let path = format!("/demandes/usagers/{}", jeanne.id);
        let to = format!("{path}/voies");
        let bad = world.camille.submit(&path, &to, &[("geste", "ajouter"), ("sorte", "phone"), ("voie", "12")]).await;
        assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_well_made("a refused way", &bad.body);
        world.camille.submit(&path, &to, &[("geste", "ajouter"), ("sorte", "phone"), ("voie", "0611223344")]).await;
        world.camille.submit(&path, &to, &[("geste", "morte"), ("voie", "email:jeanne@mail.example")]).await;
        let known = [("nom", "Jeanne Martin"), ("langue", "en"), ("canal", "phone"), ("remarque", "Après 17 h")];
        world.camille.submit(&path, &path, &known).await;
        let page = world.camille.get(&path).await;
        for said in ["0611223344", "arrive plus", "Jeanne Martin", "Après 17 h"] {
            assert!(page.body.contains(said), "{said}: {}", page.body);
        }
    }

    async fn requests_of_one_person_become_one_and_two_again(db: Db) {
        let mut world = world(&db).await;
        let (jeanne, first) = world.request("Jeanne", "Le permis de construire").await;
        let (_, strange) = world.request("Paul", "Bonjour").await;
        let mut tx = db.write().await.unwrap();
        let second = testing::request(&mut tx, &world.house, &jeanne, "Encore le permis", later(1)).await;
        tx.commit().await.unwrap();
        act(&mut world.camille, &first, "fusion", &[("reference", &strange.reference)]).await;
        assert_eq!(world.kept(&strange).await.merged_into, None, "another person’s");
        act(&mut world.camille, &first, "fusion", &[("reference", &second.reference)]).await;
        assert_eq!(world.kept(&second).await.merged_into, Some(first.id));
        let page = world.camille.get(&page_of(&first)).await;
        assert_well_made("a joined request", &page.body);
        assert!(page.body.contains("Encore le permis"), "{}", page.body);
        assert_eq!(world.camille.get(&page_of(&second)).await.location(), page_of(&first));
        let merger = page.body.split("/fusions/").nth(1).unwrap().split('"').next().unwrap().to_owned();
        act(&mut world.camille, &first, &format!("fusions/{merger}"), &[]).await;
        assert_eq!(world.kept(&second).await.merged_into, None);
        assert!(!world.camille.get(&page_of(&first)).await.body.contains("Encore le permis"));
    }
}
