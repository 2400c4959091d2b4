//! Microsoft's own definitions are read.

use std::fs;
use std::path::Path;

use serde_json::{Value as Json, json};

use super::{Condition, Parameters};
use crate::value::Value;

fn definitions(folder: &Path, found: &mut Vec<(String, Json)>) {
    let mut entries: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            definitions(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "json") {
            let text = fs::read_to_string(&path).unwrap();
            found.push((path.display().to_string(), serde_json::from_str(&text).unwrap()));
        }
    }
}

/// A value for a parameter that only an assignment sets: the first that is allowed, or a plain one of its type.
fn with_values(declared: &Json) -> Parameters {
    let members = declared.as_object().into_iter().flatten();
    let open = members.filter(|(_, declaration)| declaration.get("defaultValue").is_none());
    open.fold(Parameters::from_definition(declared), |all, (name, declaration)| {
        let plain = match declaration["type"].as_str().map(str::to_lowercase).as_deref() {
            Some("array") => json!(["value"]),
            Some("object") => json!({"name": "value"}),
            Some("boolean") => json!(true),
            Some("integer" | "float") => json!(1),
            _ => json!("value"),
        };
        let allowed = declaration["allowedValues"]
            .get(0)
            .filter(|_| !plain.is_array())
            .cloned();
        all.with(name, Value::from(allowed.unwrap_or(plain)))
    })
}

#[test]
#[ignore = "the corpus of definitions lies outside the repository, in ../shared/corpus/azure-policy"]
fn at_least_99_percent_of_microsofts_conditions_load() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/azure-policy");
    let mut found = Vec::new();
    definitions(&folder, &mut found);
    let (mut all, mut refused) = (0, Vec::new());
    for (name, definition) in &found {
        let properties = &definition["properties"];
        let parameters = with_values(&properties["parameters"]);
        let rule = &properties["policyRule"];
        for part in [&rule["if"], &rule["then"]["details"]["existenceCondition"]] {
            if part.is_null() {
                continue;
            }
            all += 1;
            match Condition::parse_with(part, &parameters) {
                Ok(condition) => {
                    let again = Condition::parse(&condition.to_json()).unwrap();
                    assert_eq!(again.to_json(), condition.to_json(), "{name}");
                }
                Err(faults) => refused.push(format!("{name}: {faults:?}")),
            }
        }
    }
    assert!(
        found.len() >= 67 && all >= 79,
        "{} definitions, {all} conditions",
        found.len()
    );
    assert!(refused.len() * 100 <= all, "{} of {all}: {refused:#?}", refused.len());
}
