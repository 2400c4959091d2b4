//! From judged subjects to scores: pure arithmetic, and nothing else.
//!
//! The caller says, for every control and subject, whether it passed, failed, is unknown or does not apply. This module
//! turns that into the control, domain and overall scores of `framework.md` section 6, with the interval that unknowns
//! leave open, the coverage, the gates that cap the result, the maturity level, the order of fixes and the comparison of
//! two bundles. It reads no files, knows no control by name and depends on nothing else of the program, so each figure
//! of a report can be recomputed by hand from the numbers printed beside it. Every value is an exact fraction: it is
//! rounded once, when it is printed, and thresholds are tested on the exact value.

mod apportion;
mod assembly;
mod claims;
mod compare;
mod contribution;
mod coverage;
mod error;
mod exact;
mod fix;
mod gate;
mod judged;
mod ledger;
mod level;
mod narrow;
mod pair;
mod plan;
mod rules;
mod scored;
mod tally;

#[cfg(test)]
mod generate;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod properties_of_change;
#[cfg(test)]
mod properties_of_plans;
#[cfg(test)]
mod reference;
#[cfg(test)]
mod worked_example;

pub use assembly::Assembly;
pub use compare::{Comparison, LikeForLike, SubjectOfControl, compare};
pub use contribution::Contribution;
pub use coverage::{Confidence, Coverage, CoverageByGrade};
pub use error::ScoreError;
pub use exact::{Exact, Tenths, one_decimal_down, percent_down, percent_text};
pub use fix::{Fix, fixes_by_control};
pub use gate::{Gate, GateInstance, GateResult, GateState, Member};
pub use judged::{Grade, Judged, JudgedControl, JudgedSubject, Outcome};
pub use level::{LevelResult, Obstacle, Standing, level_of};
pub use plan::{FixPlan, FixStep, Wave, WaveResult, by_wave, plan_fixes};
pub use rules::{
    ConfidenceRule, DomainWeight, Effort, EffortDivisors, GateRule, LevelRule, ScoringRules, Severity, SeverityWeights,
};
pub use scored::{ControlScore, DomainScore, Scored, score};
pub use tally::SubjectCounts;
