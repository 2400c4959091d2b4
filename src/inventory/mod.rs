//! The tenant as it was read: resources, hierarchy, access and what Defender for Cloud says. Every row knows the file and
//! record it came from; the same thing told twice is held once. Nothing here knows what AI is or what a control asks.

pub mod access;
mod columns;
pub mod defender;
pub mod groups;
pub mod hierarchy;
pub mod holdings;
mod intern;
mod packed;
mod places;
mod placing;
pub mod resource;
mod resource_ref;
mod resources;
mod settle;
mod texts;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::bundle::{Bundle, BundleError};
use crate::ingest;
use crate::ingest::ledger::Ledger;
use crate::ingest::{
    GroupMembersRow, PlanRow, RecommendationRow, ResourceRow, RoleAssignmentRow, RoleDefinitionRow, Sink, Source, Taken,
};
use crate::value::projection::Projection;

use crate::value::arm_id::ArmId;
use access::Access;
use columns::Columns;
use defender::Defender;
use hierarchy::Hierarchy;
use holdings::Holdings;
use intern::{Interner, Symbol};
use places::Places;
use placing::Unplaced;
use resource::{Key, Resource, ResourceIx, type_and_name};
pub use resource_ref::ResourceRef;
use resources::Resources;
use settle::Conflict;
use texts::Texts;

/// Everything that the bundle told about the tenant.
#[derive(Debug, Default)]
pub struct Inventory {
    strings: Interner,
    columns: Columns,
    /// Names.
    texts: Texts,
    resources: Resources,
    by_key: Places<ResourceIx>,
    by_type: BTreeMap<Symbol, Vec<ResourceIx>>,
    conflicts: Vec<Conflict>,
    unplaced: Vec<Unplaced>,
    holdings: OnceLock<Holdings>,
    /// Principals, role definitions and role assignments.
    pub access: Access,
    /// Recommendations and plans.
    pub defender: Defender,
    /// Management groups and subscriptions.
    pub hierarchy: Hierarchy,
    /// The input ledger: every file and what became of its records.
    pub ledger: Ledger,
}

impl Inventory {
    /// Reads a bundle, keeping of each row what `projection` names.
    ///
    /// # Errors
    /// Only when the bundle itself fails (a limit, a wrong password); an unreadable file is a problem in the ledger.
    pub fn read(bundle: &Bundle, projection: &Projection) -> Result<Self, BundleError> {
        let mut inventory = Inventory::default();
        inventory.ledger = ingest::read(bundle, projection, &mut inventory)?;
        inventory.place_by_name();
        inventory.join_metadata();
        inventory.settle_conflicts();
        inventory.settle_properties(projection);
        inventory.access.settle_groups(&inventory.ledger);
        inventory.by_type.values_mut().for_each(Vec::shrink_to_fit);
        inventory.resources.close();
        inventory.access.close();
        inventory.columns.close();
        Ok(inventory)
    }

    /// What every inventory needs of its rows, whatever the framework looks at.
    pub fn project(projection: &mut Projection) {
        for path in [
            "identity.type",
            "identity.principalId",
            "identity.userAssignedIdentities",
        ] {
            projection.keep(None, path);
        }
        let containers = [
            (
                "microsoft.resources/subscriptions",
                "properties.managementGroupAncestorsChain",
            ),
            ("microsoft.management/managementgroups", "properties.displayName"),
            ("microsoft.management/managementgroups", "properties.details"),
            (
                "microsoft.managedidentity/userassignedidentities",
                "properties.principalId",
            ),
            ("microsoft.authorization/policyassignments", "properties.scope"),
            ("microsoft.authorization/policyassignments", "properties.notScopes"),
            (
                "microsoft.authorization/policyassignments",
                "properties.policyDefinitionId",
            ),
            (
                "microsoft.authorization/policyassignments",
                "properties.enforcementMode",
            ),
            ("microsoft.authorization/policyassignments", "properties.parameters"),
            ("microsoft.authorization/policyassignments", "properties.displayName"),
            ("microsoft.authorization/policyexemptions", "properties"),
            (
                "microsoft.authorization/policysetdefinitions",
                "properties.policyDefinitions",
            ),
            ("microsoft.authorization/policysetdefinitions", "properties.parameters"),
            (
                "microsoft.authorization/policydefinitions",
                "properties.policyRule.then.effect",
            ),
            ("microsoft.authorization/policydefinitions", "properties.parameters"),
            ("microsoft.policyinsights/policystates", "properties.resourceId"),
            ("microsoft.policyinsights/policystates", "properties.policyDefinitionId"),
            ("microsoft.policyinsights/policystates", "properties.complianceState"),
        ];
        for (resource_type, path) in containers {
            projection.keep(Some(resource_type), path);
        }
    }

    /// Number of rows with an ARM id, containers among them.
    pub fn len(&self) -> usize {
        self.resources.len()
    }

