//! What can be set, read once at start: defaults, then the file, then `EFFICACES_…` variables.
//!
//! Keys are those of the TOML file; a dot becomes an underscore in a variable: `database.url` is
//! `EFFICACES_DATABASE_URL`. An unknown key is refused.

use std::{
    collections::BTreeMap,
    env,
    ffi::OsString,
    fs, io,
    net::SocketAddr,
    ops::RangeInclusive,
    path::{Path, PathBuf},
};

use gateways::Clamd;
use jiff::SignedDuration;
use kernel::{Euro, Lang, Secret};
use requests::exchange::retention::Rules;

use crate::{
    failure::Failure,
    words::{message, say},
};

/// Where a value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Origin {
    Default,
    File,
    Environment,
}

impl Origin {
    const fn key(self) -> &'static str {
        match self {
            Self::Default => "origin-default",
            Self::File => "origin-file",
            Self::Environment => "origin-environment",
        }
    }
}

/// The settings in force.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    /// Folder of the instance: register (SQLite), contact log, keys, uploads.
    pub(crate) data: PathBuf,
    /// The contact log, if it is not `<data>/log`: a folder or `s3://…`.
    pub(crate) log: Option<String>,
    /// The key of the pseudonyms, if it is not beside the log's folder; a log in an object store needs it named.
    pub(crate) key: Option<PathBuf>,
    /// The register, if it is not `<data>/register.sqlite`: `postgres://…`.
    pub(crate) database_url: Option<Secret<String>>,
    /// Where pages are served.
    pub(crate) listen: SocketAddr,
    /// Where metrics are served: loopback only, unless set otherwise.
    pub(crate) metrics_listen: SocketAddr,
    /// The address that browsers use: `https://…` makes cookies secure.
    pub(crate) public_url: Option<String>,
    /// Whether nobody reaches the server but through one proxy: whose visitor it is, the proxy then says.
    pub(crate) behind_proxy: bool,
    /// The server that takes our e-mail (`smtp://user:password@host:587?tls=required`) and the sender's address.
    pub(crate) mail: Option<(Secret<String>, String)>,
    /// The key by which answers find their request, if it is not `<data>/mail-key`; several servers need the same.
    pub(crate) mail_key: Option<PathBuf>,
    /// A certificate (PEM) by which mail servers are trusted, besides those of the system.
    pub(crate) mail_authority: Option<PathBuf>,
    /// The mailbox of the shared inbox to which reports on messages come back; `None`: one is found.
    pub(crate) mail_reports: Option<String>,
    /// A certificate (PEM) by which carriers of text messages are trusted, besides those of the system.
    pub(crate) sms_authority: Option<PathBuf>,
    /// For how many days the last answer of a closed request waits for the usager's mark before it goes to the contact log.
    pub(crate) mark_days: u16,
    /// For how many days what was said about a request is kept after its end.
    text_days: u16,
    /// For how many days messages of which no contact came are kept.
    apart_days: u16,
    /// The antivirus that looks at files of the shared inbox.
    pub(crate) mail_antivirus: Option<Clamd>,
    /// Whether programs that are told what happens (webhooks) may be in the server's own network.
    pub(crate) webhooks_private: bool,
    /// Who carries text messages, as `gateways::carrier::setting` reads it.
    pub(crate) sms: Option<Secret<String>>,
    /// For how many days what was said in messages is kept after their end.
    notice_text_days: u16,
    /// What a part of a text message costs.
    pub(crate) part_price: Euro,
    /// What a letter costs, paper and postage.
    pub(crate) letter_price: Euro,
    /// A folder laid out as `content/`, whose practices, causes, life events and questions stand in place of the product's.
    content: Option<PathBuf>,
    origins: BTreeMap<&'static str, Origin>,
}

/// A contact of the shared inbox goes to the log after thirty days in any case.
const MARK_DAYS: RangeInclusive<u16> = 0..=30;
/// From what a question after the answer needs, to what a dispute before a court may take.
const KEPT_DAYS: RangeInclusive<u16> = 30..=3650;

