//! The steps to take, in order, and the score after each: fixes, and the exports that settle gates.

use num_traits::Zero;

use crate::score::{EvidenceStep, Exact, FixStep, Judged, ScoreError, Step, Tenths, Wave, one_decimal_down};

use super::gates::unknown_controls;
use super::scoring::Number;
use super::sources::Sources;
use super::tone::Tone;
use super::{format, model};

/// Working days of an export.
const EXPORT_DAYS: u32 = 1;

/// Score at one place of the plan.
#[derive(Clone)]
struct Standing {
    after: Option<Tenths>,
    assembled: Exact,
    worst: Tenths,
    best: Tenths,
}

impl Standing {
    fn new(after: Option<&Exact>, assembled: Option<&Exact>, (worst, best): &(Exact, Exact)) -> Self {
        Standing {
            after: after.map(one_decimal_down),
            assembled: assembled.cloned().unwrap_or_else(Exact::zero),
            worst: one_decimal_down(worst),
            best: one_decimal_down(best),
        }
    }

    fn figure(&self) -> f64 {
        format::figure(self.after.unwrap_or_default())
    }

    /// The score for print. A hundred is no promise while something is open: its range stands in its place.
    fn text(&self) -> String {
        match self.after {
            None => format::NONE.to_owned(),
            Some(Tenths(1000)) if self.worst < self.best => self.range(),
            Some(after) => format::score(after),
        }
    }

    fn range(&self) -> String {
        match self.worst == self.best {
            true => String::new(),
            false => format!("{} to {}", format::score(self.worst), format::score(self.best)),
        }
    }
}

