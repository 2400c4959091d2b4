//! The plan as a client follows it: wave by wave, with the exports that settle gates among the fixes.
//!
//! A gate that is unknown caps the score until an export settles it. The exports are asked for at once, each before what
//! gates with higher caps ask for. From there on the score is the one that follows if what they show is clear; the interval
//! takes nothing for granted of them.

use num_bigint::BigInt;

use crate::value::vocabulary::{GateState, Outcome};

use super::claims::Claims;
use super::error::ScoreError;
use super::exact::Exact;
use super::fix::Fix;
use super::gate::{GateResult, evaluate};
use super::judged::{Judged, Member};
use super::plan::{FixPlan, FixStep, Planner, Wave};
use super::rules::ScoringRules;
use super::tally::tallies;

/// One step of the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Something to mend.
    Fix(FixStep),
    /// Something to send.
    Evidence(EvidenceStep),
}

/// The exports that settle a gate. They are due now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvidenceStep {
    /// The gate; index into the gates.
    pub gate: usize,
    /// The members that no export tells of, each once.
    pub members: Vec<Member>,
    /// The assembled score at this place; `None` when nothing was assessed.
    pub assembled: Option<Exact>,
    /// The final score if the gate is shown to be clear.
    pub score: Option<Exact>,
    /// The interval [S⁻, S⁺], which asking changes in nothing.
    pub interval: (Exact, Exact),
}

/// The steps of a plan wave by wave, in their order within each wave, with the figures that follow from this order: what a
/// client reads who does first what is due first.
///
/// # Errors
/// When the rules, the input or the fixes contradict themselves; see [`ScoreError`].
pub fn schedule<S>(
    rules: &ScoringRules,
    judged: &Judged<'_, S>,
    fixes: &[Fix],
    plan: &FixPlan,
) -> Result<Vec<Step>, ScoreError> {
    let tallies = tallies(rules, judged)?;
    let claims = Claims::of(judged, fixes)?;
    let gates = evaluate(judged, |_| false);
    let mut planner = Planner::new(rules, judged, fixes, &claims, &tallies);
    let mut due: Vec<&FixStep> = plan.steps.iter().collect();
    due.sort_by_key(|step| step.wave);
    let mut asked: Vec<usize> = (0..gates.len())
        .filter(|gate| gates[*gate].state == GateState::Unknown || plan.left.contains(gate))
        .collect();
    asked.sort_by_key(|gate| gates[*gate].cap);
    let mut asked = asked.into_iter().peekable();

    let mut steps = Vec::with_capacity(due.len() + asked.len());
    for step in due {
        let cap = match (step.wave, step.for_gate) {
            (Wave::Now, Some(gate)) => gates[gate].cap,
            _ => u32::MAX,
        };
        while let Some(gate) = asked.next_if(|gate| gates[*gate].cap < cap) {
            steps.push(Step::Evidence(evidence(judged, &gates, &mut planner, gate)));
        }
        let mut taken = planner.take(step.fix, step.for_gate, &BigInt::default());
        taken.gain_alone = step.gain_alone.clone();
        steps.push(Step::Fix(taken));
    }
    for gate in asked {
        steps.push(Step::Evidence(evidence(judged, &gates, &mut planner, gate)));
    }
    Ok(steps)
}

fn evidence<S>(judged: &Judged<'_, S>, gates: &[GateResult], planner: &mut Planner<'_>, gate: usize) -> EvidenceStep {
    planner.expect_clear(gate);
    let (assembled, score) = planner.standing().unzip();
    EvidenceStep {
        gate,
        members: unknown_members(judged, &gates[gate], gate),
        assembled,
        score,
        interval: planner.interval(),
    }
}

fn unknown_members<S>(judged: &Judged<'_, S>, result: &GateResult, gate: usize) -> Vec<Member> {
    let instances = result.unknown.iter();
    let is_unknown = |member: &Member| {
        let subject = judged.subject(*member);
        subject.is_some_and(|subject| subject.outcome == Outcome::Unknown)
    };
    let mut members: Vec<Member> = instances
        .flat_map(|instance| &judged.gates[gate].instances[*instance].members)
        .copied()
        .filter(is_unknown)
        .collect();
    members.sort_unstable();
    members.dedup();
    members
}
