//! Resources of Azure Machine Learning as `az ml` writes them: names with underscores, words of its own for values, and nothing
//! where a resource has nothing. Its values are put where Azure keeps them; what it leaves out stays unknown. Source: the
//! entities of the package `azure-ai-ml`, from which the command prints.

use std::sync::Arc;

use super::RESOURCE_COLUMNS;
use super::context::Desk;
use crate::ingest::row::cells::{Cell, Fields};
use crate::ingest::row::type_plans::is_machine_learning;
use crate::value::projection::Node;
use crate::value::tape::Cursor;
use crate::value::{Column, Value};

/// Spelling of a value in the command's output.
#[derive(Clone, Copy)]
enum How {
    /// Azure's own spelling.
    Same,
    /// A word in lower case, `aml_token` for `AMLToken`.
    Word,
    /// A truth value for `Enabled` and `Disabled`.
    Switch,
}

/// Translation of the command's members: the type (and the command's word for its kind), the member, the path below `properties`
/// where Azure keeps it, and the spelling of its value.
const PLACES: [(&str, &str, &str, How); 17] = [
    ("computes/", "type", "computeType", How::Word),
    ("computes/", "size", "properties.vmSize", How::Same),
    ("computes/", "tier", "properties.vmPriority", How::Word),
    (
        "computes/",
        "network_settings.subnet",
        "properties.subnet.id",
        How::Same,
    ),
    (
        "computes/",
        "enable_node_public_ip",
        "properties.enableNodePublicIp",
        How::Same,
    ),
    (
        "computes/",
        "idle_time_before_shutdown",
        "properties.idleTimeBeforeShutdown",
        How::Same,
    ),
    (
        "computes/",
        "os_image_metadata.is_latest_os_image_version",
        "properties.osImageMetadata.isLatestOsImageVersion",
        How::Same,
    ),
    (
        "computes/amlcompute",
        "ssh_public_access_enabled",
        "properties.remoteLoginPortPublicAccess",
        How::Switch,
    ),
    (
        "computes/computeinstance",
        "ssh_public_access_enabled",
        "properties.sshSettings.sshPublicAccess",
        How::Switch,
    ),
    (
        "workspaces/",
        "managed_network.isolation_mode",
        "managedNetwork.isolationMode",
        How::Word,
    ),
    ("workspaces/", "hub_id", "hubResourceId", How::Same),
    (
        "workspaces/",
        "customer_managed_key.key_vault",
        "encryption.keyVaultProperties.keyVaultArmId",
        How::Same,
    ),
    (
        "workspaces/",
        "customer_managed_key.key_uri",
        "encryption.keyVaultProperties.keyIdentifier",
        How::Same,
    ),
    ("onlineendpoints/", "auth_mode", "authMode", How::Word),
    ("connections/", "type", "category", How::Word),
    ("connections/", "credentials.type", "authType", How::Word),
    ("connections/", "is_shared", "isSharedToAll", How::Same),
];

/// Members that the command's rows have and Azure's do not.
const OWN_NAMES: [&str; 5] = [
    "resource_group",
    "provisioning_state",
    "creation_context",
    "created_on",
    "scoring_uri",
];

/// Whether a row of this type is the command's. Its `properties`, if it has them, are a bag of no use.
pub fn knows(row: &Fields<'_>, resource_type: &str) -> bool {
    if !is_machine_learning(resource_type) {
        return false;
    }
    let from_graph = row.has("tenantId") || row.has("subscriptionId");
    let given = row.text(&["type"]);
    let is_own = !given.is_empty() && !given.contains('/');
    !from_graph && (is_own || OWN_NAMES.iter().any(|name| row.has(name)))
}

