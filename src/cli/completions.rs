//! `underpin completions`: a completion script for a shell.

use std::io;
use std::process::ExitCode;

use anyhow::Result;
use clap::CommandFactory;

use super::arguments::{Arguments, CompletionsArguments};

/// Runs the subcommand.
pub fn run(arguments: &CompletionsArguments) -> Result<ExitCode> {
    clap_complete::generate(
        arguments.shell,
        &mut Arguments::command(),
        "underpin",
        &mut io::stdout(),
    );
    Ok(ExitCode::SUCCESS)
}
