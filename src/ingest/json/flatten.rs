//! The same projection as [`super::project`], into bytes instead of a tree: see [`crate::ingest::flat`].

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::project::{Projector, Word, is_cut, is_json};
use crate::ingest::flat::{self, Cursor, HEAD, Item, Open};
use crate::ingest::projection::Node;
use crate::ingest::rows::Column;

/// Appends a whole column as bytes.
pub struct ColumnSeed<'p> {
    /// What it is projected with.
    pub projector: &'p mut Projector,
    /// What is kept of it.
    pub node: &'p Node,
    /// Where it goes.
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
            flat::write(&column, out);
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
    /// The same below a key.
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
        flat::write_null(self.out);
        Ok(())
    }

    fn visit_bool<E>(self, flag: bool) -> Result<(), E> {
        flat::write_bool(flag, self.out);
        Ok(())
    }

    fn visit_i64<E>(self, number: i64) -> Result<(), E> {
        match u64::try_from(number) {
            Ok(natural) => flat::write_natural(natural, self.out),
            Err(_) => flat::write_negative(number, self.out),
        }
        Ok(())
    }

    fn visit_u64<E>(self, number: u64) -> Result<(), E> {
        flat::write_natural(number, self.out);
        Ok(())
    }

    fn visit_f64<E>(self, number: f64) -> Result<(), E> {
        match number.is_finite() {
            true => flat::write_float(number, self.out),
            false => flat::write_null(self.out),
        }
        Ok(())
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        if is_cut(text) {
            self.projector.note_cut();
            flat::write_unknown(self.out);
        } else {
            flat::write_text(text, self.out);
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
            cut |= flat::is_unknown(self.out, at);
            count += 1;
        }
        if cut {
            self.out.truncate(list.start);
            flat::write_unknown(self.out);
        } else {
            list.close(count, self.out);
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut members: A) -> Result<(), A::Error> {
        let node = self.node;
        let object = Open::object(self.out);
        let (mut at, mut count) = (0_usize, 0);
        // A list that PowerShell 5.1 wrote begins with this member.
        let mut first: Option<First> = None;
        loop {
            let Some((word, below)) = members.next_key_seed(KeySeed {
                node,
                out: &mut *self.out,
            })?
            else {
                break;
            };
            if at == 0 && word == Word::Value {
                if below.is_none() {
                    flat::write_key("value", self.out);
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
                && flat::is_array(self.out, list.value_at)
            {
                members.next_value::<IgnoredAny>()?;
                while members.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                self.out.copy_within(list.value_at..list.end, object.start);
                self.out.truncate(object.start + list.end - list.value_at);
                return Ok(());
            } else if let Some(below) = below {
                members.next_value_seed(self.below(below))?;
                count += 1;
            } else {
                members.next_value::<IgnoredAny>()?;
            }
            at += 1;
        }
        if let Some(First {
            is_kept: false, end, ..
        }) = first
        {
            self.out.drain(object.start + HEAD..end);
            count -= 1;
        }
        object.close(count, self.out);
        Ok(())
    }
}

/// The first member of an object, if its key is that of a list.
struct First {
    is_kept: bool,
    value_at: usize,
    end: usize,
}

/// Decides by a key whether its value is kept, and appends the key if it is.
struct KeySeed<'k, 'n> {
    node: &'n Node,
    out: &'k mut Vec<u8>,
}

impl<'de, 'n> DeserializeSeed<'de> for KeySeed<'_, 'n> {
    type Value = (Word, Option<&'n Node>);

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de, 'n> Visitor<'de> for KeySeed<'_, 'n> {
    type Value = (Word, Option<&'n Node>);

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
        let below = match self.node.member(key) {
            Some((spelling, below)) => {
                flat::write_key(spelling, self.out);
                Some(below)
            }
            None if self.node.keeps_everything() => {
                flat::write_key(key, self.out);
                Some(self.node)
            }
            None => None,
        };
        Ok((Word::of(key), below))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn both(json: &str, node: &Node) -> (Result<Column, String>, Result<Column, String>) {
        let mut projector = Projector::default();
        let tree = projector.column(json, node).map_err(|error| error.to_string());
        let flaw = projector.take_flaw();
        let mut out = vec![7];
        let mut deserializer = serde_json::Deserializer::from_str(json);
        let seed = ColumnSeed {
            projector: &mut projector,
            node,
            out: &mut out,
        };
        let flat = seed.deserialize(&mut deserializer).map_err(|error| error.to_string());
        assert_eq!(flaw, projector.take_flaw());
        (tree, flat.map(|()| Cursor::new(&out[1..]).column()))
    }

    fn json() -> impl Strategy<Value = String> {
        let texts = prop_oneof![
            "[a-c/]{0,5}",
            Just("@{a=b}".to_owned()),
            Just("{\"a\":1,\"value\":[2]}".to_owned()),
            Just("{\"a\":".to_owned()),
        ];
        let leaf = prop_oneof![
            Just("null".to_owned()),
            any::<bool>().prop_map(|flag| flag.to_string()),
            any::<i64>().prop_map(|number| number.to_string()),
            any::<u64>().prop_map(|number| number.to_string()),
            any::<f32>().prop_filter_map("no number", |number| number.is_finite().then(|| format!("{number:e}"))),
            texts.prop_map(|text| serde_json::Value::from(text).to_string()),
        ];
        leaf.prop_recursive(4, 48, 6, |inner| {
            let key = prop_oneof![
                Just("value"),
                Just("Count"),
                Just("a"),
                Just("B"),
                Just("properties"),
                Just("c")
            ];
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(|items| format!("[{}]", items.join(","))),
                prop::collection::vec((key, inner), 0..6).prop_map(|members| {
                    let members: Vec<String> = members
                        .iter()
                        .map(|(key, value)| format!("\"{key}\":{value}"))
                        .collect();
                    format!("{{{}}}", members.join(","))
                }),
            ]
        })
    }

    proptest! {
        #[test]
        fn the_bytes_hold_what_the_tree_would(json in json()) {
            for node in [Node::everything(), Node::clone(&Node::of_paths(&["a.b", "A.value", "b", "c.a"]))] {
                let (tree, flat) = both(&json, &node);
                prop_assert_eq!(tree, flat);
            }
        }
    }

    #[test]
    fn what_is_no_list_of_powershell_keeps_its_first_member_only_if_it_is_asked_for() {
        let node = Node::of_paths(&["a.b"]);
        for json in [
            r#"{"a":{"value":1,"b":2}}"#,
            r#"{"a":{"value":[1],"b":2}}"#,
            r#"{"a":{"value":[{"b":1,"c":2}],"Count":1}}"#,
            r#"{"a":{"value":[1]}}"#,
        ] {
            let (tree, flat) = both(json, &node);
            assert_eq!(tree, flat, "{json}");
        }
    }
}
