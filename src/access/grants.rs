//! Every grant of a tenant, indexed by holder and by place.

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::inventory::Inventory;
use crate::inventory::access::{AssignmentIx, Principal, PrincipalKind, RoleAssignment};
use crate::inventory::groups::Everybody;
use crate::inventory::resource::ResourceIx;
use crate::value::arm_id::{ArmId, ScopeLevel};
use crate::value::resource_type::TypeClass;

use super::grant::{Grant, GrantIx, Holder, Membership, Origin, Place};
use super::policies::{self, PolicyGrant};
use super::rights::Rights;
use super::roles::Roles;
use super::rules::is_on;
use super::scopes::{Containers, ScopeIx, enclosing};
use super::settled::SettledRights;

/// Every grant of a tenant, by who holds it and by where it works.
pub struct Grants<'a> {
    pub(super) inventory: &'a Inventory,
    pub(super) roles: &'a Roles,
    pub(crate) scopes: Containers,
    pub(super) grants: Vec<Grant>,
    pub(super) memberships: Vec<Membership>,
    pub(super) rights: Vec<Rights>,
    by_principal: FxHashMap<Arc<str>, Vec<GrantIx>>,
    holders: Vec<Holder<'a>>,
    holder_of: Vec<u32>,
    /// The place of each holder when they are ordered by id.
    ranks: Vec<u32>,
    in_container: Vec<Vec<GrantIx>>,
    on_resource: FxHashMap<ResourceIx, Vec<GrantIx>>,
    on_missing: FxHashMap<Box<str>, Vec<GrantIx>>,
    children: FxHashMap<ResourceIx, Vec<ResourceIx>>,
}

impl<'a> Grants<'a> {
    /// Indexes the grants of a tenant. Of the resources that they work on, those of `types` (lower-case) can be asked for.
    pub fn new(inventory: &'a Inventory, roles: &'a Roles, types: &BTreeSet<String>) -> Self {
        let assignments = inventory.access.assignments();
        let (scopes, (children, policies)) = rayon::join(
            || Containers::new(inventory, types, assignments.iter().map(|held| &*held.scope)),
            || rayon::join(|| children(inventory), || policies::find(inventory, roles)),
        );
        let mut grants = Grants {
            inventory,
            roles,
            in_container: vec![Vec::new(); scopes.len()],
            scopes,
            grants: Vec::with_capacity(assignments.len()),
            memberships: Vec::new(),
            rights: Vec::new(),
            by_principal: FxHashMap::default(),
            holders: Vec::new(),
            holder_of: Vec::with_capacity(assignments.len()),
            ranks: Vec::new(),
            on_resource: FxHashMap::default(),
            on_missing: FxHashMap::default(),
            children,
        };
        grants.add_all(policies);
        grants
    }

    /// Adds every grant: those of role assignments, those of policies, and what members hold of what their groups hold.
    fn add_all(&mut self, policies: Vec<PolicyGrant>) {
        let (inventory, roles) = (self.inventory, self.roles);
        let assignments = inventory.access.assignments();
        let places: Vec<Place> = assignments
            .par_iter()
            .map(|assignment| self.place(assignment))
            .collect();
        let mut settled = SettledRights::new(inventory);
        for (position, (assignment, place)) in assignments.iter().zip(places).enumerate() {
            let (rights, denied_in_part) = settled.of(roles, &mut self.rights, assignment, &assignment.principal);
            self.add(Grant {
                principal: assignment.principal.clone(),
                place,
                level: assignment.level(),
                origin: Origin::Assignment(AssignmentIx(position as u32)),
                source: assignment.source,
                eligible: assignment.eligible,
                through: None,
                denied_in_part,
                rights,
            });
        }
        for policy in policies {
            self.rights.push(policy.rights);
            self.add(Grant {
                principal: policy.principal,
                place: Place::Resource(policy.on),
                level: ScopeLevel::Resource,
                origin: Origin::Policy,
                source: inventory.resource(policy.on).source(),
                eligible: false,
                through: None,
                denied_in_part: false,
                rights: self.rights.len() as u32 - 1,
            });
        }
        self.expand_groups(&mut settled);
        self.rank_holders();
    }

