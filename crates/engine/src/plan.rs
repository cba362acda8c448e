//! What a set of questions needs: columns, lenses, and which derived rows.

use measures::{Dimension, Measure, Question, Selection};

use crate::lens::Lens;

/// One question with the lenses that its kernel looks through.
#[derive(Debug)]
pub(crate) struct Task<'q> {
    pub(crate) question: &'q Question,
    /// The question's dimensions and filters; of measures 11 and 12, the dimensions only.
    pub(crate) lens: usize,
    /// Measure 2: the cells of whole requests. Measure 7: (partner, reason, channel) inside each cell. Measure 11: the
    /// filters on a journey's first contact.
    pub(crate) second: usize,
    /// Measure 2: figures that only events tell are asked. Measure 11: a journey without contact may count.
    pub(crate) by_events: bool,
}

/// What the questions need together.
#[derive(Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says whether one thing is derived; they are independent"
)]
pub(crate) struct Plan<'q> {
    pub(crate) tasks: Vec<Task<'q>>,
    pub(crate) lenses: Vec<Lens>,
    pub(crate) contact_columns: Vec<&'static str>,
    pub(crate) event_columns: Vec<&'static str>,
    pub(crate) follow: bool,
    pub(crate) groups: bool,
    pub(crate) calendar: bool,
    pub(crate) costs: bool,
    /// Measure 11 is asked: the exact order of a request's contacts matters.
    pub(crate) journeys: bool,
    /// Measure 12 is asked: contacts without request of the usagers who have events matter.
    pub(crate) provoked: bool,
}

const CONTACT_COLUMNS: [&str; 15] = [
    "usager",
    "request",
    "started_at",
    "channel",
    "direction",
    "reason",
    "life_event",
    "cause",
    "outcome",
    "wait_s",
    "duration_s",
    "satisfaction",
    "cost",
    "site",
    "agent",
];
/// What tells who follows whom.
pub(crate) const FOLLOW: &[&str] = &["usager", "started_at", "channel", "direction", "reason"];
const GROUPS: &[&str] = &["usager", "request"];

/// Whether a question only asks what a request without contact knows too.
fn knows_requests(question: &Question) -> bool {
    let known = |it: &Dimension| matches!(it, Dimension::Partner | Dimension::LifeEvent);
    question.by.iter().all(known) && question.selection.wanted.iter().all(|(it, _)| known(it))
}

impl<'q> Plan<'q> {
    /// `has_events`: the log that is read has request events.
    pub(crate) fn new(questions: &'q [Question], has_events: bool) -> Self {
        let mut plan = Self {
            tasks: Vec::with_capacity(questions.len()),
            lenses: Vec::new(),
            contact_columns: Vec::new(),
            event_columns: Vec::new(),
            follow: false,
            groups: false,
            calendar: false,
            costs: false,
            journeys: false,
            provoked: false,
        };
        for question in questions {
            plan.add(question, has_events);
        }
        plan.need(&[]);
        plan
    }

    fn add(&mut self, question: &'q Question, has_events: bool) {
        let selection = &question.selection;
        let of_requests = matches!(question.measure, Measure::Journeys | Measure::Provoked);
        let known = knows_requests(question);
        // Whole requests are chosen by their partner and life event, which are not those of one contact.
        let split = |of_requests: bool| {
            let is_theirs = |it: Dimension| matches!(it, Dimension::Partner | Dimension::LifeEvent);
            let wanted = selection.wanted.iter().filter(|(it, _)| is_theirs(*it) == of_requests);
            Selection { wanted: wanted.cloned().collect(), ..selection.clone() }
        };
        let own = if of_requests { split(true) } else { selection.clone() };
        let lens = self.lens(question, &question.by, own, of_requests);
        let mut second = lens;
        match question.measure {
            Measure::Requests if has_events && known => {
                second = self.lens(question, &question.by, split(true), true);
            }
            Measure::Avoidable => {
                let mut by = question.by.clone();
                for dimension in [Dimension::Partner, Dimension::Reason, Dimension::Channel] {
                    if !by.contains(&dimension) {
                        by.push(dimension);
                    }
                }
                second = self.lens(question, &by, selection.clone(), false);
            }
            Measure::Journeys => second = self.lens(question, &[], split(false), false),
            _ => {}
        }
        let by_events = has_events && known;
        self.need_columns(question, by_events, has_events);
        self.tasks.push(Task { question, lens, second, by_events });
    }

