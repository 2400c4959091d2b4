//! The records of a table: lines of a batch cut into cells.

use csv::ByteRecord;

use crate::ingest::cut::batch::{Batch, Item, Span};
use crate::ingest::detect::dialect::Dialect;

/// The records of the lines of a batch: their cells one after the other.
#[derive(Debug, Default)]
pub struct Lines {
    text: String,
    /// Position at which each cell ends.
    ends: Vec<usize>,
    /// The records of each [`Item::Lines`], or why one cannot be read.
    items: Vec<Vec<Result<RecordSpan, csv::Error>>>,
}

/// Position of a record among the cells.
#[derive(Clone, Copy, Debug)]
struct RecordSpan {
    /// Index of its first cell.
    first: usize,
    cells: usize,
    is_open: bool,
}

/// A record of a table.
#[derive(Clone, Copy, Debug)]
pub struct Record<'l> {
    text: &'l str,
    start: usize,
    ends: &'l [usize],
    /// Whether its text ends where the file does, and not with a line.
    pub is_open: bool,
}

impl Lines {
    /// The records of each [`Item::Lines`], in order.
    pub fn items(&self) -> impl Iterator<Item = impl Iterator<Item = Result<Record<'_>, &csv::Error>>> {
        let record = |place: &RecordSpan| Record {
            text: &self.text,
            start: place.first.checked_sub(1).map_or(0, |before| self.ends[before]),
            ends: &self.ends[place.first..place.first + place.cells],
            is_open: place.is_open,
        };
        let items = self.items.iter();
        items.map(move |records| records.iter().map(move |place| place.as_ref().map(record)))
    }
}

impl<'l> Record<'l> {
    /// Number of cells.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// A cell.
    pub fn get(&self, at: usize) -> Option<&'l str> {
        let start = at.checked_sub(1).map_or(self.start, |before| self.ends[before]);
        self.text.get(start..*self.ends.get(at)?)
    }

    /// All cells.
    pub fn iter(&self) -> impl Iterator<Item = &'l str> + use<'l> {
        let (text, mut start) = (self.text, self.start);
        self.ends.iter().map(move |end| {
            let cell = text.get(start..*end).unwrap_or_default();
            start = *end;
            cell
        })
    }
}

/// The cells of lines that stand in one cell.
pub fn lines_within(cell: &str, dialect: &Dialect) -> Lines {
    let whole = Item::Lines(0..cell.len());
    lines(&Batch::new(cell.as_bytes().to_vec(), vec![whole]), dialect)
}

pub fn lines(batch: &Batch, dialect: &Dialect) -> Lines {
    let (mut bytes, mut lines) = (Vec::with_capacity(batch.text.len()), Lines::default());
    for item in &batch.items {
        if let Item::Lines(span) = item {
            let found = records(batch, span, dialect, &mut bytes, &mut lines.ends);
            lines.items.push(found);
        }
    }
    // Cells are parts of text, cut beside its quotes and delimiters.
    lines.text = String::from_utf8(bytes).unwrap_or_default();
    lines
}

fn records(
    batch: &Batch,
    span: &Span,
    dialect: &Dialect,
    text: &mut Vec<u8>,
    ends: &mut Vec<usize>,
) -> Vec<Result<RecordSpan, csv::Error>> {
    let lines = batch.text(span).as_bytes();
    let is_closed = lines.ends_with(b"\n") || lines.ends_with(b"\r");
    let mut reader = dialect.reader(lines);
    let (mut found, mut record) = (Vec::new(), ByteRecord::new());
    loop {
        match reader.read_byte_record(&mut record) {
            Ok(false) => return found,
            Ok(true) => {
                let (first, start) = (ends.len(), text.len());
                text.extend_from_slice(record.as_slice());
                ends.extend((0..record.len()).filter_map(|cell| Some(start + record.range(cell)?.end)));
                found.push(Ok(RecordSpan {
                    first,
                    cells: record.len(),
                    is_open: !is_closed && reader.position().byte() as usize >= lines.len(),
                }));
            }
            Err(error) => found.push(Err(error)),
        }
    }
}
