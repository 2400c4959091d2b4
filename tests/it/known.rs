//! Tenants built by hand of which it is known beforehand how every control comes out, through the real binary: one in which
//! everything is as it should be, one in which nothing is, one of which the exports hold next to nothing.
//! `tests/known/outcomes.json` is the table.

use std::collections::BTreeMap;
use std::path::Path;

use crate::common::fixture::bundle;
use crate::common::{Sandbox, json};
use serde_json::Value;

/// The outcome of every control of one of the tenants, with what the report says of it.
fn outcomes(tenant: &str) -> BTreeMap<String, (String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/known");
    let sandbox = Sandbox::new();
    let path = bundle(&sandbox, &json(&folder.join(format!("{tenant}.json"))));
    let run = sandbox.run(&["assess", path.to_str().unwrap(), "--out", "out", "--only", "json"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let report = json(&sandbox.path("out/report.json"));
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let controls = report["controls"].as_array().unwrap().iter();
    controls
        .map(|control| {
            (
                text(&control["id"]),
                (
                    text(&control["outcome"]),
                    [text(&control["finding"]), text(&control["unsettled"])].join(" "),
                ),
            )
        })
        .collect()
}

/// What the table says of one of the tenants, against what comes out.
fn compare(tenant: &str) -> Vec<String> {
    let table = json(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/known/outcomes.json"));
    let table = table.as_object().unwrap();
    let found = outcomes(tenant);
    assert_eq!(
        table.keys().collect::<Vec<_>>(),
        found.keys().collect::<Vec<_>>(),
        "the table lists every control"
    );
    let differs = found.iter().filter(|(id, (outcome, _))| table[*id][tenant] != *outcome);
    differs
        .map(|(id, (outcome, finding))| format!("{tenant}: {id} is {outcome}, not {}: {finding}", table[id][tenant]))
        .collect()
}

#[test]
fn a_tenant_in_which_all_is_as_it_should_be_passes_every_control() {
    assert_eq!(compare("good"), Vec::<String>::new());
}

#[test]
fn a_tenant_in_which_nothing_is_as_it_should_be_fails_every_control() {
    assert_eq!(compare("bad"), Vec::<String>::new());
}

#[test]
fn a_tenant_that_the_exports_hardly_show_passes_and_fails_nothing() {
    assert_eq!(compare("empty"), Vec::<String>::new());
    let decided = outcomes("empty").into_iter();
    let decided: Vec<_> = decided
        .filter(|(_, (outcome, _))| outcome == "pass" || outcome == "fail")
        .collect();
    assert!(decided.is_empty(), "{decided:?}");
}
