//! The score of the sample, computed once more from nothing but the figures that the method chapter prints.

use std::collections::BTreeMap;
use std::process::Command;

use crate::common::{Sandbox, contoso};
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
    let caps = list(&report, "gates")
        .iter()
        .filter(|gate| gate["state"] == "tripped" || gate["state"] == "unknown");
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

/// The words of the full report of the sample, in lines as they stand on the page. `None` where `pdftotext` of poppler-utils
/// is not installed; `.ci/run` installs it.
fn printed() -> Option<String> {
    let sandbox = Sandbox::new();
    let out = sandbox.path("out");
    let run = sandbox.run(&[
        "assess",
        contoso().to_str().unwrap(),
        "--quiet",
        "--only",
        "pdf",
        "--depth",
        "full",
        "--out",
        out.to_str().unwrap(),
    ]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let text = Command::new("pdftotext")
        .args(["-layout".as_ref(), out.join("report.pdf").as_os_str(), "-".as_ref()])
        .output()
        .ok()?;
    Some(String::from_utf8(text.stdout).unwrap())
}

/// The lines from one heading to the next, without those before the method chapter.
fn between<'a>(text: &'a str, from: &str, to: &str) -> Vec<&'a str> {
    let chapter = text
        .rfind("The score can be recomputed by hand from this chapter")
        .unwrap();
    let lines = text[chapter..].lines().map(str::trim);
    lines
        .skip_while(|line| !line.starts_with(from))
        .skip(1)
        .take_while(|line| !line.starts_with(to))
        .collect()
}

/// `3·4 + 1·2 = 14` or `0`, off the front of the words of a line. Checks that the terms come to the sum.
fn sum(words: &mut std::vec::IntoIter<&str>) -> f64 {
    let mut terms = 0.0;
    loop {
        let word = words.next().unwrap();
        match word.split_once('·') {
            Some((count, tier)) => terms += count.parse::<f64>().unwrap() * tier.parse::<f64>().unwrap(),
            None if word == "+" => {}
            None if word == "=" => {
                let sum: f64 = words.next().unwrap().parse().unwrap();
                assert_eq!(sum, terms);
                return sum;
            }
            None => return word.parse().unwrap(),
        }
    }
}

/// The last figure of the line that starts with these words.
fn result(lines: &[&str], label: &str) -> f64 {
    let line = lines.iter().find(|line| line.starts_with(label)).unwrap();
    line.split_whitespace().next_back().unwrap().parse().unwrap()
}

/// A figure that is printed rounded down, or to the nearest, at so many decimals.
fn agrees(printed: f64, exact: f64, step: f64) -> bool {
    (printed - exact).abs() <= step + 1e-9
}

#[test]
fn a_reader_of_the_pdf_with_a_calculator_arrives_at_every_printed_score() {
    let Some(text) = printed() else { return };
    let mut sums: BTreeMap<String, (f64, f64)> = BTreeMap::new();
    let mut controls = 0;
    for line in between(&text, "Controls in the sum", "Levels") {
        let mut words = line.split_whitespace().collect::<Vec<_>>().into_iter();
        let Some((domain, _)) = words.next().and_then(|id| id.split_once('-')) else {
            continue;
        };
        let weight: f64 = words.next().unwrap().parse().unwrap();
        let (passed, failed, _unknown) = (sum(&mut words), sum(&mut words), sum(&mut words));
        let tier: f64 = words.next().unwrap().parse().unwrap();
        let (rate, score) = (words.next().unwrap(), words.next().unwrap());
        controls += 1;
        if passed + failed == 0.0 {
            assert_eq!((rate, score), ("–", "–"), "{line}");
            continue;
        }
        assert_eq!(rate, format!("{passed}/{}", passed + failed), "{line}");
        let exact = passed / (passed + failed) * (1.0 - tier / 8.0);
        assert!(agrees(score.parse().unwrap(), exact, 1e-4), "{line}: {exact}");
        let domain = sums.entry(domain.to_owned()).or_default();
        *domain = (domain.0 + weight * exact, domain.1 + weight);
    }
    let steps = between(&text, "The arithmetic, step by step", "Controls in the sum");
    let tables = between(&text, "The score can be recomputed", "The arithmetic, step by step");
    let (mut weighted, mut weights, mut weakest) = (0.0, 0.0, f64::INFINITY);
    for (domain, (sum, weight)) in &sums {
        let score = 100.0 * sum / weight;
        let printed = result(&steps, &format!("Domain score, {domain}"));
        assert!(agrees(printed, score, 0.005), "{domain}: {score} is not {printed}");
        // Its row in the table of domains stands beside a row of the table of gates.
        let row = tables
            .iter()
            .find(|line| line.starts_with(&format!("{domain} ")))
            .unwrap();
        let mut figures = row.split_whitespace().filter_map(|word| word.parse::<f64>().ok());
        let (share, printed) = (figures.next().unwrap(), figures.next().unwrap());
        assert!(agrees(printed, score, 0.1), "{row}: {score}");
        weighted += share * score;
        weights += share;
        weakest = weakest.min(score);
    }
    assert!(controls > 80 && sums.len() >= 5, "{controls} controls in {sums:?}");
    let mean = weighted / weights;
    assert!(agrees(result(&steps, "Mean of the domains, M"), mean, 0.005));
    assert!(agrees(result(&steps, "Weakest domain"), weakest, 0.005));
    let rule = steps
        .iter()
        .find(|line| line.starts_with("Assembled score, A"))
        .unwrap();
    let mut shares = rule.split_whitespace().filter_map(|word| word.parse::<f64>().ok());
    let assembled = shares.next().unwrap() * mean + shares.next().unwrap() * weakest;
    assert!(agrees(result(&steps, "Assembled score, A"), assembled, 0.005));
    let caps = tables.iter().filter_map(|line| {
        let before = line
            .strip_suffix("Crossed")
            .or(line.strip_suffix("Not shown to be clear"))?;
        before.split_whitespace().next_back()?.parse::<f64>().ok()
    });
    let score = caps.fold(assembled, f64::min);
    let printed = result(&steps, "Score, S");
    assert!((printed..printed + 0.1).contains(&score), "{score} is not {printed}");
    let shown = text.split_whitespace().filter(|word| *word == printed.to_string());
    assert!(shown.count() > 1, "{printed} is not on the page of the score");
}
