//! The condition engine of Underpin, built alone from its own files, beside Microsoft's interpreter of Azure Policy. The
//! tests hold one against the other.

pub mod azure;
#[path = "../../../src/condition/mod.rs"]
pub mod condition;
pub mod corpus;
pub mod ingest;
pub mod rows;