const KEYS: [(&str, &str); 24] = [
    ("data", "data"),
    ("log", ""),
    ("key", ""),
    ("database.url", ""),
    ("listen", "127.0.0.1:8080"),
    ("metrics.listen", "127.0.0.1:9464"),
    ("public_url", ""),
    ("behind_proxy", "false"),
    ("content", ""),
    ("mail.server", ""),
    ("mail.from", ""),
    ("mail.key", ""),
    ("mail.authority", ""),
    ("mail.reports", ""),
    ("inbox.mark_days", "7"),
    ("inbox.text_days", "730"),
    ("inbox.apart_days", "365"),
    ("mail.antivirus", ""),
    ("webhooks.private", "false"),
    ("notices.sms", ""),
    ("notices.authority", ""),
    ("notices.text_days", "180"),
    ("notices.part_price", "0.045"),
    ("notices.letter_price", "0.90"),
];

impl Settings {
    /// Reads the file (if named, it must exist; else `efficaces.toml` if there is one) and the environment.
    pub(crate) fn read(file: Option<&Path>) -> Result<Self, Failure> {
        let path = file.unwrap_or("efficaces.toml".as_ref());
        let text = match fs::read_to_string(path) {
            Ok(text) => Some((path, text)),
            Err(error) if file.is_none() && error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(Failure::file(path, &error)),
        };
        Self::of(text, env::vars_os())
    }

    fn of(
        text: Option<(&Path, String)>,
        variables: impl Iterator<Item = (OsString, OsString)>,
    ) -> Result<Self, Failure> {
        let mut values: BTreeMap<&'static str, (String, Origin)> =
            KEYS.iter().map(|(key, default)| (*key, ((*default).to_owned(), Origin::Default))).collect();
        if let Some((path, text)) = text {
            let table: toml::Table = text.parse().map_err(|it: toml::de::Error| {
                Failure::refused(message("settings-unreadable").with("path", path.display().to_string()))
                    .because(&it)
            })?;
            for (name, value) in flatten(&table) {
                let key = known(&name, |key| key == name)?;
                values.insert(key, (value, Origin::File));
            }
        }
        for (variable, value) in variables {
            let Some(variable) = variable.to_str().filter(|it| it.starts_with("EFFICACES_")) else {
                continue;
            };
            let key = known(variable, |key| {
                variable["EFFICACES_".len()..] == key.replace('.', "_").to_uppercase()
            })?;
            let value = value.into_string().map_err(|_| {
                Failure::refused(message("settings-unreadable-variable").with("variable", variable))
            })?;
            values.insert(key, (value, Origin::Environment));
        }
        Self::from_values(&values)
    }

    /// How long the shared inbox keeps what was said.
    pub(crate) fn kept(&self) -> Rules {
        let days = |it: u16| SignedDuration::from_hours(24 * i64::from(it));
        Rules { texts: days(self.text_days), apart: days(self.apart_days), ..Rules::default() }
    }

    /// How long what was said in messages is kept after their end.
    pub(crate) fn notices_kept(&self) -> SignedDuration {
        SignedDuration::from_hours(24 * i64::from(self.notice_text_days))
    }

