//! Lists of children and extensions: of which resources they were asked. Azure gives such a list of one resource at a time, so that it
//! speaks for the resources that it holds rows of, and for those that an envelope or a manifest names.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::ingest::Source;
use crate::ingest::ledger::{Asked, Ledger};

/// The files that were asked for lists, by what they were asked for.
#[derive(Debug, Default)]
pub struct AskedLists(OnceLock<BTreeMap<Asked, u32>>);

impl AskedLists {
    /// The file that holds the list of this lower-case type of the resource of this lower-case id, or, with `below`, of anything
    /// below it.
    pub fn of(&self, ledger: &Ledger, kind: &str, id: &str, below: bool) -> Option<Source> {
        let lists = self.0.get_or_init(|| {
            let inputs = (0..).zip(&ledger.inputs);
            let asked = inputs.flat_map(|(file, input)| input.lists.iter().map(move |asked| (asked.clone(), file)));
            asked.collect()
        });
        let first = Asked {
            of: id.into(),
            kind: Box::default(),
        };
        let near = lists.range(first..).take_while(|(asked, _)| asked.of.starts_with(id));
        let lies_in = |of: &str| of.len() == id.len() || (below && of.as_bytes()[id.len()] == b'/');
        let mut found = near.filter(|(asked, _)| *asked.kind == *kind && lies_in(&asked.of));
        found.next().map(|(_, file)| Source { file: *file, record: 1 })
    }
}
