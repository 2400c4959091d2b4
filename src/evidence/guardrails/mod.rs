//! The rows of Azure Policy: assignments, exemptions and compliance states. Whether an assignment holds at a scope follows from
//! its own row (scope, exclusions, enforcement, selectors, overrides, parameters, identity) and from the exemptions beside it. A
//! property that a row does not show is unknown.

mod assignment;
mod effect;
mod exemption;
pub(super) mod file;
mod place;
mod row;
mod selector;
mod standing;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::access::memo::Memo;
use crate::estate::Estate;
use crate::inventory::ResourceRef;

use super::rule_id::RuleId;
use effect::assigned;
use file::GuardrailFile;

pub(super) use assignment::Assignment;
pub(super) use effect::Assigned;
pub(super) use exemption::{Exemption, Until};
pub(super) use place::Place;
pub(super) use row::text;

/// Rows of `policyresources`.
pub(super) struct Guardrails<'a> {
    pub(super) assignments: Vec<Assignment<'a>>,
    pub(super) exemptions: Vec<Exemption<'a>>,
    /// Compliance states by lower-case id of the resource.
    pub(super) states: BTreeMap<String, Vec<ResourceRef<'a>>>,
    /// Assigned policies by guardrail.
    assigned: Memo<RuleId, Arc<[Assigned]>>,
}

impl<'a> Guardrails<'a> {
    /// The policy rows of a tenant.
    pub(super) fn of(estate: &Estate<'a>) -> Self {
        let rows = |kind: &str| {
            let rows = estate.inventory.of_type(kind).iter();
            rows.map(|ix| estate.inventory.resource(*ix)).collect::<Vec<_>>()
        };
        let assignments = rows("microsoft.authorization/policyassignments");
        let exemptions = rows("microsoft.authorization/policyexemptions");
        let mut states: BTreeMap<String, Vec<ResourceRef<'a>>> = BTreeMap::new();
        for row in rows("microsoft.policyinsights/policystates") {
            let about = text(row, "resourceId").to_ascii_lowercase();
            states.entry(about).or_default().push(row);
        }
        Guardrails {
            assignments: assignments.into_iter().map(Assignment::of).collect(),
            exemptions: exemptions.into_iter().map(Exemption::of).collect(),
            states,
            assigned: Memo::default(),
        }
    }

    /// The assignments of the policies of a guardrail. `watching` are initiatives that are known to report only.
    pub(super) fn of_guardrail(
        &self,
        estate: &Estate<'a>,
        guardrail: &GuardrailFile,
        watching: &[String],
    ) -> Arc<[Assigned]> {
        self.assigned.of(guardrail.id, |_| {
            let assignments = self.assignments.iter().enumerate();
            assignments
                .flat_map(|(at, assignment)| assigned(estate, guardrail, watching, (at, assignment)))
                .collect()
        })
    }
}
