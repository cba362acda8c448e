//! Lines to a server that are kept for the next message.
//!
//! **Invariant:** a line is kept only after a message that the server took: one on which anything went wrong is not used again.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use super::Line;

/// Lines that are kept at most.
const KEPT_MAX: usize = 16;
/// A line that was idle for so long is not used again: servers and routers cut them, some without a word.
const IDLE_MAX: Duration = Duration::from_secs(20);
/// Messages on one line: many servers take no more than a hundred.
const MESSAGES_MAX: u32 = 100;

/// Idle lines. All clones have the same.
#[derive(Clone, Default)]
pub(super) struct Lines(Arc<Mutex<Vec<(Line, Instant)>>>);

impl fmt::Debug for Lines {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lines").finish_non_exhaustive()
    }
}

impl Lines {
    /// The line that was used last, if it is still worth using.
    pub(super) fn take(&self) -> Option<Line> {
        let (line, since) = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop()?;
        (since.elapsed() < IDLE_MAX).then_some(line)
    }

    /// Keeps a line for the next message; gives it back if it is one too many, or had its share.
    pub(super) fn keep(&self, line: Line) -> Option<Line> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() == KEPT_MAX || line.messages >= MESSAGES_MAX {
            return Some(line);
        }
        kept.push((line, Instant::now()));
        None
    }

    /// All of them, kept no longer.
    pub(super) fn drain(&self) -> Vec<Line> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.drain(..).map(|it| it.0).collect()
    }
}