impl Sources<'_> {
    /// What was scored. Age and cadence decide levels, which no projection tells.
    fn judged(&self) -> Judged<'_, Number> {
        Judged {
            controls: &self.judged,
            gates: &self.gates,
            evidence_stale: false,
            previous_bundle_in_cadence: self.unrepeated.is_none(),
        }
    }

    pub(super) fn roadmap(&self) -> model::Roadmap {
        let mut standing = Standing::new(self.scored.score(), self.scored.assembled(), &self.scored.interval());
        let mut steps = Vec::with_capacity(self.steps.len());
        for step in &self.steps {
            let after = match step {
                Step::Fix(fix) => Standing::new(Some(&fix.score), Some(&fix.assembled), &fix.interval),
                Step::Evidence(evidence) => {
                    Standing::new(evidence.score.as_ref(), evidence.assembled.as_ref(), &evidence.interval)
                }
            };
            let shown = match step {
                Step::Fix(fix) => self.fix(fix, &standing, &after),
                Step::Evidence(evidence) => self.export(evidence, &standing, &after),
            };
            steps.push(shown);
            standing = after;
        }
        for (position, step) in steps.iter_mut().enumerate() {
            step.rank = position + 1;
        }
        let waves = self.plan.waves.iter().map(|wave| {
            let (number, when, _) = words(wave.wave);
            let standing = Standing::new(wave.score_if_clear.as_ref(), wave.assembled.as_ref(), &wave.interval);
            model::Wave {
                wave: number,
                when: when.to_owned(),
                steps: steps.iter().filter(|step| step.wave == number).count(),
                after: standing.figure(),
                worst: format::figure(standing.worst),
                best: format::figure(standing.best),
                after_text: standing.text(),
                range_text: standing.range(),
            }
        });
        model::Roadmap {
            waves: waves.collect(),
            steps,
        }
    }

    /// The score and its range for print once the steps at these positions are done.
    ///
    /// # Errors
    /// None in practice: what was scored once can be scored again.
    pub fn projected(&self, steps: &[usize]) -> Result<(String, String), ScoreError> {
        let (mut done, mut shown) = (Vec::new(), Vec::new());
        for step in steps.iter().filter_map(|position| self.steps.get(*position)) {
            match step {
                Step::Fix(fix) => done.push(fix.fix),
                Step::Evidence(evidence) => shown.push(evidence.gate),
            }
        }
        let input = self.judged();
        let projection = crate::score::project(&self.rules, &input, &self.fixes, &done, &shown)?;
        let standing = Standing::new(projection.score.as_ref(), None, &projection.interval);
        Ok((standing.text(), standing.range()))
    }

    fn fix(&self, step: &FixStep, before: &Standing, after: &Standing) -> model::Step {
        let fix = &self.fixes[step.fix];
        let control = self
            .framework
            .controls
            .iter()
            .find(|control| control.file.id == *fix.id);
        let title = control.map_or_else(String::new, |control| match step.subjects {
            1 => control.file.step.one.clone(),
            several => control
                .file
                .step
                .many
                .replace("{count}", &format::number(several as u64)),
        });
        model::Step {
            title,
            controls: vec![fix.id.to_string()],
            subjects: step.subjects,
            effort_text: control.map_or_else(String::new, |control| {
                let effort = &self.framework.file.effort;
                format::work(effort.days(control.file.effort, step.subjects))
            }),
            lifts: step.opens.first().map(|gate| self.framework.gates[*gate].id.clone()),
            before: before.figure(),
            gain_text: gain(before, after),
            ..standing_at(step.wave, after)
        }
    }

    /// The step that asks for what settles a gate. What it is worth is what it adds if the gate turns out to be clear.
    fn export(&self, evidence: &EvidenceStep, before: &Standing, after: &Standing) -> model::Step {
        let gate = &self.framework.gates[evidence.gate];
        let controls = unknown_controls(evidence).into_iter();
        let worth = Tenths(after.after.unwrap_or_default().0 - before.after.unwrap_or_default().0);
        model::Step {
            kind: model::StepKind::Export,
            title: format!("Send what shows whether the red line {} is clear", gate.id),
            detail: format!("“{}”: {}", gate.title, self.settle(evidence.gate)),
            controls: controls
                .map(|control| self.framework.controls[control].file.id.clone())
                .collect(),
            subjects: self
                .gate_subjects(evidence.gate, &self.scored.gates[evidence.gate].unknown)
                .len(),
            effort_text: format::work(EXPORT_DAYS),
            settles: Some(gate.id.clone()),
            before: before.figure(),
            gain_text: match worth {
                Tenths(0) => "+0.0".to_owned(),
                worth => format!("≤ +{}", format::score(worth)),
            },
            ..standing_at(Wave::Now, after)
        }
    }
}

/// A step with nothing but its time and where the score stands after it.
fn standing_at(wave: Wave, after: &Standing) -> model::Step {
    let (wave, when, tone) = words(wave);
    model::Step {
        rank: 0,
        kind: model::StepKind::Fix,
        wave,
        when: when.to_owned(),
        tone,
        title: String::new(),
        detail: String::new(),
        controls: Vec::new(),
        subjects: 0,
        effort_text: String::new(),
        lifts: None,
        settles: None,
        before: 0.0,
        after: after.figure(),
        worst: format::figure(after.worst),
        best: format::figure(after.best),
        after_text: after.text(),
        range_text: after.range(),
        gain_text: String::new(),
    }
}

/// Gain of a step on the score; in brackets its gain on the score before caps, where a cap swallows it.
fn gain(before: &Standing, after: &Standing) -> String {
    let points = |standing: &Standing| standing.after.unwrap_or_default().0;
    let own = Tenths(points(after) - points(before));
    let assembled = one_decimal_down(&(&after.assembled - &before.assembled));
    match own {
        Tenths(0) if assembled > Tenths(0) => format!("(+{})", format::score(assembled)),
        own => format!("+{}", format::score(own)),
    }
}

fn words(wave: Wave) -> (u8, &'static str, Tone) {
    match wave {
        Wave::Now => (1, "Now", Tone::Critical),
        Wave::Within30Days => (2, "30 days", Tone::High),
        Wave::Within90Days => (3, "90 days", Tone::Accent),
    }
}
