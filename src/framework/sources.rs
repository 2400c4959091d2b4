//! The files of a framework: those embedded in the program, or those of a folder.

use std::borrow::Cow;
use std::path::Path;
use std::{fs, io};

const EMBEDDED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/framework_files.rs"));

/// One file: its path inside the framework, with `/`, and its text.
pub type SourceFile = (String, Cow<'static, str>);

/// The embedded files, by path.
pub fn embedded() -> Vec<SourceFile> {
    EMBEDDED
        .iter()
        .map(|(path, text)| ((*path).to_owned(), Cow::Borrowed(*text)))
        .collect()
}

/// Every JSON file under `folder`, by path.
///
/// # Errors
/// When the folder or a file in it can't be read.
pub fn folder(folder: &Path) -> io::Result<Vec<SourceFile>> {
    let mut files = Vec::new();
    collect(folder, "", &mut files)?;
    files.sort();
    Ok(files)
}

fn collect(folder: &Path, prefix: &str, files: &mut Vec<SourceFile>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        let path = entry.path();
        if path.is_dir() {
            collect(&path, &format!("{name}/"), files)?;
        } else if path.extension().is_some_and(|extension| extension == "json") {
            files.push((name, Cow::Owned(fs::read_to_string(&path)?)));
        }
    }
    Ok(())
}
