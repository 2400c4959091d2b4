//! Principals that hold a right over a resource. The grants of a container above a resource group are equal for everything below
//! and are found once; for each resource only its own grants and those of its group are examined.

use std::sync::Arc;

use crate::access::{GrantIx, Privileges, ScopeIx};
use crate::inventory::resource::ResourceIx;

use super::index::Reach;
use super::ranked::{InheritedKey, Ranked, runs};

/// Principals and the grants by which each holds the right.
#[derive(Clone, Debug, Default)]
pub struct Holders(Vec<Ranked>);

impl Holders {
    /// Number of principals.
    pub fn len(&self) -> usize {
        runs(&self.0).count()
    }

    /// Whether nobody holds it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The grants of each principal, nearest first; principals by id.
    pub fn each(&self) -> impl Iterator<Item = &[Ranked]> {
        runs(&self.0)
    }

    /// Every grant.
    pub fn grants(&self) -> impl Iterator<Item = GrantIx> {
        self.0.iter().map(|(_, ix)| *ix)
    }
}

impl Reach<'_> {
    /// The principals that hold any of these privileges over a resource. Members stand for a group whose members the exports
    /// list.
    pub fn holders(&self, ix: ResourceIx, wanted: Privileges) -> Holders {
        self.holders_of(ix, self.estate.usable(ix, wanted).certain)
    }

    /// The principals that hold any of these privileges over a resource, or may: nothing tells whether it works there.
    pub fn possible_holders(&self, ix: ResourceIx, wanted: Privileges) -> Holders {
        self.holders_of(ix, self.estate.usable(ix, wanted).possible)
    }

    fn holders_of(&self, ix: ResourceIx, wanted: Privileges) -> Holders {
        let kind = self.estate.inventory.resource(ix).resource_type();
        let mut found: Vec<Ranked> = self.ranked(self.near(ix).into_iter(), wanted, kind).collect();
        if let Some(above) = self.above(ix) {
            found.extend_from_slice(&self.inherited(above, kind, wanted));
        }
        found.sort_by_key(|(rank, _)| *rank);
        Holders(found)
    }

    fn ranked(
        &self,
        grants: impl Iterator<Item = GrantIx>,
        wanted: Privileges,
        kind: &str,
    ) -> impl Iterator<Item = Ranked> {
        let holds = move |ix: &GrantIx| self.rights(*ix).hold_on(wanted, kind) && !self.holder(*ix).is_told;
        grants.filter(holds).map(|ix| (self.rank(ix), ix))
    }

    /// The grants of a container and of everything above it, by the rank of their holders.
    fn inherited(&self, scope: ScopeIx, kind: &str, wanted: Privileges) -> Arc<[Ranked]> {
        let provider = kind.split('/').next().unwrap_or_default();
        let asked: InheritedKey = (scope, provider.into(), wanted);
        self.inherited.of(asked, |_| {
            let mut found: Vec<Ranked> = self.ranked(self.in_chain(scope), wanted, kind).collect();
            found.sort_by_key(|(rank, _)| *rank);
            found.into()
        })
    }
}
