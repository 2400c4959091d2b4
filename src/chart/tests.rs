//! What the charts promise to both documents.

use super::{Chart, ChartError, Palette, draw};
use crate::report::model::Report;

fn report() -> Report<'static> {
    serde_json::from_str(include_str!("../../tests/fixtures/report.json")).unwrap()
}

fn palette() -> Palette {
    Palette {
        ink: "#0f1b2d".into(),
        muted: "#5b6b80".into(),
        line: "#d9e0ea".into(),
        wash: "#f4f7fb".into(),
        accent: "#1f5fbf".into(),
        critical: "#a3123a".into(),
        high: "#c2570c".into(),
        medium: "#8a6d00".into(),
        good: "#17734a".into(),
        unknown: "#8794a6".into(),
        paper: "#ffffff".into(),
    }
}

fn charts(report: &Report) -> Vec<Chart> {
    draw(report, &palette()).unwrap()
}

#[test]
fn every_chart_of_the_report_is_drawn_in_its_order() {
    let report = report();
    let drawn: Vec<_> = charts(&report).into_iter().map(|chart| chart.id).collect();
    assert_eq!(drawn, ["domains", "radar", "severities", "roadmap"]);
}

#[test]
fn a_chart_carries_its_title_and_description() {
    let report = report();
    for (chart, text) in charts(&report).iter().zip(&report.charts) {
        let id = &chart.id;
        let title = format!("<title id=\"chart-{id}-title\">{}</title>", text.title);
        assert!(chart.svg.contains(&title), "{id}");
        assert!(chart.svg.contains(&format!("<desc id=\"chart-{id}-description\">")));
        let name = format!("aria-labelledby=\"chart-{id}-title chart-{id}-description\"");
        assert!(chart.svg.contains(&name), "{id}");
    }
}

#[test]
fn names_of_the_tenant_stay_text_and_the_svg_stays_well_formed() {
    let mut report = report();
    for (domain, name) in report.domains.iter_mut().zip([
        "<script>alert(1)</script>",
        "\" onload=\"alert(1)",
        "a\u{0}b\u{8}\nc ]]> &amp; fill=\"#000001\"",
        "🚀 اختبار 合同审查",
    ]) {
        domain.name = name.to_owned();
    }
    report.charts[0].title = "</title><script>".to_owned();
    for chart in charts(&report) {
        assert!(!chart.svg.contains("<script"), "{}", chart.id);
        assert!(!chart.svg.contains("fill=\"#000001\""), "{}", chart.id);
        assert_well_formed(&chart.svg);
    }
}

#[test]
fn every_colour_is_one_of_the_palette_and_carries_its_role() {
    for chart in charts(&report()) {
        assert!(!chart.svg.contains("=\"#0000"), "{}", chart.id);
        for property in ["fill", "stroke"] {
            let colours = chart.svg.matches(&format!(" {property}=\"#")).count();
            let roles = chart.svg.matches(&format!("class=\"{property}-")).count();
            assert_eq!(colours, roles, "{} {property}", chart.id);
        }
    }
}

#[test]
fn the_same_report_gives_the_same_bytes() {
    let report = report();
    let first = charts(&report);
    for (one, other) in first.iter().zip(charts(&report)) {
        assert_eq!(one.svg, other.svg);
    }
}

#[test]
fn a_report_without_domains_or_steps_is_drawn() {
    let mut report = report();
    report.domains.clear();
    report.roadmap.steps.clear();
    report.score.value = None;
    for chart in charts(&report) {
        assert_well_formed(&chart.svg);
    }
}

#[test]
fn a_domain_without_a_score_has_no_point_on_the_radar() {
    let mut report = report();
    let dots = |report: &Report| charts(report)[1].svg.matches("<circle").count();
    let before = dots(&report);
    report.domains[0].value = None;
    assert_eq!(dots(&report), before - 1);
}

#[test]
fn a_colour_that_is_none_is_refused() {
    let palette = Palette {
        ink: "red\" onload=\"".to_owned(),
        ..palette()
    };
    let refused = draw(&report(), &palette);
    assert!(matches!(refused, Err(ChartError::Colour(_))));
}

#[test]
fn a_chart_that_does_not_exist_is_refused() {
    let mut report = report();
    report.charts[0].id = "pie".to_owned();
    let refused = draw(&report, &palette());
    assert!(matches!(refused, Err(ChartError::UnknownChart(id)) if id == "pie"));
}

/// Tags nest, attributes are quoted, and no character stands in it that XML forbids.
fn assert_well_formed(svg: &str) {
    assert!(!svg.chars().any(|c| c.is_control() && c != '\n'));
    let mut open = Vec::new();
    for part in svg.split('<').skip(1) {
        let (tag, text) = part.split_once('>').expect("a tag is closed");
        assert!(!text.contains('>'), "{text}");
        assert!(tag.matches('"').count() % 2 == 0, "{tag}");
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name));
        } else if !tag.ends_with('/') {
            open.push(tag.split(' ').next().unwrap_or_default());
        }
    }
    assert!(open.is_empty(), "{open:?}");
}