    fn place(&self, assignment: &RoleAssignment) -> Place {
        let container = || self.scopes.find(&assignment.scope).unwrap_or(ScopeIx(0));
        if assignment.level() != ScopeLevel::Resource {
            return Place::Container(container());
        }
        match enclosing(self.inventory, &assignment.scope) {
            Some((resource, true)) => Place::Resource(resource.ix),
            Some((resource, false)) => Place::Inside(resource.ix),
            None => Place::Elsewhere(container()),
        }
    }

    pub(super) fn add(&mut self, grant: Grant) {
        let ix = GrantIx(self.grants.len() as u32);
        match (grant.place, grant.origin) {
            (Place::Container(scope), _) => self.in_container[scope.0 as usize].push(ix),
            (Place::Resource(on) | Place::Inside(on), _) => self.on_resource.entry(on).or_default().push(ix),
            (Place::Elsewhere(_), Origin::Assignment(assignment)) => {
                let scope = &self.inventory.access.assignment(assignment).scope;
                let key = ArmId::new(scope).text().to_ascii_lowercase();
                self.on_missing.entry(key.into()).or_default().push(ix);
            }
            (Place::Elsewhere(_), Origin::Policy) => {}
        }
        let own = self.by_principal.entry(grant.principal.clone()).or_default();
        let holder = own.first().map(|first| self.holder_of[first.0 as usize]);
        own.push(ix);
        let holder = holder.unwrap_or_else(|| {
            self.holders.push(self.holder_named(&grant.principal));
            self.holders.len() as u32 - 1
        });
        self.holder_of.push(holder);
        self.grants.push(grant);
    }

    /// Every grant: role assignments in the order in which they were read, then access policies, then what members of groups
    /// hold of both.
    pub fn grants(&self) -> impl ExactSizeIterator<Item = GrantIx> + use<> {
        (0..self.grants.len() as u32).map(GrantIx)
    }

    /// One grant.
    pub fn grant(&self, ix: GrantIx) -> &Grant {
        &self.grants[ix.0 as usize]
    }

    /// A number that grants with equal rights share.
    pub fn rights_number(&self, ix: GrantIx) -> u32 {
        self.grant(ix).rights
    }

    /// Rights that a grant gives its holder.
    pub fn rights(&self, ix: GrantIx) -> &Rights {
        &self.rights[self.grant(ix).rights as usize]
    }

    /// Position of the highest class that a grant holds over anything in its scope; `None` when nothing tells what its role permits.
    pub fn class(&self, ix: GrantIx) -> Option<usize> {
        self.rights(ix).class(|own| match self.grant(ix).place {
            Place::Container(scope) => {
                let mut types = self.scopes.types().enumerate();
                types.any(|(kind, name)| is_on(own, name) && !self.scopes.run(kind, scope).is_empty())
            }
            Place::Resource(on) | Place::Inside(on) => is_on(own, self.inventory.resource(on).resource_type()),
            Place::Elsewhere(_) => is_on(own, &ArmId::new(&self.scope(ix)).resource_type()),
        })
    }

    /// The grants of a principal, by id in any case.
    pub fn of(&self, principal: &str) -> &[GrantIx] {
        let grants = self.by_principal.get(principal);
        let grants = grants.or_else(|| self.by_principal.get(principal.to_ascii_lowercase().as_str()));
        grants.map_or(&[], Vec::as_slice)
    }

    /// The grants that work on a resource, nearest first: its own, those of its parents, those of every container above.
    pub fn over(&self, ix: ResourceIx) -> Vec<GrantIx> {
        let mut found = self.near(ix);
        found.extend(self.above(ix).into_iter().flat_map(|scope| self.in_chain(scope)));
        found
    }

