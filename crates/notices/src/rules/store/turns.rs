//! Turns: what a rule does for one person and one occasion.
//!
//! **Invariant:** (rule, request, occasion) is one turn; a turn begins once, each of its rungs is taken once, whoever works at the same
//! time: each change says what it changes from, and whoever comes second changes nothing.

use jiff::Timestamp;
use kernel::PartnerCode;
use register::{StoreError, Tx, both};
use sqlx::{FromRow, types::Uuid};

use crate::{
    address::Medium,
    notice::{NoticeId, State, TurnId, Why},
    rules::{
        ports::CallId,
        rule::{Arm, Rule, RuleId, TurnEnd, TurnState},
        store::calls,
    },
    store::{instant, maybe_instant, maybe_word, partner, text, word},
    template::TemplateId,
};

/// Turns of one request that are looked at.
const STORY_MAX: i64 = 1_000;
/// Turns of a page.
pub const PAGE: i64 = 100;

const COLUMNS: &str = "turn_id, rule_id, version, partner, request, usager, person, occasion, state, arm, share_e4, template_id,
    template_version, rung, due_at_us, notice_id, call_id, taken_at_us, is_failed, problem, entered_at_us, created_at_us, done_at_us";

/// A turn as the register has it.
#[derive(Debug, Clone, PartialEq)]
pub struct Turn {
    /// Its id.
    pub id: TurnId,
    /// Of which rule.
    pub rule: RuleId,
    /// In which version it began.
    pub version: i64,
    /// Whose usager.
    pub partner: PartnerCode,
    /// Which request, in the words of the partner's systems.
    pub request: String,
    /// Who, in the same words: the contact log knows them by this.
    pub usager: String,
    /// Who it was found to be when the turn began.
    pub person: Option<String>,
    /// [`Occasion::key`](crate::rules::rule::Occasion::key).
    pub occasion: String,
    /// How it stands.
    pub state: TurnState,
    /// What the person is; `None` while it is only planned.
    pub arm: Option<Arm>,
    /// With which probability they were to be held, from 0 to 1.
    pub share: Option<f64>,
    /// The template, in its version, that the first message has or would have had.
    pub template: Option<(TemplateId, i64)>,
    /// The place of the next rung.
    pub rung: usize,
    /// When it is looked at again.
    pub due_at: Option<Timestamp>,
    /// The last message.
    pub notice: Option<NoticeId>,
    /// The last call.
    pub call: Option<CallId>,
    /// When the last rung was taken.
    pub taken_at: Option<Timestamp>,
    /// Whether that one is known to have failed.
    pub is_failed: bool,
    /// Why a rung made nothing: a code (`rule-problem-CODE`).
    pub problem: Option<String>,
    /// When its first rung left, or would have: the same in both arms.
    pub entered_at: Option<Timestamp>,
    /// When it was first known of.
    pub created_at: Timestamp,
    /// When it ended.
    pub done_at: Option<Timestamp>,
}

#[derive(FromRow)]
struct Row {
    turn_id: Uuid,
    rule_id: Uuid,
    version: i64,
    partner: String,
    request: String,
    usager: String,
    person: Option<String>,
    occasion: String,
    state: String,
    arm: Option<String>,
    share_e4: Option<i64>,
    template_id: Option<Uuid>,
    template_version: Option<i64>,
    rung: i64,
    due_at_us: Option<i64>,
    notice_id: Option<Uuid>,
    call_id: Option<Uuid>,
    taken_at_us: Option<i64>,
    is_failed: i64,
    problem: Option<String>,
    entered_at_us: Option<i64>,
    created_at_us: i64,
    done_at_us: Option<i64>,
}

impl TryFrom<Row> for Turn {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let template = row.template_id.map(TemplateId::from_uuid).zip(row.template_version);
        #[expect(clippy::cast_precision_loss, reason = "from 0 to 10 000")]
        let share = row.share_e4.map(|it| it as f64 / 10_000.0);
        Ok(Self {
            id: TurnId::from_uuid(row.turn_id),
            rule: RuleId::from_uuid(row.rule_id),
            version: row.version,
            partner: partner(&row.partner)?,
            request: row.request,
            usager: row.usager,
            person: row.person,
            occasion: row.occasion,
            state: word("notice_rule_turn.state", &row.state, TurnState::of)?,
            arm: maybe_word("notice_rule_turn.arm", row.arm, Arm::of)?,
            share,
            template,
            rung: usize::try_from(row.rung)
                .map_err(|_| StoreError::unreadable("notice_rule_turn.rung", &row.rung))?,
            due_at: maybe_instant("notice_rule_turn.due_at_us", row.due_at_us)?,
            notice: row.notice_id.map(NoticeId::from_uuid),
            call: row.call_id.map(CallId::from_uuid),
            taken_at: maybe_instant("notice_rule_turn.taken_at_us", row.taken_at_us)?,
            is_failed: row.is_failed == 1,
            problem: row.problem,
            entered_at: maybe_instant("notice_rule_turn.entered_at_us", row.entered_at_us)?,
            created_at: instant("notice_rule_turn.created_at_us", row.created_at_us)?,
            done_at: maybe_instant("notice_rule_turn.done_at_us", row.done_at_us)?,
        })
    }
}

