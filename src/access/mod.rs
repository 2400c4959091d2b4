//! Access rights of a tenant: roles and the rights that they give, conditions, and every grant, from role assignments and from
//! access policies that resources carry themselves, over the scopes it works on. Scopes are interned once; containment is then a
//! comparison of numbers, so a hundred thousand assignments over a million resources are answered without comparing a single
//! prefix of an id.
//!
//! It knows privileges and scopes and nothing of AI or of controls. What a role permits follows from its operations; which
//! operations give which privilege is data (`roles.json`). A condition of an
//! assignment is read as far as it goes; what it leaves open is said to be so. A group whose members the exports tell is
//! expanded: each member holds what the group holds, and the rows of its membership prove it.

mod abac;
mod built_in;
#[cfg(test)]
mod compared;
mod denials;
pub mod file;
mod grant;
mod grants;
mod members;
pub(crate) mod memo;
mod operations;
mod policies;
mod privileges;
mod rights;
pub mod roles;
mod rules;
pub mod scopes;
mod settled;

pub use abac::{Abac, Effect};
pub use grant::{Grant, GrantIx, Holder, Membership, MembershipIx, Origin, Place};
pub use grants::Grants;
pub use privileges::Privileges;
pub use rights::{Permit, Rights};
pub use roles::Roles;
pub use scopes::{Containers, ScopeChain, ScopeIx};
