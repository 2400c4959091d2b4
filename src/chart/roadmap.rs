//! The score after each step of the roadmap: the score before the step in grey, the gain of the step in colour.

use super::canvas::{Canvas, Label, Role, on_canvas};
use super::error::ChartError;
use crate::report::model::{Report, Step};

const WIDTH: i32 = 860;
const HEIGHT: i32 = 300;
const TOP: f64 = 26.0;
const BASE: f64 = 226.0;
const LEFT: f64 = 34.0;
const BAR: f64 = 0.56;
/// Upper bound of the columns: more cannot be distinguished; the table of the roadmap lists every step.
const MOST_STEPS: usize = 16;

pub(super) fn draw(report: &Report) -> Result<String, ChartError> {
    let steps = &report.roadmap.steps[..report.roadmap.steps.len().min(MOST_STEPS)];
    let column = (f64::from(WIDTH) - LEFT) / (steps.len() as f64 + 1.0).max(4.0);
    let column = column.min(110.0);
    on_canvas(WIDTH, HEIGHT, |canvas| {
        let right = LEFT + column * (steps.len() as f64 + 1.0);
        for mark in [0.0, 25.0, 50.0, 75.0, 100.0] {
            let y = height(mark);
            canvas.line(&[(LEFT, y), (right, y)], 0.75, Role::Line)?;
            let label = Label::new(11.0, Role::Muted).right();
            canvas.text((LEFT - 8.0, y), label, &mark.to_string())?;
        }
        let today = report.score.value.unwrap_or(0.0);
        let role = Role::of_tone(report.score.tone);
        let middle = LEFT + column / 2.0;
        fill(canvas, middle, column, (0.0, today), role)?;
        amount(canvas, middle, today, &report.score.text.value)?;
        let caption = Label::new(12.0, Role::Ink).bold().centred();
        canvas.text((middle, BASE + 18.0), caption, "Today")?;
        for (index, step) in steps.iter().enumerate() {
            let middle = LEFT + column * (index as f64 + 1.5);
            draw_step(canvas, step, middle, column)?;
        }
        waves(canvas, steps, column)
    })
}

fn draw_step(canvas: &Canvas<'_>, step: &Step, middle: f64, column: f64) -> Result<(), ChartError> {
    fill(canvas, middle, column, (0.0, step.before), Role::Line)?;
    fill(canvas, middle, column, (step.before, step.after), Role::Good)?;
    let (low, high) = (height(step.worst), height(step.best));
    canvas.line(&[(middle, low), (middle, high)], 1.5, Role::Muted)?;
    for end in [low, high] {
        canvas.line(&[(middle - 4.0, end), (middle + 4.0, end)], 1.5, Role::Muted)?;
    }
    let figure = match step.after_text == step.range_text {
        true => "range",
        false => &step.after_text,
    };
    amount(canvas, middle, step.after, figure)?;
    let rank = Label::new(12.0, Role::Ink).bold().centred();
    canvas.text((middle, BASE + 18.0), rank, &step.rank.to_string())?;
    let gain = Label::new(11.5, Role::Muted).centred();
    canvas.text((middle, BASE + 35.0), gain, &step.gain_text)
}

/// A bracket under the steps of each wave, with its name.
fn waves(canvas: &Canvas<'_>, steps: &[Step], column: f64) -> Result<(), ChartError> {
    let mut first = 0;
    while let Some(start) = steps.get(first) {
        let count = steps[first..].iter().take_while(|step| step.wave == start.wave).count();
        let from = LEFT + column * (first as f64 + 1.0) + 8.0;
        let to = LEFT + column * ((first + count) as f64 + 1.0) - 8.0;
        let role = Role::of_tone(start.tone);
        canvas.line(&[(from, BASE + 50.0), (to, BASE + 50.0)], 2.0, role)?;
        let label = Label::new(12.0, role).bold().centred();
        canvas.text(((from + to) / 2.0, BASE + 63.0), label, &start.when)?;
        first += count;
    }
    Ok(())
}

fn fill(canvas: &Canvas<'_>, middle: f64, column: f64, (from, to): (f64, f64), role: Role) -> Result<(), ChartError> {
    let width = column * BAR;
    let (top, bottom) = (height(to), height(from));
    canvas.bar((middle - width / 2.0, top), (width, (bottom - top).max(0.0)), role, 1.0)
}

fn amount(canvas: &Canvas<'_>, middle: f64, score: f64, text: &str) -> Result<(), ChartError> {
    let label = Label::new(13.5, Role::Ink).bold().centred();
    let middle = (middle, height(score) - 11.0);
    canvas.bar((middle.0 - 20.0, middle.1 - 8.0), (40.0, 16.0), Role::Paper, 1.0)?;
    canvas.text(middle, label, text)
}

fn height(score: f64) -> f64 {
    BASE - (BASE - TOP) * score.clamp(0.0, 100.0) / 100.0
}