/// Rebuilds the `properties` of a row; `node` names the part of them that is kept.
pub fn properties(desk: &mut Desk<'_, '_>, row: &Fields<'_>, resource_type: &str, node: &Node) -> Column {
    let last = resource_type.rsplit('/').next().unwrap_or_default();
    let kind = format!("{last}/{}", row.text(&["type"]).replace('_', "")).to_ascii_lowercase();
    let mut whole = Value::Unknown;
    for (_, named, stands, how) in PLACES.iter().filter(|(of, ..)| kind.starts_with(of)) {
        let (column, below) = named.split_once('.').unwrap_or((named, ""));
        let Some(value) = value_of(desk, row, column) else {
            continue;
        };
        let inner = if below.is_empty() {
            Some(&value)
        } else {
            value.at(below)
        };
        if let Some(value) = inner.and_then(|value| written(value, *how)) {
            let path: Vec<Arc<str>> = stands.split('.').map(Arc::from).collect();
            whole = whole.set(&path, value);
        }
    }
    for (name, _) in row.cells() {
        let is_placed = PLACES
            .iter()
            .any(|(of, named, ..)| kind.starts_with(of) && named.split('.').next() == Some(name));
        if is_placed || RESOURCE_COLUMNS.iter().any(|own| own.eq_ignore_ascii_case(name)) {
            continue;
        }
        let key = camel(name);
        let spelling = match node.member(&key) {
            Some((spelling, _)) => Arc::clone(spelling),
            None if node.keeps_everything() => Arc::from(key.as_str()),
            None => continue,
        };
        if let Some(value) = value_of(desk, row, name) {
            whole = whole.set(&[spelling], value);
        }
    }
    match whole {
        Value::Unknown => Column::Missing,
        whole => Column::Known(whole),
    }
}

/// Rebuilds the identity of the row as Azure writes it, where the command printed one.
pub fn identity(desk: &mut Desk<'_, '_>, row: &Fields<'_>) -> Option<Column> {
    let value = value_of(desk, row, "identity")?;
    let members = value.as_object()?.iter().map(|(key, value)| {
        let value = match (&**key, value) {
            ("type", value) => written(value, How::Word).unwrap_or(Value::Unknown),
            ("user_assigned_identities", Value::Array(items)) => Value::Object(
                items
                    .iter()
                    .filter_map(|item| Some((Arc::from(item.get("resource_id")?.as_str()?), renamed(item))))
                    .collect(),
            ),
            (_, value) => value.clone(),
        };
        (Arc::from(camel(key).as_str()), value)
    });
    Some(Column::Known(Value::Object(members.collect())))
}

/// The members of an object under Azure's names.
fn renamed(value: &Value) -> Value {
    let members = value.as_object().unwrap_or_default().iter();
    Value::Object(
        members
            .map(|(key, value)| (Arc::from(camel(key).as_str()), value.clone()))
            .collect(),
    )
}

fn value_of(desk: &mut Desk<'_, '_>, row: &Fields<'_>, name: &str) -> Option<Value> {
    let column = match row.cell(name)? {
        Cell::Json(json) => desk.projector.column(json, &Node::everything()).ok()?,
        Cell::Text(text) => desk.text_column(text, &Node::everything()),
        Cell::Flat { place, .. } => Cursor::new(row.flat(place.clone())).column(),
        Cell::Ambiguous => Column::Cut,
    };
    column.known().cloned()
}

/// A value as Azure writes it.
fn written(value: &Value, how: How) -> Option<Value> {
    match how {
        How::Same => Some(value.clone()),
        How::Word => Some(Value::from(&*word(value.as_str()?))),
        How::Switch => Some(Value::from(if value.as_flag()? { "Enabled" } else { "Disabled" })),
    }
}

/// `allow_only_approved_outbound` as `AllowOnlyApprovedOutbound`; case means nothing to a condition.
fn word(text: &str) -> String {
    if let Some((first, rest)) = text.split_once(',') {
        return format!("{},{}", word(first.trim()), word(rest.trim()));
    }
    match text {
        "azure_ai_search" => return "CognitiveSearch".to_owned(),
        "azure_ai_services" => return "AIServices".to_owned(),
        "amlcompute" => return "AmlCompute".to_owned(),
        "computeinstance" => return "ComputeInstance".to_owned(),
        _ => {}
    }
    let text = camel(text);
    let (first, rest) = text.split_at(text.chars().next().map_or(0, char::len_utf8));
    format!("{}{rest}", first.to_uppercase())
}

/// `public_network_access` as `publicNetworkAccess`.
fn camel(name: &str) -> String {
    let mut parts = name.split('_');
    let mut whole = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (first, rest) = part.split_at(part.chars().next().map_or(0, char::len_utf8));
        whole.push_str(&first.to_uppercase());
        whole.push_str(rest);
    }
    whole
}
