//! Whether AI of environments that must stand apart shares a subscription.

use std::collections::BTreeMap;

use crate::estate::environment::UNKNOWN;
use crate::framework::control::EvidenceFile;
use crate::inventory::resource::ResourceIx;

use super::{Judge, Opinion, Outcome, Proof, Subject, unseen, wording};

/// What the environments of a subscription's AI resources say.
pub(super) fn judge(judge: &Judge<'_>, rule: &EvidenceFile, subject: &Subject) -> Opinion {
    let (EvidenceFile::Environments { alone, from, says }, Subject::Subscription(position)) = (rule, subject) else {
        return Opinion::unknown("");
    };
    let estate = judge.estate;
    let mut held: BTreeMap<&str, Vec<ResourceIx>> = BTreeMap::new();
    for ai in &estate.subscriptions[*position].ai {
        let ai = &estate.ai[*ai];
        held.entry(&ai.environment).or_default().push(ai.ix);
    }
    let told: Vec<String> = held
        .iter()
        .map(|(environment, some)| format!("{} {environment}", some.len()))
        .collect();
    let proofs = held
        .iter()
        .filter_map(|(environment, some)| Some((environment, estate.inventory.resource(*some.first()?))))
        .map(|(environment, resource)| Proof {
            source: resource.source(),
            what: format!("{} belongs to {environment}", resource.name()).into(),
        })
        .collect();
    let mixed = held.contains_key(alone.as_str()) && from.iter().any(|name| held.contains_key(name.as_str()));
    let told = wording::names(&told, told.len());
    if mixed {
        return Opinion::new(Outcome::Fail, format!("{} AI resources: {told}.", says.fail), proofs);
    }
    if let Some(reason) = unseen::beside(judge, subject) {
        return Opinion::unknown(reason);
    }
    match held.get(UNKNOWN) {
        Some(unknown) => Opinion::unknown(format!(
            "No tag, name or management group tells the environment of {}.",
            wording::count(unknown.len(), "AI resource", "AI resources")
        )),
        None => Opinion::new(Outcome::Pass, format!("{} AI resources: {told}.", says.pass), proofs),
    }
}
