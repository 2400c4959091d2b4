//! One reader for each kind of row. A reader takes the fields of a row, in whatever layout they came, and passes one struct to
//! the sink; it resolves nothing and joins nothing.

pub(super) mod assessments;
pub(super) mod az_ml;
pub(super) mod az_names;
pub(super) mod context;
pub(super) mod dispatch;
pub(super) mod group_members;
pub(super) mod plans;
pub(super) mod recommendations;
pub(super) mod resources;
pub(super) mod role_assignments;
pub(super) mod role_definitions;

use std::borrow::Cow;

use crate::ingest::row::cells::Fields;
use crate::value::{Column, Value};

/// Columns that every resource may have beside `properties`.
const RESOURCE_COLUMNS: [&str; 16] = [
    "id",
    "name",
    "type",
    "resourceGroup",
    "subscriptionId",
    "tenantId",
    "location",
    "kind",
    "sku",
    "tags",
    "identity",
    "properties",
    "systemData",
    "etag",
    "managedBy",
    "zones",
];

/// A row whose content stands in `properties` (Resource Graph, REST) or beside the id (`az` and PowerShell).
struct Content<'r, 'a> {
    row: &'r Fields<'a>,
    properties: Column,
}

impl Content<'_, '_> {
    /// The text at the first of these dotted paths that has one, in `properties` first.
    fn text(&self, paths: &[&str]) -> Cow<'_, str> {
        let properties = self.properties.known();
        let inside = paths
            .iter()
            .find_map(|path| properties?.at(path)?.as_str().filter(|text| !text.is_empty()));
        inside.map_or_else(|| self.row.text(paths), Cow::Borrowed)
    }

    /// Whether `properties` or the row has any of these members.
    fn has(&self, names: &[&str]) -> bool {
        let inside = self
            .properties
            .known()
            .is_some_and(|value| names.iter().any(|name| value.get(name).is_some()));
        inside || names.iter().any(|name| self.row.has(name))
    }
}

/// The texts of a list; of anything else, none.
fn texts(value: Option<&Value>) -> Vec<String> {
    let items = value.and_then(Value::as_array).unwrap_or_default();
    items
        .iter()
        .filter_map(|item| item.as_str().map(str::to_owned))
        .collect()
}
