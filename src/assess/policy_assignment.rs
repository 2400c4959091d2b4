//! Whether guardrails are in force: at the subject and at every resource in it that they are for, an assignment of such a policy is
//! enforced, with an effect that counts, and leaves the place out neither by its own words nor by an exemption.

use crate::condition::Truth;
use crate::estate::Membership;
use crate::evidence::exported_policies;
use crate::framework::control::SaysFile;
use crate::framework::evidence::GuardrailFile;
use crate::value::arm_id::covers;

use super::guardrails::{Assigned, Place};
use super::{Judge, Opinion, Outcome, Proof, Subject, unseen, wording};

/// Upper bound of the names that a reason lists.
const MOST_NAMES: usize = 3;
/// Upper bound of the assignments that prove a finding.
const MOST_ROWS: usize = 5;

/// State of one guardrail.
enum Force {
    Held(Vec<Proof>),
    Missing(Vec<Proof>),
    Unclear(String),
}

/// Judges by the policy assignments over the subject.
pub(super) fn judge(
    judge: &Judge<'_>,
    (guardrails, watching): (&[GuardrailFile], &[String]),
    says: &SaysFile,
    subject: &Subject,
) -> Opinion {
    let (mut proofs, mut missing, mut unclear) = (Vec::new(), Vec::new(), Vec::new());
    let mut near = Vec::new();
    let (asked_of, left_out): (Vec<_>, Vec<_>) = guardrails
        .iter()
        .partition(|guardrail| applies(judge, guardrail, subject) != Membership::Outside);
    if !left_out.is_empty() {
        unclear.extend(unseen::beside(judge, subject));
    }
    for guardrail in &asked_of {
        match force(judge, guardrail, watching, subject) {
            Force::Held(mut found) => proofs.append(&mut found),
            Force::Missing(_) if let Membership::Possible(doubt) = applies(judge, guardrail, subject) => {
                unclear.push(doubt.to_string());
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
        return Opinion::new(Outcome::NotApplicable, reason, Vec::new());
    }
    if !missing.is_empty() {
        near.extend(any_over(judge, subject).filter(|_| near.is_empty()));
        near.truncate(MOST_ROWS);
        let mut reason = format!("{} Not covered: {}.", says.fail, wording::names(&missing, MOST_NAMES));
        if let Some(first) = near.first() {
            reason.push_str(&format!(" {}.", first.what));
        }
        return Opinion::new(Outcome::Fail, reason, near);
    }
    if !unclear.is_empty() {
        unclear.dedup();
        return Opinion::unknown(unclear.join(" "));
    }
    proofs.truncate(MOST_ROWS);
    Opinion::new(Outcome::Pass, says.pass.clone(), proofs)
}

/// An assignment over the subject, which shows that they were exported.
fn any_over(judge: &Judge<'_>, subject: &Subject) -> Option<Proof> {
    let policies = judge.policies();
    let place = Place::of(judge.estate, subject, true);
    let mut assignments = policies.assignments.iter();
    let over = assignments.clone().find(|assignment| assignment.stands_over(&place));
    let any = over.or_else(|| assignments.find(|assignment| covers(&place.id, &assignment.scope)))?;
    let what = format!(
        "Assignment {} at {} is not of the policies that are asked for",
        any.row.name(),
        any.scope
    );
    Some(Proof::new(any.row.source(), what))
}

/// Whether the subject is, or holds, anything that the guardrail is for.
fn applies<'j>(judge: &'j Judge<'_>, guardrail: &GuardrailFile, subject: &Subject) -> Membership<'j> {
    match subject {
        _ if guardrail.sets.is_empty() => Membership::Member,
        Subject::Resource(ix) => judge.estate.membership(&guardrail.sets, *ix),
        _ => subject.holds(judge.estate, &guardrail.sets),
    }
}

/// The places at which a guardrail must hold: the subject, and what it holds of the guardrail's sets.
fn places(judge: &Judge<'_>, guardrail: &GuardrailFile, subject: &Subject) -> Vec<Place> {
    let estate = judge.estate;
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
fn force(judge: &Judge<'_>, guardrail: &GuardrailFile, watching: &[String], subject: &Subject) -> Force {
    let assigned = judge.policies().of_guardrail(judge.estate, guardrail, watching);
    let (mut held, mut unclear): (Vec<Proof>, Option<String>) = (Vec::new(), None);
    for place in places(judge, guardrail, subject) {
        match force_at(judge, guardrail, &assigned, &place) {
            Force::Held(found) => held.extend(
                found
                    .into_iter()
                    .filter(|proof| !held.contains(proof))
                    .collect::<Vec<_>>(),
            ),
            Force::Missing(near) => match missing(judge, subject, &assigned) {
                None => return Force::Missing(near),
                Some(reason) => unclear = Some(reason),
            },
            Force::Unclear(reason) => unclear = unclear.or(Some(reason)),
        }
    }
    unclear.map_or(Force::Held(held), Force::Unclear)
}

fn force_at(judge: &Judge<'_>, guardrail: &GuardrailFile, assigned: &[Assigned], place: &Place) -> Force {
    let policies = judge.policies();
    let (mut found, mut near, mut unclear) = (Vec::new(), Vec::new(), None);
    for assigned in assigned {
        let Some(standing) = policies.standing(judge, guardrail, assigned, place) else {
            continue;
        };
        let assignment = &policies.assignments[assigned.assignment];
        let what = format!(
            "Assignment {} at {} {}",
            assignment.row.name(),
            assignment.scope,
            standing.why
        );
        match standing.truth {
            Truth::True => found.push(Proof::new(assignment.row.source(), what)),
            Truth::False => near.push(Proof::new(assignment.row.source(), what)),
            Truth::Unknown => unclear = unclear.or(Some(format!("{what}."))),
        }
    }
    match (found.is_empty(), unclear) {
        (false, _) => Force::Held(found),
        (true, Some(reason)) => Force::Unclear(reason),
        (true, None) => Force::Missing(near),
    }
}

/// Why it is not known that a guardrail is missing, though none was found.
fn missing(judge: &Judge<'_>, subject: &Subject, assigned: &[Assigned]) -> Option<String> {
    let policies = judge.policies();
    let above = |assigned: &Assigned| policies.assignments[assigned.assignment].is_above_subscriptions();
    let subscription = subject.subscription(judge.estate);
    let is_placed = subscription.is_none_or(|id| judge.estate.inventory.hierarchy.ancestors(&id).is_some());
    if !is_placed && assigned.iter().any(above) {
        return Some("No export tells which management groups stand above it.".to_owned());
    }
    exported_policies::policy_assignments(judge, subject)
        .err()
        .map(crate::evidence::Reason::into_text)
}
