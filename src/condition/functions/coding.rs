//! Template functions that write a text in another code: Base64, data URIs, the escapes of a URI.

use std::borrow::Cow;

use super::string::json;
use crate::value::Value;
use crate::value::base64;

type Arguments<'a> = [Cow<'a, Value>];

/// The head that Azure Resource Manager gives a data URI.
const HEAD: &str = "data:text/plain;charset=utf8;base64,";

fn text<'a>(arguments: &'a Arguments<'_>) -> Option<&'a str> {
    let [value] = arguments else { return None };
    value.as_str()
}

fn made(text: &str) -> Option<Value> {
    Some(Value::from(text))
}

fn decoded(text: &str) -> Option<String> {
    String::from_utf8(base64::decode(text)?).ok()
}

pub(super) fn base64(arguments: &Arguments) -> Option<Value> {
    made(&base64::encode(text(arguments)?.as_bytes()))
}

pub(super) fn base64_to_string(arguments: &Arguments) -> Option<Value> {
    made(&decoded(text(arguments)?)?)
}

pub(super) fn base64_to_json(arguments: &Arguments) -> Option<Value> {
    let text = decoded(text(arguments)?)?;
    json(&[Cow::Owned(Value::from(&*text))])
}

pub(super) fn data_uri(arguments: &Arguments) -> Option<Value> {
    made(&format!("{HEAD}{}", base64::encode(text(arguments)?.as_bytes())))
}

/// The text of a data URI. One in another character set than UTF-8 or ASCII has no value here.
pub(super) fn data_uri_to_string(arguments: &Arguments) -> Option<Value> {
    let (head, content) = text(arguments)?.strip_prefix("data:")?.split_once(',')?;
    let is = |name: &str, value: &str| head.to_ascii_lowercase().contains(&format!("{name}={value}"));
    let is_plain = !head.contains("charset=") || is("charset", "utf") || is("charset", "us-ascii");
    match head.ends_with(";base64") {
        _ if !is_plain => None,
        true => made(&decoded(content)?),
        false => made(&unescaped(content)?),
    }
}

pub(super) fn uri_component(arguments: &Arguments) -> Option<Value> {
    let mut written = String::new();
    for byte in text(arguments)?.bytes() {
        match byte {
            b'-' | b'_' | b'.' | b'~' => written.push(char::from(byte)),
            byte if byte.is_ascii_alphanumeric() => written.push(char::from(byte)),
            byte => written.push_str(&format!("%{byte:02X}")),
        }
    }
    made(&written)
}

pub(super) fn uri_component_to_string(arguments: &Arguments) -> Option<Value> {
    made(&unescaped(text(arguments)?)?)
}

/// The text with its `%` escapes taken back.
fn unescaped(text: &str) -> Option<String> {
    let (mut bytes, mut rest) = (Vec::new(), text.as_bytes());
    while let [first, behind @ ..] = rest {
        let digits = behind.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        let byte = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        (rest, _) = match byte.filter(|_| *first == b'%') {
            Some(byte) => (&behind[2..], bytes.push(byte)),
            None => (behind, bytes.push(*first)),
        };
    }
    String::from_utf8(bytes).ok()
}
