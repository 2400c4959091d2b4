//! Columns that repeat over a million rows are held once: most tags, kinds and SKUs of a tenant, and every column of which
//! the framework looks at nothing.

use std::hash::{Hash as _, Hasher as _};

use hashbrown::HashTable;
use rustc_hash::FxHasher;

use crate::ingest::rows::Column;
use crate::ingest::value::Value;

/// A column that is held. Two of one store are equal exactly when their contents are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ColumnIx(u32);

/// Holds each column once.
#[derive(Debug, Default)]
pub(super) struct Columns {
    held: Vec<Column>,
    /// With the hash of each column's content.
    by_content: HashTable<(u64, ColumnIx)>,
}

impl Columns {
    /// The place of a column with this content, made if there is none.
    pub(super) fn hold(&mut self, column: Column) -> ColumnIx {
        let mut hasher = FxHasher::default();
        match &column {
            Column::Missing => hasher.write_u8(0),
            Column::Cut => hasher.write_u8(1),
            Column::Known(value) => note(value, &mut hasher),
        }
        let hash = hasher.finish();
        let is_same = |(_, ix): &(u64, ColumnIx)| self.held[ix.0 as usize] == column;
        if let Some((_, known)) = self.by_content.find(hash, is_same) {
            return *known;
        }
        let ix = ColumnIx(self.held.len() as u32);
        self.by_content.insert_unique(hash, (hash, ix), |(hash, _)| *hash);
        self.held.push(column);
        ix
    }

    /// The content.
    pub(super) fn get(&self, ix: ColumnIx) -> &Column {
        &self.held[ix.0 as usize]
    }
}

fn note(value: &Value, hasher: &mut FxHasher) {
    match value {
        Value::Null => hasher.write_u8(2),
        Value::Bool(flag) => hasher.write_u8(3 + u8::from(*flag)),
        Value::Number(number) => number.hash(hasher),
        Value::String(text) => text.hash(hasher),
        Value::Array(items) => {
            hasher.write_usize(items.len());
            for item in items {
                note(item, hasher);
            }
        }
        Value::Unknown => hasher.write_u8(5),
        Value::Object(members) | Value::Part(members) => {
            hasher.write_usize(members.len());
            for (key, value) in members {
                key.hash(hasher);
                note(value, hasher);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_columns_share_a_place_and_others_do_not() {
        let mut columns = Columns::default();
        let known = |json: serde_json::Value| Column::Known(Value::from(json));
        let tags = columns.hold(known(serde_json::json!({"environment": "test", "n": 1})));
        assert_eq!(
            tags,
            columns.hold(known(serde_json::json!({"environment": "test", "n": 1})))
        );
        assert_ne!(
            tags,
            columns.hold(known(serde_json::json!({"environment": "prod", "n": 1})))
        );
        assert_ne!(
            columns.hold(Column::Missing),
            columns.hold(known(serde_json::Value::Null))
        );
        assert_eq!(
            columns.get(tags).known().and_then(|tags| tags.get("n")?.as_flag()),
            Some(true)
        );
    }
}
