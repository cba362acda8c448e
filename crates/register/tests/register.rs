//! The register as its users see it, on both databases.
#![expect(clippy::unwrap_used, reason = "test code")]

use std::{sync::Arc, time::Duration};

use jiff::{Timestamp, ToSpan};
use kernel::{Channel, Euro, FixedClock, Message, PartnerCode, Scope, Secret};
use register::{
    Account, AccountError, Db, IncomingContacts, JobState, NewAccount, NewContact, NewJob, Partner, Receipt,
    Role, SessionKey, TokenScope, WORDS, account, audit, incoming, job, partner, session, token,
};
use serde_json::json;
use testkit::on_both;

/// Monday 5 October 2026, noon in Paris.
fn noon() -> Timestamp {
    "2026-10-05T10:00:00Z".parse().unwrap()
}

fn later(minutes: i64) -> Timestamp {
    noon().checked_add(minutes.minutes()).unwrap()
}

fn code(text: &str) -> PartnerCode {
    text.parse().unwrap()
}

async fn a_partner(db: &Db, text: &str) -> PartnerCode {
    let mut tx = db.write().await.unwrap();
    partner::save(&mut tx, &Partner { code: code(text), name: format!("Caisse {text}") }, noon())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    code(text)
}

fn someone(email: &str, role: Role, partner: Option<&PartnerCode>) -> NewAccount {
    NewAccount { email: email.into(), name: "Camille".into(), role, partner: partner.cloned() }
}

async fn try_account(db: &Db, new: &NewAccount) -> Result<Account, AccountError> {
    let digest = account::hash_password(&Secret::new("correct horse battery".into())).await?;
    let mut tx = db.write().await?;
    let account = account::create(&mut tx, new, digest, noon()).await?;
    tx.commit().await?;
    Ok(account)
}

async fn sign_in(db: &Db, email: &str, password: &str) -> Result<Account, AccountError> {
    let mut tx = db.read().await?;
    let found = account::credentials(&mut tx, email).await?;
    account::verify(found, &Secret::new(password.into())).await
}

async fn session_of(db: &Db, key: &SessionKey, at: Timestamp) -> Option<Account> {
    let mut tx = db.read().await.unwrap();
    session::find(&mut tx, key, at).await.unwrap().map(|it| it.account)
}

async fn open_session(db: &Db, account: &Account) -> SessionKey {
    let mut tx = db.write().await.unwrap();
    let key = session::open(&mut tx, account, noon()).await.unwrap();
    tx.commit().await.unwrap();
    key
}

