//! Spreadsheets in and out: what is written comes back, and what is broken is told at its place.

use proptest::prelude::*;
use rust_xlsxwriter::{Formula, Workbook};
use xinhuo::tables::{Format, Row, Sheet, Source, Trouble, read, write};

fn sheet(columns: &[&str], rows: &[&[&str]]) -> Sheet {
    let text = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
    let rows = rows.iter().zip(2..).map(|(cells, line)| Row { line, cells: text(cells) }).collect();
    Sheet { columns: text(columns), rows }
}

fn only(result: Result<Sheet, Vec<Trouble>>) -> (Option<u64>, Option<String>, &'static str) {
    let troubles = result.expect_err("read without complaint");
    assert_eq!(troubles.len(), 1, "{troubles:?}");
    (troubles[0].line, troubles[0].column.clone(), troubles[0].refusal.key)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn comes_back_as_it_was(
        columns in prop::collection::vec("[a-z编号=+-]{1,6}", 1..5),
        cells in prop::collection::vec(prop::collection::vec("[^\\x00-\\x1f\\x7f-\\x9f\\u{fffe}\\u{ffff}]{0,12}|['=+@＝-]{1,4}x|_x0041_|a\nb", 5), 0..6),
    ) {
        let rows: Vec<Row> = cells
            .iter()
            .map(|row| row.iter().take(columns.len()).cloned().collect::<Vec<_>>())
            // blank rows carry nothing and are skipped
            .filter(|row| row.iter().any(|cell| !cell.trim().is_empty()))
            .map(|cells| Row { line: 0, cells })
            .collect();
        let table = Sheet { columns: columns.iter().map(|c| c.trim().to_owned()).collect(), rows };
        for format in [Format::Csv, Format::Xlsx] {
            let bytes = write(format, &table).unwrap();
            let mut back = read(format, &bytes).unwrap();
            back.rows.iter_mut().for_each(|row| row.line = 0);
            prop_assert_eq!(&back, &table, "{:?}", format);
        }
    }
}

#[test]
fn csv_begins_with_a_mark_and_runs_no_formula() {
    let bytes = write(Format::Csv, &sheet(&["name"], &[&["=HYPERLINK(\"http://x\")"], &["＋86"]])).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    assert!(text.starts_with('\u{feff}'));
    assert!(text.contains("'=HYPERLINK") && text.contains("'＋86"), "{text}");
}

#[test]
fn reads_gb18030_and_utf8_with_and_without_mark() {
    let text = "编号,姓名\r\nS1,王建国\r\n";
    let (gb, _, _) = encoding_rs::GB18030.encode(text);
    for bytes in [text.as_bytes().to_vec(), format!("\u{feff}{text}").into_bytes(), gb.into_owned()] {
        let read = read(Format::Csv, &bytes).unwrap();
        assert_eq!(read.columns, ["编号", "姓名"]);
        assert_eq!(read.rows[0].cells, ["S1", "王建国"]);
        assert_eq!(read.rows[0].line, 2);
    }
}

#[test]
fn tells_broken_bytes_at_their_line() {
    let mut bytes = "编号,姓名\nS1,王建国\nS2,".as_bytes().to_vec();
    bytes.extend([0xe7, 0x8e]);
    assert_eq!(only(read(Format::Csv, &bytes)), (Some(3), None, "file-encoding"));
    assert_eq!(only(read(Format::Csv, b"code\na\0b\n")), (Some(2), None, "file-nul"));
    assert_eq!(only(read(Format::Csv, b"")), (None, None, "file-empty"));
}

#[test]
fn tells_what_does_not_fit() {
    assert_eq!(only(read(Format::Csv, b"a,b\n1,2\n3\n")), (Some(3), None, "row-cells"));
    assert_eq!(only(read(Format::Csv, b"a,b\n1,2,3\n")), (Some(2), None, "row-cells"));
    assert_eq!(only(read(Format::Csv, b"a,,c\n1,2,3\n")), (Some(1), None, "column-without-name"));
    assert_eq!(only(read(Format::Csv, b"a,b\n=1+1,2\n")), (Some(2), Some("a".to_owned()), "cell-formula"));
    assert_eq!(only(read(Format::Csv, b"a,b\n1,\x1b[2J\n")), (Some(2), Some("b".to_owned()), "cell-control"));
    let long = format!("a\n{}\n", "x".repeat(64 * 1024 + 1));
    assert_eq!(only(read(Format::Csv, long.as_bytes())), (Some(2), Some("a".to_owned()), "cell-too-long"));
    let wide = format!("{}\n", "a,".repeat(300) + "a");
    assert_eq!(only(read(Format::Csv, wide.as_bytes())).2, "too-many-columns");
    assert_eq!(only(read(Format::Csv, &vec![b'x'; 64 * 1024 * 1024 + 1])).2, "file-too-big");
}

#[test]
fn counts_lines_through_quoted_breaks() {
    let read = read(Format::Csv, b"a,b\n\"x\ny\",1\n\nz,2\n").unwrap();
    assert_eq!(read.rows.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 5]);
}

