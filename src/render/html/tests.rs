//! What the page promises: text stays text, nothing is loaded, the policy fits, and any size of report renders.

use std::time::{Duration, Instant};

use super::sources::EMBEDDED;
use super::{HtmlError, render};
use crate::chart;
use crate::render::brand::Brand;
use crate::report::model::Report;
use crate::value::base64;
use sha2::{Digest, Sha256};

fn report() -> Report<'static> {
    serde_json::from_str(include_str!("../../../tests/fixtures/report.json")).unwrap()
}

fn page(report: &Report) -> String {
    let brand = Brand::load(None).unwrap();
    let charts = chart::draw(report, &brand.chart_palette()).unwrap();
    let bytes = render(report, &charts, &brand, None).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// The text between the first `open` and the next `close` after it.
fn between<'a>(page: &'a str, open: &str, close: &str) -> &'a str {
    let (_, rest) = page.split_once(open).unwrap();
    rest.split_once(close).unwrap().0
}

/// Every attribute value of a name, from the markup outside style and script.
fn attributes<'a>(page: &'a str, name: &str) -> Vec<&'a str> {
    page.split(&format!(" {name}=\""))
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect()
}

fn data(page: &str) -> serde_json::Value {
    serde_json::from_str(between(page, "id=\"data\">", "</script>")).unwrap()
}

#[test]
fn what_a_tenant_wrote_stays_text() {
    let mut report = report();
    let hostile = "\"><img src=x onerror=alert(1)></title></style></script><!--";
    report.engagement.client = hostile.to_owned();
    report.inputs[0].path = hostile.to_owned();
    report.estate.ai_resources[0].name = hostile.to_owned();
    report.estate.subscriptions[0].name = hostile.to_owned();
    report.subjects.listed()[0].name = hostile.to_owned();
    report.controls[0].rows[0].subject = hostile.to_owned();
    report.gates[0].subjects[0] = hostile.to_owned();
    report.roadmap.steps[0].title = hostile.to_owned();
    report.summary.risks[0].title = hostile.to_owned();
    report.domains[0].name = hostile.to_owned();
    let page = page(&report);
    assert!(!page.contains("<img"));
    assert!(!page.contains("<!--"));
    assert_eq!(page.matches("<script>").count(), 1);
    assert_eq!(page.matches("</script>").count(), 2);
    assert_eq!(page.matches("</style>").count(), 1);
    assert!(page.contains("&lt;script&gt;alert(1)&lt;&#x2f;script&gt;"));
    assert!(page.contains("mlw-{{ 7*7 }}"));
}

#[test]
fn nothing_is_loaded_from_elsewhere() {
    let page = page(&report());
    let markup = page.replace(between(&page, "<style>", "</style>"), "");
    for address in attributes(&markup, "src") {
        assert!(address.starts_with("data:"), "{address}");
    }
    for address in attributes(&markup, "href") {
        let link = ["#", "https:", "data:,"];
        assert!(link.iter().any(|start| address.starts_with(start)), "{address}");
    }
    for (name, text) in EMBEDDED {
        for word in ["url(", "@import", "fetch(", "XMLHttpRequest", "innerHTML", "eval("] {
            assert!(!text.contains(word), "{name}: {word}");
        }
    }
}

#[test]
fn an_address_that_is_not_https_is_no_link() {
    let mut report = report();
    report.controls[0].references[0].url = "javascript:alert(1)".to_owned();
    assert!(!page(&report).contains("javascript:"));
}

#[test]
fn no_template_marks_text_as_safe_or_needs_an_exception_from_the_policy() {
    for (name, text) in EMBEDDED {
        let squeezed: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        assert!(!squeezed.contains("|safe"), "{name}");
        assert!(!squeezed.contains("autoescape"), "{name}");
        if name.ends_with(".html") {
            assert!(!text.contains(" style=\""), "{name}");
            assert!(!text.contains("={{"), "{name}: an attribute is not quoted");
        }
    }
}

#[test]
fn the_policy_names_the_hashes_of_the_style_sheet_and_the_script() {
    let page = page(&report());
    let policy = between(&page, "Content-Security-Policy\" content=\"", "\"");
    let policy = policy.replace("&#x27;", "'").replace("&#x2f;", "/");
    assert!(policy.starts_with("default-src 'none'; "));
    assert!(!policy.contains("unsafe"));
    for (directive, open, close) in [
        ("style-src", "<style>", "</style>"),
        ("script-src", "<script>", "</script>\n</body>"),
    ] {
        let hash = base64::encode(&Sha256::digest(between(&page, open, close)));
        assert!(policy.contains(&format!("{directive} 'sha256-{hash}'")), "{policy}");
    }
}

