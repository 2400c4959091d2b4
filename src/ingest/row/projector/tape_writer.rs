//! Projects JSON text: appends the part of it that a [`Node`] keeps as [`crate::value::tape`] encodes it, without building the
//! rest.

use std::collections::hash_map::Entry;
use std::fmt;
use std::hash::Hasher as _;

use rustc_hash::{FxHashMap, FxHasher};
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::{Projector, Word, is_cut, is_json};
use crate::value::projection::Node;
use crate::value::tape::{self, Cursor, HEAD, Item, Open};
use crate::value::{Column, Value};

/// Appends a whole column as bytes.
pub struct ColumnSeed<'p> {
    /// The projector that notes flaws and counts values.
    pub projector: &'p mut Projector,
    /// The part that is kept.
    pub node: &'p Node,
    /// The tape that it is appended to.
    pub out: &'p mut Vec<u8>,
}

impl<'de> DeserializeSeed<'de> for ColumnSeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let ColumnSeed { projector, node, out } = self;
        projector.begin();
        let start = out.len();
        let seed = Seed {
            projector: &mut *projector,
            node,
            out: &mut *out,
        };
        seed.deserialize(deserializer)?;
        let inner = match Cursor::new(&out[start..]).item() {
            Item::Unknown => Some(Column::Cut),
            Item::Text(text) if is_json(text) => Some(projector.inner(text, node)),
            _ => None,
        };
        if let Some(column) = inner {
            out.truncate(start);
            tape::write(&column, out);
        }
        Ok(())
    }
}

/// Appends a value as bytes.
struct Seed<'p> {
    projector: &'p mut Projector,
    node: &'p Node,
    out: &'p mut Vec<u8>,
}

impl<'p> Seed<'p> {
    /// A seed for the member below a key.
    fn below<'n>(&'n mut self, node: &'n Node) -> Seed<'n> {
        Seed {
            projector: &mut *self.projector,
            node,
            out: &mut *self.out,
        }
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.projector.count()?;
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        tape::write_null(self.out);
        Ok(())
    }

    fn visit_bool<E>(self, flag: bool) -> Result<(), E> {
        match self.node.is_text() {
            true => tape::write_text(if flag { "true" } else { "false" }, self.out),
            false => tape::write_bool(flag, self.out),
        }
        Ok(())
    }

    fn visit_i64<E>(self, number: i64) -> Result<(), E> {
        match u64::try_from(number) {
            _ if self.node.is_text() => tape::write_text(&number.to_string(), self.out),
            Ok(natural) => tape::write_natural(natural, self.out),
            Err(_) => tape::write_negative(number, self.out),
        }
        Ok(())
    }

    fn visit_u64<E>(self, number: u64) -> Result<(), E> {
        match self.node.is_text() {
            true => tape::write_text(&number.to_string(), self.out),
            false => tape::write_natural(number, self.out),
        }
        Ok(())
    }

