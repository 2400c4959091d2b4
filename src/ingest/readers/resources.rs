//! Resources, resource groups, subscriptions, management groups, and everything else with an ARM id that has no reader of its
//! own.

use std::borrow::Cow;
use std::sync::Arc;

use super::context::Desk;
use super::{RESOURCE_COLUMNS, az_ml, az_names};
use crate::ingest::ledger::problems::Issue;
use crate::ingest::row::cells::{Cell, Fields, plain};
use crate::ingest::row::projector::Flaw;
use crate::ingest::row::truth_words;
use crate::ingest::row::type_plans::{Kind, TypePlan};
use crate::ingest::row::types::{Given, ResourceRow, Taken};
use crate::ingest::row::unused::UnusedReason;
use crate::value::guid::is_guid;
use crate::value::projection::Node;
use crate::value::tape::Cursor;
use crate::value::{Column, Value};

/// PowerShell's singular names of members that are lists or bags: `Get-AzDiagnosticSetting`, `Get-AzPolicyAssignment`.
const SINGULAR: [(&str, &str); 8] = [
    ("Log", "logs"),
    ("Metric", "metrics"),
    ("NotScope", "notScopes"),
    ("Override", "overrides"),
    ("Parameter", "parameters"),
    ("PolicyDefinition", "policyDefinitions"),
    ("PolicyDefinitionReferenceId", "policyDefinitionReferenceIds"),
    ("ResourceSelector", "resourceSelectors"),
];

/// The property that Azure has of deleted resources only.
const DELETION: &str = "deletionDate";

/// The type of subscriptions.
pub const SUBSCRIPTION: &str = "microsoft.resources/subscriptions";

/// Types whose `properties` `az` and PowerShell write beside the id, and members that they always write of them: where one is
/// missing, somebody picked some.
const BESIDE: [(&str, &[&str]); 8] = [
    (
        "microsoft.authorization/denyassignments",
        &["denyAssignmentName", "principals"],
    ),
    (
        "microsoft.authorization/policyassignments",
        &["enforcementMode", "notScopes", "parameters", "policyDefinitionId"],
    ),
    (
        "microsoft.authorization/policydefinitions",
        &["parameters", "policyRule"],
    ),
    (
        "microsoft.authorization/policyexemptions",
        &["exemptionCategory", "expiresOn", "policyAssignmentId"],
    ),
    (
        "microsoft.authorization/policysetdefinitions",
        &["parameters", "policyDefinitions"],
    ),
    (
        "microsoft.graph/conditionalaccesspolicies",
        &["conditions", "grantControls", "state"],
    ),
    ("microsoft.insights/diagnosticsettings", &["logs", "metrics"]),
    ("microsoft.management/managementgroups", &["displayName"]),
];

/// The ARM id of a subscription as `az account list` and `Get-AzSubscription` give it, which know it by its GUID alone.
pub fn of_account_list(row: &Fields<'_>) -> Option<String> {
    let is_account = row.has("homeTenantId") && row.has("tenantId") && row.has("state");
    let id = row.text(&["id", "subscriptionId"]);
    (is_account && is_guid(&id)).then(|| format!("/subscriptions/{id}"))
}

/// Reads a row of this id and type.
pub fn read<'a>(
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
    let name = match plan.kind {
        Kind::Supplement if name.is_empty() => row.text(&["displayName"]),
        // The REST list of subscriptions calls it so.
        Kind::Resource if name.is_empty() && resource_type.eq_ignore_ascii_case(SUBSCRIPTION) => {
            row.text(&["displayName"])
        }
        _ => name,
    };
    if row.has("location") {
        desk.account.columns.insert("location");
    }
    let az_ml = az_ml::knows(&row, &resource_type);
    let properties: Given<'_> = match row.has("properties") {
        _ if az_ml => of_az_ml(desk, &row, &resource_type, plan).into(),
        true => desk.given(&mut row, "properties", plan),
        false if is_flattened(&row, &resource_type) => gathered(desk, &row, plan).into(),
        false => Given::default(),
    };
    if is_deleted(&properties, plan) {
        desk.account.issue_here(Issue::Deleted);
        return Taken::Unused(UnusedReason::Deleted);
    }
    let others = others(desk, &mut row, plan);
    let row = ResourceRow {
        kind: desk.given(&mut row, "kind", plan),
        sku: whole_or_parts(desk, &mut row, "sku", plan),
        tags: whole_or_parts(desk, &mut row, "tags", plan),
        identity: match az_ml.then(|| az_ml::identity(desk, &row)).flatten() {
            Some(identity) => {
                desk.account.columns.insert("identity");
                identity.into()
            }
            None if row.has("IdentityType") => spelt_out_identity(desk, &row).into(),
            None => whole_or_parts(desk, &mut row, "identity", plan),
        },
        properties: match properties {
            properties if az_ml && properties.is_missing() => properties,
            // Lists of resources give the key without its content; Azure itself never does.
            properties if properties.is_missing() || properties.is_null() => {
                picked(desk, &row, &resource_type, plan).into()
            }
            // Whatever else stands there, it is not the properties.
            properties if properties.is_object() => properties,
            properties => {
                let flaw = if properties.is_text() { Flaw::Cut } else { Flaw::Broken };
                desk.tell_flaw("properties", Some(flaw));
                Column::Cut.into()
            }
        },
        others,
        id,
        resource_type,
        name,
        tenant_id,
        location,
    };
    desk.sink.resource(desk.source, row)
}

