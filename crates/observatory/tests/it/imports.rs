//! A file from the form to the log.

use std::sync::Arc;

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use kernel::{FixedClock, Lang};
use observatory::imports::{JOB_KIND, UploadId, worker};
use register::{Role, audit, job};
use testkit::on_both;

use crate::{
    gateway::Lines,
    server::{Answered, Person, Server},
    world::{OURS, THEIRS, World},
};

const GOOD: &str = "quand;canal;objet\n2025-01-01;phone;APL\n2025-01-02;fax;RSA\n";

async fn send(server: &Server, person: &Person, name: &str, content: &str) -> Answered {
    let page = server.get(person, Lang::Fr, "/imports").await.text;
    let csrf = page.split("/imports?csrf=").nth(1).unwrap().split('"').next().unwrap();
    let body = format!(
        "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
         Content-Type: text/csv\r\n\r\n{content}\r\n--x--\r\n"
    );
    let request = Request::post(format!("/imports?csrf={csrf}"))
        .header(header::COOKIE, &person.cookie)
        .header(header::ACCEPT_LANGUAGE, "fr")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
        .body(Body::from(body))
        .unwrap();
    server.send(request).await
}

async fn work(server: &Server) -> bool {
    worker::run_one(&server.observatory, &server.db, &FixedClock(server.clock), "test").await.unwrap()
}

fn kept_files(server: &Server) -> usize {
    let folders = std::fs::read_dir(server.uploads.path()).unwrap();
    folders.map(|it| std::fs::read_dir(it.unwrap().path()).unwrap().count()).sum()
}

const COLUMNS: &str =
    "name-0=quand&column-0=started_at&name-1=canal&column-1=channel&name-2=objet&column-2=reason";

