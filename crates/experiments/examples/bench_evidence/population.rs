//! Whom experiments are drawn from: a year of the simulator's contacts, in a log of the product, asked by the product's engine.

use std::{error::Error, sync::Arc};

use contact_log::{ImportOptions, Keys, Log};
use engine::Engine;
use experiments::{Plan, source};
use kernel::{PartnerCode, paris_day_start};
use measures::{UnitCosts, UnitQuestion, UnitTable, by_unit::UnitMeasurer as _};

/// The partners of the log, largest first.
pub(crate) const PARTNERS: [&str; 4] = ["SOC-FAM", "SOC-MAL", "SOC-EMP", "ETA-IMP"];
/// Contacts of the log.
const CONTACTS: u64 = 900_000;

/// A log, and what reads it.
pub(crate) struct Population {
    engine: Engine,
    _folder: tempfile::TempDir,
}

impl Population {
    /// The year 2025 with the given seed.
    pub(crate) fn simulated(seed: u64) -> Result<Self, Box<dyn Error>> {
        Self::over(seed, &[2025])
    }

    /// Some years with the given seed. The key is fixed, so that pseudonyms, and with them the order of usagers, are the same.
    pub(crate) fn over(seed: u64, years: &[i16]) -> Result<Self, Box<dyn Error>> {
        let folder = tempfile::tempdir()?;
        let log = Log::open(&folder.path().join("log").display().to_string())?;
        let import = log.begin_import(&Keys::from_bytes([7; 32]), ImportOptions::default())?;
        let file: Arc<str> = "simulated".into();
        for year in years {
            let plan = simulator::Plan {
                partners: u16::try_from(PARTNERS.len())?,
                year: *year,
                ..simulator::Plan::new(CONTACTS, seed)
            };
            for slice in plan.slices()? {
                let rows = slice.generate(&plan)?;
                rows.contacts.into_iter().try_for_each(|it| import.contacts(it, &file))?;
            }
        }
        import.commit()?;
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        Ok(Self { engine: Engine::new(log, threads), _folder: folder })
    }

    /// What the log has for a plan as if nobody had the practice: the question of the product, over the whole plan.
    pub(crate) fn of_plan(&self, plan: &Plan) -> Result<(source::Asked, UnitTable), Box<dyn Error>> {
        let end = paris_day_start(plan.start.checked_add(jiff::Span::new().days(plan.days))?);
        let asked = source::question(plan, &[], end.ok_or("no such day")?).ok_or("no whole period")?;
        let table = self.ask(PARTNERS[0], &asked.question)?;
        Ok((asked, table))
    }

    /// Any question to one partner's log.
    pub(crate) fn ask(&self, partner: &str, question: &UnitQuestion) -> Result<UnitTable, Box<dyn Error>> {
        let partner: PartnerCode = partner.parse()?;
        Ok(self.engine.by_unit(&partner, question, &UnitCosts::default())?)
    }
}

/// A plan of two arms, in the words of a file. `lines` are what it has beyond the usual.
pub(crate) fn plan(unit: &str, measure: &str, days: u32, effect: f64, lines: &str) -> Plan {
    let text = format!(
        r#"
        title = "Acknowledgement"
        question = "Do fewer usagers ask where their request is?"
        practice = "P11"
        unit = "{unit}"
        start = 2025-04-07
        days = {days}
        minimum_effect = -{effect}
        metric = {{ measure = "{measure}" }}
        {lines}
        [[arms]]
        name = "control"
        [[arms]]
        name = "message"
        "#
    );
    Plan::read(&text).expect("a plan of this bench reads")
}
