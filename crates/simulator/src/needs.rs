//! Who wants what: the usagers of a block, their matters, and what becomes of each request.

use kernel::Channel;

use crate::{
    calendar::{DAY_S, Hours, Year},
    model::{Law, Model, PartnerModel, Tokens},
    moments::{Effect, Trigger},
    profile::Kind,
    random::Rng,
};

/// No such moment, no such person, no such cause.
pub(crate) const NONE: i32 = i32::MIN;
pub(crate) const NOBODY: u32 = u32::MAX;

/// Channels by habit: people mostly keep to one of these groups.
pub(crate) const HABITS: usize = 5;

pub(crate) const fn habit_of(channel: u8) -> usize {
    match Channel::ALL[channel as usize] {
        Channel::Phone => 0,
        Channel::Counter | Channel::Visit => 1,
        Channel::Post => 3,
        Channel::Sms | Channel::Video | Channel::Social | Channel::Other => 4,
        _ => 2,
    }
}

/// A matter: what one usager wants settled. Moments are local seconds.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts about a matter")]
pub(crate) struct Need {
    pub(crate) usager: u32,
    /// Somebody else who makes contact about it: a relative, a helper.
    pub(crate) second: u32,
    pub(crate) site: u16,
    pub(crate) reason: u8,
    /// Whether a request is opened, and whether it ends with a payment.
    pub(crate) is_request: bool,
    pub(crate) pays: bool,
    pub(crate) acknowledged: bool,
    /// Whether its number is noted when people make contact.
    pub(crate) numbered: bool,
    pub(crate) opened: i32,
    /// The announced date, or `NONE`.
    pub(crate) due: i32,
    /// When a missing piece was asked for, or `NONE`.
    pub(crate) piece: i32,
    pub(crate) complete: i32,
    pub(crate) decided: i32,
    /// Or `NONE`.
    pub(crate) paid: i32,
    pub(crate) closed: i32,
    pub(crate) frailty: f32,
    /// First contact; the opening, where that was before the year.
    pub(crate) first: i32,
}

/// The first contact about a matter.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FirstToken {
    pub(crate) channel: u8,
    pub(crate) cause: u8,
}

/// The matters of a block, in order of habit.
pub(crate) struct Needs {
    pub(crate) all: Vec<Need>,
    /// The first contact of each, where it falls in the year.
    pub(crate) tokens: Vec<Option<FirstToken>>,
    /// Where each habit's matters begin; the last entry is the end.
    pub(crate) habits: [usize; HABITS + 1],
    /// Contacts that come after the first.
    pub(crate) later: Vec<FirstToken>,
}

/// Steepness of the hazard after the announced date.
pub(crate) const BETA: f32 = 1.1;

/// Days before the year whose requests still provoke contacts.
const CARRIED_DAYS_MAX: f32 = 180.0;

/// Median days from request to decision, at least, of a reason in which the silence after `complete` makes people call.
const SLOW_P50: f32 = 24.0;

pub(crate) fn day_of(local_s: i32) -> f32 {
    local_s as f32 / DAY_S as f32
}

/// Makes the matters of a block, each with the time of its first contact.
pub(crate) fn make(model: &Model, partner: &PartnerModel, tokens: &Tokens, rng: &mut Rng) -> Needs {
    let (firsts, later) = deal(partner, tokens, rng);
    let carried = (partner.profile.manners.delay_p90 * 1.2).min(CARRIED_DAYS_MAX);
    let carried_per_need = 0.35 * carried / model.year.days as f32;
    let mut all = Vec::new();
    let mut seats: Vec<Option<FirstToken>> = Vec::new();
    let mut habits = [0; HABITS + 1];
    let mut usager = 0_u32;
    for (habit, mine) in firsts.into_iter().enumerate() {
        let begin = seats.len();
        let older = (mine.len() as f32 * carried_per_need) as usize;
        seats.extend(mine.into_iter().map(Some));
        seats.resize(seats.len() + older, None);
        rng.shuffle(&mut seats[begin..]);
        while all.len() < seats.len() {
            let wants = needs_of_one(rng).min(seats.len() - all.len());
            let site = partner.sites.draw(rng).unwrap_or(0) as u16;
            let mut reason = None;
            for _ in 0..wants {
                let token = seats[all.len()];
                let need = Maker { model, partner, rng, carried }.make(token, usager, site, reason);
                reason = Some(need.reason);
                all.push(need);
            }
            usager += 1;
        }
        habits[habit + 1] = all.len();
    }
    Needs { all, tokens: seats, habits, later }
}

