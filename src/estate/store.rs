//! A store that AI depends on.

use crate::ingest::Source;
use crate::inventory::resource::ResourceIx;

/// Something that AI depends on.
#[derive(Clone, Debug)]
pub struct Store {
    /// ARM id as first spelt; the row's spelling where there is a row.
    pub id: String,
    /// Its row; `None` when something names it and no export holds it.
    pub ix: Option<ResourceIx>,
    /// Reasons why it belongs to the estate: the resource or tag that names it, and the row.
    pub reasons: Vec<(String, Source)>,
    /// Criticality tier: 3 behind the most critical AI, 2 behind any other.
    pub tier: u8,
}
