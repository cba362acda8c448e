//! What all pages and the API share: layout, theme, language, sign-in, forms, charts, errors, and who may see what.
//!
//! Start with [`Site`] and [`Routes`]: a slice gives its routes, each with its [`Access`]; a handler takes a [`Shell`],
//! fills a template of its own and answers `shell.page("Title").render(&template)`. What fails is a [`Failure`], shown as
//! a page or as problem details (RFC 9457), in the reader's language.
//!
//! **Invariants:** no route without an access rule; no form is accepted without its token; no page needs a script, and
//! none has an inline script or style; a page never shows another partner's rows, and unknown and foreign ids answer
//! alike.

pub mod access;
pub mod api;
mod assets;
pub mod chart;

mod cookies;
mod csrf;
pub mod difference;
mod error;
pub mod failure;
pub mod file;
pub mod form;
pub mod format;
pub mod health;
mod machine;
pub mod markdown;
pub mod markup;
mod metrics;
mod pages;
mod paging;
mod router;
mod sent;
pub mod shell;
mod table;
mod tries;
mod visitor;
mod words;

pub use access::{Access, Routes};
pub use assets::SliceFile;
pub use error::BuildError;
pub use failure::Failure;
pub use file::{SentFile, UploadError};
pub use form::{ErrorSummary, Field};
pub use format::{Figures, Unit};
pub use machine::Machine;
pub use markup::Markup;
pub use metrics::Metrics;
pub use paging::Paging;
pub use router::{NavItem, Site, SiteBuilder};
pub use sent::Sent;
pub use shell::{Going, Page, Shell};
pub use table::table;
pub use tries::Tries;
pub use visitor::Visitor;
pub use words::WORDS;

#[cfg(test)]
mod tests;
