//! Mail of before, archives, a person's data and a person's erasure, by the commands.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use kernel::{Clock as _, SystemClock};
use register::Db;
use requests::{
    mailroom::{Mailbox, mailbox},
    testing,
};
use serde_json::{Value, json};

fn efficaces(data: &Path, words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_efficaces"));
    command.args(words).arg("--data").arg(data).arg("--json").env("LC_ALL", "en_GB.UTF-8");
    command.output().unwrap()
}

fn done(data: &Path, words: &[&str]) -> Value {
    let output = efficaces(data, words);
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// A partner with a mailbox, in the instance of a folder.
fn furnish(data: &Path) {
    // The command makes the instance.
    assert_eq!(
        efficaces(data, &["inbox", "export", "none.zip", "--partner", "nobody"]).status.code(),
        Some(2)
    );
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let db = Db::open(&format!("sqlite:{}", data.join("register.sqlite").display())).await.unwrap();
        let now = SystemClock.now();
        let house = testing::house(&db, "ville", now).await;
        let mailbox = Mailbox {
            name: "Mairie".to_owned(),
            is_on: false,
            ..Mailbox::new(house.partner, "contact@ville.example".to_owned(), now)
        };
        let mut tx = db.write().await.unwrap();
        mailbox::save(&mut tx, &mailbox, now).await.unwrap();
        tx.commit().await.unwrap();
        db.close().await;
    });
}

const MBOX: &str = "This stands before the first line.\n\n\
From jeanne@mail.example Mon Mar  2 10:00:00 2020\n\
From: Jeanne <jeanne@mail.example>\nTo: contact@ville.example\nSubject: Ma piscine\n\
Message-ID: <1@mail.example>\nDate: Mon, 2 Mar 2020 10:00:00 +0100\n\nBonjour, puis-je creuser ?\n\n\
From contact@ville.example Tue Mar  3 10:00:00 2020\n\
From: Mairie <contact@ville.example>\nTo: jeanne@mail.example\nSubject: Re: Ma piscine\n\
Message-ID: <2@ville.example>\nIn-Reply-To: <1@mail.example>\nDate: Tue, 3 Mar 2020 10:00:00 +0100\n\nOui.\n\n\
From karim@mail.example Wed Mar  4 10:00:00 2020\n\
From: Karim <karim@mail.example>\nTo: contact@ville.example\nSubject: Naissance\n\
Message-ID: <3@mail.example>\n\nBonjour, un acte de naissance ?\n";

#[test]
fn mail_of_before_goes_in_once_and_comes_out_whole() {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let data = &folder.path().join("instance");
    furnish(data);
    let mbox = folder.path().join("before.mbox");
    fs::write(&mbox, MBOX).unwrap();
    let (mbox, rejects) = (mbox.to_str().unwrap(), folder.path().join("rejects.csv"));
    let words = &[
        "inbox",
        "import",
        mbox,
        "--mailbox",
        "contact@ville.example",
        "--rejects",
        rejects.to_str().unwrap(),
    ];
    let told = |filed: u64, duplicates: u64, closed: u64| {
        json!({
            "messages": 3, "filed": filed, "duplicates": duplicates, "apart": 0, "quarantined": 0, "rejected": 1,
            "closed": closed,
        })
    };
    assert_eq!(done(data, words), told(3, 0, 2));
    assert_eq!(done(data, words), told(0, 3, 0), "once");
    let listed = fs::read_to_string(&rejects).unwrap();
    assert!(listed.lines().nth(1).unwrap().contains("before.mbox,1,,"), "{listed}");

    let out = folder.path().join("out.zip");
    let out = out.to_str().unwrap();
    let manifest = done(data, &["inbox", "export", out, "--partner", "ville"]);
    assert_eq!((&manifest["rows"]["request"], &manifest["rows"]["contact"]), (&json!(2), &json!(3)));
    assert_eq!(manifest["files"], 3);
    let other = &folder.path().join("other");
    let read = done(other, &["inbox", "import-archive", out]);
    assert_eq!((&read["known"], &read["erased"]), (&json!(0), &json!(0)));
    let again = folder.path().join("again.zip");
    done(other, &["inbox", "export", again.to_str().unwrap(), "--partner", "ville"]);
    assert_eq!(fs::read(again).unwrap(), fs::read(out).unwrap(), "byte for byte");

    let person = folder.path().join("jeanne.zip");
    let person = person.to_str().unwrap();
    let known =
        done(data, &["inbox", "person", "jeanne@mail.example", "--partner", "ville", "--out", person]);
    assert_eq!((&known["requests"], &known["contacts"], &known["files"]), (&json!(1), &json!(2), &json!(2)));
    let erase = ["inbox", "erase", "jeanne@mail.example", "--partner", "ville"];
    assert_eq!(done(data, &erase)["erased"], false);
    let erased = done(data, &[&erase[..], &["--yes"]].concat());
    assert_eq!((&erased["people"], &erased["contacts"], &erased["files"]), (&json!(1), &json!(2), &json!(2)));
    assert!(erased["proof"].as_str().unwrap().starts_with("ers_"));
    let register = fs::read(data.join("register.sqlite")).unwrap();
    let register = String::from_utf8_lossy(&register).to_lowercase();
    assert!(
        !register.contains("jeanne@mail") && register.contains("karim@mail"),
        "her bytes are gone, not his"
    );
    assert_eq!(done(data, words)["filed"], 0, "she does not come back");
    done(data, &["inbox", "import-archive", out]);
    done(data, &["inbox", "export", person, "--partner", "ville"]);
    let refused =
        efficaces(data, &["inbox", "person", "jeanne@mail.example", "--partner", "ville", "--out", person]);
    assert_eq!(refused.status.code(), Some(2), "nobody is known by that address");
}

#[test]
fn a_table_goes_in_once_and_says_where_it_is_wrong() {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let data = &folder.path().join("instance");
    furnish(data);
    let (table, rejects) = (folder.path().join("before.csv"), folder.path().join("rejects.csv"));
    fs::write(
        &table,
        "conversation,at,direction,email,text\n1,2024-03-02T10:00:00Z,inbound,lise@mail.example,Bonjour\n\
         1,2024-03-03T10:00:00Z,outbound,,Oui\n2,hier,inbound,lise@mail.example,Bonjour\n",
    )
    .unwrap();
    let words = &[
        "inbox",
        "import",
        table.to_str().unwrap(),
        "--mailbox",
        "contact@ville.example",
        "--rejects",
        rejects.to_str().unwrap(),
    ];
    let first = done(data, words);
    let counts =
        |it: &Value| ["filed", "duplicates", "rejected", "closed"].map(|name| it[name].as_u64().unwrap());
    assert_eq!(counts(&first), [2, 0, 1, 1]);
    assert_eq!(counts(&done(data, words)), [0, 2, 1, 0], "once");
    let listed = fs::read_to_string(&rejects).unwrap();
    assert!(listed.lines().nth(1).unwrap().contains("before.csv,4,at,"), "{listed}");
    let elsewhere = efficaces(data, &["inbox", "export", "none.zip", "--partner", "nobody"]);
    assert_eq!(elsewhere.status.code(), Some(2), "no such administration");
}
