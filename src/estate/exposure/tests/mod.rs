//! Rows in, a degree out: each type as its exports and Microsoft's documentation have it.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};

use crate::condition::{Parameters, Truth};
use crate::estate::rules::EstateRules;
use crate::ingest::{ResourceRow, Sink, Source};
use crate::inventory::UnsettledInventory;
use crate::value::arm_id::ArmId;
use crate::value::projection::Projection;
use crate::value::{Column, Value};

use super::*;

mod exceptions;
mod laws;

const GROUP: &str = "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg";

/// The framework's own rules.
pub(super) fn rules() -> EstateRules {
    let parse = |text: &str| serde_json::from_str(text).unwrap();
    let floor = Value::from(Json::from(1 << 24));
    let nothing = || Value::from(json!([]));
    let parameters = Parameters::new()
        .with("nearlyEverybodyAddresses", floor)
        .with("aiApplications", nothing())
        .with("aiLogWorkspaces", nothing());
    let estate = serde_json::from_value(parse(include_str!("../../../../templates/framework/estate.json"))).unwrap();
    let mut rules = EstateRules::new(estate, &parameters, &BTreeSet::new()).unwrap();
    let exposure = parse(include_str!("../../../../templates/framework/exposure.json"));
    rules.exposure = ExposureRules::new(serde_json::from_value(exposure).unwrap(), &parameters).unwrap();
    rules
}

/// A row: where it stands below the resource group, and its `properties`.
pub(super) type Row = (String, Column, Option<Json>);

pub(super) fn row(place: &str, properties: Json) -> Row {
    (place.to_owned(), Column::Known(properties.into()), None)
}

/// How open the first of these rows is.
pub(super) fn answer_of(rules: &EstateRules, rows: &[Row], side: &str) -> Answer {
    let mut unsettled = UnsettledInventory::default();
    for (number, (place, properties, kind)) in (1..).zip(rows) {
        let id = format!("{GROUP}/providers/{place}");
        let row = ResourceRow {
            id: id.as_str().into(),
            resource_type: ArmId::new(&id).resource_type().into(),
            properties: properties.clone().into(),
            kind: kind
                .clone()
                .map_or(Column::Missing, |kind| Column::Known(kind.into()))
                .into(),
            ..ResourceRow::default()
        };
        Sink::resource(
            &mut unsettled,
            Source {
                file: 0,
                record: number,
            },
            row,
        );
    }
    let inventory = unsettled.settle(&Projection::default());
    let index = Index::of(&inventory, rules);
    let reader = Reader {
        inventory: &inventory,
        rules,
        index: &index,
    };
    let first = inventory.find(&format!("{GROUP}/providers/{}", rows[0].0)).unwrap();
    reader.answer(first, side)
}

/// The bounds of the answer for the first of these rows.
fn bounds(rows: &[Row]) -> (Openness, Openness) {
    let answer = answer_of(&rules(), rows, "service");
    (answer.least, answer.most)
}

fn alone(place: &str, properties: Json) -> (Openness, Openness) {
    bounds(&[row(place, properties)])
}

fn exactly(openness: Openness) -> (Openness, Openness) {
    (openness, openness)
}

use Openness::{AllOfAzure, Closed, Everybody, NamedAddresses, NearlyEverybody};

const ACCOUNT: &str = "Microsoft.CognitiveServices/accounts/oai";
const SEARCH: &str = "Microsoft.Search/searchServices/srch";
const STORE: &str = "Microsoft.Storage/storageAccounts/st";
const COSMOS: &str = "Microsoft.DocumentDB/databaseAccounts/cos";
const SQL: &str = "Microsoft.Sql/servers/sql";
const CLUSTER: &str = "Microsoft.ContainerService/managedClusters/aks";
const WORKSPACE: &str = "Microsoft.MachineLearningServices/workspaces/mlw";
const PERIMETER: &str = "Microsoft.Network/networkSecurityPerimeters/nsp";