    /// The place of a lens, made if need be; what its dimensions need is noted, unless only whole `requests` use it.
    pub(crate) fn lens(
        &mut self,
        question: &Question,
        by: &[Dimension],
        selection: Selection,
        requests: bool,
    ) -> usize {
        let named = by.iter().chain(selection.wanted.iter().map(|(it, _)| it));
        let dimensions: Vec<Dimension> = named.copied().collect();
        if !requests {
            for dimension in &dimensions {
                self.need_dimension(*dimension);
            }
            if selection.from.is_some() || selection.to.is_some() {
                self.need(&["started_at"]);
            }
        }
        let until = dimensions.contains(&Dimension::Recontacted).then_some(question.observed_until).flatten();
        let lens = Lens { by: by.to_vec(), selection, observed_until: until, of_requests: requests };
        self.lenses.iter().position(|it| *it == lens).unwrap_or_else(|| {
            self.lenses.push(lens);
            self.lenses.len() - 1
        })
    }

    pub(crate) fn need_dimension(&mut self, dimension: Dimension) {
        match dimension {
            Dimension::Partner => {}
            Dimension::Channel => self.need(&["channel"]),
            Dimension::Reason => self.need(&["reason"]),
            Dimension::LifeEvent => self.need(&["life_event"]),
            Dimension::Direction => self.need(&["direction"]),
            Dimension::Cause => self.need(&["cause"]),
            Dimension::Outcome => self.need(&["outcome"]),
            Dimension::Site => self.need(&["site"]),
            Dimension::Day | Dimension::Week | Dimension::Month => {
                self.calendar = true;
                self.need(&["started_at"]);
            }
            Dimension::Recontacted => {
                self.follow = true;
                self.need(FOLLOW);
            }
        }
    }

    fn need_columns(&mut self, question: &Question, by_events: bool, has_events: bool) {
        match question.measure {
            Measure::Volume => self.need(&["direction"]),
            Measure::Requests => {
                self.groups = true;
                self.need(GROUPS);
                self.need(&["direction"]);
                if by_events {
                    self.need_events(&["life_event", "status"]);
                }
            }
            Measure::Needs | Measure::Recontact | Measure::Escape => {
                self.follow = true;
                self.need(FOLLOW);
            }
            Measure::Fcr => {
                self.follow = true;
                self.need(FOLLOW);
                self.need(&["outcome"]);
            }
            Measure::Avoidable => self.need(&["usager", "channel", "direction", "reason", "cause"]),
            Measure::Cost => {
                self.groups = true;
                self.costs = true;
                self.need(GROUPS);
                self.need(&["channel", "direction", "cost"]);
            }
            Measure::Phone => self.need(&["channel", "direction", "outcome", "wait_s", "duration_s"]),
            Measure::Satisfaction => self.need(&["satisfaction"]),
            Measure::Journeys => {
                self.groups = true;
                self.journeys = true;
                self.need(GROUPS);
                self.need(&["started_at", "channel", "reason", "life_event"]);
                self.need_events(&["life_event", "status"]);
            }
            Measure::Provoked if !has_events => {}
            Measure::Provoked => {
                self.groups = true;
                self.provoked = true;
                self.need(GROUPS);
                self.need(&["started_at", "direction", "reason"]);
                self.need_events(&["life_event", "status"]);
            }
        }
    }

    /// Has these columns of contacts read.
    pub(crate) fn need(&mut self, columns: &[&str]) {
        let present = std::mem::take(&mut self.contact_columns);
        let needed = |it: &&str| present.contains(it) || columns.contains(it);
        self.contact_columns = CONTACT_COLUMNS.into_iter().filter(needed).collect();
        // Rows are counted by a column, so one is always read.
        if self.contact_columns.is_empty() && columns.is_empty() {
            self.contact_columns.push("direction");
        }
    }

    fn need_events(&mut self, columns: &[&'static str]) {
        for column in ["usager", "request", "occurred_at"].iter().chain(columns) {
            if !self.event_columns.contains(column) {
                self.event_columns.push(column);
            }
        }
    }

    /// What the search for moments needs: no question, and no lens.
    pub(crate) fn of_moments() -> Self {
        let mut plan = Self::new(&[], true);
        plan.need(GROUPS);
        plan.need(&["started_at", "channel", "direction", "reason", "cause"]);
        plan.need_events(&["status"]);
        plan
    }

    /// What the ways of first contacts need: no question, and no lens.
    pub(crate) fn of_ways(is_by_site: bool) -> Self {
        let mut plan = Self::new(&[], false);
        plan.follow = true;
        plan.costs = true;
        plan.need(FOLLOW);
        plan.need(&["cost", "wait_s", "duration_s"]);
        if is_by_site {
            plan.need(&["site"]);
        }
        plan
    }

    /// Whether the usager of each contact is read.
    pub(crate) fn usagers(&self) -> bool {
        self.contact_columns.contains(&"usager")
    }
}
