//! The template functions that a condition may call: one line each. A function that is not listed here is refused by
//! name when the condition is parsed.

mod coding;
pub(super) mod lazy;
pub(super) mod list;
mod logic;
mod moment;
mod network;
mod number;
mod string;

use std::borrow::Cow;

use crate::value::Value;

/// A function of known values. `None` where it cannot work with what it was given.
pub(super) type Eager = fn(&[Cow<'_, Value>]) -> Option<Value>;

/// The size in bytes of the value that a function would make of its arguments.
pub(super) type Size = fn(&[Cow<'_, Value>]) -> usize;

/// The arguments that a function needs before it has a value.
#[derive(Clone, Copy, Debug)]
pub(super) enum Apply {
    /// All of its arguments.
    Eager(Eager),
    /// All of its arguments, of which it may make something far larger than they are.
    Growing(Eager, Size),
    /// Those that matter: the rest may be unknown.
    If,
    And,
    Or,
    Coalesce,
}

/// A template function.
#[derive(Debug)]
pub(super) struct Function {
    pub name: &'static str,
    pub least: usize,
    pub most: usize,
    pub apply: Apply,
}

const MANY: usize = usize::MAX;

const fn eager(name: &'static str, least: usize, most: usize, apply: Eager) -> Function {
    Function {
        name,
        least,
        most,
        apply: Apply::Eager(apply),
    }
}

const fn growing(name: &'static str, least: usize, most: usize, apply: Eager, size: Size) -> Function {
    Function {
        name,
        least,
        most,
        apply: Apply::Growing(apply, size),
    }
}

const fn lazy(name: &'static str, least: usize, most: usize, apply: Apply) -> Function {
    Function {
        name,
        least,
        most,
        apply,
    }
}

static FUNCTIONS: &[Function] = &[
    lazy("if", 3, 3, Apply::If),
    lazy("and", 1, MANY, Apply::And),
    lazy("or", 1, MANY, Apply::Or),
    lazy("coalesce", 1, MANY, Apply::Coalesce),
    eager("not", 1, 1, logic::not),
    eager("true", 0, 0, logic::yes),
    eager("false", 0, 0, logic::no),
    eager("null", 0, 0, logic::null),
    eager("bool", 1, 1, logic::bool),
    eager("equals", 2, 2, logic::equals),
    eager("less", 2, 2, logic::less),
    eager("lessOrEquals", 2, 2, logic::less_or_equals),
    eager("greater", 2, 2, logic::greater),
    eager("greaterOrEquals", 2, 2, logic::greater_or_equals),
    eager("contains", 2, 2, logic::contains),
    eager("empty", 1, 1, logic::empty),
    eager("concat", 0, MANY, string::concat),
    eager("toLower", 1, 1, string::to_lower),
    eager("toUpper", 1, 1, string::to_upper),
    eager("trim", 1, 1, string::trim),
    eager("string", 1, 1, string::string),
    eager("substring", 2, 3, string::substring),
    growing("replace", 3, 3, string::replace, string::replaced_size),
    eager("split", 2, 2, string::split),
    growing("join", 2, 2, string::join, string::joined_size),
    growing("format", 1, MANY, string::format, string::formatted_size),
    eager("json", 1, 1, string::json),
    eager("base64", 1, 1, coding::base64),
    eager("base64ToString", 1, 1, coding::base64_to_string),
    eager("base64ToJson", 1, 1, coding::base64_to_json),
    eager("dataUri", 1, 1, coding::data_uri),
    eager("dataUriToString", 1, 1, coding::data_uri_to_string),
    eager("uriComponent", 1, 1, coding::uri_component),
    eager("uriComponentToString", 1, 1, coding::uri_component_to_string),
    eager("startsWith", 2, 2, string::starts_with),
    eager("endsWith", 2, 2, string::ends_with),
    eager("indexOf", 2, 2, string::index_of),
    eager("lastIndexOf", 2, 2, string::last_index_of),
    eager("padLeft", 2, 3, string::pad_left),
    eager("length", 1, 1, list::length),
    eager("first", 1, 1, list::first),
    eager("last", 1, 1, list::last),
    eager("take", 2, 2, list::take),
    eager("skip", 2, 2, list::skip),
    eager("createArray", 0, MANY, list::create_array),
    eager("createObject", 0, MANY, list::create_object),
    eager("array", 1, 1, list::array),
    eager("flatten", 1, 1, list::flatten),
    eager("range", 2, 2, list::range),
    eager("items", 1, 1, list::items),
    eager("objectKeys", 1, 1, list::object_keys),
    eager("tryGet", 2, MANY, list::try_get),
    eager("union", 1, MANY, list::union),
    eager("shallowMerge", 1, 1, list::shallow_merge),
    eager("intersection", 1, MANY, list::intersection),
    eager("int", 1, 1, number::int),
    eager("float", 1, 1, number::float),
    eager("add", 2, 2, number::add),
    eager("sub", 2, 2, number::sub),
    eager("mul", 2, 2, number::mul),
    eager("div", 2, 2, number::div),
    eager("mod", 2, 2, number::modulo),
    eager("min", 1, MANY, number::min),
    eager("max", 1, MANY, number::max),
    eager("addDays", 2, 2, moment::add_days),
    eager("dateTimeAdd", 2, 2, moment::add),
    eager("dateTimeFromEpoch", 1, 1, moment::from_epoch),
    eager("dateTimeToEpoch", 1, 1, moment::to_epoch),
    eager("ipRangeContains", 2, 2, network::ip_range_contains),
];

/// Functions that read something and are no plain functions of their arguments.
const READERS: [&str; 8] = [
    "parameters",
    "field",
    "current",
    "resourceGroup",
    "subscription",
    "utcNow",
    REQUEST,
    "policy",
];

/// The request that brought a resource to Azure.
pub(super) const REQUEST: &str = "requestContext";

/// Functions that Azure Policy allows in a rule and that are not worked out here: what they give is unknown. Some hash in a
/// way that is not published; the others recode texts and addresses, which hardly any rule does.
const ONLY_AZURE: [&str; 8] = [
    REQUEST,
    "policy",
    "guid",
    "uniqueString",
    "uri",
    "parseCidr",
    "cidrSubnet",
    "cidrHost",
];

/// The spelling of a function that only Azure works out.
pub(super) fn only_azure(name: &str) -> Option<&'static str> {
    ONLY_AZURE.into_iter().find(|known| known.eq_ignore_ascii_case(name))
}

/// The function of this name, in any case.
pub(super) fn named(name: &str) -> Option<&'static Function> {
    FUNCTIONS
        .iter()
        .find(|function| function.name.eq_ignore_ascii_case(name))
}

/// Every name that can be called.
pub(super) fn names() -> Vec<&'static str> {
    READERS
        .into_iter()
        .chain(FUNCTIONS.iter().map(|function| function.name))
        .chain(ONLY_AZURE.into_iter().filter(|name| !READERS.contains(name)))
        .collect()
}
