//! The second part of reading, on its own thread: looks into the rows of each batch of JSON. What is kept of a row's long
//! columns is made here already, so that the third part has the inventory to fill and little else to do.

use std::sync::mpsc::{Receiver, SyncSender};

use self_cell::self_cell;

use super::batch::{Batch, Item};
use super::fields::Fields;
use super::json::project::Projector;
use super::json::row;
use super::kinds::TypePlans;
use super::produce::Event;
use super::projection::Projection;
use super::recognise::Format;

/// The rows of a batch, in order: one for each [`Item::Row`] and [`Item::Bare`].
pub(super) type Rows<'b> = Vec<Row<'b>>;
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

/// Passes on all events, with the rows of each batch of a JSON file.
pub(super) fn parse(events: Receiver<Event>, projection: &Projection, parsed: &SyncSender<Event>) {
    let (mut plans, mut projector) = (TypePlans::new(projection), Projector::default());
    let mut is_json = false;
    for event in events {
        let event = match event {
            Event::Batch(batch) if is_json => {
                Event::Parsed(Parsed::new(batch, |batch| rows(batch, &mut plans, &mut projector)))
            }
            other => other,
        };
        if let Event::File(_, format) = &event {
            is_json = matches!(format, Format::Json);
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
    spans
        .map(|span| row::object(batch.text(span), plans, projector))
        .collect()
}
