//! The score of the sample, computed once more from nothing but the figures that the method chapter prints.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;

use common::{Sandbox, contoso};
use serde_json::Value;

fn list<'a>(value: &'a Value, key: &str) -> &'a Vec<Value> {
    value[key].as_array().unwrap()
}

/// `2/6` as a number; `None` for a dash.
fn rate(text: &str) -> Option<f64> {
    let (passed, assessed) = text.split_once('/')?;
    Some(passed.parse::<f64>().unwrap() / assessed.parse::<f64>().unwrap())
}

#[test]
fn a_reader_with_a_calculator_arrives_at_the_printed_score() {
    let report = Sandbox::new().report(&contoso());
    let mut domains: Vec<(f64, f64)> = Vec::new();
    for domain in list(&report, "domains") {
        let (mut weighted, mut weights) = (0.0, 0.0);
        for control in list(&report, "controls")
            .iter()
            .filter(|control| control["domain"] == domain["id"])
        {
            let arithmetic = &control["arithmetic"];
            if let Some(rate) = rate(arithmetic["rateText"].as_str().unwrap()) {
                let weight = arithmetic["weight"].as_f64().unwrap();
                let tier = arithmetic["worstTier"].as_f64().unwrap();
                weighted += weight * rate * (1.0 - tier / 8.0);
                weights += weight;
            }
        }
        if weights > 0.0 {
            let score = 100.0 * weighted / weights;
            let printed: f64 = domain["valueText"].as_str().unwrap().parse().unwrap();
            assert!(
                (printed..printed + 0.1001).contains(&score),
                "{}: {score} is not {printed}",
                domain["id"]
            );
            domains.push((domain["weight"].as_f64().unwrap(), score));
        }
    }
    assert!(domains.len() >= 5);
    let weight: f64 = domains.iter().map(|(weight, _)| weight).sum();
    let mean = domains.iter().map(|(weight, score)| weight * score).sum::<f64>() / weight;
    let weakest = domains.iter().map(|(_, score)| *score).fold(f64::INFINITY, f64::min);
    let assembled = 0.7 * mean + 0.3 * weakest;
    let caps = list(&report, "gates").iter().filter(|gate| gate["state"] == "tripped");
    let score = caps.map(|gate| gate["cap"].as_f64().unwrap()).fold(assembled, f64::min);
    for (text, value) in [("assembled", assembled), ("value", score)] {
        let printed: f64 = report["score"]["text"][text].as_str().unwrap().parse().unwrap();
        assert!(
            (printed - 1e-9..printed + 0.1001).contains(&value),
            "{text}: {value} is not {printed}"
        );
    }
}

#[test]
fn the_printed_steps_end_in_the_printed_score() {
    let report = Sandbox::new().report(&contoso());
    let steps = list(&report["method"], "steps");
    let last = steps.last().unwrap();
    let result: f64 = last["result"].as_str().unwrap().parse().unwrap();
    assert_eq!(Some(result), report["score"]["value"].as_f64());
    let labels: Vec<&str> = steps.iter().map(|step| step["label"].as_str().unwrap()).collect();
    assert!(
        labels.iter().any(|label| label.starts_with("Mean of the domains")),
        "{labels:?}"
    );
}
