//! Evidence of the kind `plan`: whether a Defender for Cloud plan protects a subscription. A subscription whose other plans were
//! exported and that has no row for this one does not have it.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::inventory::defender::Plan;

use super::context::EvidenceContext;
use super::exported;
use super::kind::Kind;
use super::opinion::{Opinion, Proof, Undecided};
use super::reason::reason;
use super::says::SaysFile;
use super::subject::Subject;
use super::wording;

/// The tier of a plan that is paid for, and so protects.
const PROTECTING: &str = "Standard";
/// Type of the rows of plans.
const PLANS: &str = "microsoft.security/pricings";
/// Upper bound of the extensions that a proof names.
const MOST_NAMES: usize = 3;

/// A Defender for Cloud plan of the subscription.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PlanEvidence {
    /// Plan name: `AI`, `StorageAccounts`.
    plan: String,
    /// Sub-plans that count; empty for any. Where Azure names none, the whole plan applies.
    #[serde(default)]
    sub_plans: Vec<String>,
    /// Extensions that must be on besides.
    #[serde(default)]
    extensions: Vec<String>,
    /// Sentences of the finding.
    says: SaysFile,
}

impl Kind for PlanEvidence {
    fn judge(&self, context: &EvidenceContext<'_>, subject: &Subject) -> Result<Opinion, Undecided> {
        let subscription = subject.subscription(context.estate);
        let plans = subscription
            .and_then(|id| context.estate.inventory.defender.plans(&id))
            .ok_or_else(|| reason!("No export holds the Defender plans of the subscription."))?;
        let wanted = &self.plan;
        let Some(found) = plans.get(wanted.to_ascii_lowercase().as_str()) else {
            exported::rows(context, [PLANS])?;
            let other = plans.iter().next();
            let proof = other.map(|(name, other)| {
                let what = format!("{name} is among the exported plans, {wanted} is not");
                Proof::new(other.source, what)
            });
            return Ok(self.says.fails(proof.into_iter().collect()));
        };
        if found.tier.is_empty() {
            return Err(reason!("The row of the plan {wanted} does not hold its tier.").into());
        }
        let mut what = format!("The Defender plan {wanted} has the tier {}", found.tier);
        let is_paid = found.tier.eq_ignore_ascii_case(PROTECTING);
        let is_whole = match &found.sub_plan {
            _ if self.sub_plans.is_empty() || !is_paid => false,
            None => return Err(reason!("The row of the plan {wanted} does not hold its sub-plan.").into()),
            Some(own) if own.is_empty() => true,
            Some(own) => {
                what.push_str(&format!(" and the sub-plan {own}"));
                if !self.sub_plans.iter().any(|name| name.eq_ignore_ascii_case(own)) {
                    return Ok(self.says.fails(vec![Proof::new(found.source, what)]));
                }
                false
            }
        };
        let off = self.off(found, is_whole);
        if !off.is_empty() {
            what.push_str(&format!(", and {} off", states(&off)));
        }
        if is_paid && !off.is_empty() && found.extensions.is_none() && !self.sub_plans.is_empty() {
            let names = wording::names(&off, MOST_NAMES);
            return Err(reason!("The row of the plan {wanted} does not tell whether {names} is on.").into());
        }
        let untold = self.untold(found);
        if is_paid && off.is_empty() && !untold.is_empty() {
            let names = wording::names(&untold, MOST_NAMES);
            return Err(reason!("The row of the plan {wanted} does not tell whether {names} is on.").into());
        }
        let proofs = vec![Proof::new(found.source, what)];
        Ok(self.says.decides(is_paid && off.is_empty(), proofs))
    }

    fn words(&self) -> String {
        format!("the Defender for Cloud plan {} of the subscription", self.plan)
    }

    fn says(&self) -> Option<&SaysFile> {
        Some(&self.says)
    }
}

impl PlanEvidence {
    /// The extensions that are asked for and not on. Of a plan that applies as a whole, only those that are switched off.
    fn off(&self, found: &Plan, is_whole: bool) -> Vec<String> {
        let is_off = |extension: &&String| {
            let mut told = found.extensions.iter().flatten();
            let told = told.find(|(name, _)| name.eq_ignore_ascii_case(extension));
            told.map_or(!is_whole && !has_cut(found), |(_, on)| *on == Some(false))
        };
        self.extensions.iter().filter(is_off).cloned().collect()
    }

    /// The extensions that are asked for and of which the row does not tell whether they are on.
    fn untold(&self, found: &Plan) -> Vec<String> {
        let is_untold = |extension: &&String| {
            let mut listed = found.extensions.iter().flatten();
            let listed = listed.find(|(name, _)| name.eq_ignore_ascii_case(extension));
            listed.map_or(has_cut(found), |(_, on)| on.is_none())
        };
        self.extensions.iter().filter(is_untold).cloned().collect()
    }
}

/// Whether a part of the list of extensions was cut.
fn has_cut(found: &Plan) -> bool {
    found.extensions.iter().flatten().any(|(name, _)| name.is_empty())
}

/// `OnUploadMalwareScanning is`, `A and B are`
fn states(names: &[String]) -> String {
    let verb = if names.len() == 1 { "is" } else { "are" };
    format!("{} {verb}", wording::names(names, MOST_NAMES))
}
