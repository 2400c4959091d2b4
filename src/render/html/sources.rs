//! Sources of the templates: the embedded ones, listed here, each replaced by a file of the same name in `report/html` of the
//! consultancy's folder. A name never leads out of that folder.

use std::path::{Path, PathBuf};

use minijinja::{Error, ErrorKind};

use super::HtmlError;

macro_rules! template {
    ($name:literal) => {
        ($name, include_str!(concat!("../../../templates/report/html/", $name)))
    };
}

/// Every file of the page.
pub(super) const EMBEDDED: [(&str, &str); 24] = [
    template!("report.html"),
    template!("macros.html"),
    template!("summary.html"),
    template!("steps.html"),
    template!("estate.html"),
    template!("domains.html"),
    template!("control.html"),
    template!("findings.html"),
    template!("access.html"),
    template!("gates.html"),
    template!("roadmap.html"),
    template!("inputs.html"),
    template!("method.html"),
    template!("appendix.html"),
    template!("style.css"),
    template!("words.js"),
    template!("arithmetic.js"),
    template!("findings.js"),
    template!("elements.js"),
    template!("grid.js"),
    template!("facets.js"),
    template!("roadmap.js"),
    template!("pages.js"),
    template!("script.js"),
];

/// The files that the page's script is made of, in their order.
pub(super) const SCRIPTS: [&str; 9] = [
    "words.js",
    "arithmetic.js",
    "findings.js",
    "elements.js",
    "grid.js",
    "facets.js",
    "roadmap.js",
    "pages.js",
    "script.js",
];

/// The templates of one rendering.
#[derive(Clone, Debug)]
pub(super) struct Sources {
    folder: Option<PathBuf>,
}

impl Sources {
    pub(super) fn new(folder: Option<&Path>) -> Self {
        let folder = folder.map(|folder| folder.join("report/html"));
        Self { folder }
    }

    /// The text of a file that the page cannot do without; empty when there is none of that name.
    pub(super) fn text(&self, name: &str) -> Result<String, HtmlError> {
        Ok(self.find(name)?.unwrap_or_default())
    }

    /// The text of a template for minijinja, to which a missing template is not an error yet. Its indentation, which would stand in the
    /// page as often as a loop runs, is left out.
    pub(super) fn template(&self, name: &str) -> Result<Option<String>, Error> {
        self.find(name)
            .map(|text| text.map(|text| unindented(&text)))
            .map_err(|error| Error::new(ErrorKind::InvalidOperation, error.to_string()))
    }

    fn find(&self, name: &str) -> Result<Option<String>, HtmlError> {
        let is_plain = Path::new(name).file_name().is_some_and(|file| file == name);
        if let Some(folder) = self.folder.as_ref().filter(|_| is_plain) {
            let path = folder.join(name);
            match std::fs::read_to_string(&path) {
                Ok(text) => return Ok(Some(text)),
                Err(source) if source.kind() == std::io::ErrorKind::NotFound => {}
                Err(source) => return Err(HtmlError::Unreadable { path, source }),
            }
        }
        let embedded = EMBEDDED.iter().find(|(file, _)| *file == name);
        Ok(embedded.map(|(_, text)| (*text).to_owned()))
    }
}

/// The text with no blanks at the start of its lines.
pub(super) fn unindented(text: &str) -> String {
    let lines: Vec<&str> = text
        .split('\n')
        .map(|line| line.trim_start_matches([' ', '\t']))
        .collect();
    lines.join("\n")
}

/// A style sheet or script without empty lines and lines that are comments: the page is sent around. Templates keep theirs, so that an
/// error names the line of the file.
pub(super) fn condensed(text: &str) -> String {
    let text = unindented(text);
    let said = |line: &&str| {
        let comment = line.starts_with("/*") && line.find("*/") == line.len().checked_sub(2);
        !line.is_empty() && !line.starts_with("// ") && !comment
    };
    let mut short: String = text.lines().filter(said).collect::<Vec<_>>().join("\n");
    short.push('\n');
    short
}
