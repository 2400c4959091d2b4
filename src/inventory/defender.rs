//! What Defender for Cloud says: recommendations by resource and plans by subscription.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::hash::{Hash as _, Hasher as _};
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet, FxHasher};

use crate::ingest::{PlanRow, RecommendationRow, Source, Taken};

use super::intern::{Interner, Symbol};
use super::places::{Lately, Places, hash_folded};
use super::resource::type_and_name;
use super::settle::Conflict;
use super::texts::{Text, Texts};
use crate::value::arm_id::ArmId;

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

/// What all rows of one recommendation have in common.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Assessment {
    /// Assessment key, lower-case GUID; empty when the layout has none.
    pub key: Box<str>,
    /// Policy definition GUID behind it, lower-case; empty when not given.
    pub policy: Box<str>,
    /// Display name.
    pub name: Box<str>,
    /// `Critical`, `High`, `Medium`, `Low` or empty.
    pub severity: Box<str>,
}

/// One recommendation for one resource.
#[derive(Clone, Debug)]
pub struct Recommendation {
    /// The row.
    pub source: Source,
    /// What it says, of whichever resource.
    pub assessment: Arc<Assessment>,
    /// The state.
    pub state: State,
    /// Cause of a `NotApplicable`, empty otherwise.
    pub cause: Word,
    /// First evaluation date, ISO 8601; empty when unknown.
    pub first_evaluated: Word,
    /// When this was told, in minutes since 1970; 0 when the layout does not say.
    told: u32,
    /// Resource or subscription: what stands before the last `/providers/` of its id, folded, and what stands after it, the type
    /// folded and the name.
    scope: Symbol,
    kind: Symbol,
    name: Text,
    /// The next one about the same resource.
    next: Next,
}

/// A text of few letters that many recommendations have: see [`Defender::word`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word(Symbol);

/// The position of the next recommendation about the same resource, if there is one.
#[derive(Clone, Copy, Debug)]
struct Next(u32);

impl Next {
    const NONE: Next = Next(u32::MAX);

    fn get(self) -> Option<u32> {
        (self.0 != u32::MAX).then_some(self.0)
    }
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
    /// First and last recommendation about each resource.
    by_resource: Places<(u32, u32)>,
    scopes: Interner,
    kinds: Interner,
    names: Texts,
    plans: BTreeMap<Box<str>, BTreeMap<Box<str>, Plan>>,
    assessments: FxHashSet<Arc<Assessment>>,
    lately: Lately<Arc<Assessment>>,
    words: Interner,
}

impl Defender {
    pub(super) fn add_recommendation(
        &mut self,
        source: Source,
        row: RecommendationRow<'_>,
        conflicts: &mut Vec<Conflict>,
    ) -> Taken {
        let state = row.state.trim();
        let is_one_of = |names: [&str; 2]| names.iter().any(|name| state.eq_ignore_ascii_case(name));
        let state = if is_one_of(["healthy", "passed"]) {
            State::Healthy
        } else if is_one_of(["unhealthy", "failed"]) {
            State::Unhealthy
        } else if is_one_of(["notapplicable", "not applicable"]) {
            State::NotApplicable
        } else {
            return Taken::Unused("no-state");
        };
        if row.resource_id.is_empty() {
            return Taken::Unused("no-resource");
        }
        let (scope, path) = ArmId::new(&row.resource_id).split();
        let (kind, name) = type_and_name(path);
        let (scope, kind) = (self.scopes.intern(scope), self.kinds.intern(&kind));
        let (scope, kind) = (self.scopes.fold(scope), self.kinds.fold(kind));
        let about = About {
            scope,
            kind,
            name: &name,
        };
        let assessment = self.assessment(&row);
        let first = self.first_about(about);
        let known = self.from(first).find(|at| {
            let other = &self.recommendations[*at as usize].assessment;
            other.key == assessment.key && (!other.key.is_empty() || other.name == assessment.name)
        });
        let recommendation = Recommendation {
            source,
            assessment,
            state,
            cause: Word(self.words.intern(&row.cause)),
            first_evaluated: Word(self.words.intern(&row.first_evaluated)),
            told: row.told,
            scope,
            kind,
            name: match first {
                Some(first) => self.recommendations[first as usize].name,
                None => self.names.add(&name),
            },
            next: Next::NONE,
        };
        if let Some(at) = known {
            self.again(at as usize, recommendation, conflicts);
            return Taken::Unused("duplicate");
        }
        let ix = self.recommendations.len() as u32;
        self.recommendations.push(recommendation);
        let hash = about.hash();
        let is_its = |(of, _)| Some(of) == first;
        match self.by_resource.find_mut(hash, is_its) {
            Some((_, last)) => {
                self.recommendations[*last as usize].next = Next(ix);
                *last = ix;
            }
            None => self.by_resource.insert(hash, (ix, ix)),
        }
        Taken::Used
    }

