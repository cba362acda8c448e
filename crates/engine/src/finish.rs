//! From merged kernels to answers: numbers become words again, cells are sorted.

use contact_log::PartnerLog;
use hashbrown::HashMap;
use kernel::Channel;
use measures::{Answer, Cell, Dimension, Figures, answer::Journeys};

use crate::{
    kernels::{
        Kernel, Together, several_cells,
        worth::{AvoidableKernel, RequestsKernel, Tally, Told},
    },
    lens::{Lens, value},
    names::{Names, TextColumn},
    plan::{Plan, Task},
};

/// What is needed to say the figures.
pub(crate) struct Finish<'a> {
    pub(crate) plan: &'a Plan<'a>,
    pub(crate) names: &'a Names,
    pub(crate) partners: &'a [&'a PartnerLog],
    pub(crate) together: &'a [Together],
}

impl Finish<'_> {
    /// The answer to one question.
    pub(crate) fn answer(&self, place: usize, kernel: &Kernel, observed_until: Option<i64>) -> Answer {
        let task = &self.plan.tasks[place];
        let mut cells = self.cells(place, task, kernel);
        measures::answer::sort_cells(&mut cells);
        Answer { question: task.question.clone(), observed_until, cells }
    }

    fn cells(&self, place: usize, task: &Task<'_>, kernel: &Kernel) -> Vec<Cell> {
        let window = task.question.window();
        let lens = &self.plan.lenses[task.lens];
        let each = |figures: &dyn Fn(usize) -> Vec<Figures>| {
            let mut registry = self.names.cells(task.lens);
            if lens.by.is_empty() {
                // Without a dimension there is one cell, be it empty.
                registry.id(&[]);
            }
            let count = registry.len();
            drop(registry);
            let of = |cell| figures(cell).into_iter().map(move |it| (cell, it));
            self.valued(lens, task.lens, (0..count).flat_map(of).collect())
        };
        let one = |figures: &dyn Fn(usize) -> Figures| each(&|cell| vec![figures(cell)]);
        match kernel {
            Kernel::Volume(it) => one(&|cell| Figures::Volume(it.figures(cell))),
            Kernel::Requests(it) => {
                if task.by_events {
                    self.place_told(task, it);
                }
                one(&|cell| Figures::Requests(it.figures(cell, self.told(task, it, cell))))
            }
            Kernel::Needs(it) => one(&|cell| Figures::Needs(it.figures(cell, window))),
            Kernel::Recontact(it) => one(&|cell| Figures::Recontact(it.figures(cell, window))),
            Kernel::Fcr(it) => one(&|cell| Figures::Fcr(it.figures(cell, window))),
            Kernel::Escape(it) => each(&|cell| it.figures(cell).into_iter().map(Figures::Escape).collect()),
            Kernel::Avoidable(it) => {
                let groups = self.groups(task, it);
                one(&|cell| {
                    Figures::Avoidable(it.figures(cell, groups.get(&cell).map_or(&[], Vec::as_slice)))
                })
            }
            Kernel::Cost(it) => one(&|cell| Figures::Cost(it.figures(cell))),
            Kernel::Phone(it) => one(&|cell| Figures::Phone(it.figures(cell))),
            Kernel::Satisfaction(it) => one(&|cell| Figures::Satisfaction(it.figures(cell))),
            Kernel::Journeys(_) => {
                let all = self.together[place].clone().unwrap_or_default();
                let figures = all.figures(task.question.top, several_cells(task.question));
                let mut figures: Vec<_> =
                    figures.into_iter().map(|(cell, it)| (cell as usize, Figures::Journeys(it))).collect();
                if figures.is_empty() && lens.by.is_empty() {
                    let cell = self.names.cells(task.lens).id(&[]);
                    figures.push((cell as usize, Figures::Journeys(Journeys::default())));
                }
                self.valued(lens, task.lens, figures)
            }
            Kernel::Provoked(it) => {
                let figures = it.figures(self.names).into_iter();
                let figures = figures.map(|(cell, it)| (cell as usize, Figures::Provoked(it)));
                self.valued(lens, task.lens, figures.collect())
            }
        }
    }

    /// Makes cells for what only events tell, where no contact made them.
    fn place_told(&self, task: &Task<'_>, kernel: &RequestsKernel) {
        let told = self.names.cells(task.second);
        let mut cells = self.names.cells(task.lens);
        for cell in kernel.told_cells() {
            cells.id(told.key(cell));
        }
    }

    /// What events tell of a cell; `None` if the question does not ask for it.
    fn told(&self, task: &Task<'_>, kernel: &RequestsKernel, cell: usize) -> Option<Told> {
        let key = self.names.cells(task.lens).key(crate::names::narrow(cell)).to_vec();
        let told = self.names.cells(task.second).find(&key);
        task.by_events.then(|| told.map(|it| kernel.told(it)).unwrap_or_default())
    }

    /// Puts the values of each cell in the place of its number.
    fn valued(&self, lens: &Lens, at: usize, cells: Vec<(usize, Figures)>) -> Vec<Cell> {
        let of = |(cell, figures): (usize, Figures)| {
            let key = self.names.cells(at).key(crate::names::narrow(cell)).to_vec();
            let values = lens.by.iter().zip(key).map(|(dimension, it)| self.value(*dimension, it)).collect();
            Cell { values, figures }
        };
        cells.into_iter().map(of).collect()
    }

    fn value(&self, dimension: Dimension, shared: u32) -> Option<String> {
        let partner = self.partners.get(shared as usize).map_or("", |it| it.code.as_str());
        value(self.names, partner, dimension, shared)
    }

    /// The (partner, reason, channel) groups of each cell, in the order of their words: a sum of floats depends on it.
    fn groups(&self, task: &Task<'_>, kernel: &AvoidableKernel) -> HashMap<usize, Vec<(u32, u32, Tally)>> {
        let by = &self.plan.lenses[task.second].by;
        let place = |wanted| by.iter().position(|it| *it == wanted).unwrap_or(0);
        let (partner, reason) = (place(Dimension::Partner), place(Dimension::Reason));
        let channel = place(Dimension::Channel);
        let width = self.plan.lenses[task.lens].by.len();
        let keys: Vec<Vec<u32>> = {
            let groups = self.names.cells(task.second);
            (0..groups.len()).map(|it| groups.key(crate::names::narrow(it)).to_vec()).collect()
        };
        let mut cells = self.names.cells(task.lens);
        let texts = self.names.texts(TextColumn::Reason);
        let mut of_cell: HashMap<usize, Vec<_>> = HashMap::new();
        for (group, key) in keys.iter().enumerate() {
            let cell = cells.id(&key[..width]) as usize;
            let channel = Channel::ALL.get(key[channel] as usize).map(|it| it.code());
            let order = (key[partner], texts.text(key[reason]), channel);
            of_cell.entry(cell).or_default().push((order, (key[partner], key[reason], kernel.group(group))));
        }
        let mut sorted = HashMap::new();
        for (cell, mut groups) in of_cell {
            groups.sort_by(|left, right| left.0.cmp(&right.0));
            sorted.insert(cell, groups.into_iter().map(|(_, it)| it).collect());
        }
        sorted
    }
}
