//! Role definitions with their actions: from Resource Graph and REST, `az role definition list` and `Get-AzRoleDefinition`.

use super::context::Desk;
use super::{Content, texts};
use crate::ingest::ledger::problems::Issue;
use crate::ingest::row::cells::{Cell, Fields};
use crate::ingest::row::type_plans::TypePlan;
use crate::ingest::row::types::{Permission, RoleDefinitionRow, Taken};
use crate::ingest::row::unused::UnusedReason;
use crate::value::projection::Node;
use crate::value::{Column, Value};

/// Whether an object with these members is what `Get-AzRoleDefinition` gives.
pub fn knows(has: impl Fn(&str) -> bool) -> bool {
    has("IsCustom") && has("Actions") && has("AssignableScopes")
}

/// Reads a row; `plan` is that of its ARM type, if it has one.
pub fn read(desk: &mut Desk<'_, '_>, mut row: Fields<'_>, plan: Option<&TypePlan>) -> Taken {
    let properties = plan
        .map(|plan| desk.column(&mut row, "properties", plan))
        .unwrap_or_default();
    let mut flat = |name: &str| match row.cell(name)? {
        Cell::Json(json) => match desk.projector.column(json, &Node::everything()) {
            Ok(Column::Known(value)) => Some(value),
            _ => None,
        },
        Cell::Text(text) => desk.text_column(text, &Node::everything()).into_known(),
        Cell::Flat { .. } | Cell::Ambiguous => None,
    };
    let inside = |name: &str| properties.known().and_then(|value| value.get(name)).cloned();
    let permissions = inside("permissions").or_else(|| flat("permissions"));
    let own = Value::Object(
        ["actions", "notActions", "dataActions", "notDataActions"]
            .into_iter()
            .filter_map(|name| Some((name.into(), list(flat(name)?))))
            .collect(),
    );
    let own_tells = own
        .as_object()
        .unwrap_or_default()
        .iter()
        .any(|(_, value)| value.as_array().is_some());
    if permissions.as_ref().and_then(Value::as_array).is_none() && !own_tells {
        desk.account.issue_here(Issue::NoActions);
        return Taken::Unused(UnusedReason::NoActions);
    }
    let scopes = inside("assignableScopes").or_else(|| flat("assignableScopes"));
    let listed = permissions.as_ref().and_then(Value::as_array).unwrap_or_default();
    let permissions = if listed.is_empty() {
        std::slice::from_ref(&own)
    } else {
        listed
    };
    let block = |permission: &Value| {
        let list = |name: &str| texts(permission.get(name));
        Permission {
            actions: list("actions"),
            not_actions: list("notActions"),
            data_actions: list("dataActions"),
            not_data_actions: list("notDataActions"),
            condition: permission
                .get("condition")
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned(),
        }
    };
    let content = Content {
        row: &row,
        properties: properties.clone(),
    };
    let definition = RoleDefinitionRow {
        id: row.text(&["id", "resourceId"]),
        role_name: content.text(&["roleName", "name"]),
        custom: content
            .text(&["type", "roleType", "IsCustom"])
            .eq_ignore_ascii_case("CustomRole")
            || row.text(&["typePropertiesType"]).eq_ignore_ascii_case("CustomRole")
            || row.text(&["roleType"]).eq_ignore_ascii_case("CustomRole")
            || row.text(&["IsCustom"]).eq_ignore_ascii_case("true"),
        permissions: permissions.iter().map(block).collect(),
        assignable_scopes: texts(scopes.map(list).as_ref()),
    };
    desk.sink.role_definition(desk.source, definition)
}

/// A list that was made one text: what PowerShell makes of a list of one, and what people join it with. What was cut stays so.
fn list(value: Value) -> Value {
    let Value::String(text) = &value else {
        return value;
    };
    let items = text.split([';', ',', ' ', '\n', '\r']).filter(|item| !item.is_empty());
    let items: Vec<&str> = items.collect();
    match items.iter().all(|item| item.contains('/') || *item == "*") {
        true => Value::Array(items.into_iter().map(Value::from).collect()),
        false => Value::Unknown,
    }
}
