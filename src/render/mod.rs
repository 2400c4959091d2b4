//! The report model as documents: each renderer draws what stands in the report and decides nothing.
//!
//! A kind of document is one file here and one line in [`DOCUMENTS`]; the command line knows no more of it than that line. Those
//! that are typeset or drawn need the feature `documents`.

#[cfg(feature = "documents")]
pub mod brand;
pub mod csv;
mod document;
#[cfg(feature = "documents")]
pub mod fonts;
#[cfg(feature = "documents")]
pub mod html;
pub mod json;
#[cfg(feature = "documents")]
pub mod pdf;
#[cfg(feature = "documents")]
mod visible;

#[cfg(feature = "documents")]
pub use document::Depth;
pub use document::{Document, Drawing, Fill, Folder, RenderError};

/// Every kind of document, in the order in which their files are listed.
pub const DOCUMENTS: &[Document] = &[
    #[cfg(feature = "documents")]
    pdf::DOCUMENT,
    #[cfg(feature = "documents")]
    html::DOCUMENT,
    csv::DOCUMENT,
    json::DOCUMENT,
];
