//! Colours of a brand and whether they can be read. Contrast is that of WCAG 2.2: relative luminance of sRGB colours, text
//! at 4.5:1, graphics and large text at 3:1.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize, Serializer};

/// Contrast that WCAG 2.2 level AA requires of text.
pub const TEXT_CONTRAST: f64 = 4.5;

/// Contrast that WCAG 2.2 level AA requires of graphics and of large text.
pub const GRAPHIC_CONTRAST: f64 = 3.0;

/// An opaque sRGB colour, written `#rrggbb`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Colour([u8; 3]);

impl Colour {
    /// Contrast ratio between two colours, 1 to 21.
    pub fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// The colour with `share` (0 to 1) of it left and the rest taken from `ground`.
    pub fn over(self, ground: Self, share: f64) -> Self {
        let mut mixed = [0; 3];
        for (channel, (above, below)) in mixed.iter_mut().zip(self.0.iter().zip(ground.0)) {
            let value = f64::from(*above) * share + f64::from(below) * (1.0 - share);
            *channel = value.round() as u8;
        }
        Self(mixed)
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "the ratio is compared and shown with two decimals, never drawn"
    )]
    fn luminance(self) -> f64 {
        let [red, green, blue] = self.0.map(|channel| {
            let value = f64::from(channel) / 255.0;
            if value <= 0.04045 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(formatter, "#{red:02x}{green:02x}{blue:02x}")
    }
}

impl FromStr for Colour {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is not a colour; write it as #rrggbb, such as #1f5fbf");
        let digits = text.strip_prefix('#').ok_or_else(wrong)?;
        if digits.len() != 6 || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(wrong());
        }
        let value = u32::from_str_radix(digits, 16).map_err(|_| wrong())?;
        let [_, red, green, blue] = value.to_be_bytes();
        Ok(Self([red, green, blue]))
    }
}

impl TryFrom<String> for Colour {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl Serialize for Colour {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The colour roles of documents, charts and pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Palette {
    /// Text and headings; the ground of the cover.
    pub ink: Colour,
    /// Secondary text.
    pub muted: Colour,
    /// Hairlines; decoration, so no contrast is asked of it.
    pub line: Colour,
    /// Grounds of panels.
    pub wash: Colour,
    /// Links and what is neither good nor bad.
    pub accent: Colour,
    /// Critical findings and tripped gates.
    pub critical: Colour,
    /// High findings.
    pub high: Colour,
    /// Medium findings.
    pub medium: Colour,
    /// Low findings; the accent.
    pub low: Colour,
    /// Passing findings.
    pub good: Colour,
    /// Findings that could not be assessed.
    pub unknown: Colour,
    /// Findings that do not apply; the secondary text colour.
    pub neutral: Colour,
    /// The ground of pages, and text on ink.
    pub paper: Colour,
    /// Secondary text on ink.
    pub paper_muted: Colour,
    /// The pale grounds of labels, one for each tone.
    pub tints: Tints,
}

/// The pale form of each tone: the ground on which a label of that tone stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the names are those of the tones")]
pub struct Tints {
    pub accent: Colour,
    pub critical: Colour,
    pub high: Colour,
    pub medium: Colour,
    pub low: Colour,
    pub good: Colour,
    pub unknown: Colour,
    pub neutral: Colour,
}

/// Colours as brand.toml gives them.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Colours {
    pub ink: Colour,
    pub muted: Colour,
    pub line: Colour,
    pub wash: Colour,
    pub accent: Colour,
    pub critical: Colour,
    pub high: Colour,
    pub medium: Colour,
    pub good: Colour,
    pub unknown: Colour,
    pub paper: Colour,
}

/// Two colours that are drawn on each other and have too little contrast.
#[derive(Clone, Debug, PartialEq)]
pub struct WeakPair {
    /// Role of what is drawn, and where.
    pub role: &'static str,
    /// Its colour.
    pub colour: Colour,
    /// Role of what it is drawn on.
    pub ground_role: &'static str,
    /// The colour of that.
    pub ground: Colour,
    /// Their contrast.
    pub ratio: f64,
    /// The contrast that is needed.
    pub needed: f64,
}

const TINT_SHARE: f64 = 0.1;
const PAPER_MUTED_SHARE: f64 = 0.76;

impl Palette {
    /// The palette with the roles that follow from others.
    pub(super) fn new(given: Colours) -> Self {
        let tint = |colour: Colour| colour.over(given.paper, TINT_SHARE);
        Self {
            ink: given.ink,
            muted: given.muted,
            line: given.line,
            wash: given.wash,
            accent: given.accent,
            critical: given.critical,
            high: given.high,
            medium: given.medium,
            low: given.accent,
            good: given.good,
            unknown: given.unknown,
            neutral: given.muted,
            paper: given.paper,
            paper_muted: given.paper.over(given.ink, PAPER_MUTED_SHARE),
            tints: Tints {
                accent: tint(given.accent),
                critical: tint(given.critical),
                high: tint(given.high),
                medium: tint(given.medium),
                low: tint(given.accent),
                good: tint(given.good),
                unknown: tint(given.unknown),
                neutral: tint(given.muted),
            },
        }
    }

    /// The first pair of colours in use that fails level AA, if one does.
    pub fn weak_pair(&self) -> Option<WeakPair> {
        let tones = [
            ("accent", self.accent, self.tints.accent),
            ("critical", self.critical, self.tints.critical),
            ("high", self.high, self.tints.high),
            ("medium", self.medium, self.tints.medium),
            ("good", self.good, self.tints.good),
            ("unknown", self.unknown, self.tints.unknown),
            ("muted", self.muted, self.tints.neutral),
        ];
        let text = |role, colour, ground_role, ground| (role, colour, ground_role, ground, TEXT_CONTRAST);
        let graphic = |role, colour, ground_role, ground| (role, colour, ground_role, ground, GRAPHIC_CONTRAST);
        let mut pairs = vec![
            text("ink", self.ink, "paper", self.paper),
            text("ink", self.ink, "wash", self.wash),
            text("paper", self.paper, "ink", self.ink),
            text("muted paper", self.paper_muted, "ink", self.ink),
            graphic("good", self.good, "line", self.line),
        ];
        for (role, colour, tint) in tones {
            pairs.push(text(role, colour, "paper", self.paper));
            pairs.push(text(role, colour, "its pale label", tint));
            pairs.push(text(role, colour, "wash", self.wash));
        }
        pairs
            .into_iter()
            .find_map(|(role, colour, ground_role, ground, needed)| {
                let ratio = colour.contrast(ground);
                (ratio < needed).then_some(WeakPair {
                    role,
                    colour,
                    ground_role,
                    ground,
                    ratio,
                    needed,
                })
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_the_standard() {
        let black: Colour = "#000000".parse().unwrap();
        let white: Colour = "#FFFFFF".parse().unwrap();
        let grey: Colour = "#767676".parse().unwrap();
        assert!((black.contrast(white) - 21.0).abs() < 1e-9);
        assert!((grey.contrast(white) - 4.54).abs() < 0.005);
        assert!((white.contrast(grey) - 4.54).abs() < 0.005);
    }

    #[test]
    fn a_colour_is_written_with_six_digits() {
        for wrong in ["", "red", "#fff", "#12345g", "123456", "#1234567"] {
            assert!(wrong.parse::<Colour>().is_err(), "{wrong}");
        }
        assert_eq!("#0F1b2d".parse::<Colour>().unwrap().to_string(), "#0f1b2d");
    }
}
