//! The role assignments of the tenant that somebody thought about, one line each: scopes above the subscriptions, owners and
//! pipelines, what AI identities reach, and who calls the models.

use crate::contoso::access::Assignment;
use crate::contoso::accounts::{ACCOUNT, PROJECT};
use crate::contoso::applications::SITE;
use crate::contoso::computing::{CONNECTOR, MACHINE};
use crate::contoso::learning::{SEARCH, WORKSPACE};
use crate::contoso::monitoring::LOGS;
use crate::contoso::people::{self, Principal};
use crate::contoso::places::*;
use crate::contoso::roles::CUSTOM;
use crate::contoso::stores::{COSMOS, REGISTRY, STORE, VAULT};
use crate::contoso::tenant::{AI, DATA, Group, MARKETING, SANDBOX, Subscription, tenant_id};

enum Scope {
    Everything,
    Root,
    Management(&'static str),
    Subscription(&'static Subscription),
    Group(&'static Group),
    Resource(&'static Group, &'static str, &'static str),
}

enum Who {
    User(&'static str),
    /// Sign-in name and display name of somebody at Northwind.
    Guest(&'static str, &'static str),
    Team(&'static str),
    Application(&'static str),
    Deleted(&'static str),
    /// A user-assigned identity.
    Assigned(&'static str),
    /// The identity of a resource.
    System(&'static Group, &'static str, &'static str),
}

use Scope::{Everything, Management, Resource, Root};
use Who::{Application, Assigned, Deleted, Guest, System, Team, User};

pub fn management_group(name: &str) -> String {
    format!("/providers/Microsoft.Management/managementGroups/{name}")
}

impl Scope {
    fn id(&self) -> String {
        match self {
            Scope::Everything => "/".to_owned(),
            Scope::Root => management_group(&tenant_id()),
            Scope::Management(name) => management_group(name),
            Scope::Subscription(subscription) => subscription.scope(),
            Scope::Group(group) => group.scope(),
            Scope::Resource(group, kind, name) => group.id(kind, name),
        }
    }
}

impl Who {
    fn principal(&self) -> Principal {
        match self {
            Who::User(name) => people::user(name),
            Who::Guest(sign_in, name) => people::guest(sign_in, name, "northwind.example"),
            Who::Team(name) => people::group(name),
            Who::Application(name) => people::application(name),
            Who::Deleted(label) => people::deleted(label),
            Who::Assigned(name) => people::assigned(name),
            Who::System(group, kind, name) => people::system(group, kind, name),
        }
    }
}

const OPENAI_USER: &str = "Cognitive Services OpenAI User";
const BLOB_READER: &str = "Storage Blob Data Reader";
const BLOB_WRITER: &str = "Storage Blob Data Contributor";
const WRAP_KEY: &str = "Key Vault Crypto Service Encryption User";
const SECRETS: &str = "Key Vault Secrets User";
const INDEX_READER: &str = "Search Index Data Reader";

#[rustfmt::skip]
static GRANTS: &[(Scope, Who, &str)] = &[
    // Above the subscriptions.
    (Everything, User("platform.admin"), "User Access Administrator"),
    (Root, Team("sg-tenant-readers"), "Reader"),
    (Management("contoso"), Team("sg-platform-admins"), "Owner"),
    (Management("contoso"), Application("sp-terraform-platform"), "Owner"),
    (Management("contoso"), Team("sg-security-operations"), "Security Reader"),
    (Management("contoso"), Team("sg-security-operations"), "Log Analytics Reader"),
    (Management("contoso"), Assigned("id-policy-remediation"), "Monitoring Contributor"),
    (Management("contoso"), Application("sp-cost-reports"), "Reader"),
    (Management("landingzones"), Team("sg-network-operations"), "Reader"),
    (Management("landingzones"), Team("sg-auditors"), "Reader"),
    (Management("online"), Team("sg-ai-platform"), "Monitoring Contributor"),
    (Management("corp"), Team("sg-data-platform"), "Monitoring Reader"),
    (Management("sandbox"), Team("sg-innovation-lab"), "Contributor"),

    // Owners: five where three are enough; two; three; one and an agency.
    (Scope::Subscription(&AI), User("anna.lindqvist"), "Owner"),
    (Scope::Subscription(&AI), User("bram.devries"), "Owner"),
    (Scope::Subscription(&AI), User("daniel.okafor"), "Owner"),
    (Scope::Subscription(&AI), User("mei.chen"), "Owner"),
    (Scope::Subscription(&AI), User("layla.ikhtibar"), "Owner"),
    (Scope::Subscription(&DATA), User("ines.haddad"), "Owner"),
    (Scope::Subscription(&DATA), User("jonas.weber"), "Owner"),
    (Scope::Subscription(&SANDBOX), User("hugo.martin"), "Owner"),
    (Scope::Subscription(&SANDBOX), User("priya.raman"), "Owner"),
    (Scope::Subscription(&SANDBOX), User("zoe.janssens"), "Owner"),
    (Scope::Subscription(&MARKETING), User("rosa.garcia"), "Owner"),
    (Scope::Subscription(&MARKETING), Guest("studio", "Northwind Studio"), "Owner"),
    (Scope::Subscription(&MARKETING), Guest("copy.desk", "Northwind Copy Desk"), "Contributor"),
    (Scope::Subscription(&MARKETING), Team("sg-marketing"), "Contributor"),
    (Resource(&MARKETING_CAMPAIGNS, STORE, "stcontosocampaigns"), Guest("studio", "Northwind Studio"), BLOB_WRITER),

    // Left behind, and pipelines.
    (Scope::Subscription(&AI), Deleted("consultant of 2025"), "Contributor"),
    (Scope::Group(&AI_COGNITIVE), Deleted("intern of 2025"), "Reader"),
    (Scope::Subscription(&AI), Application("sp-github-contoso-chat"), "Contributor"),
    (Scope::Subscription(&DATA), Application("sp-azdo-data"), "Contributor"),
    (Scope::Group(&DATA_INTEGRATION), Application("sp-azdo-integration"), "Contributor"),
    (Scope::Subscription(&AI), Team("sg-ai-operations-24x7"), CUSTOM),
    (Scope::Subscription(&AI), Team("sg-ai-platform"), "Role Based Access Control Administrator"),
    (Resource(&DATA_DOCUMENTS, STORE, "stcontososcansweu"), Team("sg-archive"), BLOB_READER),
    (Resource(&AI_MONITOR, LOGS, "log-contoso-ai-weu"), Team("sg-ai-platform"), "Log Analytics Reader"),
    (Resource(&AI_MONITOR, LOGS, "log-contoso-ai-weu"), Team("sg-data-science"), "Log Analytics Reader"),
    (Resource(&AI_MONITOR, LOGS, "log-contoso-ai-weu"), Team("sg-digital-channels"), "Log Analytics Reader"),

    // The headline: what the chat model runs as.
    (Scope::Subscription(&AI), Assigned("id-aoai-prod"), "Contributor"),
    (Scope::Subscription(&DATA), Assigned("id-aoai-prod"), BLOB_WRITER),
    (Resource(&AI_CHAT, COSMOS, "cosmos-contoso-chat-weu"), Assigned("id-aoai-prod"), "DocumentDB Account Contributor"),

    // As it should be: each identity to one store, one index, one key.
    (Resource(&AI_CLAIMS, STORE, "stcontosoclaimsweu"), System(&AI_CLAIMS, ACCOUNT, "aoai-contoso-claims-weu"), BLOB_READER),
    (Resource(&AI_COGNITIVE, VAULT, "kv-contoso-cmk-weu"), System(&AI_CLAIMS, ACCOUNT, "aoai-contoso-claims-weu"), WRAP_KEY),
    (Resource(&AI_COGNITIVE, VAULT, "kv-contoso-cmk-weu"), System(&AI_FOUNDRY, ACCOUNT, "aif-contoso-prod-swc"), WRAP_KEY),
    (Resource(&AI_COGNITIVE, VAULT, "kv-contoso-cmk-weu"), System(&AI_COGNITIVE, ACCOUNT, "cv-contoso-quality-weu"), WRAP_KEY),
    (Resource(&AI_FOUNDRY, STORE, "stcontosoaifprodswc"), System(&AI_FOUNDRY, ACCOUNT, "aif-contoso-prod-swc"), BLOB_WRITER),
    (Resource(&AI_CLAIMS, SEARCH, "srch-contoso-claims-weu"), System(&AI_FOUNDRY, ACCOUNT, "aif-contoso-prod-swc"), INDEX_READER),
    (Resource(&AI_FOUNDRY, STORE, "stcontosoaifprodswc"), System(&AI_FOUNDRY, PROJECT, "aif-contoso-prod-swc/contract-review"), BLOB_READER),
    (Resource(&AI_CLAIMS, SEARCH, "srch-contoso-claims-weu"), System(&AI_FOUNDRY, PROJECT, "aif-contoso-prod-swc/claims-assistant"), INDEX_READER),
    (Resource(&AI_CLAIMS, STORE, "stcontosoclaimsweu"), System(&AI_CLAIMS, SEARCH, "srch-contoso-claims-weu"), BLOB_READER),
    (Resource(&AI_CLAIMS, ACCOUNT, "aoai-contoso-claims-weu"), System(&AI_CLAIMS, SEARCH, "srch-contoso-claims-weu"), OPENAI_USER),
    (Resource(&AI_CHAT, ACCOUNT, "aoai-contoso-prod-weu"), System(&AI_CHAT, SEARCH, "srch-contoso-prod-weu"), OPENAI_USER),
    (Resource(&DATA_DOCUMENTS, STORE, "stcontososcansweu"), System(&DATA_DOCUMENTS, SEARCH, "srch-contoso-docs-weu"), BLOB_READER),
    (Resource(&AI_COGNITIVE, STORE, "stcontosospeechweu"), System(&AI_COGNITIVE, ACCOUNT, "spch-contoso-calls-weu"), BLOB_WRITER),
    (Resource(&AI_CLAIMS, STORE, "stcontosoclaimsweu"), Assigned("id-mlw-claims"), BLOB_WRITER),
    (Resource(&AI_CLAIMS, VAULT, "kv-contoso-claims-weu"), Assigned("id-mlw-claims"), SECRETS),
    (Resource(&AI_CLAIMS, REGISTRY, "acrcontosoclaimsweu"), Assigned("id-mlw-claims"), "AcrPull"),
    (Resource(&DATA_RISK, STORE, "stcontosoriskweu"), Assigned("id-mlw-risk"), BLOB_WRITER),
    (Resource(&DATA_RISK, VAULT, "kv-contoso-risk-weu"), Assigned("id-mlw-risk"), SECRETS),
    (Resource(&DATA_LAKE, STORE, "stcontosolakeweu"), System(&DATA_LAKE, CONNECTOR, "dbac-contoso-lake-weu"), BLOB_WRITER),
    (Resource(&SANDBOX_LEARNING, STORE, "stcontosolabswc"), System(&LAB, CONNECTOR, "dbac-contoso-lab-swc"), BLOB_WRITER),
    (Resource(&AI_LEARNING, STORE, "stcontosomltrainweu"), System(&AI_COMPUTE, MACHINE, "vm-gpu-batch-01"), BLOB_READER),
    (Resource(&AI_LEARNING, REGISTRY, "acrcontosomlweu"), Assigned("id-aks-contoso-models-weu-agentpool"), "AcrPull"),
    (Resource(&AI_CLAIMS, REGISTRY, "acrcontosoclaimsweu"), Assigned("id-aks-contoso-serving-weu-agentpool"), "AcrPull"),
    (Resource(&AI_CLAIMS, ACCOUNT, "aoai-contoso-claims-weu"), Assigned("id-bot-helpdesk"), OPENAI_USER),

    // As it should not be: open stores that models trust, wide grants, keys, the sandbox in production.
    (Scope::Group(&AI_FOUNDRY), System(&AI_FOUNDRY, PROJECT, "aif-contoso-assist-fra/employee-assistant"), BLOB_WRITER),
    (Resource(&AI_FOUNDRY, VAULT, "kv-contoso-studio-swc"), System(&AI_FOUNDRY, PROJECT, "aif-contoso-assist-fra/employee-assistant"), SECRETS),
    (Resource(&DATA_DOCUMENTS, STORE, "stcontosodocsweu"), System(&AI_CHAT, SEARCH, "srch-contoso-prod-weu"), BLOB_READER),
    (Resource(&DATA_INTEGRATION, STORE, "stcontosodropzone"), System(&AI_COGNITIVE, ACCOUNT, "di-contoso-invoices-weu"), BLOB_READER),
    (Scope::Group(&AI_LEARNING), System(&AI_LEARNING, WORKSPACE, "mlw-contoso-prod-weu"), "Contributor"),
    (Resource(&AI_LEARNING, STORE, "stcontosomltrainweu"), System(&AI_LEARNING, WORKSPACE, "mlw-contoso-prod-weu"), BLOB_WRITER),
    (Resource(&AI_LEARNING, STORE, "stcontosomlarchive"), System(&AI_LEARNING, WORKSPACE, "mlw-contoso-prod-weu"), BLOB_WRITER),
    (Resource(&AI_LEARNING, VAULT, "kv-contoso-ml-weu"), System(&AI_LEARNING, WORKSPACE, "mlw-contoso-prod-weu"), "Key Vault Administrator"),
    (Resource(&AI_LEARNING, REGISTRY, "acrcontosomlweu"), System(&AI_LEARNING, WORKSPACE, "mlw-contoso-prod-weu"), "AcrPush"),
    (Resource(&AI_LEARNING, STORE, "stcontosomltrainweu"), System(&AI_COMPUTE, MACHINE, "vm-gpu-train-01"), "Storage Account Contributor"),
    (Resource(&DATA_LAKE, STORE, "stcontosolakeweu"), System(&SANDBOX_LEARNING, WORKSPACE, "mlw-contoso-lab-swc"), BLOB_WRITER),
    (Resource(&DATA_DOCUMENTS, STORE, "stcontososcansweu"), System(&LAB, ACCOUNT, "aif-contoso-lab-swc"), BLOB_READER),

    // Who calls the models: applications as they should, a second workload on the chat account, and people.
    (Resource(&AI_CHAT, ACCOUNT, "aoai-contoso-prod-weu"), System(&AI_CHAT, SITE, "app-contoso-chat"), OPENAI_USER),
    (Resource(&AI_CHAT, ACCOUNT, "aoai-contoso-prod-weu"), System(&DATA_CRM, SITE, "app-customer-portal"), OPENAI_USER),
    (Resource(&AI_CHAT, ACCOUNT, "aoai-contoso-prod-weu"), User("chiara.conti"), OPENAI_USER),
    (Resource(&AI_CHAT, ACCOUNT, "aoai-contoso-prod-weu"), User("grace.obrien"), OPENAI_USER),
    (Resource(&AI_CHAT, ACCOUNT, "aoai-contoso-prod-weu"), User("omar.benali"), OPENAI_USER),
    (Resource(&AI_CHAT, ACCOUNT, "aoai-contoso-prod-weu"), User("helen.brandt"), OPENAI_USER),
    (Resource(&AI_CHAT, SEARCH, "srch-contoso-prod-weu"), User("helen.brandt"), "Search Service Contributor"),
    (Resource(&AI_CHAT, SEARCH, "srch-contoso-prod-weu"), System(&AI_CHAT, SITE, "func-chat-ingest"), "Search Index Data Contributor"),
    (Resource(&AI_CLAIMS, ACCOUNT, "aoai-contoso-claims-weu"), System(&AI_CLAIMS, SITE, "app-claims-assist"), OPENAI_USER),
    (Resource(&AI_CLAIMS, SEARCH, "srch-contoso-claims-weu"), System(&AI_CLAIMS, SITE, "app-claims-assist"), INDEX_READER),
    (Resource(&AI_HR, ACCOUNT, "aoai-contoso-hr-swc"), System(&AI_HR, SITE, "app-hr-answers"), "Cognitive Services User"),
    (Resource(&AI_FOUNDRY, ACCOUNT, "aif-contoso-prod-swc"), Team("sg-ai-platform"), "Azure AI User"),
    (Resource(&AI_FOUNDRY, ACCOUNT, "aif-contoso-prod-swc"), Team("合同审查小组"), "Azure AI User"),
    (Resource(&AI_LEARNING, WORKSPACE, "mlw-contoso-prod-weu"), Team("sg-data-science"), "AzureML Data Scientist"),
    (Resource(&AI_CLAIMS, WORKSPACE, "mlw-contoso-claims-weu"), Team("sg-claims-models"), "AzureML Data Scientist"),
    (Scope::Group(&AI_CLAIMS), Team("sg-claims-models"), "Cognitive Services OpenAI Contributor"),
    (Scope::Group(&AI_CHAT), Team("sg-digital-channels"), "Cognitive Services Contributor"),
    (Scope::Group(&LAB), Team("sg-innovation-lab"), "Azure AI Developer"),
    (Scope::Subscription(&SANDBOX), Team("sg-data-science"), "AzureML Data Scientist"),
];

/// Descriptions that somebody typed, by principal and role.
#[rustfmt::skip]
static DESCRIPTIONS: &[(&str, &str, &str)] = &[
    ("Platform Admin", "User Access Administrator", "Elevated on 2026-02-03, not taken back"),
    ("id-aoai-prod", "Contributor", "so that indexing works"),
    ("id-aoai-prod", BLOB_WRITER, "so that indexing works"),
    ("Northwind Studio", "Owner", "Agency, campaign 2026"),
    ("sg-ai-platform", "Role Based Access Control Administrator", "Application teams give their identities access to models"),
    ("sg-archive", BLOB_READER, "Finished scans only"),
];

/// Conditions, by principal and role.
#[rustfmt::skip]
static CONDITIONS: &[(&str, &str, &str)] = &[
    ("sg-ai-platform", "Role Based Access Control Administrator", "((!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})) OR (@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {5e0bd9bd-7b93-4f28-af87-19fc36ad61bd, 1407120a-92aa-4202-b7e9-c0e197c71c8f, 2a2b9908-6ea1-4ae2-8e65-a410df84e7d1} AND @Request[Microsoft.Authorization/roleAssignments:PrincipalType] ForAnyOfAnyValues:StringEqualsIgnoreCase {'ServicePrincipal'}))"),
    ("sg-archive", BLOB_READER, "((!(ActionMatches{'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read'})) OR (@Resource[Microsoft.Storage/storageAccounts/blobServices/containers/blobs/tags:state<$key_case_sensitive$>] StringEquals 'finished'))"),
];

pub fn assignments() -> Vec<Assignment> {
    let text = |table: &[(&str, &str, &'static str)], name: &str, role: &str| {
        let found = table.iter().find(|(who, what, _)| *who == name && *what == role);
        found.map_or("", |(_, _, text)| *text)
    };
    GRANTS
        .iter()
        .map(|(scope, who, role)| {
            let principal = who.principal();
            Assignment {
                scope: scope.id(),
                role,
                description: text(DESCRIPTIONS, &principal.name, role),
                condition: text(CONDITIONS, &principal.name, role),
                principal,
            }
        })
        .collect()
}
