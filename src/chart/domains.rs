//! Score of each domain as a bar, with the range that open questions leave as a paler one.

use super::canvas::{Canvas, Label, Role, on_canvas};
use super::error::ChartError;
use crate::report::model::{Domain, Report};

const WIDTH: i32 = 860;
const ROW: f64 = 36.0;
const BAR_LEFT: f64 = 240.0;
const BAR_WIDTH: f64 = 352.0;
const BAR_HEIGHT: f64 = 14.0;
const SCALE_HEIGHT: f64 = 22.0;
const LEGEND_HEIGHT: f64 = 20.0;
/// Width of the mark at the score.
const MARK: f64 = 3.0;
const PALE: f64 = 0.28;

pub(super) fn draw(report: &Report) -> Result<String, ChartError> {
    let rows = report.domains.len() as f64 * ROW;
    on_canvas(WIDTH, (rows + SCALE_HEIGHT + LEGEND_HEIGHT) as i32, |canvas| {
        for (row, domain) in report.domains.iter().enumerate() {
            let middle = ROW * (row as f64 + 0.5);
            let name = Label::new(14.5, Role::Ink);
            canvas.wrapped((0.0, middle), BAR_LEFT - 14.0, name, &domain.name)?;
            bar(canvas, domain, middle - BAR_HEIGHT / 2.0)?;
            let value = Label::new(15.5, Role::of_text(domain.tone)).bold().right();
            canvas.text((642.0, middle), value, &domain.value_text)?;
            let controls = Label::new(12.5, Role::Muted).right();
            canvas.text((f64::from(WIDTH), middle), controls, &domain.controls_text)?;
        }
        for mark in [0.0, 25.0, 50.0, 75.0, 100.0] {
            let x = position(mark);
            canvas.line(&[(x, rows), (x, rows + 4.0)], 0.75, Role::Line)?;
            let label = Label::new(11.0, Role::Muted).centred();
            canvas.text((x, rows + 13.0), label, &mark.to_string())?;
        }
        canvas.line(&[(position(0.0), rows), (position(100.0), rows)], 0.75, Role::Line)?;
        legend(canvas, rows + SCALE_HEIGHT + LEGEND_HEIGHT / 2.0)
    })
}

/// The ground; the part of the scale that holds whatever the open questions show, in full colour; the range that they leave, in
/// pale; and a mark at the score. All bars have the colours of the legend: how good a score is, the figure beside it says.
fn bar(canvas: &Canvas<'_>, domain: &Domain, top: f64) -> Result<(), ChartError> {
    let part = |from: f64, to: f64, role, opacity| {
        let left = position(from);
        canvas.bar((left, top), (position(to) - left, BAR_HEIGHT), role, opacity)
    };
    part(0.0, 100.0, Role::Wash, 1.0)?;
    part(domain.worst, domain.best, Role::Accent, PALE)?;
    let Some(value) = domain.value else {
        return Ok(());
    };
    part(0.0, domain.worst, Role::Accent, 1.0)?;
    let mark = position(value).clamp(BAR_LEFT + MARK, BAR_LEFT + BAR_WIDTH) - MARK;
    canvas.bar((mark, top - 2.0), (MARK, BAR_HEIGHT + 4.0), Role::Ink, 1.0)
}

/// The legend under the scale.
fn legend(canvas: &Canvas<'_>, middle: f64) -> Result<(), ChartError> {
    let text = |x: f64, text: &str| canvas.text((x, middle), Label::new(11.0, Role::Muted), text);
    let top = middle - 4.0;
    canvas.bar((0.0, top), (16.0, 8.0), Role::Accent, 1.0)?;
    text(22.0, "holds however the open questions turn out")?;
    canvas.bar((282.0, top), (16.0, 8.0), Role::Accent, PALE)?;
    text(304.0, "range left open by missing evidence")?;
    canvas.bar((530.0, top - 2.0), (MARK, 12.0), Role::Ink, 1.0)?;
    text(540.0, "score on the evidence present")
}

fn position(score: f64) -> f64 {
    BAR_LEFT + BAR_WIDTH * score.clamp(0.0, 100.0) / 100.0
}