/// The place of a turn: which rule, which request of whom, which occasion.
#[derive(Debug, Clone, Copy)]
pub(crate) struct At<'a> {
    pub(crate) rule: &'a Rule,
    pub(crate) request: &'a str,
    pub(crate) usager: &'a str,
    pub(crate) occasion: &'a str,
}

/// Plans a turn for an instant, or moves what was planned.
pub(crate) async fn plan(tx: &mut Tx, at: At<'_>, due: Timestamp, now: Timestamp) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO notice_rule_turn (turn_id, rule_id, version, partner, request, usager, occasion, state, rung, due_at_us, is_failed,
            created_at_us)
        VALUES ($1, $2, $3, $4, $5, $6, $7, 'planned', 0, $8, 0, $9)
        ON CONFLICT (rule_id, request, occasion) DO UPDATE SET due_at_us = excluded.due_at_us, version = excluded.version
        WHERE notice_rule_turn.state = 'planned'";
    both!(tx, conn => sqlx::query(SQL)
        .bind(TurnId::new(now).uuid())
        .bind(at.rule.id.uuid())
        .bind(at.rule.version)
        .bind(at.rule.partner.as_str())
        .bind(text(at.request))
        .bind(text(at.usager))
        .bind(text(at.occasion))
        .bind(due.as_microsecond())
        .bind(now.as_microsecond())
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// What a turn begins with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Beginning<'a> {
    pub(crate) person: &'a str,
    pub(crate) arm: (Arm, i64),
    pub(crate) template: Option<(TemplateId, i64)>,
}

/// Begins a turn; `None`: it began before.
pub(crate) async fn begin(
    tx: &mut Tx,
    at: At<'_>,
    with: Beginning<'_>,
    now: Timestamp,
) -> Result<Option<TurnId>, StoreError> {
    const SQL: &str = "
        INSERT INTO notice_rule_turn (turn_id, rule_id, version, partner, request, usager, occasion, state, rung, due_at_us, is_failed,
            created_at_us, person, arm, share_e4, template_id, template_version, entered_at_us)
        VALUES ($1, $2, $3, $4, $5, $6, $7, 'open', 0, $8, 0, $8, $9, $10, $11, $12, $13, $8)
        ON CONFLICT (rule_id, request, occasion) DO UPDATE SET state = 'open', version = excluded.version, usager = excluded.usager,
            person = excluded.person, arm = excluded.arm, share_e4 = excluded.share_e4, template_id = excluded.template_id,
            template_version = excluded.template_version, entered_at_us = excluded.entered_at_us, due_at_us = excluded.due_at_us
        WHERE notice_rule_turn.state = 'planned'
        RETURNING turn_id";
    let id: Option<Uuid> = both!(tx, conn => sqlx::query_scalar(SQL)
        .bind(TurnId::new(now).uuid())
        .bind(at.rule.id.uuid())
        .bind(at.rule.version)
        .bind(at.rule.partner.as_str())
        .bind(text(at.request))
        .bind(text(at.usager))
        .bind(text(at.occasion))
        .bind(now.as_microsecond())
        .bind(text(with.person))
        .bind(with.arm.0.code())
        .bind(with.arm.1)
        .bind(with.template.map(|it| it.0.uuid()))
        .bind(with.template.map(|it| it.1))
        .fetch_optional(conn).await)?;
    Ok(id.map(TurnId::from_uuid))
}

/// Removes what was only planned.
pub(crate) async fn forget(tx: &mut Tx, id: TurnId) -> Result<(), StoreError> {
    const SQL: &str = "DELETE FROM notice_rule_turn WHERE turn_id = $1 AND state = 'planned'";
    both!(tx, conn => sqlx::query(SQL).bind(id.uuid()).execute(conn).await.map(drop))?;
    Ok(())
}

