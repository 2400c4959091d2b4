//! A tenant that a test plants: resources, grants and groups, written as the exports write them.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::common::{Sandbox, graph};

pub const PROD: &str = "11111111-1111-4111-8111-111111111111";
pub const OTHER: &str = "22222222-2222-4222-8222-222222222222";
pub const GROUP: &str = "99999999-0000-4000-8000-000000000001";
pub const INNER: &str = "99999999-0000-4000-8000-000000000002";
pub const ANNA: &str = "bbbbbbbb-0000-4000-8000-000000000001";

pub const OWNER: &str = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
pub const CONTRIBUTOR: &str = "b24988ac-6180-42a0-ab88-20f7382dd24c";
pub const READER: &str = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
pub const BLOB_READER: &str = "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1";
pub const BLOB_WRITER: &str = "ba92f5b4-2d11-453d-a403-e96b0029c9fe";
pub const STORAGE_CONTRIBUTOR: &str = "17d1049b-9a84-46fb-8f53-869881c3d3ab";
pub const LOG_READER: &str = "73c42c96-874c-492b-b04d-ab87d138a893";

pub fn subscription(id: &str) -> String {
    format!("/subscriptions/{id}")
}

pub fn group(subscription: &str, name: &str) -> String {
    format!("/subscriptions/{subscription}/resourceGroups/{name}")
}

pub fn id(subscription: &str, group: &str, kind: &str, name: &str) -> String {
    format!("/subscriptions/{subscription}/resourceGroups/{group}/providers/{kind}/{name}")
}

pub fn store(name: &str) -> String {
    id(PROD, "rg-data", "Microsoft.Storage/storageAccounts", name)
}

pub fn model(name: &str) -> String {
    id(PROD, "rg-ai", "Microsoft.CognitiveServices/accounts", name)
}

/// The principal of the system-assigned identity of the n-th model.
pub fn identity(number: u32) -> String {
    format!("aaaaaaaa-0000-4000-8000-{number:012}")
}

/// What is planted. Every method adds and gives the tenant back.
#[derive(Clone, Default)]
pub struct Tenant {
    rows: Vec<Value>,
    grants: Vec<Value>,
    files: Vec<(String, Vec<u8>)>,
    said: String,
}

impl Tenant {
    pub fn row(mut self, id: &str, more: Value) -> Self {
        let parts: Vec<&str> = id.split("/providers/").collect();
        let path: Vec<&str> = parts.last().unwrap().split('/').collect();
        let kind = std::iter::once(path[0]).chain(path[1..].iter().step_by(2).copied());
        let kind: Vec<&str> = kind.collect();
        let mut row = json!({
            "id": id, "name": path.last().unwrap(), "type": kind.join("/").to_lowercase(), "location": "westeurope",
            "subscriptionId": id.split('/').nth(2).unwrap(), "resourceGroup": id.split('/').nth(4).unwrap_or_default(),
            "kind": "", "identity": null, "tags": null, "properties": {}
        });
        for (key, value) in more.as_object().unwrap() {
            row[key] = value.clone();
        }
        self.rows.push(row);
        self
    }

    /// An Azure OpenAI account that runs under its own identity, closed and without keys.
    pub fn closed_model(self, name: &str, number: u32) -> Self {
        self.model_with(
            name,
            number,
            json!({ "publicNetworkAccess": "Disabled", "disableLocalAuth": true }),
        )
    }

    /// The same, open to the internet, with keys.
    pub fn open_model(self, name: &str, number: u32) -> Self {
        self.model_with(
            name,
            number,
            json!({ "publicNetworkAccess": "Enabled", "disableLocalAuth": false }),
        )
    }

    pub fn model_with(self, name: &str, number: u32, properties: Value) -> Self {
        let own = json!({ "type": "SystemAssigned", "principalId": identity(number) });
        self.row(
            &model(name),
            json!({ "kind": "OpenAI", "identity": own, "properties": properties }),
        )
    }

    /// A storage account that no public network reaches.
    pub fn closed_store(self, id: &str) -> Self {
        let properties = json!({
            "publicNetworkAccess": "Disabled", "allowSharedKeyAccess": false, "networkAcls": { "defaultAction": "Deny" }
        });
        self.row(id, json!({ "properties": properties }))
    }

    pub fn grant(self, principal: &str, role: &str, scope: &str) -> Self {
        self.grant_with(principal, "ServicePrincipal", role, scope, json!({}))
    }

    pub fn grant_with(mut self, principal: &str, kind: &str, role: &str, scope: &str, more: Value) -> Self {
        let name = format!("00000000-0000-4000-8000-{:012}", self.grants.len() + 1);
        // Of people the CLI writes the name to sign in with.
        let domain = if kind == "User" { "@contoso.com" } else { "" };
        let mut row = json!({
            "id": format!("{scope}/providers/Microsoft.Authorization/roleAssignments/{name}"), "name": name,
            "type": "Microsoft.Authorization/roleAssignments", "scope": scope, "principalId": principal,
            "principalType": kind, "principalName": format!("name-of-{principal}{domain}"),
            "roleDefinitionId": format!("/providers/Microsoft.Authorization/roleDefinitions/{role}"),
            "roleDefinitionName": ""
        });
        for (key, value) in more.as_object().unwrap() {
            row[key] = value.clone();
        }
        self.grants.push(row);
        self
    }

