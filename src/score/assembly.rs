//! From control scores to one score, for one reading of the unknowns (`framework.md` section 6.2).
//!
//! ```text
//! D(d) = Σ w(c)·q(c) / Σ w(c)          over controls of d with q defined
//! M    = Σ Ω(d)·D(d) / Σ Ω(d)          over domains with D defined
//! A    = share·M + (1 − share)·min D(d)
//! S    = min(100·A, caps of all gates that are tripped or unknown)
//! ```

use num_traits::{One, Zero};

use super::exact::{Exact, whole, widen};
use super::rules::ScoringRules;
use super::tally::{Reading, Tally};

/// The scores of one reading. All are points from 0 to 100; `None` where nothing was assessed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assembly {
    /// 100·D(d) for each domain, in the order of the rules.
    pub domains: Vec<Option<Exact>>,
    /// Index of the domain with the lowest score, the first of equals.
    pub weakest: Option<usize>,
    /// 100·A, before any cap.
    pub assembled: Option<Exact>,
    /// S, after the caps.
    pub score: Option<Exact>,
}

impl Assembly {
    /// The score of the weakest domain, in points.
    pub fn weakest_score(&self) -> Option<&Exact> {
        self.domains.get(self.weakest?)?.as_ref()
    }
}

/// Assembles the score of one reading under the lowest cap that applies to it.
pub(super) fn assemble(rules: &ScoringRules, tallies: &[Tally], reading: Reading, cap: Option<u32>) -> Assembly {
    let domains = domain_scores(rules, tallies, reading);
    let defined = || {
        domains
            .iter()
            .enumerate()
            .filter_map(|(at, score)| Some((at, score.as_ref()?)))
    };
    let weakest = defined().min_by_key(|&(_, score)| score).map(|(at, _)| at);

    let mut weighted = Exact::zero();
    let mut weights = 0;
    for (at, score) in defined() {
        let weight = u64::from(rules.domains[at].weight);
        weighted += score * whole(weight);
        weights += weight;
    }
    let lowest = weakest.and_then(|at| domains[at].as_ref());
    let assembled = lowest.map(|lowest| {
        let share = widen(rules.mean_share);
        &share * weighted / whole(weights) + (Exact::one() - &share) * lowest
    });
    let score = assembled.as_ref().map(|assembled| under(cap, assembled));
    Assembly {
        domains,
        weakest,
        assembled,
        score,
    }
}

/// `score`, or the cap if that is lower.
pub(super) fn under(cap: Option<u32>, score: &Exact) -> Exact {
    match cap.map(|cap| whole(u64::from(cap))) {
        Some(cap) if cap < *score => cap,
        _ => score.clone(),
    }
}

fn domain_scores(rules: &ScoringRules, tallies: &[Tally], reading: Reading) -> Vec<Option<Exact>> {
    let mut sums = vec![(Exact::zero(), 0); rules.domains.len()];
    for tally in tallies {
        let score = tally.sums(reading).control_score(rules.tier_penalty_divisor);
        if let Some(score) = score {
            let (weighted, weights) = &mut sums[tally.domain];
            *weighted += score * whole(tally.weight);
            *weights += tally.weight;
        }
    }
    let points = |(weighted, weights): (Exact, u64)| (weights > 0).then(|| weighted * whole(100) / whole(weights));
    sums.into_iter().map(points).collect()
}
