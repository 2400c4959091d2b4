//! From bytes to text and from text to the records of a table.

pub mod ansi;
pub mod decode;
pub mod dialect;
pub mod quoted;
pub mod records;
