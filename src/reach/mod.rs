//! How far rights reach, and who runs behind them: the grants of the tenant seen from the identities that AI runs under. It answers
//! which resources a principal's grants reach, everybody who holds a right over a resource, and where a principal lives.
//!
//! What a role permits and what lies below a scope is [`crate::access`]'s to say.

pub(crate) mod holders;
mod homes;
mod index;
mod reached;
mod words;

pub use holders::Holders;
pub use homes::Home;
pub use index::Reach;
pub use reached::Reached;
