//! As much of HTTP as a client that posts needs.

use std::{
    io::{self, BufRead as _, BufReader, Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

/// Longer than any answer takes: a server that hangs fails the test.
const PATIENCE: Duration = Duration::from_mins(1);

/// One connection, kept between requests.
pub(crate) struct Connection {
    stream: BufReader<TcpStream>,
    token: String,
}

impl Connection {
    pub(crate) fn open(server: SocketAddr, token: &str) -> io::Result<Self> {
        let stream = TcpStream::connect(server)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_nodelay(true)?;
        Ok(Self { stream: BufReader::new(stream), token: token.to_owned() })
    }

    /// Posts contacts, one a line; the status and the body of the answer.
    pub(crate) fn post(&mut self, lines: &str) -> io::Result<(u16, String)> {
        let head = format!(
            "POST /api/v1/contacts HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {}\r\n\
             Content-Type: application/x-ndjson\r\nContent-Length: {}\r\n\r\n",
            self.token,
            lines.len()
        );
        self.stream.get_mut().write_all((head + lines).as_bytes())?;
        let status_line = self.line()?;
        let status = status_line.split(' ').nth(1).and_then(|it| it.parse().ok()).ok_or_else(cut_off)?;
        let mut length = 0;
        loop {
            let line = self.line()?.to_ascii_lowercase();
            if line.is_empty() {
                break;
            }
            if let Some(given) = line.strip_prefix("content-length:") {
                length = given.trim().parse().map_err(|_| cut_off())?;
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body)?;
        Ok((status, String::from_utf8_lossy(&body).into_owned()))
    }

    fn line(&mut self) -> io::Result<String> {
        let mut line = String::new();
        self.stream.read_line(&mut line)?;
        line.strip_suffix("\r\n").map(str::to_owned).ok_or_else(cut_off)
    }
}

fn cut_off() -> io::Error {
    io::ErrorKind::UnexpectedEof.into()
}
