//! Storage accounts, key vaults, container registries and Cosmos DB accounts.

use serde_json::{Value, json};

use crate::contoso::places::{
    AI_CHAT, AI_CLAIMS, AI_COGNITIVE, AI_FOUNDRY, AI_LEARNING, AI_MONITOR, DATA_BACKUP, DATA_CLAIMS, DATA_CRM,
    DATA_DOCUMENTS, DATA_ERP, DATA_INTEGRATION, DATA_LAKE, DATA_REPORTING, DATA_RISK, MARKETING_CAMPAIGNS,
    MARKETING_WEB, SANDBOX_LEARNING, SANDBOX_PLAYGROUND,
};
use crate::contoso::tenant::{Group, connections, full_tags, guid, instant, tags, tenant_id, user_principal};

pub const STORE: &str = "Microsoft.Storage/storageAccounts";
pub const VAULT: &str = "Microsoft.KeyVault/vaults";
pub const REGISTRY: &str = "Microsoft.ContainerRegistry/registries";
pub const COSMOS: &str = "Microsoft.DocumentDB/databaseAccounts";

/// How a store is kept.
#[derive(Clone, Copy, PartialEq)]
pub enum Care {
    /// Private, identity only, current TLS, own key.
    Locked,
    /// Default deny with a private endpoint, but keys still work.
    Usual,
    /// Reachable from anywhere, keys on.
    Open,
    /// Open, and anonymous reading is allowed; set up years ago.
    Anonymous,
    /// From before several settings existed: their properties are absent.
    Old,
}

use Care::{Anonymous, Locked, Old, Open, Usual};

#[rustfmt::skip]
static STORES: &[(&Group, &str, Care, &str)] = &[
    (&AI_LEARNING, "stcontosomltrainweu", Anonymous, "confidential"),
    (&AI_LEARNING, "stcontosomlarchive", Anonymous, ""),
    (&AI_CLAIMS, "stcontosoclaimsweu", Locked, "confidential"),
    (&AI_FOUNDRY, "stcontosoaifprodswc", Locked, "confidential"),
    (&AI_FOUNDRY, "stcontosostudioswc", Old, ""),
    (&AI_COGNITIVE, "stcontosospeechweu", Locked, "confidential"),
    (&AI_CHAT, "stcontosochatlogsweu", Usual, "confidential"),
    (&AI_MONITOR, "stcontosoaidiagweu", Usual, "internal"),
    (&DATA_LAKE, "stcontosolakeweu", Usual, "highly confidential"),
    (&DATA_LAKE, "stcontosolakestageweu", Usual, "confidential"),
    (&DATA_DOCUMENTS, "stcontosodocsweu", Open, "confidential"),
    (&DATA_DOCUMENTS, "stcontososcansweu", Usual, "confidential"),
    (&DATA_RISK, "stcontosoriskweu", Locked, "highly confidential"),
    (&DATA_CLAIMS, "stcontosoclaimsdocs", Locked, "confidential"),
    (&DATA_CLAIMS, "stcontosoclaimsphotos", Usual, "confidential"),
    (&DATA_ERP, "stcontosoerpfiles", Usual, "internal"),
    (&DATA_ERP, "stcontosoerpbackup", Locked, "internal"),
    (&DATA_ERP, "stcontosoerpdiag", Old, ""),
    (&DATA_CRM, "stcontosocrmexports", Open, "confidential"),
    (&DATA_CRM, "stcontosocrmdiag", Old, ""),
    (&DATA_REPORTING, "stcontosoreports", Usual, "internal"),
    (&DATA_REPORTING, "stcontosopowerbi", Usual, "internal"),
    (&DATA_INTEGRATION, "stcontosointegration", Usual, "internal"),
    (&DATA_INTEGRATION, "stcontosofunctions", Usual, "internal"),
    (&DATA_INTEGRATION, "stcontosodropzone", Open, ""),
    (&DATA_BACKUP, "stcontosoarchiveweu", Locked, "confidential"),
    (&SANDBOX_LEARNING, "stcontosolabswc", Anonymous, ""),
    (&SANDBOX_PLAYGROUND, "stcontosoplayswc", Open, ""),
    (&SANDBOX_PLAYGROUND, "stcontosofuncplay", Old, ""),
    (&MARKETING_CAMPAIGNS, "stcontosocampaigns", Anonymous, ""),
    (&MARKETING_CAMPAIGNS, "stcontosobriefs", Open, ""),
    (&MARKETING_WEB, "stcontosobrandweb", Anonymous, ""),
];

