//! The published schemas are those of the program, and what it writes and ships meets them. `UPDATE=1` rewrites them.

use std::fs;
use std::path::Path;

use crate::common::{Sandbox, as_written, contoso, json};
use serde_json::Value;

const NAMES: [&str; 13] = [
    "report",
    "engagement",
    "control",
    "framework",
    "gates",
    "profile",
    "estate",
    "exposure",
    "words",
    "placeholders",
    "roles",
    "routes",
    "retirements",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn schema(name: &str) -> Value {
    json(&root().join(format!("schemas/{name}.schema.json")))
}

fn check(name: &str, instance: &Value, what: &str) {
    let validator = jsonschema::validator_for(&schema(name)).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(instance)
        .map(|error| format!("{} at {}", error, error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{what}: {errors:?}");
}

#[test]
fn the_published_schemas_are_those_of_the_program() {
    let sandbox = Sandbox::new();
    for name in NAMES {
        let run = sandbox.run(&["schema", name]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        let path = root().join(format!("schemas/{name}.schema.json"));
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&path, &run.stdout).unwrap();
        }
        let published = fs::read_to_string(&path).unwrap_or_default();
        assert!(
            published == run.stdout,
            "{name}: run this test with UPDATE=1 to rewrite schemas/"
        );
    }
}

#[test]
fn the_report_of_the_sample_meets_its_schema() {
    let sandbox = Sandbox::new();
    sandbox.report(&contoso());
    check("report", &as_written(&sandbox.path("out/report.json")), "report.json");
}

#[test]
fn the_framework_meets_its_schemas() {
    let framework = root().join("templates/framework");
    for name in [
        "framework",
        "gates",
        "profile",
        "estate",
        "exposure",
        "words",
        "placeholders",
        "roles",
        "routes",
        "retirements",
    ] {
        check(name, &json(&framework.join(format!("{name}.json"))), name);
    }
    let controls = fs::read_dir(framework.join("controls")).unwrap();
    let mut checked = 0;
    for entry in controls {
        let path = entry.unwrap().path();
        check("control", &json(&path), &path.display().to_string());
        checked += 1;
    }
    assert!(checked >= 15);
}