#[test]
fn every_link_within_the_page_has_its_target_once() {
    let page = page(&report());
    let mut ids = attributes(&page, "id");
    ids.sort_unstable();
    let count = ids.len();
    ids.dedup();
    assert_eq!(ids.len(), count, "an id stands twice");
    for address in attributes(&page, "href") {
        if let Some(id) = address.strip_prefix('#') {
            assert!(ids.binary_search(&id).is_ok(), "{id}");
        }
    }
}

#[test]
fn the_same_report_gives_the_same_bytes() {
    assert_eq!(page(&report()), page(&report()));
}

#[test]
fn a_report_with_nothing_in_it_renders() {
    let mut report = report();
    report.findings.listed().clear();
    report.controls.clear();
    report.domains.clear();
    report.gates.clear();
    report.inputs.clear();
    report.roadmap.steps.clear();
    report.roadmap.waves.clear();
    report.summary.path = None;
    report.summary.risks.clear();
    report.score.value = None;
    report.engagement.as_of = None;
    assert!(page(&report).contains("No control found a subject to judge."));
}

#[test]
fn all_of_many_findings_are_in_the_page_in_little_room() {
    let mut report = report();
    let sample = report.findings.listed();
    let many = sample
        .iter()
        .flat_map(|finding| std::iter::repeat_n(finding.clone(), 1000));
    *sample = many.take(40_000).collect();
    let before = page(&self::report()).len();
    let started = Instant::now();
    let page = page(&report);
    let taken = started.elapsed();
    assert!(page.contains("All 40,000 findings"));
    assert_eq!(data(&page)["findings"]["control"].as_array().unwrap().len(), 40_000);
    assert!(page.len() - before < 2_500_000, "{} bytes", page.len() - before);
    assert!(taken < Duration::from_secs(20), "{taken:?}");
}

#[test]
fn of_more_than_a_hundred_thousand_findings_the_rest_is_named() {
    let mut report = report();
    let sample = report.findings.listed();
    *sample = sample.iter().cycle().take(100_002).cloned().collect();
    let page = page(&report);
    let data = data(&page);
    assert_eq!(data["findings"]["control"].as_array().unwrap().len(), 100_000);
    assert_eq!(data["left"], 2);
    assert!(page.contains("The other 2 are in findings.csv."));
}

#[test]
fn what_has_no_shape_is_spelt_out_in_the_page_and_escaped_in_its_data() {
    let mut report = report();
    let hostile = "aoai-\u{202E}gnp.exe pay\u{200B}pal";
    report.engagement.client = hostile.to_owned();
    report.subjects.listed()[0].name = hostile.to_owned();
    let page = page(&report);
    assert!(!page.contains(['\u{202E}', '\u{200B}']));
    assert!(page.contains("aoai-[U+202E]gnp.exe pay[U+200B]pal"));
    assert_eq!(data(&page)["subjects"]["name"][0], hostile);
}

#[test]
fn a_file_of_the_consultancy_takes_the_place_of_an_embedded_one() {
    let folder = std::env::temp_dir().join(format!("underpin-html-{}", std::process::id()));
    let own = folder.join("report/html");
    std::fs::create_dir_all(&own).unwrap();
    let brand = Brand::load(None).unwrap();
    let with = |name: &str, text: &str| {
        std::fs::write(own.join(name), text).unwrap();
        let page = render(&report(), &[], &brand, Some(&folder));
        std::fs::remove_file(own.join(name)).unwrap();
        page
    };

    let own_page = with("report.html", "{{ report.engagement.client }} <{{ '<b>' }}>");
    assert_eq!(own_page.unwrap(), b"Contoso Ltd <&lt;b&gt;>");
    let misspelt = with("report.html", "\n{{ report.engagement.cleint }}");
    assert!(matches!(misspelt, Err(HtmlError::Template(text)) if text.contains("report.html:2")));
    let ends = with("style.css", "a::after { content: '</STYLE>' }");
    assert!(matches!(ends, Err(HtmlError::EndsItself { name: "style.css", .. })));
    std::fs::remove_dir_all(&folder).unwrap();
}
