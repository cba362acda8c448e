//! What stands beside a plan.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, BufWriter, ErrorKind, Read as _, Write as _},
    path::{Path, PathBuf},
};

use experiments::{
    Plan, Registration, Seed,
    registration::{RegistrationError, SeedError},
};
use jiff::Timestamp;
use kernel::{private, whole_file::WholeFile};
use serde::Serialize;

use crate::{failure::Failure, words::message};

/// The files of one experiment.
pub(super) struct Files {
    registered: PathBuf,
    pub(super) seed: PathBuf,
    /// Who got what.
    pub(super) assignments: PathBuf,
    /// What earlier looks said.
    pub(super) looks: PathBuf,
}

/// Reads a plan; whether it is faulty is not asked.
pub(super) fn read_plan(path: &Path) -> Result<Plan, Failure> {
    let bytes = fs::read(path).map_err(|it| Failure::file(path, &it))?;
    let not_text =
        |_| Failure::refused(message("experiment-not-text").with("path", path.display().to_string()));
    let text = String::from_utf8(bytes).map_err(not_text)?;
    Plan::read(&text).map_err(|it| Failure::refused_by(&it))
}

/// An instant in microseconds, as the product keeps them.
pub(super) fn now(now: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)
}

impl Files {
    /// `trial.toml` has `trial.registered.json`, `trial.seed` and `trial.assignments.csv`.
    pub(super) fn beside(plan: &Path) -> Self {
        Self {
            registered: plan.with_extension("registered.json"),
            seed: plan.with_extension("seed"),
            assignments: plan.with_extension("assignments.csv"),
            looks: plan.with_extension("looks.json"),
        }
    }

    /// The registration, if there is one.
    pub(super) fn registration(&self) -> Result<Option<Registration>, Failure> {
        let text = match fs::read(&self.registered) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Failure::file(&self.registered, &error)),
        };
        let read = serde_json::from_slice(&text);
        read.map(Some).map_err(|it| Failure::refused_by(&RegistrationError::Broken).because(&it))
    }

    pub(super) fn write_registration(&self, registration: &Registration) -> Result<(), Failure> {
        write(&self.registered, registration)
    }

    /// Waits until nobody else changes what stands beside the plan: whoever holds the seed's file open and locked. Made, if asked.
    pub(super) fn lock(&self, make: bool) -> Result<Option<File>, Failure> {
        let opened = if make {
            private::file().read(true).create(true).truncate(false).open(&self.seed)
        } else {
            File::open(&self.seed)
        };
        match opened.and_then(|it| it.lock().map(|()| it)) {
            Ok(file) => Ok(Some(file)),
            Err(error) if error.kind() == ErrorKind::NotFound && !make => Ok(None),
            Err(error) => Err(Failure::file(&self.seed, &error)),
        }
    }

    /// The seed of the locked file, made by the system's chance if the file is empty.
    pub(super) fn made_seed(&self, lock: Option<File>) -> Result<Seed, Failure> {
        let failed = |it: io::Error| Failure::file(&self.seed, &it);
        let Some(mut file) = lock else { return Err(failed(ErrorKind::NotFound.into())) };
        let mut text = String::new();
        file.read_to_string(&mut text).map_err(failed)?;
        if !text.trim().is_empty() {
            return text.parse().map_err(|it: SeedError| Failure::refused_by(&it));
        }
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|it| failed(io::Error::other(it.to_string())))?;
        let seed = Seed::new(bytes);
        let digits = format!("{}\n", seed.reveal().reveal());
        file.write_all(digits.as_bytes()).and_then(|()| file.sync_all()).map_err(failed)?;
        Ok(seed)
    }

    /// The seed that a registration committed to.
    pub(super) fn seed_of(&self, registration: &Registration) -> Result<Seed, Failure> {
        let said = |key| Failure::refused(message(key).with("path", self.seed.display().to_string()));
        let text = match fs::read_to_string(&self.seed) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Err(said("experiment-no-seed")),
            Err(error) => return Err(Failure::file(&self.seed, &error)),
        };
        let seed: Seed = text.parse().map_err(|it: SeedError| Failure::refused_by(&it))?;
        if registration.is_drawn_from(&seed) { Ok(seed) } else { Err(said("experiment-other-seed")) }
    }
}

/// Writes a document as JSON, whole or not at all.
pub(super) fn write(path: &Path, document: &impl Serialize) -> Result<(), Failure> {
    let failed = |it: io::Error| Failure::file(path, &it);
    let (whole, file) = WholeFile::begin(path, &OpenOptions::new()).map_err(failed)?;
    let mut to = BufWriter::new(&file);
    serde_json::to_writer_pretty(&mut to, document).map_err(|it| failed(it.into()))?;
    to.write_all(b"\n").and_then(|()| to.flush()).map_err(failed)?;
    drop(to);
    whole.keep(&file).map_err(failed)
}
