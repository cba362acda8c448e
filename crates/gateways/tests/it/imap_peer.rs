//! An IMAP server that misbehaves: it hangs, lies, breaks at the worst moment.

use std::time::Duration;

use gateways::imap::{Account, Doing, ImapError, Login, Security, Session, Times, Woken};
use kernel::Secret;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
};

/// What a server says to a command, of which it is given all words but the tag; `None`: it breaks the line. `TAG` stands for the tag.
type Script = fn(&str) -> Option<&'static str>;

/// What it says if its script is silent about a command.
fn usually(command: &str) -> &'static str {
    match command.split(' ').next().unwrap_or_default() {
        "" => "* OK ready\r\n",
        "CAPABILITY" => "* CAPABILITY IMAP4rev1 IDLE\r\nTAG OK done\r\n",
        "EXAMINE" => "* 2 EXISTS\r\n* OK [UIDVALIDITY 7] valid\r\nTAG OK [READ-ONLY] done\r\n",
        "UID" => "* SEARCH 5 6\r\nTAG OK done\r\n",
        _ => "TAG OK done\r\n",
    }
}

/// Says nothing, for ever.
const HANGS: &str = "HANGS";
/// As it usually does.
const USUALLY: &str = "USUALLY";

async fn account(script: Script) -> Account {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream, script));
        }
    });
    Account {
        host: "127.0.0.1".to_owned(),
        port,
        security: Security::Plain,
        user: "contact".to_owned(),
        login: Login::Password(Secret::new("secret".to_owned())),
        folder: "INBOX".to_owned(),
        extra_root: None,
    }
}

async fn serve(stream: TcpStream, script: Script) -> Option<()> {
    let mut stream = BufReader::new(stream);
    let (mut tag, mut command) = (String::new(), String::new());
    loop {
        let said = match script(&command)? {
            HANGS => std::future::pending().await,
            USUALLY => usually(&command),
            said => said,
        };
        stream.write_all(said.replace("TAG", &tag).as_bytes()).await.ok()?;
        let mut line = String::new();
        stream.read_line(&mut line).await.ok().filter(|it| *it > 0)?;
        // DONE has no tag, and ends the command before it.
        match line.trim_end().split_once(' ') {
            Some((given, words)) => (tag, command) = (given.to_owned(), words.to_owned()),
            None => command = line.trim_end().to_owned(),
        }
    }
}

async fn opened(script: Script) -> Result<Session, ImapError> {
    Session::open_in(&account(script).await, SHORT).await
}

/// Nobody waits for long here.
const SHORT: Times = {
    let short = Duration::from_millis(300);
    Times {
        open_max: short,
        command_max: short,
        list_max: short,
        part_max: short,
        idle_max: short,
        poll: Duration::from_millis(50),
    }
};

#[tokio::test]
async fn what_is_no_imap_server_is_told_apart() {
    let scripts: [Script; 7] = [
        |_| Some("HTTP/1.1 400 Bad Request\r\n\r\n"),
        |_| Some("* PREAUTH you are known\r\n"),
        // The parser panics on these.
        |it| if it.starts_with("EXAMINE") { Some("* OK [ALERT]é\r\n") } else { Some(USUALLY) },
        |it| if it.starts_with("EXAMINE") { Some("* 1 FETCH (INTERNALDATE NIL)\r\n") } else { Some(USUALLY) },
        |it| if it.starts_with("EXAMINE") { Some("* 1 FETCH (\r\n") } else { Some(USUALLY) },
        |it| {
            if it.starts_with("EXAMINE") { Some("TAG OK no word of UIDVALIDITY\r\n") } else { Some(USUALLY) }
        },
        |it| if it == "CAPABILITY" { Some("{\"error\":1}\r\n") } else { Some(USUALLY) },
    ];
    for (at, script) in scripts.into_iter().enumerate() {
        let error = opened(script).await.unwrap_err();
        assert!(matches!(error, ImapError::Nonsense), "{at}: {error:?}");
    }
}

#[tokio::test]
async fn a_server_that_takes_leave_or_is_busy_is_tried_later() {
    let error = opened(|_| Some("* BYE too many connections\r\n")).await.unwrap_err();
    assert!(matches!(&error, ImapError::Cut(why) if why == "too many connections"), "{error:?}");
    let error = opened(|_| None).await.unwrap_err();
    assert!(matches!(error, ImapError::Cut(_)), "{error:?}");
    let busy: Script =
        |it| if it.starts_with("LOGIN") { Some("TAG NO [UNAVAILABLE] later\r\n") } else { Some(USUALLY) };
    let error = opened(busy).await.unwrap_err();
    assert!(matches!(error, ImapError::Refused(_)) && !error.needs_somebody(), "{error:?}");
    let wrong: Script = |it| {
        if it.starts_with("LOGIN") { Some("TAG NO [AUTHENTICATIONFAILED] no\r\n") } else { Some(USUALLY) }
    };
    assert!(matches!(opened(wrong).await.unwrap_err(), ImapError::WrongLogin(_)));
    let disabled: Script = |it| {
        if it == "CAPABILITY" {
            Some("* CAPABILITY IMAP4rev1 LOGINDISABLED\r\nTAG OK done\r\n")
        } else {
            Some(USUALLY)
        }
    };
    assert!(matches!(opened(disabled).await.unwrap_err(), ImapError::NoLogin(_)));
}

