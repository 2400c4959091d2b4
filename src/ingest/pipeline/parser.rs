//! Parses the rows of a batch between the two ends of the queue. The long columns of JSON are projected here already, and the
//! lines of tables are cut into cells, so that the consumer, which is a single thread, has little to do but fill the inventory.
//! No batch needs anything of another, so any thread may parse it.

use self_cell::self_cell;

use crate::ingest::cut::batch::Batch;
use crate::ingest::detect::dialect::Dialect;
use crate::ingest::detect::format::Format;
use crate::ingest::row::json::{Rows, rows};
use crate::ingest::row::projector::Projector;
use crate::ingest::row::records::{Lines, lines};
use crate::ingest::row::type_plans::TypePlans;
use crate::value::projection::Projection;

self_cell!(
    /// A batch and its rows, which borrow from its text.
    pub struct Parsed {
        owner: Batch,

        #[covariant]
        dependent: Rows,
    }
);

/// A parsed batch.
pub enum ParsedBatch {
    /// The rows of JSON.
    Rows(Parsed),
    /// The cells of a table.
    Lines(Batch, Lines),
}

/// Parsing of the batches of a file: as JSON, or as a table of a dialect.
#[derive(Clone, Copy, Debug)]
pub enum How {
    Json,
    Table(Dialect),
}

impl How {
    /// Chooses the parsing by the format of a file; `None` for a format whose files have no batches.
    pub fn of(format: &Format) -> Option<Self> {
        match format {
            Format::Json => Some(How::Json),
            Format::Table(dialect, ..) | Format::Headless(dialect) => Some(How::Table(*dialect)),
            _ => None,
        }
    }
}

/// State that a thread keeps to parse batches.
pub struct BatchParser<'p> {
    plans: TypePlans<'p>,
    projector: Projector,
}

impl<'p> BatchParser<'p> {
    /// A parser that keeps the part of each row that a projection names.
    pub fn new(projection: &'p Projection) -> Self {
        BatchParser {
            plans: TypePlans::new(projection),
            projector: Projector::default(),
        }
    }

    /// Parses a batch.
    pub fn look_into(&mut self, batch: Batch, how: How) -> ParsedBatch {
        match how {
            How::Json => ParsedBatch::Rows(Parsed::new(batch, |batch| {
                rows(batch, &mut self.plans, &mut self.projector)
            })),
            How::Table(dialect) => {
                let lines = lines(&batch, &dialect);
                ParsedBatch::Lines(batch, lines)
            }
        }
    }
}
