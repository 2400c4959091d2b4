//! The Azure AI accounts and Foundry projects of the tenant, one line each: which are locked, which are open.

use serde_json::{Value, json};

use crate::contoso::account_bags::{capabilities, endpoints, rate_limits};
use crate::contoso::places::{
    AI_CHAT, AI_CLAIMS, AI_COGNITIVE, AI_DEV, AI_FOUNDRY, AI_HR, LAB, MARKETING_CAMPAIGNS, MARKETING_STUDIO,
    SANDBOX_PILOT,
};
use crate::contoso::tenant::{Group, connections, guid, instant, tags};

pub const ACCOUNT: &str = "Microsoft.CognitiveServices/accounts";
pub const PROJECT: &str = "Microsoft.CognitiveServices/accounts/projects";

/// Whether callers may use an account key, as the row says it.
#[derive(Clone, Copy)]
enum Keys {
    /// `disableLocalAuth` is absent, which means that keys work.
    Unsaid,
    On,
    Off,
}

#[derive(Clone, Copy)]
enum Reach {
    /// Public, with no network rules in the row.
    Open,
    /// Public, default Deny, with these address ranges let in.
    Ranges(&'static [&'static str]),
    Closed,
}

#[derive(Clone, Copy)]
enum Identity {
    None,
    System,
    User(&'static str),
}

struct Account {
    group: &'static Group,
    name: &'static str,
    kind: &'static str,
    keys: Keys,
    reach: Reach,
    endpoint: Option<&'static str>,
    identity: Identity,
    customer_key: bool,
    outbound: &'static [&'static str],
    tags: &'static [(&'static str, &'static str)],
}

type Tags = &'static [(&'static str, &'static str)];

const PRODUCTION: Tags = &[
    ("owner", "ai-platform@contoso.example"),
    ("cost-centre", "CC-4410"),
    ("environment", "production"),
    ("data-classification", "confidential"),
];
const UNCLASSIFIED: Tags = &[
    ("owner", "digital-channels@contoso.example"),
    ("cost-centre", "CC-4410"),
    ("environment", "production"),
];
const SANDBOX: Tags = &[("owner", "lab@contoso.example"), ("environment", "sandbox")];

const APPROVED: Option<&str> = Some("Approved");
const PENDING: Option<&str> = Some("Pending");

