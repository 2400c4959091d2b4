//! Rows that the readers pass on: one struct per kind of row, whatever layout it came in, borrowed from the file's bytes.
//!
//! A row is the export's statement, spelt as the export spelt it. Nothing is resolved, joined or de-duplicated here: that is the
//! inventory's work, which receives the rows through [`Sink`].

use std::borrow::Cow;

use serde::Deserialize;

use super::cells::plain;
use super::unused::UnusedReason;
use crate::value::tape::{Cursor, Item};
use crate::value::{Column, Value};

/// Position of a row: the file, as an index into the ledger, and the record in it, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Source {
    /// Index of the file in the input ledger.
    pub file: u32,
    /// Record in that file, counted from 1: the element of a list or the data row of a table.
    pub record: u32,
}

impl Source {
    /// The engagement file, where it does not lie in the bundle.
    pub const ENGAGEMENT: u32 = u32::MAX;
}

/// A column of a resource, as a tree of values or as the bytes that one was never made of.
#[derive(Clone, Debug)]
pub enum Given<'a> {
    /// A tree.
    Column(Column),
    /// A tape, read by [`crate::value::tape::Cursor`].
    Flat(&'a [u8]),
}

impl Given<'_> {
    /// The column as a tree.
    pub fn column(&self) -> Column {
        match self {
            Given::Column(column) => column.clone(),
            Given::Flat(bytes) => Cursor::new(bytes).column(),
        }
    }

    /// The column as an owned value.
    pub fn into_column(self) -> Column {
        match self {
            Given::Column(column) => column,
            Given::Flat(bytes) => Cursor::new(bytes).column(),
        }
    }

    /// Whether the row has no such column.
    pub fn is_missing(&self) -> bool {
        matches!(self, Given::Column(Column::Missing))
    }

    /// Whether it is `null`, or a text that exports write instead.
    pub fn is_null(&self) -> bool {
        match self {
            Given::Column(Column::Known(Value::String(text))) => plain(text).is_empty(),
            Given::Column(column) => *column == Column::Known(Value::Null),
            Given::Flat(bytes) => match Cursor::new(bytes).item() {
                Item::Text(text) => plain(text).is_empty(),
                item => item == Item::Null,
            },
        }
    }

    /// Whether it is a text.
    pub fn is_text(&self) -> bool {
        match self {
            Given::Column(column) => matches!(column, Column::Known(Value::String(_))),
            Given::Flat(bytes) => matches!(Cursor::new(bytes).item(), Item::Text(_)),
        }
    }

    /// Whether it is an object, or was one before it was cut.
    pub fn is_object(&self) -> bool {
        match self {
            Given::Column(Column::Known(value)) => matches!(value, Value::Object(_) | Value::Part(_)),
            Given::Column(column) => *column == Column::Cut,
            Given::Flat(bytes) => {
                let item = Cursor::new(bytes).item();
                matches!(item, Item::Object(_) | Item::Part(_) | Item::Cut)
            }
        }
    }
}

impl Default for Given<'_> {
    fn default() -> Self {
        Given::Column(Column::Missing)
    }
}

impl From<Column> for Given<'_> {
    fn from(column: Column) -> Self {
        Given::Column(column)
    }
}

/// A resource, resource group, subscription, management group or any other row with an ARM id that has no struct of its own.
#[derive(Clone, Debug, Default)]
pub struct ResourceRow<'a> {
    /// ARM id.
    pub id: Cow<'a, str>,
    /// Resource type such as `microsoft.storage/storageaccounts`; taken from the id where the export has none.
    pub resource_type: Cow<'a, str>,
    /// Name; taken from the id where the export has none.
    pub name: Cow<'a, str>,
    /// Tenant id, empty when not exported.
    pub tenant_id: Cow<'a, str>,
    /// Region, empty when not exported.
    pub location: Cow<'a, str>,
    /// `kind`
    pub kind: Given<'a>,
    /// `sku`
    pub sku: Given<'a>,
    /// `tags`
    pub tags: Given<'a>,
    /// `identity`
    pub identity: Given<'a>,
    /// `properties`, projected.
    pub properties: Given<'a>,
    /// The members of the row beside these that something asks for, as one object: `zones`, `managedBy`.
    pub others: Given<'a>,
}

