//! Resource types: which of them are Azure resources and which are rows about one. Counts of resources, the search for
//! subscriptions of which no resource was exported, and the readers of supplements ask here, so that one row is never a resource
//! to one of them and none to another.
//!
//! The tables that Resource Graph keeps types in are those of "Azure Resource Graph table and resource type reference" in the
//! documentation of Azure Governance.

use std::borrow::Cow;

/// Table of Resource Graph that holds resources.
pub const RESOURCES: &str = "resources";

/// Class of a resource type: whether its rows are resources, scopes, or rows about one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TypeClass {
    /// An Azure resource: a row of Resource Graph's table `resources`, and what the portal lists as one.
    Resource,
    /// A scope that holds resources: a subscription, a resource group, a management group.
    Container,
    /// A child or an extension of a resource that another table of Resource Graph holds.
    Part,
    /// A child or an extension of a resource that Resource Graph does not hold: a list of its resource provider does.
    Supplement,
    /// A row of the directory, Microsoft Entra ID: it lies in no subscription.
    Directory,
    /// A row of policy, access, Defender for Cloud, Advisor or the platform that is about a resource or a scope.
    Record,
}

impl TypeClass {
    /// The class of a type, in any case. A type that is not known is a resource: most types are, and each year brings new ones.
    pub fn of(resource_type: &str) -> Self {
        let fits = |(pattern, _): &&(&str, TypeClass)| match pattern.strip_suffix('/') {
            Some(family) => {
                starts_with(resource_type, family) && resource_type.as_bytes().get(family.len()) == Some(&b'/')
            }
            None => resource_type.eq_ignore_ascii_case(pattern),
        };
        let fitting = CLASSES.iter().filter(fits);
        // An exact type and a longer pattern say more than the namespace that they stand in.
        let closest = fitting.max_by_key(|(pattern, _)| (!pattern.ends_with('/'), pattern.len()));
        closest.map_or(TypeClass::Resource, |(_, class)| *class)
    }

    /// Whether rows of such a type lie in a subscription, so that one of which no resource was exported may hold some: resources
    /// and what stands below them.
    pub fn lies_in_subscriptions(self) -> bool {
        matches!(self, TypeClass::Resource | TypeClass::Part | TypeClass::Supplement)
    }
}

/// The table of Resource Graph that holds the rows of a type, in any case, or the list of the type where it is in none. Types that
/// share a table come in one file.
pub fn table_of(resource_type: &str) -> Cow<'_, str> {
    let has = |family: &str| starts_with(resource_type, family);
    Cow::Borrowed(match TypeClass::of(resource_type) {
        TypeClass::Resource => RESOURCES,
        TypeClass::Container => "resourcecontainers",
        TypeClass::Record if has("microsoft.authorization/policy") || has("microsoft.policyinsights/") => {
            "policyresources"
        }
        TypeClass::Record if has("microsoft.authorization/") => "authorizationresources",
        TypeClass::Record if has("microsoft.security/") => "securityresources",
        TypeClass::Record | TypeClass::Part | TypeClass::Supplement | TypeClass::Directory => {
            return Cow::Owned(resource_type.to_ascii_lowercase());
        }
    })
}

fn starts_with(text: &str, beginning: &str) -> bool {
    let head = text.as_bytes().get(..beginning.len());
    head.is_some_and(|head| head.eq_ignore_ascii_case(beginning.as_bytes()))
}

