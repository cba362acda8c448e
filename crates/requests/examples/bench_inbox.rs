//! How fast lists and searches of requests answer, with a million of them: `bench_inbox DATABASE REQUESTS`, prints a table in Markdown.
//!
//! The register is filled by the database itself, in bulk; words are drawn with the frequencies of a language (the first few are in
//! half of all requests, most are rare). Each question is asked [`ASKED`] times, each time of another agent, page or word.
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a measurement prints, and stops where it fails"
)]

use std::time::{Duration, Instant};

use jiff::SignedDuration;
use kernel::{Clock as _, PartnerCode, SystemClock};
use register::{Db, Tx, both};
use requests::{
    mailroom::{Mailbox, mailbox},
    request::State,
    rules::words,
    store::requests::{self as store, After, Wanted},
    surges,
    team::Team,
};

/// How often each question is asked.
const ASKED: usize = 200;
/// Rows of a page.
const PAGE: i64 = 50;
/// Agents, and teams.
const AGENTS: i64 = 500;
/// Words that requests are made of.
const WORDS: [&str; 40] = [
    "demande",
    "dossier",
    "bonjour",
    "mairie",
    "acte",
    "naissance",
    "permis",
    "construire",
    "carte",
    "identité",
    "passeport",
    "rendez-vous",
    "logement",
    "allocation",
    "remboursement",
    "inscription",
    "école",
    "cantine",
    "impôt",
    "taxe",
    "amende",
    "stationnement",
    "voirie",
    "éclairage",
    "déchets",
    "eau",
    "facture",
    "paiement",
    "attestation",
    "justificatif",
    "mariage",
    "divorce",
    "adresse",
    "déménagement",
    "retraite",
    "emploi",
    "formation",
    "bourse",
    "subvention",
    "association",
];

#[tokio::main]
async fn main() {
    let mut args = std::env::args().skip(1);
    let url = args.next().expect("DATABASE: sqlite:FILE or postgres://…");
    let requests: i64 = args.next().map_or(1_000_000, |it| it.parse().unwrap());
    let db = Db::open(&url).await.unwrap();
    db.migrate(&[&register::MIGRATIONS, &requests::MIGRATIONS]).await.unwrap();
    let begun = Instant::now();
    fill(&db, requests).await;
    println!("{requests} requests, filled in {:.0} s", begun.elapsed().as_secs_f64());
    println!("\n| question | p50 ms | p95 ms | worst ms |\n| --- | --- | --- | --- |");
    let partner: PartnerCode = "ville".parse().unwrap();
    let open = || Wanted { state: Some(State::Open), ..Wanted::default() };
    let (agents, teams) = ids(&db).await;
    ask(&db, "all open requests, first page", |_| (partner.clone(), open(), false)).await;
    ask(&db, "all open requests, a later page", |_| (partner.clone(), open(), true)).await;
    ask(&db, "an agent's", |it| {
        let assignee = Some(kernel::Id::from_uuid(agents[it % agents.len()]));
        (partner.clone(), Wanted { assignee, ..open() }, false)
    })
    .await;
    ask(&db, "a team's", |it| {
        let team = Some(kernel::Id::from_uuid(teams[it % teams.len()]));
        (partner.clone(), Wanted { team, ..open() }, false)
    })
    .await;
    ask(&db, "closed requests", |_| {
        (partner.clone(), Wanted { state: Some(State::Closed), ..Wanted::default() }, false)
    })
    .await;
    ask(&db, "by a reference", |it| {
        let text = format!("2026-{:06}", (i64::try_from(it).unwrap() * 4_999) % requests + 1);
        (partner.clone(), Wanted { text, ..Wanted::default() }, false)
    })
    .await;
    ask(&db, "by an address", |it| {
        let text = format!("usager{}@mail.example", it * 997);
        (partner.clone(), Wanted { text, ..Wanted::default() }, false)
    })
    .await;
    ask(&db, "by a rare word", |it| {
        let text = format!("ru{}", it * 31);
        (partner.clone(), Wanted { text, ..Wanted::default() }, false)
    })
    .await;
    ask(&db, "by a word that half of them have", |it| {
        (partner.clone(), Wanted { text: WORDS[it % 2].to_owned(), ..open() }, false)
    })
    .await;
    ask(&db, "by two words", |it| {
        let text = format!("{} {}", WORDS[2 + it % 10], WORDS[12 + it % 20]);
        (partner.clone(), Wanted { text, ..open() }, false)
    })
    .await;
    println!("\n| counting by reason | ms |\n| --- | --- |");
    for what in ["the first time", "again"] {
        let begun = Instant::now();
        surges::look(&db, SystemClock.now()).await.unwrap();
        println!("| {what} | {:.0} |", begun.elapsed().as_secs_f64() * 1e3);
    }
}

