//! Evidence of Azure Policy's results for a subject: the compliance states of named definitions.

use crate::framework::control::SaysFile;
use crate::inventory::ResourceRef;
use crate::value::arm_id::ArmId;

use super::guardrails::text;
use super::{Judge, Opinion, Outcome, Proof, Subject};

/// Judges by the states of the subject.
pub(super) fn judge(judge: &Judge<'_>, policies: &[String], says: &SaysFile, subject: &Subject) -> Opinion {
    let states = judge.policies().states.get(&subject.key(judge.estate));
    let about: Vec<ResourceRef<'_>> = states
        .into_iter()
        .flatten()
        .copied()
        .filter(|row| {
            let definition = text(*row, "policyDefinitionId");
            let definition = ArmId::new(&definition).last();
            policies.iter().any(|policy| policy.eq_ignore_ascii_case(definition))
        })
        .collect();
    let in_state = |state: &str| -> Vec<Proof> {
        let rows = about
            .iter()
            .filter(|row| text(**row, "complianceState").eq_ignore_ascii_case(state));
        rows.map(|row| Proof {
            source: row.source(),
            what: format!(
                "Azure Policy finds it {state} with {}",
                ArmId::new(&text(*row, "policyDefinitionId")).last()
            )
            .into(),
        })
        .collect()
    };
    let (failing, passing) = (in_state("NonCompliant"), in_state("Compliant"));
    if !failing.is_empty() {
        return Opinion::new(Outcome::Fail, says.fail.clone(), failing);
    }
    if !passing.is_empty() {
        return Opinion::new(Outcome::Pass, says.pass.clone(), passing);
    }
    match about.first() {
        Some(row) => Opinion::unknown(format!(
            "Azure Policy's state of it is {}.",
            text(*row, "complianceState")
        )),
        None => Opinion::unknown("No export holds a policy state of it."),
    }
}
