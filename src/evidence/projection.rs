//! The parts of rows that conditions read, as a projection: the readers keep these and skip the rest.

use std::collections::BTreeSet;

use crate::condition::Condition;
use crate::value::projection::Projection;

/// Keeps what a condition reads of rows of these lower-case types.
pub(crate) fn keep_condition(projection: &mut Projection, types: &BTreeSet<String>, condition: &Condition) {
    for read in condition.paths() {
        let reads = |kind: &&String| {
            read.resource_type
                .as_ref()
                .is_none_or(|only| only.eq_ignore_ascii_case(kind))
        };
        for kind in types.iter().filter(reads) {
            read.keep(Some(kind), projection);
        }
    }
}
