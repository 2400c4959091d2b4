//! The answer to a look into a row: a value, or whether its absence is known. An export that does not show a value is no proof
//! that there is none, so the two are kept apart wherever a row is read.

use super::json::Value;

/// The content of one place in a row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fact<'a> {
    /// The value, as the export holds it. JSON `null` is a value here; conditions treat it as Azure does.
    Value(&'a Value),
    /// A text that is not kept as a [`Value`], such as an id or a name.
    Text(&'a str),
    /// The export shows that there is none.
    Absent,
    /// The export does not show it.
    Unknown,
}

impl<'a> Fact<'a> {
    /// The member `key`. An element of an array that is a child resource keeps its own members in its own `properties`, which
    /// aliases leave out (`subnets[*].networkSecurityGroup`), so a `properties` below the value is looked into as well.
    pub fn member(self, key: &str) -> Fact<'a> {
        let value = match self {
            Fact::Value(value) => value,
            Fact::Unknown => return Fact::Unknown,
            Fact::Absent | Fact::Text(_) => return Fact::Absent,
        };
        if let Some(found) = value.get(key) {
            return Fact::Value(found);
        }
        let bag = value.get("properties");
        match bag.and_then(|bag| bag.get(key)) {
            Some(found) => Fact::Value(found),
            None if value.is_partial() || bag.is_some_and(Value::is_partial) => Fact::Unknown,
            None => Fact::Absent,
        }
    }
}
