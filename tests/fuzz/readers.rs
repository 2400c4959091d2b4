//! The modules of the program that read what a stranger wrote, and what every target asks of them.

pub use underpin::{bundle, condition, ingest, inventory, value};

use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use bundle::{Bundle, Limits};
use value::projection::Projection;
use inventory::Inventory;

/// Limits that keep one run short.
pub fn limits() -> Limits {
    Limits {
        entries: 200,
        entry_bytes: 16 << 20,
        total_bytes: 32 << 20,
        ..Limits::default()
    }
}

/// Reads a bundle and checks that not one record was dropped without a line that counts it.
pub fn read(bundle: &Bundle) {
    let mut projection = Projection::default();
    Inventory::project(&mut projection);
    for path in ["properties", "tags", "sku", "kind", "identity"] {
        projection.keep(None, path);
    }
    let Ok(inventory) = Inventory::read(bundle, &projection) else {
        return;
    };
    for resource in inventory.resources() {
        assert!(inventory.hierarchy.chain(&resource.id()).len() < 10_000);
    }
    for input in &inventory.ledger.inputs {
        let unused: u64 = input.unused.iter().map(|(_, count)| count).sum();
        assert_eq!(input.records, input.used + unused, "{}", input.path);
    }
}

/// A bundle of files, stored as they are.
pub fn bundle(files: &[(&str, &[u8])]) -> Option<Bundle> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (path, bytes) in files {
        zip.start_file(*path, options).ok()?;
        zip.write_all(bytes).ok()?;
    }
    let bytes = zip.finish().ok()?.into_inner();
    Bundle::from_bytes("bundle.zip", bytes, &limits(), None).ok()
}

/// A text as two files, cut where its first byte says, so that what is true across files is looked at as well.
pub fn in_two_files(bytes: &[u8], names: [&str; 2]) {
    let Some((cut, text)) = bytes.split_first() else {
        return;
    };
    let at = match cut {
        0..128 => text.len(),
        _ => text.len() * (usize::from(*cut) - 128) / 128,
    };
    let (one, two) = text.split_at(at);
    if let Some(bundle) = bundle(&[(names[0], one), (names[1], two)]) {
        read(&bundle);
    }
}
