//! The reader of a framework's files: it notes what is wrong in them, each with its file and place and what was probably meant.

use std::fmt;

use serde::de::DeserializeOwned;
use serde_json::error::Category;

use crate::condition::suggest::nearest;

use super::place;
use super::sources::SourceFile;

/// The dated table of what is retired when; a framework may do without.
pub(super) const RETIREMENTS: &str = "retirements.json";
/// File of the rules by which the openness of resources to the network is read; a framework may do without.
pub(super) const EXPOSURE: &str = "exposure.json";

/// One problem of a framework's file.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// File inside the framework.
    pub file: String,
    /// Place: a JSON pointer, or line and column.
    pub place: String,
    /// The fault and its correction.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place.as_str() {
            "" => write!(formatter, "{}: {}", self.file, self.message),
            place => write!(formatter, "{} at {place}: {}", self.file, self.message),
        }
    }
}

/// The files of a framework, and the problems that were found in them so far.
pub(super) struct Reader<'a> {
    pub(super) files: &'a [SourceFile],
    pub(super) problems: Vec<Problem>,
}

impl Reader<'_> {
    pub(super) fn problem(&mut self, file: &str, place: &str, message: String) {
        self.problems.push(Problem {
            file: file.to_owned(),
            place: place.to_owned(),
            message,
        });
    }

    /// Whether the framework has the file.
    pub(super) fn has(&self, path: &str) -> bool {
        self.files.iter().any(|(name, _)| name == path)
    }

    pub(super) fn read<T: DeserializeOwned>(&mut self, path: &str) -> Option<T> {
        let Some((_, text)) = self.files.iter().find(|(name, _)| name == path) else {
            let message = "the file is missing; a framework starts as a copy of templates/framework";
            self.problem(path, "", message.to_owned());
            return None;
        };
        match serde_json::from_str(text) {
            Ok(value) => Some(value),
            Err(error) => {
                let (line, column) = (error.line(), error.column());
                let place = match place::pointer(text, line, column) {
                    whole if whole.is_empty() => format!("/ (line {line}, column {column})"),
                    pointer => format!("{pointer} (line {line}, column {column})"),
                };
                let message = error.to_string();
                let message = message
                    .rsplit_once(" at line ")
                    .map_or(message.as_str(), |(head, _)| head);
                let message = match error.classify() {
                    Category::Data => with_suggestion(message),
                    Category::Syntax | Category::Eof | Category::Io => format!("this is no JSON: {message}"),
                };
                self.problem(path, &place, message);
                None
            }
        }
    }

    /// A file that a framework may do without.
    pub(super) fn optional<T: DeserializeOwned + Default>(&mut self, path: &str) -> T {
        match self.has(path) {
            true => self.read(path).unwrap_or_default(),
            false => T::default(),
        }
    }

    /// The text of a file that was already read once.
    pub(super) fn json(&self, path: &str) -> serde_json::Value {
        let text = self.files.iter().find(|(name, _)| name == path).map(|(_, text)| text);
        text.and_then(|text| serde_json::from_str(text).ok())
            .unwrap_or_default()
    }
}

/// The message of the JSON reader, with the name that was probably meant.
fn with_suggestion(message: &str) -> String {
    let mut quoted = message.split('`').skip(1).step_by(2);
    let is_unknown = message.starts_with("unknown field") || message.starts_with("unknown variant");
    let meant = quoted
        .next()
        .filter(|_| is_unknown)
        .and_then(|name| nearest(name, quoted));
    match meant {
        Some(name) => format!("{message}; did you mean `{name}`?"),
        None if message.starts_with("missing field") => format!("{message}: it has to be given"),
        None => message.to_owned(),
    }
}
