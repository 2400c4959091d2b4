//! One grant: who, what, where, and the row that says so.

use std::sync::Arc;

use crate::ingest::Source;
use crate::inventory::access::{AssignmentIx, Principal};
use crate::inventory::groups::Step;
use crate::inventory::resource::ResourceIx;
use crate::value::arm_id::ScopeLevel;

use super::scopes::ScopeIx;

/// Index of a grant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GrantIx(pub u32);

/// Index of a membership through which grants are held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MembershipIx(pub(super) u32);

/// How a principal comes to hold what a group holds.
#[derive(Clone, Debug)]
pub struct Membership {
    /// Lower-case id of the group that holds the grants.
    pub group: Arc<str>,
    /// From the principal to that group, step by step.
    pub way: Vec<Step>,
    /// The grants of the group, in pairs with those that the principal holds through it.
    pub(super) of_group: Vec<(GrantIx, GrantIx)>,
}

/// Where a grant works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// Everything in a container.
    Container(ScopeIx),
    /// One resource and its children.
    Resource(ResourceIx),
    /// A part of one resource, such as a container of a storage account.
    Inside(ResourceIx),
    /// A resource that no export holds, in the given container.
    Elsewhere(ScopeIx),
}

/// What a grant was read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A role assignment.
    Assignment(AssignmentIx),
    /// An access policy of the resource itself.
    Policy,
}

/// Who holds a grant, as far as the exports know the principal; looked up once for all of its grants.
#[derive(Clone, Copy, Debug)]
pub struct Holder<'a> {
    /// What the exports of role assignments say of it.
    pub principal: Option<&'a Principal>,
    /// A group.
    pub is_group: bool,
    /// A group whose members the exports tell, all of them: they hold its grants in its stead.
    pub is_told: bool,
    /// A guest.
    pub is_guest: bool,
    /// The directory no longer resolves it.
    pub is_orphan: bool,
    /// A service principal, be it of an application or a managed identity.
    pub is_application: bool,
}

/// One grant.
#[derive(Clone, Debug)]
pub struct Grant {
    /// Principal id, lower-case.
    pub principal: Arc<str>,
    /// Where it works.
    pub place: Place,
    /// Where in the tenant that is.
    pub level: ScopeLevel,
    /// What it was read from.
    pub origin: Origin,
    /// The row that says so.
    pub source: Source,
    /// Could be activated, but is not in force.
    pub eligible: bool,
    /// The principal holds it as a member of the group that it was made to.
    pub through: Option<MembershipIx>,
    pub(super) rights: u32,
}
