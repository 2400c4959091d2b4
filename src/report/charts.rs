//! Titles and alternative texts of the charts: the content of each, in words and figures.

use super::model::{ChartText, Domain, Roadmap, Score};

/// The texts of all charts.
pub(super) fn texts(domains: &[Domain], roadmap: &Roadmap, score: &Score) -> Vec<ChartText> {
    let each = |of: &dyn Fn(&Domain) -> String| domains.iter().map(of).collect::<Vec<_>>().join("; ");
    let ranges = each(&|domain| format!("{} {}, from {}", domain.name, domain.value_text, domain.range_text));
    let scores = each(&|domain| format!("{} {}", domain.name, domain.value_text));
    let severities = each(&|domain| {
        let counts: Vec<String> = domain
            .severities
            .iter()
            .filter(|count| count.count > 0)
            .map(|count| format!("{} {}", count.count, count.severity))
            .collect();
        let counts = if counts.is_empty() {
            "none".to_owned()
        } else {
            counts.join(", ")
        };
        format!("{}: {counts}", domain.name)
    });
    let waves: Vec<String> = roadmap
        .waves
        .iter()
        .map(|wave| {
            let range = match wave.range_text.as_str() {
                range if range.is_empty() || range == wave.after_text => String::new(),
                range => format!(", from {range}"),
            };
            format!("{} after wave {} ({}{range})", wave.after_text, wave.wave, wave.when)
        })
        .collect();
    let chart = |id: &str, title: &str, description: String| ChartText {
        id: id.to_owned(),
        title: title.to_owned(),
        description,
    };
    vec![
        chart(
            "domains",
            "Score by domain, with its range",
            format!(
                "Bars from 0 to 100. Solid is what holds however the open questions turn out, pale the range that they leave open, and a mark stands at the score: {ranges}."
            ),
        ),
        chart(
            "radar",
            "Shape of the result",
            format!("A radar of the domain scores from 0 to 100: {scores}."),
        ),
        chart(
            "severities",
            "Failing controls by domain and severity",
            format!("A table of counts: {severities}."),
        ),
        chart(
            "roadmap",
            "Where the score goes",
            format!(
                "A bar for each of the steps, and behind it the range that open questions leave. The score starts at {} and reaches {}.",
                score.text.value,
                waves.join(", ")
            ),
        ),
    ]
}
