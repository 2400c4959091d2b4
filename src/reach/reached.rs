//! The resources that grants reach, as runs: a grant over a subscription of fifty thousand resources is one run of each type, and
//! two numbers give its length.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::access::scopes::enclosing;
use crate::access::{GrantIx, Place, Privileges};
use crate::inventory::resource::ResourceIx;
use crate::value::arm_id::{ArmId, ScopeLevel};

use super::index::Reach;

/// Resources of one type that a grant reaches.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Run {
    kind: u32,
    from: u32,
    to: u32,
    grant: GrantIx,
}

/// The resources that some grants reach.
#[derive(Clone, Debug, Default)]
pub struct Reached(Vec<Run>);

/// Whether what may be so counts with what is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counting {
    /// Only what the exports show.
    Certain,
    /// What they do not rule out as well.
    Possible,
}

impl Reached {
    /// Adds a run, to the one before it where they meet.
    fn add(&mut self, grant: GrantIx, kind: u32, run: Range<u32>) {
        if run.is_empty() {
            return;
        }
        match self.0.last_mut() {
            Some(last) if (last.grant, last.kind, last.to) == (grant, kind, run.start) => last.to = run.end,
            _ => self.0.push(Run {
                kind,
                from: run.start,
                to: run.end,
                grant,
            }),
        }
    }

    /// Takes in what others reach.
    pub fn append(&mut self, mut other: Reached) {
        self.0.append(&mut other.0);
    }

    /// Number of resources that are reached, each counted once.
    pub fn len(&self) -> usize {
        self.merged().iter().map(|(_, run)| run.len()).sum()
    }

    /// Whether nothing is reached.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The grants that reach something and how many resources each does, in the order of grants.
    pub fn by_grant(&self) -> Vec<(GrantIx, usize)> {
        let mut runs: Vec<(GrantIx, usize)> = self
            .0
            .iter()
            .map(|run| (run.grant, (run.to - run.from) as usize))
            .collect();
        runs.sort_unstable();
        runs.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 += next.1;
            }
            same
        });
        runs
    }

    /// The runs without what two of them share, by type and place.
    fn merged(&self) -> Vec<(u32, Range<u32>)> {
        let mut runs: Vec<(u32, u32, u32)> = self.0.iter().map(|run| (run.kind, run.from, run.to)).collect();
        runs.sort_unstable();
        let mut merged: Vec<(u32, Range<u32>)> = Vec::new();
        for (kind, from, to) in runs {
            match merged.last_mut() {
                Some((known, run)) if *known == kind && from <= run.end => run.end = run.end.max(to),
                _ => merged.push((kind, from..to)),
            }
        }
        merged
    }
}

