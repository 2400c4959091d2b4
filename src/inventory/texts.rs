//! Texts and bytes of which most are the only ones of their kind, such as names: one after the other in large pieces of memory,
//! where each costs its length and no allocation. A piece that is full stays where it is, so that growing copies nothing.

use std::ops::Range;

/// Bytes of a piece of memory.
const PIECE: usize = 1 << 20;
/// What is held begins at multiples of this, so that 32 bits tell the place of 16 GB.
const STEP: usize = 4;

/// The place of what is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Text {
    start: u32,
    length: u32,
}

/// What can be held: text or bytes.
pub(super) trait Run {
    /// A piece of memory full of such.
    type Piece: std::fmt::Debug;
    /// An empty piece with room for this many bytes.
    fn piece(bytes: usize) -> Self::Piece;
    /// Bytes in a piece.
    fn filled(piece: &Self::Piece) -> usize;
    /// Writes behind what is there already.
    fn push(&self, piece: &mut Self::Piece);
    /// Writes a byte of no meaning.
    fn pad(piece: &mut Self::Piece);
    /// A part of a piece.
    fn part(piece: &Self::Piece, range: Range<usize>) -> &Self;
    /// Its length in bytes.
    fn bytes(&self) -> usize;
}

impl Run for str {
    type Piece = String;

    fn piece(bytes: usize) -> String {
        String::with_capacity(bytes)
    }

    fn filled(piece: &String) -> usize {
        piece.len()
    }

    fn push(&self, piece: &mut String) {
        piece.push_str(self);
    }

    fn pad(piece: &mut String) {
        piece.push('\0');
    }

    fn part(piece: &String, range: Range<usize>) -> &str {
        &piece[range]
    }

    fn bytes(&self) -> usize {
        self.len()
    }
}

impl Run for [u8] {
    type Piece = Vec<u8>;

    fn piece(bytes: usize) -> Vec<u8> {
        Vec::with_capacity(bytes)
    }

    fn filled(piece: &Vec<u8>) -> usize {
        piece.len()
    }

    fn push(&self, piece: &mut Vec<u8>) {
        piece.extend_from_slice(self);
    }

    fn pad(piece: &mut Vec<u8>) {
        piece.push(0);
    }

    fn part(piece: &Vec<u8>, range: Range<usize>) -> &[u8] {
        &piece[range]
    }

    fn bytes(&self) -> usize {
        self.len()
    }
}

/// Holds each text as often as it is given.
#[derive(Debug)]
pub(super) struct Texts<R: Run + ?Sized = str> {
    /// A piece longer than [`PIECE`] holds one text and is followed by empty ones, which only count.
    pieces: Vec<R::Piece>,
}

impl<R: Run + ?Sized> Default for Texts<R> {
    fn default() -> Self {
        Texts { pieces: Vec::new() }
    }
}

impl<R: Run + ?Sized> Texts<R> {
    /// Holds a text.
    pub(super) fn add(&mut self, text: &R) -> Text {
        let length = text.bytes();
        let filled = self.pieces.last().map_or(PIECE, R::filled).next_multiple_of(STEP);
        if filled >= PIECE || filled + length > PIECE {
            self.pieces.push(R::piece(length.max(PIECE)));
        }
        let at = self.pieces.len() - 1;
        let piece = &mut self.pieces[at];
        while !R::filled(piece).is_multiple_of(STEP) {
            R::pad(piece);
        }
        let start = at * (PIECE / STEP) + R::filled(piece) / STEP;
        text.push(piece);
        for _ in 1..length.div_ceil(PIECE) {
            self.pieces.push(R::piece(0));
        }
        if length > PIECE {
            self.pieces.push(R::piece(PIECE));
        }
        Text {
            start: start as u32,
            length: length as u32,
        }
    }

    /// The text.
    pub(super) fn get(&self, text: Text) -> &R {
        let start = text.start as usize * STEP;
        let within = start % PIECE;
        R::part(&self.pieces[start / PIECE], within..within + text.length as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_back_as_they_were() {
        let mut texts = Texts::<str>::default();
        let given = ["", "a", "eight by", "ninefold!", "größe", ""];
        let held = given.map(|text| texts.add(text));
        assert_eq!(held.map(|text| texts.get(text)), given);
    }

    #[test]
    fn texts_of_any_length_come_back_from_pieces_that_are_full() {
        let mut texts = Texts::<[u8]>::default();
        let lengths = [PIECE - 3, 5, PIECE, 0, PIECE + 1, 7, 3 * PIECE, 2, PIECE - 8, 8, 1];
        let given: Vec<Vec<u8>> = lengths
            .iter()
            .enumerate()
            .map(|(at, length)| vec![at as u8; *length])
            .collect();
        let held: Vec<Text> = given.iter().map(|text| texts.add(text)).collect();
        for (text, given) in held.into_iter().zip(&given) {
            assert!(texts.get(text) == given.as_slice());
        }
    }
}
