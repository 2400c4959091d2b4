//! The settings of an assessment.

use std::path::PathBuf;

use jiff::civil::Date;

use crate::framework::engagement::EngagementFile;
use crate::report::Previous;

/// Settings of an assessment. The default judges by the built-in framework and takes everything else from the bundle.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Folder with a framework in the place of the built-in one.
    pub framework: Option<PathBuf>,
    /// The assessor's engagement file; empty where there is none.
    pub engagement: EngagementFile,
    /// Whether an engagement file inside the bundle, which is the client's own word, is applied. Without it only the client's name,
    /// the title and the language are taken from it.
    pub accept_declarations: bool,
    /// An earlier assessment of the tenant.
    pub previous: Option<Previous>,
    /// The client's name; else that of the engagement file, else that of the bundle's manifest.
    pub client: Option<String>,
    /// The date that the assessment speaks of; else that of the engagement file, else the newest date in the evidence.
    pub as_of: Option<Date>,
}
