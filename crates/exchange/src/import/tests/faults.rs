//! Bad input into a real log: a clear message with file and line, the good rows kept, the log whole.

use std::{
    fs::{self, File},
    io::Write,
    path::Path,
    process::Command,
};

use arrow::array::AsArray;
use contact_log::{Keys, Log, LogError};
use flate2::{Compression, write::GzEncoder};
use kernel::{Explain, Lang};

use super::world::{Folder, plan, read_bytes, read_plan};
use crate::import::{ImportError, ImportPlan, ImportReport, Mapping, Reason, SinkError, Unwatched, import};

const HEADER: &str = "contact_id,partner,usager,request,started_at,channel,direction,reason\n";

fn row(id: &str, reason: &str) -> String {
    format!("{id},CAF,u-{id},,2025-03-01T10:00:00Z,phone,inbound,{reason}\n")
}

fn import_into(folder: &Path, plan: &ImportPlan) -> Result<ImportReport, ImportError> {
    let keys = Keys::open(folder.join("keys")).unwrap();
    import(plan, &Log::open(folder.join("log").to_str().unwrap()).unwrap(), &keys, &Unwatched)
}

fn contacts_of(folder: &Path) -> u64 {
    let report = Log::open(folder.join("log").to_str().unwrap()).unwrap().check().unwrap();
    assert_eq!(report.problems, Vec::<String>::new());
    report.contacts
}

#[test]
fn two_contacts_with_one_id_are_shown_and_the_first_is_kept() {
    let folder = Folder::new();
    let text = [HEADER, &row("a", "APL"), &row("b", "APL"), &row("a", "RSA"), &row("b", "APL")].concat();
    let path = folder.file("a.csv", text);
    let plan = ImportPlan { rejects: Some(folder.path("rejects.csv")), ..plan(&path) };
    let report = import_into(&folder.path(""), &plan).unwrap();
    assert_eq!((report.rows, report.imported, report.duplicates, report.rejected), (4, 2, 1, 1));
    let (file, reject) = &report.rejects[0];
    assert_eq!((file.ends_with("a.csv"), reject.line, reject.value.as_str()), (true, 4, "a"));
    let Reason::Conflict { kept, refused } = &reject.reason else { panic!("{reject:?}") };
    assert!(kept.contains("APL") && refused.contains("RSA"), "{kept} / {refused}");
    let rejects = fs::read_to_string(folder.path("rejects.csv")).unwrap();
    assert!(rejects.contains(",4,contact_id,a,") && rejects.contains("RSA"), "{rejects}");
    // Again: nothing changes, and the conflict is shown again.
    let again = import_into(&folder.path(""), &plan).unwrap();
    assert_eq!((again.imported, again.duplicates, again.rejected), (0, 3, 1));
    assert_eq!(contacts_of(&folder.path("")), 2);
}

#[test]
fn a_file_cut_by_a_crash_and_then_whole_adds_only_what_was_missing() {
    let folder = Folder::new();
    let rows: String = (0..20_000).map(|it| row(&format!("c{}", it * 7_919 % 20_011), "APL")).collect();
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all([HEADER, &rows].concat().as_bytes()).unwrap();
    let bytes = gzip.finish().unwrap();
    let cut = folder.file("cut.csv.gz", &bytes[..bytes.len() / 2]);
    let first = import_into(&folder.path(""), &plan(&cut)).unwrap();
    assert_eq!(first.rejects_by_reason["reject-cut"], 1);
    assert!(first.imported > 1_000 && first.imported < 20_000);
    let whole = folder.file("whole.csv.gz", &bytes);
    let second = import_into(&folder.path(""), &plan(&whole)).unwrap();
    assert_eq!((second.imported + first.imported, second.duplicates), (20_000, first.imported));
    assert_eq!(contacts_of(&folder.path("")), 20_000);
}

#[test]
fn strict_imports_nothing_if_a_row_is_refused() {
    let folder = Folder::new();
    let path = folder.file("a.csv", [HEADER, &row("a", "APL"), &row("b", "")].concat());
    let strict = ImportPlan { strict: true, ..plan(&path) };
    let error = import_into(&folder.path(""), &strict).unwrap_err();
    assert!(matches!(&error, ImportError::Strict { count: 1, line: 3, .. }), "{error}");
    assert!(error.message().say(Lang::Fr).contains("ligne 3"));
    assert_eq!(contacts_of(&folder.path("")), 0);
    // Two contacts with one id are known when all are there.
    let path = folder.file("b.csv", [HEADER, &row("a", "APL"), &row("a", "RSA")].concat());
    let error = import_into(&folder.path(""), &ImportPlan { strict: true, ..plan(&path) }).unwrap_err();
    assert!(matches!(&error, ImportError::Strict { count: 1, line: 3, .. }), "{error}");
    assert_eq!(contacts_of(&folder.path("")), 0);
}

