use markup5ever_rcdom::{Handle, NodeData, RcDom};

use super::*;

/// Elements and attributes that may be there; anything else is a fault, whatever it does.
pub(crate) fn faults(html: &str) -> Vec<String> {
    use html5ever::tendril::TendrilSink as _;
    let dom = html5ever::parse_document(RcDom::default(), html5ever::ParseOpts::default()).one(html);
    let mut faults = Vec::new();
    let mut waiting: Vec<Handle> = vec![dom.document.clone()];
    while let Some(node) = waiting.pop() {
        waiting.extend(node.children.borrow().iter().cloned());
        match &node.data {
            NodeData::Element { name, attrs, .. } => {
                let element = name.local.to_string();
                let is_frame =
                    matches!(element.as_str(), "html" | "head" | "body" | "tbody" | "tr" | "colgroup");
                if name.ns != html5ever::ns!(html) {
                    faults.push(format!("{element} of another language"));
                }
                if !is_frame && !html::element_names().chain(["img", "span"]).any(|it| it == element) {
                    faults.push(format!("<{element}>"));
                }
                for attribute in attrs.borrow().iter() {
                    let (key, value) = (attribute.name.local.to_string(), attribute.value.to_string());
                    if !is_good(&element, &key, &value) {
                        faults.push(format!("<{element} {key}={value}>"));
                    }
                }
            }
            NodeData::Comment { .. } | NodeData::ProcessingInstruction { .. } => {
                faults.push("a comment".to_owned());
            }
            NodeData::Document | NodeData::Doctype { .. } | NodeData::Text { .. } => {}
        }
    }
    faults
}

fn is_good(element: &str, key: &str, value: &str) -> bool {
    let is_number = value.parse::<usize>().is_ok();
    match (element, key) {
        ("a", "href") => ["https://", "http://", "mailto:", "tel:"].iter().any(|it| value.starts_with(it)),
        ("a", "rel") => value == "noopener noreferrer nofollow",
        ("td" | "th", "colspan" | "rowspan") | ("img", "data-attachment") | ("span", "data-remote") => {
            is_number
        }
        ("img", "alt") => true,
        ("span", "class") => matches!(value, "remote-image" | "link-host"),
        ("span", "data-host") => !value.contains(|it: char| it.is_whitespace() || "<>\"'/".contains(it)),
        _ => false,
    }
}

#[test]
fn the_check_of_these_tests_finds_what_is_active() {
    for bad in [
        "<script>x</script>",
        "<p onclick=x>",
        "<p style=x>",
        "<img src=x>",
        "<a href=javascript:x>",
        "<a href=/x>",
        "<a rel=x>",
        "<form>",
        "<svg>",
        "<math>",
        "<span class=x>",
        "<span data-host='a b'>",
        "<!-- x -->",
        "<base href=https://a.b>",
        "<input>",
        "<template>",
    ] {
        assert!(!faults(bad).is_empty(), "{bad}");
    }
}

fn safe(given: &str) -> SafeHtml {
    let (safe, _) = sanitise(given, &|id| (id == "logo").then_some(3));
    assert_eq!(faults(&safe.html), Vec::<String>::new(), "{given} → {}", safe.html);
    safe
}

fn html(given: &str) -> String {
    safe(given).html
}

fn text(given: &str) -> String {
    sanitise(given, &|_| None).1
}

#[test]
fn what_people_write_is_kept() {
    assert_eq!(
        html("<p>Bonjour <b>Jeanne</b>,<br>à <i>demain</i></p>"),
        "<p>Bonjour <b>Jeanne</b>,<br>à <i>demain</i></p>"
    );
    assert_eq!(html("<ul><li>un<li>deux</ul>"), "<ul><li>un</li><li>deux</li></ul>");
    let table = "<table><tbody><tr><td colspan=\"2\">un</td></tr></tbody></table>";
    assert_eq!(html("<table style='x'><tr><td colspan=2 rowspan=999 onclick=x>un"), table);
    assert_eq!(html("1 < 2 & 3 &lt; 4 &amp; \"x\""), "1 &lt; 2 &amp; 3 &lt; 4 &amp; \"x\"");
}

#[test]
fn what_runs_or_loads_goes_and_its_text_stays() {
    assert_eq!(html("<script>alert(1)</script><style>p{}</style><title>t</title>Bonjour"), "Bonjour");
    assert_eq!(html("<form action=x><button onclick=y>Envoyer</button></form>"), "Envoyer");
    assert_eq!(html("<svg onload=x><text>dessin</text></svg>"), "dessin");
    assert_eq!(html("<a href=\"javascript:alert(1)\">ici</a>"), "ici");
}

