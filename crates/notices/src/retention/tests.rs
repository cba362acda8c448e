//! What is left of what was said.

use kernel::PartnerCode;
use serde_json::{Map, Value, json};
use testkit::on_both;

use super::{person::BY_NAME, *};
use crate::{
    accept::{Order, accept},
    address::{Address, Medium, Reach},
    campaigns::{CampaignState, sheet::Row},
    letters,
    notice::{CampaignId, Notice, NoticeId, Origin, State, Why},
    rules::{
        facts::{Fact, FactId, What},
        store::facts::{self, ForLog},
    },
    store::{
        notices,
        preferences::{self, ALL, SaidBy},
        received::{self, NewText, ReceivedKind},
        sending,
    },
    testing::{Scene, address, now},
};

/// What betrays the person, wherever it stands.
const BETRAYS: &str = "Zzjeannette";

async fn told(tx: &mut Tx, scene: &Scene, medium: Medium, to: &Address) -> Notice {
    let template = match medium {
        Medium::Sms => &scene.sms,
        Medium::Email => &scene.email,
        Medium::Letter => &scene.letter,
    };
    let origin = Origin::Agent("anne".to_owned());
    let mut order = Order::new(scene.service.clone(), template.clone(), to.clone(), origin);
    order.personalisation.insert("dossier".to_owned(), BETRAYS.into());
    order.usager = Some("A-17".to_owned());
    order.reference = Some(BETRAYS.to_owned());
    accept(tx, &scene.door, &order, now()).await.unwrap()
}

/// A notice that arrived, and that the contact log has or not.
async fn arrived(tx: &mut Tx, id: NoticeId, is_logged: bool) {
    const SENT: &str = "UPDATE notice SET tries = 1, state = 'sending' WHERE notice_id = $1";
    const LOGGED: &str = "UPDATE notice SET logged_at_us = sent_at_us WHERE notice_id = $1";
    both!(&mut *tx, conn => sqlx::query(SENT).bind(id.uuid()).execute(conn).await.map(drop)).unwrap();
    sending::taken(tx, id, (Medium::Sms, "a"), &[], now()).await.unwrap();
    sending::delivered(tx, id, now()).await.unwrap();
    if is_logged {
        both!(tx, conn => sqlx::query(LOGGED).bind(id.uuid()).execute(conn).await.map(drop)).unwrap();
    }
}

async fn wrote(tx: &mut Tx, from: &str, text: &str) {
    let new = NewText { carrier: "a", their_id: None, from, to: "36111", text, at: now() };
    assert!(received::keep(tx, &new).await.unwrap());
    while let Some(it) = received::next(tx, now()).await.unwrap() {
        received::handled(tx, it.id, ReceivedKind::Text, None).await.unwrap();
    }
}

async fn happened(tx: &mut Tx, partner: &PartnerCode) {
    let fact = Fact {
        id: FactId::new(now()),
        partner: partner.clone(),
        request: "D-1".to_owned(),
        usager: "A-17".to_owned(),
        what: What::Status("pieces".to_owned()),
        at: now(),
        reason: None,
        life_event: None,
        channel: None,
        waits_for: None,
        is_closing: false,
        data: Map::from_iter([("dossier".to_owned(), Value::from(BETRAYS))]),
        source: "api".to_owned(),
        source_id: "1".to_owned(),
    };
    facts::record(tx, &fact, ForLog::No, now()).await.unwrap();
}

async fn listed(tx: &mut Tx, scene: &Scene, cells: [&str; 2]) -> CampaignId {
    let campaign = scene.campaign();
    campaigns::store::open(tx, &campaign).await.unwrap();
    let rows = [cells, ["06 99 99 99 99", "autre"]].map(|it| it.map(ToOwned::to_owned).to_vec());
    let rows: Vec<Row> = (2..).zip(rows).map(|(line, cells)| Row { line, cells }).collect();
    campaigns::store::add_rows(tx, campaign.id, &rows).await.unwrap();
    campaign.id
}

