//! A gallery of the site's components and charts, to look at: `cargo run -p site --example gallery`.
#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a program for developers")]

use std::sync::Arc;

use axum::{response::Response, routing::get};
use kernel::{Message, Secret, SystemClock};
use register::{NewAccount, Role, account};
use site::{
    Access, ErrorSummary, Field, Markup, NavItem, Paging, Routes, Shell, Site, Unit,
    chart::{
        About, Bar, Bars, Column, Dot, Flow, Graph, GraphEdge, GraphNode, Heat, Point, Radar, Ribbon, Spoke,
        Spread, Stacked, Trend,
    },
    form::FieldKind,
};

const CHANNELS: [&str; 5] = ["Téléphone", "Courriel", "Accueil", "Formulaire", "Application"];

#[tokio::main]
async fn main() {
    let fresh = testkit::Fresh::sqlite().await;
    let db = fresh.db.clone();
    let clock = Arc::new(SystemClock);
    let new = NewAccount {
        email: "camille@exemple.fr".into(),
        name: "Camille Martin".into(),
        role: Role::Programme,
        partner: None,
    };
    let digest = account::hash_password(&Secret::new("une phrase à retenir".into())).await.unwrap();
    let mut tx = db.write().await.unwrap();
    account::create(&mut tx, &new, digest, kernel::Clock::now(&*clock)).await.unwrap();
    tx.commit().await.unwrap();
    let name = |key| Message::new(&site::WORDS, key);
    let routes = Routes::new().route("/galerie", Access::Public, get(gallery)).route(
        "/galerie/page",
        Access::Public,
        get(gallery),
    );
    let (served, _) = Site::builder(db, clock)
        .home("/galerie")
        .nav(NavItem::new("/galerie", name("chart-series"), Access::Public))
        .nav(NavItem::new("/compte", name("account-title"), Access::SignedIn))
        .nav(NavItem::new("/galerie/page", name("chart-detail"), Access::Public))
        .build(routes)
        .unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:8099").await.unwrap();
    println!("http://127.0.0.1:8099/galerie   camille@exemple.fr / une phrase à retenir");
    axum::serve(listener, served).await.unwrap();
}

async fn gallery(shell: Shell) -> Response {
    let lang = shell.lang();
    let mut errors = ErrorSummary::new(&shell);
    errors.add("ville", "Écrivez le nom d’une commune.");
    let form = format!(
        "{errors}<form class=\"card\">{}{}{}{}<p class=\"actions\"><button class=\"button\">Enregistrer</button>\
         <a class=\"button quiet\" href=\"#\">Annuler</a></p></form>",
        Field::new(FieldKind::Text, "ville", "Commune")
            .hint("Comme sur l’enveloppe.")
            .error(Some("Écrivez le nom d’une commune.".into())),
        Field::new(FieldKind::Select(vec![("a".into(), "Tous les canaux".into())]), "canal", "Canal"),
        Field::new(
            FieldKind::Radios(vec![("j".into(), "Jour".into()), ("m".into(), "Mois".into())]),
            "par",
            "Par"
        )
        .value("m"),
        Field::new(FieldKind::File, "fichier", "Fichier de contacts"),
    );
    let tiles = "<ul class=\"tiles\">\
        <li class=\"tile\"><span class=\"name\">Contacts par demande</span><span class=\"figure\">2,41</span>\
        <span class=\"meaning\">Une demande sur trois a besoin d’un seul contact.</span></li>\
        <li class=\"tile\"><span class=\"name\">Réitération à 7 jours</span><span class=\"figure\">23,4 %</span>\
        <span class=\"interval\">entre 22,9 % et 23,9 %</span></li>\
        <li class=\"tile\"><span class=\"name\">Part évitable</span><span class=\"figure\">41,0 %</span>\
        <span class=\"interval\">qualifiés : 38,2 %</span></li>\
        <li class=\"tile\"><span class=\"name\">Coût des contacts</span><span class=\"figure\">12,4 M€</span>\
        <span class=\"meaning\">dont 4,9 M€ évitables.</span></li></ul>";
    let paging = Paging::new(2, 20, 140).links(&shell, |page| format!("?page={page}"));
    let html = format!(
        "{tiles}{}<div class=\"grid\">{}{}</div>{}{}{}<div class=\"grid\">{}{}</div>{form}<div class=\"notice good\"><p>L’import est terminé.</p></div>\
         <p class=\"empty\">Aucun import encore. Commencez par envoyer un fichier.</p>{paging}",
        trend().draw(lang),
        bars().draw(lang),
        graph().draw(lang),
        stacked().draw(lang),
        flow().draw(lang),
        heat().draw(lang),
        radar().draw(lang),
        spread().draw(lang),
    );
    shell
        .page("Vue d’ensemble")
        .crumb("Observatoire", "/galerie")
        .lead("D’où viennent les contacts, lesquels auraient pu être évités, et ce qu’ils coûtent.")
        .wide()
        .render_markup(&Markup::of(html))
}

