//! Projects: how a practice goes from an idea to a national deployment, with whom, by which experiments, and what was learned.
//!
//! Start with [`Project`]. [`store`] keeps them, [`pages`] shows the board and each project. All members read all projects: the
//! network learns from them; a project is changed by its partner, and by the programme.
//!
//! **Invariant:** a change of stage is an entry of the project's journal, with who and why.

pub mod pages;
pub mod store;

use jiff::Timestamp;
use kernel::{Id, Kind, PartnerCode};
use register::Role;
use site::{Access, Routes};

use axum::routing::{get, post};

use crate::{Laboratory, PROJECT_READERS};

/// The board.
pub const PATH: &str = "/projets";
/// Who changes projects: the partner's own, and the programme those of all.
const EDITORS: &[Role] = &[Role::Manager, Role::Analyst, Role::Programme];

/// See [`Project`].
pub type ProjectId = Id<Project>;

/// A project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    /// Its id.
    pub id: ProjectId,
    /// Who leads it.
    pub partner: PartnerCode,
    /// The practice that it is about, if it is one of the library's.
    pub practice: Option<String>,
    /// A short name.
    pub title: String,
    /// What it is for.
    pub summary: String,
    /// How far it is.
    pub stage: Stage,
    /// Who sees to it, as the partner names them.
    pub owner: String,
    /// When it last changed.
    pub changed_at: Timestamp,
}

impl Kind for Project {
    const PREFIX: &'static str = "prj";
}

/// How far a project is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Somebody thinks that it would help.
    Idea,
    /// What it is for, with whom and with what.
    Framing,
    /// Made together with agents and usagers.
    Design,
    /// Tried, with a comparison.
    Experiment,
    /// Put in place at the partner.
    Deployment,
    /// Put in place everywhere.
    National,
    /// Given up; the journal says why.
    Stopped,
}

impl Stage {
    /// All, in the order of a life.
    pub const ALL: [Self; 7] = [
        Self::Idea,
        Self::Framing,
        Self::Design,
        Self::Experiment,
        Self::Deployment,
        Self::National,
        Self::Stopped,
    ];

    /// The word of forms and of the register.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Idea => "idea",
            Self::Framing => "framing",
            Self::Design => "design",
            Self::Experiment => "experiment",
            Self::Deployment => "deployment",
            Self::National => "national",
            Self::Stopped => "stopped",
        }
    }

    /// The stage that a word means.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }
}

/// What happened in a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What it is.
    pub kind: EntryKind,
    /// In words.
    pub body: String,
    /// Who wrote it.
    pub author_name: String,
    /// When.
    pub made_at: Timestamp,
}

/// What an entry of the journal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    /// The project came to this stage.
    Stage(Stage),
    /// Something happened.
    Note,
    /// Something was learned.
    Lesson,
}

/// The routes of projects.
pub(crate) fn routes(laboratory: Laboratory) -> Routes {
    Routes::new()
        .route(PATH, Access::Roles(PROJECT_READERS), get(pages::board))
        .route("/projets/nouveau", Access::Roles(EDITORS), get(pages::blank).post(pages::begin))
        .route("/projets/{id}", Access::Roles(PROJECT_READERS), get(pages::show))
        .route("/projets/{id}/modifier", Access::Roles(EDITORS), get(pages::edit).post(pages::save))
        .route("/projets/{id}/journal", Access::Roles(EDITORS), post(pages::tell))
        .route("/projets/{id}/liens", Access::Roles(EDITORS), post(pages::link))
        .with_state(laboratory)
}

/// The address of a project.
pub fn address(id: ProjectId) -> String {
    format!("{PATH}/{id}")
}
