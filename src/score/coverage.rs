//! Coverage: the share of the subjects to be judged that evidence decided, and the grade of that evidence (`framework.md` section
//! 6.2, "Coverage" and "Confidence label").
//!
//! Coverage is a weighted mean over controls of b(c)/a(c), so that a thousand well-covered small resources of one control
//! cannot hide another control without evidence. It never enters the score.

use num_traits::Zero;

use crate::value::vocabulary::Confidence;

use super::exact::{Exact, fraction, whole};
use super::rules::{ConfidenceRule, ScoringRules};
use super::tally::Tally;

/// The part of the coverage that rests on each grade of evidence. The parts add up to the coverage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoverageByGrade {
    /// Raw configuration.
    pub a: Exact,
    /// Azure Policy and Defender for Cloud.
    pub b: Exact,
    /// Attested, with an artefact.
    pub c: Exact,
    /// Attested, without one.
    pub d: Exact,
    /// Decided by evidence without a grade.
    pub none: Exact,
}

/// Coverage, as shares from 0 to 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// Over all controls; 0 when no control applies.
    pub overall: Exact,
    /// Coverage of each domain in the order of the rules; `None` where no control of it applies.
    pub domains: Vec<Option<Exact>>,
    /// The overall coverage by grade.
    pub by_grade: CoverageByGrade,
}

/// Weighted sums over the controls of one domain.
#[derive(Debug, Clone, Default)]
struct Covered {
    /// Σ w(c) over controls that apply.
    weights: u64,
    /// Σ w(c)·(graded part of b(c))/a(c), by grade.
    graded: [Exact; 5],
}

impl Covered {
    fn share(&self) -> Option<Exact> {
        let covered: Exact = self.graded.iter().sum();
        (self.weights > 0).then(|| covered / whole(self.weights))
    }
}

pub(super) fn coverage(rules: &ScoringRules, tallies: &[Tally]) -> Coverage {
    let mut domains = vec![Covered::default(); rules.domains.len()];
    for tally in tallies.iter().filter(|tally| tally.applicable() > 0) {
        let covered = &mut domains[tally.domain];
        covered.weights += tally.weight;
        for (sum, &graded) in covered.graded.iter_mut().zip(&tally.graded) {
            if let Some(share) = fraction(graded * tally.weight, tally.applicable()) {
                *sum += share;
            }
        }
    }
    let weights: u64 = domains.iter().map(|covered| covered.weights).sum();
    let [a, b, c, d, none] = std::array::from_fn(|grade| {
        let covered: Exact = domains.iter().map(|covered| &covered.graded[grade]).sum();
        if weights == 0 {
            Exact::zero()
        } else {
            covered / whole(weights)
        }
    });
    Coverage {
        overall: [&a, &b, &c, &d, &none].into_iter().sum(),
        domains: domains.iter().map(Covered::share).collect(),
        by_grade: CoverageByGrade { a, b, c, d, none },
    }
}

/// b(c)/a(c), undefined when the control does not apply.
pub(super) fn control_coverage(tally: &Tally) -> Option<Exact> {
    fraction(tally.assessed(), tally.applicable())
}

impl Coverage {
    /// The thresholds of high confidence that are missed.
    pub(super) fn limits(&self, rule: &ConfidenceRule, evidence_stale: bool) -> Vec<ConfidenceLimit> {
        let graded = &self.by_grade.a + &self.by_grade.b;
        let well_graded = graded * whole(100) >= whole(u64::from(rule.high_graded)) * &self.overall;
        let covered = &self.overall * whole(100) >= whole(u64::from(rule.high_coverage));
        let missed = [
            (!covered, ConfidenceLimit::Coverage),
            (!well_graded, ConfidenceLimit::Graded),
            (evidence_stale, ConfidenceLimit::Stale),
        ];
        missed
            .into_iter()
            .filter(|(missed, _)| *missed)
            .map(|(_, limit)| limit)
            .collect()
    }

    /// The confidence label. The assessed weight is the one coverage counts: Σ w(c)·b(c)/a(c).
    pub(super) fn confidence(&self, rule: &ConfidenceRule, limits: &[ConfidenceLimit]) -> Confidence {
        let is_half = &self.overall * whole(100) >= whole(u64::from(rule.medium_coverage));
        match is_half {
            true if limits.is_empty() => Confidence::High,
            true => Confidence::Medium,
            false => Confidence::Low,
        }
    }
}

/// A threshold of high confidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConfidenceLimit {
    /// Coverage.
    Coverage,
    /// Share of grades A and B.
    Graded,
    /// Age of the evidence.
    Stale,
}
