//! Who can reach what, on planted tenants whose right answer is known, through the real binary: what is a path, what only
//! looks like one, and what taking a path away does.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;
#[path = "access/groups.rs"]
mod groups;
#[path = "access/near.rs"]
mod near;
#[path = "access/paths.rs"]
mod paths;
#[path = "access/questions.rs"]
mod questions;
#[path = "access/stored.rs"]
mod stored;
#[path = "access/tenant.rs"]
mod tenant;