/// The columns beside the usual ones that are kept of the row.
fn others(desk: &mut Desk<'_, '_>, row: &mut Fields<'_>, plan: &TypePlan) -> Given<'static> {
    let mut members = Vec::new();
    for name in &plan.others {
        match desk.column(row, name, plan) {
            Column::Known(value) => members.push((Arc::from(*name), value)),
            Column::Cut => members.push((Arc::from(*name), Value::Unknown)),
            Column::Missing => {}
        }
    }
    match members.is_empty() {
        true => Given::default(),
        false => Column::Known(Value::Object(members.into())).into(),
    }
}

/// Whether a row is of a resource that was deleted and can be restored: of a live one Azure keeps no date of its deletion.
fn is_deleted(properties: &Given<'_>, plan: &TypePlan) -> bool {
    let kept = plan
        .node
        .member("properties")
        .and_then(|(_, node)| node.member(DELETION));
    kept.is_some()
        && properties.column().known().is_some_and(|known| {
            let date = known.get(DELETION);
            date.and_then(Value::as_str).is_some_and(|date| !date.is_empty())
        })
}

/// Whether the members of `properties` stand beside the id.
fn is_flattened(row: &Fields<'_>, resource_type: &str) -> bool {
    let is_account = resource_type.eq_ignore_ascii_case(SUBSCRIPTION) && of_account_list(row).is_some();
    let told = BESIDE.iter().find(|(name, _)| resource_type.eq_ignore_ascii_case(name));
    let is_told = |members: &[&str]| {
        members
            .iter()
            .all(|member| row.cells().any(|(name, _)| is_called(name, member)))
    };
    is_account || told.is_some_and(|(_, members)| is_told(members) && !row.has("subscriptionId"))
}

/// Whether a column is a member of this name, as Azure or PowerShell calls it.
fn is_called(column: &str, member: &str) -> bool {
    column.eq_ignore_ascii_case(member) || plural(column).is_some_and(|name| name == member)
}

/// What Azure calls a list or bag of which PowerShell made its name singular.
fn plural(column: &str) -> Option<&'static str> {
    let found = SINGULAR.iter().find(|(one, _)| one.eq_ignore_ascii_case(column));
    found.map(|(_, many)| *many)
}

/// The identity that PowerShell writes in columns of its own: `IdentityType`, `IdentityPrincipalId`.
fn spelt_out_identity(desk: &mut Desk<'_, '_>, row: &Fields<'_>) -> Column {
    desk.account.columns.insert("identity");
    let kind = row.text(&["IdentityType"]);
    if kind.is_empty() {
        return Column::Known(Value::Null);
    }
    let principal = row.text(&["IdentityPrincipalId"]);
    let members = [("type", kind), ("principalId", principal)].into_iter();
    let told = members.filter(|(_, text)| !text.is_empty());
    let members = told.map(|(name, text)| (Arc::from(name), Value::from(&*text)));
    Column::Known(Value::Part(members.collect()))
}

/// The `properties` of a row of `az ml`. Of what it does not tell nothing is known.
fn of_az_ml(desk: &mut Desk<'_, '_>, row: &Fields<'_>, resource_type: &str, plan: &TypePlan) -> Column {
    desk.account.issue_here(Issue::OwnNames);
    let Some((_, node)) = plan.node.member("properties") else {
        return Column::Missing;
    };
    desk.account.columns.insert("properties");
    az_ml::properties(desk, row, resource_type, node)
}

