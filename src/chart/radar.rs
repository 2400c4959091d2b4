//! Outline of the result: one axis for each domain, from 0 in the middle to 100.
//!
//! A domain without a score has no point and breaks the outline; closing it would invent a value.

use std::f64::consts::TAU;

use super::canvas::{Canvas, Label, Role, on_canvas};
use super::error::ChartError;
use crate::report::model::{Domain, Report};

const WIDTH: i32 = 430;
const HEIGHT: i32 = 340;
const CENTRE: (f64, f64) = (215.0, 170.0);
const RADIUS: f64 = 104.0;
const LABEL_WIDTH: f64 = 108.0;
const FILL: f64 = 0.14;

pub(super) fn draw(report: &Report) -> Result<String, ChartError> {
    let axes: Vec<Axis<'_>> = report
        .domains
        .iter()
        .enumerate()
        .map(|(index, domain)| Axis {
            domain,
            direction: direction(index as f64 / report.domains.len() as f64),
        })
        .collect();
    on_canvas(WIDTH, HEIGHT, |canvas| {
        for ring in [25.0, 50.0, 75.0, 100.0] {
            let mut outline: Vec<_> = axes.iter().map(|axis| axis.at(ring)).collect();
            outline.extend(outline.first().copied());
            canvas.line(&outline, 0.75, Role::Line)?;
        }
        for axis in &axes {
            canvas.line(&[CENTRE, axis.at(100.0)], 0.75, Role::Line)?;
        }
        for (axis, next) in axes.iter().zip(axes.iter().cycle().skip(1)) {
            if let (Some(from), Some(to)) = (axis.point(), next.point()) {
                canvas.area(&[CENTRE, from, to], Role::Accent, FILL)?;
                canvas.line(&[from, to], 2.0, Role::Accent)?;
            }
        }
        for axis in &axes {
            if let Some(point) = axis.point() {
                canvas.dot(point, 4.0, Role::of_tone(axis.domain.tone))?;
            }
            label(canvas, axis)?;
        }
        Ok(())
    })
}

struct Axis<'a> {
    domain: &'a Domain,
    direction: (f64, f64),
}

impl Axis<'_> {
    fn at(&self, score: f64) -> (f64, f64) {
        let length = RADIUS * score.clamp(0.0, 100.0) / 100.0;
        let (x, y) = self.direction;
        (CENTRE.0 + x * length, CENTRE.1 + y * length)
    }

    fn point(&self) -> Option<(f64, f64)> {
        self.domain.value.map(|value| self.at(value))
    }
}

/// The domain's score and name outside the end of its axis.
fn label(canvas: &Canvas<'_>, axis: &Axis<'_>) -> Result<(), ChartError> {
    let (x, y) = axis.at(100.0);
    let value = Label::new(15.0, Role::of_text(axis.domain.tone)).bold();
    let name = Label::new(11.5, Role::Muted);
    let (value, name, x) = match axis.direction.0 {
        right if right > 0.1 => (value, name, x + 10.0),
        left if left < -0.1 => (value.right(), name.right(), x - 10.0),
        _ => (value.centred(), name.centred(), x),
    };
    let y = match axis.direction.1 {
        up if up < -0.9 => y - 31.0,
        down if down > 0.9 => y + 16.0,
        _ => y - 12.0,
    };
    canvas.text((x, y), value, &axis.domain.value_text)?;
    let width = if axis.direction.0.abs() < 0.1 {
        LABEL_WIDTH * 2.0
    } else {
        LABEL_WIDTH
    };
    canvas.wrapped_below((x, y + 18.0), width, name, &axis.domain.name)
}

/// The direction of a share of a full turn, clockwise from the top.
///
/// The platform's sine differs in its last bit between systems; a polynomial of additions and multiplications does not.
fn direction(turn: f64) -> (f64, f64) {
    (sine(turn), -sine(turn + 0.25))
}

fn sine(turn: f64) -> f64 {
    let turn = turn - turn.floor();
    let (turn, sign) = if turn < 0.5 { (turn, 1.0) } else { (turn - 0.5, -1.0) };
    let angle = turn.min(0.5 - turn) * TAU;
    let square = angle * angle;
    let mut term = angle;
    let mut sum = angle;
    for step in [6.0, 20.0, 42.0, 72.0, 110.0, 156.0, 210.0] {
        term *= -square / step;
        sum += term;
    }
    sign * sum
}

#[cfg(test)]
mod tests {
    use super::sine;

    #[test]
    fn the_polynomial_has_the_values_of_the_sine() {
        let known = [
            (0.0, 0.0),
            (1.0 / 12.0, 0.5),
            (0.125, 0.5_f64.sqrt()),
            (0.25, 1.0),
            (0.5, 0.0),
            (0.75, -1.0),
            (11.0 / 12.0, -0.5),
            (1.25, 1.0),
        ];
        for (turn, value) in known {
            assert!((sine(turn) - value).abs() < 1e-9, "{turn}");
        }
    }
}
