//! What programs are answered. The official clients try the same by `scripts/test-notify`.

mod bulk;

use std::sync::Arc;

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, StatusCode, header},
};
use register::Db;
use serde_json::{Value, json};
use site::Site;
use testkit::on_both;
use tower::ServiceExt as _;

use super::{Api, CALLS_MAX, proof};
use crate::{
    accept::group::Acceptor,
    service::{Key, KeyKind},
    store,
    testing::{Scene, now},
};

struct Program {
    scene: Scene,
    router: Router,
    key: Key,
    api: Api,
}

impl Program {
    async fn with(db: &Db, kind: KeyKind) -> Self {
        let scene = Scene::set(db).await;
        let key = scene.key(kind).await;
        let acceptor = Acceptor::start(scene.door.clone());
        let api = Api::new(scene.door.clone(), acceptor, None);
        let (router, _) =
            Site::builder(db.clone(), Arc::clone(&scene.door.clock)).build(api.routes()).unwrap();
        Self { scene, router, key, api }
    }

    async fn call(&self, method: &str, path: &str, body: Option<Value>) -> (StatusCode, Value) {
        let token = proof::token(&self.scene.door.keyring, &self.key, now());
        self.call_by(Some(token.reveal()), (method, path), body).await
    }

    async fn call_by(
        &self,
        token: Option<&str>,
        (method, path): (&str, &str),
        body: Option<Value>,
    ) -> (StatusCode, Value) {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(token) = token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let body = body.map_or_else(Body::empty, |it| Body::from(it.to_string()));
        let response = self.router.clone().oneshot(request.body(body).unwrap()).await.unwrap();
        let status = response.status();
        let bytes = to_bytes(response.into_body(), 10_000_000).await.unwrap();
        (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
    }

    fn text(&self, number: &str) -> Value {
        json!({
            "phone_number": number,
            "template_id": self.scene.sms.id.uuid().to_string(),
            "personalisation": { "dossier": "42" },
        })
    }
}

fn said(answer: &(StatusCode, Value)) -> (u16, Vec<String>) {
    assert_eq!(answer.1["status_code"], json!(answer.0.as_u16()), "{answer:?}");
    let errors = answer.1["errors"].as_array().unwrap();
    let said = errors
        .iter()
        .map(|it| format!("{}: {}", it["error"].as_str().unwrap(), it["message"].as_str().unwrap()));
    (answer.0.as_u16(), said.collect())
}

on_both! {
    async fn a_template_that_names_an_impossible_number_is_refused_with_what_to_do(db: Db) {
        for kind in [KeyKind::Live, KeyKind::Test] {
            let program = Program::with(&db, kind).await;
            let mut template = program.scene.sms.clone();
            let body = "Dossier {{dossier}} : appelez au 01 44 55 66.".to_owned();
            template.texts = [("fr".to_owned(), crate::template::Text { subject: String::new(), body })].into();
            let mut tx = db.write().await.unwrap();
            store::templates::edit(&mut tx, &template).await.unwrap().unwrap();
            tx.commit().await.unwrap();
            let asked = program.text("06 12 34 56 78");
            let refused = program.call("POST", "/v2/notifications/sms", Some(asked)).await;
            assert_eq!(said(&refused), (400, vec![
                "BadRequestError: Can’t send this template: 01 44 55 66 cannot be dialled. Correct the template, or have a manager let its \
                 messages go".to_owned(),
            ]));
        }
    }

    async fn a_text_is_taken_and_found_again(db: Db) {
        let program = Program::with(&db, KeyKind::Live).await;
        let mut asked = program.text("06 12 34 56 78");
        asked["reference"] = json!("r-1");
        let (status, answer) = program.call("POST", "/v2/notifications/sms", Some(asked)).await;
        assert_eq!(status, StatusCode::CREATED, "{answer}");
        assert!(answer["content"]["body"].as_str().unwrap().starts_with("Votre dossier 42 avance."));
        assert_eq!(answer["content"]["from_number"], "CAF");
        assert_eq!(answer["scheduled_for"], Value::Null);
        let id = answer["id"].as_str().unwrap();
        let (status, one) = program.call("GET", &format!("/v2/notifications/{id}"), None).await;
        assert_eq!((status, one["status"].as_str(), one["phone_number"].as_str()), (StatusCode::OK, Some("created"), Some("+33612345678")));
        let (_, all) = program.call("GET", "/v2/notifications?reference=r-1&status=created&status=sending", None).await;
        assert_eq!(all["notifications"][0]["id"], one["id"]);
        let next = all["links"]["next"].as_str().unwrap().trim_start_matches("https://contacts.example.fr");
        let (_, rest) = program.call("GET", next, None).await;
        assert_eq!(rest["notifications"], json!([]));
    }

    async fn an_email_and_a_letter_are_taken_with_what_is_theirs(db: Db) {
        let program = Program::with(&db, KeyKind::Live).await;
        let service = program.scene.service.id.uuid().to_string();
        let email = json!({
            "email_address": "zoe@example.org", "template_id": program.scene.email.id.uuid().to_string(),
            "personalisation": { "dossier": "7" }, "email_reply_to_id": service,
            "one_click_unsubscribe_url": "https://caf.example.fr/stop", "scheduled_for": "2026-03-11T10:00:00",
        });
        let (status, answer) = program.call("POST", "/v2/notifications/email", Some(email.clone())).await;
        assert_eq!(status, StatusCode::CREATED, "{answer}");
        assert_eq!(answer["content"]["subject"], "Votre dossier");
        assert_eq!(answer["scheduled_for"], "2026-03-11T10:00:00.000000Z");
        let mut other = email;
        other["email_reply_to_id"] = json!("6ce466d0-fd6a-11e5-82f5-e0accb9d11a6");
        let refused = program.call("POST", "/v2/notifications/email", Some(other)).await;
        assert!(said(&refused).1[0].starts_with("BadRequestError: email_reply_to_id 6ce466d0-fd6a-11e5-82f5-e0accb9d11a6 does not exist"));
        let letter = json!({ "template_id": program.scene.letter.id.uuid().to_string(), "personalisation": {
            "dossier": "7", "address_line_1": "Zoé Martin", "address_line_2": "1 rue X", "address_line_3": "75001 Paris" } });
        let (status, answer) = program.call("POST", "/v2/notifications/letter", Some(letter)).await;
        assert_eq!(status, StatusCode::CREATED, "{answer}");
        let id = answer["id"].as_str().unwrap();
        let (_, one) = program.call("GET", &format!("/v2/notifications/{id}"), None).await;
        assert_eq!((one["line_1"].as_str(), one["status"].as_str()), (Some("Zoé Martin"), Some("accepted")));
        let pdf = program.call("GET", &format!("/v2/notifications/{id}/pdf"), None).await;
        assert_eq!(said(&pdf), (400, vec!["PDFNotReadyError: PDF not available yet, try again later".to_owned()]));
        let whole = json!({ "reference": "x", "content": "JVBERi0=" });
        let refused = program.call("POST", "/v2/notifications/letter", Some(whole)).await;
        assert!(said(&refused).1[0].contains("Precompiled letters are not taken"), "{refused:?}");
    }

    async fn what_is_wrong_is_told_in_the_words_of_notify(db: Db) {
        let program = Program::with(&db, KeyKind::Live).await;
        let post = async |body: Value| said(&program.call("POST", "/v2/notifications/sms", Some(body)).await);
        let validation = |it: &str| (400, vec![format!("ValidationError: {it}")]);
        assert_eq!(post(json!({})).await, (400, vec![
            "ValidationError: template_id is a required property".to_owned(),
            "ValidationError: phone_number is a required property".to_owned(),
        ]));
        let mut asked = program.text("06 12 34 56 78");
        asked["template_id"] = json!("42");
        assert_eq!(post(asked.clone()).await, validation("template_id is not a valid UUID"));
        asked["template_id"] = json!("6ce466d0-fd6a-11e5-82f5-e0accb9d11a6");
        assert_eq!(post(asked).await, (400, vec!["BadRequestError: Template not found".to_owned()]));
        assert_eq!(post(program.text("bonjour")).await, validation("phone_number Not a valid phone number"));
        let mut asked = program.text("06 12 34 56 78");
        asked["foo"] = json!(1);
        assert_eq!(post(asked).await, validation("Additional properties are not allowed (foo was unexpected)"));
        let mut asked = program.text("06 12 34 56 78");
        asked["personalisation"] = json!({});
        assert_eq!(post(asked).await, (400, vec!["BadRequestError: Missing personalisation: dossier".to_owned()]));
        let mut asked = program.text("06 12 34 56 78");
        asked["scheduled_for"] = json!("2026-03-10T09:00:00Z");
        assert_eq!(post(asked).await, validation("scheduled_for datetime can not be in the past"));
        let mut asked = program.text("06 12 34 56 78");
        asked["template_id"] = json!(program.scene.email.id.uuid().to_string());
        assert_eq!(post(asked).await, (400, vec!["BadRequestError: email template is not suitable for sms notification".to_owned()]));
        let lost = program.call("GET", "/v2/notifications/6ce466d0-fd6a-11e5-82f5-e0accb9d11a6", None).await;
        assert_eq!(said(&lost), (404, vec!["NoResultFound: No result found".to_owned()]));
    }

    async fn only_who_has_a_key_comes_in(db: Db) {
        let program = Program::with(&db, KeyKind::Live).await;
        let keyring = &program.scene.door.keyring;
        let call = async |token: Option<&str>| said(&program.call_by(token, ("GET", "/v2/templates"), None).await);
        let refused = |it: &str| (403, vec![format!("AuthError: {it}")]);
        assert_eq!(call(None).await, (401, vec!["AuthError: Unauthorized: authentication token must be provided".to_owned()]));
        assert_eq!(call(Some("x")).await, refused("Invalid token: signature, api token is not valid"));
        let later = proof::token(keyring, &program.key, now() + std::time::Duration::from_secs(31));
        assert_eq!(call(Some(later.reveal())).await, refused("Error: Your system clock must be accurate to within 30 seconds"));
        let mut foreign = program.key.clone();
        foreign.id = crate::service::KeyId::new(now());
        let token = proof::token(keyring, &foreign, now());
        assert_eq!(call(Some(token.reveal())).await, refused("Invalid token: API key not found"));
        foreign.service = crate::service::ServiceId::new(now());
        let token = proof::token(keyring, &foreign, now());
        assert_eq!(call(Some(token.reveal())).await, refused("Invalid token: service not found"));
        let none = "eyJhbGciOiJub25lIn0.e30.";
        assert_eq!(call(Some(none)).await, refused("Invalid token: algorithm used is not HS256"));
        let mut tx = db.write().await.unwrap();
        store::keys::revoke(&mut tx, program.scene.service.id, program.key.id, now()).await.unwrap();
        tx.commit().await.unwrap();
        let token = proof::token(keyring, &program.key, now());
        assert_eq!(call(Some(token.reveal())).await, refused("Invalid token: API key revoked"));
    }

    async fn a_service_that_calls_without_end_is_told_to_wait(db: Db) {
        let program = Program::with(&db, KeyKind::Live).await;
        for _ in 0..CALLS_MAX {
            assert!(program_may_call(&program));
        }
        let refused = program.call("GET", "/v2/templates", None).await;
        let expected = "RateLimitError: Exceeded rate limit for key type LIVE of 120000 requests per 60 seconds";
        assert_eq!(said(&refused), (429, vec![expected.to_owned()]));
    }

    async fn templates_are_shown_with_what_fills_them(db: Db) {
        let program = Program::with(&db, KeyKind::Live).await;
        let (_, all) = program.call("GET", "/v2/templates?type=sms", None).await;
        assert_eq!(all["templates"].as_array().unwrap().len(), 1);
        let id = program.scene.sms.id.uuid();
        let (_, one) = program.call("GET", &format!("/v2/template/{id}"), None).await;
        assert_eq!(one, all["templates"][0]);
        assert_eq!(one["personalisation"], json!({ "dossier": { "required": true } }));
        let (_, first) = program.call("GET", &format!("/v2/template/{id}/version/1"), None).await;
        assert_eq!(first, one);
        let lost = program.call("GET", &format!("/v2/template/{id}/version/2"), None).await;
        assert_eq!(said(&lost).0, 404);
        let path = format!("/v2/template/{id}/preview");
        let (status, shown) = program.call("POST", &path, Some(json!({ "personalisation": { "dossier": 9 } }))).await;
        assert_eq!((status, shown["body"].as_str()), (StatusCode::OK, Some("Votre dossier 9 avance.")));
        let refused = program.call("POST", &path, Some(json!({ "personalisation": {} }))).await;
        assert_eq!(said(&refused).1, ["BadRequestError: Missing personalisation: dossier"]);
    }
}

fn program_may_call(program: &Program) -> bool {
    program.api.0.calls.take(&program.scene.service.id.uuid(), now())
}

#[test]
fn a_key_is_written_as_the_clients_read_it() {
    use crate::{
        address::Keyring,
        service::{KeyId, ServiceId},
    };
    let keyring = Keyring::new(&kernel::Secret::new(b"secret".to_vec()));
    let key = Key {
        id: KeyId::new(now()),
        service: ServiceId::new(now()),
        name: "Téléservice n° 1".to_owned(),
        kind: KeyKind::Live,
        created_at: now(),
        used_at: None,
        revoked_at: None,
    };
    let text = proof::key_text(&keyring, &key);
    let text = text.reveal();
    assert!(text.starts_with("Téléservice_n__1-"), "{text}");
    // The clients cut from the end: 36 signs of the secret, a dash, 36 signs of the service.
    assert_eq!(text[text.len() - 73..text.len() - 37], key.service.uuid().to_string());
    assert_eq!(text, proof::key_text(&keyring, &key).reveal(), "it is made again, not kept");
}