on_both! {
    async fn a_file_is_explained_imported_and_forgotten(db: Db) {
        let server = Server::over(db, &World::of_2025()).await;
        let analyst = server.sign_in(Role::Analyst, Some(OURS)).await;
        let sent = send(&server, &analyst, "contacts 2025.csv", GOOD).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
        let path = sent.location.unwrap();

        let page = server.get(&analyst, Lang::Fr, &path).await.text;
        assert!(page.contains("<option value=\"channel\" selected>"), "the guess is shown");
        assert!(page.contains("Il manque de quoi comprendre chaque contact"), "the reason is missing");
        assert!(page.contains("1 ligne serait refusée parmi les 2 premières"));

        let early = server.post(&analyst, &path, &format!("{path}/plan"), "action=run").await;
        assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY, "nothing runs while something is missing");
        let run = server.post(&analyst, &path, &format!("{path}/plan"), &format!("{COLUMNS}&action=run")).await;
        assert_eq!(run.location.as_deref(), Some(path.as_str()));
        let waiting = server.get(&analyst, Lang::Fr, &path).await.text;
        assert!(waiting.contains("data-refresh") && waiting.contains("http-equiv=\"refresh\""));

        assert!(work(&server).await);
        assert!(!work(&server).await, "one job");
        let done = server.get(&analyst, Lang::Fr, &path).await.text;
        assert!(done.contains("<dt>Importées</dt><dd>1</dd>"));
        assert!(!done.contains("data-refresh"));
        let rejects = server.get(&analyst, Lang::Fr, &format!("{path}/rejets.csv")).await;
        assert!(rejects.text.starts_with("file,line,column,value,reason"));
        assert_eq!(kept_files(&server), 1, "only the rejects are kept");
        let mut tx = server.db.read().await.unwrap();
        let told = audit::list(&mut tx, &kernel::Scope::Everyone, i64::MAX, 1).await.unwrap();
        drop(tx);
        assert_eq!(told[0].action, "import.rejects", "refused rows hold what people wrote");
        let history = server.get(&analyst, Lang::Fr, "/imports").await.text;
        assert!(history.contains("contacts 2025.csv") && history.contains("Terminé"));

        assert!(done.contains("Retirer cet import"));
        let asked = server.post(&analyst, &path, &format!("{path}/remove"), "").await;
        assert_eq!(asked.location.as_deref(), Some(path.as_str()));
        let removing = server.get(&analyst, Lang::Fr, &path).await.text;
        assert!(removing.contains("Retrait en cours") && removing.contains("data-refresh"));
        server.post(&analyst, &path, &format!("{path}/remove"), "").await;
        assert!(work(&server).await);
        assert!(!work(&server).await, "asked twice, it is done once");
        let removed = server.get(&analyst, Lang::Fr, &path).await.text;
        assert!(removed.contains("Sont sortis du journal\u{a0}: 1 contact et"), "{removed}");
        assert!(!removed.contains("Retirer cet import"));
        server.post(&analyst, &path, &format!("{path}/cancel"), "").await;
        let still = server.get(&analyst, Lang::Fr, &path).await.text;
        assert!(still.contains("Sont sortis du journal"), "a removal is not given up");

        let theirs = server.sign_in(Role::Analyst, Some(THEIRS)).await;
        for foreign in [path.clone(), format!("{path}/rejets.csv"), "/imports/upl_nonsense".to_owned()] {
            assert_eq!(server.get(&theirs, Lang::Fr, &foreign).await.status, StatusCode::NOT_FOUND, "{foreign}");
        }
        assert!(!server.get(&theirs, Lang::Fr, "/imports").await.text.contains("contacts 2025.csv"));
    }

    async fn a_doubt_about_dates_is_asked(db: Db) {
        let server = Server::over(db, &World::of_2025()).await;
        let analyst = server.sign_in(Role::Analyst, Some(OURS)).await;
        let sent = send(&server, &analyst, "c.csv", "quand;canal;objet\n03/04/2025;phone;APL\n").await;
        let path = sent.location.unwrap();
        let page = server.get(&analyst, Lang::Fr, &path).await.text;
        assert!(page.contains("est le 3\u{a0}avril\u{a0}2025") && page.contains("est le 4\u{a0}mars\u{a0}2025"));
        let plan = format!("{path}/plan");
        let early = server.post(&analyst, &path, &plan, &format!("{COLUMNS}&action=run")).await;
        assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
        let run = server.post(&analyst, &path, &plan, &format!("{COLUMNS}&dates=dmy&action=run")).await;
        assert_eq!(run.status, StatusCode::SEE_OTHER);
        assert!(work(&server).await);
    }

    async fn an_import_is_stopped_while_it_runs(db: Db) {
        let server = Arc::new(Server::over(db, &World::of_2025()).await);
        let analyst = server.sign_in(Role::Analyst, Some(OURS)).await;
        let sent = send(&server, &analyst, "slow.csv", "quand;canal;objet\nslow;phone;APL\n").await;
        let path = sent.location.unwrap();
        server.post(&analyst, &path, &format!("{path}/plan"), &format!("{COLUMNS}&action=run")).await;
        let running = { let server = server.clone(); tokio::spawn(async move { work(&server).await }) };
        loop {
            let page = server.get(&analyst, Lang::Fr, &path).await.text;
            if page.contains("badge running") {
                break;
            }
        }
        let stopped = server.post(&analyst, &path, &format!("{path}/cancel"), "").await;
        assert_eq!(stopped.location.as_deref(), Some(path.as_str()), "its page says what came of it");
        assert!(running.await.unwrap());
        let page = server.get(&analyst, Lang::Fr, &path).await.text;
        assert!(page.contains("Le journal est resté comme il était") && page.contains("Abandonné"));
        assert_eq!(kept_files(&server), 0);
    }

    async fn an_import_that_is_stopped_too_late_says_that_its_rows_are_in(db: Db) {
        let server = Arc::new(Server::over(db, &World::of_2025()).await);
        let analyst = server.sign_in(Role::Analyst, Some(OURS)).await;
        let sent = send(&server, &analyst, "late.csv", "quand;canal;objet\nstubborn;phone;APL\n").await;
        let path = sent.location.unwrap();
        server.post(&analyst, &path, &format!("{path}/plan"), &format!("{COLUMNS}&action=run")).await;
        server.post(&analyst, &path, &format!("{path}/cancel"), "").await;
        let waiting = server.get(&analyst, Lang::Fr, &path).await.text;
        assert!(waiting.contains("Arrêt demandé") && waiting.contains("data-refresh"));
        assert!(!waiting.contains("Abandonné"), "nothing is known yet");
        assert!(work(&server).await);
        let page = server.get(&analyst, Lang::Fr, &path).await.text;
        assert!(page.contains("Abandonné"), "it had not begun");

        let sent = send(&server, &analyst, "late.csv", "quand;canal;objet\nstubborn;phone;APL\n").await;
        let path = sent.location.unwrap();
        server.post(&analyst, &path, &format!("{path}/plan"), &format!("{COLUMNS}&action=run")).await;
        let running = { let server = server.clone(); tokio::spawn(async move { work(&server).await }) };
        // Half of its rows are read: it has begun.
        while !server.get(&analyst, Lang::Fr, &path).await.text.contains("value=\"50\"") {}
        server.post(&analyst, &path, &format!("{path}/cancel"), "").await;
        assert!(running.await.unwrap());
        let page = server.get(&analyst, Lang::Fr, &path).await.text;
        assert!(page.contains("<dt>Importées</dt><dd>1</dd>") && page.contains("Terminé"));
        assert!(!page.contains("Abandonné") && !page.contains("data-refresh"));
        assert_eq!(kept_files(&server), 0);
    }

    async fn a_failed_import_that_is_given_up_leaves_no_folder(db: Db) {
        let server = Server::over(db, &World::of_2025()).await;
        let analyst = server.sign_in(Role::Analyst, Some(OURS)).await;
        let sent = send(&server, &analyst, "c.csv", "quand;canal;objet\nbroken;phone;APL\n").await;
        let path = sent.location.unwrap();
        server.post(&analyst, &path, &format!("{path}/plan"), &format!("{COLUMNS}&action=run")).await;
        assert!(work(&server).await);
        assert!(server.get(&analyst, Lang::Fr, &path).await.text.contains("Échoué"));
        assert_eq!(kept_files(&server), 1, "it can be tried again");
        let gone = server.post(&analyst, &path, &format!("{path}/cancel"), "").await;
        assert_eq!(gone.location.as_deref(), Some("/imports"));
        assert_eq!(std::fs::read_dir(server.uploads.path()).unwrap().count(), 0);
    }

    async fn what_was_left_for_long_goes_when_the_server_starts(db: Db) {
        let server = Server::over(db.clone(), &World::of_2025()).await;
        let left = server.uploads.path().join(UploadId::new(server.clock).to_string());
        std::fs::create_dir(&left).unwrap();
        std::fs::File::open(&left).unwrap().set_modified(std::time::SystemTime::UNIX_EPOCH).unwrap();
        // The worker has no time for anything but its start.
        server.observatory.workplace().stop();
        let clock = Arc::new(FixedClock(server.clock));
        worker::work(server.observatory.clone(), db.clone(), clock, "test".to_owned()).await;
        assert!(!left.exists());
    }

    async fn a_server_that_stops_puts_its_import_back_into_the_queue(db: Db) {
        let server = Arc::new(Server::over(db.clone(), &World::of_2025()).await);
        let analyst = server.sign_in(Role::Analyst, Some(OURS)).await;
        let sent = send(&server, &analyst, "slow.csv", "quand;canal;objet\nslow;phone;APL\n").await;
        let path = sent.location.unwrap();
        server.post(&analyst, &path, &format!("{path}/plan"), &format!("{COLUMNS}&action=run")).await;
        let clock = Arc::new(FixedClock(server.clock));
        let running = tokio::spawn(worker::work(server.observatory.clone(), db.clone(), clock, "test".to_owned()));
        while !server.get(&analyst, Lang::Fr, &path).await.text.contains("badge running") {}
        server.observatory.workplace().stop();
        running.await.unwrap();
        assert_eq!(kept_files(&server), 1, "it is still to be imported");
        let mut tx = db.write().await.unwrap();
        let lease = std::time::Duration::from_mins(1);
        let elsewhere = job::claim(&mut tx, JOB_KIND, "other", "there", lease, server.clock).await.unwrap();
        assert_eq!(elsewhere, None, "its file is here");
        let again = job::claim(&mut tx, JOB_KIND, "other", "here", lease, server.clock).await.unwrap().unwrap();
        assert_eq!(again.attempts, 1, "being stopped is no failure");
        tx.commit().await.unwrap();
    }

    async fn a_file_given_up_is_erased(db: Db) {
        let server = Server::over(db, &World::of_2025()).await;
        let analyst = server.sign_in(Role::Analyst, Some(OURS)).await;
        let path = send(&server, &analyst, "c.csv", GOOD).await.location.unwrap();
        assert_eq!(kept_files(&server), 1);
        server.post(&analyst, &path, &format!("{path}/cancel"), "").await;
        assert_eq!(kept_files(&server), 0);
        assert!(!work(&server).await);
    }
}