/// Divides the block's contacts into first ones, by habit, and later ones.
fn deal(
    partner: &PartnerModel,
    tokens: &Tokens,
    rng: &mut Rng,
) -> ([Vec<FirstToken>; HABITS], Vec<FirstToken>) {
    let mut firsts: [Vec<FirstToken>; HABITS] = Default::default();
    let mut later = Vec::new();
    for (channel, cause, count) in &tokens.inbound {
        let token = FirstToken { channel: *channel, cause: *cause };
        let first = (f64::from(*count) * partner.first[usize::from(*cause)] + rng.unit64()).floor() as usize;
        let first = first.min(*count as usize);
        let mine = &mut firsts[habit_of(*channel)];
        mine.resize(mine.len() + first, token);
        later.resize(later.len() + *count as usize - first, token);
    }
    if firsts.iter().all(Vec::is_empty)
        && let Some(token) = later.pop()
    {
        firsts[habit_of(token.channel)].push(token);
    }
    rng.shuffle(&mut later);
    // Habits are not laws: one first contact in eight trades places with any other.
    let sizes = firsts.each_ref().map(Vec::len);
    let mut flat = firsts.concat();
    for at in 0..flat.len() {
        if rng.chance(0.12) {
            let other = rng.below(flat.len());
            flat.swap(at, other);
        }
    }
    let mut rest = flat.into_iter();
    (sizes.map(|n| rest.by_ref().take(n).collect()), later)
}

/// How many matters one usager has in the year: most have one, a few have dozens.
fn needs_of_one(rng: &mut Rng) -> usize {
    let u = rng.unit().max(1e-4);
    ((u.powf(-0.52) * 0.99) as usize).clamp(1, 24)
}

struct Maker<'a> {
    model: &'a Model,
    partner: &'a PartnerModel,
    rng: &'a mut Rng,
    carried: f32,
}

