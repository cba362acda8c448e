//! What the simulator knows of each administration: the product's own content, and the tables beside this crate.

use serde::Deserialize;

use crate::{SimulateError, calendar::Peaks};

/// One administration.
#[derive(Debug, Clone)]
pub(crate) struct Profile {
    pub(crate) code: String,
    /// Contacts a year, as `content/partners.csv` counts them.
    pub(crate) total: u64,
    /// Telephone, counter, messages, post, others.
    pub(crate) channels: [f64; 5],
    pub(crate) peaks: Peaks,
    pub(crate) manners: Manners,
    pub(crate) reasons: Vec<Reason>,
}

/// How an administration works: a row of `data/partners.csv`.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Manners {
    code: String,
    sector: String,
    pub(crate) contacts_per_request: f64,
    /// Share of calls that an agent takes.
    pub(crate) answer_rate: f64,
    /// Share of inbound contacts whose cause is coded.
    pub(crate) coverage: f64,
    /// Odds of an avoidable contact, relative to the other administrations.
    pub(crate) avoidable_odds: f64,
    /// Days from request to decision: median and ninth decile.
    pub(crate) delay_p50: f32,
    pub(crate) delay_p90: f32,
    /// Share of requests for which a date is announced.
    pub(crate) announced: f32,
    /// Share of requests whose number people know and agents note.
    pub(crate) numbered: f32,
    /// Requests that no contact is about, for one that contacts are about.
    pub(crate) contact_free: f32,
    pub(crate) sites: u32,
}

/// What a contact may be about.
#[derive(Debug, Clone)]
pub(crate) struct Reason {
    pub(crate) code: String,
    pub(crate) kind: Kind,
    pub(crate) life_event: Option<String>,
}

/// What a reason leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    /// A request that ends with a decision.
    File,
    /// A request that ends with a payment.
    Pay,
    /// An appointment.
    Visit,
    /// An answer, without a request.
    Info,
}

/// A practice of `content/practices` that lowers causes.
#[derive(Debug, Clone)]
pub(crate) struct Practice {
    pub(crate) id: String,
    pub(crate) class: practices::Evidence,
    pub(crate) central: f32,
    /// Index of each covered cause, and the share of it that the practice is about.
    pub(crate) covers: Vec<(usize, f32)>,
}

/// A cause of `content/causes.csv`.
#[derive(Debug, Clone)]
pub(crate) struct Cause {
    pub(crate) code: String,
    pub(crate) share: f64,
    pub(crate) avoidable: bool,
}

/// All that is read.
#[derive(Debug)]
pub(crate) struct Content {
    /// Largest first.
    pub(crate) partners: Vec<Profile>,
    pub(crate) causes: Vec<Cause>,
    pub(crate) practices: Vec<Practice>,
}

const PARTNERS: (&str, &str) = ("content/partners.csv", include_str!("../../../content/partners.csv"));
const MANNERS: (&str, &str) = ("crates/simulator/data/partners.csv", include_str!("../data/partners.csv"));
const REASONS: (&str, &str) = ("crates/simulator/data/reasons.csv", include_str!("../data/reasons.csv"));

#[derive(Deserialize)]
struct PartnerRow {
    code: String,
    telephone: f64,
    guichet: f64,
    courriel_messagerie: f64,
    courrier: f64,
    autres: f64,
    total: u64,
    pics: String,
}

#[derive(Deserialize)]
struct ReasonRow {
    sector: String,
    reason: String,
    kind: Kind,
    life_event: String,
}

/// Reads everything.
pub(crate) fn read() -> Result<Content, SimulateError> {
    let manners: Vec<Manners> = rows(MANNERS)?;
    let reasons: Vec<ReasonRow> = rows(REASONS)?;
    let mut partners = Vec::new();
    for row in rows::<PartnerRow>(PARTNERS)? {
        let at = manners.iter().find(|it| it.code == row.code);
        let manners = at.cloned().ok_or_else(|| missing(MANNERS.0, &row.code))?;
        let reasons: Vec<Reason> = reasons
            .iter()
            .filter(|it| it.sector == manners.sector)
            .map(|it| Reason {
                code: it.reason.clone(),
                kind: it.kind,
                life_event: (!it.life_event.is_empty()).then(|| it.life_event.clone()),
            })
            .collect();
        if reasons.is_empty() {
            return Err(missing(REASONS.0, &manners.sector));
        }
        partners.push(Profile {
            total: row.total,
            channels: [row.telephone, row.guichet, row.courriel_messagerie, row.courrier, row.autres],
            peaks: Peaks::read(&row.pics),
            code: row.code,
            manners,
            reasons,
        });
    }
    partners.sort_by_key(|it| std::cmp::Reverse(it.total));
    let (causes, practices) = shared();
    Ok(Content { partners, causes, practices })
}

/// The causes and the practices that all parts of the product share.
#[expect(
    clippy::cast_possible_truncation,
    reason = "shares with few decimals, which f32 holds as it would read them"
)]
fn shared() -> (Vec<Cause>, Vec<Practice>) {
    let shared = practices::collection();
    let cause = |it: &practices::CauseSheet| Cause {
        code: it.code.clone(),
        share: it.default_share,
        avoidable: it.avoidable,
    };
    let place = |code: &str| shared.causes.iter().position(|it| it.code == code);
    let practice = |it: &practices::Practice| Practice {
        id: it.id.clone(),
        class: it.evidence,
        central: it.efficacy as f32,
        covers: it.coverage.iter().filter_map(|(code, part)| Some((place(code)?, *part as f32))).collect(),
    };
    let causes = shared.causes.iter().map(cause).collect();
    let found = shared.practices.iter().filter(|it| !it.coverage.is_empty()).map(practice).collect();
    (causes, found)
}

fn missing(file: &'static str, what: &str) -> SimulateError {
    SimulateError::Content { file, line: 1, why: format!("nothing usable for `{what}`") }
}

fn rows<T: serde::de::DeserializeOwned>((file, text): (&'static str, &str)) -> Result<Vec<T>, SimulateError> {
    csv::Reader::from_reader(text.as_bytes()).deserialize().collect::<Result<_, _>>().map_err(
        |error: csv::Error| SimulateError::Content {
            file,
            line: error.position().map_or(1, csv::Position::line),
            why: error.to_string(),
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_product_s_own_content_reads() {
        let content = read().unwrap();
        assert_eq!((content.partners.len(), content.causes.len()), (40, 30));
        assert_eq!(content.partners.iter().map(|it| it.total).sum::<u64>(), 400_000_000);
        assert_eq!(content.partners[0].code, "SOC-FAM");
        assert!((content.causes.iter().map(|it| it.share).sum::<f64>() - 1.0).abs() < 0.02);
        assert!(content.practices.len() > 30);
        for partner in &content.partners {
            assert!((8..=20).contains(&partner.reasons.len()), "{}", partner.code);
            assert!(partner.reasons.iter().any(|it| it.kind != Kind::Info), "{}", partner.code);
        }
    }
}
