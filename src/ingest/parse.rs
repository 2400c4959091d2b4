//! The second part of reading, on its own thread: looks into the rows of each batch. What is kept of the long columns of JSON
//! is made here already, and the lines of tables are cut into cells, so that the third part has the inventory to fill and
//! little else to do.

use std::sync::mpsc::{Receiver, SyncSender};

use csv::StringRecord;
use self_cell::self_cell;

use super::batch::{Batch, Item, Span};
use super::fields::Fields;
use super::json::project::Projector;
use super::json::row;
use super::kinds::TypePlans;
use super::produce::Event;
use super::projection::Projection;
use super::recognise::Format;
use super::text::dialect::Dialect;

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

/// A record of a table.
pub(super) struct Record {
    pub(super) cells: StringRecord,
    /// Whether its text ends where the file does, and not with a line.
    pub(super) is_open: bool,
}

/// The records of each [`Item::Lines`] of a batch, or why one cannot be read.
pub(super) type Lines = Vec<Vec<Result<Record, csv::Error>>>;

/// How the file under way is looked into.
enum How {
    Json,
    Table(Dialect),
    Not,
}

/// Passes on all events, with the rows of each batch.
pub(super) fn parse(events: Receiver<Event>, projection: &Projection, parsed: &SyncSender<Event>) {
    let (mut plans, mut projector) = (TypePlans::new(projection), Projector::default());
    let mut how = How::Not;
    for event in events {
        let event = match event {
            Event::Batch(batch) => match &how {
                How::Json => Event::Parsed(Parsed::new(batch, |batch| rows(batch, &mut plans, &mut projector))),
                How::Table(dialect) => {
                    let lines = lines(&batch, dialect);
                    Event::Lines(batch, lines)
                }
                How::Not => continue,
            },
            other => other,
        };
        if let Event::File(_, format) = &event {
            how = match format {
                Format::Json => How::Json,
                Format::Table(dialect, _) | Format::Headless(dialect) => How::Table(*dialect),
                _ => How::Not,
            };
        }
        if parsed.send(event).is_err() {
            return;
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

fn lines(batch: &Batch, dialect: &Dialect) -> Lines {
    let spans = batch.items.iter().filter_map(|item| match item {
        Item::Lines(span) => Some(span),
        _ => None,
    });
    spans.map(|span| records(batch, span, dialect)).collect()
}

fn records(batch: &Batch, span: &Span, dialect: &Dialect) -> Vec<Result<Record, csv::Error>> {
    let text = batch.text(span).as_bytes();
    let is_closed = text.ends_with(b"\n") || text.ends_with(b"\r");
    let mut reader = dialect.reader(text);
    let mut found = Vec::new();
    let (mut bytes, mut fields) = (0, 0);
    loop {
        // Records of one table are much alike.
        let mut cells = StringRecord::with_capacity(bytes, fields);
        match reader.read_record(&mut cells) {
            Ok(false) => return found,
            Ok(true) => {
                let is_open = !is_closed && reader.position().byte() as usize >= text.len();
                (bytes, fields) = (cells.as_slice().len(), cells.len());
                found.push(Ok(Record { cells, is_open }));
            }
            Err(error) => found.push(Err(error)),
        }
    }
}
