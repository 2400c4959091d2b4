//! Evidence of the kind `environments`: whether AI of environments that must be separate shares a subscription.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::estate::environment::{Own, UNKNOWN};
use crate::estate::{AiResource, Estate, Membership};
use crate::inventory::resource::ResourceIx;

use super::context::EvidenceContext;
use super::kind::Kind;
use super::opinion::{Opinion, Proof, Undecided};
use super::reason::{Reason, reason};
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
        let around = &estate.subscriptions[*position];
        let mut held: BTreeMap<&str, Vec<ResourceIx>> = BTreeMap::new();
        for ai in &around.ai {
            let ai = &estate.ai[*ai];
            held.entry(named(estate, ai)).or_default().push(ai.ix);
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
        let is_alone = around.environment == self.alone;
        if (is_alone || holds(&self.alone)) && self.from.iter().any(holds) {
            let mut reason = format!("{} AI resources: {counts}.", self.says.fail);
            if is_alone && !holds(&self.alone) {
                reason.push_str(&format!(" The subscription is one of {}.", self.alone));
            }
            return Ok(Opinion::fail(reason, proofs));
        }
        exported::resources_beside(context, subject)?;
        for ai in &around.possible {
            let ai = &estate.possible_ai[*ai];
            let name = named(estate, ai).to_owned();
            let mixes = name == UNKNOWN || name == self.alone || self.from.contains(&name);
            if let (true, Membership::Possible(doubt)) = (mixes && !holds(&name), estate.is_ai(ai.ix)) {
                return Err(Reason::of_doubt(doubt).into());
            }
        }
        if let Some(unknown) = held.get(UNKNOWN) {
            let mut lacks = unknown.iter().filter_map(|ix| match estate.own_environment(*ix) {
                Own::Untold(lack) => Some(lack),
                Own::Named(_) | Own::Nothing => None,
            });
            if let Some(lack) = lacks.next() {
                return Err(reason!("{lack}, so its AI resources may be of other environments.").into());
            }
            let unknown = wording::count(unknown.len(), "AI resource", "AI resources");
            return Err(reason!("No tag, name or management group tells the environment of {unknown}.").into());
        }
        let open = estate.open_environment_around(&around.id);
        if let Some(open) = open.filter(|_| !is_alone && self.from.iter().any(holds)) {
            let untold = reason!("No export tells its environment.");
            return Err(Reason::given(&open.why, untold).into());
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

/// The environment that an AI resource names by itself, else the one that it stands in.
fn named<'e>(estate: &'e Estate<'_>, ai: &'e AiResource) -> &'e str {
    match estate.own_environment(ai.ix) {
        Own::Named(name) => name,
        Own::Nothing => &ai.environment,
        Own::Untold(_) => UNKNOWN,
    }
}
