//! The tenant as it was read, and the lookups in it: by id, by type, by file.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::ingest::Source;
use crate::ingest::ledger::Ledger;
use crate::value::arm_id::{ArmId, ScopeLevel};

use super::access::{Access, Exported};
use super::asked::AskedLists;
use super::defender::Defender;
use super::denials::Denial;
use super::hierarchy::Hierarchy;
use super::incomplete::IncompleteFiles;
use super::resource::ResourceIx;
use super::resource_ref::ResourceRef;
use super::resources::Resources;
use super::subscriptions_in_use::SubscriptionsInUse;

/// A type of the table of resources, as good as any.
const A_RESOURCE: &str = "microsoft.storage/storageaccounts";

/// Inventory of a tenant: all rows of its bundle.
#[derive(Debug, Default)]
pub struct Inventory {
    pub(super) resources: Resources,
    in_use: OnceLock<SubscriptionsInUse>,
    asked: AskedLists,
    incomplete: IncompleteFiles,
    /// Principals, role definitions and role assignments.
    pub access: Access,
    /// Deny assignments.
    pub denials: Vec<Denial>,
    /// Recommendations and plans.
    pub defender: Defender,
    /// Management groups and subscriptions.
    pub hierarchy: Hierarchy,
    /// The input ledger: every file and what became of its records.
    pub ledger: Ledger,
}

impl Inventory {
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
        ResourceRef {
            resources: &self.resources,
            ledger: &self.ledger,
            ix,
        }
    }

    /// The rows of one type, given in any case.
    pub fn of_type(&self, resource_type: &str) -> &[ResourceIx] {
        self.resources.of_type(resource_type)
    }

    /// The types read and how many rows each has, in order of first appearance.
    pub fn types(&self) -> impl Iterator<Item = (&str, usize)> {
        self.rows_by_type().map(|(name, rows)| (name, rows.len()))
    }

    /// The types read and their rows, in order of first appearance.
    pub fn rows_by_type(&self) -> impl Iterator<Item = (&str, &[ResourceIx])> {
        self.resources.by_type()
    }

    /// A resource by ARM id, in any case.
    pub fn find(&self, id: &str) -> Option<ResourceRef<'_>> {
        self.resources.find(id).map(|ix| self.resource(ix))
    }

    /// Tenant ids, as spelt by the exports; some more than once.
    pub fn tenants(&self) -> impl Iterator<Item = &str> {
        self.resources.tenants()
    }

    /// Display name of a subscription; its id where no export names it.
    pub fn subscription_name<'a>(&'a self, id: &'a str) -> &'a str {
        match self.hierarchy.subscription(id) {
            Some(subscription) if !subscription.name.is_empty() => &subscription.name,
            Some(subscription) => &subscription.id,
            None => id,
        }
    }

    /// A scope by its name: `subscription sub-prod`, `management group Landing zones`, `the tenant root`.
    pub fn scope_name(&self, scope: &str) -> String {
        let id = ArmId::new(scope);
        match id.level() {
            ScopeLevel::Root => "the tenant root".to_owned(),
            ScopeLevel::Subscription => format!("subscription {}", self.subscription_name(id.last())),
            ScopeLevel::ManagementGroup => match self.hierarchy.group(id.last()) {
                Some(group) if !group.display.is_empty() => format!("management group {}", group.display),
                _ => format!("management group {}", id.last()),
            },
            level => format!("{} {}", level.words(), id.last()),
        }
    }

    /// An upper bound of [`ResourceRef::prefix_number`], for tables by it.
    pub(crate) fn prefixes(&self) -> usize {
        self.resources.store.strings().count()
    }

    /// The subscriptions that hold something. Computed on the first call: that reads every column, which takes a while at a
    /// million resources, and all rows have been read by then.
    pub fn subscriptions_in_use(&self) -> &SubscriptionsInUse {
        self.in_use.get_or_init(|| {
            let (access, defender) = (&self.access, &self.defender);
            let incomplete = self.incomplete_resources().is_some();
            SubscriptionsInUse::find(&self.resources, access, defender, &self.hierarchy, incomplete)
        })
    }

    /// The file that may lack rows of a type, in any case: the first that lacks rows of the table that holds the type. `None` where the
    /// exports hold every row that they were asked for.
    pub fn incomplete(&self, kind: &str) -> Option<Source> {
        self.incomplete.of(kind, &self.ledger, &self.resources, &self.defender)
    }

    /// The file that may lack rows of resources.
    pub fn incomplete_resources(&self) -> Option<Source> {
        self.incomplete(A_RESOURCE)
    }

    /// The share of the role assignments of each subscription that was exported, by lower-case id. A subscription that is left out
    /// has none.
    pub fn exported_assignments(&self) -> BTreeMap<Box<str>, Exported> {
        self.access.exported(&self.hierarchy, &self.ledger)
    }

    /// The file that holds the list of children or extensions of a type that was asked of a resource, both in any case; with `below`,
    /// of anything below the resource.
    pub fn list_of(&self, kind: &str, id: &str, below: bool) -> Option<Source> {
        let (kind, id) = (kind.to_ascii_lowercase(), id.to_ascii_lowercase());
        self.asked.of(&self.ledger, &kind, &id, below)
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
