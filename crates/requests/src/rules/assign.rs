//! Who should take a request: the agents who can, weighed, with the reasons that each person may read.
//!
//! Start with [`assign`]. It proposes; the team decides, and anybody may take another request.
//!
//! **Invariants:** nobody is proposed who is absent, not able, of another team, or at the most of their load; the same case
//! always gives the same person, in whatever order the agents are listed.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use kernel::{Id, Kind, Message};
use register::AccountId;
use uuid::Uuid;

use crate::words::message;

/// What knowing the usager weighs: they do not have to tell their story again.
pub const KNOWS_USAGER: u32 = 40;
/// What a named skill weighs: the reason is among those of the agent, who does not merely take all.
pub const HAS_SKILL: u32 = 25;
/// What a named territory weighs.
pub const HAS_TERRITORY: u32 = 15;
/// What a wholly free agent weighs; one at half of their load weighs half.
pub const IS_FREE: u32 = 40;

/// An agent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Who.
    pub id: AccountId,
    /// Their teams.
    pub teams: BTreeSet<Uuid>,
    /// The reasons that they handle; empty: all.
    pub reasons: BTreeSet<String>,
    /// The territories that they handle; empty: all.
    pub territories: BTreeSet<String>,
    /// Whether they are at work now.
    pub is_present: bool,
    /// How many open requests they have.
    pub load: u32,
    /// How many they may have; 0: they take none.
    pub load_max: u32,
    /// Whether they handled this usager before.
    pub knows_usager: bool,
}

/// The request.
#[derive(Debug, Clone)]
pub struct Wanted<'a, R: Kind> {
    /// Which.
    pub id: Id<R>,
    /// In which team; `None`: any.
    pub team: Option<Uuid>,
    /// What it is about; `None` if not known, then skills do not count.
    pub reason: Option<&'a str>,
    /// Where the usager lives; `None` if not known.
    pub territory: Option<&'a str>,
}

/// Who should take it.
#[derive(Debug, Clone)]
pub struct Chosen {
    /// Who.
    pub id: AccountId,
    /// The sum of what weighs, 0 to 120.
    pub score: u32,
    /// Why, heaviest first: "for you because…".
    pub because: Vec<Message>,
}

/// Why there is nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nobody {
    /// The team has no agent.
    InTeam,
    /// None of them handles this reason.
    ForReason,
    /// None of those handles this territory.
    ForTerritory,
    /// None of those is at work.
    Present,
    /// Those who are at work have as many requests as they may.
    Free,
}

impl Nobody {
    /// In words, with what to do.
    pub const fn message(self) -> Message {
        message(match self {
            Self::InTeam => "rule-assign-nobody-in-team",
            Self::ForReason => "rule-assign-nobody-for-reason",
            Self::ForTerritory => "rule-assign-nobody-for-territory",
            Self::Present => "rule-assign-nobody-present",
            Self::Free => "rule-assign-nobody-free",
        })
    }
}

/// Who should take a request.
///
/// Among those who can, the greatest sum of what weighs; then the least load for what they may have; then by a draw that
/// depends on request and agent, so that equals share.
pub fn assign<R: Kind>(wanted: &Wanted<'_, R>, candidates: &[Candidate]) -> Result<Chosen, Nobody> {
    let mut left: Vec<&Candidate> = candidates.iter().collect();
    let mut keep = |why: Nobody, can: &dyn Fn(&Candidate) -> bool| {
        left.retain(|it| can(it));
        if left.is_empty() { Err(why) } else { Ok(()) }
    };
    keep(Nobody::InTeam, &|it| wanted.team.is_none_or(|team| it.teams.contains(&team)))?;
    keep(Nobody::ForReason, &|it| handles(&it.reasons, wanted.reason))?;
    keep(Nobody::ForTerritory, &|it| handles(&it.territories, wanted.territory))?;
    keep(Nobody::Present, &|it| it.is_present)?;
    keep(Nobody::Free, &|it| it.load < it.load_max)?;
    let best = left.iter().max_by_key(|it| {
        (score(wanted, it), free_share(it), draw(wanted.id.uuid(), it.id.uuid()), it.id.uuid())
    });
    let best = best.ok_or(Nobody::InTeam)?;
    let mut because: Vec<(u32, Message)> = weights(wanted, best)
        .into_iter()
        .filter(|it| it.0 > 0)
        .map(|(weight, key)| (weight, message(key).with("load", u64::from(best.load))))
        .collect();
    because.sort_by_key(|it| std::cmp::Reverse(it.0));
    Ok(Chosen {
        id: best.id,
        score: score(wanted, best),
        because: because.into_iter().map(|it| it.1).collect(),
    })
}

/// Whether a list, of which empty means all, has what is asked; what is not known may go to anybody.
fn handles(list: &BTreeSet<String>, asked: Option<&str>) -> bool {
    list.is_empty() || asked.is_none_or(|it| list.contains(it))
}

fn is_named(list: &BTreeSet<String>, asked: Option<&str>) -> bool {
    asked.is_some_and(|it| list.contains(it))
}

fn weights<R: Kind>(wanted: &Wanted<'_, R>, agent: &Candidate) -> [(u32, &'static str); 4] {
    let when = |is: bool, weight: u32| if is { weight } else { 0 };
    let free = u64::from(IS_FREE) * free_share(agent) / FREE_WHOLE;
    [
        (when(agent.knows_usager, KNOWS_USAGER), "rule-assign-knows-usager"),
        (when(is_named(&agent.reasons, wanted.reason), HAS_SKILL), "rule-assign-skill"),
        (when(is_named(&agent.territories, wanted.territory), HAS_TERRITORY), "rule-assign-territory"),
        (u32::try_from(free).unwrap_or(IS_FREE), "rule-assign-free"),
    ]
}

fn score<R: Kind>(wanted: &Wanted<'_, R>, agent: &Candidate) -> u32 {
    weights(wanted, agent).iter().map(|it| it.0).sum()
}

/// What [`free_share`] gives for an agent without any request.
const FREE_WHOLE: u64 = 1_000_000;

/// How much of what they may have is free, in millionths.
fn free_share(agent: &Candidate) -> u64 {
    let free = u64::from(agent.load_max.saturating_sub(agent.load));
    (FREE_WHOLE * free).checked_div(u64::from(agent.load_max)).unwrap_or(0)
}

/// A number that depends on request and agent only.
fn draw(request: Uuid, agent: Uuid) -> [u8; 8] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(request.as_bytes()).update(agent.as_bytes());
    let mut first = [0; 8];
    first.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
    first
}
