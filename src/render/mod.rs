//! The report model as documents: each renderer draws what stands in the report and decides nothing.

pub mod brand;
pub mod csv;
pub mod fonts;
pub mod html;
pub mod json;
pub mod pdf;
