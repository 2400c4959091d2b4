//! The values of an Azure export and the texts that name things in it: JSON, columns, paths, ARM ids, GUIDs; and the vocabulary in
//! which the assessment answers. This is the ground of the crate: every other module may use it and it uses none, so that the
//! condition engine and the readers can be understood and tested alone. It knows how Azure spells, never what a value means for a
//! control.

pub mod addresses;
pub mod arm_id;
pub mod arm_parts;
pub mod base64;
pub mod cloud;
pub mod codec;
mod column;
mod fact;
pub mod guid;
mod json;
pub(crate) mod names;
pub mod path;
pub mod projection;
pub mod reference;
pub mod resource_type;
pub mod swar;
pub mod tape;
pub mod text;
pub mod vocabulary;

pub use column::Column;
pub use fact::Fact;
pub use json::Value;
