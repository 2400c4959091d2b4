//! The scopes above an id, and whether one scope covers another. A management group covers what the exports place below it.

use crate::inventory::Inventory;
use crate::value::arm_id::{ArmId, ScopeLevel};

/// An id and every scope above it, nearest first: its parents in the subscription, the management groups, the tenant root.
#[derive(Clone, Debug)]
pub struct ScopeChain(Vec<String>);

impl ScopeChain {
    /// The chain of an id.
    pub fn of(inventory: &Inventory, id: &str) -> Self {
        ScopeChain(inventory.hierarchy.chain(id))
    }

    /// Whether the id is a scope or lies below it.
    pub fn lies_in(&self, scope: &str) -> bool {
        self.steps_to(scope).is_some()
    }

    /// Number of steps from the id up to a scope, none for the id itself; `None` where it does not lie in the scope.
    pub fn steps_to(&self, scope: &str) -> Option<usize> {
        let scope = ArmId::new(scope).text();
        self.0.iter().position(|link| link.eq_ignore_ascii_case(scope))
    }
}

/// Whether an id is a scope or lies below it.
pub fn covers(inventory: &Inventory, scope: &str, id: &str) -> bool {
    let scope = ArmId::new(scope);
    // Nothing but management groups stands elsewhere than in the id's own text.
    begins_with(id, scope.text())
        || (scope.management_group().is_some() && ScopeChain::of(inventory, id).lies_in(scope.text()))
}

/// Whether any row, or the subscription of one, is a scope or lies in it.
pub fn holds_any_in(inventory: &Inventory, scope: &str) -> bool {
    let mut subscriptions = inventory.hierarchy.subscriptions();
    let in_it = |id: &str| covers(inventory, scope, &format!("/subscriptions/{id}"));
    if subscriptions.any(|own| in_it(&own.id)) || inventory.find(scope).is_some() {
        return true;
    }
    match ArmId::new(scope).level() {
        ScopeLevel::ResourceGroup => inventory.resources().any(|row| begins_with(row.prefix(), scope)),
        ScopeLevel::Resource => inventory.resources().any(|row| begins_with(&row.id(), scope)),
        ScopeLevel::Root | ScopeLevel::ManagementGroup | ScopeLevel::Subscription => false,
    }
}

/// Whether the text of an id is that of a scope, or goes on below it. Every id is below the root.
fn begins_with(id: &str, scope: &str) -> bool {
    let scope = scope.trim_end_matches('/');
    let head = id.get(..scope.len());
    head.is_some_and(|head| head.eq_ignore_ascii_case(scope))
        && matches!(id.as_bytes().get(scope.len()), None | Some(b'/'))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::ingest::{ResourceRow, Sink, Source};
    use crate::inventory::UnsettledInventory;
    use crate::value::Column;
    use crate::value::projection::Projection;

    use super::*;

    const SUBSCRIPTION: &str = "/subscriptions/11111111-1111-4111-8111-111111111111";
    const INNER: &str = "/providers/Microsoft.Management/managementGroups/contoso-online";
    const OUTER: &str = "/providers/Microsoft.Management/managementGroups/contoso";

    /// A tenant whose one subscription lies in two management groups, one inside the other.
    fn tenant() -> Inventory {
        let properties = json!({"managementGroupAncestorsChain": [{"name": "contoso-online"}, {"name": "contoso"}]});
        let mut inventory = UnsettledInventory::default();
        let row = ResourceRow {
            id: SUBSCRIPTION.into(),
            resource_type: "microsoft.resources/subscriptions".into(),
            properties: Column::Known(properties.into()).into(),
            ..ResourceRow::default()
        };
        Sink::resource(&mut inventory, Source { file: 0, record: 1 }, row);
        inventory.settle(&Projection::default())
    }

    #[test]
    fn management_groups_and_the_root_cover_what_lies_in_their_subscriptions() {
        let tenant = tenant();
        let group = format!("{SUBSCRIPTION}/resourceGroups/rg");
        let store = format!("{group}/providers/Microsoft.Storage/storageAccounts/st");
        let scopes = [
            store.as_str(),
            &group,
            SUBSCRIPTION,
            &INNER.to_ascii_uppercase(),
            OUTER,
            "/",
        ];
        let chain = ScopeChain::of(&tenant, &store);
        for (steps, scope) in scopes.into_iter().enumerate() {
            assert!(covers(&tenant, scope, &store), "{scope}");
            assert_eq!(chain.steps_to(scope), Some(steps), "{scope}");
        }
        assert!(covers(&tenant, OUTER, INNER) && !covers(&tenant, INNER, OUTER));
        for other in [
            "/subscriptions/22222222-2222-4222-8222-222222222222",
            "/providers/Microsoft.Management/managementGroups/other",
            &format!("{group}-2"),
        ] {
            assert!(!covers(&tenant, other, &store) && !chain.lies_in(other), "{other}");
        }
        assert!(covers(&tenant, &format!("{SUBSCRIPTION}/"), &store));
    }
}
