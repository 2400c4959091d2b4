//! The command line: the arguments, their resolution into settings, and one file per subcommand. The only place that prints.

mod access;
mod arguments;
mod assess;
mod bundle;
mod completions;
mod controls;
mod engagement;
mod explain;
mod policy;
mod run;
mod schema;
mod terminal;
mod validate;

use std::process::ExitCode;

use clap::Parser;

use arguments::{Arguments, Command};

/// Exit code of a run that went well, but did not meet a bound that was given.
const BELOW: u8 = 1;
/// Exit code of a run that failed.
const FAILED: u8 = 2;

/// Runs the command line and says how it went: 0 done, 1 done but below `--fail-under`, 2 could not do it.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let done = match arguments.command {
        Command::Assess(arguments) => assess::run(&arguments),
        Command::Validate(arguments) => validate::run(&arguments),
        Command::Access(arguments) => access::run(&arguments),
        Command::Controls(arguments) => controls::run(&arguments),
        Command::Policy(arguments) => policy::run(&arguments),
        Command::Schema(arguments) => schema::run(&arguments),
        Command::Completions(arguments) => completions::run(&arguments),
    };
    match done {
        Ok(code) => code,
        Err(error) => {
            terminal::error(&error);
            ExitCode::from(FAILED)
        }
    }
}
