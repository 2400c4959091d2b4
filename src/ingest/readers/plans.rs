//! Defender for Cloud plans: `microsoft.security/pricings` of Resource Graph and REST, `az security pricing list`.

use super::Content;
use super::context::Desk;
use crate::ingest::row::cells::{Cell, Fields};
use crate::ingest::row::type_plans::TypePlan;
use crate::ingest::row::types::{PlanRow, Taken};
use crate::value::arm_id::ArmId;
use crate::value::projection::Node;
use crate::value::{Column, Value};

/// Reads a row.
pub fn read(desk: &mut Desk<'_, '_>, mut row: Fields<'_>, plan: &TypePlan) -> Taken {
    let properties = desk.column(&mut row, "properties", plan);
    let flat = match row.cell("extensions") {
        Some(Cell::Json(json)) => desk.projector.inner(json, &Node::everything()),
        _ => Column::Missing,
    };
    let extensions = properties
        .known()
        .and_then(|value| value.get("extensions"))
        .or(flat.known());
    let extensions = extensions.and_then(switches);
    let is_whole = matches!(properties, Column::Known(Value::Object(_))) || row.has("subPlan");
    let content = Content { row: &row, properties };
    let id = row.text(&["id", "resourceId"]);
    let name = row.text(&["name", "resourceName"]);
    let name = match name.is_empty() {
        true => ArmId::new(&id).last().to_owned().into(),
        false => name,
    };
    let plan = PlanRow {
        id,
        name,
        tier: content.text(&["pricingTier"]),
        sub_plan: is_whole.then(|| content.text(&["subPlan"])),
        extensions,
    };
    desk.sink.plan(desk.source, plan)
}

/// Extensions by name, and whether each is on. What was cut of them stands there without a name.
fn switches(extensions: &Value) -> Option<Vec<(String, Option<bool>)>> {
    let switch = |item: &Value| {
        let name = item.get("name").and_then(Value::as_str).unwrap_or_default();
        (name.to_owned(), item.get("isEnabled").and_then(Value::as_flag))
    };
    match extensions {
        Value::Null => None,
        Value::Array(items) => Some(items.iter().map(switch).collect()),
        cut => Some(vec![switch(cut)]),
    }
}
