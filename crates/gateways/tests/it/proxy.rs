//! A line that breaks: between us and a server, it passes so many bytes of the server's and then ends.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _, copy},
    net::{TcpListener, TcpStream},
};

/// A proxy to a port of this machine.
pub(crate) struct Proxy {
    pub(crate) port: u16,
    left: Arc<AtomicUsize>,
}

impl Proxy {
    pub(crate) async fn to(port: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let proxy = Self { port: listener.local_addr().unwrap().port(), left: Arc::default() };
        let left = Arc::clone(&proxy.left);
        tokio::spawn(async move {
            while let Ok((ours, _)) = listener.accept().await {
                let Ok(server) = TcpStream::connect(("127.0.0.1", port)).await else { continue };
                tokio::spawn(pass(ours, server, left.load(Ordering::Relaxed)));
            }
        });
        proxy
    }

    /// Connections from now on pass so many bytes of the server's.
    pub(crate) fn pass(&self, bytes: usize) {
        self.left.store(bytes, Ordering::Relaxed);
    }
}

async fn pass(ours: TcpStream, server: TcpStream, bytes: usize) {
    let (mut from_us, mut to_us) = ours.into_split();
    let (from_server, mut to_server) = server.into_split();
    let asking = tokio::spawn(async move { copy(&mut from_us, &mut to_server).await });
    let _ = copy(&mut from_server.take(bytes as u64), &mut to_us).await;
    let _ = to_us.shutdown().await;
    asking.abort();
}