fn about(title: &str, sentence: &str) -> About {
    About::new(title, sentence).csv("/galerie.csv")
}

fn trend() -> Trend {
    let values = [0.262, 0.255, 0.271, 0.243, 0.238, 0.229, 0.251, 0.247, 0.222, 0.214, 0.209, 0.205];
    let months =
        ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."];
    let points = values.iter().zip(months).map(|(value, month)| Point {
        label: format!("{month} 2025"),
        value: Some(*value),
        low: Some(value - 0.011),
        high: Some(value + 0.012),
    });
    Trend {
        about: about(
            "Réitération à 7 jours",
            "Part des contacts suivis d’un autre pour le même motif dans les 7 jours.",
        ),
        unit: Unit::Share,
        points: points.collect(),
    }
}

fn bars() -> Bars {
    let rows = [
        ("Où en est mon dossier ?", 128_400.0, "A1"),
        ("Courrier ou page incompris", 84_200.0, "B2"),
        ("Pièce déjà fournie, redemandée", 61_900.0, "C1"),
        ("Premier contact sans réponse", 58_300.0, "D1"),
        ("Mauvais service, renvoyé ailleurs", 22_100.0, "E2"),
    ];
    let bars = rows.map(|(label, value, note)| Bar {
        label: label.into(),
        value: Some(value),
        low: Some(value * 0.95),
        high: Some(value * 1.06),
        note: Some(note.into()),
        href: Some("/galerie".into()),
    });
    Bars {
        about: about("Causes des contacts évitables", "Contacts estimés, par cause."),
        unit: Unit::Count,
        bars: bars.into(),
    }
}

fn stacked() -> Stacked {
    let column = |month: u32| Column {
        label: format!("2025-{month:02}"),
        values: vec![
            f64::from(52_000 - month * 900),
            f64::from(21_000 + month * 100),
            f64::from(15_000 - month * 300),
            f64::from(12_000 + month * 900),
            f64::from(4_000 + month * 700),
        ],
    };
    Stacked {
        about: about("Contacts par canal et par mois", "Le téléphone recule, le formulaire avance."),
        unit: Unit::Count,
        series: CHANNELS.map(String::from).into(),
        columns: (1..=12).map(column).collect(),
        as_shares: false,
    }
}

fn flow() -> Flow {
    let pairs = [
        (0, 0, 420),
        (0, 1, 60),
        (0, 2, 130),
        (1, 0, 210),
        (1, 1, 90),
        (2, 0, 40),
        (3, 0, 260),
        (3, 1, 80),
        (4, 0, 120),
        (4, 3, 20),
    ];
    let ribbons = pairs.map(|(from, to, value)| Ribbon { from, to, value: f64::from(value), note: None });
    Flow {
        about: about(
            "Vers quel canal se tourne-t-on ?",
            "Contacts suivis d’un autre dans les 24 heures, du premier canal au second.",
        ),
        unit: Unit::Count,
        from: CHANNELS.map(String::from).into(),
        to: CHANNELS.map(String::from).into(),
        ribbons: ribbons.into(),
    }
}

