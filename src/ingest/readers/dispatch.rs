//! Choice of the reader of a row. An export may mix tables, so every row is classified by itself.

use std::borrow::Cow;

use super::context::Desk;
use super::{assessments, group_members, plans, recommendations, resources, role_assignments, role_definitions};
use crate::ingest::ledger::Family;
use crate::ingest::ledger::problems::Issue;
use crate::ingest::row::cells::Fields;
use crate::ingest::row::type_plans::{self, Kind};
use crate::ingest::row::types::Taken;
use crate::ingest::row::unused::UnusedReason;

/// Hands a row to its reader, and returns the family that it speaks for. A row that nothing says the place of is a problem.
pub fn row(desk: &mut Desk<'_, '_>, row: Fields<'_>) -> (Taken, Option<Family>) {
    desk.tell_ambiguous(&row);
    let (taken, family) = read(desk, row);
    if let Taken::Unused(reason) = taken
        && reason.lacks_subject()
    {
        desk.account.issue_here(Issue::NoId);
    }
    (taken, family)
}

/// Hands a row to its reader, and tells the family that it speaks for.
fn read(desk: &mut Desk<'_, '_>, row: Fields<'_>) -> (Taken, Option<Family>) {
    let id = row.text(&["id", "resourceId"]);
    if !row.has("id") && row.has("complianceState") && row.has("policyAssignmentId") {
        return policy_state(desk, row);
    }
    if !row.has("id") && row.has("resourceId") && recommendations::knows(|name| row.has(name)) {
        return (recommendations::read(desk, row), Some(Family::Recommendations));
    }
    if row.has("eventTimestamp") && row.has("operationName") {
        return (Taken::Unused(UnusedReason::ActivityLog), None);
    }
    let given = row.text(&["type", "resourceType"]);
    let resource_type = if let Some(bare) = given.strip_prefix("/providers/") {
        Cow::Owned(bare.to_owned())
    } else if given.contains('/') {
        given
    } else {
        Cow::Owned(type_plans::type_of_id(&id).into_owned())
    };
    if !id.starts_with('/') || resource_type.is_empty() {
        return without_type(desk, row, &id);
    }
    desk.account.seen_tenant(&row.text(&["tenantId"]));
    desk.account.seen_subscription(&id);
    desk.account.seen_type(&resource_type);
    let plan = desk.plans.of(&resource_type);
    if let Some(as_row) = &plan.as_row {
        // The table of its own counts the record.
        resources::read(desk, row.clone(), id.clone(), resource_type.clone(), as_row);
    }
    let is_event = plan.kind == Kind::Assessment
        && (row.has("securityEventDataEnrichment") || row.has("assessmentEventDataEnrichment"));
    // Whatever lists resources, they are what Resource Graph holds.
    let is_resource = plan.kind == Kind::Resource;
    let from_graph = is_resource || (!is_event && (row.has("tenantId") || row.has("subscriptionId")));
    let family = |own: Family| Some(if from_graph { Family::ResourceGraph } else { own });
    match plan.kind {
        Kind::Resource | Kind::PolicyState => (
            resources::read(desk, row, id, resource_type, &plan),
            Some(Family::ResourceGraph),
        ),
        Kind::Supplement => (
            resources::read(desk, row, id, resource_type, &plan),
            Some(Family::Supplement),
        ),
        Kind::RoleAssignment => (
            role_assignments::read(desk, row, Some(&plan)),
            family(Family::RoleAssignments),
        ),
        Kind::RoleEligibility => (
            role_assignments::read(desk, row, Some(&plan)),
            Some(Family::RoleEligibility),
        ),
        Kind::DataPlaneAssignment => (role_assignments::read(desk, row, Some(&plan)), Some(Family::Supplement)),
        Kind::DataPlaneDefinition => (role_definitions::read(desk, row, Some(&plan)), Some(Family::Supplement)),
        Kind::RoleDefinition => (
            role_definitions::read(desk, row, Some(&plan)),
            family(Family::RoleAssignments),
        ),
        Kind::Assessment => (assessments::read(desk, row, &plan), family(Family::Recommendations)),
        Kind::Plan => (plans::read(desk, row, &plan), family(Family::Recommendations)),
        Kind::Event(reason) => (Taken::Unused(reason), from_graph.then_some(Family::ResourceGraph)),
    }
}