#[test]
fn the_default_action_lets_everybody_in_unless_it_denies() {
    let with = |action: Json, rules: Json| json!({"networkAcls": {"defaultAction": action, "ipRules": rules}});
    for (properties, expected) in [
        (json!({}), Everybody),
        (json!({"publicNetworkAccess": "Disabled"}), Closed),
        (json!({"publicNetworkAccess": "enabled"}), Everybody),
        (json!({"publicNetworkAccess": null, "networkAcls": null}), Everybody),
        (with(json!("Allow"), json!([{"value": "203.0.113.7"}])), Everybody),
        (with(json!("Deny"), json!([])), NamedAddresses),
        (with(json!("Deny"), json!([{"value": "203.0.113.7"}])), NamedAddresses),
        (with(json!("Deny"), json!([{"value": "0.0.0.0/0"}])), Everybody),
        (
            with(json!("Deny"), json!([{"value": "0.0.0.0/1"}, {"value": "128.0.0.0/1"}])),
            Everybody,
        ),
        (with(json!("Deny"), json!([{"value": "20.0.0.0/8"}])), NearlyEverybody),
    ] {
        assert_eq!(alone(ACCOUNT, properties.clone()), exactly(expected), "{properties}");
    }
    let networks = json!({"networkAcls": {"defaultAction": "Deny", "virtualNetworkRules": [{"id": "/s"}]}});
    assert_eq!(alone(ACCOUNT, networks), exactly(NamedAddresses));
    let trusted = json!({"networkAcls": {"defaultAction": "Deny", "bypass": "AzureServices"}});
    assert_eq!(alone(ACCOUNT, trusted), exactly(NamedAddresses));
    let six = json!({"networkAcls": {"defaultAction": "Deny", "ipv6Rules": [{"value": "2000::/3"}]}});
    assert_eq!(alone(STORE, six), exactly(Everybody));
}

#[test]
fn search_keeps_others_out_as_soon_as_it_has_a_rule() {
    let with =
        |rules: Json| json!({"publicNetworkAccess": "enabled", "networkRuleSet": {"ipRules": rules, "bypass": "None"}});
    for (properties, expected) in [
        (json!({}), Everybody),
        (with(json!([])), Everybody),
        (with(json!([{"value": "203.0.113.7"}])), NamedAddresses),
        (
            with(json!([{"value": "0.0.0.0/1"}, {"value": "128.0.0.0/1"}])),
            Everybody,
        ),
        (json!({"publicNetworkAccess": "disabled"}), Closed),
    ] {
        assert_eq!(alone(SEARCH, properties.clone()), exactly(expected), "{properties}");
    }
}

#[test]
fn cosmos_takes_one_address_for_all_of_azure_and_a_filter_for_a_rule() {
    for (properties, expected) in [
        (json!({"ipRangeFilter": []}), Everybody),
        (json!({"ipRangeFilter": "", "ipRules": []}), Everybody),
        (json!({"ipRules": [{"ipAddressOrRange": "0.0.0.0"}]}), AllOfAzure),
        (json!({"ipRangeFilter": "203.0.113.7,0.0.0.0"}), AllOfAzure),
        (json!({"ipRangeFilter": "203.0.113.7,198.51.100.0/24"}), NamedAddresses),
        (json!({"ipRules": [{"ipAddressOrRange": "0.0.0.0/0"}]}), Everybody),
        (
            json!({"isVirtualNetworkFilterEnabled": true, "ipRules": []}),
            NamedAddresses,
        ),
        (
            json!({"isVirtualNetworkFilterEnabled": true, "virtualNetworkRules": [{"id": "/s"}]}),
            NamedAddresses,
        ),
        (
            json!({"isVirtualNetworkFilterEnabled": false, "virtualNetworkRules": [{"id": "/s"}]}),
            Everybody,
        ),
    ] {
        assert_eq!(alone(COSMOS, properties.clone()), exactly(expected), "{properties}");
    }
}

#[test]
fn rules_that_are_rows_of_their_own_count_and_none_at_all_proves_nothing() {
    let rule = |name: &str, start: &str, end: &str| {
        let properties = json!({"startIpAddress": start, "endIpAddress": end});
        row(&format!("{SQL}/firewallRules/{name}"), properties)
    };
    let network = row(
        &format!("{SQL}/virtualNetworkRules/v"),
        json!({"virtualNetworkSubnetId": "/s"}),
    );
    let server = row(SQL, json!({"publicNetworkAccess": "Enabled"}));
    let azure = rule("AllowAllWindowsAzureIps", "0.0.0.0", "0.0.0.0");
    let with = |rules: &[Row]| {
        let rows: Vec<Row> = std::iter::once(server.clone()).chain(rules.iter().cloned()).collect();
        bounds(&rows)
    };
    assert_eq!(with(&[]), (NamedAddresses, Everybody));
    assert_eq!(with(&[azure.clone(), network.clone()]), exactly(AllOfAzure));
    assert_eq!(
        with(&[rule("o", "203.0.113.1", "203.0.113.9"), network.clone()]),
        exactly(NamedAddresses)
    );
    assert_eq!(
        with(&[rule("all", "0.0.0.0", "255.255.255.255"), azure]),
        exactly(Everybody)
    );
    let low = rule("low", "0.0.0.0", "127.255.255.255");
    assert_eq!(
        with(&[low, rule("high", "128.0.0.0", "255.255.255.255")]),
        exactly(Everybody)
    );
    let off = row(SQL, json!({"publicNetworkAccess": "Disabled"}));
    assert_eq!(bounds(&[off]), exactly(Closed));
    let without = answer_of(&rules(), &[server], "service");
    assert!(
        without
            .open_question()
            .contains("az sql server firewall-rule list --server sql --resource-group rg")
    );
}

