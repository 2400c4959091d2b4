//! One row as its readers see it: cells by column name, whether they came from a JSON object, a row of a JSON table or a line
//! of a CSV file.

use std::borrow::Cow;
use std::collections::hash_map::Entry;
use std::ops::Range;

use rustc_hash::FxHashMap;

use super::projector::Flaw;
use crate::value::swar::{each, zeros};

/// Content of a cell.
#[derive(Clone, Debug)]
pub enum Cell<'a> {
    /// A JSON value, as its text.
    Json(&'a str),
    /// The text of a CSV field.
    Text(&'a str),
    /// A JSON value that was projected while the row was parsed, into bytes beside the row.
    Flat {
        /// Position of its bytes beside the row.
        place: Range<usize>,
        /// Flaw of the value that was kept.
        flaw: Option<Flaw>,
    },
    /// Several cells of one name, with different values: what the column holds is not known.
    Ambiguous,
}

/// The cells of one row, in the order of the file. Names are compared without regard to case.
#[derive(Clone, Debug)]
pub struct Fields<'a> {
    cells: Vec<(Cow<'a, str>, Cell<'a>)>,
    /// A byte for each of the first names, eight in a number, so that a lookup compares eight names in one step.
    marks: [u64; MARKED / 8],
    /// The bytes beside the row.
    flat: &'a [u8],
    /// Whether a name may stand twice.
    repeats: bool,
}

/// Cells of which a mark is kept; rows of resources and of recommendations have fewer.
const MARKED: usize = 32;

/// Mark of a name: its first letter, without its case, and the lowest bits of its length.
fn mark(name: &str) -> u8 {
    let first = name.as_bytes().first().map_or(0, |byte| byte & 0x1f);
    first << 3 | (name.len() as u8 & 0x07)
}

impl<'a> Fields<'a> {
    /// A row without cells, with capacity for this number.
    pub fn with_room(cells: usize) -> Self {
        Fields {
            cells: Vec::with_capacity(cells),
            marks: [0; MARKED / 8],
            flat: &[],
            repeats: false,
        }
    }

    /// A row without cells, with capacity for as many as rows of JSON usually have.
    pub fn new() -> Self {
        Fields::with_room(20)
    }

    /// Gives the row the bytes of its projected columns.
    pub fn over(mut self, flat: &'a [u8]) -> Self {
        self.flat = flat;
        self
    }

    /// Makes one cell of those of one name, given the bytes beside the row: the first, or none where their values differ. Tools that
    /// join rows write a column twice, and Azure's names are the same in any case.
    pub fn settle_repeats(mut self, flat: &[u8]) -> Self {
        if !self.repeats {
            return self;
        }
        let mut kept = Fields::with_room(self.cells.len());
        let mut places: FxHashMap<String, usize> = FxHashMap::default();
        for (name, cell) in std::mem::take(&mut self.cells) {
            match places.entry(name.to_ascii_lowercase()) {
                Entry::Vacant(new) => {
                    new.insert(kept.cells.len());
                    kept.push(name, cell);
                }
                Entry::Occupied(known) => {
                    let (_, own) = &mut kept.cells[*known.get()];
                    if !own.is_equal(&cell, flat) {
                        *own = Cell::Ambiguous;
                    }
                }
            }
        }
        kept.flat = self.flat;
        kept
    }

    /// The first column that stands twice with different values.
    pub fn ambiguous(&self) -> Option<&str> {
        let mut cells = self.cells.iter();
        cells
            .find(|(_, cell)| matches!(cell, Cell::Ambiguous))
            .map(|(name, _)| &**name)
    }