/// A state of Azure Policy as `az policy state list` gives it: without an id of its own, and everything beside each other.
fn policy_state(desk: &mut Desk<'_, '_>, row: Fields<'_>) -> (Taken, Option<Family>) {
    let last = |name: &str| {
        let id = row.text(&[name]);
        id.rsplit('/').next().unwrap_or_default().to_ascii_lowercase()
    };
    let (assignment, definition) = (last("policyAssignmentId"), last("policyDefinitionId"));
    let name = format!("{assignment}:{definition}:{}", last("policyDefinitionReferenceId"));
    let id = format!(
        "{}/providers/Microsoft.PolicyInsights/policyStates/{name}",
        row.text(&["resourceId"])
    );
    let plan = desk.plans.of(type_plans::POLICY_STATES);
    let of_type = Cow::Borrowed(type_plans::POLICY_STATES);
    let taken = resources::read(desk, row, Cow::Owned(id), of_type, &plan);
    (taken, Some(Family::ResourceGraph))
}

/// A row that does not name its type, or has no ARM id.
fn without_type(desk: &mut Desk<'_, '_>, row: Fields<'_>, id: &str) -> (Taken, Option<Family>) {
    let has = |name: &str| row.has(name);
    if has("grantControls") && has("conditions") && !id.is_empty() {
        let plan = desk.plans.of(type_plans::CONDITIONAL_ACCESS);
        let id = Cow::Owned(format!("/providers/Microsoft.Graph/conditionalAccessPolicies/{id}"));
        let of_type = Cow::Borrowed(type_plans::CONDITIONAL_ACCESS);
        let taken = resources::read(desk, row, id, of_type, &plan);
        return (taken, Some(Family::Supplement));
    }
    if has("denyAssignmentName") && has("principals") && has("scope") {
        let plan = desk.plans.of(type_plans::DENY_ASSIGNMENTS);
        let scope = row.text(&["scope"]);
        let name = id.rsplit('/').next().unwrap_or_default();
        let id = format!(
            "{}/providers/Microsoft.Authorization/denyAssignments/{name}",
            scope.trim_end_matches('/')
        );
        let of_type = Cow::Borrowed(type_plans::DENY_ASSIGNMENTS);
        let taken = resources::read(desk, row, Cow::Owned(id), of_type, &plan);
        return (taken, Some(Family::Supplement));
    }
    if let Some(subscription) = resources::of_account_list(&row) {
        let plan = desk.plans.of(resources::SUBSCRIPTION);
        let of_type = Cow::Borrowed(resources::SUBSCRIPTION);
        let taken = resources::read(desk, row, Cow::Owned(subscription), of_type, &plan);
        return (taken, Some(Family::ResourceGraph));
    }
    if role_definitions::knows(has) {
        return (role_definitions::read(desk, row, None), Some(Family::RoleAssignments));
    }
    if recommendations::knows(has) {
        return (recommendations::read(desk, row), Some(Family::Recommendations));
    }
    if role_assignments::knows(has) {
        let family = if role_assignments::is_eligibility(has) {
            Family::RoleEligibility
        } else {
            Family::RoleAssignments
        };
        return (role_assignments::read(desk, row, None), Some(family));
    }
    if has("contentVersion") && has("resources") {
        desk.account.issue(Issue::ArmTemplate);
        return (Taken::Unused(UnusedReason::Template), None);
    }
    if has("error") || (has("code") && has("message")) {
        let message = row.text(&["message"]);
        let message = if message.is_empty() {
            row.nested_text("error", "message")
        } else {
            message.into_owned()
        };
        desk.account.issue(Issue::ErrorAsData {
            message: message.chars().take(200).collect(),
        });
        return (Taken::Unused(UnusedReason::Error), None);
    }
    if group_members::knows(has) {
        return (group_members::read(desk, row), Some(Family::Supplement));
    }
    if row
        .names()
        .any(|name| name.starts_with("count_") || name.eq_ignore_ascii_case("count"))
    {
        desk.account.issue_here(Issue::Aggregated);
        return (Taken::Unused(UnusedReason::Aggregated), None);
    }
    if !id.is_empty() {
        return (Taken::Unused(UnusedReason::NoArmId), None);
    }
    (Taken::Unused(UnusedReason::NoId), None)
}
