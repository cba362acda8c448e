//! What a partner has decided to do with the advice: for each practice an owner, a day, how far it is.

use jiff::{Timestamp, civil};
use kernel::PartnerCode;
use register::{StoreError, Tx, both};
use sqlx::FromRow;

/// Longest owner's name.
pub const OWNER_MAX: usize = 120;
/// Longest note.
pub const NOTE_MAX: usize = 2_000;
/// Days ahead that are "soon".
const SOON_DAYS: i64 = 14;

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepState {
    /// Not begun.
    Todo,
    /// Begun.
    Doing,
    /// In place.
    Done,
    /// Given up; the note says why.
    Dropped,
}

impl StepState {
    /// All, in the order of a life.
    pub const ALL: [Self; 4] = [Self::Todo, Self::Doing, Self::Done, Self::Dropped];

    /// The word of forms and of the register.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Todo => "todo",
            Self::Doing => "doing",
            Self::Done => "done",
            Self::Dropped => "dropped",
        }
    }

    /// The state that a word means.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }

    /// Whether there is still something to do.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Todo | Self::Doing)
    }
}

/// A practice that was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The practice's id.
    pub practice: String,
    /// Who sees to it; may be empty.
    pub owner: String,
    /// By when.
    pub due_on: Option<civil::Date>,
    /// How far it is.
    pub state: StepState,
    /// What is worth knowing.
    pub note: String,
    /// When it was last changed; what a form saw, to notice that somebody else was faster.
    pub changed_at: Timestamp,
}

/// How a day stands to today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// No day, or nothing left to do.
    None,
    /// Later than in two weeks.
    Later,
    /// Within two weeks, today included.
    Soon,
    /// Past.
    Late,
}

impl Step {
    /// A new step: nobody's, without a day.
    pub fn new(practice: &str, at: Timestamp) -> Self {
        Self {
            practice: practice.to_owned(),
            owner: String::new(),
            due_on: None,
            state: StepState::Todo,
            note: String::new(),
            changed_at: at,
        }
    }

    /// How its day stands to `today`.
    pub fn due(&self, today: civil::Date) -> Due {
        let Some(day) = self.due_on.filter(|_| self.state.is_open()) else { return Due::None };
        let days = (day - today).get_days();
        match i64::from(days) {
            ..0 => Due::Late,
            0..=SOON_DAYS => Due::Soon,
            _ => Due::Later,
        }
    }
}

#[derive(FromRow)]
struct Row {
    practice: String,
    owner: String,
    due_on: Option<String>,
    state: String,
    note: String,
    changed_at_us: i64,
}

impl TryFrom<Row> for Step {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let due_on =
            row.due_on.map(|it| it.parse().map_err(|_| StoreError::unreadable("plan_step.due_on", &it)));
        Ok(Self {
            state: StepState::of(&row.state)
                .ok_or_else(|| StoreError::unreadable("plan_step.state", &row.state))?,
            practice: row.practice,
            owner: row.owner,
            due_on: due_on.transpose()?,
            note: row.note,
            changed_at: Timestamp::from_microsecond(row.changed_at_us)
                .map_err(|_| StoreError::unreadable("plan_step.changed_at_us", &row.changed_at_us))?,
        })
    }
}

/// The plan of a partner: what is open by day, then what is over.
pub async fn steps(tx: &mut Tx, partner: &PartnerCode) -> Result<Vec<Step>, StoreError> {
    const SQL: &str = "
        SELECT practice, owner, due_on, state, note, changed_at_us
        FROM plan_step WHERE partner = $1 ORDER BY practice";
    let rows: Vec<Row> = both!(tx, conn => sqlx::query_as(SQL).bind(partner.as_str()).fetch_all(conn).await)?;
    let mut steps = rows.into_iter().map(Step::try_from).collect::<Result<Vec<_>, _>>()?;
    steps.sort_by_key(|it| (!it.state.is_open(), it.due_on.is_none(), it.due_on, it.practice.clone()));
    Ok(steps)
}

/// How many partners have a practice in place, or are putting it in place.
pub async fn adopters(tx: &mut Tx, practice: &str) -> Result<u64, StoreError> {
    const SQL: &str = "SELECT COUNT(*) FROM plan_step WHERE practice = $1 AND state IN ('doing', 'done')";
    let count: i64 = both!(tx, conn => sqlx::query_scalar(SQL).bind(practice).fetch_one(conn).await)?;
    Ok(u64::try_from(count).unwrap_or(0))
}

/// Puts a practice on the plan. `false`: it is there already, and stays as it is.
pub async fn add(
    tx: &mut Tx,
    partner: &PartnerCode,
    practice: &str,
    by: &str,
    at: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        INSERT INTO plan_step (partner, practice, owner, state, note, changed_by, changed_at_us)
        VALUES ($1, $2, '', 'todo', '', $3, $4) ON CONFLICT (partner, practice) DO NOTHING";
    let added = both!(tx, conn => sqlx::query(SQL)
        .bind(partner.as_str()).bind(practice).bind(by).bind(at.as_microsecond())
        .execute(conn).await.map(|it| it.rows_affected()))?;
    Ok(added == 1)
}

/// Changes a step. `false`: somebody changed it since `step.changed_at`, and nothing is written.
pub async fn change(
    tx: &mut Tx,
    partner: &PartnerCode,
    step: &Step,
    by: &str,
    at: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE plan_step SET owner = $4, due_on = $5, state = $6, note = $7, changed_by = $8, changed_at_us = $9
        WHERE partner = $1 AND practice = $2 AND changed_at_us = $3";
    let changed = both!(tx, conn => sqlx::query(SQL)
        .bind(partner.as_str())
        .bind(&step.practice)
        .bind(step.changed_at.as_microsecond())
        .bind(&step.owner)
        .bind(step.due_on.map(|it| it.to_string()))
        .bind(step.state.code())
        .bind(&step.note)
        .bind(by)
        .bind(at.as_microsecond())
        .execute(conn).await.map(|it| it.rows_affected()))?;
    Ok(changed == 1)
}

/// Takes a practice off the plan.
pub async fn remove(tx: &mut Tx, partner: &PartnerCode, practice: &str) -> Result<(), StoreError> {
    const SQL: &str = "DELETE FROM plan_step WHERE partner = $1 AND practice = $2";
    both!(tx, conn => sqlx::query(SQL).bind(partner.as_str()).bind(practice).execute(conn).await.map(drop))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_late_only_while_something_is_left_to_do() {
        let today = civil::date(2026, 11, 24);
        let mut step = Step::new("P01", Timestamp::UNIX_EPOCH);
        assert_eq!(step.due(today), Due::None);
        for (day, due) in [(23, Due::Late), (24, Due::Soon)] {
            step.due_on = Some(civil::date(2026, 11, day));
            assert_eq!(step.due(today), due);
        }
        step.due_on = Some(civil::date(2026, 12, 9));
        assert_eq!(step.due(today), Due::Later);
        step.due_on = Some(civil::date(2026, 1, 1));
        step.state = StepState::Done;
        assert_eq!(step.due(today), Due::None);
    }
}
