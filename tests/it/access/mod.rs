//! Who can reach what, on planted tenants whose right answer is known, through the real binary: what is a path, what only
//! looks like one, and what taking a path away does.

mod groups;
mod near;
mod paths;
mod questions;
mod stored;
mod tenant;
