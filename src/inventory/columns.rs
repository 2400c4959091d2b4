//! Columns that repeat over a million rows are held once: most tags, kinds and SKUs of a tenant, and every column of which
//! the framework looks at nothing.

use std::hash::BuildHasher as _;

use rustc_hash::FxBuildHasher;

use crate::ingest::rows::{Column, Given};

use super::intern::Interner;
use super::packed::{self, Seen};
use super::places::{Lately, Places};
use super::texts::{Text, Texts};

/// A column that is held. Two of one store are equal exactly when their contents are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct ColumnIx(u32);

/// Holds each column once.
#[derive(Debug, Default)]
pub(super) struct Columns {
    bytes: Texts<[u8]>,
    /// Where each stands.
    places: Vec<Text>,
    by_content: Places<ColumnIx>,
    lately: Lately<ColumnIx>,
    /// The column that is being looked for.
    wanted: Vec<u8>,
}

impl Columns {
    /// The place of a column with this content, made if there is none.
    pub(super) fn hold(&mut self, column: &Given<'_>, strings: &mut Interner) -> ColumnIx {
        self.wanted.clear();
        packed::write(column, strings, &mut self.wanted);
        if let Some(known) = *self.lately.of(&self.wanted)
            && self.bytes.get(self.places[known.0 as usize]) == self.wanted
        {
            return known;
        }
        let ix = self.held();
        *self.lately.of(&self.wanted) = Some(ix);
        ix
    }

    /// The place of the column that is being looked for.
    fn held(&mut self) -> ColumnIx {
        let hash = FxBuildHasher.hash_one(&self.wanted);
        let is_same = |ix: ColumnIx| self.bytes.get(self.places[ix.0 as usize]) == self.wanted;
        if let Some(known) = self.by_content.find(hash, is_same) {
            return known;
        }
        let ix = ColumnIx(self.places.len() as u32);
        self.places.push(self.bytes.add(&self.wanted));
        self.by_content.insert(hash, ix);
        ix
    }

    /// Gives back what only adding needs: no column is held after this.
    pub(super) fn close(&mut self) {
        self.by_content = Places::default();
        self.wanted = Vec::new();
        self.places.shrink_to_fit();
    }

    /// Shows what could be an ARM id in any content: texts and keys that begin with a slash.
    pub(super) fn ids(&self, mut see: impl FnMut(Seen<'_>)) {
        for place in &self.places {
            packed::ids(self.bytes.get(*place), &mut see);
        }
    }

    /// The text at a path of keys in the content.
    pub(super) fn text_at(&self, ix: ColumnIx, path: &[&str], strings: &Interner) -> Option<String> {
        packed::text_at(self.bytes.get(self.places[ix.0 as usize]), path, strings)
    }

    /// The content; of an object only the members of this name, and `properties`.
    pub(super) fn part(&self, ix: ColumnIx, key: &str, strings: &Interner) -> Column {
        packed::part(self.bytes.get(self.places[ix.0 as usize]), key, strings)
    }

    /// The content.
    pub(super) fn get(&self, ix: ColumnIx, strings: &Interner) -> Column {
        packed::read(self.bytes.get(self.places[ix.0 as usize]), strings)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::value::Value;

    #[test]
    fn equal_columns_share_a_place_and_others_do_not() {
        let (mut columns, mut strings) = (Columns::default(), Interner::default());
        let mut hold = |column: Column| columns.hold(&column.into(), &mut strings);
        let known = |json: serde_json::Value| Column::Known(Value::from(json));
        let tags = hold(known(serde_json::json!({"environment": "test", "n": 1})));
        assert_eq!(tags, hold(known(serde_json::json!({"environment": "test", "n": 1}))));
        assert_ne!(tags, hold(known(serde_json::json!({"environment": "prod", "n": 1}))));
        assert_ne!(hold(Column::Missing), hold(known(serde_json::Value::Null)));
        let found = columns.get(tags, &strings);
        assert_eq!(found.known().and_then(|tags| tags.get("n")?.as_flag()), Some(true));
    }
}