    /// The grants over a resource that it does not share with other containers: its own, its parents' and its container's.
    pub(crate) fn near(&self, ix: ResourceIx) -> Vec<GrantIx> {
        let mut found = self.own(ix);
        found.extend(&self.in_container[self.scopes.of(ix).0 as usize]);
        found
    }

    /// The container above that of a resource.
    pub(crate) fn above(&self, ix: ResourceIx) -> Option<ScopeIx> {
        self.scopes.chain(self.scopes.of(ix)).nth(1)
    }

    /// The grants made at a container and at everything above it, nearest first.
    pub(crate) fn in_chain(&self, scope: ScopeIx) -> impl Iterator<Item = GrantIx> {
        let chain = self.scopes.chain(scope);
        chain.flat_map(|scope| self.in_container[scope.0 as usize].iter().copied())
    }

    /// The grants made on a resource and on the resources that it is part of, nearest first.
    fn own(&self, ix: ResourceIx) -> Vec<GrantIx> {
        let inventory = self.inventory;
        let resource = inventory.resource(ix);
        let mut found: Vec<GrantIx> = self.on_resource.get(&ix).cloned().unwrap_or_default();
        if resource.resource_type().matches('/').count() > 1 {
            let id = resource.id();
            let parents = std::iter::successors(ArmId::new(&id).parent(), |id| id.parent());
            for parent in parents.take_while(|id| id.level() == ScopeLevel::Resource) {
                let parent = inventory
                    .find(parent.text())
                    .and_then(|row| self.on_resource.get(&row.ix));
                let whole = |grant: &&GrantIx| matches!(self.grant(**grant).place, Place::Resource(_));
                found.extend(parent.into_iter().flatten().filter(whole));
            }
        }
        found
    }

    /// The grants that work on whatever an id names: a resource with or without a row, or a container.
    pub fn over_id(&self, id: &str) -> Vec<GrantIx> {
        let whole = ArmId::new(id);
        if whole.level() == ScopeLevel::Resource
            && let Some(resource) = self.inventory.find(id)
        {
            return self.over(resource.ix);
        }
        let mut found = Vec::new();
        let parents = std::iter::successors(Some(whole), |id| id.parent());
        for scope in parents.take_while(|id| id.level() == ScopeLevel::Resource) {
            found.extend(
                self.on_missing
                    .get(scope.text().to_ascii_lowercase().as_str())
                    .into_iter()
                    .flatten(),
            );
        }
        found.extend(self.in_chain(self.scopes.nearest(self.inventory, id)));
        found
    }

    /// The resources that a grant works on, of the types that the framework looks at.
    pub fn covered(&self, ix: GrantIx) -> Vec<ResourceIx> {
        match self.grant(ix).place {
            Place::Container(scope) => self.scopes.inside(scope).to_vec(),
            Place::Resource(on) => {
                let children = self.children.get(&on).into_iter().flatten().copied();
                std::iter::once(on).chain(children).collect()
            }
            Place::Inside(on) => vec![on],
            Place::Elsewhere(_) => Vec::new(),
        }
    }

    fn rank_holders(&mut self) {
        let mut named: Vec<(&str, u32)> = Vec::with_capacity(self.holders.len());
        for (grant, holder) in self.grants.iter().zip(&self.holder_of) {
            if *holder as usize == named.len() {
                named.push((&grant.principal, *holder));
            }
        }
        named.sort_unstable();
        let mut ranks = vec![0; named.len()];
        for (rank, (_, holder)) in named.into_iter().enumerate() {
            ranks[holder as usize] = rank as u32;
        }
        self.ranks = ranks;
    }

    /// The place of a grant's holder when all are ordered by id.
    pub(crate) fn rank(&self, ix: GrantIx) -> u32 {
        self.ranks[self.holder_of[ix.0 as usize] as usize]
    }

    /// Number of holders, which is the number of ranks.
    pub(crate) fn ranks(&self) -> usize {
        self.ranks.len()
    }

    /// The lower-case id of a principal as its grants hold it; `None` where it holds none.
    pub(crate) fn holder_id(&self, principal: &str) -> Option<Arc<str>> {
        Some(self.by_principal.get_key_value(principal)?.0.clone())
    }

