//! The score of one bundle: every figure of `framework.md` section 6, computed once.

use crate::value::vocabulary::{Confidence, GateState};

use super::assembly::{Assembly, assemble, under};
use super::contribution::{Contribution, Contributions, contributions};
use super::coverage::{ConfidenceLimit, Coverage, control_coverage, coverage};
use super::error::ScoreError;
use super::exact::{Exact, Tenths, whole};
use super::gate::{GateResult, evaluate, lowest};
use super::judged::Judged;
use super::level::{LevelResult, Standing, domain_level, level_of};
use super::rules::ScoringRules;
use super::tally::{Reading, SubjectCounts, Tally, tallies};

/// One control as scored. Rates and scores run from 0 to 1; `None` where nothing was assessed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ControlScore {
    /// The control's id.
    pub id: Box<str>,
    /// Index of its domain in the rules.
    pub domain: usize,
    /// w(c).
    pub weight: u32,
    /// Its subjects by outcome.
    pub counts: SubjectCounts,
    /// r(c): the pass rate weighted by tier.
    pub pass_rate: Option<Exact>,
    /// t(c): the highest failing tier, 0 if none.
    pub worst_tier: u32,
    /// q(c) = r(c) · (1 − t(c)/8).
    pub score: Option<Exact>,
    /// q(c) with every unknown read as a fail.
    pub worst: Option<Exact>,
    /// q(c) with every unknown read as a pass.
    pub best: Option<Exact>,
    /// b(c)/a(c); `None` where the control does not apply.
    pub coverage: Option<Exact>,
    /// Its part in the assembled score.
    pub contribution: Option<Contribution>,
}

/// One domain as scored. Scores are points from 0 to 100; `None` where nothing was assessed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DomainScore {
    /// The domain's id.
    pub id: Box<str>,
    /// Ω(d).
    pub weight: u32,
    /// 100·D(d).
    pub score: Option<Exact>,
    /// 100·D(d) with every unknown read as a fail.
    pub worst: Option<Exact>,
    /// 100·D(d) with every unknown read as a pass.
    pub best: Option<Exact>,
    /// Coverage of the domain, from 0 to 1; `None` where no control of it applies.
    pub coverage: Option<Exact>,
    /// Its level, by the score and coverage columns of the table.
    pub level: LevelResult,
    /// Its term in the assembled score.
    pub contribution: Option<Contribution>,
}

/// The score of one bundle and everything it is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scored {
    /// Unknown leaves both sums, unknown gates cap: the headline.
    pub assessed: Assembly,
    /// Every unknown read as a fail.
    pub worst: Assembly,
    /// Every unknown read as a pass, unknown gates as open.
    pub best: Assembly,
    /// Score with accepted risks taken out; the gates stay as they are. Never the headline.
    pub accepted: Assembly,
    /// The controls, in the order of the input.
    pub controls: Vec<ControlScore>,
    /// The domains, in the order of the rules.
    pub domains: Vec<DomainScore>,
    /// The gates, in the order of the input.
    pub gates: Vec<GateResult>,
    /// The gate that holds the score below the assembled score; index into `gates`.
    pub binding_gate: Option<usize>,
    /// Share of the subjects that were judged, and the grade of the evidence.
    pub coverage: Coverage,
    /// Trust in the evidence.
    pub confidence: Confidence,
    /// What keeps the confidence from being high.
    pub confidence_limits: Vec<ConfidenceLimit>,
    /// The maturity level.
    pub level: LevelResult,
    /// The weakest-domain term of the assembled score; `None` when nothing was assessed.
    pub weakest_contribution: Option<Contribution>,
    /// Points that the binding gate takes away in print, 0 or negative.
    pub capped: Tenths,
}

impl Scored {
    /// S, in points from 0 to 100; `None` when nothing was assessed.
    pub fn score(&self) -> Option<&Exact> {
        self.assessed.score.as_ref()
    }

    /// The assembled score before any cap, in points.
    pub fn assembled(&self) -> Option<&Exact> {
        self.assessed.assembled.as_ref()
    }

    /// S with accepted risks taken out, in points.
    pub fn score_accepted(&self) -> Option<&Exact> {
        self.accepted.score.as_ref()
    }

    /// The interval [S⁻, S⁺] in points: [0, 100] when no control applies to anything.
    pub fn interval(&self) -> (Exact, Exact) {
        interval(&self.worst, &self.best)
    }
}

