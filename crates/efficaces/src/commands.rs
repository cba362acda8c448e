//! One file a command.

pub(crate) mod audit;
pub(crate) mod demo;
pub(crate) mod diagnose;
pub(crate) mod evidence;
pub(crate) mod experiment;
pub(crate) mod export;
pub(crate) mod guide;
pub(crate) mod import;
pub(crate) mod inbox;
pub(crate) mod log;
pub(crate) mod measure;
pub(crate) mod moments;
mod parquet_table;
pub(crate) mod practices;
pub(crate) mod refused;
pub(crate) mod serve;
pub(crate) mod simulate;
pub(crate) mod sql;
pub(crate) mod token;
pub(crate) mod user;
pub(crate) mod ways;
pub(crate) mod worker;
