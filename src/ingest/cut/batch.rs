//! A batch, the unit of work between the threads of reading: a stretch of a file's text and the positions of the whole records in
//! it.

use std::ops::Range;

/// Position of a record in a batch's text, in bytes.
pub type Span = Range<usize>;

/// Size of text at which a batch is sent to the queue, in bytes.
pub const BATCH_BYTES: usize = 512 * 1024;

/// A record longer than this is counted and left out, in bytes. The largest rows of Azure are about 100 KB.
pub const MAX_RECORD_BYTES: usize = 64 * 1024 * 1024;

/// A stretch of text and its records, in order.
#[derive(Debug, Default)]
pub struct Batch {
    /// The text.
    pub text: String,
    /// The records and marks in the text, in order.
    pub items: Vec<Item>,
}

/// Something found in a file's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// An object that stands in a list of rows.
    Row(Span),
    /// An object that stands on its own, between others or alone in its file.
    Bare(Span),
    /// An array that holds the cells of one row.
    Cells(Span),
    /// The list of column descriptions for the arrays that follow.
    Columns(Span),
    /// A member of an envelope that is no list of rows.
    Member {
        /// Its key, without quotes.
        key: Span,
        /// Its value.
        value: Span,
    },
    /// A list of rows begins: the key it stands under, or nothing at the top of the file.
    Rows(Option<Span>),
    /// The envelope or list that the rows stood in has ended.
    PageEnd,
    /// Something in a list of rows that is no row.
    NoRow(Span),
    /// Text that is no JSON between or before the values.
    Noise(Span),
    /// A record longer than [`MAX_RECORD_BYTES`]; its text is not here.
    TooLong,
    /// The text ends inside a record.
    CutRecord(Span),
    /// The text ends inside an envelope or list, between two records.
    CutPage,
    /// Lines of a table: whole records.
    Lines(Span),
}

impl Batch {
    /// A batch of UTF-8 text. Where it is none, which decoded text never is, other characters stand.
    pub fn new(text: Vec<u8>, items: Vec<Item>) -> Self {
        let text = String::from_utf8(text).unwrap_or_else(|wrong| {
            let replaced = |byte: u8| if byte.is_ascii() { byte as char } else { '?' };
            wrong.into_bytes().into_iter().map(replaced).collect()
        });
        Batch { text, items }
    }

    /// The text of an item; nothing of one that begins or ends inside a character, as noise may.
    pub fn text(&self, span: &Span) -> &str {
        self.text.get(span.clone()).unwrap_or_default()
    }
}

/// Copies the text from `from` on into a buffer with room for the next batch; the last batch of a file leaves nothing.
pub fn remainder(text: &[u8], from: usize) -> Vec<u8> {
    let rest = &text[from..];
    if rest.is_empty() && text.len() < BATCH_BYTES {
        return Vec::new();
    }
    let mut buffer = Vec::with_capacity(BATCH_BYTES + BATCH_BYTES / 2 + rest.len());
    buffer.extend_from_slice(rest);
    buffer
}
