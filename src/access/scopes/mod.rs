//! Containment of scopes: the scopes and resources at or below a scope of the tenant.

mod containers;

pub(crate) use containers::enclosing;
pub use containers::{Containers, ScopeIx};