#[tokio::test]
async fn what_cannot_be_kept_is_refused_clearly() {
    let fresh = testkit::Fresh::sqlite().await;
    let server = Server::with(fresh.db.clone(), &World::of_2025(), Arc::new(Lines), 1_000).await;
    let analyst = server.sign_in(Role::Analyst, Some(OURS)).await;
    let large = send(&server, &analyst, "c.csv", &"x".repeat(5_000)).await;
    assert_eq!(large.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(large.text.contains("1,0\u{a0}ko"), "the limit is said");
    let empty = send(&server, &analyst, "vide.csv", "").await;
    assert_eq!(empty.status, StatusCode::BAD_REQUEST);
    assert!(empty.text.contains("vide.csv"));
    assert_eq!(kept_files(&server), 0, "nothing is left behind");
    let agent = server.sign_in(Role::Agent, Some(OURS)).await;
    assert_eq!(server.get(&agent, Lang::Fr, "/imports").await.status, StatusCode::FORBIDDEN);
    fresh.remove().await;
}

#[tokio::test]
async fn a_file_that_nobody_can_read_is_said_to_be_so() {
    let fresh = testkit::Fresh::sqlite().await;
    let server = Server::over(fresh.db.clone(), &World::of_2025()).await;
    let analyst = server.sign_in(Role::Analyst, Some(OURS)).await;
    let path = send(&server, &analyst, "c.bin", "\0\0").await.location.unwrap();
    let page = server.get(&analyst, Lang::Fr, &path).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("role=\"alert\""));
    fresh.remove().await;
}
