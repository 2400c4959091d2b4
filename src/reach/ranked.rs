//! Grants in the order of their holders.

use std::sync::Arc;

use crate::access::memo::Memo;
use crate::access::{GrantIx, Privileges, ScopeIx};

/// A grant behind the rank of its holder: the holder's position when all are ordered by id.
pub(crate) type Ranked = (u32, GrantIx);

/// Key of inherited grants: the container, the provider of the resource, and the privileges.
pub(super) type InheritedKey = (ScopeIx, Box<str>, Privileges);

/// Cache of the grants that are inherited from containers.
pub(super) type Inherited = Memo<InheritedKey, Arc<[Ranked]>>;

/// The runs of grants that have one holder, of a list in the order of holders.
pub(crate) fn runs(ranked: &[Ranked]) -> impl Iterator<Item = &[Ranked]> {
    ranked.chunk_by(|one, other| one.0 == other.0)
}