    fn visit_f64<E>(self, number: f64) -> Result<(), E> {
        match number.is_finite() {
            true => tape::write_float(number, self.out),
            false => tape::write_null(self.out),
        }
        Ok(())
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        if is_cut(text) {
            self.projector.note_cut();
            tape::write_unknown(self.out);
        } else {
            tape::write_text(text, self.out);
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut items: A) -> Result<(), A::Error> {
        let node = self.node;
        let list = Open::array(self.out);
        let (mut count, mut cut) = (0, false);
        loop {
            let at = self.out.len();
            if items.next_element_seed(self.below(node))?.is_none() {
                break;
            }
            cut |= tape::is_unknown(self.out, at);
            count += 1;
        }
        if cut {
            self.out.truncate(list.start);
            tape::write_unknown(self.out);
        } else {
            list.close(count, self.out);
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut members: A) -> Result<(), A::Error> {
        let node = self.node;
        let object = Open::object(self.out);
        let (mut at, mut count) = (0_usize, 0);
        // The members so far, by their places in the node, or where all are kept by their hashes: one that comes again is looked at when
        // all are there.
        let (mut seen, mut repeats) = (0_u64, false);
        let keys = self.projector.open_keys();
        // A list that PowerShell 5.1 wrote begins with this member.
        let mut first: Option<First> = None;
        loop {
            let Some((word, place, below)) = members.next_key_seed(KeySeed {
                node,
                out: &mut *self.out,
            })?
            else {
                break;
            };
            match place {
                Place::At(bit) => {
                    repeats |= seen & bit != 0;
                    seen |= bit;
                }
                Place::Hash(hash) => repeats |= self.projector.repeats_key(keys, hash),
                Place::Nowhere => {}
            }
            if at == 0 && word == Word::Value {
                if below.is_none() {
                    tape::write_key("value", self.out);
                }
                let value_at = self.out.len();
                members.next_value_seed(self.below(below.unwrap_or(node)))?;
                first = Some(First {
                    is_kept: below.is_some(),
                    value_at,
                    end: self.out.len(),
                });
                count += 1;
            } else if let (1, Word::Count, Some(list)) = (at, word, &first)
                && tape::is_array(self.out, list.value_at)
            {
                members.next_value::<IgnoredAny>()?;
                while members.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                self.out.copy_within(list.value_at..list.end, object.start);
                self.out.truncate(object.start + list.end - list.value_at);
                self.projector.close_keys(keys);
                return Ok(());
            } else if let Some(below) = below {
                members.next_value_seed(self.below(below))?;
                count += 1;
            } else {
                members.next_value::<IgnoredAny>()?;
            }
            at += 1;
        }
        self.projector.close_keys(keys);
        if let Some(First {
            is_kept: false, end, ..
        }) = first
        {
            self.out.drain(object.start + HEAD..end);
            count -= 1;
        }
        let start = object.start;
        object.close(count, self.out);
        if repeats {
            self.settle_repeats(start);
        }
        Ok(())
    }
}

impl Seed<'_> {
    /// Makes one member of those of the object at `start` whose keys differ in case only: unknown where their values differ.
    fn settle_repeats(&mut self, start: usize) {
        let Column::Known(Value::Object(members)) = Cursor::new(&self.out[start..]).column() else {
            return;
        };
        let mut kept: Vec<(std::sync::Arc<str>, Value)> = Vec::with_capacity(members.len());
        let mut places: FxHashMap<String, usize> = FxHashMap::default();
        for (key, value) in members {
            match places.entry(key.to_ascii_lowercase()) {
                Entry::Vacant(new) => {
                    new.insert(kept.len());
                    kept.push((key, value));
                }
                Entry::Occupied(known) => {
                    let (_, known) = &mut kept[*known.get()];
                    if *known != value {
                        *known = Value::Unknown;
                        self.projector.note_ambiguous();
                    }
                }
            }
        }
        self.out.truncate(start);
        tape::write(&Column::Known(Value::Object(kept.into())), self.out);
    }
}

/// The first member of an object, if its key is that of a list.
struct First {
    is_kept: bool,
    value_at: usize,
    end: usize,
}

/// Mark of a key among those of its object.
enum Place {
    /// A bit of the place that the node has for it.
    At(u64),
    /// A hash of it in lower case, where every key is kept.
    Hash(u32),
    /// None: it is not kept.
    Nowhere,
}

/// A hash of a key that its spellings share.
fn hash_of(key: &str) -> u32 {
    let mut hasher = FxHasher::default();
    key.bytes().for_each(|byte| hasher.write_u8(byte.to_ascii_lowercase()));
    hasher.finish() as u32
}

/// Decides by a key whether its value is kept, and appends the key if it is.
struct KeySeed<'k, 'n> {
    node: &'n Node,
    out: &'k mut Vec<u8>,
}

impl<'de, 'n> DeserializeSeed<'de> for KeySeed<'_, 'n> {
    /// The word that a key is, a mark that all spellings of a member share, and the node below it where it is kept.
    type Value = (Word, Place, Option<&'n Node>);

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de, 'n> Visitor<'de> for KeySeed<'_, 'n> {
    type Value = (Word, Place, Option<&'n Node>);

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
        let (place, below) = match self.node.placed_member(key) {
            Some((at, spelling, below)) => {
                tape::write_key(spelling, self.out);
                (Place::At(1 << (at % 64)), Some(below))
            }
            None if self.node.keeps_everything() => {
                tape::write_key(key, self.out);
                (Place::Hash(hash_of(key)), Some(self.node))
            }
            None => (Place::Nowhere, None),
        };
        Ok((Word::of(key), place, below))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn column(json: &str, node: &Node) -> Column {
        let (mut projector, mut out) = (Projector::default(), vec![7]);
        let mut deserializer = serde_json::Deserializer::from_str(json);
        let seed = ColumnSeed {
            projector: &mut projector,
            node,
            out: &mut out,
        };
        seed.deserialize(&mut deserializer).unwrap();
        Cursor::new(&out[1..]).column()
    }

    /// A tree as JSON text.
    fn text(tree: &Value) -> String {
        match tree {
            Value::Array(items) => format!("[{}]", items.iter().map(text).collect::<Vec<_>>().join(",")),
            Value::Object(members) => {
                let members = members.iter().map(|(key, value)| format!("\"{key}\":{}", text(value)));
                format!("{{{}}}", members.collect::<Vec<_>>().join(","))
            }
            Value::String(text) => serde_json::Value::from(&**text).to_string(),
            Value::Number(number) => number.to_string(),
            Value::Bool(flag) => flag.to_string(),
            _ => "null".to_owned(),
        }
    }

    /// The part of a tree that should be kept.
    fn kept(tree: &Value, node: &Node) -> Value {
        match tree {
            Value::String(text) if is_cut(text) => Value::Unknown,
            Value::Array(items) => {
                let items: Box<[Value]> = items.iter().map(|item| kept(item, node)).collect();
                match items.contains(&Value::Unknown) {
                    true => Value::Unknown,
                    false => Value::Array(items),
                }
            }
            Value::Object(members) => {
                if let [(value, list), (count, _), ..] = &**members
                    && (&**value, &**count) == ("value", "Count")
                    && let list @ Value::Array(_) = kept(list, node.member("value").map_or(node, |(_, below)| below))
                {
                    return list;
                }
                let members = members.iter().filter_map(|(key, value)| match node.placed_member(key) {
                    Some((_, spelling, below)) => Some((spelling.clone(), kept(value, below))),
                    None => node.keeps_everything().then(|| (key.clone(), kept(value, node))),
                });
                Value::Object(settled(members.collect()).into())
            }
            other => other.clone(),
        }
    }

    /// Members of which none has the key of another in any case: unknown where their values differ.
    fn settled(members: Vec<(std::sync::Arc<str>, Value)>) -> Vec<(std::sync::Arc<str>, Value)> {
        let is_first = |at: usize| {
            members[..at]
                .iter()
                .all(|(own, _)| !own.eq_ignore_ascii_case(&members[at].0))
        };
        let firsts = (0..members.len()).filter(|at| is_first(*at)).map(|at| &members[at]);
        let settled = firsts.map(|(key, value)| {
            let mut alike = members.iter().filter(|(own, _)| own.eq_ignore_ascii_case(key));
            let agree = alike.all(|(_, other)| other == value);
            (key.clone(), if agree { value.clone() } else { Value::Unknown })
        });
        settled.collect()
    }

    fn kept_as_column(tree: &Value, node: &Node) -> Column {
        match kept(tree, node) {
            Value::Unknown => Column::Cut,
            Value::String(text) if is_json(&text) => match serde_json::from_str::<serde_json::Value>(&text) {
                Ok(inner) => kept_as_column(&Value::from(inner), node),
                Err(_) => Column::Cut,
            },
            value => Column::Known(value),
        }
    }

    fn trees() -> impl Strategy<Value = Value> {
        let texts = prop_oneof![
            "[a-c/]{0,5}",
            Just("@{a=b}".to_owned()),
            Just("{\"a\":1,\"value\":[2]}".to_owned()),
            Just("{\"a\":".to_owned()),
        ];
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::Bool),
            any::<i64>().prop_map(|number| Value::Number(number.into())),
            any::<u64>().prop_map(|number| Value::Number(number.into())),
            any::<f64>().prop_map(|number| serde_json::Number::from_f64(number).map_or(Value::Null, Value::Number)),
            texts.prop_map(|text| Value::from(&*text)),
        ];
        leaf.prop_recursive(4, 48, 6, |inner| {
            let keys = vec!["value", "Count", "a", "B", "properties", "c"];
            let member = (prop::sample::select(keys).prop_map(std::sync::Arc::from), inner.clone());
            prop_oneof![
                prop::collection::vec(inner, 0..6).prop_map(|items| Value::Array(items.into())),
                prop::collection::vec(member, 0..6).prop_map(|members| Value::Object(members.into())),
            ]
        })
    }

    proptest! {
        #[test]
        fn of_any_tree_what_the_node_names_is_kept_and_nothing_else(tree in trees()) {
            for node in [Node::everything(), Node::clone(&Node::of_paths(&["a.b", "A.value", "b", "c.a"]))] {
                prop_assert_eq!(column(&text(&tree), &node), kept_as_column(&tree, &node));
            }
        }
    }

    #[test]
    fn what_is_no_list_of_powershell_keeps_its_first_member_only_if_it_is_asked_for() {
        let node = Node::of_paths(&["a.b"]);
        for (json, expected) in [
            (r#"{"a":{"value":1,"b":2}}"#, r#"{"a":{"b":2}}"#),
            (r#"{"a":{"value":[1],"b":2}}"#, r#"{"a":{"b":2}}"#),
            (r#"{"a":{"value":[{"b":1,"c":2}],"Count":1}}"#, r#"{"a":[{"b":1}]}"#),
            (r#"{"a":{"value":[1]}}"#, r#"{"a":{}}"#),
        ] {
            let expected: serde_json::Value = serde_json::from_str(expected).unwrap();
            assert_eq!(column(json, &node), Column::Known(expected.into()), "{json}");
        }
    }
}
