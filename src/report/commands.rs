//! The commands of a remedy, filled with the client's own ids: each line for the first failing subject that has everything the
//! line asks for. What comes from the tenant is hostile: a value that a shell could read as more than a word is quoted, and one that
//! cannot be quoted where it stands is not put in.

use crate::assess::{Finding, Subject};
use crate::framework::placeholders::{self, PartOfSubject, PlaceholderFile};
use crate::inventory::access::RoleAssignment;
use crate::value::arm_id::ArmId;
use crate::value::guid::is_guid;

use super::model;
use super::sources::Sources;

/// Failing subjects that a line is tried for: finding the role assignment of one goes through all of them.
const MOST_TRIED: usize = 64;

/// A command with what could be put in.
#[derive(Debug, Default)]
pub(super) struct Filled {
    /// The command or snippet.
    pub code: String,
    /// Names of the subjects that it was filled for, each once.
    pub subjects: Vec<String>,
    /// What a person still has to choose.
    pub choices: Vec<model::Fact>,
}

impl Sources<'_> {
    /// A command filled for the failing subjects of a control, which come gravest first.
    pub(super) fn filled(&self, code: &str, fails: &[&Finding]) -> Filled {
        let mut filled = Filled::default();
        let lines: Vec<String> = code
            .lines()
            .map(|line| self.line(line, fails, &mut filled.subjects))
            .collect();
        filled.code = lines.join("\n");
        for name in placeholders::names(&filled.code) {
            let known = filled.choices.iter().any(|choice| choice.label == name);
            let means = self.framework.placeholders.get(name).filter(|_| !known);
            filled.choices.extend(means.map(|placeholder| model::Fact {
                label: name.to_owned(),
                text: placeholder.means.clone(),
            }));
        }
        filled
    }

    fn line(&self, line: &str, fails: &[&Finding], subjects: &mut Vec<String>) -> String {
        let asked: Vec<(&str, &PlaceholderFile)> = placeholders::names(line)
            .filter_map(|name| Some((name, self.framework.placeholders.get(name)?)))
            .filter(|(_, placeholder)| placeholder.is.is_some())
            .collect();
        if asked.is_empty() {
            return line.to_owned();
        }
        let filled = fails.iter().take(MOST_TRIED).find_map(|finding| {
            let parts = asked
                .iter()
                .map(|(name, placeholder)| Some((*name, self.part(placeholder, finding)?)));
            let text = put(line, &parts.collect::<Option<Vec<_>>>()?)?;
            Some((finding, text))
        });
        let Some((finding, text)) = filled else {
            return line.to_owned();
        };
        let name = finding.subject.name(self.estate);
        if !subjects.contains(&name) {
            subjects.push(name);
        }
        text
    }

    /// The part of a failing subject that a placeholder stands for; `None` where it has none.
    fn part(&self, placeholder: &PlaceholderFile, finding: &Finding) -> Option<String> {
        let id = finding.subject.id(self.estate);
        let id = match placeholder.types.as_slice() {
            [] => ArmId::new(&id),
            types => of_type(ArmId::new(&id), types)?,
        };
        let is_arm = !matches!(finding.subject, Subject::Identity(_) | Subject::Tenant);
        match placeholder.is? {
            PartOfSubject::Id => is_arm.then(|| id.text().to_owned()),
            PartOfSubject::Name => is_arm.then(|| id.last().to_owned()),
            PartOfSubject::ResourceGroup => id.resource_group().filter(|_| is_arm).map(str::to_owned),
            PartOfSubject::Subscription => finding.subject.subscription(self.estate),
            PartOfSubject::Location => {
                let row = finding.subject.row(self.estate)?;
                Some(row.location().to_owned()).filter(|location| !location.is_empty())
            }
            PartOfSubject::ManagementGroup => self.management_group(finding),
            PartOfSubject::Principal => match finding.subject {
                Subject::Identity(_) => Some(id.text().to_owned()),
                _ => None,
            },
            PartOfSubject::AssignedPrincipal => Some(self.assigned(finding)?.principal.to_string()),
            PartOfSubject::AssignedRole => Some(self.assigned(finding)?.role_id.to_string()),
            PartOfSubject::AssignedScope => Some(self.assigned(finding)?.scope.to_string()),
        }
    }

    /// The management group right above a subject's subscription. The root is none: a policy there would bind the whole tenant.
    fn management_group(&self, finding: &Finding) -> Option<String> {
        let subscription = finding.subject.subscription(self.estate)?;
        let above = self.estate.inventory.hierarchy.ancestors(&subscription)?;
        let nearest = above.first().filter(|group| !group.parent.is_empty())?;
        Some(nearest.name.to_string())
    }

    /// The first role assignment among the rows that prove a failure, of those that a command can name: in force, of Azure's
    /// control plane, and exported with ids.
    fn assigned(&self, finding: &Finding) -> Option<&RoleAssignment> {
        let assignments = self.estate.inventory.access.assignments();
        let is_named = |assignment: &&RoleAssignment| {
            let is_active = !assignment.eligible && !assignment.data_plane;
            is_active && is_guid(&assignment.principal) && is_guid(&assignment.role_id)
        };
        finding.proofs.iter().find_map(|proof| {
            let mut own = assignments.iter().filter(is_named);
            own.find(|assignment| assignment.source == proof.source)
        })
    }
}

