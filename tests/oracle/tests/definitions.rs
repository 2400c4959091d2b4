//! Every condition of Microsoft's definitions, on every exported row and on rows that could be: the engine says what Microsoft's interpreter says, wherever everything is known.

use std::cell::Cell;
use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value as Json, json};
use underpin::condition::{Condition, Parameters, Truth};
use underpin::value::Value;
use underpin_oracle::answer;
use underpin_oracle::azure::{Oracle, aliases};
use underpin_oracle::corpus::{self, Stated};
use underpin_oracle::listed;
use underpin_oracle::rows::{Place, literals};

/// Rows generated for each condition and type.
const ROWS: u32 = 1_500;

fn parsed(stated: &Stated) -> Condition {
    let parameters = stated.parameters.as_object().into_iter().flatten();
    let parameters = parameters.fold(Parameters::new(), |all, (name, value)| {
        all.with(name, Value::from(value.clone()))
    });
    Condition::parse_with(&stated.condition, &parameters).unwrap_or_else(|faults| panic!("{}: {faults:?}", stated.name))
}

#[test]
fn every_condition_of_the_corpus_loads() {
    let conditions = corpus::conditions();
    let mut loaded = 0;
    for stated in &conditions {
        let condition = parsed(stated);
        let again = Condition::parse(&condition.to_json()).expect("a condition that was given back");
        assert_eq!(again.to_json(), condition.to_json(), "{}", stated.name);
        loaded += 1;
    }
    println!("{loaded} of {} conditions load", conditions.len());
    assert!(
        conditions.len() >= 79,
        "only {} conditions were found",
        conditions.len()
    );
}

#[test]
fn exported_rows_are_judged_as_microsoft_judges_them() {
    let rows = corpus::rows();
    let kinds: BTreeSet<String> = rows
        .iter()
        .filter_map(|row| row["type"].as_str())
        .map(str::to_lowercase)
        .collect();
    let (mut compared, mut held, mut of_its_types) = (0, 0, 0);
    let mut differences = Vec::new();
    for stated in corpus::conditions() {
        let condition = parsed(&stated);
        let spoken_of = corpus::types(&stated.condition);
        for kind in &kinds {
            let of_type = |row: &&Json| row["type"].as_str().is_some_and(|name| name.eq_ignore_ascii_case(kind));
            let oracle = Oracle::of_aliases(&stated.condition, kind, &stated.parameters);
            let oracle = oracle.unwrap_or_else(|error| panic!("{}: {error}", stated.name));
            for row in rows.iter().filter(of_type) {
                let expected = oracle
                    .holds(row)
                    .unwrap_or_else(|error| panic!("{}: {error}", stated.name));
                compared += 1;
                held += u32::from(expected);
                of_its_types += u32::from(spoken_of.contains(kind));
                if answer(&condition, row) != Truth::from(expected) {
                    differences.push(format!("{} on {}: Microsoft says {expected}", stated.name, row["id"]));
                }
            }
        }
    }
    println!(
        "{compared} comparisons on {} exported rows, {of_its_types} of types that the condition speaks of, {held} true",
        rows.len()
    );
    assert!(
        differences.is_empty(),
        "{} differences:\n{}",
        differences.len(),
        differences.join("\n")
    );
    assert!(compared >= 60_000 && of_its_types >= 390 && held >= 280);
}

/// Rows of a type, with the fields that the condition names of it.
fn rows(stated: &Stated, of_type: &str) -> BoxedStrategy<Json> {
    let mut compared_with = Vec::new();
    literals(&stated.condition, &mut compared_with);
    literals(&stated.parameters, &mut compared_with);
    let mut names = BTreeSet::new();
    aliases(&stated.condition, &mut names);
    let (mut top, mut properties) = (Place::default(), Place::default());
    for name in ["kind", "location", "identity.type"] {
        top.add(name);
    }
    for path in names.iter().filter_map(|name| listed::path(name, of_type)) {
        match path.split_once('.') {
            Some((first, rest)) if first.eq_ignore_ascii_case("properties") => properties.add(rest),
            _ => top.add(path),
        }
    }
    let of_type = of_type.to_owned();
    (
        top.object(&compared_with),
        properties.value(&compared_with),
        prop::sample::select(vec!["name", "other/name"]),
    )
        .prop_map(move |(mut row, properties, name)| {
            row["type"] = json!(of_type);
            row["name"] = json!(name);
            row["id"] = json!(format!("/subscriptions/s/resourceGroups/g/providers/{of_type}/{name}"));
            if let Some(properties @ (Json::Object(_) | Json::Null)) = properties {
                row["properties"] = properties;
            }
            row
        })
        .boxed()
}

#[test]
fn rows_that_could_be_are_judged_as_microsoft_judges_them() {
    let (compared, held) = (Cell::new(0_u32), Cell::new(0_u32));
    let mut differences = Vec::new();
    for stated in corpus::conditions() {
        let condition = parsed(&stated);
        let names_truth = condition.paths().iter().any(|read| read.is_truth);
        // Data-plane modes are refused by name, and no public list has the aliases of their types.
        let is_data_plane = |kind: &String| {
            kind.split('/')
                .next()
                .is_some_and(|namespace| namespace.ends_with(".data"))
        };
        for kind in corpus::types(&stated.condition)
            .into_iter()
            .filter(|kind| !is_data_plane(kind))
        {
            let oracle = Oracle::of_aliases(&stated.condition, &kind, &stated.parameters).expect("compiled before");
            let config = Config {
                cases: ROWS,
                failure_persistence: None,
                ..Config::default()
            };
            let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
            let outcome = runner.run(&rows(&stated, &kind), |row| {
                let expected = oracle.holds(&row).map_err(TestCaseError::fail)?;
                let answer = answer(&condition, &row);
                // Another kind of value, where the condition expects a truth value, is none that Azure would ever see.
                if answer == Truth::Unknown && names_truth {
                    return Ok(());
                }
                compared.set(compared.get() + 1);
                held.set(held.get() + u32::from(expected));
                prop_assert_eq!(answer, Truth::from(expected), "{}", row);
                Ok(())
            });
            if let Err(error) = outcome {
                differences.push(format!("{} for {kind}: {error}", stated.name));
            }
        }
    }
    println!(
        "{} comparisons on generated rows, {} of them true",
        compared.get(),
        held.get()
    );
    assert!(
        differences.is_empty(),
        "{} differences:\n{}",
        differences.len(),
        differences.join("\n")
    );
    assert!(
        compared.get() >= 95_000 && held.get() >= 50_000,
        "{} comparisons, {} true",
        compared.get(),
        held.get()
    );
}
