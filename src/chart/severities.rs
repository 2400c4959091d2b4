//! Failing controls by domain and severity, as a table of cells whose depth follows the printed count. A domain that
//! could not be assessed shows a dash, not a nought.

use super::canvas::{Label, Role, on_canvas};
use super::error::ChartError;
use crate::report::model::Report;
use crate::report::tone::Tone;
use crate::value::vocabulary::Severity;

const WIDTH: i32 = 430;
const HEAD: f64 = 30.0;
const ROW: f64 = 48.0;
const NAMES: f64 = 142.0;
const GAP: f64 = 4.0;
const COLUMNS: &[Severity] = Severity::ALL;

pub(super) fn draw(report: &Report) -> Result<String, ChartError> {
    let column = (f64::from(WIDTH) - NAMES) / COLUMNS.len() as f64;
    let height = HEAD + ROW * report.domains.len() as f64;
    on_canvas(WIDTH, height as i32, |canvas| {
        for (index, severity) in COLUMNS.iter().enumerate() {
            let x = NAMES + column * (index as f64 + 0.5) + GAP / 2.0;
            let label = Label::new(11.5, Role::Muted).centred();
            canvas.text((x, HEAD / 2.0), label, severity.words())?;
        }
        for (row, domain) in report.domains.iter().enumerate() {
            let top = HEAD + ROW * row as f64 + GAP;
            let middle = top + (ROW - GAP) / 2.0;
            let name = Label::new(13.0, Role::Ink);
            canvas.wrapped((0.0, middle), NAMES - 10.0, name, &domain.name)?;
            for (index, severity) in COLUMNS.iter().enumerate() {
                let count = domain
                    .severities
                    .iter()
                    .find(|cell| cell.severity == *severity)
                    .map_or(0, |cell| cell.count);
                let left = NAMES + column * index as f64 + GAP;
                let cell = (column - GAP, ROW - GAP);
                canvas.bar((left, top), cell, Role::Wash, 1.0)?;
                canvas.bar((left, top), cell, Role::of_tone(Tone::from(*severity)), depth(count))?;
                let label = if count == 0 {
                    Label::new(13.0, Role::Muted)
                } else {
                    Label::new(16.0, Role::Ink).bold()
                };
                let centre = (left + cell.0 / 2.0, middle);
                let text = if domain.value.is_none() && count == 0 {
                    String::from("–")
                } else {
                    count.to_string()
                };
                canvas.text(centre, label.centred(), &text)?;
            }
        }
        Ok(())
    })
}

/// Opacity of a cell; never so deep that ink could not be read on it. Nothing is drawn for none.
fn depth(count: usize) -> f64 {
    match count {
        0 => 0.0,
        1 => 0.16,
        2 => 0.28,
        3 | 4 => 0.4,
        _ => 0.52,
    }
}
