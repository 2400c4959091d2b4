//! Reads a bundle into an inventory: takes the rows from the readers and, when all files are read, settles what needs the other
//! files.

use crate::bundle::{Bundle, BundleError};
use crate::ingest::{
    self, GroupMembersRow, PlanRow, RecommendationRow, ResourceRow, RoleAssignmentRow, RoleDefinitionRow, Sink, Source,
    Taken, UnusedReason,
};
use crate::value::Column;
use crate::value::arm_id::ArmId;
use crate::value::projection::Projection;

use super::assessment_metadata;
use super::conflicts::{self, Conflict};
use super::denials::Denial;
use super::implied;
use super::missing_properties;
use super::resources::Added;
use super::scopes_by_name::{self, ScopeByName};
use super::tenant::Inventory;
use super::{delegations, denials};

impl Inventory {
    /// Reads a bundle, keeping of each row what `projection` names.
    ///
    /// # Errors
    /// Only when the bundle itself fails (a limit, a wrong password); an unreadable file is a problem in the ledger.
    pub fn read(bundle: &Bundle, projection: &Projection) -> Result<Self, BundleError> {
        let mut unsettled = UnsettledInventory::default();
        unsettled.inventory.ledger = ingest::read(bundle, projection, &mut unsettled)?;
        Ok(unsettled.settle(projection))
    }
}

/// An inventory of which not all files are read: rows that contradict each other or name their scope wait for the others.
#[derive(Debug, Default)]
pub(crate) struct UnsettledInventory {
    inventory: Inventory,
    conflicts: Vec<Conflict>,
    by_name: Vec<ScopeByName>,
}

impl UnsettledInventory {
    /// The inventory of all rows that were taken. The order matters: an assignment whose scope is found by name may repeat or
    /// contradict another.
    pub(crate) fn settle(self, projection: &Projection) -> Inventory {
        let mut inventory = self.inventory;
        scopes_by_name::settle(self.by_name, &mut inventory);
        assessment_metadata::join(&mut inventory);
        conflicts::settle(self.conflicts, &mut inventory);
        missing_properties::settle(projection, &mut inventory);
        implied::settle(&mut inventory.resources);
        delegations::settle(&mut inventory);
        inventory.access.settle(&inventory.ledger);
        inventory.denials = denials_of(&inventory);
        inventory.resources.close();
        inventory.access.close();
        inventory
    }
}

/// Every deny assignment that the exports hold whole.
fn denials_of(inventory: &Inventory) -> Vec<Denial> {
    let rows = inventory.of_type(denials::TYPE).iter();
    let found = rows.filter_map(|ix| {
        let row = inventory.resource(*ix);
        let properties = row.column("properties").and_then(Column::into_known)?;
        denials::denial(&row.id(), row.source(), &properties)
    });
    found.collect()
}

impl Sink for UnsettledInventory {
    fn resource(&mut self, source: Source, row: ResourceRow<'_>) -> Taken {
        let id = ArmId::new(&row.id);
        if !id.is_id() {
            return Taken::Unused(UnusedReason::NoId);
        }
        self.inventory.hierarchy.note(source, &row);
        if let Some(subscription) = id.subscription() {
            self.inventory.hierarchy.note_id(subscription);
        }
        match self.inventory.resources.add(source, &row) {
            Added::New | Added::Merged => Taken::Used,
            Added::Repeated => Taken::Unused(UnusedReason::Duplicate),
            Added::Contradicts(ix, other, column) => {
                self.conflicts.push(Conflict::Resource(ix, Box::new(other), column));
                Taken::Unused(UnusedReason::Duplicate)
            }
        }
    }

    fn role_assignment(&mut self, source: Source, row: RoleAssignmentRow<'_>) -> Taken {
        if row.scope.is_empty() && !row.scope_name.is_empty() {
            self.by_name.push(ScopeByName::new(source, row));
            return Taken::Unused(UnusedReason::ScopeByName);
        }
        self.inventory.access.add_assignment(source, row)
    }

    fn role_definition(&mut self, source: Source, row: RoleDefinitionRow<'_>) -> Taken {
        self.inventory.access.add_definition(source, row)
    }

    fn group_members(&mut self, source: Source, row: GroupMembersRow<'_>) -> Taken {
        self.inventory.access.add_members(source, row)
    }

    fn recommendation(&mut self, source: Source, row: RecommendationRow<'_>) -> Taken {
        let subscription = ArmId::new(&row.resource_id).subscription();
        if let Some(id) = subscription {
            let name = match row.subscription_id.eq_ignore_ascii_case(id) {
                true => &*row.subscription_name,
                false => "",
            };
            self.inventory.hierarchy.note_name(id, name);
        }
        let added = self.inventory.defender.add_recommendation(source, &row);
        added.unwrap_or_else(|(at, other)| {
            self.conflicts.push(Conflict::Recommendation(at, other));
            Taken::Unused(UnusedReason::Duplicate)
        })
    }

    fn plan(&mut self, source: Source, row: PlanRow<'_>) -> Taken {
        let added = self.inventory.defender.add_plan(source, row);
        added.unwrap_or_else(|(key, other)| {
            self.conflicts.push(Conflict::Plan(key, other));
            Taken::Unused(UnusedReason::Duplicate)
        })
    }
}
