//! The figures of SQL are those of the definitions.

use std::sync::Arc;

use contact_log::{ImportOptions, Keys, Log, schema};
use kernel::Scope;
use measures::{
    Contact, Dimension, Figures, Measure, Measurer, Oracle, Question, RequestEvent, UnitCosts,
    testing::{TestLog, random_log},
};
use query::{Limits, ask, open, print};
use serde_json::{Value, json};

use crate::world::batch;

const WINDOW_US: i64 = 30 * 86_400_000_000;

/// A log on a disk with generated rows, and the question in SQL over it.
fn answer(log: &TestLog, statements: &[String]) -> Vec<Value> {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("log").display().to_string();
    let import = Log::open(&place)
        .unwrap()
        .begin_import(&Keys::from_bytes([1; 32]), ImportOptions::default())
        .unwrap();
    let file: Arc<str> = "generated".into();
    let contacts: Vec<String> = log.contacts.iter().map(contact_line).collect();
    let events: Vec<String> = log.events.iter().map(event_line).collect();
    import.contacts(batch(&schema::SOURCE_CONTACTS, &contacts.join("\n")), &file).unwrap();
    import.events(batch(&schema::SOURCE_EVENTS, &events.join("\n")), &file).unwrap();
    import.commit().unwrap();

    let limits = Limits::of_this_machine();
    let context = open(&place, &limits).unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let rows = |sql: &String| {
        let mut text = Vec::new();
        runtime.block_on(async {
            print::json(&mut ask(&context, sql, &limits).await.unwrap(), &mut text).await.unwrap();
        });
        let mut document: Value = serde_json::from_slice(&text).unwrap();
        document["rows"].take()
    };
    statements.iter().map(rows).collect()
}

fn contact_line(it: &Contact) -> String {
    let number = |it: Option<u64>| it.map(|it| it.to_string()).unwrap_or_default();
    [
        it.contact_id.clone(),
        it.partner.to_string(),
        number(it.usager),
        number(it.request),
        instant(it.started_at),
        it.channel.to_string(),
        it.direction.to_string(),
        it.reason.clone(),
        it.life_event.clone().unwrap_or_default(),
        it.cause.as_ref().map(|it| it.code().to_owned()).unwrap_or_default(),
    ]
    .join("|")
}

fn event_line(it: &RequestEvent) -> String {
    let at = instant(it.occurred_at);
    format!("{}|{}|{}||{at}|{}|{}|", it.partner, it.request, it.usager, it.ordinal, it.status)
}

fn instant(us: i64) -> String {
    jiff::Timestamp::from_microsecond(us).unwrap().to_string()
}

#[test]
fn volume_requests_recontacts_and_causes_are_those_of_the_oracle() {
    let statements = [
        "SELECT partner, channel, paris_month(started_at) AS month, count(*) AS contacts,
            count(*) FILTER (WHERE direction = 'inbound') AS inbound
         FROM contacts GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
            .to_owned(),
        "SELECT count(*) AS contacts, count(DISTINCT partner || ':' || cast(request AS VARCHAR)) AS requests
         FROM contacts WHERE direction = 'inbound' AND request IS NOT NULL"
            .to_owned(),
        format!(
            "WITH l AS (SELECT partner AS of, max(started_at) AS l FROM contacts GROUP BY partner),
                  f AS (SELECT partner, started_at, CASE WHEN usager IS NOT NULL THEN lead(started_at) OVER (
                        PARTITION BY partner, usager, reason ORDER BY started_at, contact_id) END AS following
                        FROM contacts WHERE direction = 'inbound')
             SELECT count(*) AS eligible,
                count(*) FILTER (WHERE microseconds_between(started_at, following) <= {WINDOW_US}) AS recontacted
             FROM f JOIN l ON partner = of WHERE started_at + interval '30 day' <= l"
        ),
        "SELECT count(*) AS inbound, count(cause) AS qualified, count(*) FILTER (WHERE avoidable(cause)) AS avoidable
         FROM contacts WHERE direction = 'inbound'"
            .to_owned(),
        "SELECT count(*) AS changes FROM request_events".to_owned(),
    ];
    for seed in 0..12 {
        let log = random_log(seed, 150);
        let oracle = Oracle::new(log.contacts.clone(), log.events.clone());
        let cells = |question: Question| {
            let mut answers = oracle.answer(&Scope::Everyone, &[question], &UnitCosts::default()).unwrap();
            answers.remove(0).cells
        };
        let one = |measure| cells(Question::of(measure)).remove(0).figures;
        let by = [Dimension::Partner, Dimension::Channel, Dimension::Month];
        let volume =
            cells(Question::of(Measure::Volume).by(&by)).into_iter().map(|cell| match cell.figures {
                Figures::Volume(it) => json!({
                    "partner": cell.values[0], "channel": cell.values[1], "month": cell.values[2],
                    "contacts": it.contacts, "inbound": it.inbound,
                }),
                other => panic!("{other:?}"),
            });
        let (Figures::Requests(requests), Figures::Recontact(recontact), Figures::Avoidable(avoidable)) =
            (one(Measure::Requests), one(Measure::Recontact), one(Measure::Avoidable))
        else {
            panic!("other figures than those asked");
        };
        let said = answer(&log, &statements);
        assert_eq!(said[0], volume.collect::<Value>(), "seed {seed}");
        assert_eq!(
            said[1],
            json!([{"contacts": requests.contacts, "requests": requests.requests}]),
            "seed {seed}"
        );
        let recontact = json!([{"eligible": recontact.eligible, "recontacted": recontact.recontacted}]);
        assert_eq!(said[2], recontact, "seed {seed}");
        let (inbound, qualified) = (avoidable.inbound, avoidable.qualified);
        let avoidable =
            json!([{"inbound": inbound, "qualified": qualified, "avoidable": avoidable.avoidable}]);
        assert_eq!(said[3], avoidable, "seed {seed}");
        assert_eq!(said[4], json!([{"changes": log.events.len()}]), "seed {seed}");
    }
}
