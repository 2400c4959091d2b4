//! The byte encoding of columns, which the tape of a row and the store of the inventory share. A tree of values takes an allocation
//! for every text and every object; encoded, a column is one run of bytes, a tenth of that.
//!
//! Every value begins with a byte: its tag in the lower half, and in the upper half a small number that the tag needs (a length, a
//! count), or fifteen and the number behind it, seven bits a byte. A list or an object is followed by its values, an object by a
//! key before each: zero and a text, or the number of the key in a dictionary plus one. A dictionary also gives the forms of texts
//! that only a store has: words by number, ARM ids by the numbers of their parts.

use std::sync::Arc;

use serde_json::Number;

use super::{Column, Value, guid};

/// The row has no such column.
pub const MISSING: u8 = 0;
/// The column was cut.
pub const CUT: u8 = 1;
/// `null`
pub const NULL: u8 = 2;
/// `false`
pub const FALSE: u8 = 3;
/// `true`
pub const TRUE: u8 = 4;
/// A value that was cut.
pub const UNKNOWN: u8 = 5;
/// A whole number that is not negative.
pub const NATURAL: u8 = 6;
/// A whole number below zero: its distance from zero.
pub const NEGATIVE: u8 = 7;
/// Any other number: eight bytes.
pub const FLOAT: u8 = 8;
/// A text: its length, and UTF-8.
pub const TEXT: u8 = 9;
/// A list: the number of its values.
pub const ARRAY: u8 = 10;
/// An object: the number of its members.
pub const OBJECT: u8 = 11;
/// An object of which the other members are unknown.
pub const PART: u8 = 12;
/// A GUID in its usual spelling: its sixteen bytes instead of thirty-six letters.
pub const GUID: u8 = 13;
/// A text that the dictionary holds: its number.
pub const WORD: u8 = 14;
/// An ARM id: the numbers of its prefix and of its type in the dictionary, and its name as a text.
pub const ID: u8 = 15;

/// Value of the upper half of a first byte that says that the number follows in the bytes behind it.
const BEHIND: u8 = 15;
/// Bytes of a number that is written before it is known, with leading zeros: 35 bits.
const PADDED: usize = 5;
/// Bytes of the head of a list or object whose count is written before it is known.
pub const OPEN_HEAD: usize = 1 + PADDED;

/// Appends a tag and its number.
pub fn write_head(tag: u8, number: u64, out: &mut Vec<u8>) {
    if number < u64::from(BEHIND) {
        out.push(tag | (number as u8) << 4);
    } else {
        out.push(tag | BEHIND << 4);
        write_number(number, out);
    }
}

/// Appends a number, the lowest seven bits first.
pub fn write_number(mut number: u64, out: &mut Vec<u8>) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// Appends the head of a list or object of which the count is not known yet.
pub fn write_open_head(tag: u8, out: &mut Vec<u8>) {
    out.push(tag | BEHIND << 4);
    out.extend_from_slice(&padded(0));
}

/// Writes the count into a head that [`write_open_head`] appended at this place.
pub fn close_head(at: usize, count: u32, out: &mut [u8]) {
    if let Some(place) = out.get_mut(at + 1..at + OPEN_HEAD) {
        place.copy_from_slice(&padded(count));
    }
}

fn padded(number: u32) -> [u8; PADDED] {
    std::array::from_fn(|at| {
        let more = if at + 1 < PADDED { 0x80 } else { 0 };
        (u64::from(number) >> (7 * at)) as u8 & 0x7f | more
    })
}

/// Appends a text.
pub fn write_text(text: &str, out: &mut Vec<u8>) {
    write_head(TEXT, text.len() as u64, out);
    out.extend_from_slice(text.as_bytes());
}

/// Appends the key of a member as a text.
pub fn write_key(key: &str, out: &mut Vec<u8>) {
    out.push(0);
    write_text(key, out);
}

/// The tag of a first byte.
pub fn tag(first: u8) -> u8 {
    first & 0x0f
}

/// The strings behind the numbers of an encoding.
pub trait Dictionary {
    /// The key or word of a number.
    fn text(&self, number: u64) -> &str;
    /// The key of a number, to share.
    fn key(&self, number: u64) -> Arc<str>;
    /// The ARM id with this prefix and type, given by number, and this name.
    fn id(&self, prefix: u64, kind: u64, name: &str) -> String;
}

/// The dictionary of an encoding that has no numbers.
#[derive(Clone, Copy, Debug)]
pub struct NoDictionary;

impl Dictionary for NoDictionary {
    fn text(&self, _: u64) -> &str {
        ""
    }

    fn key(&self, _: u64) -> Arc<str> {
        "".into()
    }

    fn id(&self, _: u64, _: u64, name: &str) -> String {
        name.to_owned()
    }
}

/// A key of an object.
pub enum Key {
    /// The number of a key in the dictionary.
    Number(u64),
    /// The key itself.
    Text(Arc<str>),
}

impl Key {
    /// The key, borrowed.
    pub fn text<'k>(&'k self, dictionary: &'k impl Dictionary) -> &'k str {
        match self {
            Key::Number(number) => dictionary.text(*number),
            Key::Text(text) => text,
        }
    }

    /// The key, owned.
    pub fn into_text(self, dictionary: &impl Dictionary) -> Arc<str> {
        match self {
            Key::Number(number) => dictionary.key(number),
            Key::Text(text) => text,
        }
    }
}

/// A text or key that may be an ARM id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PossibleId<'b> {
    /// A text that begins with a slash.
    Text(&'b str),
    /// An id: the numbers of its prefix and of its type.
    Id(u64, u64),
}

