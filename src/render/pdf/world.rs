//! The world that Typst sees: templates, the report, charts and pictures under fixed names, the listed fonts, and nothing
//! else. There are no packages, no folders of the machine except the one with replaced templates, and no clock.

use std::path::{Path, PathBuf};

use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Dict, Duration, IntoValue, Str};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Features, Library, LibraryExt, World, WorldExt};
use typst_kit::files::{FileLoader, FileStore};
use typst_kit::fonts::FontStore;

use crate::render::document::Depth;
use crate::render::fonts::FontSet;
use crate::report::model::Engagement;

/// Name and text of an embedded template.
macro_rules! template {
    ($name:literal) => {
        ($name, include_str!(concat!("../../../templates/report/pdf/", $name)))
    };
}

/// Every embedded template.
const TEMPLATES: [(&str, &str); 10] = [
    template!("theme.typ"),
    template!("parts.typ"),
    template!("executive.typ"),
    template!("front.typ"),
    template!("narrative.typ"),
    template!("chapters.typ"),
    template!("access.typ"),
    template!("controls.typ"),
    template!("method.typ"),
    template!("report.typ"),
];

/// Path of replaced templates in the folder that a person names.
const REPLACED_UNDER: &str = "report/pdf";

/// The date of documents whose evidence has none: archival documents have to be dated.
const UNDATED: &str = "1970-01-01";

/// Language and date of a document, in the forms that Typst accepts.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Settings {
    /// ISO 639 code; `en` where the report's language is not one.
    pub lang: String,
    /// ISO 3166 code, if there is one.
    pub region: Option<String>,
    /// The date of the evidence.
    pub date: Option<Datetime>,
    /// How much the full report sets out.
    pub depth: Depth,
}

impl Settings {
    pub(super) fn new(engagement: &Engagement, depth: Depth) -> Self {
        let mut subtags = engagement.language.split(['-', '_']);
        let is_code = |code: &&str| code.bytes().all(|letter| letter.is_ascii_alphabetic());
        let lang = subtags
            .next()
            .filter(is_code)
            .filter(|code| matches!(code.len(), 2 | 3));
        let region = subtags.find(|code| is_code(code) && code.len() == 2);
        Self {
            lang: lang.unwrap_or("en").to_ascii_lowercase(),
            region: region.map(str::to_ascii_uppercase),
            date: engagement.as_of.as_deref().and_then(date).or_else(|| date(UNDATED)),
            depth,
        }
    }

    fn inputs(&self) -> Dict {
        let mut inputs = Dict::new();
        let mut set = |name: &str, value| inputs.insert(Str::from(name), value);
        set("lang", self.lang.as_str().into_value());
        set("region", self.region.as_deref().into_value());
        set("date", self.date.into_value());
        set("depth", self.depth.name().into_value());
        inputs
    }
}

/// `2026-11-15`, perhaps with a time after it.
fn date(text: &str) -> Option<Datetime> {
    let mut parts = text.get(..10)?.split('-');
    let year = parts.next()?.parse().ok()?;
    let month = parts.next()?.parse().ok()?;
    let day = parts.next()?.parse().ok()?;
    Datetime::from_ymd(year, month, day)
}

/// Serves files by name.
struct Files {
    given: Vec<(String, Bytes)>,
    replaced: Option<PathBuf>,
}

impl FileLoader for Files {
    fn load(&self, id: FileId) -> FileResult<Bytes> {
        if id.root() != &VirtualRoot::Project {
            return Err(FileError::AccessDenied);
        }
        let name = id.vpath().get_without_slash();
        if let Some((_, bytes)) = self.given.iter().find(|(given, _)| given == name) {
            return Ok(bytes.clone());
        }
        if let Some(path) = self.replaced.as_ref().map(|folder| folder.join(name))
            && path.is_file()
        {
            let bytes = std::fs::read(&path).map_err(|error| FileError::from_io(error, &path))?;
            return Ok(Bytes::new(bytes));
        }
        let template = TEMPLATES.iter().find(|(template, _)| *template == name);
        match template {
            Some((_, text)) => Ok(Bytes::new(text.as_bytes())),
            None => Err(FileError::NotFound(name.into())),
        }
    }
}

/// The standard library with the settings of a document. Row headers of tables are a feature of their own in this version of Typst.
fn library(settings: &Settings) -> Library {
    let features: Features = [Feature::A11yExtras].into_iter().collect();
    Library::builder()
        .with_inputs(settings.inputs())
        .with_features(features)
        .build()
}

/// Everything that Typst needs to set one document.
pub(super) struct ReportWorld {
    library: LazyHash<Library>,
    main: FileId,
    files: FileStore<Files>,
    fonts: FontStore,
    date: Option<Datetime>,
}

impl ReportWorld {
    /// A world whose main file is the template of that name.
    pub(super) fn new(
        template: &str,
        given: Vec<(String, Bytes)>,
        fonts: &FontSet,
        settings: &Settings,
        templates: Option<&Path>,
    ) -> Result<Self, String> {
        let path = VirtualPath::new(template).map_err(|error| error.to_string())?;
        let mut store = FontStore::new();
        store.extend(fonts.iter());
        Ok(Self {
            library: LazyHash::new(library(settings)),
            main: RootedPath::new(VirtualRoot::Project, path).intern(),
            files: FileStore::new(Files {
                given,
                replaced: templates.map(|folder| folder.join(REPLACED_UNDER)),
            }),
            fonts: store,
            date: settings.date,
        })
    }

    /// A diagnostic as a person reads it: file, line, message, hints.
    pub(super) fn describe(&self, diagnostic: &SourceDiagnostic) -> String {
        let place = diagnostic.span.id().and_then(|id| {
            let source = self.source(id).ok()?;
            let start = self.range(diagnostic.span)?.start;
            let line = source.lines().byte_to_line(start)? + 1;
            Some(format!("{}:{line}: ", id.vpath().get_without_slash()))
        });
        let mut text = place.unwrap_or_default();
        text.push_str(&diagnostic.message);
        for hint in &diagnostic.hints {
            text.push_str(" (");
            text.push_str(&hint.v);
            text.push(')');
        }
        text
    }
}

impl World for ReportWorld {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.fonts.book()
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.files.source(id)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files.file(id)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.font(index)
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        self.date
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_the_first_ten_characters_and_a_real_day() {
        assert!(date("2026-11-15").is_some());
        assert_eq!(date("2026-11-15T10:00:00Z"), date("2026-11-15"));
        for wrong in ["", "15 Nov 2026", "2026-02-30", "2026/11/15"] {
            assert_eq!(date(wrong), None, "{wrong}");
        }
    }
}
