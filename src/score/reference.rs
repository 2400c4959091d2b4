//! A second, plain computation of the score, kept apart from the first: whole formulas over plain fractions of `i128`,
//! straight from `framework.md` section 6.2, with no sums kept and no step shared with the module.

use std::collections::BTreeMap;

use num_rational::Ratio;
use proptest::prelude::*;

use crate::value::vocabulary::{Outcome, Severity};

use super::generate::{Catalogue, catalogue};
use super::*;

type Plain = Ratio<i128>;

#[derive(Clone, Copy, PartialEq)]
enum Mode {
    Assessed,
    Worst,
    Best,
}

const DOMAINS: [(&str, i128); 6] = [
    ("IDN", 25),
    ("DAT", 20),
    ("NET", 15),
    ("MOD", 13),
    ("GOV", 13),
    ("MON", 14),
];

fn weight(severity: Severity) -> i128 {
    match severity {
        Severity::Critical => 27,
        Severity::High => 9,
        Severity::Medium => 3,
        Severity::Low => 1,
    }
}

fn resolved(control: &JudgedControl<u32>, mode: Mode) -> Vec<(i128, bool)> {
    let resolve = |subject: &JudgedSubject<u32>| match (subject.outcome, mode) {
        (Outcome::Pass, _) | (Outcome::Unknown, Mode::Best) => Some((subject.tier.into(), true)),
        (Outcome::Fail, _) | (Outcome::Unknown, Mode::Worst) => Some((subject.tier.into(), false)),
        _ => None,
    };
    control.outcomes.iter().filter_map(resolve).collect()
}

fn control_score(subjects: &[(i128, bool)]) -> Option<Plain> {
    let passed: i128 = subjects.iter().filter(|(_, pass)| *pass).map(|(tier, _)| tier).sum();
    let all: i128 = subjects.iter().map(|(tier, _)| tier).sum();
    let worst = subjects.iter().filter(|(_, pass)| !pass).map(|(tier, _)| *tier).max();
    (all > 0).then(|| Plain::new(passed, all) * (Plain::new(8 - worst.unwrap_or(0), 8)))
}

/// The assembled and the final score in points.
fn overall(catalogue: &Catalogue, mode: Mode) -> Option<(Plain, Plain)> {
    let mut domains = BTreeMap::new();
    for (id, _) in DOMAINS {
        let (mut weighted, mut weights) = (Plain::from_integer(0), 0);
        for control in catalogue.controls.iter().filter(|control| &*control.domain == id) {
            if let Some(score) = control_score(&resolved(control, mode)) {
                weighted += score * weight(control.severity);
                weights += weight(control.severity);
            }
        }
        if weights > 0 {
            domains.insert(id, weighted / weights);
        }
    }
    let lowest = *domains.values().min()?;
    let present = || DOMAINS.iter().filter(|(id, _)| domains.contains_key(id));
    let weights: i128 = present().map(|(_, weight)| weight).sum();
    let weighted: Plain = present().map(|(id, weight)| domains[id] * weight).sum();
    let assembled = (weighted / weights * 7 + lowest * 3) / 10 * 100;

    let mut score = assembled;
    for gate in &catalogue.gates {
        let fails = |member: &Member| {
            let outcome = catalogue.controls[member.control].outcomes[member.subject].outcome;
            outcome == Outcome::Fail || (mode != Mode::Best && outcome == Outcome::Unknown)
        };
        if gate.instances.iter().any(|instance| instance.members.iter().all(fails)) {
            score = score.min(Plain::from_integer(gate.cap.into()));
        }
    }
    Some((assembled, score))
}

fn coverage(catalogue: &Catalogue) -> Option<Plain> {
    let (mut covered, mut weights) = (Plain::from_integer(0), 0);
    for control in &catalogue.controls {
        let sum = |wanted: fn(Outcome) -> bool| -> i128 {
            let subjects = control.outcomes.iter().filter(|subject| wanted(subject.outcome));
            subjects.map(|subject| i128::from(subject.tier)).sum()
        };
        let applicable = sum(|outcome| outcome != Outcome::NotApplicable);
        let assessed = sum(|outcome| matches!(outcome, Outcome::Pass | Outcome::Fail));
        if applicable > 0 {
            covered += Plain::new(assessed, applicable) * weight(control.severity);
            weights += weight(control.severity);
        }
    }
    (weights > 0).then(|| covered / weights)
}

fn exact(plain: Plain) -> Exact {
    Exact::new((*plain.numer()).into(), (*plain.denom()).into())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_plain_formulas_give_the_same_scores(catalogue in catalogue()) {
        let scored = catalogue.scored();
        for (mode, assembly) in
            [(Mode::Assessed, &scored.assessed), (Mode::Worst, &scored.worst), (Mode::Best, &scored.best)]
        {
            let (assembled, score) = overall(&catalogue, mode).unzip();
            prop_assert_eq!(&assembly.assembled, &assembled.map(exact));
            prop_assert_eq!(&assembly.score, &score.map(exact));
        }
        let covered = coverage(&catalogue).map(exact).unwrap_or_default();
        prop_assert_eq!(covered, scored.coverage.overall);
    }
}
