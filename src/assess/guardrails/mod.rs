//! The rows of Azure Policy: assignments, exemptions and compliance states. Whether an assignment holds at a scope follows from what
//! it says of itself (scope, exclusions, enforcement, selectors, overrides, parameters, identity) and from the exemptions beside
//! it. What a row does not tell is unknown.

mod assignment;
mod effect;
mod exemption;
mod place;
mod selector;
mod standing;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::access::memo::Memo;
use crate::condition::Truth;
use crate::estate::Estate;
use crate::framework::evidence::GuardrailFile;
use crate::inventory::ResourceRef;
use crate::value::{Column, Fact, Value};

use super::Judge;

pub(super) use assignment::Assignment;
pub(super) use exemption::{Exemption, Until};
pub(super) use place::{Place, covers};

/// Rows of `policyresources`.
pub(super) struct Guardrails<'a> {
    pub(super) assignments: Vec<Assignment<'a>>,
    pub(super) exemptions: Vec<Exemption<'a>>,
    /// Compliance states by lower-case id of the resource.
    pub(super) states: BTreeMap<String, Vec<ResourceRef<'a>>>,
    /// By the address of the guardrail.
    assigned: Memo<usize, Arc<[Assigned]>>,
}

/// An assignment of a policy that a guardrail asks for, by itself or within an initiative.
#[derive(Debug)]
pub(super) struct Assigned {
    /// Position in [`Guardrails::assignments`].
    pub(super) assignment: usize,
    /// Whether it is such a policy: an initiative that no export holds may contain one.
    is_wanted: Truth,
    /// The effect before overrides; `None` when no row tells.
    pub(super) effect: Option<String>,
    /// Lower-case reference id of the policy within an assigned initiative.
    reference: Option<String>,
}

impl<'a> Judge<'a> {
    /// The policy rows of the inventory.
    pub(super) fn policies(&self) -> &Guardrails<'a> {
        self.guardrails.get_or_init(|| Guardrails::of(self.estate))
    }
}

impl<'a> Guardrails<'a> {
    fn of(estate: &Estate<'a>) -> Self {
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
        let key = std::ptr::from_ref(guardrail) as usize;
        self.assigned.of(key, |_| {
            let assignments = self.assignments.iter().enumerate();
            assignments
                .flat_map(|(at, assignment)| effect::assigned(estate, guardrail, watching, (at, assignment)))
                .collect()
        })
    }
}

/// A member of a row's properties. A value that was cut is unknown.
fn told<'v>(properties: &'v Column, name: &str) -> Fact<'v> {
    let Column::Known(value) = properties else {
        return Fact::Unknown;
    };
    match Fact::Value(value).member(name) {
        Fact::Value(Value::Unknown) => Fact::Unknown,
        Fact::Value(Value::Null) => Fact::Absent,
        told => told,
    }
}

/// The elements of a list; none where it is absent, `None` where the export does not show it. PowerShell unwraps a list of one.
fn elements<'v>(list: Fact<'v>) -> Option<&'v [Value]> {
    match list {
        Fact::Value(Value::Array(items)) => Some(items),
        Fact::Value(Value::Unknown) | Fact::Unknown => None,
        Fact::Value(Value::Null) | Fact::Absent | Fact::Text(_) => Some(&[]),
        Fact::Value(one) => Some(std::slice::from_ref(one)),
    }
}

/// The texts of a list in lower case; `None` where the export does not show one of them.
fn texts(list: Fact<'_>) -> Option<Vec<String>> {
    let texts = elements(list)?.iter().map(Value::as_str);
    texts.map(|text| text.map(str::to_ascii_lowercase)).collect()
}

/// A text of a row's properties; empty when there is none.
pub(super) fn text(row: ResourceRef<'_>, name: &str) -> String {
    row.text_at("properties", &[name]).unwrap_or_default()
}
