//! Columns that repeat over a million rows are held once: most tags, kinds and SKUs of a tenant, and every column of which
//! the framework looks at nothing.

use std::hash::BuildHasher as _;

use rustc_hash::FxBuildHasher;

use crate::ingest::Given;
use crate::value::Column;
use crate::value::tape;

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
    /// Columns as they were given, and where they are held.
    lately: Lately<(Vec<u8>, ColumnIx)>,
    /// The column that is being looked for, as it was given and as it is kept.
    given: Vec<u8>,
    wanted: Vec<u8>,
}

/// A column that is longer is not remembered as it was given, in bytes: it hardly comes again.
const REMEMBERED: usize = 256;

impl Columns {
    /// The place of a column with this content, made if there is none.
    pub(super) fn hold(&mut self, column: &Given<'_>, strings: &mut Interner) -> ColumnIx {
        let mut made = std::mem::take(&mut self.given);
        let given = match column {
            Given::Flat(bytes) => bytes,
            Given::Column(column) => {
                made.clear();
                tape::write(column, &mut made);
                &*made
            }
        };
        let ix = self.held(given, strings);
        self.given = made;
        ix
    }

    fn held(&mut self, given: &[u8], strings: &mut Interner) -> ColumnIx {
        if let Some((known, ix)) = self.lately.of(given)
            && known == given
        {
            return *ix;
        }
        self.wanted.clear();
        packed::write(given, strings, &mut self.wanted);
        let ix = self.place();
        if given.len() <= REMEMBERED {
            let (known, place) = self.lately.of(given).get_or_insert((Vec::new(), ix));
            known.clear();
            known.extend_from_slice(given);
            *place = ix;
        }
        ix
    }

    /// The place of the column that is being looked for.
    fn place(&mut self) -> ColumnIx {
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
        (self.given, self.wanted) = (Vec::new(), Vec::new());
        self.lately = Lately::default();
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
    use crate::value::Value;

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
