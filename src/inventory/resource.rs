//! Resources, and everything else that has an ARM id and a row: resource groups, subscriptions, management groups, policy
//! assignments. An id is kept in three parts so that the long prefixes of a million ids are held once.

use crate::ingest::rows::{Column, ResourceRow, Source};

use super::arm_id::ArmId;
use super::intern::{Interner, Symbol};

/// Index of a resource in the inventory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ResourceIx(pub u32);

/// One row with an ARM id.
#[derive(Debug)]
pub struct Resource {
    /// The row that told the most about it.
    pub source: Source,
    prefix: Symbol,
    path: Symbol,
    name: Box<str>,
    display: Option<Box<str>>,
    pub(super) resource_type: Symbol,
    pub(super) location: Symbol,
    pub(super) tenant: Symbol,
    /// `kind`
    pub kind: Column,
    /// `sku`
    pub sku: Column,
    /// `tags`
    pub tags: Column,
    /// `identity`
    pub identity: Column,
    /// `properties`, projected to what the framework looks at.
    pub properties: Column,
}

/// The three parts of an id, folded: what two spellings of one id have in common.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Key {
    prefix: Symbol,
    path: Symbol,
    name: Box<str>,
}

impl Key {
    pub(super) fn new(prefix: Symbol, path: Symbol, name: Box<str>) -> Self {
        Key { prefix, path, name }
    }
}

impl Resource {
    pub(super) fn new(source: Source, row: ResourceRow<'_>, strings: &mut Interner) -> Self {
        let id = ArmId::new(&row.id);
        let (prefix, path) = id.split();
        let (prefix, name) = if path.is_empty() {
            (prefix, String::new())
        } else {
            (prefix, id.name())
        };
        let display = (!row.name.is_empty() && row.name != name.as_str()).then(|| Box::from(&*row.name));
        let path = if path.is_empty() {
            String::new()
        } else {
            id.resource_type()
        };
        let resource_type = if row.resource_type.is_empty() {
            id.resource_type()
        } else {
            row.resource_type.into_owned()
        };
        let resource_type = strings.intern(&resource_type);
        Resource {
            source,
            prefix: strings.intern(prefix),
            path: strings.intern(&path),
            name: name.into(),
            display,
            resource_type: strings.fold(resource_type),
            location: strings.intern(&row.location),
            tenant: strings.intern(&row.tenant_id),
            kind: row.kind,
            sku: row.sku,
            tags: row.tags,
            identity: row.identity,
            properties: row.properties,
        }
    }

    pub(super) fn key(&self, strings: &Interner) -> Key {
        Key {
            prefix: strings.fold(self.prefix),
            path: strings.fold(self.path),
            name: self.name.to_ascii_lowercase().into(),
        }
    }

    pub(super) fn id(&self, strings: &Interner) -> String {
        let prefix = strings.text(self.prefix);
        let path = strings.text(self.path);
        if path.is_empty() {
            return prefix.to_owned();
        }
        let mut id = String::with_capacity(prefix.len() + path.len() + self.name.len() + 16);
        id.push_str(prefix);
        id.push_str("/providers/");
        let mut types = path.split('/');
        id.push_str(types.next().unwrap_or_default());
        let mut names = self.name.split('/');
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

    pub(super) fn prefix<'a>(&self, strings: &'a Interner) -> &'a str {
        strings.text(self.prefix)
    }

    pub(super) fn name(&self) -> &str {
        self.display.as_deref().unwrap_or(&self.name)
    }

    /// Takes from `other`, a second row for the same id, every column that this one lacks. The row that brings `properties`
    /// becomes the source. Returns whether anything was taken.
    pub(super) fn enrich(&mut self, other: Resource, strings: &Interner) -> bool {
        let mut taken = false;
        if self.properties.known().is_none() && other.properties.known().is_some() {
            self.source = other.source;
        }
        for (own, its) in [
            (&mut self.kind, other.kind),
            (&mut self.sku, other.sku),
            (&mut self.tags, other.tags),
            (&mut self.identity, other.identity),
            (&mut self.properties, other.properties),
        ] {
            if richness(&its) > richness(own) {
                *own = its;
                taken = true;
            }
        }
        if strings.text(self.location).is_empty() && !strings.text(other.location).is_empty() {
            self.location = other.location;
            taken = true;
        }
        if self.display.is_none() && other.display.is_some() {
            self.display = other.display;
            taken = true;
        }
        taken
    }
}

fn richness(column: &Column) -> u8 {
    match column {
        Column::Missing => 0,
        Column::Cut => 1,
        Column::Known(value) if value.is_null() => 2,
        Column::Known(_) => 3,
    }
}
