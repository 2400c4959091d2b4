//! Facts about a network, in sentences that a person can check against the rows.

use crate::value::addresses::Range;
use crate::value::arm_id::ArmId;

use super::openness::{Exception, Openness, list};

/// `Public network access was not set; Azure takes that as enabled.`
pub(super) fn not_set(called: &str, absent: &str) -> String {
    format!(
        "{called} was not set; Azure takes that as {}.",
        absent.to_ascii_lowercase()
    )
}

/// `Public network access is not set, which Azure takes as enabled`
pub(super) fn is_not_set(called: &str, absent: &str) -> String {
    format!(
        "{called} is not set, which Azure takes as {}",
        absent.to_ascii_lowercase()
    )
}

/// `Public network access was `Maybe`, of which it is not known what it means.`
pub(super) fn not_understood(called: &str, text: &str) -> String {
    format!("{called} was `{text}`, of which it is not known what it means.")
}

/// The addresses that a rule names; `*` names all.
pub(super) fn range(text: &str) -> Option<Range> {
    Range::parse(if text.trim() == "*" { "0.0.0.0/0" } else { text })
}

/// Sentence of the rules of a firewall: the addresses, networks and resources that they let in.
pub(super) fn rules(
    least: Openness,
    exceptions: &[Exception],
    networks: usize,
    others: usize,
    trusted: bool,
) -> String {
    let written: Vec<String> = exceptions.iter().map(|exception| exception.written.clone()).collect();
    let list = list(&written);
    let mut parts: Vec<String> = match least {
        Openness::Everybody => vec![format!("every address of the internet ({list})")],
        Openness::NearlyEverybody => vec![format!("so many addresses that strangers are among them ({list})")],
        Openness::AllOfAzure => vec![format!(
            "every machine inside Azure, other organisations' included ({list})"
        )],
        _ if written.is_empty() => Vec::new(),
        _ => vec![list],
    };
    let count = |number: usize, one: &str, many: &str| match number {
        0 => None,
        1 => Some(format!("1 {one}")),
        _ => Some(format!("{number} {many}")),
    };
    parts.extend(count(networks, "virtual network", "virtual networks"));
    parts.extend(count(others, "named resource", "named resources"));
    if trusted {
        parts.push("trusted services of Azure".to_owned());
    }
    match parts.split_last() {
        None => "No rule let anybody in.".to_owned(),
        Some((only, [])) => format!("The rules let in {only}."),
        Some((last, before)) => format!("The rules let in {} and {last}.", before.join(", ")),
    }
}

/// A command with the name, the resource group and the subscription of a resource put in.
pub(super) fn command(text: &str, id: ArmId<'_>) -> String {
    text.replace("{name}", id.last())
        .replace("{group}", id.resource_group().unwrap_or("<resource-group>"))
        .replace("{subscription}", id.subscription().unwrap_or("<subscription>"))
}
