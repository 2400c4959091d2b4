//! What kind of row an Azure resource type means, and what is kept of it. Types with a struct of their own keep what that
//! struct needs; every other type keeps what the framework looks at.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::projection::{Node, Projection};
use super::readers::az_ml;

/// Kinds of row with an ARM type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Resource,
    /// A state of Azure Policy.
    PolicyState,
    /// A resource that Resource Graph does not hold.
    Supplement,
    RoleAssignment,
    /// A grant that a resource keeps of its own data.
    DataPlaneAssignment,
    RoleDefinition,
    /// A role of such grants.
    DataPlaneDefinition,
    RoleEligibility,
    Assessment,
    Plan,
}

/// How rows of one type are read.
#[derive(Debug)]
pub(super) struct TypePlan {
    pub(super) kind: Kind,
    pub(super) node: Node,
    /// Columns that are projected while the row is parsed, where its type is known by then.
    pub(super) early: &'static [&'static str],
}

/// The long columns; of rows other than resources only the first is one.
const EARLY: [&str; 4] = ["properties", "tags", "identity", "sku"];

const ROLE_ASSIGNMENT: [&str; 1] = ["properties"];
const ROLE_DEFINITION: [&str; 6] = [
    "properties.roleName",
    "properties.type",
    "properties.permissions",
    "properties.assignableScopes",
    "permissions",
    "assignableScopes",
];
const ASSESSMENT: [&str; 12] = [
    "properties.displayName",
    "properties.status",
    "properties.resourceDetails",
    "properties.metadata.displayName",
    "properties.metadata.severity",
    "properties.metadata.policyDefinitionId",
    "properties.timeGenerated",
    "status",
    "resourceDetails",
    "metadata.displayName",
    "metadata.severity",
    "metadata.policyDefinitionId",
];
const PLAN: [&str; 3] = ["properties.pricingTier", "properties.extensions", "extensions"];

/// What `az security assessment-metadata list` gives: severities that the list of assessments leaves out.
const METADATA_TYPE: &str = "microsoft.security/assessmentmetadata";
const ASSESSMENT_METADATA: [&str; 3] = [
    "properties.displayName",
    "properties.severity",
    "properties.policyDefinitionId",
];

/// Policies of Microsoft Entra as Microsoft Graph lists them; a type of our own, for they have no ARM id.
pub(super) const CONDITIONAL_ACCESS: &str = "microsoft.graph/conditionalaccesspolicies";

/// What Azure Policy found.
pub(super) const POLICY_STATES: &str = "microsoft.policyinsights/policystates";

/// Types that Resource Graph does not hold, below the provider that serves them.
const SUPPLEMENTS: [&str; 21] = [
    CONDITIONAL_ACCESS,
    "microsoft.insights/diagnosticsettings",
    "microsoft.cognitiveservices/accounts/deployments",
    "microsoft.cognitiveservices/accounts/raipolicies",
    "microsoft.cognitiveservices/accounts/connections",
    "microsoft.cognitiveservices/accounts/projects/connections",
    "microsoft.cognitiveservices/accounts/defenderforaisettings",
    "microsoft.machinelearningservices/workspaces/computes",
    "microsoft.machinelearningservices/workspaces/connections",
    "microsoft.storage/storageaccounts/blobservices",
    "microsoft.apimanagement/service/apis",
    "microsoft.apimanagement/service/apis/diagnostics",
    "microsoft.apimanagement/service/apis/policies",
    "microsoft.apimanagement/service/diagnostics",
    "microsoft.apimanagement/service/policies",
    "microsoft.apimanagement/service/loggers",
    "microsoft.securityinsights/alertrules",
    "microsoft.operationalinsights/workspaces/providers/alertrules",
    "microsoft.securityinsights/dataconnectors",
    "microsoft.securityinsights/onboardingstates",
    "microsoft.keyvault/vaults/secrets",
];

/// The plans of all types met so far, by the spelling of the type.
#[derive(Debug)]
pub(super) struct TypePlans<'p> {
    projection: &'p Projection,
    plans: FxHashMap<Box<str>, Arc<TypePlan>>,
}

