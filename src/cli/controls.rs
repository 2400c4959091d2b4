//! `underpin controls`: the framework in words.

use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};

use crate::framework::export;
use crate::framework::{Control, Framework, ProfileValues};

use super::arguments::{ControlsArguments, ControlsCommand};
use super::explain::explain;
use super::terminal::{block, line};

/// Runs the subcommand.
pub fn run(arguments: &ControlsArguments) -> Result<ExitCode> {
    if let Some(ControlsCommand::Lint { folder }) = &arguments.command {
        let framework = Framework::load(Some(folder), ProfileValues::new())?;
        for (id, alias, meant) in framework.unlisted_aliases() {
            let meant = meant.map_or_else(String::new, |name| format!("; did you mean `{name}`?"));
            line(&format!(
                "warning: {id}: Azure is not known to have the alias `{alias}`{meant}"
            ));
        }
        line(&format!("{} controls, nothing wrong", framework.controls.len()));
        return Ok(ExitCode::SUCCESS);
    }
    let framework = Framework::load(arguments.framework.as_deref(), ProfileValues::new())?;
    match &arguments.command {
        None | Some(ControlsCommand::List | ControlsCommand::Lint { .. }) => list(&framework),
        Some(ControlsCommand::Explain { id }) => explain(&framework, find(&framework, id)?),
        Some(ControlsCommand::ExportPolicy { id }) => {
            let control = find(&framework, id)?;
            let definition = export::policy(&framework, control)
                .with_context(|| format!("{} can't be an Azure Policy definition", control.file.id))?;
            block(&serde_json::to_string_pretty(&definition)?);
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn find<'f>(framework: &'f Framework, id: &str) -> Result<&'f Control> {
    match framework.control(id) {
        Some(control) => Ok(control),
        None => bail!("there is no control `{id}`; `underpin controls` lists them"),
    }
}

fn list(framework: &Framework) {
    for domain in &framework.file.domains {
        line(&format!("{} (weight {})", domain.name, domain.weight));
        let controls = framework
            .controls
            .iter()
            .filter(|control| control.file.domain() == domain.id);
        for control in controls {
            let file = &control.file;
            line(&format!("  {}  {:<8}  {}", file.id, file.severity, file.title));
        }
    }
}
