//! What the engine reads its values through.

#[path = "../../../src/ingest/value.rs"]
pub mod value;
