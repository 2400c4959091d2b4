//! The findings of a report: written out one after the other, so that those of a large tenant never stand in memory in full.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use rayon::prelude::*;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::ser::{Error as _, SerializeSeq as _};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::to_raw_value;

use super::model::findings::Finding;

/// Findings that are made at a time.
const AT_A_TIME: usize = 4096;

/// All findings in the order of the report: a list, or a function that makes each finding when it is read.
#[derive(Clone)]
pub struct Findings<'a>(Kept<'a>);

#[derive(Clone)]
enum Kept<'a> {
    Listed(Vec<Finding>),
    Made {
        number: usize,
        make: Arc<dyn Fn(usize) -> Finding + Send + Sync + 'a>,
    },
}

impl<'a> Findings<'a> {
    /// A list of `number` findings, each of which `make` makes from its position.
    pub fn made(number: usize, make: impl Fn(usize) -> Finding + Send + Sync + 'a) -> Self {
        let make = Arc::new(make);
        Findings(Kept::Made { number, make })
    }

    /// Number of findings.
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

    /// The first findings, at most `most`.
    pub fn first(&self, most: usize) -> Vec<Finding> {
        (0..self.len().min(most)).map(|at| self.at(at)).collect()
    }

    /// Passes each finding to `look`, in order. While some are being read the next are made.
    ///
    /// # Errors
    /// The first error that `look` returns; no further finding is passed then.
    pub fn each<E>(&self, mut look: impl FnMut(&Finding) -> Result<(), E>) -> Result<(), E> {
        self.in_turn(|finding| finding, |finding| look(&finding))
    }

    /// Passes each finding to `of`, on all cores, and its result to `look`, in order.
    fn in_turn<T: Send, E>(
        &self,
        of: impl Fn(Finding) -> T + Sync,
        mut look: impl FnMut(T) -> Result<(), E>,
    ) -> Result<(), E> {
        let some = |start: usize| -> Vec<T> {
            let end = self.len().min(start + AT_A_TIME);
            (start..end).into_par_iter().map(|at| of(self.at(at))).collect()
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
    pub(crate) fn listed(&mut self) -> &mut Vec<Finding> {
        match &mut self.0 {
            Kept::Listed(list) => list,
            Kept::Made { .. } => unreachable!("fixtures are read from JSON"),
        }
    }

    fn at(&self, position: usize) -> Finding {
        match &self.0 {
            Kept::Listed(list) => list[position].clone(),
            Kept::Made { make, .. } => make(position),
        }
    }
}

impl fmt::Debug for Findings<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} findings", self.len())
    }
}

/// Serialises each finding on a line of its own, as tools expect it that search and compare lines.
impl Serialize for Findings<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.len()))?;
        let written = |finding: Finding| to_raw_value(&finding);
        self.in_turn(written, |text| list.serialize_element(&text.map_err(S::Error::custom)?))?;
        list.end()
    }
}

impl<'de> Deserialize<'de> for Findings<'_> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Findings(Kept::Listed(Vec::deserialize(deserializer)?)))
    }
}

impl JsonSchema for Findings<'_> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Findings".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Vec::<Finding>::json_schema(generator)
    }
}
