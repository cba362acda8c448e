//! What is written while the tokens go by: HTML and text at once.

use super::{
    Flat,
    elements::{Element, Shape, named},
};
use crate::safe_html::RemoteImage;

/// Elements within one another; newsletters nest tables some fifteen times, each with four elements.
const DEPTH_MAX: usize = 128;
/// Elements within a line that are open at once: a tree builder opens them again in every paragraph.
const INLINE_MAX: usize = 8;
/// Elements of a message.
const ELEMENTS_MAX: usize = 20_000;
/// Pictures elsewhere that are remembered.
const REMOTE_MAX: usize = 200;
/// Letters of the text of a link that are compared with where it leads.
const LINK_TEXT_MAX: usize = 300;
/// Columns or rows that a cell may span.
const SPAN_MAX: u32 = 100;

struct Open {
    element: &'static Element,
    /// Where a link leads, and what is read in it.
    link: Option<Link>,
}

struct Link {
    target: String,
    shown: String,
}

pub(super) struct Out<'a> {
    attachment: &'a dyn Fn(&str) -> Option<usize>,
    flat: Flat,
    open: Vec<Open>,
    /// Start tags that were left out, by name, so that their ends are too.
    skipped_starts: Vec<(&'static str, usize)>,
    elements: usize,
    quotes: usize,
    line_is_empty: bool,
    blank_lines: usize,
}

impl<'a> Out<'a> {
    pub(super) fn new(attachment: &'a dyn Fn(&str) -> Option<usize>) -> Self {
        Self {
            attachment,
            flat: Flat::default(),
            open: Vec::new(),
            skipped_starts: Vec::new(),
            elements: 0,
            quotes: 0,
            line_is_empty: true,
            blank_lines: 2,
        }
    }

    pub(super) fn close(&mut self, name: &str) {
        if name == "br" {
            self.open("br", &|_| None);
            return;
        }
        let Some(element) = named(name) else { return };
        if let Some(skipped) = self.skipped_starts.iter_mut().find(|it| it.0 == name && it.1 > 0) {
            skipped.1 -= 1;
            return;
        }
        // The end of a table also ends the cells that are open in it.
        let walls = if element.shape == Shape::Table { &["table"] } else { element.walls };
        if let Some(depth) = self.depth_of(&[name], walls) {
            self.close_down_to(depth);
        }
    }

    pub(super) fn text(&mut self, text: &str) {
        let is_pre = self.open.iter().any(|it| it.element.name == "pre");
        escape(text, &mut self.flat.html);
        for open in self.open.iter_mut().rev() {
            if let Some(link) = &mut open.link {
                let room = LINK_TEXT_MAX.saturating_sub(link.shown.len());
                link.shown.push_str(text.get(..super::floor(text, room)).unwrap_or_default());
                break;
            }
        }
        for sign in text.chars() {
            match sign {
                '\n' if is_pre => self.line_end(),
                it if it.is_whitespace() => self.space(),
                it if it.is_control() => {}
                it => self.sign(it),
            }
        }
    }

    pub(super) fn end(mut self) -> Flat {
        self.close_down_to(0);
        let kept = self.flat.text.trim_end().len();
        self.flat.text.truncate(kept);
        self.flat
    }

    pub(super) fn open(&mut self, name: &str, attribute: &dyn Fn(&str) -> Option<String>) {
        if name == "img" {
            self.image(&attribute("src").unwrap_or_default(), &attribute("alt").unwrap_or_default());
            return;
        }
        let Some(element) = named(name) else { return };
        let link = (name == "a").then(|| attribute("href").and_then(|it| target(&it))).flatten();
        while let Some(depth) = self.depth_of(element.ends, element.walls) {
            self.close_down_to(depth);
        }
        if self.is_too_much(element) || (name == "a" && link.is_none()) {
            self.leave_out(element);
            return;
        }
        self.elements += 1;
        self.space_before(element);
        self.flat.html.push('<');
        self.flat.html.push_str(element.name);
        if matches!(name, "td" | "th") {
            self.spans(attribute);
        }
        if let Some(target) = &link {
            self.write_attribute("href", target);
        }
        self.flat.html.push('>');
        match element.shape {
            Shape::Void => {}
            _ => self
                .open
                .push(Open { element, link: link.map(|target| Link { target, shown: String::new() }) }),
        }
        if name == "blockquote" {
            self.quotes += 1;
        }
        if name == "li" {
            "- ".chars().for_each(|it| self.sign(it));
        }
    }

