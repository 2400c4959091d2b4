//! The table of all rows with an ARM id, found by id and by type. Of each row it holds the part that is its own; the part that
//! thousands of them share, such as type, region and SKU, is held once.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::ingest::{ResourceRow, Source};
use crate::value::arm_id::ArmId;
use crate::value::arm_parts::type_and_name;

use super::resource::{DisplayName, Resource, ResourceIx, ResourceKey};
use super::store::{ColumnIx, HashIndex, Span, Store, Symbol};

/// All rows with an ARM id.
#[derive(Debug, Default)]
pub(super) struct Resources {
    pub(super) store: Store,
    rows: Vec<OwnPart>,
    shared: Vec<SharedPart>,
    by_shared: FxHashMap<SharedPart, u32>,
    by_key: HashIndex<ResourceIx>,
    by_type: BTreeMap<Symbol, Vec<ResourceIx>>,
    /// Rows from which on no export holds them: their children show that they are there.
    implied_from: Option<ResourceIx>,
}

/// The part of a row that is its own.
#[derive(Clone, Copy, Debug)]
struct OwnPart {
    source: Source,
    prefix: Symbol,
    name: Span,
    tags: ColumnIx,
    identity: ColumnIx,
    properties: ColumnIx,
    shared: u32,
}

/// The part of a row that it shares with others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct SharedPart {
    path: Symbol,
    display: DisplayName,
    resource_type: Symbol,
    location: Symbol,
    tenant: Symbol,
    kind: ColumnIx,
    sku: ColumnIx,
    others: ColumnIx,
}

/// Result of adding a row.
pub(super) enum Added {
    /// The row is the first of its id.
    New,
    /// Another row of its id was there and took something from it.
    Merged,
    /// Another row of its id was there and lacked nothing.
    Repeated,
    /// The row contradicts an earlier row of its id: that row's index, the new row, and the column in which they differ.
    Contradicts(ResourceIx, Resource, &'static str),
}

impl Resources {
    /// Adds a row.
    pub(super) fn add(&mut self, source: Source, row: &ResourceRow<'_>) -> Added {
        let resource = Resource::new(source, row, &mut self.store);
        let key = resource.key(&self.store);
        let hash = key.hash();
        if let Some(ix) = self.position(hash, &key) {
            let mut known = self.get(ix);
            if let Some(column) = known.conflicts_with(&resource, &self.store) {
                return Added::Contradicts(ix, resource, column);
            }
            let taken = known.enrich(&resource, &mut self.store);
            self.set(ix, known);
            return if taken { Added::Merged } else { Added::Repeated };
        }
        let ix = ResourceIx(self.rows.len() as u32);
        let row = self.split(resource);
        self.rows.push(row);
        self.by_type.entry(resource.resource_type).or_default().push(ix);
        self.by_key.insert(hash, ix);
        Added::New
    }

    /// Notes that the last row, and every one that follows, is held because its children are.
    pub(super) fn note_implied(&mut self) {
        let last = ResourceIx(self.rows.len() as u32 - 1);
        self.implied_from.get_or_insert(last);
    }

    /// Whether no export holds a row, and its children show that it is there.
    pub(super) fn is_implied(&self, ix: ResourceIx) -> bool {
        self.implied_from.is_some_and(|from| ix >= from)
    }

    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// One row, its parts put together.
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
            others: shared.others,
        }
    }

    /// Replaces a row.
    pub(super) fn set(&mut self, ix: ResourceIx, resource: Resource) {
        self.rows[ix.0 as usize] = self.split(resource);
    }

    /// The prefix of a row's id: loops over all rows need no other part.
    pub(super) fn prefix(&self, ix: ResourceIx) -> Symbol {
        self.rows[ix.0 as usize].prefix
    }

    /// The file and record of a row.
    pub(super) fn source(&self, ix: ResourceIx) -> Source {
        self.rows[ix.0 as usize].source
    }

    /// The tenants of all rows; some more than once.
    pub(super) fn tenants(&self) -> impl Iterator<Item = &str> {
        self.shared
            .iter()
            .map(|shared| self.store.strings().text(shared.tenant))
    }

    /// The row of an id in any spelling.
    pub(super) fn find(&self, id: &str) -> Option<ResourceIx> {
        let (prefix, path) = ArmId::new(id).split();
        let (path, name) = type_and_name(path);
        let strings = self.store.strings();
        let key = ResourceKey {
            prefix: strings.find_folded(prefix)?,
            path: strings.find_folded(&path)?,
            name: &name,
        };
        self.position(key.hash(), &key)
    }

    fn position(&self, hash: u64, key: &ResourceKey<'_>) -> Option<ResourceIx> {
        self.by_key.find(hash, |ix| self.get(ix).key(&self.store).is(key))
    }

    /// The rows of one type, given in any case.
    pub(super) fn of_type(&self, resource_type: &str) -> &[ResourceIx] {
        self.store
            .strings()
            .find(&resource_type.to_ascii_lowercase())
            .and_then(|symbol| self.by_type.get(&symbol))
            .map_or(&[], Vec::as_slice)
    }

    /// The types and their rows, in order of first appearance.
    pub(super) fn by_type(&self) -> impl Iterator<Item = (&str, &[ResourceIx])> {
        self.by_type
            .iter()
            .map(|(symbol, rows)| (self.store.strings().text(*symbol), rows.as_slice()))
    }

    /// Gives back the memory that only adding needs: no row may be added after this.
    pub(super) fn close(&mut self) {
        self.by_type.values_mut().for_each(Vec::shrink_to_fit);
        self.by_shared = FxHashMap::default();
        self.store.close();
    }

    fn split(&mut self, resource: Resource) -> OwnPart {
        let shared = SharedPart {
            path: resource.path,
            display: resource.display,
            resource_type: resource.resource_type,
            location: resource.location,
            tenant: resource.tenant,
            kind: resource.kind,
            sku: resource.sku,
            others: resource.others,
        };
        let number = match self.by_shared.get(&shared) {
            Some(known) => *known,
            None => {
                self.shared.push(shared);
                self.by_shared.insert(shared, self.shared.len() as u32 - 1);
                self.shared.len() as u32 - 1
            }
        };
        OwnPart {
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