#[rustfmt::skip]
static ACCOUNTS: &[Account] = &[
    // The headline: public, keys on, and running as an identity that administers the subscription.
    Account { group: &AI_CHAT, name: "aoai-contoso-prod-weu", kind: "OpenAI", keys: Keys::Unsaid, reach: Reach::Open, endpoint: None, identity: Identity::User("id-aoai-prod"), customer_key: false, outbound: &[], tags: UNCLASSIFIED },
    Account { group: &AI_CLAIMS, name: "aoai-contoso-claims-weu", kind: "OpenAI", keys: Keys::Off, reach: Reach::Closed, endpoint: APPROVED, identity: Identity::System, customer_key: true, outbound: &["stcontosoclaimsweu.blob.core.windows.net"], tags: PRODUCTION },
    Account { group: &AI_HR, name: "aoai-contoso-hr-swc", kind: "OpenAI", keys: Keys::On, reach: Reach::Ranges(&["203.0.113.24", "203.0.113.25"]), endpoint: PENDING, identity: Identity::System, customer_key: false, outbound: &[], tags: &[("owner", "people-systems@contoso.example"), ("cost-centre", "CC-4410"), ("environment", "production"), ("data-classification", "highly confidential"), ("notes", "<script>alert(1)</script>")] },
    Account { group: &AI_FOUNDRY, name: "aif-contoso-prod-swc", kind: "AIServices", keys: Keys::Off, reach: Reach::Closed, endpoint: APPROVED, identity: Identity::System, customer_key: true, outbound: &["srch-contoso-claims-weu.search.windows.net", "stcontosoaifprodswc.blob.core.windows.net"], tags: PRODUCTION },
    Account { group: &AI_FOUNDRY, name: "aif-contoso-assist-fra", kind: "AIServices", keys: Keys::Off, reach: Reach::Ranges(&["198.51.100.0/24", "0.0.0.0/0"]), endpoint: None, identity: Identity::System, customer_key: false, outbound: &[], tags: PRODUCTION },
    Account { group: &AI_COGNITIVE, name: "cs-contoso-prod-weu", kind: "ContentSafety", keys: Keys::Off, reach: Reach::Closed, endpoint: APPROVED, identity: Identity::System, customer_key: false, outbound: &[], tags: PRODUCTION },
    Account { group: &AI_COGNITIVE, name: "di-contoso-invoices-weu", kind: "FormRecognizer", keys: Keys::Off, reach: Reach::Open, endpoint: None, identity: Identity::System, customer_key: false, outbound: &[], tags: UNCLASSIFIED },
    Account { group: &AI_COGNITIVE, name: "spch-contoso-calls-weu", kind: "SpeechServices", keys: Keys::On, reach: Reach::Closed, endpoint: APPROVED, identity: Identity::System, customer_key: false, outbound: &[], tags: PRODUCTION },
    Account { group: &AI_COGNITIVE, name: "lang-contoso-prod-weu", kind: "TextAnalytics", keys: Keys::Unsaid, reach: Reach::Closed, endpoint: None, identity: Identity::None, customer_key: false, outbound: &[], tags: PRODUCTION },
    Account { group: &AI_COGNITIVE, name: "trsl-contoso-global", kind: "TextTranslation", keys: Keys::Unsaid, reach: Reach::Open, endpoint: None, identity: Identity::None, customer_key: false, outbound: &[], tags: UNCLASSIFIED },
    Account { group: &AI_COGNITIVE, name: "cv-contoso-quality-weu", kind: "ComputerVision", keys: Keys::Off, reach: Reach::Closed, endpoint: APPROVED, identity: Identity::System, customer_key: true, outbound: &[], tags: PRODUCTION },
    Account { group: &AI_DEV, name: "aoai-contoso-dev-weu", kind: "OpenAI", keys: Keys::On, reach: Reach::Ranges(&["203.0.113.0/24"]), endpoint: None, identity: Identity::System, customer_key: false, outbound: &[], tags: &[("owner", "ai-platform@contoso.example"), ("environment", "dev")] },
    Account { group: &LAB, name: "aoai-contoso-lab-swc", kind: "OpenAI", keys: Keys::Unsaid, reach: Reach::Open, endpoint: None, identity: Identity::System, customer_key: false, outbound: &[], tags: &[("owner", "#panic(\"x\") *bold* $x$ @ref"), ("environment", "sandbox")] },
    Account { group: &LAB, name: "aif-contoso-lab-swc", kind: "AIServices", keys: Keys::Unsaid, reach: Reach::Open, endpoint: None, identity: Identity::System, customer_key: false, outbound: &[], tags: SANDBOX },
    Account { group: &LAB, name: "cs-contoso-lab-swc", kind: "ContentSafety", keys: Keys::Off, reach: Reach::Closed, endpoint: None, identity: Identity::None, customer_key: false, outbound: &[], tags: SANDBOX },
    // A pilot that went live where it was tried out.
    Account { group: &SANDBOX_PILOT, name: "aoai-contoso-pilot-swc", kind: "OpenAI", keys: Keys::On, reach: Reach::Ranges(&["203.0.113.24"]), endpoint: None, identity: Identity::System, customer_key: false, outbound: &[], tags: UNCLASSIFIED },
    Account { group: &MARKETING_CAMPAIGNS, name: "aoai-contoso-campaigns-eus", kind: "OpenAI", keys: Keys::Unsaid, reach: Reach::Open, endpoint: None, identity: Identity::None, customer_key: false, outbound: &[], tags: &[("environment", "production"), ("project", "=cmd|' /C calc'!A0")] },
];

struct Project {
    group: &'static Group,
    account: &'static str,
    name: &'static str,
    title: &'static str,
}

#[rustfmt::skip]
static PROJECTS: &[Project] = &[
    Project { group: &AI_FOUNDRY, account: "aif-contoso-prod-swc", name: "contract-review", title: "合同审查 (contract review)" },
    Project { group: &AI_FOUNDRY, account: "aif-contoso-prod-swc", name: "claims-assistant", title: "Claims assistant" },
    Project { group: &AI_FOUNDRY, account: "aif-contoso-assist-fra", name: "employee-assistant", title: "Employee assistant" },
    Project { group: &LAB, account: "aif-contoso-lab-swc", name: "prompt-lab", title: "🚀 Prompt lab {{ 7*7 }}" },
];

/// Accounts that the client sent in an older list only, which has no `properties`.
#[rustfmt::skip]
static LISTED: &[(&str, &str, &str)] = &[
    ("aif-contoso-brand-eus", "AIServices", "eastus"),
    ("spch-contoso-adverts-eus", "SpeechServices", "eastus"),
    ("cv-contoso-images-eus", "ComputerVision", "eastus"),
];

pub fn rows() -> Vec<Value> {
    let accounts = ACCOUNTS.iter().map(account_row);
    accounts.chain(PROJECTS.iter().map(project_row)).collect()
}

