//! Facts about the role assignments of the whole tenant, which are equal for every subject; each is computed on the first call.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::access::{GrantIx, Origin};
use crate::inventory::access::Exported;
use crate::reach::Reach;
use crate::value::arm_id::{ArmId, ScopeLevel};

use super::context::EvidenceContext;

#[derive(Default)]
struct Found {
    of_groups: OnceLock<Vec<GrantIx>>,
    first: OnceLock<BTreeMap<String, GrantIx>>,
    exported: OnceLock<BTreeMap<Box<str>, Exported>>,
    on_management_groups: OnceLock<bool>,
}

/// The grants of groups whose members the exports do not list, or only in part.
pub(crate) fn of_groups<'c>(context: &'c EvidenceContext<'_>) -> &'c [GrantIx] {
    context.cache::<Found>().of_groups.get_or_init(|| {
        let reach = &context.reach;
        let of_groups = |ix: &GrantIx| reach.holder(*ix).is_untold_group();
        reach.grants().filter(of_groups).collect()
    })
}

/// The subscriptions that any exported role assignment lies in, by lower-case id, each with its first.
pub(crate) fn first_by_subscription<'c>(context: &'c EvidenceContext<'_>) -> &'c BTreeMap<String, GrantIx> {
    context.cache::<Found>().first.get_or_init(|| first_of(&context.reach))
}

fn first_of(reach: &Reach<'_>) -> BTreeMap<String, GrantIx> {
    let access = &reach.estate.inventory.access;
    let mut first: BTreeMap<String, GrantIx> = BTreeMap::new();
    for ix in reach.grants() {
        let Origin::Assignment(assignment) = reach.grant(ix).origin else {
            continue;
        };
        let assignment = access.assignment(assignment);
        let Some(id) = ArmId::new(&assignment.scope)
            .subscription()
            .filter(|_| !assignment.data_plane)
        else {
            continue;
        };
        if !first.contains_key(id) {
            first.entry(id.to_ascii_lowercase()).or_insert(ix);
        }
    }
    first
}

/// Share of the role assignments of a subscription that was exported, by lower-case id.
pub(crate) fn exported(context: &EvidenceContext<'_>, subscription: &str) -> Exported {
    let find = || context.estate.inventory.exported_assignments();
    let exported = context.cache::<Found>().exported.get_or_init(find);
    exported.get(subscription).copied().unwrap_or(Exported::Nothing)
}

/// Whether any grant is made on a management group.
pub(crate) fn any_on_management_groups(context: &EvidenceContext<'_>) -> bool {
    *context.cache::<Found>().on_management_groups.get_or_init(|| {
        let reach = &context.reach;
        let above = |ix| reach.grant(ix).level == ScopeLevel::ManagementGroup;
        reach.grants().any(above)
    })
}
