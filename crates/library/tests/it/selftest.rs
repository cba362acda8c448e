//! The self-diagnosis on line: kept, shared, private, and right for each partner.

use axum::http::{StatusCode, header};
use library::diagnosis::workbook;
use practices::collection;
use register::Role;
use testkit::{Browser, Seen, assert_well_made, on_both};

use crate::server::{OURS, THEIRS, calls, manager, now, site, site_at};

/// Begins a test, and gives its address.
async fn begin(browser: &mut Browser) -> String {
    let begun = browser.submit("/autodiagnostic", "/autodiagnostic", &[]).await;
    begun.location().strip_suffix("/contacts").unwrap().to_owned()
}

/// Answers a whole axis with one level.
async fn answer(browser: &mut Browser, test: &str, axis: &str, level: &str) -> Seen {
    let at = format!("{test}/{axis}");
    let page = browser.get(&at).await;
    let axis = collection().axes.iter().find(|it| it.code == axis).unwrap();
    let seen: Vec<(String, String)> = axis
        .questions
        .iter()
        .flat_map(|it| {
            [
                (it.id.clone(), level.to_owned()),
                (format!("was-{}", it.id), page.field(&format!("was-{}", it.id))),
            ]
        })
        .collect();
    let fields: Vec<(&str, &str)> =
        seen.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.submit(&at, &at, &fields).await
}

async fn answer_all(browser: &mut Browser, test: &str, level: &str) {
    for axis in &collection().axes {
        let kept = answer(browser, test, &axis.code, level).await;
        assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.body);
    }
}

/// The practices of the advice, in the order of the page.
fn advised(page: &Seen) -> Vec<String> {
    let list = page.body.split("<ol class=\"advice\"").skip(1).collect::<String>();
    list.split("<li><h3><a href=\"/pratiques/").skip(1).map(|it| it[..3].to_owned()).collect()
}

