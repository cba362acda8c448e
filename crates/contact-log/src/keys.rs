//! Pseudonyms: keyed hashes of what a source calls its usagers, requests and agents.
//!
//! **Invariant:** a pseudonym is never 0: the log's own files use 0 for *nobody*.

use std::{
    fs::{self, File},
    io::{ErrorKind, Read, Write},
    os::unix::fs::PermissionsExt,
    path::Path,
    sync::Arc,
};

use kernel::{PartnerCode, Secret};

use crate::LogError;

const KEY_BYTES: usize = 32;

/// The instance's secret, from which each partner's keys are derived. Cheap to clone; never shown.
#[derive(Debug, Clone)]
pub struct Keys(Arc<Secret<[u8; KEY_BYTES]>>);

impl Keys {
    /// Reads the key file, or makes it (mode 0600, 32 random bytes) at first use.
    ///
    /// Its folder is made too. A file that others can read, or of another size, is refused.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, LogError> {
        let path = path.as_ref();
        match read(path) {
            Err(LogError::Io { source, .. }) if source.kind() == ErrorKind::NotFound => {
                make(path)?;
                read(path)
            }
            other => other,
        }
    }

    /// A key that is given, not read: for tests and for keys kept elsewhere.
    pub fn from_bytes(key: [u8; KEY_BYTES]) -> Self {
        Self(Arc::new(Secret::new(key)))
    }

    /// Pseudonym of a usager.
    pub fn usager(&self, partner: &PartnerCode, value: &str) -> u64 {
        self.of(partner).usager(value)
    }

    /// Pseudonym of a request.
    pub fn request(&self, partner: &PartnerCode, value: &str) -> u64 {
        self.of(partner).request(value)
    }

    /// Pseudonym of an agent.
    pub fn agent(&self, partner: &PartnerCode, value: &str) -> u64 {
        self.of(partner).agent(value)
    }

    /// Seed of the fingerprints of a log that begins with this key.
    pub(crate) fn seed(&self) -> u64 {
        let hash = blake3::keyed_hash(self.0.reveal(), b"contacts-efficaces/fingerprints/1");
        first_64_bits(&hash)
    }

    /// One partner's keys, derived once for many values.
    pub fn of(&self, partner: &PartnerCode) -> PartnerKeys {
        let derive = |domain: &str| {
            let mut hasher = blake3::Hasher::new_keyed(self.0.reveal());
            hasher.update(b"contacts-efficaces/pseudonym/1/");
            hasher.update(domain.as_bytes());
            hasher.update(b"/");
            hasher.update(partner.as_str().as_bytes());
            Secret::new(*hasher.finalize().as_bytes())
        };
        PartnerKeys { usager: derive("usager"), request: derive("request"), agent: derive("agent") }
    }
}

/// The keys of one partner, one for each kind of identifier.
#[derive(Debug, Clone)]
pub struct PartnerKeys {
    usager: Secret<[u8; KEY_BYTES]>,
    request: Secret<[u8; KEY_BYTES]>,
    agent: Secret<[u8; KEY_BYTES]>,
}

impl PartnerKeys {
    /// Pseudonym of a usager.
    pub fn usager(&self, value: &str) -> u64 {
        pseudonym(&self.usager, value)
    }

    /// Pseudonym of a request.
    pub fn request(&self, value: &str) -> u64 {
        pseudonym(&self.request, value)
    }

    /// Pseudonym of an agent.
    pub fn agent(&self, value: &str) -> u64 {
        pseudonym(&self.agent, value)
    }
}

fn first_64_bits(hash: &blake3::Hash) -> u64 {
    let bytes = hash.as_bytes().first_chunk().expect("a hash has 32 bytes");
    u64::from_le_bytes(*bytes)
}

fn pseudonym(key: &Secret<[u8; KEY_BYTES]>, value: &str) -> u64 {
    let hash = blake3::keyed_hash(key.reveal(), value.as_bytes());
    first_64_bits(&hash).max(1)
}

fn read(path: &Path) -> Result<Keys, LogError> {
    let refuse = |reason| LogError::KeyFile { path: path.to_owned(), reason };
    let mut file = File::open(path).map_err(|it| LogError::io("open the key file", path, it))?;
    let about = file.metadata().map_err(|it| LogError::io("read the key file", path, it))?;
    if !about.is_file() || about.len() != KEY_BYTES as u64 {
        return Err(refuse("it does not hold 32 bytes"));
    }
    if about.permissions().mode() & 0o077 != 0 {
        return Err(refuse("others than its owner can read it"));
    }
    let mut key = [0; KEY_BYTES];
    file.read_exact(&mut key).map_err(|it| LogError::io("read the key file", path, it))?;
    Ok(Keys::from_bytes(key))
}

/// Written aside, then linked under its name: two processes that start together agree on one key.
fn make(path: &Path) -> Result<(), LogError> {
    let failed = |it| LogError::io("make the key file", path, it);
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    fs::create_dir_all(folder).map_err(failed)?;
    let mut key = [0; KEY_BYTES];
    let no_randomness =
        |_| LogError::KeyFile { path: path.to_owned(), reason: "no randomness from the system" };
    getrandom::fill(&mut key).map_err(no_randomness)?;
    let aside = folder.join(format!(".key-{:016x}", crate::unique::unique()?));
    let written = (|| {
        let mut file = kernel::private::file().create_new(true).open(&aside)?;
        file.write_all(&key)?;
        file.sync_all()?;
        match fs::hard_link(&aside, path) {
            Err(it) if it.kind() == ErrorKind::AlreadyExists => Ok(()),
            other => other,
        }
    })();
    let removed = fs::remove_file(&aside);
    written.and(removed).and_then(|()| File::open(folder)?.sync_all()).map_err(failed)
}
