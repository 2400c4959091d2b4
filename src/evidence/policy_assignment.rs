//! Evidence of the kind `policyAssignment`: whether guardrails are in force. At the subject and at every resource in it that they are
//! for, an assignment of such a policy is enforced, with an effect that counts, and leaves the place out neither by its own words nor by
//! an exemption.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value as Json;

use crate::access::scopes::covers;
use crate::condition::Truth;
use crate::estate::Membership;

use super::check::Checker;
use super::context::EvidenceContext;
use super::guardrails::file::GuardrailFile;
use super::guardrails::{Assigned, Assignment, Place};
use super::kind::Kind;
use super::opinion::{Opinion, Proof, Undecided};
use super::reason::{Reason, reason};
use super::says::SaysFile;
use super::subject::Subject;
use super::{exported, exported_policies, wording};

/// Upper bound of the names that a reason lists.
const MOST_NAMES: usize = 3;
/// Upper bound of the assignments that prove a finding.
const MOST_ROWS: usize = 5;

/// Guardrails of Azure Policy: all that apply must be in force over the subject.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PolicyAssignmentEvidence {
    /// The guardrails.
    guardrails: Vec<GuardrailFile>,
    /// GUIDs of initiatives that are known to report only, such as benchmarks: of their policies only those count that were
    /// given an effect which acts, and where no export holds them they hold none.
    #[serde(default)]
    watching: Vec<String>,
    /// Sentences of the finding.
    says: SaysFile,
}

impl Kind for PolicyAssignmentEvidence {
    fn check(&mut self, place: &str, _: &Json, checker: &mut Checker<'_>) {
        if self.guardrails.is_empty() {
            checker.fault(place, "give the `guardrails`");
        }
        for guardrail in &mut self.guardrails {
            guardrail.id = checker.rules.next();
            checker.sets(place, &guardrail.sets);
        }
        if self.guardrails.iter().any(|guardrail| guardrail.policies.is_empty()) {
            checker.fault(place, "a guardrail needs `policies`");
        }
    }

    fn judge(&self, context: &EvidenceContext<'_>, subject: &Subject) -> Result<Opinion, Undecided> {
        judge(context, (&self.guardrails, &self.watching), &self.says, subject)
    }

    fn words(&self) -> String {
        let called: Vec<&str> = self.guardrails.iter().map(|guardrail| &*guardrail.called).collect();
        format!(
            "policy assignments in force over the subject, for {}",
            called.join(", ")
        )
    }

    fn says(&self) -> Option<&SaysFile> {
        Some(&self.says)
    }
}

/// State of one guardrail.
enum Force {
    Held(Vec<Proof>),
    Missing(Vec<Proof>),
    Unclear(Reason),
}

/// Judges by the policy assignments over the subject.
fn judge(
    context: &EvidenceContext<'_>,
    (guardrails, watching): (&[GuardrailFile], &[String]),
    says: &SaysFile,
    subject: &Subject,
) -> Result<Opinion, Undecided> {
    let (mut proofs, mut missing, mut unclear) = (Vec::new(), Vec::new(), Vec::new());
    let mut near = Vec::new();
    let (asked_of, left_out): (Vec<_>, Vec<_>) = guardrails
        .iter()
        .partition(|guardrail| applies(context, guardrail, subject) != Membership::Outside);
    if !left_out.is_empty() {
        unclear.extend(exported::resources_beside(context, subject).err());
    }
    for guardrail in &asked_of {
        match force(context, guardrail, watching, subject) {
            Force::Held(mut found) => proofs.append(&mut found),
            Force::Missing(_) if let Membership::Possible(doubt) = applies(context, guardrail, subject) => {
                unclear.push(Reason::of_doubt(doubt));
            }
            Force::Missing(mut found) => {
                missing.push(guardrail.called.clone());
                near.append(&mut found);
            }
            Force::Unclear(reason) => unclear.push(reason),
        }
    }
    if asked_of.is_empty() && unclear.is_empty() {
        let reason = "The subscription holds nothing that these guardrails speak of.";
        return Ok(Opinion::not_applicable(reason, Vec::new()));
    }
    if !missing.is_empty() {
        near.extend(any_over(context, subject).filter(|_| near.is_empty()));
        near.truncate(MOST_ROWS);
        let mut reason = format!("{} Not covered: {}.", says.fail, wording::names(&missing, MOST_NAMES));
        if let Some(first) = near.first() {
            reason.push_str(&format!(" {}.", first.what));
        }
        return Ok(Opinion::fail(reason, near));
    }
    unclear.dedup();
    if let Some(reason) = Reason::joined(&unclear) {
        return Err(reason.into());
    }
    proofs.truncate(MOST_ROWS);
    Ok(says.passes(proofs))
}

