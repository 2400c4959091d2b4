//! Fixes: failing subjects that one piece of work turns into passing ones.

use crate::value::vocabulary::{Effort, Outcome};

use super::judged::{JudgedControl, Member};

/// One piece of work, such as a policy assignment that clears a control everywhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// The fix's id; the last resort for breaking ties in the order of fixes.
    pub id: Box<str>,
    /// The work it takes.
    pub effort: Effort,
    /// The subjects it mends. Those that do not fail are passed over; one that several fixes name belongs to the first.
    pub members: Vec<Member>,
}

/// Returns one fix for each control that has failing subjects, accepted risks included: they are fails in the headline score.
pub fn fixes_by_control<S>(controls: &[JudgedControl<S>]) -> Vec<Fix> {
    let numbered = controls.iter().enumerate();
    let fixes = numbered.map(|(control, judged)| Fix {
        id: judged.id.clone(),
        effort: judged.effort,
        members: failing(judged).map(|subject| Member { control, subject }).collect(),
    });
    fixes.filter(|fix| !fix.members.is_empty()).collect()
}

fn failing<S>(control: &JudgedControl<S>) -> impl Iterator<Item = usize> {
    let numbered = control.outcomes.iter().enumerate();
    numbered
        .filter(|(_, subject)| subject.outcome == Outcome::Fail)
        .map(|(index, _)| index)
}