#[rustfmt::skip]
static VAULTS: &[(&Group, &str, Care)] = &[
    (&AI_LEARNING, "kv-contoso-ml-weu", Open),
    (&AI_CLAIMS, "kv-contoso-claims-weu", Locked),
    (&AI_FOUNDRY, "kv-contoso-studio-swc", Usual),
    (&AI_COGNITIVE, "kv-contoso-cmk-weu", Locked),
    (&AI_CHAT, "kv-contoso-chat-weu", Usual),
    (&DATA_RISK, "kv-contoso-risk-weu", Locked),
    (&DATA_LAKE, "kv-contoso-lake-weu", Usual),
    (&DATA_DOCUMENTS, "kv-contoso-docs-weu", Usual),
    (&DATA_CLAIMS, "kv-contoso-clmdata-weu", Locked),
    (&DATA_ERP, "kv-contoso-erp-weu", Usual),
    (&DATA_CRM, "kv-contoso-crm-weu", Old),
    (&DATA_REPORTING, "kv-contoso-reporting", Usual),
    (&DATA_INTEGRATION, "kv-contoso-integration", Usual),
    (&DATA_BACKUP, "kv-contoso-backup-weu", Locked),
    (&SANDBOX_LEARNING, "kv-contoso-lab-swc", Open),
    (&SANDBOX_PLAYGROUND, "kv-contoso-play-swc", Old),
    (&MARKETING_CAMPAIGNS, "kv-contoso-mktg", Open),
];

pub fn rows() -> Vec<Value> {
    let stores = STORES
        .iter()
        .map(|(group, name, care, class)| store_row(group, name, *care, class));
    let vaults = VAULTS.iter().map(|(group, name, care)| vault_row(group, name, *care));
    let registries = [
        registry_row(&AI_LEARNING, "acrcontosomlweu", Open),
        registry_row(&AI_CLAIMS, "acrcontosoclaimsweu", Locked),
        registry_row(&DATA_INTEGRATION, "acrcontososharedweu", Usual),
        registry_row(&SANDBOX_PLAYGROUND, "acrcontosoplayswc", Open),
    ];
    let cosmos = [
        cosmos_row(&AI_CHAT, "cosmos-contoso-chat-weu", Open),
        cosmos_row(&AI_CLAIMS, "cosmos-contoso-claims-weu", Locked),
        cosmos_row(&DATA_CRM, "cosmos-contoso-crm-weu", Usual),
        cosmos_row(&SANDBOX_PLAYGROUND, "cosmos-contoso-play-swc", Open),
    ];
    stores.chain(vaults).chain(registries).chain(cosmos).collect()
}

fn owner_tags(group: &Group, class: &str) -> Value {
    let environment = if group.subscription.name.contains("sandbox") {
        "sandbox"
    } else {
        "production"
    };
    match class {
        "" => tags(&[("environment", environment)]),
        class => full_tags(group, "data-platform@contoso.example", environment, class),
    }
}

fn acls(care: Care) -> Value {
    let deny = matches!(care, Locked | Usual);
    json!({"defaultAction": if deny { "Deny" } else { "Allow" },
        "bypass": if care == Locked { "None" } else { "AzureServices" }, "ipRules": [], "virtualNetworkRules": []})
}

fn endpoint(care: Care) -> Option<&'static str> {
    matches!(care, Locked | Usual).then_some("Approved")
}

