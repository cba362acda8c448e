//! Accounts, tokens and the audit trail, from the command line.

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::Path,
    process::{Command, Output},
};

use serde_json::Value;

fn efficaces(data: &Path, words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_efficaces"));
    command.args(words).arg("--data").arg(data).env("LC_ALL", "en_GB.UTF-8");
    command.output().unwrap()
}

fn done(data: &Path, words: &[&str]) -> String {
    let output = efficaces(data, words);
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn document(data: &Path, words: &[&str]) -> Value {
    serde_json::from_str(&done(data, words)).unwrap()
}

#[test]
fn what_was_given_can_be_listed_and_taken_back() {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let data = &folder.path().join("instance");
    done(data, &["user", "add", "a@b.fr", "--role", "manager", "--partner", "MY-CITY"]);
    done(data, &["user", "add", "p@b.fr", "--role", "programme"]);
    let refused = efficaces(data, &["user", "add", "q@b.fr", "--role", "programme", "--partner", "OTHER"]);
    assert_eq!(refused.status.code(), Some(2), "the programme has no partner");
    let token =
        done(data, &["token", "add", "phone system", "--partner", "MY-CITY", "--scopes", "contacts:write"]);

    let users = document(data, &["user", "list", "--json"]);
    assert_eq!(users["accounts"][0]["email"], "a@b.fr");
    assert_eq!(users["accounts"][0]["partner"], "MY-CITY");
    assert_eq!(users["accounts"][1]["role"], "programme");
    assert_eq!(users["accounts"].as_array().unwrap().len(), 2);
    assert_eq!(
        document(data, &["user", "list", "--partner", "OTHER", "--json"])["accounts"],
        Value::Array(vec![])
    );
    done(data, &["user", "close", "A@b.fr"]);
    done(data, &["user", "close", "a@b.fr"]);
    assert_eq!(document(data, &["user", "list", "--json"])["accounts"][0]["closed"], true);
    assert!(done(data, &["user", "list"]).lines().next().unwrap().ends_with("closed"));
    assert_eq!(efficaces(data, &["user", "close", "nobody@b.fr"]).status.code(), Some(2));

    let listed = done(data, &["token", "list", "--json"]);
    assert!(!listed.contains(token.trim()), "a token is shown once");
    let tokens: Value = serde_json::from_str(&listed).unwrap();
    assert_eq!(tokens["tokens"][0]["name"], "phone system");
    let id = tokens["tokens"][0]["id"].as_str().unwrap();
    done(data, &["token", "revoke", id]);
    assert!(done(data, &["token", "list"]).contains("revoked"));
    for lost in [id, "tok_1"] {
        assert_eq!(efficaces(data, &["token", "revoke", lost]).status.code(), Some(2), "{lost}");
    }

    let trail = document(data, &["audit", "list", "--json"]);
    let actions: Vec<&str> =
        trail["entries"].as_array().unwrap().iter().map(|it| it["action"].as_str().unwrap()).collect();
    assert_eq!(
        actions,
        ["token.revoke", "account.close", "token.create", "account.create", "account.create"]
    );
    assert_eq!(
        document(data, &["audit", "list", "--rows", "1", "--json"])["entries"].as_array().unwrap().len(),
        1
    );
    let verified = done(data, &["audit", "verify"]);
    assert!(verified.contains(trail["entries"][0]["hash"].as_str().unwrap()), "{verified}");
}

#[test]
fn nobody_else_enters_an_instance() {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let data = folder.path().join("instance");
    done(&data, &["user", "list"]);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&data), 0o700);
    assert_eq!(mode(&data.join("register.sqlite")), 0o600);
}
