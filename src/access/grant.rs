//! One grant: principal, rights, scope, and the row that proves it.

use std::sync::Arc;

use crate::ingest::Source;
use crate::inventory::access::{AssignmentIx, Principal, PrincipalKind};
use crate::inventory::groups::MembershipStep;
use crate::inventory::resource::ResourceIx;
use crate::value::arm_id::ScopeLevel;

use super::scopes::ScopeIx;

/// Index of a grant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GrantIx(pub u32);

/// Index of a membership through which grants are held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MembershipIx(pub(super) u32);

/// Membership through which a principal holds the grants of a group.
#[derive(Clone, Debug)]
pub struct Membership {
    /// Lower-case id of the group that holds the grants.
    pub group: Arc<str>,
    /// Memberships from the principal to that group, step by step.
    pub way: Vec<MembershipStep>,
    /// The grants of the group, in pairs with those that the principal holds through it.
    pub(super) of_group: Vec<(GrantIx, GrantIx)>,
}

/// Place in which a grant works.
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

/// Row from which a grant was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A role assignment.
    Assignment(AssignmentIx),
    /// An access policy of the resource itself.
    Policy,
}

/// Holder of a grant, as far as the exports know the principal; looked up once for all of its grants.
#[derive(Clone, Copy, Debug)]
pub struct Holder<'a> {
    /// The principal as the exports of role assignments describe it.
    pub principal: Option<&'a Principal>,
    /// Kind of the principal.
    pub kind: PrincipalKind,
    /// Whether it is a group whose members the exports list, all of them: they hold its grants in its stead.
    pub is_told: bool,
    /// Of another organisation; `None` where the exports do not tell.
    pub is_outsider: Option<bool>,
    /// The directory no longer resolves it; `None` where the exports do not tell.
    pub is_orphan: Option<bool>,
}

impl Holder<'_> {
    /// Whether it is a group whose members the exports do not tell, or only in part: anybody may be in it.
    pub fn is_untold_group(&self) -> bool {
        matches!(self.kind, PrincipalKind::Group | PrincipalKind::ForeignGroup) && !self.is_told
    }
}

/// One grant.
#[derive(Clone, Debug)]
pub struct Grant {
    /// Principal id, lower-case.
    pub principal: Arc<str>,
    /// Place in which it works.
    pub place: Place,
    /// Level of that place in the tenant.
    pub level: ScopeLevel,
    /// Kind of row from which it was read.
    pub origin: Origin,
    /// The row that proves it.
    pub source: Source,
    /// Whether it could be activated, but is not in force.
    pub eligible: bool,
    /// Membership through which the principal holds it, if it was made to a group.
    pub through: Option<MembershipIx>,
    /// Whether a deny assignment takes away a part of it, or may take it away: who it holds for or where is not told exactly.
    pub denied_in_part: bool,
    pub(super) rights: u32,
}
