//! `demo`: makes an instance of simulated administrations if the folder is empty, then serves it.

mod guidance;
mod inbox;
mod notices;

use std::{
    collections::HashMap,
    io::{self, Write as _},
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    thread::available_parallelism,
};

use contact_log::ImportOptions;
use jiff::civil;
use kernel::{Lang, PartnerCode, Secret};
use register::{Role, account};
use simulator::{Plan, SimulateError};

use crate::{
    args::DemoArgs,
    commands::simulate,
    demo_day::{self, PASSWORD_FILE},
    failure::Failure,
    instance::{Instance, block_on, random_password},
    print, progress, server,
    settings::Settings,
    words::say,
};

/// Administrations of the demo: enough to compare, few enough to be quick.
const PARTNERS: u16 = 12;
const SEED: u64 = 2025;
/// The administration whose people have accounts: it is reached by telephone and in writing.
const PARTNER: &str = "ETA-TIT";
/// Another one, with a hundred offices.
const NETWORK: &str = "SOC-FAM";

/// E-mail, name, role, and whose account it is, where the role needs an administration.
const ACCOUNTS: [(&str, &str, Role, Option<&str>); 7] = [
    ("agent@demo.example", "Camille, agente", Role::Agent, Some(PARTNER)),
    ("collegue@demo.example", "Noé, agent", Role::Agent, Some(PARTNER)),
    ("responsable@demo.example", "Dominique, responsable", Role::Manager, Some(PARTNER)),
    ("analyste@demo.example", "Sacha, analyste", Role::Analyst, Some(PARTNER)),
    ("reseau@demo.example", "Claude, responsable d’un réseau", Role::Manager, Some(NETWORK)),
    ("programme@demo.example", "Camille, programme", Role::Programme, None),
    ("administration@demo.example", "Alix, administration", Role::Administrator, None),
];

pub(crate) fn run(args: &DemoArgs, mut settings: Settings, lang: Lang) -> Result<(), Failure> {
    settings.data.clone_from(&args.data);
    settings.listen = SocketAddr::from(([127, 0, 0, 1], args.port));
    // A second demonstration on the machine takes any free port for its metrics.
    if TcpListener::bind(settings.metrics_listen).is_err() {
        settings.metrics_listen.set_port(0);
    }
    block_on(async {
        let mut instance = Instance::open(settings).await?;
        if let Some(password) = prepare(&mut instance, args.today, args.contacts, lang).await? {
            print::to_person(&say(lang, "demo-accounts", &[("password", password.reveal().clone().into())]));
            for (email, _, role, partner) in ACCOUNTS {
                let whose = partner.map(|it| format!(", {it}")).unwrap_or_default();
                let role = format!("{}{whose}", role.label().say(lang));
                print::to_person(&format!(
                    "  {}",
                    say(lang, "demo-account", &[("email", email.into()), ("role", role.into())])
                ));
            }
        } else {
            print::to_person(&say(lang, "demo-not-empty", &[]));
        }
        server::serve(instance, lang).await
    })
}

/// Makes the demo if the folder is empty, or ends what a start that was killed had begun, and gives the accounts'
/// password; from then on the instance lives on the demo's day, which is `today` if given. `None`: the instance is somebody's
/// own, with an account or a contact and without the demo's password; it is left as it is, its clock too.
async fn prepare(
    instance: &mut Instance,
    today: Option<civil::Date>,
    contacts: u64,
    lang: Lang,
) -> Result<Option<Secret<String>>, Failure> {
    let password = match demo_day::password(&instance.settings.data)? {
        Some(password) => password,
        None if !is_empty(instance).await? => return Ok(None),
        // First the password: whatever happens later, the next start knows that the folder is a demo's, and goes on.
        None => {
            let password = random_password()?;
            write_private(&instance.settings.data.join(PASSWORD_FILE), password.reveal())?;
            instance.find_day()?;
            password
        }
    };
    if let (Some(day), Some(today)) = (&instance.day, today) {
        day.start_on(today)?;
    }
    make(instance, contacts, &password, lang).await?;
    Ok(Some(password))
}

