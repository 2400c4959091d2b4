//! One engagement from its bundle to its report: reads the bundle, settles the terms under which the tenant is judged, finds the
//! estate, judges it and scores the findings. This is the entry of the library, and the command line uses no other. It prints
//! nothing and writes no file.

mod error;
mod run;
mod settings;
mod terms;

pub use error::AssessError;
pub use run::{AssessmentRun, RunStage};
pub use settings::Settings;
pub(crate) use terms::context_at;

use crate::bundle::Bundle;
use crate::report::model::Report;

/// Assesses the tenant of a bundle and passes its report to `with`. The report borrows what was read: its findings are made one
/// after the other when they are asked for, so that those of a large tenant never stand in memory together.
///
/// ```
/// use std::path::Path;
///
/// use underpin::bundle::{Bundle, Limits};
/// use underpin::{Settings, assess};
///
/// let bundle = Bundle::open(Path::new("samples/contoso.zip"), &Limits::default(), None)?;
/// let (score, findings) = assess(&bundle, &Settings::default(), |report| {
///     (report.score.value, report.findings.len())
/// })?;
/// assert!(score.is_some_and(|score| (0.0..=100.0).contains(&score)));
/// assert!(findings > 0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// When the bundle, the framework or the engagement file cannot be used, and when nothing in the bundle can be: a report about
/// nothing helps nobody.
pub fn assess<T>(bundle: &Bundle, settings: &Settings, with: impl FnOnce(&Report<'_>) -> T) -> Result<T, AssessError> {
    AssessmentRun::new(bundle, settings).assess(with)
}
