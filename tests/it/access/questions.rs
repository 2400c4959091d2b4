//! `underpin access`: questions that people ask.

use serde_json::{Value, json};

use crate::access::tenant::*;
use crate::common::Sandbox;

fn tenant() -> Tenant {
    Tenant::default()
        .closed_model("oai-one", 1)
        .closed_store(&store("stone"))
        .closed_store(&id(OTHER, "rg-x", "Microsoft.Storage/storageAccounts", "stone"))
        .closed_store(&store("sttwo"))
        .grant(&identity(1), BLOB_READER, &store("sttwo"))
        .grant_with(
            ANNA,
            "User",
            READER,
            &group(PROD, "rg-data"),
            json!({ "principalName": "anna@contoso.com" }),
        )
        .grant_with(
            GROUP,
            "Group",
            CONTRIBUTOR,
            &subscription(PROD),
            json!({ "principalName": "grp-data" }),
        )
        .members(GROUP, &[("servicePrincipal", &identity(1))])
}

fn asked(arguments: &[&str]) -> (i32, String) {
    let sandbox = Sandbox::new();
    let bundle = tenant().bundle(&sandbox);
    let all: Vec<&str> = ["access", bundle.to_str().unwrap()]
        .into_iter()
        .chain(arguments.iter().copied())
        .collect();
    let run = sandbox.run(&all);
    (run.code, if run.code == 0 { run.stdout } else { run.stderr })
}

fn answer(arguments: &[&str]) -> Value {
    let all: Vec<&str> = arguments.iter().copied().chain(["--format", "json"]).collect();
    let (code, text) = asked(&all);
    assert_eq!(code, 0, "{text}");
    serde_json::from_str(&text).unwrap()
}

#[test]
fn a_principal_is_found_by_name_by_id_and_by_sign_in_name() {
    for who in ["oai-one", &identity(1), &identity(1).to_uppercase()] {
        let found = answer(&["--who", who]);
        assert_eq!(found["principal"], identity(1));
        let roles: Vec<&str> = found["grants"]
            .as_array()
            .unwrap()
            .iter()
            .map(|grant| grant["role"].as_str().unwrap())
            .collect();
        assert_eq!(roles, ["Storage Blob Data Reader", "Contributor"]);
        assert_eq!(found["grants"][1]["through"][0]["group"], "grp-data");
        assert_eq!(
            found["grants"][1]["through"][0]["file"],
            format!("group-members/{GROUP}.json")
        );
    }
    assert_eq!(answer(&["--who", "ANNA@contoso.com"])["principal"], ANNA);
    let (_, text) = asked(&["--who", "oai-one"]);
    assert!(text.contains("through grp-data"), "{text}");
}

#[test]
fn what_a_principal_can_do_is_told_by_class_and_not_for_the_highest_only() {
    let found = answer(&["--who", "oai-one"]);
    let classes = found["classes"].as_array().unwrap();
    let of = |name: &str| classes.iter().find(|class| class["class"] == name).unwrap();
    // Contributor pulls images from registries, which is reading data.
    for (name, grants) in [("CONTROL-ADMIN", 1), ("DATA-READ", 2)] {
        assert_eq!(of(name)["grants"], grants, "{classes:?}");
        assert!(of(name)["reaches"]["microsoft.storage/storageaccounts"].as_u64() > Some(0));
    }
    let (_, text) = asked(&["--who", "oai-one"]);
    assert!(
        text.contains("By class:") && text.contains("DATA-READ  can read data: 2 grants"),
        "{text}"
    );
}

#[test]
fn a_resource_is_found_by_id_and_by_a_name_that_only_it_has() {
    let found = answer(&["--what", "sttwo"]);
    assert_eq!(found["resource"], store("sttwo"));
    assert_eq!(
        answer(&["--what", &store("sttwo").to_uppercase()])["grants"],
        found["grants"]
    );
    let held = found["grants"].as_array().unwrap();
    // Its own, its group's, two of the subscription, one of the tenant root.
    assert_eq!(held.len(), 5, "{held:?}");
    let (code, text) = asked(&["--what", "stone"]);
    assert_eq!(code, 2);
    assert!(
        text.contains("several resources") && text.contains(OTHER) && text.contains(PROD),
        "{text}"
    );
}

#[test]
fn what_is_not_in_the_bundle_is_said_to_be_so_with_what_comes_near() {
    let (code, text) = asked(&["--who", "oai-onee"]);
    assert_eq!(code, 2);
    assert!(text.contains("oai-onee") && text.contains("oai-one"), "{text}");
    let (code, text) = asked(&["--what", "sttwoo"]);
    assert_eq!(code, 2);
    assert!(text.contains("sttwo"), "{text}");
}

#[test]
fn an_identity_without_a_grant_is_no_stranger() {
    let sandbox = Sandbox::new();
    let bundle = tenant().closed_model("oai-idle", 2).bundle(&sandbox);
    let run = sandbox.run(&["access", bundle.to_str().unwrap(), "--who", "oai-idle"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stdout.contains("No grant"), "{}", run.stdout);
}

#[test]
fn a_subscription_is_a_thing_that_can_be_asked_about_by_name() {
    let sandbox = Sandbox::new();
    let bundle = tenant().subscription(PROD, "sub-prod", "prod").bundle(&sandbox);
    let run = sandbox.run(&[
        "access",
        bundle.to_str().unwrap(),
        "--what",
        "sub-prod",
        "--format",
        "json",
    ]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let found: Value = serde_json::from_str(&run.stdout).unwrap();
    let held = found["grants"].as_array().unwrap();
    assert!(held.iter().any(|grant| grant["name"] == "grp-data"), "{held:?}");
}
