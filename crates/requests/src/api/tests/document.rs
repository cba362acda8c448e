//! `docs/inbox-api.md` says what is true: its commands are run against a server, its receiver checks our signatures.

use std::{
    io,
    process::{Command, Output},
};

use testkit::on_both;
use tokio::net::TcpListener;

use super::{now, signer, world};
use crate::webhooks::{Webhook, WebhookId};

const DOCUMENT: &str = include_str!("../../../../../docs/inbox-api.md");

/// What stands in the document in a language, in its order.
fn written(language: &str) -> String {
    let begin = format!("```{language}\n");
    let blocks = DOCUMENT.split(&begin).skip(1).filter_map(|it| it.split("```").next());
    blocks.collect::<Vec<_>>().join("\n")
}

/// What a program said; `None` where there is none, unless tests must not be skipped.
fn ran(run: io::Result<Output>) -> Option<String> {
    match run {
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stdout).into_owned();
            assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
            Some(said)
        }
        Err(error) => {
            assert!(std::env::var_os("CI").is_none(), "{error}");
            eprintln!("skipped: {error}");
            None
        }
    }
}

on_both! {
    async fn its_commands_do_what_they_say(db: Db) {
        let world = world(&db).await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let router = world.router.clone();
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        let script = written("sh");
        assert!(script.matches("curl").count() > 15);
        let token = world.token.clone();
        let run = tokio::task::spawn_blocking(move || {
            let command = ["--noprofile", "--norc", "-euo", "pipefail", "-c"];
            Command::new("bash").args(command).arg(script).env("BASE", base).env("TOKEN", token).output()
        });
        if ran(run.await.unwrap()).is_none() {
            return;
        }
        assert_eq!(world.count("SELECT COUNT(*) FROM request WHERE state = 'closed'").await, 1, "the ticket");
        assert_eq!(world.count("SELECT COUNT(*) FROM request WHERE state = 'open'").await, 1, "the request");
        assert_eq!(world.count("SELECT COUNT(*) FROM phone_call WHERE ended_at_us IS NOT NULL").await, 1);
        assert_eq!(world.count("SELECT COUNT(*) FROM webhook").await, 1);
    }
}

#[test]
fn its_receiver_knows_our_messages() {
    let hook = Webhook {
        id: WebhookId::new(now()),
        partner: "ville".parse().unwrap(),
        url: "https://example.org/".to_owned(),
        events: Vec::new(),
        is_on: true,
        generation: 3,
        failures: 0,
        created_at: now(),
    };
    let (at, body) = (1_700_000_000, "{\"id\":\"é\"}");
    let secret = signer().secret(&hook).reveal().clone();
    let signature = format!("v1={}", signer().sign(&hook, at, body));
    let check = "
import sys
secret, signature, body = sys.argv[1], sys.argv[2], sys.argv[3].encode()
assert is_ours(secret, '1700000000', signature, body, 1700000010)
assert not is_ours(secret, '1700000000', signature, body, 1700009999)
assert not is_ours(secret, '1700000001', signature, body, 1700000010)
assert not is_ours(secret, '1700000000', signature, body + b' ', 1700000010)
assert not is_ours(secret + '0', '1700000000', signature, body, 1700000010)
";
    let script = written("python") + check;
    ran(Command::new("python3").args(["-c", &script, &secret, &signature, body]).output());
}
