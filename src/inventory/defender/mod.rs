//! The statements of Defender for Cloud: recommendations by resource and plans by subscription.

mod assessments;
mod plans;
mod recommendations;

use std::cmp::Ordering;
use std::collections::BTreeMap;

use crate::ingest::{PlanRow, RecommendationRow, Source, Taken};

pub use assessments::{Assessment, AssessmentIx};
pub use plans::Plan;
pub use recommendations::{Recommendation, SharedText, State};

pub(super) use plans::PlanKey;

use plans::Plans;
use recommendations::Recommendations;

/// Recommendations and plans.
#[derive(Debug, Default)]
pub struct Defender {
    recommendations: Recommendations,
    plans: Plans,
}

impl Defender {
    /// Adds a recommendation; gives it back where it contradicts the one at the position that comes with it.
    pub(super) fn add_recommendation(
        &mut self,
        source: Source,
        row: &RecommendationRow<'_>,
    ) -> Result<Taken, (usize, Recommendation)> {
        self.recommendations.add(source, row)
    }

    /// Adds a plan; gives it back where it contradicts the one with the key that comes with it.
    pub(super) fn add_plan(&mut self, source: Source, row: PlanRow<'_>) -> Result<Taken, (PlanKey, Plan)> {
        self.plans.add(source, row)
    }

    /// Compares the date of another row of a recommendation with its own; equal where not both have one.
    pub(super) fn by_date(&self, at: usize, other: &Recommendation) -> Ordering {
        self.recommendations.by_date(at, other)
    }

    /// Takes the state of a recommendation from a later row.
    pub(super) fn replace(&mut self, at: usize, other: &Recommendation) {
        self.recommendations.replace(at, other);
    }

    /// Takes a plan from a later row.
    pub(super) fn replace_plan(&mut self, key: &PlanKey, other: Plan) {
        self.plans.replace(key, other);
    }

    /// Completes the texts that rows leave out by those of their assessment key: name, severity and policy definition.
    pub(super) fn complete(&mut self, known: &BTreeMap<String, [Box<str>; 3]>) {
        self.recommendations.complete(known);
    }

    /// One plan.
    pub(super) fn plan(&self, key: &PlanKey) -> Option<&Plan> {
        self.plans.get(key)
    }

    /// The resource groups and subscriptions that recommendations are about, in any case.
    pub(super) fn scopes(&self) -> impl Iterator<Item = &str> {
        self.recommendations.prefixes()
    }

    /// The rows of recommendations and plans, in any order.
    pub(super) fn sources(&self) -> impl Iterator<Item = Source> {
        let recommendations = self.recommendations.all().iter().map(|row| row.source);
        recommendations.chain(self.plans.sources())
    }

    /// The assessment of a recommendation.
    pub fn assessment(&self, recommendation: &Recommendation) -> &Assessment {
        self.recommendations.assessment(recommendation.assessment)
    }

    /// A text that recommendations share.
    pub fn text(&self, text: SharedText) -> &str {
        self.recommendations.text(text)
    }

    /// All recommendations in the order in which they were read.
    pub fn recommendations(&self) -> &[Recommendation] {
        self.recommendations.all()
    }

    /// Recommendations about one resource or subscription, in the order in which they were read.
    pub fn about(&self, resource: &str) -> impl Iterator<Item = &Recommendation> {
        self.recommendations.about(resource)
    }

    /// The plans of a subscription by lower-case name; `None` when no export speaks of that subscription's plans.
    pub fn plans(&self, subscription: &str) -> Option<&BTreeMap<Box<str>, Plan>> {
        self.plans.of(subscription)
    }

    /// Number of plan rows.
    pub fn plan_count(&self) -> usize {
        self.plans.count()
    }
}
