//! Whether guardrails are in force: a policy is assigned over the subject, enforced, with an effect that counts, and the
//! subject is not exempt from it.

use crate::framework::control::SaysFile;
use crate::framework::evidence::GuardrailFile;

use super::guardrails::Assigned;
use super::{Judge, Opinion, Outcome, Proof, Subject, unseen, wording};

/// How many names a reason tells.
const MOST_NAMES: usize = 3;
/// How many assignments prove a finding.
const MOST_ROWS: usize = 5;

/// What is known of one guardrail.
enum Force {
    Held(Vec<Proof>),
    Missing(Vec<Proof>),
    Unclear(String),
}

/// What the policy assignments over the subject say.
pub(super) fn judge(judge: &Judge<'_>, guardrails: &[GuardrailFile], says: &SaysFile, subject: &Subject) -> Opinion {
    let chain = judge.estate.inventory.hierarchy.chain(&subject.id(judge.estate));
    let exported = judge.policies().assignments.iter();
    let Some(any) = exported.clone().find(|assignment| assignment.reaches(&chain)) else {
        return match exported.clone().next() {
            None => Opinion::unknown("No export holds policy assignments."),
            Some(_) => Opinion::unknown("No export holds policy assignments of its subscription or above it."),
        };
    };
    let (mut proofs, mut missing, mut unclear) = (Vec::new(), Vec::new(), Vec::new());
    let mut near = Vec::new();
    let (asked_of, left_out): (Vec<_>, Vec<_>) = guardrails
        .iter()
        .partition(|guardrail| applies(judge, guardrail, subject));
    if !left_out.is_empty() {
        unclear.extend(unseen::beside(judge, subject));
    }
    for guardrail in &asked_of {
        match force(judge, guardrail, &chain, subject) {
            Force::Held(mut found) => proofs.append(&mut found),
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
        if near.is_empty() {
            near.push(Proof {
                source: any.row.source(),
                what: format!(
                    "{} is assigned above it; none of the policies that are asked for is",
                    any.row.name()
                )
                .into(),
            });
        }
        near.truncate(MOST_ROWS);
        let reason = format!("{} Not covered: {}.", says.fail, wording::names(&missing, MOST_NAMES));
        return Opinion::new(Outcome::Fail, reason, near);
    }
    if !unclear.is_empty() {
        unclear.dedup();
        return Opinion::unknown(unclear.join(" "));
    }
    proofs.truncate(MOST_ROWS);
    Opinion::new(Outcome::Pass, says.pass.clone(), proofs)
}

/// Whether the subject holds anything that the guardrail is for.
fn applies(judge: &Judge<'_>, guardrail: &GuardrailFile, subject: &Subject) -> bool {
    if guardrail.sets.is_empty() {
        return true;
    }
    let estate = judge.estate;
    let member = |set: &String| match subject {
        Subject::Resource(ix) => estate.is_member(set, *ix),
        Subject::Subscription(position) => {
            let mut ai = estate.subscriptions[*position].ai.iter();
            ai.any(|ai| estate.is_member(set, estate.ai[*ai].ix))
        }
        _ => false,
    };
    guardrail.sets.iter().any(member)
}

fn force(judge: &Judge<'_>, guardrail: &GuardrailFile, chain: &[String], subject: &Subject) -> Force {
    let policies = judge.policies();
    let id = subject.id(judge.estate);
    let all = guardrail.policies.iter();
    let all = all.flat_map(|policy| policies.of_policy(judge.estate, policy));
    let (mut found, mut near, mut unclear) = (Vec::new(), Vec::new(), String::new());
    for assigned in all {
        if !assigned.assignment.reaches(chain) {
            if assigned.assignment.is_above_subscriptions() && !placed(judge, subject) {
                unclear = "No export tells which management groups stand above it.".to_owned();
            }
            continue;
        }
        if !assigned.assignment.enforced {
            near.push(proof(&assigned, "is not enforced"));
        } else if policies.exempt(&assigned, &id, judge.as_of) {
            near.push(proof(&assigned, "exempts the subject"));
        } else {
            match counts(guardrail, assigned.effect.as_deref()) {
                Some(true) => found.push(proof(&assigned, "is in force")),
                Some(false) => near.push(proof(&assigned, "is in force with too weak an effect")),
                None => unclear = format!("No export tells the effect of {}.", assigned.assignment.row.name()),
            }
        }
    }
    match (found.is_empty(), unclear.is_empty()) {
        (false, _) => Force::Held(found),
        (true, true) => Force::Missing(near),
        (true, false) => Force::Unclear(unclear),
    }
}

/// Whether an effect is one that counts; `None` when it is not known and matters.
fn counts(guardrail: &GuardrailFile, effect: Option<&str>) -> Option<bool> {
    match effect {
        Some(effect) if effect.eq_ignore_ascii_case("Disabled") => Some(false),
        _ if guardrail.effects.is_empty() => Some(true),
        Some(effect) => Some(
            guardrail
                .effects
                .iter()
                .any(|wanted| wanted.eq_ignore_ascii_case(effect)),
        ),
        None => None,
    }
}

/// Whether the management groups above the subject are known.
fn placed(judge: &Judge<'_>, subject: &Subject) -> bool {
    let subscription = subject.subscription(judge.estate);
    subscription.is_none_or(|id| judge.estate.inventory.hierarchy.ancestors(&id).is_some())
}

fn proof(assigned: &Assigned<'_, '_>, what: &str) -> Proof {
    let assignment = assigned.assignment;
    let effect = match &assigned.effect {
        Some(effect) => format!(", effect {effect}"),
        None => String::new(),
    };
    Proof {
        source: assignment.row.source(),
        what: format!(
            "assignment {} at {} {what}{effect}",
            assignment.row.name(),
            assignment.scope
        )
        .into(),
    }
}
