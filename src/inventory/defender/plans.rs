//! Defender plans, by subscription.

use std::collections::BTreeMap;

use crate::ingest::{PlanRow, Source, Taken, UnusedReason};
use crate::value::arm_id::ArmId;

/// One Defender plan of one subscription.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The row.
    pub source: Source,
    /// `Free` or `Standard`; empty when not exported.
    pub tier: Box<str>,
    /// Variant of the plan, such as `DefenderForStorageV2`; empty for none, `None` when not exported.
    pub sub_plan: Option<Box<str>>,
    /// Extensions and whether each is on, where the row tells; one without a name stands for what was cut. `None` when the row lists
    /// none.
    pub extensions: Option<Vec<(String, Option<bool>)>>,
}

/// The identity of a plan: its subscription and its name, both lower-case.
#[derive(Clone, Debug)]
pub(crate) struct PlanKey {
    pub(crate) subscription: Box<str>,
    pub(crate) name: Box<str>,
}

/// All plans.
#[derive(Debug, Default)]
pub(super) struct Plans(BTreeMap<Box<str>, BTreeMap<Box<str>, Plan>>);

impl Plans {
    /// Adds a row.
    ///
    /// # Errors
    /// Gives the row back where it repeats another and has a different tier.
    pub(super) fn add(&mut self, source: Source, row: PlanRow<'_>) -> Result<Taken, (PlanKey, Plan)> {
        let Some(subscription) = ArmId::new(&row.id).subscription() else {
            return Ok(Taken::Unused(UnusedReason::NoSubscription));
        };
        let subscription: Box<str> = subscription.to_ascii_lowercase().into();
        let name: Box<str> = row.name.to_ascii_lowercase().into();
        let plan = Plan {
            source,
            tier: row.tier.into(),
            sub_plan: row.sub_plan.map(Into::into),
            extensions: row.extensions,
        };
        let plans = self.0.entry(subscription.clone()).or_default();
        let Some(known) = plans.get(&name) else {
            plans.insert(name, plan);
            return Ok(Taken::Used);
        };
        let both = !known.tier.is_empty() && !plan.tier.is_empty();
        if both && !known.tier.eq_ignore_ascii_case(&plan.tier) {
            return Err((PlanKey { subscription, name }, plan));
        }
        Ok(Taken::Unused(UnusedReason::Duplicate))
    }

    pub(super) fn get(&self, key: &PlanKey) -> Option<&Plan> {
        self.0.get(&key.subscription)?.get(&key.name)
    }

    /// Takes a plan from a later row.
    pub(super) fn replace(&mut self, key: &PlanKey, other: Plan) {
        let plans = self.0.get_mut(&key.subscription);
        if let Some(plan) = plans.and_then(|plans| plans.get_mut(&key.name)) {
            *plan = other;
        }
    }

    pub(super) fn of(&self, subscription: &str) -> Option<&BTreeMap<Box<str>, Plan>> {
        self.0.get(subscription.to_ascii_lowercase().as_str())
    }

    pub(super) fn sources(&self) -> impl Iterator<Item = Source> {
        self.0.values().flat_map(BTreeMap::values).map(|plan| plan.source)
    }

    pub(super) fn count(&self) -> usize {
        self.0.values().map(BTreeMap::len).sum()
    }
}
