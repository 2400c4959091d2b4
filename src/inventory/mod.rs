//! The tenant as it was read: resources, hierarchy, access, and the statements of Defender for Cloud. Every row knows the file
//! and record it came from, and a thing that several files hold is held once. Nothing here knows what AI is or what a control
//! asks.
//!
//! Each file uses those above it in this list: `store` keeps texts and columns; `resources`, [`access`], [`defender`] and
//! [`hierarchy`] hold the rows of a kind; `tenant` holds all of them; `read` fills it, and `scopes_by_name`,
//! `delegations`, `assessment_metadata`, `conflicts`, `implied` and `missing_properties` settle what needs every file. [`groups`] follows memberships.

pub mod access;
mod asked;
mod assessment_metadata;
mod conflicts;
mod contradiction;
pub mod defender;
mod delegations;
pub mod denials;
pub mod groups;
pub mod hierarchy;
mod implied;
mod incomplete;
mod merge;
mod missing_properties;
mod projection;
mod read;
pub mod resource;
mod resource_ref;
mod resources;
mod scopes_by_name;
mod store;
pub mod subscriptions_in_use;
mod tenant;

pub use resource_ref::ResourceRef;
pub use tenant::Inventory;

#[cfg(test)]
pub(crate) use read::UnsettledInventory;
