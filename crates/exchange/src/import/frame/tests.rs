//! Tables as people and programs write them.

use std::{fmt::Write as _, fs::File, io::Write as _, path::PathBuf};

use ::parquet::{arrow::ArrowWriter, file::properties::WriterProperties};
use arrow::{
    array::{
        ArrayRef, BooleanArray, Date32Array, Decimal128Array, DictionaryArray, Float32Array, Float64Array,
        Int64Array, LargeStringArray, RecordBatch, StringArray, TimestampMillisecondArray, UInt64Array,
    },
    datatypes::Int32Type,
};
use kernel::Explain as _;
use proptest::{collection::vec, option, prelude::*};

use super::*;

const NO_WORD: u32 = Column::NO_WORD;
const NO_INSTANT: i64 = Column::NO_INSTANT;

/// A file in a folder of its own.
struct Given {
    folder: tempfile::TempDir,
    place: PathBuf,
}

fn file(bytes: &[u8]) -> Given {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("data");
    File::create(&place).unwrap().write_all(bytes).unwrap();
    Given { folder, place }
}

fn parquet(columns: Vec<(&str, ArrayRef)>, group_rows: usize) -> Given {
    let given = file(b"");
    let batch = RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|it| (it.0, it.1, true)));
    let batch = batch.unwrap();
    let properties = WriterProperties::builder().set_max_row_group_row_count(Some(group_rows)).build();
    let to = File::create(&given.place).unwrap();
    let mut to = ArrowWriter::try_new(to, batch.schema(), Some(properties)).unwrap();
    to.write(&batch).unwrap();
    to.close().unwrap();
    given
}

fn wanted(columns: &[(&str, Kind)]) -> Vec<Wanted> {
    columns.iter().map(|(name, kind)| Wanted::new(*name, *kind)).collect()
}

fn us(text: &str) -> i64 {
    text.parse::<jiff::Timestamp>().unwrap().as_microsecond()
}

fn words(codes: &[u32], names: &[&str]) -> Column {
    Column::Words { codes: codes.to_vec(), names: names.iter().map(|it| (*it).to_owned()).collect() }
}

/// Columns without their titles; missing numbers are -1, so that they can be compared.
fn columns(read: &Read) -> Vec<Column> {
    let comparable = |column: &Column| match column {
        Column::Numbers(it) => {
            Column::Numbers(it.iter().map(|it| if it.is_nan() { -1.0 } else { *it }).collect())
        }
        other => other.clone(),
    };
    read.table.columns.iter().map(|it| comparable(&it.1)).collect()
}

fn rejects(read: &Read) -> Vec<(u64, &str, &str, &Reason)> {
    let each = read.rejected.iter();
    each.map(|it| (it.line, it.column.as_str(), it.value.as_str(), &it.reason)).collect()
}

#[test]
fn a_french_spreadsheet_is_read() {
    let text = "Usager;Groupe;Coût;Début;Site\n7;témoin;12,5;09/03/2025;Évry\n8;essai;;31/12/2025 14h05;\n9;témoin;1 234,5;;Lyon\n";
    let latin: Vec<u8> = text.chars().map(|it| u8::try_from(u32::from(it)).unwrap()).collect();
    let asked = wanted(&[
        ("Groupe", Kind::Words),
        ("Coût", Kind::Numbers),
        ("Début", Kind::Instants),
        ("Usager", Kind::Units),
        ("Site", Kind::Words),
    ]);
    for bytes in [text.as_bytes(), &latin, &[b"\xef\xbb\xbf", text.as_bytes()].concat()] {
        let given = file(bytes);
        let found = read(&given.place, &asked).unwrap();
        let expected = [
            words(&[0, 1, 0], &["témoin", "essai"]),
            Column::Numbers(vec![12.5, -1.0, 1234.5]),
            Column::Instants(vec![us("2025-03-08T23:00:00Z"), us("2025-12-31T13:05:00Z"), NO_INSTANT]),
            Column::Integers(vec![7, 8, 9]),
            words(&[0, NO_WORD, 1], &["Évry", "Lyon"]),
        ];
        assert_eq!(columns(&found), expected);
        assert_eq!((found.table.rows, found.rejected_count), (3, 0));
        assert_eq!(found.columns_found, ["Usager", "Groupe", "Coût", "Début", "Site"]);
    }
}

