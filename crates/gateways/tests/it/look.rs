//! Links that are looked at, on a server of this machine.

use gateways::{
    hook::Reach,
    look::{Dead, Looked, Looker},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
};

/// A site; gives its address.
async fn site() -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut asked = [0; 2_000];
                let read = stream.read(&mut asked).await.unwrap_or(0);
                let line =
                    String::from_utf8_lossy(&asked[..read]).lines().next().unwrap_or_default().to_owned();
                let (status, more) = match line.trim_end_matches(" HTTP/1.1") {
                    "HEAD /page" | "GET /no-head" | "GET /wrong-head" => ("200 OK", ""),
                    "HEAD /no-head" => ("405 No", ""),
                    "HEAD /closed" | "GET /closed" => ("403 No", ""),
                    "HEAD /busy" | "GET /busy" => ("503 Busy", ""),
                    "HEAD /broken" | "GET /broken" => ("500 Oh", ""),
                    "HEAD /moved" => ("301 There", "Location: /page\r\n"),
                    "HEAD /gone-there" => ("302 There", "Location: /gone\r\n"),
                    "HEAD /circle" => ("302 Here", "Location: /circle\r\n"),
                    "HEAD /to-file" => ("302 There", "Location: file:///etc/passwd\r\n"),
                    "HEAD /hangs" => return,
                    _ => ("404 Nothing", ""),
                };
                let answer =
                    format!("HTTP/1.1 {status}\r\n{more}Content-Length: 0\r\nConnection: close\r\n\r\n");
                let _ = stream.write_all(answer.as_bytes()).await;
            });
        }
    });
    format!("http://127.0.0.1:{port}")
}

#[tokio::test]
async fn a_page_that_answers_is_alive() {
    let (site, looker) = (site().await, Looker::new(Reach::Everywhere).unwrap());
    for path in ["page", "no-head", "wrong-head", "moved"] {
        assert_eq!(looker.look(&format!("{site}/{path}")).await, Looked::Alive, "{path}");
    }
}

#[tokio::test]
async fn a_page_that_is_not_there_is_dead() {
    let (site, looker) = (site().await, Looker::new(Reach::Everywhere).unwrap());
    for (path, dead) in [
        ("gone", Dead::Status(404)),
        ("gone-there", Dead::Status(404)),
        ("broken", Dead::Status(500)),
        ("circle", Dead::Circle),
        ("to-file", Dead::NoLink),
    ] {
        assert_eq!(looker.look(&format!("{site}/{path}")).await, Looked::Dead(dead), "{path}");
    }
    assert_eq!(looker.look("http://127.0.0.1:9/").await, Looked::Dead(Dead::NoAnswer));
    assert_eq!(looker.look("mailto:contact@ville.example").await, Looked::Dead(Dead::NoLink));
}

#[tokio::test]
async fn a_page_that_answers_others_is_unknown() {
    let (site, looker) = (site().await, Looker::new(Reach::Everywhere).unwrap());
    for path in ["closed", "busy", "hangs"] {
        let found = looker.look(&format!("{site}/{path}")).await;
        assert!(matches!(found, Looked::Unknown { .. }), "{path}: {found:?}");
    }
}

#[tokio::test]
async fn our_own_network_is_not_looked_at() {
    let (site, looker) = (site().await, Looker::new(Reach::Public).unwrap());
    for link in [format!("{site}/page"), "localhost/page".to_owned(), "http://10.0.0.1/".to_owned()] {
        let found = looker.look(&link).await;
        assert!(matches!(found, Looked::Unknown { .. }), "{link}: {found:?}");
    }
}
