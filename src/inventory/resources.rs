//! Where rows with an ARM id are kept: of each what it has of its own, and what thousands of them share, such as type, region
//! and SKU, once.

use rustc_hash::FxHashMap;

use crate::ingest::Source;

use super::columns::ColumnIx;
use super::intern::Symbol;
use super::resource::{Display, Resource, ResourceIx};
use super::texts::Text;

/// All rows with an ARM id.
#[derive(Debug, Default)]
pub(super) struct Resources {
    rows: Vec<Row>,
    shared: Vec<Shared>,
    by_content: FxHashMap<Shared, u32>,
}

/// What a row has of its own.
#[derive(Clone, Copy, Debug)]
struct Row {
    source: Source,
    prefix: Symbol,
    name: Text,
    tags: ColumnIx,
    identity: ColumnIx,
    properties: ColumnIx,
    shared: u32,
}

/// What rows share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Shared {
    path: Symbol,
    display: Display,
    resource_type: Symbol,
    location: Symbol,
    tenant: Symbol,
    kind: ColumnIx,
    sku: ColumnIx,
}

impl Resources {
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn get(&self, ix: ResourceIx) -> Resource {
        let row = self.rows[ix.0 as usize];
        let shared = self.shared[row.shared as usize];
        Resource {
            source: row.source,
            prefix: row.prefix,
            path: shared.path,
            name: row.name,
            display: shared.display,
            resource_type: shared.resource_type,
            location: shared.location,
            tenant: shared.tenant,
            kind: shared.kind,
            sku: shared.sku,
            tags: row.tags,
            identity: row.identity,
            properties: row.properties,
        }
    }

    /// What [`Resource::prefix`] makes of one.
    pub(super) fn prefix(&self, ix: ResourceIx) -> Symbol {
        self.rows[ix.0 as usize].prefix
    }

    /// The tenants of all rows; some more than once.
    pub(super) fn tenants(&self) -> impl Iterator<Item = Symbol> {
        self.shared.iter().map(|shared| shared.tenant)
    }

    pub(super) fn push(&mut self, resource: Resource) -> ResourceIx {
        let ix = ResourceIx(self.rows.len() as u32);
        let row = self.row(resource);
        self.rows.push(row);
        ix
    }

    pub(super) fn set(&mut self, ix: ResourceIx, resource: Resource) {
        self.rows[ix.0 as usize] = self.row(resource);
    }

    /// Gives back what only adding needs: no resource is added after this.
    pub(super) fn close(&mut self) {
        self.by_content = FxHashMap::default();
    }

    fn row(&mut self, resource: Resource) -> Row {
        let shared = Shared {
            path: resource.path,
            display: resource.display,
            resource_type: resource.resource_type,
            location: resource.location,
            tenant: resource.tenant,
            kind: resource.kind,
            sku: resource.sku,
        };
        let number = match self.by_content.get(&shared) {
            Some(known) => *known,
            None => {
                self.shared.push(shared);
                self.by_content.insert(shared, self.shared.len() as u32 - 1);
                self.shared.len() as u32 - 1
            }
        };
        Row {
            source: resource.source,
            prefix: resource.prefix,
            name: resource.name,
            tags: resource.tags,
            identity: resource.identity,
            properties: resource.properties,
            shared: number,
        }
    }
}
