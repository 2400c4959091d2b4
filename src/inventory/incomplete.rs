//! Files that lack rows: a page of several, a list that was cut, a row that cannot be read. What is not found may be among the missing
//! rows, so that such a file proves the absence of nothing that its table holds.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use crate::ingest::Source;
use crate::ingest::ledger::Ledger;
use crate::value::resource_type::table_of;

use super::defender::Defender;
use super::resources::Resources;

/// The type of recommendations among the rows of Resource Graph.
const ASSESSMENTS: &str = "microsoft.security/assessments";

/// The first file that lacks rows of each table, computed on the first call.
#[derive(Debug, Default)]
pub struct IncompleteFiles(OnceLock<BTreeMap<Box<str>, u32>>);

impl IncompleteFiles {
    /// The file that may lack rows of a type, in any case; `None` where no file does.
    pub(super) fn of(&self, kind: &str, ledger: &Ledger, resources: &Resources, defender: &Defender) -> Option<Source> {
        let by_table = self.0.get_or_init(|| by_table(ledger, resources, defender));
        if by_table.is_empty() {
            return None;
        }
        let file = by_table.get(&*table_of(kind))?;
        Some(Source { file: *file, record: 1 })
    }
}

fn by_table(ledger: &Ledger, resources: &Resources, defender: &Defender) -> BTreeMap<Box<str>, u32> {
    let inputs = (0_u32..).zip(&ledger.inputs);
    let lacking = inputs.filter(|(_, input)| input.problems.iter().any(|problem| problem.code.loses_rows()));
    let lacking: BTreeSet<u32> = lacking.map(|(file, _)| file).collect();
    let mut found = BTreeMap::new();
    if lacking.is_empty() {
        return found;
    }
    let mut note = |kind: &str, sources: &mut dyn Iterator<Item = Source>| {
        let file = sources
            .map(|source| source.file)
            .filter(|file| lacking.contains(file))
            .min();
        if let Some(file) = file {
            let first = found.entry(Box::from(&*table_of(kind))).or_insert(file);
            *first = file.min(*first);
        }
    };
    for (kind, rows) in resources.by_type() {
        note(kind, &mut rows.iter().map(|ix| resources.source(*ix)));
    }
    note(ASSESSMENTS, &mut defender.sources());
    found
}
