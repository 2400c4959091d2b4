//! The bytes of an archive, shared by any number of readers: a file on disk, or an inner archive held in memory.

use std::fs::File;
use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::sync::{Arc, Mutex, PoisonError};

const BUFFER: usize = 1 << 16;

/// A cheaply cloned, seekable view of an archive's bytes.
#[derive(Clone, Debug)]
pub(super) enum ArchiveSource {
    /// A file; each clone has its own position and buffer.
    File(FileView),
    /// Bytes in memory.
    Memory(Cursor<Shared>),
}

impl ArchiveSource {
    pub(super) fn file(file: File) -> io::Result<Self> {
        let length = file.metadata()?.len();
        Ok(ArchiveSource::File(FileView {
            file: Arc::new(Mutex::new(file)),
            length,
            position: 0,
            buffer: Vec::new(),
            start: 0,
        }))
    }

    /// Another view of these bytes, from the first.
    pub(super) fn anew(&self) -> Self {
        let mut anew = self.clone();
        match &mut anew {
            ArchiveSource::File(view) => view.position = 0,
            ArchiveSource::Memory(cursor) => cursor.set_position(0),
        }
        anew
    }

    pub(super) fn memory(bytes: Vec<u8>) -> Self {
        ArchiveSource::Memory(Cursor::new(Shared(Arc::new(bytes))))
    }
}

/// Bytes that all views of an archive share, without a copy of them.
#[derive(Clone, Debug)]
pub(super) struct Shared(Arc<Vec<u8>>);

impl AsRef<[u8]> for Shared {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Read for ArchiveSource {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            ArchiveSource::File(view) => view.read(buffer),
            ArchiveSource::Memory(cursor) => cursor.read(buffer),
        }
    }
}

impl Seek for ArchiveSource {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        match self {
            ArchiveSource::File(view) => view.seek(to),
            ArchiveSource::Memory(cursor) => cursor.seek(to),
        }
    }
}

/// One reader's view of a shared file. Seeking within the buffer costs nothing: the central directory of an archive is read
/// in thousands of small steps.
#[derive(Debug)]
pub(super) struct FileView {
    file: Arc<Mutex<File>>,
    length: u64,
    position: u64,
    buffer: Vec<u8>,
    start: u64,
}

impl Clone for FileView {
    fn clone(&self) -> Self {
        FileView {
            file: self.file.clone(),
            length: self.length,
            position: self.position,
            buffer: Vec::new(),
            start: 0,
        }
    }
}

impl FileView {
    fn buffered(&self) -> &[u8] {
        self.position
            .checked_sub(self.start)
            .and_then(|offset| self.buffer.get(usize::try_from(offset).ok()?..))
            .unwrap_or_default()
    }

    fn fill(&mut self) -> io::Result<()> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(self.position))?;
        self.buffer.resize(BUFFER, 0);
        let count = file.read(&mut self.buffer);
        self.buffer.truncate(*count.as_ref().unwrap_or(&0));
        self.start = self.position;
        count.map(drop)
    }
}

impl Read for FileView {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.buffered().is_empty() {
            self.fill()?;
        }
        let count = self.buffered().read(buffer)?;
        self.position += count as u64;
        Ok(count)
    }
}

impl Seek for FileView {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let position = match to {
            SeekFrom::Start(position) => Some(position),
            SeekFrom::End(offset) => self.length.checked_add_signed(offset),
            SeekFrom::Current(offset) => self.position.checked_add_signed(offset),
        };
        self.position = position.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.position)
    }
}
