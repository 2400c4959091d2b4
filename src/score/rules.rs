//! The numbers of the scoring model: weights, divisors and thresholds, as data.
//!
//! They are judgements, not facts, so they come from the framework files and are printed with the report. `Default` is
//! the table of `framework.md` sections 6.2, 6.5 and 6.6.

use std::collections::BTreeSet;

use num_rational::Ratio;

use crate::value::vocabulary::{Effort, Severity};

use super::error::ScoreError;
use super::tier::TIERS;

/// The weight w(c) of a control within its domain, by severity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeverityWeights {
    /// Weight of a critical control.
    pub critical: u32,
    /// Weight of a high control.
    pub high: u32,
    /// Weight of a medium control.
    pub medium: u32,
    /// Weight of a low control.
    pub low: u32,
}

impl SeverityWeights {
    /// The weight of a control of this severity.
    pub fn of(&self, severity: Severity) -> u32 {
        match severity {
            Severity::Critical => self.critical,
            Severity::High => self.high,
            Severity::Medium => self.medium,
            Severity::Low => self.low,
        }
    }
}

/// Divisors of the gain of a fix, by effort.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EffortDivisors {
    /// Divisor of a low effort.
    pub low: u32,
    /// Divisor of a medium effort.
    pub medium: u32,
    /// Divisor of a high effort.
    pub high: u32,
}

impl EffortDivisors {
    /// The divisor for this effort.
    pub fn of(&self, effort: Effort) -> u32 {
        match effort {
            Effort::Low => self.low,
            Effort::Medium => self.medium,
            Effort::High => self.high,
        }
    }
}

/// A domain and its weight Ω(d) in the mean over domains.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DomainWeight {
    /// The domain's id, as controls name it.
    pub id: Box<str>,
    /// Ω(d), greater than 0. Only ratios of weights matter.
    pub weight: u32,
}

/// Condition of a maturity level on the gates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GateRule {
    /// No condition.
    Any,
    /// No gate with a cap below this many points is tripped.
    NoneTrippedBelow(u32),
    /// No gate is tripped and none is unknown.
    NoneTrippedOrUnknown,
}

/// One row of the maturity table. A level holds when every condition of its row holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LevelRule {
    /// The level's number; higher is better.
    pub level: u8,
    /// The level's name.
    pub name: Box<str>,
    /// Least final score, in points from 0 to 100.
    pub score: u32,
    /// Least score of every assessed domain, in points from 0 to 100.
    pub every_domain: u32,
    /// Least coverage, in per cent.
    pub coverage: u32,
    /// The condition on gates.
    pub gates: GateRule,
    /// Whether the level requires a previous bundle within the cadence.
    pub previous_bundle: bool,
}

/// Thresholds of the confidence label, in per cent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfidenceRule {
    /// Least coverage for high confidence.
    pub high_coverage: u32,
    /// Least share of the assessed weight with grade A or B for high confidence.
    pub high_graded: u32,
    /// Least coverage for medium confidence.
    pub medium_coverage: u32,
}

/// Every number of the model. The order of `domains` is the order of everything reported by domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScoringRules {
    /// Weights of controls within a domain.
    pub severity_weights: SeverityWeights,
    /// The domains and their weights.
    pub domains: Vec<DomainWeight>,
    /// The divisor in `q = r · (1 − t / divisor)`; at least 4.
    pub tier_penalty_divisor: u32,
    /// Share of the weighted mean in the assembled score, from 0 to 1; the weakest domain has the rest.
    pub mean_share: Ratio<u32>,
    /// The maturity table, in any order.
    pub levels: Vec<LevelRule>,
    /// Divisors of a fix's gain.
    pub effort_divisors: EffortDivisors,
    /// Thresholds of the confidence label.
    pub confidence: ConfidenceRule,
}

impl ScoringRules {
    /// The position of a domain in `domains`.
    pub fn domain_index(&self, id: &str) -> Option<usize> {
        self.domains.iter().position(|domain| &*domain.id == id)
    }