fn store_row(group: &Group, name: &str, care: Care, class: &str) -> Value {
    let id = group.id(STORE, name);
    let lake = name.contains("lake");
    let since = if matches!(care, Old | Anonymous) {
        "2019-06-04T10:11:12.1314150Z".to_owned()
    } else {
        instant(name, 6)
    };
    let mut properties = json!({
        "networkAcls": acls(care),
        "privateEndpointConnections": connections(&id, if lake { "dfs" } else { "blob" }, endpoint(care)),
        "supportsHttpsTrafficOnly": !matches!(care, Anonymous if name.contains("archive")),
        "encryption": {
            "services": {"blob": {"keyType": "Account", "enabled": true, "lastEnabledTime": since},
                "file": {"keyType": "Account", "enabled": true, "lastEnabledTime": since}},
            "keySource": if care == Locked { "Microsoft.Keyvault" } else { "Microsoft.Storage" },
        },
        "accessTier": "Hot", "provisioningState": "Succeeded", "creationTime": since,
        "keyCreationTime": {"key1": since, "key2": since},
        "primaryEndpoints": {"blob": format!("https://{name}.blob.core.windows.net/"),
            "dfs": format!("https://{name}.dfs.core.windows.net/"), "queue": format!("https://{name}.queue.core.windows.net/")},
        "primaryLocation": group.region, "statusOfPrimary": "available",
    });
    let newer = match care {
        Old => json!({}),
        Locked => {
            json!({"allowBlobPublicAccess": false, "allowSharedKeyAccess": false, "minimumTlsVersion": "TLS1_2",
                "publicNetworkAccess": "Disabled", "allowCrossTenantReplication": false, "isLocalUserEnabled": false})
        }
        Usual => {
            json!({"allowBlobPublicAccess": false, "allowSharedKeyAccess": true, "minimumTlsVersion": "TLS1_2",
                "publicNetworkAccess": "Enabled", "allowCrossTenantReplication": false})
        }
        Open => {
            json!({"allowBlobPublicAccess": false, "allowSharedKeyAccess": true, "minimumTlsVersion": "TLS1_2",
                "publicNetworkAccess": "Enabled", "allowCrossTenantReplication": true})
        }
        Anonymous => json!({"allowBlobPublicAccess": true, "minimumTlsVersion": "TLS1_0"}),
    };
    crate::contoso::tenant::merge(&mut properties, newer);
    if care != Old {
        properties["isHnsEnabled"] = json!(lake);
        properties["isSftpEnabled"] = json!(name.contains("dropzone"));
    }
    if care == Locked {
        properties["encryption"]["keyvaultproperties"] = json!({"keyname": "cmk-storage", "keyversion": "",
            "keyvaulturi": "https://kv-contoso-cmk-weu.vault.azure.net/"});
    }
    if name == "stcontosolakeweu" {
        properties["networkAcls"]["ipRules"] = json!([{"value": "203.0.113.0/24", "action": "Allow"}]);
    }
    if name == "stcontosodropzone" {
        properties["networkAcls"]["resourceAccessRules"] = json!([{"tenantId": guid("northwind.onmicrosoft.com"),
            "resourceId": "/subscriptions/*/providers/Microsoft.DataFactory/factories/*"}]);
    }
    let redundancy = if care == Locked { "Standard_ZRS" } else { "Standard_LRS" };
    group.row(
        STORE,
        name,
        json!({"kind": if care == Old { "Storage" } else { "StorageV2" }, "sku": {"name": redundancy, "tier": "Standard"},
            "tags": owner_tags(group, class), "properties": properties}),
    )
}

fn vault_row(group: &Group, name: &str, care: Care) -> Value {
    let id = group.id(VAULT, name);
    let mut properties = json!({
        "sku": {"family": "A", "name": if name.contains("cmk") { "Premium" } else { "Standard" }}, "tenantId": tenant_id(),
        "accessPolicies": [], "enabledForDeployment": false, "enabledForDiskEncryption": false,
        "enabledForTemplateDeployment": false,
        "enableSoftDelete": true, "softDeleteRetentionInDays": 90, "vaultUri": format!("https://{name}.vault.azure.net/"),
        "provisioningState": "Succeeded",
    });
    if let Some(status) = endpoint(care) {
        properties["privateEndpointConnections"] = connections(&id, "vault", Some(status));
    }
    match care {
        Locked | Usual => {
            properties["enableRbacAuthorization"] = json!(true);
            properties["enablePurgeProtection"] = json!(true);
            properties["networkAcls"] = acls(care);
            properties["publicNetworkAccess"] = json!(if care == Locked { "Disabled" } else { "Enabled" });
        }
        Open | Anonymous | Old => {
            // The chat identity may read the secrets of the training workspace.
            let reader = if name == "kv-contoso-ml-weu" {
                user_principal("id-aoai-prod")
            } else {
                guid(&format!("access policy {name}"))
            };
            properties["accessPolicies"] = json!([{
                "tenantId": tenant_id(), "objectId": reader,
                "permissions": {"keys": ["Get", "List"], "secrets": ["Get", "List", "Set"], "certificates": [], "storage": []}}]);
        }
    }
    if care == Open {
        properties["enableRbacAuthorization"] = json!(false);
        properties["publicNetworkAccess"] = json!("Enabled");
    }
    let class = if care == Locked { "confidential" } else { "" };
    group.row(
        VAULT,
        name,
        json!({"tags": owner_tags(group, class), "properties": properties}),
    )
}

