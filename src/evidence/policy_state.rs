//! Evidence of the kind `policyState`: Azure Policy's results for a subject, the compliance states of named definitions.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value as Json;

use crate::inventory::ResourceRef;
use crate::value::arm_id::ArmId;
use crate::value::vocabulary::Grade;

use super::check::Checker;
use super::context::EvidenceContext;
use super::guardrails::text;
use super::kind::Kind;
use super::opinion::{Opinion, Proof, Undecided};
use super::reason::reason;
use super::says::SaysFile;
use super::subject::Subject;

/// Results of Azure Policy for the subject.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PolicyStateEvidence {
    /// GUIDs of policy definitions. Any that the subject does not comply with fails it.
    policies: Vec<String>,
    /// Sentences of the finding.
    says: SaysFile,
}

impl Kind for PolicyStateEvidence {
    fn check(&mut self, place: &str, _: &Json, checker: &mut Checker<'_>) {
        if self.policies.is_empty() {
            checker.fault(place, "give `policies`");
        }
    }

    fn judge(&self, context: &EvidenceContext<'_>, subject: &Subject) -> Result<Opinion, Undecided> {
        let states = context.policies().states.get(&subject.key(context.estate));
        let is_about = |row: &ResourceRef<'_>| {
            let definition = text(*row, "policyDefinitionId");
            let definition = ArmId::new(&definition).last();
            self.policies
                .iter()
                .any(|policy| policy.eq_ignore_ascii_case(definition))
        };
        let about: Vec<ResourceRef<'_>> = states.into_iter().flatten().copied().filter(is_about).collect();
        let (failing, passing) = (in_state(&about, "NonCompliant"), in_state(&about, "Compliant"));
        if !failing.is_empty() {
            return Ok(self.says.fails(failing).graded(Grade::B));
        }
        if !passing.is_empty() {
            return Ok(self.says.passes(passing).graded(Grade::B));
        }
        let reason = match about.first() {
            Some(row) => reason!("Azure Policy's state of it is {}.", text(*row, "complianceState")),
            None => reason!("{}", super::reason::NO_STATE),
        };
        Err(reason.into())
    }

    fn words(&self) -> String {
        format!("Azure Policy's own findings for {}", self.policies.join(", "))
    }

    fn says(&self) -> Option<&SaysFile> {
        Some(&self.says)
    }
}

/// The rows of a state, as proofs.
fn in_state(rows: &[ResourceRef<'_>], state: &str) -> Vec<Proof> {
    let is_in_state = |row: &&ResourceRef<'_>| text(**row, "complianceState").eq_ignore_ascii_case(state);
    let proof = |row: &ResourceRef<'_>| {
        let definition = text(*row, "policyDefinitionId");
        let definition = ArmId::new(&definition).last();
        let found = match state.eq_ignore_ascii_case("Compliant") {
            true => "Azure Policy finds it compliant",
            false => "Azure Policy finds it not compliant",
        };
        Proof::new(row.source(), found).traced(format!("{state} with {definition}"))
    };
    rows.iter().filter(is_in_state).map(proof).collect()
}
