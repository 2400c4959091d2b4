//! The brand's colours as CSS custom properties, for a light page and for a dark one.
//!
//! A brand gives one palette, checked for a light page. The dark one is derived: grounds from the ink, and each tone
//! made lighter until it can be read on its own pale label and on panels (WCAG 2.2 level AA).

use std::fmt::Write as _;

use crate::render::brand::{Brand, Colour, Palette};

/// Contrast that WCAG 2.2 level AA requires of text.
const TEXT_CONTRAST: f64 = 4.5;
/// Contrast of the dark ground with white: dark enough for panels to stand out from it and text still to be read.
const GROUND_CONTRAST: f64 = 17.0;

/// `:root` rules for both schemes; print always gets the light one.
pub(super) fn custom_properties(brand: &Brand) -> String {
    let light = declarations(&light(&brand.palette));
    let dark = declarations(&dark(&brand.palette));
    let text = family(&brand.text_family, "Inter, system-ui, sans-serif");
    let code = family(
        &brand.code_family,
        "ui-monospace, \"Cascadia Mono\", \"SF Mono\", Consolas, monospace",
    );
    format!(
        ":root{{color-scheme:light;--text-family:{text};--code-family:{code};{light}}}\n\
         @media screen and (prefers-color-scheme:dark){{:root:not([data-theme=\"light\"]){{color-scheme:dark;{dark}}}}}\n\
         @media screen{{:root[data-theme=\"dark\"]{{color-scheme:dark;{dark}}}}}\n"
    )
}

type Property = (&'static str, Colour);

fn light(palette: &Palette) -> Vec<Property> {
    let field = palette.muted.over(palette.paper, 0.8);
    let tints = &palette.tints;
    vec![
        ("ink", palette.ink),
        ("muted", palette.muted),
        ("line", palette.line),
        ("wash", palette.wash),
        ("paper", palette.paper),
        ("field", field),
        ("logo-ground", palette.paper),
        ("accent", palette.accent),
        ("tint-accent", tints.accent),
        ("critical", palette.critical),
        ("tint-critical", tints.critical),
        ("high", palette.high),
        ("tint-high", tints.high),
        ("medium", palette.medium),
        ("tint-medium", tints.medium),
        ("low", palette.low),
        ("tint-low", tints.low),
        ("good", palette.good),
        ("tint-good", tints.good),
        ("unknown", palette.unknown),
        ("tint-unknown", tints.unknown),
        ("neutral", palette.neutral),
        ("tint-neutral", tints.neutral),
    ]
}

fn dark(palette: &Palette) -> Vec<Property> {
    let (Ok(white), Ok(black)) = ("#ffffff".parse::<Colour>(), "#000000".parse::<Colour>()) else {
        return Vec::new();
    };
    let paper = (0..=20)
        .map(|step| black.over(palette.ink, f64::from(step) / 20.0))
        .find(|ground| ground.contrast(white) >= GROUND_CONTRAST)
        .unwrap_or(black);
    let wash = white.over(paper, 0.06);
    let tinted = |tone: Colour| {
        (0..=20)
            .map(|step| white.over(tone, f64::from(step) / 20.0))
            .map(|tone| (tone, tone.over(paper, 0.16)))
            .find(|(tone, tint)| tone.contrast(*tint).min(tone.contrast(wash)) >= TEXT_CONTRAST)
            .unwrap_or((white, wash))
    };
    let mut properties = vec![
        ("ink", white.over(paper, 0.92)),
        ("muted", white.over(paper, 0.66)),
        ("line", white.over(paper, 0.18)),
        ("wash", wash),
        ("paper", paper),
        ("field", white.over(paper, 0.5)),
        ("logo-ground", palette.paper),
    ];
    let tones = [
        ("accent", "tint-accent", palette.accent),
        ("critical", "tint-critical", palette.critical),
        ("high", "tint-high", palette.high),
        ("medium", "tint-medium", palette.medium),
        ("low", "tint-low", palette.low),
        ("good", "tint-good", palette.good),
        ("unknown", "tint-unknown", palette.unknown),
        ("neutral", "tint-neutral", palette.neutral),
    ];
    for (name, tint_name, tone) in tones {
        let (tone, tint) = tinted(tone);
        properties.push((name, tone));
        properties.push((tint_name, tint));
    }
    properties
}

fn declarations(properties: &[Property]) -> String {
    let mut text = String::new();
    for (name, colour) in properties {
        // Writing to a string cannot fail.
        let _ = write!(text, "--{name}:{colour};");
    }
    text
}

/// Whether a family's name cannot end the declaration that it stands in.
pub(super) fn is_plain(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == ' ' || c == '-')
}

/// A font list that starts with the brand's family, unless its name could end the declaration.
fn family(name: &str, rest: &str) -> String {
    if !is_plain(name) {
        return rest.to_owned();
    }
    format!("\"{name}\", {rest}")
}

#[cfg(test)]
mod tests {
    use super::{Colour, TEXT_CONTRAST, custom_properties, dark, family};
    use crate::render::brand::Brand;

    #[test]
    fn every_text_of_the_dark_page_can_be_read_on_its_grounds() {
        let brand = Brand::load(None).unwrap();
        let properties = dark(&brand.palette);
        let of = |name: &str| -> Colour {
            let found = properties.iter().find(|(property, _)| *property == name);
            found.unwrap_or_else(|| panic!("{name}")).1
        };
        for text in [
            "ink", "muted", "accent", "critical", "high", "medium", "low", "good", "unknown", "neutral",
        ] {
            for ground in ["paper", "wash"] {
                let contrast = of(text).contrast(of(ground));
                assert!(contrast >= TEXT_CONTRAST, "{text} on {ground}: {contrast}");
            }
        }
        for tone in ["accent", "critical", "high", "medium", "low", "good", "unknown"] {
            let contrast = of(tone).contrast(of(&format!("tint-{tone}")));
            assert!(contrast >= TEXT_CONTRAST, "{tone} on its label: {contrast}");
        }
    }

    #[test]
    fn both_schemes_set_the_same_properties() {
        let brand = Brand::load(None).unwrap();
        let css = custom_properties(&brand);
        assert_eq!(css.matches("--tint-critical:").count(), 3);
        assert_eq!(css.matches("--paper:").count(), 3);
    }

    #[test]
    fn a_family_name_cannot_leave_its_declaration() {
        assert_eq!(family("Brand Sans", "serif"), "\"Brand Sans\", serif");
        assert_eq!(family("x\"; } body { color: red", "serif"), "serif");
    }
}