impl<'p> TypePlans<'p> {
    pub(super) fn new(projection: &'p Projection) -> Self {
        TypePlans {
            projection,
            plans: FxHashMap::default(),
        }
    }

    /// The plan of a type, in any spelling.
    pub(super) fn of(&mut self, resource_type: &str) -> Arc<TypePlan> {
        if let Some(known) = self.plans.get(resource_type) {
            return known.clone();
        }
        let folded = resource_type.to_ascii_lowercase();
        let kind = kind_of(&folded);
        let node = match kind {
            Kind::Supplement if folded == METADATA_TYPE => Node::of_paths(&ASSESSMENT_METADATA),
            Kind::Resource | Kind::PolicyState | Kind::Supplement => self.projection.of(&folded),
            Kind::RoleAssignment | Kind::RoleEligibility | Kind::DataPlaneAssignment => {
                Node::of_paths(&ROLE_ASSIGNMENT)
            }
            Kind::RoleDefinition | Kind::DataPlaneDefinition => Node::of_paths(&ROLE_DEFINITION),
            Kind::Assessment => Node::of_paths(&ASSESSMENT),
            Kind::Plan => Node::of_paths(&PLAN),
        };
        let early = match kind {
            // What `az ml` writes is not what Azure keeps.
            Kind::Resource if !az_ml::may_be_of(&folded) => &EARLY[..],
            _ => &EARLY[..1],
        };
        let plan = Arc::new(TypePlan { kind, node, early });
        self.plans.insert(resource_type.into(), plan.clone());
        plan
    }
}

fn kind_of(folded: &str) -> Kind {
    match folded {
        "microsoft.authorization/roleassignments"
        | "microsoft.authorization/roleassignmentscheduleinstances"
        | "microsoft.authorization/roleassignmentschedules"
        | "microsoft.authorization/classicadministrators" => Kind::RoleAssignment,
        "microsoft.authorization/roleeligibilityscheduleinstances"
        | "microsoft.authorization/roleeligibilityschedules" => Kind::RoleEligibility,
        "microsoft.authorization/roledefinitions" => Kind::RoleDefinition,
        "microsoft.documentdb/databaseaccounts/sqlroleassignments" => Kind::DataPlaneAssignment,
        "microsoft.documentdb/databaseaccounts/sqlroledefinitions" => Kind::DataPlaneDefinition,
        POLICY_STATES => Kind::PolicyState,
        "microsoft.security/assessments" => Kind::Assessment,
        "microsoft.security/pricings" => Kind::Plan,
        other if SUPPLEMENTS.contains(&other) || other == METADATA_TYPE => Kind::Supplement,
        _ => Kind::Resource,
    }
}

/// The type that an ARM id tells of itself: what stands after its last `providers`. Empty where there is none.
pub(super) fn type_of_id(id: &str) -> String {
    let segments: Vec<&str> = id.trim_matches('/').split('/').collect();
    let is = |at: usize, word: &str| {
        segments
            .get(at)
            .is_some_and(|segment| segment.eq_ignore_ascii_case(word))
    };
    let Some(at) = segments
        .iter()
        .rposition(|segment| segment.eq_ignore_ascii_case("providers"))
    else {
        return match segments.len() {
            2 if is(0, "subscriptions") => "microsoft.resources/subscriptions".to_owned(),
            4 if is(2, "resourcegroups") => "microsoft.resources/subscriptions/resourcegroups".to_owned(),
            _ => String::new(),
        };
    };
    let mut path = segments[at + 1..].iter();
    let mut name = path.next().map_or(String::new(), |provider| (*provider).to_owned());
    for segment in path.step_by(2) {
        name.push('/');
        name.push_str(segment);
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_tells_its_type() {
        let id = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Web/sites/w/providers/Microsoft.Security/assessments/k";
        assert_eq!(type_of_id(id), "Microsoft.Security/assessments");
        assert_eq!(type_of_id("/subscriptions/s"), "microsoft.resources/subscriptions");
        assert_eq!(type_of_id("/"), "");
        assert_eq!(type_of_id("x/providers"), "");
    }
}
