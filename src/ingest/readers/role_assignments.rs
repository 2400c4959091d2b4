//! Role assignments and eligibilities, in all the layouts that tools write: the columns of PowerShell, `az`, REST, AzGovViz and
//! the portal mean the same things under other names.

use std::borrow::Cow;

use super::Content;
use super::context::Desk;
use super::resources::properties_of;
use crate::ingest::ledger::layout::Layout;
use crate::ingest::ledger::problems::Issue;
use crate::ingest::row::cells::Fields;
use crate::ingest::row::type_plans::{Kind, TypePlan};
use crate::ingest::row::types::{Lasting, RoleAssignmentRow, Taken};
use crate::ingest::row::unused::UnusedReason;
use crate::value::guid::is_guid;

const ID: [&str; 3] = ["RoleAssignmentId", "id", "PIMEligibilityId"];
const SCOPE: [&str; 3] = ["ScopeId", "scope", "ResourceName"];
const SUBSCRIPTION: [&str; 1] = ["SubscriptionId"];
const ROLE_ID: [&str; 3] = ["roleDefinitionId", "RoleIdGuid", "RoleId"];
const ROLE_NAME: [&str; 6] = [
    "roleDefinitionName",
    "RoleClear",
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
const NAME: [&str; 7] = [
    "DisplayName",
    "ObjectDisplayName",
    "UserGroupName",
    "IdentityDisplayName",
    "UserName",
    "PrincipalDisplayName",
    "expandedProperties.principal.displayName",
];
const SIGN_IN: [&str; 4] = [
    "SignInName",
    "ObjectSignInName",
    "UserPrincipalName",
    "IdentitySignInName",
];
const MAIL: [&str; 4] = [
    "Email",
    "PrincipalEmail",
    "emailAddress",
    "expandedProperties.principal.email",
];
/// Columns of layouts that give no type, in which whoever has an address to sign in with is a person.
const OF_PEOPLE: [&str; 3] = ["AssignmentState", "UserPrincipalName", "emailAddress"];
/// `az` has one column for whatever names the principal.
const EITHER: [&str; 1] = ["principalName"];
const END: [&str; 4] = [
    "endDateTime",
    "AssignmentEndTime(UTC)",
    "AssignmentEndTime",
    "RoleAssignmentPIMAssignmentSlotEnd",
];
const STATE: [&str; 2] = ["AssignmentState", "AssignmentType"];

/// Whether a table or object with these columns holds role assignments, by the test `has`.
pub fn knows(has: impl Fn(&str) -> bool) -> bool {
    let any = |names: &[&str]| names.iter().any(|name| has(name));
    let who = any(&PRINCIPAL_ID) || any(&NAME) || any(&SIGN_IN) || any(&MAIL) || any(&EITHER);
    let role = any(&ROLE_ID) || any(&ROLE_NAME);
    role && who && (any(&SCOPE) || any(&SUBSCRIPTION))
}

/// Whether these columns hold eligibilities rather than assignments.
pub fn is_eligibility(has: impl Fn(&str) -> bool) -> bool {
    [
        "PIMEligibility",
        "PIMEligibilityId",
        "AssignmentState",
        "RoleEligibilityScheduleId",
    ]
    .iter()
    .any(|name| has(name))
        || (has("MemberType") && has("Status") && !has("AssignmentType"))
}

/// The layout of a table with these columns.
pub fn layout(has: impl Fn(&str) -> bool) -> Layout {
    match () {
        () if has("PIMEligibility") || has("PIMEligibilityId") => Layout::AzgovvizPim,
        () if has("AssignmentState") => Layout::PimPortal,
        () if is_eligibility(&has) => Layout::GetAzRoleEligibility,
        () if has("RoleClear") => Layout::AzgovvizRoleAssignments,
        () if has("RoleAssignmentName") => Layout::GetAzRoleAssignment3,
        () if has("CanDelegate") && has("ConditionVersion") => Layout::GetAzRoleAssignment2,
        () if has("CanDelegate") => Layout::GetAzRoleAssignment1,
        () if has("principalId") => Layout::AzRoleAssignmentCsv,
        () => Layout::RoleAssignmentCsv,
    }
}

/// Reads a row; `plan` is that of its ARM type, if it has one.
pub fn read(desk: &mut Desk<'_, '_>, mut row: Fields<'_>, plan: Option<&TypePlan>) -> Taken {
    let properties = plan.map(|plan| properties_of(desk, &mut row, plan)).unwrap_or_default();
    let content = Content { row: &row, properties };
    if is_classic(&content) {
        desk.account.issue_here(Issue::ClassicAdministrators);
        return Taken::Unused(UnusedReason::ClassicAdministrator);
    }
    let id = row.text(&ID);
    let scope = scope_of(&content, &id);
    // Only the inventory, when all is read, knows what bears a name.
    let (scope, scope_name) = match scope.starts_with('/') {
        true => (scope, Cow::Borrowed("")),
        false => (Cow::Borrowed(""), scope),
    };
    let Names {
        principal_name,
        sign_in_name,
        sign_in_is_mail,
    } = names(&content);
    let kind = principal_type(content.text(&PRINCIPAL_TYPE));
    if principal_name.is_some() || sign_in_name.is_some() || kind.eq_ignore_ascii_case("Unknown") {
        let is_blank = |name: &Option<Cow<'_, str>>| name.as_ref().is_none_or(|name| name.is_empty());
        desk.account
            .seen_name(is_blank(&principal_name) && is_blank(&sign_in_name));
    }
    let signs_in = sign_in_name.as_ref().is_some_and(|name| name.contains('@'));
    let assignment = RoleAssignmentRow {
        eligible: is_eligible(&content, &id, plan),
        lasting: lasting(&content, &id, plan),
        scope,
        scope_name,
        scope_kind: content.text(&["ResourceType", "expandedProperties.scope.type"]),
        role_definition_id: content.text(&ROLE_ID),
        role_name: content.text(&ROLE_NAME),
        principal_id: content.text(&PRINCIPAL_ID),
        principal_type: match kind {
            // Only people have an address to sign in with.
            kind if kind.is_empty() && signs_in && content.has(&OF_PEOPLE) => Cow::Borrowed("User"),
            kind => kind,
        },
        principal_name,
        sign_in_name,
        sign_in_is_mail,
        condition: content.text(&["condition"]),
        delegated: false,
        data_plane: plan.is_some_and(|plan| plan.kind == Kind::DataPlaneAssignment),
        id: Cow::Borrowed(&id),
    };
    let taken = desk.sink.role_assignment(desk.source, assignment);
    let lacking = match taken {
        Taken::Unused(UnusedReason::NoScope) => "scope",
        Taken::Unused(UnusedReason::NoPrincipal) => "principal",
        Taken::Unused(UnusedReason::NoRole) => "role",
        _ => return taken,
    };
    desk.account.issue_here(Issue::Incomplete { lacking });
    taken
}

/// Whether a row is a classic administrator: `az` writes `NA(classic admins)` where one has no id, PowerShell gives the type.
fn is_classic(content: &Content<'_, '_>) -> bool {
    const CLASSIC: &str = "classicadministrators";
    let is_of = |names: &[&str]| content.text(names).to_ascii_lowercase().ends_with(CLASSIC);
    content.text(&ROLE_ID).starts_with("NA(") || is_of(&PRINCIPAL_TYPE) || is_of(&["type"])
}

/// Whether the row is an eligibility that is not active.
fn is_eligible(content: &Content<'_, '_>, id: &str, plan: Option<&TypePlan>) -> bool {
    let state = content.text(&STATE).to_ascii_lowercase();
    if state == "active" || state == "activated" {
        return false;
    }
    let by_columns = is_eligibility(|name| content.row.has(name));
    // AzGovViz gives eligibilities among the assignments, without an id.
    let azgovviz = content
        .row
        .text(&["RoleAssignmentPIMRelated"])
        .eq_ignore_ascii_case("true")
        && id.is_empty();
    plan.is_some_and(|plan| plan.kind == Kind::RoleEligibility)
        || by_columns
        || azgovviz
        || state.contains("eligible")
        || id.to_ascii_lowercase().contains("/roleeligibility")
}

/// Whether an active assignment ends by itself, in layouts of Privileged Identity Management.
fn lasting(content: &Content<'_, '_>, id: &str, plan: Option<&TypePlan>) -> Lasting {
    let end = content.text(&END);
    let ends = !end.is_empty() && !end.eq_ignore_ascii_case("permanent");
    let instance = id.to_ascii_lowercase().contains("/roleassignmentschedule");
    let of_portal = content.has(&["AssignmentState"]) && content.has(&END);
    let of_cmdlet = plan.is_none() && content.has(&["EndDateTime"]) && content.has(&["AssignmentType"]);
    match () {
        () if ends || content.text(&["assignmentType"]).eq_ignore_ascii_case("Activated") => Lasting::Ends,
        () if instance || of_portal || of_cmdlet => Lasting::Permanent,
        () => Lasting::Unsaid,
    }
}

/// Names of the principal in a row.
struct Names<'c> {
    principal_name: Option<Cow<'c, str>>,
    sign_in_name: Option<Cow<'c, str>>,
    sign_in_is_mail: bool,
}