/// The resource of one of these types: the id itself or one above it.
fn of_type<'i>(id: ArmId<'i>, types: &[String]) -> Option<ArmId<'i>> {
    let is_one = |id: ArmId<'_>| types.iter().any(|kind| kind.eq_ignore_ascii_case(&id.resource_type()));
    let mut at = Some(id);
    while let Some(id) = at {
        if is_one(id) {
            return Some(id);
        }
        at = id.parent();
    }
    None
}

/// Puts values in the places of placeholders, so that a shell takes each as text. `None` where that cannot be done: a control
/// character, or a value that needs quoting where the command has its own quotation marks. The line is gone through once, so that
/// a value that looks like a placeholder stays what it is.
fn put(line: &str, values: &[(&str, String)]) -> Option<String> {
    let (mut text, mut rest, mut seen) = (String::with_capacity(line.len()), line, 0);
    while let Some((at, placeholder, value)) = next(rest, values) {
        seen += at;
        text.push_str(&rest[..at]);
        text.push_str(&word(value, is_quoted(&line[..seen]))?);
        seen += placeholder;
        rest = &rest[at + placeholder..];
    }
    text.push_str(rest);
    Some(text)
}

/// The first placeholder of a text that has a value: its place, its length and the value.
fn next<'v>(text: &str, values: &'v [(&str, String)]) -> Option<(usize, usize, &'v str)> {
    let found = values.iter().filter_map(|(name, value)| {
        let placeholder = format!("<{name}>");
        Some((text.find(&placeholder)?, placeholder.len(), value.as_str()))
    });
    found.min_by_key(|(at, ..)| *at)
}

/// A value as a shell takes it for one word.
fn word(value: &str, quoted: bool) -> Option<String> {
    match (is_plain(value), quoted || value.chars().any(char::is_control)) {
        (true, _) => Some(value.to_owned()),
        (false, true) => None,
        (false, false) => Some(format!("'{}'", value.replace('\'', r"'\''"))),
    }
}

/// Whether a shell, JSON and Bicep all take a value for nothing but a word.
fn is_plain(value: &str) -> bool {
    let is_safe = |next: char| next.is_ascii_alphanumeric() || "-_./:@+,=".contains(next);
    !value.is_empty() && !value.starts_with('-') && value.chars().all(is_safe)
}

/// Whether the end of a command stands inside quotation marks.
fn is_quoted(before: &str) -> bool {
    let mut open = None;
    for next in before.chars() {
        open = match (open, next) {
            (None, '\'' | '"') => Some(next),
            (Some(mark), next) if mark == next => None,
            (open, _) => open,
        };
    }
    open.is_some()
}

#[cfg(test)]
mod tests {
    use super::is_quoted;

    fn put(line: &str, value: &str) -> Option<String> {
        super::put(line, &[("group", value.to_owned())])
    }

    #[test]
    fn a_value_that_a_shell_would_run_is_quoted_and_stays_text() {
        let line = "az group show --name <group>";
        assert_eq!(put(line, "rg-ai_1").unwrap(), "az group show --name rg-ai_1");
        for (hostile, quoted) in [
            ("a b", "'a b'"),
            ("$(reboot)", "'$(reboot)'"),
            ("`id`", "'`id`'"),
            ("it's", r"'it'\''s'"),
            ("--help", "'--help'"),
            ("x;y", "'x;y'"),
        ] {
            assert_eq!(put(line, hostile).unwrap(), format!("az group show --name {quoted}"));
        }
    }

    #[test]
    fn what_cannot_be_quoted_is_not_put_in() {
        assert_eq!(put("az x --name <group>", "a\nreboot"), None);
        assert_eq!(put("az x --query \"name=='<group>'\"", "a'b"), None);
        assert_eq!(put("az x --body '{\"a\":\"<group>\"}'", "$(id)"), None);
        let url = put("az x --url \"https://a/<group>\"", "b");
        assert_eq!(url.unwrap(), "az x --url \"https://a/b\"");
    }

    #[test]
    fn a_value_that_looks_like_a_placeholder_is_not_filled_again() {
        let values = [("name", "x'<group>".to_owned()), ("group", "$(id)".to_owned())];
        assert_eq!(
            super::put("az x --name <name> --group <group>", &values).unwrap(),
            r"az x --name 'x'\''<group>' --group '$(id)'"
        );
    }

    #[test]
    fn quotation_marks_inside_others_do_not_open_any() {
        assert!(is_quoted("--body '{\"a\":\""));
        assert!(!is_quoted("--body '{\"a\":1}' --name "));
    }
}
