//! A consultancy's brand: names, colours, logo and fonts from a folder with a `brand.toml`, over a neutral default.
//!
//! A brand is checked before anything is drawn: every pair of text and ground that documents use has to be readable
//! (WCAG 2.2 level AA), pictures may not load or run anything, and a mistyped key is named together with the key that was
//! probably meant.

mod colour;
mod keys;
mod picture;

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use typst::foundations::Bytes;
use typst::text::Font;

pub use colour::{Colour, Palette, Tints, WeakPair};
pub use picture::{Picture, PictureError};

use crate::chart;
use crate::render::fonts::{CODE_FAMILY, FALLBACK_FAMILIES, TEXT_FAMILY};

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
    /// Colour roles.
    pub palette: Palette,
    /// Family of running text.
    pub text_family: String,
    /// Family of code.
    pub code_family: String,
    /// The logo.
    pub logo: Option<Picture>,
    /// A picture for the cover.
    pub cover: Option<Picture>,
    /// Fonts of the brand's folder.
    pub fonts: Vec<Font>,
}

/// Fault of a brand.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs, reason = "the messages say what they are")]
pub enum BrandError {
    #[error("{path}: {source}")]
    Unreadable { path: PathBuf, source: std::io::Error },
    #[error("{path}: {message}")]
    Malformed { path: PathBuf, message: String },
    #[error("{path}: there is no key `{key}`{}", meant(.nearest))]
    UnknownKey {
        path: PathBuf,
        key: String,
        nearest: Option<String>,
    },
    #[error(
        "{path}: {} {} on {} {} has a contrast of {:.2}:1; {:.1}:1 is needed for it to be readable",
        .pair.role, .pair.colour, .pair.ground_role, .pair.ground, .pair.ratio, .pair.needed
    )]
    LowContrast { path: PathBuf, pair: WeakPair },
    #[error("{path}: `{name}` has to be the name of a file in the brand folder, without folders")]
    OutsideFolder { path: PathBuf, name: String },
    #[error("{path}: {source}")]
    Picture { path: PathBuf, source: PictureError },
    #[error("{path}: it is not a TrueType or OpenType font")]
    NotAFont { path: PathBuf },
    #[error("{path}: the font's licence bits forbid embedding it in a document")]
    RestrictedFont { path: PathBuf },
    #[error("{path}: no font file of the brand has the family `{family}`; they have: {found}")]
    UnknownFamily {
        path: PathBuf,
        family: String,
        found: String,
    },
}

fn meant(nearest: &Option<String>) -> String {
    match nearest {
        Some(key) => format!("; did you mean `{key}`?"),
        None => String::new(),
    }
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
    logo: Option<String>,
    cover: Option<String>,
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
    palette: &'a Palette,
    text_families: Vec<&'a str>,
    code_families: Vec<&'a str>,
    logo: Option<&'a str>,
    cover: Option<&'a str>,
}