#[test]
fn a_cell_that_cannot_be_refuses_its_row() {
    let given = file(
        b"unit,arm,calls,at\na,x,1,2025-03-09\nb,gone,two,2025-03-09\nc,y,inf,\n,x,4,\ne,y,5,yesterday\nf,x\ng,y,7,2025-03-09T10:00:00+02:00\n",
    );
    let asked = wanted(&[
        ("unit", Kind::Units),
        ("arm", Kind::Words),
        ("calls", Kind::Numbers),
        ("at", Kind::Instants),
    ]);
    let found = read(&given.place, &asked);
    // Fewer than four in five are dates: which form they have is not told.
    assert!(matches!(found, Err(TableError::UnclearDates { .. })));
    let found = read(&given.place, &asked[..3]).unwrap();
    assert_eq!(
        rejects(&found),
        [
            (3, "calls", "two", &Reason::BadNumber),
            (4, "calls", "inf", &Reason::BadNumber),
            (5, "unit", "", &Reason::Empty),
            (7, "", "f,x", &Reason::TooFewFields),
        ]
    );
    // The word of a refused row only is no word of the column.
    let expected = [
        words(&[0, 1, 2], &["a", "e", "g"]),
        words(&[0, 1, 1], &["x", "y"]),
        Column::Numbers(vec![1.0, 5.0, 7.0]),
    ];
    assert_eq!(columns(&found), expected);
    assert_eq!((found.table.rows, found.rejected_count), (3, 4));

    let place = given.folder.path().join("rejects.csv");
    write_rejected(&place, Lang::En, "data.csv", &found.rejected).unwrap();
    let text = std::fs::read_to_string(&place).unwrap();
    assert!(text.contains("data.csv,3,calls,two,unreadable or infinite number"), "{text}");
}

#[test]
fn dates_with_faults_among_them_are_read() {
    let rows: Vec<String> = (10..28).map(|it| format!("{it}/03/2025\n")).collect();
    let rows = rows.concat();
    let given = file(format!("day\n{rows}hier\n31/02/2025\n").as_bytes());
    let found = read(&given.place, &wanted(&[("day", Kind::Instants)])).unwrap();
    let refused = [(20, "day", "hier", &Reason::BadDate), (21, "day", "31/02/2025", &Reason::BadDate)];
    assert_eq!((found.table.rows, rejects(&found)), (18, refused.to_vec()));
}

#[test]
fn what_is_not_there_or_not_clear_is_said() {
    let refused = |text: &str, name: &str, kind: Kind| {
        let given = file(text.as_bytes());
        let error = read_named(&given.place, "mes-données.csv", &wanted(&[(name, kind)])).unwrap_err();
        assert!(error.is_input());
        let said = Lang::ALL.map(|it| error.message().say(it));
        assert!(said.iter().all(|it| it.contains("mes-données.csv") && it.len() > 40), "{said:?}");
        said[0].clone()
    };
    let absent = refused("unit,arm\n1,x\n", "bras", Kind::Words);
    assert!(absent.contains("Ses colonnes\u{a0}: unit, arm"), "{absent}");
    refused("a,a\n1,2\n", "a", Kind::Numbers);
    let mixed = refused("cost;arm\n\"1,234\";x\n12.5;y\n", "cost", Kind::Numbers);
    assert!(mixed.contains("tantôt une virgule"), "{mixed}");
    let unclear = refused("day,arm\n03/04/2025,x\n05/06/2025,y\n", "day", Kind::Instants);
    assert!(unclear.contains("03/04/2025"), "{unclear}");
    refused("", "a", Kind::Words);
    refused("PK\u{3}\u{4}rest of a workbook", "a", Kind::Words);
    refused("{\"a\": 1}\n", "a", Kind::Words);
    let absent = read(Path::new("/absent"), &[]).unwrap_err();
    assert!(absent.is_input() && !absent.message().say(Lang::Fr).is_empty());
}

#[test]
fn a_table_without_rows_is_a_table() {
    let given = file(b"unit,arm\n");
    let found = read(&given.place, &wanted(&[("arm", Kind::Words), ("unit", Kind::Units)])).unwrap();
    assert_eq!((found.table.rows, columns(&found)), (0, vec![words(&[], &[]), Column::Integers(vec![])]));
}

