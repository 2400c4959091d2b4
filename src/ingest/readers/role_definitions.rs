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

/// The lists in which a role says what it permits.
const LISTS: [&str; 4] = ["actions", "notActions", "dataActions", "notDataActions"];

/// Reads a row; `plan` is that of its ARM type, if it has one.
pub fn read(desk: &mut Desk<'_, '_>, mut row: Fields<'_>, plan: Option<&TypePlan>) -> Taken {
    let properties = plan
        .map(|plan| desk.column(&mut row, "properties", plan))
        .unwrap_or_default();
    let mut beside = |name: &str| match row.cell(name)? {
        Cell::Json(json) => told(desk.projector.inner(json, &Node::everything())),
        Cell::Text(text) => told(desk.text_column(text, &Node::everything())),
        Cell::Ambiguous => Some(Value::Unknown),
        Cell::Flat { .. } => None,
    };
    let inside = |name: &str| properties.known().and_then(|value| value.get(name)).cloned();
    let listed = inside("permissions").or_else(|| beside("permissions"));
    let own = LISTS.into_iter().filter_map(|name| Some((name.into(), beside(name)?)));
    let own = Value::Object(own.collect());
    let scopes = inside("assignableScopes").or_else(|| beside("assignableScopes"));
    let Some(permissions) = permissions(listed.as_ref(), &own) else {
        desk.account.issue_here(Issue::NoActions);
        return Taken::Unused(UnusedReason::NoActions);
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
        permissions,
        assignable_scopes: texts(scopes.map(list).as_ref()),
    };
    desk.sink.role_definition(desk.source, definition)
}

/// The value of a column; unknown where a tool cut it.
fn told(column: Column) -> Option<Value> {
    match column {
        Column::Known(value) => Some(value),
        Column::Cut => Some(Value::Unknown),
        Column::Missing => None,
    }
}

/// The permissions of a role, from its list of permissions or from the lists beside its id; `None` where the export does not tell all of
/// it, because a role would then permit less, or forbid less, than it does.
fn permissions(listed: Option<&Value>, own: &Value) -> Option<Vec<Permission>> {
    match listed.and_then(Value::as_array) {
        Some(listed) if !listed.is_empty() => listed.iter().map(permission).collect(),
        Some(_) => Some(vec![permission(own)?]),
        None => {
            let tells = LISTS
                .iter()
                .any(|name| own.get(name).is_some_and(|value| !value.is_null()));
            permission(own).filter(|_| tells).map(|permission| vec![permission])
        }
    }
}

/// One block of permissions; `None` where the export does not tell all of it.
fn permission(block: &Value) -> Option<Permission> {
    let texts = |name: &str| -> Option<Vec<String>> {
        let joined = block.get(name).filter(|value| value.as_str().is_some());
        let split = joined.map(|text| list(text.clone()));
        let texts = match &split {
            Some(split) => split
                .as_array()?
                .iter()
                .map(Value::as_str)
                .collect::<Option<Vec<_>>>()?,
            None => block.texts_in(name)?,
        };
        Some(texts.into_iter().map(str::to_owned).collect())
    };
    Some(Permission {
        actions: texts("actions")?,
        not_actions: texts("notActions")?,
        data_actions: texts("dataActions")?,
        not_data_actions: texts("notDataActions")?,
        condition: match block.get("condition") {
            None | Some(Value::Null) => String::new(),
            Some(condition) => condition.as_str()?.to_owned(),
        },
    })
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
