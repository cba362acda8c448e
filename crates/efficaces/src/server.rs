//! The server: every slice's routes behind one site, and the work that goes on beside them.

use std::{
    fs,
    io::{self, Write as _},
    net::SocketAddr,
    path::Path,
    sync::Arc,
    thread::available_parallelism,
};

use contact_log::Keys;
use engine::Engine;
use futures::future::BoxFuture;
use kernel::{Lang, PartnerCode};
use laboratory::{Laboratory, pooled};
use library::{Asked, Experiments, KeptPromises, Library, Promises, Trial, Trials};
use measures::{MeasureError, Measurer, Question};
use network::{Front, KeyFigure, KeyFigures, KeyResult};
use observatory::{Desk, Observatory, UsagerCounts, UsagersByPartner, imports::Workplace};
use practices::{Finding, Learned};
use register::{Db, IncomingContacts, Tx};
use site::{Site, health::HealthCheck};
use tokio::{net::TcpListener, signal, sync::watch};
use utoipa::OpenApi as _;

use crate::{
    background::Background,
    demo_day,
    failure::Failure,
    gateway::Importers,
    guidance::Guidance,
    inbox::Inbox,
    instance::{Instance, random_letters},
    notices::{Changed, Notices},
    print,
    words::{message, say},
};

/// Serves an instance until the process is asked to stop; a demonstration has a page to change its day.
pub(crate) async fn serve(instance: Instance, lang: Lang) -> Result<(), Failure> {
    let incoming = IncomingContacts::start(instance.db.clone(), Arc::clone(&instance.clock));
    let threads = available_parallelism().map_or(1, usize::from);
    let engine = Engine::new(instance.log.clone(), threads);
    let measurer: Arc<dyn Measurer> = Arc::new(engine.clone());
    let library =
        Library::new(Arc::clone(&measurer), Arc::new(PromisesOf(engine.clone())), Arc::new(Experimented))
            .with_messages(Arc::new(Changed));
    let laboratory = Laboratory::new(
        Arc::new(engine.clone()),
        Arc::clone(&measurer),
        Arc::clone(&instance.keys),
        env!("CARGO_PKG_VERSION"),
    );
    let desk = Desk::new(measurer, Arc::new(instance.log.clone()));
    let importers = Importers {
        log: instance.log.clone(),
        keys: Keys::clone(&instance.keys),
        clock: Arc::clone(&instance.clock),
    };
    let workplace = Workplace::new(
        instance.settings.data.join("uploads"),
        server_name(&instance.settings.data)?,
        Workplace::BYTES_DEFAULT,
        Arc::new(importers),
    );
    let inbox = Inbox::open(&instance, incoming.clone())?;
    let notices = Notices::open(&instance, &inbox, engine.clone())?;
    let guidance = Guidance::open(&instance, &inbox, &engine, &laboratory)?;
    let advice = ::guidance::usagers_side::routes(guidance.guide.clone());
    let steering = ::guidance::pages::Pages::new(guidance.guide.clone(), Arc::new(engine.clone()));
    let observatory =
        Observatory::new(desk, Arc::new(UsagersOf(engine)), workplace).with_messages(Arc::new(Changed));
    let background = Background::start(&instance, &observatory, &inbox, &notices, &guidance)?;
    let front = Front::new(
        Arc::new(Published { observatory: observatory.clone(), db: instance.db.clone() }),
        instance.settings.data.join("legal"),
    );
    let posted = intake::api::Intake { incoming, keys: Arc::clone(&instance.keys) };

    let builder = Site::builder(instance.db.clone(), Arc::clone(&instance.clock))
        .health(log_check(&instance))
        .health(background.check());
    let builder = network::furnish(observatory::furnish(laboratory::furnish(library::furnish(builder))));
    let builder = ::guidance::furnish(::notices::furnish(requests::furnish(builder)));
    let builder = ::guidance::pages::furnish(builder);
    let builder = builder.describe(requests::api::Document::openapi());
    let builder = builder.describe(::notices::rules::api::Document::openapi());
    let builder = builder.describe(::notices::effects::api::Document::openapi());
    let mut builder = builder.describe(intake::api::Document::openapi());
    if instance.day.is_some() {
        builder = builder.notice(message("demo-notice"), Some(demo_day::PATH));
    }
    if let Some(url) = &instance.settings.public_url {
        builder = builder.public_url(url.clone());
    }
    if instance.settings.behind_proxy {
        builder = builder.behind_proxy();
    } else if instance.settings.public_url.as_ref().is_some_and(|it| it.starts_with("https://")) {
        tracing::warn!("https needs a proxy, but behind_proxy is not set: all visitors count as one machine");
    }
    let mut routes = network::routes(front)
        .merge(observatory::routes(observatory))
        .merge(library::routes(library))
        .merge(laboratory::routes(&laboratory))
        .merge(intake::api::routes(posted))
        .merge(requests::routes(&inbox.mailroom, inbox.draw.clone(), Some(guidance.better_ways())))
        .merge(requests::api::routes(inbox.api()))
        .merge(requests::webhooks::pages::routes(inbox.hooks()))
        .merge(notices.routes())
        .merge(advice)
        .merge(::guidance::pages::routes(&steering));
    if let Some(day) = &instance.day {
        routes = routes.merge(demo_day::routes(day.clone()));
    }
    let (served, site) =
        builder.build(routes).map_err(|it| Failure::failed(message("server-cannot-start")).because(&it))?;

    let pages = listen(instance.settings.listen).await?;
    let metrics = listen(instance.settings.metrics_listen).await?;
    let address = instance.settings.address();
    print::to_person(&say(lang, "server-ready", &[("address", address.into())]));

    let (stop, stopped) = watch::channel(false);
    tokio::spawn(async move {
        asked_to_stop().await;
        print::to_person(&say(lang, "server-stopping", &[]));
        // Both servers may be gone already.
        let _ = stop.send(true);
    });
    let until = |mut stopped: watch::Receiver<bool>| async move {
        // An error means that nobody can ask any more: stop too.
        let _ = stopped.wait_for(|it| *it).await;
    };
    let ended = tokio::try_join!(
        axum::serve(pages, served.into_make_service_with_connect_info::<SocketAddr>())
            .with_graceful_shutdown(until(stopped.clone()))
            .into_future(),
        axum::serve(metrics, site.metrics().clone().router().into_make_service())
            .with_graceful_shutdown(until(stopped))
            .into_future(),
    );
    background.stop().await;
    instance.db.close().await;
    ended.map(drop).map_err(|it| Failure::failed(message("server-broke-off")).because(&it))
}