impl Maker<'_> {
    fn make(&mut self, token: Option<FirstToken>, usager: u32, site: u16, before: Option<u8>) -> Need {
        let law = token.map(|it| self.model.laws[usize::from(it.cause)]);
        let reason = self.reason(law, before);
        let kind = self.partner.profile.reasons[usize::from(reason)].kind;
        let needs_request = matches!(
            law,
            Some(
                Law::Chase
                    | Law::Late
                    | Law::Receipt
                    | Law::Payment
                    | Law::Decision
                    | Law::Piece
                    | Law::Contest
            )
        ) || law.is_none();
        let mut need = Need {
            usager,
            second: NOBODY,
            site,
            reason,
            is_request: kind != Kind::Info || needs_request,
            pays: kind == Kind::Pay
                || law == Some(Law::Payment)
                || self.partner.trigger(reason) == Some(Trigger::Payment),
            acknowledged: self.rng.chance(0.4),
            numbered: self.rng.chance(self.partner.profile.manners.numbered),
            opened: 0,
            due: NONE,
            piece: NONE,
            complete: 0,
            decided: 0,
            paid: NONE,
            closed: 0,
            frailty: self.rng.frailty(),
            first: NONE,
        };
        if need.is_request && usager > 0 && self.rng.chance(0.045) {
            need.second = usager - 1;
        }
        match token {
            None => {
                let day = -self.carried * self.rng.unit() - 0.01;
                let opened = self.back_office(day);
                self.live(&mut need, opened);
                need.first = need.opened;
            }
            Some(token) => self.begin(&mut need, token),
        }
        need
    }

    fn reason(&mut self, law: Option<Law>, before: Option<u8>) -> u8 {
        let is_silenced =
            |reason: u8| law.is_some_and(|it| self.partner.effect(reason, it) == Effect::Silenced);
        if let Some(before) = before
            && self.rng.chance(0.08)
            && !is_silenced(before)
        {
            return before;
        }
        let mut reason = 0;
        for _ in 0..6 {
            reason = self.partner.reasons.draw(self.rng).unwrap_or(0);
            let fits = match (law, self.partner.profile.reasons[reason].kind) {
                (Some(Law::Payment), kind) => kind == Kind::Pay,
                (Some(Law::Start | Law::Ask | Law::Incident | Law::Mailing | Law::Letter), _) => true,
                (_, kind) => kind != Kind::Info,
            };
            if fits && !is_silenced(reason as u8) {
                break;
            }
        }
        reason as u8
    }

    /// Gives the matter its life and its first contact, at a time when practices let it happen.
    fn begin(&mut self, need: &mut Need, token: FirstToken) {
        let cause = usize::from(token.cause);
        let law = self.model.laws[cause];
        let hours = Hours::of(Channel::ALL[usize::from(token.channel)]);
        // Whoever waits for something that they can name knows the number of their request.
        need.numbered |= matches!(self.partner.effect(need.reason, law), Effect::Planted(_));
        for _ in 0..24 {
            let first = match law {
                Law::Start | Law::Ask | Law::Appointment | Law::Reply | Law::Redial => {
                    self.season_time(hours, 0).inspect(|at| self.live(need, at + 600))
                }
                Law::Incident => self.outage_time(hours).inspect(|at| self.live(need, at + 600)),
                Law::Mailing => self.mailing_time(hours).inspect(|at| self.live(need, at - 3 * DAY_S)),
                _ => {
                    let reach = self.carried as i32;
                    self.season_time(Hours::Online, reach).and_then(|opened| {
                        self.live(need, opened);
                        suit(need, law);
                        let channel = Channel::ALL[usize::from(token.channel)];
                        self.partner.when(&self.model.year, need, law, channel, self.rng)
                    })
                }
            };
            if let Some(at) = first
                && self.model.year.holds(at)
                && self.rng.chance(self.partner.multiplier(cause, at))
            {
                need.first = at;
                return;
            }
        }
        // Law and calendar never met: the contact falls on an ordinary day.
        let day = self.partner.seasons[hours as usize].draw(self.rng).unwrap_or(0) as i32;
        need.first = day * DAY_S + self.model.year.time_of_day(hours, self.rng);
        self.live(need, need.first - 10 * DAY_S);
        suit(need, law);
    }

    /// A time by the partner's season, up to `before` days before the year.
    fn season_time(&mut self, hours: Hours, before: i32) -> Option<i32> {
        let year = &self.model.year;
        let day = if before > 0 && self.rng.unit() * (year.days + before) as f32 <= before as f32 {
            -1 - self.rng.below(before as usize) as i32
        } else {
            self.partner.seasons[hours as usize].draw(self.rng)? as i32
        };
        Some(day * DAY_S + year.time_of_day(hours, self.rng))
    }

    /// Outages bring twelve times what ordinary hours bring.
    fn outage_time(&mut self, hours: Hours) -> Option<i32> {
        let down_s: i32 = self.partner.incidents.iter().map(|(from, to)| to - from).sum();
        let down = 12.0 * down_s as f32;
        let ordinary = 0.75 * (self.model.year.days * 9 * 3_600) as f32;
        if !self.rng.chance(down / (down + ordinary)) {
            return self.season_time(hours, 0);
        }
        let (from, to) = self.partner.incidents.get(self.rng.below(self.partner.incidents.len()))?;
        let at = from + self.rng.below((to - from) as usize) as i32;
        (at.rem_euclid(DAY_S) < Year::closing(hours)).then_some(at)
    }

    /// The five working days after a mass mailing, the first most of all.
    fn mailing_time(&mut self, hours: Hours) -> Option<i32> {
        let year = &self.model.year;
        let mut day = *self.partner.mailings.get(self.rng.below(self.partner.mailings.len()))?;
        let lot = self.rng.unit();
        let after = [0.35, 0.6, 0.78, 0.91].iter().filter(|it| lot > **it).count();
        for _ in 0..after {
            day = year.working_day(day + 1);
        }
        Some(day * DAY_S + year.time_of_day(hours, self.rng))
    }

    /// A working moment of the administration, on or after a day.
    fn back_office(&mut self, day: f32) -> i32 {
        self.model.year.working_day(day.floor() as i32) * DAY_S + 28_800 + self.rng.below(36_000) as i32
    }

    /// What becomes of a request that is opened now.
    fn live(&mut self, need: &mut Need, opened: i32) {
        let manners = &self.partner.profile.manners;
        let pace = 0.7 + 0.6 * f32::from(need.reason % 5) / 4.0;
        let sigma = (manners.delay_p90 / manners.delay_p50).ln() / 1.2816;
        let mut delay = self.rng.log_normal(manners.delay_p50 * pace, sigma).clamp(0.5, 600.0);
        if self.partner.trigger(need.reason) == Some(Trigger::Complete) {
            // Where a silence weighs, requests are slow.
            delay *= (SLOW_P50 / (manners.delay_p50 * pace)).max(1.0);
        }
        let day = day_of(opened);
        need.opened = opened;
        need.piece = NONE;
        need.complete = self.back_office(day + 1.0);
        if self.rng.chance(0.18) {
            let asked = day + 1.0 + 0.25 * delay * self.rng.unit();
            need.piece = self.back_office(asked);
            let sent = day_of(need.piece) + 1.0 + self.rng.waiting(7.0);
            need.complete = self.back_office(sent);
            delay += sent - asked;
        }
        need.due = NONE;
        if self.rng.chance(manners.announced) {
            let promised = manners.delay_p50 * pace * (1.2 + 0.3 * self.rng.unit());
            need.due = self.back_office(day + 2.0 + promised);
        }
        need.decided = self.back_office(day_of(need.complete).max(day + delay)).max(need.complete + 600);
        need.paid = NONE;
        let mut closed = day_of(need.decided) + self.rng.waiting(2.0);
        if need.pays {
            let sent = day_of(need.decided) + 2.0 + self.rng.waiting(6.0);
            need.paid = self.back_office(sent);
            closed = day_of(need.paid) + self.rng.waiting(1.0);
        }
        need.closed = self.back_office(closed + 0.01).max(need.decided).max(need.paid) + 60;
    }
}

