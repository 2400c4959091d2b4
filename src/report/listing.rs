//! The long lists of a report, findings and subjects: written out one entry after the other, so that those of a large tenant never
//! stand in memory in full.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use rayon::prelude::*;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::ser::{Error as _, SerializeSeq as _};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::to_raw_value;

use super::model::findings::{Finding, Subject};

/// Entries that are made at a time.
const AT_A_TIME: usize = 4096;

/// All findings, in the order of the report.
pub type Findings<'a> = Listing<'a, Finding>;

/// Every subject of a finding, those of most findings first.
pub type Subjects<'a> = Listing<'a, Subject>;

/// A list, or a function that makes each entry when it is read.
#[derive(Clone)]
pub struct Listing<'a, T>(Kept<'a, T>);

#[derive(Clone)]
enum Kept<'a, T> {
    Listed(Vec<T>),
    Made {
        number: usize,
        make: Arc<dyn Fn(usize) -> T + Send + Sync + 'a>,
    },
}

impl<T> Default for Listing<'_, T> {
    fn default() -> Self {
        Listing(Kept::Listed(Vec::new()))
    }
}

impl<'a, T: Clone + Send + Sync> Listing<'a, T> {
    /// A list of `number` entries, each of which `make` makes from its position.
    pub fn made(number: usize, make: impl Fn(usize) -> T + Send + Sync + 'a) -> Self {
        let make = Arc::new(make);
        Listing(Kept::Made { number, make })
    }

    /// Number of entries.
    pub fn len(&self) -> usize {
        match &self.0 {
            Kept::Listed(list) => list.len(),
            Kept::Made { number, .. } => *number,
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The first entries, at most `most`.
    pub fn first(&self, most: usize) -> Vec<T> {
        (0..self.len().min(most)).filter_map(|at| self.at(at)).collect()
    }

    /// Passes each entry to `look`, in order. While some are being read the next are made.
    ///
    /// # Errors
    /// The first error that `look` returns; no further entry is passed then.
    pub fn each<E>(&self, mut look: impl FnMut(&T) -> Result<(), E>) -> Result<(), E> {
        self.in_turn(|entry| entry, |entry| look(&entry))
    }

    /// Passes each entry to `of`, on all cores, and its result to `look`, in order.
    ///
    /// # Errors
    /// The first error that `look` returns; no further result is passed then.
    pub fn in_turn<R: Send, E>(
        &self,
        of: impl Fn(T) -> R + Sync,
        mut look: impl FnMut(R) -> Result<(), E>,
    ) -> Result<(), E> {
        let some = |start: usize| -> Vec<R> {
            let end = self.len().min(start + AT_A_TIME);
            (start..end)
                .into_par_iter()
                .filter_map(|at| Some(of(self.at(at)?)))
                .collect()
        };
        let mut next = some(0);
        let mut start = 0;
        while !next.is_empty() {
            start += AT_A_TIME;
            let made = std::mem::take(&mut next);
            rayon::in_place_scope(|scope| {
                scope.spawn(|_| next = some(start));
                made.into_iter().try_for_each(&mut look)
            })?;
        }
        Ok(())
    }

    /// The list, to be changed.
    #[cfg(test)]
    pub(crate) fn listed(&mut self) -> &mut Vec<T> {
        match &mut self.0 {
            Kept::Listed(list) => list,
            Kept::Made { .. } => unreachable!("fixtures are read from JSON"),
        }
    }

    /// The entry at a position, counted from 0; `None` where the list has none.
    pub fn at(&self, position: usize) -> Option<T> {
        match &self.0 {
            Kept::Listed(list) => list.get(position).cloned(),
            Kept::Made { number, make } => (position < *number).then(|| make(position)),
        }
    }
}

impl<T: Clone + Send + Sync> fmt::Debug for Listing<'_, T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} entries", self.len())
    }
}

/// Serialises each entry on a line of its own, as tools expect it that search and compare lines.
impl<T: Serialize + Clone + Send + Sync> Serialize for Listing<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.len()))?;
        let written = |entry: T| to_raw_value(&entry);
        self.in_turn(written, |text| list.serialize_element(&text.map_err(S::Error::custom)?))?;
        list.end()
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Listing<'_, T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Listing(Kept::Listed(Vec::deserialize(deserializer)?)))
    }
}

impl<T: JsonSchema> JsonSchema for Listing<'_, T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("ListOf{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Vec::<T>::json_schema(generator)
    }
}