    /// Checks that the numbers keep every score within [0, 100] and every fraction defined.
    ///
    /// # Errors
    /// The first number that does not.
    pub fn check(&self) -> Result<(), ScoreError> {
        let SeverityWeights {
            critical,
            high,
            medium,
            low,
        } = self.severity_weights;
        let efforts = &self.effort_divisors;
        for (what, value) in [
            ("weight of critical controls", critical),
            ("weight of high controls", high),
            ("weight of medium controls", medium),
            ("weight of low controls", low),
            ("divisor of low effort", efforts.low),
            ("divisor of medium effort", efforts.medium),
            ("divisor of high effort", efforts.high),
        ] {
            greater_than_zero(what, value)?;
        }
        let mut seen = BTreeSet::new();
        for domain in &self.domains {
            greater_than_zero(&format!("weight of the domain '{}'", domain.id), domain.weight)?;
            if !seen.insert(&domain.id) {
                return Err(ScoreError::DuplicateDomain {
                    domain: domain.id.clone(),
                });
            }
        }
        let divisor = self.tier_penalty_divisor;
        if usize::try_from(divisor).is_ok_and(|divisor| divisor < TIERS) {
            return Err(ScoreError::TierPenaltyTooSteep { divisor });
        }
        let (share, of) = (self.mean_share.numer(), self.mean_share.denom());
        if *of == 0 || share > of {
            return Err(ScoreError::MeanShareOutOfRange);
        }
        Ok(())
    }
}

fn greater_than_zero(what: &str, value: u32) -> Result<(), ScoreError> {
    if value == 0 {
        return Err(ScoreError::ZeroWeight { what: what.to_owned() });
    }
    Ok(())
}

impl Default for ScoringRules {
    fn default() -> Self {
        let domain = |id: &str, weight| DomainWeight { id: id.into(), weight };
        let level = |level, name: &str, [score, every_domain, coverage]: [u32; 3], gates| LevelRule {
            level,
            name: name.into(),
            score,
            every_domain,
            coverage,
            gates,
            previous_bundle: level == 5,
        };
        Self {
            severity_weights: SeverityWeights {
                critical: 27,
                high: 9,
                medium: 3,
                low: 1,
            },
            domains: vec![
                domain("IDN", 25),
                domain("DAT", 20),
                domain("NET", 15),
                domain("MOD", 13),
                domain("GOV", 13),
                domain("MON", 14),
            ],
            tier_penalty_divisor: 8,
            mean_share: Ratio::new(7, 10),
            levels: vec![
                level(5, "Optimised", [90, 80, 90], GateRule::NoneTrippedOrUnknown),
                level(4, "Assured", [75, 65, 80], GateRule::NoneTrippedOrUnknown),
                level(3, "Governed", [60, 45, 65], GateRule::NoneTrippedBelow(60)),
                level(2, "Foundational", [40, 25, 50], GateRule::NoneTrippedBelow(40)),
                level(1, "Exposed", [0, 0, 0], GateRule::Any),
            ],
            effort_divisors: EffortDivisors {
                low: 1,
                medium: 3,
                high: 9,
            },
            confidence: ConfidenceRule {
                high_coverage: 80,
                high_graded: 70,
                medium_coverage: 50,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_rules_are_fit_to_score_with() {
        assert_eq!(ScoringRules::default().check(), Ok(()));
        let sum: u32 = ScoringRules::default().domains.iter().map(|domain| domain.weight).sum();
        assert_eq!(sum, 100);
    }

    #[test]
    fn rules_that_could_leave_the_range_of_the_score_are_refused() {
        let refused = |change: fn(&mut ScoringRules)| {
            let mut rules = ScoringRules::default();
            change(&mut rules);
            rules.check().expect_err("the rules should be refused")
        };
        assert_eq!(
            refused(|rules| rules.tier_penalty_divisor = 3),
            ScoreError::TierPenaltyTooSteep { divisor: 3 }
        );
        assert_eq!(
            refused(|rules| rules.mean_share = Ratio::new(11, 10)),
            ScoreError::MeanShareOutOfRange
        );
        assert_eq!(
            refused(|rules| rules.domains[1].id = "IDN".into()),
            ScoreError::DuplicateDomain { domain: "IDN".into() }
        );
        assert_eq!(
            refused(|rules| rules.effort_divisors.high = 0).to_string(),
            "the divisor of high effort must be greater than 0"
        );
    }
}
