//! Microsoft's own definitions: each is either understood or refused by name.

use std::fs;
use std::path::Path;

use serde_json::Value as Json;

use super::{Condition, Parameters};

/// The faults that name something which no export can answer, or a parameter that only an assignment sets.
const BY_NAME: [&str; 4] = ["data-plane", "unsupported-function", "unset-parameter", "no-current"];

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

#[test]
#[ignore = "the corpus of definitions lies outside the repository, in ../shared/corpus/azure-policy"]
fn every_definition_of_microsoft_is_understood_or_refused_by_name() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/azure-policy");
    let mut found = Vec::new();
    definitions(&folder, &mut found);
    let mut understood = 0;
    for (name, definition) in &found {
        let properties = &definition["properties"];
        let parameters = Parameters::from_definition(&properties["parameters"]);
        match Condition::parse_with(&properties["policyRule"]["if"], &parameters) {
            Ok(condition) => {
                understood += 1;
                let again = Condition::parse(&condition.to_json()).unwrap();
                assert_eq!(again.to_json(), condition.to_json(), "{name}");
            }
            Err(faults) => {
                let named = faults.iter().all(|fault| BY_NAME.contains(&fault.code));
                assert!(named, "{name}: {faults:?}");
            }
        }
    }
    assert!(
        understood * 3 > found.len() * 2,
        "only {understood} of {} understood",
        found.len()
    );
}