    /// What a row says, held once for all its resources.
    fn assessment(&mut self, row: &RecommendationRow<'_>) -> Arc<Assessment> {
        let key = row.key.trim();
        let policy = last_segment(&row.policy_definition_id);
        let told_by = if key.is_empty() { &row.name } else { key }.as_bytes();
        if let Some(latest) = self.lately.of(told_by)
            && latest.key.eq_ignore_ascii_case(key)
            && latest.policy.eq_ignore_ascii_case(policy)
            && *latest.name == *row.name
            && *latest.severity == *row.severity
        {
            return latest.clone();
        }
        let held = self.hold(Assessment {
            key: key.to_ascii_lowercase().into(),
            policy: policy.to_ascii_lowercase().into(),
            name: (&*row.name).into(),
            severity: (&*row.severity).into(),
        });
        *self.lately.of(told_by) = Some(held.clone());
        held
    }

    fn hold(&mut self, assessment: Assessment) -> Arc<Assessment> {
        let new = Arc::new(assessment);
        match self.assessments.get(&new) {
            Some(known) => known.clone(),
            None => {
                self.assessments.insert(new.clone());
                new
            }
        }
    }

    /// A second row of one recommendation for one resource: completes the first, or contradicts it.
    fn again(&mut self, at: usize, other: Recommendation, conflicts: &mut Vec<Conflict>) {
        let (own, its) = (&self.recommendations[at].assessment, &other.assessment);
        if !Arc::ptr_eq(own, its) && (own.severity.is_empty() || own.policy.is_empty() || own.name.is_empty()) {
            let whole = filled(own, [&its.name, &its.severity, &its.policy]);
            self.recommendations[at].assessment = self.hold(whole);
        }
        if self.recommendations[at].state != other.state {
            conflicts.push(Conflict::Recommendation(at, other));
        }
    }

    /// How the date of another row of a recommendation stands to its own; equal where not both have one.
    pub(super) fn by_date(&self, at: usize, other: &Recommendation) -> Ordering {
        match (self.recommendations[at].told, other.told) {
            (0, _) | (_, 0) => Ordering::Equal,
            (own, its) => its.cmp(&own),
        }
    }

    /// Takes the state from a later row.
    pub(super) fn replace(&mut self, at: usize, other: Recommendation) {
        let known = &mut self.recommendations[at];
        known.source = other.source;
        known.state = other.state;
        known.cause = other.cause;
        known.first_evaluated = other.first_evaluated;
        known.told = other.told;
    }

    /// Takes a plan from a later row.
    pub(super) fn replace_plan(&mut self, subscription: &str, name: &str, other: Plan) {
        if let Some(plan) = self.plans.get_mut(subscription).and_then(|plans| plans.get_mut(name)) {
            *plan = other;
        }
    }

    /// Fills in what rows leave out: name, severity and policy definition by assessment key.
    pub(super) fn complete(&mut self, known: &BTreeMap<String, [Box<str>; 3]>) {
        let mut whole: FxHashMap<*const Assessment, Arc<Assessment>> = FxHashMap::default();
        for at in 0..self.recommendations.len() {
            let own = self.recommendations[at].assessment.clone();
            let Some([name, severity, policy]) = known.get(&*own.key) else {
                continue;
            };
            let held = match whole.get(&Arc::as_ptr(&own)) {
                Some(held) => held.clone(),
                None => {
                    let held = self.hold(filled(&own, [name, severity, last_segment(policy)]));
                    whole.insert(Arc::as_ptr(&own), held.clone());
                    held
                }
            };
            self.recommendations[at].assessment = held;
        }
    }

