//! What a brand says of the documents themselves: page, chapters, headings, the consultant's own words, and whose document it is.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::error::{BrandError, inside};
use super::markdown::{self, Block};

/// Every chapter of the full report, in the usual order.
pub(super) const CHAPTERS: [&str; 10] = [
    "summary",
    "standing",
    "estate",
    "red-lines",
    "access",
    "findings",
    "roadmap",
    "evidence",
    "method",
    "appendix",
];

/// Name of the text before the first chapter.
const PREFACE: &str = "preface";

/// The chapter that says what the report was made with; no brand can leave it out.
const METHOD: &str = "method";

/// Largest Markdown file of a brand, in bytes.
const LIMIT_BYTES: usize = 64 * 1024;

/// Size of the pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub enum Page {
    /// 210 × 297 mm.
    #[default]
    A4,
    /// 8.5 × 11 in.
    Letter,
}

impl Page {
    /// Name of the paper in Typst.
    pub(super) fn paper(self) -> &'static str {
        match self {
            Self::A4 => "a4",
            Self::Letter => "us-letter",
        }
    }
}

/// Whose document it is, and who may have it.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct DocumentFacts {
    /// Version of the document, such as `1.0`.
    pub version: String,
    /// Status, such as `Final`.
    pub status: String,
    /// Person who wrote it.
    pub author: String,
    /// Person who reviewed it.
    pub reviewer: String,
    /// People and teams that receive it.
    pub distribution: Vec<String>,
}

/// Chapters, their headings and the consultant's own words at the head of each.
#[derive(Clone, Debug)]
pub struct Chapters {
    /// Names of the chapters, in order.
    pub order: Vec<String>,
    /// Headings that differ from the usual, by chapter.
    pub headings: BTreeMap<String, String>,
    /// Texts by chapter; `preface` is the one before the first.
    pub narratives: BTreeMap<String, Vec<Block>>,
}

impl Chapters {
    /// Checks the names and reads the texts.
    pub(super) fn read(
        folder: &Path,
        path: &Path,
        order: Vec<String>,
        headings: BTreeMap<String, String>,
        files: &BTreeMap<String, String>,
    ) -> Result<Self, BrandError> {
        check_order(path, &order)?;
        for name in headings.keys().chain(files.keys()).filter(|name| *name != PREFACE) {
            check_name(path, name)?;
        }
        let narratives = files
            .iter()
            .map(|(name, file)| Ok((name.clone(), narrative(&inside(folder, path, file)?)?)));
        Ok(Self {
            order,
            headings,
            narratives: narratives.collect::<Result<_, BrandError>>()?,
        })
    }
}

fn check_order(path: &Path, order: &[String]) -> Result<(), BrandError> {
    for (position, name) in order.iter().enumerate() {
        check_name(path, name)?;
        if order[..position].contains(name) {
            return Err(malformed(path, format!("the chapter `{name}` is listed twice")));
        }
    }
    match order.iter().any(|name| name == METHOD) {
        true => Ok(()),
        false => Err(malformed(
            path,
            format!("chapters: `{METHOD}` can't be left out: it says what the report was made with"),
        )),
    }
}

fn check_name(path: &Path, name: &str) -> Result<(), BrandError> {
    match CHAPTERS.contains(&name) {
        true => Ok(()),
        false => Err(malformed(
            path,
            format!("there is no chapter `{name}`; there are: {}", CHAPTERS.join(", ")),
        )),
    }
}

fn narrative(path: &Path) -> Result<Vec<Block>, BrandError> {
    let text = std::fs::read_to_string(path).map_err(|source| BrandError::Unreadable {
        path: path.to_owned(),
        source,
    })?;
    if text.len() > LIMIT_BYTES {
        return Err(malformed(path, format!("it is longer than {LIMIT_BYTES} bytes")));
    }
    markdown::parse(&text).map_err(|error| malformed(path, error.to_string()))
}

fn malformed(path: &Path, message: String) -> BrandError {
    BrandError::Malformed {
        path: path.to_owned(),
        message,
    }
}
