//! Recommendations: the state of one assessment for one resource. Most resources have several, so each is kept in 48 bytes, and
//! those of one resource form a linked list instead of a vector for each resource.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::hash::{Hash as _, Hasher as _};

use rustc_hash::{FxHashMap, FxHasher};

use crate::ingest::{RecommendationRow, Source, Taken, UnusedReason};
use crate::value::arm_id::ArmId;
use crate::value::arm_parts::type_and_name;

use super::super::store::{Arena, HashIndex, Interner, Span, Symbol, hash_ignoring_case};
use super::assessments::{Assessment, AssessmentIx, Assessments};

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

impl State {
    fn of(text: &str) -> Option<Self> {
        let text = text.trim();
        let is_one_of = |names: [&str; 2]| names.iter().any(|name| text.eq_ignore_ascii_case(name));
        if is_one_of(["healthy", "passed"]) {
            Some(State::Healthy)
        } else if is_one_of(["unhealthy", "failed"]) {
            Some(State::Unhealthy)
        } else if is_one_of(["notapplicable", "not applicable"]) {
            Some(State::NotApplicable)
        } else {
            None
        }
    }
}

/// One recommendation for one resource.
#[derive(Clone, Debug)]
pub struct Recommendation {
    /// The row.
    pub source: Source,
    /// The assessment.
    pub assessment: AssessmentIx,
    /// The state.
    pub state: State,
    /// Cause of a `NotApplicable`, empty otherwise.
    pub cause: SharedText,
    /// First evaluation date, ISO 8601; empty when unknown.
    pub first_evaluated: SharedText,
    /// Time at which the state was reported, in minutes since 1970; 0 when the layout does not say.
    reported: u32,
    /// The prefix of the id of the resource or subscription, before the last `/providers/`, folded.
    prefix: Symbol,
    /// The type of that id, folded.
    kind: Symbol,
    /// The name of that id.
    name: Span,
    /// The next one about the same resource.
    next: Next,
}

/// A short text that many recommendations share: see [`super::Defender::text`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SharedText(Symbol);

/// The position of the next recommendation about the same resource, if there is one. Four bytes, where an `Option` takes eight.
#[derive(Clone, Copy, Debug)]
struct Next(u32);

impl Next {
    const NONE: Next = Next(u32::MAX);

    fn get(self) -> Option<u32> {
        (self.0 != u32::MAX).then_some(self.0)
    }
}

/// All recommendations, found by resource.
#[derive(Debug, Default)]
pub(super) struct Recommendations {
    all: Vec<Recommendation>,
    assessments: Assessments,
    /// First and last recommendation about each resource.
    by_resource: HashIndex<(u32, u32)>,
    prefixes: Interner,
    kinds: Interner,
    names: Arena,
    texts: Interner,
}

/// The resource that a recommendation is about, as it is looked for: equal for all spellings of its id.
#[derive(Clone, Copy)]
struct About<'a> {
    /// Folded.
    prefix: Symbol,
    /// Folded.
    kind: Symbol,
    name: &'a str,
}

impl About<'_> {
    /// A hash that all spellings share.
    fn hash(&self) -> u64 {
        let mut hasher = FxHasher::default();
        self.prefix.hash(&mut hasher);
        self.kind.hash(&mut hasher);
        hash_ignoring_case(self.name, &mut hasher);
        hasher.finish()
    }
}

impl Recommendations {
    /// Adds a row. One that repeats another completes its texts.
    ///
    /// # Errors
    /// Gives the row back, with the position of the other, where it repeats another and has a different state.
    pub(super) fn add(
        &mut self,
        source: Source,
        row: &RecommendationRow<'_>,
    ) -> Result<Taken, (usize, Recommendation)> {
        let Some(state) = State::of(&row.state) else {
            return Ok(Taken::Unused(UnusedReason::NoState));
        };
        if row.resource_id.is_empty() {
            return Ok(Taken::Unused(UnusedReason::NoResource));
        }
        let (prefix, path) = ArmId::new(&row.resource_id).split();
        let (kind, name) = type_and_name(path);
        let (prefix, kind) = (self.prefixes.intern(prefix), self.kinds.intern(&kind));
        let about = About {
            prefix: self.prefixes.fold(prefix),
            kind: self.kinds.fold(kind),
            name: &name,
        };
        let assessment = self.assessments.of_row(row);
        let first = self.first_about(about);
        let known = self.known(first, assessment);
        let recommendation = Recommendation {
            source,
            assessment,
            state,
            cause: SharedText(self.texts.intern(&row.cause)),
            first_evaluated: SharedText(self.texts.intern(&row.first_evaluated)),
            reported: row.told,
            prefix: about.prefix,
            kind: about.kind,
            name: match first {
                Some(first) => self.all[first as usize].name,
                None => self.names.add(&name),
            },
            next: Next::NONE,
        };
        match known {
            Some(at) => self.repeat(at as usize, recommendation),
            None => {
                self.push(recommendation, about.hash(), first);
                Ok(Taken::Used)
            }
        }
    }

