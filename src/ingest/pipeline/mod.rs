//! The threads of reading and the queue between them: a producer inflates, decodes and cuts, each thread that would otherwise
//! wait parses, and the consumer passes the rows on in path order and in record order, so that the same bundle always gives the
//! same inventory.

mod consumer;
mod cutter;
mod event;
mod ordered_queue;
mod parser;
mod producer;

use std::num::NonZero;
use std::thread;

use consumer::Reading;
use ordered_queue::OrderedQueue;
use parser::BatchParser;

use crate::bundle::{Bundle, BundleError};
use crate::ingest::ledger::{Ledger, cross_file};
use crate::ingest::row::types::Sink;
use crate::value::projection::Projection;

/// Reads every file of a bundle, keeping of each row what `projection` names.
///
/// # Errors
/// Only when the bundle itself fails: a limit is met, a password is wrong, the disk cannot be read. A file that cannot be read
/// or used is a problem in the ledger.
pub fn read(bundle: &Bundle, projection: &Projection, sink: &mut dyn Sink) -> Result<Ledger, BundleError> {
    let queue = OrderedQueue::default();
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let mut reading = Reading::new(projection, sink);
    thread::scope(|scope| {
        let feed = queue.feed(BatchParser::new(projection));
        scope.spawn(move || producer::produce(bundle, feed));
        if cores > 2 {
            scope.spawn(|| queue.help(BatchParser::new(projection)));
        }
        for event in queue.take(BatchParser::new(projection)) {
            reading.take(event)?;
        }
        let mut ledger = reading.finish();
        cross_file::date_by_writing(&mut ledger.inputs, bundle.entries());
        Ok(ledger)
    })
}
