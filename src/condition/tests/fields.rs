//! Which place of a row a field names.

use serde_json::{Value as Json, json};

use super::{Context, Truth, condition, holds, judge};
use crate::condition::Actual;
use crate::value::Value;

fn equals(field: &str, value: Json, row: Json) -> bool {
    holds(json!({ "field": field, "equals": value }), row)
}

#[test]
fn plain_fields_are_members_of_the_row() {
    let row = json!({
        "id": "/subscriptions/s/x", "name": "a", "type": "microsoft.x/y", "kind": "OpenAI", "location": "eastus",
        "sku": {"name": "S0"}, "identity": {"type": "SystemAssigned"}, "properties": {"a": {"b": 1}},
    });
    for (field, value) in [
        ("id", json!("/subscriptions/s/x")),
        ("Type", json!("Microsoft.X/Y")),
        ("kind", json!("openai")),
        ("fullName", json!("a")),
        ("sku.name", json!("s0")),
        ("identity.type", json!("systemassigned")),
        ("properties.A.B", json!(1)),
    ] {
        assert!(equals(field, value, row.clone()), "{field}");
    }
}

#[test]
fn a_tag_may_be_called_anything() {
    let row = json!({"tags": {"env": "p", "a.b": "q", "kubernetes.io/role/x": "r", "it's": "s", "1": "t"}});
    for (field, value) in [
        ("tags.env", "p"),
        ("tags['env']", "p"),
        ("tags[env]", "p"),
        ("tags.a.b", "q"),
        ("tags['a.b']", "q"),
        ("tags.kubernetes.io/role/x", "r"),
        ("tags['kubernetes.io/role/x']", "r"),
        ("tags['it's']", "s"),
        ("tags[1]", "t"),
        ("[concat('tags[', 'env', ']')]", "p"),
        ("[concat('tags.', toLower('ENV'))]", "p"),
    ] {
        assert!(equals(field, json!(value), row.clone()), "{field}");
    }
}

#[test]
fn an_empty_tag_name_from_a_parameter_names_no_tag() {
    assert!(holds(
        json!({"field": "[concat('tags[', '', ']')]", "exists": false}),
        json!({"tags": {"a": "b"}})
    ));
}

#[test]
fn an_alias_is_a_property_of_its_type_and_of_no_other() {
    let alias = "Microsoft.CognitiveServices/accounts/networkAcls.defaultAction";
    let of = |name: &str| json!({"type": name, "properties": {"networkAcls": {"defaultAction": "Deny"}}});
    assert!(equals(alias, json!("deny"), of("microsoft.cognitiveservices/accounts")));
    assert!(!equals(
        alias,
        json!("deny"),
        of("microsoft.cognitiveservices/accounts/projects")
    ));
    let differs = json!({"field": alias, "notEquals": "Deny"});
    assert!(holds(differs, of("microsoft.search/searchservices")));
}

#[test]
fn an_alias_finds_what_lies_beside_the_properties() {
    let beside = json!({"type": "microsoft.search/searchservices", "sku": {"name": "free"}, "properties": {}});
    assert!(equals(
        "Microsoft.Search/searchServices/sku.name",
        json!("free"),
        beside
    ));
    let inside = json!({"type": "microsoft.keyvault/vaults", "sku": null, "properties": {"sku": {"name": "premium"}}});
    assert!(equals("Microsoft.KeyVault/vaults/sku.name", json!("premium"), inside));
    let role = json!({
        "type": "microsoft.authorization/roledefinitions", "properties": {"type": "CustomRole"},
    });
    assert!(equals(
        "Microsoft.Authorization/roleDefinitions/type",
        json!("customrole"),
        role
    ));
}

#[test]
fn an_element_that_is_a_child_resource_keeps_its_values_in_its_own_properties() {
    let nic = json!({
        "type": "microsoft.network/networkinterfaces",
        "properties": {"ipConfigurations": [{"name": "a", "properties": {"publicIPAddress": {"id": "/x"}}}]},
    });
    let alias = "Microsoft.Network/networkInterfaces/ipconfigurations[*].publicIpAddress.id";
    assert!(equals(alias, json!("/X"), nic));
    let compute = json!({
        "type": "Microsoft.MachineLearningServices/workspaces/computes",
        "properties": {"computeType": "AmlCompute", "properties": {"subnet": {"id": "/s"}}},
    });
    let typed = "Microsoft.MachineLearningServices/workspaces/computes";
    assert!(equals(&format!("{typed}/subnet.id"), json!("/s"), compute.clone()));
    assert!(equals(&format!("{typed}/computeType"), json!("amlcompute"), compute));
}

#[test]
fn an_alias_leads_where_its_property_is_and_not_where_its_name_says() {
    let row =
        |kind: &str, properties: Json| json!({"type": kind, "sku": {"tier": "Hyperscale"}, "properties": properties});
    for (alias, value, row) in [
        (
            "Microsoft.Compute/virtualMachines/sku.name",
            "Standard_NC6",
            row(
                "microsoft.compute/virtualmachines",
                json!({"hardwareProfile": {"vmSize": "Standard_NC6"}}),
            ),
        ),
        (
            "Microsoft.Web/sites/config/web.minTlsVersion",
            "1.2",
            row("Microsoft.Web/sites/config", json!({"minTlsVersion": "1.2"})),
        ),
        (
            "Microsoft.Sql/servers/databases/edition",
            "Hyperscale",
            row("microsoft.sql/servers/databases", json!({})),
        ),
        (
            "Microsoft.Insights/diagnosticSettings/logs.enabled",
            "true",
            row(
                "microsoft.insights/diagnosticsettings",
                json!({"logs": [{"enabled": true}, {"enabled": true}]}),
            ),
        ),
    ] {
        assert!(equals(alias, json!(value), row), "{alias}");
    }
}

