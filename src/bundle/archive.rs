//! A zip, opened without trusting it: the central directory is checked before anything is inflated, and nothing is ever
//! written to disk.

use std::collections::BTreeSet;
use std::io::{self, Read, Seek, SeekFrom};

use jiff::civil::Date;
use zip::read::ZipReadOptions;
use zip::result::ZipError;
use zip::{DateTime, ZipArchive};

use super::entry::{Entry, EntryLocation};
use super::error::BundleError;
use super::limits::{Limits, Meter, Metered};
use super::names::{self, NameFault};
use super::password::Password;
use super::store::ArchiveSource;

/// Bytes of an encrypted entry that are inflated to try a password.
const PASSWORD_PROBE: u64 = 1 << 20;
/// Bytes of an entry's own header before its name.
const LOCAL_HEADER: u64 = 30;
/// The end record of a zip is searched for in this many last bytes: its own 22 and the longest comment.
const END_RECORD_REACH: u64 = 22 + 65_535;

/// The day of a time in a zip. 1980 is where the format's clock begins: writers that keep no time leave it there.
fn day(time: DateTime) -> Option<Date> {
    let year = i16::try_from(time.year()).ok().filter(|year| *year > 1980)?;
    Date::new(year, i8::try_from(time.month()).ok()?, i8::try_from(time.day()).ok()?).ok()
}

/// An open zip.
#[derive(Clone, Debug)]
pub(super) struct Archive {
    zip: ZipArchive<ArchiveSource>,
}

impl Archive {
    /// Opens a zip and lists its files, unsorted.
    pub(super) fn open(
        name: &str,
        mut store: ArchiveSource,
        limits: &Limits,
        password: Option<&Password>,
    ) -> Result<(Self, Vec<Entry>), BundleError> {
        let corrupt = |error: ZipError| BundleError::Corrupt {
            name: name.to_owned(),
            why: error.to_string(),
        };
        let claimed = claimed_entries(&mut store).map_err(|error| corrupt(error.into()))?;
        limits.check_entries(claimed)?;
        let zip = ZipArchive::new(store).map_err(corrupt)?;
        limits.check_entries(zip.len() as u64)?;
        let repeated = if zip.has_duplicate_names() {
            repeated_names(zip.clone().into_inner(), zip.central_directory_start())
                .map_err(|error| corrupt(error.into()))?
        } else {
            BTreeSet::new()
        };
        let archive = Archive { zip };
        let mut entries = archive.list().map_err(corrupt)?;
        archive.try_password(&entries, limits, password)?;
        for entry in entries.iter_mut().filter(|entry| repeated.contains(&entry.path)) {
            entry.fault = entry.fault.or(Some(NameFault::Duplicate));
        }
        Ok((archive, entries))
    }

    /// A view of all bytes of the zip, from the first.
    pub(super) fn bytes(&self) -> ArchiveSource {
        self.zip.clone().into_inner().anew()
    }

    fn list(&self) -> Result<Vec<Entry>, ZipError> {
        let mut entries = Vec::new();
        let overlapping = self.overlapping()?;
        for (index, overlaps) in overlapping.into_iter().enumerate() {
            let file = self.zip.by_index_data(index)?;
            if file.is_dir() {
                continue;
            }
            let raw = match file.name() {
                Ok(name) => name.into_owned(),
                Err(_) => String::from_utf8_lossy(file.name_raw()).into_owned(),
            };
            let (path, fault) = names::normalise(&raw);
            entries.push(Entry {
                path,
                bytes: file.size(),
                stored: file.compressed_size(),
                fault,
                is_link: file.is_symlink(),
                overlaps,
                is_encrypted: file.encrypted(),
                written: file.last_modified().and_then(day),
                place: EntryLocation::Zip(index),
            });
        }
        Ok(entries)
    }

    /// Whether each entry shares bytes of the archive with another or with the directory, as those of zip bombs do; one value for
    /// each entry.
    fn overlapping(&self) -> Result<Vec<bool>, ZipError> {
        let mut spans = Vec::with_capacity(self.zip.len());
        for index in 0..self.zip.len() {
            let file = self.zip.by_index_data(index)?;
            let (start, head) = (file.header_start(), LOCAL_HEADER + file.name_raw().len() as u64);
            spans.push((
                start,
                start.saturating_add(head).saturating_add(file.compressed_size()),
                index,
            ));
        }
        spans.sort_unstable();
        let mut overlapping = vec![false; spans.len()];
        // Whose bytes reach furthest so far.
        let mut furthest: Option<(u64, usize)> = None;
        for (start, end, index) in spans {
            if let Some((_, other)) = furthest.filter(|(reached, _)| *reached > start) {
                (overlapping[other], overlapping[index]) = (true, true);
            }
            overlapping[index] |= end > self.zip.central_directory_start();
            furthest = furthest.max(Some((end, index)));
        }
        Ok(overlapping)
    }