    /// A custom role; `permissions` as a role definition has them.
    pub fn custom_role(mut self, guid: &str, permissions: Value) -> Self {
        self.rows.push(json!({
            "id": format!("/providers/Microsoft.Authorization/roleDefinitions/{guid}"), "name": guid,
            "type": "microsoft.authorization/roledefinitions",
            "properties": { "roleName": format!("role {}", &guid[..8]), "type": "CustomRole", "permissions": [permissions] }
        }));
        self
    }

    /// A subscription under a management group.
    pub fn subscription(mut self, id: &str, name: &str, parent: &str) -> Self {
        self.rows.push(json!({
            "id": subscription(id), "name": name, "type": "microsoft.resources/subscriptions", "subscriptionId": id,
            "properties": { "managementGroupAncestorsChain": [{ "name": parent, "displayName": parent }] }
        }));
        self
    }

    pub fn file(mut self, name: &str, content: Value) -> Self {
        self.files
            .push((name.to_owned(), serde_json::to_vec(&content).unwrap()));
        self
    }

    pub fn text(mut self, name: &str, content: &str) -> Self {
        self.files.push((name.to_owned(), content.as_bytes().to_vec()));
        self
    }

    /// What the engagement file beside the bundle says.
    pub fn said(mut self, engagement: &str) -> Self {
        self.said.push_str(engagement);
        self
    }

    /// The members of a group, as the collector writes them.
    pub fn members(self, group: &str, members: &[(&str, &str)]) -> Self {
        let members: Vec<Value> = members
            .iter()
            .map(|(kind, id)| json!({ "@odata.type": format!("#microsoft.graph.{kind}"), "id": id, "displayName": format!("name-of-{id}"),
                "userPrincipalName": format!("{id}@contoso.com") }))
            .collect();
        let name = format!("group-members/{group}.json");
        self.file(&name, json!({ "groupId": group, "members": members }))
    }

    /// The same tenant without the grants that a test takes away.
    pub fn without(mut self, principal: &str, role: &str) -> Self {
        let before = self.grants.len();
        self.grants.retain(|row| {
            let is_role = row["roleDefinitionId"].as_str().unwrap().ends_with(role);
            !(row["principalId"] == principal && is_role)
        });
        assert!(self.grants.len() < before, "no such grant");
        self
    }

    /// The same tenant with other properties of one resource.
    pub fn mended(mut self, id: &str, properties: Value) -> Self {
        let row = self.rows.iter_mut().find(|row| row["id"] == id).unwrap();
        for (key, value) in properties.as_object().unwrap() {
            row["properties"][key] = value.clone();
        }
        self
    }

    pub fn bundle(&self, sandbox: &Sandbox) -> PathBuf {
        let mut grants = self.grants.clone();
        if !grants.is_empty() {
            grants.push(inherited());
        }
        let mut files = vec![
            ("resources.json", graph(&self.rows)),
            ("role-assignments.json", serde_json::to_vec(&grants).unwrap()),
        ];
        files.extend(self.files.iter().map(|(name, bytes)| (name.as_str(), bytes.clone())));
        sandbox.write("bundle.toml", &self.said);
        sandbox.zip("bundle.zip", &files)
    }

    /// What the program reports of it.
    pub fn report(&self) -> Report {
        let sandbox = Sandbox::new();
        Report(sandbox.report(&self.bundle(&sandbox)))
    }
}

/// What the tenant root grants: it shows that a list holds what is inherited.
fn inherited() -> Value {
    json!({
        "id": "/providers/Microsoft.Authorization/roleAssignments/00000000-0000-4000-8000-999999999999",
        "name": "00000000-0000-4000-8000-999999999999", "type": "Microsoft.Authorization/roleAssignments", "scope": "/",
        "principalId": "bbbbbbbb-0000-4000-8000-999999999999", "principalType": "User", "principalName": "tags@contoso.com",
        "roleDefinitionId": "/providers/Microsoft.Authorization/roleDefinitions/4a9ae827-6dc8-4573-8ac7-8239d42aa03f",
        "roleDefinitionName": "Tag Contributor"
    })
}

/// `report.json`.
pub struct Report(pub Value);

impl Report {
    /// The outcome and the reason of a control for a subject.
    pub fn finding(&self, control: &str, subject: &str) -> (String, String) {
        let found = self.0["findings"].as_array().unwrap().iter().find(|finding| {
            finding["control"] == control && finding["subject"].as_str().unwrap().eq_ignore_ascii_case(subject)
        });
        let finding = found.unwrap_or_else(|| panic!("{control} has no finding for {subject}"));
        let text = |key: &str| finding[key].as_str().unwrap_or_default().to_owned();
        (text("outcome"), text("reason"))
    }

    pub fn outcome(&self, control: &str, subject: &str) -> String {
        self.finding(control, subject).0
    }

    /// Grade of the deciding evidence.
    pub fn grade(&self, control: &str, subject: &str) -> String {
        let mut findings = self.0["findings"].as_array().unwrap().iter();
        let found = findings.find(|finding| finding["control"] == control && finding["subject"] == subject);
        found.unwrap()["grade"].as_str().unwrap_or_default().to_owned()
    }

    /// The paths told that begin with these words in their title.
    pub fn paths(&self, title: &str) -> Vec<&Value> {
        let paths = self.0["access"]["paths"].as_array().unwrap().iter();
        paths
            .filter(|path| path["title"].as_str().unwrap().starts_with(title))
            .collect()
    }

    /// The file of the ledger with this path.
    pub fn input(&self, path: &str) -> &Value {
        let mut inputs = self.0["inputs"].as_array().unwrap().iter();
        inputs.find(|input| input["path"] == path).unwrap()
    }
}
