//! Lists that programs send.

use super::*;
use crate::{
    campaigns::{
        CampaignState,
        posted::{self, ROWS_MAX},
        store as campaigns, work,
    },
    notice::{CampaignId, Origin},
    store::notices,
};

const PATH: &str = "/v2/notifications/bulk";

impl Program {
    async fn bulk(&self, named: Option<&str>, body: &Value) -> (StatusCode, Value) {
        let token = proof::token(&self.scene.door.keyring, &self.key, now());
        let mut request = Request::builder().method("POST").uri(PATH);
        request = request.header(header::AUTHORIZATION, format!("Bearer {}", token.reveal()));
        if let Some(name) = named {
            request = request.header("idempotency-key", name);
        }
        let request = request.body(Body::from(body.to_string())).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let bytes = to_bytes(response.into_body(), 10_000_000).await.unwrap();
        (status, serde_json::from_slice(&bytes).unwrap())
    }

    /// A file that the program fetches.
    async fn fetched(&self, path: &str) -> String {
        let token = proof::token(&self.scene.door.keyring, &self.key, now());
        let request = Request::get(path).header(header::AUTHORIZATION, format!("Bearer {}", token.reveal()));
        let response = self.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(response.headers()[header::CONTENT_TYPE], "text/csv; charset=utf-8");
        let bytes = to_bytes(response.into_body(), 10_000_000).await.unwrap();
        String::from_utf8(bytes.to_vec()).unwrap()
    }

    /// Hands over all lists; gives how many rows.
    async fn hand_over(&self) -> u64 {
        let mut handed = 0;
        loop {
            match work::round(&self.scene.door, now()).await.unwrap() {
                0 => return handed,
                some => handed += some,
            }
        }
    }

    fn list(&self, rows: &Value) -> Value {
        json!({ "name": "Rappel", "template_id": self.scene.sms.id.uuid().to_string(), "rows": rows })
    }
}

fn id(answer: &Value) -> String {
    answer["data"]["id"].as_str().unwrap().to_owned()
}

