//! A reference to a resource, as the other modules see it: it decodes the row and its columns when they are read.

use crate::ingest::Source;
use crate::ingest::ledger::Ledger;
use crate::value::Column;
use crate::value::arm_id::ArmId;

use super::resource::{Resource, ResourceIx};
use super::resources::Resources;
use super::store::ColumnIx;

/// A resource together with the table that holds it.
#[derive(Clone, Copy)]
pub struct ResourceRef<'a> {
    pub(super) resources: &'a Resources,
    pub(super) ledger: &'a Ledger,
    /// Its index.
    pub ix: ResourceIx,
}

impl<'a> ResourceRef<'a> {
    fn row(self) -> Resource {
        self.resources.get(self.ix)
    }

    /// ARM id as spelt by the export.
    pub fn id(self) -> String {
        self.row().id(&self.resources.store)
    }

    /// Type in lower case.
    pub fn resource_type(self) -> &'a str {
        self.resources.store.strings().text(self.row().resource_type)
    }

    /// Name as the export shows it.
    pub fn name(self) -> &'a str {
        self.row().name(&self.resources.store)
    }

    /// Region as spelt by the export; empty when not exported.
    pub fn location(self) -> &'a str {
        self.resources.store.strings().text(self.row().location)
    }

    /// Tenant id; empty when not exported.
    pub fn tenant(self) -> &'a str {
        self.resources.store.strings().text(self.row().tenant)
    }

    /// Subscription id; `None` for rows above subscriptions.
    pub fn subscription(self) -> Option<&'a str> {
        ArmId::new(self.prefix()).subscription()
    }

    /// Resource group name.
    pub fn resource_group(self) -> Option<&'a str> {
        ArmId::new(self.prefix()).resource_group()
    }

    /// The part of its id before the last provider: equal texts are one interned string.
    pub fn prefix(self) -> &'a str {
        self.resources.store.strings().text(self.resources.prefix(self.ix))
    }

    /// A number that rows of equal prefixes share; all are below [`super::Inventory::prefixes`].
    pub(crate) fn prefix_number(self) -> usize {
        self.resources.prefix(self.ix).number() as usize
    }

    /// The file and record of its row.
    pub fn source(self) -> Source {
        self.row().source
    }

    /// A column by name: `kind`, `sku`, `tags`, `identity`, `properties`, or `others`, the object of the columns beside these that
    /// something asked for; `None` for any other name.
    pub fn column(self, name: &str) -> Option<Column> {
        let ix = self.index_of(name)?;
        Some(self.resources.store.column(ix))
    }

    /// A column of which, where it is an object, only the member `key`, in any case, and a `properties` bag are read.
    pub fn part(self, name: &str, key: &str) -> Option<Column> {
        let ix = self.index_of(name)?;
        Some(self.resources.store.part(ix, key))
    }

    /// The text at a path of keys in a column; `None` where anything but a text stands there.
    pub fn text_at(self, column: &str, path: &[&str]) -> Option<String> {
        let ix = self.index_of(column)?;
        self.resources.store.text_at(ix, path)
    }

    fn index_of(self, column: &str) -> Option<ColumnIx> {
        let row = self.row();
        Some(match column {
            "kind" => row.kind,
            "sku" => row.sku,
            "tags" => row.tags,
            "identity" => row.identity,
            "properties" => row.properties,
            "others" => row.others,
            _ => return None,
        })
    }

    /// The row of an id, in any case, in the same tenant.
    pub fn find(self, id: &str) -> Option<Self> {
        let ix = self.resources.find(id)?;
        Some(ResourceRef { ix, ..self })
    }

    /// Whether any row of the file that this one came from carries the column: a row without it then has none, rather than
    /// an export that left it out.
    pub fn file_has(self, column: &str) -> bool {
        let file = self.row().source.file as usize;
        self.ledger
            .inputs
            .get(file)
            .is_some_and(|input| input.columns.contains(column))
    }
}