/// A role assignment of any layout. Empty text means that the layout does not say.
#[derive(Clone, Debug, Default)]
pub struct RoleAssignmentRow<'a> {
    /// ARM id of the assignment; empty in layouts without ids.
    pub id: Cow<'a, str>,
    /// Scope, spelt as an ARM id where the layout gives one.
    pub scope: Cow<'a, str>,
    /// Role definition: a bare GUID or a full ARM id.
    pub role_definition_id: Cow<'a, str>,
    /// Role name as the layout gives it.
    pub role_name: Cow<'a, str>,
    /// Object id of the principal.
    pub principal_id: Cow<'a, str>,
    /// `User`, `Group`, `ServicePrincipal`, `ForeignGroup`, `Unknown` …
    pub principal_type: Cow<'a, str>,
    /// Display name of the principal. `None` when the layout has no such column.
    pub principal_name: Option<Cow<'a, str>>,
    /// User principal name, mail address or application id. `None` when the layout has no such column.
    pub sign_in_name: Option<Cow<'a, str>>,
    /// Whether that is a mail address, which says nothing of where its owner signs in.
    pub sign_in_is_mail: bool,
    /// ABAC condition, empty when there is none.
    pub condition: Cow<'a, str>,
    /// True for a PIM eligibility that is not active.
    pub eligible: bool,
    /// True for a grant that a resource keeps of its own data and Azure Resource Manager does not list.
    pub data_plane: bool,
    /// Whether another tenant holds it, by a delegation of Azure Lighthouse.
    pub delegated: bool,
    /// Whether an active assignment ends by itself.
    pub lasting: Lasting,
    /// Display name of the scope, in layouts without its id.
    pub scope_name: Cow<'a, str>,
    /// Kind of scope that bears that name: `Subscription`, `Resource group`, a resource type.
    pub scope_kind: Cow<'a, str>,
}

/// Members of a group, as far as one record tells them.
#[derive(Clone, Debug, Default)]
pub struct GroupMembersRow<'a> {
    /// Object id of the group.
    pub group: Cow<'a, str>,
    /// Display name of the group; empty where the layout has none.
    pub group_name: Cow<'a, str>,
    /// Its members in this record; empty for a group that an export states to be empty.
    pub members: Vec<GroupMember<'a>>,
    /// The record itself says that there are more members than it holds.
    pub partial: bool,
    /// How it tells of them.
    pub membership: Membership,
}

/// How a record tells of the members of a group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Membership {
    /// It is part of a list of all members.
    #[default]
    Listed,
    /// It tells of single members: there may be others.
    Known,
    /// It tells of those who may become members.
    Eligible,
}

/// A member of a group. Empty text means that the layout does not say.
#[derive(Clone, Debug, Default)]
pub struct GroupMember<'a> {
    /// Object id.
    pub id: Cow<'a, str>,
    /// `User`, `User Guest`, `Group` or `ServicePrincipal`.
    pub kind: Cow<'a, str>,
    /// Display name.
    pub name: Cow<'a, str>,
    /// User principal name, mail address or application id.
    pub sign_in: Cow<'a, str>,
    /// Whether that is a mail address, which says nothing of where its owner signs in.
    pub sign_in_is_mail: bool,
}

/// Whether an active assignment ends by itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lasting {
    /// The layout does not say: a list of assignments holds activated and permanent ones alike.
    #[default]
    Unsaid,
    /// It was activated, or has an end.
    Ends,
    /// It has no end.
    Permanent,
}

