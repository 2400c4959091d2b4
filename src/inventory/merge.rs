//! Merging of two rows of one resource: whether they contradict each other, and the values that the row that is kept takes from
//! the other.

use crate::value::{Column, Value};

use super::contradiction::contradict;
use super::resource::{DisplayName, Resource};
use super::store::{ColumnIx, Store};

impl Resource {
    /// The name of the first column in which a second row of the same id contradicts this one.
    pub(super) fn conflicts_with(&self, other: &Resource, store: &Store) -> Option<&'static str> {
        let pairs = [
            ("properties", self.properties, other.properties),
            ("identity", self.identity, other.identity),
            ("tags", self.tags, other.tags),
            ("sku", self.sku, other.sku),
            ("kind", self.kind, other.kind),
        ];
        let clash = |own: ColumnIx, its: ColumnIx| match (store.column(own), store.column(its)) {
            (Column::Known(one), Column::Known(two)) => contradict(&one, &two),
            _ => false,
        };
        // Equal indexes are equal contents: rows that a second file repeats are never decoded.
        let column = pairs.into_iter().find(|(_, own, its)| own != its && clash(*own, *its));
        if let Some((name, _, _)) = column {
            return Some(name);
        }
        let texts = [self.location, other.location].map(|symbol| Value::from(store.strings().text(symbol)));
        let both = texts.iter().all(|text| text.as_str() != Some(""));
        (both && contradict(&texts[0], &texts[1])).then_some("location")
    }

    /// Each column of this row, mutable, beside that of another.
    fn columns_beside(&mut self, other: &Resource) -> [(&mut ColumnIx, ColumnIx); 6] {
        [
            (&mut self.kind, other.kind),
            (&mut self.sku, other.sku),
            (&mut self.tags, other.tags),
            (&mut self.identity, other.identity),
            (&mut self.properties, other.properties),
            (&mut self.others, other.others),
        ]
    }

    /// Takes every column that a later row knows.
    pub(super) fn give_way(&mut self, later: &Resource, store: &Store) {
        let known = |ix: ColumnIx| matches!(store.column(ix), Column::Known(value) if !value.is_null());
        self.source = later.source;
        for (own, its) in self.columns_beside(later) {
            if known(its) {
                *own = its;
            }
        }
        if !store.strings().text(later.location).is_empty() {
            self.location = later.location;
        }
    }

    /// Whether the other row holds more of the properties.
    pub(super) fn holds_less_than(&self, other: &Resource, store: &Store) -> bool {
        let [own, its] = [self, other].map(|row| store.column(row.properties));
        richness(&its) > richness(&own)
    }

    /// Takes from a row that lost a conflict the columns of which this one holds nothing.
    pub(super) fn fill(&mut self, other: &Resource, store: &Store) {
        for (own, its) in self.columns_beside(other) {
            if richness(&store.column(its)).0 > richness(&store.column(*own)).0 {
                *own = its;
            }
        }
    }

    /// Takes from a second row of the same id, which does not contradict this one, every column of which it holds more. The row
    /// that brings the most of `properties` becomes the source. Returns whether anything was taken.
    pub(super) fn enrich(&mut self, other: &Resource, store: &mut Store) -> bool {
        let mut taken = false;
        if self.holds_less_than(other, store) {
            self.source = other.source;
        }
        for (own, its) in self.columns_beside(other) {
            match (store.column(*own), store.column(its)) {
                (Column::Known(one @ Value::Part(_)), Column::Known(two @ Value::Part(_))) => {
                    let both = store.keep(&Column::Known(one.with(&two)).into());
                    taken |= both != *own;
                    *own = both;
                }
                (one, two) if richness(&two) > richness(&one) => {
                    *own = its;
                    taken = true;
                }
                _ => {}
            }
        }
        let location = |row: &Resource| !store.strings().text(row.location).is_empty();
        if !location(self) && location(other) {
            self.location = other.location;
            taken = true;
        }
        if self.display == DisplayName::OfId && other.display != DisplayName::OfId {
            self.display = other.display;
            taken = true;
        }
        taken
    }
}

/// Order of columns by their content: by its kind, then by the number of its values.
fn richness(column: &Column) -> (u8, usize) {
    match column {
        Column::Missing => (0, 0),
        Column::Cut => (1, 0),
        Column::Known(value) if value.is_null() => (2, 0),
        Column::Known(Value::Part(members)) => (3, members.len()),
        Column::Known(value) => (4, value.leaves()),
    }
}