/// The `properties` of a row that `az` has flattened: everything that is no column of its own.
fn gathered(desk: &mut Desk<'_, '_>, row: &Fields<'_>, plan: &TypePlan) -> Column {
    let (mut members, mut cut) = (Vec::<(Arc<str>, Value)>::new(), false);
    if let Some((_, node)) = plan.node.member("properties") {
        for (column, cell) in row.cells() {
            if RESOURCE_COLUMNS.iter().any(|own| own.eq_ignore_ascii_case(column)) {
                continue;
            }
            let name = plural(column).unwrap_or(column);
            let (spelling, below) = match node.member(name) {
                Some((spelling, below)) => (Arc::clone(spelling), below),
                None if node.keeps_everything() => (Arc::from(name), node),
                None => continue,
            };
            let value = value_of(desk, row, (column, cell), below);
            cut |= value == Value::Unknown;
            match members.iter_mut().find(|(known, _)| *known == spelling) {
                Some((_, known)) if *known != value => {
                    desk.projector.note_ambiguous();
                    *known = Value::Unknown;
                }
                Some(_) => {}
                None => members.push((spelling, value)),
            }
        }
    }
    let flaw = desk.projector.take_flaw().or(cut.then_some(Flaw::Cut));
    desk.tell_flaw("properties", flaw);
    desk.account.columns.insert("properties");
    Column::Known(Value::Object(members.into()))
}

/// The properties that a query took out of a row one by one and that the framework reads. Nothing is known of the others.
fn picked(desk: &mut Desk<'_, '_>, row: &Fields<'_>, resource_type: &str, plan: &TypePlan) -> Column {
    let Some((_, node)) = plan.node.member("properties") else {
        return Column::Missing;
    };
    let (mut parts, found) = parts(desk, row, "properties", node);
    // `extend disableLocalAuth = properties.disableLocalAuth` keeps the property's own name.
    let (mut named, mut cut) = (false, false);
    let is_own = |name: &str| RESOURCE_COLUMNS.iter().any(|own| own.eq_ignore_ascii_case(name));
    // Tools write the properties of these beside the id.
    let is_beside = matches!(plan.kind, Kind::Supplement | Kind::PolicyState);
    for (name, cell) in row.cells() {
        if is_own(name) || below(name, "properties").is_some() {
            continue;
        }
        let renamed = az_names::of(resource_type, name);
        let own = renamed.or_else(|| plural(name)).unwrap_or(name);
        let member = node.member(own).or_else(|| node.member(name));
        let member = member.map(|(spelling, below)| (Arc::clone(spelling), below));
        let any = || (is_beside && node.keeps_everything()).then(|| (Arc::from(own), node));
        if let Some((spelling, below)) = member.or_else(any) {
            let value = match renamed {
                Some(_) => below.kept(az_names::inside(value_of(desk, row, (name, cell), &Node::everything()))),
                None => value_of(desk, row, (name, cell), below),
            };
            cut |= value == Value::Unknown;
            parts = joined(desk, parts, &[spelling], value);
            named = true;
        }
    }
    let flaw = desk.projector.take_flaw().or(cut.then_some(Flaw::Cut));
    desk.tell_flaw("properties", flaw);
    match (found, named) {
        (false, _) if is_beside && row.names().any(|name| !is_own(name)) => {}
        (false, false) => desk.account.issue_here(Issue::NoProperties),
        _ => desk.account.issue_here(Issue::Projected),
    }
    match parts {
        Value::Unknown => Column::Missing,
        parts => Column::Known(parts),
    }
}

/// A column, or what a query took out of it one by one.
fn whole_or_parts<'a>(desk: &mut Desk<'_, '_>, row: &mut Fields<'a>, name: &'static str, plan: &TypePlan) -> Given<'a> {
    match (desk.given(row, name, plan), plan.node.member(name)) {
        (given, Some((_, node))) if given.is_missing() => match parts(desk, row, name, node) {
            (Value::Unknown, _) => Given::default(),
            (parts, _) => Column::Known(parts).into(),
        },
        (given, _) => given,
    }
}

/// The `properties` of a row with a reader of its own, or what a query took out of them one by one.
pub fn properties_of(desk: &mut Desk<'_, '_>, row: &mut Fields<'_>, plan: &TypePlan) -> Column {
    whole_or_parts(desk, row, "properties", plan).into_column()
}