/// A block of a role definition's permissions. What a block excludes it takes from itself, not from the others ("Understand Azure role
/// definitions").
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Permission {
    /// Operations of the control plane.
    pub actions: Vec<String>,
    /// Those of them that it leaves out.
    pub not_actions: Vec<String>,
    /// Operations on data.
    pub data_actions: Vec<String>,
    /// Those of them that it leaves out.
    pub not_data_actions: Vec<String>,
    /// A condition under which the block holds; empty for none.
    pub condition: String,
}

/// A role definition with its permissions.
#[derive(Clone, Debug, Default)]
pub struct RoleDefinitionRow<'a> {
    /// ARM id of the definition.
    pub id: Cow<'a, str>,
    /// Role name.
    pub role_name: Cow<'a, str>,
    /// True for a role made by the customer.
    pub custom: bool,
    /// What it permits, block by block.
    pub permissions: Vec<Permission>,
    /// Scopes at which it can be assigned.
    pub assignable_scopes: Vec<String>,
}

/// State of one resource in one recommendation of Defender for Cloud.
#[derive(Clone, Debug, Default)]
pub struct RecommendationRow<'a> {
    /// Assessment key, a GUID; empty when the layout has none.
    pub key: Cow<'a, str>,
    /// Policy definition id behind it, empty when the layout has none.
    pub policy_definition_id: Cow<'a, str>,
    /// Display name.
    pub name: Cow<'a, str>,
    /// ARM id of the resource or subscription that is assessed.
    pub resource_id: Cow<'a, str>,
    /// Subscription id, empty when the layout has none.
    pub subscription_id: Cow<'a, str>,
    /// Subscription display name, empty when the layout has none.
    pub subscription_name: Cow<'a, str>,
    /// `Critical`, `High`, `Medium`, `Low` or empty.
    pub severity: Cow<'a, str>,
    /// `Healthy`, `Unhealthy` or `NotApplicable`.
    pub state: Cow<'a, str>,
    /// Cause of a `NotApplicable`: `Exempt`, `OffByPolicy` …
    pub cause: Cow<'a, str>,
    /// First evaluation date, ISO 8601 (`2026-03-01`), empty when unknown.
    pub first_evaluated: Cow<'a, str>,
    /// Time of the report, in minutes since 1970; 0 when the layout does not say. A history reports one state many times.
    pub told: u32,
}

/// A Defender for Cloud plan of one subscription (`microsoft.security/pricings`).
#[derive(Clone, Debug, Default)]
pub struct PlanRow<'a> {
    /// ARM id of the row.
    pub id: Cow<'a, str>,
    /// Plan name: `AI`, `StorageAccounts` …
    pub name: Cow<'a, str>,
    /// `Free` or `Standard`; empty when not exported.
    pub tier: Cow<'a, str>,
    /// Which of its kinds was bought, such as `DefenderForStorageV2`; empty for none, `None` when not exported.
    pub sub_plan: Option<Cow<'a, str>>,
    /// Extensions and whether each is on, where the row tells; one without a name stands for what was cut. `None` when the row lists
    /// none.
    pub extensions: Option<Vec<(String, Option<bool>)>>,
}

/// Result of passing a row to the inventory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It entered the inventory.
    Used,
    /// It did not enter it, for this reason.
    Unused(UnusedReason),
}

/// Receives the rows of all files, in path order and in record order within a file.
pub trait Sink {
    /// A resource or any other row with an ARM id.
    fn resource(&mut self, source: Source, row: ResourceRow<'_>) -> Taken;
    /// A role assignment or eligibility.
    fn role_assignment(&mut self, source: Source, row: RoleAssignmentRow<'_>) -> Taken;
    /// A role definition.
    fn role_definition(&mut self, source: Source, row: RoleDefinitionRow<'_>) -> Taken;
    /// Members of a group.
    fn group_members(&mut self, source: Source, row: GroupMembersRow<'_>) -> Taken;
    /// A Defender recommendation for one resource.
    fn recommendation(&mut self, source: Source, row: RecommendationRow<'_>) -> Taken;
    /// A Defender plan of one subscription.
    fn plan(&mut self, source: Source, row: PlanRow<'_>) -> Taken;
}