/// Scores one bundle.
///
/// # Errors
/// When the rules or the input contradict themselves; see [`ScoreError`].
pub fn score<S>(rules: &ScoringRules, judged: &Judged<'_, S>) -> Result<Scored, ScoreError> {
    let tallies = tallies(rules, judged)?;
    let gates = evaluate(judged, |_| false);
    let posture = Posture::of(rules, judged, &tallies, &gates);
    let accepted = assemble(rules, &tallies, Reading::Accepted, cap_of(&gates, GateResult::caps));
    let limits = posture.coverage.limits(&rules.confidence, judged.evidence_stale);
    let parts = contributions(rules, &tallies, &posture.assessed);
    let Contributions {
        domains,
        controls,
        weakest,
        capped,
    } = parts;

    Ok(Scored {
        controls: control_scores(rules, judged, &tallies, controls),
        domains: domain_scores(rules, &posture, domains),
        binding_gate: posture.binding_gate(&gates),
        confidence: posture.coverage.confidence(&rules.confidence, &limits),
        confidence_limits: limits,
        assessed: posture.assessed,
        worst: posture.worst,
        best: posture.best,
        accepted,
        gates,
        coverage: posture.coverage,
        level: posture.level,
        weakest_contribution: weakest,
        capped,
    })
}

/// The figures that a level and a wave of fixes are judged on.
pub(super) struct Posture {
    pub assessed: Assembly,
    pub worst: Assembly,
    pub best: Assembly,
    /// S if every gate that is unknown were shown to be clear.
    pub score_if_clear: Option<Exact>,
    pub coverage: Coverage,
    pub level: LevelResult,
}

impl Posture {
    pub(super) fn of<S>(rules: &ScoringRules, judged: &Judged<'_, S>, tallies: &[Tally], gates: &[GateResult]) -> Self {
        let cap = cap_of(gates, GateResult::caps);
        let tripped = cap_of(gates, GateResult::is_tripped);
        let assessed = assemble(rules, tallies, Reading::Assessed, cap);
        let coverage = coverage(rules, tallies);
        let standing = assessed.assembled.as_ref().zip(assessed.weakest_score());
        let level = standing.map_or(LevelResult::NOT_ASSESSED, |(assembled, weakest)| {
            let standing = Standing {
                score: under(cap, assembled),
                score_if_clear: under(tripped, assembled),
                weakest_domain: weakest.clone(),
                coverage: coverage.overall.clone(),
                lowest_tripped_cap: tripped,
                gate_unknown: gates.iter().any(|gate| gate.state == GateState::Unknown),
                previous_bundle_in_cadence: judged.previous_bundle_in_cadence,
            };
            level_of(&rules.levels, &standing)
        });
        Self {
            worst: assemble(rules, tallies, Reading::Worst, cap),
            best: assemble(rules, tallies, Reading::Best, tripped),
            score_if_clear: assessed.assembled.as_ref().map(|assembled| under(tripped, assembled)),
            assessed,
            coverage,
            level,
        }
    }

    pub(super) fn interval(&self) -> (Exact, Exact) {
        interval(&self.worst, &self.best)
    }

    fn binding_gate(&self, gates: &[GateResult]) -> Option<usize> {
        let at = lowest(gates, GateResult::caps)?;
        let assembled = self.assessed.assembled.as_ref()?;
        (whole(u64::from(gates[at].cap)) < *assembled).then_some(at)
    }
}

fn interval(worst: &Assembly, best: &Assembly) -> (Exact, Exact) {
    let or = |score: &Option<Exact>, limit| score.clone().unwrap_or_else(|| whole(limit));
    (or(&worst.score, 0), or(&best.score, 100))
}

fn cap_of(gates: &[GateResult], caps: fn(&GateResult) -> bool) -> Option<u32> {
    lowest(gates, caps).map(|at| gates[at].cap)
}

fn control_scores<S>(
    rules: &ScoringRules,
    judged: &Judged<'_, S>,
    tallies: &[Tally],
    contributions: Vec<Option<Contribution>>,
) -> Vec<ControlScore> {
    let divisor = rules.tier_penalty_divisor;
    let rows = judged.controls.iter().zip(tallies).zip(contributions);
    rows.map(|((control, tally), contribution)| {
        let sums = tally.sums(Reading::Assessed);
        ControlScore {
            id: control.id.clone(),
            domain: tally.domain,
            weight: rules.severity_weights.of(control.severity),
            counts: tally.counts(),
            pass_rate: sums.pass_rate(),
            worst_tier: sums.worst_tier,
            score: sums.control_score(divisor),
            worst: tally.sums(Reading::Worst).control_score(divisor),
            best: tally.sums(Reading::Best).control_score(divisor),
            coverage: control_coverage(tally),
            contribution,
        }
    })
    .collect()
}

fn domain_scores(
    rules: &ScoringRules,
    posture: &Posture,
    contributions: Vec<Option<Contribution>>,
) -> Vec<DomainScore> {
    let rows = rules.domains.iter().zip(contributions).enumerate();
    rows.map(|(at, (domain, contribution))| {
        let score = posture.assessed.domains[at].clone();
        let coverage = posture.coverage.domains[at].clone();
        let level = score.as_ref().zip(coverage.as_ref());
        let level = level.map_or(LevelResult::NOT_ASSESSED, |(score, coverage)| {
            domain_level(&rules.levels, score, coverage)
        });
        DomainScore {
            id: domain.id.clone(),
            weight: domain.weight,
            score,
            worst: posture.worst.domains[at].clone(),
            best: posture.best.domains[at].clone(),
            coverage,
            level,
            contribution,
        }
    })
    .collect()
}