    fn from_values(values: &BTreeMap<&'static str, (String, Origin)>) -> Result<Self, Failure> {
        let text = |key: &str| values[key].0.clone();
        let given = |key: &str| Some(text(key)).filter(|it| !it.is_empty());
        let address = |key: &'static str| {
            text(key).parse::<SocketAddr>().map_err(|_| {
                Failure::refused(message("settings-bad-address").with("key", key).with("value", text(key)))
            })
        };
        let choice = |key: &'static str| {
            text(key).parse::<bool>().map_err(|_| {
                Failure::refused(message("settings-bad-choice").with("key", key).with("value", text(key)))
            })
        };
        let days = |key: &'static str, within: RangeInclusive<u16>| {
            text(key).parse().ok().filter(|it| within.contains(it)).ok_or_else(|| {
                let bad = message("settings-bad-days").with("key", key).with("value", text(key));
                let bad =
                    bad.with("least", u64::from(*within.start())).with("most", u64::from(*within.end()));
                Failure::refused(bad)
            })
        };
        let price = |key: &'static str| {
            text(key).parse::<Euro>().ok().filter(|it| it.0 >= 0).ok_or_else(|| {
                Failure::refused(message("settings-bad-price").with("key", key).with("value", text(key)))
            })
        };
        let mail = match (given("mail.server"), given("mail.from")) {
            // A link in a message must not lead where a stranger's request says that we are.
            (Some(_), Some(_)) if given("public_url").is_none() => {
                return Err(Failure::refused(message("settings-mail-without-url")));
            }
            (Some(server), Some(from)) => Some((Secret::new(server), from)),
            (None, None) => None,
            _ => return Err(Failure::refused(message("settings-half-mail"))),
        };
        Ok(Self {
            mail,
            mail_key: given("mail.key").map(PathBuf::from),
            mail_authority: given("mail.authority").map(PathBuf::from),
            mail_reports: given("mail.reports"),
            sms_authority: given("notices.authority").map(PathBuf::from),
            mark_days: days("inbox.mark_days", MARK_DAYS)?,
            text_days: days("inbox.text_days", KEPT_DAYS)?,
            apart_days: days("inbox.apart_days", KEPT_DAYS)?,
            mail_antivirus: given("mail.antivirus")
                .map(|it| {
                    let bad = || message("settings-bad-antivirus").with("value", it.clone());
                    it.parse().map_err(|_| Failure::refused(bad()))
                })
                .transpose()?,
            sms: given("notices.sms").map(Secret::new),
            notice_text_days: days("notices.text_days", KEPT_DAYS)?,
            part_price: price("notices.part_price")?,
            letter_price: price("notices.letter_price")?,
            content: given("content").map(PathBuf::from),
            data: PathBuf::from(text("data")),
            log: given("log"),
            key: given("key").map(PathBuf::from),
            database_url: given("database.url").map(Secret::new),
            listen: address("listen")?,
            metrics_listen: address("metrics.listen")?,
            public_url: given("public_url"),
            behind_proxy: choice("behind_proxy")?,
            webhooks_private: choice("webhooks.private")?,
            origins: values.iter().map(|(key, (_, origin))| (*key, *origin)).collect(),
        })
    }

    /// What is in force in this folder if nothing is set.
    #[cfg(test)]
    pub(crate) fn default_at(data: &Path) -> Self {
        Self::of(None, std::iter::empty()).expect("defaults are readable").at(Some(data.to_owned()))
    }

    /// The same in this folder, if one is named.
    pub(crate) fn at(mut self, data: Option<PathBuf>) -> Self {
        self.data = data.unwrap_or(self.data);
        self
    }

    /// Puts the instance's own content in force, if it has any; what is wrong in it is told file by file.
    pub(crate) fn with_content(self) -> Result<Self, Failure> {
        if let Some(folder) = &self.content {
            let files = practices::read_folder(folder).map_err(|it| Failure::file(folder, &it))?;
            practices::begin_with(files).map_err(|faults| {
                let told = |lang| {
                    faults
                        .iter()
                        .map(|it| library::editing::faults::say(lang, it))
                        .collect::<Vec<_>>()
                        .join("\n")
                };
                Failure::refused(
                    message("settings-content-faulty")
                        .with("path", folder.display().to_string())
                        .with("fr", told(Lang::Fr))
                        .with("en", told(Lang::En)),
                )
            })?;
        }
        Ok(self)
    }

    /// The address of the contact log.
    pub(crate) fn log_url(&self) -> String {
        self.log.clone().unwrap_or_else(|| self.data.join("log").display().to_string())
    }

    /// The address that browsers use.
    pub(crate) fn address(&self) -> String {
        self.public_url.clone().unwrap_or_else(|| format!("http://{}", self.listen))
    }

    /// The address of the register.
    pub(crate) fn database_url(&self) -> Secret<String> {
        self.database_url
            .clone()
            .unwrap_or_else(|| Secret::new(format!("sqlite:{}", self.data.join("register.sqlite").display())))
    }

    /// Prints each setting and where it comes from; secrets stay hidden.
    pub(crate) fn print(&self, lang: Lang) -> Result<(), Failure> {
        let database = if self.database_url.is_some() {
            say(lang, "settings-hidden", &[])
        } else {
            self.data.join("register.sqlite").display().to_string()
        };
        let value = |key: &str| match key {
            "data" => self.data.display().to_string(),
            "log" => self.log_url(),
            "key" => self
                .key
                .as_ref()
                .map_or_else(|| format!("{}.key", self.log_url()), |it| it.display().to_string()),
            "database.url" => database.clone(),
            "listen" => self.listen.to_string(),
            "metrics.listen" => self.metrics_listen.to_string(),
            "behind_proxy" => self.behind_proxy.to_string(),
            "webhooks.private" => self.webhooks_private.to_string(),
            "content" => self.content.as_ref().map_or_else(String::new, |it| it.display().to_string()),
            "mail.server" if self.mail.is_some() => say(lang, "settings-hidden", &[]),
            "mail.from" => self.mail.as_ref().map_or_else(String::new, |(_, from)| from.clone()),
            "mail.key" => {
                let key = self.mail_key.clone().unwrap_or_else(|| self.data.join("mail-key"));
                key.display().to_string()
            }
            "mail.authority" => {
                self.mail_authority.as_ref().map_or_else(String::new, |it| it.display().to_string())
            }
            "mail.reports" => self.mail_reports.clone().unwrap_or_default(),
            "notices.authority" => {
                self.sms_authority.as_ref().map_or_else(String::new, |it| it.display().to_string())
            }
            "inbox.mark_days" => self.mark_days.to_string(),
            "inbox.text_days" => self.text_days.to_string(),
            "inbox.apart_days" => self.apart_days.to_string(),
            "notices.sms" if self.sms.is_some() => say(lang, "settings-hidden", &[]),
            "mail.server" | "notices.sms" => String::new(),
            "notices.text_days" => self.notice_text_days.to_string(),
            "notices.part_price" => self.part_price.to_string(),
            "notices.letter_price" => self.letter_price.to_string(),
            "mail.antivirus" => self.mail_antivirus.as_ref().map_or_else(String::new, ToString::to_string),
            _ => self.address(),
        };
        let rows: Vec<[String; 3]> = self
            .origins
            .iter()
            .map(|(key, origin)| [(*key).to_owned(), value(key), say(lang, origin.key(), &[])])
            .collect();
        crate::print::lines(rows.iter().map(|[key, value, origin]| format!("{key:<16} {value}   ({origin})")))
    }
}

