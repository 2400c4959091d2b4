//! A consultancy's brand: names, colours, logo and fonts from a folder with a `brand.toml`, over a neutral default.
//!
//! A brand is checked before anything is drawn: every pair of text and ground that documents use has to be readable
//! (WCAG 2.2 level AA), pictures may not load or run anything, and a mistyped key is named together with the key that was
//! probably meant.

mod colour;
mod error;
mod fonts;
mod keys;
mod kit;
mod markdown;
mod picture;

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};
use typst::text::Font;

pub use colour::{Colour, Palette, Tints, WeakPair};
pub use error::BrandError;
pub use kit::{Chapters, DocumentFacts, Page};
pub use markdown::{Block, MarkdownError, Run};
pub use picture::{Picture, PictureError};

use crate::chart;
use crate::render::fonts::{CODE_FAMILY, FALLBACK_FAMILIES, TEXT_FAMILY};

use error::inside;

/// The neutral brand: every key that a brand may set, with the value it has when none is given.
pub const DEFAULT_TOML: &str = include_str!("../../templates/brand/brand.toml");

/// A checked brand.
#[derive(Clone, Debug)]
pub struct Brand {
    /// Name of the consultancy that issues the report.
    pub name: String,
    /// The name for small places, such as the header of a page without a logo.
    pub short_name: String,
    /// A line under the name on the cover; may be empty.
    pub tagline: String,
    /// First words of every footer.
    pub footer: String,
    /// Confidentiality line; `{client}` stands for the client's name.
    pub confidentiality: String,
    /// Address of the website as it is printed; may be empty.
    pub website: String,
    /// Line of products that the report belongs to, above the client's name on the cover; may be empty.
    pub product: String,
    /// Classification of the document, such as `Confidential`; may be empty.
    pub label: String,
    /// Whom a reader turns to; may be empty.
    pub contact: String,
    /// Terms under which the document is given; may be empty.
    pub disclaimer: String,
    /// Size of the pages.
    pub page: Page,
    /// Version, people and distribution of the document.
    pub document: DocumentFacts,
    /// Chapters, their headings and the consultant's own words.
    pub chapters: Chapters,
    /// Colour roles.
    pub palette: Palette,
    /// Family of running text.
    pub text_family: String,
    /// Family of code.
    pub code_family: String,
    /// The logo.
    pub logo: Option<Picture>,
    /// The logo for dark grounds.
    pub logo_on_dark: Option<Picture>,
    /// The client's logo.
    pub client_logo: Option<Picture>,
    /// A picture for the cover.
    pub cover: Option<Picture>,
    /// Fonts of the brand's folder.
    pub fonts: Vec<Font>,
    /// Whether it is the neutral brand.
    neutral: bool,
}

/// brand.toml after the default has been put under it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct BrandFile {
    name: String,
    short_name: Option<String>,
    tagline: String,
    footer: Option<String>,
    confidentiality: String,
    website: String,
    product: String,
    label: String,
    contact: String,
    disclaimer: String,
    page: Page,
    logo: Option<String>,
    logo_on_dark: Option<String>,
    client_logo: Option<String>,
    cover: Option<String>,
    chapters: Vec<String>,
    #[serde(default)]
    headings: BTreeMap<String, String>,
    #[serde(default)]
    narratives: BTreeMap<String, String>,
    #[serde(default)]
    document: DocumentFacts,
    colours: colour::Colours,
    #[serde(default)]
    fonts: FontsFile,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct FontsFile {
    text: Option<String>,
    code: Option<String>,
    #[serde(default)]
    files: Vec<String>,
}

/// The brand as templates see it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Drawn<'a> {
    name: &'a str,
    short_name: &'a str,
    tagline: &'a str,
    footer: &'a str,
    confidentiality: &'a str,
    website: &'a str,
    product: &'a str,
    label: &'a str,
    contact: &'a str,
    disclaimer: &'a str,
    paper: &'static str,
    document: &'a DocumentFacts,
    chapters: &'a [String],
    headings: &'a BTreeMap<String, String>,
    narratives: &'a BTreeMap<String, Vec<Block>>,
    palette: &'a Palette,
    text_families: Vec<&'a str>,
    code_families: Vec<&'a str>,
    logo: Option<&'a str>,
    logo_on_dark: Option<&'a str>,
    client_logo: Option<&'a str>,
    cover: Option<&'a str>,
}

impl Brand {
    /// Loads the brand of a folder, or the neutral one.
    ///
    /// # Errors
    /// When a file of the folder cannot be used; the error names the file, the key and what mends it.
    pub fn load(folder: Option<&Path>) -> Result<Self, BrandError> {
        let Some(folder) = folder else {
            let brand = Self::from_table(Path::new("."), Path::new("brand.toml"), keys::default_table()?)?;
            return Ok(Self { neutral: true, ..brand });
        };
        let path = folder.join("brand.toml");
        let text = std::fs::read_to_string(&path).map_err(|source| BrandError::Unreadable {
            path: path.clone(),
            source,
        })?;
        let given = keys::parse(&path, &text)?;
        keys::check(&path, &given)?;
        Self::from_table(folder, &path, keys::over(keys::default_table()?, given))
    }

