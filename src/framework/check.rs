//! Checks one control: every set, class, parameter and type that it names exists, and every condition in it parses.

use crate::condition::Condition;
use crate::condition::suggest::nearest;
use crate::evidence::{Kind, check};

use super::control::{ControlFile, EvidenceFile, GrantsFile};
use super::evidence::{EvidenceRule, GuardrailFile, RelatedFile};
use super::file::FrameworkFile;
use super::load::RETIREMENTS;
use super::{Conditions, Control, Subjects};

pub(super) struct Checker<'a, 'b> {
    pub(super) path: &'a str,
    /// The control's file as plain JSON.
    pub(super) json: &'a serde_json::Value,
    pub(super) framework: &'a FrameworkFile,
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
        let mut conditions = Vec::new();
        let mut attested = false;
        for (position, rule) in file.evidence.iter_mut().enumerate() {
            let place = format!("/evidence/{position}");
            match rule.evidence {
                EvidenceFile::Attestation { .. } => attested = true,
                _ if attested => {
                    let message = "an attestation overturns nothing: put it behind all other evidence";
                    self.problem(&place, message.to_owned());
                }
                _ => {}
            }
            conditions.push(self.rule(&place, rule, &json["evidence"][position]));
        }
        let profile = self.names.profile;
        let open = profile.unset_in(&json["subjects"]["except"]);
        for conditions in &mut conditions {
            conditions.unset.extend(open.iter().cloned());
        }
        let except = except.filter(|_| open.is_empty());
        let parameters = profile.named_in(&serde_json::json!([json["subjects"], json["evidence"]]));
        self.names.faults.is_empty().then_some(Control {
            subjects: subjects?,
            except,
            conditions,
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

    fn rule(&mut self, place: &str, rule: &mut EvidenceRule, json: &serde_json::Value) -> Conditions {
        let mut conditions = self.evidence(place, &mut rule.evidence, json);
        for set in rule.holding.iter().flat_map(|holding| &holding.sets) {
            if !self.names.estate.has_set(set) {
                self.problem(&format!("{place}/holding"), format!("there is no set `{set}`"));
            }
        }
        conditions.types = rule.types.iter().map(|name| name.to_ascii_lowercase()).collect();
        if let Some(provided) = &rule.provided {
            let provided = self.related(&format!("{place}/provided"), provided);
            conditions.provided = Some(Box::new(provided));
        }
        conditions.unset = self.names.profile.unset_in(json);
        conditions
    }

    fn evidence(&mut self, place: &str, evidence: &mut EvidenceFile, json: &serde_json::Value) -> Conditions {
        let mut conditions = Conditions::default();
        match evidence {
            EvidenceFile::Policy { fails, .. } => conditions.test = self.condition(&format!("{place}/fails"), fails),
            EvidenceFile::Recommendation {
                keys, policies, names, ..
            } => {
                if keys.is_empty() && policies.is_empty() && names.is_empty() {
                    self.problem(place, "give `keys`, `policies` or `names`".to_owned());
                }
            }
            EvidenceFile::Attestation {
                days, overdue, states, ..
            } => {
                conditions.test = states
                    .as_ref()
                    .and_then(|states| self.condition(&format!("{place}/states"), states));
                std::iter::once(days)
                    .chain(overdue)
                    .for_each(|days| self.names.setting(place, days));
            }
            EvidenceFile::OverdueRecommendation { days, .. } | EvidenceFile::Exemptions { days, .. } => {
                self.names.setting(place, days)
            }
            EvidenceFile::EvidenceAge(kind) => kind.check(place, json, self.names),
            EvidenceFile::Plan(kind) => kind.check(place, json, self.names),
            EvidenceFile::Exposure(kind) => kind.check(place, json, self.names),
            EvidenceFile::Gateway(kind) => kind.check(place, json, self.names),
            EvidenceFile::PrivateEndpoints(kind) => kind.check(place, json, self.names),
            EvidenceFile::PrivateDns(kind) => kind.check(place, json, self.names),
            EvidenceFile::Environments(kind) => kind.check(place, json, self.names),
            EvidenceFile::Access { .. } => conditions = self.access(place, evidence),
            EvidenceFile::Reach { budgets, .. } => {
                for budget in budgets {
                    self.names.privileges(place, &budget.classes);
                    self.names.setting(place, &budget.most);
                }
            }
            EvidenceFile::Together { combinations, .. } => {
                for grants in combinations.iter().flat_map(|combination| &combination.all) {
                    self.grants(place, grants);
                }
            }
            EvidenceFile::Path { .. } => {}
            EvidenceFile::Related { rows, mark, .. } => {
                conditions.parts.push(self.related(&format!("{place}/rows"), rows));
                if let Some(mark) = mark {
                    let rows = self.related(&format!("{place}/mark/rows"), &mark.rows);
                    conditions.parts.push(rows);
                }
            }
            EvidenceFile::PolicyAssignment { guardrails, .. } => self.guardrails(place, guardrails),
            EvidenceFile::PolicyState { policies, .. } => {
                if policies.is_empty() {
                    self.problem(place, "give `policies`".to_owned());
                }
            }
            EvidenceFile::AllOf { of } | EvidenceFile::AnyOf { of } | EvidenceFile::FirstOf { of } => {
                if of.is_empty() {
                    self.problem(place, "give the parts in `of`".to_owned());
                }
                for (position, part) in of.iter_mut().enumerate() {
                    let place = format!("{place}/of/{position}");
                    conditions.parts.push(self.rule(&place, part, &json["of"][position]));
                }
            }
        }
        conditions
    }

    /// The condition that fails the subject independently of the holders, and in the parts the conditions under which the grants
    /// of `grants` and of each of `also` count.
    fn access(&mut self, place: &str, evidence: &EvidenceFile) -> Conditions {
        let mut conditions = Conditions::default();
        let EvidenceFile::Access {
            grants,
            also,
            never,
            unless_they_hold,
            fails,
            most,
            least,
            among,
            ..
        } = evidence
        else {
            return conditions;
        };
        among.iter().for_each(|among| self.grants(place, among));
        let counted = || std::iter::once(&**grants).chain(also);
        for grants in counted().chain(never) {
            self.grants(place, grants);
        }
        self.names.privileges(place, unless_they_hold);
        for setting in [most, least].into_iter().flatten() {
            self.names.setting(place, setting);
        }
        let mut condition = |name: &str, json: &Option<serde_json::Value>| {
            let json = json.as_ref()?;
            self.condition(&format!("{place}/{name}"), json)
        };
        conditions.test = condition("fails", fails);
        conditions.parts = counted()
            .map(|grants| Conditions {
                test: condition("when", &grants.when),
                ..Conditions::default()
            })
            .collect();
        conditions
    }

    fn related(&mut self, place: &str, rows: &RelatedFile) -> Conditions {
        if rows.types.is_empty() {
            self.problem(place, "give the `types` of the rows".to_owned());
        }
        let asked = [
            rows.meets.is_some(),
            rows.beside.is_some(),
            rows.related.is_some(),
            rows.retired.is_some(),
        ];
        if asked.into_iter().filter(|given| *given).count() > 1 {
            self.problem(
                place,
                "give one of `meets`, `beside`, `related` and `retired`".to_owned(),
            );
        }
        if let Some(retired) = &rows.retired {
            self.names.setting(place, &retired.notice);
            self.names.setting(place, &retired.max_age);
            self.names.parameter(place, &retired.overrides.parameter);
            if !self.names.has_retirements {
                self.problem(place, format!("`retired` needs {RETIREMENTS} in the framework"));
            }
        }
        let mut condition = |name: &str, json: &Option<serde_json::Value>| {
            let json = json.as_ref()?;
            self.condition(&format!("{place}/{name}"), json)
        };
        let filter = condition("where", &rows.r#where);
        let test = match (&rows.retired, &rows.beside) {
            (Some(retired), _) => condition("retired/planned", &Some(retired.planned.clone())),
            (_, Some(json)) => self.names.condition_beside(&format!("{place}/beside"), json),
            _ => condition("meets", &rows.meets),
        };
        let nested = rows.related.iter();
        let parts = nested
            .map(|inner| self.related(&format!("{place}/related"), inner))
            .collect();
        Conditions {
            test,
            filter,
            parts,
            ..Conditions::default()
        }
    }

    fn guardrails(&mut self, place: &str, guardrails: &[GuardrailFile]) {
        if guardrails.is_empty() {
            self.problem(place, "give the `guardrails`".to_owned());
        }
        for name in guardrails.iter().flat_map(|guardrail| &guardrail.sets) {
            if !self.names.estate.has_set(name) {
                self.problem(place, format!("there is no set `{name}`"));
            }
        }
        if guardrails.iter().any(|guardrail| guardrail.policies.is_empty()) {
            self.problem(place, "a guardrail needs `policies`".to_owned());
        }
    }

    fn grants(&mut self, place: &str, grants: &GrantsFile) {
        if let Some(parameter) = &grants.except {
            self.names.parameter(place, parameter);
        }
        const LEVELS: [&str; 5] = ["root", "managementGroup", "subscription", "resourceGroup", "resource"];
        let marked = grants.mark.iter().flat_map(|mark| &mark.classes);
        for class in grants.classes.iter().chain(marked) {
            self.names.privileges(place, [class]);
        }
        self.names.sets(place, grants.over.iter().chain(&grants.namers_of));
        for level in grants.levels.iter().filter(|level| !LEVELS.contains(&level.as_str())) {
            self.problem(
                place,
                format!("`{level}` is no scope level; there are {}", LEVELS.join(", ")),
            );
        }
    }
}

/// The name that was probably meant, as the end of a sentence.
pub(super) fn meant<'k>(name: &str, known: impl Iterator<Item = &'k str>) -> String {
    nearest(name, known).map_or(String::new(), |name| format!("; did you mean `{name}`?"))
}
