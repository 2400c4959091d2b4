//! Evidence of the kind `exemptions`: holes in the guardrails over a subject. These are exemptions without an end or a reason, or that
//! reach too far, and assignments that are not enforced. Only what touches the subject or its AI counts.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value as Json;

use crate::access::scopes::covers;
use crate::condition::Truth;
use crate::estate::{Doubt, Membership};

use super::check::Checker;
use super::context::EvidenceContext;
use super::guardrails::{Exemption, Place, Until};
use super::kind::Kind;
use super::opinion::{Opinion, Proof, Undecided};
use super::profile::Setting;
use super::reason::{Reason, reason};
use super::says::SaysFile;
use super::subject::Subject;
use super::{exported_policies, wording};

/// Upper bound of the names that a reason lists.
const MOST_NAMES: usize = 3;

/// Exemptions from the guardrails over the subject, and assignments that are not enforced.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExemptionsEvidence {
    /// Days ahead that an exemption may reach.
    days: Setting,
    /// Sentences of the finding.
    says: SaysFile,
}

impl Kind for ExemptionsEvidence {
    fn check(&mut self, place: &str, _: &Json, checker: &mut Checker<'_>) {
        checker.setting(place, &self.days);
    }

    fn judge(&self, context: &EvidenceContext<'_>, subject: &Subject) -> Result<Opinion, Undecided> {
        judge(context, &self.days, &self.says, subject)
    }

    fn words(&self) -> String {
        "policy exemptions and assignments that are not enforced".to_owned()
    }

    fn says(&self) -> Option<&SaysFile> {
        Some(&self.says)
    }
}

/// Judges by the exemptions and assignments over the subject.
fn judge(
    context: &EvidenceContext<'_>,
    days: &Setting,
    says: &SaysFile,
    subject: &Subject,
) -> Result<Opinion, Undecided> {
    let Some(days) = context.profile.number(days) else {
        return Err(reason!("The profile sets no number of days.").into());
    };
    let policies = context.policies();
    let place = Place::of(context.estate, subject, true);
    let inventory = context.estate.inventory;
    let touched = scopes(context, subject);
    let touches = |scope: &str| place.lies_in(scope) || touched.iter().any(|id| covers(inventory, scope, id));
    let (mut holes, mut sound, mut undated) = (Vec::new(), Vec::new(), false);
    for exemption in policies.exemptions.iter().filter(|exemption| touches(&exemption.scope)) {
        let row = exemption.row;
        match fault(exemption, context.as_of, days) {
            Some(fault) => holes.push((
                row.name().to_owned(),
                row.source(),
                format!("The exemption {} {fault}", row.name()),
            )),
            None => {
                undated |= context.as_of.is_none() || exemption.until == Until::Untold;
                let what = format!("The exemption {} has ended, or has an end and a reason", row.name());
                sound.push(Proof::new(row.source(), what));
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
                format!("The assignment {} is not enforced", row.name()),
            )),
        }
    }
    if !holes.is_empty() {
        let names: Vec<String> = holes.iter().map(|(name, _, _)| name.clone()).collect();
        let reason = format!("{} {}.", says.fail, wording::names(&names, MOST_NAMES));
        let proofs = holes.into_iter().map(|(_, source, what)| Proof::new(source, what));
        return Ok(Opinion::fail(reason, proofs.collect()));
    }
    let possible = possible_scopes(context, subject).into_iter().find(|(id, _)| {
        let mut exemptions = policies.exemptions.iter();
        exemptions
            .any(|exemption| covers(inventory, &exemption.scope, id) && fault(exemption, context.as_of, days).is_some())
    });
    if let Some((_, doubt)) = possible {
        return Err(Reason::of_doubt(&doubt).into());
    }
    if undated {
        return Err(reason!(
            "How far an exemption reaches is not known: its end, or the day of the assessment, is in no export."
        )
        .into());
    }
    if let Some(row) = untold {
        let reason = reason!(
            "The export does not tell whether the assignment {} is enforced.",
            row.name()
        );
        return Err(reason.into());
    }
    exported_policies::exemptions(context, subject)?;
    if let (true, Some(row)) = (sound.is_empty(), any) {
        let what = "Policy assignments over it were exported, and no exemption and no unenforced one is among them";
        sound.push(Proof::new(row.source(), what));
    }
    Ok(says.passes(sound))
}

/// Ids of the subject's AI resources, or its own.
fn scopes(context: &EvidenceContext<'_>, subject: &Subject) -> Vec<String> {
    let estate = context.estate;
    match subject {
        Subject::Subscription(position) => {
            let ai = estate.subscriptions[*position].ai.iter();
            ai.map(|ai| estate.inventory.resource(estate.ai[*ai].ix).id()).collect()
        }
        _ => vec![subject.id(estate)],
    }
}

/// Ids of what may be AI in the subject, and why that is not known.
fn possible_scopes(context: &EvidenceContext<'_>, subject: &Subject) -> Vec<(String, Doubt)> {
    let Subject::Subscription(position) = subject else {
        return Vec::new();
    };
    let estate = context.estate;
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
