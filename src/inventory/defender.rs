//! What Defender for Cloud says: recommendations by resource and plans by subscription.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::ingest::rows::{PlanRow, RecommendationRow, Source, Taken};

use super::arm_id::ArmId;

/// State of a recommendation for one resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// The resource meets it.
    Healthy,
    /// The resource does not.
    Unhealthy,
    /// Exempt, switched off by policy, or not meant for this resource: the cause says which.
    NotApplicable,
}

/// One recommendation for one resource.
#[derive(Clone, Debug)]
pub struct Recommendation {
    /// The row.
    pub source: Source,
    /// Assessment key, lower-case GUID; empty when the layout has none.
    pub key: Arc<str>,
    /// Policy definition GUID behind it, lower-case; empty when not given.
    pub policy: Arc<str>,
    /// Display name.
    pub name: Arc<str>,
    /// Resource or subscription id as spelt by the export.
    pub resource: Box<str>,
    /// `Critical`, `High`, `Medium`, `Low` or empty.
    pub severity: Arc<str>,
    /// The state.
    pub state: State,
    /// Cause of a `NotApplicable`, empty otherwise.
    pub cause: Arc<str>,
    /// First evaluation date, ISO 8601; empty when unknown.
    pub first_evaluated: Box<str>,
}

/// One Defender plan of one subscription.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The row.
    pub source: Source,
    /// `Free` or `Standard`; empty when not exported.
    pub tier: Box<str>,
    /// Extensions and whether each is on.
    pub extensions: Vec<(String, bool)>,
}

/// Recommendations and plans.
#[derive(Debug, Default)]
pub struct Defender {
    recommendations: Vec<Recommendation>,
    by_resource: FxHashMap<Box<str>, Vec<u32>>,
    plans: BTreeMap<Box<str>, BTreeMap<Box<str>, Plan>>,
    texts: FxHashMap<Box<str>, Arc<str>>,
}

impl Defender {
    pub(super) fn add_recommendation(&mut self, source: Source, row: RecommendationRow<'_>) -> Taken {
        let state = match row.state.trim().to_ascii_lowercase().as_str() {
            "healthy" | "passed" => State::Healthy,
            "unhealthy" | "failed" => State::Unhealthy,
            "notapplicable" | "not applicable" => State::NotApplicable,
            _ => return Taken::Unused("no-state"),
        };
        if row.resource_id.is_empty() {
            return Taken::Unused("no-resource");
        }
        let key = row.key.trim().to_ascii_lowercase();
        let resource_key = ArmId::new(&row.resource_id).text().to_ascii_lowercase();
        let twins = self
            .by_resource
            .get(resource_key.as_str())
            .map_or(&[][..], Vec::as_slice);
        let known = twins.iter().any(|ix| {
            let other = &self.recommendations[*ix as usize];
            *other.key == *key && (!key.is_empty() || *other.name == *row.name)
        });
        if known {
            return Taken::Unused("duplicate");
        }
        let recommendation = Recommendation {
            source,
            key: self.text(&key),
            policy: self.text(&last_segment(&row.policy_definition_id).to_ascii_lowercase()),
            name: self.text(&row.name),
            resource: ArmId::new(&row.resource_id).text().into(),
            severity: self.text(&row.severity),
            state,
            cause: self.text(&row.cause),
            first_evaluated: row.first_evaluated.into(),
        };
        let ix = self.recommendations.len() as u32;
        self.by_resource.entry(resource_key.into()).or_default().push(ix);
        self.recommendations.push(recommendation);
        Taken::Used
    }

    pub(super) fn add_plan(&mut self, source: Source, row: PlanRow<'_>) -> Taken {
        let Some(subscription) = ArmId::new(&row.id).subscription() else {
            return Taken::Unused("no-subscription");
        };
        let plans = self.plans.entry(subscription.to_ascii_lowercase().into()).or_default();
        let name: Box<str> = row.name.to_ascii_lowercase().into();
        if plans.contains_key(&name) {
            return Taken::Unused("duplicate");
        }
        plans.insert(
            name,
            Plan {
                source,
                tier: row.tier.into(),
                extensions: row.extensions,
            },
        );
        Taken::Used
    }

    fn text(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.texts.get(text) {
            return known.clone();
        }
        let new: Arc<str> = Arc::from(text);
        self.texts.insert(text.into(), new.clone());
        new
    }

    /// All recommendations in the order in which they were read.
    pub fn recommendations(&self) -> &[Recommendation] {
        &self.recommendations
    }

    /// Recommendations about one resource or subscription.
    pub fn about(&self, resource: &str) -> impl Iterator<Item = &Recommendation> {
        let key = ArmId::new(resource).text().to_ascii_lowercase();
        self.by_resource
            .get(key.as_str())
            .map_or(&[][..], Vec::as_slice)
            .iter()
            .map(|ix| &self.recommendations[*ix as usize])
    }

    /// The plans of a subscription by lower-case name; `None` when no export speaks of that subscription's plans.
    pub fn plans(&self, subscription: &str) -> Option<&BTreeMap<Box<str>, Plan>> {
        self.plans.get(subscription.to_ascii_lowercase().as_str())
    }

    /// Number of plan rows.
    pub fn plan_count(&self) -> usize {
        self.plans.values().map(BTreeMap::len).sum()
    }
}

fn last_segment(id: &str) -> &str {
    id.trim_end_matches('/').rsplit('/').next().unwrap_or_default()
}