/// Removes all that a rule only planned.
pub(crate) async fn forget_planned(tx: &mut Tx, rule: RuleId) -> Result<(), StoreError> {
    const SQL: &str = "DELETE FROM notice_rule_turn WHERE rule_id = $1 AND state = 'planned'";
    both!(tx, conn => sqlx::query(SQL).bind(rule.uuid()).execute(conn).await.map(drop))?;
    Ok(())
}

/// The turns of whom the partner's systems, or ours, call so.
pub(crate) const OF_PERSON: &str = "
    SELECT turn_id FROM notice_rule_turn WHERE partner = $1 AND usager = $2
    UNION SELECT turn_id FROM notice_rule_turn WHERE partner = $1 AND person = $2";

/// Forgets whose turns these are: what was planned goes, what runs ends, what counts stays. Gives how many there were.
///
/// `names`: ids and names of one person.
pub(crate) async fn erase(
    tx: &mut Tx,
    partner: &PartnerCode,
    names: &[String],
    now: Timestamp,
) -> Result<u64, StoreError> {
    const ARMS: &str = "
        DELETE FROM notice_rule_arm WHERE person = $1 AND rule_id IN (SELECT rule_id FROM notice_rule WHERE partner = $2)";
    let mut count = 0;
    for name in names.iter().filter(|it| !it.is_empty()) {
        let found: Vec<Uuid> = both!(&mut *tx, conn => sqlx::query_scalar(OF_PERSON)
            .bind(partner.as_str()).bind(name).fetch_all(conn).await)?;
        for turn in found {
            let id = TurnId::from_uuid(turn);
            forget(tx, id).await?;
            end(tx, id, TurnEnd::Closed, now).await?;
            calls::cancel(tx, id, now).await?;
            unname(tx, id).await?;
            count += 1;
        }
        both!(&mut *tx, conn => sqlx::query(ARMS)
            .bind(name).bind(partner.as_str()).execute(conn).await.map(drop))?;
    }
    Ok(count)
}

/// Takes the person out of a turn that is over, and out of its calls.
pub(crate) async fn unname(tx: &mut Tx, id: TurnId) -> Result<(), StoreError> {
    // One turn a request: what stands for the request is of this turn alone.
    const TURN: &str =
        "UPDATE notice_rule_turn SET usager = '', person = NULL, request = $2 WHERE turn_id = $1";
    const CALLS: &str = "UPDATE notice_call SET usager = '', request = '' WHERE turn_id = $1";
    both!(&mut *tx, conn => sqlx::query(TURN)
        .bind(id.uuid()).bind(id.to_string()).execute(conn).await.map(drop))?;
    both!(tx, conn => sqlx::query(CALLS).bind(id.uuid()).execute(conn).await.map(drop))?;
    Ok(())
}

/// Claims a rung of an open turn whose next rung is `from`. `false`: somebody else was faster.
pub(crate) async fn claim(
    tx: &mut Tx,
    id: TurnId,
    (from, place): (usize, usize),
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE notice_rule_turn SET rung = $3, taken_at_us = $4, due_at_us = $4, is_failed = 0, problem = NULL
        WHERE turn_id = $1 AND state = 'open' AND rung = $2";
    let number = |it: usize| i64::try_from(it).unwrap_or(i64::MAX);
    let claimed = both!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid()).bind(number(from)).bind(number(place + 1)).bind(now.as_microsecond())
        .execute(conn).await.map(|it| it.rows_affected()))?;
    Ok(claimed == 1)
}

/// What a rung came to.
#[derive(Debug, Clone, Default)]
pub(crate) struct Taken {
    pub(crate) notice: Option<NoticeId>,
    pub(crate) call: Option<CallId>,
    pub(crate) is_failed: bool,
    pub(crate) problem: Option<&'static str>,
}

/// Writes what a rung came to.
pub(crate) async fn taken(tx: &mut Tx, id: TurnId, taken: &Taken) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE notice_rule_turn SET notice_id = $2, call_id = $3, is_failed = $4, problem = $5 WHERE turn_id = $1";
    both!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid())
        .bind(taken.notice.map(NoticeId::uuid))
        .bind(taken.call.map(CallId::uuid))
        .bind(i64::from(taken.is_failed))
        .bind(taken.problem)
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// An open turn is looked at again then.
pub(crate) async fn wait(tx: &mut Tx, id: TurnId, until: Timestamp) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE notice_rule_turn SET due_at_us = $2 WHERE turn_id = $1 AND state = 'open'";
    both!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid()).bind(until.as_microsecond()).execute(conn).await.map(drop))?;
    Ok(())
}

