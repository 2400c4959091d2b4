use std::path::PathBuf;

use super::*;

/// A folder of its own under the system's temporary one, with a brand.toml.
fn folder(name: &str, brand: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("underpin-brand-{}-{name}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("brand.toml"), brand).unwrap();
    folder
}

fn refusal(name: &str, brand: &str) -> String {
    Brand::load(Some(&folder(name, brand))).unwrap_err().to_string()
}

#[test]
fn the_neutral_brand_passes_its_own_checks() {
    let brand = Brand::load(None).unwrap();
    assert_eq!(brand.name, "Underpin");
    assert_eq!(brand.short_name, "Underpin");
    assert!(brand.logo.is_none());
    assert_eq!(brand.to_json()["palette"]["accent"], "#1f5fbf");
}

#[test]
fn what_a_brand_leaves_out_is_neutral() {
    let text = "name = \"Northwind Advisory\"\nshort_name = \"Northwind\"\n[colours]\naccent = \"#00508c\"";
    let brand = Brand::load(Some(&folder("partial", text))).unwrap();
    assert_eq!(brand.footer, "Northwind Advisory");
    assert_eq!(brand.palette.accent.to_string(), "#00508c");
    assert_eq!(brand.palette.low, brand.palette.accent);
    assert_eq!(brand.palette.ink.to_string(), "#0f1b2d");
}

#[test]
fn a_mistyped_key_is_named_with_the_one_that_was_meant() {
    let message = refusal("key", "[colours]\nacent = \"#00508c\"");
    assert!(
        message.ends_with("there is no key `colours.acent`; did you mean `colours.accent`?"),
        "{message}"
    );
    let message = refusal("word", "zzzzzzzzzzzz = 1");
    assert!(message.ends_with("there is no key `zzzzzzzzzzzz`"), "{message}");
}

#[test]
fn a_colour_that_cannot_be_read_is_refused_with_both_colours_and_the_figures() {
    let message = refusal("contrast", "[colours]\nhigh = \"#ff9900\"");
    assert!(
        message
            .ends_with("high #ff9900 on paper #ffffff has a contrast of 2.14:1; 4.5:1 is needed for it to be readable"),
        "{message}"
    );
    let message = refusal("colour", "[colours]\nhigh = \"orange\"");
    assert!(message.contains("`orange` is not a colour"), "{message}");
}

#[test]
fn files_have_to_be_in_the_folder_and_of_a_known_kind() {
    assert!(refusal("outside", "logo = \"../logo.svg\"").contains("without folders"));
    assert!(refusal("absent", "logo = \"logo.svg\"").contains("could not be read"));
    let brand = folder("kind", "logo = \"brand.toml\"");
    assert!(
        Brand::load(Some(&brand))
            .unwrap_err()
            .to_string()
            .ends_with("neither SVG, PNG nor JPEG")
    );
    let brand = folder("font", "[fonts]\nfiles = [\"brand.toml\"]");
    assert!(matches!(Brand::load(Some(&brand)), Err(BrandError::NotAFont { .. })));
    assert!(refusal("family", "[fonts]\ntext = \"Helvetica\"").contains("the family `Helvetica`"));
}

#[test]
fn a_brand_may_bring_its_own_fonts() {
    let brand = folder("own-font", "[fonts]\ntext = \"jetbrains mono\"\nfiles = [\"Own.ttf\"]");
    let font = concat!(env!("CARGO_MANIFEST_DIR"), "/templates/fonts/JetBrainsMono-Regular.ttf");
    std::fs::copy(font, brand.join("Own.ttf")).unwrap();
    let brand = Brand::load(Some(&brand)).unwrap();
    assert_eq!(brand.text_family, "JetBrains Mono");
    assert_eq!(brand.fonts.len(), 1);
}

#[test]
fn chapters_that_are_not_there_or_twice_are_refused() {
    for (text, message) in [
        (
            "chapters = [\"method\", \"risks\"]",
            "there is no chapter `risks`; there are: summary,",
        ),
        (
            "chapters = [\"method\", \"method\"]",
            "the chapter `method` is listed twice",
        ),
        ("chapters = [\"summary\"]", "chapters: `method` can't be left out"),
        ("[headings]\nfoo = \"Foo\"", "there is no chapter `foo`"),
        (
            "[narratives]\nsummary = \"../x.md\"",
            "has to be the name of a file in the brand folder",
        ),
        ("page = \"A5\"", "A5"),
    ] {
        let refused = refusal("chapters", text);
        assert!(refused.contains(message), "{refused}");
    }
}

#[test]
fn a_text_with_more_than_documents_set_is_refused_with_its_line() {
    let folder = folder("narrative", "[narratives]\nsummary = \"summary.md\"");
    std::fs::write(folder.join("summary.md"), "Fine.\n\n<script>alert(1)</script>").unwrap();
    let message = Brand::load(Some(&folder)).unwrap_err().to_string();
    assert!(message.contains("summary.md: line 3: HTML is not set"), "{message}");
}