/// Bends a life so that a first contact of this kind can come of it.
fn suit(need: &mut Need, law: Law) {
    match law {
        Law::Chase if need.due == NONE => need.due = need.decided.max(need.opened + 3 * DAY_S),
        Law::Late if need.due >= need.decided => need.due = NONE,
        Law::Piece if need.piece == NONE => {
            need.piece = need.opened + (need.complete - need.opened) / 2;
            need.complete = need.complete.max(need.piece + DAY_S);
            need.decided = need.decided.max(need.complete + DAY_S);
            need.paid = if need.paid == NONE { NONE } else { need.paid.max(need.decided + DAY_S) };
            need.closed = need.closed.max(need.decided.max(need.paid) + 3_600);
        }
        _ => {}
    }
}

/// How much of its hazard a matter holds for a kind of contact, over the days of the year.
pub(crate) fn exposure(year: &Year, need: &Need, law: Law) -> f32 {
    if law == Law::Ask || law == Law::Start {
        return 1.0;
    }
    if !need.is_request {
        return if law == Law::Appointment { 0.3 } else { 0.0 };
    }
    let end = year.days as f32;
    let visible = |from: f32, to: f32| (to.min(end) - from.max(0.0)).max(0.0);
    let anchored = |at: i32| if at != NONE && (-8.0..end - 1.0).contains(&day_of(at)) { 1.0 } else { 0.0 };
    let opened = day_of(need.opened);
    let decided = day_of(need.decided);
    let told = if need.acknowledged { 0.6 } else { 1.0 };
    match law {
        Law::Chase if need.due != NONE => told * visible(opened + 1.0, day_of(need.due).min(decided)),
        Law::Late if need.due == NONE => 1.8 * told * visible(opened + 2.0, decided),
        Law::Late if need.decided > need.due => {
            let (steep, late) = lateness(need);
            let shown = visible(day_of(need.due), decided) / (decided - day_of(need.due)).max(0.1);
            told * (late.exp() - 1.0) / steep * shown
        }
        Law::Receipt => anchored(need.opened) * if need.acknowledged { 0.25 } else { 1.0 },
        Law::Payment if need.pays => visible(decided, day_of(need.paid) + 2.0),
        Law::Letter => anchored(need.piece) + anchored(need.decided) + 0.3 * anchored(need.opened),
        Law::Decision | Law::Contest => anchored(need.decided),
        Law::Piece => anchored(need.piece) + 0.05 * anchored(need.opened),
        Law::Appointment => anchored(need.opened),
        _ => 0.0,
    }
}