on_both! {
    async fn a_visitor_answers_and_reads_the_worked_example(db: Db) {
        let mut browser = Browser::new(site(&db).await);
        let test = begin(&mut browser).await;
        let contacts = format!("{test}/contacts");
        let wrong = browser.submit(&contacts, &contacts, &[("contacts", "beaucoup")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.body.contains("role=\"alert\"") && wrong.body.contains("beaucoup"));
        let next = browser.submit(&contacts, &contacts, &[("contacts", "1 000 000"), ("was-contacts", "")]).await;
        assert_eq!(next.location(), format!("{test}/AX1"));
        answer_all(&mut browser, &test, "1").await;
        let page = browser.get(&test).await;
        assert_well_made(&test, &page.body);
        assert_eq!(advised(&page)[..12], ["P11", "P13", "P12", "P32", "P10", "P06", "P15", "P26", "P09", "P33", "P20", "P21"]);
        let plain = page.body.replace(['\u{202f}', '\u{a0}'], " ");
        for figure in ["62 796", "166 565", "16 720", "17 593", "18 667", "11 253", "5 183"] {
            assert!(plain.contains(figure), "{figure}");
        }
        let english = browser.clone().in_english().get(&test).await;
        assert_well_made(&test, &english.body);
        assert!(english.body.contains("62,796"));
    }

    async fn what_was_answered_waits_for_whoever_comes_back(db: Db) {
        let mut browser = Browser::new(site(&db).await);
        let test = begin(&mut browser).await;
        answer(&mut browser, &test, "AX2", "2").await;
        let mut another_day = Browser::new(site(&db).await);
        let page = another_day.get(&format!("{test}/AX2")).await;
        assert_eq!(page.body.matches(" checked").count(), 6);
        assert!(another_day.get(&test).await.body.contains("42 questions sont sans réponse"));
        let gone = another_day.submit(&test, &format!("{test}/supprimer"), &[]).await;
        assert_eq!(gone.location(), "/autodiagnostic");
        assert_eq!(browser.get(&test).await.status, StatusCode::NOT_FOUND);
    }

    async fn an_answer_out_of_range_is_refused_whole(db: Db) {
        let mut browser = Browser::new(site(&db).await);
        let test = begin(&mut browser).await;
        let at = format!("{test}/AX1");
        for wrong in ["4", "-1", "1.5", "<b>"] {
            let refused = browser.submit(&at, &at, &[("Q01", "2"), ("Q02", wrong)]).await;
            assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{wrong}");
            assert!(refused.body.contains("Q02"), "{}", refused.body);
        }
        assert_eq!(browser.get(&at).await.body.matches(" checked").count(), 0, "nothing is half-written");
    }

    async fn people_of_one_partner_share_the_answers_and_nobody_else_sees_them(db: Db) {
        let site = site(&db).await;
        let (mut one, mut two) = (manager(&site, &db, "Camille").await, manager(&site, &db, "Dominique").await);
        let test = begin(&mut one).await;
        answer(&mut one, &test, "AX1", "3").await;
        assert_eq!(two.get(&format!("{test}/AX1")).await.body.matches(" checked").count(), 6);
        assert!(two.get("/autodiagnostic").await.body.contains(&test), "it is in the history of both");
        let stranger = Browser::signed_in(site.clone(), &db, "Etranger", Role::Manager, Some(THEIRS), now()).await;
        let programme = Browser::signed_in(site.clone(), &db, "Programme", Role::Programme, None, now()).await;
        for mut other in [stranger, programme, Browser::new(site.clone())] {
            for path in [test.clone(), format!("{test}/AX1"), format!("{test}/classeur.xlsx")] {
                assert_eq!(other.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
            }
            let at = format!("{test}/AX1");
            let changed = other.submit("/autodiagnostic", &at, &[("Q01", "0"), ("was-Q01", "3")]).await;
            assert_eq!(changed.status, StatusCode::NOT_FOUND);
            let removed = other.submit("/autodiagnostic", &format!("{test}/supprimer"), &[]).await;
            assert_eq!(removed.status, StatusCode::NOT_FOUND);
        }
        assert_eq!(one.get(&format!("{test}/AX1")).await.body.matches(" checked").count(), 6);
    }

    async fn two_people_on_one_axis_lose_nothing(db: Db) {
        let site = site(&db).await;
        let (mut one, mut two) = (manager(&site, &db, "Camille").await, manager(&site, &db, "Dominique").await);
        let test = begin(&mut one).await;
        let at = format!("{test}/AX1");
        // Both have opened the axis while it was empty.
        let first = one.submit(&at, &at, &[("Q01", "1"), ("was-Q01", ""), ("Q02", "1"), ("was-Q02", "")]).await;
        assert_eq!(first.status, StatusCode::SEE_OTHER);
        let second = two.submit(&at, &at, &[("Q01", "3"), ("was-Q01", ""), ("Q03", "2"), ("was-Q03", "")]).await;
        assert_eq!(second.status, StatusCode::CONFLICT);
        assert!(second.body.contains("Quelqu’un vient de répondre"), "{}", second.body);
        assert_eq!(second.field("was-Q01"), "1", "the page knows what stands now");
        assert_eq!(second.field("was-Q03"), "2", "what nobody else answered is kept");
        // Sent again on purpose, the choice stands.
        let again = two.submit(&at, &at, &[("Q01", "3"), ("was-Q01", "1")]).await;
        assert_eq!(again.status, StatusCode::SEE_OTHER);
        let page = one.get(&at).await;
        assert_eq!([page.field("was-Q01"), page.field("was-Q02"), page.field("was-Q03")], ["3", "1", "2"]);
    }

    async fn partners_with_different_causes_get_different_advice(db: Db) {
        let mut log = calls(OURS, "D5", 4_000);
        log.extend(calls(THEIRS, "G2", 4_000));
        let site = site_at(&db, now(), log).await;
        let mut found = Vec::new();
        for (name, partner) in [("Camille", OURS), ("Dominique", THEIRS)] {
            let mut browser = Browser::signed_in(site.clone(), &db, name, Role::Manager, Some(partner), now()).await;
            let test = begin(&mut browser).await;
            answer_all(&mut browser, &test, "1").await;
            let page = browser.get(&test).await;
            let said = page.body.replace(['\u{202f}', '\u{a0}'], " ");
            assert!(said.contains("Les causes sont les vôtres, d’après 4 000 contacts codés"), "{said}");
            found.push(advised(&page)[0].clone());
        }
        // D5: appointments to make, move or missed. G2: is this message from you?
        assert_eq!(found, ["P17", "P22"]);
    }

    async fn the_log_proposes_and_the_person_decides(db: Db) {
        let site = site_at(&db, now(), calls(OURS, "D5", 400)).await;
        let mut browser = manager(&site, &db, "Camille").await;
        let test = begin(&mut browser).await;
        let page = browser.get(&format!("{test}/AX5")).await;
        let said = page.body.replace(['\u{202f}', '\u{a0}'], " ");
        // One call in five is abandoned.
        assert!(said.contains("80,0 % des 400 appels"), "{said}");
        assert!(!page.body.contains(" checked"), "nothing is answered for anybody");
        let promises = browser.get(&format!("{test}/AX3")).await.body.replace(['\u{202f}', '\u{a0}'], " ");
        assert!(promises.contains("80,0 % des 5 demandes") && promises.contains("25,0 % des 40 demandes"), "{promises}");
        let visitor_test = {
            let mut visitor = Browser::new(site.clone());
            let test = begin(&mut visitor).await;
            visitor.get(&format!("{test}/AX5")).await.body
        };
        assert!(!visitor_test.contains("class=\"proposal\""), "a visitor has no log");
    }

    async fn taken_again_it_begins_with_the_last_answers_and_shows_progress(db: Db) {
        let site = site(&db).await;
        let mut browser = manager(&site, &db, "Camille").await;
        let first = begin(&mut browser).await;
        answer_all(&mut browser, &first, "1").await;
        let later = site_at(&db, now() + std::time::Duration::from_hours(24 * 90), Vec::new()).await;
        let mut browser = Browser::signed_in(later, &db, "Dominique", Role::Manager, Some(OURS), now()
            + std::time::Duration::from_hours(24 * 90)).await;
        let second = begin(&mut browser).await;
        assert_eq!(browser.get(&format!("{second}/AX1")).await.body.matches(" checked").count(), 6);
        answer_all(&mut browser, &second, "2").await;
        let page = browser.get(&second).await;
        assert!(page.body.contains("est monté de 33 à 67"), "{}", page.body);
        assert!(browser.get(&first).await.body.contains("<h1"), "the first is kept as it was");
    }

    async fn others_scores_are_shown_from_eleven_administrations_on(db: Db) {
        let site = site(&db).await;
        let mut browser = manager(&site, &db, "Camille").await;
        let own = begin(&mut browser).await;
        answer_all(&mut browser, &own, "1").await;
        for number in 1..=11 {
            let (name, partner) = (format!("Personne {number}"), format!("AUTRE-{number}"));
            let mut other = Browser::signed_in(site.clone(), &db, &name, Role::Manager, Some(&partner), now()).await;
            let test = begin(&mut other).await;
            answer_all(&mut other, &test, "3").await;
            let is_shown = browser.get(&own).await.body.contains("Médiane des autres");
            assert_eq!(is_shown, number == 11, "{number} others");
        }
    }

    async fn a_filled_workbook_becomes_a_test_and_what_is_wrong_is_told(db: Db) {
        let mut browser = Browser::new(site(&db).await);
        let empty = browser.get("/autodiagnostic/classeur.xlsx").await;
        assert!(empty.header(header::CONTENT_DISPOSITION).starts_with("attachment"));
        let mut answers = practices::Answers::default();
        answers.give("Q01", practices::Answer::Level(2));
        answers.contacts_per_year = Some(5_000.0);
        let filled = workbook::write(&answers, kernel::Lang::Fr).unwrap();
        let to = "/autodiagnostic/classeur.xlsx";
        let taken = browser.upload("/autodiagnostic", to, "a.xlsx", &filled).await;
        let page = browser.follow(&taken).await;
        assert!(page.body.contains("Le classeur est enregistré"), "{}", page.body);
        assert!(page.body.contains("47 questions sont sans réponse"));
        for (name, bytes) in [("a.xlsx", b"Q01,2\n".to_vec()), ("a.ods", Vec::new()), ("a.xlsx", filled[..900].to_vec())] {
            let refused = browser.upload("/autodiagnostic", to, name, &bytes).await;
            assert_eq!(refused.location(), "/autodiagnostic", "{}", refused.body);
            let page = browser.follow(&refused).await;
            assert!(page.body.contains("n’est pas un classeur"), "{}", page.body);
        }
        let nothing = browser.submit("/autodiagnostic", to, &[]).await;
        assert!(nothing.status.is_client_error());
        let huge = vec![0_u8; 10_200_000];
        let refused = browser.upload("/autodiagnostic", to, "a.xlsx", &huge).await;
        assert_eq!(refused.status, StatusCode::PAYLOAD_TOO_LARGE, "{}", refused.body);
    }
}