/// The key that `is_it`; `name` is what was written.
fn known(name: &str, is_it: impl Fn(&str) -> bool) -> Result<&'static str, Failure> {
    KEYS.iter().map(|(key, _)| *key).find(|key| is_it(key)).ok_or_else(|| {
        let known = KEYS.map(|(key, _)| key).join(", ");
        Failure::refused(message("settings-unknown-key").with("key", name).with("known", known))
    })
}

/// `[database] url = "…"` becomes `database.url`.
fn flatten(table: &toml::Table) -> Vec<(String, String)> {
    let mut flat = Vec::new();
    for (key, value) in table {
        match value {
            toml::Value::Table(inner) => {
                flat.extend(flatten(inner).into_iter().map(|(name, it)| (format!("{key}.{name}"), it)));
            }
            toml::Value::String(text) => flat.push((key.clone(), text.clone())),
            other => flat.push((key.clone(), other.to_string())),
        }
    }
    flat
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from_file(text: &str) -> Result<Settings, Failure> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("efficaces.toml");
        fs::write(&path, text).unwrap();
        Settings::read(Some(&path))
    }

    #[test]
    fn the_file_is_read_and_secrets_are_hidden() {
        let settings = from_file("data = \"d\"\n[database]\nurl = \"postgres://u:secret@h/b\"\n").unwrap();
        assert_eq!(settings.log_url(), "d/log");
        assert!(!format!("{settings:?}").contains("secret"));
    }

    #[test]
    fn an_unknown_key_is_refused() {
        let failure = from_file("datta = \"d\"").unwrap_err();
        assert_eq!(failure.code(), 2);
        assert!(failure.say(Lang::Fr).contains("datta"));
    }

    #[test]
    fn a_variable_goes_before_the_file_and_a_misspelt_one_is_refused() {
        let with = |name: &str, value: &str| {
            let text = Some((Path::new("f"), "listen = \"127.0.0.1:1\"".to_owned()));
            Settings::of(
                text,
                [("PATH", "/bin"), (name, value)].map(|(a, b)| (a.into(), b.into())).into_iter(),
            )
        };
        assert_eq!(with("EFFICACES_LISTEN", "127.0.0.1:2").unwrap().listen.port(), 2);
        assert!(with("EFFICACES_BEHIND_PROXY", "true").unwrap().behind_proxy);
        assert!(!with("OTHER", "").unwrap().behind_proxy);
        for (name, value) in [("EFFICACES_BEHIND_PROXY", "maybe"), ("EFFICACES_LISTENN", "127.0.0.1:2")] {
            let failure = with(name, value).unwrap_err();
            assert_eq!(failure.code(), 2);
            assert!(failure.say(Lang::Fr).contains(if value == "maybe" { value } else { name }));
        }
    }

    #[test]
    fn a_file_that_cannot_be_read_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("efficaces.toml");
        assert_eq!(Settings::read(Some(&path)).unwrap_err().code(), 1, "named, it must be there");
        fs::write(&path, b"data = \"\xff\"").unwrap();
        assert!(Settings::read(Some(&path)).unwrap_err().say(Lang::Fr).contains("efficaces.toml"));
    }

    #[test]
    fn an_antivirus_has_an_address() {
        let settings = from_file("[mail]\nantivirus = \"clamd:/run/clamd.ctl\"").unwrap();
        assert_eq!(settings.mail_antivirus, "clamd:/run/clamd.ctl".parse().ok());
        let refused = from_file("[mail]\nantivirus = \"/run/clamd.ctl\"").unwrap_err().say(Lang::En);
        assert!(refused.contains("mail.antivirus") && refused.contains("/run/clamd.ctl"), "{refused}");
    }

    #[test]
    fn mail_needs_a_server_a_sender_and_an_address_of_ours() {
        let with = |rest: &str| {
            from_file(&format!("{rest}\n[mail]\nserver = \"smtp://u:secret@h\"\nfrom = \"a@b.fr\""))
        };
        let settings = with("public_url = \"https://c.example\"").unwrap();
        assert!(settings.mail.is_some() && !format!("{settings:?}").contains("secret"));
        assert!(with("").unwrap_err().say(Lang::En).contains("public_url"));
        assert!(from_file("[mail]\nfrom = \"a@b.fr\"").unwrap_err().say(Lang::En).contains("mail.server"));
    }

    #[test]
    fn days_of_waiting_for_a_mark_are_a_month_at_most() {
        assert_eq!(from_file("").unwrap().mark_days, 7);
        assert_eq!(from_file("[inbox]\nmark_days = 0").unwrap().mark_days, 0);
        for bad in ["31", "-1", "\"une semaine\""] {
            let refused = from_file(&format!("[inbox]\nmark_days = {bad}")).unwrap_err();
            assert!(refused.say(Lang::Fr).contains("inbox.mark_days"), "{bad}");
        }
    }

    #[test]
    fn what_was_said_is_kept_as_long_as_the_rules_say() {
        assert_eq!(from_file("").unwrap().kept(), Rules::default());
        let days = |it: i64| SignedDuration::from_hours(24 * it);
        let kept = from_file("[inbox]\ntext_days = 1825\napart_days = 90").unwrap().kept();
        assert_eq!((kept.texts, kept.apart), (days(1825), days(90)));
        let notices = |text: &str| from_file(text).map(|it| it.notices_kept());
        assert_eq!(notices("").unwrap(), ::notices::retention::KEPT);
        assert_eq!(notices("[notices]\ntext_days = 90").unwrap(), days(90));
        assert!(notices("[notices]\ntext_days = 10").is_err());
        for bad in ["text_days = 29", "text_days = 3651", "apart_days = 0", "apart_days = 1.5"] {
            let refused = from_file(&format!("[inbox]\n{bad}")).unwrap_err().say(Lang::En);
            assert!(refused.contains("30 to 3") && refused.contains("inbox."), "{bad}: {refused}");
        }
    }

    #[test]
    fn a_bad_address_is_refused() {
        assert!(from_file("listen = \"here\"").unwrap_err().say(Lang::En).contains("here"));
    }
}
