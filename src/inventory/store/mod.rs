//! Compact store for the contents of rows: texts and columns, each once. A million resources are kept in half a gigabyte, a tenth
//! of what their trees of values would take; a value is decoded again when it is read. Nothing here knows what a resource is.

mod arena;
mod codec;
mod columns;
mod dictionary;
mod hash_index;
mod interner;
mod recent;

use crate::ingest::Given;
use crate::value::Column;
use crate::value::codec::PossibleId;

pub(super) use arena::{Arena, Span};
pub(super) use columns::ColumnIx;
pub(super) use hash_index::{HashIndex, hash_ignoring_case};
pub(super) use interner::{Interner, Symbol};
pub(super) use recent::RecentLookups;

use columns::ColumnStore;
use dictionary::Dictionary;

/// The texts and columns of all rows.
#[derive(Debug, Default)]
pub(super) struct Store {
    dictionary: Dictionary,
    columns: ColumnStore,
    /// Texts of which most are the only ones of their kind.
    pub(super) names: Arena,
}

impl Store {
    /// The strings that rows share.
    pub(super) fn strings(&self) -> &Interner {
        &self.dictionary.strings
    }

    /// The strings that rows share, to add to.
    pub(super) fn strings_mut(&mut self) -> &mut Interner {
        &mut self.dictionary.strings
    }

    /// Keeps a column; one of equal content is kept once.
    pub(super) fn keep(&mut self, column: &Given<'_>) -> ColumnIx {
        self.columns.keep(column, &mut self.dictionary)
    }

    /// A column, made a tree again.
    pub(super) fn column(&self, ix: ColumnIx) -> Column {
        self.columns.get(ix, &self.dictionary)
    }

    /// A column; of an object only the members of this name, in any case, and `properties`. Most questions are about one property
    /// of dozens.
    pub(super) fn part(&self, ix: ColumnIx, key: &str) -> Column {
        self.columns.part(ix, key, &self.dictionary)
    }

    /// The text at a path of keys in a column.
    pub(super) fn text_at(&self, ix: ColumnIx, path: &[&str]) -> Option<String> {
        self.columns.text_at(ix, path, &self.dictionary)
    }

    /// Shows everything in any column that could be an ARM id: texts and keys that begin with a slash.
    pub(super) fn visit_ids(&self, visit: impl FnMut(PossibleId<'_>)) {
        self.columns.visit_ids(visit);
    }

    /// Gives back the memory that only keeping columns needs: none may be kept after this.
    pub(super) fn close(&mut self) {
        self.columns.close();
    }
}
