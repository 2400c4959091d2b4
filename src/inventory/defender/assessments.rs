//! Assessments: the part of a recommendation that all its rows have in common, held once: hundreds for
//! hundreds of thousands of rows.

use std::hash::BuildHasher as _;

use rustc_hash::FxBuildHasher;

use crate::ingest::RecommendationRow;

use super::super::store::{HashIndex, RecentLookups};

/// An assessment, of any resource.
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

/// Index of an assessment in the inventory. Two are equal exactly when their contents are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AssessmentIx(u32);

/// All assessments.
#[derive(Debug, Default)]
pub(super) struct Assessments {
    all: Vec<Assessment>,
    by_content: HashIndex<AssessmentIx>,
    /// Cache by key, or by name where the layout has none. Rows of one assessment follow each other, so most rows allocate no
    /// text.
    recent: RecentLookups<AssessmentIx>,
}

impl Assessments {
    /// The assessment of a row.
    pub(super) fn of_row(&mut self, row: &RecommendationRow<'_>) -> AssessmentIx {
        let key = row.key.trim();
        let policy = last_segment(&row.policy_definition_id);
        let content = if key.is_empty() { &row.name } else { key }.as_bytes();
        if let Some(ix) = *self.recent.slot(content)
            && let latest = self.get(ix)
            && latest.key.eq_ignore_ascii_case(key)
            && latest.policy.eq_ignore_ascii_case(policy)
            && *latest.name == *row.name
            && *latest.severity == *row.severity
        {
            return ix;
        }
        let ix = self.keep(Assessment {
            key: key.to_ascii_lowercase().into(),
            policy: policy.to_ascii_lowercase().into(),
            name: (&*row.name).into(),
            severity: (&*row.severity).into(),
        });
        *self.recent.slot(content) = Some(ix);
        ix
    }

    pub(super) fn get(&self, ix: AssessmentIx) -> &Assessment {
        &self.all[ix.0 as usize]
    }

    /// The assessment with the texts that it lacks taken from another source: name, severity and policy definition.
    pub(super) fn complete(&mut self, ix: AssessmentIx, [name, severity, policy]: [&str; 3]) -> AssessmentIx {
        let own = self.get(ix);
        let first = |own: &str, its: &str| Box::from(if own.is_empty() { its } else { own });
        let whole = Assessment {
            key: own.key.clone(),
            policy: first(&own.policy, &last_segment(policy).to_ascii_lowercase()),
            name: first(&own.name, name),
            severity: first(&own.severity, severity),
        };
        self.keep(whole)
    }

    /// The assessment with the texts that it lacks taken from another one.
    pub(super) fn complete_from(&mut self, ix: AssessmentIx, other: AssessmentIx) -> AssessmentIx {
        let own = self.get(ix);
        if ix == other || !(own.severity.is_empty() || own.policy.is_empty() || own.name.is_empty()) {
            return ix;
        }
        let other = self.get(other).clone();
        self.complete(ix, [&other.name, &other.severity, &other.policy])
    }

    fn keep(&mut self, assessment: Assessment) -> AssessmentIx {
        let hash = FxBuildHasher.hash_one(&assessment);
        if let Some(known) = self.by_content.find(hash, |ix| *self.get(ix) == assessment) {
            return known;
        }
        let ix = AssessmentIx(self.all.len() as u32);
        self.all.push(assessment);
        self.by_content.insert(hash, ix);
        ix
    }
}

/// The GUID at the end of a policy definition id.
fn last_segment(id: &str) -> &str {
    id.trim_end_matches('/').rsplit('/').next().unwrap_or_default()
}