/// Puts the parts of a column that was split into columns such as `properties_networkAcls_defaultAction` or `tags.env` together
/// again; returns the value and whether there were any.
fn parts(desk: &mut Desk<'_, '_>, row: &Fields<'_>, name: &'static str, node: &Node) -> (Value, bool) {
    let (mut whole, mut found) = (Value::Unknown, false);
    for (column, cell) in row.cells() {
        let Some(rest) = below(column, name) else { continue };
        found = true;
        let keys: Vec<&str> = rest.split(['_', '.']).filter(|key| !key.is_empty()).collect();
        if let Some((path, below)) = place(node, &keys) {
            let value = value_of(desk, row, (column, cell), below);
            whole = joined(desk, whole, &path, value);
        }
    }
    let flaw = desk.projector.take_flaw();
    desk.tell_flaw(name, flaw);
    (whole, found)
}

/// A value with a part at a path. What stands there already and differs leaves it unknown.
fn joined(desk: &mut Desk<'_, '_>, whole: Value, path: &[Arc<str>], part: Value) -> Value {
    let known = path.iter().try_fold(&whole, |value, key| value.get(key));
    let is_told = |value: &Value| !matches!(value, Value::Null | Value::Unknown | Value::Object(_) | Value::Part(_));
    let differs = known.is_some_and(|known| is_told(known) && is_told(&part) && *known != part);
    if differs {
        desk.projector.note_ambiguous();
    }
    whole.set(path, if differs { Value::Unknown } else { part })
}

/// The part of a column's name behind `name` and a separator.
fn below<'c>(column: &'c str, name: &str) -> Option<&'c str> {
    let (start, rest) = column.split_at_checked(name.len())?;
    let rest = rest.strip_prefix(['_', '.'])?;
    (start.eq_ignore_ascii_case(name) && !rest.is_empty()).then_some(rest)
}

/// The path that keys mean below a node, and the node there. A key of Azure may hold the mark that queries put between keys.
fn place<'n>(node: &'n Node, keys: &[&str]) -> Option<(Vec<Arc<str>>, &'n Node)> {
    if keys.is_empty() {
        return Some((Vec::new(), node));
    }
    let known = (1..=keys.len()).find_map(|taken| {
        let (spelling, below) = node.member(&keys[..taken].join("_"))?;
        let (mut path, end) = place(below, &keys[taken..])?;
        path.insert(0, Arc::clone(spelling));
        Some((path, end))
    });
    let rest = || (keys.iter().map(|key| Arc::from(*key)).collect(), node);
    known.or_else(|| node.keeps_everything().then(rest))
}

/// The longest word that a problem repeats, in characters.
const LONGEST_WORD: usize = 40;

/// The value of one property that a query took out of a row: `tostring()` writes truth values as text and nothing as empty text.
fn value_of(desk: &mut Desk<'_, '_>, row: &Fields<'_>, (name, cell): (&str, &Cell<'_>), node: &Node) -> Value {
    let column = match cell {
        Cell::Json(json) => desk.projector.inner(json, node),
        Cell::Text(text) => desk.text_column(text, node),
        Cell::Flat { place, .. } => Cursor::new(row.flat(place.clone())).column(),
        Cell::Ambiguous => Column::Cut,
    };
    match column {
        Column::Known(Value::String(text)) if plain(&text).is_empty() => Value::Null,
        Column::Known(value) if node.expects_truth() => truth_of(desk, name, value),
        Column::Known(value) => value,
        Column::Cut | Column::Missing => Value::Unknown,
    }
}

/// Reads a truth value in any spelling. Any other value is reported and kept, so that the condition sees what it says.
fn truth_of(desk: &mut Desk<'_, '_>, name: &str, value: Value) -> Value {
    let word = match &value {
        Value::Null | Value::Bool(_) | Value::Unknown => return value,
        Value::String(text) => match truth_words::read(plain(text)) {
            Some(flag) => return Value::Bool(flag),
            None => plain(text).to_owned(),
        },
        Value::Number(_) | Value::Array(_) | Value::Object(_) | Value::Part(_) => {
            serde_json::Value::from(&value).to_string()
        }
    };
    desk.account.issue_here(Issue::NoTruthValue {
        column: name.to_owned(),
        word: word.chars().take(LONGEST_WORD).collect(),
    });
    value
}
