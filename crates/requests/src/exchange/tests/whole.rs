//! One person in every table: nothing of them is forgotten, in an archive, in their file, in their erasure. Tables and columns are those
//! of the database: a new one that is forgotten somewhere fails here.

use std::collections::HashMap;

use serde_json::{Map, Value, json};
use sqlx::types::Uuid;

use super::*;
use crate::{
    exchange::{
        erasure::Whom,
        person,
        tables::{Column, Kind, Table},
        values,
    },
    testing::OtherPart,
    usager::UsagerId,
};

/// What every text about the person says.
const SAID: &str = "Zzjeannette, 06 99 88 77 66";
/// How they are reached.
const ADDRESS: &str = "zzjeannette@mail.example";
/// What betrays them, in lower case.
const BETRAYS: [&str; 3] = ["zzjeannette", "99 88 77", "99887766"];
const AGENT: &str = "agent@ville.example";

/// Columns that hold a code, by name or by table and name: what they may hold says nothing of who somebody is.
const CODES: [(&str, &str); 41] = [
    ("preferred", "email"),
    ("language", "fr"),
    ("channel", "email"),
    ("reason", "urbanisme"),
    ("reason.code", "urbanisme"),
    ("life_event", ""),
    ("state", "closed"),
    ("party", "administration"),
    ("cause", "A1"),
    ("outcome", "resolved"),
    ("reference", "2026-000001"),
    ("request.code", "ABCDEFGH"),
    ("direction", "inbound"),
    ("origin", "person"),
    ("site", "Annexe"),
    ("verdict", "sound"),
    ("actor", "acc_1"),
    ("made_by", "acc_1"),
    ("undone_by", "acc_1"),
    ("decided_by", "acc_1"),
    ("first_agent", "acc_1"),
    ("second_coding.agent", "acc_1"),
    ("first_cause", "A1"),
    ("usager_way.kind", "email"),
    ("usager_way.value", ADDRESS),
    ("request_event.kind", "noted"),
    ("proposal.kind", "join-requests"),
    ("proposal.why", "reference"),
    ("merger.kind", "requests"),
    ("acknowledgement.kind", "full"),
    ("acknowledgement.why", "[]"),
    ("arrival.state", "filed"),
    ("arrival.kind", "ordinary"),
    ("arrival.problem", "too-long"),
    ("dispatch.state", "sent"),
    ("attachment.virus", "clean"),
    ("incident_delivery.outcome", "sent"),
    ("cause_proposal.proposed", "absence_information"),
    ("cause_proposal.given", "absence_information"),
    ("cause_proposal.facts", "{}"),
    ("phone_call.name", "standard-1"),
];

/// What a row of a table says in a column.
fn said(table: &Table, column: &Column, ids: &HashMap<&str, Uuid>, key: &str) -> Value {
    let whole = format!("{}.{}", table.name, column.name);
    let of = |name: &str| CODES.iter().find(|it| it.0 == name).map(|it| json!(it.1));
    match column.kind {
        Kind::Text | Kind::Fate => match of(&whole).or_else(|| of(column.name)) {
            Some(code) => code,
            // Ours, made for the message.
            None if whole == "dispatch.message_id" => json!("1@ville.example"),
            None if table.of_person.is_some() => json!(SAID),
            None => json!("Maison"),
        },
        Kind::Number => json!(1),
        Kind::Instant => json!(now().as_microsecond()),
        Kind::Id => json!(ids.get(column.name).copied().unwrap_or(ids["usager_id"]).to_string()),
        Kind::Account => json!(AGENT),
        Kind::File => json!(key),
        Kind::Later | Kind::Partner | Kind::Left | Kind::Off => Value::Null,
    }
}

