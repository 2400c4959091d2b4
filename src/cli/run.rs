//! The run that a subcommand asks for: its bundle opened, its settings read, its stages shown as progress.

use anyhow::Result;

use crate::engagement::AssessmentRun;

use super::arguments::{BundleArguments, EngagementArguments};
use super::terminal::Progress;
use super::{bundle, engagement};

/// Opens the bundle of the arguments and passes its run to `with`.
pub fn with<T>(
    progress: &Progress,
    bundle: &BundleArguments,
    engagement: &EngagementArguments,
    with: impl FnOnce(AssessmentRun<'_>) -> Result<T>,
) -> Result<T> {
    progress.stage("Opening the bundle");
    let bundle = bundle::open(bundle)?;
    let settings = engagement::settings(engagement)?;
    let observer = progress.observer();
    with(
        AssessmentRun::new(&bundle, &settings)
            .observed(&observer)
            .leaving_memory(),
    )
}
