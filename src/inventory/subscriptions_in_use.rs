//! The subscriptions that hold something, and those of them of which no resource was exported, or perhaps not all: a thing that is
//! searched for in the whole tenant and not found may lie there. A subscription holds something where a resource group of it is known, or where
//! anything names a resource or a resource group in it: a role assignment, a recommendation, a child or an extension, a property
//! of another resource. A subscription of which nothing but its own row is known may be empty and is not in these lists. Where
//! the tenant's subscriptions were exported, one that is not among them and that only a property names is another tenant's,
//! Microsoft's, or gone.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;

use crate::value::arm_id::{ArmId, ScopeLevel};
use crate::value::codec::PossibleId;
use crate::value::resource_type::TypeClass;

use super::access::Access;
use super::defender::Defender;
use super::hierarchy::Hierarchy;
use super::resources::Resources;
use super::store::Symbol;

/// A private endpoint that a resource names may be another tenant's, or Microsoft's own.
const PRIVATE_ENDPOINT: &str = "microsoft.network/privateendpoints";
/// The subscription that templates write where an id is yet to be filled in.
const PLACEHOLDER: &str = "00000000-0000-0000-0000-000000000000";

/// Subscriptions that hold something, by lower-case id.
#[derive(Debug, Default)]
pub struct SubscriptionsInUse {
    /// Lower-case ids of all of them.
    pub all: BTreeSet<Box<str>>,
    /// Lower-case ids of those of which no resource was exported, and of all where a file of resources lacks rows: those may lie in
    /// any of them.
    pub unexported: BTreeSet<Box<str>>,
}

impl SubscriptionsInUse {
    /// The subscriptions of a tenant; `incomplete` where a file of resources lacks rows.
    pub(super) fn find(
        resources: &Resources,
        access: &Access,
        defender: &Defender,
        hierarchy: &Hierarchy,
        incomplete: bool,
    ) -> Self {
        let (mut exported, mut all) = (BTreeSet::new(), BTreeSet::new());
        let strings = resources.store.strings();
        // A million rows share a few thousand prefixes; each is examined once.
        let mut asked: FxHashSet<(Symbol, bool)> = FxHashSet::default();
        for (kind, rows) in resources.by_type() {
            let whole = TypeClass::of(kind) == TypeClass::Resource && kind.matches('/').count() == 1;
            let rows = rows.iter().filter(|ix| !resources.is_implied(**ix));
            let prefixes = rows.map(|ix| resources.prefix(*ix));
            for prefix in prefixes.filter(|prefix| asked.insert((*prefix, whole))) {
                let id = ArmId::new(strings.text(prefix));
                note(id, &mut all);
                if whole && id.level() == ScopeLevel::ResourceGroup {
                    note(id, &mut exported);
                }
            }
        }
        for assignment in access.assignments() {
            note(ArmId::new(&assignment.scope), &mut all);
        }
        for scope in defender.scopes() {
            note(ArmId::new(scope), &mut all);
        }
        let listed = hierarchy.subscriptions().any(|own| own.source.is_some());
        let is_ours = |id: &str| hierarchy.subscription(id).is_some_and(|own| own.source.is_some());
        let named = named_in_columns(resources);
        all.extend(named.into_iter().filter(|id| !listed || is_ours(id)));
        if incomplete {
            exported.clear();
        }
        SubscriptionsInUse {
            unexported: all.difference(&exported).cloned().collect(),
            all,
        }
    }
}

/// The subscriptions of the resources that the columns of others name.
fn named_in_columns(resources: &Resources) -> BTreeSet<Box<str>> {
    let strings = resources.store.strings();
    let mut named = BTreeSet::new();
    let text = |number: u64| strings.text(Symbol::of_number(number as u32));
    let mut asked: FxHashSet<(u64, u64)> = FxHashSet::default();
    resources.store.visit_ids(|found| match found {
        PossibleId::Text(text) => note_named(text, &mut named),
        PossibleId::Id(prefix, kind) if asked.insert((prefix, kind)) => {
            if !text(kind).eq_ignore_ascii_case(PRIVATE_ENDPOINT) {
                note(ArmId::new(text(prefix)), &mut named);
            }
        }
        PossibleId::Id(..) => {}
    });
    named
}

/// Takes note of the subscription of a resource group, or of what lies in one.
fn note(id: ArmId<'_>, found: &mut BTreeSet<Box<str>>) {
    if id.resource_group().is_none() {
        return;
    }
    if let Some(subscription) = id.subscription().filter(|name| *name != PLACEHOLDER)
        && !found.contains(subscription)
    {
        found.insert(subscription.to_ascii_lowercase().into());
    }
}

