//! Role assignments, as `az role assignment list --all` and as `Get-AzRoleAssignment | Export-Csv` write them.

use super::template::fill;
use super::tenant::Tenant;

const ROLES: [(&str, &str); 12] = [
    ("Owner", "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"),
    ("Contributor", "b24988ac-6180-42a0-ab88-20f7382dd24c"),
    ("Reader", "acdd72a7-3385-48ef-bd42-f606fba81ae7"),
    ("User Access Administrator", "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9"),
    ("Storage Blob Data Reader", "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"),
    ("Storage Blob Data Contributor", "ba92f5b4-2d11-453d-a403-e96b0029c9fe"),
    ("Key Vault Secrets User", "4633458b-17de-408a-b874-0445c86b69e6"),
    ("Cognitive Services User", "a97b65f3-24c7-4388-baec-2e87135dc908"),
    ("Cognitive Services OpenAI User", "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd"),
    ("Network Contributor", "4d97b98b-1d4f-4787-a291-c67834d212e7"),
    ("Virtual Machine Contributor", "9980e02c-c2be-4d73-94e8-173b1dc7cf3c"),
    ("Monitoring Reader", "43d0d8ad-25c7-4714-9337-8ba259a9fe05"),
];

/// The header of the PowerShell export.
pub const HEADER: &str = r#""RoleAssignmentName","RoleAssignmentId","Scope","DisplayName","SignInName","RoleDefinitionName","RoleDefinitionId","ObjectId","ObjectType","CanDelegate","Description","ConditionVersion","Condition""#;

const OF_THE_CLI: &str = r#"{"condition":null,"conditionVersion":null,"createdBy":"%guid%","createdOn":"%instant%","delegatedManagedIdentityResourceId":null,"description":null,"id":"%prefix%/providers/Microsoft.Authorization/roleAssignments/%name%","name":"%name%","principalId":"%principal%","principalName":"%signin%","principalType":"%type%","resourceGroup":"","roleDefinitionId":"/subscriptions/%sub%/providers/Microsoft.Authorization/roleDefinitions/%role%","roleDefinitionName":"%rolename%","scope":"%scope%","type":"Microsoft.Authorization/roleAssignments","updatedBy":"%guid%","updatedOn":"%instant%"}"#;

const OF_POWERSHELL: &str = r#""%name%","%prefix%/providers/Microsoft.Authorization/roleAssignments/%name%","%scope%","%display%","%signin%","%rolename%","%role%","%principal%","%type%","False","","","""#;

/// Writes the assignment of an index, at a scope in a subscription: an object, or a line of CSV.
pub fn assignment(tenant: &Tenant, index: u64, subscription: usize, as_csv: bool, out: &mut String) {
    let mut random = tenant.assignment(index);
    let resources = tenant.resources_of(subscription);
    let at = resources.start + random.below(resources.end - resources.start);
    let placed = tenant.resource(at);
    let sub = &tenant.subscriptions[subscription].id;
    let scope = match random.below(100) {
        0 => "/".to_owned(),
        1..=2 => "/providers/Microsoft.Management/managementGroups/contoso".to_owned(),
        3..=22 => format!("/subscriptions/{sub}"),
        23..=75 => format!("/subscriptions/{sub}/resourceGroups/{}", placed.group),
        _ => placed.id.clone(),
    };
    let of_a_resource = placed.kind.identity && random.chance(400);
    let number = random.below(tenant.volume.role_assignments / 8 + 20);
    let principal = if of_a_resource {
        tenant.identity(at)
    } else {
        tenant.principal(number)
    };
    let orphan = number.is_multiple_of(25);
    let (kind, display, sign_in) = match number % 10 {
        _ if of_a_resource => ("ServicePrincipal", placed.name.clone(), String::new()),
        _ if orphan => ("Unknown", String::new(), String::new()),
        0..=4 => (
            "User",
            format!("Person {number}"),
            format!("person.{number}@contoso.example"),
        ),
        5 => (
            "User",
            format!("Guest {number}"),
            format!("guest.{number}_fabrikam.example#EXT#@contoso.example"),
        ),
        6..=7 => ("Group", format!("grp-team-{number}"), String::new()),
        _ => ("ServicePrincipal", format!("app-{number}"), String::new()),
    };
    let (role_name, role) = *random.of_list(&ROLES);
    let name = random.guid();
    let values = [
        ("name", &*name),
        ("prefix", if scope == "/" { "" } else { &scope }),
        ("scope", &scope),
        ("principal", &principal),
        ("type", kind),
        ("display", &display),
        ("signin", &sign_in),
        ("role", role),
        ("rolename", role_name),
        ("sub", sub),
    ];
    fill(
        out,
        if as_csv { OF_POWERSHELL } else { OF_THE_CLI },
        &mut random,
        &values,
    );
}
