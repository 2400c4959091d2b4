//! Role assignments and eligibilities, in all the layouts that people make of them: the columns of PowerShell, `az`, REST,
//! AzGovViz and the portal mean the same things under other names.

use std::borrow::Cow;

use super::Content;
use crate::ingest::desk::Desk;
use crate::ingest::fields::Fields;
use crate::ingest::kinds::{Kind, TypePlan};
use crate::ingest::rows::{RoleAssignmentRow, Taken};

const ID: [&str; 3] = ["RoleAssignmentId", "id", "PIMEligibilityId"];
const SCOPE: [&str; 4] = ["scope", "ScopeId", "Resource Name", "ResourceName"];
const ROLE_ID: [&str; 3] = ["roleDefinitionId", "RoleIdGuid", "RoleId"];
const ROLE_NAME: [&str; 7] = [
    "roleDefinitionName",
    "RoleClear",
    "Role Name",
    "RoleName",
    "RoleDefinitionDisplayName",
    "Role",
    "expandedProperties.roleDefinition.displayName",
];
const PRINCIPAL_ID: [&str; 3] = ["principalId", "ObjectId", "IdentityObjectId"];
const PRINCIPAL_TYPE: [&str; 4] = [
    "principalType",
    "ObjectType",
    "IdentityType",
    "expandedProperties.principal.type",
];
const NAME: [&str; 6] = [
    "DisplayName",
    "ObjectDisplayName",
    "User Group Name",
    "IdentityDisplayName",
    "UserName",
    "PrincipalDisplayName",
];
const SIGN_IN: [&str; 6] = [
    "SignInName",
    "ObjectSignInName",
    "UserPrincipalName",
    "IdentitySignInName",
    "Email",
    "PrincipalEmail",
];
/// `az` has one column for whatever names the principal.
const EITHER: &str = "principalName";
const STATE: [&str; 3] = ["Assignment State", "AssignmentState", "AssignmentType"];

/// Whether a table or object with these columns holds role assignments, by the test `has`.
pub(in crate::ingest) fn knows(has: impl Fn(&str) -> bool) -> bool {
    let any = |names: &[&str]| names.iter().any(|name| has(name));
    let role = any(&ROLE_ID) || any(&["roleDefinitionName", "RoleClear", "Role Name", "RoleName", "Role"]);
    let who = any(&PRINCIPAL_ID) || any(&NAME) || any(&SIGN_IN) || has(EITHER);
    role && who && any(&SCOPE)
}

/// Whether these columns hold eligibilities rather than assignments.
pub(in crate::ingest) fn is_eligibility(has: impl Fn(&str) -> bool) -> bool {
    has("PIMEligibility") || has("PIMEligibilityId") || has("Assignment State") || has("AssignmentState")
}

/// The layout of a table with these columns.
pub(in crate::ingest) fn layout(has: impl Fn(&str) -> bool) -> &'static str {
    match () {
        () if has("PIMEligibility") || has("PIMEligibilityId") => "azgovviz-pim",
        () if has("Assignment State") || has("AssignmentState") => "pim-portal",
        () if has("RoleClear") => "azgovviz-role-assignments",
        () if has("RoleAssignmentName") => "get-az-role-assignment-3",
        () if has("CanDelegate") && has("ConditionVersion") => "get-az-role-assignment-2",
        () if has("CanDelegate") => "get-az-role-assignment-1",
        () if has("principalId") => "az-role-assignment-csv",
        () => "role-assignment-csv",
    }
}

/// Reads a row; `plan` is that of its ARM type, if it has one.
pub(in crate::ingest) fn read(desk: &mut Desk<'_, '_>, mut row: Fields<'_>, plan: Option<&TypePlan>) -> Taken {
    let properties = plan
        .map(|plan| desk.column(&mut row, "properties", plan))
        .unwrap_or_default();
    let content = Content { row: &row, properties };
    let id = row.text(&ID);
    let (principal_name, sign_in_name) = names(&content);
    let state = content.text(&STATE);
    let eligible = plan.is_some_and(|plan| plan.kind == Kind::RoleEligibility)
        || is_eligibility(|name| row.has(name)) && !state.eq_ignore_ascii_case("active")
        || state.to_ascii_lowercase().contains("eligible");
    let assignment = RoleAssignmentRow {
        scope: scope_of(content.text(&SCOPE), &id),
        role_definition_id: content.text(&ROLE_ID),
        role_name: content.text(&ROLE_NAME),
        principal_id: content.text(&PRINCIPAL_ID),
        principal_type: principal_type(content.text(&PRINCIPAL_TYPE)),
        principal_name,
        sign_in_name,
        condition: content.text(&["condition"]),
        eligible,
        id: Cow::Borrowed(&id),
    };
    desk.sink.role_assignment(desk.source, assignment)
}

/// Display name and sign-in name. `None` where the layout has no such column.
fn names<'c>(content: &'c Content<'_, '_>) -> (Option<Cow<'c, str>>, Option<Cow<'c, str>>) {
    let expanded = [
        "expandedProperties.principal.displayName",
        "expandedProperties.principal.email",
    ];
    let mut name = content.has(&NAME).then(|| content.text(&NAME));
    let mut sign_in = content.has(&SIGN_IN).then(|| content.text(&SIGN_IN));
    if content.has(&["expandedProperties"]) {
        name = Some(content.text(&expanded[..1]));
        sign_in = Some(content.text(&expanded[1..]));
    }
    if name.is_none() && sign_in.is_none() && content.has(&[EITHER]) {
        let either = content.text(&[EITHER]);
        if either.contains('@') || either.contains("://") || is_guid(&either) {
            sign_in = Some(either);
        } else {
            name = Some(either);
        }
    }
    (name, sign_in)
}

/// The scope as an ARM id. Layouts that describe it in words (`inherited Tenant`) still have it in the assignment's id, and the
/// API of PIM writes `providers/Microsoft.Subscription/subscriptions/…`.
fn scope_of<'s>(text: Cow<'s, str>, id: &'s str) -> Cow<'s, str> {
    const MARK: &str = "/providers/microsoft.authorization/role";
    const PIM: &str = "providers/microsoft.subscription/";
    if text.starts_with('/') {
        return text;
    }
    let folded = text.to_ascii_lowercase();
    if folded.starts_with(PIM) {
        return Cow::Owned(format!("/{}", &text[PIM.len()..]));
    }
    match id.to_ascii_lowercase().rfind(MARK) {
        Some(0) => Cow::Borrowed("/"),
        Some(at) => Cow::Borrowed(&id[..at]),
        None => text,
    }
}

/// `SP App INT `, `User Member` and the like of AzGovViz as Entra ID names them.
fn principal_type(text: Cow<'_, str>) -> Cow<'_, str> {
    match text.trim() {
        "User Member" => Cow::Borrowed("User"),
        sp if sp.starts_with("SP ") || sp == "SP" => Cow::Borrowed("ServicePrincipal"),
        _ => text,
    }
}

fn is_guid(text: &str) -> bool {
    text.len() == 36 && text.split('-').map(str::len).eq([8, 4, 4, 4, 12])
}