    /// The bytes of a cell.
    pub fn flat(&self, place: Range<usize>) -> &'a [u8] {
        self.flat.get(place).unwrap_or_default()
    }

    /// Adds a cell.
    pub fn push(&mut self, name: Cow<'a, str>, cell: Cell<'a>) {
        let at = self.cells.len();
        // Of a longer row the names are compared when it is whole.
        self.repeats |= at >= MARKED || self.marked(&name).is_some();
        if let Some(marks) = self.marks.get_mut(at / 8) {
            *marks |= u64::from(mark(&name)) << (at % 8 * 8);
        }
        self.cells.push((name, cell));
    }

    /// The first cell of this name.
    pub fn cell(&self, name: &str) -> Option<&Cell<'a>> {
        self.position(name).map(|at| &self.cells[at].1)
    }

    fn position(&self, name: &str) -> Option<usize> {
        let rest = || (MARKED..self.cells.len()).find_map(|at| self.is_at(at, name));
        self.marked(name).or_else(rest)
    }

    fn is_at(&self, at: usize, name: &str) -> Option<usize> {
        let (own, _) = self.cells.get(at)?;
        own.eq_ignore_ascii_case(name).then_some(at)
    }

    /// Position of a name among those that have a mark.
    fn marked(&self, name: &str) -> Option<usize> {
        let wanted = each(mark(name));
        for (word, marks) in self.marks.iter().enumerate() {
            let mut alike = zeros(marks ^ wanted);
            while alike != 0 {
                if let Some(at) = self.is_at(word * 8 + alike.trailing_zeros() as usize / 8, name) {
                    return Some(at);
                }
                alike &= alike - 1;
            }
        }
        None
    }

    /// Whether the row has a cell of this name, be it empty.
    pub fn has(&self, name: &str) -> bool {
        self.cell(name).is_some()
    }

    /// The column names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.cells.iter().map(|(name, _)| &**name)
    }

    /// The cells with their names.
    pub fn cells(&self) -> impl Iterator<Item = (&str, &Cell<'a>)> {
        self.cells.iter().map(|(name, cell)| (&**name, cell))
    }

    /// The text of the first cell of these names that is not empty: `null`, absent and empty are all empty text.
    pub fn text(&self, names: &[&str]) -> Cow<'a, str> {
        names
            .iter()
            .find_map(|name| self.cell(name).map(Cell::text).filter(|text| !text.is_empty()))
            .unwrap_or_default()
    }

    /// The text of a member of the object in a cell.
    pub fn nested_text(&self, name: &str, member: &str) -> String {
        let Some(Cell::Json(json)) = self.cell(name) else {
            return String::new();
        };
        let object: serde_json::Value = serde_json::from_str(json).unwrap_or_default();
        object
            .get(member)
            .and_then(serde_json::Value::as_str)
            .unwrap_or_default()
            .to_owned()
    }

    /// Takes the cell of this name out.
    pub fn take(&mut self, name: &str) -> Option<Cell<'a>> {
        let at = self.position(name)?;
        Some(std::mem::replace(&mut self.cells[at].1, Cell::Text("")))
    }
}

impl<'a> Cell<'a> {
    /// Its text, empty for `null` and for values that are no scalars.
    pub fn text(&self) -> Cow<'a, str> {
        match self {
            Cell::Text(text) => Cow::Borrowed(plain(text)),
            Cell::Json(json) => json_text(json),
            Cell::Flat { .. } | Cell::Ambiguous => Cow::Borrowed(""),
        }
    }

    /// Whether two cells hold the same value, given the bytes beside their row.
    fn is_equal(&self, other: &Cell<'_>, flat: &[u8]) -> bool {
        match (self, other) {
            (Cell::Json(own), Cell::Json(its)) | (Cell::Text(own), Cell::Text(its)) => own == its,
            (Cell::Flat { place: own, .. }, Cell::Flat { place: its, .. }) => {
                flat.get(own.clone()) == flat.get(its.clone())
            }
            _ => false,
        }
    }
}

/// The words that exports write where there is nothing.
pub fn plain(text: &str) -> &str {
    let text = text.trim();
    let nothing = ["null", "-", "n/a", "#N/A", "No Value", "$null"];
    if text.len() > "No Value".len() {
        return text;
    }
    if nothing.iter().any(|word| text.eq_ignore_ascii_case(word)) {
        ""
    } else {
        text
    }
}

/// The text of a JSON value, empty for `null` and for what is no scalar.
pub fn json_text(json: &str) -> Cow<'_, str> {
    if let Some(inner) = json.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'))
        && memchr::memchr(b'\\', inner.as_bytes()).is_none()
    {
        return Cow::Borrowed(plain(inner));
    }
    match json.as_bytes().first() {
        Some(b'"') => match serde_json::from_str::<String>(json) {
            Ok(text) => Cow::Owned(plain(&text).to_owned()),
            Err(_) => Cow::Borrowed(""),
        },
        Some(b'{' | b'[') | None => Cow::Borrowed(""),
        Some(_) if json == "null" => Cow::Borrowed(""),
        Some(_) => Cow::Borrowed(json),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row<'a>(cells: &[(&'a str, &'a str)]) -> Fields<'a> {
        let mut fields = Fields::new();
        for (name, text) in cells {
            fields.push(Cow::Borrowed(name), Cell::Text(text));
        }
        fields.settle_repeats(&[])
    }

    #[test]
    fn a_column_that_stands_twice_is_one_and_unknown_where_its_values_differ() {
        let same = row(&[("kind", "OpenAI"), ("name", "a"), ("Kind", "OpenAI")]);
        assert_eq!((&*same.text(&["KIND"]), same.ambiguous()), ("OpenAI", None));
        assert_eq!(same.names().count(), 2);
        let differ = row(&[("kind", "OpenAI"), ("name", "a"), ("KIND", "")]);
        assert_eq!((&*differ.text(&["kind"]), differ.ambiguous()), ("", Some("kind")));
        assert_eq!(&*differ.text(&["name"]), "a");
    }
}
