//! Plans to begin with, each line explained.

use kernel::Lang;

use super::Unit;

/// A commented plan for a unit: usagers with a message to try, or offices with a way of working; `None` for the other units.
pub const fn example(unit: Unit, lang: Lang) -> Option<&'static str> {
    match (unit, lang) {
        (Unit::Usager, Lang::Fr) => Some(include_str!("../../../../docs/examples/accuse-de-reception.toml")),
        (Unit::Usager, Lang::En) => Some(include_str!("../../../../docs/examples/acknowledgement.toml")),
        (Unit::Office, Lang::Fr) => Some(include_str!("../../../../docs/examples/bureaux.toml")),
        (Unit::Office, Lang::En) => Some(include_str!("../../../../docs/examples/offices.toml")),
        (Unit::Request | Unit::Day | Unit::Agent, _) => None,
    }
}