fn radar() -> Radar {
    let spoke = |at: u32| Spoke {
        short: format!("AX{at}"),
        label: format!("Axe {at}"),
        values: vec![Some(f64::from(at * 29 % 90 + 10)), (at != 3).then(|| f64::from(at * 17 % 60))],
    };
    Radar {
        about: about("Score par axe", "De 0 au centre à 100 au bord."),
        unit: Unit::Count,
        highest: 100.0,
        series: vec!["Aujourd’hui".into(), "En 2025".into()],
        spokes: (1..=8).map(spoke).collect(),
    }
}

fn spread() -> Spread {
    let dot = |at: u32| Dot {
        short: format!("P{at:02}"),
        label: format!("Pratique {at}"),
        value: f64::from(at * 1_713 % 9_000),
        href: Some("#".into()),
        is_strong: at.is_multiple_of(4),
    };
    let column = |name: &str, from: u32| {
        ([name.to_owned(), "de travail".to_owned()], (from..from + 5).map(dot).collect())
    };
    Spread {
        about: about("Gain et effort", "Plus haut\u{a0}: plus de contacts évités."),
        unit: Unit::Count,
        columns: vec![column("Semaines", 1), column("Trimestre", 6), column("Plus", 11)],
    }
}

fn heat() -> Heat {
    let row = |row: u32| {
        (0..5_u32)
            .map(|column| (row != 4 || column != 4).then(|| f64::from((row * 37 + column * 61) % 180)))
            .collect()
    };
    Heat {
        about: about("Du premier au second canal", "Les mêmes passages, en tableau."),
        unit: Unit::Count,
        corner: "De \\ vers".into(),
        rows: CHANNELS.map(String::from).into(),
        columns: CHANNELS.map(String::from).into(),
        cells: (0..5).map(row).collect(),
    }
}

fn graph() -> Graph {
    let nodes = [
        ("Formulaire", 41_200),
        ("Téléphone", 88_300),
        ("Courriel", 23_400),
        ("Accueil", 15_200),
        ("Pièce manquante", 31_000),
        ("Décision", 38_700),
        ("Paiement", 36_100),
        ("Application", 9_100),
    ];
    let edges = [
        (0, 1, 18_400),
        (0, 4, 15_900),
        (4, 1, 17_300),
        (1, 4, 8_100),
        (1, 1, 24_600),
        (4, 5, 9_800),
        (1, 5, 21_300),
        (5, 6, 30_200),
        (5, 1, 6_900),
        (2, 1, 9_700),
        (1, 2, 6_200),
        (1, 3, 7_800),
        (3, 1, 3_900),
        (3, 5, 5_100),
        (6, 1, 4_400),
        (0, 2, 5_200),
        (7, 0, 4_100),
        (2, 5, 3_300),
        (2, 2, 2_700),
        (7, 1, 2_200),
        (3, 4, 1_900),
        (6, 2, 800),
        (7, 2, 300),
    ];
    Graph {
        about: about("Parcours réels : un enfant naît", "Ce qui suit quoi, dans les dossiers de l’année."),
        nodes: nodes
            .map(|(label, count)| GraphNode { label: label.into(), count: f64::from(count), href: None })
            .into(),
        edges: edges
            .map(|(from, to, count)| GraphEdge {
                from,
                to,
                count: f64::from(count),
                note: Some(format!("{} j", 1 + (from * 5 + to * 3) % 9)),
            })
            .into(),
        starts: vec![(0, 28_000.0), (1, 12_000.0), (7, 6_000.0)],
        ends: vec![(6, 30_500.0), (5, 5_000.0), (1, 9_000.0)],
        edges_max: 0,
    }
}
