//! Containment of scopes: the scopes and resources at or below a scope of the tenant. Every other module asks this one.

mod chain;
mod containers;

pub use chain::{ScopeChain, covers, holds_any_in};
pub(crate) use containers::enclosing;
pub use containers::{Containers, ScopeIx};
