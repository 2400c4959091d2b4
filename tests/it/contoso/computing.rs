//! Where models are trained and served outside the managed services: GPU machines, Kubernetes clusters, Databricks. The
//! ordinary virtual machines of the tenant are made here too, since a row of theirs looks the same.

use serde_json::{Value, json};

use crate::contoso::places::{
    AI_COMPUTE, AI_MONITOR, DATA_CLAIMS, DATA_CRM, DATA_ERP, DATA_INTEGRATION, DATA_LAKE, DATA_REPORTING, LAB,
    MARKETING_WEB, SANDBOX_PLAYGROUND,
};
use crate::contoso::tenant::{Group, connections, full_tags, guid, instant, pick, tags, tenant_id};

pub const MACHINE: &str = "Microsoft.Compute/virtualMachines";
pub const CLUSTER: &str = "Microsoft.ContainerService/managedClusters";
pub const DATABRICKS: &str = "Microsoft.Databricks/workspaces";
pub const CONNECTOR: &str = "Microsoft.Databricks/accessConnectors";
const NIC: &str = "Microsoft.Network/networkInterfaces";
const DISK: &str = "Microsoft.Compute/disks";
const ADDRESS: &str = "Microsoft.Network/publicIPAddresses";

/// Group, name prefix, how many, size, whether Windows, whether each has a public address.
#[rustfmt::skip]
static MACHINES: &[(&Group, &str, u8, &str, bool, bool)] = &[
    (&AI_COMPUTE, "vm-gpu-train", 1, "Standard_NC24ads_A100_v4", false, true),
    (&AI_COMPUTE, "vm-gpu-batch", 2, "Standard_NC16as_T4_v3", false, false),
    (&AI_COMPUTE, "vm-mlops", 2, "Standard_D4s_v5", false, false),
    (&AI_MONITOR, "vm-collector", 1, "Standard_D2s_v5", false, false),
    (&DATA_ERP, "vm-erp-app", 6, "Standard_E8s_v5", true, false),
    (&DATA_ERP, "vm-erp-db", 3, "Standard_E16s_v5", true, false),
    (&DATA_CRM, "vm-crm-app", 4, "Standard_D8s_v5", true, false),
    (&DATA_CLAIMS, "vm-claims", 4, "Standard_D4s_v5", false, false),
    (&DATA_REPORTING, "vm-ssrs", 2, "Standard_D8s_v5", true, false),
    (&DATA_INTEGRATION, "vm-shir", 3, "Standard_D4s_v5", true, false),
    (&DATA_INTEGRATION, "vm-sftp", 1, "Standard_B2ms", false, true),
    (&LAB, "vm-gpu-lab", 1, "Standard_NC6s_v3", false, true),
    (&SANDBOX_PLAYGROUND, "vm-play", 4, "Standard_B4ms", false, true),
    (&MARKETING_WEB, "vm-brand-cms", 2, "Standard_B2ms", false, true),
];

pub fn rows() -> Vec<Value> {
    let mut rows = Vec::new();
    for (group, prefix, count, size, windows, public) in MACHINES {
        for number in 1..=*count {
            machine(
                &mut rows,
                group,
                &format!("{prefix}-{number:02}"),
                size,
                *windows,
                *public,
            );
        }
    }
    rows.push(cluster(
        &AI_COMPUTE,
        "aks-contoso-models-weu",
        Some("Standard_NC24ads_A100_v4"),
        false,
    ));
    rows.push(cluster(
        &AI_COMPUTE,
        "aks-contoso-serving-weu",
        Some("Standard_NC8as_T4_v3"),
        true,
    ));
    rows.push(cluster(&DATA_INTEGRATION, "aks-contoso-apps-weu", None, true));
    databricks(&mut rows, &DATA_LAKE, "dbw-contoso-lake-weu", true);
    databricks(&mut rows, &LAB, "dbw-contoso-lab-swc", false);
    rows
}

/// The network and the subnet that the machines of a subscription stand in.
pub fn machine_subnet(group: &Group) -> String {
    crate::contoso::network::subnet(group, "snet-machines")
}

