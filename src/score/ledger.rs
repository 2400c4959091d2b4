//! The assembled score as whole numbers on one scale, so that thousands of what-ifs stay exact and cheap.
//!
//! A fix moves weight from fail to pass, so it changes no denominator, whatever the unknowns are read as: those of every
//! r(c), every Σ w(c) and ΣΩ stay as they are. With L the least common multiple of all divisor·b(c), and V that of all Σ w(c), every score that fixes can
//! reach is a whole number of units of 1 / (share's denominator · ΣΩ · L · V). Gains are compared in these units without
//! reducing a single fraction.

use num_bigint::BigInt;
use num_traits::{One, Zero};

use super::claims::Claim;
use super::exact::Exact;
use super::rules::ScoringRules;
use super::tally::{Mended, Reading, Sums, Tally};

/// The assembled score of one reading of a set of tallies that fixes are applied to one after the other.
pub(super) struct Ledger<'a> {
    rules: &'a ScoringRules,
    /// Reading of the unknowns.
    reading: Reading,
    tallies: Vec<Tally>,
    /// Units of a domain score for one unit of `passed · (divisor − worst tier)`, by control.
    units: Vec<BigInt>,
    /// D(d) in units, by domain.
    domains: Vec<Option<BigInt>>,
    /// Units in a score of 1.
    scale: BigInt,
}

impl<'a> Ledger<'a> {
    pub(super) fn of(rules: &'a ScoringRules, reading: Reading, tallies: Vec<Tally>) -> Self {
        let assessed_of = |tally: &Tally| tally.sums(reading).assessed;
        let divisor = u64::from(rules.tier_penalty_divisor);
        let mut weights = vec![0; rules.domains.len()];
        let mut rates = BigInt::one();
        for tally in tallies.iter().filter(|tally| assessed_of(tally) > 0) {
            weights[tally.domain] += tally.weight;
            rates = lowest_common_multiple(&rates, assessed_of(tally));
        }
        let means = weights
            .iter()
            .filter(|&&sum| sum > 0)
            .fold(BigInt::one(), |means, &sum| lowest_common_multiple(&means, sum));

        let mut domains: Vec<Option<BigInt>> = weights.iter().map(|&sum| (sum > 0).then(BigInt::zero)).collect();
        let mut units = Vec::with_capacity(tallies.len());
        for tally in &tallies {
            let assessed = assessed_of(tally);
            if assessed == 0 {
                units.push(BigInt::zero());
                continue;
            }
            let unit = (&rates / assessed) * (&means / weights[tally.domain]) * tally.weight;
            if let Some(score) = &mut domains[tally.domain] {
                *score += &unit * merit(rules, tally.sums(reading));
            }
            units.push(unit);
        }

        let mut ledger = Self {
            rules,
            reading,
            tallies,
            units,
            domains,
            scale: BigInt::one(),
        };
        ledger.scale = rates * means * divisor * ledger.assessed_weights() * *rules.mean_share.denom();
        ledger
    }

    /// The assembled score in units.
    pub(super) fn assembled(&self) -> BigInt {
        self.assemble(&self.domains)
    }

    /// The assembled score in points; `None` when nothing was assessed.
    pub(super) fn score(&self) -> Option<Exact> {
        (self.assessed_weights() > 0).then(|| self.points(self.assembled()))
    }

    /// Gain of a fix on the assembled score, in units.
    pub(super) fn gain(&self, claim: &Claim) -> BigInt {
        let mut domains = self.domains.clone();
        for (&control, mended) in &claim.mended {
            self.raise(&mut domains, control, mended);
        }
        self.assemble(&domains) - self.assembled()
    }

    /// Makes a fix part of the present state.
    pub(super) fn apply(&mut self, claim: &Claim) {
        for (&control, mended) in &claim.mended {
            let mut domains = std::mem::take(&mut self.domains);
            self.raise(&mut domains, control, mended);
            self.domains = domains;
            self.tallies[control].mend(mended);
        }
    }

    /// A number of units as points from 0 to 100.
    pub(super) fn points(&self, units: BigInt) -> Exact {
        Exact::new(units * 100, self.scale.clone())
    }

    fn raise(&self, domains: &mut [Option<BigInt>], control: usize, mended: &Mended) {
        let before = &self.tallies[control];
        let mut after = before.clone();
        after.mend(mended);
        let merit = |tally: &Tally| merit(self.rules, tally.sums(self.reading));
        if let Some(score) = &mut domains[before.domain] {
            *score += &self.units[control] * (merit(&after) - merit(before));
        }
    }

    fn assemble(&self, domains: &[Option<BigInt>]) -> BigInt {
        let (share, of) = (*self.rules.mean_share.numer(), *self.rules.mean_share.denom());
        let weighted = domains.iter().zip(&self.rules.domains);
        let mean: BigInt = weighted
            .filter_map(|(score, domain)| Some(score.as_ref()? * domain.weight))
            .sum();
        let lowest = domains.iter().flatten().min().cloned().unwrap_or_default();
        mean * share + lowest * self.assessed_weights() * (of - share)
    }

    /// ΣΩ over the assessed domains.
    fn assessed_weights(&self) -> u64 {
        let domains = self.domains.iter().zip(&self.rules.domains);
        domains
            .filter(|(score, _)| score.is_some())
            .map(|(_, domain)| u64::from(domain.weight))
            .sum()
    }
}

/// q(c) times its denominator: `passed · (divisor − worst tier)`.
fn merit(rules: &ScoringRules, sums: Sums) -> BigInt {
    BigInt::from(sums.passed) * (rules.tier_penalty_divisor - sums.worst_tier)
}

fn lowest_common_multiple(multiple: &BigInt, value: u64) -> BigInt {
    // gcd(m, v) = gcd(m mod v, v); in lowest terms (m mod v)/v has the denominator v/gcd.
    let reduced = Exact::new(multiple % value, BigInt::from(value));
    multiple * reduced.denom()
}
