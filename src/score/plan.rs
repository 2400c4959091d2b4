//! The order of fixes, the score after each, and three waves (`framework.md` section 6.6).
//!
//! 1. While a gate caps, fixes that open it come first, the gate with the lowest cap before the others. This holds for
//!    every such gate, also one that does not bind yet because the assembled score is still below its cap. Among such
//!    fixes: the one that leaves the fewest capping instances of the gate, then the one that frees the highest cap. What
//!    only evidence can open keeps its cap to the end of the plan; see [`schedule`](mod@super::schedule).
//! 2. Then, and among equals of the first rule: the gain on the assembled score, before caps, divided by the effort. The
//!    gain is taken anew after every step, because gains of separate fixes do not add up. Ties are broken by severity,
//!    then tier, then id.
//! 3. Low effort is for now, medium effort for 30 days, high effort for 90 days. A fix ordered for a gate is due one wave
//!    earlier: medium effort now, high effort within 30 days.
//!
//! The waves follow effort and the steps follow gain, so a wave is not a run of consecutive steps. The figures of a wave
//! are those after all fixes of that wave and the waves before it; the end is the same in any order.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use num_bigint::BigInt;

use crate::value::vocabulary::Effort;

use super::assembly::under;
use super::claims::{Claim, Claims, Openers};
use super::error::ScoreError;
use super::exact::{Exact, whole};
use super::fix::Fix;
use super::gate::{GateResult, evaluate};
use super::judged::Judged;
use super::ledger::Ledger;
use super::level::LevelResult;
use super::rules::ScoringRules;
use super::scored::Posture;
use super::tally::{Reading, Tally, tallies};

/// Period in which a fix is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Wave {
    /// Within days.
    Now,
    /// Within 30 days.
    Within30Days,
    /// Within 90 days.
    Within90Days,
}

impl Wave {
    /// The waves in order of time.
    pub const ALL: [Self; 3] = [Self::Now, Self::Within30Days, Self::Within90Days];

    fn of(effort: Effort, for_gate: bool) -> Self {
        match (effort, for_gate) {
            (Effort::Low, _) | (Effort::Medium, true) => Self::Now,
            (Effort::Medium, false) | (Effort::High, true) => Self::Within30Days,
            (Effort::High, false) => Self::Within90Days,
        }
    }
}

/// One fix in its place. All scores are points from 0 to 100.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FixStep {
    /// Index of the fix in the input.
    pub fix: usize,
    /// Number of subjects it mends.
    pub subjects: usize,
    /// Number of these that are accepted risks.
    pub accepted: usize,
    /// Wave in which it is due.
    pub wave: Wave,
    /// The gate it was put in this place for; index into the gates.
    pub for_gate: Option<usize>,
    /// The gates that this step opens; indices into the gates.
    pub opens: Vec<usize>,
    /// Gain on the assembled score at this place in the order.
    pub gain: Exact,
    /// Gain on the assembled score by itself, today.
    pub gain_alone: Exact,
    /// The assembled score after this step.
    pub assembled: Exact,
    /// The final score after this step.
    pub score: Exact,
    /// The interval [S⁻, S⁺] after this step.
    pub interval: (Exact, Exact),
}

/// Score after all fixes up to the end of a wave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaveResult {
    /// The wave.
    pub wave: Wave,
    /// Its steps; indices into the steps of the plan, in their order.
    pub steps: Vec<usize>,
    /// The assembled score, in points; `None` when nothing was assessed.
    pub assembled: Option<Exact>,
    /// The final score, in points.
    pub score: Option<Exact>,
    /// The final score if every gate that is unknown is shown to be clear.
    pub score_if_clear: Option<Exact>,
    /// The interval [S⁻, S⁺], in points.
    pub interval: (Exact, Exact),
    /// The maturity level.
    pub level: LevelResult,
}

/// The order of fixes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FixPlan {
    /// The fixes that mend anything, in order.
    pub steps: Vec<FixStep>,
    /// The three waves.
    pub waves: Vec<WaveResult>,
    /// The fixes of each gate any one of which opens it by itself today; empty where it does not cap, or where none does.
    pub openers: Vec<Vec<usize>>,
    /// The gates that cap when everything is mended: only evidence can show them to be clear.
    pub left: Vec<usize>,
}

