//! Evidence of the kind `environments`: whether AI of environments that must be separate shares a subscription.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::estate::environment::UNKNOWN;
use crate::inventory::resource::ResourceIx;

use super::context::EvidenceContext;
use super::kind::Kind;
use super::opinion::{Opinion, Proof, Undecided};
use super::reason::reason;
use super::says::SaysFile;
use super::subject::Subject;
use super::{exported, wording};

/// Environments of the AI resources in the subject, a subscription.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EnvironmentsEvidence {
    /// The environment that stands alone.
    alone: String,
    /// Environments that must not share its subscription.
    from: Vec<String>,
    /// Sentences of the finding.
    says: SaysFile,
}

impl Kind for EnvironmentsEvidence {
    fn judge(&self, context: &EvidenceContext<'_>, subject: &Subject) -> Result<Opinion, Undecided> {
        let Subject::Subscription(position) = subject else {
            let reason = reason!("Only a subscription that holds AI has environments that could mix.");
            return Err(reason.into());
        };
        let estate = context.estate;
        let mut held: BTreeMap<&str, Vec<ResourceIx>> = BTreeMap::new();
        for ai in &estate.subscriptions[*position].ai {
            let ai = &estate.ai[*ai];
            held.entry(&ai.environment).or_default().push(ai.ix);
        }
        let proof = |(environment, some): (&&str, &Vec<ResourceIx>)| {
            let resource = estate.inventory.resource(*some.first()?);
            let what = format!("{} belongs to {environment}", resource.name());
            Some(Proof::new(resource.source(), what))
        };
        let proofs = held.iter().filter_map(proof).collect();
        let counts: Vec<String> = held
            .iter()
            .map(|(environment, some)| format!("{} {environment}", some.len()))
            .collect();
        let counts = wording::names(&counts, counts.len());
        let holds = |environment: &String| held.contains_key(environment.as_str());
        if holds(&self.alone) && self.from.iter().any(holds) {
            let reason = format!("{} AI resources: {counts}.", self.says.fail);
            return Ok(Opinion::fail(reason, proofs));
        }
        exported::resources_beside(context, subject)?;
        if let Some(unknown) = held.get(UNKNOWN) {
            let unknown = wording::count(unknown.len(), "AI resource", "AI resources");
            return Err(reason!("No tag, name or management group tells the environment of {unknown}.").into());
        }
        let reason = format!("{} AI resources: {counts}.", self.says.pass);
        Ok(Opinion::pass(reason, proofs))
    }

    fn words(&self) -> String {
        format!(
            "whether AI of {} stands beside AI of {}",
            self.alone,
            self.from.join(", ")
        )
    }

    fn says(&self) -> Option<&SaysFile> {
        Some(&self.says)
    }
}
