//! What is done with a batch on its way between the two ends of the belt: its rows are looked into. What is kept of the long
//! columns of JSON is made here already, and the lines of tables are cut into cells, so that the last part has the inventory to
//! fill and little else to do. No batch needs anything of another, so that any thread may do it.

use csv::ByteRecord;
use self_cell::self_cell;

use super::batch::{Batch, Item, Span};
use super::fields::Fields;
use super::json::project::Projector;
use super::json::row;
use super::kinds::TypePlans;
use super::recognise::Format;
use super::text::dialect::Dialect;
use crate::value::projection::Projection;

/// The rows of a batch, in order: one for each [`Item::Row`] and [`Item::Bare`].
#[derive(Default)]
pub(super) struct Rows<'b> {
    pub(super) rows: Vec<Row<'b>>,
    /// The bytes of their columns.
    pub(super) flat: Vec<u8>,
}
/// A row, or why it cannot be parsed.
pub(super) type Row<'b> = Result<Fields<'b>, serde_json::Error>;

self_cell!(
    /// A batch and its rows, which borrow from its text.
    pub(super) struct Parsed {
        owner: Batch,

        #[covariant]
        dependent: Rows,
    }
);

/// The records of the lines of a batch: their cells one after the other.
#[derive(Debug, Default)]
pub(super) struct Lines {
    text: String,
    /// Where each cell ends.
    ends: Vec<usize>,
    /// The records of each [`Item::Lines`], or why one cannot be read.
    items: Vec<Vec<Result<Place, csv::Error>>>,
}

/// Where a record stands.
#[derive(Clone, Copy, Debug)]
struct Place {
    /// Its first cell, and how many it has.
    first: usize,
    cells: usize,
    is_open: bool,
}

/// A record of a table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Record<'l> {
    text: &'l str,
    start: usize,
    ends: &'l [usize],
    /// Whether its text ends where the file does, and not with a line.
    pub(super) is_open: bool,
}

impl Lines {
    /// The records of each [`Item::Lines`], in order.
    pub(super) fn items(&self) -> impl Iterator<Item = impl Iterator<Item = Result<Record<'_>, &csv::Error>>> {
        let record = |place: &Place| Record {
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
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// A cell.
    pub(super) fn get(&self, at: usize) -> Option<&'l str> {
        let start = at.checked_sub(1).map_or(self.start, |before| self.ends[before]);
        self.text.get(start..*self.ends.get(at)?)
    }

    /// All cells.
    pub(super) fn iter(&self) -> impl Iterator<Item = &'l str> + use<'l> {
        let (text, mut start) = (self.text, self.start);
        self.ends.iter().map(move |end| {
            let cell = text.get(start..*end).unwrap_or_default();
            start = *end;
            cell
        })
    }
}

/// A batch and what was seen in it.
pub(super) enum Seen {
    /// The rows of JSON.
    Rows(Parsed),
    /// The cells of a table.
    Lines(Batch, Lines),
}

/// How the batches of a file are looked into.
#[derive(Clone, Copy, Debug)]
pub(super) enum How {
    Json,
    Table(Dialect),
}

impl How {
    /// How those of a format are; `None` of a format whose files have none.
    pub(super) fn of(format: &Format) -> Option<Self> {
        match format {
            Format::Json => Some(How::Json),
            Format::Table(dialect, ..) | Format::Headless(dialect) => Some(How::Table(*dialect)),
            _ => None,
        }
    }
}

/// What a thread needs to look into batches.
pub(super) struct Parser<'p> {
    plans: TypePlans<'p>,
    projector: Projector,
}

impl<'p> Parser<'p> {
    /// One that keeps of each row what a projection names.
    pub(super) fn new(projection: &'p Projection) -> Self {
        Parser {
            plans: TypePlans::new(projection),
            projector: Projector::default(),
        }
    }

    /// Looks into a batch.
    pub(super) fn look_into(&mut self, batch: Batch, how: How) -> Seen {
        match how {
            How::Json => Seen::Rows(Parsed::new(batch, |batch| {
                rows(batch, &mut self.plans, &mut self.projector)
            })),
            How::Table(dialect) => {
                let lines = lines(&batch, &dialect);
                Seen::Lines(batch, lines)
            }
        }
    }
}

/// The rows of a batch.
pub(super) fn rows<'b>(batch: &'b Batch, plans: &mut TypePlans<'_>, projector: &mut Projector) -> Rows<'b> {
    let spans = batch.items.iter().filter_map(|item| match item {
        Item::Row(span) | Item::Bare(span) => Some(span),
        _ => None,
    });
    let mut flat = Vec::new();
    let rows = spans.map(|span| row::object(batch.text(span), plans, projector, &mut flat));
    Rows {
        rows: rows.collect(),
        flat,
    }
}

/// The cells of lines that stand in one cell.
pub(super) fn lines_within(cell: &str, dialect: &Dialect) -> Lines {
    let whole = Item::Lines(0..cell.len());
    lines(&Batch::new(cell.as_bytes().to_vec(), vec![whole]), dialect)
}

fn lines(batch: &Batch, dialect: &Dialect) -> Lines {
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
) -> Vec<Result<Place, csv::Error>> {
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
                found.push(Ok(Place {
                    first,
                    cells: record.len(),
                    is_open: !is_closed && reader.position().byte() as usize >= lines.len(),
                }));
            }
            Err(error) => found.push(Err(error)),
        }
    }
}
