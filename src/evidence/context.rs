//! The context of judging, beyond the data of a kind of evidence. Everything in it lies below this module or is plain data that
//! the assessment passes in.

use std::any::Any;
use std::sync::OnceLock;

use jiff::civil::Date;

use crate::condition::{self, Condition, Truth};
use crate::estate::Estate;
use crate::estate::facts::ResourceFacts;
use crate::ingest::Source;
use crate::inventory::ResourceRef;
use crate::reach::Reach;

use super::attestation::answer::Attestation;
use super::caches::Caches;
use super::guardrails::Guardrails;
use super::paths::route::Route;
use super::profile::Profile;
use super::related::file::RetirementsFile;

/// Data of the framework and of the engagement by which evidence is judged.
#[derive(Clone, Copy)]
pub struct Inputs<'a> {
    /// The values of the profile.
    pub profile: &'a Profile,
    /// Routes of the paths that are searched for.
    pub routes: &'a [Route],
    /// Dates of retirement, if the framework has them.
    pub retirements: Option<&'a RetirementsFile>,
    /// A person's answers to what no export holds.
    pub attestations: &'a [Attestation],
}

/// The context in which all evidence of one assessment is judged.
pub struct EvidenceContext<'a> {
    /// The AI estate and, under it, the tenant.
    pub estate: &'a Estate<'a>,
    /// Every grant.
    pub reach: Reach<'a>,
    /// The values of the profile.
    pub profile: &'a Profile,
    /// Routes of the paths that are searched for.
    pub routes: &'a [Route],
    /// Dates of retirement, if the framework has them.
    pub retirements: Option<&'a RetirementsFile>,
    /// A person's answers to what no export holds.
    pub attestations: &'a [Attestation],
    /// Context of conditions beside rows: the time that `utcNow()` stands for.
    pub clock: condition::Context,
    /// The day of the assessment; `None` where nothing dates it.
    pub as_of: Option<Date>,
    guardrails: OnceLock<Guardrails<'a>>,
    caches: Caches,
}

impl<'a> EvidenceContext<'a> {
    /// The context of an estate, as of a day.
    pub fn new(estate: &'a Estate<'a>, inputs: Inputs<'a>, clock: condition::Context, as_of: Option<Date>) -> Self {
        let Inputs {
            profile,
            routes,
            retirements,
            attestations,
        } = inputs;
        EvidenceContext {
            estate,
            reach: Reach::new(estate),
            profile,
            routes,
            retirements,
            attestations,
            clock,
            as_of,
            guardrails: OnceLock::new(),
            caches: Caches::default(),
        }
    }

    /// The index of all grants, which is kept after judging.
    pub(crate) fn into_reach(self) -> Reach<'a> {
        self.reach
    }

    /// The index of all grants.
    pub(crate) fn reach(&self) -> &Reach<'a> {
        &self.reach
    }

    /// The policy rows of the inventory.
    pub(super) fn policies(&self) -> &Guardrails<'a> {
        self.guardrails.get_or_init(|| Guardrails::of(self.estate))
    }

    /// The cache of a type, empty on the first call. It holds facts that are equal for many subjects.
    pub(super) fn cache<T: Any + Default + Send + Sync>(&self) -> &T {
        self.caches.get()
    }

    /// Whether a row meets a condition; without one, it does.
    pub(super) fn holds(&self, condition: Option<&Condition>, row: ResourceRef<'_>) -> Truth {
        condition.map_or(Truth::True, |condition| {
            condition.truth(&ResourceFacts::new(row, self.estate.rules), &self.clock)
        })
    }

    /// Age in days of the file that holds a row; `None` where the file or the assessment has no date.
    pub fn age(&self, source: Source) -> Option<i64> {
        age(self.estate, source, self.as_of?)
    }
}

/// Days between the date of the file that holds a row and `as_of`.
pub fn age(estate: &Estate<'_>, source: Source, as_of: Date) -> Option<i64> {
    let input = estate.inventory.ledger.inputs.get(source.file as usize)?;
    let dated: Date = input.as_of.as_deref()?.parse().ok()?;
    let span = as_of.since((jiff::Unit::Day, dated)).ok()?;
    Some(i64::from(span.get_days()))
}
