//! The faults of a brand folder: what is wrong, with the file and what to do.

use std::path::{Path, PathBuf};

use super::colour::WeakPair;
use super::picture::PictureError;

/// Fault of a brand.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs, reason = "the messages say what they are")]
pub enum BrandError {
    #[error("{path}: {source}")]
    Unreadable { path: PathBuf, source: std::io::Error },
    #[error("{path}: {message}")]
    Malformed { path: PathBuf, message: String },
    #[error("{path}: there is no key `{key}`{}", meant(.nearest))]
    UnknownKey {
        path: PathBuf,
        key: String,
        nearest: Option<String>,
    },
    #[error(
        "{path}: {} {} on {} {} has a contrast of {:.2}:1; {:.1}:1 is needed for it to be readable",
        .pair.role, .pair.colour, .pair.ground_role, .pair.ground, .pair.ratio, .pair.needed
    )]
    LowContrast { path: PathBuf, pair: WeakPair },
    #[error("{path}: `{name}` has to be the name of a file in the brand folder, without folders")]
    OutsideFolder { path: PathBuf, name: String },
    #[error("{path}: {source}")]
    Picture { path: PathBuf, source: PictureError },
    #[error("{path}: it is not a TrueType or OpenType font")]
    NotAFont { path: PathBuf },
    #[error("{path}: the font's licence bits forbid embedding it in a document")]
    RestrictedFont { path: PathBuf },
    #[error("{path}: no font file of the brand has the family `{family}`; they have: {found}")]
    UnknownFamily {
        path: PathBuf,
        family: String,
        found: String,
    },
}

fn meant(nearest: &Option<String>) -> String {
    match nearest {
        Some(key) => format!("; did you mean `{key}`?"),
        None => String::new(),
    }
}

/// The path of a file of the brand; a name with a folder in it is refused.
pub(super) fn inside(folder: &Path, path: &Path, name: &str) -> Result<PathBuf, BrandError> {
    let is_plain = Path::new(name).file_name().is_some_and(|plain| plain == name);
    if is_plain {
        Ok(folder.join(name))
    } else {
        Err(BrandError::OutsideFolder {
            path: path.to_owned(),
            name: name.to_owned(),
        })
    }
}
