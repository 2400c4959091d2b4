//! Who can do what where: every grant of the tenant, from role assignments and from access policies that resources carry
//! themselves, over the scopes it works on. Asked in both directions: the rights that a principal holds and what they reach,
//! and everybody who holds a right over a resource. Scopes are interned once; containment is then a comparison of numbers,
//! so a hundred thousand assignments over a million resources are answered without comparing a single prefix of an id.
//!
//! It knows privileges and scopes and nothing of controls. What a role permits is data (`roles.json`). A condition of an
//! assignment is read as far as it goes; what it leaves open is said to be so. A group whose members the exports tell is
//! expanded: each member holds what the group holds, and the rows of its membership prove it.

mod abac;
mod grant;
pub(crate) mod holders;
mod homes;
mod index;
mod members;
pub(crate) mod memo;
mod policies;
mod reached;
mod rights;
mod scopes;
mod words;

pub use abac::{Abac, Effect};
pub use grant::{Grant, GrantIx, Holder, Membership, MembershipIx, Origin, Place};
pub use holders::Holders;
pub use homes::Home;
pub use index::Reach;
pub use reached::Reached;
pub use rights::{Permit, Privileges, Rights};
pub use scopes::{ScopeIx, Scopes};
