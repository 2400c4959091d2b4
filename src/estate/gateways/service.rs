//! One API Management service: its backends, APIs, products and policies, which of its APIs lead to a model, and which policies
//! hold for an API.

use std::collections::{BTreeMap, BTreeSet};

use crate::condition::{Facts, Truth};
use crate::inventory::resource::ResourceIx;
use crate::value::arm_id::ArmId;

use super::address::{Target, is_open};
use super::policy::Policy;
use super::{ADDRESS, Backend, POOL, RESOURCE, URL, first, policy, texts};

/// Upper bound of the backends that a pool may lead through.
const MOST_STEPS: usize = 3;

/// Kinds of children.
#[derive(Clone, Copy, Debug)]
pub(super) enum Child {
    Backend,
    Api,
    Diagnostic,
    Fragment,
    Policy,
    Member,
}

/// The lower-case types of children that are read.
pub(super) const CHILDREN: [(&str, Child); 11] = [
    ("microsoft.apimanagement/service/backends", Child::Backend),
    ("microsoft.apimanagement/service/apis", Child::Api),
    ("microsoft.apimanagement/service/diagnostics", Child::Diagnostic),
    ("microsoft.apimanagement/service/apis/diagnostics", Child::Diagnostic),
    ("microsoft.apimanagement/service/policyfragments", Child::Fragment),
    ("microsoft.apimanagement/service/policies", Child::Policy),
    ("microsoft.apimanagement/service/products/policies", Child::Policy),
    ("microsoft.apimanagement/service/apis/policies", Child::Policy),
    (
        "microsoft.apimanagement/service/apis/operations/policies",
        Child::Policy,
    ),
    ("microsoft.apimanagement/service/products/apis", Child::Member),
    ("microsoft.apimanagement/service/products/apilinks", Child::Member),
];

/// A policy of which the export may hold the text, and its row.
type Told = (ResourceIx, Option<Policy>);

/// An API, or what is told of one.
#[derive(Debug, Default)]
pub struct Api {
    /// Its row.
    pub ix: Option<ResourceIx>,
    address: Option<String>,
    policy: Option<Told>,
    operations: Vec<Told>,
    /// The row of its diagnostic of Azure Monitor.
    pub diagnostic: Option<ResourceIx>,
}

/// APIs that lead to a target.
pub struct Leading<'s> {
    /// The APIs.
    pub apis: Vec<&'s Api>,
    /// Whether each of them is told to lead there; else any of them may.
    pub are_told: bool,
}

impl Leading<'_> {
    /// Whether every call to the target meets something that is asked of each API, or of the service where none is known.
    pub fn meet(&self, met: impl Fn(Option<&Api>) -> Truth) -> Truth {
        let mut answers = self.apis.iter().map(|api| met(Some(api)));
        match answers.next() {
            None => met(None),
            Some(first) if self.are_told => answers.fold(first, Truth::and),
            Some(first) => answers.fold(first, |whole, next| if whole == next { whole } else { Truth::Unknown }),
        }
    }
}

/// An API Management service.
#[derive(Debug, Default)]
pub struct Service {
    /// Its row.
    pub ix: Option<ResourceIx>,
    backends: BTreeMap<String, Backend>,
    has_untold: bool,
    /// By name.
    apis: BTreeMap<String, Api>,
    policy: Option<Told>,
    products: BTreeMap<String, Told>,
    /// The APIs of products, by the name of the product.
    members: BTreeMap<String, BTreeSet<String>>,
    fragments: BTreeMap<String, Option<Policy>>,
    has_policies: bool,
    /// The row of the diagnostic that holds for APIs without their own.
    pub diagnostic: Option<ResourceIx>,
    /// Whether any diagnostic was exported.
    pub has_diagnostics: bool,
}

