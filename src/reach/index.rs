//! The grants of the tenant, with the identities that AI runs under.

use std::collections::BTreeSet;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;

use crate::access::memo::Memo;
use crate::access::{GrantIx, Grants, Place, ScopeIx};
use crate::estate::{Estate, Identity};
use crate::inventory::resource::ResourceIx;
use crate::value::arm_id::ArmId;

use super::homes::{self, Home, Homes};
use super::hosts::{self, Hosts};
use super::ranked::Inherited;

/// The grants of a tenant, with the holders that AI runs under.
pub struct Reach<'a> {
    /// The estate that it was built over.
    pub estate: &'a Estate<'a>,
    homes: OnceLock<Homes>,
    hosts: OnceLock<Hosts>,
    identities: FxHashMap<&'a str, usize>,
    /// Whether AI runs under a holder, by its rank.
    runs_ai: Vec<bool>,
    pub(super) inherited: Inherited,
    /// The subscriptions inside each container, as far as they were looked up.
    inside: Memo<ScopeIx, Arc<BTreeSet<String>>>,
    attached: FxHashMap<ResourceIx, Vec<&'a Identity>>,
}

impl<'a> Deref for Reach<'a> {
    type Target = Grants<'a>;

    fn deref(&self) -> &Grants<'a> {
        &self.estate.grants
    }
}

impl<'a> Reach<'a> {
    /// The grants of an estate's tenant.
    pub fn new(estate: &'a Estate<'a>) -> Self {
        let mut runs_ai = vec![false; estate.grants.ranks()];
        let mut attached: FxHashMap<ResourceIx, Vec<&Identity>> = FxHashMap::default();
        for identity in &estate.identities {
            for ai in &identity.attached {
                attached.entry(estate.ai[*ai].ix).or_default().push(identity);
            }
            if let Some(own) = estate.grants.of(&identity.principal).first() {
                runs_ai[estate.grants.rank(*own) as usize] = true;
            }
        }
        let identities = estate.identities.iter().enumerate();
        Reach {
            estate,
            homes: OnceLock::new(),
            hosts: OnceLock::new(),
            identities: identities
                .map(|(position, identity)| (identity.principal.as_str(), position))
                .collect(),
            runs_ai,
            inherited: Inherited::default(),
            inside: Memo::default(),
            attached,
        }
    }

    /// Whether the holder of a grant is an identity that AI runs under.
    pub fn is_identity(&self, ix: GrantIx) -> bool {
        self.runs_ai[self.rank(ix) as usize]
    }

    /// The AI identities that a resource runs under.
    pub fn runs_under(&self, ix: ResourceIx) -> &[&'a Identity] {
        self.attached.get(&ix).map_or(&[], Vec::as_slice)
    }

    /// The AI identity of a principal id, if it is one.
    pub fn identity(&self, principal: &str) -> Option<&'a Identity> {
        let position = self.identities.get(principal)?;
        Some(&self.estate.identities[*position])
    }

    /// The boundary of a principal; `None` when no export shows one.
    pub fn home(&self, principal: &str) -> Option<&Home> {
        self.homes().get(principal).map(|home| &**home)
    }

    /// The resources that run under a principal, by lower-case id; none where no export shows one.
    pub fn hosts(&self, principal: &str) -> &[ResourceIx] {
        let find = || hosts::find(self.estate, |principal| self.holder_id(principal));
        let hosts = self.hosts.get_or_init(find).get(principal);
        hosts.map_or(&[], Vec::as_slice)
    }

    /// The boundaries of all principals that hold a grant, computed on the first call.
    pub(crate) fn homes(&self) -> &Homes {
        self.homes
            .get_or_init(|| homes::find(self.estate, |principal| self.holder_id(principal)))
    }

    /// Lower-case ids of the subscriptions that a grant reaches into, of those that hold a resource that the framework reads.
    pub fn subscriptions(&self, ix: GrantIx) -> Arc<BTreeSet<String>> {
        let of = |id: &str| ArmId::new(id).subscription().map(str::to_ascii_lowercase);
        match self.grant(ix).place {
            Place::Resource(on) | Place::Inside(on) => {
                let own = self.estate.inventory.resource(on).subscription();
                Arc::new(own.map(str::to_ascii_lowercase).into_iter().collect())
            }
            Place::Elsewhere(scope) => Arc::new(of(self.scopes.text(scope)).into_iter().collect()),
            Place::Container(scope) => self.inside.of(scope, |scope| {
                Arc::new(match of(self.scopes.text(*scope)) {
                    Some(own) => BTreeSet::from([own]),
                    None => self.subscriptions_holding(self.scopes.inside(*scope).iter().copied()),
                })
            }),
        }
    }
}