/// Steepness of the hazard by day after the due date, and its exponent at the decision (three times the announced delay
/// at most).
fn lateness(need: &Need) -> (f32, f32) {
    let steep = BETA / (day_of(need.due) - day_of(need.opened)).max(1.0);
    (steep, (steep * (day_of(need.decided) - day_of(need.due))).min(2.0 * BETA))
}

/// When a contact of this kind comes, or `None` where nobody is open then: draw again.
pub(crate) fn when(year: &Year, need: &Need, law: Law, hours: Hours, rng: &mut Rng) -> Option<i32> {
    let opened = day_of(need.opened);
    let decided = day_of(need.decided);
    let after = |rng: &mut Rng, at: i32, least: f32, mean: f32| day_of(at) + least + rng.waiting(mean);
    let day = match law {
        Law::Chase if need.due != NONE => {
            opened + 1.0 + rng.unit() * (day_of(need.due).min(decided) - opened - 1.0).max(0.0)
        }
        Law::Late if need.due == NONE => opened + 2.0 + rng.unit() * (decided - opened - 2.0).max(0.0),
        Law::Late => {
            let (steep, late) = lateness(need);
            let due = day_of(need.due);
            if late <= 0.0 {
                return None;
            }
            // The day after a missed date has a peak of its own.
            if rng.chance(0.15) && decided > due + 1.0 {
                due + 1.0
            } else {
                due + (1.0 + rng.unit() * (late.exp() - 1.0)).ln() / steep
            }
        }
        Law::Receipt => after(rng, need.opened, 2.0, 5.0),
        Law::Payment => decided + rng.unit() * (day_of(need.paid.max(need.decided)) + 2.0 - decided),
        Law::Letter => {
            let lot = rng.unit();
            let letter = match (need.piece != NONE, lot) {
                (true, 0.0..0.45) => need.piece,
                (_, 0.9..) => need.opened,
                _ => need.decided,
            };
            after(rng, letter, 2.0, 4.0)
        }
        Law::Decision => after(rng, need.decided, 1.0, 6.0),
        Law::Contest => after(rng, need.decided, 3.0, 18.0),
        Law::Piece if need.piece != NONE => after(rng, need.piece, 1.0, 6.0),
        Law::Piece => after(rng, need.opened, 1.0, 8.0),
        Law::Appointment => after(rng, need.first.max(need.opened), 1.0, 10.0),
        _ => after(rng, need.first.max(need.opened), 0.0, 32.0),
    };
    open_on(year, day.floor() as i32, hours, rng)
}

/// A time on that day, more rarely on days that are less open.
pub(crate) fn open_on(year: &Year, day: i32, hours: Hours, rng: &mut Rng) -> Option<i32> {
    rng.chance(year.openness(hours, day)).then(|| day * DAY_S + year.time_of_day(hours, rng))
}

/// A request that nobody makes contact about.
pub(crate) fn silent(model: &Model, partner: &PartnerModel, usager: u32, rng: &mut Rng) -> Need {
    let carried = (partner.profile.manners.delay_p90 * 1.2).min(CARRIED_DAYS_MAX);
    let mut maker = Maker { model, partner, rng, carried };
    let mut need = maker.make(None, usager, 0, None);
    if let Some(opened) = maker.season_time(Hours::Online, carried as i32) {
        maker.live(&mut need, opened);
    }
    need
}
