//! Columns as bytes. A tree of values takes an allocation for every text and every object; a million rows are kept in a tenth of
//! that as one run of bytes each, and made a tree again when something asks. Keys, the words of Azure, and the containers in ARM
//! ids are numbers of interned strings; a GUID is its sixteen bytes.
//!
//! Every value begins with a byte: its kind, and in the upper half a small number that the kind needs (a length, a count), or
//! fifteen and the number behind it.

use std::sync::Arc;

use serde_json::Number;

use crate::value::arm_id::ArmId;
use crate::value::arm_parts::{compose, is_composed_of, type_and_name};
use crate::value::tape::{Cursor, Item};
use crate::value::{Column, Value, guid};

use super::dictionary::Dictionary;
use super::interner::Symbol;

const MISSING: u8 = 0;
const CUT: u8 = 1;
const NULL: u8 = 2;
const FALSE: u8 = 3;
const TRUE: u8 = 4;
const UNKNOWN: u8 = 5;
/// Neither negative nor larger than `u64`.
const NATURAL: u8 = 6;
/// The number's distance below zero.
const NEGATIVE: u8 = 7;
/// Eight bytes.
const FLOAT: u8 = 8;
/// Its length, and UTF-8.
const TEXT: u8 = 9;
/// An ARM id: the number of its container, that of its type, and its name as a text.
const ID: u8 = 10;
const ARRAY: u8 = 11;
const OBJECT: u8 = 12;
const PART: u8 = 13;
/// A GUID in its usual spelling: its sixteen bytes.
const GUID: u8 = 14;

/// A text that many rows hold: its number.
const WORD: u8 = 15;

/// What the upper half of a first byte says where the number stands behind it.
const BEHIND: u8 = 15;

/// Appends a column that [`crate::value::tape`] wrote.
pub(super) fn write(given: &[u8], dictionary: &mut Dictionary, out: &mut Vec<u8>) {
    write_next(&mut Cursor::new(given), dictionary, out);
}

fn write_next(from: &mut Cursor<'_>, dictionary: &mut Dictionary, out: &mut Vec<u8>) {
    match from.item() {
        Item::Missing => out.push(MISSING),
        Item::Cut => out.push(CUT),
        Item::Null => out.push(NULL),
        Item::Bool(false) => out.push(FALSE),
        Item::Bool(true) => out.push(TRUE),
        Item::Unknown => out.push(UNKNOWN),
        Item::Natural(number) => head(NATURAL, number, out),
        Item::Negative(number) => head(NEGATIVE, number.unsigned_abs(), out),
        Item::Float(number) => {
            out.push(FLOAT);
            out.extend_from_slice(&number.to_le_bytes());
        }
        Item::Text(text) => write_text(text, dictionary, out),
        Item::Array(count) => {
            head(ARRAY, count.into(), out);
            for _ in 0..count {
                write_next(from, dictionary, out);
            }
        }
        Item::Object(count) => write_members(OBJECT, count, from, dictionary, out),
        Item::Part(count) => write_members(PART, count, from, dictionary, out),
    }
}

fn write_members(kind: u8, count: u32, from: &mut Cursor<'_>, dictionary: &mut Dictionary, out: &mut Vec<u8>) {
    head(kind, count.into(), out);
    for _ in 0..count {
        let key = from.text();
        // Ids are keys as well, of the identities that are assigned; each of them is another.
        if key.starts_with('/') {
            number(0, out);
            write_text(key, dictionary, out);
        } else {
            number(u64::from(dictionary.key(key)) + 1, out);
        }
        write_next(from, dictionary, out);
    }
}

fn write_text(text: &str, dictionary: &mut Dictionary, out: &mut Vec<u8>) {
    if text.starts_with("/subscriptions/") {
        let (prefix, path) = ArmId::new(text).split();
        let (kind, name) = type_and_name(path);
        if !name.is_empty() && !prefix.contains("/providers/") && is_composed_of(text, prefix, &kind, &name) {
            out.push(ID);
            number(u64::from(dictionary.strings.intern(prefix).number()), out);
            number(u64::from(dictionary.strings.intern(&kind).number()), out);
            head(TEXT, name.len() as u64, out);
            out.extend_from_slice(name.as_bytes());
            return;
        }
    }
    if let Some(guid) = guid::number(text) {
        out.push(GUID);
        out.extend_from_slice(&guid.to_be_bytes());
        return;
    }
    if is_word(text)
        && let Some(known) = dictionary.word(text)
    {
        head(WORD, known.into(), out);
        return;
    }
    head(TEXT, text.len() as u64, out);
    out.extend_from_slice(text.as_bytes());
}