/// Ends an open turn and cancels what waits of it, in this transaction. `false`: it had ended.
pub(crate) async fn end(tx: &mut Tx, id: TurnId, end: TurnEnd, now: Timestamp) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE notice_rule_turn SET state = $2, due_at_us = NULL, done_at_us = $3 WHERE turn_id = $1 AND state = 'open'";
    const NOTICES: &str = "
        UPDATE notice SET state = 'cancelled', why = $2, done_at_us = $3 WHERE turn_id = $1 AND state = 'waiting'";
    let ended = both!(&mut *tx, conn => sqlx::query(SQL)
        .bind(id.uuid()).bind(TurnState::Done(end).code()).bind(now.as_microsecond())
        .execute(conn).await.map(|it| it.rows_affected()))?;
    let why = match end {
        TurnEnd::Held | TurnEnd::Exhausted => return Ok(ended == 1),
        TurnEnd::Goal => Why::Goal,
        TurnEnd::Closed | TurnEnd::Outdated => Why::Outdated,
        TurnEnd::RuleStopped => Why::RuleStopped,
    };
    if ended == 1 {
        both!(tx, conn => sqlx::query(NOTICES)
            .bind(id.uuid()).bind(why.code()).bind(now.as_microsecond()).execute(conn).await.map(drop))?;
    }
    Ok(ended == 1)
}

/// Requests with a turn of a rule that runs which is due, those due longest first.
pub(crate) async fn due(
    tx: &mut Tx,
    now: Timestamp,
    most: i64,
) -> Result<Vec<(PartnerCode, String)>, StoreError> {
    const SQL: &str = "
        SELECT t.partner, t.request FROM notice_rule_turn t JOIN notice_rule r ON r.rule_id = t.rule_id
        WHERE t.due_at_us IS NOT NULL AND t.due_at_us <= $1 AND r.state = 'running' ORDER BY t.due_at_us LIMIT $2";
    let mut rows: Vec<(String, String)> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(now.as_microsecond()).bind(most).fetch_all(conn).await)?;
    rows.sort_unstable();
    rows.dedup();
    rows.into_iter().map(|(code, request)| Ok((partner(&code)?, request))).collect()
}

/// Open turns whose last message ended without arriving since an instant. What the governor stopped is no failure of its way.
pub(crate) async fn failures(tx: &mut Tx, since: Timestamp) -> Result<Vec<TurnId>, StoreError> {
    const SQL: &str = "
        SELECT t.turn_id FROM notice n JOIN notice_rule_turn t ON t.turn_id = n.turn_id AND t.notice_id = n.notice_id
        WHERE n.turn_id IS NOT NULL AND n.state IN ('failed', 'cancelled') AND n.done_at_us >= $1
            AND (n.why IS NULL OR n.why NOT IN ('pressure', 'same-meaning', 'stopped'))
            AND t.state = 'open' AND t.is_failed = 0
        ORDER BY n.done_at_us LIMIT 1000";
    let ids: Vec<Uuid> = both!(tx, conn => sqlx::query_scalar(SQL)
        .bind(since.as_microsecond()).fetch_all(conn).await)?;
    Ok(ids.into_iter().map(TurnId::from_uuid).collect())
}

/// The last rung of an open turn is known to have failed: it is looked at now.
pub(crate) async fn has_failed(tx: &mut Tx, id: TurnId, now: Timestamp) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE notice_rule_turn SET is_failed = 1, due_at_us = $2 WHERE turn_id = $1 AND state = 'open' AND is_failed = 0";
    both!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid()).bind(now.as_microsecond()).execute(conn).await.map(drop))?;
    Ok(())
}

/// Has the turns of a request that are due looked at later.
pub(crate) async fn put_off_due(
    tx: &mut Tx,
    (partner, request): (&PartnerCode, &str),
    now: Timestamp,
    until: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE notice_rule_turn SET due_at_us = $4 WHERE partner = $1 AND request = $2 AND due_at_us <= $3";
    both!(tx, conn => sqlx::query(SQL)
        .bind(partner.as_str()).bind(request).bind(now.as_microsecond()).bind(until.as_microsecond())
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// The turns of a request, of all rules.
pub(crate) async fn of_request(
    tx: &mut Tx,
    partner: &PartnerCode,
    request: &str,
) -> Result<Vec<Turn>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM notice_rule_turn WHERE partner = $1 AND request = $2
         ORDER BY created_at_us DESC, turn_id DESC LIMIT {STORY_MAX}"
    );
    let rows: Vec<Row> = both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(partner.as_str()).bind(request).fetch_all(conn).await)?;
    rows.into_iter().map(Turn::try_from).collect()
}