/// Whether the instance has no account, closed ones included, and no contact.
async fn is_empty(instance: &Instance) -> Result<bool, Failure> {
    let mut tx = instance.db.read().await.map_err(|it| Failure::failed_by(&it))?;
    let accounts = account::count(&mut tx).await.map_err(|it| Failure::failed_by(&it))?;
    let log = instance.log.snapshot().map_err(|it| Failure::failed_by(&it))?;
    Ok(accounts == 0 && log.version == 0)
}

/// Simulates straight into the log, then opens one account a role: those that are missing. Simulating again adds nothing.
async fn make(
    instance: &Instance,
    contacts: u64,
    password: &Secret<String>,
    lang: Lang,
) -> Result<(), Failure> {
    let mut missing = Vec::new();
    let mut tx = instance.db.read().await.map_err(|it| Failure::failed_by(&it))?;
    for entry in ACCOUNTS {
        let found = account::with_email(&mut tx, entry.0).await.map_err(|it| Failure::failed_by(&it))?;
        if found.is_none() {
            missing.push(entry);
        }
    }
    drop(tx);
    if missing.is_empty() {
        return Ok(());
    }
    let plan =
        Plan { partners: PARTNERS, events: true, moments: true, ways: true, ..Plan::new(contacts, SEED) };
    let counts = [("contacts", contacts.to_string().into()), ("partners", u64::from(PARTNERS).into())];
    print::to_person(&say(lang, "demo-making", &counts));
    let filled = instance.clone();
    let codes = tokio::task::spawn_blocking(move || fill(&filled, &plan)).await;
    let codes =
        codes.map_err(|it| Failure::failed(crate::words::message("server-cannot-start")).because(&it))??;
    for (code, name) in &codes {
        instance.ensure_partner(code, Some(name)).await?;
    }
    for (email, name, role, partner) in missing {
        let partner = partner.and_then(|it| it.parse().ok());
        instance.add_account(email, name, role, partner, password).await?;
    }
    let partner: PartnerCode = PARTNER.parse().expect("a partner's code");
    let answering = ["agent@demo.example", "collegue@demo.example", "responsable@demo.example"];
    inbox::fill(instance, &partner, &answering).await?;
    let network: PartnerCode = NETWORK.parse().expect("a partner's code");
    guidance::fill(instance, &partner, &network).await?;
    notices::fill(instance, &[(partner, "Titres", "TITRES"), (network, "Allocations", "ALLOC")]).await
}

fn fill(instance: &Instance, plan: &Plan) -> Result<Vec<(PartnerCode, String)>, Failure> {
    let import = instance
        .log
        .begin_import(&instance.keys, ImportOptions::default())
        .map_err(|it| Failure::failed_by(&it))?;
    let bar = progress::rows(plan.contacts);
    let file = "demo".into();
    let refused =
        |error| SimulateError::Write { path: PathBuf::from("demo"), source: io::Error::other(error) };
    let threads = available_parallelism().map_or(1, usize::from);
    let truth = simulator::simulate(
        plan,
        threads,
        |_, rows| Ok(rows),
        |slice, rows| {
            for batch in rows.contacts {
                import.contacts(batch, &file).map_err(refused)?;
            }
            for batch in rows.events {
                import.events(batch, &file).map_err(refused)?;
            }
            bar.inc(slice.contacts());
            Ok(())
        },
    )
    .map_err(|it| simulate::failure(&it))?;
    import.commit().map_err(|it| Failure::failed_by(&it))?;
    bar.finish_and_clear();
    let profiles = profile_names();
    let named = |code: String| {
        let name = profiles.get(&code).cloned().unwrap_or_else(|| code.clone());
        Some((code.parse().ok()?, name))
    };
    Ok(truth.partners.into_keys().filter_map(named).collect())
}