/// Whether a text looks like a word of Azure and not like somebody's name for something.
fn is_word(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphabetic() || b" -_./".contains(&byte);
    (1..64).contains(&text.len()) && !text.starts_with('/') && text.bytes().all(fits)
}

fn head(kind: u8, value: u64, out: &mut Vec<u8>) {
    if value < u64::from(BEHIND) {
        out.push(kind | (value as u8) << 4);
    } else {
        out.push(kind | BEHIND << 4);
        number(value, out);
    }
}

/// Seven bits a byte, the lowest first.
fn number(mut value: u64, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// The column that [`write()`] wrote.
pub(super) fn read(bytes: &[u8], dictionary: &Dictionary) -> Column {
    let mut reader = Reader { bytes };
    match bytes.first() {
        None | Some(&MISSING) => Column::Missing,
        Some(&CUT) => Column::Cut,
        Some(_) => Column::Known(reader.value(dictionary)),
    }
}

/// The same; of an object only the members of this name, and `properties`.
pub(super) fn part(bytes: &[u8], key: &str, dictionary: &Dictionary) -> Column {
    let mut reader = Reader { bytes };
    let (kind, count) = reader.head();
    if kind != OBJECT && kind != PART {
        return read(bytes, dictionary);
    }
    let mut members = Vec::new();
    for _ in 0..count {
        let name = reader.key(dictionary);
        let own = name.text(dictionary);
        if own.eq_ignore_ascii_case(key) || own.eq_ignore_ascii_case("properties") {
            members.push((name.into_text(dictionary), reader.value(dictionary)));
        } else {
            reader.pass(&mut |_| {});
        }
    }
    Column::Known(match kind {
        OBJECT => Value::Object(members.into()),
        _ => Value::Part(members.into()),
    })
}

/// The text at a path of keys in a column that was written, without making values of what stands beside it.
pub(super) fn text_at(bytes: &[u8], path: &[&str], dictionary: &Dictionary) -> Option<String> {
    let mut reader = Reader { bytes };
    for key in path {
        reader.enter(key, dictionary)?;
    }
    match reader.value(dictionary) {
        Value::String(text) => Some(text.into()),
        _ => None,
    }
}

/// What may be an ARM id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::inventory) enum PossibleId<'b> {
    /// A text that begins with a slash.
    Text(&'b str),
    /// An id inside a resource group or subscription: the symbols of that and of the type.
    Id(Symbol, Symbol),
}

/// Shows what may be an ARM id in columns that were written one after the other, without making values of them.
pub(super) fn visit_ids(bytes: &[u8], visit: &mut impl FnMut(PossibleId<'_>)) {
    let mut reader = Reader { bytes };
    while !reader.bytes.is_empty() {
        reader.pass(visit);
    }
}

/// A key of an object: one of those that are numbered, or an id.
enum Key {
    Number(u32),
    Id(Arc<str>),
}

impl Key {
    fn text<'k>(&'k self, dictionary: &'k Dictionary) -> &'k str {
        match self {
            Key::Number(number) => dictionary.text(*number),
            Key::Id(id) => id,
        }
    }

    fn into_text(self, dictionary: &Dictionary) -> Arc<str> {
        match self {
            Key::Number(number) => dictionary.shared(number),
            Key::Id(id) => id,
        }
    }
}

struct Reader<'b> {
    bytes: &'b [u8],
}

impl<'b> Reader<'b> {
    fn byte(&mut self) -> u8 {
        let (first, rest) = self.bytes.split_first().unwrap_or((&UNKNOWN, &[]));
        self.bytes = rest;
        *first
    }

    fn number(&mut self) -> u64 {
        let (mut value, mut shift) = (0, 0);
        loop {
            let byte = self.byte();
            value |= u64::from(byte & 0x7f) << shift;
            shift += 7;
            if byte < 0x80 || shift > 63 {
                return value;
            }
        }
    }

    /// The kind of the next value, and its number.
    fn head(&mut self) -> (u8, u64) {
        let first = self.byte();
        match first >> 4 {
            BEHIND => (first & 0x0f, self.number()),
            small => (first & 0x0f, u64::from(small)),
        }
    }

    fn bytes(&mut self, length: u64) -> &'b [u8] {
        let (taken, rest) = self.bytes.split_at(self.bytes.len().min(length as usize));
        self.bytes = rest;
        taken
    }

    fn plain(&mut self, length: u64) -> &'b str {
        std::str::from_utf8(self.bytes(length)).unwrap_or_default()
    }

    fn symbol(&mut self) -> Symbol {
        Symbol::of_number(self.number() as u32)
    }

    fn value(&mut self, dictionary: &Dictionary) -> Value {
        let (kind, own) = self.head();
        match kind {
            NULL => Value::Null,
            FALSE => Value::Bool(false),
            TRUE => Value::Bool(true),
            NATURAL => Value::Number(own.into()),
            NEGATIVE => Value::Number(0_i64.wrapping_sub_unsigned(own).into()),
            FLOAT => {
                let bytes: [u8; 8] = self.bytes(8).try_into().unwrap_or_default();
                Number::from_f64(f64::from_le_bytes(bytes)).map_or(Value::Null, Value::Number)
            }
            TEXT => Value::String(self.plain(own).into()),
            ID => Value::String(self.id(dictionary).into()),
            WORD => Value::from(dictionary.text(own as u32)),
            GUID => {
                let bytes: [u8; 16] = self.bytes(16).try_into().unwrap_or_default();
                Value::String(guid::text(u128::from_be_bytes(bytes)).into())
            }
            ARRAY => Value::Array((0..own).map(|_| self.value(dictionary)).collect()),
            OBJECT => Value::Object(self.members(own, dictionary)),
            PART => Value::Part(self.members(own, dictionary)),
            _ => Value::Unknown,
        }
    }

    fn key(&mut self, dictionary: &Dictionary) -> Key {
        match self.number() {
            0 => match self.value(dictionary) {
                Value::String(text) => Key::Id(text.into()),
                _ => Key::Id("".into()),
            },
            number => Key::Number((number - 1) as u32),
        }
    }

    /// Goes on to the value of the first member of this name.
    fn enter(&mut self, key: &str, dictionary: &Dictionary) -> Option<()> {
        let (kind, count) = self.head();
        if kind != OBJECT && kind != PART {
            return None;
        }
        for _ in 0..count {
            if self.key(dictionary).text(dictionary).eq_ignore_ascii_case(key) {
                return Some(());
            }
            self.pass(&mut |_| {});
        }
        None
    }

    fn id(&mut self, dictionary: &Dictionary) -> String {
        let (prefix, kind) = (self.symbol(), self.symbol());
        let (_, length) = self.head();
        compose(
            dictionary.strings.text(prefix),
            dictionary.strings.text(kind),
            self.plain(length),
        )
    }

    fn members(&mut self, count: u64, dictionary: &Dictionary) -> Box<[(Arc<str>, Value)]> {
        let member = |_| (self.key(dictionary).into_text(dictionary), self.value(dictionary));
        (0..count).map(member).collect()
    }

    /// Goes past a value.
    fn pass(&mut self, visit: &mut impl FnMut(PossibleId<'_>)) {
        let (kind, own) = self.head();
        match kind {
            FLOAT => {
                self.bytes(8);
            }
            GUID => {
                self.bytes(16);
            }
            TEXT => {
                let text = self.plain(own);
                if text.starts_with('/') {
                    visit(PossibleId::Text(text));
                }
            }
            ID => {
                visit(PossibleId::Id(self.symbol(), self.symbol()));
                let (_, length) = self.head();
                self.bytes(length);
            }
            ARRAY => (0..own).for_each(|_| self.pass(visit)),
            OBJECT | PART => {
                for _ in 0..own {
                    if self.number() == 0 {
                        self.pass(visit);
                    }
                    self.pass(visit);
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::tape;
    use proptest::prelude::*;

    const ID_TEXT: &str = "/subscriptions/S/resourceGroups/G/providers/Microsoft.Network/virtualNetworks/v/subnets/s";

    fn written(column: &Column) -> (Vec<u8>, Dictionary) {
        let (mut given, mut dictionary, mut bytes) = (Vec::new(), Dictionary::default(), Vec::new());
        tape::write(column, &mut given);
        write(&given, &mut dictionary, &mut bytes);
        (bytes, dictionary)
    }

    fn there_and_back(column: &Column) -> Column {
        let (bytes, dictionary) = written(column);
        read(&bytes, &dictionary)
    }

    fn values() -> impl Strategy<Value = Value> {
        let texts = prop_oneof![
            any::<String>(),
            Just(ID_TEXT.to_owned()),
            "[a-zA-Z./]{1,9}",
            "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-fA-F-]{12}",
            "/subscriptions/[a-zA-Z/.]{0,40}",
            "/subscriptions/s(/resourceGroups/g)?/providers/[A-Z.]{0,9}(/[a-z]{0,3}){0,5}/?",
        ];
        let leaf = prop_oneof![
            Just(Value::Null),
            Just(Value::Unknown),
            any::<bool>().prop_map(Value::Bool),
            any::<i64>().prop_map(|number| Value::Number(number.into())),
            any::<u64>().prop_map(|number| Value::Number(number.into())),
            any::<f64>().prop_map(|float| Number::from_f64(float).map_or(Value::Null, Value::Number)),
            texts.clone().prop_map(|text| Value::String(text.into())),
        ];
        leaf.prop_recursive(4, 64, 20, move |inner| {
            let members = prop::collection::vec((texts.clone().prop_map(Arc::from), inner.clone()), 0..20);
            prop_oneof![
                prop::collection::vec(inner, 0..20).prop_map(|items| Value::Array(items.into())),
                members.clone().prop_map(|members| Value::Object(members.into())),
                members.prop_map(|members| Value::Part(members.into())),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(value in values()) {
            let column = Column::Known(value);
            prop_assert_eq!(there_and_back(&column), column);
        }

        #[test]
        fn a_part_tells_of_its_key_what_the_whole_does(value in values(), key in "[a-zA-Z./]{1,9}", bag in values(), is_part: bool) {
            let known = vec![
                ("first".into(), value.clone()),
                (Arc::from(&*key), bag.clone()),
                ("Properties".into(), bag),
                (key.to_ascii_uppercase().into(), value.clone()),
            ];
            let object = if is_part { Value::Part(known.into()) } else { Value::Object(known.into()) };
            for whole in [value, object] {
                let (bytes, dictionary) = written(&Column::Known(whole.clone()));
                let part = part(&bytes, &key.to_ascii_lowercase(), &dictionary).into_known();
                let part = part.unwrap_or(Value::Unknown);
                prop_assert_eq!(part.is_partial(), whole.is_partial());
                for name in [&*key, "properties"] {
                    prop_assert_eq!(part.get(name), whole.get(name));
                }
                if whole.as_object().is_none() {
                    prop_assert_eq!(part, whole);
                }
            }
        }

        #[test]
        fn a_text_is_found_where_the_value_holds_it(value in values(), text in ".{0,20}", at in 0_usize..3) {
            let known = |members: Vec<(&str, Value)>| {
                Value::Object(members.into_iter().map(|(key, value)| (Arc::from(key), value)).collect())
            };
            let inner = known(vec![("Name", Value::from(&*text)), ("other", value.clone())]);
            let mut members = vec![("first", value.clone()), ("second", value)];
            members.insert(at, ("inner", inner));
            let (bytes, dictionary) = written(&Column::Known(known(members)));
            prop_assert_eq!(text_at(&bytes, &["Inner", "name"], &dictionary), Some(text));
            prop_assert_eq!(text_at(&bytes, &["inner"], &dictionary), None);
            prop_assert_eq!(text_at(&bytes, &["inner", "absent"], &dictionary), None);
        }
    }

    #[test]
    fn what_a_row_lacks_and_what_was_cut_stay_apart() {
        for column in [Column::Missing, Column::Cut, Column::Known(Value::Null)] {
            assert_eq!(there_and_back(&column), column);
        }
    }

    #[test]
    fn ids_are_seen_in_texts_and_keys_of_whatever_stands_beside_them() {
        let mut dictionary = Dictionary::default();
        let mut bytes = Vec::new();
        let known = |json: serde_json::Value| Column::Known(Value::from(json));
        let beside = serde_json::json!([null, true, -1, 2.5, "no id", {"a": ID_TEXT, "b": "/other"}]);
        let key = serde_json::json!({"/key": [99_999_999_999_u64]});
        for column in [known(beside), Column::Missing, Column::Cut, known(key)] {
            let mut given = Vec::new();
            tape::write(&column, &mut given);
            write(&given, &mut dictionary, &mut bytes);
        }
        let mut seen = Vec::new();
        visit_ids(&bytes, &mut |one| match one {
            PossibleId::Text(text) => seen.push(text.to_owned()),
            PossibleId::Id(container, kind) => seen.push(format!(
                "{} {}",
                dictionary.strings.text(container),
                dictionary.strings.text(kind)
            )),
        });
        let id = "/subscriptions/S/resourceGroups/G Microsoft.Network/virtualNetworks/subnets";
        assert_eq!(seen, [id, "/other", "/key"]);
    }

    #[test]
    fn an_id_is_kept_as_the_container_that_it_shares_with_others() {
        let (bytes, _) = written(&Column::Known(Value::from(ID_TEXT)));
        assert!(bytes.len() < 10, "{bytes:?}");
    }
}
