//! What people answer to text messages, in the running product, through an SMPP centre.

use std::time::Duration;

use notices::{
    address::{Address, Medium},
    notice::{Notice, State, Why},
};
use requests::{
    store::usagers,
    testing,
    usager::{Usager, Way},
};
use serde_json::{Value, json};

use super::product::{Product, asked, given, now};

/// An answer of the product is a sentence or more: longer than the word that asked for it.
const ANSWERS: &str = "SELECT body FROM notice_answer ORDER BY created_at_us, answer_id";

/// The product, connected to the centre as one of its users.
struct Stage {
    product: Product,
    centre: String,
    user: &'static str,
}

impl Stage {
    async fn set(user: &'static str) -> Option<Self> {
        let centre = given("TEST_SMS_CENTRE")?;
        let carrier = given("TEST_SMPP")?.replace("smpp://", &format!("smpp://{user}:secret@"));
        let mut product = Product::new().await;
        product.start(&[("EFFICACES_NOTICES_SMS", &format!("{carrier}#centre"))]).await;
        let stage = Self { product, centre, user };
        stage.happened("bound=1").await;
        Some(stage)
    }

    async fn tell(&self, action: &str, what: Value) {
        let head = format!("POST /{}/{action}", self.user);
        assert_eq!(asked(&self.centre, &head, &what.to_string()).await.0, 200);
    }

    /// What the centre got, once it is so much.
    async fn happened(&self, wanted: &str) -> Value {
        let (_, answer) = asked(&self.centre, &format!("GET /{}?{wanted}", self.user), "").await;
        serde_json::from_str(&answer[answer.find('{').unwrap()..=answer.rfind('}').unwrap()]).unwrap()
    }

    /// Somebody writes; gives what was made of it, once it is handled.
    async fn write(&self, from: &str, to: &str, text: &str) -> String {
        let before = self.handled().await.len();
        self.deliver(from, to, text).await;
        let product = &self.product;
        product.until(text, async || self.handled().await.len() > before).await;
        self.handled().await.pop().unwrap()
    }

    async fn deliver(&self, from: &str, to: &str, text: &str) {
        // As telephones do: letters without which the default alphabet does make the text longer.
        let coding = if text.is_ascii() { 0 } else { 8 };
        self.tell("deliver", json!({"from": from, "to": to, "text": text, "coding": coding})).await;
    }

    async fn handled(&self) -> Vec<String> {
        const SQL: &str =
            "SELECT kind FROM notice_received WHERE kind IS NOT NULL ORDER BY received_at_us, received_id";
        self.product.texts(SQL).await
    }

    /// A notice of a new service with this number, that leaves tomorrow.
    async fn waiting(&self, sender: &str, to: &str) -> Notice {
        let (service, template) = self.product.service(sender, Medium::Sms).await;
        let later = now() + Duration::from_hours(24);
        self.product.order_with(&service, &template, &mobile(to), |it| it.not_before = Some(later)).await
    }
}