#[test]
fn a_server_in_a_subnet_and_a_private_cluster_are_closed() {
    const SERVER: &str = "Microsoft.DBforPostgreSQL/flexibleServers/pg";
    let subnet = json!({"network": {"publicNetworkAccess": "Disabled", "delegatedSubnetResourceId": "/s"}});
    assert_eq!(alone(SERVER, subnet), exactly(Closed));
    assert_eq!(
        alone("Microsoft.Cache/redis/r", json!({"subnetId": "/s"})),
        exactly(Closed)
    );
    assert_eq!(
        alone(
            "Microsoft.ApiManagement/service/a",
            json!({"virtualNetworkType": "Internal"})
        ),
        exactly(Closed)
    );
    assert_eq!(
        alone(
            "Microsoft.ApiManagement/service/a",
            json!({"virtualNetworkType": "External"})
        ),
        exactly(Everybody)
    );
    let cluster = |ranges: Json, private: bool| json!({"apiServerAccessProfile": {"authorizedIPRanges": ranges, "enablePrivateCluster": private}});
    for (properties, expected) in [
        (json!({}), Everybody),
        (cluster(json!([]), false), Everybody),
        (cluster(json!([]), true), Closed),
        (cluster(json!(["0.0.0.0/0"]), false), Everybody),
        (cluster(json!(["0.0.0.0/32"]), false), NamedAddresses),
        (cluster(json!(["203.0.113.0/24"]), false), NamedAddresses),
    ] {
        assert_eq!(alone(CLUSTER, properties.clone()), exactly(expected), "{properties}");
    }
}

#[test]
fn machines_with_public_addresses_are_not_closed() {
    let pool =
        |public: Json| json!({"agentPoolProfiles": [{"name": "a"}, {"name": "b", "enableNodePublicIP": public}]});
    let of = |properties: Json| answer_of(&rules(), &[row(CLUSTER, properties)], "machines").reaches(NamedAddresses);
    assert_eq!(of(pool(json!(true))), Truth::True);
    assert_eq!(of(pool(json!(false))), Truth::False);
    assert_eq!(of(json!({})), Truth::False);
}

#[test]
fn a_hub_based_project_has_the_network_of_its_hub() {
    let hub = "Microsoft.MachineLearningServices/workspaces/hub";
    let project = |properties: Json| {
        (
            WORKSPACE.to_owned(),
            Column::Known(properties.into()),
            Some(json!("Project")),
        )
    };
    let names = json!({"hubResourceId": format!("{GROUP}/providers/{hub}")});
    let closed = row(hub, json!({"publicNetworkAccess": "Disabled"}));
    let open = row(hub, json!({"publicNetworkAccess": "Enabled"}));
    assert_eq!(bounds(&[project(names.clone()), closed]), exactly(Closed));
    assert_eq!(bounds(&[project(names.clone()), open]), exactly(Everybody));
    assert_eq!(bounds(&[project(names)]), (Closed, Everybody));
    assert_eq!(
        bounds(&[project(json!({"publicNetworkAccess": "Enabled"}))]),
        (Closed, Everybody)
    );
}

#[test]
fn endpoints_take_the_rules_or_the_whole_network_of_their_workspace() {
    let online = |switch: &str| {
        row(
            &format!("{WORKSPACE}/onlineEndpoints/e"),
            json!({"publicNetworkAccess": switch}),
        )
    };
    let serverless = row(
        &format!("{WORKSPACE}/serverlessEndpoints/e"),
        json!({"authMode": "Key"}),
    );
    let workspace = |properties: Json| row(WORKSPACE, properties);
    let named = json!({"publicNetworkAccess": "Disabled", "ipAllowlist": ["203.0.113.0/28"]});
    assert_eq!(bounds(&[online("Enabled"), workspace(json!({}))]), exactly(Everybody));
    assert_eq!(
        bounds(&[online("Enabled"), workspace(named.clone())]),
        exactly(NamedAddresses)
    );
    assert_eq!(bounds(&[online("Disabled")]), exactly(Closed));
    assert_eq!(bounds(&[online("Enabled")]), (NamedAddresses, Everybody));
    assert_eq!(bounds(&[serverless.clone(), workspace(named)]), exactly(Closed));
    assert_eq!(bounds(&[serverless.clone(), workspace(json!({}))]), exactly(Everybody));
    assert_eq!(bounds(&[serverless]), (Closed, Everybody));
}

