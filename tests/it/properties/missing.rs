//! Property 13: a file that is missing turns outcomes into unknown ones, never into a pass or a fail, and over the subjects of
//! the whole bundle the bounds only widen.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{DEFENDER, Files, assess, outcomes, sample};

/// The least and the most that a tenant can score, over the subjects of `pinned` and no others: plain arithmetic, and no
/// gates. What `found` does not hold, or holds as unknown, may be either.
fn bounds(pinned: &Value, found: &BTreeMap<(String, String), (String, u64)>) -> (f64, f64) {
    let subjects = outcomes(pinned);
    let bound = |open_passes: bool| {
        let mut domains: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
        for control in pinned["controls"].as_array().unwrap() {
            let id = control["id"].as_str().unwrap();
            let (mut passed, mut all, mut worst) = (0.0, 0.0, 0.0_f64);
            for (key, (was, tier)) in subjects.iter().filter(|((control, _), _)| control == id) {
                if was == "notApplicable" {
                    continue;
                }
                let tier = *tier as f64;
                let passes = match found.get(key).map(|(outcome, _)| outcome.as_str()) {
                    Some("pass") => true,
                    Some("fail") => false,
                    _ => open_passes,
                };
                all += tier;
                if passes {
                    passed += tier;
                } else {
                    worst = worst.max(tier);
                }
            }
            if all > 0.0 {
                let weight = control["arithmetic"]["weight"].as_f64().unwrap();
                let sums = domains.entry(control["domain"].as_str().unwrap()).or_default();
                sums.0 += weight * passed / all * (1.0 - worst / 8.0);
                sums.1 += weight;
            }
        }
        let weight = |id: &str| {
            let domains = pinned["domains"].as_array().unwrap();
            domains.iter().find(|domain| domain["id"] == id).unwrap()["weight"]
                .as_f64()
                .unwrap()
        };
        let scores: Vec<(f64, f64)> = domains
            .iter()
            .map(|(id, (sum, weights))| (weight(id), 100.0 * sum / weights))
            .collect();
        let weights: f64 = scores.iter().map(|(weight, _)| weight).sum();
        let mean = scores.iter().map(|(weight, score)| weight * score).sum::<f64>() / weights;
        0.7 * mean + 0.3 * scores.iter().map(|(_, score)| *score).fold(f64::INFINITY, f64::min)
    };
    (bound(false), bound(true))
}

/// What was decided of the sample, and what may not be decided otherwise when a part of it is missing.
struct Whole {
    files: Files,
    report: Value,
    known: BTreeMap<(String, String), (String, u64)>,
    /// Where two sources disagree, the one that is left speaks for itself.
    disputed: BTreeSet<(String, String)>,
}

impl Whole {
    fn new() -> Self {
        let files = sample();
        let report = assess(&files);
        let findings = report["findings"].as_array().unwrap().iter();
        let disputed = findings
            .filter(|finding| finding["contradiction"] != "")
            .map(|finding| {
                let text = |key: &str| finding[key].as_str().unwrap().to_owned();
                (text("control"), text("subject").to_lowercase())
            })
            .collect();
        Whole {
            known: outcomes(&report),
            files,
            report,
            disputed,
        }
    }

    /// Asserts that without the files that `is_missing` names outcomes turn into unknown ones only, that over the subjects of
    /// the whole bundle the bounds only widen, and that no tripped gate opens unless the resources themselves are gone.
    /// Returns how many outcomes rest on what is missing.
    fn without(&self, missing: &str, is_missing: impl Fn(&str) -> bool) -> usize {
        let rest = self.files.iter().filter(|(name, _)| !is_missing(name));
        let rest: Files = rest.cloned().collect();
        assert!(rest.len() < self.files.len(), "{missing}");
        let report = assess(&rest);
        let mut found = outcomes(&report);
        found.retain(|key, _| !self.disputed.contains(key));
        let mut lost = 0;
        for (key, (before, _)) in &self.known {
            match found.get(key).map(|(outcome, _)| outcome) {
                None => lost += 1,
                Some(after) if after == before => {}
                Some(after) => {
                    lost += 1;
                    assert_eq!(after, "unknown", "without {missing}, {key:?} is no longer {before}");
                }
            }
        }
        let (worst, best) = bounds(&self.report, &self.known);
        let (lower, upper) = bounds(&self.report, &found);
        assert!(
            lower <= worst + 1e-9 && upper >= best - 1e-9,
            "without {missing}: {lower} to {upper}, before {worst} to {best}"
        );
        let gates = |report: &Value| report["gates"].as_array().unwrap().clone();
        let holds_resources = missing.contains("resources-") || missing.contains("older/");
        for (gate, before) in gates(&report).iter().zip(gates(&self.report)) {
            assert!(
                holds_resources || before["state"] != "tripped" || gate["state"] != "open",
                "without {missing}, {} is open",
                gate["id"]
            );
        }
        lost
    }
}

/// Property 13, for each export that the sample holds. A subject that no other file tells of is gone, which is scope.
#[test]
fn an_export_that_is_missing_only_opens_questions() {
    let whole = Whole::new();
    // What a person says, and what an archiver leaves behind, is no export.
    let is_export =
        |name: &&String| [".json", ".csv"].iter().any(|end| name.ends_with(end)) && !name.contains("__MACOSX");
    let exports: Vec<&String> = whole.files.iter().map(|(name, _)| name).filter(is_export).collect();
    assert!(exports.len() >= 12, "{exports:?}");
    let lost = exports
        .iter()
        .map(|export| whole.without(export, |name| name == *export));
    let lost: Vec<usize> = lost.collect();
    assert!(lost.iter().filter(|lost| **lost > 0).count() > 8, "{lost:?}");
}

/// Property 13, for kinds of evidence that several exports hold: without either, nothing is known of it.
#[test]
fn a_kind_of_export_that_is_missing_only_opens_questions() {
    let whole = Whole::new();
    let kinds: [&[&str]; 3] = [
        &["role-assignments/", "policy-roles-security"],
        &[DEFENDER, "policy-roles-security"],
        &["resources-data-prod", "role-assignments/"],
    ];
    for kind in kinds {
        let is_missing = |name: &str| kind.iter().any(|part| name.contains(part));
        let lost = whole.without(&kind.join(" and "), is_missing);
        assert!(lost > 0, "nothing rests on {kind:?}");
    }
}
