//! Output: results to standard output, progress and errors to standard error. Text that came from a tenant is printed without
//! control characters.

use std::io::{self, IsTerminal, Write};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::engagement::RunStage;

/// Writes a line to standard output. A closed pipe ends the output, not the program.
pub fn line(text: &str) {
    let _ = writeln!(io::stdout().lock(), "{}", printable(text));
}

/// Writes text that may hold line breaks of our own.
pub fn block(text: &str) {
    for part in text.lines() {
        line(part);
    }
}

/// Writes an error with its causes.
pub fn error(error: &anyhow::Error) {
    let mut out = io::stderr().lock();
    let mut text = String::new();
    for cause in error.chain() {
        let cause = cause.to_string();
        if !text.contains(&cause) {
            text.push_str(if text.is_empty() { "" } else { ": " });
            text.push_str(&cause);
        }
    }
    for (position, part) in text.lines().enumerate() {
        let prefix = if position == 0 { "underpin: " } else { "" };
        let _ = writeln!(out, "{prefix}{}", printable(part));
    }
}

fn printable(text: &str) -> String {
    text.chars()
        .map(|letter| {
            if letter.is_control() && letter != '\t' {
                '\u{fffd}'
            } else {
                letter
            }
        })
        .collect()
}

/// Tells on a terminal what is being done; silent anywhere else.
pub struct Progress {
    bar: Option<ProgressBar>,
}

impl Progress {
    /// A spinner when standard error is a terminal and `quiet` is not asked for.
    pub fn new(quiet: bool) -> Self {
        let bar = (!quiet && io::stderr().is_terminal()).then(|| {
            let bar = ProgressBar::new_spinner();
            if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}") {
                bar.set_style(style);
            }
            bar.enable_steady_tick(Duration::from_millis(80));
            bar
        });
        Progress { bar }
    }

    /// Shows the stage that the run is in.
    pub fn stage(&self, text: &str) {
        if let Some(bar) = &self.bar {
            bar.set_message(text.to_owned());
        }
    }

    /// Shows each stage of a run.
    pub fn observer(&self) -> impl Fn(RunStage) {
        |stage| {
            self.stage(match stage {
                RunStage::Reading => "Reading the exports",
                RunStage::Judging => "Judging the tenant",
            });
        }
    }

    /// Takes the spinner away.
    pub fn done(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
