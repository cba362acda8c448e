//! Sizes that decide how a log's files are cut, and how much memory an import takes.

/// How files are cut and memory is bounded. The defaults are right for use; tests make them small.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// A bucket of a new or rewritten partner has at most this many rows.
    pub bucket_rows: u64,
    /// A partner whose buckets have more rows on average is rewritten with more buckets.
    pub bucket_rows_max: u64,
    /// A file is closed at the end of a bucket once it has this many rows: fewer, larger files for small imports.
    pub file_rows: u64,
    /// A bucket that lies in more files than this has its smaller ones merged.
    pub bucket_files_max: usize,
    /// An index file is closed once it has this many entries.
    pub index_rows: u64,
    /// Staged rows of a partner are split into parts when they pass this size.
    pub split_bytes: usize,
    /// An import holds at most about this much in memory before its commit; the rest waits on disk.
    pub memory_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bucket_rows: 500_000,
            bucket_rows_max: 2_000_000,
            file_rows: 131_072,
            bucket_files_max: 8,
            index_rows: 1 << 20,
            split_bytes: 4 << 20,
            memory_bytes: 320 << 20,
        }
    }
}
