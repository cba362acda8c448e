//! The contacts of a block: what each matter provokes, who tries again, what the administration answers.

use kernel::Channel;

use crate::{
    calendar::{DAY_S, Hours, Year},
    model::{Law, Model, PartnerModel, Tokens},
    needs::{self, FirstToken, HABITS, Need, Needs, habit_of},
    random::{Rng, Weighted},
};

/// No cause: nothing to explain.
pub(crate) const NO_CAUSE: u8 = u8::MAX;

/// One row before its details are drawn.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Contact {
    pub(crate) at: i32,
    pub(crate) need: u32,
    pub(crate) channel: u8,
    pub(crate) cause: u8,
    pub(crate) direction: u8,
    pub(crate) fate: Fate,
    /// The moment that it comes of, directly or because it follows one that does: its place among the partner's.
    pub(crate) moment: Option<u8>,
    /// Whether the administration's answer is tied to it, or a new try.
    answered: bool,
}

/// How it went, as far as what follows decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    Open,
    /// Nobody took the call, or the queue was left.
    Abandoned,
    /// Closed without settling the matter.
    Failed,
    /// Sent elsewhere.
    Transferred,
}

pub(crate) const INBOUND: u8 = 0;
pub(crate) const OUTBOUND: u8 = 1;
pub(crate) const PROACTIVE: u8 = 2;

const PHONE: u8 = Channel::Phone as u8;
const COUNTER: u8 = Channel::Counter as u8;

/// Tries before a contact takes whatever time is left.
const TRIES: usize = 24;

/// Share of later contacts whose channel is sought among those who mostly use it.
const LOYAL: f32 = 0.65;

/// Share of later questions that are a new try of a call nobody took, told by what they are about.
const TRIED_BEFORE: f32 = 0.35;

/// What requests provoke.
const PROVOKED: [Law; 9] = [
    Law::Chase,
    Law::Late,
    Law::Receipt,
    Law::Payment,
    Law::Letter,
    Law::Decision,
    Law::Contest,
    Law::Piece,
    Law::Appointment,
];

/// What people ask by themselves. Placed late, so that any contact may be the call nobody took before it.
const ASKED: [Law; 2] = [Law::Start, Law::Ask];

struct Placing<'a> {
    model: &'a Model,
    partner: &'a PartnerModel,
    needs: &'a Needs,
    rng: &'a mut Rng,
    rows: Vec<Contact>,
}

/// Places every contact of the block.
pub(crate) fn place(
    model: &Model,
    partner: &PartnerModel,
    needs: &Needs,
    tokens: &Tokens,
    rng: &mut Rng,
) -> Vec<Contact> {
    let mut placing =
        Placing { model, partner, needs, rng, rows: Vec::with_capacity(tokens.total() as usize) };
    placing.firsts();
    placing.lifecycle(&PROVOKED);
    placing.replies();
    placing.lifecycle(&ASKED);
    placing.redials();
    placing.abandon();
    placing.answers(tokens);
    placing.notices(tokens);
    placing.rows
}

