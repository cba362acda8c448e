//! A log in an object store, through its own small runtime.

use std::{ops::Range, sync::Arc};

use bytes::Bytes;
use futures::TryStreamExt;
use object_store::{Error, ObjectStore, ObjectStoreExt, PutMode, PutOptions, PutPayload, path::Path};
use tokio::runtime::Runtime;

use crate::{LogError, store::Found};

/// One prefix of one bucket.
pub(crate) struct Remote {
    store: Arc<dyn ObjectStore>,
    prefix: Path,
    address: String,
    runtime: Option<Runtime>,
}

impl Drop for Remote {
    /// Without waiting: the last handle of a log may be dropped by an async task, which must not block.
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Remote {
    #[cfg(feature = "s3")]
    pub(crate) fn open(address: &str) -> Result<Self, LogError> {
        use object_store::aws::{AmazonS3Builder, S3ConditionalPut};

        let unknown = || LogError::Address(address.to_owned());
        let rest = address.strip_prefix("s3://").ok_or_else(unknown)?;
        let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        if bucket.is_empty() {
            return Err(unknown());
        }
        let plain = ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT"]
            .iter()
            .any(|name| std::env::var(name).is_ok_and(|it| it.starts_with("http://")));
        let store = AmazonS3Builder::from_env()
            .with_bucket_name(bucket)
            .with_allow_http(plain)
            .with_conditional_put(S3ConditionalPut::ETagMatch)
            .build()
            .map_err(|it| remote("open", address, it))?;
        let prefix = Path::parse(prefix.trim_matches('/')).map_err(|_| unknown())?;
        Self::over(Arc::new(store), prefix, address)
    }

    #[cfg(not(feature = "s3"))]
    pub(crate) fn open(address: &str) -> Result<Self, LogError> {
        Err(LogError::Address(address.to_owned()))
    }

    /// A log over any object store.
    #[cfg(any(feature = "s3", test))]
    pub(crate) fn over(store: Arc<dyn ObjectStore>, prefix: Path, address: &str) -> Result<Self, LogError> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("contact-log-store")
            .enable_all()
            .build()
            .map_err(|it| LogError::io("start a thread for", std::path::Path::new(address), it))?;
        Ok(Self { store, prefix, address: address.trim_end_matches('/').to_owned(), runtime: Some(runtime) })
    }

    /// Runs one operation; callers may themselves be inside an async runtime's blocking section, so the future
    /// runs on our own threads and the caller only waits.
    fn run<T: Send + 'static>(
        &self,
        operation: impl Future<Output = Result<T, Error>> + Send + 'static,
    ) -> Result<T, Error> {
        let (sender, receiver) = std::sync::mpsc::sync_channel(1);
        if let Some(runtime) = &self.runtime {
            runtime.spawn(async move {
                // The receiver waits below for as long as the runtime lives.
                let _received = sender.send(operation.await);
            });
        }
        receiver.recv().unwrap_or_else(|_| {
            Err(Error::Generic { store: "contact-log", source: "the runtime stopped".into() })
        })
    }

    fn path(&self, name: &str) -> Path {
        name.split('/').filter(|it| !it.is_empty()).fold(self.prefix.clone(), Path::join)
    }

    pub(crate) fn read(&self, name: &str) -> Result<Option<Bytes>, LogError> {
        let (store, path) = (Arc::clone(&self.store), self.path(name));
        match self.run(async move { store.get(&path).await?.bytes().await }) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(it) => Err(remote("read", &self.location(name), it)),
        }
    }

    pub(crate) fn read_ranges(&self, name: &str, ranges: &[Range<u64>]) -> Result<Vec<Bytes>, LogError> {
        let (store, path, ranges) = (Arc::clone(&self.store), self.path(name), ranges.to_vec());
        self.run(async move { store.get_ranges(&path, &ranges).await }).map_err(|it| match it {
            Error::NotFound { .. } => LogError::damaged(name, "the object is absent"),
            it => remote("read", &self.location(name), it),
        })
    }

    pub(crate) fn put(&self, name: &str, bytes: Vec<u8>) -> Result<(), LogError> {
        let (store, path) = (Arc::clone(&self.store), self.path(name));
        let put = async move { store.put(&path, PutPayload::from(bytes)).await.map(drop) };
        self.run(put).map_err(|it| remote("write", &self.location(name), it))
    }

    pub(crate) fn put_new(&self, name: &str, bytes: Vec<u8>) -> Result<bool, LogError> {
        let (store, path) = (Arc::clone(&self.store), self.path(name));
        let options = PutOptions::from(PutMode::Create);
        let put = async move { store.put_opts(&path, PutPayload::from(bytes), options).await.map(drop) };
        match self.run(put) {
            Ok(()) => Ok(true),
            Err(Error::AlreadyExists { .. } | Error::Precondition { .. }) => Ok(false),
            Err(it) => {
                let refused = matches!(
                    it,
                    Error::NotFound { .. } | Error::PermissionDenied { .. } | Error::Unauthenticated { .. }
                );
                let error = remote("create", &self.location(name), it);
                Err(if refused { error } else { error.unconfirmed() })
            }
        }
    }

    pub(crate) fn list(&self, folder: &str) -> Result<Vec<Found>, LogError> {
        let (store, path) = (Arc::clone(&self.store), self.path(folder));
        let listing = async move { store.list(Some(&path)).try_collect::<Vec<_>>().await };
        let objects = self.run(listing).map_err(|it| remote("list", &self.location(folder), it))?;
        let found = objects.into_iter().filter_map(|it| {
            let name = it.location.filename()?;
            let modified_us = it.last_modified.timestamp_micros();
            // Deeper objects have another parent than the folder.
            (self.path(folder).join(name) == it.location)
                .then(|| Found { name: format!("{folder}/{name}"), modified_us })
        });
        Ok(found.collect())
    }

    pub(crate) fn list_folders(&self, folder: &str) -> Result<Vec<String>, LogError> {
        let (store, path) = (Arc::clone(&self.store), self.path(folder));
        let listing = async move { store.list_with_delimiter(Some(&path)).await };
        let found = self.run(listing).map_err(|it| remote("list", &self.location(folder), it))?;
        let names = found.common_prefixes.iter().filter_map(Path::filename);
        Ok(names.map(|it| format!("{folder}/{it}")).collect())
    }

    pub(crate) fn delete(&self, name: &str) -> Result<(), LogError> {
        let (store, path) = (Arc::clone(&self.store), self.path(name));
        match self.run(async move { store.delete(&path).await }) {
            Ok(()) | Err(Error::NotFound { .. }) => Ok(()),
            Err(it) => Err(remote("remove", &self.location(name), it)),
        }
    }

    pub(crate) fn location(&self, name: &str) -> String {
        format!("{}/{name}", self.address)
    }
}

fn remote(doing: &'static str, place: &str, source: Error) -> LogError {
    LogError::Remote { doing, place: place.to_owned(), source: Box::new(source) }
}