    /// Inflates the beginning of encrypted entries until one opens, the smallest first, so that a wrong password is reported
    /// before the work starts.
    fn try_password(&self, entries: &[Entry], limits: &Limits, password: Option<&Password>) -> Result<(), BundleError> {
        let mut encrypted: Vec<&Entry> = entries.iter().filter(|entry| entry.is_encrypted).collect();
        encrypted.sort_by_key(|entry| entry.stored);
        let mut first = Ok(());
        for probe in encrypted {
            let read = self.read(probe, limits, &Meter::default(), password, |reader| {
                io::copy(&mut reader.take(PASSWORD_PROBE), &mut io::sink())
            });
            match read.and_then(|read| read.map_err(|error| BundleError::from_io(&probe.path, error))) {
                Ok(_) | Err(BundleError::EntryTooLarge { .. } | BundleError::RatioTooHigh { .. }) => return Ok(()),
                Err(BundleError::Entry { path, .. }) => first = first.and(Err(BundleError::WrongPassword { path })),
                Err(other) => first = first.and(Err(other)),
            }
        }
        first
    }

    /// Gives `with` a reader of one entry.
    pub(super) fn read<T>(
        &self,
        entry: &Entry,
        limits: &Limits,
        meter: &Meter,
        password: Option<&Password>,
        with: impl FnOnce(&mut dyn Read) -> T,
    ) -> Result<T, BundleError> {
        let EntryLocation::Zip(index) = entry.place else {
            return Err(BundleError::Entry {
                path: entry.path.clone(),
                why: "it is not in this archive".to_owned(),
            });
        };
        let mut zip = self.zip.clone();
        let options = ZipReadOptions::new().password(password.map(Password::bytes));
        let file = zip.by_index_with_options(index, options).map_err(|error| {
            let path = entry.path.clone();
            match error {
                ZipError::InvalidPassword => BundleError::WrongPassword { path },
                ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => BundleError::PasswordNeeded { path },
                other => BundleError::Entry {
                    path,
                    why: other.to_string(),
                },
            }
        })?;
        let mut reader = Metered::new(file, &entry.path, entry.stored, limits, meter);
        Ok(with(&mut reader))
    }
}

/// The number of entries that the end record claims, read before the directory is loaded into memory. Zero when there is no
/// end record: the zip reader then says so.
fn claimed_entries(store: &mut ArchiveSource) -> io::Result<u64> {
    let length = store.seek(SeekFrom::End(0))?;
    store.seek(SeekFrom::Start(length.saturating_sub(END_RECORD_REACH)))?;
    let mut tail = Vec::new();
    store.take(END_RECORD_REACH).read_to_end(&mut tail)?;
    let claimed = match memchr::memmem::rfind(&tail, b"PK\x05\x06") {
        Some(at) => tail.get(at + 10..at + 12).map_or(0, little_endian),
        None => 0,
    };
    if claimed < u64::from(u16::MAX) {
        return Ok(claimed);
    }
    let Some(at) = memchr::memmem::rfind(&tail, b"PK\x06\x06") else {
        return Ok(claimed);
    };
    Ok(tail.get(at + 32..at + 40).map_or(claimed, little_endian))
}

/// The names that the central directory holds more than once, in one form. The zip reader shows only the last entry of each.
fn repeated_names(mut store: ArchiveSource, start: u64) -> io::Result<BTreeSet<String>> {
    const HEADER: usize = 46;
    store.seek(SeekFrom::Start(start))?;
    let (mut seen, mut repeated) = (BTreeSet::new(), BTreeSet::new());
    let mut header = [0; HEADER];
    while store.read_exact(&mut header).is_ok() && header.starts_with(b"PK\x01\x02") {
        let [name, extra, comment] = [28, 30, 32].map(|at| little_endian(&header[at..at + 2]));
        let mut raw = Vec::new();
        store.by_ref().take(name).read_to_end(&mut raw)?;
        store.seek_relative((extra + comment) as i64)?;
        let (path, _) = names::normalise(&String::from_utf8_lossy(&raw));
        if !seen.insert(path.clone()) {
            repeated.insert(path);
        }
    }
    Ok(repeated)
}

fn little_endian(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .rev()
        .fold(0, |number, byte| number << 8 | u64::from(*byte))
}
