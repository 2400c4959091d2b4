//! Arena of texts or bytes of which most are the only ones of their kind, such as names: they stand one after the other in large
//! chunks of memory, so that each costs its length and no allocation. A full chunk stays where it is: growing copies nothing, where
//! one vector of a million names would double and copy itself while both halves are held.

use std::ops::{Index, Range};

/// Bytes of a chunk.
const CHUNK: usize = 1 << 20;
/// Contents begin at multiples of this, so that the 32 bits of a [`Span`] address 16 GB.
const ALIGNMENT: usize = 4;

/// The place of one content in its arena. Eight bytes, half of what a slice reference takes: every resource holds at least one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Span {
    /// Position in units of [`ALIGNMENT`], counted over all chunks.
    start: u32,
    length: u32,
}

/// A content that an arena can hold: text or bytes. Two implementations rather than bytes alone, because reading a text back
/// from bytes would check its UTF-8 at every look.
pub(crate) trait ArenaContent: Index<Range<usize>, Output = Self> + 'static {
    /// A chunk of memory full of such contents.
    type Chunk: AsRef<Self> + std::fmt::Debug;
    /// Meaningless bytes, as many as alignment can need.
    const PADDING: &'static Self;
    /// An empty chunk with a capacity in bytes.
    fn chunk(capacity: usize) -> Self::Chunk;
    /// Appends this content to a chunk.
    fn append(&self, chunk: &mut Self::Chunk);
    /// The length in bytes.
    fn length(&self) -> usize;
}

impl ArenaContent for str {
    type Chunk = String;

    const PADDING: &'static str = "\0\0\0";

    fn chunk(capacity: usize) -> String {
        String::with_capacity(capacity)
    }

    fn append(&self, chunk: &mut String) {
        chunk.push_str(self);
    }

    fn length(&self) -> usize {
        self.len()
    }
}

impl ArenaContent for [u8] {
    type Chunk = Vec<u8>;

    const PADDING: &'static [u8] = &[0; ALIGNMENT - 1];

    fn chunk(capacity: usize) -> Vec<u8> {
        Vec::with_capacity(capacity)
    }

    fn append(&self, chunk: &mut Vec<u8>) {
        chunk.extend_from_slice(self);
    }

    fn length(&self) -> usize {
        self.len()
    }
}

/// Append-only arena. It does not look for equal contents: that is an index's work.
#[derive(Debug)]
pub(crate) struct Arena<C: ArenaContent + ?Sized = str> {
    /// A chunk longer than [`CHUNK`] holds one content and is followed by empty ones, which only keep the numbering.
    chunks: Vec<C::Chunk>,
}

impl<C: ArenaContent + ?Sized> Default for Arena<C> {
    fn default() -> Self {
        Arena { chunks: Vec::new() }
    }
}

impl<C: ArenaContent + ?Sized> Arena<C> {
    /// Appends a content.
    pub(crate) fn add(&mut self, content: &C) -> Span {
        let length = content.length();
        let filled = self.chunks.last().map_or(CHUNK, |chunk| chunk.as_ref().length());
        let aligned = filled.next_multiple_of(ALIGNMENT);
        let fits = aligned < CHUNK && aligned + length <= CHUNK;
        if !fits {
            self.chunks.push(C::chunk(length.max(CHUNK)));
        }
        let at = self.chunks.len() - 1;
        let chunk = &mut self.chunks[at];
        if fits {
            C::PADDING[0..aligned - filled].append(chunk);
        }
        let start = at * (CHUNK / ALIGNMENT) + chunk.as_ref().length() / ALIGNMENT;
        content.append(chunk);
        for _ in 1..length.div_ceil(CHUNK) {
            self.chunks.push(C::chunk(0));
        }
        if length > CHUNK {
            self.chunks.push(C::chunk(CHUNK));
        }
        Span {
            start: start as u32,
            length: length as u32,
        }
    }

    /// The content at a place of this arena.
    pub(crate) fn get(&self, span: Span) -> &C {
        let start = span.start as usize * ALIGNMENT;
        let within = start % CHUNK;
        &self.chunks[start / CHUNK].as_ref()[within..within + span.length as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_back_as_they_were() {
        let mut texts = Arena::<str>::default();
        let given = ["", "a", "eight by", "ninefold!", "größe", ""];
        let held = given.map(|text| texts.add(text));
        assert_eq!(held.map(|text| texts.get(text)), given);
    }

    #[test]
    fn contents_of_any_length_come_back_from_chunks_that_are_full() {
        let mut arena = Arena::<[u8]>::default();
        let lengths = [CHUNK - 3, 5, CHUNK, 0, CHUNK + 1, 7, 3 * CHUNK, 2, CHUNK - 8, 8, 1];
        let given: Vec<Vec<u8>> = lengths
            .iter()
            .enumerate()
            .map(|(at, length)| vec![at as u8; *length])
            .collect();
        let held: Vec<Span> = given.iter().map(|content| arena.add(content)).collect();
        for (span, given) in held.into_iter().zip(&given) {
            assert!(arena.get(span) == given.as_slice());
        }
    }
}