fn mobile(number: &str) -> Address {
    Address::kept(Medium::Sms, &format!("+{number}"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stop_holds_everywhere_at_once_and_is_acknowledged_once() {
    let Some(stage) = Stage::set("prd-stop").await else { return };
    let spellings =
        ["STOP", "Arrêt.", "« stop » svp", "S.T.O.P", "Stop au 36111", "stop sms", "STOPPP", "Désabonnement"];
    let mut waiting = Vec::new();
    for (place, text) in spellings.into_iter().enumerate() {
        let number = format!("3361234560{place}");
        let own = [stage.waiting("36111", &number).await, stage.waiting("36222", &number).await];
        assert_eq!(stage.write(&number, "36111", text).await, "stop", "{text}");
        for notice in &own {
            let ended = stage.product.notice(notice.id).await;
            assert_eq!((ended.state, ended.why), (State::Cancelled, Some(Why::Refused)), "{text}");
        }
        let next = stage.waiting("36333", &number).await;
        assert_eq!((next.state, next.why), (State::Cancelled, Some(Why::Refused)), "{text}");
        waiting.push(number);
    }
    // The same text is told again by the centre: nothing is answered twice.
    stage.deliver(&waiting[0], "36111", "STOP").await;
    stage.happened(&format!("kept={}", spellings.len() + 1)).await;
    assert_eq!(stage.write("33612345690", "36111", "REPRISE").await, "resume");
    assert_eq!(stage.product.texts(ANSWERS).await.len(), spellings.len() + 1);
    let got = stage.happened(&format!("received={}", spellings.len() + 1)).await;
    let to_first = |it: &&Value| it["to"] == waiting[0];
    let answers: Vec<&Value> = got["received"].as_array().unwrap().iter().filter(to_first).collect();
    assert_eq!(answers.len(), 1, "one acknowledgement, and no notice");
    assert_eq!(answers[0]["from"], "36111");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_follow_their_request_ask_for_a_call_and_write_to_the_inbox() {
    let Some(stage) = Stage::set("prd-word").await else { return };
    let product = &stage.product;
    stage.waiting("36111", "33612345678").await;
    let mut tx = product.db.write().await.unwrap();
    let usager = testing::usager(&mut tx, &product.house, "Camille", "camille@mail.example", now()).await;
    usagers::add_way(&mut tx, &usager, &Way::phone("0612345678").unwrap(), now()).await.unwrap();
    let request = testing::request(&mut tx, &product.house, &usager, "Bonjour", now()).await;
    tx.commit().await.unwrap();

    let code = request.code.address("").trim_start_matches("/suivi/").to_owned();
    assert_eq!(
        stage.write("33612345678", "36111", &format!("suivi {}", code.to_lowercase())).await,
        "follow"
    );
    assert_eq!(stage.write("33612345678", "36111", "SUIVI ZZZZ-2222").await, "follow");
    let answers = product.texts(ANSWERS).await;
    assert!(answers[0].len() > 20 && !answers[0].contains("/suivi"), "the state itself: {}", answers[0]);
    assert!(answers[1].contains("/suivi"), "where to look: {}", answers[1]);

    assert_eq!(stage.write("33612345678", "36111", "Rappelez-moi svp").await, "call-back");
    assert_eq!(product.number("SELECT COUNT(*) FROM callback").await, 1);

    // In parts, and in letters that need UCS-2.
    let long =
        "Bonjour, j’ai reçu votre message mais je ne comprends pas quelle pièce il vous faut. ".repeat(3);
    assert_eq!(stage.write("33612345678", "36111", long.trim_end()).await, "text");
    let joined =
        "SELECT body FROM contact WHERE channel = 'sms' AND request_id = (SELECT request_id FROM callback)";
    assert_eq!(product.texts(joined).await, [long.trim_end()]);
    assert_eq!(
        product.number("SELECT COUNT(*) FROM request").await,
        1,
        "all of it is about the same request"
    );
    stage.happened("received=3").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_text_joins_no_request_of_somebody_else_and_one_from_nowhere_is_only_kept() {
    let Some(stage) = Stage::set("prd-free").await else { return };
    let product = &stage.product;
    stage.waiting("36111", "33612345678").await;
    let mut tx = product.db.write().await.unwrap();
    // Two people have the same telephone.
    for name in ["Camille", "Dominique"] {
        let email = format!("{}@mail.example", name.to_lowercase());
        let usager: Usager = testing::usager(&mut tx, &product.house, name, &email, now()).await;
        usagers::add_way(&mut tx, &usager, &Way::phone("0612345678").unwrap(), now()).await.unwrap();
        testing::request(&mut tx, &product.house, &usager, "Bonjour", now()).await;
    }
    tx.commit().await.unwrap();
    for number in ["33612345678", "33698765432"] {
        assert_eq!(stage.write(number, "36111", "Bonjour, je ne comprends pas").await, "text");
    }
    let own = "SELECT COUNT(*) FROM request WHERE channel = 'sms'";
    assert_eq!(product.number(own).await, 2, "each opens a request of its own");
    let others = "SELECT COUNT(*) FROM contact AS c JOIN request AS r ON r.request_id = c.request_id
        WHERE c.channel = 'sms' AND r.channel <> 'sms'";
    assert_eq!(product.number(others).await, 0);
    // A short number that is nobody's: whoever was written to answers their last message, all others are only kept.
    assert_eq!(stage.write("33611111111", "99999", "Bonjour").await, "unplaced");
    assert_eq!(stage.write("33611111111", "99999", "STOP").await, "unplaced");
    assert_eq!(stage.write("33612345678", "99999", "Encore moi").await, "text");
    assert_eq!(product.number(own).await, 2, "whoever wrote before writes again");
    assert_eq!(product.texts(ANSWERS).await, Vec::<String>::new());
}
