//! `underpin access`: what a principal can do, or who can do what to a resource, with the rows that prove it.

use std::collections::{BTreeMap, BTreeSet};
use std::process::ExitCode;

use anyhow::{Result, bail};
use serde_json::{Value, json};

use crate::access::{GrantIx, Privileges};
use crate::condition::suggest::nearest;
use crate::estate::Estate;
use crate::reach::Reach;
use crate::value::arm_id::ArmId;

use super::arguments::{AccessArguments, OutputFormat};
use super::run;
use super::terminal::{Progress, block, line};

/// Runs the subcommand.
pub fn run(arguments: &AccessArguments) -> Result<ExitCode> {
    let progress = Progress::new(false);
    run::with(&progress, &arguments.bundle, &arguments.engagement, |run| {
        run.with_estate(|estate| tell_of(arguments, estate, &progress))?
    })
}

/// Answers the question of the arguments.
fn tell_of(arguments: &AccessArguments, estate: &Estate<'_>, progress: &Progress) -> Result<ExitCode> {
    progress.done();
    let reach = Reach::new(estate);
    let document = match (&arguments.who, &arguments.what) {
        (Some(who), _) => who_can(estate, &reach, who)?,
        (None, Some(what)) => can_to(estate, &reach, what)?,
        (None, None) => bail!("give a principal with --who, or a resource with --what"),
    };
    match arguments.format {
        OutputFormat::Json => block(&serde_json::to_string_pretty(&document)?),
        OutputFormat::Text => tell(&document),
    }
    Ok(ExitCode::SUCCESS)
}

/// Lists the grants of a principal and the number of resources of each type that they reach.
fn who_can(estate: &Estate<'_>, reach: &Reach<'_>, who: &str) -> Result<Value> {
    let principal = &*principal(estate, reach, who)?;
    let grants: Vec<Value> = reach
        .of(principal)
        .iter()
        .map(|ix| grant(estate, reach, *ix, None))
        .collect();
    let mut types: BTreeMap<&str, usize> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for ix in reach.of(principal).iter().filter(|ix| !reach.grant(**ix).eligible) {
        for on in reach.covered(*ix).into_iter().filter(|on| seen.insert(*on)) {
            *types.entry(estate.inventory.resource(on).resource_type()).or_default() += 1;
        }
    }
    Ok(json!({
        "principal": principal,
        "name": reach.name(principal),
        "grants": grants,
        "classes": classes(estate, reach, principal),
        "reaches": types,
    }))
}

/// What a principal can do by class, most privileged first: by how many grants, and what it reaches with those in force.
fn classes(estate: &Estate<'_>, reach: &Reach<'_>, principal: &str) -> Vec<Value> {
    let own = reach.of(principal);
    let all = estate.roles.classes().iter().filter_map(|class| {
        let wanted = Privileges::named(estate.roles, [&class.name]);
        let holding = own.iter().filter(|ix| reach.rights(**ix).hold(wanted));
        let (eligible, held): (Vec<GrantIx>, Vec<GrantIx>) = holding.partition(|ix| reach.grant(**ix).eligible);
        if eligible.is_empty() && held.is_empty() {
            return None;
        }
        let mut types: BTreeMap<&str, usize> = BTreeMap::new();
        for on in reach.resources(&reach.reached(principal, wanted, &[])) {
            *types.entry(estate.inventory.resource(on).resource_type()).or_default() += 1;
        }
        Some(json!({
            "class": class.name,
            "meaning": class.meaning,
            "grants": held.len(),
            "eligible": eligible.len(),
            "reaches": types,
        }))
    });
    all.collect()
}

/// The lower-case id of the one principal that is called so: by object id, sign-in name or name.
fn principal(estate: &Estate<'_>, reach: &Reach<'_>, who: &str) -> Result<String> {
    let identities = estate.identities.iter().map(|identity| identity.principal.clone());
    let principals = estate.inventory.access.principals();
    let principals = principals.map(|principal| principal.id.to_ascii_lowercase());
    let holders = reach.grants().map(|ix| reach.grant(ix).principal.to_string());
    let all: BTreeSet<String> = identities.chain(principals).chain(holders).collect();
    let names = |id: &str| {
        let known = reach.principal(id);
        let sign_in = known.map_or("", |known| &known.sign_in);
        let directory = known.map_or("", |known| &known.name);
        [id.to_owned(), sign_in.to_owned(), directory.to_owned(), reach.name(id)]
    };
    let is_called = |id: &&String| names(id).iter().any(|name| name.eq_ignore_ascii_case(who));
    let named: Vec<&String> = all.iter().filter(is_called).collect();
    match &named[..] {
        [only] => Ok((*only).clone()),
        [] => {
            let known: Vec<String> = all.iter().flat_map(|id| names(id)).collect();
            let meant = nearest(who, known.iter().map(String::as_str).filter(|name| !name.is_empty()));
            bail!(
                "nothing in the bundle knows a principal `{who}`{}; give an object id, a sign-in name or a display name",
                meant.map_or_else(String::new, |name| format!("; did you mean `{name}`?"))
            )
        }
        many => {
            let many: Vec<String> = many
                .iter()
                .map(|id| format!("{id}  {}", reach.identity(id).map_or("", |identity| &identity.kind)))
                .collect();
            bail!(
                "`{who}` is the name of several principals; give the object id:\n  {}",
                many.join("\n  ")
            )
        }
    }
}