fn registry_row(group: &Group, name: &str, care: Care) -> Value {
    let id = group.id(REGISTRY, name);
    let premium = care != Open;
    let properties = json!({
        "loginServer": format!("{name}.azurecr.io"), "creationDate": instant(name, 6), "provisioningState": "Succeeded",
        "adminUserEnabled": care == Open, "anonymousPullEnabled": name == "acrcontosoplayswc",
        "publicNetworkAccess": if care == Locked { "Disabled" } else { "Enabled" },
        "networkRuleSet": if premium { json!({"defaultAction": "Deny", "ipRules": []}) } else { Value::Null },
        "networkRuleBypassOptions": "AzureServices", "zoneRedundancy": if premium { "Enabled" } else { "Disabled" },
        "encryption": {"status": if care == Locked { "enabled" } else { "disabled" }},
        "policies": {"exportPolicy": {"status": if care == Locked { "disabled" } else { "enabled" }},
            "quarantinePolicy": {"status": "disabled"},
            "trustPolicy": {"type": "Notary", "status": "disabled"},
            "azureADAuthenticationAsArmPolicy": {"status": "enabled"}},
        "privateEndpointConnections": connections(&id, "registry", endpoint(care)),
    });
    let tier = if premium { "Premium" } else { "Basic" };
    group.row(
        REGISTRY,
        name,
        json!({"sku": {"name": tier, "tier": tier}, "tags": owner_tags(group, "internal"), "properties": properties}),
    )
}

fn cosmos_row(group: &Group, name: &str, care: Care) -> Value {
    let id = group.id(COSMOS, name);
    let place = json!([{"id": format!("{name}-{}", group.region), "locationName": group.region, "failoverPriority": 0,
        "isZoneRedundant": care == Locked, "provisioningState": "Succeeded"}]);
    let properties = json!({
        "provisioningState": "Succeeded", "documentEndpoint": format!("https://{name}.documents.azure.com:443/"),
        "EnabledApiTypes": "Sql",
        "databaseAccountOfferType": "Standard", "defaultIdentity": "FirstPartyIdentity", "minimalTlsVersion": "Tls12",
        "publicNetworkAccess": if care == Locked { "Disabled" } else { "Enabled" },
        "disableLocalAuth": care == Locked, "disableKeyBasedMetadataWriteAccess": care == Locked,
        "isVirtualNetworkFilterEnabled": care == Usual, "virtualNetworkRules": [], "networkAclBypass": "None",
        "networkAclBypassResourceIds": [],
        "ipRules": if care == Usual { json!([{"ipAddressOrRange": "0.0.0.0"}]) } else { json!([]) },
        "privateEndpointConnections": connections(&id, "Sql", endpoint(care)),
        "capabilities": [{"name": "EnableNoSQLVectorSearch"}], "writeLocations": place, "readLocations": place, "locations": place,
        "keysMetadata": {"primaryMasterKey": {"generationTime": instant(name, 6)},
            "secondaryMasterKey": {"generationTime": instant(name, 6)}},
    });
    group.row(
        COSMOS,
        name,
        json!({"kind": "GlobalDocumentDB", "identity": {"type": "None"}, "tags": owner_tags(group, "confidential"),
            "properties": properties}),
    )
}