#[test]
fn a_name_made_from_content_is_hidden_by_a_key_once() {
    let names = |text: &str| {
        let folder = Folder::new();
        import_into(&folder.path(""), &plan(&folder.file("a.csv", text))).unwrap();
        let snapshot = Log::open(folder.path("log").to_str().unwrap()).unwrap().snapshot().unwrap();
        let partner = &snapshot.partners()[0];
        let buckets = (0..partner.buckets)
            .flat_map(|it| snapshot.read_contacts(partner, it, &["contact_id"]).unwrap().map(Result::unwrap));
        let names = buckets.flat_map(|it| {
            it.column(0).as_string::<i32>().iter().map(|it| it.unwrap().to_owned()).collect::<Vec<_>>()
        });
        names.collect::<Vec<_>>()
    };
    let made = names("date,canal,usager\n2025-03-01 10:00,phone,u\n");
    assert!(made[0].starts_with('~') && !made[0].starts_with("~~") && made[0].len() == 35, "{made:?}");
    // It comes back from an export: it stays.
    assert_eq!(names(&[HEADER, &row(&made[0], "APL")].concat()), made);
}

#[test]
fn another_mapping_of_the_same_file_doubles_nothing() {
    let folder = Folder::new();
    let text = "date;canal;usager;heure locale\n2025-03-01 10:00;phone;u;x\n2025-03-02 11:00;email;v;y\n";
    let first = plan(&folder.file("a.csv", text));
    assert_eq!(import_into(&folder.path(""), &first).unwrap().imported, 2);
    let mapping = "[contacts]\nstarted_at = \"date\"\nchannel = \"canal\"\nusager = \"usager\"\nreason = \"heure locale\"\n";
    let other = ImportPlan { mapping: Some(Mapping::parse(mapping, "x").unwrap()), ..first };
    let report = import_into(&folder.path(""), &other).unwrap();
    // They are known, and told to be other than those that the log has.
    assert_eq!((report.imported, report.rejected), (0, 2));
    assert_eq!(contacts_of(&folder.path("")), 2);
}

/// The most memory this process has had, in bytes; `None` where nobody tells.
fn peak_bytes() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|it| it.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|it| it * 1_024)
}

#[test]
fn a_line_of_256_megabytes_is_refused_in_little_memory() {
    let folder = Folder::new();
    let path = folder.path("long.csv.gz");
    let mut gzip = GzEncoder::new(File::create(&path).unwrap(), Compression::fast());
    gzip.write_all([HEADER, &row("a", "APL")].concat().as_bytes()).unwrap();
    let piece = vec![b'x'; 1 << 20];
    for _ in 0..256 {
        gzip.write_all(&piece).unwrap();
    }
    gzip.write_all(["\n", &row("b", "APL")].concat().as_bytes()).unwrap();
    gzip.finish().unwrap();
    let before = peak_bytes();
    let seen = read_plan(&plan(&path)).unwrap();
    assert_eq!(seen.column("contact_id"), ["a", "b"]);
    assert_eq!(seen.rejects(), [(3, "", "line too long (above 1 MB)".to_owned())]);
    if let (Some(before), Some(after)) = (before, peak_bytes()) {
        assert!(after - before < 128 << 20, "{} MB", (after - before) >> 20);
    }
}

#[test]
fn a_text_without_lines_is_no_table() {
    let error = read_bytes(vec![b'x'; 3 << 20]).unwrap_err();
    assert!(matches!(error, ImportError::LongFirstLine(_)) && error.is_input(), "{error}");
}

#[test]
fn what_holds_nothing_is_said_to_be_empty() {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(b"").unwrap();
    for bytes in [Vec::new(), b" \n\r\n ".to_vec(), gzip.finish().unwrap(), b"\xef\xbb\xbf".to_vec()] {
        let error = read_bytes(&bytes).unwrap_err();
        assert!(matches!(error, ImportError::Empty(_)), "{bytes:?} {error}");
    }
    // Titles without rows are a file like any other.
    assert_eq!(read_bytes(HEADER).unwrap().report.rows, 0);
}