impl Service {
    pub(super) fn child(&mut self, child: Child, place: &[String], ix: ResourceIx, facts: &dyn Facts) {
        let name = |at: usize| place.get(at).cloned().unwrap_or_default();
        match child {
            Child::Backend => {
                let ((url, url_told), (resource, _)) = (first(facts, URL), first(facts, RESOURCE));
                let pool = texts(facts, POOL).0;
                let pool = pool
                    .iter()
                    .map(|id| ArmId::new(id).last().to_ascii_lowercase())
                    .collect();
                self.has_untold |= !url_told || url.as_deref().is_some_and(is_open);
                self.backends.insert(name(1), Backend { url, resource, pool });
            }
            Child::Api => {
                let (address, is_told) = first(facts, ADDRESS);
                self.has_untold |= !is_told || address.as_deref().is_some_and(is_open);
                let api = self.apis.entry(name(1)).or_default();
                (api.ix, api.address) = (Some(ix), address);
            }
            Child::Diagnostic => {
                self.has_diagnostics = true;
                let is_monitor = place.last().is_some_and(|name| name == "azuremonitor");
                match (place.len(), is_monitor) {
                    (_, false) => {}
                    (2, true) => self.diagnostic = Some(ix),
                    (_, true) => self.apis.entry(name(1)).or_default().diagnostic = Some(ix),
                }
            }
            Child::Fragment => {
                self.fragments.insert(name(1), policy(facts));
            }
            Child::Member => {
                let last = place.last().cloned().unwrap_or_default();
                self.members.entry(name(1)).or_default().insert(last);
            }
            Child::Policy => {
                self.has_policies = true;
                let told = (ix, policy(facts));
                match (name(0).as_str(), place.len()) {
                    ("policies", _) => self.policy = Some(told),
                    ("products", _) => {
                        self.products.insert(name(1), told);
                    }
                    (_, 4) => self.apis.entry(name(1)).or_default().policy = Some(told),
                    _ => self.apis.entry(name(1)).or_default().operations.push(told),
                }
            }
        }
    }

    /// Whether it passes calls on to a target.
    pub fn leads(&self, target: &Target) -> Truth {
        let backend = self
            .backends
            .keys()
            .any(|name| self.backend_leads(name, target, MOST_STEPS));
        let api = self.apis.values().any(|api| self.api_leads(api, target) == Truth::True);
        let by_policy = self
            .policy
            .iter()
            .any(|policy| self.names(policy, target) == Some(true));
        let is_exported = !self.backends.is_empty() || self.apis.values().any(|api| api.ix.is_some());
        match backend || api || by_policy {
            true => Truth::True,
            false if is_exported && !self.has_untold && target.is_told() => Truth::False,
            false => Truth::Unknown,
        }
    }

    fn backend_leads(&self, name: &str, target: &Target, steps: usize) -> bool {
        let (Some(backend), Some(steps)) = (self.backends.get(name), steps.checked_sub(1)) else {
            return false;
        };
        backend.url.as_ref().is_some_and(|url| target.is_at(url))
            || backend.resource.as_ref().is_some_and(|id| target.is_named_by(id))
            || backend
                .pool
                .iter()
                .any(|inner| self.backend_leads(inner, target, steps))
    }

    /// Whether a policy passes calls on to a target; `None` where it does not say where to.
    fn names(&self, (_, policy): &Told, target: &Target) -> Option<bool> {
        let backends = &policy.as_ref()?.backends;
        let leads =
            |name: &String| target.is_at(name) || self.backend_leads(&name.to_ascii_lowercase(), target, MOST_STEPS);
        (!backends.is_empty()).then(|| backends.iter().any(leads))
    }

