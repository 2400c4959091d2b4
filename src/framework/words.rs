//! Checks the description of a control, apart from its evidence: its id, its texts, its references and the environments that it
//! names.

use super::check::{Checker, meant};
use super::control::ControlFile;
use super::placeholders;

impl Checker<'_, '_> {
    pub(super) fn words(&mut self, file: &ControlFile) {
        self.id(file);
        let step = [("/step/one", &file.step.one), ("/step/many", &file.step.many)];
        let texts = [
            ("/title", &file.title),
            ("/why", &file.why),
            ("/risk", &file.risk),
            ("/gap", &file.gap),
        ];
        for (place, text) in texts.into_iter().chain(step) {
            if text.trim().is_empty() {
                self.problem(
                    place,
                    "this text is printed in the report and can't be empty".to_owned(),
                );
            }
        }
        if !file.subjects.tenant && !file.step.many.contains("{count}") {
            let message = "say where the number of subjects stands, with {count}";
            self.problem("/step/many", message.to_owned());
        }
        for (place, text) in file.found.iter().flat_map(|found| {
            let [one, many] = &found.noun;
            [
                ("/found/noun/0", one),
                ("/found/noun/1", many),
                ("/found/one", &found.one),
                ("/found/many", &found.many),
            ]
        }) {
            if text.trim().is_empty() || text.trim_end().ends_with('.') {
                let message = "give a part of a sentence, without its full stop";
                self.problem(place, message.to_owned());
            }
        }
        self.placeholders(file);
        if file.remediation.is_empty() {
            self.problem("/remediation", "give one way to fix it at least".to_owned());
        }
        for key in file.mappings.keys() {
            if !self.framework.mappings.contains_key(key) {
                let known = self.framework.mappings.keys().map(String::as_str);
                let message = format!("there is no mapping `{key}` in framework.json{}", meant(key, known));
                self.problem(&format!("/mappings/{key}"), message);
            }
        }
        for (position, reference) in file.references.iter().enumerate() {
            if !reference.url.starts_with("https://") {
                self.problem(
                    &format!("/references/{position}/url"),
                    format!("addresses start with https://, and `{}` does not", reference.url),
                );
            }
        }
        let evidence = file.evidence.iter().enumerate();
        let evidence =
            evidence.map(|(position, rule)| (format!("/evidence/{position}/environments"), &rule.environments));
        for (place, names) in [("/subjects/environments".to_owned(), &file.subjects.environments)]
            .into_iter()
            .chain(evidence)
        {
            if let Some(message) = self.names.estate.wrong_environment(names) {
                self.problem(&place, message);
            }
        }
    }

    /// Checks that every placeholder of a remedy is known.
    fn placeholders(&mut self, file: &ControlFile) {
        for (position, remedy) in file.remediation.iter().enumerate() {
            for name in placeholders::names(&remedy.code) {
                if self.placeholders.placeholders.contains_key(name) {
                    continue;
                }
                let known = self.placeholders.placeholders.keys().map(String::as_str);
                let message = format!(
                    "there is no placeholder `<{name}>` in placeholders.json{}",
                    meant(name, known)
                );
                self.problem(&format!("/remediation/{position}/code"), message);
            }
        }
    }

    fn id(&mut self, file: &ControlFile) {
        if self.path != format!("controls/{}.json", file.id) {
            self.problem("/id", format!("the file of `{0}` must be controls/{0}.json", file.id));
        }
        let known: Vec<&str> = self.framework.domains.iter().map(|domain| domain.id.as_str()).collect();
        if !known.contains(&file.domain()) {
            let message = format!(
                "there is no domain `{}`; there are {}{}",
                file.domain(),
                known.join(", "),
                meant(file.domain(), known.iter().copied())
            );
            self.problem("/id", message);
        } else if !file.id.rsplit('-').next().is_some_and(is_number) {
            let message = format!("a number stands behind the domain, as in {}-01", file.domain());
            self.problem("/id", message);
        }
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