/// Puts fixes in order and follows the score through them.
///
/// # Errors
/// When the rules, the input or the fixes contradict themselves; see [`ScoreError`].
pub fn plan_fixes<S>(rules: &ScoringRules, judged: &Judged<'_, S>, fixes: &[Fix]) -> Result<FixPlan, ScoreError> {
    let tallies = tallies(rules, judged)?;
    let claims = Claims::of(judged, fixes)?;
    let planner = Planner::new(rules, judged, fixes, &claims, &tallies);
    let openers = planner.capping.iter().map(common_openers).collect();
    let by_evidence_only = |instances: &Openers| instances.iter().any(BTreeSet::is_empty);
    let gates = planner.capping.iter().enumerate();
    let left = gates.filter(|(_, instances)| by_evidence_only(instances));
    let left = left.map(|(gate, _)| gate).collect();
    let steps = planner.steps();
    let waves = waves(rules, judged, &claims, tallies, &steps);
    Ok(FixPlan {
        steps,
        waves,
        openers,
        left,
    })
}

/// The fixes that open every one of the instances.
fn common_openers(instances: &Openers) -> Vec<usize> {
    let everywhere = |fix: &usize| instances.iter().all(|openers| openers.contains(fix));
    instances
        .first()
        .into_iter()
        .flatten()
        .copied()
        .filter(everywhere)
        .collect()
}

pub(super) struct Planner<'a> {
    rules: &'a ScoringRules,
    fixes: &'a [Fix],
    claims: &'a Claims,
    caps: Vec<u32>,
    /// The instances of each gate that still make it cap.
    capping: Vec<Openers>,
    /// The instances that are tripped: they cap the upper end of the range too.
    tripped: Vec<Openers>,
    /// Those of them that cap once the exports that were asked for show what they are hoped to show.
    expected: Vec<Openers>,
    ledger: Ledger<'a>,
    worst: Ledger<'a>,
    best: Ledger<'a>,
}

/// A fix that could be the next step.
struct Candidate<'a> {
    fix: &'a Fix,
    index: usize,
    claim: &'a Claim,
    /// Capping instances that it leaves of the gate in question.
    left: usize,
    /// The lowest cap that it leaves; none is best.
    cap: Option<u32>,
    gain: BigInt,
    divisor: u32,
}

impl Candidate<'_> {
    /// Smaller is better.
    fn compare(&self, other: &Self) -> Ordering {
        let cap = |candidate: &Self| candidate.cap.unwrap_or(u32::MAX);
        self.left
            .cmp(&other.left)
            .then_with(|| cap(other).cmp(&cap(self)))
            .then_with(|| (&other.gain * self.divisor).cmp(&(&self.gain * other.divisor)))
            .then_with(|| self.claim.severity.cmp(&other.claim.severity))
            .then_with(|| other.claim.tier.cmp(&self.claim.tier))
            .then_with(|| self.fix.id.cmp(&other.fix.id))
            .then_with(|| self.index.cmp(&other.index))
    }
}

impl<'a> Planner<'a> {
    pub(super) fn new<S>(
        rules: &'a ScoringRules,
        judged: &Judged<'_, S>,
        fixes: &'a [Fix],
        claims: &'a Claims,
        tallies: &[Tally],
    ) -> Self {
        let gates = evaluate(judged, |_| false);
        let ledger = |reading| Ledger::of(rules, reading, tallies.to_vec());
        let capping = claims.openers(judged, &gates, GateResult::capping);
        Self {
            rules,
            fixes,
            claims,
            caps: judged.gates.iter().map(|gate| gate.cap).collect(),
            expected: capping.clone(),
            capping,
            tripped: claims.openers(judged, &gates, |gate| gate.tripped.clone()),
            ledger: ledger(Reading::Assessed),
            worst: ledger(Reading::Worst),
            best: ledger(Reading::Best),
        }
    }

    fn steps(mut self) -> Vec<FixStep> {
        let claims = self.claims;
        let useful = |&fix: &usize| claims.fixes[fix].subjects > 0;
        let mut remaining: BTreeSet<usize> = (0..claims.fixes.len()).filter(useful).collect();
        let alone: Vec<BigInt> = claims.fixes.iter().map(|claim| self.ledger.gain(claim)).collect();

        let mut steps = Vec::with_capacity(remaining.len());
        while let Some((next, for_gate)) = self.next(&remaining) {
            remaining.remove(&next);
            steps.push(self.take(next, for_gate, &alone[next]));
        }
        steps
    }

    /// The next fix, and the gate it is chosen for.
    fn next(&self, remaining: &BTreeSet<usize>) -> Option<(usize, Option<usize>)> {
        let opens = |gate: usize, fix: &usize| self.capping[gate].iter().any(|openers| openers.contains(fix));
        let gate = (0..self.caps.len())
            .filter(|&gate| remaining.iter().any(|fix| opens(gate, fix)))
            .min_by_key(|&gate| self.caps[gate]);
        let eligible = remaining.iter().filter(|fix| gate.is_none_or(|gate| opens(gate, fix)));
        let best = eligible
            .map(|&fix| self.candidate(fix, gate))
            .min_by(Candidate::compare)?;
        Some((best.index, gate))
    }

