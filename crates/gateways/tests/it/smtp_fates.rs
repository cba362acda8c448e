//! A mail server that misbehaves at a given moment: what is known of the message after that.

use std::time::Duration;

use gateways::{Accepted, Fate, SendError, SendTimes, Smtp};
use mail::{Built, Mailbox, Outgoing, build::Origin};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
    time::sleep,
};

/// What the server does at one moment: `greeting`, a word of a command and its recipient, `body`, `end`.
#[derive(Debug, Clone, Copy)]
enum Does {
    Says(&'static str),
    Hangs,
    Breaks,
}

use Does::{Breaks, Hangs, Says};

/// What it does if it is not told otherwise.
fn usually(moment: &str) -> &'static str {
    match moment {
        "greeting" => "220 peer.example",
        "DATA" => "354 go ahead",
        "end" => "250 2.0.0 queued as 7",
        _ => "250 ok",
    }
}

/// A server for one connection, that does as it is told at the moments that are listed.
async fn server(told: &[(&'static str, Does)], pause: Duration) -> Smtp {
    server_for(1, told, pause).await
}

/// The same for some connections, one after the other.
async fn server_for(connections: usize, told: &[(&'static str, Does)], pause: Duration) -> Smtp {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let told = told.to_vec();
    tokio::spawn(async move {
        for _ in 0..connections {
            let (stream, _) = listener.accept().await.unwrap();
            let _ = serve(stream, &told, pause).await;
        }
    });
    Smtp::new(&format!("smtp://127.0.0.1:{port}"), "noreply@contacts.example").unwrap()
}

async fn serve(stream: TcpStream, told: &[(&str, Does)], pause: Duration) -> Option<()> {
    let mut stream = BufReader::new(stream);
    act(&mut stream, told, "greeting", pause).await?;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        let moment = line.trim().trim_start_matches("RCPT TO:").trim_matches(['<', '>']);
        let moment = if line.starts_with("MAIL") { "MAIL" } else { moment };
        let moment = if line.starts_with("EHLO") { "EHLO" } else { moment };
        act(&mut stream, told, moment, pause).await?;
        if line.trim() == "DATA" && !told.iter().any(|it| it.0 == "DATA") {
            if told.iter().any(|it| it.0 == "body") {
                // Some of it, then the end of the line.
                let _ = stream.read_exact(&mut [0; 10_000]).await;
                return None;
            }
            while line != ".\r\n" {
                line.clear();
                stream.read_line(&mut line).await.ok().filter(|it| *it > 0)?;
            }
            act(&mut stream, told, "end", pause).await?;
            if told.iter().any(|it| it.0 == "after") {
                return None;
            }
        }
    }
}

async fn act(
    stream: &mut BufReader<TcpStream>,
    told: &[(&str, Does)],
    moment: &str,
    pause: Duration,
) -> Option<()> {
    let does = told.iter().find(|it| it.0 == moment).map_or(Says(usually(moment)), |it| it.1);
    match does {
        Says(words) => {
            // A line end is part of what a server says, if it says one at all.
            let words = if words.ends_with('…') {
                words.trim_end_matches('…').to_owned()
            } else {
                format!("{words}\r\n")
            };
            for byte in words.bytes() {
                if !pause.is_zero() {
                    sleep(pause).await;
                }
                stream.write_all(&[byte]).await.ok()?;
            }
            (words.ends_with('\n')).then_some(())
        }
        Hangs => std::future::pending().await,
        Breaks => None,
    }
}

fn built(to: &[&str], text: String) -> Built {
    let mailbox = |address: &str| Mailbox { name: None, address: address.to_owned() };
    let outgoing = Outgoing {
        from: mailbox("contact@ville.example"),
        to: to.iter().map(|it| mailbox(it)).collect(),
        reply_to: None,
        return_path: None,
        subject: "Votre demande".to_owned(),
        text,
        message_id: "1@ville.example".to_owned(),
        mark: None,
        in_reply_to: None,
        references: Vec::new(),
        at: "2026-03-02T10:00:00Z".parse().unwrap(),
        origin: Origin::Person,
        attachments: Vec::new(),
        unsubscribe: None,
    };
    mail::build(&outgoing, None).unwrap()
}

async fn handed_over(told: &[(&'static str, Does)]) -> Result<Accepted, SendError> {
    let text = if told.iter().any(|it| it.0 == "body") {
        "Bonjour. ".repeat(2_000_000)
    } else {
        "Bonjour".to_owned()
    };
    let smtp = server(told, Duration::ZERO).await;
    smtp.hand_over(&built(&["jeanne@mail.example"], text)).await
}

#[tokio::test]
async fn what_a_server_does_decides_what_is_known_of_a_message() {
    for (moment, does, wanted) in [
        // Not for this message: the server, or the setting.
        ("greeting", Says("554 not today"), Fate::Later),
        ("greeting", Says("HTTP/1.1 400 Bad Request"), Fate::Later),
        ("greeting", Breaks, Fate::Later),
        ("EHLO", Breaks, Fate::Later),
        ("MAIL", Says("550 you may not"), Fate::Later),
        ("MAIL", Says("421 too many connections"), Fate::Later),
        ("MAIL", Breaks, Fate::Later),
        ("jeanne@mail.example", Says("550 5.1.1 unknown"), Fate::Refused),
        ("jeanne@mail.example", Says("450 4.2.0 busy"), Fate::Later),
        ("jeanne@mail.example", Says("hello"), Fate::Later),
        ("jeanne@mail.example", Breaks, Fate::Later),
        ("DATA", Says("554 no valid recipient"), Fate::Refused),
        ("DATA", Says("250 ok"), Fate::Later),
        ("DATA", Breaks, Fate::Later),
        ("body", Breaks, Fate::Later),
        // It has the whole message.
        ("end", Says("554 5.7.1 spam"), Fate::Refused),
        ("end", Says("552 5.3.4 too big"), Fate::Refused),
        ("end", Says("451 4.3.0 disk full"), Fate::Later),
        ("end", Says("421 closing"), Fate::Later),
        ("end", Breaks, Fate::Unknown),
        ("end", Says("250 o…"), Fate::Unknown),
        ("end", Says("354 go ahead"), Fate::Unknown),
        ("end", Says("666 yes"), Fate::Unknown),
        ("end", Says("merci"), Fate::Unknown),
    ] {
        let error = handed_over(&[(moment, does)]).await.unwrap_err();
        assert_eq!(error.fate(), wanted, "{moment} {does:?}: {error:?}");
    }
}

#[tokio::test]
async fn a_server_that_hangs_is_not_waited_for() {
    for (moment, wanted) in [
        ("greeting", Fate::Later),
        ("MAIL", Fate::Later),
        ("jeanne@mail.example", Fate::Later),
        ("DATA", Fate::Later),
        ("end", Fate::Unknown),
    ] {
        let short = Duration::from_millis(300);
        let times = SendTimes { open_max: short, command_max: short, message_max: short };
        let smtp = server(&[(moment, Hangs)], Duration::ZERO).await.with_times(times);
        let error = smtp.hand_over(&built(&["jeanne@mail.example"], "Bonjour".to_owned())).await.unwrap_err();
        assert_eq!(error.fate(), wanted, "{moment}: {error:?}");
    }
}

#[tokio::test]
async fn a_message_is_accepted_when_the_server_says_so_however_slowly_and_whatever_comes_after() {
    let slow = server(&[], Duration::from_millis(1)).await;
    let accepted = slow.hand_over(&built(&["jeanne@mail.example"], "Bonjour".to_owned())).await.unwrap();
    assert_eq!(accepted.answer, "250 2.0.0 queued as 7");
    assert!(handed_over(&[("QUIT", Breaks)]).await.is_ok());
    assert!(handed_over(&[("QUIT", Says("554 no"))]).await.is_ok());
    assert!(handed_over(&[("QUIT", Hangs)]).await.is_ok());
}

#[tokio::test]
async fn messages_go_one_after_the_other_on_a_line_that_is_kept() {
    let mail = built(&["jeanne@mail.example"], "Bonjour".to_owned());
    let smtp = server_for(1, &[], Duration::ZERO).await.keeping_lines();
    for _ in 0..3 {
        smtp.hand_over(&mail).await.unwrap();
    }
    smtp.rest().await;
    assert_eq!(smtp.hand_over(&mail).await.unwrap_err().fate(), Fate::Later, "the only connection is over");
}

#[tokio::test]
async fn a_kept_line_that_was_cut_is_made_anew() {
    let mail = built(&["jeanne@mail.example"], "Bonjour".to_owned());
    let smtp = server_for(3, &[("after", Breaks)], Duration::ZERO).await.keeping_lines();
    for _ in 0..3 {
        smtp.hand_over(&mail).await.unwrap();
    }
    assert_eq!(smtp.hand_over(&mail).await.unwrap_err().fate(), Fate::Later);
}

#[tokio::test]
async fn a_line_on_which_something_was_refused_is_not_kept() {
    let told = [("paul@mail.example", Says("550 unknown"))];
    let smtp = server_for(2, &told, Duration::ZERO).await.keeping_lines();
    let both = built(&["jeanne@mail.example", "paul@mail.example"], "Bonjour".to_owned());
    assert_eq!(smtp.hand_over(&both).await.unwrap().refused.len(), 1);
    let paul = built(&["paul@mail.example"], "Bonjour".to_owned());
    assert_eq!(smtp.hand_over(&paul).await.unwrap_err().fate(), Fate::Refused);
    assert_eq!(smtp.hand_over(&paul).await.unwrap_err().fate(), Fate::Later, "both connections are over");
}

#[tokio::test]
async fn a_recipient_who_is_refused_does_not_stop_the_others() {
    let to = ["jeanne@mail.example", "karim@mail.example", "paul@mail.example"];
    let mail = built(&to, "Bonjour".to_owned());
    let told = [("jeanne@mail.example", Says("550 unknown")), ("paul@mail.example", Says("450 busy"))];
    let smtp = server(&told, Duration::ZERO).await;
    let accepted = smtp.hand_over(&mail).await.unwrap();
    let refused: Vec<_> =
        accepted.refused.iter().map(|it| (it.recipient.as_str(), it.error.fate())).collect();
    assert_eq!(refused, [("jeanne@mail.example", Fate::Refused), ("paul@mail.example", Fate::Later)]);
    // The others are tried alone.
    let smtp = server(&told, Duration::ZERO).await;
    let error = smtp.hand_over_again(&mail, |it| it == "paul@mail.example").await.unwrap_err();
    assert_eq!(error.fate(), Fate::Later);
    // Nobody was taken: it is for good only if it is for all.
    let told = [told[0], told[1], ("karim@mail.example", Says("550 unknown"))];
    let smtp = server(&told, Duration::ZERO).await;
    let SendError::Recipients(all) = smtp.hand_over(&mail).await.unwrap_err() else { panic!("refused") };
    assert_eq!(all.len(), 3);
    assert_eq!(SendError::Recipients(all).fate(), Fate::Later);
}

#[test]
fn a_server_is_not_waited_for_longer_than_a_message_is_claimed() {
    let SendTimes { open_max, command_max, message_max } = SendTimes::default();
    // MAIL, a recipient, DATA.
    assert!(open_max + 3 * command_max + message_max < Duration::from_mins(5));
}
