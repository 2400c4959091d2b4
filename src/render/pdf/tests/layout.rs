//! How the documents are laid out: depth, type, tables, commands, and what a firm makes its own.

use super::*;

/// A report on a tenant in which nothing is AI.
fn without_ai() -> Report<'static> {
    let mut report = fixture();
    report.score.value = None;
    report.score.text.value = "–".to_owned();
    report.estate.ai_resources.clear();
    report.estate.ai_resources_total = 0;
    report.summary.verdict = "No AI was found in 3 resources of 1 subscription.".to_owned();
    report.priorities.clear();
    report
}

#[test]
fn a_tenant_without_ai_gets_a_few_pages_that_say_so() {
    let report = without_ai();
    let (executive, full) = (set(Document::Executive, &report), set(Document::Report, &report));
    assert!(pages(&executive) == 1 && pages(&full) <= 4);
    for document in [executive, full] {
        let text = words(&document);
        for shown in [
            "No AI was found in 3 resources",
            "What would show AI is",
            "that is no praise",
        ] {
            assert!(text.contains(shown), "{shown} is not in {text}");
        }
    }
}

#[test]
fn no_document_cuts_a_text_short() {
    for pdf in [
        set(Document::Executive, &fixture()),
        set(Document::Executive, &overfull()),
    ] {
        assert!(!words(&pdf).contains('…'));
    }
}

#[test]
fn the_executive_summary_has_no_word_of_the_shell_and_no_key() {
    let text = words(&set(Document::Executive, &fixture()));
    for word in ["az ", "--", "sha256", "http", "`", "properties."] {
        assert!(!text.contains(word), "{word} is in {text}");
    }
}

/// Sizes of type in a document, in tenths of a point.
fn sizes(pdf: &[u8]) -> Vec<i64> {
    let document = open(pdf);
    let mut sizes = Vec::new();
    for page in document.get_pages().values() {
        let content = document.get_and_decode_page_content(*page).unwrap();
        for operation in content.operations.iter().filter(|operation| operation.operator == "Tf") {
            let size = operation.operands[1].as_float().unwrap();
            sizes.push((f64::from(size) * 10.0).round() as i64);
        }
    }
    sizes.sort_unstable();
    sizes.dedup();
    sizes
}

#[test]
fn type_has_at_most_seven_sizes_and_none_below_that_of_tables() {
    for document in [Document::Executive, Document::Report] {
        let sizes = sizes(&set(document, &fixture()));
        assert!(sizes.len() <= 7 && sizes[0] >= 85, "{sizes:?}");
    }
}

#[test]
fn a_command_is_folded_between_its_words() {
    let mut report = fixture();
    let command = format!("az first {}--last 'a b  c'", "--option value-with-hyphens ".repeat(20));
    report.priorities = vec![report.controls[0].id.clone()];
    report.controls[0].remediation[0].code = command.clone();
    report.controls[0].remediation[0].kind = crate::framework::control::RemediationKind::Cli;
    let text = words(&set(Document::Report, &report)).replace("\\ ", "");
    let command = command.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains(&command), "{text}");
}

#[test]
fn the_standard_depth_sets_out_fifteen_controls_and_the_full_depth_all() {
    let report = fixture();
    assert_eq!(report.priorities.len(), 16);
    for (depth, number) in [(Depth::Standard, 15), (Depth::Full, 16)] {
        let text = words(&set_at(Document::Report, &report, depth));
        assert_eq!(text.matches("Why it matters here.").count(), number);
        for control in &report.controls {
            assert!(text.contains(&control.id), "{} is nowhere", control.id);
        }
    }
}

#[test]
fn rows_of_tables_have_headers() {
    let pdf = open(&set(Document::Report, &fixture()));
    let row_headers = pdf.objects.values().filter(|object| {
        let scope = object.as_dict().ok().and_then(|dict| dict.get(b"A").ok());
        format!("{scope:?}").contains("Row")
    });
    assert!(row_headers.count() > 50);
}

/// A brand from a folder with these files.
fn brand(name: &str, files: &[(&str, &str)]) -> Brand {
    let folder = std::env::temp_dir().join(format!("underpin-kit-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    for (file, text) in files {
        std::fs::write(folder.join(file), text).unwrap();
    }
    Brand::load(Some(&folder)).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn a_white_labelled_report_names_us_once_in_the_method() {
    let brand = brand("white", &[("brand.toml", "name = \"Northwind Advisory\"")]);
    let full = set_for(Document::Report, &fixture(), Depth::Standard, &brand);
    let executive = set_for(Document::Executive, &fixture(), Depth::Standard, &brand);
    assert!(!words(&executive).contains("Underpin"));
    let text = words(&full);
    assert!(text.contains("Prepared with Underpin"));
    let framework = fixture().framework.name.matches("Underpin").count();
    assert_eq!(text.matches("Underpin").count(), 1 + framework);
    for pdf in [executive, full] {
        assert!(!metadata(&open(&pdf)).contains("Underpin"));
    }
}

#[test]
fn a_firm_has_its_page_its_chapters_its_headings_and_its_own_words() {
    let brand = brand(
        "own",
        &[
            (
                "brand.toml",
                "name = \"Northwind Advisory\"\npage = \"Letter\"\nchapters = [\"roadmap\", \"method\"]\n\
                 disclaimer = \"Given under our terms.\"\n[document]\nversion = \"2.1\"\ndistribution = [\"The board\"]\n\
                 [headings]\nroadmap = \"The way forward\"\n[narratives]\nroadmap = \"roadmap.md\"\npreface = \"preface.md\"",
            ),
            ("roadmap.md", "We advise to **start** with #panic() and $x$."),
            ("preface.md", "# For the board\n\nTo be read first."),
        ],
    );
    let pdf = set_for(Document::Report, &fixture(), Depth::Standard, &brand);
    let text = words(&pdf);
    for shown in [
        "Given under our terms.",
        "2.1",
        "The board",
        "1 The way forward",
        "We advise to start with #panic() and $x$.",
        "To be read first.",
        "2 Method",
    ] {
        assert!(text.contains(shown), "{shown} is not in {text}");
    }
    assert!(!text.contains("What could hurt you first"));
    let first = *open(&pdf).get_pages().values().next().unwrap();
    let size = format!(
        "{:?}",
        open(&pdf).get_dictionary(first).unwrap().get(b"MediaBox").unwrap()
    );
    assert!(size.contains("612") && size.contains("792"), "{size}");
}
