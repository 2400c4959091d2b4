mod layout;

use std::path::PathBuf;

use lopdf::{Dictionary, Object};

use super::*;
use crate::chart;
use crate::report::model::{Domain, Gate, Hop, Step};

fn fixture() -> Report<'static> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/report.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// Sets one document at the standard depth.
fn set(document: Document, report: &Report) -> Vec<u8> {
    set_at(document, report, Depth::Standard)
}

/// Sets one document; what Typst only warns of fails the test.
fn set_at(document: Document, report: &Report, depth: Depth) -> Vec<u8> {
    set_for(document, report, depth, &Brand::load(None).unwrap())
}

/// Sets one document for a brand.
fn set_for(document: Document, report: &Report, depth: Depth, brand: &Brand) -> Vec<u8> {
    let charts = chart::draw(report, &brand.chart_palette()).unwrap();
    let report_json = serde_json::to_vec(report).unwrap();
    let input = PdfInput {
        report,
        report_json: &report_json,
        charts: &charts,
        brand,
        depth,
        templates: None,
    };
    let compiled = Prepared::new(&input)
        .unwrap()
        .compile(document)
        .unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(compiled.warnings, Vec::<String>::new());
    compiled.export().unwrap_or_else(|error| panic!("{error}"))
}

fn open(pdf: &[u8]) -> lopdf::Document {
    lopdf::Document::load_mem(pdf).unwrap()
}

fn pages(pdf: &[u8]) -> usize {
    open(pdf).get_pages().len()
}

fn words(pdf: &[u8]) -> String {
    let document = open(pdf);
    let numbers: Vec<u32> = document.get_pages().keys().copied().collect();
    let text = document.extract_text(&numbers).unwrap();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn metadata(document: &lopdf::Document) -> String {
    let catalog = document.catalog().unwrap();
    let stream = catalog.get(b"Metadata").and_then(Object::as_reference).unwrap();
    let stream = document.get_object(stream).and_then(Object::as_stream).unwrap();
    String::from_utf8(stream.get_plain_content().unwrap()).unwrap()
}

/// Lengthens every list and every text that the executive pages show: what is made of sentences by many, what is a line to a few.
fn overfull() -> Report<'static> {
    let mut report = fixture();
    let few = |text: &str| format!("{text} ").repeat(4);
    let long = |text: &str| format!("{text} ").repeat(40);
    let repeat = |count: usize, text: &str| text.repeat(count);
    report.engagement.client = "Ünïcode & Söhne Beteiligungsgesellschaft ".repeat(8);
    report.engagement.title = few(&report.engagement.title);
    report.summary.verdict = long(&report.summary.verdict);
    report.summary.narrative = long(&report.summary.narrative);
    report.summary.basis_note = long(&report.summary.basis_note);
    report.score.confidence_text = long(&report.score.confidence_text);
    for risk in &mut report.summary.risks {
        risk.title = repeat(300, "x");
        risk.detail = long(&risk.detail);
        risk.controls = vec!["IDN-01".to_owned(); 20];
    }
    for step in &mut report.roadmap.steps {
        step.title = few(&step.title);
    }
    let steps: Vec<Step> = report.roadmap.steps.iter().cycle().take(60).cloned().collect();
    report.roadmap.steps = steps;
    let gates: Vec<Gate> = report.gates.iter().cycle().take(40).cloned().collect();
    report.gates = gates;
    let domains: Vec<Domain> = report.domains.iter().cycle().take(12).cloned().collect();
    report.domains = domains;
    let basis = report.summary.basis.iter().cycle().take(40).cloned().collect();
    report.summary.basis = basis;
    if let Some(path) = &mut report.summary.path {
        path.text = long(&path.text);
        let hops: Vec<Hop> = path.hops.iter().cycle().skip(1).take(15).cloned().collect();
        path.hops = hops;
    }
    report
}