/// Lists the grants over a resource or scope and their holders.
fn can_to(estate: &Estate<'_>, reach: &Reach<'_>, what: &str) -> Result<Value> {
    let id = match estate.inventory.find(what) {
        Some(resource) => resource.id(),
        None if ArmId::new(what).is_id() => what.to_owned(),
        None => {
            let rows = || estate.inventory.resources();
            let named = rows().filter(|resource| resource.name().eq_ignore_ascii_case(what));
            let ids: Vec<String> = named.map(|resource| resource.id()).collect();
            match &ids[..] {
                [only] => only.clone(),
                [] => {
                    let meant = nearest(what, rows().map(|resource| resource.name()));
                    bail!(
                        "no row in the bundle is called `{what}`{}; give a name or an ARM id",
                        meant.map_or_else(String::new, |name| format!("; did you mean `{name}`?"))
                    )
                }
                many => bail!(
                    "`{what}` is the name of several resources; give the id:\n  {}",
                    many.join("\n  ")
                ),
            }
        }
    };
    let kind = ArmId::new(&id).resource_type();
    let grants: Vec<Value> = reach
        .over_id(&id)
        .into_iter()
        .map(|ix| grant(estate, reach, ix, Some(&kind)))
        .collect();
    Ok(json!({ "resource": id, "grants": grants }))
}

/// A grant: of which class it is over resources of a type, or over anything in its scope where none is asked for.
fn grant(estate: &Estate<'_>, reach: &Reach<'_>, ix: GrantIx, kind: Option<&str>) -> Value {
    let held = reach.grant(ix);
    let rights = reach.rights(ix);
    let class = kind.map_or_else(|| reach.class(ix), |kind| rights.class_on(kind));
    let class = class.and_then(|class| estate.roles.classes().get(class));
    let holds = |name: &&String| {
        let wanted = Privileges::named(estate.roles, [*name]);
        kind.map_or_else(|| rights.hold(wanted), |kind| rights.hold_on(wanted, kind))
    };
    let names = estate.roles.classes().iter().map(|class| &class.name);
    let held_classes: Vec<&String> = names.filter(holds).collect();
    let way = reach.membership(ix).map_or(&[][..], |membership| &membership.way);
    let through: Vec<Value> = way
        .iter()
        .map(|step| {
            json!({
                "group": reach.name(&step.group),
                "file": estate.inventory.path(step.source),
                "record": step.source.record,
            })
        })
        .collect();
    json!({
        "principal": *held.principal,
        "name": reach.name(&held.principal),
        "group": reach.is_group(&held.principal),
        "role": reach.role(ix),
        "scope": reach.scope(ix),
        "level": held.level.name(),
        "class": class.map_or("unknown", |class| &class.name),
        "meaning": class.map_or("no export tells what the role permits", |class| &class.meaning),
        "classes": held_classes,
        "eligible": held.eligible,
        "conditioned": rights.conditioned,
        "deniedInPart": held.denied_in_part,
        "through": through,
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
        let classes: Vec<String> = held["classes"].as_array().into_iter().flatten().map(text).collect();
        let classes = if classes.is_empty() {
            text(&held["class"])
        } else {
            classes.join(", ")
        };
        let denied = if held["deniedInPart"] == true {
            ", denied in part"
        } else {
            ""
        };
        line(&format!(
            "{classes}  {}{standing}{condition}{denied}",
            text(&held["role"])
        ));
        if document["principal"].is_null() {
            line(&format!("  held by {}", text(&held["name"])));
        }
        line(&format!("  at {}", text(&held["scope"])));
        line(&format!("  {} #{}", text(&held["file"]), held["record"]));
        for step in held["through"].as_array().into_iter().flatten() {
            line(&format!("  through {}", text(&step["group"])));
            line(&format!("  {} #{}", text(&step["file"]), step["record"]));
        }
    }
    let by_class = document["classes"].as_array().map_or(&[][..], Vec::as_slice);
    if !by_class.is_empty() {
        line("");
        line("By class:");
    }
    for class in by_class {
        let grants = |key: &str| class[key].as_u64().unwrap_or(0);
        let mut told = vec![match grants("grants") {
            1 => "1 grant".to_owned(),
            many => format!("{many} grants"),
        }];
        told.extend((grants("eligible") > 0).then(|| format!("{} to activate", grants("eligible"))));
        line(&format!(
            "{}  {}: {}",
            text(&class["class"]),
            text(&class["meaning"]),
            told.join(", ")
        ));
        for (name, count) in class["reaches"].as_object().into_iter().flatten() {
            line(&format!("  {:>6}  {name}", count.as_u64().unwrap_or(0)));
        }
    }
    if let Some(types) = document["reaches"].as_object().filter(|types| !types.is_empty()) {
        line("");
        line("In their scope, of the types that the framework looks at:");
        for (name, count) in types {
            line(&format!("  {:>6}  {name}", count.as_u64().unwrap_or(0)));
        }
    }
}
