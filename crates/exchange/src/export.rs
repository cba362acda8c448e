//! The contact log as files of other tools: XES, OCEL 2.0, CSV, Parquet.
