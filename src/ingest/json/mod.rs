//! JSON as exports use it: envelopes around lists of rows, read in pieces and projected row by row.

pub mod flatten;
pub(super) mod frames;
pub mod project;
pub mod repair;
pub mod row;
pub mod scan;
pub mod split;