impl Placing<'_> {
    fn year(&self) -> &Year {
        &self.model.year
    }

    fn push(&mut self, token: FirstToken, need: u32, at: i32) {
        let FirstToken { channel, cause } = token;
        self.rows.push(Contact {
            at,
            need,
            channel,
            cause,
            direction: INBOUND,
            fate: Fate::Open,
            moment: None,
            answered: false,
        });
    }

    /// A contact that a law brings to a matter, and that is its moment's if it has one there.
    fn push_of(&mut self, law: Law, token: FirstToken, need: u32, at: i32) {
        self.push(token, need, at);
        let moment = self.partner.moment_of(&self.model.year, &self.needs.all[need as usize], law, at);
        self.inherit(moment.map(|it| it as u8));
    }

    /// The last contact comes of this moment.
    fn inherit(&mut self, moment: Option<u8>) {
        if let Some(row) = self.rows.last_mut() {
            row.moment = moment;
        }
    }

    fn firsts(&mut self) {
        for (at, token) in self.needs.tokens.iter().enumerate() {
            if let Some(token) = token {
                let law = self.law(token.cause);
                self.push_of(law, *token, at as u32, self.needs.all[at].first);
            }
        }
    }

    fn law(&self, cause: u8) -> Law {
        self.model.laws[usize::from(cause)]
    }

    fn allowed(&mut self, cause: u8, at: i32) -> bool {
        self.year().holds(at) && {
            let hazard = self.partner.multiplier(usize::from(cause), at);
            self.rng.chance(hazard)
        }
    }

    /// Later contacts that come of the course of a request, or of the matter itself.
    fn lifecycle(&mut self, laws: &[Law]) {
        for law in laws.iter().copied() {
            let mine: Vec<FirstToken> =
                self.needs.later.iter().filter(|it| self.law(it.cause) == law).copied().collect();
            if mine.is_empty() {
                continue;
            }
            let year = &self.model.year;
            let hazards = Weighted::new(self.partner.hazards(year, &self.needs.all, law, mine.len()));
            let groups: [f64; HABITS] = std::array::from_fn(|habit| {
                hazards.between(self.needs.habits[habit], self.needs.habits[habit + 1])
            });
            for token in mine {
                let again = matches!(law, Law::Ask | Law::Start) && self.rng.chance(TRIED_BEFORE);
                if again && self.retry(token) {
                    continue;
                }
                let (need, at) = self.meet(law, token, &hazards, &groups);
                self.push_of(law, token, need, at);
            }
        }
    }

    fn meet(
        &mut self,
        law: Law,
        token: FirstToken,
        hazards: &Weighted,
        groups: &[f64; HABITS],
    ) -> (u32, i32) {
        let hours = Hours::of(Channel::ALL[usize::from(token.channel)]);
        let habit = habit_of(token.channel);
        let loyal = groups[habit] > 0.0 && self.rng.chance(LOYAL);
        let (from, to) = if loyal {
            (self.needs.habits[habit], self.needs.habits[habit + 1])
        } else {
            (0, self.needs.all.len())
        };
        for _ in 0..TRIES {
            let Some(need) = hazards.draw_in(self.rng, from, to) else { break };
            let channel = Channel::ALL[usize::from(token.channel)];
            let Some(at) = self.partner.when(&self.model.year, &self.needs.all[need], law, channel, self.rng)
            else {
                continue;
            };
            if at > self.needs.all[need].opened && self.allowed(token.cause, at) {
                return (need as u32, at);
            }
        }
        let need = self.rng.below(self.needs.all.len());
        (need as u32, self.some_time(hours))
    }

    fn some_time(&mut self, hours: Hours) -> i32 {
        let day = self.partner.seasons[hours as usize].draw(self.rng).unwrap_or(0) as i32;
        day * DAY_S + self.model.year.time_of_day(hours, self.rng)
    }

    /// Contacts that another one caused, because it was closed too soon, incomplete, or sent elsewhere.
    fn replies(&mut self) {
        let mine: Vec<FirstToken> =
            self.needs.later.iter().filter(|it| self.law(it.cause) == Law::Reply).copied().collect();
        for token in mine {
            let code = self.model.causes[usize::from(token.cause)].code.as_str();
            let (least, mean, fate) = match code {
                "D2" => (0.0, 1.5, Fate::Transferred),
                "E2" => (3.0, 8.0, Fate::Failed),
                "E4" => (0.5, 3.0, Fate::Failed),
                _ => (1.0, 7.0, Fate::Failed),
            };
            let hours = Hours::of(Channel::ALL[usize::from(token.channel)]);
            let mut placed = None;
            for _ in 0..TRIES {
                let before = self.earlier(token.channel);
                let row = self.rows[before];
                if row.fate != Fate::Open {
                    continue;
                }
                let lag = least + self.rng.waiting(mean);
                let at = self.after(row.at, lag, hours);
                if let Some(at) = at
                    && self.allowed(token.cause, at)
                {
                    placed = Some((before, at));
                    break;
                }
            }
            let (before, at) =
                placed.unwrap_or_else(|| (self.rng.below(self.rows.len()), self.some_time(hours)));
            if self.rows[before].fate == Fate::Open && self.rows[before].at < at {
                self.rows[before].fate = fate;
            }
            let Contact { need, moment, .. } = self.rows[before];
            self.push(token, need, at);
            self.inherit(moment);
        }
    }

    /// An inbound row, mostly of the same channel.
    fn earlier(&mut self, channel: u8) -> usize {
        let mut at = self.rng.below(self.rows.len());
        if self.rng.chance(LOYAL) {
            for _ in 0..4 {
                if self.rows[at].channel == channel {
                    break;
                }
                at = self.rng.below(self.rows.len());
            }
        }
        at
    }

    /// A time some days after another, when lines are open; within the same day if that is near enough.
    fn after(&mut self, at: i32, lag_days: f32, hours: Hours) -> Option<i32> {
        let day = at.div_euclid(DAY_S);
        let wanted = at + (lag_days * DAY_S as f32) as i32;
        if lag_days < 0.3 {
            if wanted.rem_euclid(DAY_S) < Year::closing(hours) && wanted.div_euclid(DAY_S) == day {
                return Some(wanted.max(at + 60));
            }
            let next = self.year().working_day(day + 1);
            return Some(next * DAY_S + self.model.year.time_of_day(hours, self.rng));
        }
        let wanted_day = wanted.div_euclid(DAY_S).max(day + 1);
        needs::open_on(&self.model.year, wanted_day, hours, self.rng)
    }

    /// Places a contact as a new try of a call that nobody took. `false` where no call offers itself.
    fn retry(&mut self, token: FirstToken) -> bool {
        let on_line = token.channel == PHONE || token.channel == COUNTER;
        for _ in 0..6 {
            let before = self.rng.below(self.rows.len());
            let row = self.rows[before];
            let fits = row.channel == PHONE || (row.channel == token.channel && token.channel == COUNTER);
            // Whoever was not answered mostly tries the same line again.
            if !fits || row.fate != Fate::Open || (!on_line && !self.rng.chance(0.3)) {
                continue;
            }
            let lag = if self.rng.chance(0.7) {
                self.rng.log_normal(25.0 / 1_440.0, 1.1).min(0.29)
            } else {
                1.0 + self.rng.waiting(0.4)
            };
            let hours = Hours::of(Channel::ALL[usize::from(token.channel)]);
            let Some(at) = self.after(row.at, lag, hours) else { continue };
            if self.allowed(token.cause, at) {
                self.rows[before].fate = Fate::Abandoned;
                self.push(token, row.need, at);
                self.inherit(row.moment);
                return true;
            }
        }
        false
    }

    fn redials(&mut self) {
        let mine: Vec<FirstToken> =
            self.needs.later.iter().filter(|it| self.law(it.cause) == Law::Redial).copied().collect();
        for token in mine {
            if !(0..8).any(|_| self.retry(token)) {
                let need = self.rng.below(self.needs.all.len()) as u32;
                let at = self.some_time(Hours::Office);
                self.push(token, need, at);
            }
        }
    }

    /// Calls that nobody took and that were not tried again, up to the partner's answer rate.
    fn abandon(&mut self) {
        let calls: Vec<u32> =
            (0..self.rows.len()).filter(|it| self.rows[*it].channel == PHONE).map(|it| it as u32).collect();
        let lost = calls.iter().filter(|it| self.rows[**it as usize].fate == Fate::Abandoned).count();
        let wanted = ((1.0 - self.partner.profile.manners.answer_rate) * calls.len() as f64).round() as usize;
        let mut missing = wanted.saturating_sub(lost);
        for _ in 0..calls.len() * 4 {
            if missing == 0 {
                break;
            }
            let row = &mut self.rows[calls[self.rng.below(calls.len())] as usize];
            if row.fate == Fate::Open {
                row.fate = Fate::Abandoned;
                missing -= 1;
            }
        }
    }

    /// Answers to what was written, and call-backs.
    fn answers(&mut self, tokens: &Tokens) {
        for (channel, count) in &tokens.outbound {
            let asked: Vec<usize> = (0..self.rows.len())
                .filter(|it| self.rows[*it].channel == *channel && self.rows[*it].direction == INBOUND)
                .collect();
            let (median, sigma) = match Channel::ALL[usize::from(*channel)] {
                Channel::Phone => (0.4, 0.8),
                Channel::Post => (7.0, 0.7),
                _ => (2.0, 1.17),
            };
            for _ in 0..*count {
                let mut placed = None;
                for _ in 0..TRIES {
                    let at = match asked.len() {
                        0 => self.rng.below(self.rows.len()),
                        n => asked[self.rng.below(n)],
                    };
                    let row = self.rows[at];
                    if row.answered || row.direction != INBOUND {
                        continue;
                    }
                    let lag = self.rng.log_normal(median, sigma).max(0.02);
                    if let Some(reply) = self.after(row.at, lag, Hours::Office)
                        && self.year().holds(reply)
                    {
                        placed = Some((at, reply));
                        break;
                    }
                }
                let (at, reply) = placed
                    .unwrap_or_else(|| (self.rng.below(self.rows.len()), self.some_time(Hours::Office)));
                self.rows[at].answered = true;
                self.outgoing(OUTBOUND, *channel, self.rows[at].need, reply);
            }
        }
    }

    /// What the administration tells before it is asked: at the steps of a request, and by mass mailings.
    fn notices(&mut self, tokens: &Tokens) {
        for (channel, count) in &tokens.proactive {
            for _ in 0..*count {
                let (mut need, mut at) = (0, None);
                for _ in 0..TRIES {
                    need = self.rng.below(self.needs.all.len());
                    at = self.notice_time(need).filter(|it| self.year().holds(*it));
                    if at.is_some() {
                        break;
                    }
                }
                let at = at.unwrap_or_else(|| self.some_time(Hours::Office));
                self.outgoing(PROACTIVE, *channel, need as u32, at);
            }
        }
    }

    fn notice_time(&mut self, need: usize) -> Option<i32> {
        let need: &Need = &self.needs.all[need];
        if !need.is_request {
            return None;
        }
        let step = match self.rng.unit() {
            0.0..0.30 => need.opened,
            0.30..0.45 => need.piece,
            0.45..0.60 => need.complete,
            0.60..0.85 => need.decided,
            _ => need.paid,
        };
        if step == needs::NONE {
            return None;
        }
        let next_day = i32::from(self.rng.chance(0.5));
        let day = self.year().working_day(step.div_euclid(DAY_S) + next_day);
        Some((day * DAY_S + self.model.year.time_of_day(Hours::Office, self.rng)).max(step + 60))
    }

    fn outgoing(&mut self, direction: u8, channel: u8, need: u32, at: i32) {
        let row = Contact {
            at,
            need,
            channel,
            cause: NO_CAUSE,
            direction,
            fate: Fate::Open,
            moment: None,
            answered: true,
        };
        self.rows.push(row);
    }
}