/// A row in every table, about one person.
async fn everything(db: &Db, files: &FolderFiles) -> (PartnerCode, UsagerId) {
    const ACCOUNT: &str = "
        INSERT INTO account (account_id, email, name, password_hash, role, partner, closed, created_at_us)
        VALUES ($1, $2, 'Agent', '', 'agent', 'ville', 0, 0)";
    migrated(db).await;
    let key = files.keep(format!("From: {ADDRESS}\r\n\r\n{SAID}").into_bytes()).await.unwrap();
    let code: PartnerCode = "ville".parse().unwrap();
    let mut tx = db.write().await.unwrap();
    let new = register::Partner { code: code.clone(), name: "Mairie".to_owned() };
    register::partner::save(&mut tx, &new, now()).await.unwrap();
    let account = kernel::Id::<register::Account>::new(now()).uuid();
    both!(&mut tx, conn => sqlx::query(ACCOUNT).bind(account).bind(AGENT).execute(conn).await.map(drop))
        .unwrap();
    let accounts = HashMap::from([(AGENT.to_owned(), account)]);
    let id = || kernel::Id::<()>::new(now()).uuid();
    let mut ids: HashMap<&str, Uuid> = TABLES.iter().map(|it| (it.key[0], id())).collect();
    ids.insert("subject_id", ids["request_id"]);
    ids.insert("from_id", ids["request_id"]);
    for table in TABLES {
        let row: Map<String, Value> =
            table.columns.iter().map(|it| (it.name.to_owned(), said(table, it, &ids, &key))).collect();
        let bound = table.columns.iter().map(|it| values::bound(it, row.get(it.name), (&code, &accounts)));
        let bound = bound.collect::<Option<Vec<_>>>().unwrap();
        assert!(values::write(&mut tx, table, bound).await.unwrap(), "{}", table.name);
    }
    tx.commit().await.unwrap();
    (code, UsagerId::from_uuid(ids["usager_id"]))
}

/// Every text of every table of the database that betrays the person.
async fn betrayed(db: &Db) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (table, column) in columns(db).await {
        let sql = match db {
            Db::Sqlite(_) => {
                format!("SELECT CAST({column} AS TEXT) FROM \"{table}\" WHERE typeof({column}) = 'text'")
            }
            Db::Postgres(_) => {
                format!("SELECT CAST({column} AS TEXT) FROM \"{table}\" WHERE {column} IS NOT NULL")
            }
        };
        let mut tx = db.read().await.unwrap();
        let texts: Vec<String> =
            both!(&mut tx, conn => sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_all(conn).await)
                .unwrap();
        let betrays = |it: &String| BETRAYS.iter().any(|word| it.to_lowercase().contains(word));
        if texts.iter().any(betrays) {
            found.insert(format!("{table}.{column}"));
        }
    }
    found
}

