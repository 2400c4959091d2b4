//! Gates: grave combinations that bound the score whatever the rest looks like (`framework.md` section 6.4).
//!
//! A gate is a conjunction of fails on the same subject, so fixing any one of them opens it. The caller finds the
//! combinations in the tenant; each is one instance. The logic has three values: one member that passed opens an
//! instance, members that all failed trip it, anything else is unknown. An accepted risk stays a fail here.
//!
//! A gate that is unknown caps the score as a tripped one does: what is not shown to be clear does not count as clear, or a
//! score could be raised by leaving an export out. Only the upper end of the range is taken with unknown gates open.

use crate::value::vocabulary::{GateState, Outcome};

use super::judged::{Gate, GateInstance, Judged, Member};

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