/// A turn in the list of its rule, with what became of its last message.
#[derive(Debug, Clone, PartialEq)]
pub struct TurnLine {
    /// The turn.
    pub turn: Turn,
    /// By which medium its last message is, how it stands, and why.
    pub notice: Option<(Medium, State, Option<Why>)>,
}

#[derive(FromRow)]
struct Line {
    #[sqlx(flatten)]
    turn: Row,
    notice_medium: Option<String>,
    notice_state: Option<String>,
    notice_why: Option<String>,
}

/// Turns of a rule that began, the latest first, [`PAGE`] at a time; `before` is the last of the page before.
pub async fn of_rule(
    tx: &mut Tx,
    rule: &Rule,
    before: Option<(Timestamp, TurnId)>,
) -> Result<Vec<TurnLine>, StoreError> {
    let columns: Vec<String> = COLUMNS.split(',').map(|it| format!("t.{}", it.trim())).collect();
    let sql = format!(
        "SELECT {}, n.medium AS notice_medium, n.state AS notice_state, n.why AS notice_why
         FROM notice_rule_turn t LEFT JOIN notice n ON n.notice_id = t.notice_id
         WHERE t.rule_id = $1 AND t.entered_at_us IS NOT NULL
            AND (t.entered_at_us < $2 OR (t.entered_at_us = $2 AND t.turn_id < $3))
         ORDER BY t.entered_at_us DESC, t.turn_id DESC LIMIT {PAGE}",
        columns.join(", ")
    );
    let (at_us, id) = before.map_or((i64::MAX, Uuid::nil()), |(at, id)| (at.as_microsecond(), id.uuid()));
    let rows: Vec<Line> = both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(rule.id.uuid()).bind(at_us).bind(id).fetch_all(conn).await)?;
    let line = |row: Line| {
        let medium = maybe_word("notice.medium", row.notice_medium, Medium::of)?;
        let state = maybe_word("notice.state", row.notice_state, State::of)?;
        let why = maybe_word("notice.why", row.notice_why, Why::of)?;
        Ok(TurnLine {
            turn: row.turn.try_into()?,
            notice: medium.zip(state).map(|(medium, state)| (medium, state, why)),
        })
    };
    rows.into_iter().map(line).collect()
}

/// Turns of a rule that began in a period, in their order, at most so many; `after` is the last of the page before. For what they changed:
/// the rule's version, the arm, when they began, the template's version and the usager's name are in each. Turns of people who were
/// erased are left out: nobody knows what they did.
pub async fn entered(
    tx: &mut Tx,
    rule: RuleId,
    (from, until): (Timestamp, Timestamp),
    after: Option<(Timestamp, TurnId)>,
    most: i64,
) -> Result<Vec<Turn>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM notice_rule_turn WHERE rule_id = $1 AND entered_at_us >= $2 AND entered_at_us < $3 AND usager <> ''
            AND (entered_at_us > $4 OR (entered_at_us = $4 AND turn_id > $5))
         ORDER BY entered_at_us, turn_id LIMIT $6"
    );
    let (at_us, id) = after.map_or((i64::MIN, Uuid::nil()), |(at, id)| (at.as_microsecond(), id.uuid()));
    let rows: Vec<Row> = both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(rule.uuid())
        .bind(from.as_microsecond())
        .bind(until.as_microsecond())
        .bind(at_us)
        .bind(id)
        .bind(most)
        .fetch_all(conn).await)?;
    rows.into_iter().map(Turn::try_from).collect()
}

/// How many people a rule is to tell later, as things stand, and when the first.
pub async fn planned(tx: &mut Tx, rule: &Rule) -> Result<(i64, Option<Timestamp>), StoreError> {
    const SQL: &str = "
        SELECT CAST(COUNT(*) AS BIGINT), MIN(due_at_us) FROM notice_rule_turn WHERE rule_id = $1 AND state = 'planned'";
    let (count, first): (i64, Option<i64>) =
        both!(tx, conn => sqlx::query_as(SQL).bind(rule.id.uuid()).fetch_one(conn).await)?;
    Ok((count, maybe_instant("notice_rule_turn.due_at_us", first)?))
}