    fn from_table(folder: &Path, path: &Path, table: toml::Table) -> Result<Self, BrandError> {
        let malformed = |error: toml::de::Error| BrandError::Malformed {
            path: path.to_owned(),
            message: error.message().to_owned(),
        };
        let file: BrandFile = table.try_into().map_err(malformed)?;
        let palette = Palette::new(file.colours);
        if let Some(pair) = palette.weak_pair() {
            let path = path.to_owned();
            return Err(BrandError::LowContrast { path, pair });
        }
        let read = |name: Option<String>, stem: &str| picture(folder, path, name, stem);
        let chapters = Chapters::read(folder, path, file.chapters, file.headings, &file.narratives)?;
        let fonts = fonts::load(folder, path, &file.fonts.files)?;
        let text_family = fonts::family(path, &fonts, file.fonts.text, TEXT_FAMILY)?;
        let code_family = fonts::family(path, &fonts, file.fonts.code, CODE_FAMILY)?;
        Ok(Self {
            short_name: file.short_name.unwrap_or_else(|| file.name.clone()),
            footer: file.footer.unwrap_or_else(|| file.name.clone()),
            name: file.name,
            tagline: file.tagline,
            confidentiality: file.confidentiality,
            website: file.website,
            product: file.product,
            label: file.label,
            contact: file.contact,
            disclaimer: file.disclaimer,
            page: file.page,
            document: file.document,
            chapters,
            palette,
            text_family,
            code_family,
            logo: read(file.logo, "logo")?,
            logo_on_dark: read(file.logo_on_dark, "logo-on-dark")?,
            client_logo: read(file.client_logo, "client-logo")?,
            cover: read(file.cover, "cover")?,
            fonts,
            neutral: false,
        })
    }

    /// Whether it is the neutral brand.
    pub fn is_neutral(&self) -> bool {
        self.neutral
    }

    /// Every picture of the brand.
    pub fn pictures(&self) -> impl Iterator<Item = &Picture> {
        let pictures = [&self.logo, &self.logo_on_dark, &self.client_logo, &self.cover];
        pictures.into_iter().flatten()
    }

    /// The colours of the charts.
    pub fn chart_palette(&self) -> chart::Palette {
        let of = |colour: Colour| colour.to_string();
        chart::Palette {
            ink: of(self.palette.ink),
            muted: of(self.palette.muted),
            line: of(self.palette.line),
            wash: of(self.palette.wash),
            accent: of(self.palette.accent),
            critical: of(self.palette.critical),
            high: of(self.palette.high),
            medium: of(self.palette.medium),
            good: of(self.palette.good),
            unknown: of(self.palette.unknown),
            paper: of(self.palette.paper),
        }
    }

    /// The brand as templates read it from `/brand.json`.
    pub fn to_json(&self) -> serde_json::Value {
        let drawn = Drawn {
            name: &self.name,
            short_name: &self.short_name,
            tagline: &self.tagline,
            footer: &self.footer,
            confidentiality: &self.confidentiality,
            website: &self.website,
            product: &self.product,
            label: &self.label,
            contact: &self.contact,
            disclaimer: &self.disclaimer,
            paper: self.page.paper(),
            document: &self.document,
            chapters: &self.chapters.order,
            headings: &self.chapters.headings,
            narratives: &self.chapters.narratives,
            palette: &self.palette,
            text_families: chain([&self.text_family, TEXT_FAMILY]),
            code_families: chain([&self.code_family, CODE_FAMILY]),
            logo: name(&self.logo),
            logo_on_dark: name(&self.logo_on_dark),
            client_logo: name(&self.client_logo),
            cover: name(&self.cover),
        };
        serde_json::to_value(drawn).unwrap_or_default()
    }
}

/// A picture of the brand's folder, under the name `stem`; none where none is named.
fn picture(folder: &Path, path: &Path, name: Option<String>, stem: &str) -> Result<Option<Picture>, BrandError> {
    let Some(name) = name else { return Ok(None) };
    let path = inside(folder, path, &name)?;
    match Picture::read(&path, stem) {
        Ok(picture) => Ok(Some(picture)),
        Err(source) => Err(BrandError::Picture { path, source }),
    }
}

/// Name under which templates find a picture.
fn name(picture: &Option<Picture>) -> Option<&str> {
    picture.as_ref().map(|picture| picture.name.as_str())
}

/// The two families, then those that stand in for missing characters, each once.
fn chain(first: [&str; 2]) -> Vec<&str> {
    let mut families: Vec<&str> = Vec::new();
    for family in first.into_iter().chain([TEXT_FAMILY]).chain(FALLBACK_FAMILIES) {
        if !families.contains(&family) {
            families.push(family);
        }
    }
    families
}

#[cfg(test)]
mod tests;
