//! Against the daemon of `ClamAV`, and against nobody.

use std::env;

use gateways::{Clamd, ClamdError, Scanned};

/// The daemon on its socket and on its port, and the text that it knows.
fn clamd() -> Option<([Clamd; 2], String)> {
    let given = |name: &str| {
        let Ok(value) = env::var(name) else {
            assert!(env::var_os("CI").is_none(), "CI must set {name}: run scripts/test-clamd");
            eprintln!("skipped: no antivirus ({name}); run inside scripts/test-clamd");
            return None;
        };
        Some(value)
    };
    let at = |name: &str| Some(given(name)?.parse().unwrap());
    Some(([at("TEST_CLAMD")?, at("TEST_CLAMD_TCP")?], given("TEST_CLAMD_MARKER")?))
}

#[tokio::test]
async fn the_daemon_tells_clean_bytes_from_infected_ones() {
    let Some((places, marker)) = clamd() else { return };
    for clamd in places {
        assert_eq!(clamd.scan(b"").await.unwrap(), Scanned::Clean);
        assert_eq!(clamd.scan("Bonjour".as_bytes()).await.unwrap(), Scanned::Clean);
        // The text stands across the pieces in which bytes are sent.
        let mut bytes = vec![b' '; (64 << 10) - 5];
        bytes.extend_from_slice(marker.as_bytes());
        bytes.resize(bytes.len() + 200_000, b' ');
        let found = clamd.scan(&bytes).await.unwrap();
        assert_eq!(found, Scanned::Infected("Test.Marker.UNOFFICIAL".to_owned()));
    }
}

#[tokio::test]
async fn what_the_daemon_does_not_take_is_neither_clean_nor_infected() {
    let Some((places, marker)) = clamd() else { return };
    for clamd in places {
        let mut bytes = vec![b' '; 13 << 20];
        bytes.extend_from_slice(marker.as_bytes());
        let refused = clamd.scan(&bytes).await.unwrap_err();
        assert!(matches!(refused, ClamdError::TooLarge), "{refused:?}");
    }
}

#[tokio::test]
async fn a_daemon_that_is_not_there_says_nothing() {
    let nowhere = tempfile::tempdir().unwrap().path().join("clamd.socket");
    let clamd: Clamd = format!("clamd:{}", nowhere.display()).parse().unwrap();
    assert!(matches!(clamd.scan(b"x").await, Err(ClamdError::NotReached(_))));
}

#[tokio::test]
async fn a_daemon_that_hangs_up_says_nothing() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let clamd: Clamd = format!("clamd:{}", listener.local_addr().unwrap()).parse().unwrap();
    let peer = tokio::spawn(async move { drop(listener.accept().await.unwrap()) });
    assert!(matches!(clamd.scan(&vec![0; 1 << 20]).await, Err(ClamdError::NotReached(_))));
    peer.await.unwrap();
}
