//! The headline: a public model endpoint with keys whose identity can read every storage account.

use serde_json::{Value, json};

use crate::access::tenant::*;

fn headline() -> Tenant {
    let stores = ["stone", "sttwo", "stthree"].map(store);
    let tenant = stores
        .iter()
        .fold(Tenant::default(), |tenant, id| tenant.closed_store(id));
    tenant
        .subscription(PROD, "sub-prod", "prod")
        .open_model("oai-one", 1)
        .open_model("oai-two", 2)
        .grant(&identity(1), BLOB_READER, &subscription(PROD))
        .grant(&identity(2), BLOB_READER, &store("stone"))
}

fn worst(report: &Report) -> Value {
    report.0["access"]["paths"][0].clone()
}

#[test]
fn the_worst_path_is_told_with_its_severity_its_assets_and_its_cheapest_cut() {
    let report = headline().report();
    let path = worst(&report);
    assert_eq!(path["severity"], "critical");
    assert_eq!(path["assets"], 3);
    assert_eq!(
        path["text"],
        "Anyone with a key to oai-one drives oai-one, which holds Storage Blob Data Reader on subscription sub-prod, and \
         with it 3 stores and vaults."
    );
    assert_eq!(path["cut"]["text"], "Turn off key access on oai-one");
    let hops = path["hops"].as_array().unwrap();
    assert_eq!(hops.len(), 4);
    assert!(
        hops.iter().all(|hop| !hop["evidence"].as_array().unwrap().is_empty()),
        "{path}"
    );
    let told = &report.0["summary"]["path"];
    assert!(told.to_string().contains("oai-one"), "{told}");
}

#[test]
fn making_the_cut_that_is_named_removes_the_path_and_no_other() {
    let before = headline().report();
    assert_eq!(before.0["access"]["pathsTotal"], 2);
    let cut = headline()
        .mended(&model("oai-one"), json!({ "disableLocalAuth": true }))
        .report();
    assert_eq!(cut.0["access"]["pathsTotal"], 1);
    assert_eq!(worst(&cut)["hops"][1]["title"], "oai-two");
}

#[test]
fn one_grant_that_carries_several_paths_is_the_cheapest_cut_of_each() {
    let shared = headline()
        .without(&identity(2), BLOB_READER)
        .grant(&identity(2), BLOB_READER, &subscription(PROD))
        .model_with("oai-three", 2, json!({ "publicNetworkAccess": "Enabled" }));
    let report = shared.report();
    assert_eq!(report.0["access"]["pathsTotal"], 3);
    let all = report.0["access"]["paths"].as_array().unwrap();
    let path = all.iter().find(|path| path["hops"][1]["title"] != "oai-one").unwrap();
    assert_eq!(path["cut"]["breaks"], 2, "{path}");
    let text = path["cut"]["text"].as_str().unwrap();
    assert!(
        text.starts_with("Replace Storage Blob Data Reader on subscription sub-prod"),
        "{text}"
    );
    let cut = shared.without(&identity(2), BLOB_READER).report();
    assert_eq!(
        cut.0["access"]["pathsTotal"], 1,
        "both doors of the identity lead nowhere"
    );
}

#[test]
fn a_store_open_to_the_internet_that_ai_trusts_is_a_path_until_it_is_closed() {
    let tenant = headline().mended(
        &store("stone"),
        json!({ "publicNetworkAccess": "Enabled", "networkAcls": { "defaultAction": "Allow" } }),
    );
    let open = tenant.report();
    assert_eq!(open.outcome("DAT-07", &store("stone")), "fail");
    assert_eq!(open.outcome("DAT-07", &store("sttwo")), "pass");
    assert!(!open.paths("From an open store").is_empty());
    let closed = tenant
        .mended(&store("stone"), json!({ "networkAcls": { "defaultAction": "Deny" } }))
        .report();
    assert_eq!(closed.outcome("DAT-07", &store("stone")), "pass");
    assert!(closed.paths("From an open store").is_empty());
}

#[test]
fn an_identity_over_its_budget_or_with_rights_that_must_stay_apart_fails() {
    let vault = id(OTHER, "rg-x", "Microsoft.KeyVault/vaults", "kv-one");
    let policies = json!({ "enableRbacAuthorization": false, "accessPolicies": [
        { "objectId": identity(1), "tenantId": OTHER, "permissions": { "secrets": ["Get", "List"], "keys": [] } }
    ] });
    let tenant = headline()
        .grant(&identity(7), READER, &subscription(OTHER))
        .grant(&identity(1), BLOB_WRITER, &store("stone"))
        .row(&vault, json!({ "properties": policies }));
    let report = tenant.report();
    let (outcome, reason) = report.finding("IDN-08", &identity(1));
    assert_eq!(outcome, "fail", "{reason}");
    assert!(
        reason.contains("read secrets of other workloads and write data"),
        "{reason}"
    );
    let broker = &report.0["access"]["brokers"]["rows"][0];
    assert_eq!(broker["identity"], "oai-one");
    assert_eq!(broker["cells"], json!(["1 vault", "3 stores", "–", "–"]));
    assert_eq!(broker["subscriptions"], 2);
    let rbac = tenant
        .mended(&vault, json!({ "enableRbacAuthorization": true }))
        .report();
    assert_eq!(rbac.outcome("IDN-08", &identity(1)), "pass", "the list is out of force");
}

/// The grant behind an exposed model, as the executive pages draw it.
fn last_hop(scope: &str) -> Value {
    let elsewhere = (1..=12).fold(Tenant::default(), |tenant, number| {
        tenant.closed_store(&store(&format!("st{number}")))
    });
    let tenant = elsewhere
        .subscription(PROD, "sub-prod", "prod")
        .open_model("oai-one", 1)
        .row(&id(PROD, "rg-web", "Microsoft.Web/sites", "shop"), json!({}))
        .row(&id(PROD, "rg-web", "Microsoft.Web/sites", "jobs"), json!({}))
        .grant(&identity(1), OWNER, scope);
    let path = tenant.report().0["summary"]["path"].clone();
    path["hops"].as_array().unwrap().last().unwrap().clone()
}

#[test]
fn a_chain_counts_what_lies_at_or_below_the_scope_of_its_grant() {
    let empty = last_hop(&group(PROD, "rg-empty"));
    assert_eq!(empty["title"], "0 resources");
    assert_eq!(empty["detail"], "Owner on rg-empty, of which no resource was exported");
    let held = last_hop(&group(PROD, "RG-web"));
    assert_eq!(held["title"], "2 resources");
    assert_eq!(held["detail"], "Owner on RG-web");
}
