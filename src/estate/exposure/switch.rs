//! The property that turns public access on and off, and states of a row that close a resource or give it public addresses.

use crate::condition::{Context, Facts, Truth};
use crate::inventory::resource::ResourceIx;
use crate::value::Fact;

use super::openness::{Answer, Openness, Witness, list};
use super::read::{first, is_one_of};
use super::rules::{State, Switch};
use super::words;

/// Position of a switch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Position {
    /// The public comes in as far as the firewall lets it.
    On,
    /// The public stays out.
    Off,
    /// A network security perimeter decides.
    Perimeter,
    /// No export shows it.
    Unknown,
}

/// A switch of a row: its position, and the statements that prove it.
pub(super) struct Found {
    pub(super) position: Position,
    /// Sentences, missing properties and rows; its bounds mean nothing.
    pub(super) said: Answer,
}

impl Found {
    /// The result for a row without a switch: the public is let in.
    pub(super) fn none() -> Self {
        Found {
            position: Position::On,
            said: Answer::known(Openness::Everybody),
        }
    }

    pub(super) fn of(switch: &Switch, ix: ResourceIx, facts: &dyn Facts) -> Self {
        let file = &switch.file;
        let path = switch
            .paths
            .first()
            .map(|path| path.path().to_string())
            .unwrap_or_default();
        let position = |text: &str| match () {
            () if is_one_of(text, &file.off) => Position::Off,
            () if is_one_of(text, &file.on) => Position::On,
            () if is_one_of(text, &file.perimeter) => Position::Perimeter,
            () => Position::Unknown,
        };
        let said = Answer::known(Openness::Everybody);
        let (position, said) = match (first(facts, &switch.paths), &file.absent) {
            (Fact::Unknown, _) => (Position::Unknown, said.lacking(path)),
            (Fact::Value(value), _) if value.as_str() != Some("") => {
                let text = value.as_str().unwrap_or("no text");
                let what = format!("{} is {text}", file.called);
                let said = said.shown(Witness::new(ix, what).traced(format!("{path} is {text}")));
                match position(text) {
                    Position::Unknown => (
                        Position::Unknown,
                        said.because(words::not_understood(&file.called, text)),
                    ),
                    known => (known, said.saying(format!("{} was {text}.", file.called))),
                }
            }
            (_, Some(absent)) => {
                let witness = Witness::new(ix, words::is_not_set(&file.called, absent));
                let said = said.shown(witness.traced(format!("{path} is absent")));
                (position(absent), said.saying(words::not_set(&file.called, absent)))
            }
            (_, None) => {
                let reason = format!("{} was not set, and Azure's default for it has changed.", file.called);
                (Position::Unknown, said.because(reason))
            }
        };
        Found { position, said }
    }

    /// An answer behind the switch, with what the switch said in front.
    pub(super) fn before(&self, mut answer: Answer) -> Answer {
        answer.said.splice(0..0, self.said.said.iter().cloned());
        answer.rows.splice(0..0, self.said.rows.iter().cloned());
        if answer.settled().is_none() {
            answer.missing.splice(0..0, self.said.missing.iter().cloned());
            answer.unknown.splice(0..0, self.said.unknown.iter().cloned());
        }
        answer
    }
}

/// Whether a row is in a state, with what it showed.
pub(super) fn is_in(state: &State, ix: ResourceIx, facts: &dyn Facts) -> (Truth, Answer) {
    let verdict = state.when.evaluate(facts, &Context::default());
    let seen = verdict
        .trace
        .iter()
        .filter(|leaf| !leaf.subject.eq_ignore_ascii_case("type"));
    let seen = seen.map(|leaf| format!("{} is {}", leaf.path.as_deref().unwrap_or(&leaf.subject), leaf.actual));
    let seen: Vec<String> = seen.collect();
    let answer = |openness, what: &str| {
        let what = if what.is_empty() {
            "Its own settings open nothing here"
        } else {
            what
        };
        let witness = Witness::new(ix, what.trim_end_matches('.')).traced(list(&seen));
        Answer::known(openness).shown(witness)
    };
    let answer = match verdict.truth {
        Truth::True => answer(Openness::Everybody, &state.file.says).saying(&*state.file.says),
        Truth::False if state.file.otherwise.is_empty() => answer(Openness::Closed, ""),
        Truth::False => answer(Openness::Closed, &state.file.otherwise).saying(&*state.file.otherwise),
        Truth::Unknown => Answer::between(Openness::Closed, Openness::Everybody).lacking(&*state.file.settled_by),
    };
    (verdict.truth, answer)
}
