//! The fonts of the page as `@font-face` rules. A page loads nothing, so the fonts stand in it: of the embedded family the part that
//! western European languages need, in two weights, as WOFF2 made beforehand; of a brand its own files as they are, unless they are large.

use std::fmt::Write as _;

use typst::text::{Font, FontStyle};

use crate::render::brand::Brand;
use crate::render::fonts::TEXT_FAMILY;
use crate::value::base64;

use super::colours::is_plain;

/// Bytes of a brand's font file that a page takes; text of one that is larger is set in the reader's own fonts.
const MOST_BYTES: usize = 400_000;

macro_rules! face {
    ($family:expr, $weight:literal, $name:literal) => {
        (
            $family,
            $weight,
            include_bytes!(concat!("../../../templates/fonts/", $name)) as &[u8],
        )
    };
}

const EMBEDDED: [(&str, u16, &[u8]); 2] = [
    face!(TEXT_FAMILY, 400, "Inter-Regular.woff2"),
    face!(TEXT_FAMILY, 600, "Inter-SemiBold.woff2"),
];

/// The rules for the families of a brand.
pub(super) fn faces(brand: &Brand) -> String {
    let mut rules = String::new();
    let mut families = vec![brand.text_family.as_str(), &brand.code_family];
    families.dedup();
    for family in families.into_iter().filter(|family| is_plain(family)) {
        let own: Vec<&Font> = brand.fonts.iter().filter(|font| font.info().family == family).collect();
        for font in own
            .iter()
            .filter(|font| font.data().len() <= MOST_BYTES && font.index() == 0)
        {
            let variant = font.info().variant;
            let style = match variant.style {
                FontStyle::Normal => "normal",
                _ => "italic",
            };
            rule(
                &mut rules,
                family,
                variant.weight.to_number(),
                style,
                "font/otf",
                font.data(),
            );
        }
        let embedded = EMBEDDED.iter().filter(|(name, _, _)| own.is_empty() && *name == family);
        for (_, weight, bytes) in embedded {
            rule(&mut rules, family, *weight, "normal", "font/woff2", bytes);
        }
    }
    rules
}

fn rule(rules: &mut String, family: &str, weight: u16, style: &str, media: &str, bytes: &[u8]) {
    let data = base64::encode(bytes);
    // Writing to a string cannot fail.
    let _ = writeln!(
        rules,
        "@font-face{{font-family:\"{family}\";font-weight:{weight};font-style:{style};src:url(data:{media};base64,{data})}}"
    );
}

#[cfg(test)]
mod tests {
    use super::faces;
    use crate::render::brand::Brand;

    #[test]
    fn the_neutral_brand_has_two_weights_of_text() {
        let rules = faces(&Brand::load(None).unwrap());
        assert_eq!(rules.matches("font-family:\"Inter\"").count(), 2);
        assert!(rules.len() < 60_000, "{}", rules.len());
    }
}
