//! Slices on several threads, delivered in the order of the plan.

use std::{
    collections::BTreeMap,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    thread,
};

use crate::{Plan, SimulateError, Slice, SliceRows, Truth};

/// Makes all rows of a plan on `threads` threads.
///
/// `encode` runs on those threads, in any order; `append` receives what it made, here and in the order of the plan. At
/// most `threads + 2` slices are held at a time. Gives the truth of the whole.
///
/// # Errors
/// The first error of the plan, of `encode` or of `append`; the rest is then left.
pub fn simulate<P: Send>(
    plan: &Plan,
    threads: usize,
    encode: impl Fn(&Slice, SliceRows) -> Result<P, SimulateError> + Sync,
    mut append: impl FnMut(&Slice, P) -> Result<(), SimulateError>,
) -> Result<Truth, SimulateError> {
    let slices = plan.slices()?;
    let threads = threads.clamp(1, slices.len().max(1));
    let desk = Desk::new();
    let mut truth = Truth { seed: plan.seed, year: plan.year, ..Truth::default() };
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                // Closes the desk if this thread panics, so that nobody waits for it.
                let _closing = Closing(&desk);
                while let Some(at) = desk.take(slices.len(), threads + 2) {
                    let slice = &slices[at];
                    let made = slice.generate(plan).and_then(|mut rows| {
                        let truth = std::mem::take(&mut rows.truth);
                        Ok((truth, encode(slice, rows)?))
                    });
                    desk.put(at, made);
                }
            });
        }
        // However this thread leaves, the others are let go.
        let _closing = Closed(&desk);
        for (at, slice) in slices.iter().enumerate() {
            let Some(made) = desk.wait(at) else { break };
            let (part, piece) = made?;
            truth.merge(part);
            append(slice, piece)?;
            desk.done(at);
        }
        Ok(truth)
    })
}

type Made<P> = Result<(Truth, P), SimulateError>;

/// Where threads take slices and leave what they made of them.
struct Desk<P> {
    state: Mutex<State<P>>,
    changed: Condvar,
}

struct State<P> {
    next: usize,
    done: usize,
    closed: bool,
    made: BTreeMap<usize, Made<P>>,
}

impl<P> Desk<P> {
    const fn new() -> Self {
        let state = State { next: 0, done: 0, closed: false, made: BTreeMap::new() };
        Self { state: Mutex::new(state), changed: Condvar::new() }
    }

    fn lock(&self) -> MutexGuard<'_, State<P>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn sleep<'a>(&self, state: MutexGuard<'a, State<P>>) -> MutexGuard<'a, State<P>> {
        self.changed.wait(state).unwrap_or_else(PoisonError::into_inner)
    }

    /// The next slice to make, once there is room for it.
    fn take(&self, slices: usize, ahead_max: usize) -> Option<usize> {
        let mut state = self.lock();
        while !state.closed && state.next < slices {
            if state.next < state.done + ahead_max {
                state.next += 1;
                return Some(state.next - 1);
            }
            state = self.sleep(state);
        }
        None
    }

    fn put(&self, at: usize, made: Made<P>) {
        self.lock().made.insert(at, made);
        self.changed.notify_all();
    }

    /// What was made of a slice; `None` if a thread is lost.
    fn wait(&self, at: usize) -> Option<Made<P>> {
        let mut state = self.lock();
        loop {
            if let Some(made) = state.made.remove(&at) {
                return Some(made);
            }
            if state.closed {
                return None;
            }
            state = self.sleep(state);
        }
    }

    fn done(&self, at: usize) {
        self.lock().done = at + 1;
        self.changed.notify_all();
    }

    fn close(&self) {
        self.lock().closed = true;
        self.changed.notify_all();
    }
}

struct Closing<'a, P>(&'a Desk<P>);

impl<P> Drop for Closing<'_, P> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.close();
        }
    }
}

struct Closed<'a, P>(&'a Desk<P>);

impl<P> Drop for Closed<'_, P> {
    fn drop(&mut self) {
        self.0.close();
    }
}
