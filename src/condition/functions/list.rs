//! Template functions of arrays and objects, and of texts where Azure treats them as lists of characters.

use std::borrow::Cow;
use std::sync::Arc;

use super::super::view::identical;
use super::number::whole;
use crate::value::Value;

type Arguments<'a> = [Cow<'a, Value>];

/// The member of an object, or the element of an array.
pub(crate) fn lookup<'c>(container: &'c Value, key: &Value) -> Option<&'c Value> {
    match key {
        Value::String(name) => container.get(name),
        Value::Number(index) => container.as_array()?.get(usize::try_from(index.as_u64()?).ok()?),
        _ => None,
    }
}

/// A length or a position. A number below zero is read as zero.
pub(super) fn position(value: &Value) -> Option<usize> {
    usize::try_from(whole(value)?.max(0)).ok()
}

pub(super) fn length(arguments: &Arguments) -> Option<Value> {
    let [value] = arguments else { return None };
    let length = match &**value {
        Value::String(text) => text.encode_utf16().count(),
        Value::Array(items) => items.len(),
        Value::Object(members) => members.len(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Part(_) | Value::Unknown => return None,
    };
    Some(Value::Number(length.into()))
}

pub(super) fn first(arguments: &Arguments) -> Option<Value> {
    let [value] = arguments else { return None };
    match &**value {
        Value::Array(items) => Some(items.first().cloned().unwrap_or(Value::Null)),
        Value::String(text) => Some(characters(text.chars().take(1))),
        _ => None,
    }
}

pub(super) fn last(arguments: &Arguments) -> Option<Value> {
    let [value] = arguments else { return None };
    match &**value {
        Value::Array(items) => Some(items.last().cloned().unwrap_or(Value::Null)),
        Value::String(text) => Some(characters(text.chars().last().into_iter())),
        _ => None,
    }
}

pub(super) fn take(arguments: &Arguments) -> Option<Value> {
    let [value, number] = arguments else {
        return None;
    };
    let number = position(number)?;
    match &**value {
        Value::Array(items) => Some(Value::Array(items.iter().take(number).cloned().collect())),
        Value::String(text) => Some(characters(text.chars().take(number))),
        _ => None,
    }
}

pub(super) fn skip(arguments: &Arguments) -> Option<Value> {
    let [value, number] = arguments else {
        return None;
    };
    let number = position(number)?;
    match &**value {
        Value::Array(items) => Some(Value::Array(items.iter().skip(number).cloned().collect())),
        Value::String(text) => Some(characters(text.chars().skip(number))),
        _ => None,
    }
}

fn characters(characters: impl Iterator<Item = char>) -> Value {
    Value::String(characters.collect::<String>().into())
}

pub(super) fn create_array(arguments: &Arguments) -> Option<Value> {
    Some(Value::Array(
        arguments.iter().map(|item| item.clone().into_owned()).collect(),
    ))
}

/// An object of alternating names and values.
pub(super) fn create_object(arguments: &Arguments) -> Option<Value> {
    let mut members = Vec::with_capacity(arguments.len() / 2);
    for pair in arguments.chunks(2) {
        let [name, value] = pair else { return None };
        members.push((Arc::from(name.as_str()?), value.clone().into_owned()));
    }
    Some(Value::Object(members.into()))
}

pub(super) fn array(arguments: &Arguments) -> Option<Value> {
    let [value] = arguments else { return None };
    match &**value {
        Value::Array(_) => Some(value.clone().into_owned()),
        single => Some(Value::Array(Box::new([single.clone()]))),
    }
}

/// The elements of the lists in a list, one level up.
pub(super) fn flatten(arguments: &Arguments) -> Option<Value> {
    let [lists] = arguments else { return None };
    let lists: Option<Vec<&[Value]>> = lists.as_array()?.iter().map(Value::as_array).collect();
    Some(Value::Array(lists?.concat().into()))
}

/// Returns `count` integers from `first` up. Azure allows 10,000.
pub(super) fn range(arguments: &Arguments) -> Option<Value> {
    let [first, count] = arguments else { return None };
    let (first, count) = (whole(first)?, whole(count)?);
    let end = (0..=10_000).contains(&count).then(|| first.checked_add(count))??;
    Some(Value::Array(
        (first..end).map(|number| Value::Number(number.into())).collect(),
    ))
}

/// The members of an object as objects of `key` and `value`, by key.
pub(super) fn items(arguments: &Arguments) -> Option<Value> {
    let [object] = arguments else { return None };
    let items = by_key(object)?.into_iter().map(|(key, value)| {
        let key = (Arc::from("key"), Value::from(&**key));
        Value::Object(Box::new([key, (Arc::from("value"), value.clone())]))
    });
    Some(Value::Array(items.collect()))
}

/// The keys of an object, in order.
pub(super) fn object_keys(arguments: &Arguments) -> Option<Value> {
    let [object] = arguments else { return None };
    Some(Value::Array(
        by_key(object)?
            .into_iter()
            .map(|(key, _)| Value::from(&**key))
            .collect(),
    ))
}

fn by_key(object: &Value) -> Option<Vec<&(Arc<str>, Value)>> {
    let mut members: Vec<_> = object.as_object()?.iter().collect();
    members.sort_by(|left, right| left.0.cmp(&right.0));
    Some(members)
}

/// The value under a sequence of keys and positions; `null` where there is none.
pub(super) fn try_get(arguments: &Arguments) -> Option<Value> {
    let (container, steps) = arguments.split_first()?;
    let found = steps.iter().try_fold(&**container, |at, step| lookup(at, step));
    Some(found.cloned().unwrap_or(Value::Null))
}

/// Returns all elements of the lists, each once; or all members of the objects, of which the last of a name wins.
pub(super) fn union(arguments: &Arguments) -> Option<Value> {
    match arguments.first().map(|first| &**first)? {
        Value::Array(_) => {
            let mut all: Vec<Value> = Vec::new();
            for list in arguments {
                for item in list.as_array()? {
                    if !all.iter().any(|known| identical(known, item)) {
                        all.push(item.clone());
                    }
                }
            }
            Some(Value::Array(all.into()))
        }
        Value::Object(_) => {
            let mut all: Vec<(Arc<str>, Value)> = Vec::new();
            for object in arguments {
                for (name, value) in object.as_object()? {
                    match all.iter_mut().find(|(known, _)| known.eq_ignore_ascii_case(name)) {
                        Some((_, known)) => *known = value.clone(),
                        None => all.push((Arc::clone(name), value.clone())),
                    }
                }
            }
            Some(Value::Object(all.into()))
        }
        _ => None,
    }
}

/// The objects of a list as one, of whose members the last of a name wins.
pub(super) fn shallow_merge(arguments: &Arguments) -> Option<Value> {
    let [list] = arguments else { return None };
    match list.as_array()? {
        [] => Some(Value::Object(Box::default())),
        objects => {
            let objects: Vec<Cow<'_, Value>> = objects.iter().map(Cow::Borrowed).collect();
            objects
                .iter()
                .all(|object| object.as_object().is_some())
                .then(|| union(&objects))?
        }
    }
}

/// The elements that all lists share; or the members that all objects share with the same value.
pub(super) fn intersection(arguments: &Arguments) -> Option<Value> {
    let (first, rest) = arguments.split_first()?;
    match &**first {
        Value::Array(items) => {
            let others: Option<Vec<&[Value]>> = rest.iter().map(|list| list.as_array()).collect();
            let others = others?;
            let shared = items.iter().filter(|item| {
                others
                    .iter()
                    .all(|other| other.iter().any(|known| identical(known, item)))
            });
            Some(Value::Array(shared.cloned().collect()))
        }
        Value::Object(members) => {
            if rest.iter().any(|other| other.as_object().is_none()) {
                return None;
            }
            let shared = members.iter().filter(|(name, value)| {
                rest.iter()
                    .all(|other| other.get(name).is_some_and(|known| identical(known, value)))
            });
            Some(Value::Object(shared.cloned().collect()))
        }
        _ => None,
    }
}