/// Asks a question many times and prints how long it took.
async fn ask(db: &Db, name: &str, question: impl Fn(usize) -> (PartnerCode, Wanted, bool)) {
    let now = SystemClock.now();
    let mut times = Vec::with_capacity(ASKED);
    for it in 0..ASKED {
        let (partner, wanted, is_later) = question(it);
        let after = if is_later {
            // Open requests are due within fifteen days, before or after now.
            let hours = 3 * (i64::try_from(it).unwrap() - 100);
            let order_us = (now + SignedDuration::from_hours(hours)).as_microsecond();
            Some(After { order_us, id: kernel::Id::from_uuid(sqlx::types::Uuid::nil()) })
        } else {
            None
        };
        let begun = Instant::now();
        let mut tx = db.read().await.unwrap();
        let found = store::listed(&mut tx, &partner, &wanted, after, (PAGE, now)).await.unwrap();
        drop(tx);
        times.push(begun.elapsed());
        assert!(!found.is_empty(), "{name}: nothing is found, {wanted:?}");
    }
    times.sort_unstable();
    let ms = |it: Duration| it.as_secs_f64() * 1_000.0;
    let at = |share: usize| ms(times[(times.len() - 1) * share / 100]);
    println!("| {name} | {:.1} | {:.1} | {:.1} |", at(50), at(95), at(100));
}

async fn execute(tx: &mut Tx, sql: String) {
    both!(tx, conn => sqlx::query(sqlx::AssertSqlSafe(sql)).execute(conn).await.map(drop)).unwrap();
}

async fn ids(db: &Db) -> (Vec<sqlx::types::Uuid>, Vec<sqlx::types::Uuid>) {
    let mut tx = db.read().await.unwrap();
    let agents =
        both!(&mut tx, conn => sqlx::query_scalar("SELECT account_id FROM account").fetch_all(conn).await);
    let teams = both!(&mut tx, conn => sqlx::query_scalar("SELECT team_id FROM team").fetch_all(conn).await);
    (agents.unwrap(), teams.unwrap())
}

