//! The network's own files, beside the theme's.

use site::SliceFile;

/// What its pages look like.
pub(crate) static SHEET: SliceFile = SliceFile::style("/accueil.css", include_str!("../assets/network.css"));
