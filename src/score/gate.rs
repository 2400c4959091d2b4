//! Gates: grave combinations that bound the score whatever the rest looks like (`framework.md` section 6.4).
//!
//! A gate is a conjunction of fails on the same subject, so fixing any one of them opens it. The caller finds the
//! combinations in the tenant; each is one instance. The logic has three values: one member that passed opens an
//! instance, members that all failed trip it, anything else is unknown. An accepted risk stays a fail here.
//!
//! A gate that is unknown caps the score as a tripped one does: what is not shown to be clear does not count as clear, or a
//! score could be raised by leaving an export out. Only the upper end of the range is taken with unknown gates open.

use crate::value::vocabulary::{GateState, Outcome};

use super::judged::Judged;

/// One subject of one control, by position in the input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Member {
    /// Index of the control.
    pub control: usize,
    /// Index of the subject within the control.
    pub subject: usize,
}

/// One combination found in the tenant: it trips when all members fail. Without members it is open.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct GateInstance {
    /// The members of the conjunction.
    pub members: Vec<Member>,
}

/// A gate and where it could trip. Alternatives (DAT-01 or DAT-02) are separate instances.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gate {
    /// The gate's id.
    pub id: Box<str>,
    /// The most points a score can have while the gate is tripped or unknown, from 0 to 100.
    pub cap: u32,
    /// Instances in the tenant; empty when nothing in it is of the kind that the gate watches.
    pub instances: Vec<GateInstance>,
}

/// A gate as evaluated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GateResult {
    /// The gate's id.
    pub id: Box<str>,
    /// Its cap, in points.
    pub cap: u32,
    /// Its state.
    pub state: GateState,
    /// Indices of the tripped instances.
    pub tripped: Vec<usize>,
    /// Indices of the unknown instances.
    pub unknown: Vec<usize>,
}

impl GateResult {
    /// Whether it bounds the score: it is tripped, or not shown to be clear.
    pub fn caps(&self) -> bool {
        matches!(self.state, GateState::Tripped | GateState::Unknown)
    }

    /// Whether it bounds even the upper end of the range.
    pub(super) fn is_tripped(&self) -> bool {
        self.state == GateState::Tripped
    }

    /// Indices of the instances that make it cap: the tripped, then the unknown ones.
    pub(super) fn capping(&self) -> Vec<usize> {
        [self.tripped.as_slice(), &self.unknown].concat()
    }
}

impl GateInstance {
    fn state(&self, outcome: impl Fn(Member) -> Outcome) -> GateState {
        let mut state = if self.members.is_empty() {
            GateState::Open
        } else {
            GateState::Tripped
        };
        for &member in &self.members {
            match outcome(member) {
                Outcome::Pass | Outcome::NotApplicable => return GateState::Open,
                Outcome::Unknown => state = GateState::Unknown,
                Outcome::Fail => {}
            }
        }
        state
    }
}

/// Evaluates every gate on the outcomes that `mended` leaves: a member for which it holds is read as a pass.
pub(super) fn evaluate<S>(judged: &Judged<'_, S>, mended: impl Fn(Member) -> bool) -> Vec<GateResult> {
    let outcome = |member| match judged.subject(member) {
        Some(_) if mended(member) => Outcome::Pass,
        Some(subject) => subject.outcome,
        None => Outcome::NotApplicable,
    };
    judged.gates.iter().map(|gate| evaluate_one(gate, outcome)).collect()
}

fn evaluate_one(gate: &Gate, outcome: impl Fn(Member) -> Outcome) -> GateResult {
    let states: Vec<GateState> = gate.instances.iter().map(|instance| instance.state(&outcome)).collect();
    let instances_in = |wanted| {
        let numbered = states.iter().enumerate();
        numbered
            .filter(|&(_, &state)| state == wanted)
            .map(|(index, _)| index)
            .collect()
    };
    let state = states.iter().copied().min().unwrap_or(GateState::NotApplicable);
    GateResult {
        id: gate.id.clone(),
        cap: gate.cap,
        state,
        tripped: instances_in(GateState::Tripped),
        unknown: instances_in(GateState::Unknown),
    }
}

/// The gate with the lowest cap among those for which `caps` holds, the first of equals.
pub(super) fn lowest(gates: &[GateResult], caps: fn(&GateResult) -> bool) -> Option<usize> {
    let numbered = gates.iter().enumerate().filter(|(_, gate)| caps(gate));
    numbered.min_by_key(|(_, gate)| gate.cap).map(|(index, _)| index)
}