/// Reads an encoding from its beginning. Bytes that no writer made never end in a panic: what is missing reads as unknown.
#[derive(Clone, Debug)]
pub struct Decoder<'b> {
    bytes: &'b [u8],
}

impl<'b> Decoder<'b> {
    /// A decoder at the beginning of a value.
    pub fn new(bytes: &'b [u8]) -> Self {
        Decoder { bytes }
    }

    /// Whether all was read.
    pub fn is_at_end(&self) -> bool {
        self.bytes.is_empty()
    }

    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        Some(*first)
    }

    /// A number that stands alone.
    pub fn number(&mut self) -> u64 {
        let (mut value, mut shift) = (0, 0);
        while let Some(byte) = self.byte() {
            value |= u64::from(byte & 0x7f) << shift;
            shift += 7;
            if byte < 0x80 || shift > 63 {
                break;
            }
        }
        value
    }

    /// The tag of the next value, and its number; missing at the end.
    pub fn head(&mut self) -> (u8, u64) {
        let first = self.byte().unwrap_or(MISSING);
        match first >> 4 {
            BEHIND => (tag(first), self.number()),
            small => (tag(first), u64::from(small)),
        }
    }

    /// The next bytes.
    pub fn bytes(&mut self, length: u64) -> &'b [u8] {
        let (taken, rest) = self.bytes.split_at(self.bytes.len().min(length as usize));
        self.bytes = rest;
        taken
    }

    /// The next bytes as UTF-8.
    pub fn text(&mut self, length: u64) -> &'b str {
        std::str::from_utf8(self.bytes(length)).unwrap_or_default()
    }

    /// The next eight bytes as a number.
    pub fn float(&mut self) -> f64 {
        f64::from_le_bytes(self.bytes(8).try_into().unwrap_or_default())
    }

    /// The column, as a tree.
    pub fn column(mut self, dictionary: &impl Dictionary) -> Column {
        match self.bytes.first() {
            None | Some(&MISSING) => Column::Missing,
            Some(&CUT) => Column::Cut,
            Some(_) => Column::Known(self.value(dictionary)),
        }
    }

    /// The next value, as a tree.
    pub fn value(&mut self, dictionary: &impl Dictionary) -> Value {
        let (tag, own) = self.head();
        match tag {
            NULL => Value::Null,
            FALSE => Value::Bool(false),
            TRUE => Value::Bool(true),
            NATURAL => Value::Number(own.into()),
            NEGATIVE => Value::Number(0_i64.wrapping_sub_unsigned(own).into()),
            FLOAT => Number::from_f64(self.float()).map_or(Value::Null, Value::Number),
            TEXT => Value::from(self.text(own)),
            ARRAY => Value::Array((0..own).map(|_| self.value(dictionary)).collect()),
            OBJECT => Value::Object(self.members(own, dictionary)),
            PART => Value::Part(self.members(own, dictionary)),
            GUID => {
                let bytes: [u8; 16] = self.bytes(16).try_into().unwrap_or_default();
                Value::String(guid::text(u128::from_be_bytes(bytes)).into())
            }
            WORD => Value::from(dictionary.text(own)),
            ID => {
                let (prefix, kind) = (self.number(), self.number());
                let (_, length) = self.head();
                Value::String(dictionary.id(prefix, kind, self.text(length)).into())
            }
            _ => Value::Unknown,
        }
    }

    fn members(&mut self, count: u64, dictionary: &impl Dictionary) -> Box<[(Arc<str>, Value)]> {
        let member = |_| (self.key(dictionary).into_text(dictionary), self.value(dictionary));
        (0..count).map(member).collect()
    }

    /// The key of the next member.
    pub fn key(&mut self, dictionary: &impl Dictionary) -> Key {
        match self.number() {
            0 => match self.value(dictionary) {
                Value::String(text) => Key::Text(text.into()),
                _ => Key::Text("".into()),
            },
            number => Key::Number(number - 1),
        }
    }

    /// Goes past the next value and shows everything in it that may be an ARM id.
    pub fn skip(&mut self, visit: &mut impl FnMut(PossibleId<'_>)) {
        let (tag, own) = self.head();
        match tag {
            FLOAT => {
                self.bytes(8);
            }
            GUID => {
                self.bytes(16);
            }
            TEXT => {
                let text = self.text(own);
                if text.starts_with('/') {
                    visit(PossibleId::Text(text));
                }
            }
            ID => {
                visit(PossibleId::Id(self.number(), self.number()));
                let (_, length) = self.head();
                self.bytes(length);
            }
            ARRAY => (0..own).for_each(|_| self.skip(visit)),
            OBJECT | PART => {
                for _ in 0..own {
                    if self.number() == 0 {
                        self.skip(visit);
                    }
                    self.skip(visit);
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_head_gives_its_number_back(number: u64, tag in 0_u8..16) {
            let mut out = Vec::new();
            write_head(tag, number, &mut out);
            prop_assert_eq!(Decoder::new(&out).head(), (tag, number));
        }

        #[test]
        fn a_count_that_is_known_later_reads_like_any_other(count: u32) {
            let mut out = vec![7];
            write_open_head(OBJECT, &mut out);
            close_head(1, count, &mut out);
            prop_assert_eq!(out.len(), 1 + OPEN_HEAD);
            prop_assert_eq!(Decoder::new(&out[1..]).head(), (OBJECT, u64::from(count)));
        }

        #[test]
        fn any_bytes_are_read_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
            // A count may promise more values than there are bytes: those are unknown, and there may be any number of them.
            let small = |byte: &u8| byte >> 4 != BEHIND;
            let bytes: Vec<u8> = bytes.into_iter().filter(small).collect();
            Decoder::new(&bytes).column(&NoDictionary);
            Decoder::new(&bytes).skip(&mut |_| {});
        }
    }
}
