//! The score after any selection of fixes and exports, whatever the order: what a reader sees who ticks steps of the roadmap.

use num_bigint::BigInt;

use super::claims::Claims;
use super::error::ScoreError;
use super::exact::Exact;
use super::fix::Fix;
use super::judged::Judged;
use super::plan::Planner;
use super::rules::ScoringRules;
use super::tally::tallies;

/// Score once some steps are done, in points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Projection {
    /// The final score, if the exports that were asked for show their gates to be clear; `None` when nothing was assessed.
    pub score: Option<Exact>,
    /// The interval [S⁻, S⁺], which takes nothing for granted.
    pub interval: (Exact, Exact),
}

/// The score after the fixes at these positions, with the gates at those positions shown to be clear where no export tells of them.
///
/// # Errors
/// When the rules, the input or the fixes contradict themselves; see [`ScoreError`].
pub fn project<S>(
    rules: &ScoringRules,
    judged: &Judged<'_, S>,
    fixes: &[Fix],
    done: &[usize],
    shown: &[usize],
) -> Result<Projection, ScoreError> {
    let tallies = tallies(rules, judged)?;
    let claims = Claims::of(judged, fixes)?;
    let mut planner = Planner::new(rules, judged, fixes, &claims, &tallies);
    for fix in done {
        planner.take(*fix, None, &BigInt::default());
    }
    for gate in shown {
        planner.expect_clear(*gate);
    }
    Ok(Projection {
        score: planner.standing().map(|(_, score)| score),
        interval: planner.interval(),
    })
}
