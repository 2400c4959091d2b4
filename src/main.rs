//! The command line of Underpin.

use std::process::ExitCode;

fn main() -> ExitCode {
    underpin::cli::main()
}
