//! The score over the steps of the roadmap: a thin bar for each step, the range that open questions leave behind it, and the score at
//! the end of each wave.

use super::canvas::{Canvas, Label, Role, on_canvas};
use super::error::ChartError;
use crate::report::model::{Report, Step};

const WIDTH: i32 = 860;
const HEIGHT: i32 = 270;
const TOP: f64 = 26.0;
const BASE: f64 = 212.0;
const LEFT: f64 = 36.0;
/// Width of the bar of today.
const TODAY: f64 = 44.0;
/// Part of a step's column that its bar fills.
const BAR: f64 = 0.62;
/// Widest column of a step.
const WIDEST: f64 = 60.0;
/// Opacity of the range.
const PALE: f64 = 0.28;
/// Size of the labels: in a document of the usual width they have that of its tables.
const SIZE: f64 = 15.0;

pub(super) fn draw(report: &Report) -> Result<String, ChartError> {
    let steps = &report.roadmap.steps;
    let start = LEFT + TODAY + 16.0;
    let column = ((f64::from(WIDTH) - start) / (steps.len() as f64).max(1.0)).min(WIDEST);
    on_canvas(WIDTH, HEIGHT, |canvas| {
        let right = start + column * steps.len() as f64;
        for mark in [0.0, 25.0, 50.0, 75.0, 100.0] {
            let y = height(mark);
            canvas.line(&[(LEFT, y), (right, y)], 0.75, Role::Line)?;
            let label = Label::new(SIZE, Role::Muted).right();
            canvas.text((LEFT - 8.0, y), label, &mark.to_string())?;
        }
        let today = report.score.value.unwrap_or(0.0);
        fill(canvas, LEFT, TODAY, (0.0, today), Role::of_tone(report.score.tone), 1.0)?;
        amount(canvas, LEFT + TODAY / 2.0, today, &report.score.text.value)?;
        let caption = Label::new(SIZE, Role::Ink).bold().centred();
        canvas.text((LEFT + TODAY / 2.0, BASE + 18.0), caption, "Today")?;
        for (index, step) in steps.iter().enumerate() {
            draw_step(canvas, step, start + column * index as f64, column)?;
        }
        waves(canvas, steps, start, column)
    })
}

fn draw_step(canvas: &Canvas<'_>, step: &Step, left: f64, column: f64) -> Result<(), ChartError> {
    fill(canvas, left, column, (step.worst, step.best), Role::Accent, PALE)?;
    let inset = column * (1.0 - BAR) / 2.0;
    fill(canvas, left + inset, column * BAR, (0.0, step.after), Role::Accent, 1.0)
}

/// Under the steps of each wave a line with its name and their number, and above the last of them the score.
fn waves(canvas: &Canvas<'_>, steps: &[Step], start: f64, column: f64) -> Result<(), ChartError> {
    let mut first = 0;
    while let Some(step) = steps.get(first) {
        let count = steps[first..]
            .iter()
            .take_while(|other| other.wave == step.wave)
            .count();
        let from = start + column * first as f64;
        let to = start + column * (first + count) as f64;
        let role = Role::of_tone(step.tone);
        canvas.line(&[(from + 2.0, BASE + 8.0), (to - 2.0, BASE + 8.0)], 2.0, role)?;
        if to - from > 40.0 {
            let label = Label::new(SIZE, role).bold().centred();
            canvas.text(((from + to) / 2.0, BASE + 24.0), label, &step.when)?;
        }
        if to - from > 70.0 {
            let label = Label::new(SIZE, Role::Muted).centred();
            let number = if count == 1 {
                "1 step".to_owned()
            } else {
                format!("{count} steps")
            };
            canvas.text(((from + to) / 2.0, BASE + 43.0), label, &number)?;
        }
        first += count;
        if let Some(last) = steps.get(first - 1)
            && last.after_text != last.range_text
        {
            amount(canvas, (to - 20.0).max(from), last.after, &last.after_text)?;
        }
    }
    Ok(())
}

fn fill(
    canvas: &Canvas<'_>,
    left: f64,
    width: f64,
    (from, to): (f64, f64),
    role: Role,
    opacity: f64,
) -> Result<(), ChartError> {
    let (top, bottom) = (height(to), height(from));
    canvas.bar((left, top), (width, (bottom - top).max(0.0)), role, opacity)
}

fn amount(canvas: &Canvas<'_>, middle: f64, score: f64, text: &str) -> Result<(), ChartError> {
    let label = Label::new(SIZE, Role::Ink).bold().centred();
    let middle = (middle, height(score) - 12.0);
    canvas.bar((middle.0 - 20.0, middle.1 - 9.0), (40.0, 18.0), Role::Paper, 1.0)?;
    canvas.text(middle, label, text)
}

fn height(score: f64) -> f64 {
    BASE - (BASE - TOP) * score.clamp(0.0, 100.0) / 100.0
}
