//! The fonts that documents are set in: one explicit list, compiled in, so that a document looks the same on every
//! machine and no font of the machine is ever looked at. A brand may put its own files in front of them.
//!
//! A character without a glyph makes the export of an accessible PDF fail. [`FontSet::covers`] therefore answers whether
//! a character can be drawn before anything is set.

use std::sync::LazyLock;

use typst::foundations::Bytes;
use typst::text::{Font, FontInfo};

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

/// Combining marks and emoji modifiers of the scripts that the embedded fonts draw (Unicode 15, general category M and
/// Emoji_Modifier). A mark is shaped together with the character before it, so one font has to have both.
const MARKS: [(u32, u32); 41] = [
    (0x0300, 0x036F),
    (0x0483, 0x0489),
    (0x0591, 0x05BD),
    (0x05BF, 0x05BF),
    (0x05C1, 0x05C2),
    (0x05C4, 0x05C5),
    (0x05C7, 0x05C7),
    (0x0610, 0x061A),
    (0x064B, 0x065F),
    (0x0670, 0x0670),
    (0x06D6, 0x06DC),
    (0x06DF, 0x06E4),
    (0x06E7, 0x06E8),
    (0x06EA, 0x06ED),
    (0x08D3, 0x08E1),
    (0x08E3, 0x0903),
    (0x093A, 0x093C),
    (0x093E, 0x094F),
    (0x0951, 0x0957),
    (0x0962, 0x0963),
    (0x0E31, 0x0E31),
    (0x0E34, 0x0E3A),
    (0x0E47, 0x0E4E),
    (0x1CD0, 0x1CD2),
    (0x1CD4, 0x1CE8),
    (0x1CED, 0x1CED),
    (0x1CF4, 0x1CF4),
    (0x1CF8, 0x1CF9),
    (0x1DC0, 0x1DF5),
    (0x1DFC, 0x1DFF),
    (0x20D0, 0x20F0),
    (0x2DFF, 0x2DFF),
    (0x3099, 0x309A),
    (0xA69F, 0xA69F),
    (0xA8E0, 0xA8F1),
    (0xA8FF, 0xA8FF),
    (0xFB1E, 0xFB1E),
    (0xFE20, 0xFE2D),
    (0x101FD, 0x101FD),
    (0x102E0, 0x102E0),
    (0x1F3FB, 0x1F3FF),
];

/// Whether the character attaches to the one before it.
pub fn is_mark(character: char) -> bool {
    let code = u32::from(character);
    MARKS
        .binary_search_by(|&(first, last)| {
            if last < code {
                std::cmp::Ordering::Less
            } else if first > code {
                std::cmp::Ordering::Greater
            } else {
                std::cmp::Ordering::Equal
            }
        })
        .is_ok()
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