/// A perimeter with one profile, and an account in it.
fn perimeter(mode: Json, rules: &[Json]) -> Vec<Row> {
    let profile = format!("{PERIMETER}/profiles/p");
    let association = json!({
        "accessMode": mode,
        "privateLinkResource": {"id": format!("{GROUP}/providers/{ACCOUNT}")},
        "profile": {"id": format!("{GROUP}/providers/{profile}")},
    });
    let mut rows = vec![
        row(PERIMETER, json!({})),
        row(&format!("{PERIMETER}/resourceAssociations/a"), association),
    ];
    let rules = rules.iter().enumerate();
    rows.extend(rules.map(|(number, rule)| row(&format!("{profile}/accessRules/r{number}"), rule.clone())));
    rows
}

#[test]
fn a_perimeter_counts_by_its_mode_and_its_rules() {
    let office = json!({"direction": "Inbound", "addressPrefixes": ["203.0.113.0/28"]});
    let all = json!({"direction": "Inbound", "addressPrefixes": ["0.0.0.0/1", "128.0.0.0/1"]});
    let out = json!({"direction": "Outbound", "fullyQualifiedDomainNames": ["*"]});
    let ours = json!({"direction": "Inbound", "subscriptions": [{"id": "/subscriptions/s"}]});
    let tag = |tag: &str| json!({"direction": "Inbound", "serviceTags": [tag]});
    for (switch, mode, rules, expected) in [
        ("Enabled", json!("Enforced"), vec![office.clone()], NamedAddresses),
        ("Enabled", json!("Enforced"), vec![all.clone()], Everybody),
        ("Enabled", json!("Enforced"), vec![out.clone()], Closed),
        ("Enabled", json!("Enforced"), vec![ours], NamedAddresses),
        (
            "Enabled",
            json!("Enforced"),
            vec![tag("AzureCloud.westeurope")],
            AllOfAzure,
        ),
        ("Enabled", json!("Enforced"), vec![tag("Internet")], Everybody),
        ("Enabled", json!("Learning"), vec![office.clone()], Everybody),
        ("Enabled", json!("Audit"), vec![office.clone()], Everybody),
        ("Enabled", json!(null), vec![office.clone()], Everybody),
        ("Disabled", json!("Learning"), vec![office.clone()], NamedAddresses),
        ("Disabled", json!("Enforced"), vec![all.clone()], Everybody),
        ("Disabled", json!("Enforced"), vec![out], Closed),
        (
            "SecuredByPerimeter",
            json!("Learning"),
            vec![office.clone()],
            NamedAddresses,
        ),
        ("SecuredByPerimeter", json!("Enforced"), vec![all], Everybody),
        ("SecuredByPerimeter", json!("Enforced"), vec![office], NamedAddresses),
    ] {
        let mut rows = vec![row(ACCOUNT, json!({"publicNetworkAccess": switch}))];
        rows.extend(perimeter(mode.clone(), &rules));
        assert_eq!(bounds(&rows), exactly(expected), "{switch} {mode} {rules:?}");
    }
}

