//! What must hold of a whole assessment, through the real binary on the sample tenant. The properties are those of
//! `framework.md` section 6.8; the list in `src/score/mod.rs` says where each of the seventeen stands.

mod agreement;
mod cuts;
mod missing;
mod random;
mod ratchet;
mod tenant;
mod withheld;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Read;

use crate::common::{Sandbox, contoso};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value, json};

const DEFENDER: &str = "AzureSecurityCenterRecommendations";
const CASES: u32 = 4;

type Files = Vec<(String, Vec<u8>)>;

/// The settings of the sample.
const SAMPLE: &str = include_str!("../../../samples/contoso.toml");

/// The files of the sample.
fn sample() -> Files {
    let mut archive = zip::ZipArchive::new(File::open(contoso()).unwrap()).unwrap();
    let length = archive.len();
    let read = |index: usize| {
        let mut entry = archive.by_index(index).unwrap();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        (entry.name().unwrap().into_owned(), bytes)
    };
    (0..length).map(read).collect()
}

fn assess(files: &[(String, Vec<u8>)]) -> Value {
    assess_as(files, SAMPLE)
}

/// The same with an engagement file.
fn assess_as(files: &[(String, Vec<u8>)], said: &str) -> Value {
    let sandbox = Sandbox::new();
    sandbox.write("contoso.toml", said);
    let entries: Vec<(&str, Vec<u8>)> = files
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.clone()))
        .collect();
    sandbox.report(&sandbox.zip("contoso.zip", &entries))
}

/// Everything that was decided, without where it was read and which of several reasons is told first.
fn decided(report: &Value) -> Value {
    let mut findings: Vec<Value> = report["findings"].as_array().unwrap().clone();
    for finding in &mut findings {
        let members = finding.as_object_mut().unwrap();
        members.remove("evidence");
        members.remove("reason");
    }
    findings.sort_by_key(|finding| {
        [
            finding["control"].to_string(),
            finding["subject"].to_string().to_lowercase(),
        ]
    });
    json!({"score": report["score"], "gates": report["gates"], "findings": findings})
}

