//! Which deny assignments take something away from a grant: by whom they hold for, and where. One that may hold, or holds only for a
//! part of what a grant covers, takes nothing away; the grant is then known to hold only in part.

use rustc_hash::FxHashMap;

use crate::inventory::Inventory;
use crate::inventory::access::{Access, PrincipalKind};
use crate::inventory::denials::Denial;
use crate::inventory::groups::{Everybody, groups_around};
use crate::value::arm_id::ArmId;

use super::operations::permits;

/// The deny assignments of a tenant, by scope.
pub(super) struct Denials<'a> {
    access: &'a Access,
    all: &'a [Denial],
    /// Deny assignments made at a scope, by its lower-case id.
    at: FxHashMap<String, Vec<u32>>,
    /// Deny assignments made below a scope, by its lower-case id.
    below: FxHashMap<String, Vec<u32>>,
    inventory: &'a Inventory,
}

/// The effects of deny assignments on a grant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Effects {
    /// Positions of the deny assignments that hold for all of it, ascending.
    pub whole: Vec<u32>,
    /// Whether another holds, or may hold, for a part of it.
    pub in_part: bool,
}

impl<'a> Denials<'a> {
    pub(super) fn new(inventory: &'a Inventory) -> Self {
        let mut found = Denials {
            access: &inventory.access,
            all: &inventory.denials,
            at: FxHashMap::default(),
            below: FxHashMap::default(),
            inventory,
        };
        for (position, denial) in found.all.iter().enumerate() {
            let position = position as u32;
            found.at.entry(denial.scope.clone()).or_default().push(position);
            for scope in chain(inventory, &denial.scope).into_iter().skip(1) {
                found.below.entry(scope).or_default().push(position);
            }
        }
        found
    }

    /// The effects on the rights of a principal at a scope.
    pub(super) fn on(&self, principal: &str, scope: &str) -> Effects {
        let mut effects = Effects::default();
        if self.all.is_empty() {
            return effects;
        }
        let chain = chain(self.inventory, &ArmId::new(scope).text().to_ascii_lowercase());
        for (distance, scope) in chain.iter().enumerate() {
            for position in self.at.get(scope).into_iter().flatten() {
                let denial = &self.all[*position as usize];
                match self.holds(denial, principal) {
                    Some(false) => {}
                    // What lies below is left out, so nothing of a grant from further up and a part of one from here is forbidden.
                    Some(true) | None if denial.only_there => effects.in_part |= distance == 0,
                    Some(true) => effects.whole.push(*position),
                    None => effects.in_part = true,
                }
            }
        }
        let below = chain
            .first()
            .and_then(|scope| self.below.get(scope))
            .into_iter()
            .flatten();
        let mut below = below.map(|position| &self.all[*position as usize]);
        effects.in_part |= below.any(|denial| self.holds(denial, principal) != Some(false));
        effects.whole.sort_unstable();
        effects
    }

    /// Whether a deny assignment holds for a principal; `None` where the exports do not tell.
    fn holds(&self, denial: &Denial, principal: &str) -> Option<bool> {
        let included = if denial.everybody {
            Some(true)
        } else {
            self.is_among(&denial.principals, principal)
        };
        if included == Some(false) {
            return included;
        }
        match self.is_among(&denial.excluded, principal) {
            Some(true) => Some(false),
            // Some in a group may be left out.
            Some(false) if self.access.is_group(principal) && !denial.excluded.is_empty() => None,
            Some(false) => included,
            None => None,
        }
    }

    /// Whether a principal is one of these, or in a group that is; `None` where a group of them may hold it.
    fn is_among(&self, ids: &[String], principal: &str) -> Option<bool> {
        let is_one = |id: &str| ids.iter().any(|own| own.eq_ignore_ascii_case(id));
        if is_one(principal)
            || groups_around(self.access, principal)
                .iter()
                .any(|(group, _)| is_one(group))
        {
            return Some(true);
        }
        let may_hold = |id: &String| match self.access.kind(id) {
            PrincipalKind::User | PrincipalKind::ServicePrincipal => false,
            PrincipalKind::Unsaid | PrincipalKind::ForeignGroup => true,
            PrincipalKind::Group => !Everybody::of(self.access, id).is_some_and(|everybody| everybody.complete),
        };
        (!ids.iter().any(may_hold)).then_some(false)
    }
}

/// A scope and everything above it, lower-case, nearest first.
fn chain(inventory: &Inventory, scope: &str) -> Vec<String> {
    let chain = inventory.hierarchy.chain(scope).into_iter();
    chain.map(|scope| scope.to_ascii_lowercase()).collect()
}

