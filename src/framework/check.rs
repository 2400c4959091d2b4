//! Checks one control: every set, class, parameter and type that it names exists, and every condition in it parses.

use crate::condition::Condition;
use crate::condition::suggest::nearest;
use crate::evidence::check;

use super::control::{Control, ControlFile, Subjects};
use super::file::FrameworkFile;
use super::placeholders::PlaceholdersFile;

pub(super) struct Checker<'a, 'b> {
    pub(super) path: &'a str,
    /// The control's file as plain JSON.
    pub(super) json: &'a serde_json::Value,
    pub(super) framework: &'a FrameworkFile,
    pub(super) placeholders: &'a PlaceholdersFile,
    pub(super) names: &'a mut check::Checker<'b>,
}

impl Checker<'_, '_> {
    pub(super) fn problem(&mut self, place: &str, message: String) {
        self.names.fault(place, message);
    }

    /// The control, if nothing is wrong with it.
    pub(super) fn check(&mut self, mut file: ControlFile) -> Option<Control> {
        self.words(&file);
        if file.evidence.is_empty() {
            self.problem("/evidence", "a control needs one kind of evidence at least".to_owned());
        }
        let subjects = self.subjects(&file);
        let except = file
            .subjects
            .except
            .as_ref()
            .and_then(|rule| self.condition("/subjects/except/when", rule.when.as_ref()?));
        if let Some(rule) = &file.subjects.except {
            match (&rule.when, &rule.outside) {
                (None, None) => self.problem("/subjects/except", "give `when` or `outside`".to_owned()),
                (_, Some(_)) if rule.untold.trim().is_empty() => {
                    let message = "say in `untold` why it is unknown where nothing shows the members of `outside`";
                    self.problem("/subjects/except", message.to_owned());
                }
                (_, Some(set)) if !self.names.estate.has_set(set) => {
                    self.problem("/subjects/except/outside", format!("there is no set `{set}`"));
                }
                _ => {}
            }
        }
        if let Some(need) = &file.subjects.needs {
            self.names.parameter("/subjects/needs", &need.parameter);
        }
        let json = self.json;
        let open = self.names.profile.unset_in(&json["subjects"]["except"]);
        let mut attested = false;
        for (position, rule) in file.evidence.iter_mut().enumerate() {
            let place = format!("/evidence/{position}");
            let is_attestation = rule.evidence.kind().attested().is_some();
            if attested && !is_attestation {
                let message = "an attestation overturns nothing: put it behind all other evidence";
                self.problem(&place, message.to_owned());
            }
            attested |= is_attestation;
            rule.check(&place, &json["evidence"][position], self.names);
            rule.unset.extend(open.iter().cloned());
        }
        let except = except.filter(|_| open.is_empty());
        let parameters = self
            .names
            .profile
            .named_in(&serde_json::json!([json["subjects"], json["evidence"]]));
        self.names.faults.is_empty().then_some(Control {
            subjects: subjects?,
            except,
            parameters,
            written: json.clone(),
            file,
        })
    }

    fn subjects(&mut self, file: &ControlFile) -> Option<Subjects> {
        let lists = [
            &file.subjects.resources,
            &file.subjects.subscriptions_of,
            &file.subjects.identities_of,
            &file.subjects.subscriptions_without,
        ];
        let places = ["resources", "subscriptionsOf", "identitiesOf", "subscriptionsWithout"];
        for (place, name) in places
            .iter()
            .zip(lists)
            .flat_map(|(place, list)| list.iter().map(move |name| (place, name)))
        {
            if !self.names.estate.has_set(name) {
                let known: Vec<&str> = self.names.estate.sets.keys().map(String::as_str).collect();
                self.problem(
                    &format!("/subjects/{place}"),
                    format!(
                        "there is no set `{name}`{}; there are {}",
                        meant(name, known.iter().copied()),
                        known.join(", ")
                    ),
                );
            }
        }
        let given = lists.map(|list| !list.is_empty());
        let trusted = &file.subjects.trusted_with;
        self.names.privileges("/subjects/trustedWith", trusted);
        match (given, file.subjects.tenant) {
            ([false, false, false, false], false) if !trusted.is_empty() => {
                Some(Subjects::TrustedWith(trusted.clone()))
            }
            _ if !trusted.is_empty() => {
                self.problem("/subjects", "`trustedWith` stands alone".to_owned());
                None
            }
            ([true, false, false, false], false) => Some(Subjects::Resources(lists[0].clone())),
            ([false, true, false, false], false) => Some(Subjects::SubscriptionsOf(lists[1].clone())),
            ([false, false, true, false], false) => Some(Subjects::IdentitiesOf(lists[2].clone())),
            ([false, false, false, true], false) => Some(Subjects::SubscriptionsWithout(lists[3].clone())),
            ([false, false, false, false], true) => Some(Subjects::Tenant),
            _ => {
                let message = "give exactly one of `resources`, `subscriptionsOf`, `identitiesOf`, \
                               `subscriptionsWithout`, `trustedWith` and `tenant`";
                self.problem("/subjects", message.to_owned());
                None
            }
        }
    }

    fn condition(&mut self, place: &str, json: &serde_json::Value) -> Option<Condition> {
        self.names.condition(place, json)
    }
}

/// The name that was probably meant, as the end of a sentence.
pub(super) fn meant<'k>(name: &str, known: impl Iterator<Item = &'k str>) -> String {
    nearest(name, known).map_or(String::new(), |name| format!("; did you mean `{name}`?"))
}
