//! What is read of files that a test writes.

use std::io::{Cursor, Write};

use underpin::bundle::{Bundle, Limits};
use underpin::ingest::ledger::Input;
use underpin::inventory::Inventory;
use underpin::value::projection::Projection;
use zip::DateTime;
use zip::write::SimpleFileOptions;

/// A zip whose files were written on these days of November 2026; of day 0 nothing is said.
fn zipped(files: &[(&str, u8, String)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, day, text) in files {
        let options = match day {
            0 => SimpleFileOptions::default().last_modified_time(DateTime::default()),
            day => SimpleFileOptions::default()
                .last_modified_time(DateTime::from_date_and_time(2026, 11, *day, 8, 0, 0).unwrap()),
        };
        writer.start_file(*name, options).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// What is read of these files when everything is looked at.
pub fn read(files: &[(&str, u8, String)]) -> Inventory {
    let bundle = Bundle::from_bytes("b.zip", zipped(files), &Limits::default(), None).unwrap();
    let mut projection = Projection::default();
    Inventory::project(&mut projection);
    for column in ["properties", "tags", "identity", "sku"] {
        projection.keep(None, column);
    }
    let inventory = Inventory::read(&bundle, &projection).unwrap();
    for input in &inventory.ledger.inputs {
        let unused: u64 = input.unused.iter().map(|(_, count)| count).sum();
        assert_eq!(input.records, input.used + unused, "{input:?}");
    }
    inventory
}

/// The codes of what is wrong with a file.
pub fn codes(input: &Input) -> Vec<&'static str> {
    input.problems.iter().map(|problem| problem.code.name()).collect()
}

/// The records of a file that were not used, by reason.
pub fn unused(input: &Input) -> Vec<(&'static str, u64)> {
    input
        .unused
        .iter()
        .map(|(reason, count)| (reason.name(), *count))
        .collect()
}
