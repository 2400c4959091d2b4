//! The settings of an assessment, from the arguments.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use jiff::civil::Date;

use crate::Settings;
use crate::framework::engagement::EngagementFile;
use crate::report::Previous;

use super::arguments::EngagementArguments;

/// Resolves the arguments: reads the files that they name.
pub fn settings(arguments: &EngagementArguments) -> Result<Settings> {
    Ok(Settings {
        framework: arguments.framework.clone(),
        engagement: match &arguments.engagement {
            Some(path) => engagement(path)?,
            None => EngagementFile::default(),
        },
        accept_declarations: arguments.accept_declarations,
        previous: arguments.previous.as_deref().map(previous).transpose()?,
        client: arguments.client.clone(),
        as_of: arguments.as_of.as_deref().map(date).transpose()?,
    })
}

fn engagement(path: &Path) -> Result<EngagementFile> {
    let text = fs::read_to_string(path).with_context(|| format!("{} can't be read", path.display()))?;
    Ok(EngagementFile::parse(&path.display().to_string(), &text)?)
}

/// An earlier assessment that is named on the command line.
fn previous(path: &Path) -> Result<Previous> {
    let text = fs::read_to_string(path).with_context(|| format!("{} can't be read", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} is no report.json", path.display()))
}

/// The day that a text names.
pub(super) fn date(text: &str) -> Result<Date> {
    text.parse()
        .with_context(|| format!("`{text}` is no date; write it as 2026-11-15"))
}
