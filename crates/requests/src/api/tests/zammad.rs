//! What scripts written for Zammad ask.

use axum::http::{Method, StatusCode};
use serde_json::json;
use testkit::on_both;

use super::world;

on_both! {
    async fn a_script_opens_follows_and_closes_a_ticket(db: Db) {
        let world = world(&db).await;
        world.agent("Camille").await;
        world.mailbox().await;
        let groups = world.get("/api/v1/groups").await;
        assert_eq!(groups.body[0]["name"], "Accueil");
        let ticket = json!({
            "title": "Chaudière en panne", "group": "Accueil", "customer_id": "guess:jeanne@mail.example",
            "article": { "subject": "Chaudière", "body": "<p>Elle <b>fuit</b>.</p>", "content_type": "text/html", "type": "web" },
        });
        let made = world.post("/api/v1/tickets", &ticket).await;
        assert_eq!(made.status, StatusCode::CREATED, "{made:?}");
        assert_eq!((&made.body["id"], &made.body["number"]), (&json!(2_026_000_001_i64), &json!("2026000001")));
        assert_eq!((&made.body["state_id"], &made.body["group_id"]), (&json!(1), &groups.body[0]["id"]));
        let articles = world.get("/api/v1/ticket_articles/by_ticket/2026000001").await;
        assert_eq!(articles.body[0]["sender"], "Customer");
        assert_eq!(articles.body[0]["body"].as_str().map(str::trim), Some("Elle fuit."));

        // A note for agents, an answer, a call.
        for (article, sender, internal) in [
            (json!({ "body": "À voir", "type": "note" }), "Agent", true),
            (json!({ "body": "Nous venons.", "type": "email", "to": "Jeanne <jeanne@mail.example>" }), "Agent", false),
            (json!({ "body": "Rappelle", "type": "phone", "sender": "Customer" }), "Customer", false),
        ] {
            let mut article = article;
            article["ticket_id"] = json!(2_026_000_001_i64);
            let behalf = [("x-on-behalf-of", "camille@example.org")];
            let made = world.json(Method::POST, "/api/v1/ticket_articles", &behalf, &article).await;
            assert_eq!(made.status, StatusCode::CREATED, "{made:?}");
            assert_eq!((&made.body["sender"], &made.body["internal"]), (&json!(sender), &json!(internal)));
            let again = world.get(&format!("/api/v1/ticket_articles/{}", made.body["id"])).await;
            assert_eq!(again.body, made.body);
        }
        assert_eq!(world.count("SELECT COUNT(*) FROM dispatch").await, 1, "the answer leaves");
        assert_eq!(world.count("SELECT COUNT(*) FROM note").await, 1, "a note is for agents");

        let path = "/api/v1/tickets/2026000001";
        let owner = json!({ "owner": "camille@example.org", "state": "pending reminder", "pending_time": "2026-12-01T08:00:00Z" });
        let pending = world.json(Method::PUT, path, &[], &owner).await;
        assert_eq!((&pending.body["state_id"], pending.status), (&json!(3), StatusCode::OK), "{pending:?}");
        let closed = world.json(Method::PUT, &format!("{path}?expand=true"), &[], &json!({ "state": "closed" })).await;
        assert_eq!((&closed.body["state"], &closed.body["owner"]), (&json!("closed"), &json!("camille@example.org")));
        assert_eq!(closed.body["cause"], json!(null), "nobody said why: it counts as not coded");
        let open = world.json(Method::PUT, path, &[], &json!({ "state_id": 2 })).await;
        assert_eq!(open.body["state_id"], json!(2), "{open:?}");
        let coded = world.json(Method::PUT, path, &[], &json!({ "state": "closed", "cause": "A2", "reason": "urbanisme" })).await;
        assert_eq!((&coded.body["cause"], &coded.body["reason"]), (&json!("A2"), &json!("urbanisme")));
    }

    async fn tickets_and_people_are_found(db: Db) {
        let world = world(&db).await;
        let user = json!({ "firstname": "Jeanne", "lastname": "Martin", "email": "jeanne@mail.example", "phone": "0144556677" });
        let made = world.post("/api/v1/users", &user).await;
        assert_eq!((made.status, &made.body["lastname"]), (StatusCode::CREATED, &json!("Martin")), "{made:?}");
        assert_eq!(world.post("/api/v1/users", &user).await.wrong(), "email");
        let id = made.body["id"].as_i64().unwrap();
        assert_eq!(world.get(&format!("/api/v1/users/{id}")).await.body, made.body);
        assert_eq!(world.get("/api/v1/users/search?query=jeanne@mail.example").await.body[0]["id"], json!(id));
        for title in ["Permis de construire", "Acte de naissance", "Cantine"] {
            let ticket = json!({
                "title": title, "customer_id": id,
                "article": { "body": format!("À propos de : {title}"), "type": "email", "sender": "Customer" },
            });
            assert_eq!(world.post("/api/v1/tickets", &ticket).await.status, StatusCode::CREATED);
        }
        for (query, count) in [
            ("naissance", 1), ("number:2026000003", 1), ("2026000002", 1), ("state.name:open", 3), ("state:closed", 0),
            ("customer.email:jeanne@mail.example%20AND%20state:open", 3), ("*", 3), ("group:Accueil", 3),
            (&format!("customer.id:{id}"), 3),
        ] {
            let found = world.get(&format!("/api/v1/tickets/search?expand=true&query={query}")).await;
            assert_eq!(found.body.as_array().map(Vec::len), Some(count), "{query} {found:?}");
            let plain = world.get(&format!("/api/v1/tickets/search?query={query}")).await;
            assert_eq!(plain.body["tickets_count"], json!(count));
        }
        let mut seen = Vec::new();
        for page in 1..=3 {
            let listed = world.get(&format!("/api/v1/tickets?per_page=2&page={page}")).await;
            seen.extend(listed.body.as_array().unwrap().iter().map(|it| it["id"].as_i64().unwrap()));
        }
        seen.sort_unstable();
        assert_eq!(seen, [2_026_000_001, 2_026_000_002, 2_026_000_003]);
        assert_eq!(world.get("/api/v1/ticket_states/4").await.body["name"], "closed");
        assert_eq!(world.get("/api/v1/ticket_priorities").await.body.as_array().map(Vec::len), Some(3));
    }

    async fn what_would_be_lost_or_go_astray_is_refused(db: Db) {
        let world = world(&db).await;
        let article = json!({ "body": "Bonjour", "type": "email", "sender": "Customer" });
        let ticket = json!({ "title": "x", "customer_id": "guess:jeanne@mail.example", "article": article });
        assert_eq!(world.post("/api/v1/tickets", &ticket).await.status, StatusCode::CREATED);
        for (field, value, wrong) in [
            ("customer_id", json!("jeanne"), "customer_id"),
            ("customer_id", json!(999), "customer_id"),
            ("group", json!("Inconnu"), "team"),
            ("group_id", json!(999), "group_id"),
            ("article", json!({ "body": "" }), "body"),
            ("article", json!({ "body": "x", "type": "telegram" }), "type"),
            ("article", json!({ "body": "x", "attachments": [{ "filename": "a.pdf" }] }), "attachments"),
            ("state", json!("merged"), "state"),
            ("title", json!(""), "subject"),
        ] {
            let mut other = ticket.clone();
            other[field] = value;
            let answer = world.post("/api/v1/tickets", &other).await;
            assert_eq!((answer.status, answer.wrong()), (StatusCode::UNPROCESSABLE_ENTITY, wrong), "{other}");
        }
        let astray = json!({ "ticket_id": 2_026_000_001_i64, "body": "x", "type": "email", "to": "autre@mail.example" });
        assert_eq!(world.post("/api/v1/ticket_articles", &astray).await.wrong(), "to");
        for (change, wrong) in [(json!({ "title": "y" }), "title"), (json!({ "owner_id": 5 }), "owner_id"),
            (json!({ "state": "pending reminder" }), "pending_time")] {
            let answer = world.json(Method::PUT, "/api/v1/tickets/2026000001", &[], &change).await;
            assert_eq!(answer.wrong(), wrong);
        }
        for path in ["/api/v1/tickets/1", "/api/v1/tickets/x", "/api/v1/users/999", "/api/v1/ticket_articles/999",
            "/api/v1/ticket_states/9"] {
            assert_eq!(world.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        assert_eq!(world.count("SELECT COUNT(*) FROM request").await, 1);
        assert_eq!(world.count("SELECT COUNT(*) FROM contact").await, 1);
    }

    async fn a_ticket_that_an_agent_begins_has_no_contact_of_the_customer(db: Db) {
        let world = world(&db).await;
        let ticket = json!({
            "title": "À rappeler", "customer": "jeanne@mail.example",
            "article": { "body": "Vu à la réunion", "type": "note", "internal": true },
        });
        assert_eq!(world.post("/api/v1/tickets", &ticket).await.status, StatusCode::CREATED);
        assert_eq!(world.count("SELECT COUNT(*) FROM contact").await, 0);
        assert_eq!(world.count("SELECT COUNT(*) FROM note").await, 1);
    }
}