/// Fills the register, if it is empty.
async fn fill(db: &Db, requests: i64) {
    let mut tx = db.write().await.unwrap();
    let known: i64 =
        both!(&mut tx, conn => sqlx::query_scalar("SELECT COUNT(*) FROM request").fetch_one(conn).await)
            .unwrap();
    if known > 0 {
        return;
    }
    let is_sqlite = matches!(tx, Tx::Sqlite(_));
    // A number as an id, and the numbers from 0 on.
    let id = |kind: i64, number: &str| {
        if is_sqlite {
            format!("CAST(printf('%04x%012x', {kind}, {number}) AS BLOB)")
        } else {
            format!("CAST(lpad(to_hex({kind}), 8, '0') || lpad(to_hex({number}), 24, '0') AS UUID)")
        }
    };
    let series = |count: i64| {
        format!(
            "(WITH RECURSIVE s(n) AS (SELECT CAST(0 AS BIGINT) UNION ALL SELECT n + 1 FROM s WHERE n < {count} - 1) SELECT n FROM s) AS s"
        )
    };
    let now = SystemClock.now().as_microsecond();
    let hour = 3_600_000_000_i64;
    execute(
        &mut tx,
        format!("INSERT INTO partner (code, name, created_at_us) VALUES ('ville', 'Ville', {now})"),
    )
    .await;
    execute(
        &mut tx,
        format!(
            "INSERT INTO account (account_id, email, name, password_hash, role, partner, created_at_us)
         SELECT {}, 'agent' || n || '@ville.example', 'Agent ' || n, '', 'agent', 'ville', {now} FROM {}",
            id(1, "n"),
            series(AGENTS)
        ),
    )
    .await;
    execute(
        &mut tx,
        format!(
            "INSERT INTO team (team_id, partner, name, opening, target, created_at_us)
         SELECT {}, 'ville', 'Équipe ' || n, '{}', '{}', {now} FROM {}",
            id(2, "n"),
            serde_json::to_string(&Team::usual_opening()).unwrap(),
            serde_json::to_string(&Team::TARGET).unwrap(),
            series(20)
        ),
    )
    .await;
    execute(
        &mut tx,
        format!(
            "INSERT INTO team_member (team_id, account_id) SELECT {}, {} FROM {}",
            id(2, "n % 20"),
            id(1, "n"),
            series(AGENTS)
        ),
    )
    .await;
    execute(&mut tx, format!(
        "INSERT INTO usager (usager_id, partner, name, created_at_us) SELECT {}, 'ville', 'Usager ' || n, {now} FROM {}",
        id(3, "n"), series(requests / 3))).await;
    execute(&mut tx, format!(
        "INSERT INTO usager_way (usager_id, kind, value, partner, shown, added_at_us)
         SELECT {}, 'email', 'usager' || n || '@mail.example', 'ville', 'usager' || n || '@mail.example', {now} FROM {}",
        id(3, "n"), series(requests / 3))).await;
    let thirds = requests / 3;
    // One in twenty is open (in runs, so that each agent and each team has some), and due within the month, before or after now.
    execute(&mut tx, format!(
        "INSERT INTO request (request_id, partner, reference, code, usager_id, subject, channel, reason, team_id, assignee, state, party,
            is_unread, opened_at_us, last_contact_at_us, due_at_us, order_us)
         SELECT {}, 'ville', '2026-' || NUMBER(n + 1, 6), replace(replace(NUMBER(n, 8), '0', 'A'), '1', 'B'), {}, 'Demande ' || n, 'email', 'motif' || (n % 30),
            {}, {}, CASE WHEN n / 503 % 20 = 0 THEN 'open' ELSE 'closed' END, 'administration', 0, {now} - n * 1000000, {now} - n * 1000000,
            CASE WHEN n / 503 % 20 = 0 THEN {now} + (n % 720 - 360) * {hour} ELSE NULL END,
            CASE WHEN n / 503 % 20 = 0 THEN {now} + (n % 720 - 360) * {hour} ELSE n * 1000000 - {now} END
         FROM {}",
        id(4, "n"), id(3, &format!("n % {thirds}")), id(2, "n % 20"), id(1, &format!("n % {AGENTS}")), series(requests))
        .replace("NUMBER(n + 1, 6)", if is_sqlite { "printf('%06d', n + 1)" } else { "to_char(n + 1, 'FM999000000')" })
        .replace("NUMBER(n, 8)", if is_sqlite { "printf('%08d', n)" } else { "lpad(n::text, 8, '0')" }))
        .await;
    // What each of them began with; the contact log has it.
    execute(
        &mut tx,
        format!(
            "INSERT INTO contact (contact_id, partner, request_id, usager_id, channel, direction, at_us, origin, subject, body, way, logged_at_us)
         SELECT {}, 'ville', {}, {}, 'email', 'inbound', {now} - n * 1000000, 'person', 'Demande ' || n,
            'Bonjour, où en est ma demande ? Merci de votre réponse.', 'usager' || (n % {thirds}) || '@mail.example', {now}
         FROM {}",
            id(5, "n"),
            id(4, "n"),
            id(3, &format!("n % {thirds}")),
            series(requests)
        ),
    )
    .await;
    execute(
        &mut tx,
        format!(
            "INSERT INTO request_turn (request_id, place, at_us, party) SELECT {}, 0, {now} - n * 1000000, 'administration' FROM {}",
            id(4, "n"),
            series(requests)
        ),
    )
    .await;
    let mailbox =
        Mailbox::new("ville".parse().unwrap(), "contact@ville.example".to_owned(), SystemClock.now());
    mailbox::save(&mut tx, &mailbox, SystemClock.now()).await.unwrap();
    for (rank, word) in WORDS.iter().enumerate() {
        for stem in words::stems(word) {
            let every = rank + 2;
            execute(&mut tx, format!(
                "INSERT INTO request_word (partner, word, request_id) SELECT 'ville', '{stem}', {} FROM {} WHERE n % {every} = 0
                 ON CONFLICT DO NOTHING",
                id(4, "n"), series(requests))).await;
        }
    }
    execute(
        &mut tx,
        format!(
            "INSERT INTO request_word (partner, word, request_id)
         SELECT 'ville', 'ru' || (n % 9973), {} FROM {} WHERE 1 = 1 ON CONFLICT DO NOTHING",
            id(4, "n"),
            series(requests)
        ),
    )
    .await;
    tx.commit().await.unwrap();
    if let Db::Postgres(pool) = db {
        sqlx::query("ANALYZE").execute(pool).await.unwrap();
    }
}
