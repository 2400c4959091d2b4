//! Template functions of text. Positions and lengths are counted in characters.

use std::borrow::Cow;

use super::super::budget::size;
use super::super::view::View;
use super::list::position;
use crate::value::Value;
use crate::value::text::fold;

type Arguments<'a> = [Cow<'a, Value>];

fn text(text: &str) -> Option<Value> {
    Some(Value::from(text))
}

/// Joins texts, or arrays where the first argument is one.
pub(super) fn concat(arguments: &Arguments) -> Option<Value> {
    if let Some(Value::Array(_)) = arguments.first().map(|first| &**first) {
        let lists: Option<Vec<&[Value]>> = arguments.iter().map(|list| list.as_array()).collect();
        return Some(Value::Array(lists?.concat().into()));
    }
    let texts: Option<Vec<String>> = arguments.iter().map(|part| View::from(&**part).to_text()).collect();
    text(&texts?.concat())
}

pub(super) fn to_lower(arguments: &Arguments) -> Option<Value> {
    let [value] = arguments else { return None };
    text(&value.as_str()?.to_lowercase())
}

pub(super) fn to_upper(arguments: &Arguments) -> Option<Value> {
    let [value] = arguments else { return None };
    text(&value.as_str()?.to_uppercase())
}

pub(super) fn trim(arguments: &Arguments) -> Option<Value> {
    let [value] = arguments else { return None };
    text(value.as_str()?.trim())
}

/// Any value as text; arrays and objects as JSON.
pub(super) fn string(arguments: &Arguments) -> Option<Value> {
    let [value] = arguments else { return None };
    match View::from(&**value).to_text() {
        Some(scalar) => text(&scalar),
        None => text(&serde_json::Value::from(&**value).to_string()),
    }
}

pub(super) fn substring(arguments: &Arguments) -> Option<Value> {
    let (value, start, length) = match arguments {
        [value, start] => (value, start, None),
        [value, start, length] => (value, start, Some(position(length)?)),
        _ => return None,
    };
    let rest = value.as_str()?.chars().skip(position(start)?);
    let part: String = rest.take(length.unwrap_or(usize::MAX)).collect();
    text(&part)
}

pub(super) fn replace(arguments: &Arguments) -> Option<Value> {
    let [value, old, new] = arguments else {
        return None;
    };
    text(&value.as_str()?.replace(old.as_str()?, new.as_str()?))
}

/// The size of what [`replace`] makes.
pub(super) fn replaced_size(arguments: &Arguments) -> usize {
    let texts: Vec<&str> = arguments.iter().filter_map(|text| text.as_str()).collect();
    let [value, old, new] = texts[..] else { return 0 };
    match new.len().saturating_sub(old.len()) {
        0 => value.len(),
        grown => value
            .len()
            .saturating_add(value.matches(old).count().saturating_mul(grown)),
    }
}

/// The size of what [`join`] makes.
pub(super) fn joined_size(arguments: &Arguments) -> usize {
    let [list, delimiter] = arguments else { return 0 };
    let delimiters = list.as_array().map_or(0, <[Value]>::len);
    let delimiter = delimiter.as_str().map_or(0, str::len);
    size(list).saturating_add(delimiters.saturating_mul(delimiter))
}

/// An upper bound of the size of what [`format()`] makes.
pub(super) fn formatted_size(arguments: &Arguments) -> usize {
    let Some((pattern, values)) = arguments.split_first() else {
        return 0;
    };
    let pattern = pattern.as_str().unwrap_or_default();
    let longest = values.iter().map(|value| size(value)).max().unwrap_or_default();
    let places = pattern.matches('{').count();
    pattern.len().saturating_add(places.saturating_mul(longest))
}

/// A text with `{0}`, `{1}` and so on replaced by what follows. A width or a format of .NET (`{0:N2}`) has no value here.
pub(super) fn format(arguments: &Arguments) -> Option<Value> {
    let (pattern, values) = arguments.split_first()?;
    let mut rest = pattern.as_str()?;
    let mut written = String::new();
    while let Some(at) = rest.find(['{', '}']) {
        let (before, braced) = rest.split_at(at);
        written.push_str(before);
        if let Some(behind) = braced.strip_prefix("{{").or_else(|| braced.strip_prefix("}}")) {
            written.push_str(&braced[..1]);
            rest = behind;
            continue;
        }
        let (position, behind) = braced.strip_prefix('{')?.split_once('}')?;
        let value = values.get(position.parse::<usize>().ok()?)?;
        written.push_str(string(std::slice::from_ref(value))?.as_str()?);
        rest = behind;
    }
    written.push_str(rest);
    text(&written)
}