/// A report of a bundle that held nothing.
fn empty() -> Report<'static> {
    let mut report = fixture();
    report.inputs.clear();
    report.domains.clear();
    report.gates.clear();
    report.controls.clear();
    report.findings.listed().clear();
    report.charts.clear();
    report.estate.tenants.clear();
    report.estate.figures.clear();
    report.estate.subscriptions.clear();
    report.estate.ai_kinds.clear();
    report.estate.ai_resources.clear();
    report.score.value = None;
    report.score.level = 0;
    report.score.text.value = "–".to_owned();
    report.roadmap.steps.clear();
    report.roadmap.waves.clear();
    report.summary.figures.clear();
    report.summary.risks.clear();
    report.summary.path = None;
    report.summary.basis.clear();
    report.method.severity_weights.clear();
    report.method.tiers.clear();
    report.method.steps.clear();
    report.method.levels.clear();
    report.method.parameters.clear();
    report
}

#[test]
fn the_executive_summary_has_two_pages_whatever_it_holds() {
    let mut without_path = fixture();
    without_path.summary.path = None;
    for report in [fixture(), overfull(), without_path] {
        assert_eq!(pages(&set(Document::Executive, &report)), 2);
    }
    assert!(pages(&set(Document::Executive, &empty())) <= 2);
}

#[test]
fn a_report_without_controls_is_still_a_report() {
    assert!(words(&set(Document::Report, &empty())).contains("No control was judged."));
}

#[test]
fn documents_declare_both_standards_and_their_language_and_title() {
    for document in [Document::Executive, Document::Report] {
        let pdf = open(&set(document, &fixture()));
        let xmp = metadata(&pdf);
        for declared in [
            "<pdfaid:part>3</pdfaid:part>",
            "<pdfaid:conformance>A</pdfaid:conformance>",
            "<pdfuaid:part>1</pdfuaid:part>",
            "AI readiness assessment, Contoso Ltd",
            "Underpin 0.1.0",
        ] {
            assert!(xmp.contains(declared), "{declared} is not in {xmp}");
        }
        let catalog = pdf.catalog().unwrap();
        assert_eq!(catalog.get(b"Lang").and_then(Object::as_str).unwrap(), b"en-GB");
        assert!(catalog.has(b"StructTreeRoot"));
        let marked = catalog.get(b"MarkInfo").and_then(Object::as_dict);
        assert!(marked.and_then(|info: &Dictionary| info.get(b"Marked")).is_ok());
    }
}

#[test]
fn names_that_strangers_chose_are_printed_as_they_are() {
    let mut report = fixture();
    let hostile = "#panic() *bold* $x$ [evil] \\ @ref <lbl> #import \"x\": y -> z";
    report.engagement.client = hostile.to_owned();
    report.controls[0].rows[0].subject = hostile.to_owned();
    report.controls[0].finding = "=cmd|' /C calc'!A0 {{ 7*7 }} <script>alert(1)</script>".to_owned();
    let text = words(&set(Document::Report, &report));
    for shown in [hostile, "=cmd|' /C calc'!A0 {{ 7*7 }} <script>alert(1)</script>"] {
        assert!(text.contains(shown), "{shown} is not in the document");
    }
}

/// Every kind of character, alone, in front of and behind others, in text and in code.
#[test]
fn no_character_makes_the_export_fail() {
    let mut report = fixture();
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut random = |limit: u32| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 33) as u32 % limit
    };
    let ranges = [0x180, 0x700, 0x1000, 0x3000, 0x1_0000, 0x2_0000, 0x11_0000];
    let mut word = || -> String {
        let limit = ranges[random(7) as usize];
        (0..24).filter_map(|_| char::from_u32(random(limit))).collect()
    };
    for control in &mut report.controls {
        control.title = word();
        control.finding = word();
        for row in &mut control.rows {
            row.subject = word();
            row.what = format!("a{}", word());
            row.place = word();
        }
        for way in &mut control.remediation {
            way.code = word();
        }
    }
    for domain in &mut report.domains {
        domain.name = format!("Ä{}", word());
    }
    report.engagement.client = word();
    assert_eq!(pages(&set(Document::Executive, &report)), 2);
    set(Document::Report, &report);
}

