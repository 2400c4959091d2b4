//! Limits on the memory and time that a bundle may take. An archive can promise anything: every figure here is checked against
//! the bytes that are really read, and each has a flag that raises it.

use std::cell::Cell;
use std::io::{self, Read};

use super::error::BundleError;

/// Bytes that any entry may inflate to before its ratio is checked: small files of blanks compress very well.
const RATIO_FREE_BYTES: u64 = 10 * 1024 * 1024;

/// Upper bounds for one bundle. The defaults suit the exports of a tenant with a million resources.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Number of files of the bundle, and of each archive inside it (`--max-entries`, default 100,000).
    pub entries: u64,
    /// Bytes of one file after inflating (`--max-entry-bytes`, default 4 GiB).
    pub entry_bytes: u64,
    /// Bytes of all files after inflating (`--max-total-bytes`, default 16 GiB).
    pub total_bytes: u64,
    /// Inflated bytes per stored byte of a file that inflates beyond 10 MB (`--max-ratio`, default 200; real exports stay
    /// below 40).
    pub ratio: u64,
    /// Stored bytes of an archive inside the bundle, which is held in memory while it is read (default 256 MiB).
    pub inner_archive_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            entries: 100_000,
            entry_bytes: 4 << 30,
            total_bytes: 16 << 30,
            ratio: 200,
            inner_archive_bytes: 256 << 20,
        }
    }
}

impl Limits {
    /// Refuses a number of entries.
    pub(super) fn check_entries(&self, found: u64) -> Result<(), BundleError> {
        if found > self.entries {
            return Err(BundleError::TooManyEntries {
                found,
                limit: self.entries,
            });
        }
        Ok(())
    }
}

/// Counter of the bytes that one pass over a bundle has inflated. Nested readers share it: an entry of the archive, and the
/// compressed file that it may hold.
#[derive(Debug, Default)]
pub struct Meter {
    total: Cell<u64>,
}

impl Meter {
    /// Bytes read so far, of all files together.
    pub fn total(&self) -> u64 {
        self.total.get()
    }
}

/// A reader that fails with the limit it meets. The error is a [`BundleError`] inside an [`io::Error`].
pub struct Metered<'a, R> {
    inner: R,
    path: &'a str,
    limits: &'a Limits,
    meter: &'a Meter,
    stored: u64,
    read: u64,
}

impl<'a, R: Read> Metered<'a, R> {
    /// Reads `inner`, a file of `stored` bytes in the archive.
    pub fn new(inner: R, path: &'a str, stored: u64, limits: &'a Limits, meter: &'a Meter) -> Self {
        Metered {
            inner,
            path,
            limits,
            meter,
            stored,
            read: 0,
        }
    }

    fn check(&self) -> Result<(), BundleError> {
        if self.read > self.limits.entry_bytes {
            return Err(BundleError::EntryTooLarge {
                path: self.path.to_owned(),
                limit: self.limits.entry_bytes,
            });
        }
        if self.meter.total.get() > self.limits.total_bytes {
            return Err(BundleError::TooLarge {
                limit: self.limits.total_bytes,
            });
        }
        let ratio = self.read / self.stored.max(1);
        if self.read > RATIO_FREE_BYTES && ratio > self.limits.ratio {
            return Err(BundleError::RatioTooHigh {
                path: self.path.to_owned(),
                limit: self.limits.ratio,
            });
        }
        Ok(())
    }
}

impl<R: Read> Read for Metered<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.read += count as u64;
        self.meter.total.set(self.meter.total.get() + count as u64);
        self.check().map_err(io::Error::other)?;
        Ok(count)
    }
}
