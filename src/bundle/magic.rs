//! Kinds of file that are recognised by their first bytes.

/// Number of first bytes that the detection reads.
pub(super) const REACH: u64 = 512;

/// The kind of file that begins so, with its article, if it is one that no export comes in.
pub fn kind_of(head: &[u8]) -> Option<&'static str> {
    let kinds: [(&[u8], &str); 13] = [
        (b"%PDF", "a PDF"),
        (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
        (b"Rar!", "a RAR archive"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            "an old Office document or an encrypted workbook",
        ),
        (b"\x89PNG", "a picture"),
        (b"\xff\xd8\xff", "a picture"),
        (b"GIF8", "a picture"),
        (b"BZh", "a bzip2 archive"),
        (b"\xfd7zXZ", "an xz archive"),
        (b"\x28\xb5\x2f\xfd", "a zstd archive"),
        (b"SQLite format 3", "a SQLite database"),
        (b"PAR1", "a Parquet file"),
        (b"MZ", "a program"),
    ];
    kinds
        .iter()
        .find(|(magic, _)| head.starts_with(magic))
        .map(|(_, kind)| *kind)
}

/// The kind of file, with its article, that was given in the place of a zip; `None` where its beginning does not tell.
pub(super) fn not_a_zip(head: &[u8]) -> Option<&'static str> {
    if head.is_empty() {
        return Some("an empty file");
    }
    if head.starts_with(b"PK") {
        return None;
    }
    if let Some(kind) = kind_of(head) {
        return (kind != "a program").then_some(kind);
    }
    if head.starts_with(b"\x1f\x8b") {
        return Some("a gzip file");
    }
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    match text.first() {
        Some(b'{' | b'[') => Some("a JSON file"),
        Some(b'<') => Some("a web page or an XML file"),
        _ if head
            .iter()
            .all(|byte| byte.is_ascii_graphic() || byte.is_ascii_whitespace()) =>
        {
            Some("a text file")
        }
        _ => None,
    }
}