#[test]
fn every_usual_type_of_parquet_is_read() {
    let decimals = Decimal128Array::from(vec![Some(1_250), None, Some(-5)]).with_precision_and_scale(10, 2);
    let given = parquet(
        vec![
            ("u64", Arc::new(UInt64Array::from(vec![u64::MAX, 0, 7]))),
            ("i64", Arc::new(Int64Array::from(vec![Some(-3), None, Some(7)]))),
            ("f32", Arc::new(Float32Array::from(vec![0.5, f32::NAN, 2.0]))),
            ("decimal", Arc::new(decimals.unwrap())),
            ("bool", Arc::new(BooleanArray::from(vec![true, false, true]))),
            ("text", Arc::new(StringArray::from(vec![Some("b"), None, Some("a")]))),
            ("large", Arc::new(LargeStringArray::from(vec!["", "12,5", "NA"]))),
            ("words", Arc::new(vec!["z", "y", "z"].into_iter().collect::<DictionaryArray<Int32Type>>())),
            ("day", Arc::new(Date32Array::from(vec![20_156, 20_157, 20_158]))),
            (
                "at",
                Arc::new(
                    TimestampMillisecondArray::from(vec![
                        Some(1_741_514_400_000),
                        None,
                        Some(1_741_514_400_001),
                    ])
                    .with_timezone("UTC"),
                ),
            ),
        ],
        2,
    );
    let asked = wanted(&[
        ("u64", Kind::Units),
        ("u64", Kind::Numbers),
        ("i64", Kind::Numbers),
        ("i64", Kind::Words),
        ("f32", Kind::Numbers),
        ("decimal", Kind::Numbers),
        ("bool", Kind::Numbers),
        ("text", Kind::Words),
        ("large", Kind::Numbers),
        ("words", Kind::Words),
        ("words", Kind::Units),
        ("day", Kind::Instants),
        ("day", Kind::Words),
        ("at", Kind::Instants),
    ]);
    let found = read(&given.place, &asked).unwrap();
    #[expect(clippy::cast_precision_loss, reason = "as a column of numbers is read")]
    let expected = [
        Column::Integers(vec![u64::MAX, 0, 7]),
        Column::Numbers(vec![u64::MAX as f64, 0.0, 7.0]),
        Column::Numbers(vec![-3.0, -1.0, 7.0]),
        words(&[0, NO_WORD, 1], &["-3", "7"]),
        Column::Numbers(vec![0.5, -1.0, 2.0]),
        Column::Numbers(vec![12.5, -1.0, -0.05]),
        Column::Numbers(vec![1.0, 0.0, 1.0]),
        words(&[0, NO_WORD, 1], &["b", "a"]),
        Column::Numbers(vec![-1.0, 12.5, -1.0]),
        words(&[0, 1, 0], &["z", "y"]),
        words(&[0, 1, 0], &["z", "y"]),
        Column::Instants(vec![
            us("2025-03-08T23:00:00Z"),
            us("2025-03-09T23:00:00Z"),
            us("2025-03-10T23:00:00Z"),
        ]),
        words(&[0, 1, 2], &["2025-03-09", "2025-03-10", "2025-03-11"]),
        Column::Instants(vec![us("2025-03-09T10:00:00Z"), NO_INSTANT, us("2025-03-09T10:00:00.001Z")]),
    ];
    for ((asked, found), expected) in asked.iter().zip(columns(&found)).zip(expected) {
        assert_eq!(found, expected, "{asked:?}");
    }
}

#[test]
fn rows_of_parquet_that_cannot_be_are_refused() {
    let given = parquet(
        vec![
            ("unit", Arc::new(StringArray::from(vec![Some("a"), Some("b"), None, Some("d"), Some("e")]))),
            ("calls", Arc::new(Float64Array::from(vec![1.0, f64::INFINITY, 3.0, 4.0, 5.0]))),
            ("note", Arc::new(StringArray::from(vec!["1", "2", "3", "quatre", "5"]))),
            ("arm", Arc::new(StringArray::from(vec!["x", "gone", "y", "y", "z"]))),
        ],
        2,
    );
    let asked = wanted(&[
        ("arm", Kind::Words),
        ("calls", Kind::Numbers),
        ("note", Kind::Numbers),
        ("unit", Kind::Units),
    ]);
    let found = read(&given.place, &asked).unwrap();
    assert_eq!(
        rejects(&found),
        [
            (2, "calls", "inf", &Reason::BadNumber),
            (3, "unit", "", &Reason::Empty),
            (4, "note", "quatre", &Reason::BadNumber),
        ]
    );
    let expected = [
        words(&[0, 1], &["x", "z"]),
        Column::Numbers(vec![1.0, 5.0]),
        Column::Numbers(vec![1.0, 5.0]),
        words(&[0, 1], &["a", "e"]),
    ];
    assert_eq!(columns(&found), expected);
    let error = read(&given.place, &wanted(&[("calls", Kind::Instants)])).map(|_| ());
    assert!(error.is_ok(), "a count since 1970 is an instant: {error:?}");
    let bools = parquet(vec![("x", Arc::new(BooleanArray::from(vec![true])))], 1);
    let error = read(&bools.place, &wanted(&[("x", Kind::Instants)])).unwrap_err();
    assert!(
        matches!(error, TableError::WrongType { .. }) && error.message().say(Lang::Fr).contains("Boolean")
    );
}

