//! What to do, in order, and where the score stands after each step.

use crate::score::{FixStep, Tenths, Wave, one_decimal_down};

use super::tone::Tone;
use super::{Sources, format, model};

impl Sources<'_> {
    pub(super) fn roadmap(&self) -> model::Roadmap {
        let mut before = self.scored.score().map(one_decimal_down).unwrap_or_default();
        let steps = self.steps.iter().enumerate().map(|(position, step)| {
            let after = one_decimal_down(&step.score);
            let shown = self.step(position, step, before, after);
            before = after;
            shown
        });
        let steps: Vec<model::Step> = steps.collect();
        let waves = self.plan.waves.iter().map(|wave| {
            let after = wave.score.as_ref().map(one_decimal_down).unwrap_or_default();
            let (number, when, _) = words(wave.wave);
            model::Wave {
                wave: number,
                when: when.to_owned(),
                steps: wave.steps.len(),
                after: format::figure(after),
                after_text: format::score(after),
            }
        });
        model::Roadmap {
            waves: waves.collect(),
            steps,
        }
    }

    fn step(&self, position: usize, step: &FixStep, before: Tenths, after: Tenths) -> model::Step {
        let fix = &self.fixes[step.fix];
        let control = self
            .framework
            .controls
            .iter()
            .find(|control| control.file.id == *fix.id);
        let (wave, when, tone) = words(step.wave);
        let title = control.map_or_else(String::new, |control| match step.subjects {
            1 => control.file.step.one.clone(),
            several => control
                .file
                .step
                .many
                .replace("{count}", &format::number(several as u64)),
        });
        model::Step {
            rank: position + 1,
            wave,
            when: when.to_owned(),
            tone,
            title,
            controls: vec![fix.id.to_string()],
            subjects: step.subjects,
            effort_text: control.map_or("", |control| control.file.effort.words()).to_owned(),
            lifts: step.opens.first().map(|gate| self.framework.gates[*gate].id.clone()),
            before: format::figure(before),
            after: format::figure(after),
            after_text: format::score(after),
            gain_text: format!("+{}", format::score(Tenths(after.0 - before.0))),
        }
    }
}

fn words(wave: Wave) -> (u8, &'static str, Tone) {
    match wave {
        Wave::Now => (1, "Now", Tone::Critical),
        Wave::Within30Days => (2, "30 days", Tone::High),
        Wave::Within90Days => (3, "90 days", Tone::Accent),
    }
}