/// Whether any of these deny assignments forbids an operation.
pub(super) fn forbids(denied: &[&Denial], operation: &str, on_data: bool) -> bool {
    let mut blocks = denied.iter().flat_map(|denial| &denial.blocks);
    blocks.any(|block| match on_data {
        true => permits(&block.data_actions, &block.not_data_actions, operation),
        false => permits(&block.actions, &block.not_actions, operation),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};

    use crate::ingest::{GroupMember, GroupMembersRow, ResourceRow, Sink, Source};
    use crate::inventory::UnsettledInventory;
    use crate::value::Column;
    use crate::value::projection::Projection;

    use super::*;

    const GROUP: &str = "/subscriptions/s/resourcegroups/g";
    const STORE: &str = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/a";
    const EVERYBODY: &str = "00000000-0000-0000-0000-000000000000";

    /// The effects of a deny assignment at the resource group, with these members besides, on the rights of `p` at a scope.
    fn effects(properties: Json, scope: &str) -> (usize, bool) {
        let mut whole = json!({ "permissions": [{ "actions": ["*"] }], "excludePrincipals": [] });
        let own = properties.as_object().unwrap().clone();
        whole.as_object_mut().unwrap().extend(own);
        let mut inventory = UnsettledInventory::default();
        let source = Source { file: 0, record: 1 };
        let row = ResourceRow {
            id: format!("{GROUP}/providers/Microsoft.Authorization/denyAssignments/d").into(),
            resource_type: "Microsoft.Authorization/denyAssignments".into(),
            properties: Column::Known(whole.into()).into(),
            ..ResourceRow::default()
        };
        Sink::resource(&mut inventory, source, row);
        let members = GroupMembersRow {
            group: "told".into(),
            members: vec![GroupMember {
                id: "p".into(),
                kind: "User".into(),
                ..GroupMember::default()
            }],
            ..GroupMembersRow::default()
        };
        Sink::group_members(&mut inventory, source, members);
        let inventory = inventory.settle(&Projection::default());
        let effects = Denials::new(&inventory).on("p", scope);
        (effects.whole.len(), effects.in_part)
    }

    fn ids(ids: &[&str]) -> Json {
        ids.iter().map(|id| json!({ "id": id, "type": "User" })).collect()
    }

    #[test]
    fn it_holds_for_those_whom_it_names_and_for_groups_that_they_are_in() {
        for (principals, excluded, expected) in [
            (ids(&[EVERYBODY]), ids(&[]), (1, false)),
            (ids(&["P"]), ids(&[]), (1, false)),
            (ids(&["told"]), ids(&[]), (1, false)),
            (ids(&[EVERYBODY]), ids(&["p"]), (0, false)),
            (ids(&[EVERYBODY]), ids(&["told"]), (0, false)),
            // Nobody knows what the other is: it may be a group that `p` is in.
            (ids(&["other"]), ids(&[]), (0, true)),
            (ids(&[EVERYBODY]), ids(&["other"]), (0, true)),
        ] {
            let properties = json!({ "principals": principals, "excludePrincipals": excluded });
            assert_eq!(effects(properties.clone(), STORE), expected, "{properties}");
        }
    }

    #[test]
    fn it_holds_at_its_scope_and_below_and_takes_a_part_of_what_is_granted_above() {
        let everybody = json!({ "principals": ids(&[EVERYBODY]) });
        assert_eq!(effects(everybody.clone(), GROUP), (1, false));
        assert_eq!(effects(everybody.clone(), "/subscriptions/s"), (0, true));
        assert_eq!(effects(everybody, "/subscriptions/s/resourceGroups/other"), (0, false));
        let there = json!({ "principals": ids(&[EVERYBODY]), "doNotApplyToChildScopes": true });
        assert_eq!(effects(there.clone(), STORE), (0, false));
        assert_eq!(effects(there, GROUP), (0, true));
    }

    #[test]
    fn what_is_cut_takes_nothing_away() {
        for cut in [
            json!({ "principals": "System.Object[]" }),
            json!({ "principals": ids(&[EVERYBODY]), "permissions": "System.Object[]" }),
            json!({ "principals": ids(&[EVERYBODY]), "permissions": [{ "actions": ["*"], "notActions": "System.Object[]" }] }),
            json!({ "principals": ids(&[EVERYBODY]), "doNotApplyToChildScopes": "System.Object" }),
        ] {
            assert_eq!(effects(cut.clone(), STORE), (0, false), "{cut}");
        }
    }
}
