//! Reasons why a bundle could not be opened or read: one sentence each, saying what is wrong and what to do.

use std::io;
use std::path::PathBuf;

/// A bundle that cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BundleError {
    /// The path cannot be read.
    #[error("cannot read {}: {source}; check the path and its permissions", path.display())]
    Unreadable {
        /// The path.
        path: PathBuf,
        /// The error of the operating system.
        source: io::Error,
    },
    /// The file is something else.
    #[error("{} is {what}, not a zip; put the exports into a zip or a folder and give that", path.display())]
    NotAZip {
        /// The file.
        path: PathBuf,
        /// The kind of file that it is, with its article.
        what: &'static str,
    },
    /// The zip's structure is damaged.
    #[error("the zip {name} is damaged ({why}); ask for it again, or repair it with `zip -FF`")]
    Corrupt {
        /// The bundle.
        name: String,
        /// The fault that the zip reader found.
        why: String,
    },
    /// No file inside.
    #[error("{name} holds no files; export again and check what was put into it")]
    Empty {
        /// The bundle.
        name: String,
    },
    /// Encrypted, and no password was given.
    #[error("{path} in the zip is encrypted; give the password with --password-file or UNDERPIN_PASSWORD")]
    PasswordNeeded {
        /// An encrypted entry.
        path: String,
    },
    /// Encrypted with another password, or damaged: the older zip encryption cannot tell these apart.
    #[error(
        "the password does not open {path}, or the entry is damaged; check the password and that the zip is complete"
    )]
    WrongPassword {
        /// The entry.
        path: String,
    },
    /// More files than allowed.
    #[error("the bundle holds {found} files and the limit is {limit}; raise it with --max-entries if that is right")]
    TooManyEntries {
        /// Files found.
        found: u64,
        /// The limit.
        limit: u64,
    },
    /// One file is larger than allowed.
    #[error("{path} is larger than {limit} bytes after inflating; raise --max-entry-bytes if that is right")]
    EntryTooLarge {
        /// The entry.
        path: String,
        /// The limit in bytes.
        limit: u64,
    },
    /// All files together are larger than allowed.
    #[error("the bundle inflates to more than {limit} bytes; raise --max-total-bytes if that is right")]
    TooLarge {
        /// The limit in bytes.
        limit: u64,
    },
    /// One file inflates like a zip bomb.
    #[error("{path} inflates to more than {limit} times its size, as zip bombs do; raise --max-ratio if that is right")]
    RatioTooHigh {
        /// The entry.
        path: String,
        /// The limit.
        limit: u64,
    },
    /// One entry cannot be inflated. The others may be fine.
    #[error("{path} cannot be read from the archive: {why}")]
    Entry {
        /// The entry.
        path: String,
        /// The fault that the zip reader found.
        why: String,
    },
}

impl BundleError {
    /// Finds the limit or password error that a reader passed through [`io::Error`].
    pub(crate) fn from_io(path: &str, error: io::Error) -> Self {
        match error.downcast::<BundleError>() {
            Ok(inner) => inner,
            Err(other) => BundleError::Entry {
                path: path.to_owned(),
                why: other.to_string(),
            },
        }
    }
}