impl Brand {
    /// Loads the brand of a folder, or the neutral one.
    ///
    /// # Errors
    /// When a file of the folder cannot be used; the error names the file, the key and what mends it.
    pub fn load(folder: Option<&Path>) -> Result<Self, BrandError> {
        let Some(folder) = folder else {
            return Self::from_table(Path::new("."), Path::new("brand.toml"), keys::default_table()?);
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
        let file: BrandFile = table
            .try_into()
            .map_err(|error: toml::de::Error| BrandError::Malformed {
                path: path.to_owned(),
                message: error.message().to_owned(),
            })?;
        let palette = Palette::new(file.colours);
        if let Some(pair) = palette.weak_pair() {
            let path = path.to_owned();
            return Err(BrandError::LowContrast { path, pair });
        }
        let picture = |name: &Option<String>, stem: &str| -> Result<Option<Picture>, BrandError> {
            let Some(name) = name else { return Ok(None) };
            let path = inside(folder, path, name)?;
            match Picture::read(&path, stem) {
                Ok(picture) => Ok(Some(picture)),
                Err(source) => Err(BrandError::Picture { path, source }),
            }
        };
        let logo = picture(&file.logo, "logo")?;
        let cover = picture(&file.cover, "cover")?;
        let fonts = load_fonts(folder, path, &file.fonts.files)?;
        let text_family = family(path, &fonts, file.fonts.text, TEXT_FAMILY)?;
        let code_family = family(path, &fonts, file.fonts.code, CODE_FAMILY)?;
        Ok(Self {
            short_name: file.short_name.unwrap_or_else(|| file.name.clone()),
            footer: file.footer.unwrap_or_else(|| file.name.clone()),
            name: file.name,
            tagline: file.tagline,
            confidentiality: file.confidentiality,
            website: file.website,
            palette,
            text_family,
            code_family,
            logo,
            cover,
            fonts,
        })
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
            palette: &self.palette,
            text_families: chain([&self.text_family, TEXT_FAMILY]),
            code_families: chain([&self.code_family, CODE_FAMILY]),
            logo: self.logo.as_ref().map(|logo| logo.name.as_str()),
            cover: self.cover.as_ref().map(|cover| cover.name.as_str()),
        };
        serde_json::to_value(drawn).unwrap_or_default()
    }
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

fn inside(folder: &Path, path: &Path, name: &str) -> Result<PathBuf, BrandError> {
    let is_plain = Path::new(name).file_name().is_some_and(|plain| plain == name);
    if is_plain {
        Ok(folder.join(name))
    } else {
        Err(BrandError::OutsideFolder {
            path: path.to_owned(),
            name: name.to_owned(),
        })
    }
}

fn load_fonts(folder: &Path, path: &Path, names: &[String]) -> Result<Vec<Font>, BrandError> {
    let mut fonts = Vec::new();
    for name in names {
        let path = inside(folder, path, name)?;
        let bytes = std::fs::read(&path).map_err(|source| BrandError::Unreadable {
            path: path.clone(),
            source,
        })?;
        let found = fonts.len();
        fonts.extend(Font::iter(Bytes::new(bytes)));
        let added = &fonts[found..];
        if added.is_empty() {
            return Err(BrandError::NotAFont { path });
        }
        if added.iter().any(is_restricted) {
            return Err(BrandError::RestrictedFont { path });
        }
    }
    Ok(fonts)
}

/// Whether the licence bits (OpenType, OS/2 fsType) forbid what every PDF does: embed the outlines, as a subset. A font without
/// them is taken to be restricted.
fn is_restricted(font: &Font) -> bool {
    const LICENCE_KINDS: u16 = 0x000F;
    const RESTRICTED: u16 = 0x0002;
    const NO_SUBSETTING_OR_BITMAPS_ONLY: u16 = 0x0300;
    licence_bits(font.data())
        .is_none_or(|bits| bits & LICENCE_KINDS == RESTRICTED || bits & NO_SUBSETTING_OR_BITMAPS_ONLY != 0)
}

fn licence_bits(data: &[u8]) -> Option<u16> {
    let short = |at: usize| Some(u16::from_be_bytes(data.get(at..at + 2)?.try_into().ok()?));
    let long = |at: usize| Some(u32::from_be_bytes(data.get(at..at + 4)?.try_into().ok()?) as usize);
    let start = if data.starts_with(b"ttcf") { long(12)? } else { 0 };
    let record = (0..usize::from(short(start + 4)?))
        .map(|table| start + 12 + 16 * table)
        .find(|&record| data.get(record..record + 4) == Some(b"OS/2"))?;
    short(long(record + 8)? + 8)
}

fn family(path: &Path, fonts: &[Font], named: Option<String>, default: &str) -> Result<String, BrandError> {
    let Some(family) = named else {
        return Ok(default.to_owned());
    };
    let mut found: Vec<&str> = fonts.iter().map(|font| font.info().family.as_str()).collect();
    found.extend([TEXT_FAMILY, CODE_FAMILY]);
    found.dedup();
    if let Some(exact) = found.iter().find(|found| found.eq_ignore_ascii_case(&family)) {
        return Ok((*exact).to_owned());
    }
    Err(BrandError::UnknownFamily {
        path: path.to_owned(),
        family,
        found: found.join(", "),
    })
}

#[cfg(test)]
mod tests;