#[tokio::test]
async fn no_word_is_said_without_tls_where_it_is_asked_for() {
    let script: Script = |it| if it == "STARTTLS" { Some("TAG BAD what\r\n") } else { Some(USUALLY) };
    let account = Account { security: Security::StartTls, ..account(script).await };
    let error = Session::open(&account).await.unwrap_err();
    assert!(matches!(error, ImapError::NoStartTls(_)), "{error:?}");
}

#[tokio::test]
async fn a_line_that_ends_does_not_make_a_message_look_gone() {
    let scripts: [Script; 4] = [
        |it| if it.starts_with("UID FETCH") { None } else { Some(USUALLY) },
        |it| if it.starts_with("UID FETCH") { Some("* BYE\r\n") } else { Some(USUALLY) },
        // The server says no, but the message is listed.
        |it| if it.starts_with("UID FETCH") { Some("TAG NO not now\r\n") } else { Some(USUALLY) },
        // It says yes, and gives nothing, or another one.
        |it| {
            if it.starts_with("UID FETCH") {
                Some("* 1 FETCH (UID 6 BODY[]<0> \"x\")\r\nTAG OK done\r\n")
            } else {
                Some(USUALLY)
            }
        },
    ];
    for (at, script) in scripts.into_iter().enumerate() {
        let mut session = opened(script).await.unwrap();
        assert_eq!(session.all_uids().await.unwrap(), [5, 6]);
        let error = session.fetch(5, 1_000).await.unwrap_err();
        assert!(matches!(error, ImapError::Cut(_) | ImapError::Refused(_)), "{at}: {error:?}");
    }
}

#[tokio::test]
async fn a_size_that_is_wrong_and_a_part_that_is_refused_lose_nothing() {
    let longer: Script = |it| match it {
        "UID FETCH 5 (UID INTERNALDATE RFC822.SIZE BODY.PEEK[]<0.1048576>)" => Some(
            "* 1 FETCH (UID 5 RFC822.SIZE 9 INTERNALDATE \" 2-Mar-2026 10:00:00 +0100\" BODY[]<0> \"abc\")\r\nTAG OK done\r\n",
        ),
        "UID FETCH 5 (UID BODY.PEEK[]<3.1048576>)" => {
            Some("* 1 FETCH (UID 5 BODY[]<3> \"def\")\r\nTAG OK done\r\n")
        }
        "UID FETCH 5 (UID BODY.PEEK[]<6.1048576>)" => {
            Some("* 1 FETCH (UID 5 BODY[]<6> NIL)\r\nTAG OK done\r\n")
        }
        _ => Some(USUALLY),
    };
    let mut session = opened(longer).await.unwrap();
    let fetched = session.fetch(5, 1_000).await.unwrap().unwrap();
    assert_eq!(fetched.raw.unwrap(), b"abcdef");
    assert_eq!(fetched.received_at.unwrap().to_string(), "2026-03-02T09:00:00Z");
    let whole: Script = |it| {
        if it.starts_with("UID FETCH") {
            Some("* 1 FETCH (UID 5 RFC822.SIZE 3 BODY[] \"abc\")\r\nTAG OK done\r\n")
        } else {
            Some(USUALLY)
        }
    };
    let mut session = opened(whole).await.unwrap();
    assert_eq!(session.fetch(5, 1_000).await.unwrap().unwrap().raw.unwrap(), b"abc");
    // A session goes on after a refusal, and not after what is given up half-way.
    assert_eq!(session.all_uids().await.unwrap(), [5, 6]);
}

#[tokio::test]
async fn a_server_that_hangs_is_not_waited_for() {
    let scripts: [(Script, Doing); 3] = [
        (|_| Some(HANGS), Doing::Opening),
        (|it| Some(if it.starts_with("EXAMINE") { HANGS } else { USUALLY }), Doing::Opening),
        (|it| Some(if it.starts_with("UID") { HANGS } else { USUALLY }), Doing::Listing),
    ];
    for (script, wanted) in scripts {
        let run = async {
            let mut session = opened(script).await?;
            session.all_uids().await
        };
        let error = run.await.unwrap_err();
        assert!(matches!(error, ImapError::TimedOut { doing, .. } if doing == wanted), "{error:?}");
    }
    let mut session = opened(scripts[2].0).await.unwrap();
    assert!(session.fetch(5, 10).await.is_err());
    let error = session.all_uids().await.unwrap_err();
    assert!(matches!(error, ImapError::Cut(_)), "a session is over after that: {error:?}");
}

