//! An object store that keeps a new version and never says so.

use std::{
    ops::Range,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use bytes::Bytes;
use futures::stream::BoxStream;
use object_store::{
    CopyOptions, Error, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta, ObjectStore,
    PutMultipartOptions, PutOptions, PutPayload, PutResult, Result, memory::InMemory, path::Path,
};

use super::world::{World, contact};
use crate::{Log, LogError, LogOptions, remote::Remote, store::Store};

/// A store in memory whose answers to commits get lost while it is told so.
#[derive(Debug)]
struct Deaf {
    inner: InMemory,
    keeps: bool,
    loses: Arc<AtomicBool>,
}

impl std::fmt::Display for Deaf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("deaf")
    }
}

#[async_trait::async_trait]
impl ObjectStore for Deaf {
    async fn put_opts(&self, location: &Path, payload: PutPayload, opts: PutOptions) -> Result<PutResult> {
        let is_lost = self.loses.load(Ordering::Relaxed) && location.as_ref().contains("commits/");
        if !is_lost {
            return self.inner.put_opts(location, payload, opts).await;
        }
        if self.keeps {
            self.inner.put_opts(location, payload, opts).await?;
        }
        Err(Error::Generic { store: "deaf", source: "the connection was cut".into() })
    }

    async fn put_multipart_opts(
        &self,
        location: &Path,
        opts: PutMultipartOptions,
    ) -> Result<Box<dyn MultipartUpload>> {
        self.inner.put_multipart_opts(location, opts).await
    }

    async fn get_opts(&self, location: &Path, options: GetOptions) -> Result<GetResult> {
        self.inner.get_opts(location, options).await
    }

    async fn get_ranges(&self, location: &Path, ranges: &[Range<u64>]) -> Result<Vec<Bytes>> {
        self.inner.get_ranges(location, ranges).await
    }

    fn delete_stream(&self, locations: BoxStream<'static, Result<Path>>) -> BoxStream<'static, Result<Path>> {
        self.inner.delete_stream(locations)
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        self.inner.list(prefix)
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> Result<ListResult> {
        self.inner.list_with_delimiter(prefix).await
    }

    async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> Result<()> {
        self.inner.copy_opts(from, to, options).await
    }
}

fn world(keeps: bool) -> (World, Arc<AtomicBool>) {
    let loses = Arc::new(AtomicBool::new(false));
    let store = Deaf { inner: InMemory::new(), keeps, loses: Arc::clone(&loses) };
    let remote = Remote::over(Arc::new(store), Path::from("log"), "s3://deaf/log").expect("a store");
    (World::over(Log::over(Store::Remote(remote), LogOptions::default())), loses)
}

#[test]
fn a_commit_whose_answer_is_lost_harms_nothing_whether_it_stands_or_not() {
    for keeps in [true, false] {
        let (world, loses) = world(keeps);
        world.add(&[contact(1, "bob", 1)]).expect("imports");
        loses.store(true, Ordering::Relaxed);
        let rows = [contact(2, "bob", 2), contact(3, "ann", 3)];
        let error = world.add(&rows).expect_err("not confirmed");
        assert!(matches!(error, LogError::Unconfirmed(_)), "{error:?}");

        let report = world.log.check().expect("readable");
        assert_eq!(report.problems, Vec::<String>::new());
        assert_eq!(report.contacts, if keeps { 3 } else { 1 });

        loses.store(false, Ordering::Relaxed);
        let again = world.add(&rows).expect("imports");
        assert_eq!((again.contacts, again.duplicates), if keeps { (0, 2) } else { (2, 0) });
        assert_eq!(world.contacts().len(), 3);
    }
}
