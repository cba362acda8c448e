//! A practice is changed by one person, published by another, and exported as it was written.

use axum::http::StatusCode;
use library::editing::{self, Files};
use practices::{Section, Sheet};
use register::Role;
use testkit::{Browser, Fresh, assert_well_made};

use crate::server::{manager, now, programme, site};

const EDIT: &str = "/pratiques/P22/modifier";
const REVIEW: &str = "/pratiques/P22/relecture";

/// The form of the French sheet as the page has it, with another title.
fn form(files: &Files, title: &str, what: &str, seen: &str, verb: &str) -> Vec<(String, String)> {
    let sheet = Sheet::parse(&files.fr, kernel::Lang::Fr).unwrap();
    let mut form = vec![
        ("part".to_owned(), "fr".to_owned()),
        ("seen".to_owned(), seen.to_owned()),
        ("title".to_owned(), title.to_owned()),
        ("summary".to_owned(), sheet.summary.clone()),
        ("what".to_owned(), what.to_owned()),
        ("do".to_owned(), verb.to_owned()),
    ];
    // As browsers send line ends.
    form.extend(Section::ALL.map(|it| (it.anchor().to_owned(), sheet.section(it).replace('\n', "\r\n"))));
    form
}

fn fields(form: &[(String, String)]) -> Vec<(&str, &str)> {
    form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

/// What is published is shared by the whole process, so that one test goes through everything, on each database in turn.
#[tokio::test]
async fn a_draft_is_read_by_a_second_person_before_it_is_published() {
    goes_through(Fresh::sqlite().await).await;
    if let Some(fresh) = Fresh::postgres().await {
        goes_through(fresh).await;
    }
}

async fn goes_through(fresh: Fresh) {
    let db = fresh.db.clone();
    let site = site(&db).await;
    let (mut writer, mut reader) =
        (programme(&site, &db, "Animatrice").await, programme(&site, &db, "Relecteur").await);
    let before = Files::first("P22");
    let page = writer.get(EDIT).await;
    assert_well_made(EDIT, &page.body);

    // Faults are told with their place, and what was typed stays.
    let mut broken = form(&before, "", "Titre", "0", "keep");
    for (name, value) in &mut broken {
        if name == "law" {
            "## Un titre à moi\n\ntexte".clone_into(value);
        }
    }
    let refused = writer.submit(EDIT, EDIT, &fields(&broken)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.body.contains("P22/fr.md, ligne") && refused.body.contains("## Un titre à moi"),
        "{}",
        refused.body
    );
    let mut facts = vec![("part", "facts"), ("seen", "0"), ("what", "x"), ("do", "keep")];
    let text = before.facts.replacen("G2 = ", "Z9 = ", 1);
    assert_ne!(text, before.facts);
    facts.push(("facts", &text));
    let refused = writer.submit(EDIT, EDIT, &facts).await;
    assert!(refused.body.contains("Z9"), "{}", refused.body);

    // A draft changes nothing that others read; nobody publishes what they wrote.
    let title = "Messages « vérifiables » <b>";
    let kept = writer.submit(EDIT, EDIT, &fields(&form(&before, title, "", "0", "keep"))).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.body);
    let overtaken = reader.submit(EDIT, EDIT, &fields(&form(&before, "Autre", "", "0", "keep"))).await;
    assert!(overtaken.body.contains("entre-temps") && overtaken.body.contains("value=\"Autre\""));
    assert!(!Browser::new(site.clone()).get("/pratiques/P22").await.body.contains("vérifiables"));
    let seen = writer.get(EDIT).await.field("seen");
    let silent = writer.submit(EDIT, EDIT, &fields(&form(&before, title, "", &seen, "submit"))).await;
    assert!(silent.body.contains("Dites en une ligne"), "{}", silent.body);
    let submitted =
        writer.submit(EDIT, EDIT, &fields(&form(&before, title, "Titre plus court", &seen, "submit"))).await;
    assert_eq!(submitted.location(), REVIEW, "{}", submitted.body);
    let own = writer.get(REVIEW).await;
    assert!(own.body.contains("une autre personne"), "{}", own.body);
    let seen = writer.get(EDIT).await.field("seen");
    let denied = writer.submit(EDIT, REVIEW, &[("do", "publish"), ("seen", &seen)]).await;
    assert!(writer.follow(&denied).await.body.contains("une autre personne"));
    let mut stranger = manager(&site, &db, "Camille").await;
    assert_eq!(stranger.get(EDIT).await.status, StatusCode::FORBIDDEN);

    // The second person sees the words that change, and publishes.
    let review = reader.get(REVIEW).await;
    assert_well_made(REVIEW, &review.body);
    assert!(review.body.contains("<ins>") && review.body.contains("&#60;b&#62;"), "{}", review.body);
    assert!(reader.get("/programme/pratiques").await.body.contains("Titre plus court"));
    let published = reader.submit(REVIEW, REVIEW, &[("do", "publish"), ("seen", &seen)]).await;
    assert_eq!(published.location(), "/pratiques/P22", "{}", published.body);
    let mut visitor = Browser::new(site.clone());
    let sheet = visitor.get("/pratiques/P22").await;
    assert_well_made("/pratiques/P22", &sheet.body);
    assert!(sheet.body.contains("Messages « vérifiables » &#60;b&#62;"), "{}", sheet.body);
    let versions = visitor.get("/pratiques/P22/versions?version=2").await;
    assert_well_made("versions", &versions.body);
    assert!(
        versions.body.contains("Titre plus court") && versions.body.contains("<ins>"),
        "{}",
        versions.body
    );
    assert!(
        visitor.get("/pratiques?q=verifiables").await.body.contains("/pratiques/P22"),
        "the search follows"
    );

    // Exported, the files are what was written, to the letter; the rest is untouched.
    let after = Files::in_force("P22");
    assert_eq!(after.en, before.en);
    assert_eq!(after.fr.lines().count(), before.fr.lines().count());
    let changed: Vec<_> = after.fr.lines().zip(before.fr.lines()).filter(|(a, b)| a != b).collect();
    assert_eq!(changed.len(), 1, "{changed:?}");
    assert_eq!(changed[0].0, format!("title = \"{title}\""));
    assert_eq!(after.facts.lines().filter(|it| it.starts_with("updated = \"2026-10-05\"")).count(), 1);

    // A draft that is given back says why.
    let seen = writer.get(EDIT).await.field("seen");
    assert_eq!(seen, "0", "the draft is gone");
    writer.submit(EDIT, EDIT, &fields(&form(&after, "Encore autre", "Essai", "0", "submit"))).await;
    let seen = writer.get(EDIT).await.field("seen");
    reader.submit(REVIEW, REVIEW, &[("do", "return"), ("seen", &seen), ("word", "Trop long")]).await;
    assert!(writer.get(EDIT).await.body.contains("Trop long"));
    let seen = writer.get(EDIT).await.field("seen");
    writer.submit(EDIT, EDIT, &[("do", "discard"), ("seen", &seen), ("part", "fr")]).await;
    assert_eq!(Files::in_force("P22"), after, "the published sheet has not changed");

    let administrator =
        Browser::signed_in(site, &db, "Admin", Role::Administrator, None, now()).await.get(EDIT).await;
    assert_eq!(administrator.status, StatusCode::OK);
    practices::publish(&[]).unwrap();
    fresh.remove().await;
    // Another register has published nothing: the next one begins with what was built.
    let fresh = Fresh::sqlite().await;
    fresh.db.migrate(&[&register::MIGRATIONS, &library::MIGRATIONS]).await.unwrap();
    editing::load(&fresh.db).await.unwrap();
    assert_eq!(Files::in_force("P22"), before);
    fresh.remove().await;
}
