//! The fonts of a brand: their files, whether their licence lets a document hold them, and the families they have.

use std::path::Path;

use typst::foundations::Bytes;
use typst::text::Font;

use super::error::{BrandError, inside};
use crate::render::fonts::{CODE_FAMILY, TEXT_FAMILY};

/// The fonts of the files that a brand names.
pub(super) fn load(folder: &Path, path: &Path, names: &[String]) -> Result<Vec<Font>, BrandError> {
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

/// The family of a brand's text or code, spelt as the font spells it.
pub(super) fn family(path: &Path, fonts: &[Font], named: Option<String>, default: &str) -> Result<String, BrandError> {
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
