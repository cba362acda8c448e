//! How fast the error rate is spent as information comes in.

use crate::{Fault, check_range, distribution::normal_quantile};

use super::upper_tail;

/// A spending function: which share of the error rate may be used up at which share of the information.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Spending {
    /// Lan and `DeMets`' form close to O'Brien and Fleming: almost nothing early. The one to prefer.
    ObrienFleming,
    /// Lan and `DeMets`' form close to Pocock: about the same bound at each look.
    Pocock,
    /// Kim and `DeMets`: the fraction to the power `rho`, above 0; 1 spends evenly, 3 is close to O'Brien and Fleming.
    Power {
        /// The power.
        rho: f64,
    },
    /// Hwang, Shih and `DeCani`: −4 is close to O'Brien and Fleming, 1 to Pocock, 0 spends evenly.
    HwangShihDeCani {
        /// The parameter, between −40 and 40.
        gamma: f64,
    },
}

/// Names that [`Spending::named`] knows.
const KNOWN: &str = "obf, pocock, kim-demets (rho), hsd (gamma)";

impl Spending {
    /// The spending function of a name, whatever the case and the punctuation: `obf`, `obrien-fleming`, `pocock`,
    /// `kim-demets`, `kd` or `power` with rho, `hsd` or `hwang-shih-decani` with gamma.
    ///
    /// # Errors
    ///
    /// [`Fault::UnknownWord`], [`Fault::Unreadable`] if the parameter is missing or not one; [`Fault::OutOfRange`].
    pub fn named(name: &str, parameter: Option<f64>) -> Result<Self, Fault> {
        let letters: String =
            name.chars().filter(char::is_ascii_alphanumeric).map(|it| it.to_ascii_lowercase()).collect();
        let needed = |what: &str| {
            parameter.ok_or_else(|| Fault::Unreadable {
                what: "spending".into(),
                reason: format!("`{name}` needs its parameter {what}"),
            })
        };
        let spending = match letters.as_str() {
            "obf"
            | "of"
            | "asof"
            | "ldof"
            | "sfldof"
            | "obrienfleming"
            | "landemetsobf"
            | "landemetsobrienfleming" => Self::ObrienFleming,
            "pocock" | "p" | "asp" | "ldp" | "sfldpocock" | "landemetspocock" => Self::Pocock,
            "kimdemets" | "kd" | "power" | "askd" | "sfpower" | "powerfamily" | "kimdemetspower" => {
                Self::Power { rho: needed("rho")? }
            }
            "hsd" | "hwangshihdecani" | "ashsd" | "sfhsd" | "gamma" | "gammafamily" => {
                Self::HwangShihDeCani { gamma: needed("gamma")? }
            }
            _ => {
                return Err(Fault::UnknownWord {
                    what: "spending".into(),
                    value: name.into(),
                    known: KNOWN.into(),
                });
            }
        };
        spending.checked()
    }

    /// The same, if its parameter is one.
    ///
    /// # Errors
    ///
    /// [`Fault::OutOfRange`], [`Fault::NotFinite`].
    pub fn checked(self) -> Result<Self, Fault> {
        match self {
            Self::Power { rho } => check_range("spending.rho", rho, 1e-6, 1e3)?,
            Self::HwangShihDeCani { gamma } => check_range("spending.gamma", gamma, -40.0, 40.0)?,
            Self::ObrienFleming | Self::Pocock => {}
        }
        Ok(self)
    }

    /// What may be spent at most up to `fraction` of the information, of the error rate `alpha` of one side.
    ///
    /// - **Takes** `alpha` between 0 and 1 and `fraction` of the planned information; beyond 1 all is spent.
    /// - **Gives** O'Brien-Fleming 2(1−Φ(z₁₋α/₂ ÷ √t)); Pocock α ln(1+(e−1)t); power α t^ρ; Hwang-Shih-`DeCani`
    ///   α (1−e^(−γt)) ÷ (1−e^(−γ)).
    ///
    /// Source: Lan and `DeMets` 1983; Kim and `DeMets` 1987; Hwang, Shih and `DeCani` 1990.
    pub fn spent(self, alpha: f64, fraction: f64) -> f64 {
        if fraction >= 1.0 {
            return alpha;
        }
        if fraction <= 0.0 {
            return 0.0;
        }
        match self {
            Self::ObrienFleming => 2.0 * upper_tail(-normal_quantile(alpha / 2.0) / fraction.sqrt()),
            Self::Pocock => alpha * ((std::f64::consts::E - 1.0) * fraction).ln_1p(),
            Self::Power { rho } => alpha * fraction.powf(rho),
            Self::HwangShihDeCani { gamma } if gamma.abs() < 1e-12 => alpha * fraction,
            Self::HwangShihDeCani { gamma } => alpha * (-gamma * fraction).exp_m1() / (-gamma).exp_m1(),
        }
    }
}

/// One side of a monitoring plan: the error rate of that side, and how it is spent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Side {
    /// Error rate of this side alone, such as 0.025.
    pub alpha: f64,
    /// How it is spent.
    pub spending: Spending,
}

impl Side {
    pub(super) fn check(self, what: &str) -> Result<(), Fault> {
        check_range(&format!("{what}.alpha"), self.alpha, 1e-12, 0.5)?;
        self.spending.checked().map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::Spending;

    const ALL: [Spending; 5] = [
        Spending::ObrienFleming,
        Spending::Pocock,
        Spending::Power { rho: 2.5 },
        Spending::HwangShihDeCani { gamma: -4.0 },
        Spending::HwangShihDeCani { gamma: 0.0 },
    ];

    #[test]
    fn what_is_spent_grows_from_nothing_to_all() {
        for spending in ALL {
            let mut before = 0.0;
            for step in 1..=100 {
                let now = spending.spent(0.025, f64::from(step) / 100.0);
                assert!(now >= before && now <= 0.025 + 1e-15, "{spending:?}");
                before = now;
            }
            assert!((before - 0.025).abs() < 1e-15);
            assert!(spending.spent(0.025, 1.4) <= 0.025 && spending.spent(0.025, -1.0) <= 0.0);
        }
    }

    #[test]
    fn names_are_read_however_they_are_spelled() {
        assert_eq!(Spending::named("O'Brien-Fleming", None), Ok(Spending::ObrienFleming));
        assert_eq!(Spending::named("POCOCK", None), Ok(Spending::Pocock));
        assert_eq!(Spending::named("Kim_DeMets", Some(2.0)), Ok(Spending::Power { rho: 2.0 }));
        assert_eq!(
            Spending::named("Hwang-Shih-DeCani", Some(-4.0)),
            Ok(Spending::HwangShihDeCani { gamma: -4.0 })
        );
        assert!(Spending::named("power", None).is_err());
        assert!(Spending::named("power", Some(-1.0)).is_err());
        assert!(Spending::named("hsd", Some(f64::NAN)).is_err());
        assert!(Spending::named("haybittle", None).is_err());
    }
}
