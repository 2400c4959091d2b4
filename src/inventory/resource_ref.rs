//! A resource as the others see it: what its row holds, made when it is asked for.

use crate::ingest::Source;
use crate::value::Column;

use super::Inventory;
use super::columns::ColumnIx;
use super::resource::{Resource, ResourceIx};
use crate::value::arm_id::ArmId;

/// A resource together with the inventory that holds it.
#[derive(Clone, Copy)]
pub struct ResourceRef<'a> {
    pub(super) inventory: &'a Inventory,
    /// Its index.
    pub ix: ResourceIx,
}

impl<'a> ResourceRef<'a> {
    fn row(self) -> Resource {
        self.inventory.resources.get(self.ix)
    }

    /// ARM id as spelt by the export.
    pub fn id(self) -> String {
        self.row().id(&self.inventory.strings, &self.inventory.texts)
    }

    /// Type in lower case.
    pub fn resource_type(self) -> &'a str {
        self.inventory.strings.text(self.row().resource_type)
    }

    /// Name as the export shows it.
    pub fn name(self) -> &'a str {
        self.row().name(&self.inventory.texts)
    }

    /// Region as spelt by the export; empty when not exported.
    pub fn location(self) -> &'a str {
        self.inventory.strings.text(self.row().location)
    }

    /// Tenant id; empty when not exported.
    pub fn tenant(self) -> &'a str {
        self.inventory.strings.text(self.row().tenant)
    }

    /// Subscription id; `None` for rows above subscriptions.
    pub fn subscription(self) -> Option<&'a str> {
        ArmId::new(self.prefix()).subscription()
    }

    /// Resource group name.
    pub fn resource_group(self) -> Option<&'a str> {
        ArmId::new(self.prefix()).resource_group()
    }

    /// What its id holds before the last provider: equal texts are one interned string.
    pub fn prefix(self) -> &'a str {
        self.inventory.strings.text(self.inventory.resources.prefix(self.ix))
    }

    /// A number that rows of equal prefixes share; all are below [`Inventory::prefixes`].
    pub(crate) fn prefix_number(self) -> usize {
        self.inventory.resources.prefix(self.ix).number() as usize
    }

    /// Where its row stands.
    pub fn source(self) -> Source {
        self.row().source
    }

    /// A column by name: `kind`, `sku`, `tags`, `identity` or `properties`. It is made when it is asked for.
    pub fn column(self, name: &str) -> Option<Column> {
        let ix = self.place_of(name)?;
        Some(self.inventory.columns.get(ix, &self.inventory.strings))
    }

    /// The same; of an object only what `key` names in any case, and a `properties` bag.
    pub fn part(self, name: &str, key: &str) -> Option<Column> {
        let ix = self.place_of(name)?;
        Some(self.inventory.columns.part(ix, key, &self.inventory.strings))
    }

    /// The text at a path of keys in a column, if one stands there.
    pub fn text_at(self, column: &str, path: &[&str]) -> Option<String> {
        let ix = self.place_of(column)?;
        self.inventory.columns.text_at(ix, path, &self.inventory.strings)
    }

    fn place_of(self, column: &str) -> Option<ColumnIx> {
        let row = self.row();
        Some(match column {
            "kind" => row.kind,
            "sku" => row.sku,
            "tags" => row.tags,
            "identity" => row.identity,
            "properties" => row.properties,
            _ => return None,
        })
    }

    /// Whether any row of the file that this one came from carries the column: a row without it then has none, rather than
    /// an export that left it out.
    pub fn file_has(self, column: &str) -> bool {
        let file = self.row().source.file as usize;
        self.inventory
            .ledger
            .inputs
            .get(file)
            .is_some_and(|input| input.columns.contains(column))
    }
}