on_both! {
    async fn a_list_is_answered_at_once_and_each_row_says_what_became_of_it(db: Db) {
        let program = Program::with(&db, KeyKind::Live).await;
        let list = program.list(&json!([
            ["phone number", "dossier", "Reference"],
            ["06 12 34 56 78", "1", "a"], ["bonjour", 2, "=b"], ["06 12 34 56 79", "", "c"], ["06 12 34 56 70", 4, ""],
        ]));
        let (status, answer) = program.bulk(None, &list).await;
        assert_eq!(status, StatusCode::CREATED, "{answer}");
        let data = &answer["data"];
        assert_eq!((&data["notification_count"], &data["job_status"]), (&json!(4), &json!("pending")), "{answer}");
        assert_eq!(data["rows"], json!({ "accepted": 0, "refused": 0, "waiting": 4 }));
        let path = format!("{PATH}/{}", id(&answer));
        let (_, early) = program.call("GET", &format!("{path}/rows"), None).await;
        assert_eq!((&early["rows"][3]["status"], &early["rows"][3]["recipient"]), (&json!("waiting"), &json!("06 12 34 56 70")));
        assert_eq!(program.hand_over().await, 4);

        let (_, later) = program.call("GET", &path, None).await;
        assert_eq!(later["data"]["job_status"], "finished", "{later}");
        assert_eq!(later["data"]["rows"], json!({ "accepted": 2, "refused": 2, "waiting": 0 }));
        assert_eq!(later["data"]["statuses"], json!({ "created": 2 }));
        let (_, page) = program.call("GET", &format!("{path}/rows"), None).await;
        let row = |place: usize| &page["rows"][place];
        assert_eq!((&row(0)["row"], &row(0)["reference"], &row(0)["status"]), (&json!(1), &json!("a"), &json!("created")));
        assert_eq!(row(0)["recipient"], "+33612345678");
        assert_eq!((&row(1)["status"], &row(1)["id"], &row(1)["errors"][0]["column"]), (&json!("refused"), &Value::Null, &json!("phone number")));
        assert_eq!(row(2)["errors"][0]["column"], "dossier");
        assert!(row(2)["errors"][0]["message"].as_str().unwrap().len() > 10);
        let next = page["links"]["next"].as_str().unwrap().trim_start_matches("https://contacts.example.fr");
        let (_, rest) = program.call("GET", next, None).await;
        assert_eq!(rest["rows"], json!([]));

        let file = program.fetched(&format!("{path}/rows.csv")).await;
        let lines: Vec<&str> = file.lines().collect();
        assert_eq!(lines.len(), 5, "{file}");
        assert_eq!(lines[0], "row,reference,recipient,id,status,status_reason,column,error,scheduled_for,sent_at,completed_at");
        assert!(lines[1].starts_with("1,a,+33612345678,") && lines[1].contains(",created,"), "{file}");
        assert!(lines[2].starts_with("2,'=b,bonjour,,refused,,phone number,"), "{file}");

        // Each is a notice of the program like any other.
        let first = row(0)["id"].as_str().unwrap();
        let (_, one) = program.call("GET", &format!("/v2/notifications/{first}"), None).await;
        assert_eq!((one["reference"].as_str(), one["status"].as_str()), (Some("a"), Some("created")));
        let (_, all) = program.call("GET", "/v2/notifications", None).await;
        assert_eq!(all["notifications"].as_array().unwrap().len(), 2);
        let mut tx = db.read().await.unwrap();
        let id = crate::notice::NoticeId::from_uuid(first.parse().unwrap());
        let kept = notices::get(&mut tx, id).await.unwrap().unwrap();
        assert!(matches!(kept.origin, Origin::Bulk(_, key) if key == program.key.id), "{:?}", kept.origin);
    }

    async fn a_list_that_no_row_can_be_right_with_is_refused_and_nothing_is_kept(db: Db) {
        let program = Program::with(&db, KeyKind::Live).await;
        let post = async |list: Value| said(&program.bulk(None, &list).await).1;
        let validation = |it: &str| vec![format!("ValidationError: {it}")];
        let rows = |names: Value| json!([names, ["06 12 34 56 78", "1", "2"]]);
        assert_eq!(post(program.list(&rows(json!(["phone number"])))).await, validation("Missing column headers: dossier"));
        assert_eq!(post(program.list(&rows(json!(["dossier"])))).await, validation("Missing column headers: phone number"));
        let twice = json!(["phone number", "Dossier", "dossier"]);
        assert_eq!(post(program.list(&rows(twice))).await, validation("Duplicate column headers: dossier"));
        assert_eq!(post(program.list(&json!([["phone number"]]))).await, validation("There are no rows"));
        assert_eq!(post(program.list(&json!({ "a": 1 }))).await, validation("rows is not a list of lists"));
        let long = json!([["phone number", "dossier"], ["06 12 34 56 78", "x".repeat(2_001)]]);
        assert_eq!(post(program.list(&long)).await, validation("Row 1 - a cell is longer than 2000 characters"));
        let many = vec![json!(["1"]); ROWS_MAX + 2];
        let most = format!("Too many rows. Maximum number of rows allowed is {ROWS_MAX}");
        assert_eq!(post(program.list(&json!(many))).await, validation(&most));
        let mut both = program.list(&rows(json!(["phone number", "dossier"])));
        both["csv"] = json!("a\n1\n");
        assert_eq!(post(both).await, validation("You should specify either rows or csv"));
        let mut tx = db.read().await.unwrap();
        assert!(campaigns::listed(&mut tx, &program.scene.service.partner, 9).await.unwrap().is_empty());
    }

    async fn a_call_that_is_named_makes_one_list_however_often_it_is_sent(db: Db) {
        let program = Program::with(&db, KeyKind::Live).await;
        let list = program.list(&json!([["phone number", "dossier"], ["06 12 34 56 78", 1], ["06 12 34 56 79", 2]]));
        let (_, first) = program.bulk(Some("lot-7"), &list).await;
        assert_eq!(program.hand_over().await, 2);
        let (status, again) = program.bulk(Some("lot-7"), &list).await;
        assert_eq!((status, id(&again)), (StatusCode::CREATED, id(&first)));
        assert_eq!(again["data"]["job_status"], "finished");
        assert_eq!(program.hand_over().await, 0);
        let (_, other) = program.bulk(Some("lot-8"), &list).await;
        assert_ne!(id(&other), id(&first));
        let changed = program.list(&json!([["phone number", "dossier"], ["06 12 34 56 78", 2]]));
        let refused = program.bulk(Some("lot-7"), &changed).await;
        assert_eq!(said(&refused).1, ["BadRequestError: Idempotency-Key was sent before with another call"]);
        let empty = program.bulk(Some(""), &list).await;
        assert_eq!(said(&empty).0, 400);
    }

    async fn what_a_killed_process_left_half_written_is_not_sent_and_goes_on_with_the_same_call(db: Db) {
        let program = Program::with(&db, KeyKind::Live).await;
        let list = program.list(&json!([["phone number", "dossier"], ["06 12 34 56 78", 1], ["06 12 34 56 79", 2]]));
        program.bulk(Some("lot-7"), &list).await;
        let id = posted::id_of(program.key.id, "lot-7");
        // As if the process had died after the first row.
        for sql in [
            "UPDATE notice_campaign SET state = 'loading' WHERE campaign_id = $1",
            "DELETE FROM notice_campaign_line WHERE line = 2 AND campaign_id = $1",
        ] {
            let mut tx = db.write().await.unwrap();
            register::both!(&mut tx, conn => sqlx::query(sql).bind(id.uuid()).execute(conn).await.map(drop)).unwrap();
            tx.commit().await.unwrap();
        }
        assert_eq!(program.hand_over().await, 0, "half a list does not leave");
        program.bulk(Some("lot-7"), &list).await;
        assert_eq!(program.hand_over().await, 2);
        let mut tx = db.read().await.unwrap();
        assert_eq!(campaigns::counts(&mut tx, id).await.unwrap(), (2, 0, 0));
        let kept = campaigns::find(&mut tx, &program.scene.service.partner, id).await.unwrap().unwrap();
        assert_eq!((kept.state, kept.good, kept.parts > 0), (CampaignState::Done, 2, true));
    }

    async fn a_csv_of_letters_waits_for_its_time(db: Db) {
        let program = Program::with(&db, KeyKind::Live).await;
        let list = json!({
            "name": "Lettres", "template_id": program.scene.letter.id.uuid().to_string(), "scheduled_for": "2026-03-11T10:00:00Z",
            "csv": "\u{feff}Address line 1,address line 2,postcode,dossier\nZoé Martin,1 rue X,75001 Paris,7\nZoé,,,8\n",
        });
        let (status, answer) = program.bulk(None, &list).await;
        assert_eq!((status, &answer["data"]["job_status"]), (StatusCode::CREATED, &json!("scheduled")), "{answer}");
        assert_eq!(program.hand_over().await, 0);
        let later = now() + jiff::SignedDuration::from_hours(24);
        assert_eq!(work::round(&program.scene.door, later).await.unwrap(), 2);
        let (_, page) = program.call("GET", &format!("{PATH}/{}/rows", id(&answer)), None).await;
        assert_eq!(page["rows"][0]["recipient"], "Zoé Martin\n1 rue X\n75001 Paris", "{page}");
        assert_eq!((&page["rows"][0]["status"], &page["rows"][1]["status"]), (&json!("accepted"), &json!("refused")));
    }

    async fn a_trial_key_simulates_and_other_services_see_nothing(db: Db) {
        let program = Program::with(&db, KeyKind::Test).await;
        let (_, answer) = program.bulk(None, &program.list(&json!([["phone number", "dossier"], ["06 12 34 56 78", 1]]))).await;
        program.hand_over().await;
        let mut tx = db.read().await.unwrap();
        let found = notices::listed(&mut tx, &notices::Filter::default()).await.unwrap();
        assert!(found.iter().all(|it| it.simulated.is_some()) && found.len() == 1);
        let id = CampaignId::from_uuid(id(&answer).parse().unwrap());
        let mut other = program.scene.service.clone();
        other.id = crate::service::ServiceId::new(now());
        assert!(posted::find(&mut tx, &other, id).await.unwrap().is_none());
        assert!(posted::find(&mut tx, &program.scene.service, id).await.unwrap().is_some());
        let lost = program.call("GET", &format!("{PATH}/6ce466d0-fd6a-11e5-82f5-e0accb9d11a6"), None).await;
        assert_eq!(said(&lost).0, 404);
    }
}
