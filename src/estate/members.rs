//! The members of the sets, as far as the exports tell. A resource of which the export leaves out what decides is possibly a member:
//! it is neither judged as one nor left out, and it goes with the column that would settle it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::inventory::ResourceRef;
use crate::inventory::resource::ResourceIx;
use crate::value::Column;

/// The reason why it is not known whether something belongs to a set: a sentence that names the missing column.
pub type Doubt = Arc<str>;

/// Known and possible members of one set.
#[derive(Debug, Default)]
pub(super) struct Members {
    pub(super) certain: BTreeSet<ResourceIx>,
    pub(super) possible: BTreeMap<ResourceIx, Doubt>,
    /// Doubts so far: thousands of resources share one.
    doubts: BTreeSet<Doubt>,
}

impl Members {
    /// Adds a member.
    pub(super) fn add(&mut self, ix: ResourceIx) {
        self.certain.insert(ix);
        self.possible.remove(&ix);
    }

    /// Adds a possible member, unless it is known to be one.
    pub(super) fn add_possible(&mut self, ix: ResourceIx, doubt: &str) {
        if self.certain.contains(&ix) || self.possible.contains_key(&ix) {
            return;
        }
        let doubt = match self.doubts.get(doubt) {
            Some(known) => known.clone(),
            None => {
                let new = Doubt::from(doubt);
                self.doubts.insert(new.clone());
                new
            }
        };
        self.possible.insert(ix, doubt);
    }
}

/// The sentence of a doubt, from the missing part of the export and the name of a member.
pub(super) fn doubt(lack: &str, called: &str) -> String {
    match called {
        "" => format!("{lack}, so whether this is judged here is not known."),
        called => format!("{lack}, so whether this is {called} is not known."),
    }
}

/// The missing part of an export at a place of a row: the beginning of a sentence.
pub(super) fn lack(row: ResourceRef<'_>, place: &str) -> String {
    let column = place.split(['.', '[']).next().unwrap_or(place);
    match row.column(column) {
        Some(Column::Missing) => format!("The export has no column `{column}`"),
        _ => format!("The export does not tell `{place}`"),
    }
}

/// Answer to whether something belongs to a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Membership<'a> {
    /// The resource belongs to the set.
    Member,
    /// The resource may belong to it: the export leaves out what decides.
    Possible(&'a Doubt),
    /// The resource does not belong to it.
    Outside,
}

impl<'a> Membership<'a> {
    /// Whether any of several things belongs.
    pub fn any(all: impl Iterator<Item = Membership<'a>>) -> Membership<'a> {
        let mut any = Membership::Outside;
        for one in all {
            match one {
                Membership::Member => return one,
                Membership::Possible(_) if any == Membership::Outside => any = one,
                Membership::Possible(_) | Membership::Outside => {}
            }
        }
        any
    }
}
