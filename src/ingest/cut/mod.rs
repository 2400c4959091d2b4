//! From text that comes in pieces to batches of whole records, without looking into a record.

pub mod batch;
pub mod frames;
pub mod json;
pub mod scan;
pub mod table;
