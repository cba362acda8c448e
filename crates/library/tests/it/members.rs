//! What signed-in people do: the action plan, comments and their moderation.

use std::time::Duration;

use axum::http::{StatusCode, header};
use library::selftest::reminders;
use register::{Role, outgoing};
use testkit::{Browser, assert_well_made, on_both};

use crate::server::{OURS, THEIRS, manager, now, programme, site, site_at};

const PLAN: &str = "/autodiagnostic/plan";

on_both! {
    async fn a_plan_has_owners_days_and_states_and_is_of_one_partner(db: Db) {
        let site = site(&db).await;
        let mut browser = manager(&site, &db, "Camille").await;
        let added = browser.submit(PLAN, PLAN, &[("do", "add"), ("practice", "P11"), ("practice", "P12"), ("practice", "P99")]).await;
        assert!(browser.follow(&added).await.body.contains("2 pratiques sont ajoutées au plan"));
        let change = |seen: String, due: &'static str| {
            [("do", "change".to_owned()), ("practice", "P11".to_owned()), ("seen", seen), ("owner", "Équipe <accueil>".to_owned()),
             ("due", due.to_owned()), ("state", "doing".to_owned()), ("note", "voir\nensemble".to_owned())]
        };
        let seen = browser.get(PLAN).await.field("seen");
        let wrong = change(seen.clone(), "le 31 mars");
        let refused = browser.submit(PLAN, PLAN, &wrong.each_ref().map(|(name, value)| (*name, value.as_str()))).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.body.contains("value=\"le 31 mars\"") && refused.body.contains("role=\"alert\""), "what was typed stays");
        let good = change(seen.clone(), "2026-09-30");
        let good = good.each_ref().map(|(name, value)| (*name, value.as_str()));
        let a_minute_later = site_at(&db, now() + Duration::from_mins(1), Vec::new()).await;
        let mut colleague = manager(&a_minute_later, &db, "Dominique").await;
        assert_eq!(colleague.submit(PLAN, PLAN, &good).await.status, StatusCode::SEE_OTHER);
        let overtaken = browser.submit(PLAN, PLAN, &good).await;
        assert_eq!(overtaken.status, StatusCode::CONFLICT, "the form had seen an older state");
        let page = browser.get(PLAN).await;
        assert_well_made(PLAN, &page.body);
        assert!(page.body.contains("en retard depuis le") && page.body.contains("Équipe &#60;accueil&#62;"), "{}", page.body);
        let calendar = browser.get("/autodiagnostic/plan.ics").await;
        assert!(calendar.header(header::CONTENT_TYPE).starts_with("text/calendar"));
        assert!(calendar.body.contains("DTSTART;VALUE=DATE:20260930") && calendar.body.contains("BEGIN:VALARM"), "{}", calendar.body);
        let mut other = Browser::signed_in(site.clone(), &db, "Autre", Role::Manager, Some(THEIRS), now()).await;
        assert!(!other.get(PLAN).await.body.contains("accueil"));
        assert_eq!(programme(&site, &db, "Animatrice").await.get(PLAN).await.status, StatusCode::FORBIDDEN);
        assert_eq!(Browser::new(site).get(PLAN).await.status, StatusCode::SEE_OTHER, "visitors sign in first");
    }

    async fn managers_are_reminded_once_for_each_day(db: Db) {
        let site = site(&db).await;
        let mut browser = manager(&site, &db, "Camille").await;
        Browser::signed_in(site.clone(), &db, "Agente", Role::Agent, Some(OURS), now()).await;
        Browser::signed_in(site.clone(), &db, "Autre", Role::Manager, Some(THEIRS), now()).await;
        browser.submit(PLAN, PLAN, &[("do", "add"), ("practice", "P11")]).await;
        let due = async |browser: &mut Browser, day: &str| {
            let seen = browser.get(PLAN).await.field("seen");
            let fields = [("do", "change"), ("practice", "P11"), ("seen", seen.as_str()), ("due", day), ("state", "todo")];
            assert_eq!(browser.submit(PLAN, PLAN, &fields).await.status, StatusCode::SEE_OTHER);
        };
        let remind = async |day: i64| {
            let mut tx = db.write().await.unwrap();
            let at = now() + Duration::from_hours(24 * u64::try_from(day).unwrap());
            let sent = reminders::remind(&mut tx, "https://c.example", at).await.unwrap();
            tx.commit().await.unwrap();
            sent
        };
        due(&mut browser, "2026-10-20").await;
        assert_eq!(remind(0).await, 0, "two weeks ahead nobody is disturbed");
        assert_eq!((remind(9).await, remind(10).await), (1, 0), "once when it comes near");
        assert_eq!((remind(16).await, remind(17).await), (1, 0), "once when it is past");
        let letters = outgoing::outstanding(&mut db.read().await.unwrap(), 10).await.unwrap();
        assert!(letters.iter().all(|it| it.recipient == "camille@example.org"), "managers of the partner alone");
        assert!(letters.iter().any(|it| it.body.contains("en retard depuis le 20") && it.body.contains("late since")));
        assert!(letters[0].body.contains("https://c.example/autodiagnostic/plan"));
        due(&mut browser, "2026-11-30").await;
        assert_eq!(remind(50).await, 1, "another day, another reminder");
    }

    async fn a_comment_is_shown_once_it_was_read_and_never_executed(db: Db) {
        let site = site(&db).await;
        let mut author = manager(&site, &db, "Camille").await;
        let (sheet, to) = ("/pratiques/P11", "/pratiques/P11/commentaires");
        let wicked = "<script>alert(1)</script>\n<img src=x onerror=alert(2)> [a](javascript:alert(3))";
        for (body, said) in [("  ", "Écrivez d’abord"), (&"x".repeat(4_001), "trop long")] {
            let refused = author.submit(sheet, to, &[("body", body)]).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(refused.body.contains(said) && refused.body.contains(&format!("required>{}</textarea>", body.trim())), "{said}");
        }
        let sent = author.submit(sheet, to, &[("kind", "report"), ("body", wicked)]).await;
        assert!(author.follow(&sent).await.body.contains("paraîtra après lecture"));
        let mut reader = Browser::new(site.clone());
        assert!(reader.get(sheet).await.body.contains("Personne n’a encore commenté"));
        let mut moderator = programme(&site, &db, "Animatrice").await;
        let waiting = moderator.get("/programme/commentaires").await;
        assert_well_made("/programme/commentaires", &waiting.body);
        assert!(waiting.body.contains("&#60;script&#62;") && !waiting.body.contains("<script>alert"));
        let id = waiting.field("comment");
        let denied = author.submit(sheet, "/programme/commentaires", &[("comment", &id), ("do", "show")]).await;
        assert_eq!(denied.status, StatusCode::FORBIDDEN);
        moderator.submit("/programme/commentaires", "/programme/commentaires", &[("comment", &id), ("do", "show")]).await;
        let page = reader.get(sheet).await;
        assert_well_made(sheet, &page.body);
        assert!(page.body.contains("&#60;img src=x") && !page.body.contains("<img src=x"), "{}", page.body);
        assert!(!page.body.contains("href=\"javascript:"));
        let mut anonymous = Browser::new(site);
        assert_eq!(anonymous.submit("/autodiagnostic", to, &[("body", "moi")]).await.status, StatusCode::SEE_OTHER);
    }
}
