//! Role assignments as three tools write them: PowerShell and the portal as CSV, the Azure CLI as JSON.

use std::error::Error;

use serde_json::{Value, json};

use crate::contoso::access::Assignment;
use crate::contoso::people::Kind;
use crate::contoso::roles::role_id;
use crate::contoso::tenant::{Subscription, guid, instant};

const COMMON: [&str; 9] = [
    "RoleAssignmentId",
    "Scope",
    "DisplayName",
    "SignInName",
    "RoleDefinitionName",
    "RoleDefinitionId",
    "ObjectId",
    "ObjectType",
    "CanDelegate",
];

fn common(assignment: &Assignment) -> Vec<String> {
    let principal = &assignment.principal;
    vec![
        assignment.id(),
        assignment.scope.clone(),
        principal.name.clone(),
        principal.sign_in.clone(),
        assignment.role.to_owned(),
        role_id(assignment.role),
        principal.id.clone(),
        principal.kind_name().to_owned(),
        "False".to_owned(),
    ]
}

/// Quotes every field and opens with a byte order mark, as both tools do.
pub fn quoted(header: &[&str], records: &[Vec<String>]) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut writer = csv::WriterBuilder::new()
        .quote_style(csv::QuoteStyle::Always)
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    writer.write_record(header)?;
    for record in records {
        writer.write_record(record)?;
    }
    Ok(writer.into_inner()?)
}

/// `Get-AzRoleAssignment | Export-Csv`: what works in the subscription, inherited assignments included.
pub fn powershell(assignments: &[Assignment], subscription: &Subscription) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut header = COMMON.to_vec();
    header.extend(["Description", "ConditionVersion", "Condition"]);
    let mut records = Vec::new();
    for assignment in assignments
        .iter()
        .filter(|assignment| assignment.works_in(subscription))
    {
        let mut record = common(assignment);
        let version = if assignment.condition.is_empty() { "" } else { "2.0" };
        record.extend([assignment.description, version, assignment.condition].map(str::to_owned));
        records.push(record);
    }
    quoted(&header, &records)
}

/// "Download role assignments" of the portal, which leaves out principals that were deleted.
pub fn portal(assignments: &[Assignment], subscription: &Subscription) -> Result<Vec<u8>, Box<dyn Error>> {
    let records: Vec<Vec<String>> = assignments
        .iter()
        .filter(|assignment| assignment.works_in(subscription) && assignment.principal.kind != Kind::Unknown)
        .map(common)
        .collect();
    quoted(&COMMON, &records)
}

/// `az role assignment list --all --include-inherited -o json`.
pub fn command_line(assignments: &[Assignment], subscription: &Subscription) -> Value {
    let rows: Vec<Value> = assignments
        .iter()
        .filter(|assignment| assignment.works_in(subscription))
        .map(|assignment| {
            let principal = &assignment.principal;
            let name = match principal.kind {
                Kind::User => &principal.sign_in,
                Kind::ServicePrincipal => &principal.application,
                Kind::Group | Kind::Unknown => &principal.name,
            };
            let kind = if principal.kind == Kind::Unknown { "User" } else { principal.kind_name() };
            let filled = |text: &str| if text.is_empty() { Value::Null } else { json!(text) };
            let mut row = json!({
                "condition": filled(assignment.condition),
                "conditionVersion": if assignment.condition.is_empty() { Value::Null } else { json!("2.0") },
                "createdBy": guid("user platform admin"), "createdOn": instant(&assignment.id(), 10),
                "delegatedManagedIdentityResourceId": null,
                "description": filled(assignment.description), "id": assignment.id(), "name": assignment.name(),
                "principalId": principal.id,
                "principalName": name, "principalType": kind,
                "roleDefinitionId": format!("{}/providers/Microsoft.Authorization/roleDefinitions/{}", subscription.scope(),
                    role_id(assignment.role)),
                "roleDefinitionName": assignment.role, "scope": assignment.scope, "type": "Microsoft.Authorization/roleAssignments",
                "updatedBy": guid("user platform admin"), "updatedOn": instant(&assignment.id(), 10),
            });
            if let Some(group) = assignment.scope.split('/').nth(4) {
                row["resourceGroup"] = json!(group);
            }
            row
        })
        .collect();
    Value::Array(rows)
}
