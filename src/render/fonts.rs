//! The fonts that documents are set in: one explicit list, compiled in, so that a document looks the same on every machine and no
//! font of the machine is ever used. A brand may put its own files in front of them.
//!
//! A character without a glyph makes the export of an accessible PDF fail. [`FontSet::covers`] therefore answers whether
//! a character can be drawn before anything is set.

use std::sync::LazyLock;

use typst::foundations::Bytes;
use typst::text::{Font, FontInfo};
use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory as _};

/// Family of running text.
pub const TEXT_FAMILY: &str = "Inter";

/// Family of code, ids and hashes.
pub const CODE_FAMILY: &str = "JetBrains Mono";

/// Families that stand in for characters that the first ones lack, in the order in which they are tried.
pub const FALLBACK_FAMILIES: [&str; 12] = [
    "Noto Sans Arabic",
    "Noto Sans Hebrew",
    "Noto Sans Devanagari",
    "Noto Sans Thai",
    "Noto Sans Armenian",
    "Noto Sans Georgian",
    "Noto Sans KR",
    "Droid Sans Fallback",
    "Noto Sans Symbols",
    "Noto Sans Symbols2",
    "Noto Sans Math",
    "Noto Emoji",
];

macro_rules! font {
    ($name:literal) => {
        include_bytes!(concat!("../../templates/fonts/", $name)) as &[u8]
    };
}

/// Every embedded font file, in the order of the families above.
const FILES: [&[u8]; 18] = [
    font!("Inter-Regular.otf"),
    font!("Inter-Medium.otf"),
    font!("Inter-SemiBold.otf"),
    font!("Inter-Bold.otf"),
    font!("Inter-Italic.otf"),
    font!("JetBrainsMono-Regular.ttf"),
    font!("NotoSansArabic-Regular.ttf"),
    font!("NotoSansHebrew-Regular.ttf"),
    font!("NotoSansDevanagari-Regular.ttf"),
    font!("NotoSansThai-Regular.ttf"),
    font!("NotoSansArmenian-Regular.ttf"),
    font!("NotoSansGeorgian-Regular.ttf"),
    font!("NotoSansKR-Regular.ttf"),
    font!("DroidSansFallbackFull.ttf"),
    font!("NotoSansSymbols-Regular.ttf"),
    font!("NotoSansSymbols2-Regular.ttf"),
    font!("NotoSansMath-Regular.ttf"),
    font!("NotoEmoji-Regular.ttf"),
];

/// Reading the tables of the embedded fonts takes milliseconds, so it is done once and shared by all documents.
static EMBEDDED: LazyLock<Vec<Font>> = LazyLock::new(|| {
    FILES
        .iter()
        .filter_map(|data| Font::new(Bytes::new(*data), 0))
        .collect()
});

/// Whether the character attaches to the one before it, a combining mark or an emoji modifier: it is shaped together with that
/// one, so one font has to have both.
pub fn is_mark(character: char) -> bool {
    character.general_category_group() == GeneralCategoryGroup::Mark || matches!(character, '\u{1F3FB}'..='\u{1F3FF}')
}

/// Kana, Chinese characters, Hangul syllables and full-width forms.
fn is_ideographic(character: char) -> bool {
    matches!(u32::from(character),
        0x3001..=0x3029 | 0x3041..=0x3096 | 0x30A1..=0x30FE | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xAC00..=0xD7A3 | 0xFF01..=0xFF60)
}

/// The fonts of one set of documents: a brand's own, then the embedded ones.
#[derive(Clone, Debug)]
pub struct FontSet {
    fonts: Vec<Font>,
    brand: usize,
}

impl FontSet {
    /// The brand's fonts in front of the embedded ones.
    pub fn new(brand: &[Font]) -> Self {
        let fonts = brand.iter().chain(EMBEDDED.iter()).cloned().collect();
        Self {
            fonts,
            brand: brand.len(),
        }
    }

    /// All fonts, in the order in which they are offered to the typesetter.
    pub fn iter(&self) -> impl Iterator<Item = (Font, FontInfo)> + '_ {
        self.fonts.iter().map(|font| (font.clone(), font.info().clone()))
    }

    /// Whether some embedded font has a glyph for the character. A brand's fonts do not count: they are used for some of
    /// the text only.
    pub fn covers(&self, character: char) -> bool {
        self.embedded().any(|info| info.coverage.contains(character.into()))
    }

    /// Whether one embedded font has glyphs for both characters.
    pub fn covers_together(&self, base: char, mark: char) -> bool {
        self.embedded()
            .any(|info| info.coverage.contains(base.into()) && info.coverage.contains(mark.into()))
    }

    /// Whether a picture may hold the character. Text of a picture is not set with the care of text of a page: what is no
    /// plain letter of the text font has to be a character that stands for itself, as those of East Asian scripts do.
    pub fn covers_in_pictures(&self, character: char) -> bool {
        let in_text_font = |font: &FontInfo| font.coverage.contains(character.into());
        self.embedded().next().is_some_and(in_text_font) || (is_ideographic(character) && self.covers(character))
    }

    fn embedded(&self) -> impl Iterator<Item = &FontInfo> {
        self.fonts.iter().skip(self.brand).map(Font::info)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_font_is_readable_and_every_named_family_is_there() {
        let fonts = FontSet::new(&[]);
        assert_eq!(fonts.fonts.len(), FILES.len());
        for family in [TEXT_FAMILY, CODE_FAMILY].iter().chain(&FALLBACK_FAMILIES) {
            assert!(
                fonts.iter().any(|(_, info)| info.family == *family),
                "{family} is missing"
            );
        }
    }

    #[test]
    fn the_scripts_that_names_are_written_in_are_covered() {
        let fonts = FontSet::new(&[]);
        for character in "aßΩЖעم中の한กअ→✓🧿😀".chars() {
            assert!(fonts.covers(character), "{character}");
        }
        assert!(!fonts.covers('\u{12000}'), "cuneiform is not shipped");
    }

    #[test]
    fn a_mark_needs_a_font_that_also_has_its_base() {
        let fonts = FontSet::new(&[]);
        assert!(is_mark('\u{0301}') && !is_mark('a'));
        assert!(fonts.covers_together('e', '\u{0301}'));
        assert!(!fonts.covers_together('a', '\u{05B0}'));
    }
}