    /// The holder of a grant.
    pub fn holder(&self, ix: GrantIx) -> &Holder<'a> {
        &self.holders[self.holder_of[ix.0 as usize] as usize]
    }

    fn holder_named(&self, id: &str) -> Holder<'a> {
        let principal = self.principal(id);
        Holder {
            principal,
            kind: self.inventory.access.kind(id),
            is_told: Everybody::of(&self.inventory.access, id).is_some_and(|everybody| everybody.complete),
            is_outsider: principal.and_then(|known| known.is_outsider),
            is_orphan: principal.and_then(|known| known.is_orphan),
        }
    }

    /// Whether the holder of a grant may be an identity that runs something: neither a person nor a group is.
    pub(crate) fn may_run_something(&self, ix: GrantIx) -> bool {
        let kind = self.holder(ix).kind;
        matches!(kind, PrincipalKind::ServicePrincipal | PrincipalKind::Unsaid)
    }

    /// Whether the holder of a grant may be any identity: it runs something, and the exports give its name without an object id.
    pub(crate) fn may_be_any_identity(&self, ix: GrantIx) -> bool {
        self.may_run_something(ix) && self.holder(ix).principal.is_some_and(|known| known.by_name)
    }

    /// Name of the source of a grant's rights: the role's name, or `access policy`.
    pub fn role(&self, ix: GrantIx) -> &str {
        match self.grant(ix).origin {
            Origin::Assignment(assignment) => self
                .roles
                .display(self.inventory, self.inventory.access.assignment(assignment)),
            Origin::Policy => "access policy",
        }
    }

    /// GUID of a grant's role, lower-case; `None` for access policies and for roles known by nothing but an unknown name.
    pub fn role_id(&self, ix: GrantIx) -> Option<&str> {
        let Origin::Assignment(assignment) = self.grant(ix).origin else {
            return None;
        };
        let assignment = self.inventory.access.assignment(assignment);
        match self.roles.known_id(assignment) {
            Some(id) => Some(id),
            None => (!assignment.role_id.is_empty()).then_some(&*assignment.role_id),
        }
    }

    /// The id of the scope that a grant is made at.
    pub fn scope(&self, ix: GrantIx) -> String {
        let grant = self.grant(ix);
        match (grant.origin, grant.place) {
            (Origin::Assignment(assignment), _) => self.inventory.access.assignment(assignment).scope.to_string(),
            (Origin::Policy, Place::Resource(on) | Place::Inside(on)) => self.inventory.resource(on).id(),
            (Origin::Policy, Place::Container(scope) | Place::Elsewhere(scope)) => self.scopes.text(scope).to_owned(),
        }
    }

    /// The principal as the exports of role assignments know it.
    pub fn principal(&self, id: &str) -> Option<&'a Principal> {
        self.inventory.access.principal(id)
    }

    /// Whether a principal is a group.
    pub fn is_group(&self, principal: &str) -> bool {
        self.inventory.access.is_group(principal)
    }
}

/// The resources that are part of another, by that.
fn children(inventory: &Inventory) -> FxHashMap<ResourceIx, Vec<ResourceIx>> {
    let mut children: FxHashMap<ResourceIx, Vec<ResourceIx>> = FxHashMap::default();
    let nested: Vec<&str> = inventory
        .types()
        .map(|(name, _)| name)
        .filter(|name| name.matches('/').count() > 1 && TypeClass::of(name) != TypeClass::Container)
        .collect();
    for ix in nested.into_iter().flat_map(|name| inventory.of_type(name)) {
        let id = inventory.resource(*ix).id();
        let parents = std::iter::successors(ArmId::new(&id).parent(), |id| id.parent());
        for parent in parents.take_while(|id| id.level() == ScopeLevel::Resource) {
            if let Some(parent) = inventory.find(parent.text()) {
                children.entry(parent.ix).or_default().push(*ix);
            }
        }
    }
    children
}
