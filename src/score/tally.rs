//! The subjects of one control as sums by tier, which are all that the score needs of them.
//!
//! Subjects are visited once. Every further question (another reading of the unknowns, a fix, ninety fixes in a row) moves counts
//! between sums and costs the same for ten subjects as for fifty thousand.

use crate::value::vocabulary::{Grade, Outcome};

use super::error::ScoreError;
use super::exact::{Exact, fraction};
use super::judged::{Judged, JudgedControl, JudgedSubject};
use super::rules::ScoringRules;
use super::tier::{PerTier, TIERS};

/// Reading of the outcomes before they are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// Unknown leaves both sums.
    Assessed,
    /// Unknown counts as fail.
    Worst,
    /// Unknown counts as pass.
    Best,
    /// Unknown leaves both sums, and an accepted fail is not applicable.
    Accepted,
}

/// Number of subjects of a control by outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SubjectCounts {
    /// Subjects that passed.
    pub pass: u64,
    /// Subjects that failed, accepted risks included.
    pub fail: u64,
    /// Subjects without evidence.
    pub unknown: u64,
    /// Subjects the control does not apply to.
    pub not_applicable: u64,
    /// Failing subjects whose risk was accepted.
    pub accepted: u64,
}

/// Failing subjects of one control that a fix turns into passing ones.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Mended {
    pub failing: PerTier,
    pub accepted: PerTier,
}

impl Mended {
    pub(super) fn add<S>(&mut self, subject: &JudgedSubject<S>) {
        let tier = usize::from(subject.tier) - 1;
        self.failing[tier] += 1;
        self.accepted[tier] += u64::from(subject.accepted);
    }
}

/// The pass rate of one reading, before division.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sums {
    /// Σ K over passing subjects.
    pub passed: u64,
    /// Σ K over passing and failing subjects.
    pub assessed: u64,
    /// Highest failing tier, 0 if none.
    pub worst_tier: u32,
}

impl Sums {
    /// r(c), undefined when nothing is assessed.
    pub(super) fn pass_rate(self) -> Option<Exact> {
        fraction(self.passed, self.assessed)
    }

    /// `q(c) = r(c) · (1 − t(c) / divisor)`, undefined when nothing is assessed.
    pub(super) fn control_score(self, divisor: u32) -> Option<Exact> {
        let penalty = fraction(u64::from(divisor - self.worst_tier), u64::from(divisor))?;
        Some(self.pass_rate()? * penalty)
    }
}

/// One control: its place in the model and its sums.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tally {
    /// Index of the control's domain in the rules.
    pub domain: usize,
    /// w(c).
    pub weight: u64,
    pub not_applicable: u64,
    pass: PerTier,
    fail: PerTier,
    unknown: PerTier,
    accepted: PerTier,
    /// Σ K of the assessed subjects by grade A, B, C, D and none.
    pub graded: [u64; 5],
}

impl Tally {
    fn of<S>(control: &JudgedControl<S>, domain: usize, weight: u32) -> Self {
        let mut tally = Self {
            domain,
            weight: u64::from(weight),
            not_applicable: 0,
            pass: [0; TIERS],
            fail: [0; TIERS],
            unknown: [0; TIERS],
            accepted: [0; TIERS],
            graded: [0; 5],
        };
        for subject in &control.outcomes {
            tally.count(subject);
        }
        tally
    }

    fn count<S>(&mut self, subject: &JudgedSubject<S>) {
        let tier = usize::from(subject.tier) - 1;
        match subject.outcome {
            Outcome::Pass => self.pass[tier] += 1,
            Outcome::Fail => {
                self.fail[tier] += 1;
                self.accepted[tier] += u64::from(subject.accepted);
            }
            Outcome::Unknown => self.unknown[tier] += 1,
            Outcome::NotApplicable => self.not_applicable += 1,
        }
        if matches!(subject.outcome, Outcome::Pass | Outcome::Fail) {
            let grade = match subject.grade {
                Some(Grade::A) => 0,
                Some(Grade::B) => 1,
                Some(Grade::C) => 2,
                Some(Grade::D) => 3,
                None => 4,
            };
            self.graded[grade] += u64::from(subject.tier);
        }
    }

    pub(super) fn sums(&self, reading: Reading) -> Sums {
        let failing = match reading {
            Reading::Assessed | Reading::Best => self.fail,
            Reading::Worst => each_tier(self.fail, self.unknown, |fail, unknown| fail + unknown),
            Reading::Accepted => each_tier(self.fail, self.accepted, |fail, accepted| fail - accepted),
        };
        let passing = match reading {
            Reading::Best => each_tier(self.pass, self.unknown, |pass, unknown| pass + unknown),
            _ => self.pass,
        };
        let passed = tier_weight(passing);
        Sums {
            passed,
            assessed: passed + tier_weight(failing),
            worst_tier: highest_tier(failing),
        }
    }

    /// a(c): Σ K of the subjects the control applies to.
    pub(super) fn applicable(&self) -> u64 {
        self.assessed() + tier_weight(self.unknown)
    }

    /// b(c): Σ K of the subjects that passed or failed.
    pub(super) fn assessed(&self) -> u64 {
        tier_weight(self.pass) + tier_weight(self.fail)
    }

    pub(super) fn counts(&self) -> SubjectCounts {
        let number = |counts: PerTier| counts.iter().sum();
        SubjectCounts {
            pass: number(self.pass),
            fail: number(self.fail),
            unknown: number(self.unknown),
            not_applicable: self.not_applicable,
            accepted: number(self.accepted),
        }
    }

    /// Turns failing subjects of this control into passing ones.
    pub(super) fn mend(&mut self, mended: &Mended) {
        self.pass = each_tier(self.pass, mended.failing, |pass, mended| pass + mended);
        self.fail = each_tier(self.fail, mended.failing, |fail, mended| fail - mended);
        self.accepted = each_tier(self.accepted, mended.accepted, |all, mended| all - mended);
    }
}

/// One tally for each control, after checking the input.
pub(super) fn tallies<S>(rules: &ScoringRules, judged: &Judged<'_, S>) -> Result<Vec<Tally>, ScoreError> {
    rules.check()?;
    judged.check(rules)?;
    Ok(judged
        .controls
        .iter()
        .filter_map(|control| {
            let domain = rules.domain_index(&control.domain)?;
            Some(Tally::of(control, domain, rules.severity_weights.of(control.severity)))
        })
        .collect())
}

/// The highest tier that has a subject, 0 if none has.
pub(super) fn highest_tier(counts: PerTier) -> u32 {
    (1..)
        .zip(counts)
        .filter(|&(_, count)| count > 0)
        .map(|(tier, _)| tier)
        .max()
        .unwrap_or(0)
}

/// Σ K over the subjects counted.
fn tier_weight(counts: PerTier) -> u64 {
    (1..).zip(counts).map(|(tier, count): (u64, u64)| tier * count).sum()
}

fn each_tier(left: PerTier, right: PerTier, combine: fn(u64, u64) -> u64) -> PerTier {
    std::array::from_fn(|tier| combine(left[tier], right[tier]))
}
