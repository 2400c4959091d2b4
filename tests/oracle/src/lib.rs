//! The condition engine of Underpin beside Microsoft's interpreter of Azure Policy. The tests hold one against the other.

pub mod azure;
pub mod corpus;
pub mod rows;
