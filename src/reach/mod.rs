//! The reach of rights: the grants of the tenant seen from the identities that AI runs under. It answers which resources a
//! principal's grants reach, which principals hold a right over a resource, and the boundary of a principal.
//!
//! The rights of a role and the containment of scopes are decided by [`crate::access`].

mod holders;
mod homes;
mod hosts;
mod index;
pub(crate) mod ranked;
mod reached;
mod words;

pub use holders::Holders;
pub use homes::Home;
pub use index::Reach;
pub use reached::{Counting, Reached};
pub use words::Row;
