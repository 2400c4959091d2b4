//! `underpin access`: what a principal can do, or who can do what to a resource, with the rows that say so.

use std::collections::BTreeMap;
use std::process::ExitCode;

use anyhow::{Result, bail};
use serde_json::{Value, json};

use crate::estate::Estate;
use crate::inventory::arm_id::ArmId;
use crate::reach::{GrantIx, Reach};

use super::arguments::{AccessArguments, Format};
use super::pipeline;
use super::terminal::{Progress, block, line};

/// Runs the subcommand.
pub fn run(arguments: &AccessArguments) -> Result<ExitCode> {
    let progress = Progress::new(false);
    pipeline::with_estate(&arguments.bundle, &arguments.engagement, &progress, |estate| {
        progress.done();
        let reach = Reach::new(estate);
        let document = match (&arguments.who, &arguments.what) {
            (Some(who), _) => who_can(estate, &reach, who)?,
            (None, Some(what)) => can_to(estate, &reach, what)?,
            (None, None) => bail!("give a principal with --who, or a resource with --what"),
        };
        match arguments.format {
            Format::Json => block(&serde_json::to_string_pretty(&document)?),
            Format::Text => tell(&document),
        }
        Ok(ExitCode::SUCCESS)
    })
}

/// What a principal holds and reaches.
fn who_can(estate: &Estate<'_>, reach: &Reach<'_>, who: &str) -> Result<Value> {
    let mut named: Vec<&str> = reach
        .grants()
        .map(|ix| &*reach.grant(ix).principal)
        .filter(|id| {
            let sign_in = reach.principal(id).map_or("", |known| &known.sign_in);
            [id, sign_in, &reach.name(id)]
                .iter()
                .any(|name| name.eq_ignore_ascii_case(who))
        })
        .collect();
    named.sort_unstable();
    named.dedup();
    let [principal] = named[..] else {
        match named.len() {
            0 => {
                bail!("no grant in the bundle is held by `{who}`; give an object id, a sign-in name or a display name")
            }
            _ => bail!(
                "`{who}` is the name of several principals: {}; give the object id",
                named.join(", ")
            ),
        }
    };
    let grants: Vec<Value> = reach.of(principal).iter().map(|ix| grant(estate, reach, *ix)).collect();
    let mut types: BTreeMap<&str, usize> = BTreeMap::new();
    let mut seen = std::collections::BTreeSet::new();
    for ix in reach.of(principal).iter().filter(|ix| !reach.grant(**ix).eligible) {
        for on in reach.covered(*ix).into_iter().filter(|on| seen.insert(*on)) {
            *types.entry(estate.inventory.resource(on).resource_type()).or_default() += 1;
        }
    }
    Ok(json!({ "principal": principal, "name": reach.name(principal), "grants": grants, "reaches": types }))
}

/// Who holds what over a resource or scope.
fn can_to(estate: &Estate<'_>, reach: &Reach<'_>, what: &str) -> Result<Value> {
    let id = match estate.inventory.find(what) {
        Some(resource) => resource.id(),
        None if ArmId::new(what).is_id() => what.to_owned(),
        None => {
            let named = estate
                .inventory
                .resources()
                .filter(|resource| resource.name().eq_ignore_ascii_case(what));
            let ids: Vec<String> = named.map(|resource| resource.id()).collect();
            match &ids[..] {
                [only] => only.clone(),
                [] => bail!("no row in the bundle is called `{what}`; give a name or an ARM id"),
                many => bail!("`{what}` is the name of several resources:\n  {}", many.join("\n  ")),
            }
        }
    };
    let grants: Vec<Value> = reach
        .over_id(&id)
        .into_iter()
        .map(|ix| grant(estate, reach, ix))
        .collect();
    Ok(json!({ "resource": id, "grants": grants }))
}

fn grant(estate: &Estate<'_>, reach: &Reach<'_>, ix: GrantIx) -> Value {
    let held = reach.grant(ix);
    let rights = reach.rights(ix);
    let class = rights.class.and_then(|class| estate.roles.classes().get(class));
    json!({
        "principal": held.principal,
        "name": reach.name(&held.principal),
        "group": reach.is_group(&held.principal),
        "role": reach.role(ix),
        "scope": reach.scope(ix),
        "level": held.level.name(),
        "class": class.map_or("unknown", |class| &class.name),
        "meaning": class.map_or("no export tells what the role permits", |class| &class.meaning),
        "eligible": held.eligible,
        "conditioned": rights.conditioned,
        "file": estate.inventory.path(held.source),
        "record": held.source.record,
    })
}

fn tell(document: &Value) {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    for key in ["name", "principal", "resource"] {
        if let Some(value) = document[key].as_str() {
            line(value);
        }
    }
    line("");
    let grants = document["grants"].as_array().map_or(&[][..], Vec::as_slice);
    if grants.is_empty() {
        line("No grant in the bundle bears on it.");
    }
    for held in grants {
        let standing = if held["eligible"] == true { ", eligible" } else { "" };
        let condition = if held["conditioned"] == true {
            ", under a condition"
        } else {
            ""
        };
        line(&format!(
            "{}  {}{standing}{condition}",
            text(&held["class"]),
            text(&held["role"])
        ));
        if document["principal"].is_null() {
            line(&format!("  held by {}", text(&held["name"])));
        }
        line(&format!("  at {}", text(&held["scope"])));
        line(&format!("  {} #{}", text(&held["file"]), held["record"]));
    }
    if let Some(types) = document["reaches"].as_object().filter(|types| !types.is_empty()) {
        line("");
        line("In their scope, of the types that the framework looks at:");
        for (name, count) in types {
            line(&format!("  {:>6}  {name}", count.as_u64().unwrap_or(0)));
        }
    }
}