    /// The recommendation of an assessment among those about one resource: rows without a key are compared by name.
    fn known(&self, first: Option<u32>, assessment: AssessmentIx) -> Option<u32> {
        let own = self.assessments.get(assessment);
        self.from(first).find(|at| {
            let other = self.assessments.get(self.all[*at as usize].assessment);
            other.key == own.key && (!other.key.is_empty() || other.name == own.name)
        })
    }

    fn push(&mut self, recommendation: Recommendation, hash: u64, first: Option<u32>) {
        let ix = self.all.len() as u32;
        self.all.push(recommendation);
        let is_its = |(of, _)| Some(of) == first;
        match self.by_resource.find_mut(hash, is_its) {
            Some((_, last)) => {
                self.all[*last as usize].next = Next(ix);
                *last = ix;
            }
            None => self.by_resource.insert(hash, (ix, ix)),
        }
    }

    /// Completes a recommendation with a second row of it.
    fn repeat(&mut self, at: usize, other: Recommendation) -> Result<Taken, (usize, Recommendation)> {
        let known = &mut self.all[at];
        known.assessment = self.assessments.complete_from(known.assessment, other.assessment);
        match known.state == other.state {
            true => Ok(Taken::Unused(UnusedReason::Duplicate)),
            false => Err((at, other)),
        }
    }

    /// Compares the date of another row of a recommendation with its own; equal where not both have one.
    pub(super) fn by_date(&self, at: usize, other: &Recommendation) -> Ordering {
        match (self.all[at].reported, other.reported) {
            (0, _) | (_, 0) => Ordering::Equal,
            (own, its) => its.cmp(&own),
        }
    }

    /// Takes the state from a later row.
    pub(super) fn replace(&mut self, at: usize, other: &Recommendation) {
        let known = &mut self.all[at];
        known.source = other.source;
        known.state = other.state;
        known.cause = other.cause;
        known.first_evaluated = other.first_evaluated;
        known.reported = other.reported;
    }

    /// Completes the texts that rows leave out by those of their assessment key: name, severity and policy definition.
    pub(super) fn complete(&mut self, known: &BTreeMap<String, [Box<str>; 3]>) {
        let mut whole: FxHashMap<AssessmentIx, AssessmentIx> = FxHashMap::default();
        for recommendation in &mut self.all {
            let own = recommendation.assessment;
            recommendation.assessment =
                *whole
                    .entry(own)
                    .or_insert_with(|| match known.get(&*self.assessments.get(own).key) {
                        Some(texts) => self.assessments.complete(own, texts.each_ref().map(|text| &**text)),
                        None => own,
                    });
        }
    }

    /// The first recommendation about a resource.
    fn first_about(&self, about: About<'_>) -> Option<u32> {
        let is_its = |(first, _)| {
            let first = &self.all[first as usize];
            first.prefix == about.prefix
                && first.kind == about.kind
                && self.names.get(first.name).eq_ignore_ascii_case(about.name)
        };
        let ends = self.by_resource.find(about.hash(), is_its);
        ends.map(|(first, _)| first)
    }

    /// A recommendation and those about the same resource that were read after it.
    fn from(&self, first: Option<u32>) -> impl Iterator<Item = u32> {
        std::iter::successors(first, |ix| self.all[*ix as usize].next.get())
    }

    pub(super) fn all(&self) -> &[Recommendation] {
        &self.all
    }

    /// The recommendations about one resource or subscription, in the order in which they were read.
    pub(super) fn about(&self, resource: &str) -> impl Iterator<Item = &Recommendation> {
        let (prefix, path) = ArmId::new(resource).split();
        let (kind, name) = type_and_name(path);
        let found = self.prefixes.find_folded(prefix).zip(self.kinds.find_folded(&kind));
        let about = found.map(|(prefix, kind)| About {
            prefix,
            kind,
            name: &name,
        });
        let first = about.and_then(|about| self.first_about(about));
        self.from(first).map(|ix| &self.all[ix as usize])
    }

    pub(super) fn assessment(&self, ix: AssessmentIx) -> &Assessment {
        self.assessments.get(ix)
    }

    pub(super) fn text(&self, text: SharedText) -> &str {
        self.texts.text(text.0)
    }

    /// The prefixes of the ids that recommendations are about, in any case: their resource groups and subscriptions.
    pub(super) fn prefixes(&self) -> impl Iterator<Item = &str> {
        self.prefixes.texts()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recommendation_takes_48_bytes() {
        assert_eq!(size_of::<Recommendation>(), 48);
    }
}
