//! The rights of role assignments, each kind computed once: a tenant has far fewer roles, conditions and deny assignments than role
//! assignments.

use rustc_hash::FxHashMap;

use crate::inventory::Inventory;
use crate::inventory::access::RoleAssignment;

use super::denials::Denials;
use super::rights::Rights;
use super::roles::Roles;

/// The facts that rights follow from: the role by id and name, the condition, and the deny assignments that hold.
type RightsKey<'a> = (&'a str, &'a str, &'a str, Vec<u32>);

/// Rights that were computed before, by what they follow from.
pub(super) struct SettledRights<'a> {
    inventory: &'a Inventory,
    denials: Denials<'a>,
    known: FxHashMap<RightsKey<'a>, u32>,
}

impl<'a> SettledRights<'a> {
    pub(super) fn new(inventory: &'a Inventory) -> Self {
        SettledRights {
            inventory,
            denials: Denials::new(inventory),
            known: FxHashMap::default(),
        }
    }

    /// The position in `rights` of what a principal holds by an assignment, which is added where it is new, and whether a deny
    /// assignment takes a part of it away that cannot be told from the rest.
    pub(super) fn of(
        &mut self,
        roles: &Roles,
        rights: &mut Vec<Rights>,
        assignment: &'a RoleAssignment,
        principal: &str,
    ) -> (u32, bool) {
        // What a resource keeps of its own data is no affair of Azure Resource Manager.
        let effects = match assignment.data_plane {
            true => super::denials::Effects::default(),
            false => self.denials.on(principal, &assignment.scope),
        };
        let key = (
            &*assignment.role_id,
            &*assignment.role_name,
            &*assignment.condition,
            effects.whole,
        );
        let denied: Vec<_> = key.3.iter().map(|ix| &self.inventory.denials[*ix as usize]).collect();
        let position = *self.known.entry(key).or_insert_with(|| {
            rights.push(Rights::of(roles, self.inventory, assignment, &denied));
            rights.len() as u32 - 1
        });
        (position, effects.in_part)
    }
}
