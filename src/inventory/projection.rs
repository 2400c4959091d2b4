//! The properties that the inventory itself reads, independent of the framework: they are kept of every row.

use crate::value::projection::Projection;

use super::tenant::Inventory;

/// Paths that are kept of every type.
const OF_ALL: [&str; 3] = [
    "identity.type",
    "identity.principalId",
    "identity.userAssignedIdentities",
];

/// Paths that are kept of one type.
const OF_TYPE: [(&str, &str); 25] = [
    ("microsoft.cognitiveservices/accounts", "properties.deletionDate"),
    (
        "microsoft.resources/subscriptions",
        "properties.managementGroupAncestorsChain",
    ),
    ("microsoft.resources/subscriptions", "properties.managedByTenants"),
    ("microsoft.authorization/denyassignments", "properties"),
    ("microsoft.managedservices/registrationassignments", "properties"),
    ("microsoft.managedservices/registrationdefinitions", "properties"),
    ("microsoft.management/managementgroups", "properties.displayName"),
    ("microsoft.management/managementgroups", "properties.details"),
    (
        "microsoft.managedidentity/userassignedidentities",
        "properties.principalId",
    ),
    ("microsoft.authorization/policyassignments", "properties.scope"),
    ("microsoft.authorization/policyassignments", "properties.notScopes"),
    (
        "microsoft.authorization/policyassignments",
        "properties.policyDefinitionId",
    ),
    (
        "microsoft.authorization/policyassignments",
        "properties.enforcementMode",
    ),
    ("microsoft.authorization/policyassignments", "properties.parameters"),
    ("microsoft.authorization/policyassignments", "properties.displayName"),
    (
        "microsoft.authorization/policyassignments",
        "properties.resourceSelectors",
    ),
    ("microsoft.authorization/policyassignments", "properties.overrides"),
    ("microsoft.authorization/policyexemptions", "properties"),
    (
        "microsoft.authorization/policysetdefinitions",
        "properties.policyDefinitions",
    ),
    ("microsoft.authorization/policysetdefinitions", "properties.parameters"),
    (
        "microsoft.authorization/policydefinitions",
        "properties.policyRule.then.effect",
    ),
    ("microsoft.authorization/policydefinitions", "properties.parameters"),
    ("microsoft.policyinsights/policystates", "properties.resourceId"),
    ("microsoft.policyinsights/policystates", "properties.policyDefinitionId"),
    ("microsoft.policyinsights/policystates", "properties.complianceState"),
];

impl Inventory {
    /// Adds the properties that every inventory needs to a projection.
    pub fn project(projection: &mut Projection) {
        for path in OF_ALL {
            projection.keep(None, path);
        }
        for (resource_type, path) in OF_TYPE {
            projection.keep(Some(resource_type), path);
        }
    }
}