#[test]
fn pictures_elsewhere_become_markers() {
    let safe = safe("<img src=\"http://track.example/p.gif?id=1\" alt=\"Logo <x>\"><img src=//b.example/q>");
    let wanted = "<span class=\"remote-image\" data-remote=\"0\" data-host=\"track.example\">Logo &lt;x&gt;</span>\
        <span class=\"remote-image\" data-remote=\"1\" data-host=\"b.example\">b.example</span>";
    assert_eq!(safe.html, wanted);
    let urls: Vec<&str> = safe.remote_images.iter().map(|it| it.url.as_str()).collect();
    assert_eq!(urls, ["http://track.example/p.gif?id=1", "https://b.example/q"]);
}

struct Here;
impl Pictures for Here {
    fn attachment(&self, index: usize) -> Option<String> {
        Some(format!("/pieces/{index}?a=1&b=\"2\""))
    }
    fn remote(&self, index: usize, image: &RemoteImage) -> Option<String> {
        (index == 1).then(|| image.url.clone())
    }
}

#[test]
fn pictures_are_shown_where_the_page_says() {
    let safe = safe(
        "<img src=cid:logo alt=L>&lt;img data-attachment=\"3\"<img src=//a.example/x><img src=//b.example/y>",
    );
    let shown = safe.shown(&Here);
    assert!(
        shown.contains("<img src=\"/pieces/3?a=1&amp;b=&quot;2&quot;\" data-attachment=\"3\" alt=\"L\">"),
        "{shown}"
    );
    assert!(!shown.contains("src=\"https://a.example/x\""), "{shown}");
    assert!(
        shown.contains("<img src=\"https://b.example/y\" alt=\"\" referrerpolicy=\"no-referrer\">"),
        "{shown}"
    );
    assert_eq!(shown.matches("<img src").count(), 2, "{shown}");
    assert_eq!(safe.html.matches("<img").count(), 1);
}

#[test]
fn a_link_shows_where_it_leads() {
    let rel = "rel=\"noopener noreferrer nofollow\"";
    let host = "<span class=\"link-host\"> [evil.example]</span>";
    let cases = [
        ("https://evil.example/x", "https://evil.example/x", ""),
        ("https://evil.example/x", "evil.example", ""),
        ("https://evil.example/x", "impots.example", host),
        ("https://evil.example/x", "https://impots.example/compte", host),
        ("https://impots.example@evil.example/", "impots.example", host),
        ("https://evil.example/x", "cliquez ici", host),
    ];
    for (href, shown, told) in cases {
        let seen = html(&format!("<a href=\"{href}\">{shown}</a>"));
        assert_eq!(seen, format!("<a href=\"{href}\" {rel}>{shown}{told}</a>"));
    }
    let mail = html("<a href=\"mailto:a@b.example?cc=x@evil.example&body=oui\">a@b.example</a>");
    assert_eq!(mail, format!("<a href=\"mailto:a@b.example\" {rel}>a@b.example</a>"));
}

#[test]
fn html_is_read_as_text() {
    let given = "<html><head><title>t</title></head><body><p>Bonjour,</p><p>voir <a href=\"https://ville.example/a\">la page</a></p>\
        <ul><li>un<li>deux</ul><table><tr><td>a<td>b<tr><td>c</table><blockquote>avant<br>hier</blockquote>fin</body>";
    let wanted = "Bonjour,\n\nvoir la page <https://ville.example/a>\n\n- un\n- deux\n\na b\nc\n\n> avant\n> hier\nfin";
    assert_eq!(text(given), wanted);
    assert_eq!(text("<pre>a\n  b</pre>"), "a\nb");
    assert_eq!(text("a <b>b</b>\n\n  c"), "a b c");
}

#[test]
fn deep_and_long_html_keeps_its_text() {
    let deep = "<div>".repeat(5_000) + "fond";
    assert!(html(&deep).contains("fond"));
    assert!(html(&deep).matches("<div>").count() <= 128);
    let long = "<p>x</p>".repeat(30_000) + "fin";
    let safe = safe(&long);
    assert!(safe.is_cut && safe.html.ends_with("fin"));
    let huge = format!("<p>avant</p><!-- {} --><p>apres</p>", "x".repeat(100_000));
    let seen = html(&huge);
    assert!(seen.contains("avant") && seen.contains("apres"), "{seen}");
}

proptest::proptest! {
    #[test]
    fn no_html_leaves_anything_active(given in "(<|>|/|\"|'|=| |a|b|p|td|table|script|style|svg|math|img|src|href|onload|javascript:|//x\\.y|cid:logo|<!--|-->|&lt;|x|\u{0}|<p>|<b>|</b>|</p>|<table>|<tr>|<td>|<a href=https://a\\.b>){0,60}") {
        let safe = safe(&given);
        let again = sanitise(&safe.html, &|_| None).0;
        proptest::prop_assert_eq!(faults(&again.html), Vec::<String>::new());
    }
}
