//! From the beginning of a text to its format: JSON, a table and how it is written, or something that is not read.

pub mod dialect;
pub mod format;
pub mod headless;
pub mod known_columns;
pub mod other_tools;
