//! A folder of exports: every file below it, in path order. Symbolic links are listed and not followed, so that a folder
//! cannot point at what lies outside it.

use std::fs;
use std::io;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::entry::{Entry, EntryLocation};
use super::error::BundleError;
use super::hash;
use super::limits::Limits;

/// Lists the files below `root`, unsorted.
pub(super) fn list(root: &Path, limits: &Limits) -> Result<Vec<Entry>, BundleError> {
    let mut entries = Vec::new();
    let mut pending = vec![(root.to_path_buf(), String::new())];
    while let Some((folder, prefix)) = pending.pop() {
        let unreadable = |source: io::Error| BundleError::Unreadable {
            path: folder.clone(),
            source,
        };
        for item in fs::read_dir(&folder).map_err(unreadable)? {
            let item = item.map_err(unreadable)?;
            let metadata = item.metadata().map_err(unreadable)?;
            let path = format!("{prefix}{}", item.file_name().to_string_lossy());
            if metadata.is_dir() {
                pending.push((item.path(), format!("{path}/")));
                continue;
            }
            entries.push(Entry {
                path,
                bytes: metadata.len(),
                stored: metadata.len(),
                fault: None,
                is_link: !metadata.is_file(),
                overlaps: false,
                is_encrypted: false,
                written: None,
                place: EntryLocation::File(item.path()),
            });
            limits.check_entries(entries.len() as u64)?;
        }
    }
    Ok(entries)
}

/// Hash of a folder: over the path and the hash of each of its files, in order. A file that cannot be read adds its path alone;
/// reading reports it.
pub(super) fn fingerprint(entries: &[Entry]) -> (String, u64) {
    let mut whole = Sha256::new();
    let mut total = 0;
    for entry in entries {
        let EntryLocation::File(path) = &entry.place else {
            continue;
        };
        if entry.is_link {
            continue;
        }
        let (own, bytes) = fs::File::open(path).and_then(hash::of).unwrap_or_default();
        whole.update(format!("{}\0{own}\n", entry.path));
        total += bytes;
    }
    (hash::hex(whole), total)
}