#[test]
fn the_same_report_gives_the_same_bytes() {
    for document in [Document::Executive, Document::Report] {
        assert_eq!(set(document, &fixture()), set(document, &fixture()));
        typst::comemo::evict(0);
    }
}

#[test]
fn ten_thousand_findings_do_not_lengthen_the_documents() {
    let mut report = fixture();
    let pages_before = pages(&set(Document::Report, &report));
    let sample = report.findings.listed();
    *sample = sample.iter().cycle().take(10_000).cloned().collect();
    assert_eq!(pages(&set(Document::Report, &report)), pages_before);
}

#[test]
fn the_report_carries_its_data_and_is_dated_by_its_evidence() {
    let mut report = fixture();
    for (as_of, created) in [(Some("2026-11-15".to_owned()), "2026-11-15"), (None, "1970-01-01")] {
        report.engagement.as_of = as_of;
        let pdf = open(&set(Document::Report, &report));
        assert!(pdf.catalog().unwrap().has(b"AF"));
        assert!(metadata(&pdf).contains(&format!("<xmp:CreateDate>{created}")));
    }
}

#[test]
fn a_language_that_is_none_is_english() {
    let mut report = fixture();
    for (given, lang, region) in [
        ("de-CH", "de", Some("CH")),
        ("zh-Hant-TW", "zh", Some("TW")),
        ("klingonese", "en", None),
        ("", "en", None),
    ] {
        report.engagement.language = given.to_owned();
        let settings = Settings::new(&report.engagement, Depth::Standard);
        assert_eq!((settings.lang.as_str(), settings.region.as_deref()), (lang, region));
    }
}

#[test]
fn a_template_of_the_consultancy_takes_the_place_of_ours() {
    let folder = std::env::temp_dir().join(format!("underpin-templates-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("report/pdf")).unwrap();
    let template = "#import \"theme.typ\": *\n#show: styled.with(title: \"Own\")\n= Own words";
    std::fs::write(folder.join("report/pdf/executive.typ"), template).unwrap();
    let report = fixture();
    let brand = Brand::load(None).unwrap();
    let input = PdfInput {
        report: &report,
        report_json: b"{}",
        charts: &[],
        brand: &brand,
        depth: Depth::Standard,
        templates: Some(&folder),
    };
    assert!(words(&executive(&input).unwrap()).contains("Own words"));

    std::fs::write(folder.join("report/pdf/executive.typ"), "#let x = \n#nope").unwrap();
    let message = executive(&input).unwrap_err().to_string();
    assert!(
        message.starts_with("executive.typ could not be set: executive.typ:"),
        "{message}"
    );
}

#[test]
fn a_brand_with_a_logo_and_a_cover_is_drawn() {
    let folder: PathBuf = std::env::temp_dir().join(format!("underpin-logo-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9000\" height=\"900\" viewBox=\"0 0 10 1\">\
               <rect width=\"10\" height=\"1\" fill=\"#00508c\"/><text y=\"1\" font-size=\"1\">\u{12000}N</text></svg>";
    std::fs::write(folder.join("own.svg"), svg).unwrap();
    let toml =
        "name = \"Northwind Advisory\"\nlogo = \"own.svg\"\ncover = \"own.svg\"\nwebsite = \"northwind.example\"";
    std::fs::write(folder.join("brand.toml"), toml).unwrap();
    let report = fixture();
    let brand = Brand::load(Some(&folder)).unwrap();
    let charts = chart::draw(&report, &brand.chart_palette()).unwrap();
    let input = PdfInput {
        report: &report,
        report_json: b"{}",
        charts: &charts,
        brand: &brand,
        depth: Depth::Standard,
        templates: None,
    };
    let (executive, report) = both(&input).unwrap();
    assert_eq!(pages(&executive), 2);
    assert!(words(&report).contains("northwind.example"));
}
