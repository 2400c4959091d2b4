//! One file of a bundle, as the archive or the file system describes it.

use std::path::PathBuf;

use jiff::civil::Date;

use super::names::NameFault;

/// One file of a bundle.
#[derive(Clone, Debug)]
pub struct Entry {
    pub(super) path: String,
    pub(super) bytes: u64,
    pub(super) stored: u64,
    pub(super) fault: Option<NameFault>,
    pub(super) is_link: bool,
    pub(super) overlaps: bool,
    pub(super) is_encrypted: bool,
    pub(super) written: Option<Date>,
    pub(super) place: EntryLocation,
}

/// The place that the bytes of an entry are read from.
#[derive(Clone, Debug)]
pub(super) enum EntryLocation {
    Zip(usize),
    File(PathBuf),
}

impl Entry {
    /// Path inside the bundle, with `/` between its parts.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The day on which a file of a zip was last written, as the zip says. `None` in a folder, where copying a file changes it.
    pub fn written(&self) -> Option<Date> {
        self.written
    }

    /// Size that the archive or the file system claims, in bytes.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The fault of its name, if any.
    pub fn fault(&self) -> Option<NameFault> {
        self.fault
    }

    /// Whether it is a symbolic link or a device, of which nothing is read.
    pub fn is_link(&self) -> bool {
        self.is_link
    }

    /// Whether it shares bytes of the archive with another entry, as zip bombs do and no export tool.
    pub fn overlaps(&self) -> bool {
        self.overlaps
    }
}
