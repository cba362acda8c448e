//! The tables: files of one version of the log under the canonical column names.

use std::{path::Path, sync::Arc};

use contact_log::{Log, LogKind, Snapshot, schema};
use datafusion::{
    arrow::datatypes::{DataType, Field, Schema, SchemaRef},
    catalog::{TableProvider, default_table_source::DefaultTableSource},
    common::Result,
    datasource::{
        ViewTable,
        empty::EmptyTable,
        file_format::parquet::ParquetFormat,
        listing::{ListingOptions, ListingTable, ListingTableConfig, ListingTableUrl},
    },
    logical_expr::{Expr, LogicalPlanBuilder, ScalarUDF},
    prelude::{SessionContext, ident},
};
use object_store::aws::AmazonS3Builder;
use url::Url;

use crate::{QueryError, functions};

/// Their names, as statements say them.
pub const TABLES: [&str; 2] = ["contacts", "request_events"];

/// Registers both tables over the newest version of a log, which stays the one that is read.
pub(crate) fn register(context: &SessionContext, log_url: &str) -> Result<(), QueryError> {
    let snapshot = Log::open_existing(log_url)?.snapshot()?;
    if log_url.starts_with("s3://") {
        register_store(context, log_url)?;
    }
    for (name, kind, stored) in [
        (TABLES[0], LogKind::Contacts, &schema::STORED_CONTACTS),
        (TABLES[1], LogKind::Events, &schema::STORED_EVENTS),
    ] {
        let table = table(&snapshot, kind, columns(stored))?;
        context.register_table(name, with_pseudonyms_as_texts(name, table)?)?;
    }
    Ok(())
}

/// The columns as statements see them: words as texts, costs as decimals of the width that every function knows.
fn columns(stored: &SchemaRef) -> SchemaRef {
    let fields = stored.fields().iter().map(|field| {
        let kind = match field.data_type() {
            DataType::Dictionary(..) | DataType::Utf8 => DataType::Utf8View,
            DataType::Decimal64(precision, scale) => DataType::Decimal128(*precision, *scale),
            other => other.clone(),
        };
        Field::new(field.name(), kind, field.is_nullable())
    });
    Arc::new(Schema::new(fields.collect::<Vec<_>>()))
}

/// The table with its pseudonyms as everything else writes them; what a statement does not name is not computed.
fn with_pseudonyms_as_texts(name: &str, table: Arc<dyn TableProvider>) -> Result<Arc<dyn TableProvider>> {
    let pseudonym: ScalarUDF = functions::pseudonym();
    let schema = table.schema();
    let columns = schema.fields().iter().map(|field| -> Expr {
        let column = ident(field.name());
        match field.data_type() {
            DataType::UInt64 => pseudonym.call(vec![column]).alias(field.name()),
            _ => column,
        }
    });
    let stored = Arc::new(DefaultTableSource::new(table));
    let plan = LogicalPlanBuilder::scan(name, stored, None)?.project(columns)?.build()?;
    Ok(Arc::new(ViewTable::new(plan, None)))
}

fn table(
    snapshot: &Snapshot,
    kind: LogKind,
    columns: SchemaRef,
) -> Result<Arc<dyn TableProvider>, QueryError> {
    let files = snapshot.files().into_iter().filter(|it| it.kind == kind);
    let urls = files.map(|it| url_of(&it.location)).collect::<Result<Vec<_>, QueryError>>()?;
    if urls.is_empty() {
        return Ok(Arc::new(EmptyTable::new(columns)));
    }
    // The files say how Arrow held their columns; the table's own types are read instead.
    let format = ParquetFormat::default().with_skip_metadata(true);
    let options = ListingOptions::new(Arc::new(format)).with_file_extension("");
    let config =
        ListingTableConfig::new_with_multi_paths(urls).with_listing_options(options).with_schema(columns);
    Ok(Arc::new(ListingTable::try_new(config)?))
}

/// A file's own URL: characters that a path may have and a pattern would read otherwise are escaped.
fn url_of(location: &str) -> Result<ListingTableUrl, QueryError> {
    let url = if location.contains("://") {
        Url::parse(location).map_err(|_| QueryError::Place(location.to_owned()))?
    } else {
        let path =
            std::path::absolute(Path::new(location)).map_err(|_| QueryError::Place(location.to_owned()))?;
        Url::from_file_path(path).map_err(|()| QueryError::Place(location.to_owned()))?
    };
    Ok(ListingTableUrl::try_new(url, None)?)
}

/// The bucket, with the same settings (`AWS_…`) as the log itself.
fn register_store(context: &SessionContext, log_url: &str) -> Result<(), QueryError> {
    let place = || QueryError::Place(log_url.to_owned());
    let url = Url::parse(log_url).map_err(|_| place())?;
    let plain = ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT"]
        .iter()
        .any(|name| std::env::var(name).is_ok_and(|it| it.starts_with("http://")));
    let store = AmazonS3Builder::from_env()
        .with_bucket_name(url.host_str().ok_or_else(place)?)
        .with_allow_http(plain)
        .build()
        .map_err(datafusion::common::DataFusionError::from)?;
    context.register_object_store(&url, Arc::new(store));
    Ok(())
}