/// Rows with the columns of the older list.
pub fn listed_rows() -> Vec<Value> {
    let mut rows = Vec::new();
    for (name, kind, location) in LISTED {
        let full = MARKETING_STUDIO.row(ACCOUNT, name, json!({"kind": kind, "location": location}));
        rows.push(json!({
            "id": full["id"], "name": name, "type": full["type"], "kind": kind, "location": location,
            "resourceGroup": full["resourceGroup"], "subscriptionId": full["subscriptionId"], "tags": {},
        }));
    }
    rows
}

fn account_row(account: &Account) -> Value {
    let Account { group, name, kind, .. } = account;
    let id = group.id(ACCOUNT, name);
    let region = match *kind {
        "TextTranslation" => "global",
        _ if name.ends_with("-fra") => "francecentral",
        _ => group.region,
    };
    let mut properties = json!({
        "endpoint": if *kind == "OpenAI" { format!("https://{name}.openai.azure.com/") } else { format!("https://{name}.cognitiveservices.azure.com/") },
        "internalId": guid(&format!("internal {name}")).replace('-', ""),
        "dateCreated": instant(name, 6),
        "apiProperties": if *kind == "AIServices" { json!({"qnaAzureSearchEndpointKey": null}) } else { json!({}) },
        "callRateLimit": rate_limits(kind),
        "capabilities": capabilities(kind),
        "endpoints": endpoints(kind, name, region),
        "customSubDomainName": name,
        "allowProjectManagement": *kind == "AIServices",
        "isMigrated": false,
        "provisioningState": "Succeeded",
        "privateEndpointConnections": connections(&id, "account", account.endpoint),
    });
    match account.keys {
        Keys::Unsaid => {}
        Keys::On => properties["disableLocalAuth"] = json!(false),
        Keys::Off => properties["disableLocalAuth"] = json!(true),
    }
    match account.reach {
        Reach::Open => properties["publicNetworkAccess"] = json!("Enabled"),
        Reach::Ranges(ranges) => {
            let ranges: Vec<Value> = ranges.iter().map(|range| json!({"value": range})).collect();
            properties["publicNetworkAccess"] = json!("Enabled");
            properties["networkAcls"] = json!({"defaultAction": "Deny", "bypass": "AzureServices", "ipRules": ranges,
                "virtualNetworkRules": []});
        }
        Reach::Closed => {
            properties["publicNetworkAccess"] = json!("Disabled");
            properties["networkAcls"] = json!({"defaultAction": "Deny", "ipRules": [], "virtualNetworkRules": []});
        }
    }
    if account.customer_key {
        properties["encryption"] = json!({"keySource": "Microsoft.KeyVault", "keyVaultProperties": {
            "keyName": "cmk-ai", "keyVersion": guid("cmk-ai").replace('-', ""),
            "keyVaultUri": "https://kv-contoso-cmk-weu.vault.azure.net/"}});
    }
    if !account.outbound.is_empty() {
        properties["restrictOutboundNetworkAccess"] = json!(true);
        properties["allowedFqdnList"] = json!(account.outbound);
    }
    let projects: Vec<&str> = PROJECTS
        .iter()
        .filter(|project| project.account == *name)
        .map(|project| project.name)
        .collect();
    if let Some(first) = projects.first() {
        properties["defaultProject"] = json!(first);
        properties["associatedProjects"] = json!(projects);
    }
    if *name == "spch-contoso-calls-weu" {
        let store = group.id("Microsoft.Storage/storageAccounts", "stcontosospeechweu");
        properties["userOwnedStorage"] = json!([{"resourceId": store}]);
    }
    let identity = match account.identity {
        Identity::None => json!({"type": "None"}),
        Identity::System => group.system_identity(ACCOUNT, name),
        Identity::User(identity) => group.user_identity(identity),
    };
    group.row(
        ACCOUNT,
        name,
        json!({"kind": kind, "location": region, "sku": {"name": "S0"}, "identity": identity,
            "tags": tags(account.tags), "properties": properties}),
    )
}

fn project_row(project: &Project) -> Value {
    let Project {
        group,
        account,
        name,
        title,
    } = project;
    let full_name = format!("{account}/{name}");
    group.row(
        PROJECT,
        &full_name,
        json!({
            "kind": "AIServices",
            "identity": group.system_identity(PROJECT, &full_name),
            "properties": {
                "displayName": title,
                "description": "Agents and evaluations of one team.",
                "endpoints": {"AI Foundry API": format!("https://{account}.services.ai.azure.com/api/projects/{name}")},
                "internalId": guid(&format!("internal {full_name}")).replace('-', ""),
                "isDefault": PROJECTS.iter().find(|other| other.account == *account).is_some_and(|first| first.name == *name),
                "provisioningState": "Succeeded",
            },
        }),
    )
}
