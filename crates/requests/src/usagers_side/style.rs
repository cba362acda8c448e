//! The own files of the usager's side, beside the theme's.

use site::SliceFile;

/// What its pages look like.
pub(super) static SHEET: SliceFile = SliceFile::style("/usager.css", include_str!("../../assets/usager.css"));
/// Shows ready answers while somebody writes; the form does the same without it.
pub(super) static SCRIPT: SliceFile = SliceFile::script("/usager.js", include_str!("../../assets/usager.js"));
