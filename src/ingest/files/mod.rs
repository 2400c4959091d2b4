//! From the batches of one file to its rows, and from what surrounds them to the file's layout and family.

pub mod asked;
pub mod envelope;
pub mod json;
pub mod table;
