//! The recommendations of Microsoft Defender for Cloud that the tenant was evaluated for. Keys, names and severities are
//! those that Microsoft publishes; descriptions are ours. Each says how its state follows from a resource row, so that the
//! CSV and the resources tell one story, except where [`crate::contoso::recommendations`] plants a contradiction.

/// How the state of a resource is found.
#[derive(Clone, Copy)]
pub enum Judge {
    /// Healthy where the property is true.
    True(&'static str),
    /// Healthy where it is false. Anonymous reading is not evaluated where the row does not say it.
    False(&'static str),
    /// Healthy where it equals the text, in any case.
    Is(&'static str, &'static str),
    /// As `Is`, but switched off by policy where it does not hold.
    IfRequired(&'static str, &'static str),
    Present(&'static str),
    /// An approved private endpoint.
    Approved,
    /// Default deny, or no public access.
    Restricted,
    /// Diagnostic settings, which no row shows: healthy unless the name is on the list of the module.
    Logs,
    /// Unhealthy for this share of the resources, in hundredths.
    Share(u64),
    /// As `Share`, for machines of one operating system.
    On(&'static str, u64),
    /// Healthy, unhealthy or absent for the AI, data and sandbox subscriptions.
    Subscriptions(&'static str),
    /// As `Share`, for machines with (`true`) or without a public address.
    Facing(bool, u64),
}

pub struct Recommendation {
    pub key: &'static str,
    pub severity: &'static str,
    /// Lower-case resource types; `subnet` and `subscription` are not of the resources table.
    pub types: &'static [&'static str],
    pub judge: Judge,
    pub control: &'static str,
    pub name: &'static str,
    pub why: &'static str,
}

use Judge::{Approved, Facing, False, IfRequired, Is, Logs, On, Present, Restricted, Share, Subscriptions, True};

const AI: &[&str] = &[
    "microsoft.cognitiveservices/accounts",
    "microsoft.search/searchservices",
];
const ACCOUNT: &[&str] = &["microsoft.cognitiveservices/accounts"];
const LEARNING: &[&str] = &["microsoft.machinelearningservices/workspaces"];
const COMPUTE: &[&str] = &["microsoft.machinelearningservices/workspaces/computes"];
const DATABRICKS: &[&str] = &["microsoft.databricks/workspaces"];
const STORE: &[&str] = &["microsoft.storage/storageaccounts"];
const VAULT: &[&str] = &["microsoft.keyvault/vaults"];
const COSMOS: &[&str] = &["microsoft.documentdb/databaseaccounts"];
const SQL: &[&str] = &["microsoft.sql/servers"];
const DATABASE: &[&str] = &["microsoft.sql/servers/databases"];
const GATEWAY: &[&str] = &["microsoft.apimanagement/service"];
const CLUSTER: &[&str] = &["microsoft.containerservice/managedclusters"];
const REGISTRY: &[&str] = &["microsoft.containerregistry/registries"];
const NETWORK: &[&str] = &["microsoft.network/virtualnetworks"];
const MACHINE: &[&str] = &["microsoft.compute/virtualmachines"];
const WEB: &[&str] = &["microsoft.web/sites app"];
const FUNCTION: &[&str] = &["microsoft.web/sites func"];
const SUBNET: &[&str] = &["subnet"];
const TENANT: &[&str] = &["subscription"];

const IDENTITY: &str = "Manage access and permissions";
const REACH: &str = "Restrict unauthorized network access";
const ENCRYPT: &str = "Enable encryption at rest";
const TRANSIT: &str = "Encrypt data in transit";
const AUDIT: &str = "Enable auditing and logging";
const PATCH: &str = "Remediate vulnerabilities";
const PORTS: &str = "Secure management ports";
const HARDEN: &str = "Remediate security configurations";
const PLANS: &str = "Enable enhanced security features";
const PRACTICE: &str = "Implement security best practices";

macro_rules! table {
    ($($key:literal $severity:ident $types:ident $judge:expr, $control:ident, $name:literal, $why:literal;)*) => {
        pub static RECOMMENDATIONS: &[Recommendation] = &[$(Recommendation {
            key: $key, severity: stringify!($severity), types: $types, judge: $judge, control: $control, name: $name, why: $why,
        }),*];
    };
}

table! {
    "13b10b36-aa99-4db6-b00c-dcf87c4761e6" Medium AI True("/properties/disableLocalAuth"), IDENTITY, "Azure AI Services resources should have key access disabled (disable local authentication)", "A key works for whoever holds it, from anywhere, until somebody changes it. Tokens of Microsoft Entra ID name the caller and expire.";
    "f738efb8-005f-680d-3d43-b3db762d6243" Medium AI Restricted, REACH, "Azure AI Services resources should restrict network access", "A service that accepts every address on the internet depends on its credentials alone. Let in only the networks that your applications use.";
    "67279c29-fa4c-4f09-ae59-cb1491565995" Medium AI Approved, REACH, "Azure AI Services resources should use Azure Private Link", "With a private endpoint, traffic between your network and the service never leaves the provider's backbone.";
    "54f53ddf-6ebd-461e-a247-394c542bc5d1" Medium AI Approved, REACH, "Azure AI Services resources should use Azure Private Link", "With a private endpoint, traffic between your network and the service never leaves the provider's backbone.";
    "dea5192e-1bb3-101b-b70c-4646546f5e1e" Low AI Logs, AUDIT, "Diagnostic logs in Azure AI services resources should be enabled", "Without resource logs nobody can tell afterwards who asked the model what, how often, and from where.";
    "18bf29b3-a844-e170-2826-4e95d0ba4dc9" Low ACCOUNT IfRequired("/properties/encryption/keySource", "Microsoft.KeyVault"), ENCRYPT, "(Enable if required) Azure AI Services resources should encrypt data at rest with a customer-managed key (CMK)", "A key of your own lets you withdraw access to stored data. It also means that losing the key loses the data.";
    "a78ee063-e419-42a9-8d8f-8ec1a94f6b3e" Medium LEARNING Is("/properties/publicNetworkAccess", "Disabled"), REACH, "Azure Machine Learning Workspaces should disable public network access", "A workspace gives a way to data, models and machines; keep the way inside your network.";
    "692343df-7e70-b082-7b0e-67f97146cea3" Medium LEARNING Approved, REACH, "Azure Machine Learning workspaces should use private link", "A private endpoint brings the workspace into your network and lets you close its public address.";
    "bbd14f11-6228-4588-82a4-517b8d77b23f" Low LEARNING IfRequired("/properties/encryption/status", "Enabled"), ENCRYPT, "(Enable if required) Azure Machine Learning workspaces should be encrypted with a customer-managed key (CMK)", "A key of your own lets you withdraw access to what the workspace keeps about experiments.";
    "1b663c6e-6432-4517-9a2b-49f5008e652f" Medium LEARNING Logs, AUDIT, "Resource logs in Azure Machine Learning Workspaces should be enabled", "Resource logs show who started which job and who deployed which model.";
    "0b712179-f61f-4e80-9286-f7eed8f08a47" Medium COMPUTE Share(50), REACH, "Azure Machine Learning Computes should be in a virtual network", "Machines in your own network follow its rules; others do not.";
    "51740d72-1ff9-455d-ace0-c7384e903168" Medium COMPUTE Share(50), IDENTITY, "Azure Machine Learning Computes should have local authentication methods disabled", "A local login outlives the project that it was made for and leaves no name in the logs.";
    "a85bc138-587d-4867-8faa-b2a814cfcf72" Medium DATABRICKS True("/properties/parameters/enableNoPublicIp/value"), REACH, "Azure Databricks Clusters should disable public IP", "Nodes without public addresses cannot be reached from the internet.";
    "889df0ba-a5a2-47a0-a16d-6111b5879cce" Medium DATABRICKS Present("/properties/parameters/customVirtualNetworkId"), REACH, "Azure Databricks Workspaces should be in a virtual network", "In a network of your own you decide what clusters may reach.";
    "9f6b22c2-61e5-4c4b-ab83-f5a88387bff4" Medium DATABRICKS Is("/properties/publicNetworkAccess", "Disabled"), REACH, "Azure Databricks Workspaces should disable public network access", "Closing the public address leaves one way in, the one you watch.";
    "28ca6fb2-f3b0-4494-bcfb-6600b30fec50" Medium DATABRICKS Approved, REACH, "Azure Databricks Workspaces should use private link", "A private endpoint keeps notebooks and their data off the internet.";
    "a59cd763-dbb7-4918-a5e5-b933705c8f74" Medium DATABRICKS Logs, AUDIT, "Resource logs in Azure Databricks Workspaces should be enabled", "Resource logs show who ran which notebook on which data.";
    "51fd8bb1-0db4-bbf1-7e2b-cfcba7eb66a6" Medium STORE False("/properties/allowBlobPublicAccess"), IDENTITY, "Storage account public access should be disallowed", "Where anonymous reading is allowed, one wrong setting on a container publishes its content.";
    "3b363842-30f5-4056-980d-3a40fa5de8b3" Medium STORE False("/properties/allowSharedKeyAccess"), IDENTITY, "Storage accounts should prevent shared key access", "An account key opens everything in the account. Data roles open one container to one identity.";
    "cdc78c07-02b0-4af0-1cb2-cb7c672a8b0a" Medium STORE Approved, REACH, "Storage account should use a private link connection", "A private endpoint gives the account an address in your own network.";
    "ad4f3ff1-30eb-5042-16ed-27198f640b8d" Medium STORE Restricted, REACH, "Storage accounts should restrict network access using virtual network rules", "Rules on subnets are narrower than rules on addresses, which change.";
    "45d313c3-3fca-5040-035f-d61928366d31" Low STORE Restricted, REACH, "Access to storage accounts with firewall and virtual network configurations should be restricted", "The default rule of the firewall should be to deny.";
    "1c5de8e1-f68d-6a17-e0d2-ec259c42768c" High STORE True("/properties/supportsHttpsTrafficOnly"), TRANSIT, "Secure transfer to storage accounts should be enabled", "Plain HTTP shows content and keys to everyone on the way.";
    "ca98bba7-719e-48ee-e193-0b76766cdb07" Low STORE IfRequired("/properties/encryption/keySource", "Microsoft.Keyvault"), ENCRYPT, "Storage accounts should use customer-managed key (CMK) for encryption", "A key of your own lets you withdraw access to stored data.";
    "52f7826a-ace7-3107-dd0d-4875853c1576" Medium VAULT Restricted, REACH, "Firewall should be enabled on Key Vault", "A vault that answers everyone is protected by its access rules alone.";
    "f6b59724-4a05-aa38-33e2-25f15eecf00b" Medium VAULT Approved, REACH, "Azure Key Vaults should use private link", "A private endpoint gives the vault an address in your own network.";
    "2e96bc2f-1972-e471-9e70-ae58d41e9d2a" Medium VAULT Approved, REACH, "Private endpoint should be configured for Key Vault", "A private endpoint gives the vault an address in your own network.";
    "4ed62ae4-5072-f9e7-8d94-51c76c48159a" Medium VAULT True("/properties/enablePurgeProtection"), PRACTICE, "Key vaults should have purge protection enabled", "Without it an insider can delete keys for good, and with them all data that they protect.";
    "78211c00-15a9-336e-17c4-0b48613dadf4" High VAULT True("/properties/enableSoftDelete"), PRACTICE, "Key vaults should have soft delete enabled", "Soft delete gives a time in which a deletion can be undone.";
    "88bbc99c-e5af-ddd7-6105-6150b2bfa519" Low VAULT Logs, AUDIT, "Diagnostic logs in Key Vault should be enabled", "Only the logs of the vault tell who read which secret.";
    "14257785-9437-97fa-11ae-898cfb24302b" High VAULT Share(45), IDENTITY, "Key Vault secrets should have an expiration date", "A secret without an end is copied further every year.";
    "1aabfa0d-7585-f9f5-1d92-ecb40291d9f2" High VAULT Share(30), IDENTITY, "Key Vault keys should have an expiration date", "A key without an end is never replaced.";
    "fc84abc0-eee6-4758-8372-a7681965ca44" Medium VAULT Share(15), IDENTITY, "Validity period of certificates stored in Azure Key Vault should not exceed 12 months", "Short certificates limit what a stolen one is worth.";
    "14acab4e-ad95-11ec-b909-0242ac120002" Medium COSMOS True("/properties/disableLocalAuth"), IDENTITY, "Azure Cosmos DB accounts should use Azure Active Directory as the only authentication method", "Account keys open all data of the account and name nobody.";
    "276b1952-c364-852b-11e5-657f0fa34dc6" Medium COSMOS Approved, REACH, "Azure Cosmos DB accounts should have firewall rules", "Without rules every network may try.";
    "334a182c-7c2c-41bc-ae1e-55327891ab50" Medium COSMOS Is("/properties/publicNetworkAccess", "Disabled"), REACH, "Azure Cosmos DB should disable public network access", "Closing the public address leaves only private endpoints.";
    "80dc29d6-9887-4071-a66c-e763376c2de3" Medium COSMOS Approved, REACH, "Cosmos DB accounts should use private link", "A private endpoint gives the account an address in your own network.";
    "814df446-7128-eff0-9177-fa52ac035b74" Low COSMOS IfRequired("/properties/keyVaultKeyUri", "set"), ENCRYPT, "Azure Cosmos DB accounts should use customer-managed keys to encrypt data at rest", "A key of your own lets you withdraw access to stored data.";
    "f0553104-cfdb-65e6-759c-002812e38500" High SQL Present("/properties/administrators"), IDENTITY, "An Azure Active Directory administrator should be provisioned for SQL servers", "An administrator from the directory can be given and taken away like any other role.";
    "22e93e92-4a31-b4cd-d640-3ef908430aa6" Medium SQL Is("/properties/publicNetworkAccess", "Disabled"), REACH, "Public network access on Azure SQL Database should be disabled", "A database needs no address on the internet.";
    "75396512-3323-9be4-059d-32ecb113c3de" Medium SQL Approved, REACH, "Private endpoint connections on Azure SQL Database should be enabled", "A private endpoint gives the server an address in your own network.";
    "94208a8b-16e8-4e5b-abbd-4e81c9d02bee" Low SQL Share(30), AUDIT, "Auditing on SQL server should be enabled", "Auditing keeps what was read and changed, and by whom.";
    "58d72d9d-0310-4792-9a3b-6dd111093cdb" High SQL Share(25), PLANS, "Microsoft Defender for Azure SQL Database servers should be enabled", "The plan notices injection, odd logins and mass reads.";
    "8e9a37b9-2828-4c8f-a24e-7b0ab0e89c78" Medium SQL Is("/properties/minimalTlsVersion", "1.2"), TRANSIT, "Azure SQL Database should be running TLS version 1.2 or newer", "Older protocols have known weaknesses.";
    "651967bf-044e-4bde-8376-3e08e0600105" Low DATABASE Share(0), ENCRYPT, "Transparent Data Encryption on SQL databases should be enabled", "Files and backups should be unreadable without the key.";
    "82e20e14-edc5-4373-bfc4-f13121257c37" High DATABASE Share(40), PATCH, "SQL databases should have vulnerability findings resolved", "The scan found settings and grants that a baseline does not expect.";
    "74e7dcff-317f-9635-41d2-ead5019acc99" Medium GATEWAY Is("/properties/virtualNetworkType", "Internal"), REACH, "API Management services should use a virtual network", "Inside a network the gateway reaches private backends and can itself be hidden.";
    "1a2b5b4c-f80d-46e7-ac81-b51a9fb363de" High CLUSTER True("/properties/apiServerAccessProfile/enablePrivateCluster"), REACH, "Kubernetes API server should be configured with restricted access", "An API server that answers everyone invites guessing.";
    "b0fdc63a-38e7-4bab-a7c4-2c2665abbaa9" High CLUSTER True("/properties/enableRBAC"), IDENTITY, "Role-Based Access Control should be used on Kubernetes Services", "Without roles every user of the cluster may do everything.";
    "56a83a6e-c417-42ec-b567-1e6fcb3d09a9" High CLUSTER True("/properties/securityProfile/defender/securityMonitoring/enabled"), PLANS, "Azure Kubernetes Service clusters should have Defender profile enabled", "The profile collects what happens on the nodes.";
    "c609cf0f-71ab-41e9-a3c6-9a1f7fe1b8d5" High CLUSTER Share(60), PATCH, "Azure running container images should have vulnerabilities resolved (powered by Microsoft Defender Vulnerability Management)", "Images that run now hold packages with known weaknesses.";
    "c0b7cfc6-3172-465a-b378-53c7ff2cc0d5" High REGISTRY Share(60), PATCH, "Azure registry container images should have vulnerabilities resolved (powered by Microsoft Defender Vulnerability Management)", "Images that may run tomorrow hold packages with known weaknesses.";
    "eade5b56-eefd-444f-95c8-23f29e5d93cb" Low SUBNET Present("/properties/networkSecurityGroup"), REACH, "Subnets should be associated with a network security group", "Without a security group every port of the subnet is open to the whole network.";
    "f67fb4ed-d481-44d7-91e5-efadf504f74a" Low NETWORK Share(60), REACH, "Virtual networks should be protected by Azure Firewall", "One watched way out is better than many.";
    "e3de1cc0-f4dd-3b34-e496-8b5381ba2d70" Medium NETWORK True("/properties/enableDdosProtection"), PRACTICE, "Azure DDoS Protection Standard should be enabled", "The plan absorbs floods that would take the gateway down.";
    "e1145ab1-eb4f-43d8-911b-36ddf771d13f" High MACHINE Share(40), PATCH, "System updates should be installed on your machines (powered by Azure Update Manager)", "Missing updates are what most attacks begin with.";
    "ffff0522-1e88-47fc-8382-2a80ba848f5d" Medium MACHINE Share(10), PATCH, "Machines should have a vulnerability assessment solution", "What is not scanned is not known.";
    "1195afff-c881-495e-9bc5-1486211ae03f" Low MACHINE Share(70), PATCH, "Machines should have vulnerability findings resolved", "The scan found packages with known weaknesses.";
    "17618b1a-ed14-49bb-b37f-9f8ba967be8b" High MACHINE Share(20), IDENTITY, "Machines should have secrets findings resolved", "Keys lying on a disk let whoever reads the disk move on.";
    "3b20e985-f71f-483b-b078-f30d73936d43" High MACHINE Facing(true, 60), REACH, "All network ports should be restricted on network security groups associated to your virtual machine", "Every open port is a service that somebody will try.";
    "805651bc-6ecd-4c73-9b55-97a19d0582d0" High MACHINE Facing(true, 90), PORTS, "Management ports of virtual machines should be protected with just-in-time network access control", "Ports for administrators should be open only while an administrator works.";
    "bc303248-3d14-44c2-96a0-55f5c326b5fe" Medium MACHINE Facing(true, 90), PORTS, "Management ports should be closed on your virtual machines", "Open remote desktop and SSH ports are tried within minutes.";
    "483f12ed-ae23-447e-a2de-a67a10db4353" High MACHINE Facing(true, 40), REACH, "Internet-facing virtual machines should be protected with network security groups", "A machine with a public address needs a filter in front of it.";
    "a9341235-9389-42f0-a0bf-9bfb57960d44" Low MACHINE Facing(false, 10), REACH, "Non-internet-facing virtual machines should be protected with network security groups", "Filters inside the network stop an intruder from moving on.";
    "c3b51c94-588b-426b-a892-24696f9e54cc" Medium MACHINE Share(5), REACH, "IP forwarding on your virtual machine should be disabled", "A forwarding machine can carry traffic past your rules.";
    "06e3a6db-6c0c-4ad9-943f-31d9d73ecf6c" High MACHINE Share(15), PATCH, "EDR solution should be installed on Virtual Machines", "Without detection on the machine an intruder is not seen.";
    "9b7d740f-c271-4bfd-88fb-515680c33440" High MACHINE Share(80), AUDIT, "File integrity monitoring should be enabled on machines", "Changes to system files should not go unnoticed.";
    "6c99f570-2ce7-46bc-8175-cde013df43bc" Medium MACHINE Share(35), HARDEN, "Guest Configuration extension should be installed on machines", "The extension checks settings inside the machine.";
    "f2f595ec-5dc6-68b4-82ef-b63563e9c610" Low MACHINE Share(30), PRACTICE, "Azure Backup should be enabled for virtual machines", "A machine without a backup is lost with its disk.";
    "c476dc48-8110-4139-91af-c8d940896b98" Low MACHINE Share(60), HARDEN, "Machines should be configured securely", "Settings differ from the security baseline.";
    "0396b18c-41aa-489c-affd-4ee5d1714a59" Low MACHINE On("Linux", 30), HARDEN, "Linux virtual machines should use Secure Boot", "Only signed systems should start.";
    "ad50b498-f90c-451f-886f-d0a169cc5002" Low MACHINE On("Linux", 10), HARDEN, "Linux virtual machines should use only signed and trusted boot components", "An unsigned driver can hide everything else.";
    "d79a60ef-d490-484e-91ed-f45ceb0e7cfb" Low MACHINE On("Linux", 25), PATCH, "Machines should be restarted to apply security configuration updates", "Updates that wait for a restart protect nobody.";
    "22441184-2f7b-d4a0-e00b-4c5eaef4afc9" Medium MACHINE On("Linux", 20), IDENTITY, "Authentication to Linux machines should require SSH keys", "Passwords can be guessed; keys cannot.";
    "69ad830b-d98c-b1cf-2158-9d69d38c7093" Low MACHINE On("Windows", 30), HARDEN, "Secure Boot should be enabled on supported Windows virtual machines", "Only signed systems should start.";
    "874b14bd-b49e-495a-88c6-46acb89b0a33" Low MACHINE On("Windows", 40), HARDEN, "Guest Attestation extension should be installed on supported Windows virtual machines", "The extension proves that the machine started unchanged.";
    "b7604066-ed76-45f9-a5c1-c97e4812dc55" Medium MACHINE Share(10), HARDEN, "Virtual machines guest attestation status should be healthy", "The machine did not prove that it started unchanged.";
    "1b351b29-41ca-6df5-946c-c190a56be5fe" Medium WEB True("/properties/httpsOnly"), TRANSIT, "Web Application should only be accessible over HTTPS", "Plain HTTP shows sessions and passwords to everyone on the way.";
    "19beaa2a-a126-b4dd-6d35-617f6cc83fca" High WEB Is("/properties/siteConfig/ftpsState", "Disabled"), TRANSIT, "FTPS should be required in web apps", "Plain FTP shows passwords to everyone on the way.";
    "4a3d7cd3-f17c-637a-1ffc-614a01dd03cf" Medium WEB Present("/identity/principalId"), IDENTITY, "Managed identity should be used in web apps", "An app with its own identity needs no stored passwords.";
    "64b8637e-4e1d-76a9-0fc9-c1e487a97ed8" Low WEB Share(10), HARDEN, "Remote debugging should be turned off for Web Applications", "Debugging opens ports that nobody watches.";
    "2a54c352-7ca4-4bae-ad46-47ecd9595bd2" High WEB Is("/properties/siteConfig/minTlsVersion", "1.2"), TRANSIT, "TLS should be updated to the latest version for web apps", "Older protocols have known weaknesses.";
    "cb0acdc6-0846-fd48-debe-9905af151b6d" Medium FUNCTION True("/properties/httpsOnly"), TRANSIT, "Function App should only be accessible over HTTPS", "Plain HTTP shows keys to everyone on the way.";
    "972a6579-f38f-c0b9-1b4b-a5bbeba3ab5b" High FUNCTION Is("/properties/siteConfig/ftpsState", "Disabled"), TRANSIT, "FTPS should be required in function apps", "Plain FTP shows passwords to everyone on the way.";
    "23aa9cbe-c2fb-6a2f-6c97-885a6d48c4d1" Medium FUNCTION Present("/identity/principalId"), IDENTITY, "Managed identity should be used in function apps", "A function with its own identity needs no stored passwords.";
    "093c685b-56dd-13a3-8ed5-887a001837a2" Low FUNCTION Share(10), HARDEN, "Remote debugging should be turned off for Function App", "Debugging opens ports that nobody watches.";
    "15be5f3c-e0a4-c0fa-fbff-8e50339b4b22" High FUNCTION Is("/properties/siteConfig/minTlsVersion", "1.2"), TRANSIT, "TLS should be updated to the latest version for function apps", "Older protocols have known weaknesses.";
    "6f90a6d6-d4d6-0794-0ec1-98fa77878c2e" High TENANT Subscriptions("UHH"), IDENTITY, "A maximum of 3 owners should be designated for subscriptions", "Each owner is one more account whose loss loses the subscription.";
    "2c79b4af-f830-b61e-92b9-63dfa30f16e4" High TENANT Subscriptions("HHH"), IDENTITY, "There should be more than one owner assigned to subscriptions", "With one owner, a holiday locks everyone out.";
    "20606e75-05c4-48c0-9d97-add6daa2109a" High TENANT Subscriptions("HHH"), IDENTITY, "Guest accounts with owner permissions on Azure resources should be removed", "Another company decides how well a guest account is protected.";
    "0354476c-a12a-4fcc-a79d-f0ab7ffffdbb" High TENANT Subscriptions("HHH"), IDENTITY, "Guest accounts with write permissions on Azure resources should be removed", "Another company decides how well a guest account is protected.";
    "fde1c0c9-0fd2-4ecc-87b5-98956cbc1095" High TENANT Subscriptions("HHH"), IDENTITY, "Guest accounts with read permissions on Azure resources should be removed", "Another company decides how well a guest account is protected.";
    "050ac097-3dda-4d24-ab6d-82568e7a50cf" High TENANT Subscriptions("HHH"), IDENTITY, "Blocked accounts with owner permissions on Azure resources should be removed", "An account that nobody uses is one that nobody misses.";
    "1ff0b4c9-ed56-4de6-be9c-d7ab39645926" High TENANT Subscriptions("UHH"), IDENTITY, "Blocked accounts with read and write permissions on Azure resources should be removed", "An account that nobody uses is one that nobody misses.";
    "8b0bd683-bcfe-4ab1-96b9-f15a60eaa89d" Medium TENANT Subscriptions("UU-"), IDENTITY, "Permissions of inactive identities in your Azure subscription should be revoked", "Rights unused for 45 days are rights that somebody else could use.";
    "d19d5a12-41e9-44e2-b7f5-ee2160f62d62" Medium TENANT Subscriptions("UH-"), IDENTITY, "Azure overprovisioned identities should have only the necessary permissions", "Identities hold far more rights than they used.";
    "706b33f0-129e-4ed0-a179-f450b9ee4145" High TENANT Subscriptions("UHH"), IDENTITY, "Privileged roles should not have permanent access at the subscription and resource group level", "A right that is always on is on for an intruder too.";
    "effc9a76-a5a6-40ac-b20d-59dc45bddf99" High TENANT Subscriptions("UUH"), IDENTITY, "Service principals should not be assigned with administrative roles at the subscription and resource group level", "A pipeline with administrator rights makes its repository an administrator.";
    "e0e431eb-22b3-4f34-ae0d-5ec229fc28e7" High TENANT Subscriptions("HHH"), PLANS, "Microsoft Defender CSPM should be enabled", "The plan finds paths that single findings do not show.";
    "26f0d5bb-1398-49be-83c5-7161c2e39d8b" High TENANT Subscriptions("HHU"), PLANS, "Microsoft Defender for Storage should be enabled", "The plan notices odd access and malware in uploads.";
    "b1af52e4-e968-4e2b-b6d0-6736c9651f0a" High TENANT Subscriptions("HHU"), PLANS, "Microsoft Defender for Key Vault should be enabled", "The plan notices odd access to secrets.";
    "f0fb2a7e-16d5-849f-be57-86db712e9bd0" High TENANT Subscriptions("HHH"), PLANS, "Microsoft Defender for Resource Manager should be enabled", "The plan notices odd administration.";
    "e599a9fe-30e3-47c6-a173-8b4b6d9d3255" High TENANT Subscriptions("UHU"), PLANS, "Microsoft Defender for Containers should be enabled", "The plan watches clusters and scans images.";
    "96946040-1b25-4dc4-b845-4f341b3fcaab" High TENANT Subscriptions("UUU"), PLANS, "Microsoft Defender for APIs should be enabled", "The plan notices odd use of published APIs.";
    "77758c9d-8a56-5f54-6ff7-69a762ca6004" Low TENANT Subscriptions("HHU"), PRACTICE, "Subscriptions should have a contact email address for security issues", "Somebody has to be told.";
    "3869fbd7-5d90-84e4-37bd-d9a7f4ce9a24" Low TENANT Subscriptions("HHU"), PRACTICE, "Email notification for high severity alerts should be enabled", "Somebody has to be told at once.";
    "9f97e78d-88ee-a48d-abe2-5ef12954e7ea" Medium TENANT Subscriptions("UHU"), PRACTICE, "Email notification to subscription owner for high severity alerts should be enabled", "Owners should hear of attacks on what they own.";
    "f1f2f7dc-7bd5-18bf-c403-cbbdb7ec3d68" Low TENANT Subscriptions("HHH"), PRACTICE, "Network Watcher should be enabled", "The service shows which packets went where.";
}