/// What a file gives when it is read `most` rows at a time.
fn in_pieces(path: &std::path::Path, most: usize) -> Result<Sheet, Vec<Trouble>> {
    let source = Source::open(path)?;
    let (mut rows, mut troubles, mut reading) = (Vec::new(), Vec::new(), source.begin()?);
    loop {
        let (further, wrong) = reading.next(most);
        if further.is_empty() && wrong.is_empty() {
            break;
        }
        rows.extend(further);
        troubles.extend(wrong);
    }
    if troubles.is_empty() { Ok(Sheet { columns: source.columns().to_vec(), rows }) } else { Err(troubles) }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]
    #[test]
    fn a_file_in_pieces_is_the_file_as_a_whole(
        lines in prop::collection::vec("[a-c中文,;\t\"\r\n=']{0,12}(,[x老\"])?", 0..12),
        mark in prop::bool::ANY,
        gb in prop::bool::ANY,
        tail in prop::collection::vec(prop::sample::select(vec![b'x', 0u8, 0xe7, b'\n']), 0..3),
        most in 1usize..4,
    ) {
        let text = format!("a,编号\n{}", lines.join("\n"));
        let mut bytes = if mark { "\u{feff}".as_bytes().to_vec() } else { Vec::new() };
        bytes.extend(if gb { encoding_rs::GB18030.encode(&text).0.into_owned() } else { text.into_bytes() });
        bytes.extend(tail);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.csv");
        std::fs::write(&path, &bytes).unwrap();
        prop_assert_eq!(in_pieces(&path, most), read(Format::Csv, &bytes));
    }
}

#[test]
fn a_file_beyond_the_bound_of_uploads_is_read_in_pieces() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("long.csv");
    let line = format!("{}\n", "y".repeat(1023));
    std::fs::write(&path, format!("code\n{}", line.repeat(66 * 1024))).unwrap();
    let source = Source::open(&path).unwrap();
    assert_eq!(source.about(), 66 * 1024);
    let mut reading = source.begin().unwrap();
    let mut lines = 1;
    while let Some(last) = reading.next(10_000).0.last() {
        lines = last.line;
    }
    assert_eq!(lines, 66 * 1024 + 1);
}

#[test]
fn workbook_formulas_are_refused_with_their_place() {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    page.write_string(0, 0, "code").unwrap();
    page.write_string(0, 1, "members").unwrap();
    page.write_formula(2, 1, Formula::new("=1+2").set_result("3")).unwrap();
    let bytes = book.save_to_buffer().unwrap();
    assert_eq!(only(read(Format::Xlsx, &bytes)), (Some(3), Some("members".to_owned()), "cell-formula"));
}

#[test]
fn workbook_numbers_and_dates_are_text() {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    let (date, time) = (
        rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd"),
        rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd hh:mm"),
    );
    let clock = rust_xlsxwriter::Format::new().set_num_format("hh:mm");
    for (column, name) in (0u16..).zip(["a", "b", "c", "d", "e"]) {
        page.write_string(0, column, name).unwrap();
    }
    page.write_number(1, 0, 320_602_001.0).unwrap();
    page.write_number(1, 1, 31.98).unwrap();
    page.write_number_with_format(1, 2, 46_351.0, &date).unwrap();
    page.write_number_with_format(1, 3, 46_351.0 + 9.5 / 24.0, &time).unwrap();
    page.write_number_with_format(1, 4, 9.5 / 24.0, &clock).unwrap();
    let read = read(Format::Xlsx, &book.save_to_buffer().unwrap()).unwrap();
    assert_eq!(read.rows[0].cells, ["320602001", "31.98", "2026-11-25", "2026-11-25 09:30", "09:30"]);
}

#[test]
fn a_small_file_cannot_fill_the_memory() {
    use flate2::{Compression, write::DeflateEncoder};
    use std::io::Write;
    let mut packed = DeflateEncoder::new(Vec::new(), Compression::best());
    let zeros = vec![0u8; 1024 * 1024];
    for _ in 0..300 {
        packed.write_all(&zeros).unwrap();
    }
    // an archive that claims its one part to be ten bytes long
    let bytes = archive("xl/sharedStrings.xml", &packed.finish().unwrap(), 10);
    assert!(bytes.len() < 2 * 1024 * 1024);
    assert_eq!(only(read(Format::Xlsx, &bytes)).2, "workbook-too-big");
    assert_eq!(only(read(Format::Xlsx, b"PK\x03\x04 not a workbook")).2, "workbook-broken");
    assert_eq!(only(read(Format::Xlsx, b"code,name\nS1,x\n")).2, "workbook-broken");
}

/// A zip archive of one deflated part, its sizes as claimed.
fn archive(name: &str, packed: &[u8], claimed: u32) -> Vec<u8> {
    let sizes = [u32::try_from(packed.len()).unwrap(), claimed];
    let name_len = u16::try_from(name.len()).unwrap().to_le_bytes();
    let mut middle = vec![20, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    middle.extend(sizes.iter().flat_map(|size| size.to_le_bytes()));
    middle.extend(name_len);
    middle.extend([0, 0]);
    let mut bytes = b"PK\x03\x04".to_vec();
    bytes.extend(&middle);
    bytes.extend(name.as_bytes());
    bytes.extend(packed);
    let directory = u32::try_from(bytes.len()).unwrap();
    bytes.extend(b"PK\x01\x02\x14\x00");
    bytes.extend(&middle);
    bytes.extend([0u8; 14]);
    bytes.extend(name.as_bytes());
    let length = u32::try_from(bytes.len()).unwrap() - directory;
    bytes.extend(b"PK\x05\x06\0\0\0\0\x01\0\x01\0");
    bytes.extend(length.to_le_bytes());
    bytes.extend(directory.to_le_bytes());
    bytes.extend([0, 0]);
    bytes
}

#[test]
fn formats_are_known_by_name() {
    assert_eq!(Format::of_name("名册.CSV").unwrap(), Format::Csv);
    assert_eq!(Format::of_name("a/b.xlsx").unwrap(), Format::Xlsx);
    assert_eq!(Format::of_name("a.xls").unwrap_err().key, "file-format");
}