#[test]
fn an_alias_that_azure_is_not_known_to_have_is_unknown_on_its_type_and_says_so() {
    let alias = "Microsoft.Search/searchServices/inventedHere";
    let search = json!({"type": "microsoft.search/searchservices", "properties": {"inventedHere": "a"}});
    for test in [
        json!({"field": alias, "exists": false}),
        json!({"field": alias, "equals": "a"}),
        json!({"count": {"field": format!("{alias}[*]")}, "equals": 0}),
        json!({"value": format!("[empty(field('{alias}'))]"), "equals": true}),
        json!({"field": "Microsoft.Search/inventedHere", "exists": false}),
    ] {
        assert_eq!(
            judge(&condition(test.clone()), search.clone()),
            Truth::Unknown,
            "{test}"
        );
    }
    let absent = condition(json!({"field": alias, "exists": false}));
    assert_eq!(judge(&absent, json!({"type": "microsoft.web/sites"})), Truth::True);
    let verdict = absent.evaluate(&Value::from(search), &Context::default());
    assert_eq!(verdict.trace[0].actual, Actual::NoAlias);
}

#[test]
fn a_quoted_key_may_hold_dots() {
    let kind = "Microsoft.ApiManagement/service";
    let row = json!({"type": kind, "properties": {"customProperties": {"X.Y.Tls10": "False"}}});
    let alias = format!("{kind}/customProperties['X.Y.Tls10']");
    assert!(equals(&alias, json!(false), row));
}

#[test]
fn a_choice_between_two_fields_follows_its_condition() {
    let chosen = json!({"field": "[if(equals(field('kind'), 'a'), 'properties.x', 'properties.y')]", "equals": 1});
    assert!(holds(
        chosen.clone(),
        json!({"kind": "a", "properties": {"x": 1, "y": 2}})
    ));
    assert!(!holds(chosen, json!({"kind": "b", "properties": {"x": 1, "y": 2}})));
}

#[test]
fn the_paths_that_a_condition_reads_are_listed_once() {
    let paths = condition(json!({"allOf": [
        {"field": "type", "equals": "Microsoft.Search/searchServices"},
        {"field": "Microsoft.Search/searchServices/sku.name", "notEquals": "free"},
        {"field": "tags.env", "exists": true},
        {"value": "[resourceGroup().name]", "notEquals": ""},
        {"count": {"field": "Microsoft.Search/searchServices/networkRuleSet.ipRules[*]", "where":
            {"field": "Microsoft.Search/searchServices/networkRuleSet.ipRules[*].value", "equals": "[field('tags.env')]"}},
         "greater": 0},
    ]}))
    .paths();
    let listed: Vec<String> = paths
        .iter()
        .map(|read| format!("{} {}", read.resource_type.as_deref().unwrap_or("*"), read.path))
        .collect();
    assert_eq!(
        listed,
        [
            "* type",
            "Microsoft.Search/searchServices sku.name",
            "* tags.env",
            "* id",
            "microsoft.resources/subscriptions/resourcegroups name",
            "Microsoft.Search/searchServices properties.networkRuleSet.ipRules[*]",
            "Microsoft.Search/searchServices properties.networkRuleSet.ipRules[*].value",
        ]
    );
}

#[test]
fn the_types_that_a_condition_can_hold_of_are_told_from_its_text() {
    let equals = |name: &str| json!({"field": "type", "equals": name});
    let other = json!({"field": "kind", "equals": "x"});
    let types = |json: Json| condition(json).types();
    assert_eq!(
        types(json!({"allOf": [equals("A.B/C"), other]})),
        Some(vec!["a.b/c".to_owned()])
    );
    assert_eq!(
        types(json!({"anyOf": [equals("a/c"), {"field": "type", "in": ["a/b", "A/C"]}]})),
        Some(vec!["a/b".to_owned(), "a/c".to_owned()])
    );
    assert_eq!(types(json!({"anyOf": [equals("a/b"), other]})), None);
    assert_eq!(types(json!({"not": equals("a/b")})), None);
}

#[test]
fn an_alias_without_a_type_is_the_property_of_either_type() {
    let image = json!({"imageReference": {"publisher": "Canonical", "offer": "o"}});
    let machine = json!({"type": "Microsoft.Compute/virtualMachines", "properties": {"storageProfile": image}});
    let scale_set = json!({
        "type": "microsoft.compute/virtualmachinescalesets",
        "properties": {"virtualMachineProfile": {"storageProfile": image}},
    });
    for row in [machine, scale_set] {
        let test = |publisher: &str| json!({"field": "Microsoft.Compute/imagePublisher", "in": [publisher]});
        assert!(holds(test("canonical"), row.clone()), "{row}");
        assert!(!holds(test("other"), row.clone()), "{row}");
        assert!(
            holds(
                json!({"field": "microsoft.compute/imageSKU", "exists": false}),
                row.clone()
            ),
            "{row}"
        );
    }
    let paths = super::condition(json!({"field": "Microsoft.Compute/imageOffer", "equals": "o"})).paths();
    let types: Vec<_> = paths.iter().filter_map(|read| read.resource_type.as_deref()).collect();
    assert!(types.len() >= 2, "{types:?}");
}
