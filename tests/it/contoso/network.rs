//! Networks, security groups, private endpoints and private DNS zones. A private endpoint row is made for every connection
//! that a resource names, so that the two sides agree.

use serde_json::{Value, json};

use crate::contoso::places::{AI_NETWORK, DATA_NETWORK, GROUPS, MARKETING_WEB, SANDBOX_NETWORK, WATCHERS};
use crate::contoso::tenant::{Group, full_tags, guid, pick, subscription_of};

pub const NETWORK: &str = "Microsoft.Network/virtualNetworks";
pub const SECURITY_GROUP: &str = "Microsoft.Network/networkSecurityGroups";
const ENDPOINT: &str = "Microsoft.Network/privateEndpoints";
const ZONE: &str = "Microsoft.Network/privateDnsZones";

struct Network {
    group: &'static Group,
    name: &'static str,
    prefix: &'static str,
    subnets: &'static [Subnet],
    peers: &'static [(&'static Group, &'static str)],
}

/// Name, whether a security group is attached, whether policies apply to its private endpoints.
type Subnet = (&'static str, bool, bool);

#[rustfmt::skip]
static NETWORKS: &[Network] = &[
    Network { group: &AI_NETWORK, name: "vnet-contoso-ai-weu", prefix: "10.20", peers: &[(&DATA_NETWORK, "vnet-contoso-hub-weu")],
        subnets: &[("snet-endpoints", true, true), ("snet-machines", true, true), ("snet-clusters", false, true), ("snet-gateway", true, true), ("snet-agents", true, false)] },
    Network { group: &DATA_NETWORK, name: "vnet-contoso-hub-weu", prefix: "10.10", peers: &[(&AI_NETWORK, "vnet-contoso-ai-weu"), (&DATA_NETWORK, "vnet-contoso-data-weu")],
        subnets: &[("AzureFirewallSubnet", false, true), ("AzureBastionSubnet", true, true), ("GatewaySubnet", false, true), ("snet-dns", true, true)] },
    Network { group: &DATA_NETWORK, name: "vnet-contoso-data-weu", prefix: "10.21", peers: &[(&DATA_NETWORK, "vnet-contoso-hub-weu"), (&SANDBOX_NETWORK, "vnet-contoso-lab-swc")],
        subnets: &[("snet-endpoints", true, false), ("snet-machines", true, true), ("snet-clusters", true, true), ("snet-databricks-private", true, true), ("snet-databricks-host", true, true), ("snet-sql", true, true), ("snet-integration", true, true)] },
    Network { group: &SANDBOX_NETWORK, name: "vnet-contoso-lab-swc", prefix: "10.90", peers: &[(&DATA_NETWORK, "vnet-contoso-data-weu")],
        subnets: &[("snet-endpoints", false, false), ("snet-machines", false, true)] },
    Network { group: &MARKETING_WEB, name: "vnet-brand-eus", prefix: "192.168", peers: &[],
        subnets: &[("default", false, false), ("snet-machines", false, false)] },
];

/// Zones, and whether the hub network is linked to each.
#[rustfmt::skip]
static ZONES: &[(&str, bool)] = &[
    ("privatelink.cognitiveservices.azure.com", true), ("privatelink.openai.azure.com", true), ("privatelink.services.ai.azure.com", false),
    ("privatelink.search.windows.net", true), ("privatelink.api.azureml.ms", true), ("privatelink.notebooks.azure.net", true),
    ("privatelink.blob.core.windows.net", true), ("privatelink.dfs.core.windows.net", true), ("privatelink.vaultcore.azure.net", true),
    ("privatelink.azurecr.io", true), ("privatelink.documents.azure.com", true), ("privatelink.database.windows.net", true),
    ("privatelink.azurewebsites.net", true), ("privatelink.azuredatabricks.net", true),
];

/// The network that the resources of a subscription stand in.
pub fn network_id(group: &Group) -> String {
    let network = match group.subscription.name {
        "sub-contoso-ai-prod" => &NETWORKS[0],
        "sub-contoso-data-prod" => &NETWORKS[2],
        "sub-contoso-sandbox" => &NETWORKS[3],
        _ => &NETWORKS[4],
    };
    network.group.id(NETWORK, network.name)
}

pub fn subnet(group: &Group, name: &str) -> String {
    format!("{}/subnets/{name}", network_id(group))
}

pub fn rows() -> Vec<Value> {
    let mut rows = Vec::new();
    for network in NETWORKS {
        rows.push(network_row(network));
        for (name, guarded, _) in network.subnets {
            if *guarded {
                rows.push(security_group(network, name));
            }
        }
    }
    for (zone, linked) in ZONES {
        rows.push(DATA_NETWORK.row(ZONE, zone, json!({"location": "global", "properties": {
            "numberOfRecordSets": 4, "numberOfVirtualNetworkLinks": u8::from(*linked), "provisioningState": "Succeeded"}})));
        if *linked {
            let hub = DATA_NETWORK.id(NETWORK, "vnet-contoso-hub-weu");
            rows.push(DATA_NETWORK.row(
                &format!("{ZONE}/virtualNetworkLinks"),
                &format!("{zone}/link-hub"),
                json!({"location": "global", "properties": {
                    "virtualNetwork": {"id": hub}, "registrationEnabled": false, "virtualNetworkLinkState": "Completed",
                    "provisioningState": "Succeeded"}}),
            ));
        }
    }
    rows.extend(hub());
    rows
}

fn security_group_name(network: &Network, subnet: &str) -> String {
    format!(
        "nsg-{}-{}",
        network.name.trim_start_matches("vnet-"),
        subnet.trim_start_matches("snet-")
    )
}

fn network_row(network: &Network) -> Value {
    let Network {
        group, name, prefix, ..
    } = network;
    let id = group.id(NETWORK, name);
    let mut subnets = Vec::new();
    for (number, (subnet, guarded, policies)) in network.subnets.iter().enumerate() {
        let mut properties = json!({
            "addressPrefix": format!("{prefix}.{number}.0/24"), "provisioningState": "Succeeded", "serviceEndpoints": [],
            "delegations": [],
            "privateEndpointNetworkPolicies": if *policies { "Enabled" } else { "Disabled" },
            "privateLinkServiceNetworkPolicies": "Enabled",
        });
        if *guarded {
            properties["networkSecurityGroup"] =
                json!({"id": group.id(SECURITY_GROUP, &security_group_name(network, subnet))});
        }
        subnets.push(json!({"id": format!("{id}/subnets/{subnet}"), "name": subnet,
                "type": "Microsoft.Network/virtualNetworks/subnets", "properties": properties}));
    }
    let peerings: Vec<Value> = network
        .peers
        .iter()
        .map(|(other, peer)| {
            json!({"id": format!("{id}/virtualNetworkPeerings/to-{peer}"), "name": format!("to-{peer}"), "properties": {
                "peeringState": "Connected", "remoteVirtualNetwork": {"id": other.id(NETWORK, peer)},
                "allowVirtualNetworkAccess": true,
                "allowForwardedTraffic": true, "allowGatewayTransit": false, "useRemoteGateways": false,
                "provisioningState": "Succeeded"}})
        })
        .collect();
    group.row(NETWORK, name, json!({
        "tags": full_tags(group, "network@contoso.example", "production", "internal"),
        "properties": {"provisioningState": "Succeeded", "addressSpace": {"addressPrefixes": [format!("{prefix}.0.0/16")]},
            "subnets": subnets,
            "virtualNetworkPeerings": peerings, "enableDdosProtection": name.contains("hub")}}))
}

fn rule(name: &str, direction: &str, access: &str, priority: u32, source: &str, port: &str) -> Value {
    json!({"name": name, "properties": {
        "access": access, "direction": direction, "priority": priority, "protocol": if port == "*" { "*" } else { "Tcp" },
        "provisioningState": "Succeeded",
        "sourceAddressPrefix": source, "sourceAddressPrefixes": [], "sourcePortRange": "*", "sourcePortRanges": [],
        "destinationAddressPrefix": "*", "destinationAddressPrefixes": [], "destinationPortRange": port,
        "destinationPortRanges": []}})
}

fn security_group(network: &Network, subnet: &str) -> Value {
    let name = security_group_name(network, subnet);
    let mut rules = vec![
        rule("allow-https-internal", "Inbound", "Allow", 200, "10.0.0.0/8", "443"),
        rule("deny-internet", "Inbound", "Deny", 4000, "Internet", "*"),
    ];
    if name.contains("ai-weu-machines") {
        rules.insert(0, rule("allow-ssh-temporary", "Inbound", "Allow", 110, "*", "22"));
    }
    let defaults = [
        rule("AllowVnetInBound", "Inbound", "Allow", 65000, "VirtualNetwork", "*"),
        rule(
            "AllowAzureLoadBalancerInBound",
            "Inbound",
            "Allow",
            65001,
            "AzureLoadBalancer",
            "*",
        ),
        rule("DenyAllInBound", "Inbound", "Deny", 65500, "*", "*"),
        rule("AllowVnetOutBound", "Outbound", "Allow", 65000, "VirtualNetwork", "*"),
        rule("AllowInternetOutBound", "Outbound", "Allow", 65001, "*", "*"),
        rule("DenyAllOutBound", "Outbound", "Deny", 65500, "*", "*"),
    ];
    network.group.row(SECURITY_GROUP, &name, json!({"properties": {
        "provisioningState": "Succeeded", "resourceGuid": guid(&name), "securityRules": rules, "defaultSecurityRules": defaults,
        "subnets": [{"id": format!("{}/subnets/{subnet}", network.group.id(NETWORK, network.name))}]}}))
}

fn hub() -> Vec<Value> {
    let address = |name: &str| {
        DATA_NETWORK.row(
            "Microsoft.Network/publicIPAddresses",
            name,
            json!({"sku": {"name": "Standard", "tier": "Regional"},
            "properties": {
                "ipAddress": format!("198.51.100.{}", 1 + pick(name, 250)), "publicIPAllocationMethod": "Static",
                "provisioningState": "Succeeded"}}),
        )
    };
    let route = |group: &Group, name: &str| {
        group.row(
            "Microsoft.Network/routeTables",
            name,
            json!({"properties": {"disableBgpRoutePropagation": true,
            "provisioningState": "Succeeded", "routes": [
                {"name": "default", "properties": {"addressPrefix": "0.0.0.0/0", "nextHopType": "VirtualAppliance",
                    "nextHopIpAddress": "10.10.0.4"}}]}}),
        )
    };
    let mut rows = vec![
        address("pip-afw-contoso-weu"),
        address("pip-bas-contoso-weu"),
        route(&AI_NETWORK, "rt-contoso-ai-weu"),
        route(&DATA_NETWORK, "rt-contoso-data-weu"),
        DATA_NETWORK.row("Microsoft.Network/azureFirewalls", "afw-contoso-weu", json!({"zones": ["1", "2", "3"], "properties": {
            "sku": {"name": "AZFW_VNet", "tier": "Premium"}, "threatIntelMode": "Deny", "provisioningState": "Succeeded"}})),
        DATA_NETWORK.row("Microsoft.Network/bastionHosts", "bas-contoso-weu", json!({"sku": {"name": "Standard"},
            "properties": {"provisioningState": "Succeeded"}})),
    ];
    for watchers in WATCHERS {
        rows.push(watchers.row(
            "Microsoft.Network/networkWatchers",
            "NetworkWatcher_westeurope",
            json!({"properties": {"provisioningState": "Succeeded"}}),
        ));
    }
    rows
}

/// A private endpoint and its network interface for every connection that `rows` names.
pub fn endpoints(rows: &[Value]) -> Vec<Value> {
    let mut made = Vec::new();
    for row in rows {
        let connections = row["properties"]["privateEndpointConnections"].as_array();
        for connection in connections.into_iter().flatten() {
            made.extend(endpoint_rows(row, connection).into_iter().flatten());
        }
    }
    made
}

fn endpoint_rows(target: &Value, connection: &Value) -> Option<[Value; 2]> {
    let id = connection["properties"]["privateEndpoint"]["id"].as_str()?;
    let name = id.rsplit('/').next()?;
    let group_name = id.split('/').nth(4)?;
    let group = GROUPS.iter().find(|group| {
        group.name == group_name && subscription_of(id).is_some_and(|home| home.name == group.subscription.name)
    })?;
    let nic = format!("{name}-nic");
    let link = json!([{"name": name, "id": format!("{id}/privateLinkServiceConnections/{name}"), "properties": {
        "privateLinkServiceId": target["id"], "groupIds": connection["properties"]["groupIds"], "provisioningState": "Succeeded",
        "privateLinkServiceConnectionState": connection["properties"]["privateLinkServiceConnectionState"]}}]);
    // A request that somebody has to approve is listed as manual.
    let manual = connection["properties"]["privateLinkServiceConnectionState"]["status"] == "Pending";
    let subnet = subnet(group, "snet-endpoints");
    let nic_id = group.id("Microsoft.Network/networkInterfaces", &nic);
    let row = group.row(ENDPOINT, name, json!({"properties": {
        "provisioningState": "Succeeded", "subnet": {"id": subnet}, "networkInterfaces": [{"id": nic_id}], "customDnsConfigs": [],
        "privateLinkServiceConnections": if manual { json!([]) } else { link.clone() },
        "manualPrivateLinkServiceConnections": if manual { link } else { json!([]) }}}));
    let address = format!("10.20.0.{}", 4 + pick(name, 250));
    let interface = group.row("Microsoft.Network/networkInterfaces", &nic, json!({"properties": {
        "provisioningState": "Succeeded", "privateEndpoint": {"id": id}, "enableIPForwarding": false, "ipConfigurations": [
            {"name": "privateEndpointIpConfig", "properties": {"privateIPAddress": address,
                "privateIPAllocationMethod": "Dynamic", "subnet": {"id": subnet}}}]}}));
    Some([row, interface])
}
