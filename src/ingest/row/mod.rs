//! From the text of one record to its cells, and to the part of each that is kept: the rows that the readers pass on.

pub mod cells;
pub mod dates;
pub mod json;
pub mod projector;
pub mod records;
pub mod repair;
pub mod truth_words;
pub mod type_plans;
pub mod types;
pub mod unused;
