//! The check whether the exports hold the resources and role assignments of subscriptions that are known to hold something. Where
//! they do not, nothing follows from not finding a thing: it may lie there. The reason names the subscriptions and the command
//! that would export them.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::inventory::access::Exported;

use super::context::EvidenceContext;
use super::reason::{Reason, reason};
use super::subject::Subject;
use super::{assignments, wording};

/// Upper bound of the subscriptions that a reason names.
const MOST_NAMES: usize = 3;

/// The answers for the tenant as a whole.
#[derive(Default)]
struct OfTenant {
    resources: OnceLock<Result<(), Reason>>,
    assignments: OnceLock<Result<(), Reason>>,
}

/// Whether resources were exported of each of these subscriptions that holds any, given by lower-case id.
pub(crate) fn resources<'i>(context: &EvidenceContext<'_>, ids: impl Iterator<Item = &'i str>) -> Result<(), Reason> {
    let unseen = &context.estate.inventory.subscriptions_in_use().unexported;
    let ids: Vec<&str> = ids.filter(|id| unseen.contains(*id)).collect();
    if ids.is_empty() {
        return Ok(());
    }
    let names = names(context, &ids);
    let ids = ids[..ids.len().min(MOST_NAMES)].join(" ");
    if let Some(file) = context.estate.inventory.incomplete_resources() {
        let path = context.estate.inventory.path(file);
        return Err(reason!(
            "{path} lacks rows, so the exports may not hold every resource of {names}; this command exports them, a page at a time: az graph \
             query -q \"resources\" --subscriptions {ids} --first 1000 -o json."
        ));
    }
    Err(reason!(
        "No export holds the resources of {names}; this command exports them: az graph query -q \"resources\" --subscriptions {ids} \
         --first 1000 -o json."
    ))
}

/// Whether the files that hold rows of these types hold all of them, given that they hold any.
pub(crate) fn rows<'k>(context: &EvidenceContext<'_>, kinds: impl IntoIterator<Item = &'k str>) -> Result<(), Reason> {
    let inventory = context.estate.inventory;
    let Some(file) = kinds.into_iter().find_map(|kind| inventory.incomplete(kind)) else {
        return Ok(());
    };
    let path = inventory.path(file);
    Err(reason!(
        "{path} lacks rows, and what is not found may be among those; export it again with every page."
    ))
}

/// Whether resources were exported of the subscription of a subject.
pub(crate) fn resources_beside(context: &EvidenceContext<'_>, subject: &Subject) -> Result<(), Reason> {
    let own = subject.subscription(context.estate).map(|id| id.to_ascii_lowercase());
    resources(context, own.iter().map(String::as_str))
}

/// Whether resources were exported of every subscription that holds any.
pub(crate) fn all_resources(context: &EvidenceContext<'_>) -> Result<(), Reason> {
    let unseen = || context.estate.inventory.subscriptions_in_use().unexported.iter();
    let of_tenant = context.cache::<OfTenant>();
    let answer = of_tenant
        .resources
        .get_or_init(|| resources(context, unseen().map(|id| &**id)));
    answer.clone()
}

/// Whether the role assignments of each of these subscriptions, given by lower-case id, were exported with all that they inherit.
pub(crate) fn assignments<'i>(context: &EvidenceContext<'_>, ids: impl Iterator<Item = &'i str>) -> Result<(), Reason> {
    let mut lacking: BTreeMap<Exported, Vec<&str>> = BTreeMap::new();
    for id in ids {
        let exported = assignments::exported(context, id);
        if exported != Exported::Whole {
            lacking.entry(exported).or_default().push(id);
        }
    }
    let Some((exported, ids)) = lacking.pop_first() else {
        return Ok(());
    };
    let names = names(context, &ids);
    let id = ids.first().copied().unwrap_or_default();
    Err(match exported {
        Exported::Nothing => reason!(
            "No export holds the role assignments of {names}; this command exports them: az role assignment list --all \
             --include-inherited --subscription {id} -o json."
        ),
        Exported::OfOneGroup => reason!(
            "The exports hold role assignments of a part of {names} only: all lie in one resource group. This command exports the \
             others: az role assignment list --all --include-inherited --subscription {id} -o json."
        ),
        Exported::WithoutInherited | Exported::Whole => reason!(
            "The exports do not show what {names} inherits: no role assignment of a management group above it or of the tenant root is \
             among them. This query exports those: az graph query -q \"authorizationresources\" --first 1000 -o json."
        ),
    })
}

/// Whether the exports hold what other tenants were granted in a subscription, given by lower-case id: no list of role assignments holds
/// the delegations of Azure Lighthouse.
pub(crate) fn delegations(context: &EvidenceContext<'_>, id: &str) -> Result<(), Reason> {
    let own = context.estate.inventory.hierarchy.subscription(id);
    let tenants = own.map_or(&[][..], |own| &own.managing_tenants);
    if tenants.is_empty() {
        return Ok(());
    }
    let names = names(context, &[id]);
    let tenants = wording::some_of(tenants.len(), MOST_NAMES, |at| tenants[at].to_string());
    Err(reason!(
        "{names} is managed by the tenant {tenants} through Azure Lighthouse, and no export holds the roles that were delegated; this \
         command exports them: az managedservices assignment list --include-definition true --subscription {id} -o json."
    ))
}

/// Whether role assignments were exported of every subscription that holds something.
pub(crate) fn all_assignments(context: &EvidenceContext<'_>) -> Result<(), Reason> {
    let held = || context.estate.inventory.subscriptions_in_use().all.iter();
    let of_tenant = context.cache::<OfTenant>();
    let answer = of_tenant
        .assignments
        .get_or_init(|| assignments(context, held().map(|id| &**id)));
    answer.clone()
}

/// The first few of some subscriptions by name.
fn names(context: &EvidenceContext<'_>, ids: &[&str]) -> String {
    let inventory = context.estate.inventory;
    wording::some_of(ids.len(), MOST_NAMES, |at| {
        inventory.subscription_name(ids[at]).to_owned()
    })
}