    fn is_too_much(&mut self, element: &Element) -> bool {
        let inline = self.open.iter().rev().take_while(|it| it.element.shape != Shape::Table);
        let inline = inline.filter(|it| it.element.shape == Shape::Inline).count();
        let is_too_much = self.open.len() >= DEPTH_MAX
            || self.elements >= ELEMENTS_MAX
            || (element.shape == Shape::Inline && inline >= INLINE_MAX);
        self.flat.is_cut |= self.elements >= ELEMENTS_MAX;
        is_too_much
    }

    fn leave_out(&mut self, element: &'static Element) {
        self.space_before(element);
        if element.shape == Shape::Void {
            return;
        }
        match self.skipped_starts.iter_mut().find(|it| it.0 == element.name) {
            Some(known) => known.1 += 1,
            None => self.skipped_starts.push((element.name, 1)),
        }
    }

    /// The place of the innermost open element of these names, on this side of the walls.
    fn depth_of(&self, names: &[&str], walls: &[&str]) -> Option<usize> {
        for (depth, open) in self.open.iter().enumerate().rev() {
            if names.contains(&open.element.name) {
                return Some(depth);
            }
            if walls.contains(&open.element.name) {
                return None;
            }
        }
        None
    }

    fn close_down_to(&mut self, depth: usize) {
        while self.open.len() > depth {
            let Some(open) = self.open.pop() else { return };
            let name = open.element.name;
            if let Some(link) = &open.link {
                self.tell_where(link);
            }
            self.flat.html.push_str("</");
            self.flat.html.push_str(name);
            self.flat.html.push('>');
            match name {
                "blockquote" => {
                    self.line_start();
                    self.quotes = self.quotes.saturating_sub(1);
                }
                "p" | "table" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.paragraph(),
                "tr" => self.line_start(),
                _ if open.element.shape == Shape::Block => self.line_start(),
                _ => {}
            }
        }
    }

    /// Says where a link leads, unless its text says the same.
    fn tell_where(&mut self, link: &Link) {
        let (place, told) = match link.target.strip_prefix("mailto:") {
            Some(address) => (address.to_owned(), address.to_owned()),
            None => (host(&link.target).unwrap_or_default(), link.target.clone()),
        };
        let shown = link.shown.trim();
        let is_same = shown == told || shown == place || host(shown).is_some_and(|it| it == place);
        if place.is_empty() || is_same {
            return;
        }
        self.flat.html.push_str("<span class=\"link-host\"> [");
        escape(&place, &mut self.flat.html);
        self.flat.html.push_str("]</span>");
        format!(" <{told}>").chars().for_each(|it| if it == ' ' { self.space() } else { self.sign(it) });
    }

    fn image(&mut self, source: &str, alt: &str) {
        let source = source.trim();
        let alt: String = alt.chars().filter(|it| !it.is_control()).take(200).collect();
        if let Some(index) = strip_scheme(source, "cid:").and_then(|it| (self.attachment)(it)) {
            self.flat.html.push_str("<img");
            self.write_attribute("data-attachment", &index.to_string());
            self.write_attribute("alt", &alt);
            self.flat.html.push('>');
            return;
        }
        let absolute = if source.starts_with("//") { format!("https:{source}") } else { source.to_owned() };
        let url = url::Url::parse(&absolute).ok().filter(|it| matches!(it.scheme(), "http" | "https"));
        let Some((url, host)) = url.and_then(|it| Some((it.to_string(), it.host_str()?.to_owned()))) else {
            return;
        };
        if self.flat.remote.len() >= REMOTE_MAX {
            self.flat.is_cut = true;
            return;
        }
        let index = self.flat.remote.len();
        self.flat.html.push_str("<span class=\"remote-image\"");
        self.write_attribute("data-remote", &index.to_string());
        self.write_attribute("data-host", &host);
        self.flat.html.push('>');
        escape(if alt.trim().is_empty() { &host } else { &alt }, &mut self.flat.html);
        self.flat.html.push_str("</span>");
        self.flat.remote.push(RemoteImage { host, url, alt });
    }

