//! Columns as the store keeps them: the tape of a row, encoded again with the dictionary of the store. Keys, the words of Azure,
//! and the prefixes and types in ARM ids are numbers of the dictionary; a GUID is its sixteen bytes. Equal contents have equal
//! bytes.

use crate::value::arm_id::ArmId;
use crate::value::arm_parts::{is_composed_of, type_and_name};
use crate::value::codec::{self, Decoder, Key, PossibleId};
use crate::value::tape::{Cursor, Item};
use crate::value::{Column, Value, guid};

use super::dictionary::Dictionary;

/// Appends the column on a tape.
pub(super) fn write(tape: &[u8], dictionary: &mut Dictionary, out: &mut Vec<u8>) {
    write_next(&mut Cursor::new(tape), dictionary, out);
}

fn write_next(from: &mut Cursor<'_>, dictionary: &mut Dictionary, out: &mut Vec<u8>) {
    match from.item() {
        Item::Missing => out.push(codec::MISSING),
        Item::Cut => out.push(codec::CUT),
        Item::Null => out.push(codec::NULL),
        Item::Bool(false) => out.push(codec::FALSE),
        Item::Bool(true) => out.push(codec::TRUE),
        Item::Unknown => out.push(codec::UNKNOWN),
        Item::Natural(number) => codec::write_head(codec::NATURAL, number, out),
        Item::Negative(distance) => codec::write_head(codec::NEGATIVE, distance, out),
        Item::Float(number) => {
            out.push(codec::FLOAT);
            out.extend_from_slice(&number.to_le_bytes());
        }
        Item::Text(text) => write_text(text, dictionary, out),
        Item::Array(count) => {
            codec::write_head(codec::ARRAY, count, out);
            for _ in 0..count {
                write_next(from, dictionary, out);
            }
        }
        Item::Object(count) => write_members(codec::OBJECT, count, from, dictionary, out),
        Item::Part(count) => write_members(codec::PART, count, from, dictionary, out),
    }
}

fn write_members(tag: u8, count: u64, from: &mut Cursor<'_>, dictionary: &mut Dictionary, out: &mut Vec<u8>) {
    codec::write_head(tag, count, out);
    for _ in 0..count {
        let key = from.key();
        // Ids are keys as well, of the identities that are assigned; each of them is another, so a number would save nothing.
        if key.starts_with('/') {
            codec::write_number(0, out);
            write_text(key, dictionary, out);
        } else {
            codec::write_number(u64::from(dictionary.number_key(key)) + 1, out);
        }
        write_next(from, dictionary, out);
    }
}

fn write_text(text: &str, dictionary: &mut Dictionary, out: &mut Vec<u8>) {
    if write_id(text, dictionary, out) {
        return;
    }
    if let Some(guid) = guid::number(text) {
        out.push(codec::GUID);
        out.extend_from_slice(&guid.to_be_bytes());
        return;
    }
    if is_word(text)
        && let Some(known) = dictionary.number_word(text)
    {
        codec::write_head(codec::WORD, known.into(), out);
        return;
    }
    codec::write_text(text, out);
}

/// Appends a text as an ARM id if its parts make exactly this text again, and returns whether they do.
fn write_id(text: &str, dictionary: &mut Dictionary, out: &mut Vec<u8>) -> bool {
    if !text.starts_with("/subscriptions/") {
        return false;
    }
    let (prefix, path) = ArmId::new(text).split();
    let (kind, name) = type_and_name(path);
    // An extension's prefix is the whole id of its resource: hardly any two share one.
    let fits = !name.is_empty() && !prefix.contains("/providers/") && is_composed_of(text, prefix, &kind, &name);
    if fits {
        out.push(codec::ID);
        codec::write_number(dictionary.strings.intern(prefix).number().into(), out);
        codec::write_number(dictionary.strings.intern(&kind).number().into(), out);
        codec::write_text(&name, out);
    }
    fits
}

/// Whether a text looks like a word of Azure and not like somebody's name for something.
fn is_word(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphabetic() || b" -_./".contains(&byte);
    (1..64).contains(&text.len()) && !text.starts_with('/') && text.bytes().all(fits)
}

/// The column, as a tree.
pub(super) fn read(bytes: &[u8], dictionary: &Dictionary) -> Column {
    Decoder::new(bytes).column(dictionary)
}

/// The column; of an object only the members of this name, in any case, and `properties`.
pub(super) fn part(bytes: &[u8], key: &str, dictionary: &Dictionary) -> Column {
    let mut decoder = Decoder::new(bytes);
    let (tag, count) = decoder.head();
    if tag != codec::OBJECT && tag != codec::PART {
        return read(bytes, dictionary);
    }
    let mut members = Vec::new();
    for _ in 0..count {
        let name = decoder.key(dictionary);
        let own = name.text(dictionary);
        if own.eq_ignore_ascii_case(key) || own.eq_ignore_ascii_case("properties") {
            members.push((name.into_text(dictionary), decoder.value(dictionary)));
        } else {
            decoder.skip(&mut |_| {});
        }
    }
    Column::Known(match tag {
        codec::OBJECT => Value::Object(members.into()),
        _ => Value::Part(members.into()),
    })
}

/// The text at a path of keys, without making values of what stands beside it.
pub(super) fn text_at(bytes: &[u8], path: &[&str], dictionary: &Dictionary) -> Option<String> {
    let mut decoder = Decoder::new(bytes);
    for key in path {
        enter(&mut decoder, key, dictionary)?;
    }
    match decoder.value(dictionary) {
        Value::String(text) => Some(text.into()),
        _ => None,
    }
}

/// Goes on to the value of the first member of this name.
fn enter(decoder: &mut Decoder<'_>, key: &str, dictionary: &Dictionary) -> Option<()> {
    let (tag, count) = decoder.head();
    if tag != codec::OBJECT && tag != codec::PART {
        return None;
    }
    for _ in 0..count {
        let name: Key = decoder.key(dictionary);
        if name.text(dictionary).eq_ignore_ascii_case(key) {
            return Some(());
        }
        decoder.skip(&mut |_| {});
    }
    None
}

/// Shows everything that may be an ARM id in columns that were written one after the other.
pub(super) fn visit_ids(bytes: &[u8], visit: &mut impl FnMut(PossibleId<'_>)) {
    let mut decoder = Decoder::new(bytes);
    while !decoder.is_at_end() {
        decoder.skip(visit);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::Number;

    use super::super::interner::Symbol;
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
        fn a_column_is_read_as_it_was_written(value in values()) {
            let column = Column::Known(value);
            prop_assert_eq!(there_and_back(&column), column.clone());
            let mut tape = Vec::new();
            tape::write(&column, &mut tape);
            prop_assert_eq!(Cursor::new(&tape).column(), column);
        }

        #[test]
        fn a_part_holds_of_its_key_the_same_as_the_whole(value in values(), key in "[a-zA-Z./]{1,9}", bag in values(), is_part: bool) {
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
            PossibleId::Id(prefix, kind) => {
                let text = |number: u64| dictionary.strings.text(Symbol::of_number(number as u32));
                seen.push(format!("{} {}", text(prefix), text(kind)));
            }
        });
        let id = "/subscriptions/S/resourceGroups/G Microsoft.Network/virtualNetworks/subnets";
        assert_eq!(seen, [id, "/other", "/key"]);
    }

    #[test]
    fn an_id_is_kept_as_the_prefix_that_it_shares_with_others() {
        let (bytes, _) = written(&Column::Known(Value::from(ID_TEXT)));
        assert!(bytes.len() < 10, "{bytes:?}");
    }
}
