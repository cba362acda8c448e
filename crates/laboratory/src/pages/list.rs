//! Not yet there.

/// The list.
pub const PATH: &str = "/laboratoire";

use site::Routes;

use crate::Laboratory;

pub(crate) fn routes(_laboratory: Laboratory) -> Routes {
    Routes::new()
}
