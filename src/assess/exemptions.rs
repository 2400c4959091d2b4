//! Holes in the guardrails over a subject: exemptions without an end or a reason, or that reach too far, and assignments
//! that are not enforced. Only what touches the subject or its AI counts.

use jiff::civil::Date;

use crate::condition::Truth;
use crate::estate::{Doubt, Membership};
use crate::evidence::exported_policies;
use crate::framework::control::{SaysFile, Setting};
use crate::value::arm_id::covers;

use super::guardrails::{Exemption, Place, Until};
use super::{Judge, Opinion, Outcome, Proof, Subject, wording};

/// Upper bound of the names that a reason lists.
const MOST_NAMES: usize = 3;

/// Judges by the exemptions and assignments over the subject.
pub(super) fn judge(judge: &Judge<'_>, days: &Setting, says: &SaysFile, subject: &Subject) -> Opinion {
    let Some(days) = judge.framework.number(days) else {
        return Opinion::unknown("The profile sets no number of days.");
    };
    let policies = judge.policies();
    let place = Place::of(judge.estate, subject, true);
    let touched = scopes(judge, subject);
    let touches = |scope: &str| place.lies_in(scope) || touched.iter().any(|id| covers(scope, id));
    let (mut holes, mut sound, mut undated) = (Vec::new(), Vec::new(), false);
    for exemption in policies.exemptions.iter().filter(|exemption| touches(&exemption.scope)) {
        let row = exemption.row;
        match fault(exemption, judge.as_of, days) {
            Some(fault) => holes.push((
                row.name().to_owned(),
                row.source(),
                format!("exemption {} {fault}", row.name()),
            )),
            None => {
                undated |= judge.as_of.is_none() || exemption.until == Until::Untold;
                sound.push(Proof {
                    source: row.source(),
                    what: format!("exemption {} has ended, or has an end and a reason", row.name()).into(),
                });
            }
        }
    }
    let over = policies
        .assignments
        .iter()
        .filter(|assignment| touches(&assignment.scope));
    let (mut any, mut untold) = (None, None);
    for assignment in over.filter(|assignment| !assignment.leaves_out(&place)) {
        let row = assignment.row;
        any = any.or(Some(row));
        match assignment.enforced {
            Truth::True => {}
            Truth::Unknown => untold = untold.or(Some(row)),
            Truth::False => holes.push((
                row.name().to_owned(),
                row.source(),
                format!("assignment {} is not enforced", row.name()),
            )),
        }
    }
    if !holes.is_empty() {
        let names: Vec<String> = holes.iter().map(|(name, _, _)| name.clone()).collect();
        let reason = format!("{} {}.", says.fail, wording::names(&names, MOST_NAMES));
        let proofs = holes.into_iter().map(|(_, source, what)| Proof {
            source,
            what: what.into(),
        });
        return Opinion::new(Outcome::Fail, reason, proofs.collect());
    }
    let possible = possible_scopes(judge, subject).into_iter().find(|(id, _)| {
        let mut exemptions = policies.exemptions.iter();
        exemptions.any(|exemption| covers(&exemption.scope, id) && fault(exemption, judge.as_of, days).is_some())
    });
    if let Some((_, doubt)) = possible {
        return Opinion::unknown(&*doubt);
    }
    if undated {
        return Opinion::unknown(
            "How far an exemption reaches is not known: its end, or the day of the assessment, is in no export.",
        );
    }
    if let Some(row) = untold {
        let reason = format!(
            "The export does not tell whether the assignment {} is enforced.",
            row.name()
        );
        return Opinion::unknown(reason);
    }
    if let Err(reason) = exported_policies::exemptions(judge, subject) {
        return Opinion::unknown(reason.into_text());
    }
    if let (true, Some(row)) = (sound.is_empty(), any) {
        let what = "policy assignments over it were exported; no exemption and no unenforced one is among them";
        sound.push(Proof::new(row.source(), what));
    }
    Opinion::new(Outcome::Pass, says.pass.clone(), sound)
}

/// Ids of the subject's AI resources, or its own.
fn scopes(judge: &Judge<'_>, subject: &Subject) -> Vec<String> {
    let estate = judge.estate;
    match subject {
        Subject::Subscription(position) => {
            let ai = estate.subscriptions[*position].ai.iter();
            ai.map(|ai| estate.inventory.resource(estate.ai[*ai].ix).id()).collect()
        }
        _ => vec![subject.id(estate)],
    }
}

/// Ids of what may be AI in the subject, and why that is not known.
fn possible_scopes(judge: &Judge<'_>, subject: &Subject) -> Vec<(String, Doubt)> {
    let Subject::Subscription(position) = subject else {
        return Vec::new();
    };
    let estate = judge.estate;
    let possible = estate.subscriptions[*position].possible.iter();
    let possible = possible.filter_map(|at| {
        let ix = estate.possible_ai[*at].ix;
        match estate.is_ai(ix) {
            Membership::Possible(doubt) => Some((estate.inventory.resource(ix).id(), doubt.clone())),
            Membership::Member | Membership::Outside => None,
        }
    });
    possible.collect()
}

/// Fault of an exemption; none where it has ended.
fn fault(exemption: &Exemption<'_>, as_of: Option<Date>, days: u32) -> Option<String> {
    let until = match exemption.until {
        Until::Forever => return Some("has no end".to_owned()),
        Until::Untold => return None,
        Until::Day(until) => until,
    };
    if as_of.is_some_and(|as_of| until < as_of) {
        return None;
    }
    if !exemption.reasoned {
        return Some("gives no reason".to_owned());
    }
    let ahead = until.since((jiff::Unit::Day, as_of?)).ok()?.get_days();
    (i64::from(ahead) > i64::from(days)).then(|| format!("runs until {until}, more than {days} days ahead"))
}
