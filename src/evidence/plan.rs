//! Evidence of the kind `plan`: whether a Defender for Cloud plan protects a subscription. A subscription whose other plans were
//! exported and that has no row for this one does not have it.

use schemars::JsonSchema;
use serde::Deserialize;

use super::context::EvidenceContext;
use super::kind::Kind;
use super::opinion::{Opinion, Proof, Undecided};
use super::reason::reason;
use super::says::SaysFile;
use super::subject::Subject;
use super::wording;

/// The tier of a plan that is paid for, and so protects.
const PROTECTING: &str = "Standard";
/// Upper bound of the extensions that a proof names.
const MOST_NAMES: usize = 3;

/// A Defender for Cloud plan of the subscription.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PlanEvidence {
    /// Plan name: `AI`, `StorageAccounts`.
    plan: String,
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
        let is_on = |extension: &String| {
            let mut on = found.extensions.iter().filter(|(_, on)| *on);
            on.any(|(name, _)| name.eq_ignore_ascii_case(extension))
        };
        let off: Vec<String> = self.extensions.iter().filter(|name| !is_on(name)).cloned().collect();
        let mut what = format!("plan {wanted} has the tier {}", found.tier);
        if !off.is_empty() {
            what.push_str(&format!("; {} off", wording::names(&off, MOST_NAMES)));
        }
        let proofs = vec![Proof::new(found.source, what)];
        let protects = found.tier.eq_ignore_ascii_case(PROTECTING) && off.is_empty();
        Ok(self.says.decides(protects, proofs))
    }

    fn words(&self) -> String {
        format!("the Defender for Cloud plan {} of the subscription", self.plan)
    }

    fn says(&self) -> Option<&SaysFile> {
        Some(&self.says)
    }
}
