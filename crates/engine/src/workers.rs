//! Threads that share pieces of work.

use std::sync::{
    Mutex,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

use crate::{EngineError, names::held};

/// Gives all pieces, in their order, to `threads` workers that take the next one when they are free; gives the workers back. After a
/// failure no piece is begun.
pub(crate) fn share<P: Sync, W: Send>(
    pieces: &[P],
    threads: usize,
    new: impl Fn() -> W + Sync,
    see: impl Fn(&mut W, &P) -> Result<(), EngineError> + Sync,
) -> Result<Vec<W>, EngineError> {
    let next = AtomicUsize::new(0);
    let failed = AtomicBool::new(false);
    let finished = Mutex::new(Vec::new());
    let work = || {
        let mut worker = new();
        while !failed.load(Ordering::Relaxed) {
            let Some(piece) = pieces.get(next.fetch_add(1, Ordering::Relaxed)) else { break };
            if let Err(error) = see(&mut worker, piece) {
                failed.store(true, Ordering::Relaxed);
                held(&finished).push(Err(error));
                return;
            }
        }
        held(&finished).push(Ok(worker));
    };
    let threads = threads.clamp(1, pieces.len().max(1));
    if threads == 1 {
        work();
    } else {
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(work);
            }
        });
    }
    std::mem::take(&mut *held(&finished)).into_iter().collect()
}
