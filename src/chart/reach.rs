//! AI identities by what they may do and how widely: a table of cells whose depth follows the printed count and whose colour
//! follows the width of the scope. An empty cell stays pale.

use super::canvas::{Label, Role, on_canvas};
use super::error::ChartError;
use crate::report::model::Report;

const WIDTH: i32 = 900;
const HEAD: f64 = 30.0;
const ROW: f64 = 38.0;
const NAMES: f64 = 380.0;
const GAP: f64 = 4.0;

pub(super) fn draw(report: &Report) -> Result<String, ChartError> {
    let heat = &report.access.heat;
    let column = (f64::from(WIDTH) - NAMES) / heat.columns.len().max(1) as f64;
    let height = HEAD + ROW * heat.rows.len() as f64;
    on_canvas(WIDTH, height as i32, |canvas| {
        for (index, name) in heat.columns.iter().enumerate() {
            let x = NAMES + column * (index as f64 + 0.5) + GAP / 2.0;
            let label = Label::new(11.5, Role::Muted).centred();
            canvas.text((x, HEAD / 2.0), label, name)?;
        }
        for (row, cells) in heat.rows.iter().enumerate() {
            let top = HEAD + ROW * row as f64 + GAP;
            let middle = top + (ROW - GAP) / 2.0;
            let name = Label::new(12.5, Role::Ink);
            canvas.wrapped((0.0, middle), NAMES - 14.0, name, &cells.label)?;
            for (index, count) in cells.counts.iter().enumerate() {
                let left = NAMES + column * index as f64 + GAP;
                let cell = (column - GAP, ROW - GAP);
                canvas.bar((left, top), cell, Role::Wash, 1.0)?;
                if *count == 0 {
                    continue;
                }
                canvas.bar((left, top), cell, width(index), depth(*count))?;
                let label = Label::new(15.0, Role::Ink).bold().centred();
                canvas.text((left + cell.0 / 2.0, middle), label, &count.to_string())?;
            }
        }
        Ok(())
    })
}

/// The colour of a level, widest first.
fn width(level: usize) -> Role {
    match level {
        0 | 1 => Role::Critical,
        2 => Role::High,
        3 => Role::Medium,
        _ => Role::Accent,
    }
}

/// Opacity of a cell; never so deep that ink could not be read on it.
fn depth(count: usize) -> f64 {
    match count {
        1 => 0.2,
        2 | 3 => 0.32,
        4..=9 => 0.42,
        _ => 0.52,
    }
}
