//! Resources, resource groups, subscriptions, management groups, and everything else with an ARM id that has no reader of its
//! own.

use std::borrow::Cow;
use std::sync::Arc;

use crate::ingest::desk::Desk;
use crate::ingest::fields::{Cell, Fields};
use crate::ingest::kinds::{Kind, TypePlan};
use crate::ingest::problems::Issue;
use crate::ingest::rows::{Column, ResourceRow, Taken};
use crate::ingest::value::Value;

/// Columns that every resource may have beside `properties`.
const OWN: [&str; 16] = [
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

/// Reads a row of this id and type.
pub(in crate::ingest) fn read<'a>(
    desk: &mut Desk<'_, '_>,
    mut row: Fields<'a>,
    id: Cow<'a, str>,
    resource_type: Cow<'a, str>,
    plan: &TypePlan,
) -> Taken {
    let (name, tenant_id, location) = (
        row.text(&["name", "resourceName"]),
        row.text(&["tenantId"]),
        row.text(&["location"]),
    );
    if row.has("location") {
        desk.account.columns.insert("location");
    }
    let flat = plan.kind == Kind::Supplement && !row.has("properties");
    if !flat && !row.has("properties") && row.names().any(is_projected) {
        desk.account.issue_here(Issue::Projected);
    }
    let row = ResourceRow {
        kind: desk.column(&mut row, "kind", plan),
        sku: desk.column(&mut row, "sku", plan),
        tags: desk.column(&mut row, "tags", plan),
        identity: desk.column(&mut row, "identity", plan),
        properties: if flat {
            gathered(desk, &row, plan)
        } else {
            desk.column(&mut row, "properties", plan)
        },
        id,
        resource_type,
        name,
        tenant_id,
        location,
    };
    desk.sink.resource(desk.source, row)
}

/// The `properties` of a row that `az` has flattened: everything that is no column of its own.
fn gathered(desk: &mut Desk<'_, '_>, row: &Fields<'_>, plan: &TypePlan) -> Column {
    let mut members = Vec::new();
    if let Some((_, node)) = plan.node.member("properties") {
        for (name, cell) in row.cells() {
            let Some((spelling, below)) = node.member(name) else {
                continue;
            };
            if OWN.iter().any(|own| own.eq_ignore_ascii_case(name)) {
                continue;
            }
            let Cell::Json(json) = cell else { continue };
            match desk.projector.column(json, below) {
                Ok(Column::Known(value)) => members.push((Arc::clone(spelling), value)),
                _ => return Column::Cut,
            }
        }
    }
    desk.account.columns.insert("properties");
    Column::Known(Value::Object(members.into()))
}

/// Whether a column is a single property that a query took out: `properties_networkAcls_defaultAction`.
fn is_projected(name: &str) -> bool {
    name.get(..11)
        .is_some_and(|start| start.eq_ignore_ascii_case("properties_") || start.eq_ignore_ascii_case("properties."))
}