/// Types and families of types, in lower case; a family ends with a slash and is every type below it.
const CLASSES: [(&str, TypeClass); 78] = [
    // Containers: the table `resourcecontainers`.
    ("microsoft.management/managementgroups", TypeClass::Container),
    ("microsoft.management/servicegroups", TypeClass::Container),
    ("microsoft.resources/subscriptions", TypeClass::Container),
    ("microsoft.resources/subscriptions/resourcegroups", TypeClass::Container),
    // Namespaces of the platform, of which a few types are resources all the same.
    ("microsoft.management/", TypeClass::Record),
    ("microsoft.resources/", TypeClass::Record),
    ("microsoft.resources/deploymentscripts", TypeClass::Resource),
    ("microsoft.resources/templatespecs", TypeClass::Resource),
    ("microsoft.resources/templatespecs/versions", TypeClass::Resource),
    ("microsoft.authorization/", TypeClass::Record),
    (
        "microsoft.authorization/resourcemanagementprivatelinks",
        TypeClass::Resource,
    ),
    ("microsoft.policyinsights/", TypeClass::Record),
    ("microsoft.security/", TypeClass::Record),
    ("microsoft.security/automations", TypeClass::Resource),
    ("microsoft.security/customassessmentautomations", TypeClass::Resource),
    ("microsoft.security/customentitystoreassignments", TypeClass::Resource),
    ("microsoft.security/datascanners", TypeClass::Resource),
    ("microsoft.security/iotsecuritysolutions", TypeClass::Resource),
    ("microsoft.security/securityconnectors", TypeClass::Resource),
    // What Advisor, resource health, cost management and the support of Azure say of resources.
    ("microsoft.advisor/", TypeClass::Record),
    ("microsoft.alertsmanagement/alerts", TypeClass::Record),
    ("microsoft.billing/", TypeClass::Record),
    ("microsoft.changeanalysis/", TypeClass::Record),
    ("microsoft.consumption/", TypeClass::Record),
    ("microsoft.costmanagement/", TypeClass::Record),
    ("microsoft.costmanagement/connectors", TypeClass::Resource),
    ("microsoft.features/", TypeClass::Record),
    ("microsoft.guestconfiguration/", TypeClass::Record),
    ("microsoft.maintenance/applyupdates", TypeClass::Record),
    ("microsoft.maintenance/updates", TypeClass::Record),
    ("microsoft.managedservices/", TypeClass::Record),
    ("microsoft.quota/", TypeClass::Record),
    ("microsoft.resourcehealth/", TypeClass::Record),
    ("microsoft.support/", TypeClass::Record),
    // The directory. Its policies have a type of our own: Microsoft Graph gives them no ARM id.
    ("microsoft.graph/", TypeClass::Directory),
    // Parts that have a table of their own: `dnsresources`, `networkresources`, `insightsresources`, `aksresources`,
    // `kubernetesconfigurationresources`, `maintenanceresources`, `appserviceresources`, `computeresources`.
    ("microsoft.network/dnszones/", TypeClass::Part),
    ("microsoft.network/privatednszones/", TypeClass::Part),
    (
        "microsoft.network/privatednszones/virtualnetworklinks",
        TypeClass::Resource,
    ),
    (
        "microsoft.network/firewallpolicies/rulecollectiongroups",
        TypeClass::Part,
    ),
    ("microsoft.network/networkgroupmemberships", TypeClass::Part),
    ("microsoft.network/networkmanagerconnections", TypeClass::Part),
    ("microsoft.network/networkmanagers/", TypeClass::Part),
    ("microsoft.network/networkmanagers/ipampools", TypeClass::Resource),
    (
        "microsoft.network/networkmanagers/verifierworkspaces",
        TypeClass::Resource,
    ),
    ("microsoft.network/networksecurityperimeters/", TypeClass::Part),
    ("microsoft.network/virtualnetworks/", TypeClass::Part),
    ("microsoft.insights/datacollectionruleassociations", TypeClass::Part),
    ("microsoft.containerservice/fleets/", TypeClass::Part),
    ("microsoft.kubernetesconfiguration/extensions", TypeClass::Part),
    ("microsoft.kubernetesconfiguration/fluxconfigurations", TypeClass::Part),
    (
        "microsoft.kubernetesconfiguration/sourcecontrolconfigurations",
        TypeClass::Part,
    ),
    ("microsoft.maintenance/configurationassignments", TypeClass::Part),
    ("microsoft.web/sites/config", TypeClass::Part),
    ("microsoft.web/sites/slots/config", TypeClass::Part),
    ("microsoft.compute/virtualmachinescalesets/", TypeClass::Part),
    ("microsoft.recoveryservices/vaults/", TypeClass::Part),
    ("microsoft.dataprotection/backupvaults/", TypeClass::Part),
    // Supplements: `az monitor diagnostic-settings list`, `az cognitiveservices account deployment list`, REST lists.
    ("microsoft.insights/diagnosticsettings", TypeClass::Supplement),
    (
        "microsoft.cognitiveservices/accounts/deployments",
        TypeClass::Supplement,
    ),
    (
        "microsoft.cognitiveservices/accounts/raipolicies",
        TypeClass::Supplement,
    ),
    (
        "microsoft.cognitiveservices/accounts/connections",
        TypeClass::Supplement,
    ),
    (
        "microsoft.cognitiveservices/accounts/projects/connections",
        TypeClass::Supplement,
    ),
    (
        "microsoft.cognitiveservices/accounts/defenderforaisettings",
        TypeClass::Supplement,
    ),
    (
        "microsoft.machinelearningservices/workspaces/computes",
        TypeClass::Supplement,
    ),
    (
        "microsoft.machinelearningservices/workspaces/connections",
        TypeClass::Supplement,
    ),
    ("microsoft.storage/storageaccounts/blobservices", TypeClass::Supplement),
    ("microsoft.apimanagement/service/apis", TypeClass::Supplement),
    (
        "microsoft.apimanagement/service/apis/diagnostics",
        TypeClass::Supplement,
    ),
    ("microsoft.apimanagement/service/apis/policies", TypeClass::Supplement),
    ("microsoft.apimanagement/service/diagnostics", TypeClass::Supplement),
    ("microsoft.apimanagement/service/policies", TypeClass::Supplement),
    ("microsoft.apimanagement/service/loggers", TypeClass::Supplement),
    ("microsoft.securityinsights/alertrules", TypeClass::Supplement),
    (
        "microsoft.operationalinsights/workspaces/providers/alertrules",
        TypeClass::Supplement,
    ),
    ("microsoft.securityinsights/dataconnectors", TypeClass::Supplement),
    ("microsoft.securityinsights/onboardingstates", TypeClass::Supplement),
    ("microsoft.keyvault/vaults/secrets", TypeClass::Supplement),
    ("microsoft.consumption/budgets", TypeClass::Supplement),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exact_type_says_more_than_its_namespace() {
        let class = TypeClass::of;
        assert_eq!(class("Microsoft.CognitiveServices/accounts"), TypeClass::Resource);
        assert_eq!(
            class("microsoft.cognitiveservices/accounts/projects"),
            TypeClass::Resource
        );
        assert_eq!(
            class("Microsoft.CognitiveServices/accounts/raiPolicies"),
            TypeClass::Supplement
        );
        assert_eq!(class("Microsoft.Insights/diagnosticSettings"), TypeClass::Supplement);
        assert_eq!(class("microsoft.graph/conditionalaccesspolicies"), TypeClass::Directory);
        assert_eq!(
            class("Microsoft.Resources/subscriptions/resourceGroups"),
            TypeClass::Container
        );
        assert_eq!(class("Microsoft.Resources/deploymentScripts"), TypeClass::Resource);
        assert_eq!(class("Microsoft.Resources/deployments"), TypeClass::Record);
        assert_eq!(
            class("Microsoft.Security/assessments/subAssessments"),
            TypeClass::Record
        );
        assert_eq!(class("microsoft.security/automations"), TypeClass::Resource);
        assert_eq!(class("microsoft.network/privatednszones"), TypeClass::Resource);
        assert_eq!(class("microsoft.network/privatednszones/A"), TypeClass::Part);
        assert_eq!(
            class("microsoft.network/privatednszones/virtualnetworklinks"),
            TypeClass::Resource
        );
        assert_eq!(class("microsoft.securityinsights/settings"), TypeClass::Resource);
        assert_eq!(class(""), TypeClass::Resource);
    }

    #[test]
    fn types_that_share_a_table_come_in_one_file() {
        assert_eq!(table_of("Microsoft.Storage/storageAccounts"), RESOURCES);
        assert_eq!(table_of("Microsoft.Authorization/policyExemptions"), "policyresources");
        assert_eq!(
            table_of("Microsoft.Authorization/roleAssignments"),
            "authorizationresources"
        );
        assert_eq!(table_of("Microsoft.Security/pricings"), "securityresources");
        assert_eq!(
            table_of("Microsoft.Insights/diagnosticSettings"),
            "microsoft.insights/diagnosticsettings"
        );
    }

    #[test]
    fn each_pattern_stands_once_and_in_lower_case() {
        for (at, (pattern, _)) in CLASSES.iter().enumerate() {
            assert_eq!(*pattern, pattern.to_ascii_lowercase());
            assert!(CLASSES[at + 1..].iter().all(|(other, _)| other != pattern), "{pattern}");
        }
    }
}