/// Takes note of the subscription of the resource that a text names.
fn note_named(text: &str, found: &mut BTreeSet<Box<str>>) {
    let id = ArmId::new(text);
    if id.level() == ScopeLevel::Resource && !id.resource_type().eq_ignore_ascii_case(PRIVATE_ENDPOINT) {
        note(id, found);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::ingest::{ResourceRow, RoleAssignmentRow, Sink, Source};
    use crate::value::Column;
    use crate::value::projection::Projection;

    use super::super::UnsettledInventory;
    use super::*;

    fn with(rows: &[(&str, serde_json::Value)], scopes: &[&str]) -> SubscriptionsInUse {
        let mut inventory = UnsettledInventory::default();
        let source = Source { file: 0, record: 1 };
        for (id, properties) in rows {
            let row = ResourceRow {
                id: (*id).into(),
                resource_type: ArmId::new(id).resource_type().into(),
                properties: Column::Known(properties.clone().into()).into(),
                ..ResourceRow::default()
            };
            Sink::resource(&mut inventory, source, row);
        }
        for scope in scopes {
            let row = RoleAssignmentRow {
                scope: (*scope).into(),
                principal_id: "p".into(),
                role_definition_id: "r".into(),
                ..RoleAssignmentRow::default()
            };
            inventory.role_assignment(source, row);
        }
        let inventory = inventory.settle(&Projection::default());
        SubscriptionsInUse::find(
            &inventory.resources,
            &inventory.access,
            &inventory.defender,
            &inventory.hierarchy,
            false,
        )
    }

    const VAULT: &str = "/subscriptions/S1/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v";

    #[test]
    fn a_subscription_of_which_only_its_own_row_or_grants_on_it_are_known_may_be_empty() {
        let found = with(&[("/subscriptions/S1", json!({}))], &["/subscriptions/S1"]);
        assert!(found.all.is_empty() && found.unexported.is_empty());
    }

    #[test]
    fn what_stands_in_a_subscription_or_names_something_in_it_shows_that_it_holds_something() {
        let group = "/subscriptions/S1/resourceGroups/g";
        let setting = format!("{VAULT}/providers/Microsoft.Insights/diagnosticSettings/d");
        let there = |found: SubscriptionsInUse| found.unexported.contains("s1") && found.all.contains("s1");
        assert!(there(with(&[(group, json!({}))], &[])));
        assert!(there(with(&[(&setting, json!({}))], &[])));
        assert!(there(with(&[], &[VAULT])));
        let other = "/subscriptions/S2/resourceGroups/g/providers/Microsoft.Web/sites/w";
        let named = with(&[(other, json!({ "a": [{ "b": VAULT }] }))], &[]);
        assert!(named.unexported.contains("s1") && !named.unexported.contains("s2") && named.all.len() == 2);
        assert!(there(with(&[(other, json!({ "a": { VAULT: {} } }))], &[])));
        assert!(with(&[(VAULT, json!({}))], &[VAULT]).unexported.is_empty());
    }

    #[test]
    fn what_only_a_property_names_is_ours_where_the_subscriptions_are_listed_and_it_is_among_them() {
        let other = "/subscriptions/S2/resourceGroups/g/providers/Microsoft.Web/sites/w";
        let names = (other, json!({ "a": VAULT }));
        let unexported = |rows: &[(&str, serde_json::Value)]| with(rows, &[]).unexported.contains("s1");
        assert!(unexported(std::slice::from_ref(&names)));
        assert!(!unexported(&[names.clone(), ("/subscriptions/S2", json!({}))]));
        assert!(unexported(&[
            names,
            ("/subscriptions/S2", json!({})),
            ("/subscriptions/S1", json!({}))
        ]));
    }

    #[test]
    fn endpoints_of_anybody_and_placeholders_show_nothing() {
        let endpoint = "/subscriptions/S1/resourceGroups/g/providers/Microsoft.Network/privateEndpoints/e";
        let blank = VAULT.replace("S1", PLACEHOLDER);
        let other = "/subscriptions/S2/resourceGroups/g/providers/Microsoft.Web/sites/w";
        assert!(
            with(&[(other, json!({ "a": endpoint, "b": blank }))], &[])
                .unexported
                .is_empty()
        );
    }
}
