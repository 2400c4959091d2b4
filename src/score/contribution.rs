//! Origin of the points of the assembled score (`framework.md` section 6.8, property 11).
//!
//! The terms share·Ω(d)·D(d)/ΣΩ of the domains and the weakest-domain term (1 − share)·min D add up to the assembled
//! score exactly, and their printed figures add up to the printed score. Within a domain the same holds for its controls.

use num_traits::One;

use super::apportion::apportion;
use super::assembly::Assembly;
use super::exact::{Exact, Tenths, one_decimal_down, whole, widen};
use super::rules::ScoringRules;
use super::tally::{Reading, Tally};

/// One term of the assembled score.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contribution {
    /// The points it adds, from 0 to 100.
    pub points: Exact,
    /// The points it would add if nothing failed.
    pub possible: Exact,
    /// `points` to one decimal, such that the printed parts add up to the printed whole.
    pub printed: Tenths,
}

/// The assembled score taken apart, and what the caps take away from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Contributions {
    /// The term of each domain in the weighted mean; `None` where the domain was not assessed.
    pub domains: Vec<Option<Contribution>>,
    /// The part of each control in its domain's term; `None` where the control was not assessed.
    pub controls: Vec<Option<Contribution>>,
    /// The term of the weakest domain; `None` when nothing was assessed.
    pub weakest: Option<Contribution>,
    /// Points that the binding gate takes away, 0 or negative: the printed score less the printed assembled score.
    pub capped: Tenths,
}

/// Takes the assessed score apart.
pub(super) fn contributions(rules: &ScoringRules, tallies: &[Tally], assessed: &Assembly) -> Contributions {
    let printed = |score: &Option<Exact>| score.as_ref().map(one_decimal_down).unwrap_or_default();
    let total = printed(&assessed.assembled);
    let (domains, weakest) = domain_terms(rules, assessed, total);
    let mut controls = vec![None; tallies.len()];
    for (at, domain) in domains.iter().enumerate() {
        if let Some(domain) = domain {
            share_out(rules, tallies, at, domain, &mut controls);
        }
    }
    let capped = Tenths(printed(&assessed.score).0 - total.0);
    Contributions {
        domains,
        controls,
        weakest,
        capped,
    }
}

/// The terms of the domains and of the weakest domain, which together are printed as `total`.
fn domain_terms(
    rules: &ScoringRules,
    assessed: &Assembly,
    total: Tenths,
) -> (Vec<Option<Contribution>>, Option<Contribution>) {
    let share = widen(rules.mean_share);
    let weight_of = |at: usize| u64::from(rules.domains[at].weight);
    let defined = |at: &usize| assessed.domains[*at].is_some();
    let weights: u64 = (0..rules.domains.len()).filter(defined).map(weight_of).sum();

    let mut terms: Vec<(Option<usize>, Exact, Exact)> = Vec::new();
    for (at, score) in assessed.domains.iter().enumerate() {
        if let Some(score) = score {
            let factor = &share * whole(weight_of(at)) / whole(weights);
            terms.push((Some(at), &factor * score, factor * whole(100)));
        }
    }
    if let Some(lowest) = assessed.weakest_score() {
        let factor = Exact::one() - share;
        terms.push((None, &factor * lowest, factor * whole(100)));
    }

    let points: Vec<Exact> = terms.iter().map(|(_, points, _)| points.clone()).collect();
    let mut domains = vec![None; rules.domains.len()];
    let mut weakest = None;
    for ((at, points, possible), printed) in terms.into_iter().zip(apportion(&points, total)) {
        let term = Some(Contribution {
            points,
            possible,
            printed,
        });
        match at {
            Some(at) => domains[at] = term,
            None => weakest = term,
        }
    }
    (domains, weakest)
}

/// Shares the term of one domain out among its assessed controls.
fn share_out(
    rules: &ScoringRules,
    tallies: &[Tally],
    domain: usize,
    term: &Contribution,
    controls: &mut [Option<Contribution>],
) {
    let score_of = |tally: &Tally| tally.sums(Reading::Assessed).control_score(rules.tier_penalty_divisor);
    let numbered = tallies.iter().enumerate().filter(|(_, tally)| tally.domain == domain);
    let assessed: Vec<(usize, u64, Exact)> = numbered
        .filter_map(|(at, tally)| Some((at, tally.weight, score_of(tally)?)))
        .collect();
    let weights: u64 = assessed.iter().map(|(_, weight, _)| weight).sum();
    if weights == 0 {
        return;
    }
    let unit = &term.possible / whole(weights);
    let possible: Vec<Exact> = assessed.iter().map(|(_, weight, _)| &unit * whole(*weight)).collect();
    let points: Vec<Exact> = assessed
        .iter()
        .zip(&possible)
        .map(|((_, _, score), most)| score * most)
        .collect();

    let printed = apportion(&points, term.printed);
    let parts = points.into_iter().zip(possible).zip(printed);
    for ((at, _, _), ((points, possible), printed)) in assessed.into_iter().zip(parts) {
        controls[at] = Some(Contribution {
            points,
            possible,
            printed,
        });
    }
}