#[test]
fn a_foreign_table_says_where_each_fault_is() {
    let text = "Allocataire;Date;Canal;Motif;Durée\n\
        1;13/03/2025 10:00;téléphone;APL;60\n\
        2;13/03/20205 10:00;téléphone;APL;60\n\
        3;31/02/2025 10:00;téléphone;APL;60\n\
        4;13/03/2025 10:00;pigeon;APL;60\n\
        5;13/03/2025 10:00;telefone;APL;-5\n\
        6;13/03/2025 10:00;courriel;APL;un moment\n\
        7;13/03/2025 10:00\n\
        8;13/03/2025 10:00;courriel;APL;60;9\n\
        9;13/03/2025 10:00;courriel;APL;60\n";
    let folder = Folder::new();
    let path = folder.file("a.csv", text);
    let mapping = "[read]\ndates = \"day-first\"\n[contacts]\nusager = \"Allocataire\"\nstarted_at = \"Date\"\n\
        channel = \"Canal\"\nreason = \"Motif\"\nduration_s = \"Durée\"";
    let mapping = Mapping::parse(mapping, "m").unwrap();
    let seen = read_plan(&ImportPlan { mapping: Some(mapping), ..plan(&path) }).unwrap();
    assert_eq!(seen.column("usager"), ["1", "9"]);
    let found: Vec<_> = seen.rejects().into_iter().map(|it| (it.0, it.1.to_owned(), it.2)).collect();
    let expected = [
        (3, "Date", "year not between 1990 and 2100"),
        (4, "Date", "unreadable date"),
        (
            5,
            "Canal",
            "unknown channel: write phone, email, counter, web, SMS, chat, post, video, app, social, visit or other",
        ),
        (6, "Canal", "unknown channel: perhaps “phone”?"),
        (7, "Durée", "unreadable duration"),
        (8, "", "fewer fields than columns"),
        (9, "", "more fields than columns"),
    ];
    let expected: Vec<_> = expected.into_iter().map(|it| (it.0, it.1.to_owned(), it.2.to_owned())).collect();
    assert_eq!(found, expected);
}

/// A small disk in memory, unmounted at the end.
struct Disk<'a>(&'a Path);

impl<'a> Disk<'a> {
    /// `None`, said aloud, where mounting is not allowed.
    fn mount(folder: &'a Path) -> Option<Self> {
        let mount =
            Command::new("mount").args(["-t", "tmpfs", "-o", "size=1m", "tmpfs"]).arg(folder).output();
        if mount.is_ok_and(|it| it.status.success()) {
            return Some(Self(folder));
        }
        eprintln!("skipped: this user may not mount a disk");
        None
    }
}

impl Drop for Disk<'_> {
    fn drop(&mut self) {
        let _unmounted = Command::new("umount").arg("-l").arg(self.0).status();
    }
}

#[test]
fn a_full_disk_is_said_and_leaves_the_log_as_it_was() {
    let (folder, small) = (Folder::new(), Folder::new());
    let place = small.path("");
    let Some(disk) = Disk::mount(&place) else { return };
    let some = folder.file("some.csv", [HEADER, &row("a", "APL")].concat());
    let rows: String = (0..100_000).map(|it| row(&format!("c{it}"), "APL")).collect();
    let many = folder.file("many.csv", [HEADER, &rows].concat());
    // The disk of the log.
    assert_eq!(import_into(disk.0, &plan(&some)).unwrap().imported, 1);
    let error = import_into(disk.0, &plan(&many)).unwrap_err();
    assert!(matches!(error, ImportError::Sink(SinkError::Log(LogError::DiskFull(_)))), "{error:?}");
    assert!(!error.is_input());
    assert!(error.message().say(Lang::En).starts_with("The disk is full"));
    assert_eq!(contacts_of(disk.0), 1);
    // The disk of the rejects file, with the log elsewhere.
    let bad = folder.file("bad.csv", [HEADER, &rows.replace("phone", "phonne")].concat());
    let plan = ImportPlan { rejects: Some(disk.0.join("rejects.csv")), ..plan(&bad) };
    let error = import_into(&folder.path(""), &plan).unwrap_err();
    assert!(matches!(error, ImportError::RejectsFile { .. }), "{error:?}");
    assert_eq!(contacts_of(&folder.path("")), 0);
    assert!(!disk.0.join("rejects.csv").exists());
}
