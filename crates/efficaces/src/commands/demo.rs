//! `demo`: makes an instance of simulated administrations if the folder is empty, then serves it.

use std::{
    collections::HashMap,
    fs,
    io::{self, Write as _},
    net::SocketAddr,
    path::PathBuf,
    thread::available_parallelism,
};

use contact_log::ImportOptions;
use kernel::{Lang, PartnerCode, Secret};
use register::Role;
use simulator::{Plan, SimulateError};

use crate::{
    args::DemoArgs,
    commands::simulate,
    failure::Failure,
    instance::{Instance, block_on},
    print, progress, server,
    settings::Settings,
    words::say,
};

/// Administrations of the demo: enough to compare, few enough to be quick.
const PARTNERS: u16 = 12;
const SEED: u64 = 2025;
/// The administration whose people have accounts.
const PARTNER: &str = "ETA-TIT";
/// Where the accounts' password is kept, so that it is shown at each start.
const PASSWORD_FILE: &str = "demo-password";

const ACCOUNTS: [(&str, &str, Role); 5] = [
    ("agent@demo.example", "Camille, agente", Role::Agent),
    ("responsable@demo.example", "Dominique, responsable", Role::Manager),
    ("analyste@demo.example", "Sacha, analyste", Role::Analyst),
    ("programme@demo.example", "Camille, programme", Role::Programme),
    ("administration@demo.example", "Alix, administration", Role::Administrator),
];

pub(crate) fn run(args: &DemoArgs, mut settings: Settings, lang: Lang) -> Result<(), Failure> {
    settings.data.clone_from(&args.data);
    settings.listen = SocketAddr::from(([127, 0, 0, 1], args.port));
    block_on(async {
        let instance = Instance::open(settings).await?;
        let password_file = instance.settings.data.join(PASSWORD_FILE);
        let password = match fs::read_to_string(&password_file) {
            Ok(text) => Secret::new(text.trim().to_owned()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let password = make(&instance, args.contacts, lang).await?;
                write_private(&password_file, password.reveal())?;
                password
            }
            Err(error) => return Err(Failure::file(&password_file, &error)),
        };
        print::to_person(&say(lang, "demo-accounts", &[("password", password.reveal().clone().into())]));
        for (email, _, role) in ACCOUNTS {
            let role = role.label().say(lang);
            print::to_person(&format!(
                "  {}",
                say(lang, "demo-account", &[("email", email.into()), ("role", role.into())])
            ));
        }
        server::serve(instance, lang).await
    })
}

/// Simulates straight into the log, then opens one account a role.
async fn make(instance: &Instance, contacts: u64, lang: Lang) -> Result<Secret<String>, Failure> {
    let plan = Plan { partners: PARTNERS, events: true, ..Plan::new(contacts, SEED) };
    let counts = [("contacts", contacts.to_string().into()), ("partners", u64::from(PARTNERS).into())];
    print::to_person(&say(lang, "demo-making", &counts));
    let filled = instance.clone();
    let codes = tokio::task::spawn_blocking(move || fill(&filled, &plan)).await;
    let codes =
        codes.map_err(|it| Failure::failed(crate::words::message("server-cannot-start")).because(&it))??;
    for (code, name) in &codes {
        instance.ensure_partner(code, Some(name)).await?;
    }
    let password = crate::instance::random_password()?;
    for (email, name, role) in ACCOUNTS {
        let partner = role.needs_partner().then(|| PARTNER.parse().ok()).flatten();
        instance.add_account(email, name, role, partner, &password).await?;
    }
    Ok(password)
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
fn write_private(path: &PathBuf, text: &str) -> Result<(), Failure> {
    let file = kernel::private::file().create_new(true).open(path);
    file.and_then(|mut it| it.write_all(text.as_bytes())).map_err(|it| Failure::file(path, &it))
}