/// The figures of the home page, from the observatory; its results, from the laboratory.
struct Published {
    observatory: Observatory,
    db: Db,
}

impl KeyFigures for Published {
    fn figures(&self, lang: Lang) -> BoxFuture<'_, Vec<KeyFigure>> {
        Box::pin(async move {
            let found = observatory::public::figures(&self.observatory, &self.db, lang).await;
            let (partners, figures) = found.unwrap_or_else(|error| {
                tracing::warn!(error = &error as &dyn std::error::Error, "the home page has no figures");
                (0, Vec::new())
            });
            if figures.is_empty() {
                return Vec::new();
            }
            let count = partners as u64;
            let first = KeyFigure {
                value: site::Figures::new(lang).count(count),
                name: network::WORDS.say(lang, "figure-partners", &[("n", count.into())]),
                about: network::WORDS.say(lang, "figure-partners-about", &[]),
            };
            let others = figures.into_iter().map(|it| KeyFigure {
                about: network::WORDS.say(
                    lang,
                    "figure-period",
                    &[("period", it.period.into()), ("n", it.n.into())],
                ),
                value: it.value,
                name: it.name,
            });
            std::iter::once(first).chain(others).collect()
        })
    }

    fn results(&self, count: usize, lang: Lang) -> BoxFuture<'_, Vec<KeyResult>> {
        Box::pin(async move {
            let found = async { pooled::latest(&mut self.db.read().await?, None, count, lang).await }.await;
            let found = found.unwrap_or_else(|error| {
                tracing::warn!(error = &error as &dyn std::error::Error, "the home page has no results");
                Vec::new()
            });
            let result = |it: pooled::Published| KeyResult {
                headline: it.headline,
                href: it.href,
                partner: it.partner,
            };
            found.into_iter().map(result).collect()
        })
    }
}

