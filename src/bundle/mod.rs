//! A bundle of exports, a zip or a folder, opened without trusting it: limits, passwords, names, hashes. It gives access to the
//! bytes of its files and knows nothing of their content; it writes nothing to disk.

mod archive;
mod entry;
mod error;
mod folder;
pub(crate) mod hash;
mod limits;
mod magic;
mod names;
mod password;
mod store;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use archive::Archive;
use entry::EntryLocation;
use store::ArchiveSource;

pub use entry::Entry;
pub use error::BundleError;
pub use limits::{Limits, Meter, Metered};
pub use magic::kind_of;
pub use names::{NameFault, is_litter};
pub use password::Password;

/// Identity of a bundle: its hash and size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fingerprint {
    /// Lower-case hex SHA-256: of a zip over its bytes, of a folder over the paths and hashes of its files.
    pub sha256: String,
    /// Size in bytes of the zip, or of all files of the folder.
    pub bytes: u64,
}

/// An open bundle.
#[derive(Clone, Debug)]
pub struct Bundle {
    name: String,
    entries: Vec<Entry>,
    archive: Option<Archive>,
    limits: Limits,
    password: Option<Password>,
}

impl Bundle {
    /// Opens a zip or a folder.
    ///
    /// # Errors
    /// When the path cannot be read, is no zip, is damaged or empty, breaks a limit or needs another password.
    pub fn open(path: &Path, limits: &Limits, password: Option<&Password>) -> Result<Self, BundleError> {
        let unreadable = |source| BundleError::Unreadable {
            path: path.to_path_buf(),
            source,
        };
        let name = path
            .file_name()
            .map_or_else(|| "bundle".to_owned(), |name| name.to_string_lossy().into_owned());
        if std::fs::metadata(path).map_err(unreadable)?.is_dir() {
            return Bundle::of(name, None, folder::list(path, limits)?, limits, None);
        }
        let mut file = File::open(path).map_err(unreadable)?;
        let mut head = Vec::new();
        file.by_ref()
            .take(magic::REACH)
            .read_to_end(&mut head)
            .map_err(unreadable)?;
        if let Some(what) = magic::not_a_zip(&head) {
            return Err(BundleError::NotAZip {
                path: path.to_path_buf(),
                what,
            });
        }
        let store = ArchiveSource::file(file).map_err(unreadable)?;
        let (archive, entries) = Archive::open(&name, store, limits, password)?;
        if entries.iter().any(|entry| entry.path == "[Content_Types].xml") {
            let what = "an Office document";
            return Err(BundleError::NotAZip {
                path: path.to_path_buf(),
                what,
            });
        }
        Bundle::of(name, Some(archive), entries, limits, password)
    }

    /// Opens a zip that is held in memory.
    ///
    /// # Errors
    /// Those of [`Bundle::open`].
    pub fn from_bytes(
        name: &str,
        bytes: Vec<u8>,
        limits: &Limits,
        password: Option<&Password>,
    ) -> Result<Self, BundleError> {
        let (archive, entries) = Archive::open(name, ArchiveSource::memory(bytes), limits, password)?;
        Bundle::of(name.to_owned(), Some(archive), entries, limits, password)
    }

    /// Opens an archive that was found inside this bundle, from its bytes. Its entries' paths begin with `path`.
    ///
    /// # Errors
    /// Those of [`Bundle::open`].
    pub fn inner(&self, path: &str, bytes: Vec<u8>) -> Result<Self, BundleError> {
        let mut inner = Bundle::from_bytes(path, bytes, &self.limits, self.password.as_ref())?;
        for entry in &mut inner.entries {
            entry.path = format!("{path}/{}", entry.path);
        }
        Ok(inner)
    }

    fn of(
        name: String,
        archive: Option<Archive>,
        mut entries: Vec<Entry>,
        limits: &Limits,
        password: Option<&Password>,
    ) -> Result<Self, BundleError> {
        if entries.is_empty() {
            return Err(BundleError::Empty { name });
        }
        entries.sort_by(|a, b| a.path.cmp(&b.path));
        mark_twins(&mut entries);
        Ok(Bundle {
            name,
            entries,
            archive,
            limits: limits.clone(),
            password: password.cloned(),
        })
    }

    /// File name of the zip or folder.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Reads all bytes of the bundle as they are stored and hashes them. It needs none of the parsed rows, so it runs beside
    /// reading them.
    ///
    /// # Errors
    /// When the zip cannot be read any more. A file of a folder that cannot be read counts as an empty one.
    pub fn fingerprint(&self) -> Result<Fingerprint, BundleError> {
        let (sha256, bytes) = match &self.archive {
            Some(archive) => hash::of(archive.bytes()).map_err(|source| BundleError::Unreadable {
                path: PathBuf::from(&self.name),
                source,
            })?,
            None => folder::fingerprint(&self.entries),
        };
        Ok(Fingerprint { sha256, bytes })
    }

    /// The files in path order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The limits it was opened with.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Gives `with` a reader of one file. The reader fails with an [`std::io::Error`] that holds a [`BundleError`] when a limit is
    /// met; `meter` counts over the whole pass.
    ///
    /// # Errors
    /// When the entry cannot be opened.
    pub fn read<T>(
        &self,
        entry: &Entry,
        meter: &Meter,
        with: impl FnOnce(&mut dyn Read) -> T,
    ) -> Result<T, BundleError> {
        let password = self.password.as_ref();
        match (&entry.place, &self.archive) {
            (EntryLocation::Zip(_), Some(archive)) => archive.read(entry, &self.limits, meter, password, with),
            (EntryLocation::File(path), _) => {
                let file = File::open(path).map_err(|source| BundleError::Entry {
                    path: entry.path.clone(),
                    why: source.to_string(),
                })?;
                let mut reader = Metered::new(file, &entry.path, entry.stored, &self.limits, meter);
                Ok(with(&mut reader))
            }
            (EntryLocation::Zip(_), None) => Err(BundleError::Entry {
                path: entry.path.clone(),
                why: "its archive is closed".to_owned(),
            }),
        }
    }
}

/// Marks entries whose names are equal without regard to case.
fn mark_twins(entries: &mut [Entry]) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for index in 0..entries.len() {
        let folded = entries[index].path.to_lowercase();
        if let Some(first) = seen.insert(folded, index) {
            for twin in [first, index] {
                let fault = &mut entries[twin].fault;
                *fault = fault.or(Some(NameFault::Duplicate));
            }
        }
    }
}