impl Reach<'_> {
    /// The resources that a principal's grants in force reach with any of these privileges, of these types (lower-case); of every
    /// type where none is named.
    pub fn reached(&self, principal: &str, wanted: Privileges, types: &[String]) -> Reached {
        self.all_reached(principal, wanted, types, Counting::Certain)
    }

    /// Those that [`Reach::reached`] gives, and those of which nothing tells whether a privilege works on them.
    pub fn possibly_reached(&self, principal: &str, wanted: Privileges, types: &[String]) -> Reached {
        self.all_reached(principal, wanted, types, Counting::Possible)
    }

    fn all_reached(&self, principal: &str, wanted: Privileges, types: &[String], counting: Counting) -> Reached {
        let mut found = Reached::default();
        let grants = self.of(principal).iter().copied();
        for ix in grants.filter(|ix| !self.grant(*ix).eligible) {
            self.add_reached(ix, wanted, types, counting, &mut found);
        }
        found
    }

    /// What one grant reaches with any of these privileges.
    pub fn reached_by(&self, grant: GrantIx, wanted: Privileges, counting: Counting) -> Reached {
        let mut found = Reached::default();
        self.add_reached(grant, wanted, &[], counting, &mut found);
        found
    }

    /// Those of some resources, in inventory order, that one grant reaches with any of these privileges, in any order.
    pub fn reached_among(
        &self,
        grant: GrantIx,
        wanted: Privileges,
        some: &[ResourceIx],
        counting: Counting,
    ) -> Vec<ResourceIx> {
        let found = self.reached_by(grant, wanted, counting);
        let runs = found.merged();
        if runs.iter().map(|(_, run)| run.len()).sum::<usize>() < some.len() {
            let reached = self.resources(&found);
            return reached.filter(|ix| some.binary_search(ix).is_ok()).collect();
        }
        let is_reached = |ix: &ResourceIx| {
            self.scopes.place(*ix).is_some_and(|(kind, at)| {
                let after = runs.partition_point(|(own, run)| (*own, run.start) <= (kind, at));
                let last = after.checked_sub(1).map(|before| &runs[before]);
                last.is_some_and(|(own, run)| *own == kind && run.contains(&at))
            })
        };
        some.iter().copied().filter(is_reached).collect()
    }

    fn add_reached(&self, ix: GrantIx, wanted: Privileges, types: &[String], counting: Counting, found: &mut Reached) {
        let rights = self.rights(ix);
        if !rights.hold(wanted) {
            return;
        }
        let named = |name: &str| types.is_empty() || types.iter().any(|own| own.eq_ignore_ascii_case(name));
        let counts = |name: &str| named(name) && rights.hold_on(wanted, name);
        if let Place::Container(scope) = self.grant(ix).place {
            for (kind, name) in self.scopes.types().enumerate().filter(|(_, name)| counts(name)) {
                let run = self.scopes.run(kind, scope);
                let whole = rights.hold_on(self.estate.roles.unconditional(wanted), name);
                match whole {
                    true => found.add(ix, kind as u32, run),
                    false => self.add_usable(ix, kind as u32, run, (wanted, counting), found),
                }
            }
            return;
        }
        for on in self.covered(ix) {
            let name = self.estate.inventory.resource(on).resource_type();
            if !counts(name) || !rights.hold_on(self.working(on, wanted, counting), name) {
                continue;
            }
            if let Some((kind, at)) = self.scopes.place(on) {
                found.add(ix, kind, at..at + 1);
            }
        }
    }

    /// Adds those of a run of which the row says that a privilege works on them.
    fn add_usable(
        &self,
        ix: GrantIx,
        kind: u32,
        run: Range<u32>,
        (wanted, counting): (Privileges, Counting),
        found: &mut Reached,
    ) {
        let rights = self.rights(ix);
        let listed = self.scopes.listed(kind, run.clone());
        for (at, on) in run.zip(listed) {
            let name = self.estate.inventory.resource(on).resource_type();
            if rights.hold_on(self.working(on, wanted, counting), name) {
                found.add(ix, kind, at..at + 1);
            }
        }
    }

    /// Those of some privileges that work on a resource.
    fn working(&self, on: ResourceIx, wanted: Privileges, counting: Counting) -> Privileges {
        let usable = self.estate.usable(on, wanted);
        match counting {
            Counting::Certain => usable.certain,
            Counting::Possible => usable.possible,
        }
    }

    /// The resources that are reached, each once: by type, then by container.
    pub fn resources(&self, reached: &Reached) -> impl Iterator<Item = ResourceIx> {
        let runs = reached.merged().into_iter();
        runs.flat_map(|(kind, run)| self.scopes.listed(kind, run))
    }

    /// Number of exported resources at or below a scope, of every type.
    pub fn resources_below(&self, scope: &str) -> usize {
        if ArmId::new(scope).level() == ScopeLevel::Resource {
            return usize::from(enclosing(self.estate.inventory, scope).is_some());
        }
        let container = self.scopes.find(scope);
        container.map_or(0, |container| self.scopes.resources_below(container))
    }

    /// Lower-case ids of the subscriptions that a grant reaches into, or may, of those of which no resource was exported.
    pub fn unseen(&self, ix: GrantIx) -> Vec<&str> {
        let inventory = self.estate.inventory;
        let (Place::Container(scope) | Place::Elsewhere(scope)) = self.grant(ix).place else {
            return Vec::new();
        };
        let scope = ArmId::new(self.scopes.text(scope));
        let above = |id: &str| {
            let chain = inventory.hierarchy.chain(&format!("/subscriptions/{id}"));
            inventory.hierarchy.ancestors(id).is_none()
                || chain.iter().any(|link| link.eq_ignore_ascii_case(scope.text()))
        };
        let unseen = inventory.subscriptions_in_use().unexported.iter().map(|id| &**id);
        match scope.subscription() {
            Some(own) => unseen.filter(|id| id.eq_ignore_ascii_case(own)).collect(),
            None => unseen.filter(|id| above(id)).collect(),
        }
    }

    /// Lower-case ids of the subscriptions that hold what is reached.
    pub fn subscriptions_of(&self, reached: &Reached) -> BTreeSet<String> {
        self.subscriptions_holding(self.resources(reached))
    }

    /// Lower-case ids of the subscriptions that hold any of some resources.
    pub(super) fn subscriptions_holding(&self, resources: impl Iterator<Item = ResourceIx>) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        let mut last = None;
        for ix in resources {
            // Resources of one container follow each other.
            let scope = self.scopes.of(ix);
            if last.replace(scope) == Some(scope) {
                continue;
            }
            if let Some(id) = self.estate.inventory.resource(ix).subscription()
                && !found.contains(id)
            {
                found.insert(id.to_ascii_lowercase());
            }
        }
        found
    }
}
