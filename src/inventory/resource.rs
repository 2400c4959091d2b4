//! One row with an ARM id: a resource, and everything else that has an id and a row, such as resource groups, subscriptions,
//! management groups and policy assignments. Its texts and columns stand in the store; the row holds their positions.

use std::hash::{Hash as _, Hasher as _};

use rustc_hash::FxHasher;

use crate::ingest::{ResourceRow, Source};
use crate::value::arm_id::ArmId;
use crate::value::arm_parts::{compose, type_and_name};

use super::store::{ColumnIx, Span, Store, Symbol, hash_ignoring_case};

/// Index of a resource in the inventory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ResourceIx(pub u32);

/// One row with an ARM id. The id is kept in three parts, so that the long prefixes of a million ids are held once.
#[derive(Clone, Copy, Debug)]
pub(super) struct Resource {
    /// The row that holds the most about it.
    pub(super) source: Source,
    pub(super) prefix: Symbol,
    pub(super) path: Symbol,
    pub(super) name: Span,
    pub(super) display: DisplayName,
    pub(super) resource_type: Symbol,
    pub(super) location: Symbol,
    pub(super) tenant: Symbol,
    pub(super) kind: ColumnIx,
    pub(super) sku: ColumnIx,
    pub(super) tags: ColumnIx,
    pub(super) identity: ColumnIx,
    /// The properties that the framework reads.
    pub(super) properties: ColumnIx,
    /// The columns beside these that something asks for.
    pub(super) others: ColumnIx,
}

/// The name in the column `name`, as a difference from the one in the id: nearly all rows repeat that one and need no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum DisplayName {
    /// The column is missing or repeats the id's name.
    OfId,
    /// The last part of a child's name, as Azure Resource Manager lists write it.
    LastPart,
    /// A name that differs from the one in the id.
    Own(Span),
}

/// A child's own part of a name such as `account/project`.
fn last_part(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or_default()
}

/// The identity of a resource: equal for all spellings of one id. The name, which hardly any ids share, is compared as text
/// instead of being interned.
#[derive(Clone, Copy, Debug)]
pub(super) struct ResourceKey<'a> {
    /// Folded.
    pub(super) prefix: Symbol,
    /// Folded.
    pub(super) path: Symbol,
    pub(super) name: &'a str,
}

impl ResourceKey<'_> {
    /// A hash that all spellings share.
    pub(super) fn hash(&self) -> u64 {
        let mut hasher = FxHasher::default();
        self.prefix.hash(&mut hasher);
        self.path.hash(&mut hasher);
        hash_ignoring_case(self.name, &mut hasher);
        hasher.finish()
    }

    /// Whether both are spellings of one id.
    pub(super) fn is(&self, other: &ResourceKey<'_>) -> bool {
        self.prefix == other.prefix && self.path == other.path && self.name.eq_ignore_ascii_case(other.name)
    }
}

impl Resource {
    pub(super) fn new(source: Source, row: &ResourceRow<'_>, store: &mut Store) -> Self {
        let id = ArmId::new(&row.id);
        let (prefix, path) = id.split();
        let (path, name) = type_and_name(path);
        let display = match &*row.name {
            shown if shown.is_empty() || *shown == *name => DisplayName::OfId,
            shown if last_part(&name) == shown => DisplayName::LastPart,
            shown => DisplayName::Own(store.names.add(shown)),
        };
        let strings = store.strings_mut();
        let resource_type = match (&*row.resource_type, &*path) {
            ("", "") => strings.intern_lower(&id.resource_type()),
            ("", path) => strings.intern_lower(path),
            (exported, _) => strings.intern_lower(exported),
        };
        Resource {
            source,
            prefix: strings.intern(prefix),
            path: strings.intern(&path),
            location: strings.intern(&row.location),
            tenant: strings.intern(&row.tenant_id),
            name: store.names.add(&name),
            display,
            resource_type,
            kind: store.keep(&row.kind),
            sku: store.keep(&row.sku),
            tags: store.keep(&row.tags),
            identity: store.keep(&row.identity),
            properties: store.keep(&row.properties),
            others: store.keep(&row.others),
        }
    }

    pub(super) fn key<'t>(&self, store: &'t Store) -> ResourceKey<'t> {
        ResourceKey {
            prefix: store.strings().fold(self.prefix),
            path: store.strings().fold(self.path),
            name: store.names.get(self.name),
        }
    }

    pub(super) fn id(&self, store: &Store) -> String {
        let strings = store.strings();
        compose(
            strings.text(self.prefix),
            strings.text(self.path),
            store.names.get(self.name),
        )
    }

    pub(super) fn name<'t>(&self, store: &'t Store) -> &'t str {
        match self.display {
            DisplayName::OfId => store.names.get(self.name),
            DisplayName::LastPart => last_part(store.names.get(self.name)),
            DisplayName::Own(text) => store.names.get(text),
        }
    }
}