on_both! {
    async fn the_right_password_opens_and_nothing_else_does(db: Db) {
        let caf = a_partner(&db, "caf-001").await;
        let agent = try_account(&db, &someone("Agent@Caf.fr ", Role::Agent, Some(&caf))).await.unwrap();
        assert_eq!(agent.email, "agent@caf.fr");
        assert_eq!(sign_in(&db, "agent@CAF.fr", "correct horse battery").await.unwrap(), agent);
        for (email, password) in [("agent@caf.fr", "wrong horse battery"), ("nobody@caf.fr", "correct horse battery"), ("", "")] {
            assert!(matches!(sign_in(&db, email, password).await, Err(AccountError::WrongCredentials)), "{email}");
        }
        let mut tx = db.write().await.unwrap();
        assert!(account::close(&mut tx, agent.id, noon()).await.unwrap());
        assert!(!account::close(&mut tx, agent.id, later(1)).await.unwrap(), "closed already");
        tx.commit().await.unwrap();
        assert!(sign_in(&db, "agent@caf.fr", "correct horse battery").await.is_err(), "a closed account");
    }

    async fn a_closed_account_loses_its_sessions_and_goes_after_three_years(db: Db) {
        let caf = a_partner(&db, "caf-001").await;
        let agent = try_account(&db, &someone("a@caf.fr", Role::Agent, Some(&caf))).await.unwrap();
        let other = try_account(&db, &someone("b@caf.fr", Role::Agent, Some(&caf))).await.unwrap();
        let key = open_session(&db, &agent).await;
        let mut tx = db.write().await.unwrap();
        account::close(&mut tx, agent.id, noon()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(session_of(&db, &key, later(1)).await, None);
        let mut tx = db.write().await.unwrap();
        let three_years = noon().checked_add(account::CLOSED_KEPT).unwrap();
        assert_eq!(account::sweep(&mut tx, three_years.checked_sub(1.minutes()).unwrap()).await.unwrap(), 0);
        assert!(account::with_email(&mut tx, "A@caf.fr").await.unwrap().unwrap().closed);
        assert_eq!(account::sweep(&mut tx, three_years).await.unwrap(), 1);
        assert_eq!(account::with_email(&mut tx, "a@caf.fr").await.unwrap(), None);
        assert_eq!(account::with_email(&mut tx, "b@caf.fr").await.unwrap(), Some(other));
        tx.commit().await.unwrap();
    }

    async fn accounts_that_make_no_sense_are_refused(db: Db) {
        let caf = a_partner(&db, "caf-001").await;
        try_account(&db, &someone("a@caf.fr", Role::Agent, Some(&caf))).await.unwrap();
        let again = try_account(&db, &someone("A@caf.fr", Role::Manager, Some(&caf))).await;
        assert!(matches!(again, Err(AccountError::EmailTaken)), "{again:?}");
        let alone = try_account(&db, &someone("b@caf.fr", Role::Agent, None)).await;
        assert!(matches!(alone, Err(AccountError::PartnerMissing(Role::Agent))), "{alone:?}");
        let lost = try_account(&db, &someone("b@caf.fr", Role::Agent, Some(&code("nowhere")))).await;
        assert!(matches!(lost, Err(AccountError::UnknownPartner(_))), "{lost:?}");
        for email in ["", "a", "a@", "@b", "a b@c.fr", "a@b@c"] {
            let odd = try_account(&db, &someone(email, Role::Administrator, None)).await;
            assert!(matches!(odd, Err(AccountError::BadEmail(_))), "{email:?}");
        }
        let short = account::hash_password(&Secret::new("short".into())).await;
        assert!(matches!(short, Err(AccountError::BadPassword)));
        for role in [Role::Usager, Role::Programme, Role::Administrator] {
            let bound = try_account(&db, &someone("b@caf.fr", role, Some(&caf))).await;
            assert!(matches!(bound, Err(AccountError::PartnerNotTheirs(it)) if it == role), "{bound:?}");
        }
    }

    async fn a_new_password_ends_every_session(db: Db) {
        let account = try_account(&db, &someone("a@b.fr", Role::Programme, None)).await.unwrap();
        let (one, two) = (open_session(&db, &account).await, open_session(&db, &account).await);
        assert_eq!(session_of(&db, &one, later(1)).await, Some(account.clone()));
        let digest = account::hash_password(&Secret::new("another sentence".into())).await.unwrap();
        let mut tx = db.write().await.unwrap();
        account::set_password(&mut tx, account.id, digest).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(session_of(&db, &one, later(1)).await, None);
        assert_eq!(session_of(&db, &two, later(1)).await, None);
        assert!(sign_in(&db, "a@b.fr", "correct horse battery").await.is_err());
        assert!(sign_in(&db, "a@b.fr", "another sentence").await.is_ok());
    }

    async fn a_session_ends_with_idleness_age_or_signing_out(db: Db) {
        let account = try_account(&db, &someone("a@b.fr", Role::Programme, None)).await.unwrap();
        let key = open_session(&db, &account).await;
        assert!(session_of(&db, &key, later(11 * 60)).await.is_some());
        assert!(session_of(&db, &key, later(12 * 60 + 1)).await.is_none(), "idle for 12 hours");
        for hour in (10..200).step_by(10) {
            let mut tx = db.write().await.unwrap();
            session::touch(&mut tx, &key, later(hour * 60)).await.unwrap();
            tx.commit().await.unwrap();
            assert_eq!(session_of(&db, &key, later(hour * 60 + 1)).await.is_some(), hour < 7 * 24, "{hour} hours");
        }
        let other = open_session(&db, &account).await;
        let mut tx = db.write().await.unwrap();
        session::end(&mut tx, &other).await.unwrap();
        assert_eq!(session::sweep(&mut tx, later(200 * 60)).await.unwrap(), 1, "the old one");
        tx.commit().await.unwrap();
        assert!(session_of(&db, &other, later(1)).await.is_none());
    }

    async fn a_partner_sees_only_its_own(db: Db) {
        let (caf, cpam) = (a_partner(&db, "caf-001").await, a_partner(&db, "cpam-75").await);
        try_account(&db, &someone("a@caf.fr", Role::Agent, Some(&caf))).await.unwrap();
        try_account(&db, &someone("a@cpam.fr", Role::Agent, Some(&cpam))).await.unwrap();
        let mut tx = db.write().await.unwrap();
        for whose in [&caf, &cpam] {
            partner::set_unit_cost(&mut tx, whose, Channel::Phone, Some(Euro(61_000))).await.unwrap();
            token::create(&mut tx, whose, "pbx", &[TokenScope::ContactsWrite], "test", noon()).await.unwrap();
            let new = NewJob { kind: "import", partner: Some(whose), created_by: "test", payload: json!({}), place: None };
            job::enqueue(&mut tx, new, noon()).await.unwrap();
            let told = audit::Entry { actor: "t", action: "a", object: "o", partner: Some(whose), detail: json!({}) };
            audit::tell(&mut tx, told, noon()).await.unwrap();
        }
        tx.commit().await.unwrap();
        let mut tx = db.read().await.unwrap();
        for (scope, count) in [(Scope::Partner(caf.clone()), 1), (Scope::Everyone, 2)] {
            assert_eq!(account::list(&mut tx, &scope, "", 10).await.unwrap().len(), count);
            assert_eq!(partner::list(&mut tx, &scope).await.unwrap().len(), count);
            assert_eq!(partner::unit_costs(&mut tx, &scope).await.unwrap().len(), count);
            assert_eq!(token::list(&mut tx, &scope).await.unwrap().len(), count);
            assert_eq!(job::latest(&mut tx, &scope, "import", 10).await.unwrap().len(), count);
            assert_eq!(audit::list(&mut tx, &scope, i64::MAX, 10).await.unwrap().len(), count);
        }
        let own = job::latest(&mut tx, &Scope::Partner(caf.clone()), "import", 1).await.unwrap().remove(0);
        assert!(job::find(&mut tx, &Scope::Partner(cpam), own.id).await.unwrap().is_none(), "a foreign id is unknown");
        assert!(job::find(&mut tx, &Scope::Partner(caf), own.id).await.unwrap().is_some());
    }

    async fn a_unit_cost_is_replaced_and_taken_back(db: Db) {
        let caf = a_partner(&db, "caf-001").await;
        let scope = Scope::Partner(caf.clone());
        for cost in [Some(Euro(60_000)), Some(Euro(65_000)), None] {
            let mut tx = db.write().await.unwrap();
            partner::set_unit_cost(&mut tx, &caf, Channel::Phone, cost).await.unwrap();
            tx.commit().await.unwrap();
            let mut tx = db.read().await.unwrap();
            let costs = partner::unit_costs(&mut tx, &scope).await.unwrap();
            let expected: Vec<_> = cost.map(|it| (caf.clone(), Channel::Phone, it)).into_iter().collect();
            assert_eq!(costs, expected);
        }
    }

    async fn a_token_works_until_it_is_revoked(db: Db) {
        let (caf, cpam) = (a_partner(&db, "caf-001").await, a_partner(&db, "cpam-75").await);
        let mut tx = db.write().await.unwrap();
        let scopes = [TokenScope::ContactsWrite, TokenScope::MeasuresRead];
        let (made, text) = token::create(&mut tx, &caf, "Standard téléphonique", &scopes, "test", noon()).await.unwrap();
        assert!(text.reveal().starts_with("ce_"));
        assert_eq!(token::find(&mut tx, &text).await.unwrap(), Some(made.clone()));
        assert_eq!(token::find(&mut tx, &Secret::new("ce_0".into())).await.unwrap(), None);
        token::touch(&mut tx, made.id, later(5)).await.unwrap();
        let used = token::find(&mut tx, &text).await.unwrap().unwrap();
        assert!(!token::is_stale(&used, later(5)) && token::is_stale(&used, later(7)));
        assert_eq!(token::revoke(&mut tx, &Scope::Partner(cpam), made.id, noon()).await.unwrap(), None, "a foreign token");
        assert_eq!(token::revoke(&mut tx, &Scope::Partner(caf.clone()), made.id, noon()).await.unwrap(), Some(caf));
        assert_eq!(token::find(&mut tx, &text).await.unwrap(), None);
        tx.commit().await.unwrap();
    }

    async fn a_row_changed_behind_its_back_breaks_the_audit_trail(db: Db) {
        for number in 0..3 {
            let mut tx = db.write().await.unwrap();
            let detail = json!({ "number": number });
            let told = audit::Entry { actor: "acc_1", action: "log.import", object: "job_1", partner: None, detail };
            audit::tell(&mut tx, told, later(number)).await.unwrap();
            tx.commit().await.unwrap();
        }
        let mut tx = db.read().await.unwrap();
        assert_eq!(audit::verify(&mut tx).await.unwrap(), audit::Verdict::Whole(3));
        drop(tx);
        let mut tx = db.write().await.unwrap();
        register::both!(&mut tx, conn => sqlx::query("UPDATE audit SET actor = 'acc_2' WHERE seq = 2").execute(conn).await.map(drop))
            .unwrap();
        assert_eq!(audit::verify(&mut tx).await.unwrap(), audit::Verdict::BrokenAt(2));
        drop(tx);
        let mut tx = db.write().await.unwrap();
        register::both!(&mut tx, conn => sqlx::query("DELETE FROM audit WHERE seq = 3").execute(conn).await.map(drop)).unwrap();
        assert_eq!(audit::verify(&mut tx).await.unwrap(), audit::Verdict::BrokenAt(3), "the end is cut off");
    }

    async fn one_worker_has_a_job_until_it_falls_silent(db: Db) {
        let lease = Duration::from_mins(1);
        let mut tx = db.write().await.unwrap();
        let new = NewJob { kind: "import", partner: None, created_by: "test", payload: json!({ "file": "a.csv" }), place: None };
        let id = job::enqueue(&mut tx, new, noon()).await.unwrap();
        assert!(job::claim(&mut tx, "measure", "w1", "here", lease, noon()).await.unwrap().is_none(), "another kind");
        let claimed = job::claim(&mut tx, "import", "w1", "here", lease, noon()).await.unwrap().unwrap();
        assert_eq!((claimed.id, claimed.payload["file"].as_str()), (id, Some("a.csv")));
        assert!(job::claim(&mut tx, "import", "w2", "here", lease, noon()).await.unwrap().is_none(), "it is w1's");
        assert!(job::progress(&mut tx, id, "w1", (5, Some(10)), lease, later(1)).await.unwrap());
        assert!(job::claim(&mut tx, "import", "w2", "here", lease, later(2)).await.unwrap().is_none(), "progress renewed the lease");
        let taken = job::claim(&mut tx, "import", "w2", "here", lease, later(5)).await.unwrap().unwrap();
        assert_eq!((taken.done, taken.total, taken.attempts), (5, Some(10), 2));
        assert!(!job::progress(&mut tx, id, "w1", (6, None), lease, later(5)).await.unwrap(), "w1 lost it");
        assert!(!job::finish(&mut tx, id, "w1", &json!({}), later(5)).await.unwrap());
        assert!(job::finish(&mut tx, id, "w2", &json!({ "rows": 10 }), later(6)).await.unwrap());
        let done = job::find(&mut tx, &Scope::Everyone, id).await.unwrap().unwrap();
        assert_eq!((done.state, done.done, done.result), (JobState::Done, 10, Some(json!({ "rows": 10 }))));
        tx.commit().await.unwrap();
    }

    async fn a_job_that_kills_its_workers_is_given_up(db: Db) {
        let lease = Duration::from_mins(1);
        let mut tx = db.write().await.unwrap();
        let new = NewJob { kind: "import", partner: None, created_by: "test", payload: json!({}), place: None };
        let id = job::enqueue(&mut tx, new, noon()).await.unwrap();
        for turn in 0..job::ATTEMPTS_MAX {
            assert_eq!(job::sweep(&mut tx, later(turn * 10)).await.unwrap(), 0);
            assert!(job::claim(&mut tx, "import", "w", "here", lease, later(turn * 10)).await.unwrap().is_some());
        }
        let at = later(job::ATTEMPTS_MAX * 10);
        assert!(job::claim(&mut tx, "import", "w", "here", lease, at).await.unwrap().is_none());
        assert_eq!(job::sweep(&mut tx, at).await.unwrap(), 1);
        let failed = job::find(&mut tx, &Scope::Everyone, id).await.unwrap().unwrap();
        assert_eq!(failed.state, JobState::Failed);
        assert!(failed.problem.unwrap().say(kernel::Lang::En).contains("several times"));
        let other = NewJob { kind: "import", partner: None, created_by: "test", payload: json!({}), place: None };
        let other = job::enqueue(&mut tx, other, at).await.unwrap();
        job::claim(&mut tx, "import", "w", "here", lease, at).await.unwrap().unwrap();
        assert!(job::fail(&mut tx, other, "w", &Message::new(&WORDS, "store-failed"), at).await.unwrap());
        tx.commit().await.unwrap();
    }

    async fn a_job_is_done_only_where_its_file_is(db: Db) {
        let lease = Duration::from_mins(1);
        let mut tx = db.write().await.unwrap();
        let new = |place| NewJob { kind: "import", partner: None, created_by: "test", payload: json!({}), place };
        let here = job::enqueue(&mut tx, new(Some("here")), noon()).await.unwrap();
        let anywhere = job::enqueue(&mut tx, new(None), later(1)).await.unwrap();
        let claimed = job::claim(&mut tx, "import", "w1", "there", lease, later(1)).await.unwrap().unwrap();
        assert_eq!(claimed.id, anywhere, "an older job that is not for this place hides none");
        assert!(job::claim(&mut tx, "import", "w1", "there", lease, later(1)).await.unwrap().is_none());
        let claimed = job::claim(&mut tx, "import", "w2", "here", lease, later(1)).await.unwrap().unwrap();
        assert_eq!(claimed.id, here);
        assert!(job::claim(&mut tx, "import", "w1", "there", lease, later(9)).await.unwrap().unwrap().id == anywhere);
        tx.commit().await.unwrap();
    }

    async fn a_job_whose_worker_must_stop_goes_back_to_the_queue(db: Db) {
        let lease = Duration::from_mins(1);
        let mut tx = db.write().await.unwrap();
        let new = NewJob { kind: "import", partner: None, created_by: "test", payload: json!({}), place: None };
        let id = job::enqueue(&mut tx, new, noon()).await.unwrap();
        for _ in 0..job::ATTEMPTS_MAX * 2 {
            let claimed = job::claim(&mut tx, "import", "w1", "here", lease, noon()).await.unwrap().unwrap();
            assert_eq!((claimed.id, claimed.attempts), (id, 1), "being stopped is no failure");
            assert!(!job::give_back(&mut tx, id, "w2").await.unwrap(), "it is w1's");
            assert!(job::give_back(&mut tx, id, "w1").await.unwrap());
        }
        tx.commit().await.unwrap();
    }

    async fn a_job_that_nobody_can_do_is_given_up_after_a_week(db: Db) {
        let mut tx = db.write().await.unwrap();
        let new = NewJob { kind: "import", partner: None, created_by: "test", payload: json!({}), place: Some("gone") };
        let id = job::enqueue(&mut tx, new, noon()).await.unwrap();
        let week = noon().checked_add(job::WAIT_MAX).unwrap();
        assert_eq!(job::sweep(&mut tx, week).await.unwrap(), 0);
        assert_eq!(job::sweep(&mut tx, week.checked_add(1.minutes()).unwrap()).await.unwrap(), 1);
        let given_up = job::find(&mut tx, &Scope::Everyone, id).await.unwrap().unwrap();
        assert_eq!(given_up.state, JobState::Failed);
        tx.commit().await.unwrap();
    }

    async fn what_is_not_committed_never_happened(db: Db) {
        let mut tx = db.write().await.unwrap();
        partner::save(&mut tx, &Partner { code: code("caf-001"), name: "Caisse".into() }, noon()).await.unwrap();
        drop(tx);
        let mut tx = db.read().await.unwrap();
        assert_eq!(partner::find(&mut tx, &code("caf-001")).await.unwrap(), None);
    }

    async fn a_contact_is_kept_once_and_never_changed(db: Db) {
        let contacts = IncomingContacts::start(db.clone(), Arc::new(FixedClock(noon())));
        let first = contacts.append(vec![a_contact("caf", "1", "x"), a_contact("caf", "2", "y"), a_contact("cpam", "1", "z")]);
        assert_eq!(first.await.unwrap(), [Receipt::Accepted; 3]);
        let again = contacts.append(vec![
            a_contact("caf", "2", "y"),
            a_contact("caf", "1", "changed"),
            a_contact("caf", "3", "new"),
            a_contact("caf", "3", "new"),
            a_contact("caf", "3", "other"),
            a_contact("caf", "1", "x"),
        ]);
        let said: Vec<_> = again.await.unwrap().iter().map(|it| format!("{it:?}")).collect();
        assert_eq!(said, ["Duplicate", "Conflict", "Accepted", "Duplicate", "Conflict", "Duplicate"]);
        assert_eq!(kept(&db).await, ["caf 1 x", "caf 2 y", "cpam 1 z", "caf 3 new"]);
    }

    async fn many_clients_share_commits_and_all_get_their_own_answer(db: Db) {
        let contacts = IncomingContacts::start(db.clone(), Arc::new(FixedClock(noon())));
        let clients: Vec<_> = (0..16)
            .map(|client| {
                let contacts = contacts.clone();
                tokio::spawn(async move {
                    for batch in 0..3 {
                        let rows = (0..117).map(|row| a_contact("caf", &format!("{client}-{batch}-{row}"), "x"));
                        let rows: Vec<NewContact> = rows.chain([a_contact("caf", "shared", "x")]).collect();
                        let receipts = contacts.append(rows).await.unwrap();
                        assert!(receipts[..117].iter().all(|it| *it == Receipt::Accepted), "{receipts:?}");
                        assert!(receipts[117] != Receipt::Conflict);
                    }
                })
            })
            .collect();
        for client in clients {
            client.await.unwrap();
        }
        let rows = kept(&db).await;
        assert_eq!(rows.len(), 16 * 3 * 117 + 1);
    }

    async fn the_log_reads_on_from_where_it_stopped(db: Db) {
        let contacts = IncomingContacts::start(db.clone(), Arc::new(FixedClock(noon())));
        let rows = (0..10).map(|row| a_contact("caf", &row.to_string(), "x")).collect();
        contacts.append(rows).await.unwrap();
        let mut tx = db.write().await.unwrap();
        let from = incoming::logged(&mut tx).await.unwrap();
        let page = incoming::after(&mut tx, from, 4).await.unwrap();
        assert_eq!(page.len(), 4);
        let reached = page.last().unwrap().seq;
        incoming::advance(&mut tx, reached).await.unwrap();
        incoming::advance(&mut tx, 1).await.unwrap();
        assert_eq!(incoming::logged(&mut tx).await.unwrap(), reached, "it never goes back");
        assert_eq!(incoming::forget_logged(&mut tx, 100).await.unwrap(), 4);
        assert_eq!(incoming::after(&mut tx, 0, 100).await.unwrap().len(), 6);
        tx.commit().await.unwrap();
        let again = contacts.append(vec![a_contact("caf", "0", "x"), a_contact("caf", "0", "y")]).await.unwrap();
        assert_eq!(again, [Receipt::Duplicate, Receipt::Conflict], "a forgotten payload is still recognised");
    }
}

fn a_contact(partner: &str, id: &str, payload: &str) -> NewContact {
    NewContact { partner: code(partner), contact_id: id.into(), payload: payload.into() }
}

async fn kept(db: &Db) -> Vec<String> {
    let mut tx = db.read().await.unwrap();
    let rows = incoming::after(&mut tx, 0, 1_000_000).await.unwrap();
    rows.into_iter().map(|it| format!("{} {} {}", it.partner, it.contact_id, it.payload)).collect()
}

#[tokio::test]
async fn both_databases_have_the_same_tables() {
    let sqlite = testkit::Fresh::sqlite().await;
    let Some(postgres) = testkit::Fresh::postgres().await else { return };
    let columns = |db: Db, sql: &'static str| async move {
        let mut tx = db.read().await.unwrap();
        let rows: Vec<(String, String)> =
            register::both!(&mut tx, conn => sqlx::query_as(sql).fetch_all(conn).await).unwrap();
        rows
    };
    let in_sqlite = columns(
        sqlite.db.clone(),
        "SELECT t.name, c.name FROM sqlite_master t JOIN pragma_table_info(t.name) c
         WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' AND t.name NOT LIKE '!_sqlx%' ESCAPE '!' ORDER BY 1, 2",
    );
    let in_postgres = columns(
        postgres.db.clone(),
        "SELECT table_name::TEXT, column_name::TEXT FROM information_schema.columns
         WHERE table_schema = current_schema() AND table_name NOT LIKE '!_sqlx%' ESCAPE '!' ORDER BY 1, 2",
    );
    let (mut in_sqlite, mut in_postgres) = (in_sqlite.await, in_postgres.await);
    in_sqlite.sort();
    in_postgres.sort();
    assert!(in_sqlite.len() > 40);
    assert_eq!(in_sqlite, in_postgres);
    sqlite.remove().await;
    postgres.remove().await;
}

#[tokio::test]
async fn nobody_else_reads_the_file_of_the_register() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("register.sqlite");
    let db = Db::open(&format!("sqlite:{}", path.display())).await.unwrap();
    db.migrate(&[&register::MIGRATIONS]).await.unwrap();
    let modes: Vec<u32> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|it| it.unwrap().metadata().unwrap().permissions().mode() & 0o777)
        .collect();
    assert!(modes.len() > 1 && modes.iter().all(|it| *it == 0o600), "{modes:?}");
    db.close().await;
}

#[test]
fn an_unreadable_value_is_cut_before_it_is_told() {
    let error = register::StoreError::unreadable("job.payload", &"x".repeat(1_000));
    assert_eq!(error.to_string(), format!("unreadable value in job.payload: {:?}", "x".repeat(40)));
}
