//! What one statement may take: memory, threads, rows.

use std::{fs, thread};

const GIB: u64 = 1 << 30;
/// More memory than this helps no statement that spills well.
const MEMORY_BYTES_MAX: u64 = 8 * GIB;
/// Where the machine does not say what it has.
const MEMORY_BYTES_UNKNOWN: u64 = 4 * GIB;

/// What one statement may take. What does not fit in memory goes to the folder of temporary files (`TMPDIR`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes that operators may hold together.
    pub memory_bytes: u64,
    /// Threads.
    pub threads: usize,
    /// Rows of its result; those beyond are left out, and [`Answer::is_cut`](crate::Answer::is_cut) says so. `None` = all.
    pub rows: Option<usize>,
}

impl Limits {
    /// 60 % of the machine's memory and at most 8 GiB, every core.
    pub fn of_this_machine() -> Self {
        let memory = machine_memory_bytes().unwrap_or(MEMORY_BYTES_UNKNOWN);
        Self {
            memory_bytes: (memory / 5 * 3).min(MEMORY_BYTES_MAX),
            threads: thread::available_parallelism().map_or(1, Into::into),
            rows: None,
        }
    }
}

/// The memory of the machine, or of the container if that is less.
fn machine_memory_bytes() -> Option<u64> {
    let machine = fs::read_to_string("/proc/meminfo").ok().and_then(|it| memory_total_bytes(&it));
    let container =
        fs::read_to_string("/sys/fs/cgroup/memory.max").ok().and_then(|it| it.trim().parse().ok());
    match (machine, container) {
        (Some(machine), Some(container)) => Some(machine.min(container)),
        (machine, container) => machine.or(container),
    }
}

fn memory_total_bytes(meminfo: &str) -> Option<u64> {
    let line = meminfo.lines().find_map(|it| it.strip_prefix("MemTotal:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_machine_s_memory_is_read() {
        assert_eq!(memory_total_bytes("MemTotal:       24000 kB\nMemFree: 3 kB\n"), Some(24_576_000));
        assert_eq!(memory_total_bytes("MemFree: 3 kB\n"), None);
    }
}