    /// Whether an API leads to a target; unknown where nothing tells where it leads.
    fn api_leads(&self, api: &Api, target: &Target) -> Truth {
        let own = api.policy.iter().chain(&api.operations);
        let own: Vec<bool> = own.filter_map(|policy| self.names(policy, target)).collect();
        let above = self.policy.as_ref().and_then(|policy| self.names(policy, target));
        match (&api.address, above) {
            _ if own.contains(&true) => Truth::True,
            _ if !own.is_empty() => Truth::False,
            (_, Some(true)) => Truth::True,
            (Some(url), _) if target.is_at(url) => Truth::True,
            (Some(url), _) if !is_open(url) => Truth::False,
            _ => Truth::Unknown,
        }
    }

    /// The APIs that lead to a target: those of which that is told, else those of which nothing tells where they lead.
    pub fn apis_to(&self, target: &Target) -> Leading<'_> {
        let with = |wanted: Truth| {
            let apis = self.apis.iter().filter(|(name, _)| !name.contains(";rev="));
            let apis = apis
                .map(|(_, api)| api)
                .filter(|api| self.api_leads(api, target) == wanted);
            apis.collect::<Vec<_>>()
        };
        let told = with(Truth::True);
        let are_told = !told.is_empty();
        Leading {
            apis: if are_told { told } else { with(Truth::Unknown) },
            are_told,
        }
    }

    /// Whether one of these elements holds for every call of an API, or without one for every call of the service.
    pub fn asks(&self, api: Option<&Api>, elements: &[String]) -> Truth {
        let above = match &self.policy {
            Some(policy) => self.has(policy, elements),
            None if self.has_policies => Truth::False,
            None => Truth::Unknown,
        };
        let Some(api) = api else {
            return above;
        };
        let (own, has_base) = match &api.policy {
            Some(told) => (
                self.has(told, elements),
                told.1.as_ref().is_none_or(|policy| policy.has_base),
            ),
            None if self.has_policies => (Truth::False, true),
            None => (Truth::Unknown, true),
        };
        let above = above.or(self.product_asks(api, elements));
        let found = if has_base { own.or(above) } else { own };
        // A limit on some operations says nothing of the others.
        let of_operations = api
            .operations
            .iter()
            .any(|told| self.has(told, elements) != Truth::False);
        match found {
            Truth::False if of_operations => Truth::Unknown,
            found => found,
        }
    }

    /// Whether a product that the API is in asks for it.
    fn product_asks(&self, api: &Api, elements: &[String]) -> Truth {
        let name = self
            .apis
            .iter()
            .find(|(_, own)| std::ptr::eq(*own, api))
            .map(|(name, _)| name);
        let asks = self.products.iter().map(|(product, told)| {
            let is_in = match (self.members.get(product), name) {
                (Some(members), Some(name)) if members.contains(name) => Truth::True,
                (Some(_), _) => Truth::False,
                (None, _) => Truth::Unknown,
            };
            is_in.and(self.has(told, elements))
        });
        asks.fold(Truth::False, Truth::or)
    }

    /// Whether a policy has one of these elements, in itself or in a fragment.
    fn has(&self, (_, policy): &Told, elements: &[String]) -> Truth {
        let Some(policy) = policy else {
            return Truth::Unknown;
        };
        let fragments = policy
            .fragments
            .iter()
            .map(|id| match self.fragments.get(&id.to_ascii_lowercase()) {
                Some(Some(fragment)) if fragment.has(elements) => Truth::True,
                Some(Some(_)) => Truth::False,
                _ => Truth::Unknown,
            });
        let rest = if policy.is_whole { Truth::False } else { Truth::Unknown };
        match policy.has(elements) {
            true => Truth::True,
            false => fragments.fold(rest, Truth::or),
        }
    }

    /// The rows that say where it leads and what it asks: those of APIs, or its own policy.
    pub fn rows<'s>(&'s self, apis: &[&'s Api]) -> Vec<ResourceIx> {
        let of_apis = apis
            .iter()
            .flat_map(|api| api.ix.into_iter().chain(api.policy.as_ref().map(|told| told.0)));
        let own = self.policy.iter().map(|told| told.0).chain(self.ix);
        of_apis.chain(own).collect()
    }
}