    /// The first recommendation about a resource.
    fn first_about(&self, about: About<'_>) -> Option<u32> {
        let is_its = |(first, _)| {
            let first = &self.recommendations[first as usize];
            first.scope == about.scope
                && first.kind == about.kind
                && self.names.get(first.name).eq_ignore_ascii_case(about.name)
        };
        let ends = self.by_resource.find(about.hash(), is_its);
        ends.map(|(first, _)| first)
    }

    /// A recommendation and those about the same resource that were read after it.
    fn from(&self, first: Option<u32>) -> impl Iterator<Item = u32> {
        std::iter::successors(first, |ix| self.recommendations[*ix as usize].next.get())
    }

    pub(super) fn add_plan(&mut self, source: Source, row: PlanRow<'_>, conflicts: &mut Vec<Conflict>) -> Taken {
        let Some(subscription) = ArmId::new(&row.id).subscription() else {
            return Taken::Unused("no-subscription");
        };
        let plans = self.plans.entry(subscription.to_ascii_lowercase().into()).or_default();
        let name: Box<str> = row.name.to_ascii_lowercase().into();
        let plan = Plan {
            source,
            tier: row.tier.into(),
            extensions: row.extensions,
        };
        if let Some(known) = plans.get(&name) {
            let both = !known.tier.is_empty() && !plan.tier.is_empty();
            if both && !known.tier.eq_ignore_ascii_case(&plan.tier) {
                conflicts.push(Conflict::Plan(subscription.to_ascii_lowercase().into(), name, plan));
            }
            return Taken::Unused("duplicate");
        }
        plans.insert(name, plan);
        Taken::Used
    }

    /// The text of a word of one of the recommendations.
    pub fn word(&self, word: Word) -> &str {
        self.words.text(word.0)
    }

    /// All recommendations in the order in which they were read.
    pub fn recommendations(&self) -> &[Recommendation] {
        &self.recommendations
    }

    /// What the recommendations are about, as far as the resource group, in any case.
    pub(super) fn scopes(&self) -> impl Iterator<Item = &str> {
        self.scopes.texts()
    }

    /// Recommendations about one resource or subscription, in the order in which they were read.
    pub fn about(&self, resource: &str) -> impl Iterator<Item = &Recommendation> {
        let (scope, path) = ArmId::new(resource).split();
        let (kind, name) = type_and_name(path);
        let first = self.scopes.find_folded(scope).zip(self.kinds.find_folded(&kind));
        let first = first.and_then(|(scope, kind)| {
            self.first_about(About {
                scope,
                kind,
                name: &name,
            })
        });
        self.from(first).map(|ix| &self.recommendations[ix as usize])
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

/// An assessment with what it lacks taken from another source: name, severity, policy.
fn filled(own: &Assessment, [name, severity, policy]: [&str; 3]) -> Assessment {
    let first = |own: &str, its: &str| Box::from(if own.is_empty() { its } else { own });
    Assessment {
        key: own.key.clone(),
        policy: first(&own.policy, &policy.to_ascii_lowercase()),
        name: first(&own.name, name),
        severity: first(&own.severity, severity),
    }
}

fn last_segment(id: &str) -> &str {
    id.trim_end_matches('/').rsplit('/').next().unwrap_or_default()
}

/// What a recommendation is about, as it is looked for: two parts folded, and the name, compared without regard to case.
#[derive(Clone, Copy)]
struct About<'a> {
    scope: Symbol,
    kind: Symbol,
    name: &'a str,
}

impl About<'_> {
    /// A hash that all spellings share.
    fn hash(&self) -> u64 {
        let mut hasher = FxHasher::default();
        self.scope.hash(&mut hasher);
        self.kind.hash(&mut hasher);
        hash_folded(self.name, &mut hasher);
        hasher.finish()
    }
}
