//! Role definitions: the built-in roles that the tenant uses, by name and GUID, and its one custom role.

use serde_json::{Value, json};

use crate::contoso::tenant::{AI, SANDBOX, guid, table_row};

#[rustfmt::skip]
static BUILT_IN: &[(&str, &str)] = &[
    ("Owner", "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"),
    ("Contributor", "b24988ac-6180-42a0-ab88-20f7382dd24c"),
    ("Reader", "acdd72a7-3385-48ef-bd42-f606fba81ae7"),
    ("User Access Administrator", "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9"),
    ("Role Based Access Control Administrator", "f58310d9-a9f6-439a-9e8d-f62e7b41a168"),
    ("Security Admin", "fb1c8493-542b-48eb-b624-b4c8fea62acd"),
    ("Security Reader", "39bc4728-0917-49c7-9d2c-d95423bc2eb4"),
    ("Resource Policy Contributor", "36243c78-bf99-498c-9df9-86d9f8d28608"),
    ("Monitoring Reader", "43d0d8ad-25c7-4714-9337-8ba259a9fe05"),
    ("Monitoring Contributor", "749f88d5-cbae-40b8-bcfc-e573ddc772fa"),
    ("Log Analytics Reader", "73c42c96-874c-492b-b04d-ab87d138a893"),
    ("Log Analytics Contributor", "92aaf0da-9dab-42b6-94a3-d43ce8d16293"),
    ("Virtual Machine Contributor", "9980e02c-c2be-4d73-94e8-173b1dc7cf3c"),
    ("Website Contributor", "de139f84-1756-47ae-9be6-808fbbe84772"),
    ("Logic App Contributor", "87a39d53-fc1b-424a-814c-f7e04687dc9e"),
    ("Data Factory Contributor", "673868aa-7521-48a0-acc6-0f60742d39f5"),
    ("Managed Identity Operator", "f1a07417-d97a-45cb-824c-7a7467783830"),
    ("Cognitive Services Contributor", "25fbc0a9-bd7c-42a3-aa1a-3b75d497ee68"),
    ("Cognitive Services User", "a97b65f3-24c7-4388-baec-2e87135dc908"),
    ("Cognitive Services OpenAI User", "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd"),
    ("Cognitive Services OpenAI Contributor", "a001fd3d-188f-4b5d-821b-7da978bf7442"),
    ("Azure AI Developer", "64702f94-c441-49e6-a78b-ef80e0188fee"),
    ("Azure AI User", "53ca6127-db72-4b80-b1b0-d745d6d5456d"),
    ("AzureML Data Scientist", "f6c7c914-8db3-469d-8ca1-694a8f32e121"),
    ("AzureML Compute Operator", "e503ece1-11d0-4e8e-8e2c-7a6c3bf38815"),
    ("Search Service Contributor", "7ca78c08-252a-4471-8644-bb5ff32d4ba0"),
    ("Search Index Data Contributor", "8ebe5a00-799e-43f5-93ac-243d3dce84a7"),
    ("Search Index Data Reader", "1407120a-92aa-4202-b7e9-c0e197c71c8f"),
    ("Storage Blob Data Owner", "b7e6dc6d-f1e8-4753-8033-0f276bb0955b"),
    ("Storage Blob Data Contributor", "ba92f5b4-2d11-453d-a403-e96b0029c9fe"),
    ("Storage Blob Data Reader", "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"),
    ("Storage Queue Data Contributor", "974c5e8b-45b9-4653-ba55-5f855dd0fb88"),
    ("Storage Account Contributor", "17d1049b-9a84-46fb-8f53-869881c3d3ab"),
    ("Key Vault Administrator", "00482a5a-887f-4fb3-b363-3b7fe8e74483"),
    ("Key Vault Secrets User", "4633458b-17de-408a-b874-0445c86b69e6"),
    ("Key Vault Secrets Officer", "b86a8fe4-44ce-4948-aee5-eccb2c155cd7"),
    ("Key Vault Crypto Service Encryption User", "e147488a-f6f5-4113-8e2d-b22465e65bf6"),
    ("Key Vault Contributor", "f25e0fa2-a7c8-4377-a976-54943a77a395"),
    ("DocumentDB Account Contributor", "5bd9cd88-fe45-4216-938b-f97437e15450"),
    ("SQL DB Contributor", "9b7fa17d-e63e-47b0-bb0a-15c516ac86ec"),
    ("AcrPull", "7f951dda-4ed3-4680-a7ca-43fe172d538d"),
    ("AcrPush", "8311e382-0749-4cb8-b61a-304f252e45ec"),
    ("API Management Service Contributor", "312a565d-c81f-4fd8-895a-4e21e48d571c"),
    ("Azure Kubernetes Service RBAC Cluster Admin", "b1ff04bb-8a4e-4dc4-8eb5-8693973ce19b"),
    ("Tag Contributor", "4a9ae827-6dc8-4573-8ac7-8239d42aa03f"),
];

pub const CUSTOM: &str = "Contoso AI Operator";

/// The GUID of a role of the tenant.
pub fn role_id(name: &str) -> String {
    let built_in = BUILT_IN.iter().find(|(title, _)| *title == name);
    built_in.map_or_else(|| guid(&format!("role {name}")), |(_, id)| (*id).to_owned())
}

/// The definitions that the client exported: the broad built-in roles, and every custom one.
pub fn rows() -> Vec<Value> {
    let none: &[&str] = &[];
    let not_rights: &[&str] = &[
        "Microsoft.Authorization/*/Delete",
        "Microsoft.Authorization/*/Write",
        "Microsoft.Authorization/elevateAccess/Action",
    ];
    let custom: &[&str] = &[
        "Microsoft.CognitiveServices/*",
        "Microsoft.MachineLearningServices/*",
        "Microsoft.Search/searchServices/listAdminKeys/action",
        "Microsoft.Insights/alertRules/*",
    ];
    let everywhere = json!(["/"]);
    vec![
        definition(
            "Owner",
            &["*"],
            none,
            &everywhere,
            "Full access, role assignments included.",
        ),
        definition(
            "Contributor",
            &["*"],
            not_rights,
            &everywhere,
            "Full access without role assignments.",
        ),
        definition(
            "Reader",
            &["*/read"],
            none,
            &everywhere,
            "Sees everything, changes nothing.",
        ),
        definition(
            "User Access Administrator",
            &["*/read", "Microsoft.Authorization/*", "Microsoft.Support/*"],
            none,
            &everywhere,
            "Assigns roles.",
        ),
        definition(
            CUSTOM,
            custom,
            none,
            &json!([AI.scope(), SANDBOX.scope()]),
            "Runs the AI services of Contoso, day and night.",
        ),
    ]
}

fn definition(name: &str, actions: &[&str], refused: &[&str], scopes: &Value, description: &str) -> Value {
    let id = role_id(name);
    let kind = if name == CUSTOM { "CustomRole" } else { "BuiltInRole" };
    let path = format!("/providers/Microsoft.Authorization/RoleDefinitions/{id}");
    table_row(
        &path,
        &id,
        "microsoft.authorization/roledefinitions",
        json!({
            "roleName": name, "type": kind, "description": description, "assignableScopes": scopes, "isServiceRole": false,
            "permissions": [{"actions": actions, "notActions": refused, "dataActions": [], "notDataActions": []}],
            "createdOn": "2026-01-12T10:00:00.0000000Z", "updatedOn": "2026-01-12T10:00:00.0000000Z",
        }),
    )
}
