//! Resources, and everything else that has an ARM id and a row: resource groups, subscriptions, management groups, policy
//! assignments. An id is kept in three parts so that the long prefixes of a million ids are held once.

use std::borrow::Cow;
use std::hash::{Hash as _, Hasher as _};

use memchr::memchr_iter;
use rustc_hash::FxHasher;

use crate::ingest::{ResourceRow, Source};
use crate::value::{Column, Value};

use super::columns::{ColumnIx, Columns};
use super::intern::{Interner, Symbol};
use super::places::hash_folded;
use super::settle::differ;
use super::texts::{Text, Texts};
use crate::value::arm_id::ArmId;

/// Index of a resource in the inventory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ResourceIx(pub u32);

/// One row with an ARM id.
#[derive(Clone, Copy, Debug)]
pub struct Resource {
    /// The row that told the most about it.
    pub source: Source,
    pub(super) prefix: Symbol,
    pub(super) path: Symbol,
    pub(super) name: Text,
    /// The name that the row gives.
    pub(super) display: Display,
    pub(super) resource_type: Symbol,
    pub(super) location: Symbol,
    pub(super) tenant: Symbol,
    pub(super) kind: ColumnIx,
    pub(super) sku: ColumnIx,
    pub(super) tags: ColumnIx,
    pub(super) identity: ColumnIx,
    /// Projected to what the framework looks at.
    pub(super) properties: ColumnIx,
}

/// The name that a row gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Display {
    /// None, or that of its id.
    Name,
    /// Of a child, its own part of that.
    Last,
    /// Another.
    Own(Text),
}

/// A child's own part of a name such as `account/project`.
fn last(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or_default()
}

/// What two spellings of one id have in common: two parts folded, and the name, which is compared without regard to case.
#[derive(Clone, Copy, Debug)]
pub(super) struct Key<'a> {
    pub(super) prefix: Symbol,
    pub(super) path: Symbol,
    pub(super) name: &'a str,
}

impl Key<'_> {
    /// A hash that all spellings share.
    pub(super) fn hash(&self) -> u64 {
        let mut hasher = FxHasher::default();
        self.prefix.hash(&mut hasher);
        self.path.hash(&mut hasher);
        hash_folded(self.name, &mut hasher);
        hasher.finish()
    }

    /// Whether both are spellings of one id.
    pub(super) fn is(&self, other: &Key<'_>) -> bool {
        self.prefix == other.prefix && self.path == other.path && self.name.eq_ignore_ascii_case(other.name)
    }
}

impl Resource {
    pub(super) fn new(
        source: Source,
        row: ResourceRow<'_>,
        strings: &mut Interner,
        columns: &mut Columns,
        texts: &mut Texts,
    ) -> Self {
        let id = ArmId::new(&row.id);
        let (prefix, path) = id.split();
        let (path, name) = type_and_name(path);
        let display = match &*row.name {
            shown if shown.is_empty() || *shown == *name => Display::Name,
            shown if last(&name) == shown => Display::Last,
            shown => Display::Own(texts.add(shown)),
        };
        let resource_type = match (&*row.resource_type, &*path) {
            ("", "") => strings.intern_lower(&id.resource_type()),
            ("", path) => strings.intern_lower(path),
            (said, _) => strings.intern_lower(said),
        };
        Resource {
            source,
            prefix: strings.intern(prefix),
            path: strings.intern(&path),
            name: texts.add(&name),
            display,
            resource_type,
            location: strings.intern(&row.location),
            tenant: strings.intern(&row.tenant_id),
            kind: columns.hold(&row.kind, strings),
            sku: columns.hold(&row.sku, strings),
            tags: columns.hold(&row.tags, strings),
            identity: columns.hold(&row.identity, strings),
            properties: columns.hold(&row.properties, strings),
        }
    }

