//! From data to a report.
