//! Reasons for which a tenant cannot be assessed.

use crate::bundle::BundleError;
use crate::framework::FrameworkError;
use crate::framework::engagement::EngagementError;
use crate::ingest::ledger::Ledger;
use crate::score::ScoreError;

/// Upper bound of the files that an error names.
const MOST_FILES: usize = 10;

/// The reason for which a tenant cannot be assessed.
#[derive(Debug, thiserror::Error)]
pub enum AssessError {
    /// The bundle cannot be read.
    #[error(transparent)]
    Bundle(#[from] BundleError),
    /// The framework cannot be used.
    #[error(transparent)]
    Framework(#[from] FrameworkError),
    /// The framework cannot be used with the profile values of an engagement file.
    #[error("{file}: profile")]
    Profile {
        /// The engagement file.
        file: String,
        /// The fault of the profile.
        source: FrameworkError,
    },
    /// An engagement file is no TOML, or has a key that is not known.
    #[error(transparent)]
    Unparsed(#[from] EngagementError),
    /// An engagement file says something that the framework does not know.
    #[error("{file}: {message}")]
    Unknown {
        /// The engagement file.
        file: String,
        /// The place in the file and its fault.
        message: String,
    },
    /// The numbers of the framework contradict each other.
    #[error(transparent)]
    Score(#[from] ScoreError),
    /// Nothing in the bundle can be used.
    #[error("nothing in the bundle could be used. What was found:\n{}\nSee the README for the commands that export a tenant.", .found.join("\n"))]
    NothingUsable {
        /// The first files, each with its first problem.
        found: Vec<String>,
    },
}

impl AssessError {
    /// The error of a bundle of which no record was used.
    pub(super) fn nothing_usable(ledger: &Ledger) -> Self {
        let files = ledger.inputs.iter().take(MOST_FILES).map(|input| {
            let problem = input
                .problems
                .first()
                .map_or("no Azure export was recognised in it", |problem| &problem.message);
            format!("  {}: {problem}", input.path)
        });
        let mut found: Vec<String> = files.collect();
        let more = ledger.inputs.len().saturating_sub(MOST_FILES);
        if more > 0 {
            found.push(format!("  and {more} more files"));
        }
        AssessError::NothingUsable { found }
    }

    /// The error and its cause in one line.
    pub(super) fn in_a_line(&self) -> String {
        match self {
            AssessError::Profile { source, .. } => format!("{self}: {source}"),
            _ => self.to_string(),
        }
    }
}