    pub(super) fn key<'t>(&self, strings: &Interner, texts: &'t Texts) -> Key<'t> {
        Key {
            prefix: strings.fold(self.prefix),
            path: strings.fold(self.path),
            name: texts.get(self.name),
        }
    }

    pub(super) fn id(&self, strings: &Interner, texts: &Texts) -> String {
        compose(strings.text(self.prefix), strings.text(self.path), texts.get(self.name))
    }

    pub(super) fn name<'t>(&self, texts: &'t Texts) -> &'t str {
        match self.display {
            Display::Name => texts.get(self.name),
            Display::Last => last(texts.get(self.name)),
            Display::Own(text) => texts.get(text),
        }
    }

    /// The name of a column of which a second row for the same id says something that cannot hold beside what this one says.
    pub(super) fn conflicts_with(
        &self,
        other: &Resource,
        strings: &Interner,
        columns: &Columns,
    ) -> Option<&'static str> {
        let pairs = [
            ("properties", self.properties, other.properties),
            ("identity", self.identity, other.identity),
            ("tags", self.tags, other.tags),
            ("sku", self.sku, other.sku),
            ("kind", self.kind, other.kind),
        ];
        let clash = |own: ColumnIx, its: ColumnIx| match (columns.get(own, strings), columns.get(its, strings)) {
            (Column::Known(one), Column::Known(two)) => differ(&one, &two),
            _ => false,
        };
        let column = pairs.into_iter().find(|(_, own, its)| own != its && clash(*own, *its));
        if let Some((name, _, _)) = column {
            return Some(name);
        }
        let texts = [self.location, other.location].map(|place| Value::from(strings.text(place)));
        let both = texts.iter().all(|text| text.as_str() != Some(""));
        (both && differ(&texts[0], &texts[1])).then_some("location")
    }

    /// The columns of this row, to be changed, each with that of another.
    fn columns_beside(&mut self, other: &Resource) -> [(&mut ColumnIx, ColumnIx); 5] {
        [
            (&mut self.kind, other.kind),
            (&mut self.sku, other.sku),
            (&mut self.tags, other.tags),
            (&mut self.identity, other.identity),
            (&mut self.properties, other.properties),
        ]
    }

    /// Takes every column that `other` knows: it is the later row.
    pub(super) fn give_way(&mut self, other: &Resource, strings: &Interner, columns: &Columns) {
        let known = |ix: ColumnIx| matches!(columns.get(ix, strings), Column::Known(value) if !value.is_null());
        self.source = other.source;
        for (own, its) in self.columns_beside(other) {
            if known(its) {
                *own = its;
            }
        }
        if !strings.text(other.location).is_empty() {
            self.location = other.location;
        }
    }

    /// Whether `other` tells more of the properties.
    pub(super) fn tells_less(&self, other: &Resource, strings: &Interner, columns: &Columns) -> bool {
        let [own, its] = [self, other].map(|row| columns.get(row.properties, strings));
        richness(&its) > richness(&own)
    }

    /// Takes from `other` the columns of which this row tells nothing.
    pub(super) fn fill(&mut self, other: &Resource, strings: &Interner, columns: &Columns) {
        for (own, its) in self.columns_beside(other) {
            if richness(&columns.get(its, strings)).0 > richness(&columns.get(*own, strings)).0 {
                *own = its;
            }
        }
    }

    /// Takes from `other`, a second row for the same id, every column of which it tells more. The row that brings the most of
    /// `properties` becomes the source. Returns whether anything was taken.
    pub(super) fn enrich(&mut self, other: Resource, strings: &mut Interner, columns: &mut Columns) -> bool {
        let mut taken = false;
        if self.tells_less(&other, strings, columns) {
            self.source = other.source;
        }
        for (own, its) in self.columns_beside(&other) {
            match (columns.get(*own, strings), columns.get(its, strings)) {
                (Column::Known(one @ Value::Part(_)), Column::Known(two @ Value::Part(_))) => {
                    let both = columns.hold(&Column::Known(one.with(&two)).into(), strings);
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
        if strings.text(self.location).is_empty() && !strings.text(other.location).is_empty() {
            self.location = other.location;
            taken = true;
        }
        if self.display == Display::Name && other.display != Display::Name {
            self.display = other.display;
            taken = true;
        }
        taken
    }
}

/// How much a column tells: by what it is, then by how many values it holds.
fn richness(column: &Column) -> (u8, usize) {
    match column {
        Column::Missing => (0, 0),
        Column::Cut => (1, 0),
        Column::Known(value) if value.is_null() => (2, 0),
        Column::Known(Value::Part(members)) => (3, members.len()),
        Column::Known(value) => (4, value.leaves()),
    }
}

/// The id that has these parts: what [`ArmId::split`] and [`type_and_name`] make of it.
pub(super) fn compose(prefix: &str, path: &str, name: &str) -> String {
    if path.is_empty() {
        return prefix.to_owned();
    }
    let mut id = String::with_capacity(prefix.len() + path.len() + name.len() + 16);
    id.push_str(prefix);
    id.push_str("/providers/");
    let mut types = path.split('/');
    id.push_str(types.next().unwrap_or_default());
    let mut names = name.split('/');
    for segment in types {
        id.push('/');
        id.push_str(segment);
        if let Some(name) = names.next() {
            id.push('/');
            id.push_str(name);
        }
    }
    id
}

/// The type and the name in what follows the last `/providers/` of an id: `namespace/type` and `name`, of a child
/// `namespace/type/type` and `name/name`. Both are empty where nothing follows.
pub(super) fn type_and_name(path: &str) -> (Cow<'_, str>, Cow<'_, str>) {
    let mut slashes = memchr_iter(b'/', path.as_bytes());
    match (slashes.next(), slashes.next(), slashes.next()) {
        (Some(_), Some(second), None) => (Cow::Borrowed(&path[..second]), Cow::Borrowed(&path[second + 1..])),
        (_, None, _) => (Cow::Borrowed(path), Cow::Borrowed("")),
        _ => {
            let mut segments = path.split('/');
            let (mut kind, mut name) = (String::with_capacity(path.len()), String::with_capacity(path.len()));
            kind.push_str(segments.next().unwrap_or_default());
            for (position, segment) in segments.enumerate() {
                let part = if position.is_multiple_of(2) {
                    &mut kind
                } else {
                    &mut name
                };
                if position != 1 {
                    part.push('/');
                }
                part.push_str(segment);
            }
            (Cow::Owned(kind), Cow::Owned(name))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn type_and_name_are_those_of_the_id() {
        for path in [
            "",
            "A.B",
            "A.B/c",
            "A.B/c/d",
            "A.B/c/d/e",
            "A.B/c/d/e/f",
            "A.B/c/d/e/f/g/h",
        ] {
            let id = format!("/subscriptions/s/resourceGroups/g/providers/{path}");
            let (kind, name) = type_and_name(path);
            if !path.is_empty() {
                assert_eq!(
                    (&*kind, &*name),
                    (&*ArmId::new(&id).resource_type(), &*ArmId::new(&id).name())
                );
            }
        }
        assert_eq!(type_and_name(""), (Cow::Borrowed(""), Cow::Borrowed("")));
    }
}