/// Outcome and tier of each control and subject.
fn outcomes(report: &Value) -> BTreeMap<(String, String), (String, u64)> {
    let findings = report["findings"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    findings
        .map(|finding| {
            let key = (text(&finding["control"]), text(&finding["subject"]).to_lowercase());
            (key, (text(&finding["outcome"]), finding["tier"].as_u64().unwrap()))
        })
        .collect()
}

fn runner() -> TestRunner {
    let config = Config {
        cases: CASES,
        failure_persistence: None,
        max_shrink_iters: 0,
        ..Config::default()
    };
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}

/// Applies `change` to the list of rows of each JSON file of Resource Graph.
fn with_rows(files: &Files, mut change: impl FnMut(&mut Vec<Value>)) -> Files {
    let changed = files.iter().map(|(name, bytes)| {
        let Some(mut json) = serde_json::from_slice::<Value>(bytes)
            .ok()
            .filter(|_| name.contains("/resource-graph/"))
        else {
            return (name.clone(), bytes.clone());
        };
        let rows = if json.is_array() { &mut json } else { &mut json["data"] };
        let mut list = rows.as_array().unwrap().clone();
        change(&mut list);
        let count = list.len();
        *rows = Value::Array(list);
        if json.is_object() {
            json["count"] = json!(count);
            json["total_records"] = json!(count);
        }
        (name.clone(), serde_json::to_vec(&json).unwrap())
    });
    changed.collect()
}

/// Property 7: the order of files and of rows makes no difference, and the same bundle gives the same bytes.
#[test]
fn order_of_files_and_rows_changes_nothing_and_the_same_bundle_gives_the_same_bytes() {
    let files = sample();
    let before = assess(&files);
    assert_eq!(assess(&files).to_string(), before.to_string());
    let expected = decided(&before);
    let shuffled = Just((0..files.len()).collect::<Vec<_>>()).prop_shuffle();
    runner()
        .run(&(shuffled, any::<u64>()), |(order, seed)| {
            let mut next = seed | 1;
            let moved = with_rows(&files, |rows| {
                for index in (1..rows.len()).rev() {
                    next = next
                        .wrapping_mul(6_364_136_223_846_793_005)
                        .wrapping_add(1_442_695_040_888_963_407);
                    rows.swap(index, (next >> 33) as usize % (index + 1));
                }
            });
            let moved: Files = order.into_iter().map(|index| moved[index].clone()).collect();
            prop_assert_eq!(&decided(&assess(&moved)), &expected);
            Ok(())
        })
        .unwrap();
}

/// Property 8: the same role row or assessment delivered twice changes nothing.
#[test]
fn evidence_that_is_delivered_twice_counts_once() {
    let files = sample();
    let expected = decided(&assess(&files));
    for kind in ["role-assignments", DEFENDER, "policy-roles-security"] {
        let again = files
            .iter()
            .filter(|(name, _)| name.contains(kind))
            .map(|(name, bytes)| (format!("again/{name}"), bytes.clone()));
        let twice: Files = files.iter().cloned().chain(again).collect();
        assert!(twice.len() > files.len(), "{kind}");
        let found = decided(&assess(&twice));
        assert_eq!(found["findings"], expected["findings"], "{kind}");
        assert_eq!(found["score"], expected["score"], "{kind}");
    }
}

/// Property 6: a resource that has nothing to do with AI changes nothing.
#[test]
fn a_resource_that_has_nothing_to_do_with_ai_changes_nothing() {
    let files = sample();
    let expected = decided(&assess(&files));
    let kinds = [
        "microsoft.network/routetables",
        "microsoft.compute/disks",
        "microsoft.devtestlab/schedules",
        "microsoft.maps/accounts",
    ];
    let rows = prop::collection::vec((prop::sample::select(kinds.to_vec()), "[a-z]{3,9}"), 1..6);
    runner()
        .run(&rows, |rows| {
            let mut subscription = None;
            let more = with_rows(&files, |list| {
                let first = list.iter().find_map(|row| {
                    row["id"]
                        .as_str()?
                        .strip_prefix("/subscriptions/")?
                        .split('/')
                        .next()
                        .map(str::to_owned)
                });
                if let (None, Some(first)) = (&subscription, first) {
                    let id = |kind: &str, name: &str| {
                        format!("/subscriptions/{first}/resourceGroups/rg-unrelated/providers/{kind}/{name}")
                    };
                    list.extend(rows.iter().map(|(kind, name)| {
                        json!({"id": id(kind, name), "name": name, "type": kind, "location": "westeurope",
                               "resourceGroup": "rg-unrelated", "subscriptionId": first, "properties": {}})
                    }));
                    subscription = Some(first);
                }
            });
            prop_assert!(subscription.is_some());
            let found = decided(&assess(&more));
            prop_assert_eq!(&found["score"], &expected["score"]);
            prop_assert_eq!(&found["findings"], &expected["findings"]);
            Ok(())
        })
        .unwrap();
}

/// Property 14: the case of ids and types makes no difference.
#[test]
fn the_case_of_ids_and_types_changes_nothing() {
    let files = sample();
    let expected = outcomes(&assess(&files));
    let loud = with_rows(&files, |rows| {
        for row in rows {
            for key in ["id", "type"] {
                if let Some(text) = row[key].as_str() {
                    row[key] = json!(text.to_uppercase());
                }
            }
        }
    });
    assert_eq!(outcomes(&assess(&loud)), expected);
}

/// Property 10: an accepted risk leaves the score and the gates as they are.
#[test]
fn accepting_every_risk_changes_neither_the_score_nor_a_gate() {
    let files = sample();
    let before = assess(&files);
    let fails = before["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|finding| finding["outcome"] == "fail");
    let mut accepted = String::from(SAMPLE);
    for finding in fails {
        accepted.push_str(&format!(
            "[[accepted_risks]]\ncontrol = {}\nsubject = {}\nreason = \"known\"\nowner = \"somebody\"\nuntil = \"2027-03-31\"\n",
            finding["control"], finding["subject"]
        ));
    }
    let after = assess_as(&files, &accepted);
    for figure in ["value", "worst", "best", "coverage"] {
        assert_eq!(after["score"][figure], before["score"][figure], "{figure}");
    }
    assert_ne!(after["score"]["accepted"], before["score"]["accepted"]);
    let states = |report: &Value| {
        report["gates"]
            .as_array()
            .unwrap()
            .iter()
            .map(|gate| gate["state"].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(states(&after), states(&before));
}

/// Property 15: what Defender for Cloud says of a resource overturns nothing that the configuration shows.
#[test]
fn a_recommendation_overturns_nothing_that_the_configuration_shows() {
    let without: Files = sample()
        .into_iter()
        .filter(|(name, _)| !name.contains(DEFENDER))
        .collect();
    let (before, after) = (assess(&without), assess(&sample()));
    let graded = |report: &Value| -> BTreeSet<(String, String)> {
        let findings = report["findings"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|finding| finding["grade"] == "A");
        findings
            .map(|finding| {
                (
                    finding["control"].to_string(),
                    finding["subject"].to_string().to_lowercase(),
                )
            })
            .collect()
    };
    let (shown, known) = (outcomes(&before), outcomes(&after));
    let mut settled = 0;
    for (control, subject) in graded(&before) {
        let key = (
            control.trim_matches('"').to_owned(),
            subject.trim_matches('"').to_owned(),
        );
        let (outcome, _) = &shown[&key];
        if outcome == "pass" || outcome == "fail" {
            settled += 1;
            assert_eq!(&known[&key].0, outcome, "{key:?}");
        }
    }
    assert!(settled > 300, "only {settled} outcomes are settled by configuration");
}