/// The names of the simulated administrations, by code.
fn profile_names() -> HashMap<String, String> {
    let mut reader = csv::Reader::from_reader(include_str!("../../../../content/partners.csv").as_bytes());
    let name = |row: csv::StringRecord| Some((row.get(0)?.to_owned(), row.get(1)?.to_owned()));
    reader.records().filter_map(|it| name(it.ok()?)).collect()
}

/// Writes a file that only its owner reads.
fn write_private(path: &Path, text: &str) -> Result<(), Failure> {
    let file = kernel::private::file().create(true).truncate(true).open(path);
    file.and_then(|mut it| it.write_all(text.as_bytes())).map_err(|it| Failure::file(path, &it))
}

#[cfg(test)]
mod tests {
    use kernel::Scope;

    use super::*;

    const DAY: civil::Date = civil::date(2025, 6, 2);

    async fn instance(folder: &Path) -> Instance {
        Instance::open(Settings::default_at(folder)).await.unwrap()
    }

    async fn emails(instance: &Instance) -> Vec<String> {
        let mut tx = instance.db.read().await.unwrap();
        let accounts = account::list(&mut tx, &Scope::Everyone, "", 100).await.unwrap();
        accounts.into_iter().map(|it| it.email).collect()
    }

    fn contacts(instance: &Instance) -> u64 {
        instance.log.snapshot().unwrap().partners().iter().map(|it| it.contacts).sum()
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_demo_that_was_killed_is_made_to_its_end() {
        let folder = tempfile::tempdir().unwrap();
        write_private(&folder.path().join(PASSWORD_FILE), "abcde-fghij-kmnpq-rstuv").unwrap();
        let mut instance = instance(folder.path()).await;
        let killed = Secret::new("abcde-fghij-kmnpq-rstuv".to_owned());
        let (email, name, role, _) = ACCOUNTS[6];
        instance.add_account(email, name, role, None, &killed).await.unwrap();
        let password = prepare(&mut instance, None, 2_000, Lang::Fr).await.unwrap().unwrap();
        assert_eq!(password.reveal(), killed.reveal());
        let (made, simulated) = (emails(&instance).await, contacts(&instance));
        assert_eq!((made.len(), simulated > 1_000), (ACCOUNTS.len(), true), "{made:?}, {simulated}");
        assert!(prepare(&mut instance, None, 2_000, Lang::Fr).await.unwrap().is_some());
        assert_eq!(contacts(&instance), simulated, "nothing is simulated twice");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn somebody_s_own_instance_is_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let mut instance = instance(folder.path()).await;
        let password = random_password().unwrap();
        instance.add_account("a@b.fr", "A", Role::Administrator, None, &password).await.unwrap();
        assert!(prepare(&mut instance, Some(DAY), 2_000, Lang::Fr).await.unwrap().is_none());
        assert_eq!((emails(&instance).await, contacts(&instance)), (vec!["a@b.fr".to_owned()], 0));
        assert!(instance.day.is_none(), "no page changes its day");
        assert_ne!(
            kernel::paris_date(instance.clock.now().as_microsecond()),
            DAY,
            "its clock is the system's"
        );
        let served = Instance::open(instance.settings.clone()).await.unwrap();
        assert!(served.day.is_none());
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_demo_lives_on_the_day_that_was_chosen_and_so_does_the_server_of_its_folder() {
        let folder = tempfile::tempdir().unwrap();
        let mut made = instance(folder.path()).await;
        assert!(made.day.is_none(), "an empty folder is nobody's yet");
        prepare(&mut made, Some(DAY), 100, Lang::Fr).await.unwrap().unwrap();
        let served = instance(folder.path()).await;
        for it in [&made, &served] {
            assert!(it.day.is_some());
            assert_eq!(kernel::paris_date(it.clock.now().as_microsecond()), DAY);
        }
    }
}
