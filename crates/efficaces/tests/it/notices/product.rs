//! The product as a process of its own, with a partner, its mailbox and two services that write.

use std::{
    collections::BTreeMap,
    env, fs,
    future::Future,
    net::TcpListener,
    path::Path,
    process::{Child, Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use gateways::imap::Account;
use jiff::Timestamp;
use kernel::{Clock as _, Euro, Secret, SystemClock};
use notices::{
    accept::{Door, Order, accept},
    address::{Address, Keyring, Medium},
    notice::{Notice, NoticeId, Origin, State},
    people::Strangers,
    service::{Quiet, Service, ServiceId},
    store,
    template::{Lane, Template, TemplateId, Text},
};
use register::{Db, both};
use requests::{
    handling::House,
    mailroom::{mailbox, seal::Sealer},
    testing,
};
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use crate::mailroom::mailbox_on;

/// What is never reached where all is well.
const PATIENCE: Duration = Duration::from_mins(2);
const PAUSE: Duration = Duration::from_millis(50);

/// A server that a script starts; `None`: there is none here. In CI a missing one fails the test.
pub(super) fn given(name: &str) -> Option<String> {
    let Ok(value) = env::var(name) else {
        assert!(env::var_os("CI").is_none(), "CI must set {name}: run scripts/test-mail scripts/test-sms");
        eprintln!("skipped: no server ({name}); run inside scripts/test-mail scripts/test-sms");
        return None;
    };
    Some(value)
}

/// An instance, and its server once it is started.
pub(super) struct Product {
    pub(super) db: Db,
    pub(super) house: House,
    pub(super) door: Door,
    /// Where its pages are: `127.0.0.1:PORT`.
    pub(super) address: String,
    folder: TempDir,
    secret: Secret<Vec<u8>>,
    server: Option<Child>,
}

impl Drop for Product {
    fn drop(&mut self) {
        if let Some(server) = &mut self.server {
            let _ = (server.kill(), server.wait());
        }
    }
}

pub(super) fn now() -> Timestamp {
    SystemClock.now()
}

impl Product {
    /// A fresh instance with the partner `ville`.
    pub(super) async fn new() -> Self {
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let data = folder.path().join("instance");
        // Any command makes the instance.
        let made = efficaces(&data).args(["inbox", "export", "none.zip", "--partner", "nobody"]).output();
        assert_eq!(made.unwrap().status.code(), Some(2));
        let secret = Secret::new(vec![7; 32]);
        fs::write(data.join("mail-key"), secret.reveal()).unwrap();
        let db = Db::open(&format!("sqlite:{}", data.join("register.sqlite").display())).await.unwrap();
        let house = testing::house(&db, "ville", now()).await;
        let address = format!("127.0.0.1:{}", free_port());
        let door = Door {
            db: db.clone(),
            clock: Arc::new(SystemClock),
            keyring: Keyring::new(&secret),
            people: Arc::new(Strangers),
            site: Some(format!("http://{address}")),
            part_price: Euro(450),
            letter_price: Euro(9_000),
        };
        Self { db, house, door, address, folder, secret, server: None }
    }

    /// A mailbox of the partner, on Dovecot.
    pub(super) async fn open_mailbox(&self, account: &Account) {
        let mailbox = mailbox_on(account, &self.house, &Sealer::new(&self.secret), now());
        let mut tx = self.db.write().await.unwrap();
        mailbox::save(&mut tx, &mailbox, now()).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// A live service without quiet hours, whose text messages come from `sms_sender`, and its template of a medium.
    pub(super) async fn service(&self, sms_sender: &str, medium: Medium) -> (Service, Template) {
        let service = Service {
            id: ServiceId::new(now()),
            partner: self.house.partner.clone(),
            name: format!("Aides {sms_sender}"),
            is_live: true,
            sms_sender: sms_sender.to_owned(),
            email_name: "Aides".to_owned(),
            email_replies: None,
            letter_sender: String::new(),
            guests: Vec::new(),
            quiet: Quiet { from: Quiet::USUAL.to, to: Quiet::USUAL.to, is_working_days: false },
            hourly_max: None,
            created_at: now(),
            closed_at: None,
        };
        let subject = if medium == Medium::Sms { String::new() } else { "Votre dossier".to_owned() };
        let text = Text { subject, body: "Votre dossier avance.".to_owned() };
        let template = Template {
            id: TemplateId::new(now()),
            service: service.id,
            medium,
            version: 1,
            name: "Avancement".to_owned(),
            purpose: "suivi".to_owned(),
            meaning: sms_sender.to_owned(),
            lane: Lane::Normal,
            texts: BTreeMap::from([("fr".to_owned(), text)]),
            created_by: "product".to_owned(),
            created_at: now(),
            archived_at: None,
        };
        let mut tx = self.db.write().await.unwrap();
        store::services::record(&mut tx, &service, "product").await.unwrap();
        store::templates::record(&mut tx, &template).await.unwrap();
        tx.commit().await.unwrap();
        (service, template)
    }

    /// Starts the server, with more settings.
    pub(super) async fn start(&mut self, settings: &[(&str, &str)]) {
        let mut command = efficaces(&self.folder.path().join("instance"));
        command.arg("serve").stdout(Stdio::null()).stderr(Stdio::null());
        command.env("EFFICACES_LISTEN", &self.address);
        command.env("EFFICACES_METRICS_LISTEN", format!("127.0.0.1:{}", free_port()));
        command.env("EFFICACES_PUBLIC_URL", format!("http://{}", self.address));
        command.envs(settings.iter().copied());
        self.server = Some(command.spawn().unwrap());
        self.until("the server listens", async || TcpStream::connect(&self.address).await.is_ok()).await;
    }

    /// Waits until it is so.
    pub(super) async fn until<F: Future<Output = bool>>(&self, what: &str, is_so: impl Fn() -> F) {
        let begun = Instant::now();
        while !is_so().await {
            assert!(begun.elapsed() < PATIENCE, "not in time: {what}");
            tokio::time::sleep(PAUSE).await;
        }
    }

    pub(super) async fn order(&self, (service, template): &(Service, Template), to: &Address) -> Notice {
        self.order_with(service, template, to, |_| {}).await
    }

    pub(super) async fn order_with(
        &self,
        service: &Service,
        template: &Template,
        to: &Address,
        change: impl FnOnce(&mut Order),
    ) -> Notice {
        let by = Origin::Agent("a".to_owned());
        let mut order = Order::new(service.clone(), template.clone(), to.clone(), by);
        change(&mut order);
        let mut tx = self.db.write().await.unwrap();
        let notice = accept(&mut tx, &self.door, &order, now()).await.unwrap();
        tx.commit().await.unwrap();
        notice
    }

    pub(super) async fn notice(&self, id: NoticeId) -> Notice {
        let mut tx = self.db.read().await.unwrap();
        store::notices::get(&mut tx, id).await.unwrap().unwrap()
    }

    pub(super) async fn until_state(&self, id: NoticeId, state: State) -> Notice {
        self.until(&format!("{state:?}"), async || self.notice(id).await.state == state).await;
        self.notice(id).await
    }

    pub(super) async fn texts(&self, sql: &'static str) -> Vec<String> {
        let mut tx = self.db.read().await.unwrap();
        both!(&mut tx, conn => sqlx::query_scalar(sql).fetch_all(conn).await).unwrap()
    }

    pub(super) async fn number(&self, sql: &'static str) -> i64 {
        testing::number(&self.db, sql).await
    }
}

fn efficaces(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_efficaces"));
    command.arg("--lang").arg("en").env("EFFICACES_DATA", data);
    command
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Asks a server something; gives the status and all that follows it.
pub(super) async fn asked(address: &str, head: &str, body: &str) -> (u16, String) {
    let mut line = TcpStream::connect(address.trim_start_matches("http://")).await.unwrap();
    let length = body.len();
    let request = format!(
        "{head} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n{body}"
    );
    line.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    line.read_to_end(&mut answer).await.unwrap();
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
    (status, answer)
}
