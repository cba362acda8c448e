//! From a statement to its rows.

use std::sync::Arc;

use datafusion::{
    arrow::{array::RecordBatch, datatypes::SchemaRef},
    execution::{
        SendableRecordBatchStream, SessionStateBuilder,
        context::SQLOptions,
        memory_pool::{FairSpillPool, TrackConsumersPool},
        runtime_env::RuntimeEnvBuilder,
    },
    prelude::{SessionConfig, SessionContext},
};
use futures::StreamExt;

use crate::{Fault, Limits, QueryError, functions, intervals::NoIntervalsCompared, tables};

/// How many operators the message about memory could name.
const CONSUMERS_NAMED: std::num::NonZeroUsize = std::num::NonZeroUsize::MIN;

/// A session over the newest version of a log: a folder, or `s3://bucket/prefix`. Blocking.
///
/// # Errors
///
/// [`QueryError::Log`] if there is no log, or it cannot be read.
pub fn open(log_url: &str, limits: &Limits) -> Result<SessionContext, QueryError> {
    let mut config = SessionConfig::new()
        .with_target_partitions(limits.threads.max(1))
        .with_information_schema(true)
        .with_default_catalog_and_schema("efficaces", "log");
    let options = config.options_mut();
    options.sql_parser.collect_spans = true;
    options.execution.time_zone = Some("UTC".to_owned());
    let memory = FairSpillPool::new(usize::try_from(limits.memory_bytes).unwrap_or(usize::MAX));
    let runtime = RuntimeEnvBuilder::new()
        .with_memory_pool(Arc::new(TrackConsumersPool::new(memory, CONSUMERS_NAMED)))
        .build_arc()?;
    let state = SessionStateBuilder::new()
        .with_config(config)
        .with_runtime_env(runtime)
        .with_default_features()
        .with_analyzer_rule(Arc::new(NoIntervalsCompared))
        .build();
    let context = SessionContext::new_with_state(state);
    functions::register(&context);
    tables::register(&context, log_url)?;
    Ok(context)
}

/// Plans one statement and begins to run it.
///
/// # Errors
///
/// [`QueryError::Wrong`] says what to change in the statement.
pub async fn ask(context: &SessionContext, sql: &str, limits: &Limits) -> Result<Answer, QueryError> {
    if sql.trim_matches(|it: char| it.is_whitespace() || it == ';').is_empty() {
        return Err(QueryError::wrong(Fault::Empty));
    }
    let plan = context.state().create_logical_plan(sql).await?;
    let read_only =
        SQLOptions::new().with_allow_ddl(false).with_allow_dml(false).with_allow_statements(false);
    read_only.verify_plan(&plan)?;
    let frame = context.execute_logical_plan(plan).await?;
    let stream = frame.execute_stream().await?;
    Ok(Answer { stream, rows_left: limits.rows, is_cut: false })
}

/// The rows of a statement, a batch at a time.
pub struct Answer {
    stream: SendableRecordBatchStream,
    rows_left: Option<usize>,
    is_cut: bool,
}

impl Answer {
    /// Names and types of its columns.
    pub fn schema(&self) -> SchemaRef {
        self.stream.schema()
    }

    /// The next rows; `None` after the last.
    ///
    /// # Errors
    ///
    /// [`QueryError`], after which nothing more comes.
    pub async fn next(&mut self) -> Result<Option<RecordBatch>, QueryError> {
        if self.is_cut {
            return Ok(None);
        }
        let batch = self.stream.next().await.transpose()?;
        let (Some(batch), Some(left)) = (&batch, self.rows_left) else { return Ok(batch) };
        let rows = batch.num_rows();
        self.is_cut = rows > left;
        self.rows_left = Some(left.saturating_sub(rows));
        Ok(Some(batch.slice(0, rows.min(left))))
    }

    /// Whether rows were left out because there are more than [`Limits::rows`]; known after the last.
    pub const fn is_cut(&self) -> bool {
        self.is_cut
    }
}

impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Answer").field("schema", &self.stream.schema()).finish_non_exhaustive()
    }
}