fn machine(rows: &mut Vec<Value>, group: &Group, name: &str, size: &str, windows: bool, public: bool) {
    let id = group.id(MACHINE, name);
    let nic = format!("nic-{name}");
    let os_disk = format!("{name}_OsDisk");
    let gpu = size.starts_with("Standard_N");
    let os = if windows { "Windows" } else { "Linux" };
    let image = if windows {
        json!({"publisher": "MicrosoftWindowsServer", "offer": "WindowsServer", "sku": "2022-datacenter-azure-edition",
            "version": "latest"})
    } else if gpu {
        json!({"publisher": "microsoft-dsvm", "offer": "ubuntu-hpc", "sku": "2204", "version": "latest"})
    } else {
        json!({"publisher": "Canonical", "offer": "ubuntu-24_04-lts", "sku": "server", "version": "latest"})
    };
    let mut properties = json!({
        "vmId": guid(&format!("machine {name}")), "provisioningState": "Succeeded", "timeCreated": instant(name, 5),
        "hardwareProfile": {"vmSize": size},
        "storageProfile": {
            "imageReference": image, "dataDisks": [],
            "osDisk": {"osType": os, "name": os_disk, "createOption": "FromImage", "caching": "ReadWrite", "diskSizeGB": 128,
                "managedDisk": {"id": group.id(DISK, &os_disk), "storageAccountType": "Premium_LRS"}},
        },
        "osProfile": {"computerName": name, "adminUsername": "contosoadmin", "secrets": [], "allowExtensionOperations": true},
        "securityProfile": {"securityType": if pick(name, 3) == 0 { "Standard" } else { "TrustedLaunch" },
            "encryptionAtHost": !public},
        "networkProfile": {"networkInterfaces": [{"id": group.id(NIC, &nic), "properties": {"primary": true}}]},
        "diagnosticsProfile": {"bootDiagnostics": {"enabled": true}},
        "extended": {"instanceView": {"powerState": {"code": "PowerState/running", "displayStatus": "VM running"}}},
    });
    let os_profile = if windows {
        "windowsConfiguration"
    } else {
        "linuxConfiguration"
    };
    properties["osProfile"][os_profile] = json!({"provisionVMAgent": true});
    let mut columns = json!({"properties": properties, "zones": [(1 + pick(name, 3)).to_string()]});
    if group.subscription.name != "sub-contoso-marketing" {
        let environment = if group.subscription.name.contains("sandbox") {
            "sandbox"
        } else {
            "production"
        };
        columns["tags"] = full_tags(group, "operations@contoso.example", environment, "internal");
    }
    if gpu {
        columns["identity"] = group.system_identity(MACHINE, name);
    }
    rows.push(group.row(MACHINE, name, columns));

    rows.push(group.row(DISK, &os_disk, json!({
        "managedBy": id, "sku": {"name": "Premium_LRS", "tier": "Premium"},
        "properties": {"osType": os, "creationData": {"createOption": "FromImage"}, "diskSizeGB": 128, "diskState": "Attached",
            "provisioningState": "Succeeded",
            "networkAccessPolicy": if public { "AllowAll" } else { "DenyAll" },
            "publicNetworkAccess": if public { "Enabled" } else { "Disabled" },
            "encryption": {"type": "EncryptionAtRestWithPlatformKey"}, "timeCreated": instant(&os_disk, 5)},
    })));

    let configuration = format!("{}/ipConfigurations/ipconfig1", group.id(NIC, &nic));
    let mut ip = json!({"provisioningState": "Succeeded", "primary": true, "privateIPAddressVersion": "IPv4",
        "privateIPAllocationMethod": "Dynamic",
        "privateIPAddress": format!("10.{}.{}.{}", 20 + pick(group.name, 8), pick(name, 16), 4 + pick(&nic, 240)),
        "subnet": {"id": machine_subnet(group)}});
    if public {
        let address = format!("pip-{name}");
        ip["publicIPAddress"] = json!({"id": group.id(ADDRESS, &address)});
        rows.push(group.row(ADDRESS, &address, json!({
            "sku": {"name": "Standard", "tier": "Regional"},
            "properties": {"provisioningState": "Succeeded", "publicIPAddressVersion": "IPv4", "publicIPAllocationMethod": "Static",
                "ipAddress": format!("198.51.100.{}", 1 + pick(&address, 250)),
                "ipConfiguration": {"id": configuration}},
        })));
    }
    rows.push(group.row(
        NIC,
        &nic,
        json!({"properties": {
            "provisioningState": "Succeeded", "primary": true, "enableIPForwarding": name.contains("sftp"),
            "enableAcceleratedNetworking": gpu,
            "ipConfigurations": [{"name": "ipconfig1", "id": configuration,
                "type": "Microsoft.Network/networkInterfaces/ipConfigurations", "properties": ip}],
            "virtualMachine": {"id": id}, "dnsSettings": {"dnsServers": []}, "tapConfigurations": [],
        }}),
    ));

    let agent = if windows {
        "AzureMonitorWindowsAgent"
    } else {
        "AzureMonitorLinuxAgent"
    };
    if !public {
        rows.push(group.row(&format!("{MACHINE}/extensions"), &format!("{name}/{agent}"), json!({"properties": {
            "publisher": "Microsoft.Azure.Monitor", "type": agent, "typeHandlerVersion": "1.33", "autoUpgradeMinorVersion": true,
            "enableAutomaticUpgrade": true, "provisioningState": "Succeeded"}})));
    }
}

