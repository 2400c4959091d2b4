//! What follows from the operations of the built-in roles, against what people who read the same roles made of them. Each difference
//! stands in the list with its reason.

use crate::inventory::Inventory;

use super::built_in::BuiltInRole;
use super::privileges::Privileges;
use super::rights::{Condition, Rights, RightsLimits};
use super::roles::{RolePermissions, Roles};

/// GUID and name; the letters, class and flags that were expected, with a dash where nothing was said; what differs; and why.
const EXPECTED: &str = include_str!("data/roles-compared.tsv");

const PRIVILEGES: &str = include_str!("../../templates/framework/roles.json");

/// The privileges that a letter of the list stands for.
const LETTERS: [(char, &[&str]); 6] = [
    ('a', &["KEY-LIST"]),
    (
        'b',
        &["AI-WRITE", "agent-write", "guardrail-off", "lock-off", "defender-off"],
    ),
    ('c', &["SECRET-READ", "DATA-WRITE", "DATA-READ", "AI-USE"]),
    ('d', &["LOG-READ", "query-logs", "resource-logs"]),
    ('e', &["ACCESS-ADMIN", "data-assign"]),
    ('f', &["ATTACH-IDENTITY"]),
];

fn rights(roles: &Roles, role: &BuiltInRole) -> Rights {
    let definition = RolePermissions {
        permissions: role.permissions().into(),
        custom: false,
    };
    let (nothing, condition) = (Inventory::default(), Condition::default());
    let limits = RightsLimits {
        condition: &condition,
        denied: &[],
    };
    Rights::of_definition(roles, &nothing, &definition, &limits)
}

/// The difference of two lists: `-` what was expected in vain, `+` what was found besides.
fn difference(expected: &str, found: &[String]) -> Vec<String> {
    let expected: Vec<&str> = expected.split(' ').filter(|word| !word.is_empty()).collect();
    let missing = expected.iter().filter(|word| !found.iter().any(|own| own == *word));
    let more = found.iter().filter(|own| !expected.contains(&own.as_str()));
    let missing = missing.map(|word| format!("-{word}"));
    missing.chain(more.map(|own| format!("+{own}"))).collect()
}

/// The differences from a line of the list.
fn differences(roles: &Roles, rights: &Rights, cells: &[&str]) -> String {
    let holds = |name: &str| rights.hold(Privileges::named(roles, [&name.to_owned()]));
    let mut found = Vec::new();
    if cells[2] != "-" {
        let letters = LETTERS.iter().filter(|(_, names)| names.iter().any(|name| holds(name)));
        let letters: Vec<String> = letters.map(|(letter, _)| letter.to_string()).collect();
        found.extend(difference(cells[2], &letters));
    }
    if cells[3] != "-" {
        let class = rights.class(|_| true).map(|class| roles.classes()[class].name.clone());
        found.extend(difference(cells[3], &Vec::from_iter(class)));
    }
    if cells[4] != "-" {
        let flags = [
            "assign",
            "list-keys",
            "model-write",
            "guardrail-write",
            "ai-use",
            "attach-identity",
            "log-off",
        ];
        let more = ["guardrail-off", "defender-off", "lock-off"];
        let flags = flags.iter().chain(&more).filter(|name| holds(name));
        found.extend(difference(
            cells[4],
            &flags.map(|name| (*name).to_owned()).collect::<Vec<_>>(),
        ));
    }
    found.join(" ")
}

#[test]
fn built_in_roles_permit_what_was_read_in_them_or_the_list_says_why_not() {
    let roles = Roles::new(serde_json::from_str(PRIVILEGES).unwrap()).unwrap();
    let lines = EXPECTED.lines().filter(|line| !line.starts_with('#'));
    let listed: Vec<Vec<&str>> = lines.map(|line| line.split('\t').collect()).collect();
    let mut wrong = Vec::new();
    for role in BuiltInRole::all() {
        let rights = rights(&roles, role);
        let unlisted = [role.id, role.name, "", "-", "-", "", ""];
        let cells = listed.iter().find(|cells| cells[0] == role.id);
        let cells = cells.map_or(&unlisted[..], Vec::as_slice);
        let found = differences(&roles, &rights, cells);
        if found != cells[5] || found.is_empty() != cells[6].is_empty() {
            wrong.push(format!(
                "{}\t{}\t{}\t{}\t{}\t{found}\t{}",
                role.id, role.name, cells[2], cells[3], cells[4], cells[6]
            ));
        }
    }
    assert!(
        listed.len() > 300 && wrong.is_empty(),
        "{} differ:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
