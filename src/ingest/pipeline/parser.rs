//! What is done with a batch on its way between the two ends of the belt: its rows are looked into. What is kept of the long
//! columns of JSON is made here already, and the lines of tables are cut into cells, so that the last part has the inventory to
//! fill and little else to do. No batch needs anything of another, so that any thread may do it.

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

/// A batch and what was seen in it.
pub enum ParsedBatch {
    /// The rows of JSON.
    Rows(Parsed),
    /// The cells of a table.
    Lines(Batch, Lines),
}

/// How the batches of a file are looked into.
#[derive(Clone, Copy, Debug)]
pub enum How {
    Json,
    Table(Dialect),
}

impl How {
    /// How those of a format are; `None` of a format whose files have none.
    pub fn of(format: &Format) -> Option<Self> {
        match format {
            Format::Json => Some(How::Json),
            Format::Table(dialect, ..) | Format::Headless(dialect) => Some(How::Table(*dialect)),
            _ => None,
        }
    }
}

/// What a thread needs to look into batches.
pub struct Parser<'p> {
    plans: TypePlans<'p>,
    projector: Projector,
}

impl<'p> Parser<'p> {
    /// One that keeps of each row what a projection names.
    pub fn new(projection: &'p Projection) -> Self {
        Parser {
            plans: TypePlans::new(projection),
            projector: Projector::default(),
        }
    }

    /// Looks into a batch.
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
