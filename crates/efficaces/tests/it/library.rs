//! Practices, self-diagnosis and guide, from the command line.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs,
    path::Path,
    process::{Command, Output},
};

use serde_json::{Value, json};
use tempfile::TempDir;

fn folder() -> TempDir {
    TempDir::new_in(env!("CARGO_TARGET_TMPDIR")).unwrap()
}

fn efficaces(folder: &Path, words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_efficaces"));
    command.current_dir(folder).args(words).env("LC_ALL", "en_GB.UTF-8");
    command.output().unwrap()
}

fn done(folder: &Path, words: &[&str]) -> String {
    let output = efficaces(folder, words);
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn document(folder: &Path, words: &[&str]) -> Value {
    serde_json::from_str(&done(folder, words)).unwrap()
}

/// What a wrong use is told; its exit code is 2.
fn refused(folder: &Path, words: &[&str]) -> String {
    let output = efficaces(folder, words);
    assert_eq!(output.status.code(), Some(2), "{words:?}");
    assert!(output.stdout.is_empty(), "{words:?}");
    String::from_utf8(output.stderr).unwrap()
}

/// Every question answered with one level.
fn all(level: u8) -> Value {
    (1..=48).map(|it| (format!("Q{it:02}"), json!(level))).collect::<serde_json::Map<_, _>>().into()
}

fn write(folder: &Path, name: &str, document: &Value) {
    fs::write(folder.join(name), document.to_string()).unwrap();
}

fn ids(document: &Value) -> Vec<&str> {
    document["advice"].as_array().unwrap().iter().map(|it| it["practice"].as_str().unwrap()).collect()
}

#[test]
fn the_worked_example_comes_out_in_both_forms() {
    let folder = folder();
    let mut answers = all(1);
    answers["contacts_per_year"] = json!(1_000_000);
    write(folder.path(), "answers.json", &answers);
    let found = document(folder.path(), &["diagnose", "answers.json", "--json"]);
    let first = ["P11", "P13", "P12", "P32", "P10", "P06", "P15", "P26", "P09", "P33", "P20", "P21"];
    assert_eq!(ids(&found)[..12], first);
    let avoided: Vec<i64> = found["advice"].as_array().unwrap()[..5]
        .iter()
        .map(|it| it["avoided_contacts"].as_i64().unwrap())
        .collect();
    assert_eq!(avoided, [16_720, 17_593, 18_667, 11_253, 5_183]);
    assert_eq!(
        (found["proposed_avoided"].as_i64(), found["total_avoided"].as_i64()),
        (Some(62_796), Some(166_565))
    );
    assert_eq!(found["axes"][0], json!({"code": "AX1", "score": 33.3, "unknown": 0, "measured": true}));
    let text = done(folder.path(), &["diagnose", "answers.json", "--lang", "fr"]);
    let text = text.replace(['\u{a0}', '\u{202f}'], " ");
    assert!(
        text.contains("1. P11 Accusé de réception immédiat et utile : 16 720 contacts évités par an"),
        "{text}"
    );
    assert!(text.contains("62 796") && text.contains("166 565"), "{text}");
}

#[test]
fn answers_that_are_none_are_told_with_their_question() {
    let folder = folder();
    for (wrong, said) in [
        (json!({"Q01": 4}), "Q01"),
        (json!({"Q49": 1}), "Q49"),
        (json!({"contacts_per_year": -1}), "-1"),
        (json!([1, 2]), "Q01"),
    ] {
        write(folder.path(), "answers.json", &wrong);
        assert!(refused(folder.path(), &["diagnose", "answers.json"]).contains(said), "{wrong}");
    }
    fs::write(folder.path().join("answers.json"), "{\"Q01\": 1,").unwrap();
    assert!(
        refused(folder.path(), &["diagnose", "answers.json", "--lang", "fr"])
            .contains("ni du JSON ni un classeur")
    );
    fs::write(folder.path().join("answers.xlsx"), "Q01;2").unwrap();
    assert!(refused(folder.path(), &["diagnose", "answers.xlsx"]).contains(".ods"));
    assert!(refused(folder.path(), &["practices", "--cause", "Z9"]).contains("Z9"));
    assert!(refused(folder.path(), &["practices", "--objective", "O4"]).contains("O4"));
    assert!(refused(folder.path(), &["guide", "out.pdf", "--practices", "P11,P99"]).contains("P99"));
    assert_eq!(efficaces(folder.path(), &["diagnose", "nowhere.json"]).status.code(), Some(1));
}

#[test]
fn the_workbook_goes_out_and_comes_back() {
    let folder = folder();
    let mut answers = all(2);
    answers["Q03"] = Value::Null;
    answers["Q04"] = json!("na");
    answers["contacts_per_year"] = json!(54_321);
    write(folder.path(), "answers.json", &answers);
    done(folder.path(), &["diagnose", "answers.json", "--workbook", "out.xlsx", "--lang", "en"]);
    let of = |file| document(folder.path(), &["diagnose", file, "--json"]);
    assert_eq!(of("out.xlsx"), of("answers.json"));
}

/// The formula, written again from the public figures of the practices: expected contacts by practice, every answer 1.
fn expected(practices: &Value, contacts: f64, shares: &BTreeMap<String, f64>) -> BTreeMap<String, f64> {
    let gap = 1.0 - 1.0 / 3.0;
    let of = |it: &Value| {
        let covered: f64 = it["coverage"]
            .as_object()
            .unwrap()
            .iter()
            .map(|(cause, part)| shares.get(cause).unwrap_or(&0.0) * part.as_f64().unwrap())
            .sum();
        (it["id"].as_str().unwrap().to_owned(), contacts * gap * it["efficacy"].as_f64().unwrap() * covered)
    };
    practices.as_array().unwrap().iter().map(of).filter(|(_, it)| *it > 0.0).collect()
}

#[test]
fn a_simulated_partner_s_advice_follows_the_causes_that_were_planted() {
    let folder = folder();
    let path = folder.path();
    let words = "simulate --contacts 40000 --seed 3 --partners 3 --out c.parquet --truth truth.json";
    done(path, &words.split(' ').collect::<Vec<_>>());
    done(path, &["import", "c.parquet", "--log", "log", "--json"]);
    write(path, "answers.json", &all(1));
    let truth: Value = serde_json::from_str(&fs::read_to_string(path.join("truth.json")).unwrap()).unwrap();
    let practices = document(path, &["practices", "--json"]);
    let causes = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../content/causes.csv");
    let common: BTreeMap<String, f64> = csv::Reader::from_path(causes)
        .unwrap()
        .records()
        .map(Result::unwrap)
        .map(|it| (it[0].to_owned(), it[4].parse::<f64>().unwrap() / 100.0))
        .collect();
    assert!((common.values().sum::<f64>() - 1.0).abs() < 1e-9, "{common:?}");
    for (partner, planted) in truth["partners"].as_object().unwrap() {
        let count = |cause: &str, what: &str| planted["causes"][cause][what].as_f64().unwrap_or(0.0);
        let coded: f64 = common.keys().map(|it| count(it, "qualified")).sum();
        let inbound = planted["inbound"].as_f64().unwrap();
        let shares: BTreeMap<String, f64> = common
            .iter()
            .map(|(it, share)| (it.clone(), (count(it, "qualified") + 2_000.0 * share) / (coded + 2_000.0)))
            .collect();
        let found =
            document(path, &["diagnose", "answers.json", "--log", "log", "--partner", partner, "--json"]);
        assert_eq!(found["causes_from"], "own");
        assert_eq!(found["contacts_per_year"].as_f64(), Some(inbound));
        let wanted = expected(&practices, inbound, &shares);
        let advice = found["advice"].as_array().unwrap();
        assert_eq!(advice.len(), wanted.len());
        for line in advice {
            let (id, avoided) =
                (line["practice"].as_str().unwrap(), line["avoided_contacts"].as_f64().unwrap());
            assert!(
                (avoided - wanted[id]).abs() <= 0.5 + 1e-6,
                "{partner} {id}: {avoided}, planted {}",
                wanted[id]
            );
        }
        // What is planted but not coded is like what is coded: the best practice is the same.
        let all: BTreeMap<String, f64> =
            common.keys().map(|it| (it.clone(), count(it, "planted") / inbound)).collect();
        let best =
            |of: &BTreeMap<String, f64>| of.iter().max_by(|a, b| a.1.total_cmp(b.1)).unwrap().0.clone();
        assert_eq!(best(&wanted), best(&expected(&practices, inbound, &all)));
    }
}

#[test]
fn two_partners_with_different_causes_get_different_advice() {
    let folder = folder();
    let path = folder.path();
    let mut csv = "contact_id,partner,usager,started_at,channel,direction,reason,cause\n".to_owned();
    for (partner, cause) in [("RDV", "D5"), ("DOUTE", "A3")] {
        for number in 0..1_500 {
            let cause = if number % 2 == 0 { cause } else { "V1" };
            let day = 1 + number % 28;
            writeln!(
                csv,
                "{partner}-{number},{partner},u{number},2025-03-{day:02}T09:00:00Z,phone,inbound,APL,{cause}"
            )
            .unwrap();
        }
    }
    fs::write(path.join("contacts.csv"), csv).unwrap();
    done(path, &["import", "contacts.csv", "--log", "log"]);
    write(path, "answers.json", &all(1));
    let of = |partner| {
        document(path, &["diagnose", "answers.json", "--log", "log", "--partner", partner, "--json"])
    };
    let (appointments, doubts) = (of("RDV"), of("DOUTE"));
    assert_eq!((ids(&appointments)[0], ids(&doubts)[0]), ("P17", "P11"));
    assert!(appointments["advice"][0]["why"][0].as_str().unwrap().contains("D5"), "{appointments}");
    assert!(doubts["advice"][0]["why"][0].as_str().unwrap().contains("of your contacts"), "{doubts}");
    assert!(
        refused(path, &["diagnose", "answers.json", "--log", "log", "--partner", "NOBODY"])
            .contains("NOBODY")
    );
}

#[test]
fn practices_are_found_by_words_causes_and_aims() {
    let folder = folder();
    let found = document(folder.path(), &["practices", "--search", "acuse de recepton", "--json"]);
    assert_eq!(found[0]["id"], "P11");
    let found = document(folder.path(), &["practices", "--cause", "A3", "--objective", "O2", "--json"]);
    assert_eq!(found[0]["id"], "P11");
    assert!(done(folder.path(), &["practices", "--lang", "fr"]).contains("P36  Former, outiller"));
}

#[test]
fn an_instance_s_own_content_stands_in_place_of_the_product_s_and_its_faults_are_told() {
    let folder = folder();
    let path = folder.path();
    done(path, &["practices", "--export", "mine"]);
    let file = path.join("mine/practices/P12/practice.toml");
    let facts = fs::read_to_string(&file).unwrap();
    let with = |words: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_efficaces"));
        command.current_dir(path).args(words).env("LC_ALL", "en_GB.UTF-8").env("EFFICACES_CONTENT", "mine");
        command.output().unwrap()
    };
    fs::write(&file, facts.replace("efficacy = 0.35", "efficacy = 0.9")).unwrap();
    let output = with(&["practices", "--search", "P12", "--json"]);
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(found[0]["efficacy"], json!(0.9), "{}", String::from_utf8_lossy(&output.stderr));
    fs::write(&file, facts.replace("A4 = ", "Z9 = ")).unwrap();
    fs::remove_file(path.join("mine/practices/P07/en.md")).unwrap();
    fs::write(path.join("mine/practices/P08/notes.txt"), "x").unwrap();
    let output = with(&["serve"]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    for fault in ["P12/practice.toml, line 17", "Z9", "P08/notes.txt"] {
        assert!(said.contains(fault), "{said}");
    }
    // The product's own sheet stands where the instance has none.
    assert!(!said.contains("P07/en.md"), "{said}");
    let output = with(&["--lang", "fr", "practices"]);
    assert!(String::from_utf8(output.stderr).unwrap().contains("P12/practice.toml, ligne 17"));
}

#[test]
fn what_is_exported_is_what_the_product_was_built_with_to_the_letter() {
    let folder = folder();
    done(folder.path(), &["practices", "--export", "out"]);
    let ours = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../content");
    for name in [
        "causes.csv",
        "questions.toml",
        "life-events.toml",
        "practices/P01/fr.md",
        "practices/P36/practice.toml",
    ] {
        let (out, own) = (folder.path().join("out").join(name), ours.join(name));
        assert_eq!(fs::read(out).unwrap(), fs::read(own).unwrap(), "{name}");
    }
    assert_eq!(fs::read_dir(folder.path().join("out/practices")).unwrap().count(), 36);
}

#[test]
fn the_guide_reads_without_network_and_its_absent_press_is_told() {
    let folder = folder();
    done(folder.path(), &["guide", "out.html", "--lang", "fr"]);
    let html = fs::read_to_string(folder.path().join("out.html")).unwrap();
    assert_eq!(html.matches("<article").count(), 36);
    // A program that has no press beside it, nor on its path.
    let alone = folder.path().join("efficaces");
    fs::hard_link(env!("CARGO_BIN_EXE_efficaces"), &alone).unwrap();
    let mut command = Command::new(&alone);
    command.current_dir(folder.path()).args(["--lang", "fr", "guide", "out.pdf"]).env("PATH", "");
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().contains("efficaces-press"));
    assert!(!folder.path().join("out.pdf").exists());
}
