//! The order in which failing controls matter: what the documents set out in full, and what they only name, follows from it.

use std::cmp::Reverse;

use crate::value::vocabulary::{GateState, Outcome};

use super::model::{Control, Gate};

/// Ids of the failing controls: those behind a tripped gate first, since they hold the score down whatever else is mended; then by
/// severity, and by the criticality of what fails.
pub(super) fn priorities(controls: &[Control], gates: &[Gate]) -> Vec<String> {
    let tripped: Vec<&Gate> = gates.iter().filter(|gate| gate.state == GateState::Tripped).collect();
    let holds = |control: &Control| tripped.iter().any(|gate| gate.controls.contains(&control.id));
    let mut failing: Vec<&Control> = controls
        .iter()
        .filter(|control| control.outcome == Outcome::Fail)
        .collect();
    failing.sort_by_key(|control| (!holds(control), control.severity, Reverse(control.arithmetic.failed)));
    failing.into_iter().map(|control| control.id.clone()).collect()
}