fn cluster(group: &Group, name: &str, gpu: Option<&str>, guarded: bool) -> Value {
    let pool = |pool: &str, mode: &str, size: &str, count: u8| {
        json!({"name": pool, "mode": mode, "vmSize": size, "count": count, "osType": "Linux", "osSKU": "AzureLinux",
            "type": "VirtualMachineScaleSets",
            "orchestratorVersion": "1.33.4", "enableNodePublicIP": false, "vnetSubnetID": crate::contoso::network::subnet(group,
                "snet-clusters"),
            "nodeTaints": if mode == "User" { json!(["sku=gpu:NoSchedule"]) } else { json!([]) },
            "provisioningState": "Succeeded"})
    };
    let mut pools = vec![pool("system", "System", "Standard_D4ds_v5", 3)];
    pools.extend(gpu.map(|size| pool("gpu", "User", size, 2)));
    let access = if guarded {
        json!({"enablePrivateCluster": true, "disableRunCommand": true})
    } else {
        json!({"enablePrivateCluster": false})
    };
    let kubelet = format!("id-{name}-agentpool");
    let properties = json!({
        "provisioningState": "Succeeded", "powerState": {"code": "Running"}, "kubernetesVersion": "1.33", "dnsPrefix": name,
        "agentPoolProfiles": pools, "apiServerAccessProfile": access, "disableLocalAccounts": true, "enableRBAC": true,
        "aadProfile": {"managed": true, "enableAzureRBAC": true,
            "adminGroupObjectIDs": [guid("group sg-platform-admins")], "tenantID": tenant_id()},
        "oidcIssuerProfile": {"enabled": true}, "servicePrincipalProfile": {"clientId": "msi"},
        "securityProfile": {"workloadIdentity": {"enabled": true}, "defender": {"securityMonitoring": {"enabled": guarded}},
            "imageCleaner": {"enabled": guarded}},
        "addonProfiles": {"azurepolicy": {"enabled": guarded}, "azureKeyvaultSecretsProvider": {"enabled": guarded},
            "omsagent": {"enabled": true}},
        "networkProfile": {"networkPlugin": "azure", "networkPolicy": if guarded { "cilium" } else { "none" },
            "outboundType": if guarded { "userDefinedRouting" } else { "loadBalancer" }},
        "autoUpgradeProfile": {"upgradeChannel": if guarded { "stable" } else { "none" }},
        "nodeResourceGroup": format!("MC_{}_{name}", group.name),
        "identityProfile": {"kubeletidentity": {"resourceId": group.id(crate::contoso::tenant::USER_IDENTITY, &kubelet),
            "objectId": guid(&format!("principal {kubelet}"))}},
        "aiToolchainOperatorProfile": {"enabled": name.contains("serving")},
    });
    group.row(CLUSTER, name, json!({
        "sku": {"name": "Base", "tier": if guarded { "Standard" } else { "Free" }}, "identity": group.system_identity(CLUSTER,
            name),
        "tags": full_tags(group, "container-platform@contoso.example", "production", "internal"), "properties": properties}))
}

fn databricks(rows: &mut Vec<Value>, group: &Group, name: &str, guarded: bool) {
    let mut parameters = json!({
        "enableNoPublicIp": {"type": "Bool", "value": guarded}, "prepareEncryption": {"type": "Bool", "value": guarded},
        "requireInfrastructureEncryption": {"type": "Bool", "value": false}, "storageAccountName": {"type": "String",
            "value": format!("dbst{}", pick(name, 1_000_000_000))},
    });
    if guarded {
        parameters["customVirtualNetworkId"] =
            json!({"type": "String", "value": crate::contoso::network::network_id(group)});
        parameters["customPrivateSubnetName"] = json!({"type": "String", "value": "snet-databricks-private"});
        parameters["customPublicSubnetName"] = json!({"type": "String", "value": "snet-databricks-host"});
    }
    let id = group.id(DATABRICKS, name);
    let mut properties = json!({
        "managedResourceGroupId": format!("{}/resourceGroups/databricks-{name}", group.subscription.scope()),
        "parameters": parameters,
        "provisioningState": "Succeeded", "workspaceUrl": format!("adb-{}.7.azuredatabricks.net", pick(name, 9_000_000_000_000)),
        "createdDateTime": instant(name, 4), "createdBy": {"oid": guid("user ines.haddad")},
        "privateEndpointConnections": connections(&id, "databricks_ui_api", guarded.then_some("Approved")),
    });
    if guarded {
        properties["publicNetworkAccess"] = json!("Disabled");
        properties["requiredNsgRules"] = json!("NoAzureDatabricksRules");
    }
    let labels = if guarded {
        full_tags(
            group,
            "data-platform@contoso.example",
            "production",
            "highly confidential",
        )
    } else {
        tags(&[("environment", "sandbox"), ("workload", "ai")])
    };
    let tier = if guarded { "premium" } else { "standard" };
    rows.push(group.row(
        DATABRICKS,
        name,
        json!({"sku": {"name": tier}, "tags": labels, "properties": properties}),
    ));
    let connector = name.replace("dbw-", "dbac-");
    rows.push(group.row(
        CONNECTOR,
        &connector,
        json!({
        "identity": group.system_identity(CONNECTOR, &connector), "properties": {"provisioningState": "Succeeded",
            "referedBy": [id]}}),
    ));
}
