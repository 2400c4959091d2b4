//! Bundles of every kind, good and hostile, built in memory.

use std::io::{Cursor, Write};

use zip::unstable::write::FileOptionsExt;
use zip::write::SimpleFileOptions;
use zip::{AesMode, ZipWriter};

use super::*;

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    zip_with(SimpleFileOptions::default(), files)
}

fn zip_with(options: SimpleFileOptions, files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        writer.start_file(*name, options).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn open(bytes: Vec<u8>) -> Result<Bundle, BundleError> {
    Bundle::from_bytes("b.zip", bytes, &Limits::default(), None)
}

fn content(bundle: &Bundle, at: usize) -> Result<Vec<u8>, BundleError> {
    let entry = &bundle.entries()[at];
    let mut bytes = Vec::new();
    let read = bundle.read(entry, &Meter::default(), |reader| reader.read_to_end(&mut bytes))?;
    read.map_err(|error| BundleError::from_io(entry.path(), error))?;
    Ok(bytes)
}

#[test]
fn entries_come_in_path_order_with_one_form_of_name() {
    let bundle = open(zip(&[("b.json", b"1"), ("a\\z.json", b"22"), ("a/b.json", b"3")])).unwrap();
    let paths: Vec<_> = bundle.entries().iter().map(Entry::path).collect();
    assert_eq!(paths, ["a/b.json", "a/z.json", "b.json"]);
    assert_eq!(content(&bundle, 1).unwrap(), b"22");
    assert_eq!(bundle.fingerprint().unwrap().sha256.len(), 64);
}

#[test]
fn names_that_escape_or_repeat_are_marked() {
    let bundle = open(zip(&[
        ("../x.json", b"1"),
        ("/abs.json", b"1"),
        ("A.json", b"1"),
        ("a.json", b"1"),
    ]))
    .unwrap();
    let faults: Vec<_> = bundle
        .entries()
        .iter()
        .map(|entry| (entry.path(), entry.fault()))
        .collect();
    let twin = Some(NameFault::Duplicate);
    let expected = [
        ("A.json", twin),
        ("a.json", twin),
        ("abs.json", Some(NameFault::Absolute)),
        ("x.json", Some(NameFault::Escapes)),
    ];
    assert_eq!(faults, expected);
}

#[test]
fn both_encryptions_open_with_the_password_and_only_with_it() {
    let files: [(&str, &[u8]); 1] = [("a.json", b"[1,2,3]")];
    let aes = SimpleFileOptions::default().with_aes_encryption(AesMode::Aes256, "secret");
    let old = SimpleFileOptions::default().with_deprecated_encryption(b"secret");
    for options in [aes, old.unwrap()] {
        let bytes = zip_with(options, &files);
        let with = |password: Option<&str>| {
            let password = password.map(Password::new);
            Bundle::from_bytes("b.zip", bytes.clone(), &Limits::default(), password.as_ref())
        };
        assert_eq!(content(&with(Some("secret\n")).unwrap(), 0).unwrap(), b"[1,2,3]");
        assert!(matches!(with(Some("wrong")), Err(BundleError::WrongPassword { .. })));
        assert!(matches!(with(None), Err(BundleError::PasswordNeeded { .. })));
    }
    assert_eq!(format!("{:?}", Password::new("secret")), "Password(…)");
}

#[test]
fn every_limit_is_met_with_an_error_that_names_its_flag() {
    let zeros = vec![0; 12 << 20];
    let bytes = zip(&[("zeros.json", &zeros), ("b.json", b"[]")]);
    let limited = |limits: Limits| {
        let bundle = Bundle::from_bytes("b.zip", bytes.clone(), &limits, None)?;
        content(&bundle, 0)?;
        content(&bundle, 1)
    };
    let cases = [
        (
            Limits {
                entries: 1,
                ..Limits::default()
            },
            "--max-entries",
        ),
        (
            Limits {
                entry_bytes: 100,
                ..Limits::default()
            },
            "--max-entry-bytes",
        ),
        (
            Limits {
                total_bytes: 100,
                ..Limits::default()
            },
            "--max-total-bytes",
        ),
        (Limits::default(), "--max-ratio"),
    ];
    for (limits, flag) in cases {
        let message = limited(limits).unwrap_err().to_string();
        assert!(message.contains(flag), "{message}");
    }
}

#[test]
fn what_is_no_zip_is_named() {
    let folder = std::env::temp_dir().join(format!("underpin-bundle-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let damaged = {
        let mut bytes = zip(&[("a.json", b"[]")]);
        bytes.truncate(bytes.len() - 10);
        bytes
    };
    let cases: [(&[u8], &str); 7] = [
        (b"%PDF-1.7", "is a PDF"),
        (b"7z\xbc\xaf\x27\x1c\0\0", "is a 7z archive"),
        (b"{\"a\":1}", "is a JSON file"),
        (b"", "is an empty file"),
        (&zip(&[("[Content_Types].xml", b"<a/>")]), "is an Office document"),
        (&damaged, "is damaged"),
        (&zip(&[]), "holds no files"),
    ];
    for (bytes, expected) in cases {
        let path = folder.join("x.zip");
        std::fs::write(&path, bytes).unwrap();
        let message = Bundle::open(&path, &Limits::default(), None).unwrap_err().to_string();
        assert!(message.contains(expected), "{message}");
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_zip_on_disk_and_its_folder_hold_the_same_files() {
    let folder = std::env::temp_dir().join(format!("underpin-folder-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("in/b")).unwrap();
    std::fs::write(folder.join("in/b/x.json"), "[1]").unwrap();
    std::fs::write(folder.join("in/a.csv"), "a,b").unwrap();
    let bytes = zip(&[("b/x.json", b"[1]"), ("a.csv", b"a,b")]);
    std::fs::write(folder.join("in.zip"), [b"before", &*bytes, b"after"].concat()).unwrap();
    let zipped = Bundle::open(&folder.join("in.zip"), &Limits::default(), None).unwrap();
    let loose = Bundle::open(&folder.join("in"), &Limits::default(), None).unwrap();
    for bundle in [&zipped, &loose] {
        let paths: Vec<_> = bundle.entries().iter().map(Entry::path).collect();
        assert_eq!(paths, ["a.csv", "b/x.json"]);
        assert_eq!(content(bundle, 1).unwrap(), b"[1]");
        assert_eq!(bundle.fingerprint().unwrap().sha256.len(), 64);
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn an_archive_within_is_opened_from_memory() {
    let outer = open(zip(&[("in.zip", &zip(&[("x.json", b"[]")]))])).unwrap();
    let inner = outer.inner("in.zip", content(&outer, 0).unwrap()).unwrap();
    assert_eq!(inner.entries()[0].path(), "in.zip/x.json");
    assert_eq!(content(&inner, 0).unwrap(), b"[]");
}

#[test]
fn a_name_that_stands_twice_is_told_and_the_others_are_not() {
    let mut bytes = zip(&[("a.json", b"[1]"), ("b.json", b"[2]"), ("c.json", b"[3]")]);
    let named: Vec<usize> = memchr::memmem::find_iter(&bytes, b"b.json").collect();
    for at in named {
        bytes[at] = b'a';
    }
    let bundle = open(bytes).unwrap();
    let faults: Vec<_> = bundle
        .entries()
        .iter()
        .map(|entry| (entry.path(), entry.fault()))
        .collect();
    assert_eq!(faults, [("a.json", Some(NameFault::Duplicate)), ("c.json", None)]);
}

#[test]
fn a_million_entries_are_refused_before_they_are_listed() {
    let mut end = b"PK\x05\x06\0\0\0\0\xff\xff\xff\xff".to_vec();
    end.extend([0; 10]);
    let mut wide = b"PK\x06\x06".to_vec();
    wide.extend([0; 28]);
    wide.extend(1_000_000_u64.to_le_bytes());
    wide.extend([0; 16]);
    let message = open([wide, end].concat()).unwrap_err().to_string();
    assert!(
        message.contains("1000000") && message.contains("--max-entries"),
        "{message}"
    );
}

#[test]
fn entries_that_share_their_bytes_are_told_and_the_others_are_not() {
    let whole = vec![b'x'; 500];
    let bytes = zip_with(
        SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored),
        &[("a.json", &whole), ("c.json", &whole), ("b.json", &whole)],
    );
    let directory = memchr::memmem::rfind(&bytes, b"PK\x01\x02").unwrap();
    let mut bytes = bytes;
    // The last entry of the directory points at the first's bytes.
    bytes[directory + 42..directory + 46].copy_from_slice(&[0; 4]);
    let bundle = open(bytes).unwrap();
    let overlaps: Vec<_> = bundle.entries().iter().map(Entry::overlaps).collect();
    assert_eq!(overlaps, [true, true, false]);
    assert_eq!(content(&bundle, 2).unwrap(), whole);
}