#[test]
fn a_perimeter_of_which_a_part_is_not_exported_leaves_it_open() {
    let account = |switch: &str| row(ACCOUNT, json!({"publicNetworkAccess": switch}));
    let with = |switch: &str, rows: Vec<Row>| {
        let rows: Vec<Row> = std::iter::once(account(switch)).chain(rows).collect();
        answer_of(&rules(), &rows, "service")
    };
    let alone = with("SecuredByPerimeter", Vec::new());
    assert_eq!((alone.least, alone.most), (Closed, Everybody));
    let no_rules = with("Enabled", perimeter(json!("Enforced"), &[]));
    assert_eq!((no_rules.least, no_rules.most), (Closed, Everybody));
    assert!(
        no_rules
            .open_question()
            .contains("az network perimeter profile access-rule list --perimeter-name nsp --profile-name p")
    );
    let untold = with("Enabled", vec![row(PERIMETER, json!({}))]);
    assert_eq!((untold.least, untold.most), (Closed, Everybody));
    assert!(
        untold
            .open_question()
            .contains("az network perimeter association list --perimeter-name nsp")
    );
    // A bot cannot join one.
    let bot = row("Microsoft.BotService/botServices/b", json!({}));
    assert_eq!(bounds(&[bot, row(PERIMETER, json!({}))]), exactly(Everybody));
    let issues = perimeter(json!("Enforced"), &[json!({"addressPrefixes": ["203.0.113.7"]})]);
    let issues = issues.into_iter().map(|(place, column, kind)| match column {
        Column::Known(value) if place.ends_with("/a") => {
            let with = value.set(&["hasProvisioningIssues".into()], Value::from("yes"));
            (place, Column::Known(with), kind)
        }
        column => (place, column, kind),
    });
    let issues = with("Enabled", issues.collect());
    assert!(issues.settled().is_some() || issues.most == Everybody);
}

#[test]
fn other_spellings_of_a_firewall_are_read() {
    let part = |members: Json| {
        let members = members.as_object().unwrap().iter();
        let members = members.map(|(key, value)| (key.as_str().into(), value.clone().into()));
        Column::Known(Value::Part(members.collect()))
    };
    let rules = json!({"bypass": "None", "defaultAction": "Deny", "ipRules": [], "virtualNetworkRules": []});
    let listed = (
        STORE.to_owned(),
        part(json!({"publicNetworkAccess": null, "networkRuleSet": rules})),
        None,
    );
    assert_eq!(bounds(&[listed]), exactly(NamedAddresses));
}

#[test]
fn what_the_export_does_not_hold_is_named() {
    let part = |members: Json| {
        let members = members.as_object().unwrap().iter();
        let members = members.map(|(key, value)| (key.as_str().into(), value.clone().into()));
        (ACCOUNT.to_owned(), Column::Known(Value::Part(members.collect())), None)
    };
    let switch_only = answer_of(&rules(), &[part(json!({"publicNetworkAccess": "Enabled"}))], "service");
    assert_eq!((switch_only.least, switch_only.most), (NamedAddresses, Everybody));
    assert!(
        switch_only
            .open_question()
            .contains("properties.networkAcls.defaultAction")
    );
    let off = answer_of(&rules(), &[part(json!({"publicNetworkAccess": "Disabled"}))], "service");
    assert_eq!(off.settled(), Some(Closed));
    let denied = answer_of(
        &rules(),
        &[part(json!({"networkAcls": {"defaultAction": "Deny"}}))],
        "service",
    );
    assert_eq!((denied.least, denied.most), (Closed, NamedAddresses));
    let nothing = answer_of(&rules(), &[(ACCOUNT.to_owned(), Column::Missing, None)], "service");
    assert_eq!((nothing.least, nothing.most), (Closed, Everybody));
    assert!(nothing.open_question().contains("properties.publicNetworkAccess"));
    let odd = answer_of(
        &rules(),
        &[row(ACCOUNT, json!({"publicNetworkAccess": "Maybe"}))],
        "service",
    );
    assert_eq!((odd.least, odd.most), (Closed, Everybody));
    let range = json!({"networkAcls": {"defaultAction": "Deny", "ipRules": [{"value": "office"}]}});
    let range = answer_of(&rules(), &[row(ACCOUNT, range)], "service");
    assert_eq!((range.least, range.most), (NamedAddresses, Everybody));
    assert!(range.open_question().contains("`office`"));
}

#[test]
fn the_sentences_name_the_property_that_lets_strangers_in() {
    let said = |properties: Json| answer_of(&rules(), &[row(ACCOUNT, properties)], "service").found();
    assert_eq!(
        said(json!({})),
        "Public network access was not set; Azure takes that as enabled. The default action of its firewall was not set; Azure \
         takes that as allow."
    );
    assert_eq!(
        said(json!({"publicNetworkAccess": "Disabled"})),
        "Public network access was Disabled."
    );
    let denied = json!({"publicNetworkAccess": "Enabled", "networkAcls": {
        "defaultAction": "Deny", "ipRules": [{"value": "0.0.0.0/1"}, {"value": "128.0.0.0/1"}]}});
    assert_eq!(
        said(denied),
        "Public network access was Enabled. The default action of its firewall was Deny. The rules let in every address of the \
         internet (0.0.0.0/1 and 128.0.0.0/1)."
    );
}