#[tokio::test]
async fn who_cannot_be_woken_looks_now_and_then() {
    let scripts: [Script; 2] = [
        |it| match it {
            "CAPABILITY" => Some("* CAPABILITY IMAP4rev1\r\nTAG OK done\r\n"),
            "NOOP" => Some("* 3 EXISTS\r\nTAG OK done\r\n"),
            _ => Some(USUALLY),
        },
        // It says that it can wake us, and refuses.
        |it| match it {
            "IDLE" => Some("TAG NO not here\r\n"),
            "NOOP" => Some("* 3 EXISTS\r\nTAG OK done\r\n"),
            _ => Some(USUALLY),
        },
    ];
    for script in scripts {
        let mut session = opened(script).await.unwrap();
        session.all_uids().await.unwrap();
        assert_eq!(session.wait(Duration::from_secs(5)).await.unwrap(), Woken::ByMail);
    }
    let repeats: Script = |it| match it {
        "CAPABILITY" => Some("* CAPABILITY IMAP4rev1\r\nTAG OK done\r\n"),
        "NOOP" => Some("* 2 EXISTS\r\nTAG OK done\r\n"),
        _ => Some(USUALLY),
    };
    let mut session = opened(repeats).await.unwrap();
    session.all_uids().await.unwrap();
    assert_eq!(session.wait(SHORT.poll * 4).await.unwrap(), Woken::ByTime, "nothing is new");
}

#[tokio::test]
async fn a_wait_ends_and_a_server_that_forgot_us_is_noticed() {
    let quiet: Script = |it| match it {
        "IDLE" => Some("+ idling\r\n"),
        _ => Some(USUALLY),
    };
    let mut session = opened(quiet).await.unwrap();
    session.all_uids().await.unwrap();
    assert_eq!(session.wait(SHORT.idle_max * 3).await.unwrap(), Woken::ByTime);
    let dead: Script = |it| match it {
        "IDLE" => Some("+ idling\r\n"),
        "DONE" => Some(HANGS),
        _ => Some(USUALLY),
    };
    let mut session = opened(dead).await.unwrap();
    session.all_uids().await.unwrap();
    let error = session.wait(Duration::from_hours(1)).await.unwrap_err();
    assert!(matches!(error, ImapError::TimedOut { doing: Doing::Waiting, .. }), "{error:?}");
}

#[tokio::test]
async fn a_message_that_is_taken_away_between_two_parts_is_not_taken_for_a_shorter_one() {
    let script: Script = |it| match it {
        "UID FETCH 5 (UID INTERNALDATE RFC822.SIZE BODY.PEEK[]<0.1048576>)" => {
            Some("* 1 FETCH (UID 5 RFC822.SIZE 9 BODY[]<0> \"abc\")\r\nTAG OK done\r\n")
        }
        "UID FETCH 5 (UID BODY.PEEK[]<3.1048576>)" => {
            Some("* 1 FETCH (UID 5 BODY[]<3> NIL)\r\n* 1 EXPUNGE\r\nTAG OK [EXPUNGEISSUED] gone\r\n")
        }
        "UID SEARCH UID 5" => Some("* SEARCH\r\nTAG OK done\r\n"),
        _ => Some(USUALLY),
    };
    let mut session = opened(script).await.unwrap();
    assert!(session.fetch(5, 1_000).await.unwrap().is_none());
    assert!(session.fetch_into(5, &mut Vec::new()).await.unwrap().is_none());
}

#[tokio::test]
async fn a_token_opens_a_mailbox_or_is_refused_with_its_reason() {
    let script: Script = |it| match it {
        "CAPABILITY" => Some("* CAPABILITY IMAP4rev1 AUTH=XOAUTH2\r\nTAG OK done\r\n"),
        "AUTHENTICATE XOAUTH2" => Some("+ \r\n"),
        // user=contact, auth=Bearer token, in base64.
        "dXNlcj1jb250YWN0AWF1dGg9QmVhcmVyIHRva2VuAQE=" => Some("TAG OK welcome\r\n"),
        _ => Some(USUALLY),
    };
    let login = Login::OAuth2(Secret::new("token".to_owned()));
    let account_of_token = Account { login: login.clone(), ..account(script).await };
    assert!(Session::open_in(&account_of_token, SHORT).await.is_ok());
    // The reason is a question of its own, which is answered before the refusal comes.
    let expired: Script = |it| match it {
        "CAPABILITY" => Some("* CAPABILITY IMAP4rev1 AUTH=OAUTHBEARER\r\nTAG OK done\r\n"),
        "AUTHENTICATE OAUTHBEARER" => Some("+ \r\n"),
        it if it.starts_with("bixhPWNvbnRhY3Qs") => Some("+ eyJzdGF0dXMiOiJpbnZhbGlkX3Rva2VuIn0=\r\n"),
        "AQ==" => Some("TAG NO [AUTHENTICATIONFAILED] expired\r\n"),
        _ => Some(USUALLY),
    };
    let account_of_token = Account { login, ..account(expired).await };
    let error = Session::open_in(&account_of_token, SHORT).await.unwrap_err();
    assert!(matches!(&error, ImapError::WrongLogin(why) if why.contains("expired")), "{error:?}");
}
