//! Not yet there.

use site::Routes;

use crate::Laboratory;

pub(crate) fn routes(_laboratory: Laboratory) -> Routes {
    Routes::new()
}