#[test]
fn a_damaged_parquet_file_ends_in_an_error() {
    let numbers = Float64Array::from_iter_values((0..5_000).map(f64::from));
    let given = parquet(vec![("x", Arc::new(numbers))], 1_000);
    let bytes = std::fs::read(&given.place).unwrap();
    let mut refused = 0;
    for at in (4..bytes.len()).step_by(37) {
        let mut damaged = bytes.clone();
        damaged[at] ^= 0x55;
        let given = file(&damaged);
        refused += usize::from(read(&given.place, &wanted(&[("x", Kind::Numbers)])).is_err());
    }
    assert!(refused > 0);
    let cut = file(&bytes[..bytes.len() / 2]);
    assert!(read(&cut.place, &wanted(&[("x", Kind::Numbers)])).is_err());
}

/// A row: its unit, arm, number and instant.
type Row = (u64, Option<usize>, Option<f64>, Option<i64>);

const ARMS: [&str; 4] = ["témoin", "essai, bis", "\"cité\"", "a\nb"];

fn any_rows() -> impl Strategy<Value = Vec<Row>> {
    let instants = 631_152_000_000_000_i64..4_102_444_800_000_000;
    let number = (-1e9_f64..1e9).prop_map(|it| (it * 100.0).round() / 100.0);
    vec((any::<u64>(), option::of(0..ARMS.len()), option::of(number), option::of(instants)), 0..200)
}

proptest! {
    #[test]
    fn csv_and_parquet_of_the_same_rows_are_the_same_table(rows in any_rows(), group_rows in 1_usize..300) {
        let mut to = csv::WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
        to.write_record(["unit", "arm", "number", "at"]).unwrap();
        for (unit, arm, number, at) in &rows {
            let at = at.map(|it| jiff::Timestamp::from_microsecond(it).unwrap().to_string());
            let number = number.map(|it| it.to_string().replace('.', ","));
            let arm = arm.map_or("", |it| ARMS[it]);
            to.write_record([&unit.to_string(), arm, &number.unwrap_or_default(), &at.unwrap_or_default()]).unwrap();
        }
        let text = file(&to.into_inner().unwrap());
        let of_rows = rows.iter();
        let at = of_rows.clone().map(|it| it.3).collect::<arrow::array::TimestampMicrosecondArray>();
        let binary = parquet(
            vec![
                ("at", Arc::new(at.with_timezone("UTC"))),
                ("arm", Arc::new(of_rows.clone().map(|it| it.1.map(|it| ARMS[it])).collect::<StringArray>())),
                ("unit", Arc::new(of_rows.clone().map(|it| Some(it.0)).collect::<UInt64Array>())),
                ("number", Arc::new(of_rows.map(|it| it.2).collect::<Float64Array>())),
            ],
            group_rows,
        );
        let asked = wanted(&[("number", Kind::Numbers), ("arm", Kind::Words), ("unit", Kind::Units), ("at", Kind::Instants)]);
        let (text, binary) = (read(&text.place, &asked).unwrap(), read(&binary.place, &asked).unwrap());
        prop_assert_eq!(columns(&text), columns(&binary));
        prop_assert_eq!(text.table.rows, rows.len() as u64);
        let numbers: Vec<f64> = rows.iter().map(|it| it.2.unwrap_or(-1.0)).collect();
        prop_assert_eq!(&columns(&text)[0], &Column::Numbers(numbers));
    }
}

#[test]
fn a_file_of_many_pieces_keeps_its_order() {
    // More than one piece, whose words and units come in another order in each.
    let mut text = String::from("unit,arm,number\n");
    let rows = 400_000_u32;
    for row in 0..rows {
        let unit = if row == rows - 1 { "last".to_owned() } else { (row ^ 0x5555).to_string() };
        let arm = ["a", "b", "c"][(row / 70_000 % 3) as usize];
        writeln!(text, "{unit},{arm},{row}.5").unwrap();
    }
    let given = file(text.as_bytes());
    let asked = wanted(&[("number", Kind::Numbers), ("arm", Kind::Words), ("unit", Kind::Units)]);
    let reads = [1, 3].map(|threads| read_on(Source::open(&given.place).unwrap(), &asked, threads).unwrap());
    assert_eq!(reads[0], reads[1]);
    let columns = columns(&reads[0]);
    assert_eq!(columns[0], Column::Numbers((0..rows).map(|it| f64::from(it) + 0.5).collect()));
    let Column::Words { codes, names } = &columns[1] else { panic!("arms are words") };
    assert_eq!(names, &["a", "b", "c"]);
    assert!((0..rows).zip(codes).all(|(row, code)| *code == row / 70_000 % 3));
    // One unit that is no number makes all of them words.
    let Column::Words { names, .. } = &columns[2] else { panic!("units are words") };
    assert_eq!((names[1].as_str(), names.last().map(String::as_str)), ("21844", Some("last")));
}
