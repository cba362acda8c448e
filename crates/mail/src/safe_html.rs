//! HTML that an agent's browser may show: no script, no form, no style, nothing that loads by itself.
//!
//! Two gates that know nothing of each other: [`crate::html`] writes a flat HTML from tokens; ammonia, with the same list of elements,
//! parses that again and keeps what is allowed. Depth and size are bounded by the first, since the second takes quadratic time.
//!
//! Pictures elsewhere become `<span class="remote-image" data-remote="N" data-host="…">`; pictures that came with the message
//! `<img data-attachment="N">`, which loads nothing until [`SafeHtml::shown`] gives it an address.

use std::{
    collections::{HashMap, HashSet},
    fmt,
    sync::LazyLock,
};

use ammonia::{Builder, UrlRelative};
use serde::{Deserialize, Serialize};

use crate::html;

/// HTML that is safe to show within a page that allows no script.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SafeHtml {
    /// The HTML, with markers in place of pictures.
    pub html: String,
    /// Pictures that the message would load from elsewhere, by their number in `data-remote`.
    pub remote_images: Vec<RemoteImage>,
    /// Whether something was left out, being too long.
    pub is_cut: bool,
}

impl fmt::Debug for SafeHtml {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SafeHtml").field("bytes", &self.html.len()).finish_non_exhaustive()
    }
}

/// A picture elsewhere. Whoever loads it tells its owner that the message was read, when and from where.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemoteImage {
    /// The machine that it would be loaded from.
    pub host: String,
    /// Its address.
    pub url: String,
    /// What it shows, says the sender.
    pub alt: String,
}

impl fmt::Debug for RemoteImage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RemoteImage").field("host", &self.host).finish_non_exhaustive()
    }
}

/// Where the pictures of a message are, when a page shows them.
pub trait Pictures {
    /// The address of an attachment; `None`: it is not shown.
    fn attachment(&self, index: usize) -> Option<String>;
    /// The address of a picture elsewhere, once a person has asked for it; `None`: the marker stays.
    fn remote(&self, index: usize, image: &RemoteImage) -> Option<String>;
}

impl SafeHtml {
    /// The HTML with the pictures that `pictures` gives an address.
    pub fn shown(&self, pictures: &impl Pictures) -> String {
        const OURS: &str = "<img data-attachment=\"";
        const REMOTE: &str = "<span class=\"remote-image\" data-remote=\"";
        let mut shown = String::with_capacity(self.html.len());
        let mut rest = self.html.as_str();
        // A quotation mark within a value is written `&quot;`, a `<` within text `&lt;`: these texts are ours alone.
        while let Some(start) = rest.find(OURS).into_iter().chain(rest.find(REMOTE)).min() {
            let (before, marker) = rest.split_at(start);
            shown.push_str(before);
            let is_ours = marker.starts_with(OURS);
            let opening = if is_ours { OURS } else { REMOTE };
            let digits = marker.get(opening.len()..).unwrap_or_default();
            let index = digits.split('"').next().and_then(|it| it.parse().ok());
            let address = index.and_then(|index: usize| {
                if is_ours {
                    pictures.attachment(index)
                } else {
                    self.remote_images.get(index).and_then(|it| pictures.remote(index, it))
                }
            });
            match address {
                Some(address) => {
                    shown.push_str("<img src=\"");
                    shown.push_str(&escaped(&address));
                    if is_ours {
                        shown.push_str("\" data-attachment=\"");
                    } else {
                        shown.push_str("\" alt=\"\" referrerpolicy=\"no-referrer\">");
                        shown.push_str(opening);
                    }
                }
                None => shown.push_str(opening),
            }
            rest = digits;
        }
        shown.push_str(rest);
        shown
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Makes HTML safe, and the text that it shows. `attachment` says which attachment a `cid:` is.
pub fn sanitise(given: &str, attachment: &dyn Fn(&str) -> Option<usize>) -> (SafeHtml, String) {
    let flat = html::flatten(given, attachment);
    let html = GATE.clean(&flat.html).to_string();
    (SafeHtml { html, remote_images: flat.remote, is_cut: flat.is_cut }, flat.text)
}

static GATE: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut gate = Builder::empty();
    let cell: HashSet<&str> = HashSet::from(["colspan", "rowspan"]);
    gate.tags(html::element_names().chain(["img", "span"]).collect())
        .tag_attributes(HashMap::from([
            ("a", HashSet::from(["href"])),
            ("td", cell.clone()),
            ("th", cell),
            ("img", HashSet::from(["data-attachment", "alt"])),
            ("span", HashSet::from(["data-remote", "data-host"])),
        ]))
        .allowed_classes(HashMap::from([("span", HashSet::from(["remote-image", "link-host"]))]))
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel"]))
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("noopener noreferrer nofollow"))
        .strip_comments(true);
    gate
});

#[cfg(test)]
pub(crate) mod tests;