/// The value that a JSON text holds.
pub(super) fn json(arguments: &Arguments) -> Option<Value> {
    let [value] = arguments else { return None };
    let json: serde_json::Value = serde_json::from_str(value.as_str()?).ok()?;
    Some(Value::from(json))
}

/// Splits at one delimiter, or at any of several.
pub(super) fn split(arguments: &Arguments) -> Option<Value> {
    let [value, delimiters] = arguments else {
        return None;
    };
    let mut delimiters: Vec<&str> = match &**delimiters {
        Value::String(delimiter) => vec![delimiter],
        Value::Array(items) => items.iter().filter_map(Value::as_str).collect(),
        _ => return None,
    };
    delimiters.retain(|delimiter| !delimiter.is_empty());
    delimiters.sort_by_key(|delimiter| std::cmp::Reverse(delimiter.len()));

    let mut parts = Vec::new();
    let mut part = String::new();
    let mut rest = value.as_str()?;
    while let Some(next) = rest.chars().next() {
        match delimiters.iter().find_map(|delimiter| rest.strip_prefix(delimiter)) {
            Some(behind) => {
                parts.push(Value::from(std::mem::take(&mut part).as_str()));
                rest = behind;
            }
            None => {
                part.push(next);
                rest = &rest[next.len_utf8()..];
            }
        }
    }
    parts.push(Value::from(part.as_str()));
    Some(Value::Array(parts.into()))
}

pub(super) fn join(arguments: &Arguments) -> Option<Value> {
    let [list, delimiter] = arguments else {
        return None;
    };
    let texts: Option<Vec<String>> = list.as_array()?.iter().map(|item| View::from(item).to_text()).collect();
    text(&texts?.join(delimiter.as_str()?))
}

pub(super) fn starts_with(arguments: &Arguments) -> Option<Value> {
    folded(arguments, |text, part| text.starts_with(part))
}

pub(super) fn ends_with(arguments: &Arguments) -> Option<Value> {
    folded(arguments, |text, part| text.ends_with(part))
}

fn folded(arguments: &Arguments, test: fn(&str, &str) -> bool) -> Option<Value> {
    let [text, part] = arguments else { return None };
    let holds = match (text.as_str(), part.as_str()) {
        (Some(text), Some(part)) => test(&fold(text), &fold(part)),
        _ => false,
    };
    Some(Value::Bool(holds))
}

pub(super) fn index_of(arguments: &Arguments) -> Option<Value> {
    let [text, part] = arguments else { return None };
    let text = fold(text.as_str()?);
    found(&text, text.find(&*fold(part.as_str()?)))
}

pub(super) fn last_index_of(arguments: &Arguments) -> Option<Value> {
    let [text, part] = arguments else { return None };
    let text = fold(text.as_str()?);
    found(&text, text.rfind(&*fold(part.as_str()?)))
}

/// The place of a byte, counted in characters; -1 where nothing was found.
fn found(text: &str, at: Option<usize>) -> Option<Value> {
    let at = match at {
        Some(at) => i64::try_from(text[..at].chars().count()).ok()?,
        None => -1,
    };
    Some(Value::Number(at.into()))
}

/// The widest text that `padLeft` makes: the bound that Azure Resource Manager puts on it.
const WIDEST: usize = 16;

pub(super) fn pad_left(arguments: &Arguments) -> Option<Value> {
    let (value, width, fill) = match arguments {
        [value, width] => (value, width, ' '),
        [value, width, fill] => (value, width, fill.as_str()?.chars().next()?),
        _ => return None,
    };
    let value = View::from(&**value).to_text()?;
    let missing = position(width)?.min(WIDEST).saturating_sub(value.chars().count());
    let padding: String = std::iter::repeat_n(fill, missing).collect();
    text(&(padding + &value))
}
