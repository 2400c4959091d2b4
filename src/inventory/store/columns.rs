//! Deduplicated store of columns. Over a million rows most tags, kinds and SKUs repeat, and so does every column of which the
//! framework reads nothing.

use std::hash::BuildHasher as _;

use rustc_hash::FxBuildHasher;

use crate::ingest::Given;
use crate::value::codec::PossibleId;
use crate::value::{Column, tape};

use super::arena::{Arena, Span};
use super::codec;
use super::dictionary::Dictionary;
use super::hash_index::HashIndex;
use super::recent::RecentLookups;

/// Index of a kept column. Two of one store are equal exactly when their contents are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct ColumnIx(u32);

/// Keeps each column once, encoded.
#[derive(Debug, Default)]
pub(super) struct ColumnStore {
    encoded: Arena<[u8]>,
    /// The position of each column, by its index.
    spans: Vec<Span>,
    by_content: HashIndex<ColumnIx>,
    /// The tapes of the last columns and their indexes: a column that repeats one of them is not encoded again.
    recent: RecentLookups<(Vec<u8>, ColumnIx)>,
    /// Buffers that are reused to save allocations: the tape of a column that came as a tree, and the encoding of the column that
    /// is looked up.
    tape: Vec<u8>,
    wanted: Vec<u8>,
}

/// Longest tape that is remembered, in bytes: a longer one hardly comes twice.
const MOST_REMEMBERED: usize = 256;

impl ColumnStore {
    /// Keeps a column.
    pub(super) fn keep(&mut self, column: &Given<'_>, dictionary: &mut Dictionary) -> ColumnIx {
        let mut buffer = std::mem::take(&mut self.tape);
        let tape = match column {
            Given::Flat(bytes) => bytes,
            Given::Column(column) => {
                buffer.clear();
                tape::write(column, &mut buffer);
                &*buffer
            }
        };
        let ix = self.keep_tape(tape, dictionary);
        self.tape = buffer;
        ix
    }

    fn keep_tape(&mut self, tape: &[u8], dictionary: &mut Dictionary) -> ColumnIx {
        if let Some((known, ix)) = self.recent.slot(tape)
            && known == tape
        {
            return *ix;
        }
        self.wanted.clear();
        codec::write(tape, dictionary, &mut self.wanted);
        let ix = self.find_or_add();
        if tape.len() <= MOST_REMEMBERED {
            let (known, place) = self.recent.slot(tape).get_or_insert((Vec::new(), ix));
            known.clear();
            known.extend_from_slice(tape);
            *place = ix;
        }
        ix
    }

    /// The index of the encoding that is looked for.
    fn find_or_add(&mut self) -> ColumnIx {
        let hash = FxBuildHasher.hash_one(&self.wanted);
        let is_same = |ix: ColumnIx| self.encoded.get(self.spans[ix.0 as usize]) == self.wanted;
        if let Some(known) = self.by_content.find(hash, is_same) {
            return known;
        }
        let ix = ColumnIx(self.spans.len() as u32);
        self.spans.push(self.encoded.add(&self.wanted));
        self.by_content.insert(hash, ix);
        ix
    }

    /// Gives back the memory that only keeping needs.
    pub(super) fn close(&mut self) {
        self.by_content = HashIndex::default();
        (self.tape, self.wanted) = (Vec::new(), Vec::new());
        self.recent = RecentLookups::default();
        self.spans.shrink_to_fit();
    }

    /// Shows everything in any column that could be an ARM id.
    pub(super) fn visit_ids(&self, mut visit: impl FnMut(PossibleId<'_>)) {
        for span in &self.spans {
            codec::visit_ids(self.encoded.get(*span), &mut visit);
        }
    }

    /// The text at a path of keys in a column.
    pub(super) fn text_at(&self, ix: ColumnIx, path: &[&str], dictionary: &Dictionary) -> Option<String> {
        codec::text_at(self.bytes(ix), path, dictionary)
    }

    /// A column; of an object only the members of this name, and `properties`.
    pub(super) fn part(&self, ix: ColumnIx, key: &str, dictionary: &Dictionary) -> Column {
        codec::part(self.bytes(ix), key, dictionary)
    }

    /// A column.
    pub(super) fn get(&self, ix: ColumnIx, dictionary: &Dictionary) -> Column {
        codec::read(self.bytes(ix), dictionary)
    }

    fn bytes(&self, ix: ColumnIx) -> &[u8] {
        self.encoded.get(self.spans[ix.0 as usize])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Value;

    #[test]
    fn equal_columns_share_an_index_and_others_do_not() {
        let (mut columns, mut dictionary) = (ColumnStore::default(), Dictionary::default());
        let mut keep = |column: Column| columns.keep(&column.into(), &mut dictionary);
        let known = |json: serde_json::Value| Column::Known(Value::from(json));
        let tags = keep(known(serde_json::json!({"environment": "test", "n": 1})));
        assert_eq!(tags, keep(known(serde_json::json!({"environment": "test", "n": 1}))));
        assert_ne!(tags, keep(known(serde_json::json!({"environment": "prod", "n": 1}))));
        assert_ne!(keep(Column::Missing), keep(known(serde_json::Value::Null)));
        let found = columns.get(tags, &dictionary);
        assert_eq!(found.known().and_then(|tags| tags.get("n")?.as_flag()), Some(true));
    }
}
