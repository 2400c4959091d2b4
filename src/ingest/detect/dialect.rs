//! Dialect of a table: its delimiter, and the line of its header below the lines that PowerShell and Excel put above it.

use crate::ingest::row::dates;

/// Delimiters, the most usual first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Dialect of a table, by which its lines are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dialect {
    /// Between the fields of a line.
    pub delimiter: u8,
    /// Between the lines: `\n` (with or without `\r` before it) or, in files of old Macs, `\r`.
    pub line_end: u8,
    /// Bytes of text before the header.
    pub header_at: usize,
    /// Whether the unambiguous dates of the file give the month before the day.
    pub month_first: bool,
}

impl Dialect {
    /// The dialect of a table that begins like this, with its header's names. `None` when this cannot be a table.
    pub fn of(head: &str) -> Option<(Self, Vec<String>)> {
        let line_end = if head.contains('\n') || !head.contains('\r') {
            '\n'
        } else {
            '\r'
        };
        let mut header_at = 0;
        let mut told = None;
        for line in head.split_inclusive(line_end) {
            let text = line.trim().trim_matches('"');
            if text.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("sep=")) {
                told = text.as_bytes().get(4).copied();
            } else if !text.is_empty() && !text.starts_with("#TYPE") {
                break;
            }
            header_at += line.len();
        }
        let header = &head[header_at..];
        let delimiter = told.unwrap_or_else(|| likeliest(header, line_end as u8));
        let mut dialect = Dialect {
            delimiter,
            line_end: line_end as u8,
            header_at,
            month_first: dates::is_month_first(header),
        };
        let mut first = dialect.reader(header.as_bytes()).into_records().next()?.ok()?;
        // A spreadsheet that knows another delimiter keeps each line as one cell.
        let is_wrapped = first.len() == 1;
        if is_wrapped {
            let line = first.get(0).unwrap_or_default().to_owned();
            dialect.delimiter = told.unwrap_or_else(|| likeliest(&line, line_end as u8));
            first = dialect.reader(line.as_bytes()).into_records().next()?.ok()?;
        }
        if first.iter().any(is_sentence) {
            return None;
        }
        let names: Vec<String> = first.iter().map(column_name).collect();
        let second = dialect
            .reader(header.as_bytes())
            .into_records()
            .nth(1)
            .and_then(Result::ok);
        let next = second
            .filter(|_| !is_wrapped)
            .map_or(names.len(), |record| match record.get(0) {
                Some(line) if record.len() == 1 => {
                    let within = dialect.reader(line.as_bytes()).into_records().next();
                    within.and_then(Result::ok).map_or(1, |record| record.len())
                }
                _ => record.len(),
            });
        is_header(&names, next).then_some((dialect, names))
    }

    /// A reader of whole lines.
    pub fn reader<'t>(&self, lines: &'t [u8]) -> csv::Reader<&'t [u8]> {
        csv::ReaderBuilder::new()
            .delimiter(self.delimiter)
            .has_headers(false)
            .flexible(true)
            .buffer_capacity(1 << 16)
            .from_reader(lines)
    }
}

/// Whether a cell has more words than the name of any column.
fn is_sentence(cell: &str) -> bool {
    cell.split_whitespace().count() > 4
}

/// Whether these are names of columns, and not the first line of a letter: `next` is the width of the line below.
fn is_header(names: &[String], next: usize) -> bool {
    let short = names.iter().all(|name| name.len() <= 80);
    let known = |name: &String| {
        ["id", "count", "count_"]
            .iter()
            .any(|known| name.eq_ignore_ascii_case(known))
    };
    // So many plain words are no line of a letter, whatever is wrong with the line below.
    let is_word =
        |name: &String| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if names.len() >= 8 && names.iter().all(is_word) {
        return true;
    }
    short && (names.len() > 2 || names.len() == 2 && names.iter().any(known)) && next * 2 > names.len()
}

/// A header's name without what exports put around and into it: blanks (`Role Name` is `RoleName`), byte-order marks inside the
/// quotes, leftover quotes.
fn column_name(field: &str) -> String {
    field
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '\u{feff}' | '"'))
        .collect()
}

/// The delimiter that stands most often outside quotes in the header.
fn likeliest(header: &str, line_end: u8) -> u8 {
    let mut counts = [0_usize; DELIMITERS.len()];
    let mut quoted = false;
    for byte in header.bytes() {
        match byte {
            b'"' => quoted = !quoted,
            byte if byte == line_end && !quoted => break,
            byte if !quoted => {
                if let Some(at) = DELIMITERS.iter().position(|delimiter| *delimiter == byte) {
                    counts[at] += 1;
                }
            }
            _ => {}
        }
    }
    let most = counts.iter().copied().max().unwrap_or_default();
    let at = counts.iter().position(|count| *count == most).unwrap_or_default();
    DELIMITERS[at]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(head: &str) -> Option<(u8, Vec<String>)> {
        Dialect::of(head).map(|(dialect, names)| (dialect.delimiter, names))
    }

    #[test]
    fn the_header_is_found_below_what_stands_above_it() {
        let names = vec!["id".to_owned(), "bc".to_owned()];
        for head in [
            "id,b c\n1,2",
            "#TYPE X\r\n\"id\",\"b c\"\r\n",
            "SEP=,\nid,b c\n",
            "\n\n\"\u{feff}id\",b c",
        ] {
            assert_eq!(of(head), Some((b',', names.clone())), "{head:?}");
        }
        assert_eq!(of("sep=;\nid;b c\n"), Some((b';', names.clone())));
        assert_eq!(of("id\tb c\r1\t2\r"), Some((b'\t', names.clone())));
        assert_eq!(of("\"id\"|\"b c\""), Some((b'|', names.clone())));
        assert_eq!(of("\"id,\"\"b c\"\"\"\r\n\"1,\"\"2\"\"\"\r\n"), Some((b',', names)));
    }

    #[test]
    fn text_without_columns_is_no_table() {
        assert_eq!(of("hello"), None);
        assert_eq!(
            of("Dear all, here are the exports, as promised: enjoy.\nYours\nsincerely\n"),
            None
        );
        assert_eq!(of(""), None);
    }
}