/// An assignment over the subject, which shows that they were exported.
fn any_over(context: &EvidenceContext<'_>, subject: &Subject) -> Option<Proof> {
    let policies = context.policies();
    let place = Place::of(context.estate, subject, true);
    let mut assignments = policies.assignments.iter();
    let over = assignments.clone().find(|assignment| assignment.stands_over(&place));
    let inventory = context.estate.inventory;
    let any = over.or_else(|| assignments.find(|assignment| covers(inventory, &place.id, &assignment.scope)))?;
    let what = format!(
        "The assignment {} at {} is not of the policies that are asked for",
        any.row.name(),
        context.estate.inventory.scope_name(&any.scope)
    );
    Some(proof(any, what))
}

/// Whether the subject is, or holds, anything that the guardrail is for.
fn applies<'j>(context: &'j EvidenceContext<'_>, guardrail: &GuardrailFile, subject: &Subject) -> Membership<'j> {
    match subject {
        _ if guardrail.sets.is_empty() => Membership::Member,
        Subject::Resource(ix) => context.estate.membership(&guardrail.sets, *ix),
        _ => subject.holds(context.estate, &guardrail.sets),
    }
}

/// The places at which a guardrail must hold: the subject, and what it holds of the guardrail's sets.
fn places(context: &EvidenceContext<'_>, guardrail: &GuardrailFile, subject: &Subject) -> Vec<Place> {
    let estate = context.estate;
    let Subject::Subscription(position) = subject else {
        return vec![Place::of(estate, subject, false)];
    };
    let ai = estate.subscriptions[*position].ai.iter().map(|ai| estate.ai[*ai].ix);
    let guarded =
        ai.filter(|ix| guardrail.sets.is_empty() || guardrail.sets.iter().any(|set| estate.is_member(set, *ix)));
    let mut places: Vec<Place> = guarded
        .map(|ix| Place::resource(estate, estate.inventory.resource(ix)))
        .collect();
    places.insert(0, Place::of(estate, subject, !places.is_empty()));
    places
}

/// Whether a guardrail holds at all its places.
fn force(context: &EvidenceContext<'_>, guardrail: &GuardrailFile, watching: &[String], subject: &Subject) -> Force {
    let assigned = context.policies().of_guardrail(context.estate, guardrail, watching);
    let (mut held, mut unclear): (Vec<Proof>, Option<Reason>) = (Vec::new(), None);
    for place in places(context, guardrail, subject) {
        match force_at(context, guardrail, &assigned, &place) {
            Force::Held(found) => held.extend(
                found
                    .into_iter()
                    .filter(|proof| !held.contains(proof))
                    .collect::<Vec<_>>(),
            ),
            Force::Missing(near) => match missing(context, subject, &assigned) {
                None => return Force::Missing(near),
                Some(reason) => unclear = Some(reason),
            },
            Force::Unclear(reason) => unclear = unclear.or(Some(reason)),
        }
    }
    unclear.map_or(Force::Held(held), Force::Unclear)
}

fn force_at(context: &EvidenceContext<'_>, guardrail: &GuardrailFile, assigned: &[Assigned], place: &Place) -> Force {
    let policies = context.policies();
    let (mut found, mut near, mut unclear) = (Vec::new(), Vec::new(), None);
    for assigned in assigned {
        let Some(standing) = policies.standing(context, guardrail, assigned, place) else {
            continue;
        };
        let assignment = &policies.assignments[assigned.assignment];
        let what = format!(
            "The assignment {} at {} {}",
            assignment.row.name(),
            context.estate.inventory.scope_name(&assignment.scope),
            standing.why
        );
        match standing.truth {
            Truth::True => found.push(proof(assignment, what)),
            Truth::False => near.push(proof(assignment, what)),
            Truth::Unknown => unclear = unclear.or(Some(reason!("{what}."))),
        }
    }
    match (found.is_empty(), unclear) {
        (false, _) => Force::Held(found),
        (true, Some(reason)) => Force::Unclear(reason),
        (true, None) => Force::Missing(near),
    }
}

fn proof(assignment: &Assignment<'_>, what: String) -> Proof {
    Proof::new(assignment.row.source(), what).traced(format!("scope {}", assignment.scope))
}

/// Why it is not known that a guardrail is missing, though none was found.
fn missing(context: &EvidenceContext<'_>, subject: &Subject, assigned: &[Assigned]) -> Option<Reason> {
    let policies = context.policies();
    let above = |assigned: &Assigned| policies.assignments[assigned.assignment].is_above_subscriptions();
    let subscription = subject.subscription(context.estate);
    let is_placed = subscription.is_none_or(|id| context.estate.inventory.hierarchy.ancestors(&id).is_some());
    if !is_placed && assigned.iter().any(above) {
        return Some(reason!("No export tells which management groups stand above it."));
    }
    exported_policies::policy_assignments(context, subject).err()
}
