//! The messages of the producer to the consumer.

use crate::bundle::BundleError;
use crate::ingest::cut::batch::Batch;
use crate::ingest::detect::format::Format;
use crate::ingest::ledger::problems::Issue;

/// An event of reading, file after file in path order.
pub enum Event<B = Batch> {
    /// A file begins.
    File(String, Format),
    /// An engagement file or manifest begins; this is all of it.
    Document(String, SideDocument, Vec<u8>),
    /// Records of the file under way: cut by the producer, parsed later.
    Batch(B),
    /// Something wrong with the file under way.
    Issue(Issue),
    /// The file under way has ended: its SHA-256 and size.
    End(String, u64),
    /// The bundle cannot be read on.
    Failed(BundleError),
}

/// A file that a person or a collector wrote about the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SideDocument {
    Engagement,
    Manifest,
}