/// Display name and sign-in name. `None` where the layout has no such column.
fn names<'c>(content: &'c Content<'_, '_>) -> Names<'c> {
    let expanded = content.has(&["expandedProperties"]);
    let mut name = (expanded || content.has(&NAME)).then(|| content.text(&NAME));
    let mut sign_in = content.has(&SIGN_IN).then(|| content.text(&SIGN_IN));
    let is_blank = |text: &Option<Cow<'_, str>>| text.as_ref().is_none_or(|text| text.is_empty());
    let by_mail = is_blank(&sign_in) && (expanded || content.has(&MAIL));
    if by_mail {
        sign_in = Some(content.text(&MAIL));
    }
    if content.has(&EITHER) {
        let either = content.text(&EITHER);
        let signs_in = either.contains('@') || either.contains("://") || is_guid(&either);
        let target = if signs_in { &mut sign_in } else { &mut name };
        if is_blank(target) {
            *target = Some(either);
        }
    }
    Names {
        principal_name: name,
        sign_in_is_mail: by_mail && sign_in.as_ref().is_some_and(|text| text.contains('@')),
        sign_in_name: sign_in,
    }
}

/// The scope as an ARM id. Layouts that describe it in words (`inherited Tenant`, `this Sub`) still have it in the assignment's
/// id or in a column for the subscription, and the API of PIM writes `providers/Microsoft.Subscription/subscriptions/…`.
fn scope_of<'s>(content: &'s Content<'_, '_>, id: &'s str) -> Cow<'s, str> {
    const MARK: &str = "/providers/microsoft.authorization/role";
    const PIM: &str = "providers/microsoft.subscription/";
    const OWN: &str = "/sqlroleassignments/";
    let text = content.text(&SCOPE);
    // A scope inside the account may be written from the account on: `/`, `/dbs/chats`.
    if let Some(at) = id.to_ascii_lowercase().rfind(OWN)
        && !text
            .get(..15)
            .is_some_and(|start| start.eq_ignore_ascii_case("/subscriptions/"))
    {
        return Cow::Owned(format!("{}{}", &id[..at], text.trim_end_matches('/')));
    }
    if text.starts_with('/') {
        return text;
    }
    if text
        .get(..PIM.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(PIM))
    {
        return Cow::Owned(format!("/{}", &text[PIM.len()..]));
    }
    let folded = id.to_ascii_lowercase();
    if let Some(at) = folded.rfind(MARK) {
        return if at == 0 {
            Cow::Borrowed("/")
        } else {
            Cow::Borrowed(&id[..at])
        };
    }
    if let Some(above) = text.strip_prefix("inherited ") {
        return match above.trim() {
            "Tenant" => Cow::Borrowed("/"),
            group => Cow::Owned(format!("/providers/Microsoft.Management/managementGroups/{group}")),
        };
    }
    let subscription = content.text(&SUBSCRIPTION);
    let whole = text.is_empty() || text.trim().eq_ignore_ascii_case("this Sub");
    if whole && is_guid(&subscription) {
        return Cow::Owned(format!("/subscriptions/{subscription}"));
    }
    let group = content.text(&["RoleAssignmentScopeRG"]);
    if text.trim().eq_ignore_ascii_case("this Sub RG") && is_guid(&subscription) && !group.is_empty() {
        return Cow::Owned(format!("/subscriptions/{subscription}/resourceGroups/{group}"));
    }
    text
}

/// `SP App INT `, `User Member` and the like of AzGovViz as Entra ID names them.
fn principal_type(text: Cow<'_, str>) -> Cow<'_, str> {
    match text.trim() {
        "User Member" => Cow::Borrowed("User"),
        sp if sp.starts_with("SP ") || sp == "SP" => Cow::Borrowed("ServicePrincipal"),
        _ => text,
    }
}