    fn candidate(&self, index: usize, gate: Option<usize>) -> Candidate<'_> {
        let (fix, claim) = (&self.fixes[index], &self.claims.fixes[index]);
        Candidate {
            fix,
            index,
            claim,
            left: gate.map_or(0, |gate| self.left(gate, index)),
            cap: gate.and_then(|_| self.lowest_cap(|gate| self.left(gate, index) > 0)),
            gain: self.ledger.gain(claim),
            divisor: self.rules.effort_divisors.of(fix.effort),
        }
    }

    /// Number of instances of a gate that make it cap after a fix.
    fn left(&self, gate: usize, fix: usize) -> usize {
        self.capping[gate]
            .iter()
            .filter(|openers| !openers.contains(&fix))
            .count()
    }

    /// The lowest cap of the gates for which `caps` holds.
    fn lowest_cap(&self, caps: impl Fn(usize) -> bool) -> Option<u32> {
        (0..self.caps.len())
            .filter(|&gate| caps(gate))
            .map(|gate| self.caps[gate])
            .min()
    }

    /// Makes a fix part of the present state.
    pub(super) fn take(&mut self, fix: usize, for_gate: Option<usize>, alone: &BigInt) -> FixStep {
        let claim = &self.claims.fixes[fix];
        let before = self.ledger.assembled();
        for ledger in [&mut self.ledger, &mut self.worst, &mut self.best] {
            ledger.apply(claim);
        }
        let after = self.ledger.assembled();

        let mut opens = Vec::new();
        for gate in 0..self.caps.len() {
            let did_cap = !self.capping[gate].is_empty();
            for instances in [&mut self.capping, &mut self.tripped, &mut self.expected] {
                instances[gate].retain(|openers| !openers.contains(&fix));
            }
            opens.extend((did_cap && self.capping[gate].is_empty()).then_some(gate));
        }
        let gain = self.ledger.points(&after - before);
        let assembled = self.ledger.points(after);
        FixStep {
            fix,
            subjects: claim.subjects,
            accepted: claim.accepted,
            wave: Wave::of(self.fixes[fix].effort, for_gate.is_some()),
            for_gate,
            opens,
            gain,
            gain_alone: self.ledger.points(alone.clone()),
            score: under(self.cap(&self.expected), &assembled),
            interval: self.interval(),
            assembled,
        }
    }

    /// From here on expects a gate to be shown clear wherever no export tells of it.
    pub(super) fn expect_clear(&mut self, gate: usize) {
        let tripped = &self.tripped[gate];
        self.expected[gate].retain(|openers| tripped.contains(openers));
    }

    /// The assembled and the final score as they stand; `None` when nothing was assessed.
    pub(super) fn standing(&self) -> Option<(Exact, Exact)> {
        let assembled = self.ledger.score()?;
        let score = under(self.cap(&self.expected), &assembled);
        Some((assembled, score))
    }

    /// The interval as it stands. What exports are hoped to show is no part of it.
    pub(super) fn interval(&self) -> (Exact, Exact) {
        let end = |ledger: &Ledger<'_>, instances, limit| match ledger.score() {
            Some(score) => under(self.cap(instances), &score),
            None => whole(limit),
        };
        (end(&self.worst, &self.capping, 0), end(&self.best, &self.tripped, 100))
    }

    fn cap(&self, instances: &[Openers]) -> Option<u32> {
        self.lowest_cap(|gate| !instances[gate].is_empty())
    }
}

fn waves<S>(
    rules: &ScoringRules,
    judged: &Judged<'_, S>,
    claims: &Claims,
    mut tallies: Vec<Tally>,
    steps: &[FixStep],
) -> Vec<WaveResult> {
    let mut done = vec![false; claims.fixes.len()];
    let mut results = Vec::with_capacity(Wave::ALL.len());
    for wave in Wave::ALL {
        let numbered = steps.iter().enumerate().filter(|(_, step)| step.wave == wave);
        let (places, due): (Vec<usize>, Vec<&FixStep>) = numbered.unzip();
        for step in due {
            done[step.fix] = true;
            for (&control, mended) in &claims.fixes[step.fix].mended {
                tallies[control].mend(mended);
            }
        }
        let mended = |member| claims.owner(member).is_some_and(|fix| done[fix]);
        let posture = Posture::of(rules, judged, &tallies, &evaluate(judged, mended));
        results.push(WaveResult {
            wave,
            steps: places,
            interval: posture.interval(),
            score_if_clear: posture.score_if_clear,
            assembled: posture.assessed.assembled,
            score: posture.assessed.score,
            level: posture.level,
        });
    }
    results
}