    fn spans(&mut self, attribute: &dyn Fn(&str) -> Option<String>) {
        for name in ["colspan", "rowspan"] {
            let span = attribute(name).and_then(|it| it.trim().parse::<u32>().ok());
            if let Some(span) = span.filter(|it| (2..=SPAN_MAX).contains(it)) {
                self.write_attribute(name, &span.to_string());
            }
        }
    }

    fn write_attribute(&mut self, name: &str, value: &str) {
        self.flat.html.push(' ');
        self.flat.html.push_str(name);
        self.flat.html.push_str("=\"");
        escape(value, &mut self.flat.html);
        self.flat.html.push('"');
    }

    fn space_before(&mut self, element: &Element) {
        match (element.name, element.shape) {
            ("br", _) => self.line_end(),
            ("p" | "table" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6", _) => self.paragraph(),
            ("td" | "th", _) => self.space(),
            (_, Shape::Block | Shape::Void) | ("tr" | "caption", _) => self.line_start(),
            _ => {}
        }
    }

    fn sign(&mut self, sign: char) {
        if self.line_is_empty {
            self.flat.text.push_str(&"> ".repeat(self.quotes.min(9)));
            self.line_is_empty = false;
        }
        self.blank_lines = 0;
        self.flat.text.push(sign);
    }

    fn space(&mut self) {
        if !self.line_is_empty && !self.flat.text.ends_with(' ') {
            self.flat.text.push(' ');
        }
    }

    fn line_end(&mut self) {
        let kept = self.flat.text.trim_end_matches(' ').len();
        self.flat.text.truncate(kept);
        if self.line_is_empty {
            if self.blank_lines >= 2 {
                return;
            }
            self.blank_lines += 1;
        }
        self.flat.text.push('\n');
        self.line_is_empty = true;
    }

    fn line_start(&mut self) {
        if !self.line_is_empty {
            self.line_end();
        }
    }

    fn paragraph(&mut self) {
        self.line_start();
        if self.blank_lines == 0 {
            self.line_end();
        }
    }
}

/// Where a link may lead: a page, an address, a telephone.
fn target(href: &str) -> Option<String> {
    let url = url::Url::parse(href.trim()).ok()?;
    match url.scheme() {
        "http" | "https" => url.host_str().map(|_| url.to_string()),
        // Without the text and the copies that a link can put into somebody's message.
        "mailto" => Some(format!("mailto:{}", url.path())).filter(|it| it.contains('@')),
        "tel" => Some(format!("tel:{}", url.path())),
        _ => None,
    }
}

/// The host of an address of a page; a text without `http` counts if it is nothing but a host and a path.
fn host(text: &str) -> Option<String> {
    let text = text.trim();
    let with_scheme = if text.contains("://") {
        text.to_owned()
    } else if text.contains('.') && !text.contains(|it: char| it.is_whitespace() || it == '@' || it == ':') {
        format!("https://{text}")
    } else {
        return None;
    };
    let url = url::Url::parse(&with_scheme).ok().filter(|it| matches!(it.scheme(), "http" | "https"))?;
    url.host_str().map(str::to_owned)
}

fn strip_scheme<'t>(text: &'t str, scheme: &str) -> Option<&'t str> {
    let (start, rest) = text.split_at_checked(scheme.len())?;
    start.eq_ignore_ascii_case(scheme).then_some(rest)
}

pub(super) fn escape(text: &str, out: &mut String) {
    for sign in text.chars() {
        match sign {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            it if it.is_control() && it != '\n' && it != '\t' => out.push(' '),
            it => out.push(it),
        }
    }
}
