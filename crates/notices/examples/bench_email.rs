//! How many e-mails a second a server takes, on a line for each and on lines that are kept: `scripts/test-mail cargo run --release -p notices
//! --features testing --example bench_email -- [MESSAGES]`. Prints one line of JSON.
#![expect(clippy::print_stdout, reason = "a program for developers")]

use std::time::Instant;

use futures::{StreamExt as _, stream};
use gateways::Smtp;
use mail::{Mailbox, Outgoing, build::Origin};
use notices::work::EMAIL_WINDOW;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let messages: u32 = std::env::args().nth(1).map_or(Ok(1_000), |it| it.parse())?;
    let smtp = Smtp::new(&std::env::var("TEST_SMTP")?, "avis@mail.example")?;
    let alone_per_s = measured(&smtp, messages).await?;
    let kept_per_s = measured(&smtp.keeping_lines(), messages).await?;
    println!(
        "{{\"messages\": {messages}, \"a_line_each_per_s\": {alone_per_s:.0}, \"lines_kept_per_s\": {kept_per_s:.0}}}"
    );
    Ok(())
}

/// Hands messages over, as many at once as notices are; gives how many a second.
async fn measured(smtp: &Smtp, messages: u32) -> Result<f64, Box<dyn std::error::Error>> {
    let begun = Instant::now();
    let mut all = stream::iter(0..messages)
        .map(|number| async move { smtp.hand_over(&mail::build(&outgoing(number), None)?).await })
        .buffer_unordered(EMAIL_WINDOW);
    while let Some(taken) = all.next().await {
        taken?;
    }
    smtp.rest().await;
    Ok(f64::from(messages) / begun.elapsed().as_secs_f64())
}

fn outgoing(number: u32) -> Outgoing {
    let mailbox = |address: String| Mailbox { name: None, address };
    Outgoing {
        from: mailbox("avis@mail.example".to_owned()),
        to: vec![mailbox(format!("personne{number}@mail.example"))],
        reply_to: None,
        return_path: None,
        subject: "Votre dossier".to_owned(),
        text: "Votre dossier avance. ".repeat(20),
        message_id: format!("{number}@mail.example"),
        mark: None,
        in_reply_to: None,
        references: Vec::new(),
        at: jiff::Timestamp::UNIX_EPOCH,
        origin: Origin::Generated,
        attachments: Vec::new(),
        unsubscribe: None,
    }
}