    /// Whether no row with an ARM id was read.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All rows with an ARM id, in the order in which they were first read.
    pub fn resources(&self) -> impl ExactSizeIterator<Item = ResourceRef<'_>> {
        (0..self.resources.len() as u32).map(|ix| self.resource(ResourceIx(ix)))
    }

    /// One resource.
    pub fn resource(&self, ix: ResourceIx) -> ResourceRef<'_> {
        ResourceRef { inventory: self, ix }
    }

    /// The rows of one type, given in any case.
    pub fn of_type(&self, resource_type: &str) -> &[ResourceIx] {
        self.strings
            .find(&resource_type.to_ascii_lowercase())
            .and_then(|symbol| self.by_type.get(&symbol))
            .map_or(&[], Vec::as_slice)
    }

    /// The types read and how many rows each has, in order of first appearance.
    pub fn types(&self) -> impl Iterator<Item = (&str, usize)> {
        self.rows_by_type().map(|(name, rows)| (name, rows.len()))
    }

    /// The types read and their rows, in order of first appearance.
    pub fn rows_by_type(&self) -> impl Iterator<Item = (&str, &[ResourceIx])> {
        self.by_type
            .iter()
            .map(|(symbol, rows)| (self.strings.text(*symbol), rows.as_slice()))
    }

    /// A resource by ARM id, in any case.
    pub fn find(&self, id: &str) -> Option<ResourceRef<'_>> {
        let id = ArmId::new(id);
        let (prefix, path) = id.split();
        let (path, name) = type_and_name(path);
        let key = Key {
            prefix: self.strings.find_folded(prefix)?,
            path: self.strings.find_folded(&path)?,
            name: &name,
        };
        self.place(key.hash(), &key).map(|ix| self.resource(ix))
    }

    /// The resource with this key, whose hash comes with it.
    fn place(&self, hash: u64, key: &Key<'_>) -> Option<ResourceIx> {
        let is_same = |ix: ResourceIx| self.resources.get(ix).key(&self.strings, &self.texts).is(key);
        self.by_key.find(hash, is_same)
    }

    /// Tenant ids, as spelt by the exports; some more than once.
    pub fn tenants(&self) -> impl Iterator<Item = &str> {
        self.resources.tenants().map(|symbol| self.strings.text(symbol))
    }

    /// Display name of a subscription; its id where no export names it.
    pub fn subscription_name<'a>(&'a self, id: &'a str) -> &'a str {
        match self.hierarchy.subscription(id) {
            Some(subscription) if !subscription.name.is_empty() => &subscription.name,
            Some(subscription) => &subscription.id,
            None => id,
        }
    }

    /// A bound of the numbers of prefixes.
    pub(crate) fn prefixes(&self) -> usize {
        self.strings.count()
    }

    /// Which subscriptions hold something, found when it is first asked for: all rows have been read by then.
    pub fn holdings(&self) -> &Holdings {
        self.holdings.get_or_init(|| Holdings::of(self))
    }

    /// Path of a file in the bundle.
    pub fn path(&self, source: Source) -> &str {
        let outside = if source.file == Source::ENGAGEMENT {
            "engagement.toml"
        } else {
            ""
        };
        self.ledger
            .inputs
            .get(source.file as usize)
            .map_or(outside, |input| &input.path)
    }
}

impl Sink for Inventory {
    fn resource(&mut self, source: Source, row: ResourceRow<'_>) -> Taken {
        let id = ArmId::new(&row.id);
        if !id.is_id() {
            return Taken::Unused("no-id");
        }
        self.hierarchy.note(source, &row);
        if let Some(subscription) = id.subscription() {
            self.hierarchy.mention(subscription);
        }
        let resource = Resource::new(source, row, &mut self.strings, &mut self.columns, &mut self.texts);
        let key = resource.key(&self.strings, &self.texts);
        let hash = key.hash();
        if let Some(ix) = self.place(hash, &key) {
            let mut known = self.resources.get(ix);
            if let Some(column) = known.conflicts_with(&resource, &self.strings, &self.columns) {
                self.conflicts.push(Conflict::Resource(ix, Box::new(resource), column));
                return Taken::Unused("duplicate");
            }
            let taken = known.enrich(resource, &mut self.strings, &mut self.columns);
            self.resources.set(ix, known);
            return match taken {
                true => Taken::Used,
                false => Taken::Unused("duplicate"),
            };
        }
        let ix = self.resources.push(resource);
        self.by_type.entry(resource.resource_type).or_default().push(ix);
        self.by_key.insert(hash, ix);
        Taken::Used
    }

    fn role_assignment(&mut self, source: Source, row: RoleAssignmentRow<'_>) -> Taken {
        if row.scope.is_empty() && !row.scope_name.is_empty() {
            self.unplaced.push(Unplaced::new(source, row));
            return Taken::Unused("scope-by-name");
        }
        self.access.add_assignment(source, row)
    }

    fn role_definition(&mut self, source: Source, row: RoleDefinitionRow<'_>) -> Taken {
        self.access.add_definition(source, row)
    }

    fn group_members(&mut self, source: Source, row: GroupMembersRow<'_>) -> Taken {
        self.access.add_members(source, row)
    }

    fn recommendation(&mut self, source: Source, row: RecommendationRow<'_>) -> Taken {
        let subscription = ArmId::new(&row.resource_id).subscription();
        if let Some(id) = subscription {
            let name = match row.subscription_id.eq_ignore_ascii_case(id) {
                true => &*row.subscription_name,
                false => "",
            };
            self.hierarchy.mention_named(id, name);
        }
        self.defender.add_recommendation(source, row, &mut self.conflicts)
    }

    fn plan(&mut self, source: Source, row: PlanRow<'_>) -> Taken {
        self.defender.add_plan(source, row, &mut self.conflicts)
    }
}
