//! The Atom feed of the practices (RFC 4287).

use std::fmt::Write as _;

use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use practices::collection;
use site::{Shell, shell::escaped};

use super::{list, sheet};

/// The feed.
pub const PATH: &str = "/feeds/practices.atom";

/// `GET /feeds/practices.atom`
pub async fn show(shell: Shell) -> Response {
    let lang = shell.lang();
    let base = shell.site().public_url().unwrap_or("");
    let latest = collection().practices.iter().map(|it| it.updated.as_str()).max().unwrap_or("1970-01-01");
    let mut feed = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n\
         <id>urn:contacts-efficaces:practices</id>\n<title>{}</title>\n<updated>{latest}T00:00:00Z</updated>\n\
         <author><name>Contacts efficaces</name></author>\n<link rel=\"self\" href=\"{base}{PATH}\"/>\n\
         <link href=\"{base}{}\"/>\n",
        lang.tag(),
        escaped(&shell.t("practices-title")),
        list::PATH
    );
    let mut practices: Vec<_> = collection().practices.iter().collect();
    practices.sort_by(|a, b| b.updated.cmp(&a.updated).then_with(|| a.id.cmp(&b.id)));
    for practice in practices {
        let sheet_address = sheet::address(&practice.id);
        writeln!(
            feed,
            "<entry><id>urn:contacts-efficaces:practice:{}</id><title>{}</title><updated>{}T00:00:00Z</updated>\
             <link href=\"{base}{sheet_address}\"/><summary>{}</summary></entry>",
            practice.id,
            escaped(practice.title(lang)),
            practice.updated,
            escaped(&practice.sheet(lang).summary)
        )
        .expect("a String takes all");
    }
    feed.push_str("</feed>\n");
    ([(header::CONTENT_TYPE, HeaderValue::from_static("application/atom+xml; charset=utf-8"))], feed)
        .into_response()
}
