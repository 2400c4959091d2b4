//! The plan of each Azure resource type: the kind of row that it means and the paths of it that are kept. Types with a struct of
//! their own keep the paths of that struct; every other type keeps the paths that the framework reads.

use std::borrow::Cow;
use std::sync::Arc;

use memchr::{memchr_iter, memrchr};
use rustc_hash::FxHashMap;

use super::unused::UnusedReason;
use crate::value::projection::{Node, Projection};
use crate::value::resource_type::TypeClass;

/// Kinds of row with an ARM type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
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
    /// An event or a request, which is no state of the tenant: read by nobody, and counted under this reason.
    Event(UnusedReason),
}

/// Plan by which rows of one type are read.
#[derive(Debug)]
pub struct TypePlan {
    pub kind: Kind,
    pub node: Arc<Node>,
    /// Columns that are projected while the row is parsed, where its type is known by then.
    pub early: &'static [&'static str],
    /// The columns beside the usual ones that are kept, because something asks for them.
    pub others: Vec<&'static str>,
    /// The plan by which a row with a struct of its own is kept as a row too.
    pub as_row: Option<Arc<TypePlan>>,
}

/// The long columns; of rows other than resources only the first is one.
const EARLY: [&str; 4] = ["properties", "tags", "identity", "sku"];

/// Columns that hardly anything asks for.
const OTHERS: [&str; 4] = ["zones", "managedBy", "plan", "extendedLocation"];

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
const PLAN: [&str; 4] = [
    "properties.pricingTier",
    "properties.subPlan",
    "properties.extensions",
    "extensions",
];

/// Type of the rows of `az security assessment-metadata list`: severities that the list of assessments leaves out.
const METADATA_TYPE: &str = "microsoft.security/assessmentmetadata";
const ASSESSMENT_METADATA: [&str; 3] = [
    "properties.displayName",
    "properties.severity",
    "properties.policyDefinitionId",
];

/// Policies of Microsoft Entra as Microsoft Graph lists them; a type of our own, for they have no ARM id.
pub const CONDITIONAL_ACCESS: &str = "microsoft.graph/conditionalaccesspolicies";

/// Type of deny assignments.
pub const DENY_ASSIGNMENTS: &str = "microsoft.authorization/denyassignments";

/// Type of the results of Azure Policy.
pub const POLICY_STATES: &str = "microsoft.policyinsights/policystates";

/// The namespace of Azure Machine Learning, whose resources `az ml` lists.
const MACHINE_LEARNING: &str = "microsoft.machinelearningservices/";

/// The plans of all types met so far, by the spelling of the type.
#[derive(Debug)]
pub struct TypePlans<'p> {
    projection: &'p Projection,
    plans: FxHashMap<Box<str>, Arc<TypePlan>>,
}

impl<'p> TypePlans<'p> {
    pub fn new(projection: &'p Projection) -> Self {
        TypePlans {
            projection,
            plans: FxHashMap::default(),
        }
    }

    /// The plan of a type, in any spelling.
    pub fn of(&mut self, resource_type: &str) -> Arc<TypePlan> {
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
            Kind::Event(_) => Arc::default(),
        };
        let early = match kind {
            // What `az ml` writes is not what Azure keeps.
            Kind::Resource if !is_machine_learning(&folded) => &EARLY[..],
            _ => &EARLY[..1],
        };
        let as_row = match kind {
            Kind::Resource | Kind::PolicyState | Kind::Supplement | Kind::Event(_) => None,
            _ => self.projection.keeps_rows(&folded).then(|| self.projection.of(&folded)),
        };
        let node = match &as_row {
            // The columns are projected once, for both.
            Some(asked) => {
                let mut both = Node::clone(&node);
                both.merge(asked);
                Arc::new(both)
            }
            None => node,
        };
        let plan = |kind, as_row| TypePlan {
            kind,
            node: node.clone(),
            early,
            others: OTHERS.into_iter().filter(|name| node.member(name).is_some()).collect(),
            as_row,
        };
        let as_row = as_row.map(|_| Arc::new(plan(Kind::Supplement, None)));
        let plan = Arc::new(plan(kind, as_row));
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
        "microsoft.security/alerts" | "microsoft.security/locations/alerts" => Kind::Event(UnusedReason::Alert),
        "microsoft.insights/eventtypes" | "microsoft.insights/eventtypes/values" => {
            Kind::Event(UnusedReason::ActivityLog)
        }
        "microsoft.authorization/roleassignmentschedulerequests"
        | "microsoft.authorization/roleeligibilityschedulerequests" => Kind::Event(UnusedReason::RoleRequest),
        METADATA_TYPE => Kind::Supplement,
        other => match TypeClass::of(other) {
            TypeClass::Supplement | TypeClass::Directory => Kind::Supplement,
            TypeClass::Resource | TypeClass::Container | TypeClass::Part | TypeClass::Record => Kind::Resource,
        },
    }
}

/// Whether a resource type, in any spelling, belongs to Azure Machine Learning.
pub fn is_machine_learning(resource_type: &str) -> bool {
    let start = resource_type.get(..MACHINE_LEARNING.len());
    start.is_some_and(|start| start.eq_ignore_ascii_case(MACHINE_LEARNING))
}

/// The resource type in an ARM id: the part after its last `providers`. Empty where there is none.
pub fn type_of_id(id: &str) -> Cow<'_, str> {
    let id = id.trim_matches('/');
    let Some(path) = after_providers(id) else {
        let segments: Vec<&str> = id.split('/').take(5).collect();
        let is = |at: usize, word: &str| segments[at].eq_ignore_ascii_case(word);
        return Cow::Borrowed(match segments.len() {
            2 if is(0, "subscriptions") => "microsoft.resources/subscriptions",
            4 if is(2, "resourcegroups") => "microsoft.resources/subscriptions/resourcegroups",
            _ => "",
        });
    };
    let mut slashes = memchr_iter(b'/', path.as_bytes());
    match (slashes.next(), slashes.next(), slashes.next()) {
        (Some(_), Some(second), None) => Cow::Borrowed(&path[..second]),
        (_, None, _) => Cow::Borrowed(path),
        _ => {
            let mut segments = path.split('/');
            let mut name = segments.next().unwrap_or_default().to_owned();
            for segment in segments.step_by(2) {
                name.push('/');
                name.push_str(segment);
            }
            Cow::Owned(name)
        }
    }
}

/// The text after the last `providers` of an id without slashes at its ends; empty where that is the end.
fn after_providers(id: &str) -> Option<&str> {
    let mut end = id.len();
    loop {
        let start = memrchr(b'/', &id.as_bytes()[..end]).map_or(0, |slash| slash + 1);
        if id[start..end].eq_ignore_ascii_case("providers") {
            return Some(id.get(end + 1..).unwrap_or_default());
        }
        end = start.checked_sub(1)?;
    }
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
        assert_eq!(
            type_of_id("/providers/Microsoft.Management/managementGroups/m"),
            "Microsoft.Management/managementGroups"
        );
        assert_eq!(
            type_of_id("/SUBSCRIPTIONS/s/RESOURCEGROUPS/g"),
            "microsoft.resources/subscriptions/resourcegroups"
        );
        assert_eq!(
            type_of_id("/subscriptions/s/resourceGroups/g/PROVIDERS/A.B/c/d/e/f"),
            "A.B/c/e"
        );
        assert_eq!(type_of_id("/subscriptions/s/providers/A.B"), "A.B");
    }
}