/// The dates that partners announced, read by the engine.
struct PromisesOf(Engine);

impl KeptPromises for PromisesOf {
    fn promises(&self, partner: &PartnerCode, span_us: i64) -> Result<Promises, MeasureError> {
        let found = self.0.promises(partner, span_us)?;
        let engine::Promises { requests, announced, due, kept } = found;
        Ok(Promises { requests, announced, due, kept })
    }
}

/// What published experiments say, read by the laboratory.
struct Experimented;

impl Experiments for Experimented {
    fn of_practice<'a>(&'a self, tx: &'a mut Tx, practice: &'a str, lang: Lang) -> Asked<'a, Trials> {
        Box::pin(async move {
            let found = pooled::of_practice(tx, practice, lang).await?;
            let trial = |it: pooled::Published| Trial {
                headline: it.headline,
                evidence: it.evidence,
                verdict: it.tone.to_owned(),
                verdict_name: it.verdict_word,
                partner: it.partner,
                href: it.href,
            };
            Ok(Trials {
                trials: found.published.into_iter().map(trial).collect(),
                forest: found.forest.unwrap_or_default(),
                together: found.sentences.into_iter().chain(found.how).collect(),
            })
        })
    }

    fn learned<'a>(&'a self, tx: &'a mut Tx) -> Asked<'a, Learned> {
        Box::pin(async move {
            let found = pooled::all_learned(tx).await?;
            let finding = |it: pooled::Learned| Finding {
                factor: it.factor,
                low: it.low,
                high: it.high,
                experiments: u32::try_from(it.experiments).unwrap_or(u32::MAX),
                sheet_weight: it.weights.first().copied().unwrap_or(1.0),
            };
            Ok(found.into_iter().map(|(id, it)| (id, finding(it))).collect())
        })
    }
}

/// The people behind figures, counted by the engine.
struct UsagersOf(Engine);

impl UsagerCounts for UsagersOf {
    fn usagers(&self, questions: &[Question]) -> Result<Vec<UsagersByPartner>, MeasureError> {
        Ok(self.0.usagers_by_partner(questions)?)
    }
}

async fn listen(address: SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|it| {
        Failure::failed(message("server-cannot-listen").with("address", address.to_string())).because(&it)
    })
}

/// The name of the server that has this folder: drawn at its first start, and kept there.
fn server_name(data: &Path) -> Result<String, Failure> {
    let path = data.join("server-name");
    let failed = |error| Failure::file(&path, &error);
    match fs::read_to_string(&path) {
        Ok(name) if !name.is_empty() => return Ok(name),
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(error)),
        _ => {}
    }
    let name = random_letters()?;
    let mut file = kernel::private::file().create(true).truncate(true).open(&path).map_err(failed)?;
    file.write_all(name.as_bytes()).map_err(failed)?;
    Ok(name)
}

/// Whether the contact log can be read.
fn log_check(instance: &Instance) -> HealthCheck {
    let log = instance.log.clone();
    HealthCheck::new("log", move || {
        let log = log.clone();
        async move {
            let read = tokio::task::spawn_blocking(move || log.snapshot().map(drop)).await;
            read.map_err(|it| it.to_string())?.map_err(|it| it.to_string())
        }
    })
}

/// Ctrl-C, or the supervisor's signal.
async fn asked_to_stop() {
    let interrupted = signal::ctrl_c();
    match signal::unix::signal(signal::unix::SignalKind::terminate()) {
        Ok(mut terminated) => {
            tokio::select! {
                _ = interrupted => {}
                _ = terminated.recv() => {}
            }
        }
        Err(_) => drop(interrupted.await),
    }
}
