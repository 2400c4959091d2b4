//! The context of judging, beyond the data of a kind of evidence. Everything in it lies below this module or is plain data that
//! the assessment passes in.

use std::any::Any;

use jiff::civil::Date;

use crate::condition;
use crate::estate::Estate;
use crate::ingest::Source;
use crate::reach::Reach;

use super::caches::Caches;
use super::profile::Profile;

/// The context in which all evidence of one assessment is judged.
pub struct EvidenceContext<'a> {
    /// The AI estate and, under it, the tenant.
    pub estate: &'a Estate<'a>,
    /// Every grant.
    pub reach: Reach<'a>,
    /// The values of the profile.
    pub profile: &'a Profile,
    /// Context of conditions beside rows: the time that `utcNow()` stands for.
    pub clock: condition::Context,
    /// The day of the assessment; `None` where nothing dates it.
    pub as_of: Option<Date>,
    caches: Caches,
}

impl<'a> EvidenceContext<'a> {
    /// The context of an estate, as of a day.
    pub fn new(estate: &'a Estate<'a>, profile: &'a Profile, clock: condition::Context, as_of: Option<Date>) -> Self {
        EvidenceContext {
            estate,
            reach: Reach::new(estate),
            profile,
            clock,
            as_of,
            caches: Caches::default(),
        }
    }

    /// The cache of a type, empty on the first call. It holds facts that are equal for many subjects.
    pub(super) fn cache<T: Any + Default + Send + Sync>(&self) -> &T {
        self.caches.get()
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