on_both! {
    async fn every_table_goes_out_and_comes_back(db: Db) {
        let folder = tempfile::tempdir().unwrap();
        let files = FolderFiles::new(folder.path().join("a"));
        let (code, _) = everything(&db, &files).await;
        let mut first = Cursor::new(Vec::new());
        let manifest = archive::export(&db, &files, &code, &mut first).await.unwrap();
        for table in TABLES {
            assert_eq!(manifest.rows.get(table.name), Some(&1), "{}", table.name);
        }
        let other = Fresh::sqlite().await;
        migrated(&other.db).await;
        let others = FolderFiles::new(folder.path().join("b"));
        let who = ("command-line", now());
        archive::import((&other.db, &others, &keys(), None), Cursor::new(first.get_ref()), who).await.unwrap();
        let again = exported(&other.db, &others, &code).await;
        assert_eq!(lines(&again), lines(first.get_ref()));
        assert_eq!(&again, first.get_ref(), "byte for byte");
        other.remove().await;
    }

    async fn every_table_about_people_is_in_a_persons_file(db: Db) {
        let folder = tempfile::tempdir().unwrap();
        let files = FolderFiles::new(folder.path().join("a"));
        let (code, _) = everything(&db, &files).await;
        let mut out = Cursor::new(Vec::new());
        let way = Way::email(ADDRESS).unwrap();
        let mut tx = db.read().await.unwrap();
        let people = erasure::people(&mut tx, &code, &way).await.unwrap();
        drop(tx);
        let who = ("command-line", now());
        let written = person::write((&db, &files, Some(&OtherPart::default())), (&code, &people, kernel::Lang::Fr), &mut out, who).await.unwrap();
        assert_eq!((written.people, written.requests, written.contacts), (1, 1, 1));
        let given = lines(out.get_ref());
        for table in TABLES {
            let name = format!("tables/{}.jsonl", table.name);
            let rows = given.iter().filter(|it| it.contains(&name)).count();
            assert_eq!(rows, usize::from(table.of_person.is_some()), "{name}");
        }
        assert!(given.iter().any(|it| it.contains("notices.json") && it.contains(ADDRESS)), "what other parts have");
        assert!(!given.iter().any(|it| it.contains(AGENT)), "who answered is somebody else");
        assert!(written.files >= 1);
    }

    async fn nothing_of_who_is_erased_is_left_anywhere(db: Db) {
        let folder = tempfile::tempdir().unwrap();
        let files = FolderFiles::new(folder.path().join("a"));
        let (code, id) = everything(&db, &files).await;
        let before = betrayed(&db).await;
        for table in TABLES.iter().filter(|it| it.of_person.is_some()) {
            let says = |it: &Column| {
                !["request_turn", "mention", "second_coding", "acknowledgement", "proposal", "arrival", "cause_proposal"].contains(&table.name)
                    && it.kind == Kind::Text
            };
            if table.columns.iter().any(says) {
                assert!(before.iter().any(|it| it.starts_with(&format!("{}.", table.name))), "{}", table.name);
            }
        }
        let who = ("command-line", now());
        let (keys, whom) = (keys(), Whom::Person(id));
        let other = OtherPart::default();
        let counted = erasure::carry_out((&db, &files, &keys, None), (&code, whom), who, false).await.unwrap();
        assert!(!betrayed(&db).await.is_empty(), "it was only counted");
        let removed = erasure::carry_out((&db, &files, &keys, Some(&other)), (&code, whom), who, true).await.unwrap();
        assert_eq!((removed.requests, removed.contacts, removed.files.len()), (1, 1, 1));
        assert_eq!((counted.requests, counted.contacts, counted.files), (1, 1, removed.files));
        assert_eq!(betrayed(&db).await, BTreeSet::new());
        assert_eq!((removed.elsewhere, counted.elsewhere), (1, 0));
        assert!(other.heard().contains(&id.to_string()) && other.heard().contains(&ADDRESS.to_owned()));
        let proof = testing::number(&db, "SELECT CAST(COUNT(*) AS BIGINT) FROM erasure WHERE requests = 1 AND contacts = 1 AND files = 1").await;
        assert_eq!(proof, 1);
        let left: Vec<_> = walk(&folder.path().join("a"));
        assert!(left.is_empty(), "{left:?}");
        assert!(erasure::scrub(&db, now()).await.unwrap());
        assert!(!erasure::scrub(&db, now()).await.unwrap(), "once");
        if let Db::Sqlite(sqlite) = &db {
            let (_, _, file): (i64, String, String) =
                sqlx::query_as("PRAGMA database_list").fetch_one(sqlite.pool()).await.unwrap();
            for path in [file.clone(), format!("{file}-wal")] {
                let bytes = std::fs::read(&path).unwrap_or_default();
                let text = String::from_utf8_lossy(&bytes).to_lowercase();
                assert!(!BETRAYS.iter().any(|it| text.contains(it)), "{path}");
            }
        }
    }
}

/// The files under a folder.
fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.path().is_dir() {
            found.extend(walk(&entry.path()));
        } else {
            found.push(entry.path());
        }
    }
    found
}
