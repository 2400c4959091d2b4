//! The kind of a document, the input that every document is drawn from, and the folder that it is written to.

use std::error::Error;
use std::io::Write;
#[cfg(feature = "documents")]
use std::path::Path;
use std::sync::OnceLock;

#[cfg(feature = "documents")]
use crate::chart::Chart;
use crate::report::model::Report;

#[cfg(feature = "documents")]
use super::brand::Brand;

/// The reason why a document could not be made: the error of its renderer, or of the place it was written to.
pub type RenderError = Box<dyn Error + Send + Sync>;

/// How much is written of an assessment.
#[cfg(feature = "documents")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Depth {
    /// The executive summary alone.
    Executive,
    /// All documents; the full report sets out the controls that matter most and has a row for each other.
    #[default]
    Standard,
    /// All documents; the full report sets out every control that fails.
    Full,
}

#[cfg(feature = "documents")]
impl Depth {
    /// Name on the command line and in templates.
    pub fn name(self) -> &'static str {
        match self {
            Self::Executive => "executive",
            Self::Standard => "standard",
            Self::Full => "full",
        }
    }
}

/// Input of every document.
#[derive(Debug)]
pub struct Drawing<'a> {
    /// The model.
    pub report: &'a Report<'a>,
    /// The charts that the report lists.
    #[cfg(feature = "documents")]
    pub charts: &'a [Chart],
    /// The brand of the firm whose report it is.
    #[cfg(feature = "documents")]
    pub brand: &'a Brand,
    /// How much is written.
    #[cfg(feature = "documents")]
    pub depth: Depth,
    /// A folder with templates that take the place of the embedded ones of the same names.
    #[cfg(feature = "documents")]
    pub templates: Option<&'a Path>,
    /// The bytes of `report.json`, made at most once: the full PDF carries them as an attachment.
    pub report_json: OnceLock<Vec<u8>>,
}

/// Writes the content of one file.
pub type Fill<'f> = &'f mut dyn FnMut(&mut dyn Write) -> Result<(), RenderError>;

/// Folder that documents are written to.
pub trait Folder: Sync {
    /// Makes the file of this name and has it filled.
    ///
    /// # Errors
    /// When the file cannot be made or written, and whatever `fill` returns.
    fn file(&self, name: &'static str, fill: Fill<'_>) -> Result<(), RenderError>;
}

/// One kind of document.
#[derive(Debug)]
pub struct Document {
    /// Name of the kind on the command line.
    pub kind: &'static str,
    /// The files that it writes, in the order in which they are listed.
    pub files: &'static [&'static str],
    /// Those of them that the executive depth writes.
    pub executive: &'static [&'static str],
    /// Draws it and writes its files.
    pub write: fn(&Drawing<'_>, &dyn Folder) -> Result<(), RenderError>,
}
