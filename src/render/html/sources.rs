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
pub(super) const EMBEDDED: [(&str, &str); 16] = [
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
    template!("script.js"),
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

    /// The text of a template for minijinja, to which a missing template is not an error yet.
    pub(super) fn template(&self, name: &str) -> Result<Option<String>, Error> {
        self.find(name)
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