on_both! {
    async fn what_was_said_goes_when_its_time_is_over_and_what_counts_stays(db: Db) {
        let scene = Scene::set(&db).await;
        let mut tx = db.write().await.unwrap();
        let old = told(&mut tx, &scene, Medium::Sms, &address(Medium::Sms, 1)).await;
        arrived(&mut tx, old.id, true).await;
        let unlogged = told(&mut tx, &scene, Medium::Email, &address(Medium::Email, 2)).await;
        arrived(&mut tx, unlogged.id, false).await;
        let waiting = told(&mut tx, &scene, Medium::Letter, &address(Medium::Letter, 3)).await;
        wrote(&mut tx, "+33600000001", BETRAYS).await;
        happened(&mut tx, &scene.service.partner).await;
        let days = |it: i64| now() + SignedDuration::from_hours(24 * it);
        assert_eq!(sweep(&mut tx, days(180), KEPT).await.unwrap(), Swept::default());
        let swept = sweep(&mut tx, days(181), KEPT).await.unwrap();
        assert_eq!(swept, Swept { notices: 1, received: 1, facts: 1, turns: 0, campaigns: 0 });
        assert!(!swept.is_full());
        assert_eq!(sweep(&mut tx, days(182), KEPT).await.unwrap(), Swept::default(), "once");
        let left = notices::get(&mut tx, old.id).await.unwrap().unwrap();
        assert_eq!((left.recipient, left.body.as_str(), left.personalisation.len()), (None, "", 0));
        assert_eq!((left.reference, left.usager), (None, None));
        assert_eq!((left.state, left.cost, left.segments), (State::Delivered, old.cost, old.segments));
        for other in [unlogged, waiting] {
            let left = notices::get(&mut tx, other.id).await.unwrap().unwrap();
            assert_eq!((left.recipient, left.body), (other.recipient, other.body));
        }
    }

    async fn a_person_who_is_erased_is_nowhere_and_nothing_more_leaves_to_them(db: Db) {
        let scene = Scene::set(&db).await;
        let keyring = &scene.door.keyring;
        let partner = &scene.service.partner;
        let addresses = [
            address(Medium::Sms, 1),
            Address::kept(Medium::Email, "zzjeannette@mail.example"),
            Address::kept(Medium::Letter, "Zzjeannette\n1 rue X\n75001 Paris"),
        ];
        let names = ["usg_1".to_owned(), "A-17".to_owned()];
        let mut tx = db.write().await.unwrap();
        let delivered = told(&mut tx, &scene, Medium::Sms, &addresses[0]).await;
        arrived(&mut tx, delivered.id, true).await;
        let waiting = told(&mut tx, &scene, Medium::Email, &addresses[1]).await;
        let printed = told(&mut tx, &scene, Medium::Letter, &addresses[2]).await;
        letters::gather(&mut tx, now()).await.unwrap();
        wrote(&mut tx, "33600000001", BETRAYS).await;
        happened(&mut tx, partner).await;
        let campaign = listed(&mut tx, &scene, ["06 00 00 00 01", BETRAYS]).await;
        let reach = Reach { partner: partner.clone(), address: addresses[0].clone() };
        preferences::say(&mut tx, keyring, (&reach, false), (ALL, false), (SaidBy::Answer, now())).await.unwrap();

        let whom = (&names[..], &addresses[..]);
        let copy = about(&mut tx, keyring, partner, whom).await.unwrap();
        let counts = ["messages", "received", "preferences", "events"].map(|it| copy[it].as_array().unwrap().len());
        assert_eq!(counts, [3, 1, 1, 1], "{copy}");
        assert_eq!(copy["events"][0]["data"], json!({ "dossier": BETRAYS }));

        assert_eq!(erase(&mut tx, keyring, partner, whom, now()).await.unwrap(), 6);
        assert_eq!(erase(&mut tx, keyring, partner, whom, now()).await.unwrap(), 0);
        for (id, state, why) in [
            (delivered.id, State::Delivered, None),
            (waiting.id, State::Cancelled, Some(Why::Stopped)),
            (printed.id, State::Cancelled, Some(Why::Stopped)),
        ] {
            let left = notices::get(&mut tx, id).await.unwrap().unwrap();
            assert!(left.recipient.is_none() && left.body.is_empty() && left.personalisation.is_empty());
            assert_eq!((left.state, left.why), (state, why));
        }
        let bundle = letters::ready(&mut tx, partner).await.unwrap().remove(0);
        assert_eq!(bundle.letters, 0);
        assert_eq!(campaigns::store::counts(&mut tx, campaign).await.unwrap().0, 1, "their line is struck off");
        let after = about(&mut tx, keyring, partner, whom).await.unwrap();
        let counts = ["messages", "received", "preferences", "events"].map(|it| after[it].as_array().unwrap().len());
        assert_eq!(counts, [0, 0, 1, 0], "only that they said STOP");
        let again = told(&mut tx, &scene, Medium::Sms, &addresses[0]).await;
        assert_eq!(again.why, Some(Why::Refused));
    }

    async fn what_is_under_way_to_somebody_who_is_erased_is_never_tried_again(db: Db) {
        let scene = Scene::set(&db).await;
        let (partner, to) = (&scene.service.partner, [address(Medium::Sms, 1)]);
        let mut tx = db.write().await.unwrap();
        let notice = told(&mut tx, &scene, Medium::Sms, &to[0]).await;
        let claimed = sending::claim(&mut tx, (Medium::Sms, scene.sms.lane), 5, now()).await.unwrap();
        assert_eq!(claimed.len(), 1);
        assert_eq!(erase(&mut tx, &scene.door.keyring, partner, (&[], &to), now()).await.unwrap(), 1);
        sending::put_off(&mut tx, &claimed[0], ("a", "busy"), None, now()).await.unwrap();
        let left = notices::get(&mut tx, notice.id).await.unwrap().unwrap();
        assert_eq!((left.state, left.recipient, left.body.as_str()), (State::Failed, None, ""));
    }

    async fn whoever_is_erased_is_found_by_indexes_only(db: Db) {
        const SEQUENCES: &str = "SET LOCAL enable_seqscan = off";
        const COUNTED: &str = "ANALYZE";
        let scene = Scene::set(&db).await;
        let mut tx = db.write().await.unwrap();
        for number in 0..300 {
            let mut order = Order::new(
                scene.service.clone(), scene.sms.clone(), address(Medium::Sms, number), Origin::Agent("anne".to_owned()),
            );
            order.personalisation.insert("dossier".to_owned(), "1".into());
            order.usager = Some(format!("A-{number}"));
            accept(&mut tx, &scene.door, &order, now()).await.unwrap();
        }
        both!(&mut tx, conn => sqlx::query(COUNTED).execute(conn).await.map(drop)).unwrap();
        if matches!(db, Db::Postgres(_)) {
            both!(&mut tx, conn => sqlx::query(SEQUENCES).execute(conn).await.map(drop)).unwrap();
        }
        let plan = plan(&db, &mut tx, BY_NAME).await;
        assert!(plan.contains("notice_usager") && !plan.contains("SCAN notice"), "{plan}");
        // Of a table without rows PostgreSQL says nothing that holds for a full one.
        if matches!(db, Db::Sqlite(_)) {
            let plan = self::plan(&db, &mut tx, turns::OF_PERSON).await;
            assert!(plan.contains("notice_rule_turn_usager") && plan.contains("notice_rule_turn_person"), "{plan}");
        }
    }

    async fn what_names_somebody_has_its_limit_everywhere(db: Db) {
        const MADE: [&str; 4] = [
            "INSERT INTO notice_unreachable (address_key, medium, why, since_us) VALUES ('k', 'sms', 'unknown-recipient', $1)",
            "INSERT INTO notice_failure (partner, recipient_key, notice_id, failures, first_at_us, last_at_us)
                SELECT 'CAF', 'k', service_id, 1, $1, $1 FROM notice_service",
            "INSERT INTO notice_callback (service_id, kind, url, generation, created_by, created_at_us)
                SELECT service_id, 'delivery', 'https://a.example', 1, 'x', $1 FROM notice_service",
            "INSERT INTO notice_callback_delivery (subject_id, kind, service_id, state, next_try_at_us, created_at_us)
                SELECT service_id, 'delivery', service_id, 'waiting', $1, $1 FROM notice_service",
        ];
        const LEFT: [&str; 2] = [
            "SELECT CAST(COUNT(*) AS BIGINT) FROM notice_unreachable",
            "SELECT CAST(COUNT(*) AS BIGINT) FROM notice_failure",
        ];
        let scene = Scene::set(&db).await;
        let mut tx = db.write().await.unwrap();
        for sql in MADE {
            both!(&mut tx, conn => sqlx::query(sql).bind(now().as_microsecond()).execute(conn).await.map(drop)).unwrap();
        }
        // A text without a word.
        wrote(&mut tx, "+33600000001", "").await;
        let listed = listed(&mut tx, &scene, ["06 12 34 56 78", BETRAYS]).await;
        let ready = (CampaignState::Ready, CampaignState::Done);
        assert!(campaigns::store::turn(&mut tx, listed, ready, now()).await.unwrap());
        let days = |it: i64| now() + SignedDuration::from_hours(24 * it);
        let swept = sweep(&mut tx, days(181), KEPT).await.unwrap();
        assert_eq!(swept, Swept { received: 1, campaigns: 2, ..Swept::default() });
        let mut left = Vec::new();
        for day in [1_097, 1_099] {
            sweep(&mut tx, days(day), KEPT).await.unwrap();
            for sql in LEFT {
                let count: i64 = both!(&mut tx, conn => sqlx::query_scalar(sql).fetch_one(conn).await).unwrap();
                left.push(count);
            }
        }
        assert_eq!(left, [1, 1, 0, 0]);
    }

    async fn a_list_that_was_never_read_whole_is_gone_after_a_day(db: Db) {
        const LOADING: &str = "UPDATE notice_campaign SET state = 'loading'";
        let scene = Scene::set(&db).await;
        let mut tx = db.write().await.unwrap();
        let listed = listed(&mut tx, &scene, ["06 12 34 56 78", BETRAYS]).await;
        both!(&mut tx, conn => sqlx::query(LOADING).execute(conn).await.map(drop)).unwrap();
        for (hours, is_there) in [(23, true), (25, false)] {
            sweep(&mut tx, now() + SignedDuration::from_hours(hours), KEPT).await.unwrap();
            let found = campaigns::store::find(&mut tx, &scene.service.partner, listed).await.unwrap();
            assert_eq!(found.is_some(), is_there, "{hours}");
        }
    }
}

/// How the database finds what a question by a partner and a name asks for.
async fn plan(db: &Db, tx: &mut Tx, sql: &str) -> String {
    let (sql, column) = match db {
        Db::Sqlite(_) => (format!("EXPLAIN QUERY PLAN {sql}"), 3),
        Db::Postgres(_) => (format!("EXPLAIN {sql}"), 0),
    };
    let lines: Vec<String> = both!(tx, conn => {
        let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind("CAF").bind("A-17").fetch_all(conn).await;
        rows.map(|rows| rows.iter().map(|it| sqlx::Row::get(it, column)).collect())
    })
    .unwrap();
    lines.join("\n")
}
